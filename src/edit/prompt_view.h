/* The menu of what the word of the `:` line could become, for the screen.  Main thread. */
#pragma once

#include "edit/editor.h"

/* What the word that begins at a byte could become; false if nobody asked.  The entries are the editor's. */
typedef struct {
    size_t start;
    guint count;
    int chosen; /* -1: what was typed */
} PromptMenuView;
typedef struct {
    const char *word, *help; /* help: one line, or "" */
} PromptMenuEntry;
bool editor_prompt_menu(const Editor *editor, PromptMenuView *view);
PromptMenuEntry editor_prompt_menu_entry(const Editor *editor, guint index);
