/* The kernel's JSON made into an output.  What is there in the wrong shape is an error; what is missing is
 * empty; what is unknown is kept out or, for kinds of nodes, shown as a placeholder.
 */
#include "notebook/output.h"

#include <string.h>

#include "base/json.h"
#include "notebook/output_node.h"

/* Deeper than any layout that a person made; a guard of the stack. */
enum { DEEPEST = 100 };

typedef struct {
    const char *word;
    NodeKind kind;
    const char *name_key; /* which member is the node's `name`; or NULL */
} NodeRow;

static const NodeRow NODES[] = {
    {"text", NODE_TEXT, NULL},
    {"ansi", NODE_ANSI, NULL},
    {"markdown", NODE_MARKDOWN, NULL},
    {"code", NODE_CODE, "language"},
    {"error", NODE_ERROR, "type"},
    {"widget", NODE_WIDGET, "name"},
    {"placeholder", NODE_PLACEHOLDER, "name"},
    {"picture", NODE_PICTURE, "name"},
    {"vstack", NODE_VSTACK, NULL},
    {"hstack", NODE_HSTACK, NULL},
    {"tabs", NODE_TABS, "name"},
    {"accordion", NODE_ACCORDION, "name"},
    {"callout", NODE_CALLOUT, "kind"},
    {"sidebar", NODE_SIDEBAR, NULL},
    {"inline", NODE_INLINE, NULL},
    {"table", NODE_TABLE, NULL},
};

static bool malformed(GError **error, const char *what)
{
    g_set_error(error, OUTPUT_ERROR, OUTPUT_ERROR_MALFORMED, "not an output: %s", what);
    return false;
}

static const NodeRow *find_row(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(NODES); i++) {
        if (strcmp(NODES[i].word, word) == 0)
            return &NODES[i];
    }
    return NULL;
}

/* The string under `key`, copied; NULL if there is none.  A string from JSON is UTF-8. */
static char *copy_string(const JsonValue *object, const char *key)
{
    return g_strdup(json_value_string(json_value_get(object, key)));
}

static void read_labels(Node *node, const JsonValue *labels)
{
    size_t count = json_value_kind(labels) == JSON_KIND_ARRAY ? json_value_length(labels) : 0;
    g_strfreev(node->labels);
    node->labels = g_new0(char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const char *label = json_value_string(json_value_at(labels, i));
        node->labels[i] = g_strdup(label ? label : "");
    }
}

static void read_frames(Node *node, const JsonValue *frames)
{
    size_t count = json_value_kind(frames) == JSON_KIND_ARRAY ? json_value_length(frames) : 0;
    for (size_t i = 0; i < count; i++) {
        const JsonValue *value = json_value_at(frames, i);
        ErrorFrame *frame = g_new0(ErrorFrame, 1);
        frame->cell = (uint64_t)json_value_integer(json_value_get(value, "cell"), 0);
        frame->line = (int)CLAMP(json_value_integer(json_value_get(value, "line"), 0), 0, G_MAXINT);
        frame->name = copy_string(value, "name");
        if (!frame->name)
            frame->name = g_strdup("<module>");
        frame->file = frame->cell ? NULL : copy_string(value, "file");
        frame->source = copy_string(value, "source");
        g_ptr_array_add(node->frames, frame);
    }
}

/* What cannot be drawn is a placeholder that says why. */
static void read_picture(Node *node, const JsonValue *png)
{
    const char *text = json_value_string(png);
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(text ? text : "", &length);
    g_autoptr(GError) error = NULL;
    node->picture = picture_from_png(bytes, length, &error);
    if (node->picture)
        return;
    node->kind = NODE_PLACEHOLDER;
    char *words = g_strdup_printf("%s%s%s", node->text, *node->text ? ": " : "", error->message);
    g_free(node->text);
    node->text = words;
}

static Node *parse_node(const JsonValue *value, int depth, GError **error);

static bool read_children(Node *node, const JsonValue *children, int depth, GError **error)
{
    size_t count = json_value_kind(children) == JSON_KIND_ARRAY ? json_value_length(children) : 0;
    for (size_t i = 0; i < count; i++) {
        Node *child = parse_node(json_value_at(children, i), depth + 1, error);
        if (!child)
            return false;
        g_ptr_array_add(node->children, child);
    }
    return true;
}

static Node *parse_node(const JsonValue *value, int depth, GError **error)
{
    const char *word = json_value_string(json_value_get(value, "node"));
    if (!word) {
        malformed(error, "a node without a kind");
        return NULL;
    }
    if (depth > DEEPEST)
        return node_new(NODE_PLACEHOLDER, "nested too deeply");
    const NodeRow *row = find_row(word);
    if (!row) {
        Node *unknown = node_new(NODE_PLACEHOLDER, "this version of tarn cannot show it");
        unknown->name = g_strdup(word);
        return unknown;
    }
    const char *text = json_value_string(json_value_get(value, "text"));
    g_autoptr(Node) node = node_new(row->kind, text ? text : "");
    if (row->name_key)
        node->name = copy_string(value, row->name_key);
    node->label = copy_string(value, "label");
    node->id = copy_string(value, "id");
    const JsonValue *args = json_value_get(value, "args");
    if (json_value_kind(args) == JSON_KIND_OBJECT)
        node->args = json_value_ref((JsonValue *)args);
    node->cell = (uint64_t)json_value_integer(json_value_get(value, "cell"), 0);
    node->selected = (guint)CLAMP(json_value_integer(json_value_get(value, "selected"), 0), 0, G_MAXINT);
    if (row->kind == NODE_PICTURE)
        read_picture(node, json_value_get(value, "png"));
    read_labels(node, json_value_get(value, "labels"));
    read_frames(node, json_value_get(value, "frames"));
    if (!read_children(node, json_value_get(value, "children"), depth, error))
        return NULL;
    return g_steal_pointer(&node);
}

Output *output_parse(const char *json, size_t length, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(JsonValue) value = json_value_parse(json, (gssize)length, &problem);
    if (!value) {
        malformed(error, problem->message);
        return NULL;
    }
    if (json_value_kind(value) != JSON_KIND_OBJECT) {
        malformed(error, "no object");
        return NULL;
    }
    g_autoptr(Output) output = output_new(NULL);
    const JsonValue *root = json_value_get(value, "root");
    if (json_value_kind(root) != JSON_KIND_NULL) {
        output->root = parse_node(root, 0, error);
        if (!output->root)
            return NULL;
    }
    output->mime = copy_string(value, "mime");
    output->repr = copy_string(value, "repr");
    const JsonValue *parts = json_value_get(value, "parts");
    if (json_value_kind(parts) != JSON_KIND_ARRAY)
        parts = json_value_get(root, "parts"); /* of mo.output: the package can only add to the tree */
    if (json_value_kind(parts) == JSON_KIND_ARRAY)
        output->parts = json_value_to_text(parts);
    return g_steal_pointer(&output);
}
