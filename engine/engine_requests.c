/* What the engine does when it is asked, one function a kind of request. */
#include "engine/engine_attach.h"
#include "engine/engine_disk.h"
#include "engine/engine_restore.h"

#include <string.h>

static void set_page(Worker *worker)
{
    session_set_order(worker->session, live_page(worker->live), live_count(worker->live));
    plan_set_setup(session_plan(worker->session), live_setup(worker->live));
}

static void apply_change(Worker *worker, LiveChange *change)
{
    Plan *plan = session_plan(worker->session);
    set_page(worker);
    for (guint i = 0; i < change->disabled->len; i++)
        plan_disable(plan, g_array_index(change->disabled, uint64_t, i), true);
    for (guint i = 0; i < change->enabled->len; i++)
        plan_disable(plan, g_array_index(change->enabled, uint64_t, i), false);
    for (guint i = 0; i < change->absorbed->len; i++)
        plan_absorb(plan, g_array_index(change->absorbed, uint64_t, i));
    for (guint i = 0; i < change->removed->len; i++)
        plan_delete(plan, g_array_index(change->removed, uint64_t, i));
    session_advance(worker->session);
    for (guint i = 0; i < change->removed->len; i++) {
        cost_book_forget(worker->costs, g_array_index(change->removed, uint64_t, i));
        session_forget_cell(worker->session, g_array_index(change->removed, uint64_t, i));
        g_hash_table_remove(worker->stale, &g_array_index(change->removed, uint64_t, i));
        g_hash_table_remove(worker->asked, &g_array_index(change->removed, uint64_t, i));
        g_hash_table_remove(worker->doubts, &g_array_index(change->removed, uint64_t, i));
    }
    live_change_clear(change);
}

static void set_notebook(Worker *worker, NotebookSnapshot *notebook)
{
    worker_lsp_note_page(worker, notebook);
    LiveChange change = live_set(worker->live, notebook);
    apply_change(worker, &change);
}

static void do_restructure(Worker *worker, EngineRequest *request)
{
    set_notebook(worker, request->notebook);
    worker->readopt = true;
    worker_restructure_journal(worker, request->notebook);
}

/* Without the caller's word the file is taken as it is now. */
static void open_file(Worker *worker, const char *path, EngineRequest *request)
{
    if (!request->flag && path)
        request->read = file_read(path, NULL, NULL);
    bool same = engine_file_open(&worker->file, path, request->read);
    worker_disk_open(worker, request->notebook);
    if (!same && !worker->base)
        worker_tell_message(worker, true, "the file was changed by another program while it was read; :e! reads it again");
    if (!same)
        worker_disk_check(worker);
}

static void do_open(Worker *worker, EngineRequest *request)
{
    open_file(worker, request->path, request);
    session_set_path(worker->session, worker->file.path);
    worker_open_known(worker);
    set_notebook(worker, request->notebook);
    worker_restore_outputs(worker, request->notebook);
    worker_prestart(worker); /* first: who has the session lets go of the journal, too, when it is taken over */
    worker_open_journal(worker, request->notebook);
    worker_undo_open(worker, request->notebook);
    worker->opened = true;
}

static void do_edit(Worker *worker, EngineRequest *request)
{
    worker_lsp_note_cell(worker, request->cell);
    live_edit(worker->live, request->cell);
    worker_note_edit(worker);
    worker->readopt = true;
    if (worker->journal)
        journal_edit(worker->journal, request->cell);
}

GArray *worker_codes(Worker *worker, bool only_edited)
{
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(PlanCode));
    for (size_t i = 0; i < live_count(worker->live); i++) {
        uint64_t id = live_page(worker->live)[i];
        PlanCode code = live_code(worker->live, id);
        if (code.analysis && (!only_edited || worker_is_edited(worker, id)))
            g_array_append_val(codes, code);
    }
    return codes;
}

/* Without looking at every cell: what waits for its first run and differs is among those that were edited. */
static bool edited_waits(Worker *worker)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, worker->edited);
    for (gpointer key; g_hash_table_iter_next(&all, &key, NULL);) {
        if (plan_status(session_plan(worker->session), *(uint64_t *)key).pending)
            return true;
    }
    return false;
}

/* Edits of cells that wait for their first run: they will run as they are now. */
static void apply_pending(Worker *worker)
{
    const Plan *plan = session_plan(worker->session);
    if (!edited_waits(worker))
        return;
    g_autoptr(GArray) codes = worker_codes(worker, true);
    for (guint i = codes->len; i > 0; i--) {
        if (!plan_status(plan, g_array_index(codes, PlanCode, i - 1).code->id).pending)
            g_array_remove_index(codes, i - 1);
    }
    if (codes->len > 0)
        plan_apply(session_plan(worker->session), (PlanCode *)(gpointer)codes->data, codes->len, NULL, 0);
}

static void do_run(Worker *worker, EngineRequest *request)
{
    Plan *plan = session_plan(worker->session);
    if (!worker_analyzer(worker) || worker->setup->options.no_kernel || worker->refusal) {
        g_autofree char *text = g_strdup_printf("nothing can run here%s%s", worker->refusal ? ": " : "", worker->refusal ? worker->refusal : "");
        worker_tell_message(worker, true, text);
        return;
    }
    if (!worker->offered) /* or they may be those of cells that come back */
        worker_drop_kept(worker);
    apply_pending(worker);
    live_settle_links(worker->live);
    g_autoptr(GArray) codes = NULL;
    bool once = request->run == ENGINE_RUN_ONCE;
    if (once || request->run == ENGINE_RUN_CELLS) {
        codes = g_array_new(FALSE, FALSE, sizeof(PlanCode));
        for (guint i = 0; i < request->cells->len; i++) {
            PlanCode code = live_code(worker->live, g_array_index(request->cells, uint64_t, i));
            if (code.analysis)
                g_array_append_val(codes, code);
            if (code.analysis && request->flag)
                session_test_cell(worker->session, code.code->id);
        }
    } else {
        codes = worker_codes(worker, request->run == ENGINE_RUN_STALE);
    }
    bool waits = !plan_is_idle(plan);
    if (codes->len > 0)
        (once ? plan_run_once : plan_run)(plan, (PlanCode *)(gpointer)codes->data, codes->len);
    if (request->run == ENGINE_RUN_STALE)
        plan_run_stale(plan);
    session_advance(worker->session);
    if (waits && plan_has_requests(plan))
        worker_note_asked(worker, codes);
}

static void do_scratch(Worker *worker, EngineRequest *request)
{
    if (worker->setup->options.no_kernel) {
        worker_tell_message(worker, true, "nothing can run here");
        return;
    }
    plan_scratch(session_plan(worker->session), request->text);
    session_advance(worker->session);
}

static void do_uses(Worker *worker, EngineRequest *request)
{
    EngineEvent *event = engine_event_new(ENGINE_USES, 0);
    event->text = g_strdup(request->text);
    event->path = g_strdup(request->path);
    event->uses = cell_uses_new();
    for (guint i = 0; worker_analyzer(worker) && i < request->notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(request->notebook->cells, i);
        gsize size;
        const char *code = g_bytes_get_data(cell->code, &size);
        if (!code || !memmem(code, size, request->text, strlen(request->text)))
            continue;
        g_autoptr(Analysis) analysis = analyzer_analyze(worker_analyzer(worker), cell);
        if (!names_contain(analysis->defs, request->text) && !names_contain(analysis->refs, request->text))
            continue;
        CellUses *found = g_new0(CellUses, 1);
        found->cell = cell->id;
        found->revision = cell->revision;
        found->uses = analyzer_uses(worker_analyzer(worker), code, size, request->text);
        g_ptr_array_add(event->uses, found);
    }
    worker_tell(worker, event);
}

static void do_variables(Worker *worker, EngineRequest *request)
{
    session_ask_variables(worker->session);
}

static void do_sources(Worker *worker, EngineRequest *request)
{
    session_ask_sources(worker->session, request->strings);
}

static bool is_own(const Worker *worker, const EngineRequest *request)
{
    g_autofree char *path = g_canonicalize_filename(request->path, NULL);
    return g_strcmp0(path, worker->file.path) == 0;
}

/* The notebook is safe in its own file: the journal may begin anew. */
static void note_saved(Worker *worker, EngineRequest *request, bool had_path)
{
    worker_lsp_note_saved(worker);
    if (worker->journal && is_own(worker, request)) {
        journal_forget(worker->journal);
        if (!worker->offered)
            journal_discard_recovery(worker->journal);
    }
    if (!had_path) {
        session_set_path(worker->session, worker->file.path);
        worker_open_journal(worker, request->notebook);
        worker_disk_open(worker, request->notebook);
    } else if (is_own(worker, request)) {
        if (!worker->watch)
            worker_disk_open(worker, request->notebook); /* the name is new */
        worker_disk_settle(worker, request->notebook);
    }
}

/* Where nobody tells of changes they are found here, before they are overwritten. */
static bool changed_meanwhile(Worker *worker, const EngineRequest *request)
{
    return !request->flag && is_own(worker, request) && worker_disk_check(worker);
}

static void do_save(Worker *worker, EngineRequest *request)
{
    worker_send_told(worker); /* a disk may take long */
    worker_sync_journal(worker); /* if we die while the file is written, what was typed last is there */
    EngineEvent *event = engine_event_new(ENGINE_SAVED, 0);
    event->path = g_strdup(request->path);
    event->generation = request->notebook->generation;
    g_autoptr(GError) error = NULL;
    if (!worker_analyzer(worker)) {
        event->text = g_strdup("no Python for the signatures of cells");
    } else if (worker->refusal && !request->flag) {
        event->text = g_strdup_printf("%s (:w! writes all the same)", worker->refusal);
    } else if (changed_meanwhile(worker, request)) {
        event->text = g_strdup("another program changed the file meanwhile; look at what it wrote, and :w again");
    } else {
        g_autoptr(GPtrArray) analyses = live_analyses(worker->live, request->notebook);
        bool had_path = worker->file.path != NULL;
        if (!engine_file_save(&worker->file, request->notebook, analyses, &worker->python, request->path,
                              request->flag, &error))
            event->text = g_strdup(error->message);
        else
            note_saved(worker, request, had_path);
        worker->keep = true;
    }
    event->failed = event->text != NULL;
    bool keeps = !event->failed && is_own(worker, request);
    worker_tell(worker, event);
    if (keeps)
        worker_keep_undo(worker, request);
}

static void do_write(Worker *worker, EngineRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *told = NULL;
    gsize size;
    const char *bytes = g_bytes_get_data(request->read, &size);
    bool there = !request->flag && g_file_test(request->path, G_FILE_TEST_EXISTS);
    if (there)
        told = g_strdup_printf("%s is there already (! overwrites)", request->path);
    else if (file_save(request->path, bytes ? bytes : "", size, NULL, &error))
        told = g_strdup_printf("\"%s\" %zu bytes written", request->path, (size_t)size);
    worker_tell_message(worker, there || error, error ? error->message : told);
}

static void do_table(Worker *worker, EngineRequest *request)
{
    session_ask_table(worker->session, (int64_t)request->number, request->id, request->text);
}

static void do_name(Worker *worker, EngineRequest *request)
{
    worker_disk_close(worker);
    engine_file_rename(&worker->file, request->path);
    session_set_path(worker->session, worker->file.path);
    worker_move_journal(worker);
    worker->keep = true;
}

static void do_widget(Worker *worker, EngineRequest *request)
{
    plan_set_elapsed(session_plan(worker->session), session_elapsed(worker->session));
    plan_widget(session_plan(worker->session), request->id, request->text);
    session_advance(worker->session);
    worker_note_owed(worker, request->id);
}

static void do_format(Worker *worker, EngineRequest *request)
{
    worker_format(worker, request->notebook);
}

/* What was to run when all that was typed before it has been looked at does not. */
static void drop_held_runs(Worker *worker)
{
    for (GList *link = worker->held.head, *next; link; link = next) {
        EngineRequest *waits = link->data;
        next = link->next;
        if (waits->kind != ENGINE_DO_RUN && waits->kind != ENGINE_DO_SCRATCH)
            continue;
        g_queue_delete_link(&worker->held, link);
        engine_request_free(waits);
        worker_tell_message(worker, true, "interrupted before it began");
    }
}

static void do_interrupt(Worker *worker, EngineRequest *request)
{
    drop_held_runs(worker);
    session_interrupt(worker->session);
}

static void do_auto_reload(Worker *worker, EngineRequest *request)
{
    worker_set_auto_reload(worker, request->auto_reload);
}

static void do_set_tests(Worker *worker, EngineRequest *request)
{
    session_set_tests(worker->session, request->flag);
}

static void do_set_lazy(Worker *worker, EngineRequest *request)
{
    plan_set_lazy(session_plan(worker->session), request->flag);
}

static void do_outlive(Worker *worker, EngineRequest *request)
{
    session_set_outlive(worker->session, request->seconds);
}

static void do_restart(Worker *worker, EngineRequest *request)
{
    session_restart(worker->session);
}

static void do_type(Worker *worker, EngineRequest *request)
{
    session_type(worker->session, request->text, request->length);
    session_advance(worker->session);
}

static void do_resize(Worker *worker, EngineRequest *request)
{
    session_resize(worker->session, request->columns, request->rows);
    session_advance(worker->session);
}

/* The plan keeps what ran; only what a save compares with is new. */
static void do_reread(Worker *worker, EngineRequest *request)
{
    g_autofree char *path = g_steal_pointer(&worker->file.path);
    bool same = engine_file_open(&worker->file, path, request->read);
    worker_disk_settle(worker, request->notebook);
    if (worker->journal && !request->flag)
        journal_forget(worker->journal);
    if (worker->journal)
        journal_set_file(worker->journal, request->notebook, request->origins);
    if (!same)
        worker_disk_check(worker);
}

static void do_conflicts(Worker *worker, EngineRequest *request)
{
    if (worker->journal)
        journal_set_file(worker->journal, NULL, request->origins);
}

/* What was taken stays on the disk until a save. */
static void do_answer(Worker *worker, EngineRequest *request)
{
    worker->offered = false;
    if (worker->journal && !request->flag)
        journal_discard_recovery(worker->journal);
}

static void do_stop(Worker *worker, EngineRequest *request)
{
    worker->stopping = true;
    if (!request->flag) {
        worker_sync_journal(worker);
        session_leave(worker->session);
    }
    worker_close_journal(worker, request->flag);
}

static const EngineRequestRow ROWS[] = {
    [ENGINE_DO_OPEN] = {do_open, false, false},
    [ENGINE_DO_EDIT] = {do_edit, false, false},
    [ENGINE_DO_RESTRUCTURE] = {do_restructure, false, false},
    [ENGINE_DO_RUN] = {do_run, false, true},
    [ENGINE_DO_SCRATCH] = {do_scratch, false, true}, /* behind what a session that was found did */
    [ENGINE_DO_LOOKUP] = {worker_do_look_up, false, false}, /* behind the edits that it asks about */
    [ENGINE_DO_LSP] = {worker_do_lsp, true, false},
    [ENGINE_DO_DESCRIBE] = {worker_do_describe, true, false},
    [ENGINE_DO_ASK_TOOL] = {worker_do_ask_tool, false, true}, /* about all that is on the screen */
    [ENGINE_DO_TAKE_ACTION] = {worker_do_take_action, false, true},
    [ENGINE_DO_SETTLE_EDITS] = {worker_do_settle_edits, false, false},
    [ENGINE_DO_TRUST] = {worker_do_trust, false, false},
    [ENGINE_DO_CHECKPOINT] = {worker_do_checkpoint, false, true}, /* behind the runs that were asked for before it */
    [ENGINE_DO_ROLL_BACK] = {worker_do_roll_back, true, false},
    [ENGINE_DO_SET_CHECKPOINTS] = {worker_do_set_checkpoints, true, false},
    [ENGINE_DO_FORMAT] = {do_format, false, false},
    [ENGINE_DO_COMPARE] = {worker_do_compare, false, false}, /* behind a save */
    [ENGINE_DO_USES] = {do_uses, false, false},
    [ENGINE_DO_VARIABLES] = {do_variables, false, false},
    [ENGINE_DO_SOURCES] = {do_sources, false, false},
    [ENGINE_DO_PACKAGES] = {worker_do_packages, false, false},
    [ENGINE_DO_INTERRUPT] = {do_interrupt, true, false},
    [ENGINE_DO_RESTART] = {do_restart, false, false},
    [ENGINE_DO_AUTO_RELOAD] = {do_auto_reload, true, false},
    [ENGINE_DO_SET_TESTS] = {do_set_tests, true, false},
    [ENGINE_DO_SET_LAZY] = {do_set_lazy, true, false},
    [ENGINE_DO_OUTLIVE] = {do_outlive, true, false},
    [ENGINE_DO_SAVE] = {do_save, false, true},
    [ENGINE_DO_EXPORT] = {worker_do_export, false, true},
    [ENGINE_DO_WRITE] = {do_write, true, false},
    [ENGINE_DO_UNDO] = {worker_do_undo, true, false},
    [ENGINE_DO_NAME] = {do_name, false, false},
    [ENGINE_DO_TYPE] = {do_type, true, false},
    [ENGINE_DO_TABLE] = {do_table, true, false},
    [ENGINE_DO_WIDGET] = {do_widget, false, true},
    [ENGINE_DO_RESIZE] = {do_resize, true, false},
    [ENGINE_DO_REREAD] = {do_reread, true, false}, /* or a save that comes later would be before it */
    [ENGINE_DO_CONFLICTS] = {do_conflicts, true, false},
    [ENGINE_DO_ANSWER] = {do_answer, false, false},
    [ENGINE_DO_STOP] = {do_stop, false, false},
};

const EngineRequestRow *engine_request_row(EngineDo kind)
{
    return &ROWS[kind];
}
