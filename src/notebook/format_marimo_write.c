/* From a notebook and its analyses to the text of the file. */
#include <string.h>

#include "notebook/format_marimo_text.h"
#include "notebook/format_marimo_toplevel.h"
#include "notebook/pytext.h"

typedef struct {
    const WritePlan *plan;
    const FormatPython *python;
    const FormatWriteOptions *options;
    GString *out;
} Writer;

static PySlice slice(const GString *string)
{
    return (PySlice){string->str, string->len};
}

/* Names that the signature of a cell does not list: importable ones and its own. */
static bool is_allowed(const Writer *writer, const WriteStatus *status, const char *name)
{
    return g_hash_table_contains(writer->plan->allowed, name) || names_contain(status->analysis->defs, name);
}

/* Names are identifiers, but for those of SQL tables, which may have dots and anything else. */
static bool is_identifier(const char *name)
{
    if (g_ascii_isdigit(*name) || *name == '\0')
        return false;
    for (; *name; name = g_utf8_next_char(name)) {
        gunichar c = g_utf8_get_char(name);
        if (c < 0x80 ? !g_ascii_isalnum((char)c) && c != '_' : !g_unichar_isalnum(c) && !g_unichar_ismark(c))
            return false;
    }
    return true;
}

/* --- signatures ----------------------------------------------------------------------------------------------- */

static const AnnotatedDef *annotation_of(const Writer *writer, const char *name)
{
    const WriteStatus *definer = g_hash_table_lookup(writer->plan->definitions, name);
    if (!definer || g_hash_table_contains(writer->plan->toplevel, name))
        return NULL;
    const GPtrArray *annotated = definer->analysis->annotated;
    for (guint i = 0; annotated && i < annotated->len; i++) {
        const AnnotatedDef *def = g_ptr_array_index(annotated, i);
        if (strcmp(def->name, name) == 0)
            return def;
    }
    return NULL;
}

/* `name: int`, or `name: "T"` if T is not known everywhere. */
static char *annotated_parameter(const Writer *writer, const WriteStatus *status, const AnnotatedDef *def)
{
    bool known = true;
    for (char **name = def->refs; name && *name; name++)
        known &= is_allowed(writer, status, *name);
    if (known)
        return g_strconcat(def->name, ": ", def->text, NULL);
    GString *text = g_string_new(def->name);
    g_string_append(text, ": \"");
    for (const char *at = def->text; *at; at++) {
        if (*at == '"' && (at == def->text || at[-1] != '\\'))
            g_string_append_c(text, '\\');
        g_string_append_c(text, *at);
    }
    g_string_append_c(text, '"');
    return g_string_free(text, FALSE);
}

static GPtrArray *parameters(const Writer *writer, const WriteStatus *status)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    for (char *const *name = status->refs; *name; name++) {
        if (is_allowed(writer, status, *name) || !is_identifier(*name))
            continue;
        const AnnotatedDef *def = annotation_of(writer, *name);
        g_ptr_array_add(found, def ? annotated_parameter(writer, status, def) : g_strdup(*name));
    }
    return found;
}

static bool is_sql_name(const Writer *writer, const char *name)
{
    const WriteStatus *definer = g_hash_table_lookup(writer->plan->definitions, name);
    return definer && !g_hash_table_contains(writer->plan->toplevel, name) &&
           names_contain(definer->analysis->sql_first, name);
}

static GPtrArray *returns(const Writer *writer, const WriteStatus *status)
{
    GPtrArray *found = g_ptr_array_new();
    for (char **name = status->analysis->defs; *name; name++) {
        if (g_hash_table_contains(writer->plan->used, *name) && !is_sql_name(writer, *name))
            g_ptr_array_add(found, *name);
    }
    return found;
}

/* --- cells -------------------------------------------------------------------------------------------------------- */

static void append_function_cell(const Writer *writer, GString *out, const WriteStatus *status, const GString *code)
{
    const Analysis *analysis = status->analysis;
    text_append_decorator(out, "cell", &status->cell->config, writer->options->as_marimo);
    g_string_append_c(out, '\n');
    g_autofree char *head = g_strconcat(analysis->async ? "async def " : "def ", status->name, NULL);
    g_autoptr(GPtrArray) arguments = parameters(writer, status);
    text_append_tuple(out, head, arguments, ":", false, false);
    g_string_append_c(out, '\n');

    bool markdown = analysis->markdown && *analysis->markdown;
    if (markdown) {
        g_autoptr(GString) rewritten = text_of_markdown_cell(code, analysis->markdown, writer->options->as_marimo);
        pytext_append_indented(out, slice(rewritten));
    } else {
        pytext_append_indented(out, slice(code));
    }
    if (markdown || code->len)
        g_string_append_c(out, '\n');
    if (analysis->blank_before_return)
        g_string_append_c(out, '\n');
    g_autoptr(GPtrArray) names = returns(writer, status);
    text_append_tuple(out, "return ", names, "", true, true);
}

static void append_toplevel(const Writer *writer, GString *out, const WriteStatus *status, const GString *code)
{
    bool class = status->analysis->toplevel == TOPLEVEL_CLASS;
    text_append_decorator(out, class ? "class_definition" : "function", &status->cell->config,
                          writer->options->as_marimo);
    g_string_append_c(out, '\n');
    PySlice stripped = pytext_strip(slice(code));
    g_string_append_len(out, stripped.bytes, (gssize)stripped.length);
}

static bool is_plain_name(const char *name)
{
    static const char *const KEYWORDS =
        " False None True and as assert async await break class continue def del elif else except finally for from "
        "global if import in is lambda nonlocal not or pass raise return try while with yield ";
    g_autofree char *word = g_strconcat(" ", name, " ", NULL);
    return is_identifier(name) && g_str_is_ascii(name) && !strstr(KEYWORDS, word);
}

/* NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR end a line for marimo. */
static bool begins_with_line_end(const char *text)
{
    return g_str_has_prefix(text, "\xc2\x85") || g_str_has_prefix(text, "\xe2\x80\xa8") ||
           g_str_has_prefix(text, "\xe2\x80\xa9");
}

/* Whether what was written of a cell that compiles could fail to parse: rewritten Markdown, odd names, and
 * characters at which Python and marimo disagree about lines and columns. */
static bool is_doubtful(const WriteStatus *status, const GString *code)
{
    if ((status->analysis->markdown && *status->analysis->markdown) ||
        (status->type == WRITE_CELL && !is_plain_name(status->name)))
        return true;
    for (const char *at = code->str; *at || at < code->str + code->len; at++) {
        unsigned char c = (unsigned char)*at;
        if ((c < ' ' && c != '\n') || (c >= 0xc2 && begins_with_line_end(at)))
            return true;
    }
    return false;
}

static void append_cell(const Writer *writer, const WriteStatus *status)
{
    GString *out = writer->out;
    size_t start = out->len;
    g_autoptr(GString) code = text_of_cell(status->cell, status->analysis);
    if (status->type == WRITE_TOPLEVEL)
        append_toplevel(writer, out, status, code);
    else if (status->type == WRITE_CELL)
        append_function_cell(writer, out, status, code);

    bool parses = status->type != WRITE_UNPARSABLE;
    if (parses && writer->python->parses && is_doubtful(status, code))
        parses = writer->python->parses(writer->python->self, out->str + start, out->len - start);
    if (parses)
        return;
    g_string_truncate(out, start);
    static const Analysis BROKEN = {.fault = ANALYSIS_SYNTAX};
    g_autoptr(GString) raw = text_of_cell(status->cell, &BROKEN);
    text_append_unparsable(out, raw, status->name, &status->cell->config, writer->options->as_marimo);
}

static bool has_only_comments(const GString *code)
{
    PySlice rest = slice(code), line;
    while (pytext_next_line(&rest, &line)) {
        PySlice text = pytext_lstrip(line);
        if (text.length && text.bytes[0] != '#')
            return false;
    }
    return true;
}

static void append_setup(const Writer *writer)
{
    const CellSnapshot *cell = writer->plan->setup;
    if (!cell)
        return;
    g_autoptr(GString) code = text_of_cell(cell, writer->plan->setup_analysis);
    if (pytext_is_blank(slice(code)))
        return;
    if (has_only_comments(code))
        g_string_append(code, "\npass");
    g_string_append(writer->out, writer->plan->setup_analysis->async ? "async with app.setup" : "with app.setup");
    const char *unknown = writer->options->as_marimo ? NULL : cell->config.unknown;
    if (cell->config.hide_code || unknown)
        g_string_append_printf(writer->out, "(%s%s%s)", cell->config.hide_code ? "hide_code=True" : "",
                               cell->config.hide_code && unknown ? ", " : "", unknown ? unknown : "");
    g_string_append(writer->out, ":\n");
    pytext_append_indented(writer->out, slice(code));
    g_string_append(writer->out, "\n\n");
}

/* --- the file ------------------------------------------------------------------------------------------------------- */

static void append_head(const Writer *writer, const NotebookHeader *header)
{
    if (*header->text) {
        PySlice text = pytext_rstrip((PySlice){header->text, strlen(header->text)});
        g_string_append_len(writer->out, text.bytes, (gssize)text.length);
        g_string_append(writer->out, "\n\n");
    }
    g_string_append_printf(writer->out, "import marimo\n\n__generated_with = \"%s\"\n", writer->options->version);
    text_append_app(writer->out, header, writer->options->as_marimo);
    g_string_append(writer->out, "\n\n");
}

GString *format_marimo_write(const NotebookSnapshot *notebook, GPtrArray *analyses, const FormatPython *python,
                             const FormatWriteOptions *options)
{
    g_assert(analyses->len == notebook->cells->len);
    g_autoptr(WritePlan) plan = write_plan_new(notebook, analyses, python->builtins);
    Writer writer = {plan, python, options, g_string_new(NULL)};
    append_head(&writer, notebook->header);
    append_setup(&writer);
    g_string_append(writer.out, "\n");
    for (guint i = 0; i < plan->statuses->len; i++) {
        if (i > 0)
            g_string_append(writer.out, "\n\n\n");
        append_cell(&writer, &g_array_index(plan->statuses, WriteStatus, i));
    }
    g_string_append(writer.out, "\n\n\nif __name__ == \"__main__\":\n    app.run()\n");
    PySlice text = pytext_lstrip(slice(writer.out));
    g_string_erase(writer.out, 0, (gssize)(writer.out->len - text.length));
    return writer.out;
}

GPtrArray *format_marimo_left_out(const NotebookSnapshot *notebook)
{
    GPtrArray *left = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) kept = g_string_new(NULL);
    g_autoptr(GString) whole = g_string_new(NULL);
    text_append_app(kept, notebook->header, true);
    text_append_app(whole, notebook->header, false);
    if (!g_string_equal(kept, whole))
        g_ptr_array_add(left, g_strdup("options of the app"));
    for (guint i = 0; i < notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        if (cell->config.unknown)
            g_ptr_array_add(left, g_strdup_printf("cell %u: %s", i + 1, cell->config.unknown));
    }
    return left;
}
