/* Stories of a plan, told to it and to a kernel that only pretends.  A case is a mode, a notebook and a story, one line a deed:
 *
 *     run a b -> a b c         these cells are run; these start, in this order
 *     once a -> a              a is run although it is disabled
 *     edit a: x = 2            the text changes; nobody notices before the next run
 *     set s -> b                    a thread calls the setter of the state s
 *     touch m, reload m -> a        the file of the module m changes: what imports it is stale, or runs
 *     break m, mend m               it cannot be loaded any more, until it is mended
 *     back a b ->               the interpreter is one of the time before these cells ran
 *     all, stale, delete a, absorb a, disable a, enable a, apply a: x = 3, widget x, mode lazy, open, reset
 *     ? a=ok b=cancelled*      results; * stale, - blocked by an ancestor
 *     = x y                    the names that are bound
 *     ! b<a c<a                what is shown: b was not run because of a; b: its errors; b~: interrupted; a:3 three cells,
 *                              the first of them a, are stale since a module changed
 *
 * In the mode "supersede" a run does not go on with what reads a widget that moves.
 *
 * Cells are statements between ";", or "#", a comment: `x = y + 1` defines x and refers to y; `import m`; `del x`;
 * `raise`, `stop`, `interrupt`; `set s` calls the setter of the state s; `touch m` changes the module m, what imports it is
 * to run; `moves w 2`: while it runs for the first time, somebody moves the widget w, to 1 and to 2, and `!` w=2 it is set
 * (9: the kernel finds no such element any more); `!` is a syntax error; `md`
 * a Markdown cell; `%manual` and `%confirm` the run mode; `!` b? b asks.
 */
#pragma once

#include "engine/plan.h"

typedef struct {
    const char *name;
    const char *mode;
    const char *cells;
    const char *story;
} StoryCase;

/* Fails the test at the first line that the plan tells otherwise. */
void story_play(const StoryCase *played);

/* Of a cell in the language of the stories; the caller unrefs it. */
Analysis *story_analysis(uint64_t cell, const char *code);

/* Sorted, each once; takes them, and the caller frees what it gets. */
char **story_words(GPtrArray *words);
