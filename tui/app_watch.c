/* Notices when another program writes the notebook's file: the folder is watched, since editors replace
 * files rather than write into them. */
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/app_private.h"

static void read_state(const char *path, gint64 *mtime, gint64 *size)
{
    struct stat info;
    *mtime = *size = 0;
    if (path && stat(path, &info) == 0) {
        *mtime = info.st_mtim.tv_sec * G_GINT64_CONSTANT(1000000) + info.st_mtim.tv_nsec / 1000;
        *size = info.st_size;
    }
}

void app_watch_remember(App *app)
{
    read_state(editor_path(app->editor), &app->disk_mtime, &app->disk_size);
}

void app_watch_start(App *app)
{
    if (app->watch >= 0)
        close(app->watch);
    app->watch = -1;
    const char *path = editor_path(app->editor);
    if (!path)
        return;
    app_watch_remember(app);
    g_autofree char *folder = g_path_get_dirname(path);
    app->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (app->watch >= 0)
        inotify_add_watch(app->watch, folder, IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE);
}

void app_watch_check(App *app)
{
    char events[4096];
    while (read(app->watch, events, sizeof events) > 0)
        ;
    gint64 mtime, size;
    read_state(editor_path(app->editor), &mtime, &size);
    if (app->saves_pending > 0 || (mtime == app->disk_mtime && size == app->disk_size))
        return;
    app->disk_mtime = mtime;
    app->disk_size = size;
    if (mtime == 0)
        editor_tell(app->editor, true, "the file was deleted by another program; :w writes it again");
    else
        editor_tell(app->editor, true, "the file was changed by another program; :w! overwrites it, :e! reads it");
}
