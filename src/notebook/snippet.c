#include "notebook/snippet.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "notebook/cell_language.h"
#include "notebook/format_marimo.h"

struct SnippetSet {
    GPtrArray *all; /* of Snippet *, owned */
};

static void free_snippet(gpointer data)
{
    Snippet *snippet = data;
    g_free(snippet->name);
    g_strfreev(snippet->prefixes);
    g_free(snippet->doc);
    g_free(snippet->body);
    g_free(snippet->needs);
    g_free(snippet);
}

SnippetSet *snippet_set_new(void)
{
    SnippetSet *set = g_new(SnippetSet, 1);
    set->all = g_ptr_array_new_with_free_func(free_snippet);
    return set;
}

void snippet_set_free(SnippetSet *set)
{
    g_ptr_array_unref(set->all);
    g_free(set);
}

const GPtrArray *snippet_set_all(const SnippetSet *set)
{
    return set->all;
}

const Snippet *snippet_find(const SnippetSet *set, const char *prefix)
{
    for (guint i = set->all->len; i-- > 0;) {
        const Snippet *snippet = g_ptr_array_index(set->all, i);
        if (g_strv_contains((const char *const *)snippet->prefixes, prefix))
            return snippet;
    }
    return NULL;
}

/* --- JSON ------------------------------------------------------------------------------------------------------- */

/* Comments and commas before a closing bracket become blanks: then it is JSON, on the same lines. */
static char *without_comments(const char *bytes, size_t size)
{
    char *text = g_strndup(bytes, size), *comma = NULL;
    for (char *at = text; *at; at++) {
        if (*at == '"') {
            for (at++; *at && *at != '"'; at++)
                at += *at == '\\' && at[1];
            comma = NULL;
            if (!*at)
                break;
        } else if (*at == '/' && (at[1] == '/' || at[1] == '*')) {
            const char *close = at[1] == '*' ? strstr(at + 2, "*/") : NULL;
            char *end = at[1] == '/' ? at + strcspn(at, "\n") : close ? (char *)close + 2 : at + strlen(at);
            for (; at < end; at++)
                *at = *at == '\n' ? '\n' : ' ';
            at--;
        } else if (strchr("]}", *at) && comma) {
            *comma = ' ';
            comma = NULL;
        } else if (!g_ascii_isspace(*at)) {
            comma = *at == ',' ? at : NULL;
        }
    }
    return text;
}

static int line_of_key(const char *text, const char *key)
{
    g_autofree char *quoted = g_strdup_printf("\"%s\"", key);
    const char *found = strstr(text, quoted);
    int line = 1;
    for (const char *at = text; found && at < found; at++)
        line += *at == '\n';
    return line;
}

/* A string, or an array of them with something between; NULL: it is neither. */
static char *joined(const JsonValue *value, const char *between)
{
    if (json_value_kind(value) == JSON_KIND_STRING)
        return g_strdup(json_value_string(value));
    if (json_value_kind(value) != JSON_KIND_ARRAY)
        return NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < json_value_length(value); i++) {
        const char *line = json_value_string(json_value_at(value, i));
        if (!line)
            return NULL;
        g_string_append_printf(text, "%s%s", i ? between : "", line);
    }
    return g_strdup(text->str);
}

/* One for another language is none of ours. */
static bool is_of_python(const JsonValue *value)
{
    const char *scope = json_value_string(json_value_get(value, "scope"));
    g_auto(GStrv) scopes = g_strsplit_set(scope ? scope : "", ", ", -1);
    return !scope || !*scope || g_strv_contains((const char *const *)scopes, "python");
}

static bool add_of_json(SnippetSet *set, const JsonMember *member, const char *text, const char *name, GError **error)
{
    g_autofree char *body = joined(json_value_get(member->value, "body"), "\n");
    g_autofree char *prefixes = joined(json_value_get(member->value, "prefix"), "\n");
    if (!body) {
        g_set_error(error, JSON_ERROR, JSON_ERROR_SYNTAX, "%s:%d: \"%s\" has no \"body\" that is a text or lines", name,
                    line_of_key(text, member->key), member->key);
        return false;
    }
    if (!is_of_python(member->value))
        return true;
    Snippet *snippet = g_new0(Snippet, 1);
    const char *needs = json_value_string(json_value_get(member->value, "needs"));
    snippet->name = g_strdup(member->key);
    snippet->prefixes = g_strsplit(prefixes ? prefixes : "", "\n", -1);
    snippet->doc = joined(json_value_get(member->value, "description"), "\n");
    snippet->doc = snippet->doc ? snippet->doc : g_strdup("");
    snippet->body = g_steal_pointer(&body);
    snippet->needs = g_strdup(needs);
    g_ptr_array_add(set->all, snippet);
    return true;
}

static bool read_json(SnippetSet *set, const char *name, const char *bytes, size_t size, GError **error)
{
    g_autofree char *text = without_comments(bytes, size);
    GError *own = NULL;
    g_autoptr(JsonValue) value = json_value_parse(text, -1, &own);
    if (!value) {
        g_propagate_prefixed_error(error, own, "%s:", name);
        return false;
    }
    if (json_value_kind(value) != JSON_KIND_OBJECT) {
        g_set_error(error, JSON_ERROR, JSON_ERROR_SYNTAX, "%s:1: snippets are an object: {\"NAME\": {\"body\": ...}}", name);
        return false;
    }
    for (JsonMember member = {0}; json_value_next(value, &member);) {
        if (!add_of_json(set, &member, text, name, error))
            return false;
    }
    return true;
}

/* --- notebooks -------------------------------------------------------------------------------------------------- */

static char *title_of(const char *markdown)
{
    const char *at = strstr(markdown, "# ");
    return at ? g_strstrip(g_strndup(at + 2, strcspn(at + 2, "\n"))) : NULL;
}

static char *code_of(const Cell *cell)
{
    GString *code = g_string_new(NULL);
    const Text *text = cell_text(cell);
    for (size_t i = 0; i < text_line_count(text); i++) {
        TextLine line = text_line(text, i);
        g_string_append_len(code, line.bytes, (gssize)line.length);
        g_string_append(code, i + 1 < text_line_count(text) ? "\n" : "");
    }
    return g_string_free(code, FALSE);
}

static void take_cell(Snippet *snippet, GString *body, const char *code)
{
    g_autofree char *text = NULL;
    if (strcmp(code, "import marimo as mo") == 0) {
        snippet->needs = snippet->needs ? snippet->needs : g_strdup(code);
    } else if (cell_language_of(code, &text) != LANGUAGE_MARKDOWN) {
        g_string_append_printf(body, "%s%s", body->len && *code ? "\n\n" : "", code);
    } else if (!snippet->name) {
        snippet->name = title_of(text);
        const char *rest = strchr(text + strspn(text, " \n"), '\n');
        snippet->doc = snippet->doc ? snippet->doc : g_strstrip(g_strdup(rest ? rest : ""));
    }
}

static bool read_notebook(SnippetSet *set, const char *name, const char *bytes, size_t size, GError **error)
{
    g_autoptr(FormatRead) read = format_marimo_read(bytes, size, name, error);
    if (!read)
        return false;
    Snippet *snippet = g_new0(Snippet, 1);
    GString *body = g_string_new(NULL);
    for (size_t i = 0; i < notebook_cell_count(read->notebook); i++) {
        g_autofree char *code = code_of(notebook_cell(read->notebook, i));
        take_cell(snippet, body, code);
    }
    if (!snippet->name)
        snippet->name = g_path_get_basename(name);
    if (!snippet->doc)
        snippet->doc = g_strdup("");
    snippet->plain = true;
    snippet->prefixes = g_new0(char *, 1);
    snippet->body = g_string_free(body, FALSE);
    g_ptr_array_add(set->all, snippet);
    return true;
}

bool snippet_set_read(SnippetSet *set, const char *name, const char *bytes, size_t size, GError **error)
{
    return (g_str_has_suffix(name, ".py") ? read_notebook : read_json)(set, name, bytes, size, error);
}

/* --- bodies ----------------------------------------------------------------------------------------------------- */

enum { DEEPEST = 16 };

typedef struct {
    const char *at;
    const SnippetWorld *world;
    SnippetText *out;
    int depth, parent;
} Reader;

static const char *value_of(const Reader *reader, const char *name)
{
    const SnippetWorld *world = reader->world;
    if (strcmp(name, "TM_FILENAME") == 0)
        return world->file;
    if (strcmp(name, "TM_SELECTED_TEXT") == 0)
        return world->selected;
    return strcmp(name, "TM_CURRENT_WORD") == 0 ? world->word : NULL;
}

static void read_until(Reader *reader, char close);

/* "|one,two|}": the first of them. */
static void read_choice(Reader *reader)
{
    const char *end = strstr(reader->at, "|}");
    size_t length = end ? (size_t)(end - reader->at) : strlen(reader->at), first = 0;
    while (first < length && reader->at[first] != ',')
        first += reader->at[first] == '\\' && first + 1 < length ? 2 : 1;
    for (size_t i = 0; i < MIN(first, length); i++) {
        i += reader->at[i] == '\\' && i + 1 < first;
        g_string_append_c(reader->out->text, reader->at[i]);
    }
    reader->at += end ? length + 2 : length;
}

static void skip_to_close(Reader *reader)
{
    for (int depth = 1; *reader->at && depth > 0; reader->at++) {
        if (*reader->at == '\\' && reader->at[1])
            reader->at++;
        else
            depth += *reader->at == '{' ? 1 : *reader->at == '}' ? -1 : 0;
    }
}

static void read_stop(Reader *reader, bool braces)
{
    char *end;
    SnippetStop stop = {.number = (int)CLAMP(strtol(reader->at, &end, 10), 0, G_MAXINT), .start = reader->out->text->len, .parent = reader->parent};
    guint place = reader->out->stops->len;
    int outer = reader->parent;
    reader->parent = (int)place;
    reader->at = end;
    g_array_append_val(reader->out->stops, stop);
    if (braces) {
        char kind = *reader->at;
        reader->at += kind != '\0';
        if (kind == ':')
            read_until(reader, '}');
        else if (kind == '|')
            read_choice(reader);
        else if (kind != '}' && kind)
            skip_to_close(reader); /* a transformation, which is not known here */
    }
    g_array_index(reader->out->stops, SnippetStop, place).end = reader->out->text->len;
    reader->parent = outer;
}

static void read_variable(Reader *reader, bool braces)
{
    size_t length = strspn(reader->at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");
    g_autofree char *name = g_strndup(reader->at, length);
    const char *value = value_of(reader, name);
    reader->at += length;
    g_string_append(reader->out->text, value ? value : "");
    if (!braces)
        return;
    char kind = *reader->at;
    reader->at += kind != '\0';
    if (kind == ':' && (!value || !*value))
        read_until(reader, '}');
    else if (kind != '}' && kind)
        skip_to_close(reader);
}

static void read_until(Reader *reader, char close)
{
    reader->depth++;
    while (*reader->at && *reader->at != close) {
        const char *at = reader->at;
        bool braces = at[0] == '$' && at[1] == '{';
        char first = at[0] == '$' ? at[braces ? 2 : 1] : '\0';
        bool stop = g_ascii_isdigit(first), known = stop || g_ascii_isalpha(first) || first == '_';
        if (at[0] == '\\' && at[1] && strchr("$}\\", at[1])) {
            g_string_append_c(reader->out->text, at[1]);
            reader->at += 2;
        } else if (known && reader->depth < DEEPEST) {
            reader->at += braces ? 2 : 1;
            (stop ? read_stop : read_variable)(reader, braces);
        } else {
            g_string_append_c(reader->out->text, *reader->at++);
        }
    }
    reader->at += *reader->at == close && close;
    reader->depth--;
}

static const SnippetStop *stop_of_number(const GArray *stops, int number, guint but)
{
    const SnippetStop *found = NULL;
    for (guint i = 0; i < stops->len; i++) {
        const SnippetStop *stop = &g_array_index(stops, SnippetStop, i);
        bool longer = !found || (found->start == found->end && stop->end > stop->start);
        if (i != but && stop->number == number && longer)
            found = stop;
    }
    return found;
}

/* Whether stop `inner` stands within stop `outer`, or is it. */
static bool is_within(const SnippetText *text, int inner, guint outer)
{
    while (inner >= 0 && (guint)inner != outer)
        inner = g_array_index(text->stops, SnippetStop, inner).parent;
    return inner >= 0;
}

/* `$1` says what `${1:x}` elsewhere says.  Where that says itself what others say, texts double: there is an end to it. */
static void mirror(SnippetText *text)
{
    enum { MOST_BYTES = 1 << 20 };
    for (guint i = 0; i < text->stops->len; i++) {
        SnippetStop *stop = &g_array_index(text->stops, SnippetStop, i);
        const SnippetStop *other = stop->start == stop->end && stop->number ? stop_of_number(text->stops, stop->number, i) : NULL;
        if (!other || other->start == other->end || text->text->len > MOST_BYTES)
            continue;
        g_autofree char *said = g_strndup(text->text->str + other->start, other->end - other->start);
        size_t at = stop->start, length = strlen(said);
        g_string_insert(text->text, (gssize)at, said);
        for (guint k = 0; k < text->stops->len; k++) {
            SnippetStop *moved = &g_array_index(text->stops, SnippetStop, k);
            bool behind = moved->start > at || (moved->start == at && k > i);
            bool around = is_within(text, (int)i, k);
            moved->start += behind ? length : 0;
            moved->end += behind || moved->end > at || around ? length : 0;
        }
    }
}

SnippetText *snippet_expand(const char *body, const SnippetWorld *world)
{
    SnippetText *out = g_new(SnippetText, 1);
    *out = (SnippetText){g_string_new(NULL), g_array_new(FALSE, TRUE, sizeof(SnippetStop))};
    Reader reader = {.at = body, .world = world, .out = out, .parent = -1};
    read_until(&reader, '\0');
    mirror(out);
    return out;
}

SnippetText *snippet_expand_of(const Snippet *snippet, const SnippetWorld *world)
{
    if (!snippet->plain)
        return snippet_expand(snippet->body, world);
    SnippetText *out = snippet_expand("", world);
    g_string_assign(out->text, snippet->body);
    return out;
}

void snippet_text_free(SnippetText *text)
{
    g_string_free(text->text, TRUE);
    g_array_unref(text->stops);
    g_free(text);
}
