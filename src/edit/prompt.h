/* The line at the bottom; for the files of src/edit alone. */
#pragma once

#include "edit/editor.h"

typedef struct Prompt Prompt; /* made on first use */
void prompt_free(Prompt *prompt);

/* What was typed at ":", or at "/" and "?" before: of char *, oldest first; or NULL. */
const GPtrArray *prompt_history(const Editor *editor, char sign);
void prompt_open(Editor *editor, char sign, const char *prefill);
void prompt_key(Editor *editor, Key key);
/* What is asked for, instead of a sign; taken back when the prompt closes. */
void prompt_set_label(Editor *editor, const char *label);
void prompt_cancel(Editor *editor);
void prompt_choose_all(Editor *editor); /* what is typed next replaces all of it */
void prompt_point(Editor *editor, size_t byte); /* its cursor goes there */
bool prompt_wants_key(const Editor *editor); /* <C-r>, <C-v>: the next one is an argument */
/* prompt_window.c: what was typed before, to be edited with what is being typed; false, with a message: not at this prompt. */
bool prompt_open_window(Editor *editor);
void prompt_timeout(Editor *editor); /* of what waits in that window, if it is open */
