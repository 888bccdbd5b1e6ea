/* The lines that were typed at a prompt before, and the one that is being typed, as a text that keys edit: Vim's command-line
 * window (`:help cmdwin`).
 *
 *     const Editor *lines = editor_line_window(editor, &sign);   // NULL: it is not open
 *
 * It is an editor of its own, which borrows the keys of the one whose prompt it is; that one hands its keys on, and stays in
 * MODE_PROMPT meanwhile.  Main thread.
 */
#pragma once

#include "edit/editor.h"

/* The sign is that of the prompt: ':', '/' or '?'. */
Editor *editor_line_window(const Editor *editor, char *sign);
/* Whether this is the editor of such a text. */
bool editor_is_line_window(const Editor *editor);
/* A click outside of it: it is left, and the prompt. */
void editor_leave_line_window(Editor *editor);

/* --- for prompt.c -------------------------------------------------------------------------------------------------- */

typedef struct LineWindow LineWindow;

/* `history`: of char *, oldest first; the cursor is in the last line, which is `text`. */
LineWindow *line_window_new(const Editor *lender, const GPtrArray *history, const char *text, size_t cursor);
void line_window_free(LineWindow *window);
Editor *line_window_editor(const LineWindow *window);

/* What a key makes of it.  RUNS: the cursor's line is to be done; EDITS: it goes back to the prompt; LEFT: none is. */
typedef enum { LINE_WINDOW_STAYS, LINE_WINDOW_RUNS, LINE_WINDOW_EDITS, LINE_WINDOW_LEFT } LineWindowEnd;
LineWindowEnd line_window_key(LineWindow *window, Editor *lender, Key key);
LineWindowEnd line_window_timeout(LineWindow *window, Editor *lender);
char *line_window_line(const LineWindow *window, size_t *cursor); /* the cursor's; the caller frees it */
