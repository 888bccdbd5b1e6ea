/* Conversions between the formats of notebooks, as far as they need no Python. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/yaml_tree.h"
#include "notebook/format.h"
#include "notebook/format_save.h"

static FormatRead *read_as(const char *format, const char *text)
{
    g_autoptr(GError) error = NULL;
    FormatRead *read = format_find(format)->read(text, strlen(text), "nb", NULL, &error);
    if (!read)
        print_error("%s\n", error->message);
    assert_non_null(read);
    return read;
}

static void assert_refused(const char *format, const char *text, size_t size, const char *message)
{
    g_autoptr(GError) error = NULL;
    assert_null(format_find(format)->read(text, size, "nb", NULL, &error));
    assert_string_equal(error->message, message);
}

static void assert_code(const FormatRead *read, size_t index, const char *expected)
{
    assert_true(index < notebook_cell_count(read->notebook));
    const Text *text = cell_text(notebook_cell(read->notebook, index));
    g_autofree char *code = g_string_free(text_slice(text, (TextPos){0, 0}, text_end(text)), FALSE);
    assert_string_equal(code, expected);
}

/* The only cell of a Jupyter notebook with this code. */
static void assert_jupyter(const char *source, const char *expected)
{
    g_autofree char *escaped = g_strescape(source, NULL);
    g_autofree char *text =
        g_strdup_printf("{\"cells\": [{\"cell_type\": \"code\", \"metadata\": {}, \"source\": \"%s\"}]}", escaped);
    g_autoptr(FormatRead) read = read_as("ipynb", text);
    assert_code(read, notebook_cell_count(read->notebook) - 1, expected);
}

/* What is written of what was read; all cells are taken for plain code. */
static char *rewrite(const char *from, const char *text, const char *to)
{
    g_autoptr(FormatRead) read = read_as(from, text);
    g_autoptr(NotebookSnapshot) notebook = notebook_snapshot(read->notebook);
    g_autoptr(GPtrArray) analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    for (guint i = 0; i < notebook->cells->len; i++)
        g_ptr_array_add(analyses, analysis_new(0, 0));
    static char *const NO_BUILTINS[] = {NULL};
    FormatPython python = {.builtins = NO_BUILTINS};
    FormatWriting writing = {notebook, analyses, &python, "my_nb.py", "1.2", true, read->leftovers};
    return g_string_free(format_find(to)->write(&writing, NULL), FALSE);
}

/* --- which format ------------------------------------------------------------------------------------------------ */

static void the_name_tells_the_format_and_else_the_content(void **state)
{
    static const struct {
        const char *name, *content, *format;
    } CASES[] = {
        {"a.ipynb", "", "ipynb"},
        {"a.MD", "", "md"},
        {"a.qmd", "", "qmd"},
        {"a.py", "import marimo\napp = marimo.App()\n", "marimo"},
        {"a.py", "x\n# %%\n", "percent"},
        {"a.py", "x\n", "script"},
        {"-", " {\"cells\": []}", "ipynb"},
        {"-", "```python {.marimo}\n```", "md"},
        {"-", "", "marimo"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
        assert_string_equal(format_guess(CASES[i].name, CASES[i].content, strlen(CASES[i].content))->name,
                            CASES[i].format);
}

/* --- Jupyter ------------------------------------------------------------------------------------------------------- */

static void magics_become_comments_or_python(void **state)
{
    assert_jupyter("%cd a b", "import os\nos.chdir('a b')");
    assert_jupyter("%env A='b'", "import os\nos.environ['A'] = 'b'");
    assert_jupyter("%%bash\nls", "import subprocess\nsubprocess.run('ls', shell=True)");
    assert_jupyter("x\n%pip install a", "x\n# '%pip install a' command supported automatically in marimo");
}

static void commands_become_calls_and_packages_become_metadata(void **state)
{
    assert_jupyter("if x:\n    !ls 'a b' \\\n      -l", "if x:\n    #! ls 'a b' -l\n    subprocess.call(['ls', 'a b', '-l'])");
    g_autoptr(FormatRead) read = read_as(
        "ipynb", "{\"cells\": [{\"cell_type\": \"code\", \"source\": \"!pip install -q B_a==1 git+https://h/u/r.git\"}]}");
    assert_string_equal(notebook_header(read->notebook)->text,
                        "# /// script\n# dependencies = [\"b-a\", \"r @ git+https://h/u/r.git\"]\n# ///");
}

static void what_a_notebook_has_no_place_for_comes_back(void **state)
{
    static const char TEXT[] =
        "{\"cells\": [{\"cell_type\": \"code\", \"id\": \"me\", \"metadata\": {\"k\": 1}, \"execution_count\": 7,"
        " \"outputs\": [{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": \"hi\"}], \"source\": [\"a\\n\", \"b\"]}]}";
    g_autofree char *text = rewrite("ipynb", TEXT, "ipynb");
    assert_non_null(strstr(text, "\"execution_count\": 7"));
    assert_non_null(strstr(text, "\"id\": \"me\""));
    assert_non_null(strstr(text, "\"k\": 1"));
    assert_non_null(strstr(text, "\"text\":\"hi\""));
    assert_non_null(strstr(text, "\"a\\n\",\n    \"b\""));
}

static void cells_without_an_id_get_marimos(void **state)
{
    g_autofree char *text = rewrite("percent", "# %%\na\n# %%\nb\n", "ipynb");
    assert_non_null(strstr(text, "\"id\": \"Hbol\""));
    assert_non_null(strstr(text, "\"id\": \"MJUe\""));
}

static void bad_notebooks_are_refused_with_their_place(void **state)
{
#define REFUSED(text, message) assert_refused("ipynb", text, strlen(text), message)
    REFUSED("{\n\"cells\": [", "nb:2:10: ']' expected near end of file");
    REFUSED("[]", "nb:1: not a Jupyter notebook: it has no list of cells");
    REFUSED("{\"worksheets\": []}", "nb:1: a Jupyter notebook of a format before 4");
    REFUSED("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\"}, 1]}", "nb: cell 2: it is no object");
    REFUSED("{\"cells\": [{\"cell_type\": \"code\", \"source\": [1]}]}", "nb: cell 1: a line of its source is no text");
    REFUSED("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\\u0000\"}]}", "nb: cell 1: a NUL in its source");
    assert_refused("ipynb", "{\n\xff}", 4, "nb:2: the text is not UTF-8");
#undef REFUSED
}

/* --- Markdown ------------------------------------------------------------------------------------------------------- */

static void fences_are_cells_and_text_is_text(void **state)
{
    g_autoptr(FormatRead) read = read_as("md", "---\ntitle: T\nauthor: me\n---\n\nOne \"\"\"two\"\"\"\n\n"
                                               "```python {.marimo name=\"f\" disabled=\"true\"}\nx = 1\n```\n\n"
                                               "```sql {.marimo query=\"d\"}\nSELECT 1\n```\n");
    assert_int_equal(notebook_cell_count(read->notebook), 3);
    assert_code(read, 0, "mo.md(r\"\"\"\nOne \\\"\\\"\\\"two\\\"\\\"\\\"\n\"\"\")");
    assert_code(read, 1, "x = 1");
    assert_code(read, 2, "d = mo.sql(\n    f\"\"\"\n    SELECT 1\n    \"\"\"\n)");
    assert_string_equal(cell_name(notebook_cell(read->notebook, 1)), "f");
    assert_true(cell_config(notebook_cell(read->notebook, 1))->disabled);
    assert_string_equal(notebook_header_option(notebook_header(read->notebook), "app_title"), "'T'");
    assert_string_equal(notebook_header(read->notebook)->text, "author: me\n");
}

static void a_fence_in_a_list_or_never_closed_is_text(void **state)
{
    g_autoptr(FormatRead) read = read_as("md", "> ```{python}\n> x\n> ```\n\n```{python}\nopen");
    assert_int_equal(notebook_cell_count(read->notebook), 1);
    assert_code(read, 0, "mo.md(r\"\"\"\n> ```{python}\n> x\n> ```\n\n```{python}\nopen\n\"\"\")");
}

static void markdown_is_written_for_both_kinds_of_readers(void **state)
{
    static const char CELL[] = "# %% marimo={\"name\": \"f\"}\nx = '```'\n";
    g_autofree char *md = rewrite("percent", CELL, "md"), *qmd = rewrite("percent", CELL, "qmd");
    assert_string_equal(md, "---\ntitle: My Nb\nmarimo-version: '1.2'\n---\n\n````python {.marimo name=\"f\"}\nx = '```'\n````");
    assert_non_null(strstr(qmd, "````{marimo .python name=\"f\"}\n"));
}

static void front_matter_that_is_no_yaml_is_remarked(void **state)
{
    g_autoptr(FormatRead) read = read_as("md", "---\na: [\n---\ntext\n");
    assert_non_null(format_read_loss(read));
    assert_refused("md", "a\n\0", 3, "nb:2: a NUL byte");
}

/* What a save of the notebook writes over a file of this name. */
static GBytes *save(Notebook *notebook, GBytes *original, const char *name)
{
    static char *const NO_BUILTINS[] = {NULL};
    FormatPython python = {.builtins = NO_BUILTINS};
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
    g_autoptr(GPtrArray) analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    for (guint i = 0; i < snapshot->cells->len; i++)
        g_ptr_array_add(analyses, analysis_new(0, 0));
    return format_save(snapshot, analyses, &python, &(FormatSave){name, original, false}, NULL);
}

static void a_file_in_markdown_stays_one(void **state)
{
    static const char TEXT[] = "---\ntitle: T\ntags: [a, 'b']\n---\n\n```{python}\nx = 1\n```\n";
    g_autoptr(GBytes) original = g_bytes_new_static(TEXT, strlen(TEXT));
    g_autoptr(FormatRead) read = read_as("md", TEXT);
    g_autoptr(GBytes) same = save(read->notebook, original, "a.md");
    assert_ptr_equal(same, original);
    notebook_replace(read->notebook, (Pos){0, 4}, (Pos){0, 5}, "2", 1);
    g_autoptr(GBytes) changed = save(read->notebook, original, "a.md");
    g_autofree char *text = g_strndup(g_bytes_get_data(changed, NULL), g_bytes_get_size(changed));
    assert_string_equal(text, "---\ntags:\n- a\n- b\ntitle: T\nmarimo-version: 0.25.2\n---\n\n"
                              "```python {.marimo}\nx = 2\n```");
}

static void front_matter_that_would_be_lost_is_not_overwritten(void **state)
{
    static const char TEXT[] = "---\na: [\n---\n```{python}\nx\n```\n";
    g_autoptr(GBytes) original = g_bytes_new_static(TEXT, strlen(TEXT));
    g_autoptr(FormatRead) read = read_as("md", TEXT);
    notebook_replace(read->notebook, (Pos){0, 0}, (Pos){0, 1}, "y", 1);
    assert_null(save(read->notebook, original, "a.md"));
}

/* --- percent, script -------------------------------------------------------------------------------------------------- */

static void marks_divide_a_script_but_not_in_strings(void **state)
{
    g_autoptr(FormatRead) read = read_as("percent", "a\n\n# %% title tags=[\"t\"]\nx = \"\"\"\n# %%\n\"\"\"\n\n\n# %% [markdown]\n"
                                                    "# text\n#\n# more\n# %%\n# %timeit x\n");
    assert_code(read, 1, "a");
    assert_code(read, 2, "# Cell tags: t\nx = \"\"\"\n# %%\n\"\"\"");
    assert_code(read, 3, "mo.md(r\"\"\"\ntext\n\nmore\n\"\"\")");
    assert_code(read, 4, "# magic command not supported in marimo; please file an issue to add support\n# %timeit x");
}

static void a_percent_script_says_what_cells_are_called(void **state)
{
    static const char TEXT[] = "# %% marimo={\"config\": {\"column\": 1, \"hide_code\": false}, \"name\": \"f\"}\ndef f():\n"
                               "    pass\n\n\n# %%\nx = 1\n\n# %% [raw]\n# \"\"\"open\n";
    g_autofree char *text = rewrite("percent", TEXT, "percent");
    assert_string_equal(text, TEXT);
}

static void the_main_part_of_a_script_becomes_a_function(void **state)
{
    g_autoptr(FormatRead) read = read_as("script", "x = 1\nif __name__ == \"__main__\":\n    x()\n");
    assert_code(read, 0, "x = 1\n\ndef _main_():\n    x()\n\n_main_()");
}

/* --- YAML --------------------------------------------------------------------------------------------------------------- */

static void yaml_is_quoted_where_it_would_be_something_else(void **state)
{
    static const char TEXT[] = "a: 'yes'\nb: yes\nc: 'it: is'\nd:\n- '1'\n- 1\ne: \"\\xE9\"\nf: ''\n";
    g_autoptr(YamlTree) tree = yaml_tree_parse(TEXT, strlen(TEXT), NULL);
    assert_string_equal(yaml_tree_text(yaml_tree_get(tree, "a")), "yes");
    assert_null(yaml_tree_text(yaml_tree_get(tree, "b")));
    g_autofree char *again = yaml_tree_write(tree);
    assert_string_equal(again, TEXT);
}

static void bad_yaml_is_refused_with_its_line(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(yaml_tree_parse("a: 1\nb: *x\n", 11, &error));
    assert_string_equal(error->message, "2: an alias");
}

static void a_notebook_is_not_saved_as_a_page(void **state)
{
    g_autoptr(FormatRead) read = read_as("marimo", "import marimo\n\napp = marimo.App()\n");
    g_autoptr(NotebookSnapshot) notebook = notebook_snapshot(read->notebook);
    g_autoptr(GPtrArray) analyses = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    assert_null(format_save(notebook, analyses, NULL, &(FormatSave){.name = "a.html", .force = true}, &error));
    assert_true(g_error_matches(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT));
}

static void what_no_script_can_say_is_told_with_its_cell(void **state)
{
    g_autoptr(FormatRead) read = read_as("percent", "# %%\nx = 1\n\n# %%\nawait x\n");
    g_autoptr(NotebookSnapshot) notebook = notebook_snapshot(read->notebook);
    g_autoptr(GPtrArray) analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    for (guint i = 0; i < notebook->cells->len; i++)
        g_ptr_array_add(analyses, analysis_new(0, 0));
    ((Analysis *)g_ptr_array_index(analyses, 1))->async = true;
    FormatWriting writing = {.notebook = notebook, .analyses = analyses, .file = "nb.py"};
    g_autoptr(GError) error = NULL;
    assert_null(format_find("script")->write(&writing, &error));
    assert_string_equal(error->message, "nb.py: cell 2: it awaits something at its top level: a plain script cannot");
}

static bool never_parses(gpointer self, const char *code, size_t length)
{
    return false;
}

/* marimo writes it all the same, and cannot read what it wrote. */
static void a_header_that_is_no_python_is_refused(void **state)
{
    g_autoptr(FormatRead) read = read_as("md", "---\nheader: |-\n  ?!\n---\n\ntext\n");
    g_autoptr(NotebookSnapshot) notebook = notebook_snapshot(read->notebook);
    g_autoptr(GPtrArray) analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    g_ptr_array_add(analyses, analysis_new(0, 0));
    const FormatPython python = {.parses = never_parses};
    FormatWriting writing = {.notebook = notebook, .analyses = analyses, .python = &python, .file = "nb.md"};
    g_autoptr(GError) error = NULL;
    assert_null(format_find("marimo")->write(&writing, &error));
    assert_string_equal(error->message, "nb.md:1: the header of the notebook is no valid Python");
}

/* The square of its length would be a hundred seconds and more. */
static void a_long_row_of_backticks_is_fenced_at_once(void **state)
{
    g_autofree char *ticks = g_strnfill(1 << 20, '`');
    g_autofree char *code = g_strdup_printf("# %%%%\n# %s", ticks);
    g_autofree char *text = rewrite("percent", code, "md");
    assert_true(strlen(text) > (size_t)3 << 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_tells_the_format_and_else_the_content),
        cmocka_unit_test(magics_become_comments_or_python),
        cmocka_unit_test(commands_become_calls_and_packages_become_metadata),
        cmocka_unit_test(what_a_notebook_has_no_place_for_comes_back),
        cmocka_unit_test(cells_without_an_id_get_marimos),
        cmocka_unit_test(bad_notebooks_are_refused_with_their_place),
        cmocka_unit_test(fences_are_cells_and_text_is_text),
        cmocka_unit_test(a_fence_in_a_list_or_never_closed_is_text),
        cmocka_unit_test(markdown_is_written_for_both_kinds_of_readers),
        cmocka_unit_test(front_matter_that_is_no_yaml_is_remarked),
        cmocka_unit_test(a_file_in_markdown_stays_one),
        cmocka_unit_test(front_matter_that_would_be_lost_is_not_overwritten),
        cmocka_unit_test(marks_divide_a_script_but_not_in_strings),
        cmocka_unit_test(a_percent_script_says_what_cells_are_called),
        cmocka_unit_test(the_main_part_of_a_script_becomes_a_function),
        cmocka_unit_test(yaml_is_quoted_where_it_would_be_something_else),
        cmocka_unit_test(bad_yaml_is_refused_with_its_line),
        cmocka_unit_test(a_notebook_is_not_saved_as_a_page),
        cmocka_unit_test(what_no_script_can_say_is_told_with_its_cell),
        cmocka_unit_test(a_header_that_is_no_python_is_refused),
        cmocka_unit_test(a_long_row_of_backticks_is_fenced_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
