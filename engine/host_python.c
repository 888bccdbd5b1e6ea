#include "engine/host_python.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

/* The oldest Python whose limited API the extension is built for. */
enum { OLDEST_MAJOR = 3, OLDEST_MINOR = 9 };

static bool is_program(const char *path)
{
    return g_file_test(path, G_FILE_TEST_IS_REGULAR) && access(path, X_OK) == 0;
}

static char *program_or_null(char *path)
{
    if (path && is_program(path))
        return path;
    g_free(path);
    return NULL;
}

static char *find_wanted(const char *wanted, const char *directory)
{
    if (!strchr(wanted, '/'))
        return g_find_program_in_path(wanted);
    return program_or_null(g_canonicalize_filename(wanted, *directory ? directory : NULL));
}

/* In a folder that all may write to, as /tmp, anybody could have made it. */
static bool is_planted(const char *folder)
{
    struct stat above, own;
    g_autofree char *environment = g_build_filename(folder, ".venv", NULL);
    return stat(folder, &above) == 0 && (above.st_mode & S_IWOTH) && lstat(environment, &own) == 0 &&
           own.st_uid != geteuid() && own.st_uid != 0;
}

char *python_find_venv(const char *directory)
{
    g_autofree char *folder = g_canonicalize_filename(*directory ? directory : ".", NULL);
    for (;;) {
        char *python = is_planted(folder) ? NULL : program_or_null(g_build_filename(folder, ".venv", "bin", "python", NULL));
        if (python || strcmp(folder, "/") == 0)
            return python;
        char *above = g_path_get_dirname(folder);
        g_free(folder);
        folder = above;
    }
}

static char *find_active(void)
{
    const char *environment = g_getenv("VIRTUAL_ENV");
    return environment && *environment ? program_or_null(g_build_filename(environment, "bin", "python", NULL)) : NULL;
}

static char *find_system(void)
{
    char *python = g_find_program_in_path("python3");
    return python ? python : program_or_null(g_strdup("/usr/bin/python3"));
}

char *python_find_plain(void)
{
    char *python = find_active();
    return python ? python : find_system();
}

char *python_find(const char *wanted, const char *directory, char **why)
{
    if (*wanted) {
        char *python = find_wanted(wanted, directory);
        if (!python)
            *why = g_strdup_printf("there is no program %s", wanted);
        return python;
    }
    char *python = find_active();
    if (!python)
        python = python_find_venv(directory);
    if (!python)
        python = find_system();
    if (!python)
        *why = g_strdup("no Python was found: there is no python3 on PATH, and none was named with --python");
    return python;
}

bool python_is_new_enough(const char *version)
{
    int major = 0, minor = 0;
    if (sscanf(version, "%d.%d", &major, &minor) != 2)
        return false;
    return major > OLDEST_MAJOR || (major == OLDEST_MAJOR && minor >= OLDEST_MINOR);
}

KernelPlace kernel_place(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    if (!program || g_str_has_prefix(program, TARN_BUILD_DIR "/"))
        return (KernelPlace){g_strdup(TARN_SOURCE_KERNEL_DIR "/_tarn_boot.py"), g_strdup(TARN_BUILD_KERNEL_DIR)};
    g_autofree char *folder = g_path_get_dirname(program);
    char *kernel = g_build_filename(folder, TARN_KERNEL_FROM_BIN, NULL);
    return (KernelPlace){g_build_filename(kernel, "_tarn_boot.py", NULL), kernel};
}

void kernel_place_clear(KernelPlace *place)
{
    g_clear_pointer(&place->boot, g_free);
    g_clear_pointer(&place->extension, g_free);
}
