/* Commands that a person made by `:command` (`:help user-commands`).  For the files of src/edit alone; which there are is shared
 * by the notebooks of a session. */
#pragma once

#include "edit/ex.h"

UserCommands *user_commands_new(void);
void user_commands_free(UserCommands *all);

/* The command at `at`, of which a unique beginning is enough, and how long its name is; NULL: there is none. */
const ExCommand *user_command_at(const Editor *editor, const char *at, size_t *length);
/* Whether several begin like that. */
bool user_command_is_ambiguous(const Editor *editor, const char *at);

/* All of them, in the order of their names; NULL behind the last.  `stands_for` is what it does, as it was typed, and
 * `completes` the command whose arguments are completed like its own, or NULL; borrowed. */
const ExCommand *user_command_nth(const Editor *editor, guint index);
const char *user_command_stands_for(const ExCommand *command);
const char *user_command_completes(const ExCommand *command);

bool ex_user_command(Editor *editor, ExCall *call);
bool ex_user_delete(Editor *editor, ExCall *call);
bool ex_user_clear(Editor *editor, ExCall *call);
