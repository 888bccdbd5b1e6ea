/* What the parts of the plan share: plan.c (requests, answers), plan_mutate.c (what a change of code
 * sets off), plan_batch.c (a run of many cells).  For these files alone.
 */
#pragma once

#include "engine/plan.h"

typedef GArray Ids; /* of uint64_t */

typedef struct {
    uint64_t id;
    CellSnapshot *code; /* registered with the kernel, or NULL */
    Analysis *analysis;
    CellSnapshot *pending_code; /* waits for its first run, or NULL */
    Analysis *pending;
    Analysis *fault;      /* of the code that did not compile, after it was submitted; or NULL */
    CellSnapshot *fault_code;
    char **widgets;       /* id of an element, and a name that it is reached by, in turns; or NULL */
    GHashTable *imported; /* of an import block: the names that were bound; or NULL */
    PlanStatus status;    /* `registered` and `pending` are filled in by plan_status() */
    bool disabled;        /* by its own configuration */
    bool opaque;          /* its failure was no plain exception: blocked children call it a stop */
    bool touched;         /* it ran, so it may have left something behind */
    bool dirty;           /* stands in plan->dirty */
    guint mark;           /* == plan->marks: seen by the walk under way */
    guint walked;         /* == plan->walks: the same of a walk within another that marks */
    guint blocked_mark;   /* == plan->blocked_marks: disabled, or a descendant of a disabled cell */
    double seconds;       /* that its last run took which ended well; 0: it is not known */
    guint loaded;         /* == plan->loaded when it began to run: which changes of modules it has seen */
    RunMode mode;         /* that of its text, which may be newer than its code */
    guint once;           /* == plan->batch.serial: it runs this time, though it is disabled */
    guint asked;          /* == plan->asks: named in the request under way, so that its run mode does not matter */
    guint batch;          /* == plan->batch.serial: part of this run, at `position` */
    guint position;
    bool waiting;   /* not yet taken from the queue of the run */
    bool cancelled; /* by this run */
    bool superseded; /* taken out of this run, or interrupted in it: it is owed one with a newer value */
    bool left_out;  /* cancelled before anything ran: not in the queue, so what fails later is not to blame */
} PlanCell;

/* A cell that kept others from running. */
typedef struct {
    uint64_t cause;
    bool stopped;
    bool inside; /* it ran in this run; else it failed before */
    Ids *starts; /* whose descendants are cancelled */
} Raiser;

/* A run of many cells; `order` is empty if there is none. */
typedef struct {
    guint serial;
    Ids *order; /* all of them, also those that are skipped */
    Ids *queue; /* those that may run */
    guint next; /* in the queue */
    guint handed; /* so far, from `next` on, the queue was handed out ahead */
    uint64_t begun; /* of these, the one that has begun by itself, though nobody was told yet; or 0 */
    GPtrArray *raisers;
    bool active;
    bool interrupted;
} Batch;

typedef struct {
    char **names;
    uint64_t setter;
    bool self_loops;
} StateUpdate;

typedef enum {
    REQUEST_INSTANTIATE,
    REQUEST_RUN,
    REQUEST_RUN_STALE,
    REQUEST_APPLY,
    REQUEST_DELETE,
    REQUEST_DISABLE,
    REQUEST_WIDGET,
    REQUEST_SCRATCH,
    REQUEST_MODULES,
} RequestKind;

typedef struct {
    RequestKind kind;
    GPtrArray *codes; /* of CellSnapshot *, beside */
    GPtrArray *analyses;
    Ids *deleted;
    uint64_t cell;
    bool flag; /* INSTANTIATE, MODULES: run; DISABLE: disabled; DELETE: nothing runs by it; RUN: disabled cells, too */
    bool failed;
    char **modules;
    guint change; /* of plan->changes */
    char *id;     /* of a widget; MODULES: what changed */
    char *json;   /* SCRATCH: the code */
} Request;

typedef enum { PLAN_READY, PLAN_RUNNING, PLAN_SETTING_WIDGET } PlanPhase;

struct Plan {
    bool lazy;
    Graph *graph;          /* of the registered cells */
    Graph *known;          /* of registered and pending cells; NULL while none is pending; asked by plan_known() */
    GPtrArray *unlinked;   /* of Analysis *: what comes into it before anybody asks; thousands wait, and few notebooks run */
    Ids *page;
    uint64_t setup;
    GHashTable *cells;     /* id -> PlanCell, owned */
    GHashTable *present;   /* names that are bound in the kernel, as far as we know */
    GHashTable *invalid;   /* cells with errors that keep them from running (keys: PlanCell.id) */
    GHashTable *erroneous; /* registered cells with graph errors, also those that may still run */
    GHashTable *stale;     /* registered cells that are stale */
    GHashTable *disabled;  /* cells that are disabled themselves */
    GHashTable *waiting;   /* pending cells */
    GQueue requests;
    GQueue steps;
    Ids *dirty;
    PlanPhase phase;
    bool paused;           /* plan_pause() */
    uint64_t running;
    Batch batch;
    GPtrArray *updates;    /* of StateUpdate */
    Ids *blocked;          /* valid while blocked_valid */
    bool blocked_valid;
    bool settling; /* the run under way was set off by a widget */
    uint64_t generation;
    bool supersedes; /* plan_set_supersedes() */
    double elapsed;  /* plan_set_elapsed() */
    Ids *owed;       /* superseded cells that have not run since */
    GHashTable *outdated;  /* names of modules that are not as on disk */
    guint changes, loaded; /* how often modules were found to have changed; and how many of these the kernel has loaded */
    Ids *failed_blocked;   /* blocked cells that had failed before this run */
    guint marks, walks;
    guint blocked_marks;
    guint asks;
};

Ids *ids_new(void);
void ids_add(Ids *ids, uint64_t id);
static inline uint64_t ids_get(const Ids *ids, guint index)
{
    return g_array_index(ids, uint64_t, index);
}

/* --- plan.c ------------------------------------------------------------------------------------------ */

PlanCell *plan_cell(const Plan *plan, uint64_t id);       /* or NULL */
PlanCell *plan_cell_made(Plan *plan, uint64_t id);        /* there is one from now on */
PlanStep *plan_push(Plan *plan, PlanDo kind, uint64_t cell);
void plan_touch(Plan *plan, PlanCell *cell);              /* its status changed */
void plan_set_stale(Plan *plan, PlanCell *cell, bool stale);
void plan_set_result(Plan *plan, PlanCell *cell, RunResult result);
void plan_set_state(Plan *plan, PlanCell *cell, RunState state);
void plan_set_blocked(Plan *plan, PlanCell *cell);        /* shown as disabled through an ancestor */
void plan_forget(Plan *plan, PlanCell *cell, GHashTable *except);
bool plan_failed(const PlanCell *cell);                   /* raised or stopped */

/* --- walks (plan_walk.c) ------------------------------------------------------------------------------- */

/* The cells and their descendants; `prune`: not through imports that were there before. */
Ids *plan_closure(Plan *plan, const Ids *roots, bool prune);
void plan_mark_stale(Plan *plan, const Ids *roots, bool prune); /* the closure */
Ids *plan_stale_ancestors(Plan *plan, const Ids *roots);        /* without the roots */
void plan_mark_below(Plan *plan, const Ids *cells);             /* marks what is strictly below any of them */
bool plan_is_blocked(Plan *plan, const PlanCell *cell);         /* disabled, itself or through an ancestor */
const Ids *plan_blocked(Plan *plan);
Ids *plan_cells_to_run(Plan *plan, const Ids *roots, Ids *held); /* `held` or NULL: those that a run mode keeps back */
bool plan_is_held(const Plan *plan, const PlanCell *cell);      /* by its own run mode */
void plan_ask_for(Plan *plan, uint64_t cell);                   /* until the next run has begun */

/* --- plan_supersede.c ------------------------------------------------------------------------------------ */

void plan_add_readers(Plan *plan, const char *name, Ids *readers); /* of a widget's name, without its definers */
void plan_supersede(Plan *plan, const char *id);                   /* the widget will be set to another value */
void plan_take_owed(Plan *plan, Ids *roots);

/* --- plan_modules.c -------------------------------------------------------------------------------------- */

void plan_do_modules(Plan *plan, const Request *request);
void plan_mark_outdated(Plan *plan); /* what imports a module that could not be loaded anew, and ran all the same */

/* --- plan_mutate.c --------------------------------------------------------------------------------------- */

/* Registers code and deletes cells; the cells that must run then.  `stale`: registered as not yet run. */
Ids *plan_mutate(Plan *plan, const Request *request, bool stale);
void plan_pend(Plan *plan, CellSnapshot *code, Analysis *analysis);
void plan_unpend(Plan *plan, PlanCell *cell);
Graph *plan_known(Plan *plan); /* or NULL */
void plan_drop_known(Plan *plan);
void plan_forget_known(Plan *plan, uint64_t cell);

/* --- plan_batch.c ----------------------------------------------------------------------------------------- */

void batch_init(Batch *batch);
void batch_clear(Batch *batch);
void plan_start_run(Plan *plan, const Ids *roots); /* a run and the runs that it sets off */
void plan_continue_run(Plan *plan);                /* the next cell, or the end */
void plan_settle_states(Plan *plan);               /* runs what reads states that were set between runs */
void plan_finish_cell(Plan *plan, PlanCell *cell, const PlanRan *ran);
void plan_note_begun(Plan *plan, uint64_t cell);
