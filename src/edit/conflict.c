/* Changes of the file that came while it is edited: taking them in as one step, and the cells that both sides changed,
 * which wait here until somebody decides. */
#include "edit/editor_private.h"

#include <string.h>

#include "notebook/history.h"
#include "notebook/line_diff.h"

typedef struct {
    CellConflict *conflict;
    uint64_t both; /* the cell that was made of theirs, or 0: while it is there, it is decided */
} Waiting;

static void free_waiting(gpointer data)
{
    Waiting *waiting = data;
    cell_conflict_free(waiting->conflict);
    g_free(waiting);
}

void conflicts_init(Editor *editor)
{
    editor->conflicts = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free_waiting);
}

void conflicts_clear(Editor *editor)
{
    g_hash_table_unref(editor->conflicts);
}

/* --- what waits ------------------------------------------------------------------------------------------------------ */

/* Undo and redo decide, too: a cell that is what it would be by taking theirs, or is gone, is no question. */
static bool is_open(const Editor *editor, const Waiting *waiting)
{
    size_t index;
    const CellConflict *conflict = waiting->conflict;
    if (!notebook_find_cell(editor->notebook, conflict->cell, &index))
        return false;
    if (waiting->both && notebook_find_cell(editor->notebook, waiting->both, NULL))
        return false;
    if (conflict->kind != CONFLICT_CHANGED)
        return true;
    g_autoptr(CellSnapshot) now = cell_snapshot(notebook_cell(editor->notebook, index));
    return !cell_snapshot_same(now, conflict->theirs);
}

static Waiting *find_open(const Editor *editor, uint64_t cell)
{
    Waiting *waiting = g_hash_table_lookup(editor->conflicts, &cell);
    return waiting && is_open(editor, waiting) ? waiting : NULL;
}

const CellConflict *editor_conflict(const Editor *editor, uint64_t cell)
{
    const Waiting *waiting = find_open(editor, cell);
    return waiting ? waiting->conflict : NULL;
}

size_t editor_conflict_count(const Editor *editor)
{
    size_t count = 0;
    GHashTableIter all;
    g_hash_table_iter_init(&all, editor->conflicts);
    for (gpointer waiting; g_hash_table_iter_next(&all, NULL, &waiting);)
        count += is_open(editor, waiting);
    return count;
}

GPtrArray *editor_conflict_origins(const Editor *editor)
{
    GPtrArray *origins = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    GHashTableIter all;
    g_hash_table_iter_init(&all, editor->conflicts);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        const CellConflict *conflict = ((Waiting *)value)->conflict;
        if (is_open(editor, value) && conflict->origin)
            g_ptr_array_add(origins, cell_snapshot_ref(conflict->origin));
    }
    return origins;
}

void conflict_close(Editor *editor, uint64_t cell)
{
    g_hash_table_remove(editor->conflicts, &cell);
}

void conflict_close_by(Editor *editor, uint64_t cell, uint64_t both)
{
    Waiting *waiting = g_hash_table_lookup(editor->conflicts, &cell);
    if (waiting)
        waiting->both = both;
}

void editor_add_conflict(Editor *editor, uint64_t cell, const CellConflict *conflict)
{
    Waiting *waiting = g_new0(Waiting, 1);
    waiting->conflict = cell_conflict_new(cell, conflict->kind, conflict->theirs, conflict->origin);
    g_hash_table_replace(editor->conflicts, &waiting->conflict->cell, waiting);
}

void editor_forget_conflicts(Editor *editor)
{
    g_hash_table_remove_all(editor->conflicts);
}

/* What waited before is a question about what the file holds now. */
static void renew_conflicts(Editor *editor, const NotebookSnapshot *theirs)
{
    g_autoptr(GHashTable) cells = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < theirs->cells->len; i++) {
        CellSnapshot *cell = g_ptr_array_index(theirs->cells, i);
        g_hash_table_insert(cells, &cell->id, cell);
    }
    GHashTableIter all;
    g_hash_table_iter_init(&all, editor->conflicts);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        CellConflict *conflict = ((Waiting *)value)->conflict;
        CellSnapshot *now = g_hash_table_lookup(cells, &conflict->cell);
        if (conflict->kind == CONFLICT_DELETED_HERE)
            continue;
        g_clear_pointer(&conflict->theirs, cell_snapshot_unref);
        conflict->theirs = now ? cell_snapshot_ref(now) : NULL;
        conflict->kind = now ? CONFLICT_CHANGED : CONFLICT_DELETED_THERE;
    }
}

/* --- taking changes in ------------------------------------------------------------------------------------------------ */

/* Where the cursor is in its cell, whatever becomes of that. */
typedef struct {
    CellSnapshot *cell;
    size_t index, line, byte;
} Place;

static Place place_of_cursor(const Editor *editor)
{
    size_t index = editor_cell(editor);
    return (Place){cell_snapshot(notebook_cell(editor->notebook, index)), index,
                   editor->cursor.line - notebook_first_line(editor->notebook, index), editor->cursor.byte};
}

static void go_to_place(Editor *editor, const Place *place)
{
    size_t index, line = 0;
    if (notebook_find_cell(editor->notebook, place->cell->id, &index)) {
        g_autoptr(CellSnapshot) now = cell_snapshot(notebook_cell(editor->notebook, index));
        g_autoptr(LineDiff) diff = line_diff_new(place->cell->code, now->code);
        line = line_diff_follow(diff, place->line);
    } else {
        index = MIN(place->index, notebook_cell_count(editor->notebook) - 1);
    }
    line = MIN(notebook_first_line(editor->notebook, index) + line, notebook_last_line(editor->notebook, index));
    editor_set_cursor(editor, (Pos){line, MIN(place->byte, editor_line_length(editor, line))});
    editor_clamp_cursor(editor);
}

void editor_take(Editor *editor, const NotebookSnapshot *want)
{
    History *history = notebook_history(editor->notebook);
    history_break(history);
    history_set_cursor(history, editor->cursor);
    Place place = place_of_cursor(editor);
    notebook_take(editor->notebook, want);
    if (notebook_cell_count(editor->notebook) == 0)
        notebook_insert_cell(editor->notebook, 0, "_", CELL_PLAIN, NULL, "", 0);
    columns_forget(editor);
    history_break(history);
    go_to_place(editor, &place);
    cell_snapshot_unref(place.cell);
}

void editor_merge(Editor *editor, const NotebookMerge *merge)
{
    editor_take(editor, merge->notebook);
    renew_conflicts(editor, merge->base);
    for (guint i = 0; i < merge->conflicts->len; i++) {
        const CellConflict *conflict = g_ptr_array_index(merge->conflicts, i);
        editor_add_conflict(editor, conflict->cell, conflict);
    }
}

bool editor_is_at_rest(const Editor *editor)
{
    bool rests = editor->mode == MODE_MODELESS ? !editor_is_typing(editor) : editor_mode(editor) == MODE_NORMAL || editor_mode(editor) == MODE_OUTPUT;
    return rests && !*editor_pending(editor) && !editor_awaits_key(editor) &&
           !editor->input.busy && !editor->input.recording;
}
