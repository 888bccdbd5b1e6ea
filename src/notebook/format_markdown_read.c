#include "notebook/format_markdown.h"

#include <string.h>

#include "base/yaml_tree.h"
#include "notebook/format_markdown_fence.h"
#include "notebook/pyvalue.h"

static const char *const APP_OPTIONS[] = {"width",          "app_title",     "layout_file", "css_file",
                                          "html_head_file", "auto_download", "sql_output",  NULL};

char *markdown_call(const char *text, const char *prefix)
{
    g_autoptr(GString) body = g_string_new(*text ? text : " ");
    g_string_replace(body, "\"\"\"", "\\\"\\\"\\\"", 0);
    return g_strdup_printf("mo.md(%s\"\"\"\n%s\n\"\"\")", prefix, body->str);
}

/* --- front matter --------------------------------------------------------------------------------------------- */

static void set_option(NotebookHeader *header, const char *name, const YamlTree *value)
{
    GString *source = g_string_new(NULL);
    if (value->kind == YAML_STRING) {
        pyvalue_append_repr(source, value->text, strlen(value->text));
    } else if (value->kind == YAML_LIST) {
        g_string_append_c(source, '[');
        for (guint i = 0; i < value->items->len; i++) {
            const char *item = yaml_tree_text(g_ptr_array_index(value->items, i));
            g_string_append(source, i ? ", " : "");
            pyvalue_append_repr(source, item ? item : "", item ? strlen(item) : 0);
        }
        g_string_append_c(source, ']');
    }
    g_autofree char *text = g_string_free(source, FALSE);
    if (*text)
        notebook_header_set_option(header, name, text);
}

/* Options of the app go to the app; the rest is kept as the header. */
static void take_front(NotebookHeader *header, const YamlTree *front)
{
    g_autoptr(YamlTree) rest = yaml_tree_new(YAML_MAP, NULL);
    for (guint i = 0; i < front->keys->len; i++) {
        const char *key = g_ptr_array_index(front->keys, i);
        const YamlTree *value = g_ptr_array_index(front->items, i);
        bool title = strcmp(key, "title") == 0 && value->kind == YAML_STRING;
        const char *option = title ? "app_title" : key;
        if (strcmp(key, "marimo-version") == 0) {
            g_free(header->version);
            header->version = g_strdup(value->text);
        } else if (g_strv_contains(APP_OPTIONS, option)) {
            set_option(header, option, value);
        } else {
            yaml_tree_add(rest, key, yaml_tree_copy(value));
        }
    }
    if (rest->keys->len == 0)
        return;
    g_free(header->text);
    header->text = yaml_tree_write(rest);
}

/* What is between the lines of dashes at the top, and where the body begins; false if there is none. */
static bool find_front(const GString *text, PySlice *front, size_t *body)
{
    if (!g_str_has_prefix(text->str, "---"))
        return false;
    g_autoptr(GRegex) regex = g_regex_new("^---\\s*\\n(.*?\\n?)---\\s*\\n", G_REGEX_DOTALL, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    int start, end;
    if (!g_regex_match_full(regex, text->str, (gssize)text->len, 0, G_REGEX_MATCH_ANCHORED, &match, NULL))
        return false;
    g_match_info_fetch_pos(match, 1, &start, &end);
    *front = (PySlice){text->str + start, (size_t)(end - start)};
    g_match_info_fetch_pos(match, 0, &start, &end);
    *body = (size_t)end;
    while (text->str[*body] == '\n')
        (*body)++;
    return true;
}

static size_t take_front_matter(FormatRead *read, const GString *text)
{
    PySlice front;
    size_t body;
    if (!find_front(text, &front, &body))
        return 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(YamlTree) tree = yaml_tree_parse(front.bytes, front.length, &error);
    if (tree && tree->kind == YAML_MAP)
        take_front(notebook_header(read->notebook), tree);
    else if (error || front.length)
        format_read_remark(read, 1, true, "the front matter is no YAML that tarn understands (%s)",
                           error ? error->message : "it has no keys");
    return body;
}

/* --- cells ---------------------------------------------------------------------------------------------------------- */

typedef struct {
    FormatRead *read;
    GPtrArray *text; /* of char *: lines of Markdown that wait for their end */
    int text_line;   /* where the first of them is in the file, from 1 */
    int first_line;  /* in the file, of the first line behind the front matter */
    bool code;       /* there is a cell of code */
} Reading;

/* `line`: of the file.  marimo knows none of a cell in Markdown. */
static void add_cell(Reading *reading, const char *name, const CellConfig *config, const char *code, int line)
{
    Notebook *notebook = reading->read->notebook;
    size_t count = notebook_cell_count(notebook);
    CellKind kind = strcmp(name, "setup") == 0 && count == 0 ? CELL_SETUP : CELL_PLAIN;
    notebook_insert_cell(notebook, count, name, kind, config, code, -1);
    FormatPlace place = {.code_line = line};
    g_array_append_val(reading->read->places, place);
}

/* One empty line before code or the next text is not part of the text. */
static void add_paragraph(Reading *reading)
{
    GPtrArray *text = reading->text;
    if (text->len > 0) {
        const char *last = g_ptr_array_index(text, text->len - 1);
        if (pytext_is_blank((PySlice){last, strlen(last)}))
            g_ptr_array_remove_index(text, text->len - 1);
    }
    int line = MAX(reading->text_line, 1);
    reading->text_line = 0;
    if (text->len == 0)
        return;
    g_ptr_array_add(text, NULL);
    g_autofree char *joined = g_strjoinv("\n", (char **)text->pdata);
    g_ptr_array_set_size(text, 0);
    PySlice stripped = pytext_strip((PySlice){joined, strlen(joined)});
    g_autofree char *paragraph = g_strndup(stripped.bytes, stripped.length);
    g_autofree char *code = *paragraph ? markdown_call(paragraph, "r") : g_strdup("");
    CellConfig config = {.hide_code = true};
    add_cell(reading, "_", &config, code, line);
}

/* html.unescape, for what is written in attributes. */
static char *unescape(const char *text)
{
    static const char *const ENTITIES[][2] = {{"&quot;", "\""}, {"&lt;", "<"},   {"&gt;", ">"},
                                              {"&#39;", "'"},   {"&#x27;", "'"}, {"&apos;", "'"},
                                              {"&nbsp;", "\xc2\xa0"}, {"&amp;", "&"}};
    GString *out = g_string_new(NULL);
    while (*text) {
        size_t i = 0;
        while (i < G_N_ELEMENTS(ENTITIES) && !g_str_has_prefix(text, ENTITIES[i][0]))
            i++;
        if (i < G_N_ELEMENTS(ENTITIES)) {
            g_string_append(out, ENTITIES[i][1]);
            text += strlen(ENTITIES[i][0]);
        } else {
            g_string_append_c(out, *text++);
        }
    }
    return g_string_free(out, FALSE);
}

/* `key="value"` in the head of a fence: a table of both, owned. */
static GHashTable *read_attributes(const char *attributes)
{
    GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GRegex) regex = g_regex_new("(*UCP)(\\w+)=\"([^\"]*)\"", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_regex_match(regex, attributes, 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_autofree char *value = g_match_info_fetch(match, 2);
        g_hash_table_insert(found, g_match_info_fetch(match, 1), unescape(value));
    }
    return found;
}

static bool is_true(GHashTable *attributes, const char *key)
{
    return g_strcmp0(g_hash_table_lookup(attributes, key), "true") == 0;
}

/* Attributes that mean nothing to us are kept as a decorator's arguments would be. */
static char *unknown_attributes(GHashTable *attributes)
{
    static const char *const KNOWN[] = {"name",  "column", "disabled",    "hide_code",  "expand_output", "query",
                                        "engine", "output", "hide_output", "unparsable", NULL};
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(attributes), (GCompareFunc)strcmp);
    GString *out = g_string_new(NULL);
    for (GList *key = keys; key; key = key->next) {
        if (g_strv_contains(KNOWN, key->data) || !g_str_is_ascii(key->data) || g_ascii_isdigit(*(char *)key->data))
            continue;
        const char *value = g_hash_table_lookup(attributes, key->data);
        g_string_append_printf(out, "%s%s=", out->len ? ", " : "", (char *)key->data);
        pyvalue_append_repr(out, value, strlen(value));
    }
    return g_string_free(out, out->len == 0);
}

static CellConfig read_config(GHashTable *attributes)
{
    CellConfig config = {.disabled = is_true(attributes, "disabled"),
                         .hide_code = is_true(attributes, "hide_code"),
                         .expand_output = is_true(attributes, "expand_output"),
                         .unknown = unknown_attributes(attributes)};
    const char *column = g_hash_table_lookup(attributes, "column");
    gint64 number;
    if (column && g_ascii_string_to_signed(column, 10, 0, G_MAXINT, &number, NULL)) {
        config.has_column = true;
        config.column = (int)number;
    }
    return config;
}

/* df = mo.sql(f"""...""") */
static char *sql_call(GHashTable *attributes, const char *query)
{
    const char *table = g_hash_table_lookup(attributes, "query"), *engine = g_hash_table_lookup(attributes, "engine");
    const char *hidden = g_hash_table_lookup(attributes, "hide_output");
    g_autoptr(GString) call = g_string_new(table ? table : "_df");
    g_string_append(call, " = mo.sql(\n    f\"\"\"\n");
    pytext_append_indented(call, (PySlice){query, strlen(query)});
    g_string_append(call, "\n    \"\"\"");
    if (hidden && g_ascii_strcasecmp(hidden, "true") == 0)
        g_string_append(call, ",\n    output=False");
    if (engine && *engine)
        g_string_append_printf(call, ",\n    engine=%s", engine);
    g_string_append(call, "\n)");
    return g_strdup(call->str);
}

/* What the fence says it holds; Python if it says nothing. */
static char *language_of(const char *language, const char *attributes)
{
    static const char *const LANGUAGES[] = {"python", "sql", "markdown"};
    if (*language)
        return g_strdup(language);
    for (size_t i = 0; i < G_N_ELEMENTS(LANGUAGES); i++) {
        g_autofree char *pattern = g_strdup_printf("(?:^|[.\\s])%s(?:[.\\s]|$)", LANGUAGES[i]);
        if (g_regex_match_simple(pattern, attributes, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT))
            return g_strdup(LANGUAGES[i]);
    }
    return g_strdup("python");
}

static void add_code(Reading *reading, const MarkdownFence *fence)
{
    g_autofree char *language = NULL, *between = NULL;
    if (!markdown_fence_head(fence->head, strlen(fence->head), &language, &between)) {
        language = g_strdup(""); /* an indented one */
        between = g_strdup("");
    }
    g_autoptr(GHashTable) attributes = read_attributes(between);
    g_autofree char *kind = language_of(language, between);
    g_autofree char *code = strcmp(kind, "sql") == 0 ? sql_call(attributes, fence->body) : g_strdup(fence->body);
    const char *name = g_hash_table_lookup(attributes, "name");
    CellConfig config = read_config(attributes);
    int head = reading->first_line + (int)fence->first;
    add_cell(reading, name ? name : "_", &config, code, strcmp(kind, "sql") == 0 ? head : head + 1);
    reading->code = true;
    cell_config_clear(&config);
}

static void add_line(Reading *reading, char *line, size_t number) /* takes it */
{
    bool blank = pytext_is_blank((PySlice){line, strlen(line)});
    if (reading->text_line == 0 && !blank)
        reading->text_line = reading->first_line + (int)number;
    g_ptr_array_add(reading->text, line);
}

static void add_text(Reading *reading, const GArray *lines, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        PySlice line = g_array_index(lines, PySlice, i), stripped = pytext_strip(line);
        if (stripped.length == 7 && memcmp(stripped.bytes, "<!---->", 7) == 0)
            add_paragraph(reading);
        else
            add_line(reading, g_strndup(line.bytes, line.length), i);
    }
}

static void add_fence(Reading *reading, const GArray *lines, const MarkdownFence *fence)
{
    if (fence->quoted) {
        add_text(reading, lines, fence->first, fence->last + 1);
    } else if (markdown_fence_is_cell(fence)) {
        add_paragraph(reading);
        add_code(reading, fence);
    } else {
        add_line(reading, g_strdup(fence->head), fence->first);
        g_auto(GStrv) body = g_strsplit(fence->body, "\n", -1);
        for (char **line = body; *line; line++)
            g_ptr_array_add(reading->text, g_strdup(*line));
        if (!*body)
            g_ptr_array_add(reading->text, g_strdup(""));
        g_ptr_array_add(reading->text, g_strdup(fence->foot));
    }
}

static void add_cells(Reading *reading, const char *text, size_t length)
{
    g_autoptr(GArray) lines = markdown_lines(text, length);
    g_autoptr(GPtrArray) fences = markdown_fences(lines);
    size_t at = 0;
    for (guint i = 0; i < fences->len; i++) {
        const MarkdownFence *fence = g_ptr_array_index(fences, i);
        add_text(reading, lines, at, fence->first);
        add_fence(reading, lines, fence);
        at = fence->last + 1;
    }
    add_text(reading, lines, at, lines->len);
    add_paragraph(reading);
}

FormatRead *format_markdown_read(const char *bytes, size_t size, const char *name, const FormatPython *python,
                                 GError **error)
{
    g_autoptr(GString) text = format_text(bytes, size, name, error);
    if (!text)
        return NULL;
    FormatRead *read = format_read_new();
    if (pytext_is_blank((PySlice){text->str, text->len})) {
        read->status = FORMAT_EMPTY;
        return read;
    }
    size_t body = take_front_matter(read, text);
    Reading reading = {read, g_ptr_array_new_with_free_func(g_free), .first_line = 1};
    for (size_t i = 0; i < body; i++)
        reading.first_line += text->str[i] == '\n';
    add_cells(&reading, text->str + body, text->len - body);
    g_ptr_array_unref(reading.text);
    read->plain = !reading.code && !notebook_header(read->notebook)->version;
    notebook_forget_history(read->notebook);
    return read;
}
