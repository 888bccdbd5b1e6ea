#include "tui/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

typedef struct {
    char *path; /* "" for the folder itself, else with a slash at its end */
    int depth;
} Folder;

struct Walk {
    char *root;
    GQueue folders; /* of Folder *, still to be read */
    DIR *open;      /* of `at`, or NULL */
    Folder *at;
    size_t entries;
};

static void folder_free(gpointer data)
{
    Folder *folder = data;
    if (folder)
        g_free(folder->path);
    g_free(folder);
}

static void add_folder(Walk *walk, const char *path, int depth)
{
    Folder *folder = g_new0(Folder, 1);
    folder->path = g_strdup(path);
    folder->depth = depth;
    g_queue_push_tail(&walk->folders, folder);
}

Walk *walk_new(const char *folder)
{
    Walk *walk = g_new0(Walk, 1);
    walk->root = g_strdup(folder);
    g_queue_init(&walk->folders);
    add_folder(walk, "", 0);
    return walk;
}

static void close_folder(Walk *walk)
{
    if (walk->open)
        closedir(walk->open);
    walk->open = NULL;
    g_clear_pointer(&walk->at, folder_free);
}

void walk_free(Walk *walk)
{
    close_folder(walk);
    g_queue_clear_full(&walk->folders, folder_free);
    g_free(walk->root);
    g_free(walk);
}

/* A file of Python or Markdown is a notebook if its beginning says so; and nothing but a file is opened. */
static bool begins_with(const char *path, const char *sign)
{
    enum { BEGINNING = 4096 };
    char text[BEGINNING + 1];
    struct stat what;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    ssize_t length = fstat(fd, &what) == 0 && S_ISREG(what.st_mode) ? read(fd, text, BEGINNING) : -1;
    close(fd);
    text[MAX(length, 0)] = '\0';
    return length > 0 && strstr(text, sign);
}

static bool is_notebook(const Walk *walk, const char *path)
{
    static const struct {
        const char *suffix, *sign;
    } KINDS[] = {{".py", "marimo"}, {".ipynb", "cells"}, {".md", "marimo-version"}, {".qmd", "marimo-version"}};
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        g_autofree char *whole = g_str_has_suffix(path, KINDS[i].suffix) ? g_build_filename(walk->root, path, NULL) : NULL;
        if (whole)
            return begins_with(whole, KINDS[i].sign);
    }
    return false;
}

static bool is_left_out(const char *name)
{
    static const char *const NAMES[] = {"__pycache__", "node_modules", "site-packages", "venv", "__marimo__"};
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (strcmp(name, NAMES[i]) == 0)
            return true;
    }
    return name[0] == '.';
}

static bool is_folder(const Walk *walk, const struct dirent *entry, const char *path)
{
    struct stat what;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    g_autofree char *whole = g_build_filename(walk->root, path, NULL);
    return lstat(whole, &what) == 0 && S_ISDIR(what.st_mode);
}

static void take_entry(Walk *walk, const struct dirent *entry, GPtrArray *paths)
{
    if (is_left_out(entry->d_name))
        return;
    g_autofree char *path = g_strconcat(walk->at->path, entry->d_name, NULL);
    if (is_folder(walk, entry, path)) {
        g_autofree char *inner = g_strconcat(path, "/", NULL);
        if (walk->at->depth < WALK_DEPTH)
            add_folder(walk, inner, walk->at->depth + 1);
    } else if (is_notebook(walk, path)) {
        g_ptr_array_add(paths, g_steal_pointer(&path));
    }
}

/* Opens the next folder that can be read; false if there is none. */
static bool open_next(Walk *walk)
{
    while (!walk->open && (walk->at = g_queue_pop_head(&walk->folders))) {
        g_autofree char *whole = g_build_filename(walk->root, walk->at->path, NULL);
        walk->open = opendir(whole);
        if (!walk->open)
            g_clear_pointer(&walk->at, folder_free);
    }
    return walk->open != NULL;
}

bool walk_step(Walk *walk, GPtrArray *paths)
{
    gint64 until = g_get_monotonic_time() + WALK_STEP_US;
    while (walk->entries < WALK_LIMIT && open_next(walk)) {
        const struct dirent *entry = readdir(walk->open);
        if (!entry) {
            close_folder(walk);
            continue;
        }
        walk->entries++;
        take_entry(walk, entry, paths);
        if (g_get_monotonic_time() >= until)
            return true;
    }
    return false;
}
