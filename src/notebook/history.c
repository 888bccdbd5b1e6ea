#include "notebook/history.h"

#include <string.h>

typedef enum { CHANGE_TEXT, CHANGE_PUT, CHANGE_TAKE, CHANGE_MOVE, CHANGE_NAME, CHANGE_CONFIG } ChangeKind;

/* One change, as it was done; undoing swaps what is kept with what is there. */
typedef struct {
    ChangeKind kind;
    Pos start;
    LineChange lines;
    GString *removed, *inserted;
    size_t index, to;
    Cell *cell; /* owned while it is out of the notebook */
    char *name;
    CellConfig config;
} Change;

typedef struct Step Step;
struct Step {
    Step *parent;
    GPtrArray *children; /* of Step *, owned, newest last; NULL if none */
    GPtrArray *changes;  /* of Change *, owned, in order */
    Pos cursor;          /* before the first change */
    uint64_t before, after; /* generations of the contents */
    size_t number;       /* in the order in which steps were made; the root is 0 */
    int64_t time;        /* when it was made: microseconds */
};

typedef struct {
    uint64_t generation, content;
} Alias;

struct History {
    Step *root, *now;
    GPtrArray *steps; /* of Step *, by number */
    bool open;      /* `now` still grows */
    bool replaying;
    Pos cursor;
    uint64_t forgotten;
    GArray *aliases; /* of Alias, by generation: contents that came back */
};

static void change_free(gpointer data)
{
    Change *change = data;
    if (change->removed)
        g_string_free(change->removed, TRUE);
    if (change->inserted)
        g_string_free(change->inserted, TRUE);
    if (change->cell)
        cell_free(change->cell);
    g_free(change->name);
    cell_config_clear(&change->config);
    g_free(change);
}

static Step *step_new(Step *parent)
{
    Step *step = g_new0(Step, 1);
    step->parent = parent;
    step->changes = g_ptr_array_new_with_free_func(change_free);
    return step;
}

/* Branches may be thousands of steps deep, so this walks instead of calling itself. */
static void step_free_all(Step *step)
{
    while (step) {
        if (step->children && step->children->len) {
            Step *child = g_ptr_array_steal_index(step->children, step->children->len - 1);
            child->parent = step;
            step = child;
            continue;
        }
        Step *parent = step->parent;
        if (step->children)
            g_ptr_array_unref(step->children);
        g_ptr_array_unref(step->changes);
        g_free(step);
        step = parent;
    }
}

/* Only the beginning is there. */
static void begin(History *history)
{
    history->root = history->now = step_new(NULL);
    history->root->time = g_get_real_time();
    g_ptr_array_set_size(history->steps, 0);
    g_ptr_array_add(history->steps, history->root);
}

History *history_new(void)
{
    History *history = g_new0(History, 1);
    history->steps = g_ptr_array_new();
    begin(history);
    history->aliases = g_array_new(FALSE, FALSE, sizeof(Alias));
    return history;
}

void history_free(History *history)
{
    step_free_all(history->root);
    g_ptr_array_unref(history->steps);
    g_array_unref(history->aliases);
    g_free(history);
}

bool history_is_open(const History *history)
{
    return history->open;
}

void history_break(History *history)
{
    history->open = false;
}

void history_set_cursor(History *history, Pos cursor)
{
    history->cursor = cursor;
}

void history_forget(History *history)
{
    step_free_all(history->root);
    begin(history);
    history->open = false;
    g_array_set_size(history->aliases, 0);
}

size_t history_depth(const History *history)
{
    size_t depth = 0;
    for (const Step *step = history->now; step->parent; step = step->parent)
        depth++;
    return depth;
}

bool history_recording(const History *history)
{
    return !history->replaying;
}

static int compare_alias(gconstpointer a, gconstpointer b)
{
    uint64_t left = ((const Alias *)a)->generation, right = ((const Alias *)b)->generation;
    return (left > right) - (left < right);
}

uint64_t history_content_generation(const History *history, uint64_t generation)
{
    Alias wanted = {.generation = generation};
    guint index;
    if (g_array_binary_search(history->aliases, &wanted, compare_alias, &index))
        return g_array_index(history->aliases, Alias, index).content;
    return generation;
}

/* --- recording -------------------------------------------------------------------------------------- */

static size_t count_newlines(const char *bytes, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += bytes[i] == '\n';
    return count;
}

LineChange line_change_of(Pos start, Pos end, bool to_line_end, const char *removed, size_t removed_length,
                          const char *inserted, size_t inserted_length)
{
    size_t before = count_newlines(removed, removed_length), after = count_newlines(inserted, inserted_length);
    bool any = before || after;
    if (any && start.byte == 0 && end.byte == 0 && (!inserted_length || inserted[inserted_length - 1] == '\n'))
        return (LineChange){start.line, before, after};
    if (any && to_line_end && (!removed_length || removed[0] == '\n') && (!inserted_length || inserted[0] == '\n'))
        return (LineChange){start.line + 1, before, after};
    return (LineChange){start.line, before + 1, after + 1};
}

void history_touch(History *history, uint64_t generation)
{
    if (history->open)
        return;
    Step *step = step_new(history->now);
    step->cursor = history->cursor;
    step->before = step->after = history_content_generation(history, generation);
    if (!history->now->children)
        history->now->children = g_ptr_array_new();
    g_ptr_array_add(history->now->children, step);
    step->number = history->steps->len;
    step->time = g_get_real_time();
    g_ptr_array_add(history->steps, step);
    history->now = step;
    history->open = true;
}

static Change *note(History *history, uint64_t generation, ChangeKind kind)
{
    history_touch(history, generation);
    Change *change = g_new0(Change, 1);
    change->kind = kind;
    g_ptr_array_add(history->now->changes, change);
    history->now->after = generation + 1;
    return change;
}

/* Typing makes one change of many: what follows directly behind the last insertion joins it. */
static bool grows_last(History *history, Pos start, const GString *removed, const char *inserted, size_t length)
{
    if (!history->open || removed->len || !history->now->changes->len || memchr(inserted, '\n', length))
        return false;
    Change *last = g_ptr_array_index(history->now->changes, history->now->changes->len - 1);
    if (last->kind != CHANGE_TEXT || last->start.line != start.line || last->lines.after > 1 ||
        last->start.byte + last->inserted->len != start.byte || memchr(last->inserted->str, '\n', last->inserted->len))
        return false;
    g_string_append_len(last->inserted, inserted, (gssize)length);
    return true;
}

void history_note_text(History *history, uint64_t generation, Pos start, LineChange lines, GString *removed,
                       const char *inserted, size_t length)
{
    if (grows_last(history, start, removed, inserted, length)) {
        history->now->after = generation + 1;
        g_string_free(removed, TRUE);
        return;
    }
    Change *change = note(history, generation, CHANGE_TEXT);
    change->start = start;
    change->lines = lines;
    change->removed = removed;
    change->inserted = g_string_new_len(inserted, (gssize)length);
}

static Change *note_cell(History *history, uint64_t generation, ChangeKind kind, size_t index, size_t line)
{
    Change *change = note(history, generation, kind);
    change->index = index;
    change->lines = (LineChange){line, 1, 1};
    return change;
}

void history_note_put(History *history, uint64_t generation, size_t index, size_t line)
{
    note_cell(history, generation, CHANGE_PUT, index, line);
}

void history_note_take(History *history, uint64_t generation, size_t index, size_t line, Cell *cell)
{
    note_cell(history, generation, CHANGE_TAKE, index, line)->cell = cell;
}

void history_note_move(History *history, uint64_t generation, size_t from, size_t to, size_t line)
{
    note_cell(history, generation, CHANGE_MOVE, from, line)->to = to;
}

void history_note_name(History *history, uint64_t generation, size_t index, size_t line, const char *old)
{
    note_cell(history, generation, CHANGE_NAME, index, line)->name = g_strdup(old);
}

void history_note_config(History *history, uint64_t generation, size_t index, size_t line, const CellConfig *old)
{
    note_cell(history, generation, CHANGE_CONFIG, index, line)->config = cell_config_copy(old);
}

/* --- undo and redo ------------------------------------------------------------------------------------ */

static Pos end_of(Pos start, const GString *text)
{
    const char *last = memrchr(text->str, '\n', text->len);
    if (!last)
        return (Pos){start.line, start.byte + text->len};
    return (Pos){start.line + count_newlines(text->str, text->len), text->len - (size_t)(last + 1 - text->str)};
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
    if (search->found && at >= search->above)
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

static void walk(History *history, Notebook *notebook, Step *step, bool undo, HistoryPlace *place)
{
    Search search = {0};
    history->replaying = true;
    guint count = step->changes->len;
    for (guint i = 0; i < count; i++) {
        Change *change = g_ptr_array_index(step->changes, undo ? count - 1 - i : i);
        look_at(&search, change, undo, i + 1 == count, step->cursor);
        apply(change, notebook, undo);
    }
    history->replaying = false;
    history->open = false;

    Alias alias = {notebook_generation(notebook), undo ? step->before : step->after};
    g_array_append_val(history->aliases, alias);

    Pos pos = search.found ? search.pos : step->cursor;
    if (step->cursor.line + 1 == pos.line && !search.exact)
        pos.line--;
    size_t lines = notebook_line_count(notebook);
    place->has_byte = pos.line == step->cursor.line || search.exact;
    if (pos.line == step->cursor.line)
        pos.byte = step->cursor.byte;
    if (pos.line >= lines) {
        pos = (Pos){lines - 1, 0};
        place->has_byte = true;
    }
    place->pos = pos;
}

bool history_undo(History *history, Notebook *notebook, HistoryPlace *place)
{
    Step *step = history->now;
    if (!step->parent)
        return false;
    walk(history, notebook, step, true, place);
    history->now = step->parent;
    return true;
}

bool history_redo(History *history, Notebook *notebook, HistoryPlace *place)
{
    GPtrArray *children = history->now->children;
    if (!children || !children->len)
        return false;
    Step *step = g_ptr_array_index(children, children->len - 1);
    walk(history, notebook, step, false, place);
    history->now = step;
    return true;
}

/* --- the tree ------------------------------------------------------------------------------------------- */

size_t history_number(const History *history)
{
    return history->now->number;
}

size_t history_newest(const History *history)
{
    return history->steps->len - 1;
}

/* A parent is older than its children, so the older of two steps cannot be below the other. */
bool history_route(History *history, size_t number, size_t *undos, size_t *redos)
{
    *undos = *redos = 0;
    if (number >= history->steps->len)
        return false;
    const Step *from = history->now;
    Step *to = g_ptr_array_index(history->steps, number);
    while (from != to) {
        if (from->number > to->number) {
            from = from->parent;
            ++*undos;
            continue;
        }
        GPtrArray *children = to->parent->children;
        g_ptr_array_remove(children, to);
        g_ptr_array_add(children, to); /* redo takes the last one */
        to = to->parent;
        ++*redos;
    }
    return true;
}

size_t history_number_at(const History *history, int64_t seconds, bool later)
{
    int64_t wanted = history->now->time + (later ? seconds : -seconds) * G_USEC_PER_SEC;
    for (size_t number = later ? history->steps->len - 1 : history->now->number; number > 0; number--) {
        const Step *step = g_ptr_array_index(history->steps, number);
        if (step->time <= wanted)
            return later ? MAX(number, history->now->number) : number;
    }
    return later ? history->now->number : 0;
}

void history_each_leaf(const History *history, HistoryEach each, gpointer data)
{
    int64_t now = g_get_real_time();
    for (guint i = 1; i < history->steps->len; i++) {
        const Step *step = g_ptr_array_index(history->steps, i);
        size_t depth = 0;
        if (step->children && step->children->len)
            continue;
        for (const Step *at = step; at->parent; at = at->parent)
            depth++;
        each(i, depth, (now - step->time) / G_USEC_PER_SEC, data);
    }
}
