/* The menu of what the word before the cursor of the `:` line could become (`:help cmdline-completion`).  For prompt.c. */
#pragma once

#include "edit/editor.h"

typedef struct {
    GPtrArray *words; /* of char *; NULL: it is not open */
    int chosen;       /* -1: what was typed */
    size_t start, end; /* the bytes of the line that the word is */
    char *typed;      /* what was there */
} PromptMenu;

/* A key of the prompt: <Tab> opens it, others go through it.  False: it is none of its keys, and the menu is closed. */
bool prompt_menu_key(Editor *editor, PromptMenu *menu, GString *text, size_t *cursor, Key key);
void prompt_menu_close(PromptMenu *menu);
