/* What the loop owns; for the app*.c files alone. */
#pragma once

#include "edit/editor.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/keys.h"
#include "tui/model.h"
#include "tui/term.h"
#include "tui/theme.h"
#include "tui/view.h"

typedef struct {
    const AppOptions *options;
    Term *term;
    Keys *keys;
    Theme *theme;
    Grid *grid;
    Editor *editor;
    const char *keymap; /* that of the editor before this one, or what was asked for; interned, or NULL */
    View *view;
    Model *model;
    Engine *engine; /* NULL until the first picture is out */
    EnginePrepared *prepared; /* what the engine will start with, or NULL */
    GBytes *read;   /* what the notebook was made from, or NULL */

    int signals;   /* signalfd */
    int sync;      /* TARN_SYNC_FD, or -1 */
    bool news;     /* something happened since the last picture that may show in it */
    bool worked;   /* something happened since the last byte to `sync` */
    bool leaving;
    bool forced_out; /* by a signal or a lost terminal: nobody could be asked */
    int status;    /* of the exit */

    /* what the engine knows of the notebook */
    uint64_t sent_generation, sent_structure;
    GHashTable *sent_revisions; /* id (uint64_t *) -> revision (uint64_t *), owned */
    int sent_columns;
    AutoReload sent_auto_reload;
    const char *sent_lsp; /* interned, or NULL */

    /* saving */
    unsigned saves_pending;
    bool quit_after_save;
    int quit_code;

    NotebookSnapshot *recovered; /* what an earlier session left and the engine offers, or NULL */

    /* another's hand on the file */
    EngineEvent *disk;  /* what it wrote, that waits to be merged, or NULL */
    bool save_refused;  /* for that reason */

    EngineEvent *formatted;  /* cells that came back, and wait to be taken in; or NULL */
    Request *save_formatted; /* a `:w` that waits for them; or NULL */

    /* `gf`: which frame comes next */
    uint64_t frame_cell;        /* whose traceback it is */
    const Output *frame_output; /* compared before it is used */
    guint frame_next;

    gint64 console_until; /* the cell that keys go to has its line: until then it may ask again; 0: it is not that */

    /* the mouse */
    gint64 clicked; /* g_get_monotonic_time() of the last press... */
    int clicked_row, clicked_column;
    int clicks; /* ...and the how many-th it was there in a row */
    bool dragging; /* the button went down on text */

    bool paged; /* the last picture showed a page */
    char *title;
    gint64 last_frame; /* g_get_monotonic_time() */
    gint64 last_final; /* the same, of a frame that was not asked for by a key, when nothing was under way */
    gint64 last_key;   /* the same: when a key was typed */
    bool hinted;       /* the last picture showed what may follow the keys typed so far */
    bool urgent;       /* a key was pressed: no waiting for the next frame */
} App;

/* app_requests.c: does what the editor asks for. */
void app_do_requests(App *app);

/* app_events.c */
void app_take_events(App *app);
void app_enter_console(App *app);
void app_show_scratch(App *app); /* it has run */
void app_tell_scratch_asks(App *app);
int app_console_delay(const App *app); /* milliseconds until app_leave_console() is due; -1: it is not */
void app_leave_console(App *app);

/* app_sync.c: tells the engine what changed in the notebook. */
void app_open_in_engine(App *app);
void app_send_edits(App *app);
void app_send_options(App *app);

/* app_disk.c: the file was changed by another. */
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

void app_save(App *app, const Request *request); /* at once */
void app_quit(App *app, int code);

/* app_jobs.c: the terminal lent to the shell, or to one of its commands. */
void app_suspend(App *app);
void app_resume(App *app); /* after a stop that we had no part in */
void app_shell(App *app, const char *command);

/* app_mouse.c */
void app_mouse(App *app, const MouseInput *mouse);

/* app.c */
bool app_open_file(App *app, const char *path, GError **error);
bool app_is_own_path(const App *app, const char *path); /* of the notebook, however it is written */
void app_force_out(App *app, int signal_number);
