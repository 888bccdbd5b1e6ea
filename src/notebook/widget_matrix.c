#include "notebook/widget_matrix.h"

#include <math.h>
#include <string.h>

#include "notebook/widget_number.h"

static const JsonValue *argument(const Widget *widget, const char *name)
{
    return json_value_get(widget->args, name);
}

static size_t length_of(const JsonValue *value)
{
    return json_value_kind(value) == JSON_KIND_ARRAY ? json_value_length(value) : 0;
}

unsigned widget_matrix_columns(const Widget *widget)
{
    return (unsigned)length_of(json_value_at(widget->value, 0));
}

unsigned widget_matrix_parts(const Widget *widget)
{
    return MAX((unsigned)length_of(widget->value) * widget_matrix_columns(widget), 1);
}

/* One of a table that has the shape of the matrix: its numbers, bounds, steps. */
static const JsonValue *cell_of(const JsonValue *table, size_t row, size_t column)
{
    const JsonValue *line = length_of(table) > row ? json_value_at(table, row) : NULL;
    return length_of(line) > column ? json_value_at(line, column) : NULL;
}

static double number_at(const Widget *widget, size_t row, size_t column)
{
    return json_value_real(cell_of(widget->value, row, column), 0);
}

/* All of them, or each by itself; of a flat matrix they stand in a list. */
static bool is_fixed(const Widget *widget, size_t row, size_t column)
{
    const JsonValue *fixed = argument(widget, "disabled");
    if (length_of(fixed) > 0 && json_value_kind(json_value_at(fixed, 0)) == JSON_KIND_BOOL)
        return row < length_of(fixed) && json_value_bool(json_value_at(fixed, row), false);
    return json_value_bool(cell_of(fixed, row, column), false);
}

static bool finds(const Widget *widget, unsigned part, size_t *row, size_t *column)
{
    unsigned columns = widget_matrix_columns(widget);
    *row = columns ? part / columns : 0;
    *column = columns ? part % columns : 0;
    return *row < length_of(widget->value);
}

/* The whole with another number; of a symmetric one the mirrored place has it as well.  NULL: it has it already. */
static char *with_number(const Widget *widget, size_t row, size_t column, double number)
{
    double low = json_value_real(cell_of(argument(widget, "min"), row, column), -INFINITY);
    double high = json_value_real(cell_of(argument(widget, "max"), row, column), INFINITY);
    bool symmetric = json_value_bool(argument(widget, "symmetric"), false);
    number = CLAMP(number, low, high);
    if (number == number_at(widget, row, column) || is_fixed(widget, row, column))
        return NULL;
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_array(writer);
    for (size_t i = 0; i < length_of(widget->value); i++) {
        json_writer_begin_array(writer);
        for (size_t j = 0; j < widget_matrix_columns(widget); j++) {
            bool here = (i == row && j == column) || (symmetric && i == column && j == row);
            g_autofree char *text = widget_number_shortest(here ? number : number_at(widget, i, j));
            json_writer_raw(writer, text);
        }
        json_writer_end_array(writer);
    }
    json_writer_end_array(writer);
    return json_writer_steal(writer);
}

char *widget_matrix_step(const Widget *widget, unsigned part, long count)
{
    size_t row, column;
    if (!finds(widget, part, &row, &column))
        return NULL;
    double step = json_value_real(cell_of(argument(widget, "step"), row, column), 1), now = number_at(widget, row, column);
    int decimals = MAX(widget_number_decimals(step), widget_number_decimals(now));
    return with_number(widget, row, column, widget_number_rounded(now + (double)count * step, decimals));
}

char *widget_matrix_edge(const Widget *widget, unsigned part, bool last)
{
    size_t row, column;
    double bound = finds(widget, part, &row, &column)
                       ? json_value_real(cell_of(argument(widget, last ? "max" : "min"), row, column), NAN) : NAN;
    return isnan(bound) ? NULL : with_number(widget, row, column, bound);
}

char *widget_matrix_enter(const Widget *widget, unsigned part, const char *text, const char **why)
{
    size_t row, column;
    g_autofree char *trimmed = g_strstrip(g_strdup(text));
    char *end;
    double number = g_ascii_strtod(trimmed, &end);
    *why = "it is no number";
    if (!*trimmed || *end || !isfinite(number) || !finds(widget, part, &row, &column))
        return NULL;
    *why = is_fixed(widget, row, column) ? "this number is fixed" : "it has this value already";
    return with_number(widget, row, column, number);
}

char *widget_matrix_text(const Widget *widget, unsigned part)
{
    size_t row, column;
    return finds(widget, part, &row, &column) ? widget_number_shortest(number_at(widget, row, column)) : g_strdup("");
}

/* --- drawing ----------------------------------------------------------------------------------------- */

enum { GAP = 2, MOST_DIGITS = 15 };

static char *shown_number(const Widget *widget, size_t row, size_t column)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE + MOST_DIGITS + 320], format[16];
    int digits = (int)CLAMP(json_value_integer(argument(widget, "precision"), 0), 0, MOST_DIGITS);
    bool scientific = json_value_bool(argument(widget, "scientific"), false);
    g_snprintf(format, sizeof format, "%%.%d%c", digits, scientific ? 'e' : 'f');
    return g_strdup(g_ascii_formatd(text, sizeof text, format, number_at(widget, row, column)));
}

static const char *name_of(const Widget *widget, const char *names, size_t at)
{
    const JsonValue *list = argument(widget, names);
    const char *name = at < length_of(list) ? json_value_string(json_value_at(list, at)) : NULL;
    return name ? name : "";
}

static int columns_of(const char *text)
{
    return (int)g_utf8_strlen(text, -1);
}

static int width_of_names(const Widget *widget)
{
    int width = 0;
    for (size_t row = 0; row < length_of(argument(widget, "rows")); row++)
        width = MAX(width, columns_of(name_of(widget, "rows", row)));
    return width ? width + GAP : 0;
}

static int width_of(const Widget *widget, size_t column)
{
    int width = columns_of(name_of(widget, "columns", column));
    for (size_t row = 0; row < length_of(widget->value); row++) {
        g_autofree char *number = shown_number(widget, row, column);
        width = MAX(width, columns_of(number));
    }
    return width;
}

static void add_right(GString *line, const char *text, int width)
{
    g_string_append_printf(line, "%*s%s", MAX(width - columns_of(text), 0), "", text);
}

char *widget_matrix_lines(const Widget *widget)
{
    GString *lines = g_string_new(NULL);
    size_t columns = widget_matrix_columns(widget);
    int names = width_of_names(widget);
    g_autofree int *widths = g_new0(int, columns + 1);
    for (size_t i = 0; i < columns; i++)
        widths[i] = width_of(widget, i);
    if (length_of(argument(widget, "columns")) > 0) {
        add_right(lines, "", names);
        for (size_t i = 0; i < columns; i++)
            add_right(lines, name_of(widget, "columns", i), widths[i] + (i ? GAP : 0));
        g_string_append_c(lines, '\n');
    }
    for (size_t row = 0; row < length_of(widget->value); row++) {
        if (names)
            g_string_append_printf(lines, "%s%*s", name_of(widget, "rows", row),
                                   names - columns_of(name_of(widget, "rows", row)), "");
        for (size_t i = 0; i < columns; i++) {
            g_autofree char *number = shown_number(widget, row, i);
            add_right(lines, number, widths[i] + (i ? GAP : 0));
        }
        g_string_append_c(lines, '\n');
    }
    if (lines->len)
        g_string_truncate(lines, lines->len - 1);
    return g_string_free(lines, FALSE);
}

void widget_matrix_place(const Widget *widget, unsigned part, int *row, int *from, int *to)
{
    size_t at, column;
    finds(widget, part, &at, &column);
    *row = (int)at + (length_of(argument(widget, "columns")) > 0);
    *from = width_of_names(widget);
    for (size_t i = 0; i < column; i++)
        *from += width_of(widget, i) + GAP;
    *to = *from + width_of(widget, column);
}
