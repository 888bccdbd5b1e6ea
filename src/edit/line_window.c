#include "edit/line_window.h"

#include <string.h>

#include "edit/editor_private.h"
#include "edit/lend.h"

struct LineWindow {
    Editor *editor;
};

/* --- life ---------------------------------------------------------------------------------------------------------- */

/* The lines are no Python: nothing is indented or completed as such. */
static void lend(const Editor *lender, Editor *editor)
{
    editor_lend(lender, editor);
    editor->options.autoindent = editor->options.smartindent = false;
    editor->options.autocomplete = editor->options.signature = false;
}

LineWindow *line_window_new(const Editor *lender, const GPtrArray *history, const char *text, size_t cursor)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < history->len; i++) {
        g_autofree char *line = g_strdelimit(g_strdup(g_ptr_array_index(history, i)), "\n", '\r');
        g_string_append_printf(lines, "%s\n", line);
    }
    g_string_append(lines, text);
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, lines->str, (gssize)lines->len);
    LineWindow *window = g_new0(LineWindow, 1);
    window->editor = editor_new(notebook);
    editor_borrow(window->editor);
    window->editor->is_line_window = true;
    lend(lender, window->editor);
    editor_set_interrupted(window->editor, lender->input.interrupted, lender->input.interrupted_self);
    editor_set_cursor(window->editor, (Pos){editor_line_count(window->editor) - 1, cursor});
    editor_clamp_cursor(window->editor);
    return window;
}

void line_window_free(LineWindow *window)
{
    editor_free(window->editor);
    g_free(window);
}

Editor *line_window_editor(const LineWindow *window)
{
    return window->editor;
}

bool editor_is_line_window(const Editor *editor)
{
    return editor->is_line_window;
}

char *line_window_line(const LineWindow *window, size_t *cursor)
{
    TextLine line = editor_line(window->editor, window->editor->cursor.line);
    *cursor = MIN(window->editor->cursor.byte, line.length);
    return g_strndup(line.bytes, line.length);
}

/* --- keys ---------------------------------------------------------------------------------------------------------- */

/* No key is wanted by what was begun. */
static bool is_at_rest(const Editor *editor)
{
    if (editor->input.waiting->len)
        return false;
    return editor->mode == MODE_NORMAL ? !normal_is_begun(editor)
                                       : mode_inserts(editor->mode) && !editor->insert.waiting && !editor->pending.waiting;
}

static LineWindowEnd end_of(const Editor *editor, Key key)
{
    Selection selection;
    if (!is_at_rest(editor))
        return LINE_WINDOW_STAYS;
    if (key.code == 13 && !key.modifiers)
        return LINE_WINDOW_RUNS;
    if (editor->mode == MODE_MODELESS)
        return key.code == 27 && !editor_selection(editor, &selection) ? LINE_WINDOW_LEFT : LINE_WINDOW_STAYS;
    return key.code == 'c' && key.modifiers == MOD_CTRL ? LINE_WINDOW_EDITS : LINE_WINDOW_STAYS;
}

/* What is asked of the world is for notebooks, but the clipboard, and the end. */
static LineWindowEnd serve(Editor *editor, Editor *lender)
{
    LineWindowEnd end = LINE_WINDOW_STAYS;
    bool refused = editor_page(editor, NULL) != NULL;
    editor_close_page(editor);
    for (Request *request; (request = editor_next_request(editor));) {
        bool quits = request->kind == REQUEST_QUIT || request->kind == REQUEST_BUFFER_CLOSE;
        bool closes = quits || (request->kind == REQUEST_PANEL && !request->text) || (request->kind == REQUEST_SAVE && request->then_quit);
        bool is_of_all = request->kind == REQUEST_CLIPBOARD || request->kind == REQUEST_REDRAW || request->kind == REQUEST_SUSPEND;
        refused |= !closes && !is_of_all;
        end = closes ? LINE_WINDOW_LEFT : end;
        if (is_of_all || (quits && g_strcmp0(request->text, "all") == 0))
            g_queue_push_tail(&lender->requests, request);
        else
            request_free(request);
    }
    if (refused)
        editor_error(editor, "E11: Invalid in command-line window; <CR> executes, CTRL-C quits");
    return end;
}

LineWindowEnd line_window_key(LineWindow *window, Editor *lender, Key key)
{
    Editor *editor = window->editor;
    lend(lender, editor);
    LineWindowEnd end = end_of(editor, key);
    if (end != LINE_WINDOW_STAYS)
        return end;
    editor_key(editor, key);
    return serve(editor, lender);
}

LineWindowEnd line_window_timeout(LineWindow *window, Editor *lender)
{
    lend(lender, window->editor);
    editor_timeout(window->editor);
    return serve(window->editor, lender);
}
