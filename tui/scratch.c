#include "tui/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"

enum { HISTORY_KEPT = 1000 };

struct Scratch {
    Editor *editor;
    View *view;
    Model *model;
    GQueue waiting; /* of Waiting *: what the person ran */
    uint64_t sent;  /* id of the entry that the engine has, or 0 */
    char *code;     /* of that */
    char *file;     /* of the history; NULL: there is none */
};

typedef struct {
    uint64_t entry;
    char *code;
} Waiting;

static void waiting_free(gpointer data)
{
    Waiting *waiting = data;
    g_free(waiting->code);
    g_free(waiting);
}

/* --- the history on disk ---------------------------------------------------------------------------------------- */

/* A line an entry, what is no letter of ASCII escaped.  Programs that run side by side append to it. */
static void read_history(Scratch *scratch)
{
    g_autofree char *folder = folder_make(FOLDER_STATE, NULL), *text = NULL;
    scratch->file = folder ? g_build_filename(folder, "scratch-history", NULL) : NULL;
    g_autoptr(GBytes) bytes = scratch->file ? file_read(scratch->file, NULL, NULL) : NULL;
    if (!bytes)
        return;
    text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines), first = count > HISTORY_KEPT ? count - 1 - HISTORY_KEPT : 0;
    for (guint i = first; i < count; i++) {
        g_autofree char *code = g_strcompress(lines[i]);
        if (*code && g_utf8_validate(code, -1, NULL))
            editor_scratch_remember(scratch->editor, code);
    }
    g_autofree char *kept = g_strjoinv("\n", lines + first);
    if (count > 2 * HISTORY_KEPT)
        file_save(scratch->file, kept, strlen(kept), NULL, NULL);
}

/* A disk that is full costs no more than the history. */
static void keep(const Scratch *scratch, const char *code)
{
    g_autofree char *escaped = g_strescape(code, NULL), *line = g_strconcat(escaped, "\n", NULL);
    int file = scratch->file ? open(scratch->file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
    if (file < 0)
        return;
    while (write(file, line, strlen(line)) < 0 && errno == EINTR)
        ;
    close(file);
}

/* --- life -------------------------------------------------------------------------------------------------------- */

Scratch *scratch_new(void)
{
    Scratch *scratch = g_new0(Scratch, 1);
    scratch->editor = editor_new(notebook_new());
    scratch->view = view_new();
    scratch->model = model_new();
    g_queue_init(&scratch->waiting);
    editor_make_scratch(scratch->editor);
    editor_set_title(scratch->editor, "scratchpad");
    EditorView view = view_interface(scratch->view);
    editor_set_view(scratch->editor, &view);
    read_history(scratch);
    return scratch;
}

void scratch_free(Scratch *scratch)
{
    g_queue_clear_full(&scratch->waiting, waiting_free);
    editor_free(scratch->editor);
    view_free(scratch->view);
    model_free(scratch->model);
    g_free(scratch->code);
    g_free(scratch->file);
    g_free(scratch);
}

bool scratch_is_entered(const Editor *notebook, const Panel *panel)
{
    return editor_mode(notebook) == MODE_PANEL && panel_shows(panel, PANEL_SCRATCH) && !editor_page(notebook, NULL);
}

Editor *scratch_editor(const Scratch *scratch)
{
    return scratch->editor;
}

View *scratch_view(const Scratch *scratch)
{
    return scratch->view;
}

Model *scratch_model(const Scratch *scratch)
{
    return scratch->model;
}

void scratch_update(Scratch *scratch, const Editor *lender, int rows, int columns)
{
    editor_lend(lender, scratch->editor);
    view_set_cells(scratch->view, editor_notebook(lender));
    view_update(scratch->view, scratch->editor, scratch->model, rows, columns);
    if (view_rows(scratch->view) >= rows || view_percent(scratch->view) <= 0 || editor_is_scrolled(scratch->editor))
        return;
    EditorView view = view_interface(scratch->view); /* there is room: what came before is shown again */
    view.scroll(view.self, SCROLL_BOTTOM, 1, editor_cursor(scratch->editor).line);
    view_update(scratch->view, scratch->editor, scratch->model, rows, columns);
}

/* --- running ------------------------------------------------------------------------------------------------------ */

static uint64_t revision_of(const Scratch *scratch, uint64_t entry)
{
    size_t index;
    Notebook *notebook = editor_notebook(scratch->editor);
    return notebook_find_cell(notebook, entry, &index) ? cell_revision(notebook_cell(notebook, index)) : 0;
}

static void tell_state(Scratch *scratch, uint64_t entry, CellStatus status)
{
    status.stale = false;
    status.revision = revision_of(scratch, entry);
    EngineEvent event = {.kind = ENGINE_STATUS, .cell = entry, .status = status};
    model_apply(scratch->model, &event);
    editor_set_scratch_busy(scratch->editor, scratch->sent || scratch_waits(scratch));
}

static GArray *entries_of(const Scratch *scratch)
{
    Notebook *notebook = editor_notebook(scratch->editor);
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (size_t i = 0; i < notebook_cell_count(notebook); i++)
        g_array_append_vals(ids, &(uint64_t){cell_id(notebook_cell(notebook, i))}, 1);
    return ids;
}

/* What those showed goes with them; of the one that runs when it has ended. */
static void forget_gone(Scratch *scratch, const GArray *before)
{
    size_t index;
    for (guint i = 0; i < before->len; i++) {
        uint64_t id = g_array_index(before, uint64_t, i);
        if (id != scratch->sent && !notebook_find_cell(editor_notebook(scratch->editor), id, &index))
            model_forget(scratch->model, id);
    }
}

bool scratch_run(Scratch *scratch, uint64_t cell)
{
    char *code = NULL;
    g_autoptr(GArray) before = entries_of(scratch);
    uint64_t entry = editor_scratch_begin(scratch->editor, cell, &code);
    if (!entry)
        return false;
    forget_gone(scratch, before);
    keep(scratch, code);
    Waiting *waiting = g_new(Waiting, 1);
    *waiting = (Waiting){entry, code};
    g_queue_push_tail(&scratch->waiting, waiting);
    tell_state(scratch, entry, (CellStatus){.state = RUN_QUEUED});
    return true;
}

bool scratch_waits(const Scratch *scratch)
{
    return !g_queue_is_empty((GQueue *)&scratch->waiting);
}

bool scratch_is_sent(const Scratch *scratch)
{
    return scratch->sent != 0;
}

const char *scratch_next(Scratch *scratch)
{
    Waiting *next = scratch->sent ? NULL : g_queue_pop_head(&scratch->waiting);
    if (!next)
        return NULL;
    scratch->sent = next->entry;
    g_free(scratch->code);
    scratch->code = g_steal_pointer(&next->code);
    waiting_free(next);
    return scratch->code;
}

static void end(Scratch *scratch, CellStatus status, RunResult result)
{
    uint64_t entry = scratch->sent;
    scratch->sent = 0;
    status.result = result;
    tell_state(scratch, entry, status);
    g_autoptr(GArray) ended = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    g_array_append_val(ended, entry);
    forget_gone(scratch, ended);
}

void scratch_lose(Scratch *scratch)
{
    if (scratch->sent)
        end(scratch, (CellStatus){0}, RESULT_INTERRUPTED);
}

void scratch_give_up(Scratch *scratch)
{
    for (Waiting *next; (next = g_queue_pop_head(&scratch->waiting)); waiting_free(next))
        tell_state(scratch, next->entry, (CellStatus){.result = RESULT_INTERRUPTED});
}

void scratch_clear(Scratch *scratch)
{
    g_autoptr(GArray) before = entries_of(scratch);
    scratch_give_up(scratch);
    editor_scratch_clear(scratch->editor);
    forget_gone(scratch, before);
}

/* --- events ------------------------------------------------------------------------------------------------------- */

static void take_status(Scratch *scratch, const EngineEvent *event)
{
    CellStatus status = event->status;
    const CellModel *known = model_cell(scratch->model, scratch->sent);
    bool runs = status.state == RUN_RUNNING, ran = known && known->status.state == RUN_RUNNING;
    if (runs) {
        status.result = RESULT_NONE;
        tell_state(scratch, scratch->sent, status);
    } else if (ran) {
        end(scratch, status, known->output && node_find_error(known->output->root) ? RESULT_ERROR : RESULT_OK);
    }
}

void scratch_know(Scratch *scratch, const Model *model)
{
    EngineEvent event = {.kind = ENGINE_KERNEL, .kernel = model_kernel(model), .text = g_strdup(model_kernel_text(model))};
    model_apply(scratch->model, &event);
    g_free(event.text);
}

bool scratch_take(Scratch *scratch, EngineEvent *event)
{
    bool own = scratch->sent && event->cell == ENGINE_SCRATCH;
    if (own && event->kind == ENGINE_STATUS)
        take_status(scratch, event);
    bool shown = event->kind == ENGINE_WIDGET && widgets_find(model_widgets(scratch->model), event->path);
    bool content = own && (event->kind == ENGINE_OUTPUT || event->kind == ENGINE_CONSOLE);
    if (content)
        event->cell = scratch->sent;
    if (content || shown)
        model_apply(scratch->model, event);
    return content || shown;
}
