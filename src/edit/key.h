/* A key press, and its name in Vim's notation: "a", "<Esc>", "<C-w>", "<S-Tab>", "<lt>".
 *
 * Plain data; made by tui/keys.c from the terminal, by tests and keymap files from names.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

/* Keys that are no characters, above Unicode. */
enum {
    KEY_NONE = 0x110000,
    KEY_UP, KEY_DOWN, KEY_LEFT, KEY_RIGHT,
    KEY_HOME, KEY_END, KEY_PAGE_UP, KEY_PAGE_DOWN,
    KEY_INSERT, KEY_DELETE,
    KEY_F1, KEY_F12 = KEY_F1 + 11,
    KEY_PASTE, /* the editor's `paste` call follows instead of text; never mapped */
    /* Of mappings alone, no keyboard sends them: */
    KEY_COMMAND, /* <Cmd>: what follows up to a <CR> is a `:` command, and no mode sees it */
    KEY_PLUG,    /* <Plug>: begins names of mappings */
};

enum { MOD_SHIFT = 1, MOD_ALT = 2, MOD_CTRL = 4 };

/* Escape, Enter, Tab and Backspace are the characters 27, 13, 9 and 127 (with modifiers if any); a
 * control chord is the lower-case letter with MOD_CTRL; a shifted letter is the capital alone.  Some terminals tell
 * <C-i> from <Tab>, <S-CR> from <CR>: see key_plain(). */
typedef struct {
    uint32_t code;
    uint8_t modifiers;
} Key;

static inline bool key_equal(Key a, Key b)
{
    return a.code == b.code && a.modifiers == b.modifiers;
}

/* One way to say each: <S-a> is A, <C-W> is <C-w>, <C-S-W> is <C-S-w>. */
Key key_normal(Key key);

/* What most terminals send for a chord: <Tab> for <C-i>, <CR> for <S-CR>, <C-x> for <C-S-x>.  What the others tell means
 * this wherever it means nothing by itself. */
Key key_plain(Key key);

/* <C-i>, <C-m> or <C-[> of <Tab>, <CR> or <Esc>: what else may have been typed where a terminal tells no difference. */
Key key_twin(Key key);

/* Reads one key at the start of `text` and tells how many bytes it took; 0 if there is none. A '<' that
 * opens no known name stands for itself. */
size_t key_parse(const char *text, Key *key);

/* A whole sequence, "d<C-w>x"; the caller frees the array of Key. */
GArray *keys_parse(const char *text);

/* The notation of a key; the caller frees it. */
char *key_name(Key key);

/* Names of keys as a person reads them: a blank is "<Space>"; the caller frees it. */
char *keys_shown(const char *names);
