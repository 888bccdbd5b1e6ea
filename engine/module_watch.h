/* Notices when files of modules change, by inotify: nothing is looked at while nothing happens.
 *
 *     module_watch_add(watch, "/home/me/helper.py", &error);
 *     poll(module_watch_fd(watch), module_watch_timeout(watch)) ... module_watch_read(watch);
 *     g_autoptr(GPtrArray) files = module_watch_take(watch);    // NULL: none, or it is not quiet yet
 *
 * Folders are watched, not files: editors replace files.  A file that is a link is watched at both ends, and a folder
 * that goes is waited for.  What comes in a burst (a save and a formatter, a checkout of another branch) is one change.
 * Any one thread.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

typedef struct ModuleWatch ModuleWatch;

typedef enum { MODULE_WATCH_ERROR_SYSTEM } ModuleWatchError;
#define MODULE_WATCH_ERROR module_watch_error_quark()
GQuark module_watch_error_quark(void);

ModuleWatch *module_watch_new(GError **error);
void module_watch_free(ModuleWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ModuleWatch, module_watch_free)

/* False if its folder cannot be watched. */
bool module_watch_add(ModuleWatch *watch, const char *file, GError **error);

int module_watch_fd(const ModuleWatch *watch);
void module_watch_read(ModuleWatch *watch);

/* Milliseconds until module_watch_take() has an answer; -1: nothing has happened. */
int module_watch_timeout(const ModuleWatch *watch);

/* Files that may have changed, as they were added, once a moment has passed without another. */
GPtrArray *module_watch_take(ModuleWatch *watch);
