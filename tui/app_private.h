/* What the loop owns; for the app*.c files alone. */
#pragma once

#include "base/trust.h"
#include "edit/editor.h"
#include "edit/picker.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/keys.h"
#include "tui/model.h"
#include "tui/scratch.h"
#include "tui/term.h"
#include "tui/theme.h"
#include "tui/tools.h"
#include "tui/view.h"
#include "tui/walk.h"

/* A notebook that is open, on the screen or not: its interpreter goes on all the same. */
enum { SECONDS_OF_AN_HOUR = 60 * 60 };

typedef struct {
    int number; /* from 1, as `:ls` shows it; never used again */
    Editor *editor;
    View *view;
    Model *model;
    Panel *panel;
    Scratch *scratch; /* NULL until somebody opened it */
    Tools *tools;
    Engine *engine; /* NULL until it was on the screen */
    GBytes *read;   /* what the notebook was made from, or NULL */

    /* what the engine knows of the notebook */
    uint64_t sent_generation, sent_structure;
    GHashTable *sent_revisions; /* id (uint64_t *) -> revision (uint64_t *), owned */
    int sent_columns;
    AutoReload sent_auto_reload;
    const char *sent_lsp; /* interned, or NULL */
    size_t sent_conflicts; /* how many */
    int64_t outlive; /* seconds that the session waits for another editor */
    long sent_hours; /* the option of that */
    bool sent_tests, sent_lazy;
    long sent_checkpoints[3]; /* how many, megabytes, seconds */

    gint64 asked; /* g_get_monotonic_time() when somebody last asked for a run, or 0 */

    /* saving */
    unsigned saves_pending;
    bool quit_after_save;
    int quit_code;

    NotebookSnapshot *recovered; /* what an earlier session left and the engine offers, or NULL */
    NotebookSnapshot *recovered_base; /* what the file held that it came of, or NULL */

    /* another's hand on the file */
    EngineEvent *disk;  /* what it wrote, that waits to be merged, or NULL */
    bool save_refused;  /* for that reason */

    EngineEvent *formatted;  /* cells that came back, and wait to be taken in; or NULL */
    Request *save_formatted; /* a `:w` that waits for them; or NULL */

    /* `gf`: which frame comes next */
    uint64_t frame_cell;        /* whose traceback it is */
    const Output *frame_output; /* compared before it is used */
    guint frame_next;

    bool taken; /* by another tarn */
    bool takes; /* the engine that starts takes it from another tarn */
    Trust trust;        /* app_trust.c: of the notebook's folder... */
    char *own_python;   /* ...which brings this interpreter, or NULL... */
    char *plain_python; /* ...and this one runs instead as long as it is not trusted */

    gint64 console_until; /* the cell that keys go to has its line: until then it may ask again; 0: it is not that */
    GHashTable *ticks; /* app_ticks.c: ids of what ticks while the notebook is shown; or NULL */
    uint64_t ticks_changes; /* of the model and its elements, when they were looked for */
    bool paged; /* the last picture showed a page */
    gint64 busy_since; /* app_notify.c: g_get_real_time() since when cells run; 0: none does */
} Buffer;

typedef struct {
    const AppOptions *options;
    AppOptions unwatched; /* these, when a notebook that was only watched has been taken over */
    Term *term;
    Keys *keys;
    Theme *theme;
    enum { GROUND_UNKNOWN, GROUND_DARK, GROUND_LIGHT } ground; /* what the terminal says that its background is */
    const char *theme_name; /* while nobody has chosen one: that for this background, of the two; else NULL */
    Grid *grid;
    DrawMemo *memo; /* of what is in it */
    EnginePrepared *prepared; /* what the first engine will start with, or NULL */
    bool began;         /* the first engine was started */

    const char *keymap; /* that of the editor before this one, or what was asked for; interned, or NULL */
    GPtrArray *buffers; /* of Buffer *, by their numbers */
    Buffer *shown;      /* on the screen */
    Buffer *alternate;  /* that was there before, or NULL */
    Buffer *at;         /* that the functions below are about: `shown`, but while events or requests of another are done */
    int last_number;
    bool quit_all;      /* when all saves are done */

    int signals;   /* signalfd */
    int sync;      /* TARN_SYNC_FD, or -1 */
    bool news;     /* something happened since the last picture that may show in it */
    bool worked;   /* something happened since the last byte to `sync` */
    bool leaving;
    bool forced_out; /* by a signal or a lost terminal: nobody could be asked */
    int status;    /* of the exit */

    Walk *walk; /* that looks for notebooks to be picked, or NULL */

    bool unfocused;  /* the terminal said that keys go to another window */
    gint64 focused;  /* g_get_monotonic_time() since when they come here again */

    /* the mouse */
    bool swallows;   /* the press that is under way was only to get here */
    gint64 clicked; /* g_get_monotonic_time() of the last press... */
    int clicked_row, clicked_column;
    Spot clicked_spot;
    int clicks; /* ...and the how many-th it was there in a row */
    bool dragging; /* the button went down on text... */
    bool drags_output; /* ...that is what a cell shows */
    bool drags_page;   /* the button went down on a page, or what is dragged came to... */
    int dragged_row, dragged_column; /* ...here */
    bool in_scratch; /* ...in the scratchpad */
    bool sizing;   /* ...on the border of the panel */
    bool sliding;  /* ...on a widget... */
    int slides_from; /* ...that begins in this column */

    char *title;
    gint64 last_frame; /* g_get_monotonic_time() */
    gint64 last_news;  /* the same, of a frame that was not asked for by a key */
    gint64 news_gap;   /* microseconds from that to the next such one, at least */
    gint64 last_final; /* the same, of a frame that was not asked for by a key, when nothing was under way */
    gint64 last_key;   /* the same: when a key was typed */
    bool marked;       /* the last picture marked the name at the cursor, or found none to be marked */
    bool hinted;       /* the last picture showed what may follow the keys typed so far */
    bool urgent;       /* a key was pressed: no waiting for the next frame */
    bool keys_first;   /* in this turn it was shown before what the engine told was taken */
} App;

/* app_requests.c: does what the editor asks for. */
void app_do_requests(App *app);
void app_do_request(App *app, const Request *request); /* of the editor of `at` */

/* app_page.c */
bool app_page_key(App *app, Key key); /* false: it does what it does elsewhere */
bool app_do_find(App *app, const Request *request); /* false: it is another request */

/* app_scratchpad.c: the panel in which code runs that is no cell's. */
bool app_scratch_has_keys(const App *app);
Editor *app_keyed(const App *app);       /* the editor that keys go to */
void app_key(App *app, Key key);
bool app_do_panel(App *app, const Request *request); /* false: it is another request */
void app_update_scratch(App *app);       /* before a frame */
void app_keep_scratch(App *app);         /* sends what waits, if it is its turn */
bool app_do_scratch_request(App *app);   /* the next one of that of `at`; false: there is none */
void app_tell_scratch(App *app, const EngineEvent *event); /* what it needs to know of others, behind the model */
bool app_take_scratch(App *app, EngineEvent *event); /* true: it was about nothing else */
void app_set_theme(App *app, Theme *theme); /* takes it */

/* app_events.c */
void app_take_events(App *app);
void app_enter_console(App *app);
void app_show_scratch(App *app); /* it has run */
void app_show_scratch_again(App *app);
/* Whether what comes of a run may take the keys: nobody typed since it was asked for, or for a second. */
bool app_is_waited_for(const App *app);
bool app_page_may_come(const App *app); /* keys scroll and close a page, which must not take what is typed */
void app_tell_scratch_asks(App *app);
int app_console_delay(const App *app); /* milliseconds until app_leave_console() is due; -1: it is not */
void app_leave_console(App *app);

/* app_requests.c */
void app_set_widget(App *app, const char *id, const char *json); /* of `at` */

/* app_ticks.c */
int app_tick_delay(const App *app); /* milliseconds until app_tick() is due; -1: it is not */
void app_tick(App *app);

/* app_sync.c: tells the engine what changed in the notebook. */
void app_open_in_engine(App *app);
void app_send_edits(App *app);
void app_send_options(App *app);

/* app_disk.c: the file was changed by another. */
void app_show_recovery(App *app); /* what would be different */
void app_recover(App *app);        /* what an earlier session left, with what the file holds now */
void app_drop_recovery(App *app);
void app_send_conflicts(App *app); /* if some were decided */
void app_take_disk(App *app, EngineEvent *event); /* takes what the event carries */
void app_drop_disk(App *app);                     /* the file holds something else by now */
/* The file was read, and is `read` cell by cell: what was left undecided in it waits for the user. */
void app_take_conflicts(App *app, const NotebookSnapshot *read, const GPtrArray *conflicts);
void app_merge_disk(App *app);                    /* if something waits, and it is a good moment */

/* app_format.c: ruff and black. */
void app_format(App *app, const GArray *cells); /* NULL: all */
void app_take_formatted(App *app, EngineEvent *event); /* takes what the event carries */
void app_drop_formatted(App *app);
void app_merge_formatted(App *app); /* if something came back, and it is a good moment */

/* app_diff.c */
void app_do_diff(App *app, const Request *request);
void app_take_difference(App *app, const EngineEvent *event);

/* app_tools.c: language servers. */
bool app_ask_tool(App *app, const Request *request); /* false: it is another request, or the cells know the answer */
void app_take_tool(App *app, EngineEvent *event);    /* takes what it carries, if it is one of theirs */
void app_keep_tools(App *app);

void app_save(App *app, const Request *request); /* at once */
void app_export(App *app, const Request *request); /* app_export.c: the same, in the format that the request names */
/* app_leave.c */
void app_quit(App *app, int code); /* unless something would be lost */
void app_do_quit(App *app, const Request *request);
void app_do_detach(App *app, const Request *request);
void app_do_take_over(App *app, const Request *request);
char *app_last_text(const App *app); /* what is on the screen, without its last lines and without pictures */

/* app_jobs.c: the terminal lent to the shell, or to one of its commands. */
void app_suspend(App *app);
void app_resume(App *app); /* after a stop that we had no part in */
void app_shell(App *app, const char *command);
/* Runs a program on the terminal to its end; `waits`: for Enter behind it.  The status is that of wait(2); or NULL. */
bool app_lend(App *app, char **arguments, bool waits, int *status, GError **error);
void app_edit_externally(App *app); /* app_external.c: the cell at the cursor */

/* app_open.c: reads notebooks, and starts their engines. */
void app_set_notebook(App *app, Notebook *notebook, const char *path, AppRead *read); /* of `at`; takes the notebook */
void app_start_engine(App *app);
void app_read_layout(App *app); /* of an app: how its cells are arranged, also when that has changed */
void app_set_look(App *app); /* what the terminal shows of pictures, and is asked to */
bool app_open_file(App *app, const char *path, GError **error); /* as a new one, unless it is open */
/* What AppOptions names besides the first: read, so that a bad one is refused before there is a picture; then added. */
GPtrArray *app_load_others(const AppOptions *options, GError **error);
void app_add_others(App *app, GPtrArray *others);
/* app_trust.c: what comes from a folder does not run by itself, unless that is trusted. */
EnginePrepared *app_prepare_engine(const AppOptions *options);
EngineOptions app_restrain_engine(App *app);
void app_ask_trust(App *app);
void app_run_at_opening(App *app);
bool app_holds_back(App *app, const Request *request); /* true: it needs a word about the folder first, which was told */
bool app_sets_off_runs(const Request *request);
void app_do_save_output(App *app, const Request *request);
void app_do_trust(App *app, const Request *request);

/* app_notify.c: who looks elsewhere hears of the end of a long run. */
void app_take_focus(App *app, bool focused);
void app_notify(App *app); /* after events were taken */

/* app_mouse.c */
void app_mouse(App *app, const MouseInput *mouse);
/* app_mouse_apart.c: while keys go to something else than the notebook.  True: that was all. */
bool app_mouse_output(App *app, const MouseInput *mouse); /* app_mouse_output.c: in what a cell shows; the same */
bool app_mouse_apart(App *app, const MouseInput *mouse);

bool app_is_own_path(const App *app, const char *path); /* of the notebook, however it is written */

/* app_buffers.c: the notebooks that are open. */
Buffer *app_add_buffer(App *app); /* empty; it becomes `at` */
void app_free_buffer(App *app, Buffer *buffer);
void app_show_buffer(App *app, Buffer *buffer);
Buffer *app_modified_buffer(const App *app, const Buffer *but); /* one with changes that are not saved, or NULL */
Buffer *app_find_path(App *app, const char *path);              /* or NULL */
bool app_saves(const App *app);                                 /* some save is under way */
void app_refuse_quit(App *app, Buffer *modified);
void app_quit_all(App *app, int code);
bool app_do_buffers(App *app, const Request *request); /* false: it is another request */
void app_press_tab(App *app, int column);
char **app_notebook_names(gpointer self);              /* of all that are open, for editor_set_notebooks() */
char **app_tabs(const App *app, size_t *shown);        /* their names, if there are several; else NULL */

/* app.c */
bool app_interrupted(gpointer app);
void app_force_out(App *app, int signal_number);
