#include "engine/engine_watch.h"

#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

/* A link that leads in a circle ends somewhere. */
enum { LONGEST_WAY = 16 };

static const uint32_t WANTED = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_DELETE_SELF |
                               IN_MOVE_SELF | IN_ONLYDIR;

/* A name on the way, in its folder. */
typedef struct {
    int folder; /* the number that events have */
    char *path;
} Step;

struct EngineWatch {
    int inotify;
    char *path;
    GArray *way; /* of Step */
};

static void clear_step(gpointer data)
{
    g_free(((Step *)data)->path);
}

/* Where a link leads; NULL: it is none. */
static char *link_target(const char *path)
{
    g_autofree char *target = g_file_read_link(path, NULL);
    if (!target)
        return NULL;
    g_autofree char *folder = g_path_get_dirname(path);
    return g_canonicalize_filename(target, folder);
}

/* Folders that are watched already keep their numbers. */
static void watch_way(EngineWatch *watch)
{
    g_array_set_size(watch->way, 0);
    g_autofree char *path = g_strdup(watch->path);
    for (int i = 0; path && i < LONGEST_WAY; i++) {
        g_autofree char *folder = g_path_get_dirname(path);
        Step step = {inotify_add_watch(watch->inotify, folder, WANTED), g_strdup(path)};
        g_array_append_val(watch->way, step);
        char *next = link_target(path);
        g_free(path);
        path = next;
    }
}

EngineWatch *engine_watch_new(const char *path)
{
    int inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (inotify < 0)
        return NULL;
    EngineWatch *watch = g_new(EngineWatch, 1);
    *watch = (EngineWatch){inotify, g_canonicalize_filename(path, NULL), g_array_new(FALSE, FALSE, sizeof(Step))};
    g_array_set_clear_func(watch->way, clear_step);
    watch_way(watch);
    return watch;
}

void engine_watch_free(EngineWatch *watch)
{
    if (!watch)
        return;
    close(watch->inotify);
    g_array_unref(watch->way);
    g_free(watch->path);
    g_free(watch);
}

int engine_watch_fd(const EngineWatch *watch)
{
    return watch ? watch->inotify : -1;
}

/* A file that was made is empty, and will be closed; a link or a folder is all that it will be. */
static bool is_whole(const struct inotify_event *event, const char *path)
{
    struct stat made;
    if (!(event->mask & IN_CREATE))
        return true;
    return lstat(path, &made) == 0 && (!S_ISREG(made.st_mode) || made.st_nlink > 1);
}

static bool concerns(const EngineWatch *watch, const struct inotify_event *event)
{
    if (event->mask & (IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF))
        return true;
    for (guint i = 0; i < watch->way->len; i++) {
        const Step *step = &g_array_index(watch->way, Step, i);
        const char *slash = strrchr(step->path, '/');
        if (event->len > 0 && step->folder == event->wd && slash && strcmp(slash + 1, event->name) == 0 &&
            is_whole(event, step->path))
            return true;
    }
    return false;
}

bool engine_watch_read(EngineWatch *watch)
{
    union {
        struct inotify_event event; /* aligns the bytes */
        char bytes[8192];
    } buffer;
    bool found = false;
    ssize_t size;
    while ((size = read(watch->inotify, buffer.bytes, sizeof buffer)) > 0) {
        for (ssize_t at = 0; at < size;) {
            const struct inotify_event *event = (const struct inotify_event *)(gconstpointer)(buffer.bytes + at);
            found |= concerns(watch, event);
            at += (ssize_t)(sizeof *event + event->len);
        }
    }
    if (found)
        watch_way(watch);
    return found;
}
