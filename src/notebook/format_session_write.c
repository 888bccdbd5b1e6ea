#include "notebook/format_session.h"

#include <string.h>

#include "base/json.h"
#include "notebook/format_ipynb_ids.h"
#include "notebook/html.h"

static void write_member(JsonWriter *json, const char *key, const char *text)
{
    json_writer_key(json, key);
    json_writer_string(json, text);
}

/* The type, the data: what marimo shows as we do.  Its HTML needs no more than is in it. */
static void write_data(JsonWriter *json, const char *mime, const Node *root)
{
    g_autoptr(GString) data = g_string_new(NULL);
    const char *type = "text/html";
    if (!root || g_strcmp0(mime, "text/plain") == 0 || g_strcmp0(mime, "application/json") == 0) {
        type = "text/plain";
        if (root)
            cell_result_add_text(data, root);
        if (g_str_has_suffix(data->str, "\n"))
            g_string_truncate(data, data->len - 1);
    } else if (root->kind == NODE_TEXT || root->kind == NODE_TABLE) {
        g_string_append(data, "<pre class='text-xs'>");
        html_add_string(data, root->text);
        g_string_append(data, "</pre>");
    } else if (root->kind == NODE_MARKDOWN) {
        type = "text/markdown";
        g_string_append(data, "<span class=\"markdown prose dark:prose-invert contents\">");
        html_add_markdown(data, root->text, strlen(root->text));
        g_string_append(data, "</span>");
    } else {
        html_add_node(data, root, NULL);
    }
    json_writer_begin_object(json);
    write_member(json, "type", "data");
    json_writer_key(json, "data");
    json_writer_begin_object(json);
    write_member(json, type, data->str);
    json_writer_end_object(json);
    json_writer_end_object(json);
}

static void write_error(JsonWriter *json, const char *type, const char *message)
{
    json_writer_begin_object(json);
    write_member(json, "type", "error");
    write_member(json, "ename", type);
    write_member(json, "evalue", message);
    json_writer_key(json, "traceback");
    json_writer_begin_array(json);
    json_writer_end_array(json);
    json_writer_end_object(json);
}

static void write_outputs(JsonWriter *json, const CellResult *result)
{
    const Node *root = result->output ? result->output->root : NULL;
    const Node *error = result->outcome == OUTCOME_FAILED ? node_find_error(root) : NULL;
    json_writer_key(json, "outputs");
    json_writer_begin_array(json);
    if (error)
        write_error(json, error->name ? error->name : "exception", error->text);
    else if (result->outcome == OUTCOME_SKIPPED || result->outcome == OUTCOME_FAILED)
        write_error(json, result->outcome == OUTCOME_SKIPPED ? "ancestor-prevented" : "interruption",
                    result->reason ? result->reason : "");
    else if (result->outcome == OUTCOME_OK)
        write_data(json, result->output ? result->output->mime : NULL, root);
    json_writer_end_array(json);
}

static void write_console(JsonWriter *json, const CellResult *result)
{
    json_writer_key(json, "console");
    json_writer_begin_array(json);
    if (result->printed && *result->printed) {
        json_writer_begin_object(json);
        write_member(json, "type", "stream");
        write_member(json, "name", "stdout");
        write_member(json, "text", result->printed);
        write_member(json, "mimetype", "text/plain");
        json_writer_end_object(json);
    }
    json_writer_end_array(json);
}

static void write_cell(JsonWriter *json, const CellSnapshot *cell, const CellResult *result, CellIds *ids)
{
    char id[5];
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    g_autofree char *hash = format_session_hash(code, size);
    bool setup = cell->kind == CELL_SETUP;
    if (!setup)
        cell_ids_next(ids, id);
    json_writer_begin_object(json);
    write_member(json, "id", setup ? "setup" : id);
    write_member(json, "code_hash", hash);
    write_outputs(json, result);
    write_console(json, result);
    json_writer_end_object(json);
}

GString *format_session_write(const SessionKey *key, const GPtrArray *results)
{
    g_autoptr(JsonWriter) json = json_writer_new(2);
    g_autoptr(CellIds) ids = cell_ids_new();
    json_writer_begin_object(json);
    write_member(json, "version", "1");
    json_writer_key(json, "metadata");
    json_writer_begin_object(json);
    write_member(json, "marimo_version", key->version);
    write_member(json, "script_metadata_hash", key->metadata_hash);
    json_writer_end_object(json);
    json_writer_key(json, "cells");
    json_writer_begin_array(json);
    for (guint i = 0; i < key->notebook->cells->len; i++)
        write_cell(json, g_ptr_array_index(key->notebook->cells, i), g_ptr_array_index(results, i), ids);
    json_writer_end_array(json);
    json_writer_end_object(json);
    return g_string_new(json_writer_text(json));
}
