/* What is forgotten of the undo tree: what does not fit any more, and what is older than there is room for. */
#include "notebook/history_state.h"

/* Of all steps, only those that are built upon `top`, or only the others. */
static void keep_steps(History *history, const Step *top, bool built_upon)
{
    g_autofree bool *upon = g_new0(bool, history->steps->len);
    guint left = 0;
    for (guint i = 0; i < history->steps->len; i++) {
        Step *step = g_ptr_array_index(history->steps, i);
        upon[i] = step == top || (step->parent && upon[step->parent->number]);
    }
    for (guint i = 0; i < history->steps->len; i++) {
        if (upon[i] == built_upon)
            g_ptr_array_index(history->steps, left++) = g_ptr_array_index(history->steps, i);
    }
    g_ptr_array_set_size(history->steps, (gint)left);
    for (guint i = 0; i < left; i++)
        ((Step *)g_ptr_array_index(history->steps, i))->number = i;
}

/* What was before a step is forgotten; the steps are those that are left already. */
static void become_root(History *history, Step *root)
{
    g_ptr_array_remove(root->parent->children, root);
    root->parent = NULL;
    g_ptr_array_set_size(root->changes, 0);
    g_clear_pointer(&root->record, g_bytes_unref);
    history_step_free_all(history->root);
    history->root = root;
}

void history_cut(History *history, Step *root)
{
    if (root == history->root)
        return;
    keep_steps(history, root, true);
    become_root(history, root);
}

void history_drop(History *history, Step *step)
{
    keep_steps(history, step, false);
    g_ptr_array_remove(step->parent->children, step);
    step->parent = NULL;
    history_step_free_all(step);
}

/* --- the oldest steps -------------------------------------------------------------------------------------------- */

/* Of each step by its number: the newest that was built upon it, whether it leads to what is there now, and whether it stays. */
typedef struct {
    guint newest;
    bool on_way, left;
} Age;

static Step *step_at(const History *history, guint number)
{
    return g_ptr_array_index(history->steps, number);
}

static Age *ages_of(const History *history)
{
    Age *ages = g_new0(Age, history->steps->len);
    for (guint i = history->steps->len; i > 0; i--) {
        const Step *step = step_at(history, i - 1);
        ages[i - 1].newest = MAX(ages[i - 1].newest, i - 1);
        if (step->parent)
            ages[step->parent->number].newest = MAX(ages[step->parent->number].newest, ages[i - 1].newest);
    }
    for (const Step *step = history->now; step; step = step->parent)
        ages[step->number].on_way = true;
    return ages;
}

/* Whether all that was built upon a step, but for what leads to now, is older than a number. */
static bool only_way_is_newer(const Step *step, const Age *ages, guint oldest)
{
    for (guint i = 0; step->children && i < step->children->len; i++) {
        const Step *child = g_ptr_array_index(step->children, i);
        if (!ages[child->number].on_way && ages[child->number].newest >= oldest)
            return false;
    }
    return true;
}

/* The last step on the way to now before which nothing is as new as a number. */
static Step *beginning_of(const History *history, const Age *ages, guint oldest)
{
    Step *beginning = history->now;
    for (Step *step = history->now->parent; step; step = step->parent) {
        if (step->number >= oldest || !only_way_is_newer(step, ages, oldest))
            beginning = step;
    }
    return beginning;
}

/* Marks what is left when branches and beginnings older than a number go; how many that are. */
static guint mark_left(const History *history, Age *ages, const Step *beginning, guint oldest)
{
    guint count = 0;
    for (guint i = 0; i < history->steps->len; i++) {
        const Step *step = step_at(history, i);
        bool upon = step->parent && ages[step->parent->number].left;
        ages[i].left = step == beginning || (upon && (ages[i].on_way || ages[i].newest >= oldest));
        count += ages[i].left;
    }
    return count;
}

static void forget_branches(Step *step, const Age *ages)
{
    for (guint i = step->children ? step->children->len : 0; i > 0; i--) {
        Step *child = g_ptr_array_index(step->children, i - 1);
        if (ages[child->number].left)
            continue;
        g_ptr_array_remove_index(step->children, i - 1);
        child->parent = NULL;
        history_step_free_all(child);
    }
}

static void keep_left(History *history, const Age *ages)
{
    guint left = 0;
    for (guint i = 0; i < history->steps->len; i++) {
        if (ages[i].left)
            g_ptr_array_index(history->steps, left++) = step_at(history, i);
    }
    g_ptr_array_set_size(history->steps, (gint)left);
    for (guint i = 0; i < left; i++)
        forget_branches(step_at(history, i), ages);
    for (guint i = 0; i < left; i++)
        step_at(history, i)->number = i;
}

bool history_limit(History *history, size_t most)
{
    size_t slack = most / 4; /* so that forgetting costs each step little */
    if (!most || history->open || history->steps->len <= most + 1 + slack)
        return false;
    g_autofree Age *ages = ages_of(history);
    guint wanted = (guint)most + 1, oldest = 0, left = history->steps->len;
    Step *beginning = history->root, *root = history->root;
    while (left > wanted) {
        oldest += left - wanted; /* an old step stays if a new one was built upon it: then others have to go */
        beginning = beginning_of(history, ages, oldest);
        left = mark_left(history, ages, beginning, oldest);
    }
    keep_left(history, ages);
    if (beginning == root)
        return false;
    become_root(history, beginning);
    return true;
}
