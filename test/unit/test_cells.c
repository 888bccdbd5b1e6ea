#include "test/unit/typing.h"

#include "edit/editor.h"

#include <string.h>

/* An editor over cells of one line each, named by the letters of `cells`. */
static Editor *cells_of(const char *cells)
{
    Notebook *notebook = notebook_new();
    for (size_t i = 0; cells[i]; i++)
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, NULL, &cells[i], 1);
    return editor_new(notebook);
}

/* The cells' code, lines joined by "/", cells by "|". */
static void assert_page(Editor *editor, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Notebook *notebook = editor_notebook(editor);
    for (size_t line = 0; line < notebook_line_count(notebook); line++) {
        size_t cell = notebook_cell_of_line(notebook, line);
        if (line > 0)
            g_string_append_c(text, line == notebook_first_line(notebook, cell) ? '|' : '/');
        TextLine bytes = notebook_line(notebook, line);
        g_string_append_len(text, bytes.bytes, (gssize)bytes.length);
    }
    assert_string_equal(text->str, expected);
}

/* Keys make of some cells others, and undo leads back. */
static void check_page(const char *before, const char *keys, const char *after)
{
    g_autoptr(Editor) editor = cells_of(before);
    type(editor, keys);
    assert_page(editor, after);
}

static const CellConfig *config_of(Editor *editor, size_t cell)
{
    return cell_config(notebook_cell(editor_notebook(editor), cell));
}

static void cells_are_made_below_and_above(void **state)
{
    check_page("ab", "<Space>ox", "a||b");
    check_page("ab", "j<Space>Oix<Esc>", "a|x|b");
    check_page("ab", ":new<CR>ix<Esc>", "a|x|b");
    check_page("ab", ":new!<CR>ix<Esc>", "x|a|b");
}

static void cells_are_deleted_yanked_and_put(void **state)
{
    check_page("abc", "<Space>d", "b|c");
    check_page("abc", "<Space>djp", "b|c|a");
    check_page("abc", "<Space>yGp", "a|b|c|a");
    check_page("abc", "2<Space>d", "c");
    check_page("a", "<Space>d", "");
}

static void cells_move(void **state)
{
    check_page("abc", "<Space>j", "b|a|c");
    check_page("abc", "2<Space>j", "b|c|a");
    check_page("abc", "G<Space>k", "a|c|b");
    check_page("abc", ":mc 3<CR>", "b|c|a");
    check_page("abc", "G:mc -2<CR>", "c|a|b");
}

static void the_cursor_goes_with_a_moved_cell(void **state)
{
    g_autoptr(Editor) editor = cells_of("abc");
    type(editor, "<Space>j");
    assert_int_equal(editor_cell(editor), 1);
}

static void lines_are_extracted_as_a_cell(void **state)
{
    static const struct {
        const char *text, *keys, *after, *message; /* NULL: whatever */
    } ROWS[] = {
        {"a = 1\nb = a\nc = b", "Vgs", "a = 1|b = a/c = b", NULL},
        {"a = 1\nb = a\nc = b", "jVgs", "b = a|a = 1/c = b", NULL},
        {"a = 1\nb = a\nc = b", "jVGgs", "a = 1|b = a/c = b", NULL},
        {"a = 1\nb = a\nc = b", "j<Space>Sju", "a = 1/b = a/c = b", NULL},
        {"a = 1\n\nc = b", "<Space>Sap", "a = 1|c = b", NULL},
        {"a = 1\nb = a", "ggVGgs", "a = 1/b = a", "not extracted: these are all lines of the cell"},
        {"def f():\n    x = 1\n    return x\ny = 2", "Vgs", NULL, "not extracted: the statement goes on below"},
        {"def f():\n    x = 1\n    return x\ny = 2", "jVgs", NULL, "not extracted: the first line is a part"},
        {"try:\n    x = 1\nfinally:\n    pass\ny = 2", "Vjgs", NULL, "not extracted: the statement goes on below"},
        {"elsewhere = 1\ny = 2", "jVgs", "elsewhere = 1|y = 2", NULL},
        {"_x = 1\ny = _x", "jVgs", "_x = 1|y = _x", "_x is local to a cell"},
        {"_x = 1\ny = my_x", "jVgs", "_x = 1|y = my_x", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Editor) editor = editor_of(ROWS[i].text);
        type(editor, ROWS[i].keys);
        if (ROWS[i].after)
            assert_page(editor, ROWS[i].after);
        else
            assert_cells(editor, ROWS[i].text);
        const char *told = editor_message(editor, NULL);
        assert_true(ROWS[i].message ? told && g_str_has_prefix(told, ROWS[i].message) : !told || !*told);
    }
    g_autoptr(Editor) two = cells_of("ab");
    type(two, "VGgs");
    assert_page(two, "a|b");
    assert_message(two, "not extracted: these are lines of several cells");
}

static void cells_split_and_merge(void **state)
{
    check_page("abc", "oy<Esc>gs", "a|y|b|c");
    check_page("abc", "<Space>m", "a/b|c");
    check_page("abc", "3<Space>m", "a/b/c");
    check_page("abc", "oy<Esc>gs<Space>m", "a|y/b|c");
}

static void structure_and_text_have_one_undo(void **state)
{
    g_autoptr(Editor) editor = cells_of("abc");
    type(editor, "Ax<Esc><Space>d<Space>mAy<Esc>");
    assert_page(editor, "b/cy");
    type(editor, "u");
    assert_page(editor, "b/c");
    type(editor, "u");
    assert_page(editor, "b|c");
    type(editor, "u");
    assert_page(editor, "ax|b|c");
    type(editor, "u");
    assert_page(editor, "a|b|c");
    type(editor, "4<C-r>");
    assert_page(editor, "b/cy");
}

static void code_and_output_fold(void **state)
{
    g_autoptr(Editor) editor = cells_of("ab");
    uint64_t id = cell_id(notebook_cell(editor_notebook(editor), 0));
    type(editor, "zc");
    assert_true(config_of(editor, 0)->hide_code);
    type(editor, "za");
    assert_false(config_of(editor, 0)->hide_code);
    type(editor, "zA");
    assert_true(editor_output_folded(editor, id));
    type(editor, "zO");
    assert_false(editor_output_folded(editor, id));
    type(editor, "zM");
    assert_true(config_of(editor, 1)->hide_code);
    type(editor, "zR");
    assert_false(config_of(editor, 1)->hide_code);
}

static void cells_are_disabled_and_named(void **state)
{
    g_autoptr(Editor) editor = cells_of("ab");
    type(editor, "<Space>x");
    assert_true(config_of(editor, 0)->disabled);
    type(editor, "u");
    assert_false(config_of(editor, 0)->disabled);
    type(editor, ":name load<CR>");
    assert_string_equal(cell_name(notebook_cell(editor_notebook(editor), 0)), "load");
    type(editor, ":name 1x<CR>");
    assert_string_equal(cell_name(notebook_cell(editor_notebook(editor), 0)), "load");
}

static void cell_goes_to_a_cell_by_its_number(void **state)
{
    g_autoptr(Editor) editor = cells_of("abc");
    type(editor, ":cell 3<CR>");
    assert_int_equal(editor_cell(editor), 2);
    type(editor, ":2cell<CR>");
    assert_int_equal(editor_cell(editor), 1);
    type(editor, ":cell 9<CR>");
    assert_int_equal(editor_cell(editor), 1);
}

/* The cells that are asked to run, as their numbers. */
static void assert_runs(Editor *editor, const char *keys, const char *expected)
{
    type(editor, keys);
    g_autoptr(Request) request = editor_next_request(editor);
    assert_non_null(request);
    assert_int_equal(request->kind, REQUEST_RUN_CELLS);
    g_autoptr(GString) cells = g_string_new(NULL);
    for (guint i = 0; i < request->cells->len; i++) {
        size_t index;
        assert_true(notebook_find_cell(editor_notebook(editor), g_array_index(request->cells, uint64_t, i), &index));
        g_string_append_printf(cells, "%zu", index);
    }
    assert_string_equal(cells->str, expected);
}

static void enter_runs_and_goes_on(void **state)
{
    g_autoptr(Editor) editor = cells_of("ab");
    assert_runs(editor, "<CR>", "0");
    assert_int_equal(editor_cell(editor), 1);
    assert_runs(editor, "g<CR>", "1");
    assert_int_equal(editor_cell(editor), 1);
    assert_runs(editor, "<CR>", "1");
    assert_int_equal(editor_cell(editor), 2);
    assert_page(editor, "a|b|");
}

static void selections_and_ranges_run_their_cells(void **state)
{
    g_autoptr(Editor) editor = cells_of("abc");
    assert_runs(editor, "Vjg<CR>", "01");
    assert_int_equal(editor_mode(editor), MODE_NORMAL);
    assert_runs(editor, ":%run<CR>", "012");
    assert_runs(editor, ":2,3run<CR>", "12");
}

static void other_runs_are_requests_of_their_own(void **state)
{
    static const struct {
        const char *keys;
        RequestKind kind;
    } cases[] = {{"<Space>u", REQUEST_RUN_STALE}, {"<Space>a", REQUEST_RUN_ALL}, {"<C-c>", REQUEST_INTERRUPT},
                 {"<Space>0", REQUEST_RESTART},   {"gf", REQUEST_GOTO_FRAME},    {":run!<CR>", REQUEST_RUN_STALE},
                 {"gd", REQUEST_GOTO_DEFINITION}, {"]e", REQUEST_GOTO_FINDING}, {"[e", REQUEST_GOTO_FINDING},
                 {":fix<CR>", REQUEST_FIX},       {":fix merge<CR>", REQUEST_FIX}};
    g_autoptr(Editor) editor = cells_of("a");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        type(editor, cases[i].keys);
        g_autoptr(Request) request = editor_next_request(editor);
        assert_non_null(request);
        assert_int_equal(request->kind, cases[i].kind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_made_below_and_above),
        cmocka_unit_test(cells_are_deleted_yanked_and_put),
        cmocka_unit_test(cells_move),
        cmocka_unit_test(the_cursor_goes_with_a_moved_cell),
        cmocka_unit_test(cells_split_and_merge),
        cmocka_unit_test(lines_are_extracted_as_a_cell),
        cmocka_unit_test(structure_and_text_have_one_undo),
        cmocka_unit_test(code_and_output_fold),
        cmocka_unit_test(cells_are_disabled_and_named),
        cmocka_unit_test(cell_goes_to_a_cell_by_its_number),
        cmocka_unit_test(enter_runs_and_goes_on),
        cmocka_unit_test(selections_and_ranges_run_their_cells),
        cmocka_unit_test(other_runs_are_requests_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
