/* tarn doctor [FILE]: what this terminal can show, and which Python would run FILE. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/trust.h"
#include "base/utf8.h"
#include "engine/analyze.h"
#include "engine/engine.h"
#include "engine/host_python.h"
#include "tui/term.h"

static const char ASK_VERSION[] =
    "import sys\n"
    "print('.'.join(map(str, sys.version_info[:3])), sys.implementation.name)\n"
    "try:\n"
    "    import importlib.metadata as m\n"
    "    print(m.version('marimo'))\n"
    "except Exception:\n"
    "    print()\n";

/* The first two lines that the interpreter prints, or NULL. */
static char **ask_python(const char *python, GError **error)
{
    g_autofree char *output = NULL;
    const char *arguments[] = {python, "-c", ASK_VERSION, NULL};
    int status;
    if (!g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, &status,
                      error) ||
        !g_spawn_check_wait_status(status, error))
        return NULL;
    return g_strsplit(output, "\n", 3);
}

/* False if no cell can run. */
static bool print_python(const char *file)
{
    g_autofree char *why = NULL;
    g_autofree char *folder = file ? g_path_get_dirname(file) : g_get_current_dir();
    g_autofree char *python = python_find("", folder, &why);
    if (!python) {
        printf("python: none: %s\n", why);
        return false;
    }
    g_autofree char *own = engine_folder_python(file);
    if (g_strcmp0(own, python) == 0 && trust_of(folder) != TRUST_GIVEN) {
        g_autofree char *shown = utf8_printable(python);
        printf("python: %s: not asked: its folder is not trusted (tarn trust)\n", shown);
        return true;
    }
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) lines = ask_python(python, &error);
    if (!lines || g_strv_length(lines) < 2) {
        printf("python: %s: does not run: %s\n", python, error ? error->message : "it says nothing");
        return false;
    }
    bool new_enough = python_is_new_enough(lines[0]) && strstr(lines[0], "cpython");
    printf("python: %s: %s%s\n", python, lines[0], new_enough ? "" : ": cells need CPython 3.9 or newer");
    printf("marimo: %s\n", *lines[1] ? lines[1] : "not installed there; tarn has its own of that name");
    return new_enough;
}

static bool print_kernel(void)
{
    KernelPlace place = kernel_place();
    bool whole = access(place.boot, R_OK) == 0;
    g_autoptr(GDir) folder = g_dir_open(place.extension, 0, NULL);
    bool has_extension = false;
    for (const char *name; folder && (name = g_dir_read_name(folder));)
        has_extension |= g_str_has_prefix(name, "_tarn.") && g_str_has_suffix(name, ".so");
    printf("kernel: %s%s\n", place.extension, whole && has_extension ? "" : ": incomplete: tarn is not installed whole");
    kernel_place_clear(&place);
    return whole && has_extension;
}

static bool print_analysis(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Analyzer) analyzer = analyzer_new(&error);
    printf("analysis: %s\n", analyzer ? "ready" : error->message);
    return analyzer != NULL;
}

static void print_folders(void)
{
    static const struct {
        const char *name;
        FolderKind kind;
    } FOLDERS[] = {{"configuration", FOLDER_CONFIG}, {"journals", FOLDER_STATE}, {"cache", FOLDER_CACHE}};
    for (size_t i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
        g_autofree char *path = folder_path(FOLDERS[i].kind);
        printf("%s: %s\n", FOLDERS[i].name, path);
    }
}

int cmd_doctor(int argc, char **argv)
{
    if (argc > 2 || (argc == 2 && argv[1][0] == '-'))
        return command_fail("doctor", "takes at most the name of a notebook");
    g_autofree char *terminal = term_describe(STDOUT_FILENO);
    fputs(terminal, stdout);
    bool runs = print_python(argc == 2 ? argv[1] : NULL);
    runs &= print_kernel();
    runs &= print_analysis();
    print_folders();
    return runs ? EXIT_DONE : EXIT_NOTEBOOK_FAILED;
}
