#include "test/unit/typing.h"

Editor *editor_of(const char *text)
{
    Notebook *notebook = notebook_new();
    g_auto(GStrv) cells = g_strsplit(text, "\n---\n", -1);
    for (size_t i = 0; cells[i]; i++)
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, NULL, cells[i], -1);
    return editor_new(notebook);
}

void type(Editor *editor, const char *keys)
{
    g_autoptr(GArray) parsed = keys_parse(keys);
    for (guint i = 0; i < parsed->len; i++)
        editor_key(editor, g_array_index(parsed, Key, i));
}

char *text_of(Editor *editor)
{
    GString *text = g_string_new(NULL);
    Notebook *notebook = editor_notebook(editor);
    for (size_t cell = 0; cell < notebook_cell_count(notebook); cell++) {
        size_t last = notebook_last_line(notebook, cell);
        g_autoptr(GString) code = notebook_slice(notebook, (Pos){notebook_first_line(notebook, cell), 0},
                                                 (Pos){last, notebook_line(notebook, last).length});
        g_string_append_printf(text, "%s%s", cell ? "\n---\n" : "", code->str);
    }
    return g_string_free(text, FALSE);
}

void assert_cells(Editor *editor, const char *expected)
{
    g_autofree char *text = text_of(editor);
    assert_string_equal(text, expected);
}

void check(const char *before, const char *keys, const char *after)
{
    g_autoptr(Editor) editor = editor_of(before);
    type(editor, keys);
    assert_cells(editor, after);
}

void assert_message(Editor *editor, const char *start)
{
    bool is_error;
    const char *message = editor_message(editor, &is_error);
    assert_non_null(message);
    if (!g_str_has_prefix(message, start))
        fail_msg("\"%s\" is not \"%s...\"", message, start);
}

void check_message(const char *keys, const char *message)
{
    g_autoptr(Editor) editor = editor_of("one\ntwo\n---\nthree");
    type(editor, keys);
    assert_message(editor, message);
    assert_cells(editor, "one\ntwo\n---\nthree");
}
