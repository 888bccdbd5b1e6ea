/* Undo that goes on where the last session ended, and what of it is kept for the next one: 'undofile', `:wundo`,
 * `:rundo` (`:help persistent-undo`).  The tree is read when somebody first goes back behind what was opened.
 */
#include "edit/ex_text.h"

#include <string.h>

#include "base/files.h"
#include "notebook/history.h"

/* No more than what can be read again. */
static const unsigned MOST_MEGABYTES = 32;

static HistoryLimits limits_of(const Editor *editor)
{
    unsigned megabytes = MIN(editor->options.undosize, MOST_MEGABYTES);
    return (HistoryLimits){editor->options.undolevels, (gsize)megabytes << 20};
}

void editor_set_keeper(Editor *editor, EditorKeeper keeper, gpointer self)
{
    editor->keeper = keeper;
    editor->keeper_self = self;
}

/* The tree is read; or there is none, and `why` tells if there should have been one. */
static bool settle(Editor *editor, HistoryImage *image, const char *why)
{
    History *history = notebook_history(editor->notebook);
    size_t before = history_depth(history);
    editor->keeper = NULL;
    if (image && !history_graft(history, image))
        why = "what an earlier session kept is broken";
    size_t more = history_depth(history) - before;
    if (more > 0)
        editor_tell(editor, false, "undo goes on with %zu change%s of earlier sessions", more, more == 1 ? "" : "s");
    if (why)
        editor_tell(editor, false, "undo ends here: %s", why);
    return image && !why;
}

KeptUndo kept_undo_take(Editor *editor)
{
    if (!editor->keeper || !editor->options.undofile || editor->notebook != editor_notebook(editor))
        return KEPT_UNDO_NONE;
    g_autoptr(HistoryImage) image = NULL;
    g_autofree char *why = NULL;
    if (!editor->keeper(editor->keeper_self, &image, &why)) {
        editor_error(editor, "the undo of earlier sessions is still being read: try again");
        return KEPT_UNDO_TOLD;
    }
    if (settle(editor, image, why))
        return KEPT_UNDO_TAKEN;
    return image || why ? KEPT_UNDO_TOLD : KEPT_UNDO_NONE;
}

/* What earlier sessions kept comes before the beginning: if that is forgotten, it is, too. */
void kept_undo_limit(Editor *editor)
{
    bool forgotten = history_limit(notebook_history(editor->notebook), editor->options.undolevels);
    if (forgotten && editor->notebook == editor_notebook(editor))
        editor->keeper = NULL;
}

HistoryImage *editor_undo_image(Editor *editor, bool *whole)
{
    HistoryLimits limits = limits_of(editor);
    *whole = !editor->keeper;
    if (!editor->options.undofile)
        return NULL;
    HistoryImage *image = history_image_new(notebook_history(editor_notebook(editor)), &limits);
    history_image_note_save(image);
    return image;
}

/* --- by hand ------------------------------------------------------------------------------------------------------- */

static char *path_of(const ExCall *call)
{
    return g_str_has_prefix(call->argument, "~/") ? g_build_filename(g_get_home_dir(), call->argument + 2, NULL)
                                                  : g_strdup(call->argument);
}

/* Whatever is there is not written over, but for another undo tree. */
static bool may_write(Editor *editor, const ExCall *call, const char *path)
{
    if (call->bang || !g_file_test(path, G_FILE_TEST_EXISTS))
        return true;
    gsize size = 0;
    g_autoptr(GBytes) there = file_read(path, NULL, NULL);
    const char *bytes = there ? g_bytes_get_data(there, &size) : NULL;
    if (bytes && history_image_is_file(bytes, size))
        return true;
    editor_error(editor, "E828: %s is no undo file (:wundo! overwrites it)", path);
    return false;
}

bool ex_write_undo(Editor *editor, ExCall *call)
{
    g_autofree char *path = path_of(call);
    if (!ex_may_touch_world(editor) || !may_write(editor, call, path))
        return false;
    if (kept_undo_take(editor) == KEPT_UNDO_TOLD && editor->keeper)
        return false;
    g_autoptr(GError) error = NULL;
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(editor->notebook);
    HistoryLimits limits = limits_of(editor);
    g_autoptr(HistoryImage) image = history_image_new(notebook_history(editor->notebook), &limits);
    if (history_image_is_empty(image)) {
        editor_tell(editor, false, "Nothing to undo: nothing is written");
        return true;
    }
    g_autoptr(GBytes) bytes = history_image_write(image, now);
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    if (!g_file_set_contents_full(path, data, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error)) {
        editor_error(editor, "E828: %s", error->message);
        return false;
    }
    editor_tell(editor, false, "\"%s\" holds %zu changes to undo", path, history_depth(notebook_history(editor->notebook)));
    return true;
}

bool ex_read_undo(Editor *editor, ExCall *call)
{
    g_autofree char *path = path_of(call);
    g_autoptr(GError) error = NULL;
    if (!ex_may_touch_world(editor))
        return false;
    g_autoptr(GBytes) bytes = file_read(path, NULL, &error);
    if (!bytes) {
        editor_error(editor, "E822: %s", error->message);
        return false;
    }
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(editor->notebook);
    g_autoptr(HistoryImage) image = history_image_read(bytes, now, &error);
    if (!image) {
        editor_error(editor, "E822: %s: not taken: %s", path, error->message);
        return false;
    }
    editor->keeper = NULL; /* what would have come before is what was read */
    if (!history_become(notebook_history(editor->notebook), image, notebook_generation(editor->notebook))) {
        editor_error(editor, "E822: %s: not taken: it is broken", path);
        return false;
    }
    editor_tell(editor, false, "\"%s\": %zu changes to undo", path, history_depth(notebook_history(editor->notebook)));
    return true;
}
