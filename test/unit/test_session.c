/* marimo's saved sessions: what is written is read, what is of other code is not, and nothing in one is trusted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "notebook/format.h"
#include "notebook/cell_result.h"
#include "notebook/format_session.h"
#include "notebook/html_text.h"
#include "notebook/output_node.h"

static const char VERSION[] = "0.25.2";

static NotebookSnapshot *notebook_of(const char *const *codes)
{
    Notebook *notebook = notebook_new();
    for (size_t i = 0; codes[i]; i++)
        notebook_insert_cell(notebook, i, i == 0 ? "setup" : "_", i == 0 ? CELL_SETUP : CELL_PLAIN, NULL, codes[i], -1);
    NotebookSnapshot *snapshot = notebook_snapshot(notebook);
    notebook_free(notebook);
    return snapshot;
}

static const char *const CODES[] = {"import marimo as mo", "1", "", NULL};

static GPtrArray *results_of(NodeKind kind, const char *text)
{
    GPtrArray *results = cell_results_new();
    for (size_t i = 0; CODES[i]; i++) {
        CellResult *result = cell_result_new();
        result->outcome = OUTCOME_OK;
        g_ptr_array_add(results, result);
    }
    CellResult *second = g_ptr_array_index(results, 1);
    second->outcome = kind == NODE_ERROR ? OUTCOME_FAILED : OUTCOME_OK;
    second->output = kind == NODE_ERROR ? output_new_error("ValueError", text) : output_new(node_new(kind, text));
    second->printed = g_strdup("hi\n");
    return results;
}

static char *written(NodeKind kind, const char *text, const char *hash)
{
    g_autoptr(NotebookSnapshot) notebook = notebook_of(CODES);
    g_autoptr(GPtrArray) results = results_of(kind, text);
    return g_string_free(format_session_write(&(SessionKey){notebook, VERSION, hash}, results), FALSE);
}

static GPtrArray *read_again(const char *text, const char *const *codes, const char *version, const char *hash,
                             GError **error)
{
    g_autoptr(NotebookSnapshot) notebook = notebook_of(codes);
    return format_session_read(&(SessionKey){notebook, version, hash}, text, strlen(text), "s", error);
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

static void a_session_has_marimos_ids_and_hashes(void **state)
{
    g_autofree char *text = written(NODE_TEXT, "1", NULL);
    assert_non_null(strstr(text, "{\n  \"version\": \"1\",\n  \"metadata\": {\n    \"marimo_version\": \"0.25.2\",\n"
                                 "    \"script_metadata_hash\": null\n  },\n  \"cells\": [\n    {\n      \"id\": \"setup\",\n"
                                 "      \"code_hash\": \"1d0db38904205bec4d6f6f6a1f6cec3e\","));
    assert_non_null(strstr(text, "\"id\": \"Hbol\",\n      \"code_hash\": \"c4ca4238a0b923820dcc509a6f75849b\","));
    assert_non_null(strstr(text, "\"id\": \"MJUe\",\n      \"code_hash\": null,"));
    assert_non_null(strstr(text, "\"text/html\": \"<pre class='text-xs'>1</pre>\""));
    assert_non_null(strstr(text, "\"text/plain\": \"\""));
}

static void a_session_is_beside_the_notebook(void **state)
{
    g_autofree char *path = format_session_path("a/nb.py"), *here = format_session_path("nb.py");
    assert_string_equal(path, "a/__marimo__/session/nb.py.json");
    assert_string_equal(here, "./__marimo__/session/nb.py.json");
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

static void what_was_written_is_read_as_restored(void **state)
{
    static const struct {
        NodeKind kind;
        NodeKind read;
        const char *text;
    } CASES[] = {{NODE_TEXT, NODE_TEXT, "<a> & 'b'\n  c"}, {NODE_ERROR, NODE_ERROR, "bad <b>"}};
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *text = written(CASES[i].kind, CASES[i].text, "h");
        g_autoptr(GPtrArray) results = read_again(text, CODES, VERSION, "h", NULL);
        assert_non_null(results);
        assert_int_equal(results->len, 3);
        const CellResult *result = g_ptr_array_index(results, 1);
        assert_true(result->restored);
        assert_int_equal(result->outcome, CASES[i].kind == NODE_ERROR ? OUTCOME_FAILED : OUTCOME_OK);
        assert_int_equal(result->output->root->kind, CASES[i].read);
        assert_string_equal(result->output->root->text, CASES[i].text);
        assert_string_equal(result->printed, "hi\n");
    }
}

static void what_is_of_another_notebook_is_not_taken(void **state)
{
    static const char *const OTHER[] = {"import marimo as mo", "2", "", NULL}, *const FEWER[] = {"import marimo as mo", NULL};
    g_autofree char *text = written(NODE_TEXT, "1", "h");
    const struct {
        const char *const *codes;
        const char *version, *hash;
    } CASES[] = {{OTHER, VERSION, "h"}, {FEWER, VERSION, "h"}, {CODES, "0.25.1", "h"}, {CODES, VERSION, "i"},
                 {CODES, VERSION, NULL}};
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(read_again(text, CASES[i].codes, CASES[i].version, CASES[i].hash, &error));
        assert_true(g_error_matches(error, FORMAT_ERROR, FORMAT_ERROR_STALE));
    }
}

static void what_is_no_session_is_an_error(void **state)
{
    static const char *const TEXTS[] = {"", "[]", "{}", "{\"metadata\": {}, \"cells\": 1}", "{\"cells\": []"};
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(read_again(TEXTS[i], CODES, VERSION, NULL, &error));
        assert_non_null(error);
    }
}

/* A session of one cell, "1", with this output. */
static CellResult *result_of_output(const char *output)
{
    static const char *const ONE[] = {"import marimo as mo", NULL};
    g_autofree char *text = g_strdup_printf(
        "{\"metadata\": {\"marimo_version\": \"0.25.2\", \"script_metadata_hash\": null}, \"cells\": [{\"code_hash\": "
        "\"1d0db38904205bec4d6f6f6a1f6cec3e\", \"outputs\": [%s], \"console\": [{\"text\": \"<i>t</i>\", \"mimetype\": "
        "\"application/vnd.marimo+traceback\"}, {\"text\": \"secret\", \"mimetype\": \"text/password\"}, 7]}]}", output);
    g_autoptr(GPtrArray) results = read_again(text, ONE, VERSION, NULL, NULL);
    assert_non_null(results);
    return g_ptr_array_steal_index(results, 0);
}

#define PIXEL \
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="

static void outputs_of_every_kind_are_text_or_named(void **state)
{
    static const struct {
        const char *output;
        NodeKind kind;
        const char *text;
    } CASES[] = {
        {"{\"type\": \"data\", \"data\": {\"text/html\": \"<p>a<script>x</script>&amp;b\"}}", NODE_TEXT, "a&b"},
        {"{\"type\": \"data\", \"data\": {\"application/json\": [1, {\"a\": 2}]}}", NODE_TEXT, "[1,{\"a\":2}]"},
        {"{\"type\": \"data\", \"data\": {\"image/png\": \"data:,\"}}", NODE_PLACEHOLDER, "6 bytes"},
        {"{\"type\": \"data\", \"data\": {\"image/png\": \"" PIXEL "\", \"text/plain\": \"p\"}}", NODE_PICTURE, "1×1 pixels"},
        {"{\"type\": \"data\", \"data\": {\"text/html\": \"<img src='" PIXEL "' />\"}}", NODE_PICTURE, "1×1 pixels"},
        {"{\"type\": \"data\", \"data\": {\"application/vnd.marimo+mimebundle\": {\"image/png\": \"" PIXEL "\"}}}", NODE_PICTURE,
         "1×1 pixels"},
        {"{\"type\": \"data\", \"data\": {\"application/vnd.marimo+mimebundle\": \"{\\\"image/png\\\": \\\"" PIXEL "\\\"}\"}}",
         NODE_PICTURE, "1×1 pixels"},
        {"{\"type\": \"data\", \"data\": {\"x/y\": \"z\", \"text/plain\": \"p\"}}", NODE_TEXT, "p"},
        {"{\"type\": \"error\", \"ename\": 3}", NODE_ERROR, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(CellResult) result = result_of_output(CASES[i].output);
        assert_int_equal(result->output->root->kind, CASES[i].kind);
        assert_string_equal(result->output->root->text, CASES[i].text);
        assert_string_equal(result->printed, "t\n");
    }
}

static void what_shows_nothing_any_more_has_no_output(void **state)
{
    static const char *const OUTPUTS[] = {"", "7", "{}", "{\"type\": \"data\", \"data\": {}}",
                                          "{\"type\": \"data\", \"data\": {\"text/plain\": \"\"}}",
                                          "{\"type\": \"data\", \"data\": {\"text/html\": \"<img src='./@file/12-a.png'>\"}}"};
    for (size_t i = 0; i < G_N_ELEMENTS(OUTPUTS); i++) {
        g_autoptr(CellResult) result = result_of_output(OUTPUTS[i]);
        assert_null(result->output);
    }
}

static void html_becomes_text(void **state)
{
    static const struct {
        const char *html, *text;
    } CASES[] = {
        {"<p>a <b>b</b></p><ul><li>c</ul>", "a b\n• c"},
        {"<pre>x\n  y &lt;z&gt;</pre>after", "x\n  y <z>\nafter"},
        {"a\n   b&nbsp;c &#x27;&#233; &bogus; & &#0;", "a b c 'é &bogus; & \xef\xbf\xbd"},
        {"<style>p{}</style><!-- no --><SCRIPT a='>'>x</SCRIPT>y", "y"},
        {"<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a b\n1 2"},
        {"<marimo-ui-element id='1'><marimo-slider data-x='>'></marimo-slider></marimo-ui-element>", "(slider)"},
        {"1 < 2 <", "1 < 2 <"},
        {"<script>never closed", ""},
        {"<a href=\"", ""},
        {"", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *text = html_to_text(CASES[i].html);
        assert_string_equal(text, CASES[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_has_marimos_ids_and_hashes),
        cmocka_unit_test(a_session_is_beside_the_notebook),
        cmocka_unit_test(what_was_written_is_read_as_restored),
        cmocka_unit_test(what_is_of_another_notebook_is_not_taken),
        cmocka_unit_test(what_is_no_session_is_an_error),
        cmocka_unit_test(outputs_of_every_kind_are_text_or_named),
        cmocka_unit_test(what_shows_nothing_any_more_has_no_output),
        cmocka_unit_test(html_becomes_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
