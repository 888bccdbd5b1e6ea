#include "notebook/cell_result.h"

CellResult *cell_result_new(void)
{
    CellResult *result = g_new0(CellResult, 1);
    result->seconds = -1;
    return result;
}

void cell_result_free(CellResult *result)
{
    g_free(result->reason);
    g_clear_pointer(&result->output, output_unref);
    g_clear_pointer(&result->console, styled_text_unref);
    g_free(result->printed);
    g_free(result);
}

GPtrArray *cell_results_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)cell_result_free);
}

void cell_result_add_text(GString *text, const Node *node)
{
    bool within = node->kind == NODE_ERROR && *error_lead(node);
    if (within)
        g_string_append_printf(text, "%s %s: ", error_lead(node), node->name ? node->name : "Error");
    else if (node->label && *node->label)
        g_string_append_printf(text, "%s\n", node->label);
    if (*node->text)
        g_string_append_printf(text, "%s%s", node->text, g_str_has_suffix(node->text, "\n") ? "" : "\n");
    for (guint i = 0; i < node->children->len; i++) {
        if (node->labels[0] && i < g_strv_length(node->labels))
            g_string_append_printf(text, "%s\n", node->labels[i]);
        cell_result_add_text(text, g_ptr_array_index(node->children, i));
    }
}
