/* The notebook as the editor shows it: each cell's newest code, what is known of it, and the graph of that.
 *
 *     live_edit(live, snapshot);                       // cheap: only notes that there is something to look at
 *     while (live_work(live, 5)) ...                   // looks, for about 5 ms, and tells
 *
 * Not to be mixed up with the plan, which knows what the kernel was given.  Engine thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "engine/analysis_store.h"
#include "engine/analyze.h"
#include "engine/engine.h"
#include "engine/plan.h"
#include "notebook/notebook.h"

typedef struct Live Live;

/* `tell` takes each event; `self` is its first argument. */
typedef void LiveTell(gpointer self, EngineEvent *event);

Live *live_new(LiveTell *tell, gpointer self);
void live_free(Live *live);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Live, live_free)

/* Without it only what is known can be looked at.  Borrowed. */
void live_set_analyzer(Live *live, Analyzer *analyzer);

/* What an earlier session found out spares looking again; NULL: nothing is known.  Borrowed. */
void live_set_known(Live *live, AnalysisStore *known);

/* How many cells were analysed since it began, and not found in the store. */
guint live_analysed(const Live *live);

/* What a new structure changed. */
typedef struct {
    GArray *removed;  /* of uint64_t */
    GArray *changed;  /* those of before that have another text */
    GArray *absorbed; /* those of `removed` whose code stands in one of `changed` now: cells were merged */
    GArray *enabled;  /* disabled before, and not now */
    GArray *disabled; /* the other way round, and new ones */
} LiveChange;
void live_change_clear(LiveChange *change);

/* The notebook is this now. */
LiveChange live_set(Live *live, NotebookSnapshot *notebook);
void live_edit(Live *live, CellSnapshot *cell);

/* What the notebook's interpreter says of a cell; takes it.  Too late for what was edited since. */
void live_take(Live *live, Analysis *analysis);

/* Looks at cells that changed, and tells of them.  False: nothing is left to do. */
bool live_work(Live *live, int milliseconds);
bool live_is_current(const Live *live); /* nothing is left to look at */

/* A cell whose text does not parse has the links of its last text that did, for a moment: after it, they go.  Settling
 * ends the moment; keeping ends it when it is over and tells in how many milliseconds that will be, -1 for never. */
void live_settle_links(Live *live);
int live_keep_links(Live *live);

const Graph *live_graph(const Live *live); /* of the cells that were looked at */
size_t live_count(const Live *live);
const uint64_t *live_page(const Live *live);
uint64_t live_setup(const Live *live); /* or 0 */

/* What is known of a cell, borrowed; `analysis` NULL: there is no such cell. */
PlanCode live_code(Live *live, uint64_t cell);

/* The analyses of the cells of a snapshot, of just these revisions; the caller unrefs them. */
GPtrArray *live_analyses(Live *live, const NotebookSnapshot *notebook);
