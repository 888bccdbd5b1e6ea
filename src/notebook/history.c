#include "notebook/history_state.h"

#include <string.h>

void history_change_free(gpointer data)
{
    Change *change = data;
    if (change->removed)
        g_string_free(change->removed, TRUE);
    if (change->inserted)
        g_string_free(change->inserted, TRUE);
    if (change->cell)
        cell_free(change->cell);
    g_free(change->name);
    g_free(change->value);
    cell_config_clear(&change->config);
    g_free(change);
}

Step *history_step_new(Step *parent)
{
    Step *step = g_new0(Step, 1);
    step->parent = parent;
    step->changes = g_ptr_array_new_with_free_func(history_change_free);
    return step;
}

/* Branches may be thousands of steps deep, so this walks instead of calling itself. */
void history_step_free_all(Step *step)
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
        g_clear_pointer(&step->record, g_bytes_unref);
        g_free(step->note);
        g_free(step);
        step = parent;
    }
}

void history_add_child(Step *parent, Step *child)
{
    if (!parent->children)
        parent->children = g_ptr_array_new();
    g_ptr_array_add(parent->children, child);
}

void history_begin(History *history, uint64_t content)
{
    if (history->root)
        history_step_free_all(history->root);
    history->root = history->now = history_step_new(NULL);
    history->root->before = history->root->after = content;
    history->root->time = g_get_real_time();
    history->open = false;
    history->saves = 0;
    g_ptr_array_set_size(history->steps, 0);
    g_ptr_array_add(history->steps, history->root);
}

History *history_new(void)
{
    History *history = g_new0(History, 1);
    history->steps = g_ptr_array_new();
    history->unseen = UINT64_MAX - 1; /* the last one is that of what was never saved */
    history_begin(history, 0);
    history->aliases = g_array_new(FALSE, FALSE, sizeof(Alias));
    return history;
}

void history_free(History *history)
{
    history_step_free_all(history->root);
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

void history_set_noter(History *history, HistoryNoter noter, gpointer self)
{
    history->noter = noter;
    history->noter_self = self;
}

void history_forget(History *history, uint64_t generation)
{
    history_begin(history, generation);
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
    Step *step = history_step_new(history->now);
    step->cursor = history->cursor;
    step->note = history->noter ? history->noter(history->noter_self) : NULL;
    step->before = step->after = history_content_generation(history, generation);
    history_add_child(history->now, step);
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

void history_note_option(History *history, uint64_t generation, const char *name, const char *old)
{
    Change *change = note_cell(history, generation, CHANGE_OPTION, 0, 0);
    change->name = g_strdup(name);
    change->value = g_strdup(old);
}

/* Seconds that still can be counted in microseconds: thousands of years. */
static const int64_t LONGEST = (int64_t)1 << 40;

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
    seconds = MIN(seconds, LONGEST);
    int64_t wanted = history->now->time + (later ? seconds : -seconds) * G_USEC_PER_SEC;
    for (size_t number = later ? history->steps->len - 1 : history->now->number; number > 0; number--) {
        const Step *step = g_ptr_array_index(history->steps, number);
        if (step->time <= wanted)
            return later ? MAX(number, history->now->number) : number;
    }
    return later ? history->now->number : 0;
}

void history_note_save(History *history, uint64_t generation)
{
    uint64_t content = history_content_generation(history, generation);
    for (guint i = history->steps->len; i > 0; i--) {
        Step *step = g_ptr_array_index(history->steps, i - 1);
        if (step->after == content) {
            step->saved = ++history->saves;
            return;
        }
    }
}

/* The save whose number comes closest from below (or from above), 0 if there is none. */
static size_t state_of_save(const History *history, int64_t wanted, bool above)
{
    const Step *found = history->root;
    for (guint i = 0; i < history->steps->len; i++) {
        const Step *step = g_ptr_array_index(history->steps, i);
        bool fits = step->saved && (above ? step->saved >= wanted : step->saved <= wanted);
        if (fits && (!found->saved || (above ? step->saved < found->saved : step->saved > found->saved)))
            found = step;
    }
    return found->number;
}

size_t history_number_of_save(const History *history, int64_t count, bool later)
{
    const Step *last = history->now;
    while (last->parent && !last->saved)
        last = last->parent;
    if (later)
        return last->saved + count > history->saves ? history_newest(history)
                                                    : state_of_save(history, last->saved + count, true);
    int64_t wanted = last->saved - count + (last != history->now); /* what came after a save counts as one */
    return wanted <= 0 ? 0 : state_of_save(history, wanted, false);
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
        each(i, depth, (now - step->time) / G_USEC_PER_SEC, step->saved, data);
    }
}
