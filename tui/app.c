#include "tui/app.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/files.h"
#include "base/settings.h"
#include "tui/app_private.h"

enum { FRAME_US = 16000, TICK_MS = 1000, HINT_MS = 300 };

/* How long until the person who began a command, and does not go on, is shown what may follow; -1: never. */
static int hint_delay(const App *app)
{
    if (!editor_awaits_key(app->editor))
        return -1;
    gint64 since = (g_get_monotonic_time() - app->last_key) / 1000;
    return (int)MAX(HINT_MS - since, 0);
}

/* How long keys that only begin a mapping still wait; -1: none do. */
static int mapping_delay(const App *app)
{
    int wait = editor_timeout_ms(app->editor);
    gint64 since = (g_get_monotonic_time() - app->last_key) / 1000;
    return wait < 0 ? -1 : (int)MAX(wait - since, 0);
}

/* --- the picture ------------------------------------------------------------------------------------- */

static void show_title(App *app)
{
    const char *path = editor_path(app->editor);
    g_autofree char *name = path ? g_path_get_basename(path) : g_strdup("[no name]");
    char *title = g_strdup_printf("%s%s - tarn", name, editor_modified(app->editor) ? " +" : "");
    if (g_strcmp0(title, app->title) == 0) {
        g_free(title);
        return;
    }
    g_free(app->title);
    app->title = title;
    term_set_title(app->term, title);
}

static void show(App *app)
{
    int rows, columns;
    const char *page_title;
    term_size(app->term, &rows, &columns);
    if (rows != grid_rows(app->grid) || columns != grid_columns(app->grid)) {
        grid_reset(app->grid, rows, columns);
        term_forget(app->term);
    }
    bool paged = editor_page(app->editor, &page_title) != NULL;
    if (paged && !app->paged)
        view_page_home(app->view);
    app->paged = paged;
    view_update(app->view, app->editor, app->model, draw_pane_rows(rows), columns);
    Scene scene = {app->view, app->editor, app->model, g_get_real_time(), hint_delay(app) == 0,
                   app->recovered != NULL};
    app->hinted = scene.hints;
    draw(&scene, app->grid);
    show_title(app);
    term_set_mouse(app->term, editor_option(app->editor, "mouse") > 0);
    term_show(app->term, app->grid, app->theme);
    gint64 now = g_get_monotonic_time();
    if (!app->urgent && model_idle(app->model))
        app->last_final = now;
    app->last_frame = now;
    app->urgent = false;
    if (app->engine && view_width(app->view) != app->sent_columns) {
        app->sent_columns = view_width(app->view);
        engine_resize(app->engine, app->sent_columns, draw_pane_rows(rows));
    }
}

/* --- keys ---------------------------------------------------------------------------------------------- */

/* How far a key scrolls a page: lines, or screens. */
static const struct {
    Key key;
    int lines, pages;
} PAGE_KEYS[] = {
    {{'j', 0}, 1, 0},       {{KEY_DOWN, 0}, 1, 0},      {{'k', 0}, -1, 0},          {{KEY_UP, 0}, -1, 0},
    {{'f', MOD_CTRL}, 0, 1}, {{KEY_PAGE_DOWN, 0}, 0, 1}, {{' ', 0}, 0, 1},           {{'b', MOD_CTRL}, 0, -1},
    {{KEY_PAGE_UP, 0}, 0, -1}, {{'d', MOD_CTRL}, 10, 0}, {{'u', MOD_CTRL}, -10, 0},  {{'G', 0}, 1000000, 0},
    {{'g', 0}, -1000000, 0}, {{'e', MOD_CTRL}, 1, 0},   {{'y', MOD_CTRL}, -1, 0},
};

static bool scroll_page(App *app, Key key)
{
    const char *title;
    if (!editor_page(app->editor, &title))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(PAGE_KEYS); i++) {
        if (key_equal(PAGE_KEYS[i].key, key)) {
            view_scroll_page(app->view, PAGE_KEYS[i].lines + PAGE_KEYS[i].pages * (grid_rows(app->grid) - 4));
            return true;
        }
    }
    return false;
}

static void take_paste(App *app, const GString *text)
{
    if (editor_mode(app->editor) == MODE_CONSOLE && app->engine)
        engine_type(app->engine, text->str, text->len);
    else
        editor_paste(app->editor, text->str, text->len);
}

static void take_keys(App *app)
{
    Input input;
    while (!app->leaving && keys_next(app->keys, &input)) {
        app->worked = app->urgent = true;
        app->last_key = g_get_monotonic_time();
        app->hinted = false;
        switch (input.kind) {
        case INPUT_KEY:
            if (!scroll_page(app, input.key))
                editor_key(app->editor, input.key);
            break;
        case INPUT_PASTE: take_paste(app, input.text); break;
        case INPUT_MOUSE: app_mouse(app, &input.mouse); break;
        case INPUT_SYNCHRONISED: term_set_synchronised(app->term, input.known); break;
        case INPUT_ANSWERED: term_answered(app->term); break;
        }
        app_do_requests(app);
    }
}

/* --- signals ------------------------------------------------------------------------------------------- */

static const int SIGNALS[] = {SIGWINCH, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGINT};

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < G_N_ELEMENTS(SIGNALS); i++)
        sigaddset(&set, SIGNALS[i]);
    /* Blocked in this thread and those it starts; main() unblocks all for whatever we exec. */
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* Nobody can be asked: what is not saved stays in the journal. */
void app_force_out(App *app, int signal_number)
{
    app->leaving = app->forced_out = true;
    app->status = 128 + signal_number;
}

static void take_signals(App *app)
{
    struct signalfd_siginfo info;
    while (read(app->signals, &info, sizeof info) == sizeof info) {
        app->worked = app->urgent = true;
        switch (info.ssi_signo) {
        case SIGTERM: case SIGHUP:
            app_force_out(app, (int)info.ssi_signo);
            break;
        case SIGTSTP: app_suspend(app); break;
        case SIGCONT: app_resume(app); break;
        case SIGINT: editor_key(app->editor, (Key){'c', MOD_CTRL}); break;
        case SIGWINCH: term_forget(app->term); break; /* the size may have changed back since; the picture is cut */
        default: break;
        }
    }
    app_do_requests(app);
}

/* --- the loop ------------------------------------------------------------------------------------------ */

/* Whether the picture may wait a little for more news, so that a flood does not become a flood of frames, and that
 * what lasts a moment does not flicker.  What is final is shown at once, now and then. */
static int frame_delay(const App *app)
{
    gint64 now = g_get_monotonic_time(), since = now - app->last_frame;
    bool final = model_idle(app->model) && now - app->last_final >= FRAME_US;
    return app->urgent || final || since >= FRAME_US ? 0 : (int)((FRAME_US - since + 999) / 1000);
}

static int nearest(int a, int b)
{
    return a < 0 ? b : b < 0 ? a : MIN(a, b);
}

/* A line for tests: nothing more will happen by itself.  It says how much input was read and how large the
 * picture is, so that who has just typed or resized can tell whether it speaks of the time before. */
static void tell_quiet(App *app)
{
    if (app->sync < 0 || !app->worked || (app->engine && !model_idle(app->model)) ||
        model_kernel(app->model) == KERNEL_STARTING)
        return;
    app->worked = false;
    g_autofree char *line =
        g_strdup_printf("%zu %d %d\n", keys_count(app->keys), grid_rows(app->grid), grid_columns(app->grid));
    if (write(app->sync, line, strlen(line)) < 0)
        app->sync = -1;
}

/* Sleeps until something happens; returns false if nothing did before the time was over. */
static void wait_for_news(App *app)
{
    struct pollfd sources[] = {
        {STDIN_FILENO, POLLIN, 0},
        {app->signals, POLLIN, 0},
        {app->engine ? engine_fd(app->engine) : -1, POLLIN, 0},
    };
    int timeout = nearest(keys_timeout(app->keys), term_answer_ms(app->term));
    if (app->news)
        timeout = nearest(timeout, frame_delay(app));
    if (!app->hinted)
        timeout = nearest(timeout, hint_delay(app));
    if (model_running(app->model))
        timeout = nearest(timeout, TICK_MS);
    timeout = nearest(nearest(timeout, mapping_delay(app)), app_console_delay(app));
    if (timeout < 0 && poll(sources, G_N_ELEMENTS(sources), 0) == 0)
        tell_quiet(app);
    int ready = poll(sources, G_N_ELEMENTS(sources), timeout);
    if (ready == 0 || sources[0].revents || sources[1].revents)
        app->news = true; /* of what the engine tells, not all shows */
    if (sources[1].revents)
        take_signals(app);
    if (sources[0].revents) {
        app->worked = true;
        if (!keys_read(app->keys))
            app_force_out(app, SIGHUP); /* the terminal is gone */
    }
    if (keys_timeout(app->keys) == 0)
        keys_expire(app->keys);
}

static void loop(App *app)
{
    while (!app->leaving) {
        wait_for_news(app);
        take_keys(app);
        if (mapping_delay(app) == 0)
            editor_timeout(app->editor);
        app_take_events(app);
        if (app_console_delay(app) == 0)
            app_leave_console(app);
        app_do_requests(app);
        app_send_options(app);
        app_merge_disk(app);
        app_send_edits(app);
        app_send_conflicts(app);
        if (!app->leaving && app->news && frame_delay(app) == 0) {
            show(app);
            app->news = false;
        }
    }
}

/* --- beginning and end --------------------------------------------------------------------------------- */

static int sync_descriptor(void)
{
    const char *number = g_getenv("TARN_SYNC_FD");
    int fd = number ? atoi(number) : -1;
    if (fd >= 0)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    g_unsetenv("TARN_SYNC_FD");
    return fd;
}

/* A macro or a mapping that has no end would be waited for forever. */
static bool interrupted(gpointer self)
{
    App *app = self;
    struct pollfd source = {STDIN_FILENO, POLLIN, 0};
    sigset_t pending;
    if (poll(&source, 1, 0) > 0 && !keys_read(app->keys))
        return true;
    if (sigpending(&pending) == 0 && (sigismember(&pending, SIGTERM) || sigismember(&pending, SIGHUP)))
        return true;
    return keys_interrupted(app->keys);
}

/* A fault in the user's file is told, and what stands before it holds. */
static void configure(App *app)
{
    g_autoptr(GError) error = NULL;
    const AppOptions *options = app->options;
    editor_set_choice(app->editor, "autoreload", options->engine.auto_reload);
    if (options->fault)
        editor_tell(app->editor, true, "%s", options->fault);
    if (options->run_changed)
        editor_source(app->editor, "marimo", "set runchanged", NULL);
    g_autoptr(GString) commands = options->config ? settings_read(options->config, &error) : NULL;
    bool missing = g_error_matches(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_MISSING);
    bool done = !options->config || missing ||
                (commands && editor_source(app->editor, options->config, commands->str, &error));
    if (!done)
        editor_tell(app->editor, true, "%s", error->message);
    if (app->keymap && strcmp(app->keymap, editor_keymap(app->editor)) != 0 &&
        !editor_choose_keymap(app->editor, app->keymap, NULL))
        editor_tell(app->editor, true, "the keymap %s is gone", app->keymap);
}

/* Who runs an app may not know the editor: its keys are few, and said. */
static void app_begin(App *app)
{
    editor_set_read_only(app->editor);
    editor_tell(app->editor, false, "q leaves, <Tab> goes to what can be moved, j and k scroll");
}

static void set_notebook(App *app, Notebook *notebook, const char *path, AppRead *read)
{
    if (read) {
        g_clear_pointer(&app->read, g_bytes_unref);
        app->read = g_steal_pointer(&read->bytes);
    }
    app->keymap = app->editor ? editor_keymap(app->editor) : app->options->keymap;
    g_clear_pointer(&app->editor, editor_free);
    g_clear_pointer(&app->view, view_free);
    g_clear_pointer(&app->model, model_free);
    app->editor = editor_new(notebook);
    app->view = view_new();
    view_set_look(app->view, (PictureLook){term_caps(app->term)->depth, term_caps(app->term)->ascii});
    view_set_app(app->view, app->options->is_app && !app->options->shows_code);
    app->model = model_new();
    model_set_lazy(app->model, app->options->engine.lazy);
    if (path)
        editor_set_path(app->editor, path);
    EditorView view = view_interface(app->view);
    editor_set_view(app->editor, &view);
    editor_set_interrupted(app->editor, interrupted, app);
    g_hash_table_remove_all(app->sent_revisions);
    app_drop_recovery(app);
    app_drop_disk(app);
    app->sent_conflicts = 0;
    configure(app);
    if (app->options->is_app)
        app_begin(app);
    if (read && read->conflicts) {
        g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
        app_take_conflicts(app, snapshot, read->conflicts);
    }
    if (read && read->remark)
        editor_tell(app->editor, read->conflicts != NULL, "%s", read->remark);
    if (path && !g_file_test(path, G_FILE_TEST_EXISTS))
        editor_tell(app->editor, false, "\"%s\" is new", path);
}

static void start_engine(App *app)
{
    EngineOptions options = app->options->engine;
    options.prepared = g_steal_pointer(&app->prepared);
    app->engine = engine_start(&options);
    app->sent_columns = 0;
    app->sent_auto_reload = app->options->engine.auto_reload;
    app_send_options(app);
    app_open_in_engine(app);
    if (!app->options->is_app)
        return;
    model_set_busy(app->model);
    engine_run(app->engine, ENGINE_RUN_ALL, NULL, 0);
}

bool app_is_own_path(const App *app, const char *path)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *own = editor_path(app->editor) ? g_canonicalize_filename(editor_path(app->editor), NULL) : NULL;
    return g_strcmp0(absolute, own) == 0;
}

/* `:e!`: the interpreter and the outputs of unchanged cells stay, and undo leads back. */
static void read_anew(App *app, Notebook *notebook, AppRead *read)
{
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
    size_t changed = editor_become(app->editor, snapshot);
    notebook_free(notebook);
    g_clear_pointer(&app->read, g_bytes_unref);
    app->read = g_steal_pointer(&read->bytes);
    app_send_edits(app);
    model_set_busy(app->model);
    engine_reread(app->engine, app->read, notebook_snapshot(editor_notebook(app->editor)), NULL, false);
    editor_saved(app->editor, notebook_generation(editor_notebook(app->editor)), NULL);
    editor_forget_conflicts(app->editor);
    app_drop_disk(app);
    if (read->conflicts)
        app_take_conflicts(app, snapshot, read->conflicts);
    editor_tell(app->editor, false, "read anew: %zu cell%s changed", changed, changed == 1 ? "" : "s");
}

bool app_open_file(App *app, const char *path, GError **error)
{
    g_auto(AppRead) read = {0};
    Notebook *notebook = app->options->load(path, &read, error);
    if (!notebook)
        return false;
    if (app->engine && app_is_own_path(app, path)) {
        read_anew(app, notebook, &read);
        return true;
    }
    g_clear_pointer(&app->engine, engine_stop);
    set_notebook(app, notebook, path, &read);
    start_engine(app);
    return true;
}

/* COLORFGBG ends with the number of the background: 7 and 15 are the light ones. */
static const char *default_theme(void)
{
    const char *colours = g_getenv("COLORFGBG");
    const char *last = colours ? strrchr(colours, ';') : NULL;
    return last && (strcmp(last, ";7") == 0 || strcmp(last, ";15") == 0) ? "light" : "dark";
}

static void clear(App *app)
{
    g_clear_pointer(&app->term, term_close);
    if (app->engine && app->forced_out)
        engine_leave(g_steal_pointer(&app->engine));
    g_clear_pointer(&app->engine, engine_stop);
    g_clear_pointer(&app->prepared, engine_prepared_drop);
    app_drop_recovery(app);
    g_clear_pointer(&app->read, g_bytes_unref);
    app_drop_disk(app);
    g_clear_pointer(&app->editor, editor_free);
    g_clear_pointer(&app->view, view_free);
    g_clear_pointer(&app->model, model_free);
    g_clear_pointer(&app->keys, keys_free);
    g_clear_pointer(&app->theme, theme_free);
    g_clear_pointer(&app->grid, grid_free);
    g_hash_table_unref(app->sent_revisions);
    g_free(app->title);
    close(app->signals);
}

/* Shows the beginning of a file that takes long to read, then reads it; false if it cannot be. */
static bool show_and_load(App *app, Notebook *preview, size_t cells, Notebook **notebook, AppRead *read, GError **error)
{
    set_notebook(app, preview, app->options->path, NULL);
    app_do_requests(app); /* of tarnrc */
    view_expect(app->view, cells);
    show(app);
    *notebook = app->options->load(app->options->path, read, error);
    return *notebook != NULL;
}

void app_read_clear(AppRead *read)
{
    g_clear_pointer(&read->bytes, g_bytes_unref);
    g_clear_pointer(&read->remark, g_free);
    g_clear_pointer(&read->conflicts, g_ptr_array_unref);
}

int app_run(const AppOptions *options, GError **error)
{
    g_auto(AppRead) read = {0};
    size_t cells = 0;
    g_autoptr(Notebook) preview = options->path && options->preview ? options->preview(options->path, &cells) : NULL;
    g_autoptr(Notebook) notebook = preview ? NULL : options->load(options->path, &read, error);
    if (!preview && !notebook)
        return -1;
    g_autoptr(EnginePrepared) prepared = engine_prepare(&options->engine, options->path);
    g_autoptr(Theme) theme = theme_find(options->theme ? options->theme : default_theme(), error);
    if (!theme)
        return -1;
    Term *term = term_open(STDIN_FILENO, STDOUT_FILENO, error);
    if (!term)
        return -1;
    App app = {
        .options = options,
        .term = term,
        .keys = keys_new(term_name(term), STDIN_FILENO),
        .theme = g_steal_pointer(&theme),
        .grid = grid_new(1, 1),
        .signals = open_signals(),
        .sync = sync_descriptor(),
        .worked = true,
        .sent_revisions = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free),
        .prepared = g_steal_pointer(&prepared),
    };
    if (preview && !show_and_load(&app, g_steal_pointer(&preview), cells, &notebook, &read, error)) {
        clear(&app);
        return -1;
    }
    set_notebook(&app, g_steal_pointer(&notebook), options->path, &read);
    app_do_requests(&app); /* of tarnrc */
    show(&app);
    start_engine(&app);
    term_probe(term);
    loop(&app);
    clear(&app);
    return app.status;
}
