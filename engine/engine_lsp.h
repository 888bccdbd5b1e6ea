/* The language server of the option 'lsp', as the engine's worker talks to it: what engine_lsp.c (what is sent) and
 * engine_lsp_take.c (what comes) share.  It is a program that the user named; it sees the notebook as one Python file,
 * its cells in the order in which they would run.  What it says of lines becomes findings of their cells.
 */
#pragma once

#include "base/json.h"
#include "engine/engine_worker_state.h"
#include "engine/lsp_page.h"

/* A question that waits for its answer. */
typedef struct {
    Lookup what;
    int ticket;
} LspQuestion;

struct EngineLsp {
    char *command;     /* "" : none */
    Child *child;      /* NULL: none was started, or it is gone */
    bool started;      /* `command` was tried */
    bool ready;        /* it has answered to `initialize`, and knows the file */
    int64_t last_id, initialize;
    int64_t version;   /* of the file, as it was told last */
    bool dirty;        /* the notebook may be another than it was told */
    LspPage *page;     /* what it was told; NULL: nothing yet */
    NotebookSnapshot *notebook; /* as it was restructured last; or NULL */
    GHashTable *codes;     /* id -> GBytes *, owned: the newest code of each cell */
    GHashTable *questions; /* id of a request (int64_t *) -> LspQuestion *, owned */
    GHashTable *own;       /* id of a cell -> GPtrArray *, owned: findings of tarn's own */
    GHashTable *theirs;    /* the same of the server's */
};

char *lsp_uri(Worker *worker);
void lsp_send(EngineLsp *lsp, const char *json);
void lsp_send_initialized(Worker *worker);
void lsp_tell_findings(Worker *worker, uint64_t cell);
/* Does with a message what it asks for. */
void lsp_take(Worker *worker, const JsonValue *message);
