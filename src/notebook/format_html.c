#include "notebook/format_html.h"

#include <string.h>

#include "notebook/cell_result.h"
#include "notebook/format_marimo_text.h"
#include "notebook/format_markdown.h"
#include "notebook/html.h"

/* Light first; the colours of the dark page follow. */
static const char STYLE[] =
    ":root{--page:#fcfcfb;--text:#22262e;--dim:#6b7280;--rule:#d9dce1;--code:#f3f4f5;--bad:#b3261e;--good:#2f7d4f;"
    "--old:#8a5a00;--k:#7b3fb5;--s:#3d7a2a;--n:#b0561a;--b:#1f66b0;--e:#8a6a10;--g0:#22262e;--g1:#b3261e;--g2:#2f7d4f;"
    "--g3:#8a6a10;--g4:#1f5fc0;--g5:#8f3fa8;--g6:#147a84;--g7:#80858f}\n"
    "@media(prefers-color-scheme:dark){:root{--page:#14171f;--text:#d5d9e3;--dim:#8b93a7;--rule:#323847;--code:#1c212c;"
    "--bad:#f27a86;--good:#7fb88a;--old:#e3bd6b;--k:#b79cf2;--s:#9ccf8a;--n:#f0a17a;--b:#7cb7ff;--e:#e0c076;"
    "--g0:#5a6274;--g1:#f27a86;--g2:#7fb88a;--g3:#e3bd6b;--g4:#7cb7ff;--g5:#b79cf2;--g6:#5fd0c5;--g7:#d5d9e3}}\n"
    ":root{color-scheme:light dark}\n"
    "body{max-width:56rem;margin:2rem auto;padding:0 1rem;background:var(--page);color:var(--text);"
    "font:16px/1.5 system-ui,sans-serif}\n"
    "pre,code,.control{font:14px/1.45 ui-monospace,monospace}pre{margin:.4rem 0;overflow-x:auto}\n"
    ".code{background:var(--code);padding:.6rem .8rem;border-radius:4px}\n"
    ".cell{margin:1.4rem 0;padding-left:.8rem;border-left:2px solid var(--rule)}.failed{border-color:var(--bad)}\n"
    ".about,.label,summary,.placeholder,.absent{color:var(--dim);font-size:.85rem}.about{margin:.2rem 0}\n"
    ".failed>.about .word,.error .type{color:var(--bad)}.ok>.about .word{color:var(--good)}"
    ".restored>.about .word{color:var(--old)}.restored>.output{opacity:.75}\n"
    ".error p{margin:.4rem 0;white-space:pre-wrap}.type,.f{font-weight:bold}.frames{font-size:.85rem}"
    ".frames .code{padding:.2rem .5rem}\n"
    ".hstack,.inline{display:flex;flex-wrap:wrap;gap:1rem}.inline{gap:.4rem;align-items:baseline}.callout,.sidebar{border:1px solid var(--rule);border-left-width:4px;"
    "border-radius:4px;padding:.2rem .8rem;margin:.4rem 0}.info{border-left-color:var(--b)}"
    ".warn{border-left-color:var(--old)}.success{border-left-color:var(--good)}"
    ".danger,.alert{border-left-color:var(--bad)}\n"
    ".control,.placeholder{border:1px solid var(--rule);border-radius:4px;padding:.1rem .5rem;margin-left:.4rem}"
    ".placeholder{border-style:dashed;display:inline-block;margin-left:0}\n"
    "table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid var(--rule);"
    "padding:.2rem .6rem}blockquote{margin-left:0;padding-left:1rem;border-left:3px solid var(--rule)}"
    "img{max-width:100%}a{color:var(--b)}\n"
    ".k,.d{color:var(--k)}.s{color:var(--s)}.n{color:var(--n)}.b,.f{color:var(--b)}.e{color:var(--e)}"
    ".c{color:var(--dim);font-style:italic}\n"
    ".c0,.c8{color:var(--g0)}.c1,.c9{color:var(--g1)}.c2,.c10{color:var(--g2)}.c3,.c11{color:var(--g3)}"
    ".c4,.c12{color:var(--g4)}.c5,.c13{color:var(--g5)}.c6,.c14{color:var(--g6)}.c7,.c15{color:var(--g7)}\n"
    ".on0,.on8{background:var(--g0)}.on1,.on9{background:var(--g1)}.on2,.on10{background:var(--g2)}"
    ".on3,.on11{background:var(--g3)}.on4,.on12{background:var(--g4)}.on5,.on13{background:var(--g5)}"
    ".on6,.on14{background:var(--g6)}.on7,.on15{background:var(--g7)}\n"
    ".bold{font-weight:bold}.italic{font-style:italic}.underline{text-decoration:underline}.dim{opacity:.7}"
    ".reverse{background:var(--text);color:var(--page)}\n";

static void add_head(GString *html, const char *title)
{
    g_string_append(html, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                          "style-src 'unsafe-inline'; img-src data:\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n"
                          "<meta name=\"generator\" content=\"tarn\">\n<title>");
    html_add_string(html, title);
    g_string_append_printf(html, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>", STYLE);
    html_add_string(html, title);
    g_string_append(html, "</h1>\n");
}

static guint number_of(gconstpointer self, uint64_t cell)
{
    const NotebookSnapshot *notebook = self;
    for (guint i = 0; i < notebook->cells->len; i++) {
        if (((const CellSnapshot *)g_ptr_array_index(notebook->cells, i))->id == cell)
            return i + 1;
    }
    return 0;
}

/* --- a cell ---------------------------------------------------------------------------------------------------------- */

static bool is_named(const CellSnapshot *cell)
{
    return strcmp(cell->name, "_") != 0 && strcmp(cell->name, "__") != 0;
}

static const char *word_of(const CellResult *result)
{
    static const char *const WORDS[] = {
        [OUTCOME_NONE] = "not run", [OUTCOME_OK] = "ok", [OUTCOME_FAILED] = "failed", [OUTCOME_SKIPPED] = "not run"};
    return result->restored ? "restored" : WORDS[result->outcome];
}

static void add_duration(GString *html, double seconds)
{
    if (seconds < 0.9995)
        g_string_append_printf(html, " · %.0f ms", seconds * 1000);
    else if (seconds < 60)
        g_string_append_printf(html, " · %.1f s", seconds);
    else
        g_string_append_printf(html, " · %.0f min %.0f s", (double)(gint64)(seconds / 60),
                               seconds - 60 * (double)(gint64)(seconds / 60));
}

/* "3 load · ok · 2026-01-31 12:00:00 UTC · 12 ms" */
static void add_about(GString *html, guint number, const CellSnapshot *cell, const CellResult *result)
{
    g_string_append_printf(html, "<p class=\"about\">%u", number);
    if (is_named(cell)) {
        g_string_append_c(html, ' ');
        html_add_span(html, "name", cell->name);
    }
    if (result) {
        g_string_append(html, " · ");
        html_add_span(html, "word", word_of(result));
        if (result->restored)
            g_string_append(html, " from the saved session");
        if (result->reason) {
            g_string_append(html, ": ");
            html_add_string(html, result->reason);
        }
        g_autoptr(GDateTime) started =
            result->started ? g_date_time_new_from_unix_utc(result->started / G_USEC_PER_SEC) : NULL;
        g_autofree char *when = started ? g_date_time_format(started, " · %Y-%m-%d %H:%M:%S UTC") : NULL;
        g_string_append(html, when ? when : "");
        if (result->seconds >= 0)
            add_duration(html, result->seconds);
    }
    g_string_append(html, "</p>\n");
}

static void add_cell_code(GString *html, const CellSnapshot *cell, const Analysis *analysis, bool folded)
{
    g_autoptr(GString) code = text_of_cell(cell, analysis);
    if (code->len == 0)
        return;
    if (folded)
        g_string_append(html, "<details><summary>code</summary>\n");
    html_add_code(html, code->str, code->len, "python");
    if (folded)
        g_string_append(html, "</details>\n");
}

static void add_cell(GString *html, const FormatWriting *writing, guint index)
{
    const CellSnapshot *cell = g_ptr_array_index(writing->notebook->cells, index);
    const Analysis *analysis = g_ptr_array_index(writing->analyses, index);
    const CellResult *result = writing->results ? g_ptr_array_index(writing->results, index) : NULL;
    const HtmlCells cells = {writing->notebook, number_of};
    const char *class_of = !result ? "" : result->restored ? " restored" : result->outcome == OUTCOME_OK ? " ok"
                         : result->outcome == OUTCOME_FAILED ? " failed" : "";
    g_autofree char *markdown = format_markdown_of_cell(cell, analysis);
    g_string_append_printf(html, "<section class=\"cell%s\" id=\"cell-%u\">\n", class_of, index + 1);
    if (markdown && !result) /* it says what it would show */
        html_add_markdown(html, markdown, strlen(markdown));
    else if (!writing->no_code)
        add_cell_code(html, cell, analysis, cell->config.hide_code || markdown);
    if (result) {
        g_string_append(html, "<div class=\"output\">\n");
        if (result->console)
            html_add_styled(html, result->console);
        else if (result->printed)
            html_add_ansi(html, result->printed);
        if (result->output && result->output->root)
            html_add_node(html, result->output->root, &cells);
        g_string_append(html, "</div>\n");
    }
    add_about(html, index + 1, cell, result);
    g_string_append(html, "</section>\n");
}

GString *format_html_write(const FormatWriting *writing, GError **error)
{
    g_autofree char *title = format_title(writing);
    GString *html = g_string_new(NULL);
    add_head(html, title);
    for (guint i = 0; i < writing->notebook->cells->len; i++)
        add_cell(html, writing, i);
    g_string_append(html, "</body>\n</html>\n");
    return html;
}

FormatRead *format_html_refuse(const char *bytes, size_t size, const char *name, const FormatPython *python,
                               GError **error)
{
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK, "%s:1: a page is written, but not read", name);
    return NULL;
}
