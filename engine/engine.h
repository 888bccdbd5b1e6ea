/* The door to the engine: requests go in, events come out; nothing else is shared.
 *
 *     Engine *engine = engine_start(&(EngineOptions){.python = NULL});
 *     engine_open(engine, notebook_snapshot(notebook), "nb.py");
 *     engine_run(engine, ENGINE_RUN_CELLS, ids, 1);
 *     ... poll(engine_fd(engine)) ...
 *     while ((event = engine_receive(engine))) { ...; engine_event_free(event); }
 *
 * The engine lives in a thread of its own, which parses cells, keeps the graph, plans and sends runs to
 * the kernel (through `tarn host`), writes the file and the journal.  Requests never block and are done
 * in order.  All functions here belong to the main thread.
 *
 * Truth about staleness: a result or an analysis carries the revision of the code it belongs to; the
 * receiver compares it with the cell's present revision before it calls anything current.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "engine/cost.h"
#include "notebook/analysis.h"
#include "notebook/auto_reload.h"
#include "notebook/cell_result.h"
#include "notebook/history_image.h"
#include "notebook/notebook.h"
#include "notebook/output.h"

typedef struct Engine Engine;
typedef struct HostLink EnginePrepared;

typedef struct {
    const char *python;  /* the interpreter to use, or NULL: found by the rules of design §1 */
    const char *program; /* the path of tarn itself, to start `tarn host`; NULL: /proc/self/exe */
    char **arguments;    /* sys.argv[1:] of the notebook, or NULL */
    bool let_finish;     /* a widget that moves again does not interrupt the cells that read it */
    bool lazy;           /* mark descendants stale instead of running them */
    bool journal;        /* keep a recovery journal */
    bool keep_analyses;  /* in the user's cache, for the next time that the notebook is opened */
    bool app;            /* mo.app_meta().mode is "run": nobody edits */
    bool clean;          /* marimo's configuration says nothing of the interpreter's environment */
    bool no_kernel;      /* never start an interpreter: analysis and saving only */
    bool pipes;          /* headless: standard output through a pipe, standard error untouched */
    AutoReload auto_reload; /* what a module that changes on disk does */
    bool tests;          /* pytest runs the tests of a cell that holds nothing else when the cell runs */
    bool watch;          /* tell of changes of the notebook's file that others make */
    EnginePrepared *prepared; /* of engine_prepare(), taken; or NULL */
    int64_t outlive;     /* seconds that the session waits for another editor when this one is gone; 0: it ends with it */
    const char *via;     /* the command whose standard streams lead to a host, as ssh's do; or NULL */
    bool take;           /* the session from another editor, if one has it */
    const char *refusal; /* why nothing is written unless it is forced (a constant), or NULL */
    bool prestart;       /* start the interpreter once a notebook is open, so that the first result is quick */
    bool restrained;     /* the folder is not trusted: until somebody runs a cell, or engine_trust(), nothing is started
                            that could run what lies in it: no interpreter, language server or formatter.  A session
                            that is there already is taken up. */
} EngineOptions;

/* The interpreter that `path` (NULL: no file) will run in begins to start, before there is an engine: quicker by a
 * third, and only for a process that has no other thread yet.  NULL: nothing to prepare, the engine will do it. */
EnginePrepared *engine_prepare(const EngineOptions *options, const char *path);
void engine_prepared_drop(EnginePrepared *prepared); /* no engine is wanted after all */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EnginePrepared, engine_prepared_drop)

/* The interpreter that the folder of the notebook `path` (NULL: the working directory), or the notebook itself, brings
 * along, NULL: none; and the one that would be taken if it brought none.  To be freed; any thread. */
char *engine_folder_python(const char *path);
char *engine_plain_python(void);

/* Starts the thread; Python starts in it in the background.  The options are copied. */
Engine *engine_start(const EngineOptions *options);

/* Ends kernel and thread; waits for a save under way.  What is not saved is not wanted any more. */
void engine_stop(Engine *engine);

/* The same when nobody could be asked (SIGHUP, SIGTERM), or the session is to go on: what is not saved stays in the
 * journal, and is offered when the notebook is opened again; and so does the session, with EngineOptions.outlive, if
 * anything has run in it. */
void engine_leave(Engine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Engine, engine_stop)

/* --- requests ----------------------------------------------------------------------------------- */

/* The notebook as read from `path` (NULL: none yet).  Runs nothing. */
void engine_open(Engine *engine, NotebookSnapshot *notebook, const char *path); /* takes the snapshot */

/* The same when the caller has read the file before: `read` is what it held (NULL: there was none).  What another
 * program wrote since then is told, and not overwritten. */
void engine_open_read(Engine *engine, NotebookSnapshot *notebook, const char *path, GBytes *read);

/* The code of one cell changed.  Cheap: earlier edits that were not looked at yet are skipped. */
void engine_edit(Engine *engine, CellSnapshot *cell); /* takes it */

/* Cells came, went, moved, or changed names or configurations. */
void engine_restructure(Engine *engine, NotebookSnapshot *notebook); /* takes it */

typedef enum {
    ENGINE_RUN_CELLS, /* these, and what follows from them */
    ENGINE_RUN_ONCE,  /* these, although they are disabled, and what follows from them and is not */
    ENGINE_RUN_STALE, /* everything stale or never run */
    ENGINE_RUN_ALL,
} EngineRun;
void engine_run(Engine *engine, EngineRun what, const uint64_t *cells, size_t count);

/* Runs cells, and all tests that they hold afterwards: what these say is a part of what the cell shows (TESTS_MIME). */
void engine_test(Engine *engine, const uint64_t *cells, size_t count);
#define TESTS_MIME "application/vnd.tarn.tests+json"

/* Runs code among the notebook's names, which it cannot rebind, once nothing else runs; an interrupt takes it along.  What
 * it shows and prints, and that it ran, is told of the cell ENGINE_SCRATCH, which is none of the notebook's. */
#define ENGINE_SCRATCH ((uint64_t)INT64_MAX)
void engine_scratch(Engine *engine, const char *code);

/* What is known of names at the end of `code`, a cell up to the place that is asked about: answered by ENGINE_FOUND
 * with the ticket, at once if neither the interpreter nor a language server can be asked; of names there may be two. */
typedef enum { LOOKUP_NAMES, LOOKUP_HELP, LOOKUP_SIGNATURE } Lookup;
void engine_look_up(Engine *engine, Lookup what, int ticket, uint64_t cell, const char *code);

/* What a language server knows more of a name that it told in answer to LOOKUP_NAMES with that ticket: answered, if there is
 * something, by another ENGINE_FOUND of the same kind. */
void engine_describe(Engine *engine, int ticket, const char *name);

/* The commands of language servers, with semicolons between them, which start (anew) when there is a notebook; empty:
 * none. */
void engine_set_lsp(Engine *engine, const char *command);

/* What only language servers know of a place: answered by ENGINE_PLACES, ENGINE_ACTIONS or ENGINE_EDITS with the ticket, or
 * by ENGINE_TOOL_FAILED; a newer question may leave an older one without an answer. */
typedef enum {
    TOOL_DEFINITION,
    TOOL_DECLARATION,
    TOOL_REFERENCES,
    TOOL_RENAME,  /* to `text` */
    TOOL_ACTIONS, /* of the kind `text`, or NULL: any */
} ToolQuestion;
/* Of a cell: lines from 0, bytes of the line. */
typedef struct {
    uint64_t cell;
    size_t line, byte, end_line, end_byte;
} EngineSpan;
void engine_ask_tool(Engine *engine, ToolQuestion what, int ticket, const EngineSpan *span, const char *text);

/* One of the actions that ENGINE_ACTIONS told, from 0: answered by ENGINE_EDITS or ENGINE_TOOL_FAILED. */
void engine_take_action(Engine *engine, int ticket, int number);

/* What becomes of the changes that ENGINE_EDITS told: nothing; the caller has made those of the cells; and those of other
 * files are to be made, too.  Needed each time. */
typedef enum { EDITS_NONE, EDITS_CELLS, EDITS_ALL } EditsTaken;
void engine_settle_edits(Engine *engine, int ticket, EditsTaken taken);

/* Copies of the interpreter that sleep until it has died: how many, the megabytes that they may take of their own, and
 * after how many seconds of runs one is made by itself (0: never). */
void engine_set_checkpoints(Engine *engine, int64_t most, int64_t megabytes, int64_t seconds);
/* Writes bytes that are no notebook; over a file that is there only if `over`.  ENGINE_MESSAGE says what became of it. */
void engine_write(Engine *engine, const char *path, GBytes *bytes, bool over);

void engine_checkpoint(Engine *engine); /* now, or when the cell that runs has; ENGINE_MESSAGE says what became of it */
void engine_roll_back(Engine *engine);  /* to the last one: cells that ran since are stale */

/* The folder is trusted from now on: what EngineOptions.restrained held back is done, with the interpreter `python`
 * (NULL: found by the rules) if none runs yet. */
void engine_trust(Engine *engine, const char *python);

/* Formats the cells of the snapshot with ruff or black, as the notebook's Python has it: answered by ENGINE_FORMATTED. */
void engine_format(Engine *engine, NotebookSnapshot *cells); /* takes it */
/* Where the cells that speak of a name use it; answered by ENGINE_USES.  `to` comes back with that. */
void engine_find_uses(Engine *engine, NotebookSnapshot *notebook, const char *name, const char *to); /* takes it */

/* What is different in the notebook from its file, or from the revision (NULL: the file) of the file that Git has:
 * answered by ENGINE_DIFFERENCE.  Git is asked beside all else, and runs nothing that its repository names. */
void engine_compare(Engine *engine, NotebookSnapshot *notebook, const char *revision); /* takes `notebook` */

/* Answered by ENGINE_VARIABLES once nothing runs, if there is an interpreter. */
void engine_ask_variables(Engine *engine);
/* The same by ENGINE_SOURCES: the databases and frames among the variables, as a tree in which the rows of `paths` (ends with
 * NULL) are folded, or unfolded, the other way round than at first. */
void engine_ask_sources(Engine *engine, char *const *paths);

/* What is installed for the notebook's Python: answered by ENGINE_PACKAGES. */
void engine_ask_packages(Engine *engine);

void engine_interrupt(Engine *engine);
void engine_set_auto_reload(Engine *engine, AutoReload mode);
void engine_set_tests(Engine *engine, bool tests);
void engine_set_lazy(Engine *engine, bool lazy);
void engine_set_outlive(Engine *engine, int64_t seconds); /* see EngineOptions */
void engine_restart(Engine *engine); /* a new interpreter; every result becomes stale */

/* Writes the notebook; answered by ENGINE_SAVED.  Refuses to overwrite a file that changed since it
 * was read or written, unless `force`.  `path` becomes the notebook's own if it had none. */
void engine_save(Engine *engine, NotebookSnapshot *notebook, const char *path, bool force); /* takes it */

/* The same; `undo` (taken; NULL: nothing) is kept on the disk when the notebook is saved in its own file, behind what
 * earlier sessions kept, unless it is `whole`.  What cannot be kept is told by ENGINE_MESSAGE. */
void engine_save_with_undo(Engine *engine, NotebookSnapshot *notebook, const char *path, bool force, HistoryImage *undo,
                           bool whole);

/* Writes the notebook into another file, in a format (format.h) by its name; answered by ENGINE_SAVED.  `results` (of
 * CellResult *, one a cell; or NULL) is what the cells show, for formats that have a place for it:
 * what does not hold any more is left out. */
void engine_export(Engine *engine, NotebookSnapshot *notebook, const char *path, const char *format, GPtrArray *results,
                   bool force); /* takes `notebook` and `results` */

/* What earlier sessions kept to undo what the notebook was when it was opened: NULL if nothing, and `*why` if there is
 * something that cannot be taken; both are the caller's.  Waits for as many milliseconds; false: it was too early. */
bool engine_kept_undo(Engine *engine, int patience, HistoryImage **image, char **why);

/* The notebook is that of another path from now on, of which nothing was read: journal, interpreter and the next save
 * go by that.  It is watched once it has been written; if a file is there already, that takes `force`. */
void engine_set_path(Engine *engine, const char *path);

/* What the file holds was read: `read` is no longer somebody else's, and `base` is what it says, with the ids of the
 * editor's cells.  The answer to ENGINE_DISK.  `unsaved`: the editor has more than that, which stays in the journal.
 * `conflicts` as below, or NULL: there are none. */
void engine_reread(Engine *engine, GBytes *read, NotebookSnapshot *base, GPtrArray *conflicts,
                   bool unsaved); /* takes `base` and `conflicts` */

/* Of the cells that are changed here and in the file, and nobody decided about: what both began with, of CellSnapshot *
 * with the editor's ids.  If the editor dies they are in conflict again when its edits are recovered. */
void engine_set_conflicts(Engine *engine, GPtrArray *conflicts); /* takes it */

/* What ENGINE_RECOVERY offered is in the editor now (`taken`), and the old journal may go with the next save; or it is
 * not wanted, and goes at once. */
void engine_answer_recovery(Engine *engine, bool taken);

/* Bytes typed into the console of the running cell. */
void engine_type(Engine *engine, const char *bytes, size_t length);

/* A widget changed; the value is JSON. */
void engine_set_widget(Engine *engine, const char *id, const char *json);

/* A question about a table that an output shows (tarn-kernel(7)); answered by ENGINE_TABLE in any case, when no cell
 * runs.  An interrupt ends it. */
void engine_ask_table(Engine *engine, uint64_t number, const char *id, const char *question);

/* The width, in columns, that consoles have on the screen. */
void engine_resize(Engine *engine, int columns, int rows);

/* --- events ------------------------------------------------------------------------------------- */

/* A graph error of a cell, or its syntax error. */
typedef struct {
    char *kind;    /* multiple-defs, cycle, setup-refs, syntax, import-star, unknown; of a finding the name of its rule */
    char *message; /* one line for a person: "x is also defined in cell 3" */
    char **names;
    int line;      /* of a syntax error or a finding, from 1; else 0 */
    int column;
} CellError;

/* Where something is: in a cell of that revision, or in another file. */
typedef struct {
    uint64_t cell; /* 0: in the file */
    uint64_t revision;
    size_t line, byte; /* from 0 */
    char *path; /* NULL: in the cell */
    char *text; /* the line of the file, or NULL */
} EnginePlace;

/* What would be changed. */
typedef struct {
    char *path;
    guint places;
    char **lines; /* what is new there, as "12: x = 1" */
} EngineFileEdits;
typedef struct {
    char *title;
    GPtrArray *cells; /* of CellSnapshot *: as they would be, with the revisions of what they come from */
    guint places;     /* in these */
    GPtrArray *files; /* of EngineFileEdits *: other files, which nothing was done to yet */
} EngineEdits;
void engine_edits_free(EngineEdits *edits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EngineEdits, engine_edits_free)

typedef enum { RUN_IDLE, RUN_QUEUED, RUN_RUNNING } RunState;

/* How the last run of a cell ended. */
typedef enum {
    RESULT_NONE, /* never ran in this kernel */
    RESULT_OK,
    RESULT_ERROR,
    RESULT_STOPPED,     /* mo.stop */
    RESULT_CANCELLED,   /* an ancestor failed or stopped */
    RESULT_INVALID,     /* a graph or syntax error */
    RESULT_INTERRUPTED,
    RESULT_DISABLED,
    RESULT_DEAD, /* the interpreter died under it */
} RunResult;

/* The same for a file; and why the cell did not run to its end, or NULL: it did, or there is an error that says so. */
CellOutcome run_result_outcome(RunResult result);
const char *run_result_reason(RunResult result);

typedef struct {
    RunState state;
    RunResult result;
    bool stale;            /* the code or an ancestor changed since the last run, or it never ran */
    bool blocked;          /* disabled itself or through an ancestor */
    uint64_t revision;     /* of the code that the last run had */
    gint64 started;        /* g_get_real_time() of the last run's start, or 0 */
    double seconds;        /* of the last finished run */
    double waited;         /* of those: how many it waited for its input, which is no part of what it costs */
    double cost;           /* seconds that the next run is expected to take; negative: nobody knows */
    bool dead;             /* the interpreter of the last run is gone */
    bool wants_input;      /* running, and reading from its console */
} CellStatus;

typedef enum { KERNEL_NONE, KERNEL_STARTING, KERNEL_IDLE, KERNEL_BUSY, KERNEL_DEAD, KERNEL_AWAY, KERNEL_CONNECTING } KernelState;

typedef enum {
    ENGINE_ANALYSIS, /* cell, analysis */
    ENGINE_ERRORS,   /* cell, errors: its whole list; empty, if it had some: a new cell has none */
    ENGINE_FINDINGS, /* cell, errors: what is not so wrong that the cell could not run; its whole list, maybe empty */
    ENGINE_LINKS,    /* cell, parents, children: its whole lists, page order */
    ENGINE_STATUS,   /* cell, status */
    ENGINE_OUTPUT,   /* cell, output (NULL: none) */
    ENGINE_WIDGET,   /* path: the element's id; text: the value it was given, as JSON; output: what it shows now, or
                        NULL: the interpreter knows no such element */
    ENGINE_TABLE,    /* generation: the number of the question; text: the answer as JSON */
    ENGINE_CONSOLE,  /* cell, console (NULL: empty) */
    ENGINE_FOUND,    /* ticket, lookup, found */
    ENGINE_PLACES,   /* ticket, tool, places */
    ENGINE_ACTIONS,  /* ticket, found: title, kind, name of the server in turns */
    ENGINE_EDITS,    /* ticket, edits */
    ENGINE_TOOL_FAILED, /* ticket, tool, text: why, or NULL: no server can do such things */
    ENGINE_FORMATTED, /* base, theirs: the cells that were to be formatted, and as they came out (NULL: nothing did);
                        text: what went wrong, or NULL; failed */
    ENGINE_USES,      /* text: the name, path: what it is to become, uses */
    ENGINE_DIFFERENCE, /* path: from what; text: the lines (notebook_diff.h), "": none; or, failed, why nobody knows */
    ENGINE_VARIABLES, /* variables */
    ENGINE_SOURCES,   /* variables */
    ENGINE_PACKAGES, /* found: name, version, summary, modules (with blanks between them) in turns, first those that cells
                        import and that are missing, without a version; or, failed, text: why nobody knows */
    ENGINE_KERNEL,   /* kernel, text: "Python 3.11.2 /usr/bin/python3", or why it is dead */
    ENGINE_SAVED,    /* path, text: NULL if it went well, else why not; generation; exported: into a file that is not its own */
    ENGINE_MESSAGE,  /* text, failed */
    ENGINE_RECOVERY, /* recovered, base, seconds, text: edits of an earlier session that are not in the file; `base` (or
                        NULL) is what the file held that they were made to, with the ids of `recovered`.  The journal
                        stays until engine_answer_recovery(); saves are no answer.  Cells have new ids. */
    ENGINE_DISK,     /* base, theirs, matches, read: another program wrote the file.  To be merged (notebook_merge.h) and
                        answered by engine_reread(), or by a save: until then no further change is told. */
    ENGINE_TAKEN,    /* another editor has the session, and the journal; nothing runs here any more, or is saved */
    ENGINE_IDLE,     /* every request so far is done and nothing runs or waits; not received if the engine said so
                        before it saw the last request */
} EngineEventKind;

typedef struct {
    EngineEventKind kind;
    uint64_t cell;
    Analysis *analysis;
    GPtrArray *errors; /* of CellError * */
    GArray *parents;   /* of uint64_t */
    GArray *children;
    CellStatus status;
    Output *output;
    StyledText *console;
    Lookup lookup;
    int ticket;
    bool by_tool; /* not the interpreter said so */
    char **found; /* of LOOKUP_NAMES: name, kind, type, documentation, a snippet or "", in turns; else lines; NULL: nobody could be asked */
    ToolQuestion tool;
    GPtrArray *places; /* of EnginePlace * */
    EngineEdits *edits;
    GPtrArray *uses; /* of CellUses *: of the cells that define or refer to it */
    char **variables; /* name, type, length or shape (or ""), the beginning of the repr, in turns; public ones, sorted.  Of
                         ENGINE_SOURCES what the packet SOURCES_ARE holds, or nothing */
    KernelState kernel;
    char *path;
    char *text;
    uint64_t generation; /* of the notebook that was saved; of ENGINE_IDLE: how many requests are done */
    NotebookSnapshot *recovered;
    NotebookSnapshot *base, *theirs; /* what the file held, with the editor's ids (of ENGINE_RECOVERY: see there); what it holds, with new ones */
    GArray *matches;     /* as of cell_match() */
    GBytes *read;        /* the file */
    double seconds;      /* how long ago those edits were made */
    uint64_t requests;   /* of ENGINE_IDLE: how many had come by then */
    bool failed;
    bool exported;
    bool restored;       /* of ENGINE_OUTPUT and ENGINE_CONSOLE: saved by an earlier session, nothing ran */
} EngineEvent;

/* Readable while events wait. */
int engine_fd(const Engine *engine);

/* The next event, now the caller's, or NULL. */
EngineEvent *engine_receive(Engine *engine);
void engine_event_free(EngineEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EngineEvent, engine_event_free)
