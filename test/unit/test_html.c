/* Pages of notebooks: what they show, and that no output can write markup of its own into one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "notebook/cell_result.h"
#include "notebook/format.h"
#include "notebook/html.h"
#include "notebook/output_node.h"

static const char HOSTILE[] = "</pre></section><script>alert(1)</script><img src=x onerror=alert(2)>\"'&";

static void assert_holds(const char *html, const char *text)
{
    if (!strstr(html, text))
        fail_msg("%s\nis not in:\n%s", text, html);
}

static void assert_harmless(const char *html)
{
    static const char *const MARKUP[] = {"<script", "<img src=x", "</pre></section>", "javascript:", "<iframe", "<b "};
    for (size_t i = 0; i < G_N_ELEMENTS(MARKUP); i++) {
        if (strstr(html, MARKUP[i]))
            fail_msg("%s is in:\n%s", MARKUP[i], html);
    }
}

static char *html_of(const char *json)
{
    g_autofree char *whole = g_strdup_printf("{\"root\": %s}", json);
    g_autoptr(Output) output = output_parse(whole, strlen(whole), NULL);
    assert_non_null(output);
    GString *html = g_string_new(NULL);
    html_add_node(html, output->root, NULL);
    return g_string_free(html, FALSE);
}

static char *markdown_of(const char *text)
{
    GString *html = g_string_new(NULL);
    html_add_markdown(html, text, strlen(text));
    return g_string_free(html, FALSE);
}

/* --- pieces --------------------------------------------------------------------------------------------------------- */

static void text_is_text(void **state)
{
    g_autoptr(GString) html = g_string_new(NULL);
    html_add_text(html, "a<&>\"'\x01\xff\xc3\xa9\0b", 12);
    assert_string_equal(html->str, "a&lt;&amp;&gt;&quot;&#39;\xef\xbf\xbd\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd"
                                   "b");
}

static void code_is_highlighted_line_by_line(void **state)
{
    static const char CODE[] = "def f():\n    return \"\"\"<a\nb\"\"\"  # c";
    g_autoptr(GString) html = g_string_new(NULL);
    html_add_code(html, CODE, strlen(CODE), "python");
    assert_holds(html->str, "<span class=\"k\">def</span> <span class=\"f\">f</span>");
    assert_holds(html->str, "<span class=\"s\">&quot;&quot;&quot;&lt;a</span>\n<span class=\"s\">b&quot;&quot;&quot;</span>");
    assert_holds(html->str, "<span class=\"c\"># c</span>");
}

static void markdown_becomes_html_but_its_html_stays_text(void **state)
{
    g_autofree char *html = markdown_of("# T\n\n| a |\n|---|\n| *b* |\n\n<b onclick=x>bold</b>\n\n<script>alert(1)</script>\n");
    assert_holds(html, "<h1>T</h1>");
    assert_holds(html, "<td><em>b</em></td>");
    assert_holds(html, "&lt;script&gt;");
    assert_harmless(html);
}

static void links_lead_only_to_reading(void **state)
{
    g_autofree char *html = markdown_of("[a](https://x.org/?q=1&r) [b](javascript:alert(1)) [c](JavaScript&#58;alert(1)) "
                                        "[d](data:text/html;base64,AA) [e](#part) [f](//x.org) [g](vbscript:x)");
    assert_holds(html, "<a href=\"https://x.org/?q=1&amp;r\">a</a>");
    assert_holds(html, "<a href=\"#part\">e</a>");
    for (const char *name = "bcdfg"; *name; name++) {
        g_autofree char *link = g_strdup_printf("<a href=\"#\">%c</a>", *name);
        assert_holds(html, link);
    }
}

static void pictures_are_in_the_text_or_only_named(void **state)
{
    g_autofree char *html = markdown_of("![in](data:image/png;base64,AAAA) ![a \"b\" <c>](https://x.org/p.png \"t>\") end\n"
                                        "![svg](data:image/svg+xml;base64,AA)");
    assert_holds(html, "<img src=\"data:image/png;base64,AAAA\" alt=\"in\">");
    assert_holds(html, "<span class=\"absent\">a &quot;b&quot; &lt;c&gt;</span> end");
    assert_holds(html, "<span class=\"absent\">svg</span>");
    assert_null(strstr(html, "x.org"));
}

static void consoles_keep_their_colours(void **state)
{
    g_autoptr(StyledText) text = styled_text_new();
    StyledLine *line = styled_text_add(text, "a red <b>", 9);
    styled_line_span(line, (StyledSpan){2, 3, 1, 0x1000000 | 0x123456, STYLED_BOLD});
    text->dropped = 7;
    text->dropped_after = 0;
    g_autoptr(GString) html = g_string_new(NULL);
    html_add_styled(html, text);
    assert_string_equal(html->str, "<pre class=\"console\"><em>7 lines left out</em>\n"
                                   "a <span class=\"bold c1\" style=\"background:#123456;\">red</span> &lt;b&gt;\n</pre>\n");
}

static void escapes_are_colours_or_nothing(void **state)
{
    g_autoptr(GString) html = g_string_new(NULL);
    html_add_ansi(html, "a\x1b[1;32mb\x1b[0m\x1b]0;<title>\ac\x1b[2Jd\x1b[38;5;196me\x1b[38;2;1;2;3mf\x1b[");
    assert_string_equal(html->str, "<pre class=\"console\">a<span class=\"bold c2\">b</span>cd"
                                   "<span style=\"color:#ff0000;\">e</span><span style=\"color:#010203;\">f</span></pre>\n");
}

/* --- outputs ------------------------------------------------------------------------------------------------------- */

static void every_kind_of_node_is_shown_and_none_can_add_markup(void **state)
{
    static const char *const KINDS[] = {"text",   "ansi",   "markdown", "code",      "error",   "widget",  "placeholder",
                                        "vstack", "hstack", "tabs",     "accordion", "callout", "sidebar", "hologram"};
    g_autofree char *escaped = g_strescape(HOSTILE, NULL);
    g_autofree char *text = g_strdup(escaped);
    g_strdelimit(text, "'", '.');
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        g_autofree char *json = g_strdup_printf(
            "{\"node\": \"%s\", \"text\": \"%s\", \"label\": \"%s\", \"name\": \"%s\", \"kind\": \"%s\", "
            "\"type\": \"%s\", \"language\": \"%s\", \"labels\": [\"%s\"], \"frames\": [{\"file\": \"%s\", "
            "\"name\": \"%s\", \"source\": \"%s\"}], \"children\": [{\"node\": \"text\", \"text\": \"child %s\"}]}",
            KINDS[i], text, text, text, text, text, text, text, text, text, text, text);
        g_autofree char *html = html_of(json);
        assert_harmless(html);
        if (strcmp(KINDS[i], "hologram") != 0)
            assert_holds(html, "child &lt;/pre&gt;");
    }
}

static void tabs_are_folds_with_the_one_in_front_open(void **state)
{
    g_autofree char *html = html_of("{\"node\": \"tabs\", \"labels\": [\"A\", \"B\"], \"selected\": 1, \"children\": ["
                                    "{\"node\": \"text\", \"text\": \"1\"}, {\"node\": \"text\", \"text\": \"2\"}]}");
    assert_holds(html, "<details><summary>A</summary>");
    assert_holds(html, "<details open><summary>B</summary>\n<pre>2</pre>");
}

/* --- pages ---------------------------------------------------------------------------------------------------------- */

typedef struct {
    GPtrArray *results;
    bool no_code;
} Page;

static char *page_of(const char *python, const Page *page)
{
    g_autoptr(FormatRead) read = format_find("marimo")->read(python, strlen(python), "nb.py", NULL, NULL);
    assert_non_null(read);
    g_autoptr(NotebookSnapshot) notebook = notebook_snapshot(read->notebook);
    g_autoptr(GPtrArray) analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    for (guint i = 0; i < notebook->cells->len; i++)
        g_ptr_array_add(analyses, analysis_new(0, 0));
    FormatWriting writing = {notebook, analyses, NULL, "my_nb.py", "1", true, NULL, NULL, page->results, page->no_code};
    return g_string_free(format_find("html")->write(&writing, NULL), FALSE);
}

static const char NOTEBOOK[] = "import marimo\n\napp = marimo.App(app_title=\"A </title><script>\")\n\n\n"
                               "@app.cell\ndef load():\n    x = \"</pre><script>\"\n    return\n\n\n"
                               "if __name__ == \"__main__\":\n    app.run()\n";

static void a_page_is_whole_and_asks_for_nothing(void **state)
{
    g_autofree char *html = page_of(NOTEBOOK, &(Page){0});
    assert_true(g_str_has_prefix(html, "<!DOCTYPE html>\n"));
    assert_holds(html, "<title>A &lt;/title&gt;&lt;script&gt;</title>");
    assert_holds(html, "default-src 'none'");
    assert_holds(html, "prefers-color-scheme:dark");
    assert_holds(html, "<span class=\"name\">load</span>");
    assert_null(strstr(html, "http://"));
    assert_null(strstr(html, "https://"));
    assert_null(strstr(html, " src="));
    assert_harmless(html);
}

static CellResult *result_of(CellOutcome outcome, const char *text)
{
    CellResult *result = cell_result_new();
    result->outcome = outcome;
    result->output = output_new(node_new(NODE_TEXT, text));
    return result;
}

static void a_cell_says_what_became_of_it(void **state)
{
    g_autoptr(GPtrArray) results = cell_results_new();
    CellResult *result = result_of(OUTCOME_OK, HOSTILE);
    result->started = (gint64)1769860800 * G_USEC_PER_SEC;
    result->seconds = 0.0124;
    g_ptr_array_add(results, result);
    g_autofree char *html = page_of(NOTEBOOK, &(Page){results});
    assert_holds(html, "<span class=\"word\">ok</span> · 2026-01-31 12:00:00 UTC · 12 ms");
    assert_holds(html, "class=\"cell ok\"");
    assert_harmless(html);
    result->outcome = OUTCOME_SKIPPED;
    result->reason = g_strdup("<disabled>");
    g_autofree char *skipped = page_of(NOTEBOOK, &(Page){results});
    assert_holds(skipped, "<span class=\"word\">not run</span>: &lt;disabled&gt;");
    result->restored = true;
    g_autofree char *restored = page_of(NOTEBOOK, &(Page){results});
    assert_holds(restored, "<span class=\"word\">restored</span> from the saved session");
    assert_holds(restored, "class=\"cell restored\"");
}

static void code_can_be_left_out(void **state)
{
    g_autoptr(GPtrArray) results = cell_results_new();
    g_ptr_array_add(results, result_of(OUTCOME_OK, "shown"));
    g_autofree char *html = page_of(NOTEBOOK, &(Page){results, true});
    assert_holds(html, "shown");
    assert_null(strstr(html, "class=\"code\""));
}

static void a_page_is_not_read(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(format_find("html")->read("", 0, "nb.html", NULL, &error));
    assert_string_equal(error->message, "nb.html:1: a page is written, but not read");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_text),
        cmocka_unit_test(code_is_highlighted_line_by_line),
        cmocka_unit_test(markdown_becomes_html_but_its_html_stays_text),
        cmocka_unit_test(links_lead_only_to_reading),
        cmocka_unit_test(pictures_are_in_the_text_or_only_named),
        cmocka_unit_test(consoles_keep_their_colours),
        cmocka_unit_test(escapes_are_colours_or_nothing),
        cmocka_unit_test(every_kind_of_node_is_shown_and_none_can_add_markup),
        cmocka_unit_test(tabs_are_folds_with_the_one_in_front_open),
        cmocka_unit_test(a_page_is_whole_and_asks_for_nothing),
        cmocka_unit_test(a_cell_says_what_became_of_it),
        cmocka_unit_test(code_can_be_left_out),
        cmocka_unit_test(a_page_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
