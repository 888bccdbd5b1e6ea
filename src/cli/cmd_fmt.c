/* tarn fmt FILE...: the code of all cells as ruff or black writes it, as `:fmt` and `:w` do it.  --check: which would change. */
#include "cli/command.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/trust.h"
#include "base/utf8.h"
#include "cli/load.h"
#include "notebook/format.h"

typedef struct {
    gboolean check, quiet;
    char *python;
    char **files;
} CommandLine;

typedef struct {
    bool changed, faulty, refused; /* cells changed; some cannot be formatted; nothing could be done at all */
} Tally;

static void command_line_clear(CommandLine *line)
{
    g_free(line->python);
    g_strfreev(line->files);
}

static bool parse(int argc, char **argv, CommandLine *line, GError **error)
{
    const GOptionEntry entries[] = {
        {"check", 0, 0, G_OPTION_ARG_NONE, &line->check, "write nothing, and fail if something would change", NULL},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &line->quiet, "tell only what went wrong", NULL},
        {"python", 0, 0, G_OPTION_ARG_FILENAME, &line->python, "the interpreter that has the formatter", "PATH"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &line->files, NULL, "FILE..."},
        {NULL},
    };
    return command_parse(entries, argc, argv, error);
}

/* The next event of a kind; what was said before it is not wanted. */
static EngineEvent *wait_for(Engine *engine, EngineEventKind kind)
{
    for (;;) {
        EngineEvent *event = engine_receive(engine);
        if (event && event->kind == kind)
            return event;
        if (event) {
            engine_event_free(event);
            continue;
        }
        struct pollfd wait = {.fd = engine_fd(engine), .events = POLLIN};
        poll(&wait, 1, -1);
    }
}

/* How many cells came out otherwise. */
static guint changed_cells(const EngineEvent *event)
{
    guint changed = 0;
    for (guint i = 0; event->theirs && i < event->theirs->cells->len; i++) {
        const CellSnapshot *before = g_ptr_array_index(event->base->cells, i), *after = g_ptr_array_index(event->theirs->cells, i);
        changed += !g_bytes_equal(before->code, after->code);
    }
    return changed;
}

static bool save(Engine *engine, NotebookSnapshot *formatted, const char *path)
{
    engine_save(engine, notebook_snapshot_ref(formatted), path, false);
    EngineEvent *event = wait_for(engine, ENGINE_SAVED);
    bool saved = !event->text;
    if (!saved)
        command_refuse(event->text);
    engine_event_free(event);
    return saved;
}

static void finish(const CommandLine *line, Engine *engine, const EngineEvent *event, const char *path, Tally *tally)
{
    if (event->failed)
        command_fail(path, event->text ? event->text : "nothing was formatted");
    tally->refused |= !event->theirs;
    tally->faulty |= event->failed;
    guint changed = changed_cells(event);
    if (!changed)
        return;
    tally->changed = true;
    if (!line->check && !save(engine, event->theirs, path)) {
        tally->refused = true;
        return;
    }
    g_autofree char *shown = utf8_printable(path);
    if (!line->quiet)
        printf("%s: %u cell%s %sformatted\n", shown, changed, changed == 1 ? "" : "s", line->check ? "would be " : "");
}

/* The formatter of an interpreter that comes with a folder is run where that is trusted.  False, and said: it is not, and
 * nobody has refused it either, so that another one would be a surprise.  `plain`: the one to take instead, or NULL. */
static bool may_format(const CommandLine *line, const char *path, char **plain)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL), *folder = g_path_get_dirname(absolute);
    g_autofree char *own = line->python ? NULL : engine_folder_python(path);
    Trust trust = own ? trust_of(folder) : TRUST_GIVEN;
    if (trust == TRUST_REFUSED)
        *plain = engine_plain_python();
    if (trust != TRUST_OPEN && (trust == TRUST_GIVEN || *plain))
        return true;
    g_autofree char *why = g_strdup_printf("not formatted: %s is its folder's own, which is not trusted (tarn trust; or --python)", own);
    command_fail(path, why);
    return false;
}

static void format_read(const CommandLine *line, Notebook *notebook, const char *path, GBytes *bytes, Tally *tally)
{
    g_autofree char *plain = NULL;
    if (!may_format(line, path, &plain)) {
        tally->refused = true;
        return;
    }
    EngineOptions options = {.python = plain ? plain : line->python, .no_kernel = true};
    g_autoptr(Engine) engine = engine_start(&options);
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
    engine_open_read(engine, notebook_snapshot_ref(snapshot), path, bytes);
    engine_format(engine, notebook_snapshot_ref(snapshot));
    EngineEvent *event = wait_for(engine, ENGINE_FORMATTED);
    finish(line, engine, event, path, tally);
    engine_event_free(event);
}

/* Only what a save would write whole is touched. */
static void format_file(const CommandLine *line, const char *path, Tally *tally)
{
    g_auto(AppRead) read = {0};
    g_autoptr(GError) error = NULL;
    Notebook *notebook = g_file_test(path, G_FILE_TEST_EXISTS) ? load_notebook(path, &read, &error) : NULL;
    if (notebook && !read.conflicts && !read.remark) {
        format_read(line, notebook, path, read.bytes, tally);
    } else {
        tally->refused = true;
        error ? command_refuse(error->message) : command_fail(path, read.remark ? read.remark : "there is no such file");
    }
    g_clear_pointer(&notebook, notebook_free);
}

static int run(const CommandLine *line)
{
    Tally tally = {0};
    for (char **file = line->files; *file; file++)
        format_file(line, *file, &tally);
    if (tally.refused)
        return EXIT_WRONG_USE;
    return tally.faulty || (tally.changed && line->check) ? EXIT_NOTEBOOK_FAILED : EXIT_DONE;
}

int cmd_fmt(int argc, char **argv)
{
    CommandLine line = {0};
    g_autoptr(GError) error = NULL;
    int code = EXIT_WRONG_USE;
    if (!parse(argc, argv, &line, &error))
        command_fail("fmt", error->message);
    else if (!line.files)
        command_fail("fmt", "wants files: tarn fmt FILE...");
    else
        code = run(&line);
    command_line_clear(&line);
    return code;
}
