#include "notebook/format_ipynb_shown.h"

#include <string.h>

#include "notebook/html.h"
#include "notebook/pytext.h"

/* A text as a list of its lines. */
static void write_lines(JsonWriter *json, const char *key, const char *text, size_t length)
{
    json_writer_key(json, key);
    json_writer_begin_array(json);
    PySlice rest = {text, length}, line;
    while (pytext_next_line(&rest, &line))
        json_writer_bytes(json, line.bytes, (gssize)line.length);
    json_writer_end_array(json);
}

static void write_stream(JsonWriter *json, const char *printed)
{
    json_writer_begin_object(json);
    json_writer_key(json, "name");
    json_writer_string(json, "stdout");
    json_writer_key(json, "output_type");
    json_writer_string(json, "stream");
    write_lines(json, "text", printed, strlen(printed));
    json_writer_end_object(json);
}

static void write_frame(JsonWriter *json, const ErrorFrame *frame)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_append_printf(line, "%s:%d, in %s", frame->file ? frame->file : "a cell", frame->line, frame->name);
    if (frame->source)
        g_string_append_printf(line, "\n    %s", frame->source + strspn(frame->source, " \t"));
    json_writer_string(json, line->str);
}

/* In Python's order: what led to an error stands before it, with Python's words between them. */
static void write_traceback(JsonWriter *json, const Node *error)
{
    for (guint i = 0; i < error->children->len; i++) {
        const Node *before = g_ptr_array_index(error->children, i);
        const char *label = before->label ? before->label : "";
        bool cause = strcmp(label, "cause") == 0;
        if (!cause && strcmp(label, "context") != 0)
            continue;
        write_traceback(json, before);
        json_writer_string(json, cause ? "\nThe above exception was the direct cause of the following exception:\n"
                                       : "\nDuring handling of the above exception, another exception occurred:\n");
    }
    for (guint i = 0; i < error->frames->len; i++)
        write_frame(json, g_ptr_array_index(error->frames, i));
    g_autofree char *last = g_strdup_printf("%s: %s", error->name ? error->name : "error", error->text);
    json_writer_string(json, last);
    for (guint i = 0; i < error->children->len; i++) {
        const Node *member = g_ptr_array_index(error->children, i);
        if (g_strcmp0(member->label, "member") == 0)
            write_traceback(json, member);
    }
}

static void write_error(JsonWriter *json, const Node *error)
{
    json_writer_begin_object(json);
    json_writer_key(json, "ename");
    json_writer_string(json, error->name ? error->name : "");
    json_writer_key(json, "evalue");
    json_writer_string(json, error->text);
    json_writer_key(json, "output_type");
    json_writer_string(json, "error");
    json_writer_key(json, "traceback");
    json_writer_begin_array(json);
    write_traceback(json, error);
    json_writer_end_array(json);
    json_writer_end_object(json);
}

/* As text always, as what it is where Jupyter can show that. */
static void write_shown(JsonWriter *json, const Node *root)
{
    json_writer_begin_object(json);
    json_writer_key(json, "data");
    json_writer_begin_object(json);
    if (root->kind != NODE_TEXT && root->kind != NODE_TABLE && root->kind != NODE_MARKDOWN && root->kind != NODE_ANSI) {
        g_autoptr(GString) html = g_string_new(NULL);
        html_add_node(html, root, NULL);
        write_lines(json, "text/html", html->str, html->len);
    }
    if (root->kind == NODE_MARKDOWN)
        write_lines(json, "text/markdown", root->text, strlen(root->text));
    g_autoptr(GString) text = g_string_new(NULL);
    cell_result_add_text(text, root);
    if (g_str_has_suffix(text->str, "\n"))
        g_string_truncate(text, text->len - 1);
    write_lines(json, "text/plain", text->str, text->len);
    json_writer_end_object(json);
    json_writer_key(json, "metadata");
    json_writer_begin_object(json);
    json_writer_end_object(json);
    json_writer_key(json, "output_type");
    json_writer_string(json, "display_data");
    json_writer_end_object(json);
}

void format_ipynb_write_outputs(JsonWriter *json, const CellResult *result)
{
    const Node *root = result->output ? result->output->root : NULL;
    const Node *error = result->outcome == OUTCOME_FAILED ? node_find_error(root) : NULL;
    json_writer_key(json, "outputs");
    json_writer_begin_array(json);
    if (result->printed && *result->printed)
        write_stream(json, result->printed);
    if (error)
        write_error(json, error);
    else if (root)
        write_shown(json, root);
    json_writer_end_array(json);
}
