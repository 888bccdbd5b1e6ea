#include "notebook/format_session.h"

#include <string.h>

#include "base/json.h"
#include "notebook/format.h"
#include "notebook/html_text.h"
#include "notebook/output_node.h"

static const JsonValue *typed(const JsonValue *object, const char *key, JsonKind kind)
{
    const JsonValue *value = json_value_get(object, key);
    return json_value_kind(value) == kind ? value : NULL;
}

/* --- is it of this notebook? ----------------------------------------------------------------------------------------- */

static bool stale(GError **error, const char *name, const char *what)
{
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_STALE, "%s: it was saved for other %s", name, what);
    return false;
}

static bool fits(const SessionKey *key, const JsonValue *session, const char *name, GError **error)
{
    const JsonValue *metadata = typed(session, "metadata", JSON_KIND_OBJECT);
    const JsonValue *cells = typed(session, "cells", JSON_KIND_ARRAY);
    const JsonValue *hash = json_value_get(metadata, "script_metadata_hash");
    if (!metadata || !cells) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK, "%s:1: no saved session", name);
        return false;
    }
    if (g_strcmp0(json_value_string(json_value_get(metadata, "marimo_version")), key->version) != 0)
        return stale(error, name, "versions of marimo");
    if (!hash || g_strcmp0(json_value_string(hash), key->metadata_hash) != 0)
        return stale(error, name, "script metadata");
    if (json_value_length(cells) != key->notebook->cells->len)
        return stale(error, name, "cells");
    for (guint i = 0; i < key->notebook->cells->len; i++) {
        gsize size;
        const char *code = g_bytes_get_data(((CellSnapshot *)g_ptr_array_index(key->notebook->cells, i))->code, &size);
        g_autofree char *now = format_session_hash(code, size);
        if (g_strcmp0(json_value_string(json_value_get(json_value_at(cells, i), "code_hash")), now) != 0)
            return stale(error, name, "code");
    }
    return true;
}

/* --- outputs ---------------------------------------------------------------------------------------------------------- */

/* An address of a file that only the process had which wrote it. */
static bool is_gone(const char *text)
{
    static const char PREFIX[] = "./@file/";
    for (; (text = strstr(text, PREFIX)); text++) {
        if (g_ascii_isdigit(text[strlen(PREFIX)]))
            return true;
    }
    return false;
}

/* "data:image/png;base64,...", up to a quote; NULL if it is none, or cannot be drawn. */
static Node *node_of_picture(const char *address)
{
    static const char PREFIX[] = "data:image/png;base64,";
    if (!address || !g_str_has_prefix(address, PREFIX))
        return NULL;
    const char *text = address + strlen(PREFIX);
    gsize length;
    g_autofree char *encoded = g_strndup(text, strcspn(text, "'\"<>"));
    g_autofree guchar *bytes = g_base64_decode(encoded, &length);
    Picture *picture = picture_from_png(bytes, length, NULL);
    if (!picture)
        return NULL;
    g_autofree char *words = g_strdup_printf("%d×%d pixels", picture->width, picture->height);
    Node *node = node_new(NODE_PICTURE, words);
    node->name = g_strdup("image/png");
    node->picture = picture;
    return node;
}

/* What marimo saves of a figure is an object with its picture; of mo.image it is HTML. */
static Node *node_of_shown_picture(const char *mime, const JsonValue *data)
{
    const char *text = json_value_string(data);
    if (strcmp(mime, "application/vnd.marimo+mimebundle") == 0) {
        g_autoptr(JsonValue) inner = text ? json_value_parse(text, -1, NULL) : NULL;
        const JsonValue *bundle = inner ? inner : data;
        return node_of_picture(json_value_string(typed(bundle, "image/png", JSON_KIND_STRING)));
    }
    if (strcmp(mime, "text/html") == 0 && text)
        text = strstr(text, "data:image/png;base64,");
    return node_of_picture(text);
}

static Node *node_of_data(const char *mime, const JsonValue *data)
{
    const char *string = json_value_string(data);
    g_autofree char *json = string ? NULL : json_value_to_text(data);
    const char *text = string ? string : json;
    if (!*text || is_gone(text))
        return NULL;
    Node *picture = node_of_shown_picture(mime, data);
    if (picture)
        return picture;
    if (strcmp(mime, "text/html") == 0 || strcmp(mime, "text/markdown") == 0) {
        g_autofree char *plain = html_to_text(text);
        return *plain ? node_new(NODE_TEXT, plain) : NULL;
    }
    if (g_str_has_prefix(mime, "text/") || g_str_has_prefix(mime, "application/json"))
        return node_new(strchr(text, '\x1b') ? NODE_ANSI : NODE_TEXT, text);
    g_autofree char *size = g_strdup_printf("%zu bytes", strlen(text));
    Node *node = node_new(NODE_PLACEHOLDER, size);
    node->name = g_strdup(mime);
    return node;
}

/* Of several types a picture, or the one that is text the most. */
static Node *node_of_bundle(const JsonValue *bundle)
{
    static const char *const BEST[] = {"image/png", "text/markdown", "text/html", "text/plain"};
    for (size_t i = 0; i < G_N_ELEMENTS(BEST); i++) {
        const JsonValue *data = json_value_get(bundle, BEST[i]);
        if (data)
            return node_of_data(BEST[i], data);
    }
    JsonMember first = {0};
    return json_value_next(bundle, &first) ? node_of_data(first.key, first.value) : NULL;
}

static Node *node_of_error(const JsonValue *output)
{
    const char *type = json_value_string(json_value_get(output, "ename"));
    const char *message = json_value_string(json_value_get(output, "evalue"));
    Node *node = node_new(NODE_ERROR, message ? message : "");
    node->name = g_strdup(type ? type : "exception");
    return node;
}

/* marimo shows the first of several outputs. */
static void read_output(CellResult *result, const JsonValue *outputs)
{
    const JsonValue *output = json_value_at(outputs, 0);
    const char *type = json_value_string(json_value_get(output, "type"));
    Node *node = NULL;
    if (g_strcmp0(type, "error") == 0) {
        node = node_of_error(output);
        result->outcome = OUTCOME_FAILED;
    } else if (g_strcmp0(type, "data") == 0) {
        node = node_of_bundle(typed(output, "data", JSON_KIND_OBJECT));
        result->outcome = OUTCOME_OK;
    }
    if (node)
        result->output = output_new(node);
}

static void read_console(CellResult *result, const JsonValue *console)
{
    g_autoptr(GString) printed = g_string_new(NULL);
    for (size_t i = 0; i < json_value_length(console); i++) {
        const JsonValue *part = json_value_at(console, i);
        const char *text = json_value_string(json_value_get(part, "text"));
        const char *mime = json_value_string(json_value_get(part, "mimetype"));
        if (!text || g_strcmp0(mime, "text/password") == 0)
            continue;
        bool html = g_strcmp0(mime, "application/vnd.marimo+traceback") == 0 || g_strcmp0(mime, "text/html") == 0;
        g_autofree char *plain = html ? html_to_text(text) : NULL;
        g_string_append(printed, plain ? plain : text);
        if (plain && *plain)
            g_string_append_c(printed, '\n');
    }
    if (printed->len)
        result->printed = g_strdup(printed->str);
}

GPtrArray *format_session_read(const SessionKey *key, const char *bytes, size_t size, const char *name, GError **error)
{
    g_autoptr(JsonValue) session = json_value_parse(bytes, (gssize)size, error);
    if (!session) {
        g_prefix_error(error, "%s:", name);
        return NULL;
    }
    if (!fits(key, session, name, error))
        return NULL;
    const JsonValue *cells = json_value_get(session, "cells");
    GPtrArray *results = cell_results_new();
    for (size_t i = 0; i < json_value_length(cells); i++) {
        const JsonValue *cell = json_value_at(cells, i);
        CellResult *result = cell_result_new();
        read_output(result, typed(cell, "outputs", JSON_KIND_ARRAY));
        read_console(result, typed(cell, "console", JSON_KIND_ARRAY));
        result->restored = result->output || result->printed || result->outcome != OUTCOME_NONE;
        g_ptr_array_add(results, result);
    }
    return results;
}
