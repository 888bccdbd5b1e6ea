/* The language servers of the option 'lsp', as the engine's worker talks to them: what engine_lsp.c (their lives),
 * engine_lsp_send.c (what is sent), engine_lsp_ask.c (questions), engine_lsp_take.c (what comes) and engine_lsp_edit.c
 * (what it would change) share.
 *
 * They are programs that the user named; each sees the notebook as one Python file, its cells in the order in which they
 * would run.  What they say of lines becomes findings of their cells.  Each is told of changes when the worker has nothing
 * else to do and it has taken the last ones; answers speak of the text that it had when it was asked.
 */
#pragma once

#include "base/json.h"
#include "engine/engine_worker_state.h"
#include "engine/lsp_page.h"
#include "engine/lsp_read.h"

/* A question that waits for its answer.  The first few are of the lookups, then those that a person asks. */
typedef enum {
    ASK_NAMES = LOOKUP_NAMES,
    ASK_HELP = LOOKUP_HELP,
    ASK_SIGNATURE = LOOKUP_SIGNATURE,
    ASK_NAMED, /* more of one of the names */
    ASK_DEFINITION,
    ASK_DECLARATION,
    ASK_REFERENCES,
    ASK_ACTIONS,
    ASK_PREPARE,  /* whether the name can be renamed; then... */
    ASK_RENAME,
    ASK_RESOLVE,  /* what an action would change; or... */
    ASK_COMMAND,  /* ...to do it, which ends in a request to change the text */
    ASK_INITIALIZE,
    ASK_KINDS,
} LspAsk;

typedef struct {
    LspAsk what;
    int ticket;
    EngineSpan span;
    char *text;    /* of ASK_RENAME the new name, of ASK_ACTIONS the kind that is wanted; or NULL */
    LspPage *page; /* that the server was asked about; NULL: not asked yet */
    gint64 due;    /* monotonic */
} LspQuestion;

typedef struct {
    char *command, *name; /* the name is for messages */
    Child *child;         /* NULL: it was not started, or has ended */
    bool ready;           /* it has answered to `initialize` */
    LspAbility ability;
    int64_t last_id, version; /* of the file, as it was told last */
    char *uri;                /* of the file, as it was told; NULL: it was not yet */
    LspPage *page;            /* what it was told, or NULL */
    GHashTable *questions;    /* id (int64_t *) -> LspQuestion *, owned */
    JsonValue *names;         /* its last answer to ASK_NAMES, if it may be asked for more of them; or NULL... */
    int names_ticket;         /* ...and that question's ticket */
    GHashTable *findings;     /* id of a cell -> GPtrArray * of CellError, owned */
    JsonValue *diagnostics;   /* what these were made of, or NULL... */
    LspPage *judged;          /* ...and of which text */
    JsonValue *unread;        /* newer ones, or NULL: they are looked at... */
    gint64 read;              /* ...a while behind the last ones (monotonic) */
    guint ends;               /* how often it ended by itself... */
    gint64 retry;             /* ...and when it is started again (monotonic), or 0: it is not */
    gint64 started;
    guint silent;             /* questions in a row that it did not answer */
    guint messages;           /* in the second that began... */
    gint64 second;            /* ...then */
} LspServer;

/* One of the actions that a menu shows. */
typedef struct {
    LspServer *server;
    LspPage *page;
    JsonValue *json;
} LspAction;

/* A change that somebody has to agree to. */
typedef struct {
    int ticket; /* 0: there is none */
    LspServer *server;
    GPtrArray *paths, *contents, *olds; /* of other files: char *, GString *, GBytes * as they were; owned */
    JsonValue *asked; /* the id of a request of the server, or NULL: it came as an answer */
} LspPending;

struct EngineLsp {
    char *command;      /* "": none */
    GPtrArray *servers; /* of LspServer *, owned */
    bool started;       /* `command` was tried */
    bool dirty;         /* the notebook may be another than `page` */
    LspPage *page;      /* as it was when it was looked at last, or NULL */
    GHashTable *cells;  /* id -> CellSnapshot *, owned: the newest of each cell */
    GHashTable *own;    /* id of a cell -> GPtrArray *, owned: findings of tarn's own */
    LspQuestion *looked; /* what the interpreter was asked last, for when it has no answer; or NULL */
    GPtrArray *actions; /* of LspAction *, owned: of the last menu... */
    int actions_ticket; /* ...and its question */
    guint actions_due;  /* so many servers have not told theirs yet */
    LspServer *commanded; /* that was told to do something, and may ask to change the text for it; or NULL */
    int commanded_ticket;
    LspPending pending;
};

/* engine_lsp.c */
char *lsp_uri(const Worker *worker);
LspServer *lsp_server(const EngineLsp *lsp, guint index);
/* It is of no use any more: told, once, and tried again later, if that was not often enough. */
void lsp_fail(Worker *worker, LspServer *server, const char *why);

/* engine_lsp_send.c */
void lsp_send_initialize(Worker *worker, LspServer *server);
void lsp_send_initialized(LspServer *server);
void lsp_send_text(Worker *worker, LspServer *server, LspPage *page); /* the whole, or what changed */
void lsp_send_saved(LspServer *server);
void lsp_send_question(LspServer *server, int64_t id, const LspQuestion *question, const LspAction *action);
void lsp_send_cancel(LspServer *server, int64_t id);
void lsp_send_answer(LspServer *server, const JsonValue *id, const char *result); /* JSON */

/* engine_lsp_ask.c */
void lsp_question_free(gpointer question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LspQuestion, lsp_question_free)
LspQuestion *lsp_question_copy(const LspQuestion *question);
/* Asks the server, or the first behind it, that can be asked this; false: none can.  Copies the question. */
bool lsp_ask_from(Worker *worker, const LspQuestion *question, guint first);
/* Of an action that `server` has told. */
void lsp_ask_about(Worker *worker, const LspAction *action, LspAsk what, int ticket);
void lsp_drop_question(Worker *worker, const LspQuestion *question, const char *why); /* nobody answers it */
int lsp_keep_questions(Worker *worker, LspServer *server); /* milliseconds until one is overdue, or -1 */

/* engine_lsp_take.c */
void lsp_take(Worker *worker, LspServer *server, const JsonValue *message);
void lsp_tell_findings(Worker *worker, uint64_t cell);
int lsp_keep_findings(Worker *worker, LspServer *server); /* milliseconds until some are to be looked at, or -1 */
void lsp_tell_edited(Worker *worker); /* cells with findings, of which some may be gone by now */
void lsp_tell_all_of(Worker *worker, GHashTable *findings);
GHashTable *lsp_findings_new(void);
/* A person has asked it; NULL: there is no server that could know. */
void lsp_tell_trouble(Worker *worker, const LspQuestion *question, const char *why);

/* engine_lsp_edit.c */
void lsp_action_free(gpointer action);
void lsp_take_actions(Worker *worker, LspServer *server, const LspQuestion *question, const JsonValue *result);
void lsp_take_action(Worker *worker, LspServer *server, const LspQuestion *question, const JsonValue *action);
/* `asked`: the id of the server's request that it is from, or NULL. */
void lsp_take_edit(Worker *worker, LspServer *server, LspPage *page, int ticket, const JsonValue *edit, const char *title,
                   const JsonValue *asked);
void lsp_apply_edit(Worker *worker, LspServer *server, const JsonValue *id, const JsonValue *params);
void lsp_forget_server(Worker *worker, LspServer *server); /* it is about to be gone */
