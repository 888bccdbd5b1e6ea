#include "edit/lend.h"

#include "edit/abbreviation.h"
#include "edit/ex_user.h"

void editor_borrow(Editor *editor)
{
    editor->borrows = true;
    keymap_free(g_steal_pointer(&editor->keymap));
    keymap_free(g_steal_pointer(&editor->mappings));
    abbreviations_free(g_steal_pointer(&editor->abbreviations));
    user_commands_free(g_steal_pointer(&editor->user_commands));
    registers_free(g_steal_pointer(&editor->registers));
}

void editor_give_back(Editor *editor)
{
    editor->keymap = editor->mappings = NULL;
    editor->abbreviations = NULL;
    editor->user_commands = NULL;
    editor->registers = NULL;
}

void editor_lend(const Editor *lender, Editor *borrower)
{
    borrower->options = lender->options;
    borrower->options.readonly = false;
    borrower->mappings = lender->mappings;
    borrower->abbreviations = lender->abbreviations;
    borrower->user_commands = lender->user_commands;
    borrower->registers = lender->registers;
    borrower->theme_names = lender->theme_names;
    borrower->restricted = lender->restricted;
    if (borrower->keymap == lender->keymap)
        return;
    borrower->keymap = lender->keymap;
    modeless_set(borrower, keymap_has(borrower->keymap, MAP_MODELESS));
}
