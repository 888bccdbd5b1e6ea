/* Which files are meant, and where their packages are. */
#include "cli/check.h"

#include <string.h>

#include "engine/host_python.h"

static int compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Everything below a folder but what lies in hidden ones, sorted; links to folders are not followed in circles. */
static void add_folder(GPtrArray *paths, const char *folder, int depth)
{
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; entries && (name = g_dir_read_name(entries));)
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_paths);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        char *path = strcmp(folder, ".") == 0 ? g_strdup(name) : g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            g_ptr_array_add(paths, path);
            continue;
        }
        if (*name != '.' && depth > 0 && g_file_test(path, G_FILE_TEST_IS_DIR))
            add_folder(paths, path, depth - 1);
        g_free(path);
    }
}

enum { MAX_FOLDERS_DEEP = 64 };

/* The part of a pattern without stars. */
static char *root_of(const char *pattern)
{
    g_autofree char *plain = g_strndup(pattern, strcspn(pattern, "*?"));
    char *slash = strrchr(plain, '/');
    return slash ? g_strndup(plain, (gsize)MAX(slash - plain, 1)) : g_strdup(".");
}

/* "**" and a slash stand for any folders, none as well. */
static bool matches(const char *pattern, const char *path)
{
    g_autoptr(GPatternSpec) whole = g_pattern_spec_new(pattern);
    g_autofree char *rooted = g_strconcat("/", path, NULL);
    return g_pattern_spec_match_string(whole, path) ||
           (g_str_has_prefix(pattern, "**/") && g_pattern_spec_match_string(whole, rooted));
}

static void add_argument(GPtrArray *paths, const char *argument)
{
    if (g_file_test(argument, G_FILE_TEST_IS_DIR)) {
        add_folder(paths, argument, MAX_FOLDERS_DEEP);
    } else if (strpbrk(argument, "*?") && !g_file_test(argument, G_FILE_TEST_EXISTS)) {
        g_autofree char *root = root_of(argument);
        g_autoptr(GPtrArray) below = g_ptr_array_new_with_free_func(g_free);
        add_folder(below, root, MAX_FOLDERS_DEEP);
        for (guint i = 0; i < below->len; i++) {
            if (matches(argument, g_ptr_array_index(below, i)))
                g_ptr_array_add(paths, g_strdup(g_ptr_array_index(below, i)));
        }
    } else {
        g_ptr_array_add(paths, g_strdup(argument));
    }
}

GPtrArray *check_expand(char *const *arguments)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    for (; *arguments; arguments++)
        add_argument(paths, *arguments);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < paths->len;) {
        if (g_hash_table_add(seen, g_ptr_array_index(paths, i)))
            i++;
        else
            g_ptr_array_remove_index(paths, i);
    }
    return paths;
}

/* PREFIX/LIB/python3.N/TAIL, for all N that are there. */
static void add_packages(GPtrArray *folders, const char *prefix, const char *lib, const char *tail)
{
    g_autofree char *above = g_build_filename(prefix, lib, NULL);
    g_autoptr(GDir) entries = g_dir_open(above, 0, NULL);
    for (const char *name; entries && (name = g_dir_read_name(entries));) {
        char *folder = g_str_has_prefix(name, "python3") ? g_build_filename(above, name, tail, NULL) : NULL;
        if (folder && g_file_test(folder, G_FILE_TEST_IS_DIR))
            g_ptr_array_add(folders, folder);
        else
            g_free(folder);
    }
}

char **check_site_packages(void)
{
    g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *why = NULL;
    g_autofree char *python = python_find("", "", &why);
    if (python) {
        g_autofree char *bin = g_path_get_dirname(python);
        g_autofree char *prefix = g_path_get_dirname(bin);
        add_packages(folders, prefix, "lib", "site-packages");
        add_packages(folders, prefix, "lib", "dist-packages");
        add_packages(folders, prefix, "local/lib", "dist-packages");
    }
    g_autofree char *user = g_build_filename(g_get_home_dir(), ".local", NULL);
    add_packages(folders, user, "lib", "site-packages");
    g_ptr_array_add(folders, NULL);
    return (char **)g_ptr_array_steal(folders, NULL);
}
