#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "notebook/format_marimo.h"
#include "notebook/format_preview.h"

static GString *file_of(int cells, const char *body)
{
    GString *file = g_string_new("import marimo\n\n__generated_with = \"0.25.2\"\napp = marimo.App()\n");
    for (int i = 0; i < cells; i++)
        g_string_append_printf(file, "\n\n@app.cell\ndef _():\n    x%d = %s\n    return\n", i, body);
    g_string_append(file, "\n\nif __name__ == \"__main__\":\n    app.run()\n");
    return file;
}

static void the_first_cells_of_a_large_file_are_those_of_the_whole(void **state)
{
    g_autoptr(GString) file = file_of(10000, "1");
    size_t cells = 0;
    g_autoptr(Notebook) first = format_marimo_preview(file->str, file->len, &cells);
    assert_non_null(first);
    assert_int_equal(cells, 10000);
    g_autoptr(FormatRead) whole = format_marimo_read(file->str, file->len, "nb.py", NULL);
    size_t count = notebook_cell_count(first);
    assert_in_range(count, 100, 9999);
    for (size_t i = 0; i < count; i++) {
        g_autoptr(CellSnapshot) a = cell_snapshot(notebook_cell(first, i));
        g_autoptr(CellSnapshot) b = cell_snapshot(notebook_cell(whole->notebook, i));
        assert_true(g_bytes_equal(a->code, b->code));
    }
}

static void a_small_file_needs_none(void **state)
{
    g_autoptr(GString) file = file_of(10, "1");
    size_t cells;
    assert_null(format_marimo_preview(file->str, file->len, &cells));
}

static void what_is_no_notebook_has_none(void **state)
{
    g_autoptr(GString) file = g_string_new(NULL);
    while (file->len < 1 << 20)
        g_string_append(file, "print(1)\n@app.cell\n");
    size_t cells;
    assert_null(format_marimo_preview(file->str, file->len, &cells));
}

static void a_string_that_looks_like_cells_is_not_cut(void **state)
{
    GString *body = g_string_new("\"\"\"");
    while (body->len < 100000)
        g_string_append(body, "\n@app.cell\n");
    g_string_append(body, "\"\"\"");
    g_autoptr(GString) file = file_of(4, body->str);
    size_t cells;
    assert_null(format_marimo_preview(file->str, file->len, &cells));
    g_string_free(body, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_cells_of_a_large_file_are_those_of_the_whole),
        cmocka_unit_test(a_small_file_needs_none),
        cmocka_unit_test(what_is_no_notebook_has_none),
        cmocka_unit_test(a_string_that_looks_like_cells_is_not_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
