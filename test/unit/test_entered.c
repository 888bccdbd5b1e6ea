/* The cursor in what a cell shows: keys there mean that text, and the code stays as it is. */
#include "edit/editor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A screen that shows a text below the first cell, or nothing. */
typedef struct {
    Editor *editor;
    uint64_t cell;
    const char *shown;
    uint64_t stamp;
} Desk;

static bool output(gpointer self, uint64_t cell, uint64_t *stamp, char **text)
{
    const Desk *desk = self;
    if (!desk->shown || cell != desk->cell)
        return false;
    if (*stamp != desk->stamp) {
        *stamp = desk->stamp;
        *text = g_strdup(desk->shown);
    }
    return true;
}

static void type(Desk *desk, const char *keys)
{
    g_autoptr(GArray) parsed = keys_parse(keys);
    for (guint i = 0; i < parsed->len; i++)
        editor_key(desk->editor, g_array_index(parsed, Key, i));
}

static void show(Desk *desk, const char *text)
{
    desk->shown = text;
    desk->stamp++;
}

static int start(void **state)
{
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "one\ntwo", -1);
    notebook_insert_cell(notebook, 1, "_", CELL_PLAIN, NULL, "three", -1);
    Desk *desk = g_new0(Desk, 1);
    desk->cell = cell_id(notebook_cell(notebook, 0));
    desk->editor = editor_new(notebook);
    editor_set_view(desk->editor, &(EditorView){.self = desk, .output = output});
    show(desk, "alpha beta\n  gamma (delta)\nalpha");
    *state = desk;
    return 0;
}

static int stop(void **state)
{
    Desk *desk = *state;
    editor_free(desk->editor);
    g_free(desk);
    return 0;
}

static void assert_in(Desk *desk, size_t line, size_t byte)
{
    OutputFocus focus;
    assert_true(editor_output(desk->editor, &focus));
    assert_int_equal(focus.cell, desk->cell);
    assert_int_equal(focus.cursor.line, line);
    assert_int_equal(focus.cursor.byte, byte);
}

static void assert_code(Desk *desk, size_t line, size_t byte)
{
    assert_false(editor_output(desk->editor, &(OutputFocus){0}));
    assert_int_equal(editor_mode(desk->editor), MODE_NORMAL);
    assert_int_equal(editor_cursor(desk->editor).line, line);
    assert_int_equal(editor_cursor(desk->editor).byte, byte);
}

/* What `p` puts below the last line, as its only change. */
static void assert_yanked(Desk *desk, const char *expected)
{
    type(desk, "<Esc>Gp");
    Notebook *notebook = editor_notebook(desk->editor);
    size_t last = notebook_last_line(notebook, 1);
    g_autoptr(GString) text = notebook_slice(notebook, (Pos){notebook_first_line(notebook, 1), 0},
                                             (Pos){last, notebook_line(notebook, last).length});
    assert_string_equal(text->str, expected);
}

static void motions_move_in_the_output_and_not_in_the_code(void **state)
{
    static const struct {
        const char *keys;
        size_t line, byte;
    } CASES[] = {
        {"]o", 0, 0},          {"]ow", 0, 6},         {"]oe", 0, 4},        {"]oj^", 1, 2},    {"]oG$", 2, 4},
        {"]oj$h%", 1, 8},      {"]oG0gg", 0, 0},      {"]ofb", 0, 6},       {"]otb;", 0, 5},   {"]o/gam<CR>", 1, 2},
        {"]o/alpha<CR>", 2, 0}, {"]o/alpha<CR>N", 0, 0}, {"]o*", 2, 0},       {"]ow?alp<CR>", 0, 0}, {"]o2j", 2, 0},
        {"]ojmagg`a", 1, 0},     {"]oma2j`a", 0, 0},    {"]o}", 2, 4},        {"]o99j", 2, 0},   {"]okkhh", 0, 0},
        {"]ow<C-d>", 2, 4},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        Desk *desk = *state;
        type(desk, "<Esc>gg");
        type(desk, CASES[i].keys);
        assert_int_equal(editor_mode(desk->editor), MODE_OUTPUT);
        assert_in(desk, CASES[i].line, CASES[i].byte);
        assert_int_equal(editor_cursor(desk->editor).line, 0);
        assert_int_equal(editor_cell(desk->editor), 0);
        assert_int_equal(notebook_line_count(editor_notebook(desk->editor)), 3);
    }
}

static void leaving_goes_back_to_where_the_cursor_was(void **state)
{
    static const char *const KEYS[] = {"<Esc>", "q", "i"};
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        type(*state, "gg0jl]oGl");
        type(*state, KEYS[i]);
        assert_code(*state, 1, 1);
    }
}

static void a_word_is_yanked(void **state)
{
    type(*state, "]owyiw");
    assert_yanked(*state, "tbetahree");
}

static void a_selection_is_yanked(void **state)
{
    type(*state, "]owvjy");
    assert_in(*state, 0, 6);
    assert_yanked(*state, "tbeta\n  gammahree");
}

static void lines_are_yanked(void **state)
{
    type(*state, "]oVjy");
    assert_yanked(*state, "three\nalpha beta\n  gamma (delta)");
}

static void a_named_register_is_filled(void **state)
{
    type(*state, "]o\"ayy<Esc>ggyy<Esc>G\"ap");
    assert_yanked(*state, "three\nalpha beta\none");
}

static void all_of_it_is_an_object(void **state)
{
    type(*state, "jyio");
    assert_code(*state, 1, 0);
    assert_yanked(*state, "three\nalpha beta\n  gamma (delta)\nalpha");
}

static void all_of_it_is_selected(void **state)
{
    type(*state, "]ojvio");
    assert_int_equal(editor_mode(((Desk *)*state)->editor), MODE_VISUAL_LINE);
    type(*state, "y");
    assert_yanked(*state, "three\nalpha beta\n  gamma (delta)\nalpha");
}

static void a_cell_is_no_part_of_an_output(void **state)
{
    type(*state, "]oyac");
    assert_yanked(*state, "three\nalpha beta\n  gamma (delta)\nalpha");
}

static void the_clipboard_is_offered(void **state)
{
    Desk *desk = *state;
    type(desk, "]o\"+yiw");
    g_autoptr(Request) request = editor_next_request(desk->editor);
    assert_int_equal(request->kind, REQUEST_CLIPBOARD);
    assert_string_equal(request->text, "alpha");
}

/* Nothing that changes text does anything, neither to the output nor to the code, and says so. */
static void an_output_cannot_be_changed(void **state)
{
    static const char *const KEYS[] = {"x", "p", "o", "u", "J", ".", "~", "vd", "vc", "Vp", "vra", "v>", "R", "<C-a>"};
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        Desk *desk = *state;
        uint64_t before = notebook_generation(editor_notebook(desk->editor));
        type(desk, "<Esc><Esc>ggyl]o");
        type(desk, KEYS[i]);
        assert_true(editor_output(desk->editor, &(OutputFocus){0}));
        bool is_error;
        assert_non_null(strstr(editor_message(desk->editor, &is_error), "cannot be changed"));
        assert_true(is_error);
        assert_int_equal(notebook_generation(editor_notebook(desk->editor)), before);
        editor_clear_message(desk->editor);
        type(desk, "<Esc>");
    }
}

static void a_paste_is_refused(void **state)
{
    Desk *desk = *state;
    type(desk, "]o");
    editor_paste(desk->editor, "text", 4);
    assert_non_null(strstr(editor_message(desk->editor, NULL), "nothing was pasted"));
    assert_int_equal(notebook_line(editor_notebook(desk->editor), 0).length, 3);
}

static void commands_are_about_the_code(void **state)
{
    type(*state, "]oG:3<CR>");
    assert_code(*state, 2, 0);
    type(*state, "gg]oG:s/one/1<CR>");
    assert_int_equal(notebook_line(editor_notebook(((Desk *)*state)->editor), 0).length, 1);
}

static void a_command_that_moves_nothing_stays(void **state)
{
    type(*state, "]oG:reg<CR><CR>");
    assert_in(*state, 2, 0);
}

static void a_motion_between_cells_leaves(void **state)
{
    type(*state, "]oG]]");
    assert_code(*state, 2, 0);
}

static void the_cell_is_run_from_its_output(void **state)
{
    Desk *desk = *state;
    type(desk, "]oGg<CR>");
    g_autoptr(Request) request = editor_next_request(desk->editor);
    assert_int_equal(request->kind, REQUEST_RUN_CELLS);
    assert_int_equal(g_array_index(request->cells, uint64_t, 0), desk->cell);
    assert_in(desk, 2, 0);
}

static void without_an_output_the_cursor_stays(void **state)
{
    Desk *desk = *state;
    show(desk, NULL);
    type(desk, "]o");
    assert_code(desk, 0, 0);
    assert_non_null(strstr(editor_message(desk->editor, NULL), "no output"));
}

static void the_output_of_a_cell_above_is_reached(void **state)
{
    type(*state, "G[o");
    assert_in(*state, 0, 0);
    type(*state, "<Esc>");
    assert_code(*state, 1, 0);
}

static void a_new_output_is_taken_in(void **state)
{
    Desk *desk = *state;
    type(desk, "]oG$");
    show(desk, "new\nén");
    type(desk, "h");
    assert_in(desk, 1, 0);
    type(desk, "yy");
    assert_yanked(desk, "three\nén");
}

static void an_output_that_goes_leads_back(void **state)
{
    Desk *desk = *state;
    type(desk, "]oG");
    show(desk, NULL);
    type(desk, "j");
    assert_code(desk, 1, 0);
}

static void a_cell_that_goes_leads_back(void **state)
{
    Desk *desk = *state;
    type(desk, "]oG:delete-cell<CR>");
    assert_code(desk, 0, 0);
}

static void macros_move_in_it(void **state)
{
    type(*state, "qajyiwq]o@a");
    assert_in(*state, 1, 0);
}

static void folding_it_leaves(void **state)
{
    Desk *desk = *state;
    type(desk, "]oGzC");
    assert_code(desk, 0, 0);
    assert_true(editor_output_folded(desk->editor, desk->cell));
    type(desk, "]o");
    assert_false(editor_output_folded(desk->editor, desk->cell));
    assert_in(desk, 0, 0);
}

/* The rules of the plain keymap hold before and behind it. */
static void without_modes_the_keys_of_an_output_are_the_same(void **state)
{
    Desk *desk = *state;
    assert_true(editor_choose_keymap(desk->editor, "plain", NULL));
    type(desk, "<C-k>]<Down>wyiw");
    assert_in(desk, 1, 2);
    type(desk, "<Esc>x");
    assert_int_equal(editor_mode(desk->editor), MODE_MODELESS);
    assert_int_equal(notebook_line(editor_notebook(desk->editor), 0).length, 4);
}

static void a_search_goes_on_when_the_output_becomes_shorter_meanwhile(void **state)
{
    Desk *desk = *state;
    type(desk, "]oG?al");
    show(desk, "alpha");
    type(desk, "p");
    assert_in(desk, 0, 0);
    show(desk, "a");
    type(desk, "<Esc>");
    assert_in(desk, 0, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_search_goes_on_when_the_output_becomes_shorter_meanwhile),
        CASE(motions_move_in_the_output_and_not_in_the_code),
        CASE(leaving_goes_back_to_where_the_cursor_was),
        CASE(a_word_is_yanked),
        CASE(a_selection_is_yanked),
        CASE(lines_are_yanked),
        CASE(a_named_register_is_filled),
        CASE(all_of_it_is_an_object),
        CASE(all_of_it_is_selected),
        CASE(a_cell_is_no_part_of_an_output),
        CASE(the_clipboard_is_offered),
        CASE(an_output_cannot_be_changed),
        CASE(a_paste_is_refused),
        CASE(commands_are_about_the_code),
        CASE(a_command_that_moves_nothing_stays),
        CASE(a_motion_between_cells_leaves),
        CASE(the_cell_is_run_from_its_output),
        CASE(without_an_output_the_cursor_stays),
        CASE(the_output_of_a_cell_above_is_reached),
        CASE(a_new_output_is_taken_in),
        CASE(an_output_that_goes_leads_back),
        CASE(a_cell_that_goes_leads_back),
        CASE(macros_move_in_it),
        CASE(folding_it_leaves),
        CASE(without_modes_the_keys_of_an_output_are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
