/* Snippets: their bodies, the files that hold them, and filling them in. */
#include "test/unit/typing.h"

#include "notebook/snippet.h"

#include <string.h>

#include <glib/gstdio.h>

/* "a|1:b|c": the text with its places marked, those in others left out. */
static void assert_expands(const char *body, const char *want)
{
    g_autoptr(SnippetText) text = snippet_expand(body, &(SnippetWorld){.file = "nb.py"});
    g_autoptr(GString) got = g_string_new(text->text->str);
    for (guint i = text->stops->len; i-- > 0;) {
        SnippetStop stop = g_array_index(text->stops, SnippetStop, i);
        g_autofree char *number = g_strdup_printf("<%d:", stop.number);
        if (stop.parent >= 0)
            continue;
        g_string_insert(got, (gssize)stop.end, ">");
        g_string_insert(got, (gssize)stop.start, number);
    }
    assert_string_equal(got->str, want);
}

static void bodies_are_those_of_language_servers(void **state)
{
    assert_expands("f($1)$0", "f(<1:>)<0:>");
    assert_expands("for ${1:i} in ${2:range(${3:n})}:\n\t$0", "for <1:i> in <2:range(n)>:\n\t<0:>");
    assert_expands("${1:x} = $1 + $1", "<1:x> = <1:x> + <1:x>");
    assert_expands("$1, ${1:x}", "<1:x>, <1:x>");
    assert_expands("${1|one,two\\,three|}", "<1:one>");
    assert_expands("\\$1 \\} \\\\ $ $$ {x}", "$1 } \\ $ $$ {x}");
    assert_expands("$TM_FILENAME ${TM_SELECTED_TEXT:none} ${UNKNOWN} $UNKNOWN.", "nb.py none  .");
    assert_expands("${1/(.*)/${1:/upcase}/}x", "<1:>x");
    assert_expands("${1:open", "<1:open>");
    assert_expands("${1:a$2}b", "<1:a>b");
    assert_expands("${1:x}${2:${3:$1}}", "<1:x><2:x>");
}

static void places_that_double_each_other_have_an_end(void **state)
{
    enum { DOUBLINGS = 40, MOST = 4 << 20 };
    g_autoptr(GString) body = g_string_new("${1:xxxxxxxx}");
    for (int i = 2; i < DOUBLINGS; i++)
        g_string_append_printf(body, "${%d:$%d$%d}", i, i - 1, i - 1);
    g_autoptr(SnippetText) text = snippet_expand(body->str, &(SnippetWorld){.file = "nb.py"});
    assert_in_range(text->text->len, 1 << 20, MOST);
}

static char *fault_of(const char *name, const char *text)
{
    g_autoptr(SnippetSet) set = snippet_set_new();
    g_autoptr(GError) error = NULL;
    return snippet_set_read(set, name, text, strlen(text), &error) ? g_strdup("") : g_strdup(error->message);
}

static void assert_fault(const char *name, const char *text, const char *begins)
{
    g_autofree char *fault = fault_of(name, text);
    if (!g_str_has_prefix(fault, begins))
        fail_msg("%s, and not %s", fault, begins);
}

static void files_are_those_of_vs_code(void **state)
{
    static const char TEXT[] = "// mine\n{\n  \"Loop\": {\"prefix\": [\"forr\", \"loop\"], \"body\": [\"for $1:\", \"\\t$0\"],\n"
                               "    \"description\": \"a // loop\"}, /* more */\n"
                               "  \"Other\": {\"scope\": \"c,cpp\", \"body\": \"x\"},\n  \"Bare\": {\"body\": \"y\"},\n}";
    g_autoptr(SnippetSet) set = snippet_set_new();
    assert_true(snippet_set_read(set, "python.json", TEXT, strlen(TEXT), NULL));
    assert_int_equal(snippet_set_all(set)->len, 2);
    const Snippet *loop = snippet_find(set, "loop");
    assert_ptr_equal(loop, snippet_find(set, "forr"));
    assert_string_equal(loop->body, "for $1:\n\t$0");
    assert_string_equal(loop->doc, "a // loop");
    assert_null(snippet_find(set, "nothing"));
}

static void a_fault_has_its_place(void **state)
{
    assert_fault("a.json", "{\n  \"x\": {\n", "a.json:");
    assert_fault("a.json", "{\n\n  \"x\": {\"prefix\": \"y\"}}", "a.json:3: \"x\" has no \"body\"");
    assert_fault("a.json", "{\"x\": {\"body\": [1]}}", "a.json:1: \"x\" has no \"body\"");
    assert_fault("a.json", "[]", "a.json:1: snippets are an object");
    assert_fault("a.py", "x = 1\n", "a.py:");
    assert_fault("a.json", "{\"x\": \"\\", "a.json:");
    assert_fault("a.json", "/*", "a.json:");
}

static void notebooks_of_marimo_are_snippets(void **state)
{
    static const char TEXT[] = "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _(mo):\n    mo.md(r\"\"\"\n    # Two $1 things\n\n"
                               "    What they do.\n    \"\"\")\n    return\n\n\n@app.cell\ndef _():\n    a = '$1'\n    return (a,)\n\n\n"
                               "@app.cell\ndef _(a):\n    b = a\n    return\n\n\n@app.cell\ndef _():\n    import marimo as mo\n    return (mo,)\n";
    g_autoptr(SnippetSet) set = snippet_set_new();
    assert_true(snippet_set_read(set, "two.py", TEXT, strlen(TEXT), NULL));
    const Snippet *snippet = g_ptr_array_index(snippet_set_all(set), 0);
    assert_string_equal(snippet->name, "Two $1 things");
    assert_string_equal(snippet->doc, "What they do.");
    g_autoptr(SnippetText) text = snippet_expand_of(snippet, &(SnippetWorld){0});
    assert_string_equal(text->text->str, "a = '$1'\n\nb = a");
    assert_string_equal(snippet->needs, "import marimo as mo");
    assert_int_equal(text->stops->len, 0);
}

/* --- in the editor ------------------------------------------------------------------------------------------------ */

static char *file_of(const char *text)
{
    char *path = g_build_filename(g_get_tmp_dir(), "tarn-test-snippets.json", NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static Editor *editor_with(const char *keymap, const char *text, const char *json)
{
    Editor *editor = editor_of(text);
    g_autofree char *path = file_of(json), *option = g_strdup_printf(":set snippets=%s<CR>", path);
    type(editor, option);
    assert_true(editor_choose_keymap(editor, keymap, NULL));
    return editor;
}

static const char LOOP[] = "{\"loop\": {\"prefix\": \"zloop\", \"body\": [\"for ${1:item} in ${2:items}:\", \"\\tprint($1)$0\"]}}";

static void a_trigger_is_taken_from_the_menu_and_filled_in(void **state)
{
    g_autoptr(Editor) editor = editor_with("vim", "if x:\n    y", LOOP);
    type(editor, "jSzlo<C-Space><Tab>");
    assert_cells(editor, "if x:\n    for item in items:\n        print(item)");
    type(editor, "row");
    assert_cells(editor, "if x:\n    for row in items:\n        print(row)");
    type(editor, "s<BS><Tab>table<S-Tab>r");
    assert_cells(editor, "if x:\n    for r in table:\n        print(r)");
    type(editor, "<Tab><Tab>  # there<Tab><Esc>");
    assert_cells(editor, "if x:\n    for r in table:\n        print(r)  # there   ");
}

static void a_place_within_itself_does_not_grow_by_itself(void **state)
{
    g_autoptr(Editor) editor = editor_with("vim", "", "{\"in\": {\"prefix\": \"zin\", \"body\": \"${1:a$1}\"}}");
    type(editor, "izin<C-Space><Tab>xy<Esc>");
    assert_cells(editor, "xy");
}

static void without_modes_the_place_is_selected(void **state)
{
    g_autoptr(Editor) editor = editor_with("plain", "", LOOP);
    type(editor, "zloop<C-Space><Tab>");
    Selection selection;
    assert_true(editor_selection(editor, &selection));
    type(editor, "a<Tab>b<Tab>!");
    assert_cells(editor, "for a in b:\n    print(a)!");
    type(editor, "<Up><Tab>");
    assert_cells(editor, "for a in b: \n    print(a)!");
}

static void leaving_ends_it(void **state)
{
    g_autoptr(Editor) editor = editor_with("vim", "", LOOP);
    type(editor, "izloop<C-Space><Tab><Esc>");
    type(editor, "ix<Tab>");
    assert_cells(editor, "forx     item in items:\n    print(item)");
    type(editor, "<Esc>uuu");
    assert_cells(editor, "");
}

static void one_is_picked_as_a_cell_or_at_the_cursor(void **state)
{
    g_autoptr(Editor) editor = editor_with("vim", "a", LOOP);
    type(editor, "<Space>Iloop<CR>");
    assert_cells(editor, "a\n---\nfor item in items:\n    print(item)");
    assert_int_equal(editor_mode(editor), MODE_INSERT);
    type(editor, "x<Esc>gg<Space>+loop<CR>y<Esc>");
    assert_cells(editor, "for y in items:\n    print(y)a\n---\nfor x in items:\n    print(x)");
}

static void a_bad_file_is_told_and_the_others_hold(void **state)
{
    g_autoptr(Editor) editor = editor_with("vim", "", "{\n \"x\": {}}");
    type(editor, "<Space>I");
    assert_non_null(strstr(editor_message(editor, NULL), "tarn-test-snippets.json:2: \"x\" has no \"body\""));
    type(editor, "motable<CR><Esc>");
    assert_cells(editor, "table = mo.ui.table(frame, selection=\"multi\")\ntable");
}

int main(void)
{
    g_autofree char *home = g_dir_make_tmp("tarn-snippets-XXXXXX", NULL);
    g_setenv("XDG_CONFIG_HOME", home, TRUE);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_are_those_of_language_servers),
        cmocka_unit_test(places_that_double_each_other_have_an_end),
        cmocka_unit_test(a_place_within_itself_does_not_grow_by_itself),
        cmocka_unit_test(files_are_those_of_vs_code),
        cmocka_unit_test(a_fault_has_its_place),
        cmocka_unit_test(notebooks_of_marimo_are_snippets),
        cmocka_unit_test(a_trigger_is_taken_from_the_menu_and_filled_in),
        cmocka_unit_test(without_modes_the_place_is_selected),
        cmocka_unit_test(leaving_ends_it),
        cmocka_unit_test(one_is_picked_as_a_cell_or_at_the_cursor),
        cmocka_unit_test(a_bad_file_is_told_and_the_others_hold),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    g_rmdir(home);
    return failed;
}
