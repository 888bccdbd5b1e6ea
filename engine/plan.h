/* What runs next: marimo's rules of reactive execution as a state machine without clock, thread or I/O.
 *
 *     plan_run(plan, codes, 2);                       // a request
 *     while ((step = plan_next(plan))) {              // what to do about it, in order
 *         if (step->kind == PLAN_DO_RUN) ... send step->code to the kernel ...
 *         plan_step_free(step);
 *     }
 *     plan_done(plan, cell, &(PlanRan){RESULT_OK});   // the kernel's answer; then plan_next() again
 *
 * The plan knows the code that the *kernel* was given (registered cells), which is not what the editor
 * shows: an edit is none of its business before the cell is run.  Requests are done one after the
 * other; those that come while cells run wait.  plan_next() answers NULL when the kernel must speak
 * first (PLAN_DO_RUN and PLAN_DO_WIDGET are questions) or when nothing is left to do.
 *
 * A kernel need not wait for us between two cells: what will follow if all goes well can be handed out ahead
 * (plan_hand_ahead()).  What it has begun by itself it says with the end of the cell before (PlanRan.next), and that is
 * what runs then, in spite of what was asked for meanwhile; of what it has not begun plan_take_back() is told.
 *
 * The rules are marimo's (features.md 2.4 to 2.6), except that ties are always broken by the page.
 * One rule is ours: a cell with a run mode (RunMode) runs only when it is named in plan_run().  When another's run
 * would have set it off it is stale instead, and what is below it, and keeps its names.
 *
 * Lists are walked, never the notebook: running a leaf costs the same in a notebook of any size.
 * Engine thread, or any one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "engine/engine.h"
#include "engine/graph.h"
#include "notebook/analysis.h"
#include "notebook/cell.h"

typedef struct Plan Plan;

/* The cell that plan_scratch() runs as, and no cell of the notebook. */
#define PLAN_SCRATCH ENGINE_SCRATCH

Plan *plan_new(void);
void plan_free(Plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

/* Code and what is known of it: the same revision of the same cell.  Borrowed by the calls below. */
typedef struct {
    CellSnapshot *code;
    Analysis *analysis;
} PlanCode;

/* --- facts, taken note of at once ---------------------------------------------------------------- */

void plan_set_lazy(Plan *plan, bool lazy);
void plan_set_supersedes(Plan *plan, bool supersedes); /* see plan_widget(); no unless set */
void plan_set_order(Plan *plan, const uint64_t *cells, size_t count); /* the page */
void plan_set_setup(Plan *plan, uint64_t cell);                       /* 0: no setup cell */

/* The run mode of a cell's text as it is now, which needs no run to count; of a cell that the plan knows. */
void plan_set_run_mode(Plan *plan, uint64_t cell, RunMode mode);

/* --- requests, done in turn ------------------------------------------------------------------------ */

/* The notebook was opened.  Without `run` its cells wait for their first run, which pulls in the waiting
 * ancestors.  Does nothing if cells are registered already. */
void plan_instantiate(Plan *plan, const PlanCode *codes, size_t count, bool run);
void plan_run(Plan *plan, const PlanCode *codes, size_t count);
/* The same, and those of these that are disabled, themselves or through an ancestor, run this time; nothing below them. */
void plan_run_once(Plan *plan, const PlanCode *codes, size_t count);
void plan_run_stale(Plan *plan);

/* New code that is not run; cells that the kernel has never seen are left alone. */
void plan_apply(Plan *plan, const PlanCode *codes, size_t count, const uint64_t *deleted, size_t deleted_count);
void plan_delete(Plan *plan, uint64_t cell);
/* The same of a cell whose code went into another one, that was not run since: who read from it is stale, and waits. */
void plan_absorb(Plan *plan, uint64_t cell);
void plan_disable(Plan *plan, uint64_t cell, bool disabled);

/* Widget `id` got the value `json`.  Of values that come while the plan is busy with something else the newest counts.
 * With plan_set_supersedes() a run does not go on with cells that read the widget: see PLAN_DO_SUPERSEDE.  Cells with a
 * run mode, and all that does not read it, run to their end; and so does what is known to be done within a second, or
 * somebody who holds a key down would see nothing before letting it go. */
void plan_widget(Plan *plan, const char *id, const char *json);
/* What would run if the widget were set now: ids, to be freed. */
GArray *plan_widget_cells(Plan *plan, const char *id);
/* The id of the element that a name is bound to; borrowed, NULL: to none. */
const char *plan_widget_of(Plan *plan, const char *name);
/* How long the cell that runs has been at it, for plan_widget(); seconds. */
void plan_set_elapsed(Plan *plan, double seconds);

/* Runs code on the names of the notebook, without changing them; no cell becomes stale by it.  It waits its turn. */
void plan_scratch(Plan *plan, const char *code);

/* Modules of the user are not on disk what the kernel executed; `what` says why, for a person.  Cells that
 * import one of them, and have not run since it was loaded anew, are stale, and what follows from them; with `run` these
 * run.  Until plan_modules_loaded() no run makes them fresh. */
typedef struct {
    const char *what;
    char *const *modules;
    bool run;
    bool failed; /* they cannot be loaded anew */
} PlanChange;

void plan_modules_changed(Plan *plan, const PlanChange *change);

/* --- what the kernel says --------------------------------------------------------------------------- */

typedef struct {
    RunResult result;      /* OK, ERROR, STOPPED or INTERRUPTED */
    bool opaque;           /* ERROR: a NameError blamed on another cell, or no subclass of Exception */
    char *const *widgets;  /* id of a widget, and a def of the cell that it is reached by, in turns; or NULL */
    char *const *missing;  /* defs of the cell that are not bound now; NULL: none if OK, else all of them */
    double seconds;        /* that it took; 0: it is not known */
    uint64_t next;         /* the cell that has begun after it, of those that were handed out ahead; or 0 */
} PlanRan;

void plan_done(Plan *plan, uint64_t cell, const PlanRan *ran);

/* The setter of a mo.state that is bound to `names` was called in `setter`; 0: in no cell.  Between runs it starts one. */
void plan_state_set(Plan *plan, uint64_t setter, char *const *names, bool self_loops);

/* The widget was set; it is bound to `names`. */
void plan_widget_bound(Plan *plan, char *const *names);

/* What was changed is as on disk again, for the cell that runs and those after it. */
void plan_modules_loaded(Plan *plan, char *const *modules);

/* The cell that follows what runs and what was handed out ahead by now, if that one and all of these end well: it is
 * handed out, too, and its code is borrowed.  NULL: none does. */
CellSnapshot *plan_hand_ahead(Plan *plan);

/* What was handed out and has not begun will not begin. */
void plan_take_back(Plan *plan);

/* No cell after the running one is to start, and requests that wait are dropped. */
void plan_interrupt(Plan *plan);

/* The interpreter is gone, with all its names; what ran in it (`running`: just now) must run again. */
void plan_reset(Plan *plan);

/* The interpreter is one of an earlier time: these cells ran since, or were running.  They are stale, with all that
 * follows from them; what else is bound stays. */
void plan_roll_back(Plan *plan, const uint64_t *cells, size_t count);

/* --- a run that others began ----------------------------------------------------------------------- */

/* Code that the kernel has, though no step of this plan gave it to it. */
typedef struct {
    PlanCode code;
    int64_t order;  /* what ran later has a larger one; G_MAXINT64: it has not run to its end */
    bool cancelled; /* for another had failed */
    bool unrun;     /* for it was interrupted before its turn */
} PlanAdopted;

/* Registers it, first; nothing runs by that. */
void plan_adopt(Plan *plan, const PlanAdopted *cells, guint count);
/* Such a cell runs: what came of it is told as of any other, at once unless it is still to come. */
void plan_adopt_run(Plan *plan, uint64_t cell);
/* What runs (`running`, the first of `cells`, or 0: nothing) and what is to run after it. */
void plan_adopt_queue(Plan *plan, const uint64_t *cells, guint count, uint64_t running);
/* Something else runs that no cell of the plan is: until it ends nothing of a run begins, and all of it can be interrupted. */
void plan_pause(Plan *plan, bool paused);
/* At last: what is below a cell that ran later is stale. */
void plan_settle_adopted(Plan *plan, const PlanAdopted *cells, guint count);

/* What is to run after the running cell, in order; the caller unrefs it.  And the number of that run of many. */
GArray *plan_rest(const Plan *plan);
guint plan_serial(const Plan *plan);

/* --- answers ------------------------------------------------------------------------------------------ */

typedef enum {
    PLAN_DO_FORGET,    /* cell, names, analysis: delete these globals and tables, and what else the cell left behind */
    PLAN_DO_RUN,       /* cell, code, analysis; answered by plan_done() */
    PLAN_DO_SCRATCH,   /* json: the code; answered by plan_done() of PLAN_SCRATCH */
    PLAN_DO_WIDGET,    /* id, json; answered by plan_widget_bound() */
    PLAN_DO_STATUS,    /* cell: plan_status() changed */
    PLAN_DO_SUPERSEDE, /* cell, which runs: interrupt it, it will run again; its result is none, and nobody's matter */
    PLAN_DO_WITHDRAW,  /* what was handed out ahead is not what is to run next */
    PLAN_DO_CANCEL,    /* cell: show that it did not run since `cause` raised or, if `stopped`, stopped */
    PLAN_DO_INTERRUPT, /* cell: show that it did not run; `keep`: its console stays */
    PLAN_DO_INVALID,   /* cell: show its graph or syntax errors; `analysis` */
    PLAN_DO_CLEAR,     /* cell: its output and errors are no longer true */
    PLAN_DO_ASK,       /* cell: it would have run, but wants to be asked for (RUN_MODE_CONFIRM) */
    PLAN_DO_RENDER,    /* cell, analysis: show its Markdown without running it */
    PLAN_DO_CHANGED,   /* id: what changed; cell, count: the first cell that is stale by that, and how many are; `run`: they
                          run now; `failed` */
    PLAN_DO_SETTLED,   /* what a widget set off has run */
} PlanDo;

typedef struct {
    PlanDo kind;
    uint64_t cell;
    uint64_t cause;
    bool stopped;
    bool keep;
    bool run, failed;
    guint count;
    char **names;
    CellSnapshot *code;
    Analysis *analysis;
    char *id;
    char *json;
} PlanStep;

/* What to do now, the caller's; NULL: nothing, or nothing before the kernel answers. */
PlanStep *plan_next(Plan *plan);
void plan_step_free(PlanStep *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanStep, plan_step_free)

/* Did PLAN_DO_SUPERSEDE interrupt the cell?  To be asked before plan_done(). */
bool plan_is_superseded(const Plan *plan, uint64_t cell);

bool plan_is_idle(const Plan *plan);
bool plan_has_requests(const Plan *plan); /* that wait for the end of what runs */

typedef struct {
    bool registered; /* the kernel knows it */
    bool pending;    /* it waits for its first run */
    bool has_state;  /* it was queued or blocked at least once since it was registered */
    bool blocked;    /* shown as disabled through an ancestor */
    bool disabled;   /* by its own configuration */
    bool rendered;   /* its Markdown is shown without a run */
    bool invalid;    /* it has errors that keep it from running */
    bool stale;
    RunState state;
    RunResult result;
} PlanStatus;

PlanStatus plan_status(const Plan *plan, uint64_t cell);
const Graph *plan_graph(const Plan *plan); /* of the registered cells */
uint64_t plan_generation(const Plan *plan); /* grows when cells are registered or leave */

/* The code that the kernel was given, that waits for its first run, or that did not compile; borrowed, or NULL. */
CellSnapshot *plan_code(const Plan *plan, uint64_t cell);

/* How many cells a run of `cells` would set off, itself included; the caller unrefs the ids, in order. */
GArray *plan_preview(Plan *plan, const uint64_t *cells, size_t count);
