/* Elements of mo.ui as values: what keys may do to one, and the JSON that the interpreter is sent then.
 *
 *     Widget widget = {"slider", args, value};         // of a node, and the value that the screen shows now
 *     g_autofree char *json = widget_step(&widget, 0, -5);
 *     if (json) ...                                    // NULL: nothing to change
 *
 * The arithmetic is that of marimo's own front end: values snap to steps from the first bound on, are rounded to the
 * decimals of the step, and stay within the bounds.  Pure; any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"

typedef enum {
    WIDGET_NONE,    /* is only shown */
    WIDGET_NUMBER,  /* a number between bounds, or the place of one among steps */
    WIDGET_RANGE,   /* two of them */
    WIDGET_TOGGLE,
    WIDGET_CHOICE,  /* one of the options */
    WIDGET_CHOICES, /* any number of them */
    WIDGET_TEXT,
    WIDGET_AREA,    /* lines of text */
    WIDGET_BUTTON,  /* its value counts how often it was pressed */
    WIDGET_TICK,    /* refresh */
    WIDGET_SUBMIT,  /* the button of a form */
    WIDGET_TABS,
    WIDGET_DATE,
    WIDGET_DATES,   /* two of them */
    WIDGET_TIME,
    WIDGET_MATRIX,  /* numbers in rows and columns */
    WIDGET_FILES,   /* what is picked of a folder */
    WIDGET_CHAT,    /* takes what is said, and shows what is answered */
    WIDGET_TABLE,   /* its keys are those of a table that fills the screen */
} WidgetForm;

/* All borrowed. */
typedef struct {
    const char *name;        /* "slider" */
    const JsonValue *args;   /* as the package tells them */
    const JsonValue *value;  /* as the screen would send it */
} Widget;

WidgetForm widget_form(const Widget *widget);
/* What keys do, for the status line; "" if none does anything.  `letters`: also those of Vim; else arrows, and actions
 * whose keys the keymap knows as editor_words() reads them. */
const char *widget_keys(const Widget *widget, bool letters);
bool widget_is_local(const Widget *widget); /* a section of an accordion, a carousel: the interpreter knows nothing of it */
bool widget_is_disabled(const Widget *widget);

/* The parts that can be changed one by one: both ends of a range; year, month, day; numbers of a matrix. */
unsigned widget_parts(const Widget *widget);

/* Each gives the value's new JSON, the caller's; NULL if there is nothing to change. */
char *widget_step(const Widget *widget, unsigned part, long count);
char *widget_edge(const Widget *widget, unsigned part, bool last);
char *widget_press(const Widget *widget);               /* toggles, buttons */
char *widget_clear(const Widget *widget);               /* a form, a conversation */
char *widget_pick(const Widget *widget, size_t option); /* of several, takes it in or out */
char *widget_take(const Widget *widget, size_t option); /* a file or a folder, which widget_pick() would open */
char *widget_pick_none(const Widget *widget);

/* What a person typed; NULL, and `why`, if it is no value of this element. */
char *widget_enter(const Widget *widget, unsigned part, const char *text, const char **why);
char *widget_entry(const Widget *widget, unsigned part); /* what typing begins with */

size_t widget_options(const Widget *widget);
char *widget_option(const Widget *widget, size_t option);
bool widget_is_picked(const Widget *widget, size_t option);

/* The element as one line (a matrix: as lines), as the package draws it; NULL: it cannot be told from the value alone. */
char *widget_line(const Widget *widget);
/* Columns [from, to) which show a part, in which of its lines from 0. */
void widget_part_place(const Widget *widget, unsigned part, int *row, int *from, int *to);
unsigned widget_part_columns(const Widget *widget); /* parts that stand beside each other; 0: all */

/* What a click on the element, as it is drawn, asks for: columns and rows from its beginning.  A value: the caller's, or NULL
 * if none is asked for; and which part was meant.  While `drag`ging the part stays what it was. */
char *widget_point(const Widget *widget, int row, int column, bool drag, unsigned *part);

/* -1 or 1: a step of a part, by an arrow (‹ ›) that is drawn there; 0: there is none.  Of an element that has parts, and on none
 * of them yet (`*part` 0), the last one of that end is meant: the day. */
int widget_arrow(const Widget *widget, int row, int column, unsigned *part);
/* The column of the line if it were not broken, of the sign behind so many others that are no blanks; of options that are
 * drawn one behind the other.  -1: there is none. */
int widget_unbroken_column(const Widget *widget, int signs);

/* Seconds between two ticks of a refresh; 0: it does not tick. */
double widget_interval(const Widget *widget);
