/* Snippets in the editor: where they are read from, and their places while they are filled in.  For the files of src/edit.
 *
 * Those that tarn brings come first, then the files of $XDG_CONFIG_HOME/tarn/snippets, then what 'snippets' names: a name of a
 * later one wins.  A file with a fault is told, and the others hold.  They are only ever text.
 */
#pragma once

#include "edit/editor_private.h"
#include "notebook/snippet.h"

extern const char SNIPPETS_BUILTIN[];

typedef struct SnippetState SnippetState;
void snippet_state_free(SnippetState *state);

/* Read when they are first needed; `anew`: what is on the disk now, and told if it cannot be. */
const SnippetSet *snippets_of(Editor *editor, bool anew);
void snippets_add(Editor *editor, CompletionSet *set);
void snippets_pick(Editor *editor, const char *name, bool as_cell); /* the one of that name was picked */

/* Puts a body in the place of [start, end), and goes to its first place if it has some. */
void snippet_put(Editor *editor, Pos start, Pos end, const char *body);
void snippet_put_one(Editor *editor, Pos start, Pos end, const Snippet *snippet);

/* A key for the places that are being filled in; false: it does what it does elsewhere. */
bool snippet_key(Editor *editor, Key key);
/* Before something is typed: what a place said before goes.  Behind each key that types: places with one number say the same. */
void snippet_make_room(Editor *editor);
void snippet_follow(Editor *editor);
/* [start, end) of the text became something that ends at `after`. */
void snippet_adjust(Editor *editor, Pos start, Pos end, Pos after);
