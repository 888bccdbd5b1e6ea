#include "notebook/format_markdown_shown.h"

#include <string.h>

#include "notebook/cell_result.h"
#include "notebook/format_markdown_fence.h"

static void add_fenced(GString *out, const char *text)
{
    g_autoptr(GString) guard = g_string_new("```");
    while (strstr(text, guard->str))
        g_string_append_c(guard, '`');
    g_string_append_printf(out, "%stext\n%s%s%s\n\n", guard->str, text, g_str_has_suffix(text, "\n") ? "" : "\n",
                           guard->str);
}

/* As a terminal would have left it: lines that were overwritten are gone. */
static void add_console(GString *out, const StyledText *console)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; console && i < console->lines->len; i++) {
        if (console->dropped && i == console->dropped_after)
            g_string_append_printf(text, "… %" G_GUINT64_FORMAT " lines left out\n", console->dropped);
        g_string_append_printf(text, "%s\n", ((StyledLine *)g_ptr_array_index(console->lines, i))->text);
    }
    if (text->len)
        add_fenced(out, text->str);
}

void format_markdown_add_shown(GString *out, const GPtrArray *results, guint index)
{
    const CellResult *result = g_ptr_array_index(results, index);
    const Node *root = result->output ? result->output->root : NULL;
    const Node *error = result->outcome == OUTCOME_FAILED ? node_find_error(root) : NULL;
    add_console(out, result->console);
    if (root && !error && root->kind == NODE_MARKDOWN && *root->text && markdown_is_harmless(root->text)) {
        g_string_append_printf(out, "%s\n\n", root->text);
        return;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    if (error)
        g_string_append_printf(text, "%s: %s\n", error->name ? error->name : "error", error->text);
    else if (root)
        cell_result_add_text(text, root);
    if (text->len)
        add_fenced(out, text->str);
}
