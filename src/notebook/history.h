/* Undo: every change of a notebook, grouped into steps, kept as a tree (`:help undo-tree`).
 *
 *     notebook_replace(...);                          // recorded by the notebook itself
 *     history_break(history);                         // what follows is another step
 *     if (history_undo(history, notebook, &place)) ...
 *
 * A step holds text replacements, cells that came, went and moved, names and configurations, over the
 * whole notebook.  A change after an undo begins a new branch; nothing is forgotten but by history_limit(), undo
 * and redo walk along the newest branch.  A deleted cell stays alive in its step, so undo brings it back with its id.
 * Belongs to a Notebook; main thread.
 */
#pragma once

#include "notebook/notebook.h"

/* Where Vim puts the cursor after undo and redo (undo.c's rules, `:help undo` tells little of them). */
typedef struct {
    Pos pos;
    bool has_byte; /* false: only the line is known, the column is the editor's choice */
    gpointer *note; /* of the step: see history_set_noter() */
} HistoryPlace;

History *history_new(void);
void history_free(History *history);

/* Whether the next change belongs to the step that is open. */
bool history_is_open(const History *history);

/* Ends the step: the next change begins another. */
void history_break(History *history);

/* Where the cursor is, for the step that the next change may begin; no effect within a step. */
void history_set_cursor(History *history, Pos cursor);

/* Asked when a step begins: what it says (NULL: nothing) stays with the step, until that is forgotten, and is freed by
 * g_free().  Who undoes the step, or does it again, may put something else in its place. */
typedef gpointer (*HistoryNoter)(gpointer self);
void history_set_noter(History *history, HistoryNoter noter, gpointer self);

/* Begins a step without a change if none is open: commands that change nothing are steps in Vim, too. */
void history_touch(History *history, uint64_t generation);

/* Takes back the last step, or does the newest undone one again.  False if there is none, or if it is one of an earlier
 * session (history_image.h) that does not fit the text: then nothing is changed, and it is forgotten. */
bool history_undo(History *history, Notebook *notebook, HistoryPlace *place);
bool history_redo(History *history, Notebook *notebook, HistoryPlace *place);
/* Whether that was so, since somebody asked last. */
bool history_did_not_fit(History *history);

/* The states of the tree are numbered in the order in which they were made; 0 is the beginning.  The number of the
 * present one, and of the newest. */
size_t history_number(const History *history);
size_t history_newest(const History *history);

/* Makes redo lead to a state, and tells how many steps are to be undone first and how many done again then.  False if
 * there is no such state. */
bool history_route(History *history, size_t number, size_t *undos, size_t *redos);

/* The newest state that was made at least so many seconds before the present one; or (later) the newest made at most
 * that many seconds after it. */
size_t history_number_at(const History *history, int64_t seconds, bool later);

/* The notebook was saved as it was in this generation. */
void history_note_save(History *history, uint64_t generation);
/* The state that was saved `count` saves before the present one, what changed since the last one counting as one of
 * them; the beginning if there were not so many.  Or (later) after it; the newest state if there were not so many. */
size_t history_number_of_save(const History *history, int64_t count, bool later);

/* Calls back with each state that nothing was built upon: its number, how many steps it is from the beginning, the
 * seconds since it was made, and the number of the save that wrote it (0: none did). */
typedef void (*HistoryEach)(size_t number, size_t depth, int64_t age, uint32_t saved, gpointer data);
void history_each_leaf(const History *history, HistoryEach each, gpointer data);

/* Forgets all steps: what is there now, of this generation of the notebook, is the beginning. */
void history_forget(History *history, uint64_t generation);

/* If there are many more than `most` steps and none is open, the oldest are forgotten, until no more are left (0: all may
 * stay); what is there now and what was last built stay.  Whether the beginning is another one now. */
bool history_limit(History *history, size_t most);

/* How many steps can be undone. */
size_t history_depth(const History *history);

/* The first generation of the notebook that had the content of the given one (undo leads back to
 * contents that were there before). */
uint64_t history_content_generation(const History *history, uint64_t generation);

/* --- for notebook.c, which records each change with these ------------------------------------------- */

/* Lines [at, at + before) became [at, at + after).  A change of whole lines is told from one within. */
typedef struct {
    size_t at, before, after;
} LineChange;
LineChange line_change_of(Pos start, Pos end, bool to_line_end, const char *removed, size_t removed_length,
                          const char *inserted, size_t inserted_length);

/* `generation` is the notebook's before the change. */
void history_note_text(History *history, uint64_t generation, Pos start, LineChange lines, GString *removed,
                       const char *inserted, size_t length); /* takes `removed` */
void history_note_put(History *history, uint64_t generation, size_t index, size_t line);
void history_note_take(History *history, uint64_t generation, size_t index, size_t line, Cell *cell); /* takes it */
void history_note_move(History *history, uint64_t generation, size_t from, size_t to, size_t line);
void history_note_name(History *history, uint64_t generation, size_t index, size_t line, const char *old);
void history_note_config(History *history, uint64_t generation, size_t index, size_t line, const CellConfig *old);

void history_note_option(History *history, uint64_t generation, const char *name, const char *old); /* or NULL */

/* Whether changes are recorded: not while one is being undone. */
bool history_recording(const History *history);
