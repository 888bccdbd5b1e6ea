/* tarn test FILE... [-- PYTEST-ARGUMENTS]: pytest over the tests in notebooks.
 *
 * The interpreter that would run the first of them takes the place of this process; what it does there is
 * _tarn_pytest.py's, beside the kernel.
 */
#include "cli/command.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "base/files.h"
#include "engine/host_python.h"
#include "engine/script_python.h"

/* As `tarn exec` finds it: what is asked for, what the notebook asks for, an environment, python3. */
static char *find_python(const char *asked, const char *notebook, char **why)
{
    g_autofree char *path = g_canonicalize_filename(notebook, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *wanted = asked && strchr(asked, '/') ? g_canonicalize_filename(asked, NULL) : g_strdup(asked);
    if (!wanted)
        wanted = script_python(path);
    return python_find(wanted ? wanted : "", folder, why);
}

static int become_pytest(const char *python, char **files, char **rest)
{
    KernelPlace place = kernel_place();
    g_autofree char *folder = g_path_get_dirname(place.boot);
    g_autofree char *program = g_build_filename(folder, "_tarn_pytest.py", NULL);
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_ptr_array_add(arguments, (gpointer)python);
    g_ptr_array_add(arguments, program);
    for (; *files; files++)
        g_ptr_array_add(arguments, *files);
    g_ptr_array_add(arguments, (gpointer)"--");
    for (; rest && *rest; rest++)
        g_ptr_array_add(arguments, *rest);
    g_ptr_array_add(arguments, NULL);
    execv(python, (char **)arguments->pdata);
    kernel_place_clear(&place);
    return command_fail(python, g_strerror(errno));
}

static int run(const char *asked, char **files, char **rest)
{
    for (char **file = files; *file; file++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = file_read(*file, NULL, &error);
        if (!bytes)
            return command_refuse(error->message);
    }
    g_autofree char *why = NULL;
    g_autofree char *python = find_python(asked, files[0], &why);
    return python ? become_pytest(python, files, rest) : command_fail("test", why);
}

/* Takes what stands behind "--" away from `argv`, so that it is pytest's; borrowed. */
static char **split_rest(int *argc, char **argv)
{
    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], "--") != 0)
            continue;
        *argc = i;
        argv[i] = NULL;
        return argv + i + 1;
    }
    return NULL;
}

int cmd_test(int argc, char **argv)
{
    g_autofree char *python = NULL;
    g_auto(GStrv) files = NULL;
    char **rest = split_rest(&argc, argv);
    const GOptionEntry entries[] = {
        {"python", 0, 0, G_OPTION_ARG_FILENAME, &python, "the interpreter", "PYTHON"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE... [-- PYTEST-ARGUMENTS]"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return command_fail("test", error->message);
    if (!files)
        return command_fail("test", "wants a notebook: tarn test FILE... [-- PYTEST-ARGUMENTS]");
    return run(python, files, rest);
}
