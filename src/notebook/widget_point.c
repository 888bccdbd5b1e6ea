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

char *widget_point(const Widget *widget, int row, int column, bool drag, unsigned *part)
{
    switch (widget_form(widget)) {
    case WIDGET_NUMBER: case WIDGET_RANGE:
        if (!drag && part_at(widget, row, column, part) && widget_form(widget) == WIDGET_RANGE)
            return NULL;
        return widget_number_at(widget, column, drag, part);
    case WIDGET_CHOICE: case WIDGET_TABS: {
        bool beside = !drag && row == 0 && strcmp(widget->name, "dropdown") != 0;
        return beside ? pick_at(widget, column) : NULL;
    }
    case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME: case WIDGET_MATRIX:
        if (!drag)
            part_at(widget, row, column, part);
        return NULL;
    default: return NULL;
    }
}
