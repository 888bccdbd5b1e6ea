/* A click on an element of mo.ui: which value or part is drawn there. */
#include "notebook/widget.h"

#include <string.h>

#include "base/utf8.h"
#include "notebook/widget_number.h"

static int columns_of(const char *text)
{
    Utf8Display display = {0};
    return (int)utf8_column(text, strlen(text), strlen(text), &display);
}

/* The options of a radio are drawn beside each other, each behind its sign; those of tabs are their names. */
static long option_at(const Widget *widget, int column)
{
    enum { GAP = 2, SIGN = 4 };
    bool radio = widget_form(widget) == WIDGET_CHOICE;
    size_t count = widget_options(widget);
    int at = 0;
    for (size_t i = 0; i < count; i++) {
        g_autofree char *name = widget_option(widget, i);
        int end = at + (radio ? SIGN : 0) + columns_of(name);
        if (column >= at && column < end)
            return (long)i;
        at = end + GAP;
    }
    return -1;
}

static char *pick_at(const Widget *widget, int column)
{
    long option = option_at(widget, column);
    if (option < 0 || (widget_form(widget) == WIDGET_CHOICE && widget_is_picked(widget, (size_t)option)))
        return NULL;
    return widget_pick(widget, (size_t)option);
}

static bool part_at(const Widget *widget, int row, int column, unsigned *part)
{
    unsigned parts = widget_parts(widget);
    for (unsigned i = 0; i < parts; i++) {
        int at, from, to;
        widget_part_place(widget, i, &at, &from, &to);
        if (at == row && column >= from && column < to) {
            *part = i;
            return true;
        }
    }
    return false;
}

/* --- arrows -------------------------------------------------------------------------------------------------- */

enum { DATE_PARTS = 3, TICK_SIGN = 6 }; /* "[ ⟳ ] " */

int widget_arrow(const Widget *widget, int row, int column, unsigned *part)
{
    WidgetForm form = widget_form(widget);
    bool number = form == WIDGET_NUMBER && strcmp(widget->name, "number") == 0;
    bool dates = form == WIDGET_DATE || form == WIDGET_DATES || form == WIDGET_TIME;
    bool tick = form == WIDGET_TICK && json_value_length(json_value_get(widget->args, "options")) > 0;
    bool carousel = strcmp(widget->name, "carousel") == 0;
    g_autofree char *line = number || dates || tick || carousel ? widget_line(widget) : NULL;
    int last = line ? columns_of(line) - 1 : 0, first = tick ? TICK_SIGN : 0;
    int step = row != 0 || !line ? 0 : column == first ? -1 : column == last ? 1 : 0;
    if (step != 0 && dates && *part == 0)
        *part = form == WIDGET_DATES && step > 0 ? 2 * DATE_PARTS - 1 : DATE_PARTS - 1;
    return step;
}

/* --- broken lines --------------------------------------------------------------------------------------------- */

/* The line that option_at() speaks of. */
static char *line_of_options(const Widget *widget)
{
    GString *line = g_string_new(NULL);
    size_t count = widget_form(widget) == WIDGET_TABS ? widget_options(widget) : 0;
    if (widget_form(widget) == WIDGET_CHOICE && strcmp(widget->name, "radio") == 0)
        return g_string_free(line, TRUE), widget_line(widget);
    for (size_t i = 0; i < count; i++) {
        g_autofree char *name = widget_option(widget, i);
        g_string_append_printf(line, "%s%s", i ? "  " : "", name);
    }
    return g_string_free(line, FALSE);
}

int widget_unbroken_column(const Widget *widget, int signs)
{
    g_autofree char *line = line_of_options(widget);
    for (const char *at = line; *at; at = g_utf8_next_char(at)) {
        if (*at == ' ')
            continue;
        if (signs-- == 0) {
            g_autofree char *before = g_strndup(line, (gsize)(at - line));
            return columns_of(before);
        }
    }
    return -1;
}

char *widget_point(const Widget *widget, int row, int column, bool drag, unsigned *part)
{
    switch (widget_form(widget)) {
    case WIDGET_NUMBER: case WIDGET_RANGE:
        if (!drag && part_at(widget, row, column, part) && widget_form(widget) == WIDGET_RANGE)
            return NULL;
        return widget_number_at(widget, column, drag, part);
    case WIDGET_CHOICE: case WIDGET_TABS: {
        bool beside = !drag && row == 0 && strcmp(widget->name, "dropdown") != 0 && strcmp(widget->name, "carousel") != 0;
        return beside ? pick_at(widget, column) : NULL;
    }
    case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME: case WIDGET_MATRIX:
        if (!drag)
            part_at(widget, row, column, part);
        return NULL;
    default: return NULL;
    }
}
