/* The undo tree of an earlier session becomes the beginning of this one's. */
#include "notebook/history_image.h"

#include "notebook/history_record.h"

static const HistoryEntry *entry(const HistoryImage *image, guint number)
{
    return &g_array_index(image->entries, HistoryEntry, number);
}

static void free_step(gpointer step)
{
    history_step_free_all(step);
}

/* The steps without what leads from one to the other; NULL if one is broken. */
static GPtrArray *read_steps(const HistoryImage *image)
{
    g_autofree bool *done = g_new0(bool, image->entries->len);
    for (guint at = image->now; at > 0; at = entry(image, at)->parent)
        done[at] = true;
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func(free_step);
    for (guint i = 0; i < image->entries->len; i++) {
        Step *step = history_step_new(NULL);
        g_ptr_array_add(steps, step);
        if (i > 0 && !history_record_read(entry(image, i)->record, done[i], step))
            return NULL;
    }
    return g_steal_pointer(&steps);
}

static void fill(Step *step, const HistoryEntry *row, int64_t latest)
{
    step->time = CLAMP(row->time, 0, latest);
    step->saved = row->saved;
    step->kept = true;
    step->record = g_bytes_ref(row->record);
}

/* The step that the history began with becomes the present one of the tree. */
static void become(Step *root, Step *kept)
{
    GPtrArray *changes = root->changes;
    root->changes = kept->changes;
    kept->changes = changes;
    root->cursor = kept->cursor;
    g_clear_pointer(&root->record, g_bytes_unref);
}

static void add_children(Step *root, GPtrArray *children)
{
    for (guint i = 0; children && i < children->len; i++)
        history_add_child(root, g_ptr_array_index(children, i));
    if (children)
        g_ptr_array_set_size(children, 0);
}

/* The first state on the way to the present one from which on no step changed anything. */
static guint first_like_now(GPtrArray *steps, const HistoryImage *image)
{
    guint at = image->now;
    while (at > 0 && !((Step *)g_ptr_array_index(steps, at))->changes->len)
        at = entry(image, at)->parent;
    return at;
}

/* Parents, children, and which contents are the same. */
static void join_steps(History *history, GPtrArray *steps, const HistoryImage *image)
{
    uint64_t begun = history->root->after;
    guint same = first_like_now(steps, image);
    for (guint i = 0; i < steps->len; i++) {
        Step *step = g_ptr_array_index(steps, i);
        step->number = i;
        step->parent = i ? g_ptr_array_index(steps, entry(image, i)->parent) : NULL;
        step->after = i == same                                   ? begun
                      : step->parent && !step->changes->len ? step->parent->after
                                                            : --history->unseen;
        step->before = step->parent ? step->parent->after : step->after;
        if (step->parent)
            history_add_child(step->parent, step);
    }
    for (guint i = 0; i < steps->len; i++) {
        guint redo = entry(image, i)->redo;
        Step *step = g_ptr_array_index(steps, i), *next = redo ? g_ptr_array_index(steps, redo) : NULL;
        if (next) {
            g_ptr_array_remove(step->children, next);
            g_ptr_array_add(step->children, next); /* redo takes the last one */
        }
    }
}

bool history_graft(History *history, const HistoryImage *image)
{
    g_autoptr(GPtrArray) steps = read_steps(image);
    if (!steps)
        return false;
    Step *root = history->root;
    int64_t latest = g_get_real_time();
    uint32_t saved_since = root->saved ? root->saved + image->saves : 0;
    for (guint i = 0; i < history->steps->len; i++) {
        Step *step = g_ptr_array_index(history->steps, i);
        step->saved += step->saved ? image->saves : 0;
    }
    Step *kept = g_ptr_array_index(steps, image->now);
    g_autoptr(GPtrArray) since = g_steal_pointer(&root->children);
    become(root, kept);
    g_ptr_array_index(steps, image->now) = root;
    history_step_free_all(kept);
    for (guint i = 0; i < steps->len; i++)
        fill(g_ptr_array_index(steps, i), entry(image, i), latest);
    root->saved = saved_since ? saved_since : root->saved;
    join_steps(history, steps, image);
    add_children(root, since);

    g_ptr_array_set_free_func(steps, NULL);
    for (guint i = 1; i < history->steps->len; i++) {
        Step *step = g_ptr_array_index(history->steps, i);
        step->number = steps->len;
        g_ptr_array_add(steps, step);
    }
    history->root = g_ptr_array_index(steps, 0);
    history->saves += image->saves;
    g_ptr_array_unref(history->steps);
    history->steps = g_steal_pointer(&steps);
    return true;
}

bool history_become(History *history, const HistoryImage *image, uint64_t generation)
{
    g_autoptr(GPtrArray) steps = read_steps(image);
    if (!steps)
        return false;
    history_begin(history, history_content_generation(history, generation));
    return history_graft(history, image);
}
