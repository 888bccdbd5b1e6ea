/* How the editor is left: nothing is lost by it, and what runs is not ended without a word. */
#include "tui/app_private.h"

/* Could the session go on without us? */
static bool goes_on(const Buffer *buffer)
{
    return buffer->engine && buffer->outlive > 0 && editor_path(buffer->editor);
}

/* Does a cell run, in some notebook?  `*stays`: it would go on without us. */
static bool anything_runs(const App *app, bool *stays)
{
    for (guint i = 0; i < app->buffers->len; i++) {
        const Buffer *buffer = g_ptr_array_index(app->buffers, i);
        bool runs = buffer->engine && model_running(buffer->model);
        *stays = runs && goes_on(buffer);
        if (runs)
            return true;
    }
    return false;
}

void app_do_detach(App *app, const Request *request)
{
    app_send_options(app); /* one may have been set by the same keys */
    if (!editor_path(app->at->editor)) {
        editor_tell(app->at->editor, true, "E32: no file name: nothing could find the session again");
    } else if (!goes_on(app->at)) {
        editor_tell(app->at->editor, true, "sessions end with the editor here: :set sessionttl=24 changes that");
    } else if (model_kernel(app->at->model) == KERNEL_NONE) {
        editor_tell(app->at->editor, true, "there is no session: nothing runs here");
    } else {
        app_send_edits(app);
        if (app->options->detached)
            *app->options->detached = true;
        app->leaving = app->forced_out = true; /* what is not saved stays in the journal */
        app->status = 0;
    }
}

/* Leaves, unless something would be lost. */
void app_quit(App *app, int code)
{
    Buffer *modified = app_modified_buffer(app, app->at);
    if (editor_modified(app->at->editor)) {
        editor_tell(app->at->editor, true, "E37: there are changes that are not saved ({:wq|:wq} saves them, {:q!|:q!} leaves without them)");
        return;
    }
    if (modified) {
        app_refuse_quit(app, modified);
        return;
    }
    bool stays = false;
    if (anything_runs(app, &stays)) {
        editor_tell(app->at->editor, true, stays ? "a cell is running: {:q!|:q!} ends it, {:detach|:detach} leaves it running"
                                                 : "a cell is running: {:q!|:q!} ends it");
        return;
    }
    app->leaving = true;
    app->status = code;
}

/* `:q!` gives up this notebook, but none that is not on the screen; `:qa!` and `:cq` all. */
static void force_quit(App *app, const Request *request)
{
    Buffer *given_up = app->at, *modified = app_modified_buffer(app, given_up);
    if (!modified || request->text || request->code) {
        app->leaving = true;
        app->status = request->code;
        return;
    }
    app_refuse_quit(app, modified);
    app_free_buffer(app, given_up);
}

void app_do_quit(App *app, const Request *request)
{
    if (request->force) {
        force_quit(app, request);
    } else if (request->text && app_saves(app)) {
        app->quit_all = true;
    } else if (request->text) {
        app_quit_all(app, request->code);
    } else if (app->at->save_formatted) {
        app->at->save_formatted->then_quit = true;
        app->at->save_formatted->code = request->code;
    } else if (app->at->saves_pending > 0) {
        app->at->quit_after_save = true; /* ":w" then ":q": leave when it is written */
        app->at->quit_code = request->code;
    } else {
        app_quit(app, request->code);
    }
}

/* --- what stays ---------------------------------------------------------------------------------------------- */

static void add_row(GString *text, const Grid *grid, int row)
{
    const Glyph *glyphs = grid_row(grid, row);
    for (int column = 0; column < grid_columns(grid); column++)
        g_string_append(text, glyphs[column].style.role == STYLE_PICTURE ? " " : grid_text(grid, &glyphs[column]));
    while (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate(text, text->len - 1);
    g_string_append_c(text, '\n');
}

char *app_last_text(const App *app)
{
    GString *text = g_string_new(NULL);
    for (int row = 0; row < draw_pane_rows(grid_rows(app->grid)); row++)
        add_row(text, app->grid, row);
    while (g_str_has_suffix(text->str, "\n\n"))
        g_string_truncate(text, text->len - 1);
    return g_string_free(text, FALSE);
}
