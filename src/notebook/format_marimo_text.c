#include "notebook/format_marimo_text.h"

#include <string.h>

#include "notebook/pyliteral.h"
#include "notebook/pytext.h"
#include "notebook/pytoken.h"

static const size_t LINE_LIMIT = 80; /* lines are shorter than this */

static PySlice slice(const GString *string)
{
    return (PySlice){string->str, string->len};
}

static void append_joined(GString *out, GPtrArray *elements, const char *separator)
{
    for (guint i = 0; i < elements->len; i++) {
        g_string_append(out, g_ptr_array_index(elements, i));
        if (i + 1 < elements->len)
            g_string_append(out, separator);
    }
}

static void append_lines(GString *out, const char *before, GPtrArray *elements, const char *after)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    append_joined(joined, elements, ",\n");
    g_string_append(out, before);
    g_string_append(out, "(\n");
    pytext_append_indented(out, slice(joined));
    g_string_append(out, ",\n)");
    g_string_append(out, after);
}

void text_append_tuple(GString *out, const char *before, GPtrArray *elements, const char *after, bool naked,
                       bool indent)
{
    g_autoptr(GString) line = g_string_new(before);
    if (elements->len == 0) {
        g_string_append(line, naked ? "" : "()");
    } else {
        bool bare = naked && elements->len > 1;
        g_string_append(line, bare ? "" : "(");
        append_joined(line, elements, ", ");
        g_string_append(line, bare ? "" : naked ? ",)" : ")");
    }
    g_string_append(line, after);
    if (naked)
        g_string_truncate(line, pytext_rstrip(slice(line)).length);
    size_t width = pytext_characters(slice(line)) + (indent ? 4 : 0);
    if (elements->len > 0 && width >= LINE_LIMIT) {
        g_string_truncate(line, 0);
        append_lines(line, before, elements, after);
    }
    if (indent)
        pytext_append_indented(out, slice(line));
    else
        g_string_append_len(out, line->str, (gssize)line->len);
}

/* --- values ------------------------------------------------------------------------------------------------ */

static void append_string(GString *out, const GString *value)
{
    g_string_append_c(out, '"');
    for (size_t i = 0; i < value->len; i++) {
        char c = value->str[i];
        if (c == '\\' || c == '"') /* marimo forgets the quote, and cannot read the file again */
            g_string_append_c(out, '\\');
        if (c == '\n')
            g_string_append(out, "\\n");
        else if ((unsigned char)c < ' ')
            g_string_append_printf(out, "\\x%02x", (unsigned)c);
        else
            g_string_append_c(out, c);
    }
    g_string_append_c(out, '"');
}

static void append_value(GString *out, const Literal *value, const char *source)
{
    switch (value->kind) {
    case LITERAL_NONE: g_string_append(out, "None"); break;
    case LITERAL_BOOL: g_string_append(out, value->number ? "True" : "False"); break;
    case LITERAL_INT: g_string_append_printf(out, "%" G_GINT64_FORMAT, value->number); break;
    case LITERAL_STRING: append_string(out, value->string); break;
    case LITERAL_LIST:
        g_string_append_c(out, '[');
        for (guint i = 0; i < value->list->len; i++) {
            g_string_append(out, i ? ", " : "");
            append_value(out, g_ptr_array_index(value->list, i), "None");
        }
        g_string_append_c(out, ']');
        break;
    case LITERAL_OTHER:
    case LITERAL_EXPRESSION: g_string_append(out, source); break;
    }
}

static Literal *evaluate(const char *source)
{
    g_autoptr(TokenList) tokens = pytoken_scan(source, strlen(source));
    guint end = tokens->count;
    while (end > 0 && (tokens->all[end - 1].kind == TOKEN_END || tokens->all[end - 1].kind == TOKEN_NEWLINE))
        end--;
    return pyliteral_evaluate(tokens, 0, end);
}

/* --- the app -------------------------------------------------------------------------------------------------- */

/* marimo's options, in its order, and their defaults. */
static const struct {
    const char *name;
    const char *text;  /* the default, if it is a string */
    LiteralKind kind;
} APP_OPTIONS[] = {
    {"width", "compact", LITERAL_STRING},   {"app_title", NULL, LITERAL_NONE},
    {"layout_file", NULL, LITERAL_NONE},    {"css_file", NULL, LITERAL_NONE},
    {"html_head_file", NULL, LITERAL_NONE}, {"auto_download", NULL, LITERAL_LIST},
    {"sql_output", "auto", LITERAL_STRING},
};

static bool is_default(size_t option, const Literal *value)
{
    if (value->kind != APP_OPTIONS[option].kind)
        return false;
    if (value->kind == LITERAL_STRING)
        return strcmp(value->string->str, APP_OPTIONS[option].text) == 0;
    return value->kind != LITERAL_LIST || (value->list->len == 0 && !value->incomplete);
}

static bool is_known_option(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(APP_OPTIONS); i++) {
        if (strcmp(name, APP_OPTIONS[i].name) == 0)
            return true;
    }
    return false;
}

static void add_argument(GPtrArray *arguments, const char *name, const char *source, const Literal *value)
{
    GString *text = g_string_new(name);
    g_string_append_c(text, '=');
    append_value(text, value, source);
    g_ptr_array_add(arguments, g_string_free(text, FALSE));
}

static void add_known_option(GPtrArray *arguments, size_t option, const char *source, bool as_marimo)
{
    g_autoptr(Literal) value = evaluate(source);
    if (is_default(option, value) || (as_marimo && value->kind == LITERAL_EXPRESSION))
        return;
    if (value->incomplete && !as_marimo)
        g_ptr_array_add(arguments, g_strconcat(APP_OPTIONS[option].name, "=", source, NULL));
    else
        add_argument(arguments, APP_OPTIONS[option].name, source, value);
}

void text_append_app(GString *out, const NotebookHeader *header, bool as_marimo)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(APP_OPTIONS); i++) {
        const char *source = notebook_header_option(header, APP_OPTIONS[i].name);
        if (source)
            add_known_option(arguments, i, source, as_marimo);
    }
    for (guint i = 0; i < header->options->len && !as_marimo; i++) {
        const AppOption *option = g_ptr_array_index(header->options, i);
        if (!is_known_option(option->name))
            g_ptr_array_add(arguments, g_strconcat(option->name, "=", option->value, NULL));
    }
    text_append_tuple(out, "app = marimo.App", arguments, "", false, false);
}

/* --- cells ------------------------------------------------------------------------------------------------------ */

void text_append_decorator(GString *out, const char *kind, const CellConfig *config, bool as_marimo)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    if (config->has_column)
        g_ptr_array_add(arguments, g_strdup_printf("column=%d", config->column));
    if (config->disabled)
        g_ptr_array_add(arguments, g_strdup("disabled=True"));
    if (config->hide_code)
        g_ptr_array_add(arguments, g_strdup("hide_code=True"));
    if (config->expand_output)
        g_ptr_array_add(arguments, g_strdup("expand_output=True"));
    if (config->unknown && !as_marimo)
        g_ptr_array_add(arguments, g_strdup(config->unknown));
    g_autofree char *before = g_strconcat("@app.", kind, NULL);
    if (arguments->len)
        text_append_tuple(out, before, arguments, "", false, false);
    else
        g_string_append(out, before);
}

static const char *truth(bool value)
{
    return value ? "True" : "False";
}

/* All of the configuration if any of it is unusual, and the name. */
static void append_flags(GString *out, const char *name, const CellConfig *config, bool as_marimo)
{
    if (config->has_column || config->disabled || config->hide_code || config->expand_output) {
        g_string_append(out, "column=");
        if (config->has_column)
            g_string_append_printf(out, "%d", config->column);
        else
            g_string_append(out, "None");
        g_string_append_printf(out, ", disabled=%s, hide_code=%s, expand_output=%s, ", truth(config->disabled),
                               truth(config->hide_code), truth(config->expand_output));
    }
    g_string_append(out, "name=");
    g_autoptr(GString) text = g_string_new(name);
    append_string(out, text);
    if (config->unknown && !as_marimo)
        g_string_append_printf(out, ", %s", config->unknown);
}

/* As a raw string, unless it holds what would end that. */
static void append_code_string(GString *out, const GString *code)
{
    bool nul = memchr(code->str, '\0', code->len) != NULL;
    if (!nul && !strstr(code->str, "\"\"\"")) {
        g_string_append(out, "r\"\"\"\n");
        g_string_append_len(out, code->str, (gssize)code->len);
    } else {
        g_string_append(out, "\"\"\"\n");
        for (size_t i = 0; i < code->len; i++) {
            char c = code->str[i];
            if (c == '\\' || c == '"')
                g_string_append_c(out, '\\');
            if (c == '\0')
                g_string_append(out, "\\x00");
            else
                g_string_append_c(out, c);
        }
    }
    g_string_append(out, "\n\"\"\",");
}

void text_append_unparsable(GString *out, const GString *code, const char *name, const CellConfig *config,
                            bool as_marimo)
{
    g_autoptr(GString) arguments = g_string_new(NULL);
    append_code_string(arguments, code);
    g_string_append_c(arguments, '\n');
    append_flags(arguments, name, config, as_marimo);
    g_string_append(out, "app._unparsable_cell(\n");
    pytext_append_indented(out, slice(arguments));
    g_string_append(out, "\n)");
}

GString *text_of_cell(const CellSnapshot *cell, const Analysis *analysis)
{
    gsize size;
    const char *bytes = g_bytes_get_data(cell->code, &size);
    bool replaced;
    GString *text = size ? pytext_decode(bytes, size, &replaced) : g_string_new(NULL);
    if (analysis->fault == ANALYSIS_OK && strstr(text->str, "\xc2\xa0"))
        g_string_replace(text, "\xc2\xa0", " ", 0);
    return text;
}

/* --- Markdown ----------------------------------------------------------------------------------------------------- */

/* The call of mo.md(...) in a cell, and the prefix of its string ("r", "f", ""). */
typedef struct {
    size_t start, end;
    char prefix[3];
} MarkdownCall;

/* As marimo looks for them: the last string's prefix, the last `mo`, the last parenthesis that closes. */
static MarkdownCall find_markdown_call(const GString *code)
{
    MarkdownCall call = {0, code->len, ""};
    g_autoptr(TokenList) tokens = pytoken_scan(code->str, code->len);
    int depth = 0;
    for (guint i = 0; i < tokens->count; i++) {
        const Token *token = &tokens->all[i];
        const char *text = code->str + token->start;
        if (token->kind == TOKEN_STRING) {
            size_t length = 0;
            for (; length < 2 && strchr("rtf", text[length] | 0x20) && g_ascii_isalpha(text[length]); length++)
                call.prefix[length] = text[length];
            call.prefix[length] = '\0';
        } else if (pytoken_is(tokens, i, "mo")) {
            call.start = token->start;
            depth = 0;
        } else if (pytoken_is_op(tokens, i, '(')) {
            depth++;
        } else if (pytoken_is_op(tokens, i, ')') && --depth == 0) {
            call.end = token->end;
        }
    }
    return call;
}

/* What marimo writes is the text that the string stands for: of one that is not raw it would be another text with each
 * save, \\frac first \frac, then what \f stands for and rac. */
static bool text_would_change(const GString *code, const MarkdownCall *call)
{
    bool raw = strpbrk(call->prefix, "rR");
    return !raw && memchr(code->str + call->start, '\\', call->end - call->start);
}

GString *text_of_markdown_cell(const GString *code, const char *markdown, bool as_marimo)
{
    MarkdownCall call = find_markdown_call(code);
    if (!as_marimo && text_would_change(code, &call))
        return g_string_new_len(code->str, (gssize)code->len);
    g_autoptr(GString) text = g_string_new(markdown);
    if (strpbrk(call.prefix, "fF")) {
        g_string_replace(text, "{", "{{", 0);
        g_string_replace(text, "}", "}}", 0);
    }
    g_string_replace(text, "\"\"", "\"\\\"", 0);
    GString *out = g_string_new_len(code->str, (gssize)call.start);
    g_string_append_printf(out, "mo.md(%s\"\"\"\n", call.prefix);
    g_string_append_len(out, text->str, (gssize)text->len);
    g_string_append(out, "\n\"\"\")");
    g_string_append_len(out, code->str + call.end, (gssize)(code->len - call.end));
    return out;
}
