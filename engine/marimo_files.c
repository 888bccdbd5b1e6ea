#include "engine/marimo_files.h"

#include <stdio.h>
#include <string.h>

#include "base/toml.h"
#include "base/trust.h"

/* Metadata stand in the header: no more of a notebook is read. */
enum { HEADER_BYTES = 64 << 10 };

typedef struct {
    const MarimoFile *file;
    const char *root; /* what stands before the names in this kind of file */
    MarimoValue *each;
    gpointer self;
} Reading;

static void take(gpointer data, int line, const char *name, const char *value)
{
    const Reading *reading = data;
    if (g_str_has_prefix(name, reading->root))
        reading->each(reading->self, reading->file, line, name + strlen(reading->root), value);
}

/* False if it is not there. */
static bool read_file(const MarimoFile *path, MarimoValue *each, gpointer self)
{
    FILE *file = fopen(path->path, "re");
    if (!file)
        return false;
    g_autofree char *text = g_malloc(HEADER_BYTES + 1);
    text[fread(text, 1, HEADER_BYTES, file)] = '\0';
    fclose(file);
    g_autofree char *metadata = path->kind == MARIMO_SCRIPT ? toml_of_script(text) : NULL;
    Reading reading = {path, path->kind == MARIMO_USER ? "" : "tool.marimo.", each, self};
    toml_each(metadata ? metadata : text, take, &reading);
    return true;
}

static bool is_trusted(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    return trust_of(folder) == TRUST_GIVEN;
}

/* The nearest file of this name in the folder or above it, NULL: there is none. */
static char *find_above(const char *folder, const char *name)
{
    g_autofree char *at = g_strdup(folder);
    for (;;) {
        g_autofree char *path = g_build_filename(at, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
        if (strcmp(at, "/") == 0)
            return NULL;
        char *above = g_path_get_dirname(at);
        g_free(at);
        at = above;
    }
}

static void read_user(MarimoValue *each, gpointer self)
{
    g_autofree char *here = g_get_current_dir();
    g_autofree char *near = find_above(here, ".marimo.toml");
    g_autofree char *home = g_build_filename(g_get_home_dir(), ".marimo.toml", NULL);
    g_autofree char *xdg = g_build_filename(g_get_user_config_dir(), "marimo", "marimo.toml", NULL);
    bool own = !near || strcmp(near, home) == 0;
    if (!own && read_file(&(MarimoFile){MARIMO_USER, near, is_trusted(near)}, each, self))
        return;
    if (!read_file(&(MarimoFile){MARIMO_USER, home, true, true}, each, self))
        read_file(&(MarimoFile){MARIMO_USER, xdg, true, true}, each, self);
}

static char *folder_of(const char *notebook)
{
    g_autofree char *path = notebook ? g_canonicalize_filename(notebook, NULL) : NULL;
    return path ? g_path_get_dirname(path) : g_get_current_dir();
}

char *marimo_files_project(const char *notebook)
{
    g_autofree char *folder = folder_of(notebook);
    return find_above(folder, "pyproject.toml");
}

void marimo_files_each(const char *notebook, MarimoValue *each, gpointer self)
{
    read_user(each, self);
    g_autofree char *project = marimo_files_project(notebook);
    if (project)
        read_file(&(MarimoFile){MARIMO_PROJECT, project, is_trusted(project)}, each, self);
    g_autofree char *path = notebook ? g_canonicalize_filename(notebook, NULL) : NULL;
    if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
        read_file(&(MarimoFile){MARIMO_SCRIPT, path, is_trusted(path)}, each, self);
}
