/* Lines of a cell become a cell of their own: names lead from one to the other, so nothing else has to change. */
#include "edit/editor_private.h"

#include <string.h>

#include "notebook/history.h"

/* Whether a line is a part of the statement above it. */
static bool goes_on(TextLine line)
{
    static const char *const WORDS[] = {"else", "elif", "except", "finally"};
    if (line.length == 0)
        return false;
    if (strchr(" \t)]}", line.bytes[0]))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        size_t length = strlen(WORDS[i]);
        bool begins = line.length >= length && memcmp(line.bytes, WORDS[i], length) == 0;
        if (begins && (line.length == length || !g_ascii_isalnum(line.bytes[length])))
            return true;
    }
    return false;
}

static bool is_name_byte(char byte)
{
    return g_ascii_isalnum(byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

/* The next name in `*at` that is local to its cell, NULL behind the last; `*at` goes behind it.  The caller frees it. */
static char *next_local(const char **at)
{
    for (const char *p = *at; *p;) {
        const char *start = p;
        while (is_name_byte(*p))
            p++;
        if (p > start + 1 && start[0] == '_' && start[1] != '_') {
            *at = p;
            return g_strndup(start, (gsize)(p - start));
        }
        p += p == start;
    }
    return NULL;
}

/* A name that both speak of but only one defines, since it is local to a cell; or NULL.  The caller frees it. */
static char *torn_name(const char *one, const char *other)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char *name; (name = next_local(&one));)
        g_hash_table_add(names, name);
    for (char *name; (name = next_local(&other)); g_free(name)) {
        if (g_hash_table_contains(names, name))
            return name;
    }
    return NULL;
}

static bool may_extract(Editor *editor, size_t first, size_t last, size_t cell_first, size_t cell_last)
{
    const char *why = first == cell_first && last == cell_last ? "these are all lines of the cell"
                      : goes_on(editor_line(editor, first))    ? "the first line is a part of the statement above it"
                      : last < cell_last && goes_on(editor_line(editor, last + 1))
                          ? "the statement goes on below the last line" : NULL;
    if (why)
        editor_error(editor, "not extracted: %s", why);
    return !why;
}

static bool extract(Editor *editor, const ActionCall *call, Region *region)
{
    Notebook *notebook = editor->notebook;
    size_t first = region->start.line, last = region->end.line, cell = notebook_cell_of_line(notebook, first);
    size_t cell_first = notebook_first_line(notebook, cell), cell_last = notebook_last_line(notebook, cell);
    if (last > cell_last) {
        editor_error(editor, "not extracted: these are lines of several cells");
        return false;
    }
    if (!may_extract(editor, first, last, cell_first, cell_last))
        return false;
    history_set_cursor(notebook_history(notebook), editor->cursor);
    size_t index = last == cell_last ? cell + 1 : cell;
    g_autoptr(GString) code = notebook_slice(notebook, (Pos){first, 0}, (Pos){last, editor_line_length(editor, last)});
    editor_delete_lines(editor, first, last);
    size_t rest_last = notebook_last_line(notebook, cell);
    g_autoptr(GString) rest = notebook_slice(notebook, (Pos){cell_first, 0}, (Pos){rest_last, editor_line_length(editor, rest_last)});
    g_strchomp(code->str);
    notebook_insert_cell(notebook, index, "_", CELL_PLAIN, NULL, code->str, (gssize)strlen(code->str));
    editor_cursor_to_indent(editor, notebook_first_line(notebook, index));
    g_autofree char *torn = torn_name(code->str, rest->str);
    if (torn)
        editor_tell(editor, true, "%s is local to a cell, and stands in both now: without the _ both know it", torn);
    return true;
}

const Action ACTIONS_EXTRACT[] = {
    {"extract-cell", ACTION_OPERATOR, "make lines of a cell a cell of their own", .function = extract, .flags = OPERATOR_LINES},
    {NULL},
};
