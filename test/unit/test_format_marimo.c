#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "notebook/format_marimo.h"
#include "notebook/format_save.h"

#define HEAD "import marimo\n\n__generated_with = \"0.20.0\"\napp = marimo.App()\n\n\n"
#define GUARD "\n\n\nif __name__ == \"__main__\":\n    app.run()\n"

static FormatRead *read_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    FormatRead *read = format_marimo_read(text, strlen(text), "nb.py", &error);
    if (!read)
        print_error("%s\n", error->message);
    assert_non_null(read);
    return read;
}

static FormatRead *read_cells(const char *cells)
{
    g_autofree char *text = g_strconcat(HEAD, cells, GUARD, NULL);
    return read_text(text);
}

static char *code_of(const FormatRead *read, size_t index)
{
    const Text *text = cell_text(notebook_cell(read->notebook, index));
    return g_string_free(text_slice(text, (TextPos){0, 0}, text_end(text)), FALSE);
}

static void assert_code(const FormatRead *read, size_t index, const char *expected)
{
    g_autofree char *code = code_of(read, index);
    assert_string_equal(code, expected);
}

/* The code of the only cell. */
static void assert_cell(const char *source, const char *expected)
{
    g_autoptr(FormatRead) read = read_cells(source);
    assert_int_equal(notebook_cell_count(read->notebook), 1);
    assert_code(read, 0, expected);
}

static void assert_refused(const char *text, size_t size, const char *message)
{
    g_autoptr(GError) error = NULL;
    assert_null(format_marimo_read(text, size, "nb.py", &error));
    assert_string_equal(error->message, message);
}

/* --- reading ---------------------------------------------------------------------------------------- */

static void the_body_of_a_function_is_the_cell(void **state)
{
    assert_cell("@app.cell\ndef _(a):\n    x = 1\n    y = a\n    return x, y", "x = 1\ny = a");
}

static void a_return_inside_a_function_of_the_cell_stays(void **state)
{
    assert_cell("@app.cell\ndef _():\n    def f():\n        return 1\n    return (f,)", "def f():\n    return 1");
}

static void a_cell_of_comments_has_only_them(void **state)
{
    assert_cell("@app.cell\ndef _():\n    # nothing\n    return", "# nothing");
}

static void the_text_of_a_string_left_of_the_code_stays_where_it_is(void **state)
{
    assert_cell("@app.cell\ndef _():\n    x = \"\"\"\n  two\n    four\n\"\"\"\n    return",
                "x = \"\"\"\n  two\n    four\n\"\"\"");
}

static void a_cell_marker_in_a_string_begins_no_cell(void **state)
{
    assert_cell("@app.cell\ndef _():\n    x = \"\"\"\n@app.cell\ndef _():\n    pass\n\"\"\"\n    return",
                "x = \"\"\"\n@app.cell\ndef _():\n    pass\n\"\"\"");
}

static void a_comment_behind_the_last_statement_is_kept(void **state)
{
    assert_cell("@app.cell\ndef _():\n    x = 1  # why", "x = 1  # why");
    assert_cell("@app.function\ndef f():\n    return 1  # why", "def f():\n    return 1  # why");
    assert_cell("@app.cell\ndef _():\n    x = 1\n    # below", "x = 1\n# below");
}

static void a_function_on_one_line_is_read_whole(void **state)
{
    assert_cell("@app.cell\ndef _(): alpha = 1", "alpha = 1");
    assert_cell("@app.cell\ndef _(): alpha = 1; return", "alpha = 1; ");
}

static void names_kinds_and_configurations_are_read(void **state)
{
    g_autoptr(FormatRead) read = read_cells(
        "with app.setup(hide_code=True):\n    import os\n\n\n@app.cell(column=2, disabled=True, odd=[1, 'a'])\n"
        "async def load():\n    await x\n    return\n\n\n@app.function\n@wraps\ndef f(): ...\n\n\n"
        "@app.class_definition\nclass C:\n    pass\n\n\napp._unparsable_cell(\n    r\"\"\"\n    x = (\n    \"\"\",\n"
        "    name=\"bad\", hide_code=True\n)");
    static const CellKind KINDS[] = {CELL_SETUP, CELL_PLAIN, CELL_FUNCTION, CELL_CLASS, CELL_UNPARSABLE};
    static const char *const NAMES[] = {"setup", "load", "f", "C", "bad"};
    static const char *const CODES[] = {"import os", "await x", "@wraps\ndef f(): ...", "class C:\n    pass", "x = ("};
    assert_int_equal(notebook_cell_count(read->notebook), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(cell_kind(notebook_cell(read->notebook, i)), KINDS[i]);
        assert_string_equal(cell_name(notebook_cell(read->notebook, i)), NAMES[i]);
        assert_code(read, i, CODES[i]);
    }
    const CellConfig *config = cell_config(notebook_cell(read->notebook, 1));
    assert_true(config->has_column && config->column == 2 && config->disabled && !config->hide_code);
    assert_string_equal(config->unknown, "odd=[1, 'a']");
    assert_true(cell_config(notebook_cell(read->notebook, 0))->hide_code);
    assert_true(cell_config(notebook_cell(read->notebook, 4))->hide_code);
}

static void a_decorator_is_not_torn_from_what_it_decorates(void **state)
{
    g_autoptr(GError) error = NULL;
    static const char TEXT[] = "# about\n@cached\ndef f():\n    pass\n\n\nimport marimo\n\n__generated_with = \"0.1\"\n"
                               "app = marimo.App()\n";
    g_autoptr(FormatRead) read = format_marimo_read(TEXT, sizeof TEXT - 1, "nb.py", &error);
    assert_non_null(read);
    assert_string_equal(notebook_header(read->notebook)->text, "# about\n");
}

static void the_header_and_the_options_are_kept_as_written(void **state)
{
    g_autoptr(FormatRead) read = read_text("#!/usr/bin/env python3\n# /// script\n# ///\n\"\"\"doc\"\"\"\n\nimport marimo\n"
                                           "__generated_with = '0.1'\napp = marimo.App(width='full', new=1,)\n" GUARD);
    const NotebookHeader *header = notebook_header(read->notebook);
    assert_string_equal(header->text, "#!/usr/bin/env python3\n# /// script\n# ///\n\"\"\"doc\"\"\"\n\n");
    assert_string_equal(header->version, "0.1");
    assert_string_equal(notebook_header_option(header, "width"), "'full'");
    assert_string_equal(notebook_header_option(header, "new"), "1");
}

static void every_line_end_is_read_as_a_newline(void **state)
{
    assert_cell("@app.cell\r\ndef _():\r\n    x = 1\r\n    y = 2\r\n    return\r\n", "x = 1\ny = 2");
}

static void the_status_is_marimos_word(void **state)
{
    static const struct {
        const char *text;
        FormatStatus status;
    } CASES[] = {
        {HEAD "@app.cell\ndef _():\n    return" GUARD, FORMAT_VALID},
        {"import marimo\napp = marimo.App()\n@app.cell\ndef _():\n    return" GUARD, FORMAT_HAS_WARNINGS},
        {"import marimo as m\n__generated_with = '1'\napp = m.App()\n@app.cell\ndef _():\n    return" GUARD,
         FORMAT_HAS_WARNINGS},
        {HEAD "@app.cell\ndef _():\n    return\n", FORMAT_HAS_WARNINGS},
        {HEAD "x = 1\n@app.cell\ndef _():\n    return" GUARD, FORMAT_HAS_ERRORS},
        {"import os\n" HEAD "@app.cell\ndef _():\n    return" GUARD, FORMAT_HAS_ERRORS},
        {"", FORMAT_EMPTY},
        {"\n# only a comment\n", FORMAT_EMPTY},
        {"\"\"\"only a docstring\"\"\"\n", FORMAT_EMPTY},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(FormatRead) read = read_text(CASES[i].text);
        assert_int_equal(read->status, CASES[i].status);
    }
}

/* --- broken and odd files ------------------------------------------------------------------------------ */

static void a_broken_cell_does_not_take_the_others_with_it(void **state)
{
    static const char *const BROKEN[] = {"x = \"\"\"never closed", "x = (", "x = 'open", "x = y?", "x = ]",
                                         "x = $y"};
    for (size_t i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
        g_autofree char *cells = g_strconcat("@app.cell\ndef first():\n    a = 1\n    return\n\n\n@app.cell(hide_code=True)\n"
                                             "def second():\n    ", BROKEN[i], "\n    return\n\n\n"
                                             "@app.cell\ndef third():\n    b = 2\n    return", NULL);
        g_autoptr(FormatRead) read = read_cells(cells);
        assert_int_equal(notebook_cell_count(read->notebook), 3);
        assert_int_equal(read->status, FORMAT_HAS_ERRORS);
        assert_code(read, 0, "a = 1");
        assert_code(read, 1, BROKEN[i]);
        assert_code(read, 2, "b = 2");
        assert_int_equal(cell_kind(notebook_cell(read->notebook, 1)), CELL_UNPARSABLE);
        assert_string_equal(cell_name(notebook_cell(read->notebook, 1)), "second");
        assert_true(cell_config(notebook_cell(read->notebook, 1))->hide_code);
    }
}

static void what_is_no_notebook_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *text, *message;
    } CASES[] = {
        {"# a script\nx = 1\n", "nb.py:2: not a marimo notebook: `import marimo` is missing"},
        {"import marimo\nx = 1\n", "nb.py:2: not a marimo notebook: `app = marimo.App()` is missing"},
        {"from marimo import App\napp = App()\n", "nb.py:1: not a marimo notebook: `import marimo` is missing"},
        {HEAD "@app.cell\nclass C:\n    pass\n", "nb.py:8: @app.cell is for functions, not for classes"},
        {"\xef\xbb\xbfimport marimo\n",
         "nb.py:1: the file begins with a byte order mark, which Python notebooks must not have"},
        {"x = (\n", "nb.py:2: not a marimo notebook, and no valid Python either"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
        assert_refused(CASES[i].text, strlen(CASES[i].text), CASES[i].message);
    assert_refused("import marimo\n\0", 15, "nb.py:2: the file holds a NUL byte");
}

static void what_a_save_would_lose_is_remarked(void **state)
{
    static const struct {
        const char *cells;
        int line;
    } CASES[] = {
        {"@app.cell\ndef _():\n    return\n\n\nstray = 1", 12},
        {"@app.cell\ndef _():\n    return\n\n\n# between cells\n", 12},
        {"@other\n@app.cell\ndef _():\n    return", 9},
        {"@app.cell\ndef _():\n    x = '\xff'\n    return", 1},
        {"@app.cell\ndef _():  # about\n    return", 8},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(FormatRead) read = read_cells(CASES[i].cells);
        const FormatRemark *loss = format_read_loss(read);
        assert_non_null(loss);
        assert_int_equal(loss->line, CASES[i].line);
    }
    g_autoptr(FormatRead) fine = read_cells("@app.cell\ndef _():\n    # inside\n    x = 1  # too\n    return");
    assert_null(format_read_loss(fine));
}

/* --- writing --------------------------------------------------------------------------------------------- */

static const char *const BUILTINS[] = {"print", "range", NULL};

static bool always_parses(gpointer self, const char *code, size_t length)
{
    return true;
}

static const FormatPython PYTHON = {NULL, always_parses, (char *const *)BUILTINS};

/* An analysis by hand: names in one string, with blanks between. */
static Analysis *analysis_of(const char *defs, const char *refs)
{
    Analysis *analysis = analysis_new(1, 1);
    analysis_set_names(&analysis->defs, *defs ? g_strsplit(defs, " ", -1) : g_new0(char *, 1));
    analysis_set_names(&analysis->refs, *refs ? g_strsplit(refs, " ", -1) : g_new0(char *, 1));
    return analysis;
}

static GPtrArray *analyses_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
}

static void assert_written(Notebook *notebook, GPtrArray *analyses, const char *cells)
{
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
    FormatWriteOptions options = {"0.20.0", false};
    g_autoptr(GString) text = format_marimo_write(snapshot, analyses, &PYTHON, &options);
    g_autofree char *expected = g_strconcat(HEAD, cells, GUARD, NULL);
    assert_string_equal(text->str, expected);
}

static void signatures_and_returns_come_from_the_analyses(void **state)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(GPtrArray) analyses = analyses_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "x = 1\ny = 2", -1);
    notebook_insert_cell(notebook, 1, "show", CELL_PLAIN, &(CellConfig){.hide_code = true}, "print(x, z)", -1);
    g_ptr_array_add(analyses, analysis_of("x y", ""));
    g_ptr_array_add(analyses, analysis_of("", "print x z"));
    assert_written(notebook, analyses,
                   "@app.cell\ndef _():\n    x = 1\n    y = 2\n    return (x,)\n\n\n"
                   "@app.cell(hide_code=True)\ndef show(x, z):\n    print(x, z)\n    return");
}

static void a_line_of_eighty_characters_is_broken(void **state)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(GPtrArray) analyses = analyses_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "pass", -1);
    g_ptr_array_add(analyses, analysis_of("", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
    assert_written(notebook, analyses,
                   "@app.cell\ndef _(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb):\n"
                   "    pass\n    return");
    g_ptr_array_set_size(analyses, 0);
    g_ptr_array_add(analyses, analysis_of("", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
    assert_written(notebook, analyses,
                   "@app.cell\ndef _(\n    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,\n    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,\n):\n"
                   "    pass\n    return");
}

static Analysis *function_analysis(const char *name, const char *refs)
{
    Analysis *analysis = analysis_of(name, refs);
    analysis->toplevel = TOPLEVEL_FUNCTION;
    analysis->toplevel_name = g_strdup(name);
    return analysis;
}

static void functions_that_need_only_importable_names_are_importable(void **state)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(GPtrArray) analyses = analyses_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "def f():\n    return g()", -1);
    notebook_insert_cell(notebook, 1, "_", CELL_PLAIN, NULL, "def g():\n    return f()", -1);
    notebook_insert_cell(notebook, 2, "h", CELL_FUNCTION, NULL, "def h():\n    return x", -1);
    notebook_insert_cell(notebook, 3, "_", CELL_PLAIN, NULL, "x = 1", -1);
    g_ptr_array_add(analyses, function_analysis("f", "g"));
    g_ptr_array_add(analyses, function_analysis("g", "f"));
    g_ptr_array_add(analyses, function_analysis("h", "x"));
    g_ptr_array_add(analyses, analysis_of("x", ""));
    assert_written(notebook, analyses,
                   "@app.function\ndef f():\n    return g()\n\n\n@app.function\ndef g():\n    return f()\n\n\n"
                   "@app.cell\ndef _(x):\n    def h():\n        return x\n    return\n\n\n"
                   "@app.cell\ndef _():\n    x = 1\n    return (x,)");
}

static void code_that_does_not_compile_is_kept_as_text(void **state)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(GPtrArray) analyses = analyses_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, &(CellConfig){.disabled = true}, "x = (", -1);
    notebook_insert_cell(notebook, 1, "_", CELL_PLAIN, NULL, "\"\"\"\\", -1);
    for (int i = 0; i < 2; i++) {
        g_ptr_array_add(analyses, analysis_of("", ""));
        ((Analysis *)g_ptr_array_index(analyses, i))->fault = ANALYSIS_SYNTAX;
    }
    assert_written(notebook, analyses,
                   "app._unparsable_cell(\n    r\"\"\"\n    x = (\n    \"\"\",\n"
                   "    column=None, disabled=True, hide_code=False, expand_output=False, name=\"_\"\n)\n\n\n"
                   "app._unparsable_cell(\n    \"\"\"\n    \\\"\\\"\\\"\\\\\n    \"\"\",\n    name=\"_\"\n)");
}

static void markdown_is_rewritten_in_triple_quotes(void **state)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(GPtrArray) analyses = analyses_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "# note\nmo.md(r'# Title')", -1);
    g_ptr_array_add(analyses, analysis_of("", "mo"));
    ((Analysis *)g_ptr_array_index(analyses, 0))->markdown = g_strdup("# Title");
    assert_written(notebook, analyses,
                   "@app.cell\ndef _(mo):\n    # note\n    mo.md(r\"\"\"\n    # Title\n    \"\"\")\n    return");
}

/* marimo writes the text that it stands for, "\theta" as a tab and "heta". */
static void a_backslash_in_markdown_is_written_as_it_was_typed(void **state)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(GPtrArray) analyses = analyses_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "mo.md(\"$\\theta$ \\\\frac\")", -1);
    g_ptr_array_add(analyses, analysis_of("", "mo"));
    ((Analysis *)g_ptr_array_index(analyses, 0))->markdown = g_strdup("$\theta$ \\frac");
    assert_written(notebook, analyses, "@app.cell\ndef _(mo):\n    mo.md(\"$\\theta$ \\\\frac\")\n    return");
}

/* --- saving ------------------------------------------------------------------------------------------------ */

static const char *const UNUSUAL = "import marimo\n__generated_with='0.1'\napp=marimo.App( )\n"
                                   "@app.cell\ndef _( ):\n  x  =  1\n";

static GBytes *save(Notebook *notebook, GBytes *original, bool force, GError **error)
{
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
    g_autoptr(GPtrArray) analyses = analyses_new();
    for (guint i = 0; i < snapshot->cells->len; i++)
        g_ptr_array_add(analyses, analysis_of("x", ""));
    FormatSave how = {"nb.py", original, force};
    return format_save(snapshot, analyses, &PYTHON, &how, error);
}

static void an_unmodified_notebook_is_saved_as_it_was(void **state)
{
    g_autoptr(GBytes) original = g_bytes_new_static(UNUSUAL, strlen(UNUSUAL));
    g_autoptr(FormatRead) read = read_text(UNUSUAL);
    g_autoptr(GBytes) saved = save(read->notebook, original, false, NULL);
    assert_ptr_equal(saved, original);
}

static void a_modified_notebook_keeps_the_version_of_its_file(void **state)
{
    g_autoptr(GBytes) original = g_bytes_new_static(UNUSUAL, strlen(UNUSUAL));
    g_autoptr(FormatRead) read = read_text(UNUSUAL);
    notebook_replace(read->notebook, (Pos){0, 0}, (Pos){0, 0}, "y = ", 4);
    g_autoptr(GBytes) saved = save(read->notebook, original, false, NULL);
    assert_non_null(strstr(g_bytes_get_data(saved, NULL), "__generated_with = \"0.1\"\n"));
    assert_non_null(strstr(g_bytes_get_data(saved, NULL), "    y = x  =  1\n"));
}

static void a_new_notebook_says_the_version_that_we_follow(void **state)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(GBytes) saved = save(notebook, NULL, false, NULL);
    assert_non_null(strstr(g_bytes_get_data(saved, NULL), "__generated_with = \"" FORMAT_MARIMO_VERSION "\"\n"));
}

static void a_save_that_would_lose_text_must_be_forced(void **state)
{
    g_autofree char *text = g_strconcat(UNUSUAL, "# a comment in no cell\n", NULL);
    g_autoptr(GBytes) original = g_bytes_new(text, strlen(text));
    g_autoptr(FormatRead) read = read_text(text);
    g_autoptr(GError) error = NULL;
    notebook_replace(read->notebook, (Pos){0, 0}, (Pos){0, 0}, "y = ", 4);
    assert_null(save(read->notebook, original, false, &error));
    assert_true(g_error_matches(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT));
    g_autoptr(GBytes) forced = save(read->notebook, original, true, NULL);
    assert_non_null(forced);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_body_of_a_function_is_the_cell),
        cmocka_unit_test(a_return_inside_a_function_of_the_cell_stays),
        cmocka_unit_test(a_cell_of_comments_has_only_them),
        cmocka_unit_test(the_text_of_a_string_left_of_the_code_stays_where_it_is),
        cmocka_unit_test(a_cell_marker_in_a_string_begins_no_cell),
        cmocka_unit_test(a_comment_behind_the_last_statement_is_kept),
        cmocka_unit_test(a_function_on_one_line_is_read_whole),
        cmocka_unit_test(names_kinds_and_configurations_are_read),
        cmocka_unit_test(a_decorator_is_not_torn_from_what_it_decorates),
        cmocka_unit_test(the_header_and_the_options_are_kept_as_written),
        cmocka_unit_test(every_line_end_is_read_as_a_newline),
        cmocka_unit_test(the_status_is_marimos_word),
        cmocka_unit_test(a_broken_cell_does_not_take_the_others_with_it),
        cmocka_unit_test(what_is_no_notebook_is_refused_with_its_line),
        cmocka_unit_test(what_a_save_would_lose_is_remarked),
        cmocka_unit_test(signatures_and_returns_come_from_the_analyses),
        cmocka_unit_test(a_line_of_eighty_characters_is_broken),
        cmocka_unit_test(functions_that_need_only_importable_names_are_importable),
        cmocka_unit_test(code_that_does_not_compile_is_kept_as_text),
        cmocka_unit_test(markdown_is_rewritten_in_triple_quotes),
        cmocka_unit_test(a_backslash_in_markdown_is_written_as_it_was_typed),
        cmocka_unit_test(an_unmodified_notebook_is_saved_as_it_was),
        cmocka_unit_test(a_modified_notebook_keeps_the_version_of_its_file),
        cmocka_unit_test(a_new_notebook_says_the_version_that_we_follow),
        cmocka_unit_test(a_save_that_would_lose_text_must_be_forced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
