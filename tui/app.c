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
#include "base/latency.h"
#include "base/settings.h"
#include "tui/app_private.h"
#include "tui/fixes.h"
#include "tui/picks.h"

static const char THEME_LIGHT[] = "light", THEME_DARK[] = "dark";

/* Between pictures of news lies as much time as they take, and more: a key is not to meet one under way. */
enum { FRAME_US = 16000, FRAMES_APART = 8, FRAME_MOST_US = 100000 };
enum { TICK_MS = 1000, HINT_MS = 300, MARK_MS = 500 };

/* How long until the person who began a command, and does not go on, is shown what may follow; -1: never. */
static int hint_delay(const App *app)
{
    if (!editor_awaits_key(app_keyed(app)))
        return -1;
    gint64 since = (g_get_monotonic_time() - app->last_key) / 1000;
    return (int)MAX(HINT_MS - since, 0);
}

/* How long until the name at the cursor is marked wherever cells speak of it: not while somebody types or moves. */
static int mark_delay(const App *app)
{
    gint64 since = (g_get_monotonic_time() - app->last_key) / 1000;
    return app->last_key ? (int)MAX(MARK_MS - since, 0) : -1;
}

/* How long keys that only begin a mapping still wait; -1: none do. */
static int mapping_delay(const App *app)
{
    int wait = editor_timeout_ms(app_keyed(app));
    gint64 since = (g_get_monotonic_time() - app->last_key) / 1000;
    return wait < 0 ? -1 : (int)MAX(wait - since, 0);
}

/* --- the picture ------------------------------------------------------------------------------------- */

static void show_title(App *app)
{
    g_autofree char *name = editor_title(app->at->editor);
    char *title = g_strdup_printf("%s%s - tarn", name, editor_modified(app->at->editor) ? " +" : "");
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
    gint64 begun = g_get_monotonic_time();
    term_size(app->term, &rows, &columns);
    if (rows != grid_rows(app->grid) || columns != grid_columns(app->grid)) {
        grid_reset(app->grid, rows, columns);
        term_forget(app->term);
    }
    app_set_look(app);
    bool paged = editor_page(app->at->editor, NULL) != NULL;
    if (paged && !app->at->paged)
        view_page_home(app->at->view);
    app->at->paged = paged;
    size_t tab = 0;
    g_auto(GStrv) tabs = app_tabs(app, &tab);
    panel_update(app->at->panel, app->at->editor, app->at->model, rows, columns, tabs != NULL);
    app_update_scratch(app);
    Layout layout = panel_layout(app->at->panel);
    view_update(app->at->view, app->at->editor, app->at->model, layout.notebook.rows, layout.notebook.columns);
    uint64_t number;
    g_autofree char *table = NULL, *question = NULL;
    if (app->at->engine && view_ask_table(app->at->view, &number, &table, &question))
        engine_ask_table(app->at->engine, number, table, question);
    Scene scene = {app->at->view, app->at->editor, app->at->model, g_get_real_time(), hint_delay(app) == 0,
                   app->at->recovered != NULL, app->at->panel, tabs, tab,
                   .untrusted = app->at->trust != TRUST_GIVEN, .scratch = app->at->scratch, .memo = app->memo};
    g_autofree char *same = mark_delay(app) == 0 ? fixes_name_to_mark(app->at->editor, app->at->model) : NULL;
    scene.same = same;
    scene.rests = mark_delay(app) == 0;
    app->marked = mark_delay(app) == 0;
    app->hinted = scene.hints;
    draw(&scene, app->grid);
    show_title(app);
    term_set_mouse(app->term, editor_option(app->at->editor, "mouse") > 0);
    term_set_synchronised(app->term, editor_option(app->at->editor, "termsync") > 0);
    keys_set_patience(app->keys, (unsigned)editor_option(app->at->editor, "ttimeoutlen"));
    term_show(app->term, app->grid, app->theme);
    grid_settle(app->grid);
    gint64 now = g_get_monotonic_time();
    if (!app->urgent && model_idle(app->at->model))
        app->last_final = now;
    app->last_frame = now;
    if (!app->urgent) {
        app->last_news = now;
        app->news_gap = MIN(FRAMES_APART * (now - begun), FRAME_MOST_US);
    }
    app->urgent = false;
    if (app->at->engine && view_width(app->at->view) != app->at->sent_columns) {
        app->at->sent_columns = view_width(app->at->view);
        engine_resize(app->at->engine, app->at->sent_columns, layout.notebook.rows);
    }
}

/* --- keys ---------------------------------------------------------------------------------------------- */

static void take_paste(App *app, const GString *text)
{
    Editor *editor = app_keyed(app);
    if (editor_mode(editor) == MODE_CONSOLE && app->at->engine)
        engine_type(app->at->engine, text->str, text->len);
    else
        editor_paste(editor, text->str, text->len);
}

/* Who has chosen no theme gets the one that can be read there, now and when the terminal changes. */
static void take_answer(App *app, const Answer *answer)
{
    term_take_answer(app->term, answer);
    if (answer->kind != ANSWER_BACKGROUND)
        return;
    app->ground = answer->known ? GROUND_LIGHT : GROUND_DARK;
    const char *name = answer->known ? THEME_LIGHT : THEME_DARK;
    Theme *theme = app->theme_name && strcmp(name, app->theme_name) != 0 ? theme_find(name, NULL) : NULL;
    if (theme) {
        app->theme_name = name;
        app_set_theme(app, theme);
    } else if (theme_stand_on(app->theme, answer->known)) {
        term_forget(app->term);
    }
}

static void take_keys(App *app)
{
    Input input;
    while (!app->leaving && keys_next(app->keys, &input)) {
        app->worked = app->urgent = true;
        if (input.kind != INPUT_ANSWER && input.kind != INPUT_FOCUS) {
            app->last_key = g_get_monotonic_time();
            app->hinted = app->marked = false;
        }
        switch (input.kind) {
        case INPUT_KEY:
            view_look_back(app->at->view);
            if (!app_page_key(app, input.key))
                app_key(app, input.key);
            break;
        case INPUT_PASTE: take_paste(app, input.text); break;
        case INPUT_MOUSE: app_mouse(app, &input.mouse); break;
        case INPUT_ANSWER: take_answer(app, &input.answer); break;
        case INPUT_FOCUS: app_take_focus(app, input.focused); break;
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
        case SIGINT: app_key(app, (Key){'c', MOD_CTRL}); break;
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
    gint64 now = g_get_monotonic_time(), due = MAX(app->last_frame + FRAME_US, app->last_news + app->news_gap);
    bool final = model_idle(app->at->model) && now - app->last_final >= FRAME_US;
    return app->urgent || final || now >= due ? 0 : (int)((due - now + 999) / 1000);
}

static int nearest(int a, int b)
{
    return a < 0 ? b : b < 0 ? a : MIN(a, b);
}

/* A line for tests: nothing more will happen by itself.  It says how much input was read and how large the
 * picture is, so that who has just typed or resized can tell whether it speaks of the time before. */
static void tell_quiet(App *app)
{
    for (guint i = 0; i < app->buffers->len; i++) {
        const Buffer *buffer = g_ptr_array_index(app->buffers, i);
        if ((buffer->engine && !model_idle(buffer->model)) || model_kernel(buffer->model) == KERNEL_STARTING)
            return;
    }
    app->worked = false;
    g_autofree char *line =
        g_strdup_printf("%zu %d %d\n", keys_count(app->keys), grid_rows(app->grid), grid_columns(app->grid));
    if (write(app->sync, line, strlen(line)) < 0)
        app->sync = -1;
}

/* Sleeps until something happens; returns false if nothing did before the time was over. */
static void wait_for_news(App *app)
{
    guint count = 2 + app->buffers->len;
    g_autofree struct pollfd *sources = g_new0(struct pollfd, count);
    sources[0] = (struct pollfd){STDIN_FILENO, POLLIN, 0};
    sources[1] = (struct pollfd){app->signals, POLLIN, 0};
    for (guint i = 2; i < count; i++) {
        const Buffer *buffer = g_ptr_array_index(app->buffers, i - 2);
        sources[i] = (struct pollfd){buffer->engine ? engine_fd(buffer->engine) : -1, POLLIN, 0};
    }
    int timeout = nearest(keys_timeout(app->keys), term_answer_ms(app->term));
    if (app->news)
        timeout = nearest(timeout, frame_delay(app));
    if (!app->hinted)
        timeout = nearest(timeout, hint_delay(app));
    if (app->walk)
        timeout = 0;
    if (model_running(app->at->model))
        timeout = nearest(timeout, TICK_MS);
    timeout = nearest(nearest(timeout, mapping_delay(app)), app_console_delay(app));
    if (app->sync >= 0 && app->worked && timeout < 0 && poll(sources, count, 0) == 0)
        tell_quiet(app);
    if (!app->marked)
        timeout = nearest(timeout, mark_delay(app)); /* nothing that is waited for */
    timeout = nearest(timeout, app_tick_delay(app)); /* nor is that, which has no end */
    int ready = poll(sources, count, timeout);
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

/* What the engine has told comes behind the picture of a key, which a person waits for, but not for longer than a turn. */
static void take_told(App *app)
{
    app->keys_first = app->urgent && !app->keys_first;
    if (!app->keys_first)
        app_take_events(app);
}

/* What others bring to the text and the picture of this turn. */
static void take_in(App *app)
{
    picks_go_on(app->at->editor, &app->walk);
    app_keep_scratch(app);
    app_tick(app);
    app_merge_disk(app);
    app_merge_formatted(app);
}

/* What others hear of the changes of this turn: after the picture, which a person waits for, while the engine may be
 * woken on the same processor. */
static void tell_others(App *app)
{
    if (app->at->engine && panel_ask(app->at->panel, app->at->model, app->at->engine))
        model_set_busy(app->at->model);
    app_send_options(app);
    app_keep_tools(app);
    app_send_edits(app);
    app_send_conflicts(app);
}

static void loop(App *app)
{
    while (!app->leaving) {
        wait_for_news(app);
        take_keys(app);
        if (mapping_delay(app) == 0)
            editor_timeout(app_keyed(app));
        take_told(app);
        app_notify(app);
        if (app_console_delay(app) == 0)
            app_leave_console(app);
        app_do_requests(app);
        take_in(app);
        if (!app->leaving && app->news && frame_delay(app) == 0) {
            app->news = false;
            show(app);
        }
        tell_others(app);
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
bool app_interrupted(gpointer self)
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

/* COLORFGBG ends with the number of the background: 7 and 15 are the light ones. */
static int ground_of_environment(void)
{
    const char *colours = g_getenv("COLORFGBG");
    const char *last = colours ? strrchr(colours, ';') : NULL;
    if (!last)
        return GROUND_UNKNOWN;
    return strcmp(last, ";7") == 0 || strcmp(last, ";15") == 0 ? GROUND_LIGHT : GROUND_DARK;
}

static const char *default_theme(void)
{
    return ground_of_environment() == GROUND_LIGHT ? THEME_LIGHT : THEME_DARK;
}

static void clear(App *app)
{
    g_clear_pointer(&app->term, term_close);
    g_clear_pointer(&app->prepared, engine_prepared_drop);
    g_clear_pointer(&app->walk, walk_free);
    while (app->buffers->len > 0)
        app_free_buffer(app, g_ptr_array_index(app->buffers, 0));
    g_ptr_array_unref(app->buffers);
    g_clear_pointer(&app->keys, keys_free);
    g_clear_pointer(&app->theme, theme_free);
    g_clear_pointer(&app->grid, grid_free);
    g_clear_pointer(&app->memo, draw_memo_free);
    g_free(app->title);
    close(app->signals);
}

/* Shows the beginning of a file that takes long to read, then reads it; false if it cannot be. */
static bool show_and_load(App *app, Notebook *preview, size_t cells, Notebook **notebook, AppRead *read, GError **error)
{
    app_set_notebook(app, preview, app->options->path, NULL);
    app_do_requests(app); /* of tarnrc */
    view_expect(app->at->view, cells);
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

/* To where the screen was; a terminal that takes no more of it is left alone. */
static void write_text(const char *text)
{
    for (size_t length = strlen(text); length > 0;) {
        ssize_t written = write(STDOUT_FILENO, text, length);
        if (written < 0 && errno != EINTR)
            return;
        text += MAX(written, 0);
        length -= (size_t)MAX(written, 0);
    }
}

int app_run(const AppOptions *options, GError **error)
{
    g_auto(AppRead) read = {0};
    size_t cells = 0;
    latency_prefer();
    g_autoptr(Notebook) preview = options->path && options->preview ? options->preview(options->path, &cells) : NULL;
    g_autoptr(Notebook) notebook = preview ? NULL : options->load(options->path, &read, error);
    if (!preview && !notebook)
        return -1;
    g_autoptr(GPtrArray) others = app_load_others(options, error);
    if (!others)
        return -1;
    g_autoptr(EnginePrepared) prepared = app_prepare_engine(options);
    g_autoptr(Theme) theme = theme_find(options->theme ? options->theme : default_theme(), error);
    if (!theme)
        return -1;
    Term *term = term_open(STDIN_FILENO, STDOUT_FILENO, options->in_line, error);
    if (!term)
        return -1;
    App app = {
        .options = options,
        .term = term,
        .keys = keys_new(term_name(term), STDIN_FILENO),
        .theme = g_steal_pointer(&theme),
        .ground = ground_of_environment(),
        .theme_name = options->theme ? NULL : default_theme(),
        .grid = grid_new(1, 1),
        .memo = draw_memo_new(),
        .signals = open_signals(),
        .sync = sync_descriptor(),
        .worked = true,
        .buffers = g_ptr_array_new(),
        .prepared = g_steal_pointer(&prepared),
    };
    if (app.ground != GROUND_UNKNOWN)
        theme_stand_on(app.theme, app.ground == GROUND_LIGHT);
    app.shown = app_add_buffer(&app);
    if (preview && !show_and_load(&app, g_steal_pointer(&preview), cells, &notebook, &read, error)) {
        clear(&app);
        return -1;
    }
    app_set_notebook(&app, g_steal_pointer(&notebook), options->path, &read);
    app_add_others(&app, others);
    app_do_requests(&app); /* of tarnrc */
    show(&app);
    app_start_engine(&app);
    term_probe(term);
    loop(&app);
    g_autofree char *text = options->leaves_text && !app.forced_out ? app_last_text(&app) : NULL;
    clear(&app);
    if (text)
        write_text(text);
    return app.status;
}
