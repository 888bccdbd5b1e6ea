#include "notebook/app_layout.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "notebook/pyliteral.h"

G_DEFINE_QUARK(app-layout-error-quark, app_layout_error)

enum { MOST_COLUMNS = 1000 };

static AppLayout *layout_new(AppLayoutKind kind, int columns)
{
    AppLayout *layout = g_new0(AppLayout, 1);
    layout->kind = kind;
    layout->columns = columns;
    layout->places = g_array_new(FALSE, TRUE, sizeof(AppPlace));
    return layout;
}

void app_layout_free(AppLayout *layout)
{
    g_array_unref(layout->places);
    g_free(layout);
}

AppPlace app_layout_place(const AppLayout *layout, size_t cell)
{
    if (cell < layout->places->len)
        return g_array_index(layout->places, AppPlace, cell);
    return (AppPlace){.shown = layout->kind != APP_GRID, .width = 1};
}

/* --- what is wrong, and where --------------------------------------------------------------------------------- */

typedef struct {
    const char *text;
    size_t length;
    const char *name;
    GError **error;
} Reading;

static int line_at(const Reading *reading, const char *at)
{
    int line = 1;
    for (const char *p = reading->text; p < at; p++)
        line += *p == '\n';
    return line;
}

/* Where a member of that name begins; the start of the text if it cannot be found.  A quote inside of a string has a
 * backslash before it. */
static const char *member_at(const Reading *reading, const char *key)
{
    g_autofree char *quoted = g_strdup_printf("\"%s\"", key);
    const char *end = reading->text + reading->length;
    for (const char *p = reading->text; (p = g_strstr_len(p, end - p, quoted)); p++) {
        if (p == reading->text || p[-1] != '\\')
            return p;
    }
    return reading->text;
}

/* Where the index-th element of "cells" begins. */
static const char *cell_at(const Reading *reading, size_t index)
{
    const char *end = reading->text + reading->length, *p = member_at(reading, "cells");
    p = memchr(p, '[', (size_t)(end - p));
    if (!p)
        return reading->text;
    bool in_string = false;
    int depth = 0;
    size_t commas = 0;
    for (p++; p < end; p++) {
        if (commas == index && !in_string && !strchr(" \t\r\n,", *p))
            return p;
        if (*p == '\\' && in_string)
            p++;
        else if (*p == '"')
            in_string = !in_string;
        else if (!in_string && strchr("[{", *p))
            depth++;
        else if (!in_string && strchr("]}", *p))
            depth--;
        else if (!in_string && depth == 0 && *p == ',')
            commas++;
    }
    return reading->text;
}

static bool refuse(const Reading *reading, const char *at, const char *format, ...) G_GNUC_PRINTF(3, 4);

static bool refuse(const Reading *reading, const char *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(reading->error, APP_LAYOUT_ERROR, APP_LAYOUT_ERROR_INVALID, "%s:%d: %s", reading->name, line_at(reading, at), what);
    return false;
}

/* --- a file --------------------------------------------------------------------------------------------------- */

static bool is_number(const JsonValue *value)
{
    return json_value_kind(value) == JSON_KIND_INTEGER || json_value_kind(value) == JSON_KIND_REAL;
}

/* [x, y, width, height], or null: the cell is not in the grid. */
static bool read_position(const Reading *reading, AppLayout *layout, size_t index, const JsonValue *position)
{
    AppPlace place = {0};
    if (json_value_kind(position) != JSON_KIND_NULL) {
        double numbers[4];
        bool good = json_value_kind(position) == JSON_KIND_ARRAY && json_value_length(position) == G_N_ELEMENTS(numbers);
        for (size_t i = 0; good && i < G_N_ELEMENTS(numbers); i++) {
            good = is_number(json_value_at(position, i));
            numbers[i] = json_value_real(json_value_at(position, i), 0);
        }
        if (!good)
            return refuse(reading, cell_at(reading, index), "the position of cell %zu is not [x, y, width, height]", index + 1);
        if (numbers[0] < 0 || numbers[1] < 0 || numbers[2] <= 0 || numbers[0] >= layout->columns)
            return refuse(reading, cell_at(reading, index), "the position of cell %zu is not in the grid of %d columns", index + 1,
                          layout->columns);
        place = (AppPlace){.shown = true, .x = numbers[0], .y = numbers[1],
                           .width = MIN(numbers[2], layout->columns - numbers[0])};
    }
    g_array_append_val(layout->places, place);
    return true;
}

/* A kind of slide that came later than this program is a slide. */
static bool read_slide(const Reading *reading, AppLayout *layout, size_t index, const JsonValue *type)
{
    const char *word = json_value_string(type);
    if (json_value_kind(type) != JSON_KIND_NULL && !word)
        return refuse(reading, cell_at(reading, index), "the type of slide %zu is no string", index + 1);
    AppPlace place = {.shown = g_strcmp0(word, "skip") != 0, .joins = g_strcmp0(word, "fragment") == 0, .width = 1};
    g_array_append_val(layout->places, place);
    return true;
}

static bool read_cells(const Reading *reading, AppLayout *layout, const JsonValue *cells)
{
    bool grid = layout->kind == APP_GRID;
    if (json_value_kind(cells) != JSON_KIND_ARRAY && (grid || json_value_kind(cells) != JSON_KIND_NULL))
        return refuse(reading, member_at(reading, grid && json_value_kind(cells) == JSON_KIND_NULL ? "data" : "cells"),
                      "\"cells\" of a %s is no array", grid ? "grid" : "deck of slides");
    for (size_t i = 0; i < json_value_length(cells); i++) {
        const JsonValue *cell = json_value_at(cells, i);
        if (json_value_kind(cell) != JSON_KIND_OBJECT)
            return refuse(reading, cell_at(reading, i), "cell %zu is no object", i + 1);
        if (grid ? !read_position(reading, layout, i, json_value_get(cell, "position"))
                 : !read_slide(reading, layout, i, json_value_get(cell, "type")))
            return false;
    }
    return true;
}

static bool read_columns(const Reading *reading, AppLayout *layout, const JsonValue *data)
{
    double columns = json_value_real(json_value_get(data, "columns"), 0);
    if (columns < 1 || columns > MOST_COLUMNS || floor(columns) != columns)
        return refuse(reading, member_at(reading, json_value_get(data, "columns") ? "columns" : "data"),
                      "\"columns\" of a grid is no number from 1 to %d", MOST_COLUMNS);
    layout->columns = (int)columns;
    return true;
}

AppLayout *app_layout_read(const char *text, size_t length, const char *name, GError **error)
{
    static const struct {
        const char *word;
        AppLayoutKind kind;
    } KINDS[] = {{"vertical", APP_VERTICAL}, {"grid", APP_GRID}, {"slides", APP_SLIDES}};
    g_autoptr(GError) wrong = NULL;
    g_autoptr(JsonValue) value = json_value_parse(text, (gssize)length, &wrong);
    Reading reading = {text, length, name, error};
    if (!value) {
        g_set_error(error, APP_LAYOUT_ERROR, APP_LAYOUT_ERROR_INVALID, "%s:%s", name, wrong->message);
        return NULL;
    }
    const char *type = json_value_string(json_value_get(value, "type"));
    const JsonValue *data = json_value_get(value, "data");
    size_t kind = 0;
    while (kind < G_N_ELEMENTS(KINDS) && g_strcmp0(type, KINDS[kind].word) != 0)
        kind++;
    if (kind == G_N_ELEMENTS(KINDS) || json_value_kind(data) != JSON_KIND_OBJECT) {
        bool typed = kind < G_N_ELEMENTS(KINDS);
        refuse(&reading, member_at(&reading, typed ? "data" : "type"), "%s",
               typed ? "\"data\" of a layout is no object" : "\"type\" of a layout is not grid, slides or vertical");
        return NULL;
    }
    g_autoptr(AppLayout) layout = layout_new(KINDS[kind].kind, 1);
    bool good = layout->kind == APP_VERTICAL ||
                ((layout->kind == APP_SLIDES || read_columns(&reading, layout, data)) &&
                 read_cells(&reading, layout, json_value_get(data, "cells")));
    return good ? g_steal_pointer(&layout) : NULL;
}

/* --- the notebook --------------------------------------------------------------------------------------------- */

/* The value of an option of App(...) that is a string; NULL if it is none. */
static char *string_option(Notebook *notebook, const char *name)
{
    const char *source = notebook_header_option(notebook_header(notebook), name);
    g_autoptr(TokenList) tokens = source ? pytoken_scan(source, strlen(source)) : NULL;
    guint end = tokens ? tokens->count : 0;
    while (end > 0 && (tokens->all[end - 1].kind == TOKEN_END || tokens->all[end - 1].kind == TOKEN_NEWLINE))
        end--;
    g_autoptr(Literal) literal = end > 0 ? pyliteral_evaluate(tokens, 0, end) : NULL;
    return literal && literal->kind == LITERAL_STRING ? g_strdup(literal->string->str) : NULL;
}

char *app_layout_file(Notebook *notebook)
{
    return string_option(notebook, "layout_file");
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

/* The numbers that are in use, each once, in their order. */
static GArray *numbers_in_use(const GArray *all)
{
    GArray *sorted = g_array_sized_new(FALSE, FALSE, sizeof(int), all->len), *once = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_append_vals(sorted, all->data, all->len);
    g_array_sort(sorted, compare_numbers);
    for (guint i = 0; i < sorted->len; i++) {
        if (i == 0 || g_array_index(sorted, int, i) != g_array_index(sorted, int, i - 1))
            g_array_append_val(once, g_array_index(sorted, int, i));
    }
    g_array_unref(sorted);
    return once;
}

bool app_layout_wants_columns(Notebook *notebook)
{
    g_autofree char *width = string_option(notebook, "width");
    return g_strcmp0(width, "columns") == 0;
}

int app_layout_column(const Notebook *notebook, size_t cell)
{
    const CellConfig *config = cell_config(notebook_cell(notebook, cell));
    return config->has_column && config->column >= 0 ? config->column : -1;
}

AppLayout *app_layout_columns(Notebook *notebook)
{
    if (!app_layout_wants_columns(notebook))
        return NULL;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int));
    int number = 0;
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        int own = app_layout_column(notebook, i);
        number = own >= 0 ? own : number;
        g_array_append_val(numbers, number);
    }
    g_autoptr(GArray) used = numbers_in_use(numbers);
    if (used->len < 2)
        return NULL;
    AppLayout *layout = layout_new(APP_COLUMNS, (int)used->len);
    for (guint i = 0; i < numbers->len; i++) {
        guint at = 0;
        g_array_binary_search(used, &g_array_index(numbers, int, i), compare_numbers, &at);
        AppPlace place = {.shown = true, .x = at, .width = 1};
        g_array_append_val(layout->places, place);
    }
    return layout;
}
