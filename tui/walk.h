/* The notebooks below a folder, a few at a time, so that nobody waits for a large or slow one.
 *
 *     Walk *walk = walk_new(".");
 *     while (walk_step(walk, paths)) ...      // adds char * to paths; false: that was all
 *
 * Hidden folders, environments and the like are left out, links to folders are not followed; a walk ends after
 * WALK_LIMIT entries.  Main thread.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

enum { WALK_STEP_US = 4000, WALK_LIMIT = 200000, WALK_DEPTH = 12 };

typedef struct Walk Walk;

Walk *walk_new(const char *folder);
void walk_free(Walk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Walk, walk_free)

/* Goes on for some milliseconds. */
bool walk_step(Walk *walk, GPtrArray *paths);
