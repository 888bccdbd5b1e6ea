/* What came out of code in the scratchpad: on the status line if it is one line, else a page. */
#include "tui/app_private.h"
#include "tui/output_block.h"

#include <string.h>

/* More than anybody reads on a page that goes with the next key. */
enum { MOST_LINES = 2000 };

static GString *text_of(const App *app, const CellModel *scratch)
{
    GString *text = g_string_new(NULL);
    const GPtrArray *console = scratch->console ? scratch->console->lines : NULL;
    for (guint i = 0; console && i < console->len; i++)
        g_string_append_printf(text, "%s\n", ((const StyledLine *)g_ptr_array_index(console, i))->text);
    g_autoptr(Block) block = block_new(MAX(grid_columns(app->grid) - 4, 20), MOST_LINES);
    if (scratch->output)
        output_block(block, scratch->output,
                     &(OutputContext){.notebook = editor_notebook(app->at->editor),
                                      .widgets = model_widgets(app->at->model)});
    for (guint i = 0; i < block->lines->len; i++)
        g_string_append_printf(text, "%s\n", ((const BlockLine *)g_ptr_array_index(block->lines, i))->text->str);
    if (block->more > 0)
        g_string_append_printf(text, "(%zu more lines)\n", block->more);
    if (text->len > 0)
        g_string_truncate(text, text->len - 1);
    return text;
}

enum { NOT_TYPING_MS = 1000 };

bool app_is_waited_for(const App *app)
{
    gint64 since = (g_get_monotonic_time() - app->last_key) / 1000;
    bool nobody_types = app->last_key <= app->at->asked || since >= NOT_TYPING_MS;
    return app->at == app->shown && (nobody_types || editor_is_read_only(app->at->editor)); /* there is nothing to type into */
}

bool app_page_may_come(const App *app)
{
    return app_is_waited_for(app) && !editor_is_typing(app->at->editor) && !*editor_pending(app->at->editor);
}

static size_t count_lines(const char *text)
{
    size_t lines = 1;
    for (; (text = strchr(text, '\n')); text++)
        lines++;
    return lines;
}

void app_show_scratch_again(App *app)
{
    const CellModel *scratch = model_cell(app->at->model, ENGINE_SCRATCH);
    g_autoptr(GString) text = scratch ? text_of(app, scratch) : g_string_new(NULL);
    if (text->len > 0)
        editor_show_page(app->at->editor, ":python", text->str);
    else
        editor_tell(app->at->editor, true, "E471: Argument required: code, or a range of lines; none has printed anything");
}

void app_show_scratch(App *app)
{
    const CellModel *scratch = model_cell(app->at->model, ENGINE_SCRATCH);
    g_autoptr(GString) text = text_of(app, scratch);
    bool failed = scratch->output && node_find_error(scratch->output->root);
    editor_clear_message(app->at->editor); /* "waits", or a question */
    if (editor_evaluated(app->at->editor, text->str, failed))
        return;
    if (strchr(text->str, '\n') && app_page_may_come(app))
        editor_show_page(app->at->editor, ":python", text->str);
    else if (strchr(text->str, '\n'))
        editor_tell(app->at->editor, failed, "it printed %zu lines: :python shows them", count_lines(text->str));
    else if (text->len > 0)
        editor_tell(app->at->editor, failed, "%s", text->str);
}

/* It has no pane: the question is on the status line. */
void app_tell_scratch_asks(App *app)
{
    const CellModel *scratch = model_cell(app->at->model, ENGINE_SCRATCH);
    const GPtrArray *lines = scratch->console ? scratch->console->lines : NULL;
    const StyledLine *last = lines && lines->len > 0 ? g_ptr_array_index(lines, lines->len - 1) : NULL;
    editor_tell(app->at->editor, false, "%s (keys go to :python; <C-\\><C-n> ends it)", last ? last->text : "");
}
