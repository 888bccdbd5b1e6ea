/* The notebooks that are open: one is on the screen, the others go on behind it. */
#include <string.h>

#include "edit/picker.h"
#include "tui/app_private.h"

static Buffer *buffer_at(const App *app, guint at)
{
    return g_ptr_array_index(app->buffers, at);
}

static char *name_of(const Buffer *buffer)
{
    return editor_title(buffer->editor);
}

Buffer *app_add_buffer(App *app)
{
    Buffer *buffer = g_new0(Buffer, 1);
    buffer->number = ++app->last_number;
    buffer->sent_revisions = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_ptr_array_add(app->buffers, buffer);
    app->at = buffer;
    return buffer;
}

void app_free_buffer(App *app, Buffer *buffer)
{
    app->at = buffer;
    if (buffer->engine && app->forced_out)
        engine_leave(g_steal_pointer(&buffer->engine));
    g_clear_pointer(&buffer->engine, engine_stop);
    app_drop_recovery(app);
    g_clear_pointer(&buffer->read, g_bytes_unref);
    app_drop_disk(app);
    app_drop_formatted(app);
    g_clear_pointer(&buffer->save_formatted, request_free);
    draw_memo_forget(app->memo);
    g_clear_pointer(&buffer->scratch, scratch_free);
    g_clear_pointer(&buffer->editor, editor_free);
    g_clear_pointer(&buffer->view, view_free);
    g_clear_pointer(&buffer->model, model_free);
    g_clear_pointer(&buffer->panel, panel_free);
    g_clear_pointer(&buffer->tools, tools_free);
    g_free(buffer->own_python);
    g_free(buffer->plain_python);
    g_hash_table_unref(buffer->sent_revisions);
    g_clear_pointer(&buffer->ticks, g_hash_table_unref);
    if (app->alternate == buffer)
        app->alternate = NULL;
    g_ptr_array_remove(app->buffers, buffer);
    g_free(buffer);
    app->at = app->shown;
}

void app_show_buffer(App *app, Buffer *buffer)
{
    Buffer *before = app->shown;
    app->at = buffer;
    if (before == buffer)
        return;
    app->shown = buffer;
    app->alternate = before;
    app->news = app->urgent = true;
    editor_hand_over(before->editor, buffer->editor);
    buffer->sent_columns = 0;
    if (!buffer->engine)
        app_start_engine(app);
    size_t cells = notebook_cell_count(editor_notebook(buffer->editor));
    g_autofree char *name = name_of(buffer);
    if (!editor_message(buffer->editor, NULL))
        editor_tell(buffer->editor, false, "\"%s\" %zu cell%s", name, cells, cells == 1 ? "" : "s");
}

Buffer *app_modified_buffer(const App *app, const Buffer *but)
{
    for (guint i = 0; i < app->buffers->len; i++) {
        if (buffer_at(app, i) != but && editor_modified(buffer_at(app, i)->editor))
            return buffer_at(app, i);
    }
    return NULL;
}

Buffer *app_find_path(App *app, const char *path)
{
    Buffer *at = app->at, *found = NULL;
    for (guint i = 0; i < app->buffers->len && !found; i++) {
        app->at = buffer_at(app, i);
        found = app_is_own_path(app, path) ? app->at : NULL;
    }
    app->at = at;
    return found;
}

char **app_notebook_names(gpointer self)
{
    const App *app = self;
    char **names = g_new0(char *, app->buffers->len + 1);
    for (guint i = 0; i < app->buffers->len; i++)
        names[i] = name_of(buffer_at(app, i));
    return names;
}

char **app_tabs(const App *app, size_t *shown)
{
    GStrvBuilder *names = g_strv_builder_new();
    for (guint i = 0; i < app->buffers->len; i++) {
        const Buffer *buffer = buffer_at(app, i);
        g_autofree char *name = name_of(buffer);
        g_autofree char *tab = g_strdup_printf("%d %s%s", buffer->number, name, editor_modified(buffer->editor) ? " ●" : "");
        g_strv_builder_add(names, tab);
        if (buffer == app->shown)
            *shown = i;
    }
    char **tabs = g_strv_builder_end(names);
    g_strv_builder_unref(names);
    if (app->buffers->len > 1)
        return tabs;
    g_strfreev(tabs);
    return NULL;
}

void app_press_tab(App *app, int column)
{
    size_t shown = 0;
    g_auto(GStrv) tabs = app_tabs(app, &shown);
    int at = tabs ? draw_tab_at(tabs, shown, grid_columns(app->grid), column) : -1;
    if (at >= 0)
        app_show_buffer(app, buffer_at(app, (guint)at));
}

/* --- leaving all of them ----------------------------------------------------------------------------------- */

bool app_saves(const App *app)
{
    for (guint i = 0; i < app->buffers->len; i++) {
        if (buffer_at(app, i)->saves_pending > 0 || buffer_at(app, i)->save_formatted)
            return true;
    }
    return false;
}

void app_refuse_quit(App *app, Buffer *modified)
{
    g_autofree char *name = name_of(modified);
    app_show_buffer(app, modified);
    editor_tell(modified->editor, true, "E162: there are changes of \"%s\" that are not saved ({:qa!|:qa!} leaves without them)", name);
}

void app_quit_all(App *app, int code)
{
    Buffer *modified = app_modified_buffer(app, NULL);
    if (modified) {
        app_refuse_quit(app, modified);
        return;
    }
    app->leaving = true;
    app->status = code;
}

/* --- :ls :b :bn :bd ---------------------------------------------------------------------------------------- */

static guint index_of(const App *app, const Buffer *buffer)
{
    guint at = 0;
    g_ptr_array_find(app->buffers, buffer, &at);
    return at;
}

/* By its number, its whole name, or a part of its path that no other has; NULL and a message: there is none. */
static Buffer *find(App *app, const char *wanted)
{
    Buffer *found = NULL;
    guint count = 0;
    for (guint i = 0; i < app->buffers->len; i++) {
        Buffer *buffer = buffer_at(app, i);
        const char *path = editor_path(buffer->editor);
        g_autofree char *name = name_of(buffer), *number = g_strdup_printf("%d", buffer->number);
        if (strcmp(wanted, number) == 0 || strcmp(wanted, name) == 0)
            return buffer;
        if (!strstr(path ? path : name, wanted))
            continue;
        found = buffer;
        count++;
    }
    if (count != 1)
        editor_tell(app->at->editor, true, count ? "E93: More than one match for %s" : "E94: No matching buffer for %s", wanted);
    return count == 1 ? found : NULL;
}

static void do_buffer(App *app, const Request *request)
{
    guint count = app->buffers->len;
    Buffer *to = NULL;
    if (request->text)
        to = find(app, request->text);
    else if (request->code != 0)
        to = buffer_at(app, (guint)(((long)index_of(app, app->shown) + request->code % (long)count + (long)count) % (long)count));
    else if (!(to = app->alternate))
        editor_tell(app->at->editor, true, "E23: No alternate file");
    if (to)
        app_show_buffer(app, to);
}

static void do_close(App *app, const Request *request)
{
    Buffer *buffer = request->text ? find(app, request->text) : app->shown;
    if (!buffer)
        return;
    if (editor_modified(buffer->editor) && !request->force) {
        g_autofree char *name = name_of(buffer);
        editor_tell(app->at->editor, true, "E89: there are changes of \"%s\" that are not saved ({:bd!|:bd!} closes without them)", name);
    } else if (app->buffers->len == 1) {
        editor_tell(app->at->editor, true, "this is the last notebook: {:q|quit} leaves");
    } else {
        if (buffer == app->shown) {
            guint at = index_of(app, buffer);
            app_show_buffer(app, app->alternate ? app->alternate : buffer_at(app, at ? at - 1 : 1));
        }
        app_free_buffer(app, buffer);
    }
}

static void do_list(App *app, const Request *request)
{
    g_autoptr(GString) page = g_string_new(NULL);
    for (guint i = 0; i < app->buffers->len; i++) {
        const Buffer *buffer = buffer_at(app, i);
        const char *path = editor_path(buffer->editor);
        g_autofree char *title = editor_title(buffer->editor);
        char mark = buffer == app->shown ? '%' : buffer == app->alternate ? '#' : ' ';
        const char *state = model_running(buffer->model) ? "running" : buffer->engine ? "" : "not looked at yet";
        g_string_append_printf(page, "%3d %c %c %-40s cell %zu of %zu  %s\n", buffer->number, mark,
                               editor_modified(buffer->editor) ? '+' : ' ', path ? path : title,
                               editor_cell(buffer->editor) + 1, notebook_cell_count(editor_notebook(buffer->editor)), state);
    }
    editor_show_page(app->at->editor, "notebooks", page->str);
}

static void do_pick(App *app, const Request *request)
{
    GPtrArray *entries = pick_entries_new();
    for (guint i = 0; i < app->buffers->len; i++) {
        const Buffer *buffer = buffer_at(app, i);
        g_autofree char *name = name_of(buffer), *named = g_strdup_printf("%d %s", buffer->number, name);
        const char *path = editor_path(buffer->editor);
        g_autofree char *folder = path ? g_path_get_dirname(path) : g_strdup("");
        PickEntry *entry = pick_entry_new(PICK_COMMAND, named, strcmp(folder, ".") == 0 ? NULL : folder);
        entry->target = g_strdup_printf("buffer %d", buffer->number);
        entry->keys = editor_modified(buffer->editor) ? g_strdup("●") : NULL;
        g_ptr_array_add(entries, entry);
    }
    editor_pick(app->at->editor, "open notebooks", entries);
}

bool app_do_buffers(App *app, const Request *request)
{
    switch (request->kind) {
    case REQUEST_BUFFER: do_buffer(app, request); return true;
    case REQUEST_BUFFER_CLOSE: do_close(app, request); return true;
    case REQUEST_BUFFER_LIST: do_list(app, request); return true;
    case REQUEST_PICK: do_pick(app, request); return true;
    default: return false;
    }
}
