/* Options: what `:set` can change (option_list.c has the table). */
#pragma once

#include "edit/editor_private.h"

typedef enum { OPTION_BOOL, OPTION_NUMBER, OPTION_TEXT, OPTION_CHOICE } OptionType;

typedef struct {
    const char *name, *shorter; /* the short name, or NULL */
    OptionType type;
    size_t offset; /* in EditorOptions; a bool, an unsigned (a long if `is_long`), a text */
    bool is_long;
    long least, preset;
    const char *preset_text;
    /* Of a text: checks the value and does what follows from it, or tells why not; the value is set behind it. */
    bool (*apply)(Editor *editor, const char *value);
    const char *const *choices; /* of OPTION_CHOICE: the words; the value is the place of one, from 0 */
    const char *help; /* one line */
} Option;

extern const Option OPTIONS[]; /* ends with a row without a name */

const Option *option_find(const char *name, size_t length);

/* "ignorecase", "noignorecase", "  shiftwidth=4"; the caller frees it. */
char *option_show(const Editor *editor, const Option *option);

/* Executes the argument of `:set`; false after having told what is wrong. */
bool option_set(Editor *editor, const char *argument);

/* The table's presets. */
void options_init(EditorOptions *options);
