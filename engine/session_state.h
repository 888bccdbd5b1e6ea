/* What session.c (requests), session_steps.c (the plan's steps) and session_packets.c (what the kernel says) share. */
#pragma once

#include "engine/console.h"
#include "engine/session_attach.h"
#include "engine/session_host.h"
#include "notebook/output_node.h"

typedef struct {
    uint64_t id;
    Console *console; /* of the last run, or NULL */
    bool console_changed;
    CellStatus status; /* state, result, stale and blocked are the plan's */
    int64_t run;
    int life; /* Session.life when it ran */
    bool wants_input;
} SessionCell;

/* What was sent ahead of its turn. */
typedef struct {
    int64_t run;
    uint64_t cell;
    gsize size; /* of its code, in bytes */
} SessionAhead;

struct Session {
    SessionListener listener;
    bool app, clean;
    char *python, *program, *path, *script;
    bool other_python; /* than the host was told */
    char **arguments;
    bool no_kernel, pipes, alone;
    HostLink *prepared; /* a host that nobody has spoken to but session_prepare() */
    Plan *plan;
    HostLink *host;      /* NULL: none was started, or it is gone */
    bool finishing;  /* session_finish() */
    bool scratching; /* what runs is no cell */
    bool awaited;    /* a START or RESTART was sent, and READY has not come */
    WireWriter held; /* what is for the kernel until then */
    KernelState kernel;
    int life; /* how many interpreters there were before */
    int wait_status; /* as wait(2) gave it, of the interpreter that died last */
    char *kernel_text;
    int version; /* of the interpreter, as 0x030C; 0: unknown */
    uint64_t told_definers; /* plan_generation() of what the kernel was told */
    GHashTable *cells;   /* id -> SessionCell, owned */
    GHashTable *numbers; /* id -> place on the page, from 1 */
    GArray *page;
    GHashTable *runs;    /* run -> SessionCell, borrowed */
    GPtrArray *changed;  /* of SessionCell *: consoles to tell of */
    gint64 told_at;      /* when consoles were told of, monotonic */
    int64_t last_run;
    uint64_t running;    /* cell, or 0 */
    GArray *ahead;       /* of SessionAhead: neither begun nor skipped, as far as we know */
    gsize ahead_bytes;
    int64_t next_run;    /* that has begun by itself and is the next that the plan starts; or 0 */
    GPtrArray *unbound;  /* names, of the run under way */
    char *widget, *widget_json; /* the element that is being set and its value, or NULL */
    Output *widget_shown;       /* what it shows now, or NULL */
    GPtrArray *moved;    /* values that elements were given (session_moved.c) */
    GQueue given;        /* of char *, id and value in turns: of those, what a new interpreter was told and has not answered */
    GPtrArray *widgets;  /* that it left bound: id and name in turns */
    int interrupts;      /* of the run under way */
    gint64 interrupted_at; /* for the first time; monotonic */
    GArray *asked;       /* of int64_t: questions about tables that are not answered */
    int columns, rows;
    AutoReload auto_reload;
    bool tests;          /* cells of tests are tested when they run */
    GHashTable *tested;  /* ids of cells, owned, whose next run tests all that they hold */
    int64_t outlive;
    SessionCheckpoints checkpoints;
    char *no_checkpoint; /* why there was none, as it was said last; or NULL */
    guint told_queue; /* plan_serial() of the queue that the host was told */
    bool take;
    char *via;
    bool told_away;
    char *in_the_way; /* of the line, as it was said last; or NULL */
    bool away; /* the line to the host is broken, and somebody is told so */

    /* session_attach.c: the session was there before */
    bool attaching;  /* what it was is being told */
    bool collecting; /* and nobody has said whose runs these are */
    bool replaying;  /* what was said long ago is heard again */
    GHashTable *wire_ids, *cell_ids; /* cell -> what the kernel calls it, and back; NULL: it is called the same */
    int64_t last_wire;
    GPtrArray *kept;    /* of SessionKept *: runs of cells that nobody knows; NULL: there never were any */
    GByteArray *loose;  /* what was said meanwhile, and of no run */
    SessionKept *foreign; /* of these, what runs; or NULL */
};

static inline WireWriter *to_host(Session *session)
{
    return host_link_out(session->host);
}

/* To the interpreter.  The host forgets what comes for one that does not run yet. */
static inline WireWriter *to_kernel(Session *session)
{
    return session->awaited ? &session->held : to_host(session);
}

SessionCell *session_cell(Session *session, uint64_t id);
void session_tell_console(Session *session, SessionCell *cell);
void session_tell_status(Session *session, SessionCell *cell);
void session_tell_kernel(Session *session, KernelState state, const char *text);
void session_say(Session *session, bool failed, const char *text);
void session_lose_questions(Session *session); /* the interpreter is gone: they are answered so */
void session_tell_widget(Session *session); /* the one that was being set */
void session_show(Session *session, uint64_t cell, Output *output); /* takes it */

/* What runs in the scratchpad, if something does, is over. */
void session_end_scratch(Session *session);

/* What marimo is configured to add to the environment of the interpreter; again after a word of trust (session_start.c). */
void session_tell_environment(Session *session);
enum { SESSION_COLUMNS = 80, SESSION_ROWS = 24 }; /* of consoles, until somebody says better */

/* From here, not from the notebook's folder, if it is a path.  To be freed; NULL for NULL. */
char *session_python_path(const char *python);

/* What its session is found by: the path, or for another machine "@HOST:PATH".  To be freed. */
char *session_name(const char *path, bool far);

/* The host that will start the interpreter, or has begun to.  NULL: there is none, and why has been said. */
HostLink *session_first_host(Session *session); /* one far away may not have answered yet */

void session_start_far(Session *session); /* the host that was dialled is asked for an interpreter */
void session_tell_host(Session *session); /* what the host itself has to know */

/* An interpreter runs: it gets what waited for it. */
void session_started(Session *session);

/* Nothing runs, and nothing that was asked will be answered; which cell ran, or 0. */
uint64_t session_stop_runs(Session *session);

/* The interpreter is gone, and what it knew. */
void session_lost_kernel(Session *session);

/* The same when nobody wanted it: the cell that ran shows why. */
void session_died(Session *session, const char *why);

/* session_modules.c */
void session_tell_reload(Session *session); /* to an interpreter that starts */
void session_take_outdated(Session *session, const char *wrong, const char *what, char *const *modules);
void session_do_changed(Session *session, const PlanStep *step);

/* session_moved.c */
GPtrArray *session_moved_new(void);
void session_note_moved(Session *session, uint64_t cell, const char *id, const char *json);
void session_give_moved(Session *session, const SessionCell *cell);    /* it has run */
bool session_has_moved(const Session *session);                        /* a cell waits, or runs, whose elements are to be given some */
bool session_take_given(Session *session);                             /* false: that was none */
void session_lose_given(Session *session);

/* session_checkpoint.c */
void session_tell_checkpoints(Session *session); /* to a host */
void session_take_checkpointed(Session *session, WirePacket *packet);
void session_take_rolled_back(Session *session, WirePacket *packet);

/* session_far.c: what became of the line to the host */
void session_follow_line(Session *session);
void session_give_up_line(Session *session, const char *why); /* nobody has answered by it yet, and it is not waited for */

/* session_attach.c */
void session_begin_attached(Session *session);
void session_end_attached(Session *session); /* the interpreter is another */
int64_t session_wire(Session *session, uint64_t cell);
uint64_t session_unwire(const Session *session, int64_t wire); /* 0: no cell of ours */
void session_unwire_node(const Session *session, Node *node);  /* the cells in an output that only we have seen */
void session_lose_foreign(Session *session); /* it was stopped with all that ran */
void session_interrupt_kept(Session *session); /* what waits of cells that nobody knows */
bool session_collect(Session *session, const WirePacket *packet); /* false: it is to be taken now */

/* session_ahead.c */
void session_hand_ahead(Session *session);                     /* more of what will follow */
void session_withdraw(Session *session);                       /* what has not begun is to be sent again, or not at all */
uint64_t session_note_begun(Session *session, int64_t run);    /* 0: none; its cell, if it was sent ahead */
int64_t session_take_begun(Session *session);                  /* the run that the plan need not start any more, or 0 */
void session_take_skipped(Session *session, int64_t run);
void session_lose_ahead(Session *session);
bool session_is_undecided(const Session *session);             /* nothing runs, and it is not known what is next */

/* session_steps.c */
char *session_shown_name(Session *session, uint64_t cell);
void session_do_steps(Session *session);
SessionCell *session_begin_cell(Session *session, uint64_t id, int64_t run);
void session_show_interrupted(Session *session, uint64_t cell); /* before its turn */
void session_show_cancelled(Session *session, uint64_t cell, uint64_t cause, bool stopped);

void session_take_packet(Session *session, WirePacket *packet);
