/* Along the undo tree: taking steps back, and doing them again. */
#include "notebook/history_state.h"

#include <string.h>

/* --- undo and redo ------------------------------------------------------------------------------------ */

static Pos end_of(Pos start, const GString *text)
{
    const char *last = memrchr(text->str, '\n', text->len);
    if (!last)
        return (Pos){start.line, start.byte + text->len};
    size_t lines = 0;
    for (const char *at = text->str; (at = memchr(at, '\n', (size_t)(text->str + text->len - at))); at++)
        lines++;
    return (Pos){start.line + lines, text->len - (size_t)(last + 1 - text->str)};
}

static void swap_name(Change *change, Notebook *notebook)
{
    char *now = g_strdup(cell_name(notebook_cell(notebook, change->index)));
    notebook_set_cell_name(notebook, change->index, change->name);
    g_free(change->name);
    change->name = now;
}

static void swap_config(Change *change, Notebook *notebook)
{
    CellConfig now = cell_config_copy(cell_config(notebook_cell(notebook, change->index)));
    notebook_set_cell_config(notebook, change->index, &change->config);
    cell_config_clear(&change->config);
    change->config = now;
}

static void swap_option(Change *change, Notebook *notebook)
{
    char *now = g_strdup(notebook_header_option(notebook_header(notebook), change->name));
    notebook_set_option(notebook, change->name, change->value);
    g_free(change->value);
    change->value = now;
}

static void apply(Change *change, Notebook *notebook, bool undo)
{
    switch (change->kind) {
    case CHANGE_TEXT: {
        const GString *old = undo ? change->inserted : change->removed;
        const GString *new = undo ? change->removed : change->inserted;
        notebook_replace(notebook, change->start, end_of(change->start, old), new->str, new->len);
        break;
    }
    case CHANGE_PUT:
    case CHANGE_TAKE:
        if ((change->kind == CHANGE_PUT) == undo)
            change->cell = notebook_take_cell(notebook, change->index);
        else
            notebook_put_cell(notebook, change->index, g_steal_pointer(&change->cell));
        break;
    case CHANGE_MOVE:
        notebook_move_cell(notebook, undo ? change->to : change->index, undo ? change->index : change->to);
        break;
    case CHANGE_NAME:
        swap_name(change, notebook);
        break;
    case CHANGE_CONFIG:
        swap_config(change, notebook);
        break;
    case CHANGE_OPTION:
        swap_option(change, notebook);
        break;
    }
}

/* How many lines at the beginning of a change are the same before and after. */
static size_t equal_lines(const Change *change)
{
    if (change->kind != CHANGE_TEXT)
        return 0;
    size_t lines = 0, shorter = MIN(change->removed->len, change->inserted->len);
    for (size_t i = 0; i < shorter && change->removed->str[i] == change->inserted->str[i]; i++)
        lines += change->removed->str[i] == '\n';
    return lines;
}

/* Where the cursor goes: to the topmost line that changes, but back to where it was if that is near. */
typedef struct {
    bool found;
    bool exact;   /* a cell came or went there: go there from wherever */
    size_t above; /* number of lines above the place so far: Vim's "newlnum" */
    Pos pos;
} Search;

static void look_at(Search *search, const Change *change, bool undo, bool last, Pos cursor)
{
    size_t at = change->lines.at;
    size_t now = undo ? change->lines.after : change->lines.before;
    size_t then = undo ? change->lines.before : change->lines.after;
    if ((search->found && at >= search->above) || change->kind == CHANGE_OPTION)
        return;
    if (change->kind != CHANGE_TEXT) {
        *search = (Search){true, true, at, {at, 0}};
        return;
    }
    if (cursor.line + 1 >= at && cursor.line <= at + then) {
        *search = (Search){true, false, cursor.line, cursor};
        return;
    }
    size_t same = MIN(equal_lines(change), MIN(now, then));
    if (same == then && !search->found && last)
        *search = (Search){true, false, at, {at, 0}};
    else if (same < then)
        *search = (Search){true, false, at + same, {at + same, 0}};
}

/* --- steps of an earlier session ------------------------------------------------------------------------------- */

/* Is the text there that a change would replace? */
static bool text_fits(const Change *change, const Notebook *notebook, bool undo)
{
    const GString *old = undo ? change->inserted : change->removed;
    Pos start = change->start, end = end_of(start, old);
    if (end.line < start.line || end.line >= notebook_line_count(notebook))
        return false;
    size_t cell = notebook_cell_of_line(notebook, start.line);
    TextLine first = notebook_line(notebook, start.line), last = notebook_line(notebook, end.line);
    if (end.line > notebook_last_line(notebook, cell) || start.byte > first.length || end.byte > last.length)
        return false;
    g_autoptr(GString) there = notebook_slice(notebook, start, end);
    return g_string_equal(there, old);
}

static bool fits(const Change *change, const Notebook *notebook, bool undo)
{
    size_t cells = notebook_cell_count(notebook);
    switch (change->kind) {
    case CHANGE_TEXT:
        return text_fits(change, notebook, undo);
    case CHANGE_PUT:
    case CHANGE_TAKE:
        return (change->kind == CHANGE_PUT) == undo ? change->index < cells && !change->cell
                                                    : change->index <= cells && change->cell;
    case CHANGE_MOVE:
        return change->index < cells && change->to < cells;
    default:
        return change->index < cells;
    }
}

/* --- a step ---------------------------------------------------------------------------------------------------- */

static Change *change_at(const Step *step, guint i, bool undo)
{
    return g_ptr_array_index(step->changes, undo ? step->changes->len - 1 - i : i);
}

/* False: it does not fit, and nothing is changed. */
static bool apply_all(Step *step, Notebook *notebook, bool undo, Search *search)
{
    guint count = step->changes->len, done = 0;
    for (; done < count; done++) {
        Change *change = change_at(step, done, undo);
        if (step->kept && !fits(change, notebook, undo))
            break;
        look_at(search, change, undo, done + 1 == count, step->cursor);
        apply(change, notebook, undo);
    }
    if (done == count && (!step->kept || notebook_cell_count(notebook) > 0))
        return true;
    while (done > 0)
        apply(change_at(step, --done, undo), notebook, !undo);
    return false;
}

static HistoryPlace place_of(const Notebook *notebook, const Step *step, const Search *search)
{
    Pos pos = search->found ? search->pos : step->cursor;
    if (step->cursor.line + 1 == pos.line && !search->exact)
        pos.line--;
    size_t lines = notebook_line_count(notebook);
    bool has_byte = pos.line == step->cursor.line || search->exact;
    if (pos.line == step->cursor.line)
        pos.byte = step->cursor.byte;
    if (pos.line >= lines)
        return (HistoryPlace){{lines - 1, 0}, true, NULL};
    return (HistoryPlace){pos, has_byte, NULL};
}

/* That `generation` has a content that was there before.  Nobody asks for a generation of long ago. */
static void note_alias(History *history, uint64_t generation, uint64_t content)
{
    enum { MOST_ALIASES = 1 << 13 };
    if (history->aliases->len == MOST_ALIASES)
        g_array_remove_range(history->aliases, 0, MOST_ALIASES / 2);
    g_array_append_vals(history->aliases, &(Alias){generation, content}, 1);
}

static bool walk(History *history, Notebook *notebook, Step *step, bool undo, HistoryPlace *place)
{
    Search search = {0};
    history->replaying = true;
    bool done = apply_all(step, notebook, undo, &search);
    history->replaying = false;
    history->open = false;
    g_clear_pointer(&step->record, g_bytes_unref);

    bool after = undo != done; /* it is what the step led to */
    note_alias(history, notebook_generation(notebook), after ? step->after : step->before);
    if (done)
        *place = place_of(notebook, step, &search);
    place->note = done ? &step->note : NULL;
    return done;
}

bool history_undo(History *history, Notebook *notebook, HistoryPlace *place)
{
    Step *step = history->now;
    if (!step->parent)
        return false;
    if (!walk(history, notebook, step, true, place)) {
        history->misfit = true;
        history_cut(history, step);
        return false;
    }
    history->now = step->parent;
    return true;
}

bool history_redo(History *history, Notebook *notebook, HistoryPlace *place)
{
    GPtrArray *children = history->now->children;
    if (!children || !children->len)
        return false;
    Step *step = g_ptr_array_index(children, children->len - 1);
    if (!walk(history, notebook, step, false, place)) {
        history->misfit = true;
        history_drop(history, step);
        return false;
    }
    history->now = step;
    return true;
}

bool history_did_not_fit(History *history)
{
    bool misfit = history->misfit;
    history->misfit = false;
    return misfit;
}
