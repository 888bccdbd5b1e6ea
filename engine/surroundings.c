#include "engine/surroundings.h"

#include <string.h>

#include "base/toml.h"
#include "base/trust.h"
#include "engine/marimo_files.h"

typedef struct {
    bool asked;
    char *root;       /* what relative files of the project are relative to */
    char **variables; /* NULL: nobody said anything */
    char **folders;
} Found;

static void make_absolute(char **paths, const char *folder)
{
    for (; paths && *paths; paths++) {
        char *absolute = g_canonicalize_filename(*paths, folder);
        g_free(*paths);
        *paths = absolute;
    }
}

static void take(gpointer self, const MarimoFile *file, int line, const char *name, const char *value)
{
    Found *found = self;
    bool variables = strcmp(name, "runtime.dotenv") == 0;
    if ((!variables && strcmp(name, "runtime.pythonpath") != 0) || !(file->trusted || found->asked))
        return;
    char **paths = toml_strings(value);
    bool hollow = variables && file->kind == MARIMO_USER && paths && !*paths; /* marimo itself writes it when it saves */
    if (!paths || hollow) {
        g_strfreev(paths);
        return;
    }
    bool project = variables ? file->kind != MARIMO_USER : file->kind == MARIMO_PROJECT;
    make_absolute(paths, project ? found->root : NULL);
    char ***place = variables ? &found->variables : &found->folders;
    g_strfreev(*place);
    *place = paths;
}

/* Where the project is; its .env counts, but that of the home folder is not meant for a notebook that lies there. */
static char *root_of(const char *notebook, bool *has_default)
{
    g_autofree char *project = marimo_files_project(notebook);
    g_autofree char *path = notebook ? g_canonicalize_filename(notebook, NULL) : NULL;
    char *root = project ? g_path_get_dirname(project) : path ? g_path_get_dirname(path) : g_get_current_dir();
    g_autofree char *home = g_canonicalize_filename(g_get_home_dir(), NULL);
    *has_default = project || strcmp(root, home) != 0;
    return root;
}

static void add(GPtrArray *all, char **paths, GFileTest test)
{
    for (; paths && *paths; paths++) {
        if (g_file_test(*paths, test))
            g_ptr_array_add(all, g_strdup(*paths));
    }
}

char **surroundings_of(const char *notebook, bool asked, guint *folders)
{
    bool has_default;
    Found found = {.asked = asked, .root = root_of(notebook, &has_default)};
    marimo_files_each(notebook, take, &found);
    if (!found.variables && has_default && (asked || trust_of(found.root) == TRUST_GIVEN)) {
        found.variables = g_new0(char *, 2);
        found.variables[0] = g_build_filename(found.root, ".env", NULL);
    }
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    add(all, found.folders, G_FILE_TEST_EXISTS);
    *folders = all->len;
    add(all, found.variables, G_FILE_TEST_IS_REGULAR);
    g_ptr_array_add(all, NULL);
    g_strfreev(found.folders);
    g_strfreev(found.variables);
    g_free(found.root);
    return (char **)g_ptr_array_free(g_steal_pointer(&all), FALSE);
}
