/* A cell becomes Markdown, SQL, or Python again: its text is put into mo.md or mo.sql, or taken out. */
#include "edit/editor_private.h"

#include <string.h>

#include "notebook/cell_language.h"
#include "notebook/history.h"

static const char IMPORT[] = "import marimo as mo";

static char *code_of(const Cell *cell)
{
    CellSnapshot *snapshot = cell_snapshot((Cell *)cell);
    gsize length;
    const char *bytes = g_bytes_get_data(snapshot->code, &length);
    char *code = g_strndup(bytes ? bytes : "", length);
    cell_snapshot_unref(snapshot);
    return code;
}

/* Somewhere `mo` is imported. */
static bool has_mo(const Editor *editor)
{
    for (size_t i = 0; i < notebook_cell_count(editor->notebook); i++) {
        g_autofree char *code = code_of(notebook_cell(editor->notebook, i));
        if (strstr(code, IMPORT))
            return true;
    }
    return false;
}

static bool become(Editor *editor, CellLanguage wanted)
{
    static const char *const NAMES[] = {[LANGUAGE_PYTHON] = "Python", [LANGUAGE_MARKDOWN] = "Markdown", [LANGUAGE_SQL] = "SQL"};
    size_t cell = editor_cell(editor), line = notebook_first_line(editor->notebook, cell);
    size_t last = notebook_last_line(editor->notebook, cell);
    g_autofree char *before = code_of(notebook_cell(editor->notebook, cell)), *text = NULL;
    CellLanguage now = cell_language_of(before, &text);
    if (!editor_may_change(editor))
        return false;
    if (now == wanted) {
        editor_error(editor, "the cell is %s already", NAMES[wanted]);
        return false;
    }
    g_autofree char *code = cell_language_code(wanted, text);
    history_set_cursor(notebook_history(editor->notebook), editor->cursor);
    bool imports = wanted != LANGUAGE_PYTHON && !has_mo(editor);
    notebook_replace(editor->notebook, (Pos){line, 0}, (Pos){last, editor_line_length(editor, last)}, code, strlen(code));
    if (imports)
        notebook_insert_cell(editor->notebook, 0, "_", CELL_PLAIN, NULL, IMPORT, -1);
    line += imports;
    size_t into = wanted == LANGUAGE_SQL ? 2 : wanted == LANGUAGE_MARKDOWN ? 1 : 0; /* where the text begins */
    editor_cursor_to_indent(editor, line + into);
    return true;
}

static bool to_markdown(Editor *editor, const ActionCall *call)
{
    return become(editor, LANGUAGE_MARKDOWN);
}

static bool to_sql(Editor *editor, const ActionCall *call)
{
    return become(editor, LANGUAGE_SQL);
}

static bool to_python(Editor *editor, const ActionCall *call)
{
    return become(editor, LANGUAGE_PYTHON);
}

const Action ACTIONS_LANGUAGE[] = {
    {"cell-to-markdown", ACTION_COMMAND, "put the text of the cell into mo.md()", .function = to_markdown},
    {"cell-to-sql", ACTION_COMMAND, "put the text of the cell into mo.sql()", .function = to_sql},
    {"cell-to-python", ACTION_COMMAND, "take the text of the cell out of mo.md() or mo.sql()", .function = to_python},
    {NULL},
};
