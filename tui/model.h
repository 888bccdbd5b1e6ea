/* What the engine has told about each cell so far: a mirror of its events, for the screen.
 *
 *     while ((event = engine_receive(engine))) { model_apply(model, event); engine_event_free(event); }
 *     const CellModel *cell = model_cell(model, id);     // NULL: nothing is known
 *
 * Main thread.
 */
#pragma once

#include "engine/engine.h"
#include "tui/widgets.h"

typedef struct {
    Analysis *analysis; /* or NULL; compare its revision */
    GPtrArray *errors;  /* of CellError *, or NULL */
    GPtrArray *findings; /* the same of what does not keep the cell from running */
    GArray *parents, *children; /* of uint64_t, or NULL */
    CellStatus status;
    Output *output;      /* or NULL */
    StyledText *console; /* or NULL */
    bool output_old, console_old; /* what is shown is from before the run that is under way or waits */
    bool output_restored, console_restored; /* saved by an earlier session: no run of this one has replaced it */
    uint64_t version;    /* grows whenever errors, output, console, or their being old, change */
} CellModel;

typedef struct Model Model;

Model *model_new(void);
void model_free(Model *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Model, model_free)

/* Takes over what the event carries (and leaves NULL in it).  Events about the program rather than cells
 * (saved, messages) are not the model's and change nothing. */
void model_apply(Model *model, EngineEvent *event);

/* The cell is gone, with what it shows. */
void model_forget(Model *model, uint64_t cell);

/* The engine marks what depends on a run as stale, instead of running it (EngineOptions.lazy). */
void model_set_lazy(Model *model, bool lazy);
bool model_is_lazy(const Model *model);

/* The elements of mo.ui that cells show. */
const Widgets *model_widgets(const Model *model);

/* A person gave an element a value (JSON), which is shown from now on.  Whether the engine is to be told. */
bool model_choose(Model *model, const char *id, const char *json);

/* Grows with every event about a cell. */
uint64_t model_changes(const Model *model);
/* Grows with what decides which cells a run takes, and how long it will: links, results, errors, run modes. */
uint64_t model_course(const Model *model);

const CellModel *model_cell(const Model *model, uint64_t cell);
/* What the interpreter's names hold, as of ENGINE_VARIABLES; NULL: it was not asked. */
char *const *model_variables(const Model *model);
uint64_t model_variables_changes(const Model *model); /* grows with each answer */
/* What the interpreter said of data sources: what the packet SOURCES_ARE holds, or NULL. */
char *const *model_sources(const Model *model);
uint64_t model_sources_changes(const Model *model); /* grows with each answer */
/* What is installed, as of ENGINE_PACKAGES; NULL: nobody asked, or `*why` tells why nobody knows. */
char *const *model_packages(const Model *model, const char **why);
uint64_t model_packages_changes(const Model *model); /* grows with each answer */
uint64_t model_runs(const Model *model);              /* grows when a run ends, or the interpreter does */

KernelState model_kernel(const Model *model);
const char *model_kernel_text(const Model *model); /* never NULL */
bool model_idle(const Model *model); /* the engine's last word was ENGINE_IDLE */
void model_set_busy(Model *model);   /* a request was sent */

/* A cell that runs, or 0; and one that waits for input, or 0. */
uint64_t model_running(const Model *model);
size_t model_queued(const Model *model); /* how many wait for their turn */
uint64_t model_wants_input(const Model *model);

/* What is known of the result is about older code, or a cell before it changed. */
bool cell_model_is_stale(const CellModel *cell, uint64_t revision);

/* Where the last run of the cell `cell` failed, as its traceback has it, and in which line of the cell, from 1: that of the
 * innermost frame in it.  NULL: it did not, or what keeps it from running is told in `errors`. */
const Node *cell_model_failure(const CellModel *known, uint64_t cell, int *line);
