/* What the prompt is in the middle of; for prompt*.c alone. */
#pragma once

#include "edit/line_window.h"
#include "edit/prompt.h"
#include "edit/prompt_menu.h"

/* A key that was announced by another: <C-r> wants a register, <C-v> any key. */
typedef enum { WANTS_NOTHING, WANTS_REGISTER, WANTS_LITERAL } Wants;

struct Prompt {
    char sign;
    GString *text;
    size_t cursor;
    Wants wants;
    bool whole; /* all of the text is chosen: what is typed takes its place */
    Pos origin; /* the cursor of the text, while a search is previewed... */
    Pos begun;  /* ...and when it began: from there the search may have gone on since */
    char *label; /* shown instead of the sign; what is typed behind it is no pattern but text; or NULL */
    GPtrArray *commands, *patterns; /* of char *, oldest first: the history */
    guint browsed;                  /* index in the history, its length: none */
    char *typed;                    /* what was typed before browsing; or NULL */
    PromptMenu menu;                /* of completion */
    LineWindow *window;             /* or NULL: it is not open */
};

Prompt *prompt_of(Editor *editor);         /* made on first use */
GPtrArray *prompt_lines(Prompt *prompt);   /* the history that is the prompt's */
void prompt_preview(Editor *editor);       /* of a search */
void prompt_keep_in_text(Editor *editor);  /* the text of an output may have become another since it was opened there */
void prompt_done(Editor *editor, bool accepted);
void prompt_window_key(Editor *editor, Key key);

static inline bool prompt_searches(const Prompt *prompt)
{
    return prompt->sign == '/' || prompt->sign == '?';
}
