/* Searching and copying where there is no cursor: in pages and panels.  What is there only the screen knows, so that a search
 * is a pattern here, and REQUEST_FIND to go to where it matches.  Main thread.
 */
#pragma once

#include "edit/editor.h"

/* A pattern is being typed that is for a panel. */
bool editor_searches_panel(const Editor *editor);
/* Calls back with each match of the pattern that is being typed, or of the last one, whatever 'hlsearch' says. */
void editor_each_found(const Editor *editor, TextLine line, MatchFunc func, gpointer data);
/* The pattern, for people: that it is nowhere. */
void editor_tell_unfound(Editor *editor);
/* What is copied last, also for the terminal. */
void editor_copy(Editor *editor, const char *text);
/* Whether a key copies where one types. */
bool editor_key_copies(const Editor *editor, Key key);
