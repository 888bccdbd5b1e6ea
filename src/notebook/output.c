#include "notebook/output.h"

#include <string.h>

#include "notebook/output_node.h"

G_DEFINE_QUARK(tarn-output-error-quark, output_error)

static void error_frame_free(gpointer data)
{
    ErrorFrame *frame = data;
    g_free(frame->name);
    g_free(frame->file);
    g_free(frame->source);
    g_free(frame);
}

static void free_node(gpointer node)
{
    node_free(node);
}

Node *node_new(NodeKind kind, const char *text)
{
    Node *node = g_new0(Node, 1);
    node->kind = kind;
    node->text = g_strdup(text);
    node->labels = g_new0(char *, 1);
    node->children = g_ptr_array_new_with_free_func(free_node);
    node->frames = g_ptr_array_new_with_free_func(error_frame_free);
    return node;
}

void node_free(Node *node)
{
    g_free(node->text);
    g_free(node->name);
    g_free(node->label);
    g_free(node->id);
    g_clear_pointer(&node->args, json_value_unref);
    g_clear_pointer(&node->picture, picture_unref);
    g_strfreev(node->labels);
    g_ptr_array_unref(node->children);
    g_ptr_array_unref(node->frames);
    g_free(node);
}

Output *output_new(Node *root)
{
    Output *output = g_new0(Output, 1);
    output->root = root;
    output->references = 1;
    return output;
}

Output *output_new_error(const char *type, const char *message)
{
    Node *root = node_new(NODE_ERROR, message);
    root->name = g_strdup(type);
    return output_new(root);
}

Output *output_ref(Output *output)
{
    g_atomic_int_inc(&output->references);
    return output;
}

void output_unref(Output *output)
{
    if (!g_atomic_int_dec_and_test(&output->references))
        return;
    g_clear_pointer(&output->root, node_free);
    g_free(output->mime);
    g_free(output->repr);
    g_free(output->parts);
    g_free(output);
}

/* --- styled lines --------------------------------------------------------------------------- */

static void styled_line_free(gpointer data)
{
    StyledLine *line = data;
    g_free(line->text);
    g_clear_pointer(&line->spans, g_array_unref);
    g_free(line);
}

StyledText *styled_text_new(void)
{
    StyledText *text = g_new0(StyledText, 1);
    text->lines = g_ptr_array_new_with_free_func(styled_line_free);
    text->references = 1;
    return text;
}

StyledLine *styled_text_add(StyledText *text, const char *bytes, size_t length)
{
    StyledLine *line = g_new0(StyledLine, 1);
    line->text = g_strndup(bytes, length);
    g_ptr_array_add(text->lines, line);
    return line;
}

void styled_line_span(StyledLine *line, StyledSpan span)
{
    if (!line->spans)
        line->spans = g_array_new(FALSE, FALSE, sizeof(StyledSpan));
    g_array_append_val(line->spans, span);
}

StyledText *styled_text_ref(StyledText *text)
{
    g_atomic_int_inc(&text->references);
    return text;
}

void styled_text_unref(StyledText *text)
{
    if (!g_atomic_int_dec_and_test(&text->references))
        return;
    g_ptr_array_unref(text->lines);
    g_free(text);
}

const Node *node_find_error(const Node *node)
{
    if (!node || node->kind == NODE_ERROR)
        return node;
    for (guint i = 0; i < node->children->len; i++) {
        const Node *found = node_find_error(g_ptr_array_index(node->children, i));
        if (found)
            return found;
    }
    return NULL;
}

const char *error_lead(const Node *error)
{
    static const struct {
        const char *label, *lead;
    } LEADS[] = {{"cause", "caused by"}, {"context", "raised while handling"}, {"member", "among them"}};
    for (size_t i = 0; error->label && i < G_N_ELEMENTS(LEADS); i++) {
        if (strcmp(error->label, LEADS[i].label) == 0)
            return LEADS[i].lead;
    }
    return "";
}

char *error_blame(const Node *error)
{
    const char *quote = strchr(error->text, '\'');
    g_autofree char *name = quote ? g_strndup(quote + 1, strcspn(quote + 1, "'")) : g_strdup("it");
    if (*name == '_')
        return g_strdup_printf("has a %s, but names with an underscore stay within their cell", name);
    return g_strdup_printf("should have defined %s", name);
}

static const ErrorFrame *take_frame(const Node *error, guint *left)
{
    if (*left < error->frames->len)
        return g_ptr_array_index(error->frames, *left);
    *left -= error->frames->len;
    for (guint i = 0; i < error->children->len; i++) {
        const ErrorFrame *frame = take_frame(g_ptr_array_index(error->children, i), left);
        if (frame)
            return frame;
    }
    return NULL;
}

const ErrorFrame *error_frame(const Node *error, guint at)
{
    return take_frame(error, &at);
}
