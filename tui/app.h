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
#include "notebook/notebook.h"

typedef struct {
    const char *path; /* NULL: a notebook without a name */
    /* Reads a notebook; of a file that does not exist makes an empty one, for NULL what is shown without a
     * file.  `bytes` is what the file held (NULL: there is none), `remark` what the user should hear about it; the
     * caller frees both. */
    Notebook *(*load)(const char *path, GBytes **bytes, char **remark, GError **error);
    /* The first cells of a file that takes long to read, and how many it has; NULL: it does not.  May be NULL. */
    Notebook *(*preview)(const char *path, size_t *cells);
    const char *config; /* the commands of a tarnrc, or NULL... */
    const char *config_name; /* ...and its path */
    const char *fault; /* what is wrong with another configuration, to be told; or NULL */
    const char *theme; /* NULL: the one for this terminal */
    EngineOptions engine;
} AppOptions;

/* The exit status; -1 and an error, with the terminal untouched, if it cannot begin. */
int app_run(const AppOptions *options, GError **error);
