/* The files in which marimo is told how to behave, and what they say, in the order in which a later word wins: that of the
 * user (_.marimo.toml_ of the working directory or one above it, of the home, or $XDG_CONFIG_HOME/marimo/marimo.toml, the
 * first there is), the nearest pyproject.toml from the notebook's folder up, the notebook's script metadata.
 *
 *     marimo_files_each("nb.py", each, self);     // each(self, file, 3, "runtime.auto_reload", "\"lazy\"")
 *
 * Reads the files; any thread.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

typedef enum { MARIMO_USER, MARIMO_PROJECT, MARIMO_SCRIPT } MarimoFileKind;

typedef struct {
    MarimoFileKind kind;
    const char *path;
    bool trusted; /* the user's own, or in a folder that the user trusts (trust.h) */
    bool own;     /* in the home or $XDG_CONFIG_HOME: it did not come with any code */
} MarimoFile;

/* `line` from 1; `name` without what stands before it in this kind of file; `value` as it is written. */
typedef void MarimoValue(gpointer self, const MarimoFile *file, int line, const char *name, const char *value);

/* `notebook` may be NULL, and need not be there. */
void marimo_files_each(const char *notebook, MarimoValue *each, gpointer self);

/* The pyproject.toml of a notebook, or NULL; to be freed. */
char *marimo_files_project(const char *notebook);
