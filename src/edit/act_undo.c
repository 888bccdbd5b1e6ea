/* The undo tree: g- and g+, `:earlier`, `:later`, `:undo N`, `:undolist` (`:help undo-tree`). */
#include "edit/ex_text.h"

#include <stdlib.h>
#include <string.h>

#include "notebook/history.h"

/* What earlier sessions kept belongs to the tree; false: it is not there yet, which was told. */
static bool has_whole_tree(Editor *editor)
{
    return kept_undo_take(editor) != KEPT_UNDO_TOLD || !editor->keeper;
}

/* `count` states on or back, in the order in which they were made, on whatever branch they are. */
static bool step_states(Editor *editor, long count)
{
    editor_undo_break(editor);
    KeptUndo kept = kept_undo_take(editor);
    const History *history = notebook_history(editor->notebook);
    size_t now = history_number(history), newest = history_newest(history);
    if (count < 0 ? now == 0 : now == newest) {
        if (kept != KEPT_UNDO_TOLD)
            editor_tell(editor, false, "already at the %s change", count < 0 ? "oldest" : "newest");
        return true;
    }
    size_t back = MIN((size_t)labs(count), now), on = MIN((size_t)labs(count), newest - now);
    return editor_go_to_state(editor, count < 0 ? now - back : now + on);
}

static bool older_state(Editor *editor, const ActionCall *call)
{
    return step_states(editor, -call->count);
}

static bool newer_state(Editor *editor, const ActionCall *call)
{
    return step_states(editor, call->count);
}

/* Seconds in a unit of time, as `:earlier` has them; 0: there is no such unit. */
static long seconds_of(char unit)
{
    switch (unit) {
    case 's':
        return 1;
    case 'm':
        return 60;
    case 'h':
        return 60 * 60;
    case 'd':
        return 24 * 60 * 60;
    default:
        return 0;
    }
}

/* `:earlier 3`, `:earlier 10m`, `:later 1h`, `:earlier 2f`. */
bool ex_earlier(Editor *editor, ExCall *call)
{
    bool later = call->command->name[0] == 'l';
    char *unit = (char *)call->argument;
    long number = *unit ? strtol(call->argument, &unit, 10) : 1;
    long seconds = seconds_of(*unit);
    bool in_saves = strcmp(unit, "f") == 0, in_time = in_saves || (seconds && !unit[1]);
    if (number <= 0 || (*unit && !in_time)) {
        editor_error(editor, "E475: Invalid argument: %s", call->argument);
        return false;
    }
    number = MIN(number, INT_MAX);
    if (!in_time)
        return step_states(editor, later ? number : -number);
    editor_undo_break(editor);
    if (!has_whole_tree(editor))
        return false;
    const History *history = notebook_history(editor->notebook);
    return editor_go_to_state(editor, in_saves ? history_number_of_save(history, number, later)
                                               : history_number_at(history, (int64_t)number * seconds, later));
}

bool ex_undo(Editor *editor, ExCall *call)
{
    editor_undo_break(editor);
    if (!*call->argument)
        return editor_undo(editor, 1);
    char *end;
    long number = strtol(call->argument, &end, 10);
    if (*end || number < 0) {
        editor_error(editor, "E475: Invalid argument: %s", call->argument);
        return false;
    }
    if (!has_whole_tree(editor))
        return false;
    if (!editor_go_to_state(editor, (size_t)number)) {
        editor_error(editor, "E830: Undo number %ld not found", number);
        return false;
    }
    return true;
}

/* As Vim tells it: soon the time of the day, and of another day its date, too. */
static char *show_age(long seconds)
{
    const long RECENT = 100, HOURS = 12;
    if (seconds < RECENT)
        return g_strdup_printf("%ld second%s ago", seconds, seconds == 1 ? "" : "s");
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autoptr(GDateTime) then = g_date_time_add_seconds(now, -(double)seconds);
    return g_date_time_format(then, seconds < HOURS * seconds_of('h') ? "%H:%M:%S" : "%Y/%m/%d %H:%M:%S");
}

static void show_leaf(size_t number, size_t depth, int64_t age, uint32_t saved, gpointer data)
{
    GString *page = data;
    g_autofree char *when = show_age((long)age);
    g_string_append_printf(page, "%6zu %7zu  ", number, depth);
    if (saved)
        g_string_append_printf(page, "%-17s  %3u\n", when, saved);
    else
        g_string_append_printf(page, "%s\n", when);
}

bool ex_undo_list(Editor *editor, ExCall *call)
{
    if (!has_whole_tree(editor))
        return false;
    const History *history = notebook_history(editor->notebook);
    if (history_newest(history) == 0) {
        editor_tell(editor, false, "Nothing to undo");
        return true;
    }
    GString *page = g_string_new("number changes  when               saved\n");
    history_each_leaf(history, show_leaf, page);
    ex_show_page(editor, "undo", page);
    return true;
}

const Action ACTIONS_UNDO[] = {
    {"older-state", ACTION_COMMAND, "to the text before the change made before this state, on whatever branch",
     .function = older_state},
    {"newer-state", ACTION_COMMAND, "to the text after the change made next, on whatever branch",
     .function = newer_state},
    {NULL},
};
