/* The loop of the editor on a terminal: keys in, requests to the engine, events back, one picture a turn.
 *
 *     int status = app_run(&(AppOptions){.path = "nb.py", .load = load}, &error);
 *
 * The first picture is on the screen before the engine starts.  While nothing happens nothing wakes up.
 * Main thread; returns when the user leaves.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "engine/engine.h"
#include "notebook/app_layout.h"
#include "notebook/notebook.h"

/* What else there is to know of a file that was read. */
typedef struct {
    GBytes *bytes;        /* what it held; NULL: there is none */
    char *remark;         /* what the user should hear about it, or NULL */
    GPtrArray *conflicts; /* of CellConflict *, of a merge that was left undecided in it; or NULL */
} AppRead;

void app_read_clear(AppRead *read);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AppRead, app_read_clear)

typedef struct {
    const char *path; /* NULL: a notebook without a name */
    const char *title; /* what that is called instead, or NULL */
    char *const *others; /* more notebooks, shown when they are asked for; ends with NULL; or NULL */
    /* Reads a notebook; of a file that does not exist makes an empty one, for NULL what is shown without a
     * file.  `read` starts as {0}; the caller clears it. */
    Notebook *(*load)(const char *path, AppRead *read, GError **error);
    /* The first cells of a file that takes long to read, and how many it has; NULL: it does not.  May be NULL. */
    Notebook *(*preview)(const char *path, size_t *cells);
    const char *config; /* the path of a tarnrc, which may be missing; or NULL */
    const char *fault; /* what is wrong with another configuration, to be told; or NULL */
    const char *presets; /* commands of the ':' line that come before the tarnrc; or NULL */
    bool read_only;    /* 'readonly' is set, whatever the tarnrc says */
    bool in_line;      /* on the shell's screen, not on one of its own */
    bool lazy;         /* what depends on a cell that ran becomes stale, whatever the tarnrc says */
    bool instantiate;  /* cells that are stale run at opening, where the folder is trusted */
    const char *keymap; /* its name; NULL: what tarnrc says */
    const char *theme; /* NULL: the one for this terminal */
    bool is_app;       /* nothing can be edited, all cells run at once, and what they show is all there is... */
    bool shows_code;   /* ...but for their code */
    /* How an app arranges its cells: NULL if the notebook says nothing of it, or says nonsense, which is `fault` then
     * (to be freed). */
    AppLayout *(*layout)(const char *path, Notebook *notebook, char **fault);
    bool leaves_text;  /* what is on the screen at the end is written as text where the program was started */
    EngineOptions engine;
    const EngineOptions *unwatched; /* `engine` only watches: that of who has the notebook; or NULL */
    bool *detached; /* set when the user left the session running; or NULL */
} AppOptions;

/* The exit status; -1 and an error, with the terminal untouched, if it cannot begin. */
int app_run(const AppOptions *options, GError **error);
