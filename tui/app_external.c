/* The editor of $VISUAL or $EDITOR for the text of a cell: it has the terminal meanwhile. */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#include <glib/gstdio.h>

#include "tui/app_private.h"

static const size_t LARGEST_CELL = 16 * 1024 * 1024;

/* A file for one cell, in a folder of its own that nobody else may read. */
typedef struct {
    char *folder, *path;
    char *before; /* what it held, with the newline behind its last line */
} Draft;

static void draft_clear(Draft *draft)
{
    g_free(draft->folder);
    g_free(draft->path);
    g_free(draft->before);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

static bool draft_write(Draft *draft, const CellSnapshot *cell, size_t number, GError **error)
{
    gsize length;
    const char *code = g_bytes_get_data(cell->code, &length);
    bool named = strcmp(cell->name, "_") != 0;
    g_autofree char *name = named ? g_strdup_printf("%s.py", cell->name) : g_strdup_printf("cell-%zu.py", number);
    draft->before = g_strdup_printf("%.*s\n", (int)length, code ? code : "");
    draft->folder = g_dir_make_tmp("tarn-XXXXXX", error);
    if (!draft->folder)
        return false;
    draft->path = g_build_filename(draft->folder, name, NULL);
    return g_file_set_contents_full(draft->path, draft->before, -1, G_FILE_SET_CONTENTS_NONE, 0600, error);
}

/* With what the other editor left beside it. */
static void draft_remove(const Draft *draft)
{
    g_autoptr(GDir) folder = g_dir_open(draft->folder, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename(draft->folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(draft->folder);
}

/* As it is now, if a cell can be that; NULL and why not. */
static char *draft_read(const Draft *draft, size_t *length, GError **error)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(draft->path, &text, length, NULL)) {
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "its text is gone");
    } else if (*length > LARGEST_CELL || !g_utf8_validate(text, (gssize)*length, NULL)) {
        const char *why = *length > LARGEST_CELL ? "too large" : "not UTF-8";
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "what it wrote is %s, and stays in %s", why, draft->path);
    } else {
        return g_steal_pointer(&text);
    }
    return NULL;
}

/* What it left becomes the cell, as one step that undo takes back. */
static void take_in(App *app, const CellSnapshot *cell, const char *text, size_t length)
{
    g_autoptr(NotebookSnapshot) want = notebook_snapshot(editor_notebook(app->at->editor));
    length -= length > 0 && text[length - 1] == '\n';
    for (guint i = 0; i < want->cells->len; i++) {
        CellSnapshot **place = (CellSnapshot **)&g_ptr_array_index(want->cells, i);
        if ((*place)->id != cell->id)
            continue;
        CellSnapshot *edited = cell_snapshot_new(cell->id, cell->revision, cell->name, cell->kind, &cell->config, text,
                                                 (gssize)length);
        cell_snapshot_unref(*place);
        *place = edited;
    }
    editor_take(app->at->editor, want);
}

/* The signal that ended it; 0: it ended by itself.  A shell tells of the program it waited for by its own status. */
static int killer(int status)
{
    enum { SHELL_TELLS = 128 };
    if (!WIFEXITED(status))
        return WTERMSIG(status);
    return WEXITSTATUS(status) > SHELL_TELLS ? WEXITSTATUS(status) - SHELL_TELLS : 0;
}

static bool is_changed(const Draft *draft, const char *text, size_t length)
{
    return strlen(draft->before) != length || memcmp(draft->before, text, length) != 0;
}

/* Somebody who leaves with a failure (`:cq`) wants nothing changed; one that was killed could not say. */
static void settle(App *app, const CellSnapshot *cell, const Draft *draft, const char *program, int status)
{
    g_autoptr(GError) error = NULL;
    size_t length = 0;
    g_autofree char *text = draft_read(draft, &length, &error);
    bool changed = text && is_changed(draft, text, length), kept = false;
    if (killer(status)) {
        kept = changed;
        editor_tell(app->at->editor, true, "%s: ended by signal %d: the cell stays as it is%s%s", program, killer(status),
                    changed ? "; what it wrote is in " : "", changed ? draft->path : "");
    } else if (WEXITSTATUS(status) != 0) {
        editor_tell(app->at->editor, true, "%s: exit status %d: the cell stays as it is", program, WEXITSTATUS(status));
    } else if (!text) {
        kept = error->code == G_FILE_ERROR_INVAL;
        editor_tell(app->at->editor, true, "%s: %s", program, error->message);
    } else if (changed) {
        take_in(app, cell, text, length);
    }
    if (!kept)
        draft_remove(draft);
}

static const char *chosen_program(void)
{
    const char *visual = g_getenv("VISUAL"), *editor = g_getenv("EDITOR");
    return visual && *visual ? visual : editor && *editor ? editor : "vi";
}

void app_edit_externally(App *app)
{
    size_t index = editor_cell(app->at->editor);
    g_autoptr(CellSnapshot) cell = cell_snapshot(notebook_cell(editor_notebook(app->at->editor), index));
    g_auto(Draft) draft = {0};
    g_autoptr(GError) error = NULL;
    if (!draft_write(&draft, cell, index + 1, &error)) {
        editor_tell(app->at->editor, true, "%s", error->message);
        return;
    }
    /* The shell knows what is a word of it: "code --wait". */
    const char *program = chosen_program();
    g_autofree char *command = g_strdup_printf("%s \"$1\"", program);
    char *arguments[] = {(char *)"/bin/sh", (char *)"-c", command, (char *)"tarn", draft.path, NULL};
    int status = 0;
    if (app_lend(app, arguments, false, &status, &error)) {
        settle(app, cell, &draft, program, status);
    } else {
        draft_remove(&draft);
        editor_tell(app->at->editor, true, "%s", error->message);
    }
}
