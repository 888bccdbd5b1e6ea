/* Tells when a file may have changed: its folder is watched, since editors put a new file in the place of the old one.
 *
 *     EngineWatch *watch = engine_watch_new("nb.py");     // NULL: nobody can tell here
 *     ... poll(engine_watch_fd(watch)) ...
 *     if (engine_watch_read(watch)) ...                     // look at the file
 *
 * A file that is being written is not told of until it is closed.  Of a symbolic link every folder on the way to the
 * file is watched, each for the one name.  No timers; a network file system tells only of changes made here.
 */
#pragma once

#include <stdbool.h>

typedef struct EngineWatch EngineWatch;

EngineWatch *engine_watch_new(const char *path);
void engine_watch_free(EngineWatch *watch); /* may be NULL */
int engine_watch_fd(const EngineWatch *watch); /* -1 of NULL */
/* Takes what there is to be read; true: something happened to the file or on the way to it. */
bool engine_watch_read(EngineWatch *watch);
