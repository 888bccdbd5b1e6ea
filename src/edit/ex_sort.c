/* `:sort` (`:help :sort`). */
#include "edit/ex_text.h"

#include <stdlib.h>
#include <string.h>

#include "edit/search.h"

typedef struct {
    bool reverse, ignore_case, numeric, hexadecimal, octal, binary, decimal_point, unique, use_match;
    char *pattern; /* what is skipped, or with `r` looked at; or NULL */
} SortHow;

typedef struct {
    char *text;      /* the line */
    size_t length;
    char *key;       /* what is compared */
    bool has_number;
    double number;
    size_t order; /* where it was: sorting keeps equals in order */
} SortLine;

static bool read_flags(Editor *editor, const char *at, SortHow *how)
{
    for (; *at; at++) {
        switch (*at) {
        case ' ':
        case '\t':
            break;
        case 'i':
            how->ignore_case = true;
            break;
        case 'n':
            how->numeric = true;
            break;
        case 'f':
            how->numeric = how->decimal_point = true;
            break;
        case 'x':
            how->numeric = how->hexadecimal = true;
            break;
        case 'o':
            how->numeric = how->octal = true;
            break;
        case 'b':
            how->numeric = how->binary = true;
            break;
        case 'u':
            how->unique = true;
            break;
        case 'r':
            how->use_match = true;
            break;
        default:
            if (g_ascii_isalnum(*at) || how->pattern) {
                editor_error(editor, "E474: Invalid argument");
                return false;
            }
            const char *end = search_skip_pattern(at + 1, *at);
            how->pattern = g_strndup(at + 1, (gsize)(end - at - 1));
            at = *end ? end : end - 1;
        }
    }
    return true;
}

/* The first number in a key; lines without one come first. */
static void read_number(const SortHow *how, SortLine *line)
{
    const char *at = line->key;
    int base = how->hexadecimal ? 16 : how->octal ? 8 : how->binary ? 2 : 10;
    for (; *at; at++) {
        int digit = g_ascii_xdigit_value(*at);
        if (digit >= 0 && digit < base)
            break;
    }
    if (!*at)
        return;
    bool negative = at > line->key && at[-1] == '-' && !how->binary && !how->octal;
    double value = how->decimal_point ? g_ascii_strtod(at, NULL) : (double)g_ascii_strtoll(at, NULL, base);
    line->has_number = true;
    line->number = negative ? -value : value;
}

static void make_key(const SortHow *how, Regex *regex, SortLine *line)
{
    RegexMatch match;
    const char *text = line->text;
    if (!regex)
        line->key = g_strdup(text);
    else if (!regex_match(regex, text, line->length, 0, &match, NULL))
        line->key = g_strdup("");
    else if (how->use_match)
        line->key = g_strndup(text + match.start[0], match.end[0] - match.start[0]);
    else
        line->key = g_strdup(text + match.end[0]);
    if (how->numeric)
        read_number(how, line);
}

static int compare_keys(const SortLine *a, const SortLine *b, const SortHow *how)
{
    if (how->numeric) {
        if (a->has_number != b->has_number)
            return a->has_number ? 1 : -1;
        return (a->number > b->number) - (a->number < b->number);
    }
    return how->ignore_case ? g_ascii_strcasecmp(a->key, b->key) : strcmp(a->key, b->key);
}

static int compare_lines(const void *left, const void *right, void *data)
{
    const SortLine *a = left, *b = right;
    const SortHow *how = data;
    int order = compare_keys(a, b, how);
    if (order)
        return how->reverse ? -order : order;
    return (a->order > b->order) - (a->order < b->order);
}

/* Writes the lines back, cell by cell; lines that are left over are deleted. */
static void write_back(Editor *editor, const ExCall *call, const GArray *lines)
{
    size_t next = ex_first(call), end = next + lines->len;
    size_t index = 0;
    while (next < end) {
        size_t cell = notebook_cell_of_line(editor->notebook, next);
        size_t stop = MIN(end - 1, notebook_last_line(editor->notebook, cell));
        g_autoptr(GString) text = g_string_new(NULL);
        for (size_t line = next; line <= stop; line++, index++) {
            const SortLine *sorted = &g_array_index(lines, SortLine, index);
            if (line > next)
                g_string_append_c(text, '\n');
            g_string_append_len(text, sorted->text, (gssize)sorted->length);
        }
        editor_replace(editor, (Pos){next, 0}, (Pos){stop, editor_line_length(editor, stop)}, text->str, text->len);
        next = stop + 1;
    }
    if (ex_last(call) >= end)
        editor_delete_lines(editor, end, ex_last(call));
}

static void clear_line(gpointer data)
{
    SortLine *line = data;
    g_free(line->text);
    g_free(line->key);
}

static void sort_lines(Editor *editor, ExCall *call, Regex *regex, SortHow *how)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, TRUE, sizeof(SortLine));
    g_array_set_clear_func(lines, clear_line);
    for (size_t i = ex_first(call); i <= ex_last(call); i++) {
        TextLine text = editor_line(editor, i);
        SortLine line = {.text = g_memdup2(text.bytes, text.length + 1), .length = text.length, .order = i};
        make_key(how, regex, &line);
        g_array_append_val(lines, line);
    }
    g_array_sort_with_data(lines, compare_lines, how);
    for (guint i = 1; how->unique && i < lines->len;) {
        if (compare_keys(&g_array_index(lines, SortLine, i - 1), &g_array_index(lines, SortLine, i), how) == 0)
            g_array_remove_index(lines, i);
        else
            i++;
    }
    write_back(editor, call, lines);
}

bool ex_sort(Editor *editor, ExCall *call)
{
    SortHow how = {.reverse = call->bang};
    Regex *regex = NULL;
    bool good = read_flags(editor, call->argument, &how);
    if (good && how.pattern) {
        regex = search_compile(editor, how.pattern, 0);
        good = regex != NULL;
    }
    if (good && call->last > call->first) {
        sort_lines(editor, call, regex, &how);
        editor_cursor_to_indent(editor, ex_first(call));
    }
    g_free(how.pattern);
    return good;
}
