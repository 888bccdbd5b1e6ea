/* What the loop of the engine thread (engine_worker.c) and its requests (engine_requests.c) share. */
#pragma once

#include "engine/child.h"
#include "engine/cost.h"
#include "engine/engine_event.h"
#include "engine/engine_file.h"
#include "engine/engine_watch.h"
#include "engine/engine_worker.h"
#include "engine/journal.h"
#include "engine/live.h"
#include "engine/module_watch.h"
#include "engine/session.h"

struct EngineWorkerSetup {
    EngineOptions options; /* with strings of its own */
    Channel *requests;
    Channel *events;
    Channel *kept; /* of KeptTree * */
};

typedef struct EngineLsp EngineLsp;

/* engine_undo.c: what earlier sessions kept to undo. */
typedef struct {
    bool open;              /* a notebook is... */
    char *path;             /* ...this one; NULL: it has no file */
    NotebookSnapshot *text; /* as it was opened; NULL: what was kept has been read */
    HistoryImage *kept;     /* or NULL: there is none... */
    char *why;              /* ...for that reason */
    bool asked;             /* before it was open */
    bool failed;            /* it could not be written, which was told */
} WorkerUndo;

typedef struct {
    const EngineWorkerSetup *setup;
    Analyzer *analyzer;   /* NULL: its Python cannot be started, which worker_analyzer() tells */
    bool started;         /* or tried to */
    FormatPython python;
    Live *live;
    AnalysisStore *known; /* while a notebook is being opened; or NULL */
    guint kept;           /* of live_analysed(): so many are in the store, or not worth it */
    bool keep;            /* what is known now is what the next session will open */
    Session *session;
    EngineFile file;
    EngineWatch *watch;     /* engine_disk.c: of its folder, or NULL */
    NotebookSnapshot *base; /* what the file held when it was read or written last, with the editor's ids; NULL: not watched */
    bool disk_asked;        /* the editor was told of a change, and has not answered */
    char *disk_told;        /* what else it was told of the file last, or NULL */
    Journal *journal;     /* or NULL */
    bool takes;           /* the notebook that is opened next, from another editor that has it */
    bool journal_taken;   /* it was: who has its journal still may let go late */
    NotebookSnapshot *page; /* as it was opened or restructured last, for a journal that begins late; NULL: none is kept */
    WorkerUndo undo;
    gint64 journal_retry; /* monotonic: when the disk may let one begin; or 0 */
    bool journal_failed;  /* and that was told */
    GQueue told;          /* of EngineEvent *, owned, that go out together: the screen wakes up once for them */
    GQueue held;          /* of EngineRequest *, owned, that wait their turn */
    CostBook *costs;
    uint64_t timed;       /* the cell last told to be running, or 0 */
    GHashTable *doubts;   /* id -> Doubt, owned: of engine_judge.c */
    int64_t last_question;
    bool no_judge;        /* an interpreter was looked for, and there is none */
    bool restrained;      /* see EngineOptions, and nobody has asked for anything to run since */
    GHashTable *stale;    /* ids of those that were last told to be stale */
    GHashTable *asked;    /* ids of cells that were asked to run while others do: shown as queued */
    uint64_t received;    /* requests so far */
    GHashTable *edited;   /* engine_stale.c: ids whose text is not that of the kernel... */
    GHashTable *behind;   /* ...and ids of cells after them */
    uint64_t stale_generation; /* of the plan when these were found */
    bool restale;         /* they have to be found anew */
    GHashTable *links;    /* engine_stale.c: id -> digest of its neighbours when they were told last */
    ModuleWatch *module_watch; /* engine_modules.c: of the modules that are loaded; NULL: none, or nobody wants to know */
    EngineLsp *lsp;       /* engine_lsp.h: the language server */
    Child *formatter;     /* engine_format.c: at work, or NULL... */
    NotebookSnapshot *formatting; /* ...and on what */
    Child *packages;      /* engine_packages.c: at work, or NULL */
    Child *git;           /* engine_compare.c: at work, or NULL... */
    NotebookSnapshot *comparing; /* ...to compare with this... */
    char *revision;       /* ...what it has of that */
    const char *refusal;  /* why nothing is to be written unless it is forced, or NULL */
    bool offered;         /* edits of an earlier session, and they are neither taken nor thrown away for good */
    bool readopt;         /* cells changed since what an earlier editor ran was looked through */
    bool opened;          /* the plan does not know the notebook yet */
    bool worked;          /* since ENGINE_IDLE was told */
    gint64 looked;        /* when cells were looked at last, in us, ... */
    gint64 look_cost;     /* ...and how long that took */
    gint64 look_after;    /* not before: an edit of a large cell was followed by another; 0: at once */
    gint64 look_at_last;  /* but then, however many edits follow; 0: nothing waits */
    bool stopping;
} Worker;

/* engine_worker.c: a cell was edited. */
void worker_note_edit(Worker *worker);

typedef struct {
    void (*act)(Worker *worker, EngineRequest *request);
    bool at_once; /* does not wait behind what waits */
    bool current; /* waits until every cell has been looked at */
} EngineRequestRow;

const EngineRequestRow *engine_request_row(EngineDo kind);

/* Starts Python if need be: when something has to be analysed, else when there is nothing to do.  NULL: there is none. */
Analyzer *worker_analyzer(Worker *worker);

/* The events; each is a function of a listener, its first argument the Worker. */
void worker_tell(gpointer self, EngineEvent *event);
void worker_send_told(Worker *worker); /* before what may take long, and before each wait */
void worker_tell_found(gpointer self, int64_t request, int64_t what, char *const *strings);
void worker_tell_message(gpointer self, bool failed, const char *text);
void worker_tell_status(gpointer self, uint64_t cell, const CellStatus *status);
void worker_note_asked(Worker *worker, const GArray *codes);
void worker_note_owed(Worker *worker, const char *widget);
void worker_settle_asked(Worker *worker); /* no request waits any more: nor does a cell for one */
void worker_tell_live(gpointer self, EngineEvent *event);

/* engine_stale.c: what the editor knows to be out of date before the plan does. */
void worker_stale_init(Worker *worker);
void worker_stale_clear(Worker *worker);
void worker_note_links(Worker *worker, const EngineEvent *event); /* an ENGINE_LINKS, before it is told */
void worker_note_edited(Worker *worker, uint64_t cell); /* it has been looked at anew */
void worker_settle_stale(Worker *worker);               /* tells of the cells that became stale, or fresh, by that */
bool worker_is_edited(Worker *worker, uint64_t cell);   /* not what the kernel was given last, or never given to it */
/* The revision of the run's code: the newest one that says the same, for what was edited and edited back. */
uint64_t worker_ran_revision(Worker *worker, uint64_t cell, uint64_t revision);
bool worker_is_stale(Worker *worker, uint64_t cell);    /* edited, or after a cell that is */

/* All cells as the editor shows them, or only those that the kernel was not given so; of PlanCode. */
GArray *worker_codes(Worker *worker, bool only_edited);

/* engine_judge.c: cells whose syntax the embedded Python does not know are a newer interpreter's to judge. */
void worker_judge_init(Worker *worker);
void worker_judge_clear(Worker *worker);
void worker_note_syntax(Worker *worker, const Analysis *analysis); /* a cell was looked at */
void worker_note_kernel(Worker *worker, KernelState state);
void worker_take_syntax(gpointer self, int64_t request, const SessionSyntax *syntax);
void worker_ask_syntax(Worker *worker);
bool worker_waits_for_judge(const Worker *worker);
void worker_call_judge(Worker *worker); /* starts an interpreter if there is something to judge */

/* engine_lsp*.c: the language servers. */
enum { LSP_SERVERS = 4, LSP_FDS = LSP_SERVERS * CHILD_FDS };
void worker_lsp_init(Worker *worker);
void worker_lsp_clear(Worker *worker);
void worker_lsp_note_cell(Worker *worker, CellSnapshot *cell);
void worker_lsp_note_page(Worker *worker, const NotebookSnapshot *notebook);
void worker_lsp_note_saved(Worker *worker);
void worker_lsp_add_findings(Worker *worker, EngineEvent *event); /* to those of tarn's own, before they are told */
void worker_do_look_up(Worker *worker, EngineRequest *request); /* asks the interpreter, too */
/* What the interpreter answered: true, it is nothing, and a server is asked instead. */
bool worker_lsp_knows_more(Worker *worker, int64_t ticket, int64_t what, char *const *found);
void worker_do_lsp(Worker *worker, EngineRequest *request); /* starts them anew */
void worker_do_describe(Worker *worker, EngineRequest *request);
void worker_do_ask_tool(Worker *worker, EngineRequest *request);
void worker_do_take_action(Worker *worker, EngineRequest *request);
void worker_do_settle_edits(Worker *worker, EngineRequest *request);
int worker_lsp_keep(Worker *worker); /* milliseconds until it is due again, or -1 */
void worker_lsp_poll(const Worker *worker, struct pollfd *fds); /* LSP_FDS of them */
void worker_lsp_serve(Worker *worker, const struct pollfd *fds);

/* engine_format.c: ruff or black. */
void worker_format(Worker *worker, NotebookSnapshot *notebook); /* the cells of the snapshot: ENGINE_FORMATTED */
void worker_format_serve(Worker *worker);
void worker_format_clear(Worker *worker);
char *worker_tool_python(Worker *worker); /* the notebook's Python, or NULL; the caller frees it */

/* engine_packages.c: what is installed. */
void worker_do_packages(Worker *worker, EngineRequest *request);
void worker_packages_serve(Worker *worker);
void worker_packages_clear(Worker *worker);

/* engine_export.c */
void worker_do_export(Worker *worker, EngineRequest *request);

/* engine_compare.c: the notebook beside its file, and what Git has of it. */
void worker_do_compare(Worker *worker, EngineRequest *request);
void worker_compare_serve(Worker *worker);
void worker_compare_clear(Worker *worker);

/* engine_trust.c: what starts without being asked, and what does not. */
void worker_prestart(Worker *worker); /* a notebook was opened */
void worker_do_trust(Worker *worker, EngineRequest *request);

/* engine_checkpoint.c */
void worker_do_checkpoint(Worker *worker, EngineRequest *request);
void worker_do_roll_back(Worker *worker, EngineRequest *request);
void worker_do_set_checkpoints(Worker *worker, EngineRequest *request);

/* engine_undo.c */
void worker_undo_open(Worker *worker, NotebookSnapshot *notebook);
void worker_undo_clear(Worker *worker);
void worker_do_undo(Worker *worker, EngineRequest *request);
void worker_keep_undo(Worker *worker, const EngineRequest *request); /* its notebook is saved, in its own file */

/* engine_known.c: what is known of the cells, kept from session to session. */
void worker_open_known(Worker *worker);
void worker_close_known(Worker *worker);
void worker_keep_known(Worker *worker); /* when there is nothing else to do */

/* engine_modules.c: modules of the user that change on disk. */
void worker_set_auto_reload(Worker *worker, AutoReload mode);
void worker_take_modules(gpointer self, char *const *names_and_files);
void worker_forget_modules(Worker *worker); /* the interpreter is another */
int worker_modules_fd(const Worker *worker); /* readable when something happened; or -1 */
int worker_keep_modules(Worker *worker);     /* tells the kernel when it is time; milliseconds until then, or -1 */

/* engine_journal.c: begins the journal of what is open now, and offers what an earlier session left. */
void worker_open_journal(Worker *worker, NotebookSnapshot *notebook);
void worker_restructure_journal(Worker *worker, NotebookSnapshot *notebook);
void worker_close_journal(Worker *worker, bool discard);
void worker_move_journal(Worker *worker); /* the notebook has another path */
int worker_journal_fd(const Worker *worker); /* readable when worker_serve_journal() is due; or -1 */
void worker_serve_journal(Worker *worker);

/* Writes it now, if anything waits. */
void worker_sync_journal(Worker *worker);

/* The same when it is time; milliseconds until the next time, or -1. */
int worker_keep_journal(Worker *worker);
