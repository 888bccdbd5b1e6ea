/* All actions: the rows of the act_*.c files, sorted by name once. */
#include "edit/editor_private.h"

#include <stdlib.h>
#include <string.h>

/* One line for each file of rows. */
static const Action *const FILES[] = {
    ACTIONS_MOVE, ACTIONS_OBJECT, ACTIONS_OPERATOR, ACTIONS_CHANGE, ACTIONS_INSERT,
    ACTIONS_VISUAL, ACTIONS_MARK, ACTIONS_MACRO, ACTIONS_VIEW, ACTIONS_PUT, ACTIONS_COMPLETE,
    ACTIONS_SEARCH, ACTIONS_EX, ACTIONS_CELL, ACTIONS_RUN, ACTIONS_PROMPT, ACTIONS_PROMPT_WINDOW, ACTIONS_MODELESS, ACTIONS_KILL,
    ACTIONS_LINES, ACTIONS_CONFLICT, ACTIONS_WIDGET, ACTIONS_MENU, ACTIONS_PICK, ACTIONS_PANEL,
    ACTIONS_OUTPUT, ACTIONS_TABLE, ACTIONS_TABLE_EDIT,
    ACTIONS_COMPLETION, ACTIONS_LOOKUP,
    ACTIONS_UNDO, ACTIONS_MATCH, ACTIONS_FILL, ACTIONS_SURROUND, ACTIONS_TELL, ACTIONS_EXPRESSION,
    ACTIONS_EXTRACT, ACTIONS_FILE, ACTIONS_LANGUAGE, ACTIONS_SCRATCH, ACTIONS_SNIPPET, ACTIONS_SNIPPET_PLACE,
    ACTIONS_COLUMN, ACTIONS_LETTERS,
};

static int compare_actions(const void *a, const void *b)
{
    return strcmp((*(const Action *const *)a)->name, (*(const Action *const *)b)->name);
}

typedef struct {
    const Action **rows;
    size_t count;
} ActionTable;

static gpointer make_table(gpointer unused)
{
    ActionTable *table = g_new0(ActionTable, 1);
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    for (size_t file = 0; file < G_N_ELEMENTS(FILES); file++) {
        for (const Action *row = FILES[file]; row->name; row++)
            g_ptr_array_add(rows, (gpointer)row);
    }
    g_ptr_array_sort(rows, compare_actions);
    table->count = rows->len;
    table->rows = (const Action **)g_ptr_array_free(g_steal_pointer(&rows), FALSE);
    return table;
}

static const ActionTable *table_of_actions(void)
{
    static GOnce once = G_ONCE_INIT; /* a constant that is computed: the rows sorted */
    return g_once(&once, make_table, NULL);
}

const Action *const *actions_all(size_t *count)
{
    const ActionTable *table = table_of_actions();
    *count = table->count;
    return table->rows;
}

const Action *action_find(const char *name)
{
    const ActionTable *table = table_of_actions();
    Action wanted = {.name = name};
    const Action *key = &wanted;
    const Action **found = bsearch(&key, table->rows, table->count, sizeof *table->rows, compare_actions);
    return found ? *found : NULL;
}
