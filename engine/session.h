/* The run of a notebook: a plan, the kernel that carries it out, and what each cell shows.
 *
 *     Session *session = session_new(&options, &listener);
 *     plan_run(session_plan(session), codes, count);   // any request to the plan, then:
 *     session_advance(session);                        // starts the interpreter if something runs
 *     poll(session_fd(session), session_wants(session)) ... session_serve(session);
 *
 * The listener is told what changed, in the thread that calls.  One thread: the one that made it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "engine/engine.h"
#include "engine/plan.h"
#include "notebook/auto_reload.h"
#include "notebook/output.h"

typedef struct Session Session;

/* What the interpreter says of a cell's syntax.  Borrowed. */
typedef struct {
    const char *tree; /* JSON for analyzer_take_tree(); NULL: it does not parse, and the rest says why */
    const char *message;
    int line, character; /* from 1; 0: unknown */
} SessionSyntax;

/* What is to be told; each may be NULL. */
typedef struct {
    gpointer self;
    void (*step)(gpointer self, const PlanStep *step); /* every step of the plan, before it is done */
    void (*status)(gpointer self, uint64_t cell, const CellStatus *status);
    void (*output)(gpointer self, uint64_t cell, Output *output); /* NULL: shows nothing */
    /* Element `id` has the value `json` and shows `output` (NULL: there is no such element, or no interpreter). */
    void (*widget)(gpointer self, const char *id, const char *json, Output *output);
    void (*done)(gpointer self, uint64_t cell, RunResult result, Output *output);
    void (*bytes)(gpointer self, uint64_t cell, const char *bytes, size_t length); /* with `pipes`, 0: of no cell */
    void (*console)(gpointer self, uint64_t cell, StyledText *console);            /* without `pipes` */
    void (*kernel)(gpointer self, KernelState state, const char *text);
    void (*globals)(gpointer self, char *const *names_and_reprs);
    void (*table)(gpointer self, int64_t request, const char *id, const char *json); /* the answer to session_ask_table */
    void (*variables)(gpointer self, char *const *rows); /* name, type, size, value in turns */
    void (*sources)(gpointer self, char *const *rows);   /* what SOURCES_ARE holds */
    void (*message)(gpointer self, bool failed, const char *text);
    void (*found)(gpointer self, int64_t request, int64_t what, char *const *strings);
    void (*modules)(gpointer self, char *const *names_and_files); /* of the user, loaded since the last time */
    void (*parsed)(gpointer self, int64_t request, const SessionSyntax *syntax);
    void (*taken)(gpointer self); /* another editor has the session from now on */
} SessionListener;

typedef struct HostLink HostLink;

typedef struct {
    const char *python;
    const char *program;
    char *const *arguments;
    const char *script; /* the notebook as it was named: sys.argv[0], and __file__ below the working directory.
                         * NULL: it is no script but is edited */
    bool app; /* nobody edits it */
    bool clean; /* marimo's configuration is not asked */
    bool no_kernel;
    bool pipes;
    HostLink *host; /* of session_prepare(), taken; or NULL */
    int64_t outlive; /* seconds: so long the session waits for another editor when this one is gone.  0: not at all */
    const char *via; /* the command that leads to a host, on another machine maybe; or NULL */
    bool take;       /* the session of the notebook from another editor, if one has it */
    bool alone; /* no thread but this and no Python is in the process when the interpreter starts: HOST_LINK_BRANCH */
} SessionOptions;

/* A host that has begun to start the interpreter that a session of these options on the notebook `path` (NULL: none)
 * will want.  Quick, and only for a process that has no other thread and no Python yet.  NULL: the session starts one. */
HostLink *session_prepare(const SessionOptions *options, const char *path);

Session *session_new(const SessionOptions *options, const SessionListener *listener);
void session_free(Session *session); /* ends the interpreter... */
double session_elapsed(const Session *session); /* seconds since the cell began that runs; 0: none does */
void session_set_outlive(Session *session, int64_t seconds);
void session_leave(Session *session); /* ...unless this was said, and it is worth it (SessionOptions.outlive) */
void session_take_taken(Session *session); /* another editor takes the session over: it is left, and nothing runs here any more */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

Plan *session_plan(Session *session);
void session_set_path(Session *session, const char *path); /* of the notebook; before the interpreter starts */
void session_set_order(Session *session, const uint64_t *cells, size_t count);

/* How many copies of the interpreter may sleep, how much memory they may take of their own, and after how much work of
 * cells one is made by itself; 0: never. */
typedef struct {
    int64_t most, megabytes, milliseconds;
} SessionCheckpoints;
void session_set_checkpoints(Session *session, const SessionCheckpoints *limits);
void session_checkpoint(Session *session); /* now; what becomes of it is said */
void session_roll_back(Session *session);  /* to the last one */

/* Another interpreter than in SessionOptions, for the next one that starts; NULL: found by the rules. */
void session_set_python(Session *session, const char *python);

/* Starts the interpreter before it is needed. */
void session_start(Session *session);
void session_advance(Session *session);

int session_timeout(const Session *session); /* milliseconds until session_serve() is due by itself, or -1 */
int session_fd(const Session *session); /* -1: nothing to wait for */
short session_wants(const Session *session);
void session_serve(Session *session);

/* Tells of consoles that changed, if it is time; milliseconds until the next time, -1: nothing waits. */
int session_tell_consoles(Session *session, bool all);

void session_interrupt(Session *session); /* the second and third for one run: harder */
void session_restart(Session *session);

/* Nothing more will run: the interpreter ends when its threads and its atexit functions have, and session_fd() is -1
 * then.  An interrupt is for them. */
void session_finish(Session *session);
bool session_is_finishing(const Session *session);
void session_type(Session *session, const char *bytes, size_t length);
void session_resize(Session *session, int columns, int rows);
void session_ask_globals(Session *session); /* answered by `globals` */
/* A question about a table that an output shows; answered by `table` in any case, when no cell runs. */
void session_ask_table(Session *session, int64_t request, const char *id, const char *question);
/* Answered by `found`; false if the interpreter has something else to do, or there is none. */
bool session_look_up(Session *session, int64_t request, int what, const char *code);
void session_ask_variables(Session *session); /* answered by `variables` */
/* Where the data is, with what is below the rows of these paths folded, or unfolded, the other way round than at first;
 * answered by `sources`. */
void session_ask_sources(Session *session, char *const *paths);

/* The version as 0x030C for 3.12; 0: no interpreter has said so yet.  Answered by `parsed`; an interpreter that dies
 * does not answer. */
int session_python(const Session *session);
void session_ask_syntax(Session *session, int64_t request, GBytes *code);

/* Whether modules of the user are watched over; off until it is said.  The kernel is told of files that may have changed,
 * and what that means for cells it says itself. */
void session_set_auto_reload(Session *session, AutoReload mode);
void session_tell_changed(Session *session, const GPtrArray *files);

/* Whether pytest runs the tests of a cell that holds nothing else when the cell runs; off until it is said. */
void session_set_tests(Session *session, bool tests);
/* The next run of the cell tests all that it holds. */
void session_test_cell(Session *session, uint64_t cell);

void session_forget_cell(Session *session, uint64_t cell);

CellStatus session_status(Session *session, uint64_t cell);
KernelState session_kernel(const Session *session);
int session_wait_status(const Session *session); /* of wait(2), of the interpreter that died last; 0: none, or nobody knows */
