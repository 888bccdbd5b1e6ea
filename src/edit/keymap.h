/* Keymaps: which keys do what in which mode.  Read from files like keymaps/vim.keys:
 *
 *     [normal]                  # a section for each mode
 *     x = delete-cell           # KEYS = ACTION; "#" begins a comment after a blank
 *     <Space>w = ::w<CR>        # KEYS = :KEYS, here :w and Enter, typed as if by hand, without mappings
 *
 * Sections: normal, visual, pending (after an operator), insert, replace, prompt, widget
 * (keys operate an element of mo.ui), menu (of its options); motion means normal,
 * visual and pending, object visual and pending.  Later rows win; "KEYS =" alone removes a row.
 * Main thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "edit/action.h"

typedef enum {
    MAP_NORMAL,
    MAP_VISUAL,
    MAP_PENDING,
    MAP_INSERT,
    MAP_REPLACE,
    MAP_PROMPT,
    MAP_WIDGET,
    MAP_MENU,
    MAP_MODES,
} MapMode;

/* What keys stand for: an action, or other keys. */
typedef struct {
    const Action *action;
    Key *keys; /* of a mapping to keys, or NULL */
    size_t key_count;
    bool remap; /* those keys may be mapped themselves */
} Binding;

typedef struct Keymap Keymap;

Keymap *keymap_new(void);
void keymap_free(Keymap *keymap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keymap, keymap_free)

/* Adds the rows of a file.  The first bad row fails with "NAME:LINE: what is wrong"; rows before it stay. */
bool keymap_read(Keymap *keymap, const char *text, const char *name, GError **error);

/* Adds one row; keys in the notation of key.h. */
void keymap_bind_action(Keymap *keymap, MapMode mode, const char *keys, const Action *action);
void keymap_bind_keys(Keymap *keymap, MapMode mode, const char *keys, const char *to, bool remap);
bool keymap_unbind(Keymap *keymap, MapMode mode, const char *keys);

typedef enum {
    KEYMAP_NONE,
    KEYMAP_PREFIX,    /* of longer rows */
    KEYMAP_FOUND,
    KEYMAP_AMBIGUOUS, /* found, and a prefix of longer rows: the next key decides */
} KeymapAnswer;

/* What a sequence of keys is so far. */
KeymapAnswer keymap_find(const Keymap *keymap, MapMode mode, const Key *keys, size_t count, const Binding **binding);

/* How many of the keys, from the first on, are the longest row that is bound; 0 if none. */
size_t keymap_longest(const Keymap *keymap, MapMode mode, const Key *keys, size_t count, const Binding **binding);

/* Calls back with each row of a mode whose keys begin with `prefix`, in the order of the keys' names. */
typedef void (*KeymapEach)(const char *keys, const Binding *binding, gpointer data);
void keymap_each(const Keymap *keymap, MapMode mode, const char *prefix, KeymapEach each, gpointer data);

/* The first keys bound to an action in a mode; the caller frees it; NULL if there are none. */
char *keymap_keys_of(const Keymap *keymap, MapMode mode, const Action *action);

/* What a binding does, for a person: the name of its action, or its keys; the caller frees it. */
char *binding_shown(const Binding *binding);

/* The text of keymaps/vim.keys, compiled in. */
extern const char KEYMAP_VIM[];

#define KEYMAP_ERROR (keymap_error_quark())
GQuark keymap_error_quark(void);
enum { KEYMAP_ERROR_SYNTAX, KEYMAP_ERROR_UNKNOWN };
