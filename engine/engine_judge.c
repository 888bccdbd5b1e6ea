/* The embedded Python may be older than the notebook's.  What it cannot parse is a doubt until the interpreter that
 * would run the cell has spoken: then it is a syntax error, or it is not.  An interpreter that is not newer than ours
 * is not asked: its word would be the same.
 */
#include "engine/engine_worker_state.h"

typedef struct {
    CellSnapshot *code;
    int64_t request; /* 0: was not asked yet */
} Doubt;

static void doubt_free(gpointer data)
{
    Doubt *doubt = data;
    cell_snapshot_unref(doubt->code);
    g_free(doubt);
}

void worker_judge_init(Worker *worker)
{
    worker->doubts = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, doubt_free);
}

void worker_judge_clear(Worker *worker)
{
    g_hash_table_unref(worker->doubts);
}

void worker_note_syntax(Worker *worker, const Analysis *analysis)
{
    g_hash_table_remove(worker->doubts, &analysis->cell);
    if (analysis->fault != ANALYSIS_SYNTAX || analysis->judged)
        return;
    Doubt *doubt = g_new0(Doubt, 1);
    doubt->code = cell_snapshot_ref(live_code(worker->live, analysis->cell).code);
    g_hash_table_insert(worker->doubts, g_memdup2(&analysis->cell, sizeof analysis->cell), doubt);
}

void worker_note_kernel(Worker *worker, KernelState state)
{
    worker->no_judge = state == KERNEL_NONE;
    if (state == KERNEL_BUSY || state == KERNEL_IDLE)
        return;
    bool asked = false;
    GHashTableIter all;
    g_hash_table_iter_init(&all, worker->doubts);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        asked |= ((Doubt *)value)->request != 0;
        ((Doubt *)value)->request = 0; /* who was asked is gone */
    }
    worker->no_judge |= state == KERNEL_DEAD && asked; /* the question may have killed it */
}

static bool judge_is_newer(const Worker *worker)
{
    return session_python(worker->session) > analyzer_python();
}

void worker_ask_syntax(Worker *worker)
{
    if (g_hash_table_size(worker->doubts) == 0 || !judge_is_newer(worker))
        return;
    bool asked = false;
    GHashTableIter all;
    g_hash_table_iter_init(&all, worker->doubts);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        Doubt *doubt = value;
        if (doubt->request)
            continue;
        doubt->request = ++worker->last_question;
        session_ask_syntax(worker->session, doubt->request, doubt->code->code);
        asked = true;
    }
    if (asked)
        session_advance(worker->session);
}

static bool is_to_come(const Worker *worker)
{
    KernelState kernel = session_kernel(worker->session);
    return kernel == KERNEL_STARTING || kernel == KERNEL_CONNECTING;
}

bool worker_waits_for_judge(const Worker *worker)
{
    if (g_hash_table_size(worker->doubts) == 0)
        return false;
    return is_to_come(worker) || judge_is_newer(worker);
}

void worker_call_judge(Worker *worker)
{
    KernelState kernel = session_kernel(worker->session);
    bool absent = kernel == KERNEL_NONE || kernel == KERNEL_DEAD;
    if (!absent || worker->no_judge || worker->restrained || g_hash_table_size(worker->doubts) == 0)
        return;
    session_start(worker->session);
    worker->no_judge = !is_to_come(worker);
}

void worker_take_syntax(gpointer self, int64_t request, const SessionSyntax *syntax)
{
    Worker *worker = self;
    GHashTableIter all;
    g_hash_table_iter_init(&all, worker->doubts);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        const Doubt *doubt = value;
        if (doubt->request != request)
            continue;
        Analysis *analysis = syntax->tree ? analyzer_take_tree(worker_analyzer(worker), doubt->code, syntax->tree)
                                          : analyzer_take_error(doubt->code, syntax->message, syntax->line,
                                                                syntax->character);
        g_hash_table_iter_remove(&all);
        live_take(worker->live, analysis);
        return;
    }
}
