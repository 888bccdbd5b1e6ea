#include "engine/host_python.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* .venv/bin/python of the nearest folder that has one. */
static char *find_venv(const char *directory)
{
    g_autofree char *folder = g_canonicalize_filename(*directory ? directory : ".", NULL);
    for (;;) {
        char *python = program_or_null(g_build_filename(folder, ".venv", "bin", "python", NULL));
        if (python || strcmp(folder, "/") == 0)
            return python;
        char *above = g_path_get_dirname(folder);
        g_free(folder);
        folder = above;
    }
}

char *python_find(const char *wanted, const char *directory, char **why)
{
    if (*wanted) {
        char *python = find_wanted(wanted, directory);
        if (!python)
            *why = g_strdup_printf("there is no program %s", wanted);
        return python;
    }
    const char *environment = g_getenv("VIRTUAL_ENV");
    char *python = NULL;
    if (environment && *environment)
        python = program_or_null(g_build_filename(environment, "bin", "python", NULL));
    if (!python)
        python = find_venv(directory);
    if (!python)
        python = g_find_program_in_path("python3");
    if (!python)
        python = program_or_null(g_strdup("/usr/bin/python3"));
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
        return (KernelPlace){g_strdup(TARN_SOURCE_KERNEL_DIR "/boot.py"), g_strdup(TARN_BUILD_KERNEL_DIR)};
    g_autofree char *folder = g_path_get_dirname(program);
    char *kernel = g_build_filename(folder, TARN_KERNEL_FROM_BIN, NULL);
    return (KernelPlace){g_build_filename(kernel, "boot.py", NULL), kernel};
}

void kernel_place_clear(KernelPlace *place)
{
    g_clear_pointer(&place->boot, g_free);
    g_clear_pointer(&place->extension, g_free);
}
