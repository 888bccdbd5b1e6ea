#include "test/hostile/meet.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/files.h"
#include "base/settings.h"
#include "cli/check.h"
#include "cli/command.h"
#include "cli/exact.h"
#include "edit/editor.h"
#include "edit/keymap.h"
#include "notebook/format.h"
#include "notebook/format_save.h"
#include "notebook/format_session.h"
#include "tui/theme.h"

struct Meeting {
    char *folder;
    char *path; /* of the file */
    char *made; /* what was written from it */
    char *said; /* what the commands say on standard error */
    GString *wrong;
    const HostileFile *file;
    double slowest;
    char *slowest_step;
};

Meeting *meeting_new(const char *folder)
{
    Meeting *meeting = g_new0(Meeting, 1);
    meeting->folder = g_strdup(folder);
    meeting->said = g_build_filename(folder, "said", NULL);
    meeting->wrong = g_string_new(NULL);
    fflush(NULL);
    int said = open(meeting->said, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDOUT_FILENO);
    dup2(said, STDERR_FILENO);
    close(nowhere);
    close(said);
    return meeting;
}

void meeting_free(Meeting *meeting)
{
    g_free(meeting->folder);
    g_free(meeting->path);
    g_free(meeting->made);
    g_free(meeting->said);
    g_free(meeting->slowest_step);
    g_string_free(meeting->wrong, TRUE);
    g_free(meeting);
}

double meeting_slowest(const Meeting *meeting, const char **step)
{
    *step = meeting->slowest_step;
    return meeting->slowest;
}

const char *meeting_said(const Meeting *meeting)
{
    return meeting->said;
}

static void G_GNUC_PRINTF(2, 3) complain(Meeting *meeting, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append(meeting->wrong, "  ");
    g_string_append_vprintf(meeting->wrong, format, arguments);
    g_string_append_c(meeting->wrong, '\n');
    va_end(arguments);
}

/* --- steps --------------------------------------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void took(Meeting *meeting, double seconds, char *step)
{
    if (seconds > meeting->slowest) {
        meeting->slowest = seconds;
        g_free(meeting->slowest_step);
        meeting->slowest_step = step;
    } else {
        g_free(step);
    }
}

/* "NAME:LINE: what" (or with a column), or "NAME: cell N: what" where a file has no lines to speak of. */
static bool has_place(const char *message, const char *name)
{
    if (!g_str_has_prefix(message, name))
        return false;
    const char *rest = message + strlen(name);
    const char *number = g_str_has_prefix(rest, ": cell ") ? rest + strlen(": cell ") : *rest == ':' ? rest + 1 : "";
    size_t digits = strspn(number, "0123456789");
    const char *what = number + digits;
    if (*what == ':' && g_ascii_isdigit(what[1]))
        what += 1 + strspn(what + 1, "0123456789");
    return digits > 0 && *number != '0' && g_str_has_prefix(what, ": ") && what[2];
}

/* Whether one of the lines that were said tells a place in the file. */
static bool said_a_place(Meeting *meeting, const char *name)
{
    g_autofree char *said = NULL;
    if (!g_file_get_contents(meeting->said, &said, NULL, NULL))
        return false;
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (g_str_has_prefix(*line, "tarn: ") && has_place(*line + strlen("tarn: "), name))
            return true;
    }
    complain(meeting, "it says no place: %.300s", said);
    return false;
}

/* A command and its arguments up to NULL; `path` is the file that it reads.  Its exit code is one of those. */
static int command(Meeting *meeting, int (*run)(int, char **), const char *path, const char *const *arguments)
{
    g_auto(GStrv) copy = g_strdupv((char **)arguments);
    int argc = (int)g_strv_length(copy);
    g_autofree char **argv = g_memdup2(copy, sizeof *copy * (gsize)(argc + 1)); /* what takes options out frees none */
    if (truncate(meeting->said, 0) != 0)
        complain(meeting, "cannot truncate");
    double before = now();
    int code = run(argc, argv);
    fflush(stdout);
    fflush(stderr);
    took(meeting, now() - before, g_strjoinv(" ", copy));
    if (code == EXIT_WRONG_USE && !said_a_place(meeting, path))
        complain(meeting, "by %s", arguments[0]);
    return code;
}

static bool write_file(const char *path, const char *bytes, gsize size)
{
    FILE *file = fopen(path, "wb");
    bool written = file && fwrite(bytes, 1, size, file) == size;
    return file && fclose(file) == 0 && written;
}

static bool same_bytes(const char *path, const char *bytes, gsize size)
{
    g_autofree char *now_there = NULL;
    gsize length;
    return g_file_get_contents(path, &now_there, &length, NULL) && length == size && memcmp(now_there, bytes, size) == 0;
}

/* --- notebooks ------------------------------------------------------------------------------------------------------ */

static int convert(Meeting *meeting, const char *path, const char *from, const char *to, const char *made)
{
    return command(meeting, cmd_convert, path, (const char *[]){"convert", path, "-f", from, "-t", to, "-o", made, NULL});
}

/* A cell's code without its blanks: behind what Python counts as the end of a line and a file does not (form feeds,
 * U+2028), marimo indents further with every save; and an empty line at the end of a body it drops.  Nor its quotes: of
 * many in a row in a Markdown cell, marimo escapes others with every save, and loses some. */
static char *code_of_cell(const CellSnapshot *cell)
{
    gsize size;
    const char *text = g_bytes_get_data(cell->code, &size);
    g_autoptr(GString) code = g_string_sized_new(size);
    for (gsize i = 0; i < size; i++) {
        if (text[i] && !strchr(" \\\"", text[i]))
            g_string_append_c(code, text[i]);
    }
    return g_strdup(g_strchomp(code->str));
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The cells in no order: a broken one that is called setup stays where it is, and comes first once it is whole.  NULL:
 * it cannot be read. */
static char *cells_of(const char *path)
{
    g_autoptr(GBytes) bytes = file_read(path, NULL, NULL);
    g_autoptr(Analyzer) analyzer = analyzer_new(NULL);
    g_autoptr(ExactNotebook) exact = exact_notebook_read(bytes, path, analyzer, NULL, NULL);
    if (!exact)
        return NULL;
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < exact->notebook->cells->len; i++)
        g_ptr_array_add(cells, code_of_cell(g_ptr_array_index(exact->notebook->cells, i)));
    g_ptr_array_sort(cells, compare_texts);
    g_ptr_array_add(cells, NULL);
    return g_strjoinv("\n%%\n", (char **)cells->pdata);
}

/* What was made can be read again, and has the same cells when it was written once more. */
static void look_at_the_made(Meeting *meeting, const Format *to)
{
    g_autofree char *again = g_strconcat(meeting->made, ".again.py", NULL);
    bool marimo = strcmp(to->name, "marimo") == 0; /* the others: to what has words for everything */
    if (convert(meeting, meeting->made, to->name, marimo ? "marimo" : "md", again) != EXIT_DONE) {
        complain(meeting, "what was made of it (%s) cannot be read", to->name);
        return;
    }
    g_autofree char *once = marimo ? cells_of(meeting->made) : NULL;
    g_autofree char *twice = once ? cells_of(again) : NULL;
    if (once && *once && g_strcmp0(once, twice) != 0)
        complain(meeting, "written once more, it has other cells");
}

static void convert_to_all(Meeting *meeting)
{
    for (const Format *to = FORMATS; to->name; to++) {
        unlink(meeting->made);
        int code = convert(meeting, meeting->path, meeting->file->kind, to->name, meeting->made);
        if (code != EXIT_DONE && code != EXIT_WRONG_USE)
            complain(meeting, "convert to %s: %d", to->name, code);
        if (code != EXIT_DONE && g_file_test(meeting->made, G_FILE_TEST_EXISTS))
            complain(meeting, "convert to %s failed and wrote", to->name);
        if (code == EXIT_DONE && format_can_be_read(to))
            look_at_the_made(meeting, to);
    }
}

static void meet_notebook(Meeting *meeting)
{
    command(meeting, cmd_graph, meeting->path, (const char *[]){"graph", meeting->path, NULL});
    command(meeting, cmd_graph, meeting->path, (const char *[]){"graph", "--json", meeting->path, NULL});
    convert_to_all(meeting);
}

/* As the editor opens it; saved as it is, it stays what it is. */
static void open_marimo(Meeting *meeting)
{
    const GString *bytes = meeting->file->bytes;
    g_autoptr(GError) error = NULL;
    double before = now();
    g_autoptr(FormatRead) read = format_marimo_read(bytes->str, bytes->len, meeting->path, &error);
    if (!read && !has_place(error->message, meeting->path))
        complain(meeting, "the editor says no place: %s", error->message);
    if (read && read->status != FORMAT_EMPTY) {
        g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(read->notebook);
        g_autoptr(GBytes) original = g_bytes_new_static(bytes->str, bytes->len);
        if (!format_save_is_unchanged(snapshot, original, meeting->path))
            complain(meeting, "it is another notebook as soon as the editor has it");
    }
    took(meeting, now() - before, g_strdup("open"));
}

static void check(Meeting *meeting, const char *path)
{
    int code = command(meeting, cmd_check, path, (const char *[]){"check", "--ignore", "MR002", path, NULL});
    if (code != EXIT_DONE && code != EXIT_NOTEBOOK_FAILED)
        complain(meeting, "check: %d", code);
}

static void meet_marimo(Meeting *meeting)
{
    open_marimo(meeting);
    check(meeting, meeting->path);
    write_file(meeting->made, meeting->file->bytes->str, meeting->file->bytes->len);
    command(meeting, cmd_check, meeting->made, (const char *[]){"check", "--fix", "--unsafe-fixes", meeting->made, NULL});
    meet_notebook(meeting);
}

/* --- beside notebooks ------------------------------------------------------------------------------------------------- */

static void demand_place(Meeting *meeting, bool good, const GError *error)
{
    if (!good && (!error || !has_place(error->message, meeting->path)))
        complain(meeting, "it says no place: %s", error ? error->message : "nothing at all");
}

static void meet_session(Meeting *meeting)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(GPtrArray) analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    for (size_t i = 0; i < 3; i++) {
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, NULL, "1", -1);
        g_ptr_array_add(analyses, analysis_new(0, 0));
    }
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
    SessionKey key = {snapshot, "1", NULL};
    g_autoptr(GError) error = NULL;
    const GString *bytes = meeting->file->bytes;
    g_autoptr(GPtrArray) results = format_session_read(&key, bytes->str, bytes->len, meeting->path, &error);
    if (!results && !g_error_matches(error, FORMAT_ERROR, FORMAT_ERROR_STALE))
        demand_place(meeting, false, error);
    if (!results)
        return;
    FormatWriting writing = {.notebook = snapshot, .analyses = analyses, .version = "1", .results = results};
    for (const Format *format = FORMATS; format->name; format++) {
        if (format->outputs)
            g_string_free(format->write(&writing, NULL), TRUE);
    }
    g_string_free(format_session_write(&key, results), TRUE);
}

static void meet_keys(Meeting *meeting)
{
    g_autoptr(Keymap) keymap = keymap_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = settings_text(meeting->path, meeting->file->bytes->str, meeting->file->bytes->len, &error);
    bool good = text && keymap_read(keymap, text->str, meeting->path, &error);
    demand_place(meeting, good, error);
}

static void meet_theme(Meeting *meeting)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = settings_text(meeting->path, meeting->file->bytes->str, meeting->file->bytes->len, &error);
    g_autoptr(Theme) theme = text ? theme_parse(meeting->path, text->str, &error) : NULL;
    demand_place(meeting, theme, error);
}

static void meet_settings(Meeting *meeting)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_load(meeting->path, &error);
    demand_place(meeting, settings, error);
}

/* Of somebody else: neither programs nor files. */
static void meet_tarnrc(Meeting *meeting)
{
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "x = 1\ny = 2", -1);
    g_autoptr(Editor) editor = editor_new(notebook);
    editor_restrict(editor);
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = settings_text(meeting->path, meeting->file->bytes->str, meeting->file->bytes->len, &error);
    bool good = text && editor_source(editor, meeting->path, text->str, &error);
    demand_place(meeting, good, error);
    for (Request *request; (request = editor_next_request(editor));)
        request_free(request);
}

/* What a project says of the rules is asked before a good notebook. */
static void meet_toml(Meeting *meeting)
{
    g_autofree char *good = g_build_filename(meeting->folder, "good.py", NULL);
    static const char GOOD[] = "import marimo\n\n__generated_with = \"0.25.2\"\napp = marimo.App()\n\n\n"
                               "@app.cell\ndef _():\n    x = 1\n    return\n\n\nif __name__ == \"__main__\":\n    app.run()\n";
    write_file(good, GOOD, strlen(GOOD));
    CheckChoice choice = {0};
    check_choice_read_project(&choice);
    CheckChoice both = check_choice_of_file(&choice, meeting->file->bytes->str, meeting->file->bytes->len);
    check_choice_clear(&both);
    check_choice_clear(&choice);
    check(meeting, good);
}

/* --- all kinds ------------------------------------------------------------------------------------------------------ */

static const struct {
    const char *kind, *file;
    void (*meet)(Meeting *meeting);
    bool one_step; /* else it counts its steps itself */
} MEETINGS[] = {
    {"marimo", "hostile.py", meet_marimo, false},
    {"ipynb", "hostile.ipynb", meet_notebook, false},
    {"md", "hostile.md", meet_notebook, false},
    {"qmd", "hostile.qmd", meet_notebook, false},
    {"percent", "percent.py", meet_notebook, false},
    {"script", "script.py", meet_notebook, false},
    {"session", "session.json", meet_session, true},
    {"keys", "hostile.keys", meet_keys, true},
    {"theme", "hostile.theme", meet_theme, true},
    {"settings", "settings", meet_settings, true},
    {"tarnrc", "tarnrc", meet_tarnrc, true},
    {"toml", "pyproject.toml", meet_toml, false},
};

const char *meeting_meet(Meeting *meeting, const HostileFile *file)
{
    guint row = 0;
    while (row < G_N_ELEMENTS(MEETINGS) && strcmp(MEETINGS[row].kind, file->kind) != 0)
        row++;
    g_assert(row < G_N_ELEMENTS(MEETINGS));
    g_string_truncate(meeting->wrong, 0);
    g_free(meeting->path);
    g_free(meeting->made);
    meeting->path = g_build_filename(meeting->folder, MEETINGS[row].file, NULL);
    meeting->made = g_build_filename(meeting->folder, "made.py", NULL);
    meeting->file = file;
    meeting->slowest = 0;
    if (!write_file(meeting->path, file->bytes->str, file->bytes->len))
        complain(meeting, "cannot write %s", meeting->path);
    double before = now();
    MEETINGS[row].meet(meeting);
    if (MEETINGS[row].one_step)
        took(meeting, now() - before, g_strdup("read"));
    if (!same_bytes(meeting->path, file->bytes->str, file->bytes->len))
        complain(meeting, "the file has changed");
    unlink(meeting->path);
    return meeting->wrong->len ? meeting->wrong->str : NULL;
}

void meeting_add_notebook(Meeting *meeting, const char *path, GPtrArray *seeds)
{
    g_free(meeting->made);
    meeting->made = g_build_filename(meeting->folder, "seed", NULL);
    for (const Format *to = FORMATS; to->name; to++) {
        char *bytes = NULL;
        gsize size;
        if (format_can_be_read(to) && convert(meeting, path, "marimo", to->name, meeting->made) == EXIT_DONE &&
            g_file_get_contents(meeting->made, &bytes, &size, NULL))
            g_ptr_array_add(seeds, hostile_seed_new(to->name, g_bytes_new_take(bytes, size)));
    }
}
