#include "notebook/format_markdown.h"

#include <string.h>

#include "base/yaml_tree.h"
#include "notebook/format_markdown_fence.h"
#include "notebook/format_markdown_shown.h"
#include "notebook/format_markdown_sql.h"
#include "notebook/format_marimo_reader.h"
#include "notebook/format_marimo_text.h"
#include "notebook/pydedent.h"
#include "notebook/pyvalue.h"

/* The attributes of a fence, in order. */
typedef struct {
    GString *text;
} Attributes;

static void add_attribute(Attributes *attributes, const char *key, const char *value)
{
    g_string_append_printf(attributes->text, " %s=\"", key);
    for (; *value; value++) {
        switch (*value) {
        case '&': g_string_append(attributes->text, "&amp;"); break;
        case '"': g_string_append(attributes->text, "&quot;"); break;
        case '<': g_string_append(attributes->text, "&lt;"); break;
        case '>': g_string_append(attributes->text, "&gt;"); break;
        default: g_string_append_c(attributes->text, *value);
        }
    }
    g_string_append_c(attributes->text, '"');
}

/* --- front matter --------------------------------------------------------------------------------------------- */

static bool is_default_option(const char *name, const Literal *value)
{
    if (value->kind == LITERAL_STRING)
        return (strcmp(name, "width") == 0 && strcmp(value->string->str, "compact") == 0) ||
               (strcmp(name, "sql_output") == 0 && strcmp(value->string->str, "auto") == 0) ||
               value->string->len == 0;
    return value->kind == LITERAL_NONE || (value->kind == LITERAL_LIST && value->list->len == 0);
}

static void add_text(YamlTree *front, const char *key, const char *value)
{
    YamlTree *node = yaml_tree_new(YAML_STRING, value);
    bool block = strcmp(key, "pyproject") == 0 || strcmp(key, "header") == 0 || strchr(value, '\n');
    node->style = block ? '|' : strcmp(key, "description") == 0 ? '>' : 0;
    yaml_tree_add(front, key, node);
}

/* What the notebook's header is: a script's, or front matter that was read from Markdown. */
static void take_header(YamlTree *front, const char *header)
{
    if (!*header)
        return;
    g_autoptr(YamlTree) tree = yaml_tree_parse(header, strlen(header), NULL);
    if (!tree || tree->kind != YAML_MAP) {
        PySlice text = pytext_strip((PySlice){header, strlen(header)});
        g_autofree char *stripped = g_strndup(text.bytes, text.length);
        if (*stripped)
            add_text(front, "header", stripped);
        return;
    }
    g_autoptr(YamlTree) own = yaml_tree_copy(front);
    g_ptr_array_set_size(front->keys, 0);
    g_ptr_array_set_size(front->items, 0);
    for (guint i = 0; i < tree->keys->len; i++) {
        const YamlTree *value = g_ptr_array_index(tree->items, i);
        if (value->kind == YAML_STRING)
            add_text(front, g_ptr_array_index(tree->keys, i), value->text);
        else
            yaml_tree_add(front, g_ptr_array_index(tree->keys, i), yaml_tree_copy(value));
    }
    for (guint i = 0; i < own->keys->len; i++)
        yaml_tree_set(front, g_ptr_array_index(own->keys, i), yaml_tree_copy(g_ptr_array_index(own->items, i)));
}

static char *front_matter(const FormatWriting *writing)
{
    const NotebookHeader *header = writing->notebook->header;
    g_autoptr(YamlTree) front = yaml_tree_new(YAML_MAP, NULL);
    g_autofree char *title = format_title(writing);
    add_text(front, "title", title);
    add_text(front, "marimo-version", writing->version);
    for (guint i = 0; i < header->options->len; i++) {
        const AppOption *option = g_ptr_array_index(header->options, i);
        g_autoptr(Literal) value = pyvalue_parse(option->value);
        if (strcmp(option->name, "app_title") == 0 || value->kind == LITERAL_EXPRESSION ||
            is_default_option(option->name, value))
            continue;
        if (value->kind == LITERAL_STRING)
            add_text(front, option->name, value->string->str);
        else
            yaml_tree_set(front, option->name, pyvalue_to_yaml(value, option->value));
    }
    take_header(front, header->text);
    g_autofree char *yaml = yaml_tree_write(front);
    return g_strdup(g_strstrip(yaml));
}

/* --- cells ----------------------------------------------------------------------------------------------------------- */

typedef struct {
    Attributes *attributes;
    const char *wanted;
    bool as_is; /* it was an attribute before */
} UnknownContext;

static void add_unknown(gpointer data, const char *name, const char *source, const Literal *value)
{
    UnknownContext *context = data;
    bool constant = value->kind != LITERAL_EXPRESSION;
    bool empty = value->kind == LITERAL_NONE || (value->kind == LITERAL_BOOL && !value->number) ||
                 (value->kind == LITERAL_INT && !value->number) ||
                 (value->kind == LITERAL_STRING && !value->string->len) ||
                 (value->kind == LITERAL_LIST && !value->list->len);
    if (strcmp(name, context->wanted) != 0 || !constant || empty)
        return;
    if (context->as_is && value->kind == LITERAL_STRING) {
        add_attribute(context->attributes, name, value->string->str);
        return;
    }
    g_autofree char *repr = pyvalue_repr(value, source);
    g_autofree char *lower = g_utf8_strdown(repr, -1);
    add_attribute(context->attributes, name, lower);
}

static void add_option(Attributes *attributes, const CellConfig *config, const char *name)
{
    const struct {
        const char *name;
        bool set;
    } FLAGS[] = {{"disabled", config->disabled}, {"hide_code", config->hide_code},
                 {"expand_output", config->expand_output}};
    for (size_t i = 0; i < G_N_ELEMENTS(FLAGS); i++) {
        if (strcmp(name, FLAGS[i].name) == 0) {
            if (FLAGS[i].set)
                add_attribute(attributes, name, "true");
            return;
        }
    }
    if (strcmp(name, "column") == 0) {
        g_autofree char *number = g_strdup_printf("%d", config->column);
        if (config->has_column && config->column)
            add_attribute(attributes, name, number);
    } else if (config->unknown) {
        g_autofree char *call = g_strdup_printf("(%s)", config->unknown);
        g_autoptr(TokenList) tokens = pytoken_scan(call, strlen(call));
        kwargs_each(tokens, 0, add_unknown, &(UnknownContext){attributes, name, !config->order});
    }
}

/* In the order in which the file had them, if it had them; options that were set since come last. */
static void add_options(Attributes *attributes, const CellConfig *config)
{
    static const char *const USUAL[] = {"column", "disabled", "hide_code", "expand_output", NULL};
    g_auto(GStrv) order = g_strsplit(config->order ? config->order : "", " ", -1);
    for (char **name = order; *name; name++) {
        if (!g_strv_contains((const char *const *)order, *name) || strcmp(*name, "name") == 0 || !**name)
            continue;
        add_option(attributes, config, *name);
    }
    for (size_t i = 0; USUAL[i]; i++) {
        if (!g_strv_contains((const char *const *)order, USUAL[i]))
            add_option(attributes, config, USUAL[i]);
    }
    if (config->unknown && !config->order) { /* read from Markdown */
        g_autofree char *call = g_strdup_printf("(%s)", config->unknown);
        g_autoptr(TokenList) tokens = pytoken_scan(call, strlen(call));
        for (guint i = 1; i + 1 < tokens->count; i++) {
            if (tokens->all[i].kind != TOKEN_NAME || !pytoken_is_op(tokens, i + 1, '='))
                continue;
            g_autofree char *name = g_strndup(call + tokens->all[i].start, tokens->all[i].end - tokens->all[i].start);
            add_option(attributes, config, name);
        }
    }
}

static char *raw_code(const CellSnapshot *cell)
{
    gsize size;
    const char *bytes = g_bytes_get_data(cell->code, &size);
    bool replaced;
    return size ? g_string_free(pytext_decode(bytes, size, &replaced), FALSE) : g_strdup("");
}

/* textwrap.dedent(code).strip() */
static char *dedented(const char *code)
{
    g_autoptr(GString) text = pydedent_margin(code, strlen(code));
    PySlice stripped = pytext_strip((PySlice){text->str, text->len});
    return g_strndup(stripped.bytes, stripped.length);
}

char *format_markdown_of_cell(const CellSnapshot *cell, const Analysis *analysis)
{
    bool alone = !*analysis->defs && analysis->refs[0] && !analysis->refs[1] && strcmp(analysis->refs[0], "mo") == 0;
    if (analysis->fault != ANALYSIS_OK || !analysis->markdown || !alone)
        return NULL;
    g_autofree char *code = raw_code(cell);
    g_auto(GStrv) lines = g_strsplit(g_strstrip(code), "\n", -1);
    int calls = 0;
    for (char **line = lines; *line; line++)
        calls += g_str_has_prefix(*line, "mo.md(");
    return calls == 1 ? g_strdup(analysis->markdown) : NULL;
}

/* One more backtick than stand side by side anywhere in the code, three at least. */
static char *guard_of(const char *code)
{
    size_t longest = 2, run = 0;
    for (; *code; code++) {
        run = *code == '`' ? run + 1 : 0;
        longest = MAX(longest, run);
    }
    return g_strnfill(longest + 1, '`');
}

static void append_fence(GString *out, const char *language, const char *code, const Attributes *attributes,
                         bool quarto)
{
    g_autofree char *guard = guard_of(code);
    if (quarto)
        g_string_append_printf(out, "%s{marimo .%s%s}", guard, language, attributes->text->str);
    else
        g_string_append_printf(out, "%s%s {.marimo%s}", guard, language, attributes->text->str);
    g_string_append_printf(out, "\n%s\n%s\n\n", code, guard);
}

static void append_code(GString *out, const CellSnapshot *cell, const Analysis *analysis, bool quarto)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Attributes attributes = {text};
    add_options(&attributes, &cell->config);
    if (strcmp(cell->name, "_") != 0 && strcmp(cell->name, "__") != 0)
        add_attribute(&attributes, "name", cell->name);
    g_autofree char *code = raw_code(cell);
    const char *language = "python";
    if (analysis->fault != ANALYSIS_OK) {
        add_attribute(&attributes, "unparsable", "true");
    } else if (analysis->markdown && *analysis->markdown && !(cell->config.has_column && cell->config.column)) {
        g_autoptr(GString) original = g_string_new(code);
        g_autoptr(GString) rewritten = text_of_markdown_cell(original, analysis->markdown, false);
        g_free(code);
        code = g_strdup(rewritten->str);
    } else if (analysis->language == LANGUAGE_SQL) {
        g_autoptr(MarkdownSql) sql = markdown_sql_parse(code);
        if (sql) {
            language = "sql";
            for (guint i = 0; i < sql->keys->len; i++)
                add_attribute(&attributes, g_ptr_array_index(sql->keys, i), g_ptr_array_index(sql->values, i));
            g_free(code);
            code = g_strdup(sql->query);
        }
    }
    g_autofree char *dedent = dedented(code);
    append_fence(out, language, dedent, &attributes, quarto);
}

static GString *write_flavour(const FormatWriting *writing, bool quarto)
{
    g_autofree char *front = front_matter(writing);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "---\n%s\n---\n\n", front);
    bool after_text = false;
    for (guint i = 0; i < writing->notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(writing->notebook->cells, i);
        const Analysis *analysis = g_ptr_array_index(writing->analyses, i);
        bool in_column = cell->config.has_column && cell->config.column;
        g_autofree char *markdown = in_column ? NULL : format_markdown_of_cell(cell, analysis);
        if (markdown && *markdown && markdown_is_harmless(markdown)) {
            g_string_append_printf(out, "%s%s\n", after_text ? "<!---->\n" : "", markdown);
            after_text = true;
            continue;
        }
        if (after_text)
            g_string_append_c(out, '\n');
        after_text = false;
        append_code(out, cell, analysis, quarto);
        if (writing->results)
            format_markdown_add_shown(out, writing->results, i);
    }
    PySlice stripped = pytext_rstrip((PySlice){out->str, out->len});
    g_string_truncate(out, stripped.length);
    return out;
}

GString *format_markdown_write(const FormatWriting *writing, GError **error)
{
    return write_flavour(writing, false);
}

GString *format_quarto_write(const FormatWriting *writing, GError **error)
{
    return write_flavour(writing, true);
}
