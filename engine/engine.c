/* The main thread's side of the door: functions become requests in a channel, and events come out of one. */
#include "engine/engine.h"

#include <malloc.h>
#include <poll.h>

#include "base/channel.h"
#include "engine/engine_event.h"
#include "engine/engine_worker.h"
#include "engine/session.h"
#include "engine/session_host.h"

struct Engine {
    Channel *requests;
    Channel *events;
    Channel *kept;  /* of KeptTree * */
    bool asked;     /* for that, and it has not come yet */
    GThread *thread;
    uint64_t sent; /* requests so far */
};

static void free_event(gpointer event)
{
    engine_event_free(event);
}

EnginePrepared *engine_prepare(const EngineOptions *options, const char *path)
{
    SessionOptions session = {
        .python = options->python,
        .program = options->program,
        .app = options->app,
        .no_kernel = options->no_kernel,
        .pipes = options->pipes,
        .outlive = options->outlive,
        .take = options->take,
        .via = options->via,
    };
    return options->prestart && !options->restrained ? session_prepare(&session, path) : NULL;
}

void engine_prepared_drop(EnginePrepared *prepared)
{
    if (prepared && host_link_hello(prepared)->attached)
        host_link_leave(prepared); /* it was there before us, with what it holds */
    else if (prepared)
        host_link_free(prepared);
}

Engine *engine_start(const EngineOptions *options)
{
    mallopt(M_ARENA_MAX, 1); /* a second heap grows by a page at a time, and what one thread makes the other frees */
    Engine *engine = g_new0(Engine, 1);
    engine->requests = channel_new(engine_request_free);
    engine->events = channel_new(free_event);
    engine->kept = channel_new(kept_tree_free);
    EngineWorkerSetup *setup = engine_worker_setup(options, engine->requests, engine->events, engine->kept);
    engine->thread = g_thread_new("engine", engine_worker_run, setup);
    return engine;
}

static void send(Engine *engine, EngineRequest *request)
{
    engine->sent++;
    channel_send(engine->requests, request);
}

static void end(Engine *engine, bool discard)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_STOP);
    request->flag = discard;
    send(engine, request);
    g_thread_join(engine->thread);
    channel_free(engine->requests);
    channel_free(engine->events);
    channel_free(engine->kept);
    g_free(engine);
}

void engine_stop(Engine *engine)
{
    end(engine, true);
}

void engine_leave(Engine *engine)
{
    end(engine, false);
}

int engine_fd(const Engine *engine)
{
    return channel_fd(engine->events);
}

EngineEvent *engine_receive(Engine *engine)
{
    EngineEvent *event;
    while ((event = channel_receive(engine->events)) && event->kind == ENGINE_IDLE && event->requests != engine->sent)
        engine_event_free(event);
    return event;
}

/* --- requests ----------------------------------------------------------------------------------- */

void engine_open(Engine *engine, NotebookSnapshot *notebook, const char *path)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_OPEN);
    request->notebook = notebook;
    request->path = g_strdup(path);
    send(engine, request);
}

void engine_open_read(Engine *engine, NotebookSnapshot *notebook, const char *path, GBytes *read)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_OPEN);
    request->notebook = notebook;
    request->path = g_strdup(path);
    request->flag = true;
    request->read = read ? g_bytes_ref(read) : NULL;
    send(engine, request);
}

void engine_edit(Engine *engine, CellSnapshot *cell)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_EDIT);
    request->cell = cell;
    send(engine, request);
}

void engine_restructure(Engine *engine, NotebookSnapshot *notebook)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_RESTRUCTURE);
    request->notebook = notebook;
    send(engine, request);
}

static void run(Engine *engine, EngineRun what, const uint64_t *cells, size_t count, bool test)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_RUN);
    request->run = what;
    request->flag = test;
    request->cells = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    if (count > 0)
        g_array_append_vals(request->cells, cells, (guint)count);
    send(engine, request);
}

void engine_run(Engine *engine, EngineRun what, const uint64_t *cells, size_t count)
{
    run(engine, what, cells, count, false);
}

void engine_test(Engine *engine, const uint64_t *cells, size_t count)
{
    run(engine, ENGINE_RUN_CELLS, cells, count, true);
}

void engine_scratch(Engine *engine, const char *code)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_SCRATCH);
    request->text = g_strdup(code);
    send(engine, request);
}

void engine_set_lsp(Engine *engine, const char *command)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_LSP);
    request->text = g_strdup(command);
    send(engine, request);
}

void engine_ask_tool(Engine *engine, ToolQuestion what, int ticket, const EngineSpan *span, const char *text)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_ASK_TOOL);
    request->tool = what;
    request->ticket = ticket;
    request->span = *span;
    request->text = g_strdup(text);
    send(engine, request);
}

void engine_take_action(Engine *engine, int ticket, int number)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_TAKE_ACTION);
    request->ticket = ticket;
    request->number = (uint64_t)MAX(number, 0);
    send(engine, request);
}

void engine_settle_edits(Engine *engine, int ticket, EditsTaken taken)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_SETTLE_EDITS);
    request->ticket = ticket;
    request->taken = taken;
    send(engine, request);
}

void engine_set_checkpoints(Engine *engine, int64_t most, int64_t megabytes, int64_t seconds)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_SET_CHECKPOINTS);
    request->most = most;
    request->megabytes = megabytes;
    request->seconds = seconds;
    send(engine, request);
}

void engine_checkpoint(Engine *engine)
{
    send(engine, engine_request_new(ENGINE_DO_CHECKPOINT));
}

void engine_roll_back(Engine *engine)
{
    send(engine, engine_request_new(ENGINE_DO_ROLL_BACK));
}

void engine_trust(Engine *engine, const char *python)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_TRUST);
    request->text = g_strdup(python);
    send(engine, request);
}

void engine_look_up(Engine *engine, Lookup what, int ticket, uint64_t cell, const char *code)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_LOOKUP);
    request->lookup = what;
    request->ticket = ticket;
    request->cell_id = cell;
    request->text = g_strdup(code);
    send(engine, request);
}

void engine_describe(Engine *engine, int ticket, const char *name)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_DESCRIBE);
    request->ticket = ticket;
    request->text = g_strdup(name);
    send(engine, request);
}

void engine_format(Engine *engine, NotebookSnapshot *cells)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_FORMAT);
    request->notebook = cells;
    send(engine, request);
}

void engine_compare(Engine *engine, NotebookSnapshot *notebook, const char *revision)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_COMPARE);
    request->notebook = notebook;
    request->text = g_strdup(revision);
    send(engine, request);
}

void engine_find_uses(Engine *engine, NotebookSnapshot *notebook, const char *name, const char *to)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_USES);
    request->notebook = notebook;
    request->text = g_strdup(name);
    request->path = g_strdup(to);
    send(engine, request);
}

void engine_ask_variables(Engine *engine)
{
    send(engine, engine_request_new(ENGINE_DO_VARIABLES));
}

void engine_ask_sources(Engine *engine, char *const *paths)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_SOURCES);
    request->strings = g_strdupv((char **)paths);
    send(engine, request);
}

void engine_ask_packages(Engine *engine)
{
    send(engine, engine_request_new(ENGINE_DO_PACKAGES));
}

void engine_interrupt(Engine *engine)
{
    send(engine, engine_request_new(ENGINE_DO_INTERRUPT));
}

void engine_set_tests(Engine *engine, bool tests)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_SET_TESTS);
    request->flag = tests;
    send(engine, request);
}

void engine_set_lazy(Engine *engine, bool lazy)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_SET_LAZY);
    request->flag = lazy;
    send(engine, request);
}

void engine_set_auto_reload(Engine *engine, AutoReload mode)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_AUTO_RELOAD);
    request->auto_reload = mode;
    send(engine, request);
}

void engine_set_outlive(Engine *engine, int64_t seconds)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_OUTLIVE);
    request->seconds = seconds;
    send(engine, request);
}

void engine_restart(Engine *engine)
{
    send(engine, engine_request_new(ENGINE_DO_RESTART));
}

void engine_save(Engine *engine, NotebookSnapshot *notebook, const char *path, bool force)
{
    engine_save_with_undo(engine, notebook, path, force, NULL, false);
}

void engine_save_with_undo(Engine *engine, NotebookSnapshot *notebook, const char *path, bool force, HistoryImage *undo,
                           bool whole)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_SAVE);
    request->undo = undo;
    request->whole = whole;
    request->notebook = notebook;
    request->path = g_strdup(path);
    request->flag = force;
    send(engine, request);
}

void engine_export(Engine *engine, NotebookSnapshot *notebook, const char *path, const char *format, GPtrArray *results,
                   bool force)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_EXPORT);
    request->notebook = notebook;
    request->path = g_strdup(path);
    request->text = g_strdup(format);
    request->results = results;
    request->flag = force;
    send(engine, request);
}

bool engine_kept_undo(Engine *engine, int patience, HistoryImage **image, char **why)
{
    if (!engine->asked)
        send(engine, engine_request_new(ENGINE_DO_UNDO));
    engine->asked = true;
    poll(&(struct pollfd){.fd = channel_fd(engine->kept), .events = POLLIN}, 1, patience);
    KeptTree *kept = channel_receive(engine->kept);
    if (!kept)
        return false;
    engine->asked = false;
    *image = g_steal_pointer(&kept->image);
    *why = g_steal_pointer(&kept->why);
    kept_tree_free(kept);
    return true;
}

void engine_set_path(Engine *engine, const char *path)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_NAME);
    request->path = g_strdup(path);
    send(engine, request);
}

void engine_reread(Engine *engine, GBytes *read, NotebookSnapshot *base, GPtrArray *conflicts, bool unsaved)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_REREAD);
    request->flag = unsaved;
    request->notebook = base;
    request->origins = conflicts;
    request->read = read ? g_bytes_ref(read) : NULL;
    send(engine, request);
}

void engine_write(Engine *engine, const char *path, GBytes *bytes, bool over)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_WRITE);
    request->path = g_strdup(path);
    request->read = g_bytes_ref(bytes);
    request->flag = over;
    send(engine, request);
}

void engine_set_conflicts(Engine *engine, GPtrArray *conflicts)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_CONFLICTS);
    request->origins = conflicts;
    send(engine, request);
}

void engine_answer_recovery(Engine *engine, bool taken)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_ANSWER);
    request->flag = taken;
    send(engine, request);
}

void engine_type(Engine *engine, const char *bytes, size_t length)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_TYPE);
    request->text = g_memdup2(bytes, length);
    request->length = length;
    send(engine, request);
}

void engine_set_widget(Engine *engine, const char *id, const char *json)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_WIDGET);
    request->id = g_strdup(id);
    request->text = g_strdup(json);
    send(engine, request);
}

void engine_ask_table(Engine *engine, uint64_t number, const char *id, const char *question)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_TABLE);
    request->number = number;
    request->id = g_strdup(id);
    request->text = g_strdup(question);
    send(engine, request);
}

void engine_resize(Engine *engine, int columns, int rows)
{
    EngineRequest *request = engine_request_new(ENGINE_DO_RESIZE);
    request->columns = columns;
    request->rows = rows;
    send(engine, request);
}
