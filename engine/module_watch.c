#include "engine/module_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

/* It is quiet when so long nothing has come; but a change is never kept back for longer than the second. */
enum { QUIET_MS = 30, PATIENCE_MS = 300 };

static const uint32_t EVENTS = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_MOVE_SELF | IN_ONLYDIR;

struct ModuleWatch {
    int fd;
    GHashTable *places;  /* where a file is, or where a link to it leads -> the file as it was added; both owned */
    GHashTable *folders; /* number of a watch -> GPtrArray of the folders that it is for, owned */
    GHashTable *lost;    /* folders that are gone, a set, owned */
    GHashTable *changed; /* files, a set, owned */
    gint64 first, last;  /* when the first and the last of these came, in monotonic milliseconds */
};

G_DEFINE_QUARK(tarn-module-watch-error-quark, module_watch_error)

static void free_strings(gpointer strings)
{
    g_ptr_array_unref(strings);
}

ModuleWatch *module_watch_new(GError **error)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, MODULE_WATCH_ERROR, MODULE_WATCH_ERROR_SYSTEM, "modules cannot be watched: %s", g_strerror(errno));
        return NULL;
    }
    ModuleWatch *watch = g_new0(ModuleWatch, 1);
    watch->fd = fd;
    watch->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    watch->folders = g_hash_table_new_full(NULL, NULL, NULL, free_strings);
    watch->lost = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    watch->changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return watch;
}

void module_watch_free(ModuleWatch *watch)
{
    close(watch->fd);
    g_hash_table_unref(watch->places);
    g_hash_table_unref(watch->folders);
    g_hash_table_unref(watch->lost);
    g_hash_table_unref(watch->changed);
    g_free(watch);
}

/* One folder may have several names; the system gives it one number. */
static bool watch_folder(ModuleWatch *watch, const char *folder)
{
    int number = inotify_add_watch(watch->fd, folder, EVENTS);
    if (number < 0)
        return false;
    GPtrArray *names = g_hash_table_lookup(watch->folders, GINT_TO_POINTER(number));
    if (!names) {
        names = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(watch->folders, GINT_TO_POINTER(number), names);
    }
    if (!g_ptr_array_find_with_equal_func(names, folder, g_str_equal, NULL))
        g_ptr_array_add(names, g_strdup(folder));
    return true;
}

static bool add_place(ModuleWatch *watch, const char *place, const char *file, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(place);
    g_hash_table_insert(watch->places, g_strdup(place), g_strdup(file));
    if (watch_folder(watch, folder))
        return true;
    g_set_error(error, MODULE_WATCH_ERROR, MODULE_WATCH_ERROR_SYSTEM, "%s: changes cannot be noticed: %s", file, g_strerror(errno));
    return false;
}

bool module_watch_add(ModuleWatch *watch, const char *file, GError **error)
{
    char *real = realpath(file, NULL); /* the libc's own */
    bool done = add_place(watch, file, file, error) && (!real || g_str_equal(real, file) || add_place(watch, real, file, error));
    free(real);
    return done;
}

int module_watch_fd(const ModuleWatch *watch)
{
    return watch->fd;
}

/* --- what happened ---------------------------------------------------------------------------------------------- */

static gint64 now(void)
{
    return g_get_monotonic_time() / 1000;
}

static void note(ModuleWatch *watch, const char *file)
{
    watch->last = now();
    if (g_hash_table_size(watch->changed) == 0)
        watch->first = watch->last;
    g_hash_table_add(watch->changed, g_strdup(file));
}

/* Everything in a folder, or everything at all. */
static void note_all(ModuleWatch *watch, const char *folder)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, watch->places);
    for (gpointer place, file; g_hash_table_iter_next(&all, &place, &file);) {
        g_autofree char *home = g_path_get_dirname(place);
        if (!folder || g_str_equal(home, folder))
            note(watch, file);
    }
}

static gboolean is_back(gpointer folder, gpointer nothing, gpointer data)
{
    ModuleWatch *watch = data;
    if (!watch_folder(watch, folder))
        return FALSE;
    note_all(watch, folder);
    return TRUE;
}

static void look_for_lost(ModuleWatch *watch)
{
    g_hash_table_foreach_remove(watch->lost, is_back, watch);
}

/* It comes back in the nearest folder above that is still there. */
static void lose(ModuleWatch *watch, const char *folder)
{
    note_all(watch, folder);
    g_hash_table_add(watch->lost, g_strdup(folder));
    g_autofree char *above = g_path_get_dirname(folder);
    while (!watch_folder(watch, above) && !g_str_equal(above, "/")) {
        char *higher = g_path_get_dirname(above);
        g_free(above);
        above = higher;
    }
}

static void lose_all(ModuleWatch *watch, int number)
{
    g_autoptr(GPtrArray) names = g_hash_table_lookup(watch->folders, GINT_TO_POINTER(number));
    if (!names)
        return;
    g_hash_table_steal(watch->folders, GINT_TO_POINTER(number));
    for (guint i = 0; i < names->len; i++)
        lose(watch, g_ptr_array_index(names, i));
    look_for_lost(watch); /* it may have come back before we looked */
}

/* A new file is empty yet, and is told of again when it is closed; a link, soft or hard, is all there. */
static bool is_unfinished(const struct inotify_event *event, const char *place)
{
    struct stat info;
    return event->mask & IN_CREATE && lstat(place, &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 1;
}

static void take_event(ModuleWatch *watch, const struct inotify_event *event)
{
    if (event->mask & IN_Q_OVERFLOW)
        note_all(watch, NULL);
    if (event->mask & IN_MOVE_SELF)
        inotify_rm_watch(watch->fd, event->wd); /* answered by IN_IGNORED, as is a folder that is deleted */
    if (event->mask & IN_IGNORED)
        lose_all(watch, event->wd);
    if (event->mask & (IN_Q_OVERFLOW | IN_ISDIR) && g_hash_table_size(watch->lost) > 0)
        look_for_lost(watch);
    const GPtrArray *names = g_hash_table_lookup(watch->folders, GINT_TO_POINTER(event->wd));
    for (guint i = 0; event->len > 0 && names && i < names->len; i++) {
        g_autofree char *place = g_build_filename(g_ptr_array_index(names, i), event->name, NULL);
        const char *file = g_hash_table_lookup(watch->places, place);
        if (file && !is_unfinished(event, place))
            note(watch, file);
    }
}

void module_watch_read(ModuleWatch *watch)
{
    _Alignas(struct inotify_event) char events[16384];
    for (ssize_t length; (length = read(watch->fd, events, sizeof events)) > 0;) {
        for (const char *at = events; at < events + length;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)at;
            take_event(watch, event);
            at += sizeof *event + event->len;
        }
    }
}

int module_watch_timeout(const ModuleWatch *watch)
{
    if (g_hash_table_size(watch->changed) == 0)
        return -1;
    gint64 due = MIN(watch->last + QUIET_MS, watch->first + PATIENCE_MS);
    return (int)MAX(due - now(), 0);
}

GPtrArray *module_watch_take(ModuleWatch *watch)
{
    if (module_watch_timeout(watch) != 0)
        return NULL;
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter all;
    g_hash_table_iter_init(&all, watch->changed);
    for (gpointer file; g_hash_table_iter_next(&all, &file, NULL);)
        g_ptr_array_add(files, g_strdup(file));
    g_hash_table_remove_all(watch->changed);
    return files;
}
