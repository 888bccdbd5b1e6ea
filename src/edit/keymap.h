/* Keymaps: which keys do what in which mode.  Read from files like keymaps/vim.keys:
 *
 *     [normal]                  # a section for each mode
 *     x = delete-cell           # KEYS = ACTION; "#" begins a comment after a blank
 *     <Space>w = ::w<CR>        # KEYS = :KEYS, here :w and Enter, typed as if by hand, without mappings
 *
 * Sections: normal, output (the cursor is in what a cell shows),
 * table (one fills the screen), panel (keys go to one), visual, pending (after an operator), insert, replace, prompt, widget
 * (keys operate an element of mo.ui), menu (of its options), completion (the menu of what could be typed, before
 * the section of the mode), scratch (the same of the scratchpad); motion means normal, output,
 * visual and pending, object visual and pending.  Later rows win; "KEYS =" alone removes a row.
 * A keymap with a section modeless has no modes (modeless.c); there a row may be KEYS = OPERATOR MOTION.
 * Before the first section, "include NAME" reads another keymap.
 * Main thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "edit/action.h"

typedef enum {
    MAP_NORMAL,
    MAP_OUTPUT,
    MAP_TABLE,
    MAP_PANEL,
    MAP_VISUAL,
    MAP_PENDING,
    MAP_INSERT,
    MAP_REPLACE,
    MAP_PROMPT,
    MAP_MODELESS,
    MAP_WIDGET,
    MAP_MENU,
    MAP_COMPLETION,
    MAP_SCRATCH,
    MAP_MODES,
} MapMode;

/* What keys stand for: an action, or other keys. */
typedef struct {
    const Action *action;
    const Action *operator; /* what is done with the motion that `action` is; or NULL */
    Key *keys; /* of a mapping to keys, or NULL */
    size_t key_count;
    bool remap; /* those keys may be mapped themselves */
    bool nowait; /* it does not wait for a longer one */
    char *expression; /* whose value the keys are (map_expression.h), or NULL */
} Binding;

typedef struct Keymap Keymap;

Keymap *keymap_new(void);
void keymap_free(Keymap *keymap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keymap, keymap_free)

/* Adds the rows of a file.  The first bad row fails with "NAME:LINE: what is wrong"; rows before it stay. */
bool keymap_read(Keymap *keymap, const char *text, const char *name, GError **error);

/* keymap_list.c: a keymap that tarn comes with, or NAME.keys among the user's, or a path.  NULL and an error that
 * names file and line. */
Keymap *keymap_load(const char *name, GError **error);
/* The same, its rows added to those of another. */
bool keymap_add(Keymap *keymap, const char *name, GError **error);
bool keymap_is_builtin(const char *name);
/* The names of those that tarn comes with and a person may choose; ends with NULL. */
extern const char *const KEYMAP_NAMES[];

/* Whether it has a row for a mode. */
bool keymap_has(const Keymap *keymap, MapMode mode);

/* Adds one row; keys in the notation of key.h, at most 50: else false. */
bool keymap_bind_keys(Keymap *keymap, MapMode mode, const char *keys, const char *to, bool remap);
/* What they are the value of. */
bool keymap_bind_expression(Keymap *keymap, MapMode mode, const char *keys, const char *expression, bool remap);
bool keymap_unbind(Keymap *keymap, MapMode mode, const char *keys);
/* Of the row that these keys are: whether a longer one is waited for. */
void keymap_set_nowait(Keymap *keymap, MapMode mode, const char *keys);

/* A row of a person's own, until it is taken away: then they do again what they did before. */
bool keymap_bind_own(Keymap *keymap, MapMode mode, const char *keys, const Action *action);
bool keymap_unbind_own(Keymap *keymap, MapMode mode, const char *keys);
/* Takes away all of them, or (of a keymap of mappings, `own` false) all rows. */
void keymap_clear(Keymap *keymap, MapMode mode, bool own);

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
void keymap_each_own(const Keymap *keymap, MapMode mode, const char *prefix, KeymapEach each, gpointer data);

/* The first keys bound to an action in a mode; the caller frees it; NULL if there are none. */
char *keymap_keys_of(const Keymap *keymap, MapMode mode, const Action *action);

/* Whether a row is one of an action: of a pair it is the operator. */
static inline bool binding_is(const Binding *binding, const Action *action)
{
    return binding->operator ? binding->operator == action : binding->action == action;
}

/* What a binding does, for a person: the name of its action, or its keys; the caller frees it. */
char *binding_shown(const Binding *binding);

/* The texts of keymaps/NAME.keys, compiled in. */
extern const char KEYMAP_VIM[], KEYMAP_PLAIN[], KEYMAP_EMACS[], KEYMAP_WIDGETS[], KEYMAP_APP[], KEYMAP_APP_PLAIN[], KEYMAP_APP_EMACS[];

#define KEYMAP_ERROR (keymap_error_quark())
GQuark keymap_error_quark(void);
enum { KEYMAP_ERROR_SYNTAX, KEYMAP_ERROR_UNKNOWN, KEYMAP_ERROR_DEPTH };
