/* The scratchpad of a notebook: what runs there sees the notebook's names in a copy, and the notebook never sees it.
 *
 *     Scratch *scratch = scratch_new();
 *     scratch_update(scratch, editor, 12, 44);          // before a frame that shows it
 *     if (scratch_run(scratch, cell)) ...               // it waits until scratch_next() has its code
 *     scratch_take(scratch, event);                     // before the model of the notebook takes an event
 *
 * It is a notebook of its own, with an editor (edit/scratch.h), a view, and a model in which the runs of ENGINE_SCRATCH are
 * those of its cells.  Main thread.
 */
#pragma once

#include "edit/scratch.h"
#include "tui/panel.h"
#include "tui/view.h"

typedef struct Scratch Scratch;

Scratch *scratch_new(void); /* with the history of earlier sessions */
void scratch_free(Scratch *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scratch, scratch_free)

/* Keys of the notebook's editor go to its panel, which is the scratchpad, and no page is over it. */
bool scratch_is_entered(const Editor *notebook, const Panel *panel);

Editor *scratch_editor(const Scratch *scratch);
View *scratch_view(const Scratch *scratch);
Model *scratch_model(const Scratch *scratch);

/* Lent by the notebook's editor, for an area of that size. */
void scratch_update(Scratch *scratch, const Editor *lender, int rows, int columns);

/* What a cell says is to run; false: it says nothing. */
bool scratch_run(Scratch *scratch, uint64_t cell);
/* What waits for the engine, which has nothing else to do: the code, which counts as sent; NULL: nothing. */
const char *scratch_next(Scratch *scratch);
bool scratch_waits(const Scratch *scratch);
bool scratch_is_sent(const Scratch *scratch); /* and not over */
/* The engine is idle: what was sent did not run. */
void scratch_lose(Scratch *scratch);
/* What waits does not run. */
void scratch_give_up(Scratch *scratch);
void scratch_clear(Scratch *scratch);

/* True: the event was the scratchpad's alone, and its model has it.  Of others that has what it needs to know. */
bool scratch_take(Scratch *scratch, EngineEvent *event);
/* The state of the kernel that it is about, at the beginning. */
void scratch_know(Scratch *scratch, const Model *model);
