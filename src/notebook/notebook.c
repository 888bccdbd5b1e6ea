/* Lines are found through `first_lines`, the first line of each cell, which is valid up to
 * `valid_lines` cells and rebuilt from there when somebody asks: a burst of edits in one cell
 * costs one rebuild, and edits that keep the number of lines cost none.
 */
#include "notebook/notebook.h"

#include "notebook/history.h"

#include <string.h>

struct Notebook {
    NotebookHeader *header;
    GPtrArray *cells;    /* of Cell *, owned */
    size_t *first_lines; /* cells + 1 numbers; the last is the number of lines */
    size_t valid_lines;  /* how many of them hold */
    size_t room;         /* allocated */
    size_t looked_at;    /* the cell that was found last: whoever walks lines asks for it again, or the next */
    uint64_t generation;
    uint64_t structure_generation;
    History *history;
    NotebookListener listener;
    gpointer listener_data;
};

static void option_free(gpointer data)
{
    AppOption *option = data;
    g_free(option->name);
    g_free(option->value);
    g_free(option);
}

NotebookHeader *notebook_header_new(void)
{
    NotebookHeader *header = g_new0(NotebookHeader, 1);
    header->text = g_strdup("");
    header->options = g_ptr_array_new_with_free_func(option_free);
    return header;
}

NotebookHeader *notebook_header_copy(const NotebookHeader *header)
{
    NotebookHeader *copy = notebook_header_new();
    g_free(copy->text);
    copy->text = g_strdup(header->text);
    copy->version = g_strdup(header->version);
    for (guint i = 0; i < header->options->len; i++) {
        const AppOption *option = g_ptr_array_index(header->options, i);
        notebook_header_set_option(copy, option->name, option->value);
    }
    return copy;
}

void notebook_header_free(NotebookHeader *header)
{
    g_free(header->text);
    g_free(header->version);
    g_ptr_array_unref(header->options);
    g_free(header);
}

static AppOption *find_option(const NotebookHeader *header, const char *name)
{
    for (guint i = 0; i < header->options->len; i++) {
        AppOption *option = g_ptr_array_index(header->options, i);
        if (strcmp(option->name, name) == 0)
            return option;
    }
    return NULL;
}

void notebook_header_set_option(NotebookHeader *header, const char *name, const char *value)
{
    AppOption *option = find_option(header, name);
    if (!option) {
        option = g_new0(AppOption, 1);
        option->name = g_strdup(name);
        g_ptr_array_add(header->options, option);
    }
    char *copy = g_strdup(value);
    g_free(option->value);
    option->value = copy;
}

static void remove_option(NotebookHeader *header, const char *name)
{
    AppOption *option = find_option(header, name);
    if (option)
        g_ptr_array_remove(header->options, option);
}

const char *notebook_header_option(const NotebookHeader *header, const char *name)
{
    const AppOption *option = find_option(header, name);
    return option ? option->value : NULL;
}

static void free_cell(gpointer cell)
{
    cell_free(cell);
}

Notebook *notebook_new(void)
{
    Notebook *notebook = g_new0(Notebook, 1);
    notebook->header = notebook_header_new();
    notebook->cells = g_ptr_array_new_with_free_func(free_cell);
    notebook->history = history_new();
    return notebook;
}

void notebook_free(Notebook *notebook)
{
    history_free(notebook->history);
    notebook_header_free(notebook->header);
    g_ptr_array_unref(notebook->cells);
    g_free(notebook->first_lines);
    g_free(notebook);
}

NotebookHeader *notebook_header(Notebook *notebook)
{
    return notebook->header;
}

size_t notebook_cell_count(const Notebook *notebook)
{
    return notebook->cells->len;
}

Cell *notebook_cell(const Notebook *notebook, size_t index)
{
    g_assert(index < notebook->cells->len);
    return g_ptr_array_index(notebook->cells, index);
}

bool notebook_find_cell(const Notebook *notebook, uint64_t id, size_t *index)
{
    for (guint i = 0; i < notebook->cells->len; i++) {
        if (cell_id(g_ptr_array_index(notebook->cells, i)) == id) {
            if (index)
                *index = i;
            return true;
        }
    }
    return false;
}

/* --- lines -------------------------------------------------------------------------------------- */

/* The index is a cache: reading may fill it. */
static void ensure_lines(const Notebook *constant, size_t cells)
{
    Notebook *notebook = (Notebook *)constant;
    if (notebook->valid_lines > cells)
        return;
    size_t needed = notebook->cells->len + 1;
    if (notebook->room < needed) {
        notebook->room = needed * 2;
        notebook->first_lines = g_renew(size_t, notebook->first_lines, notebook->room);
    }
    if (notebook->valid_lines == 0) {
        notebook->first_lines[0] = 0;
        notebook->valid_lines = 1;
    }
    for (size_t i = notebook->valid_lines; i < needed; i++)
        notebook->first_lines[i] = notebook->first_lines[i - 1] + text_line_count(cell_text(notebook_cell(notebook, i - 1)));
    notebook->valid_lines = needed;
}

static void forget_lines_behind(Notebook *notebook, size_t index)
{
    notebook->valid_lines = MIN(notebook->valid_lines, index + 1);
}

size_t notebook_line_count(const Notebook *notebook)
{
    ensure_lines(notebook, notebook->cells->len);
    return notebook->first_lines[notebook->cells->len];
}

size_t notebook_first_line(const Notebook *notebook, size_t index)
{
    g_assert(index < notebook->cells->len);
    ensure_lines(notebook, index);
    return notebook->first_lines[index];
}

size_t notebook_last_line(const Notebook *notebook, size_t index)
{
    return notebook_first_line(notebook, index) + text_line_count(cell_text(notebook_cell(notebook, index))) - 1;
}

/* A cache, as the lines are. */
static size_t note_looked_at(const Notebook *constant, size_t cell)
{
    Notebook *notebook = (Notebook *)constant;
    notebook->looked_at = cell;
    return cell;
}

size_t notebook_cell_of_line(const Notebook *notebook, size_t line)
{
    g_assert(line < notebook_line_count(notebook));
    size_t low = 0, high = notebook->cells->len;
    for (size_t near = notebook->looked_at; near < MIN(notebook->looked_at + 2, high); near++) {
        if (notebook->first_lines[near] <= line && line < notebook->first_lines[near + 1])
            return note_looked_at(notebook, near);
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (notebook->first_lines[middle] <= line)
            low = middle;
        else
            high = middle;
    }
    return note_looked_at(notebook, low);
}

TextLine notebook_line(const Notebook *notebook, size_t line)
{
    size_t index = notebook_cell_of_line(notebook, line);
    return text_line(cell_text(notebook_cell(notebook, index)), line - notebook->first_lines[index]);
}

GString *notebook_slice(const Notebook *notebook, Pos start, Pos end)
{
    GString *slice = g_string_new(NULL);
    for (size_t line = start.line; line <= end.line; line++) {
        TextLine text = notebook_line(notebook, line);
        size_t from = line == start.line ? start.byte : 0;
        size_t to = line == end.line ? end.byte : text.length;
        g_string_append_len(slice, text.bytes + from, (gssize)(to - from));
        if (line < end.line)
            g_string_append_c(slice, '\n');
    }
    return slice;
}

/* --- changes ------------------------------------------------------------------------------------- */

static void lines_changed(Notebook *notebook, size_t at, size_t before, size_t after)
{
    if (notebook->listener)
        notebook->listener(at, before, after, notebook->listener_data);
}

Pos notebook_replace(Notebook *notebook, Pos start, Pos end, const char *bytes, size_t length)
{
    size_t index = notebook_cell_of_line(notebook, start.line);
    size_t first = notebook_first_line(notebook, index);
    g_assert(end.line <= notebook_last_line(notebook, index));

    Text *text = cell_text_for_change(notebook_cell(notebook, index));
    size_t lines = text_line_count(text);
    TextPos from = {start.line - first, start.byte}, to = {end.line - first, end.byte};
    bool to_line_end = end.byte == text_line(text, to.line).length && start.byte == text_line(text, from.line).length;
    GString *removed = text_slice(text, from, to);
    LineChange change = line_change_of(start, end, to_line_end, removed->str, removed->len, bytes, length);
    TextPos after = text_replace(text, from, to, bytes, length);
    if (history_recording(notebook->history))
        history_note_text(notebook->history, notebook->generation, start, change, removed, bytes, length);
    else
        g_string_free(removed, TRUE);
    if (text_line_count(text) != lines)
        forget_lines_behind(notebook, index);
    notebook->generation++;
    lines_changed(notebook, change.at, change.before, change.after);
    return (Pos){first + after.line, after.byte};
}

static void structure_changed(Notebook *notebook, size_t index)
{
    forget_lines_behind(notebook, index);
    notebook->generation++;
    notebook->structure_generation++;
}

/* Of a cell that is there or has just gone: its lines are counted up to it alone. */
static size_t first_line_at(const Notebook *notebook, size_t index)
{
    ensure_lines(notebook, index);
    return notebook->first_lines[index];
}

Cell *notebook_insert_cell(Notebook *notebook, size_t index, const char *name, CellKind kind,
                           const CellConfig *config, const char *code, gssize length)
{
    Cell *cell = cell_new(name, kind, config, code, length);
    if (history_recording(notebook->history))
        history_note_put(notebook->history, notebook->generation, index, first_line_at(notebook, index));
    notebook_put_cell(notebook, index, cell);
    return cell;
}

void notebook_insert_snapshot(Notebook *notebook, size_t index, const CellSnapshot *snapshot)
{
    if (history_recording(notebook->history))
        history_note_put(notebook->history, notebook->generation, index, first_line_at(notebook, index));
    notebook_put_cell(notebook, index, cell_from_snapshot(snapshot));
}

void notebook_remove_cell(Notebook *notebook, size_t index)
{
    size_t line = first_line_at(notebook, index);
    uint64_t generation = notebook->generation;
    Cell *cell = notebook_take_cell(notebook, index);
    history_note_take(notebook->history, generation, index, line, cell);
}

Cell *notebook_take_cell(Notebook *notebook, size_t index)
{
    size_t line = first_line_at(notebook, index);
    Cell *cell = g_ptr_array_steal_index(notebook->cells, (guint)index);
    structure_changed(notebook, index);
    lines_changed(notebook, line, text_line_count(cell_text(cell)), 0);
    return cell;
}

void notebook_put_cell(Notebook *notebook, size_t index, Cell *cell)
{
    g_ptr_array_insert(notebook->cells, (gint)index, cell);
    structure_changed(notebook, index);
    lines_changed(notebook, first_line_at(notebook, index), 0, text_line_count(cell_text(cell)));
}

void notebook_move_cell(Notebook *notebook, size_t from, size_t to)
{
    if (history_recording(notebook->history))
        history_note_move(notebook->history, notebook->generation, from, to, first_line_at(notebook, MIN(from, to)));
    Cell *cell = g_ptr_array_steal_index(notebook->cells, (guint)from);
    g_ptr_array_insert(notebook->cells, (gint)to, cell);
    structure_changed(notebook, MIN(from, to));
}

void notebook_set_cell_name(Notebook *notebook, size_t index, const char *name)
{
    Cell *cell = notebook_cell(notebook, index);
    if (history_recording(notebook->history))
        history_note_name(notebook->history, notebook->generation, index, first_line_at(notebook, index),
                          cell_name(cell));
    cell_set_name(cell, name);
    structure_changed(notebook, index);
}

void notebook_set_cell_config(Notebook *notebook, size_t index, const CellConfig *config)
{
    Cell *cell = notebook_cell(notebook, index);
    if (history_recording(notebook->history))
        history_note_config(notebook->history, notebook->generation, index, first_line_at(notebook, index),
                            cell_config(cell));
    cell_set_config(cell, config);
    structure_changed(notebook, index);
}

void notebook_set_option(Notebook *notebook, const char *name, const char *value)
{
    if (history_recording(notebook->history))
        history_note_option(notebook->history, notebook->generation, name, notebook_header_option(notebook->header, name));
    if (value)
        notebook_header_set_option(notebook->header, name, value);
    else
        remove_option(notebook->header, name);
    structure_changed(notebook, notebook->cells->len);
}

History *notebook_history(Notebook *notebook)
{
    return notebook->history;
}

void notebook_forget_history(Notebook *notebook)
{
    history_forget(notebook->history, notebook->generation);
}

uint64_t notebook_content_generation(const Notebook *notebook, uint64_t generation)
{
    return history_content_generation(notebook->history, generation);
}

void notebook_set_listener(Notebook *notebook, NotebookListener listener, gpointer data)
{
    notebook->listener = listener;
    notebook->listener_data = data;
}

uint64_t notebook_generation(const Notebook *notebook)
{
    return notebook->generation;
}

uint64_t notebook_structure_generation(const Notebook *notebook)
{
    return notebook->structure_generation;
}

/* --- snapshots ------------------------------------------------------------------------------------ */

static void unref_cell_snapshot(gpointer snapshot)
{
    cell_snapshot_unref(snapshot);
}

NotebookSnapshot *notebook_snapshot(Notebook *notebook)
{
    NotebookSnapshot *snapshot = g_new(NotebookSnapshot, 1);
    snapshot->header = notebook_header_copy(notebook->header);
    snapshot->cells = g_ptr_array_new_full(notebook->cells->len, unref_cell_snapshot);
    for (guint i = 0; i < notebook->cells->len; i++)
        g_ptr_array_add(snapshot->cells, cell_snapshot(g_ptr_array_index(notebook->cells, i)));
    snapshot->generation = notebook->generation;
    snapshot->references = 1;
    return snapshot;
}

NotebookSnapshot *notebook_snapshot_ref(NotebookSnapshot *snapshot)
{
    g_atomic_int_inc(&snapshot->references);
    return snapshot;
}

void notebook_snapshot_unref(NotebookSnapshot *snapshot)
{
    if (!g_atomic_int_dec_and_test(&snapshot->references))
        return;
    notebook_header_free(snapshot->header);
    g_ptr_array_unref(snapshot->cells);
    g_free(snapshot);
}
