/* Hostile files, made from good ones: a number tells which, so that any of them can be made again.
 *
 *     GPtrArray *seeds = ...;                              // good files of every kind
 *     HostileFile file = hostile_make(seeds, 1, 4711);     // the 4711th of run 1
 *     hostile_file_clear(&file);
 */
#pragma once

#include <glib.h>

/* How a file is read: the rows of MEETINGS in meet.c. */
typedef struct {
    const char *kind; /* "marimo", "ipynb", ..., "session", "theme" */
    GBytes *bytes;
} HostileSeed;

HostileSeed *hostile_seed_new(const char *kind, GBytes *bytes); /* takes `bytes` */
void hostile_seed_free(HostileSeed *seed);

typedef struct {
    const char *kind;
    GString *bytes;
    GString *tale; /* what was done to it, for people */
} HostileFile;

HostileFile hostile_make(const GPtrArray *seeds, guint32 run, guint32 number);
void hostile_file_clear(HostileFile *file);
