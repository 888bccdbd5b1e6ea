/* Runs the screen cases: run_screens FOLDER...; TARN_BLESS=1 writes the pictures that come out as those wanted.
 *
 * A FOLDER is a case (it has a file `keys`) or a folder of cases.  README.md here says what a case is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "notebook/format_marimo.h"
#include "notebook/notebook_diff.h"
#include "test/screen/desk.h"
#include "tui/dump.h"

typedef struct {
    const char *program;
    const char *folder;
    Desk *desk;
    GHashTable *taken; /* names of the pictures (char *, owned) */
    size_t passed, failed;
} Case;

static void fail(Case *one, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void fail(Case *one, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    printf("%s: %s\n", one->folder, what);
    one->failed++;
}

/* --- pictures ---------------------------------------------------------------------------------------- */

static const char *const MODE_WORDS[] = {
    [MODE_NORMAL] = "normal", [MODE_INSERT] = "insert", [MODE_REPLACE] = "replace", [MODE_VISUAL] = "visual",
    [MODE_VISUAL_LINE] = "visual line", [MODE_VISUAL_BLOCK] = "visual block", [MODE_PENDING] = "pending",
    [MODE_PROMPT] = "prompt", [MODE_CONSOLE] = "console", [MODE_MODELESS] = "no", [MODE_WIDGET] = "widget", [MODE_MENU] = "menu",
    [MODE_ENTRY] = "entry",
    [MODE_PICK] = "pick", [MODE_PANEL] = "panel",
    [MODE_OUTPUT] = "output", [MODE_TABLE] = "table",
};

static char *picture(Desk *desk)
{
    g_autoptr(GString) grid = dump(desk_draw(desk), desk->theme, desk->depth);
    return g_strdup_printf("%dx%d, %s mode\n%s", desk->columns, desk->rows, MODE_WORDS[editor_mode(desk->editor)],
                           grid->str);
}

static void show_difference(const char *golden, const char *got)
{
    g_autofree char *path = NULL, *output = NULL;
    int fd = g_file_open_tmp("tarn-screen-XXXXXX", &path, NULL);
    g_close(fd, NULL);
    g_file_set_contents(path, got, -1, NULL);
    const char *command[] = {"diff", "-u", "--label", "wanted", "--label", "got", golden, path, NULL};
    if (!g_file_test(golden, G_FILE_TEST_EXISTS))
        printf("there was no such picture so far:\n%s", got);
    else if (g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, NULL))
        printf("%s", output);
    else
        printf("%s", got);
    g_unlink(path);
}

static void snap(Case *one, const char *name)
{
    g_autofree char *file = g_strconcat(name, ".screen", NULL);
    g_autofree char *path = g_build_filename(one->folder, file, NULL);
    g_autofree char *got = picture(one->desk), *want = NULL;
    g_hash_table_add(one->taken, g_strdup(file));
    g_file_get_contents(path, &want, NULL, NULL);
    if (g_strcmp0(got, want) == 0) {
        one->passed++;
        return;
    }
    if (g_getenv("TARN_BLESS") && g_file_set_contents(path, got, -1, NULL)) {
        printf("%s: blessed\n", path);
        one->passed++;
        return;
    }
    fail(one, "%s is not what it was", file);
    show_difference(path, got);
    g_autofree char *folder = g_shell_quote(one->folder);
    printf("if it is right so:  TARN_BLESS=1 TARN=%s %s %s\n\n", g_getenv("TARN"), one->program, folder);
}

/* --- directives -------------------------------------------------------------------------------------- */

static void set_size(Case *one, const char *argument)
{
    if (sscanf(argument, "%dx%d", &one->desk->columns, &one->desk->rows) != 2)
        fail(one, ":size %s: it is :size COLUMNSxROWS", argument);
}

static void await(Case *one, const char *argument)
{
    bool done = strcmp(argument, "idle") == 0 ? desk_await_idle(one->desk) : desk_await_text(one->desk, argument);
    if (!done) {
        g_autofree char *now = picture(one->desk);
        fail(one, ":await %s: it never came\n%s", argument, now);
    }
}

static void start_engine(Case *one, const char *argument)
{
    desk_start_engine(one->desk, strcmp(argument, "python") == 0);
    await(one, "idle");
}

static void start_server(Case *one, const char *argument)
{
    desk_start_server(one->desk, argument);
}

static void set_clock(Case *one, const char *argument)
{
    one->desk->elapsed = g_ascii_strtod(argument, NULL);
}

static void set_cost(Case *one, const char *argument)
{
    one->desk->cost = g_ascii_strtod(argument, NULL);
}

/* `:theme dark true`: from now on the legend tells colours. */
static void set_theme(Case *one, const char *argument)
{
    static const char *const DEPTHS[] = {[COLOUR_NONE] = "none", [COLOUR_16] = "16", [COLOUR_256] = "256",
                                         [COLOUR_TRUE] = "true"};
    g_auto(GStrv) words = g_strsplit(argument, " ", 2);
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&one->desk->theme, theme_free);
    one->desk->theme = theme_find(words[0], &error);
    if (!one->desk->theme)
        fail(one, ":theme: %s", error->message);
    for (size_t i = 0; words[1] && i < G_N_ELEMENTS(DEPTHS); i++) {
        if (strcmp(DEPTHS[i], words[1]) == 0)
            one->desk->depth = (ColourDepth)i;
    }
}

static void set_path(Case *one, const char *argument)
{
    editor_set_path(one->desk->editor, argument);
}

static void tell(Case *one, const char *argument)
{
    editor_tell(one->desk->editor, false, "%s", argument);
}

static void paste(Case *one, const char *argument)
{
    g_autofree char *text = g_strcompress(argument);
    desk_paste(one->desk, text);
}

/* `:app on`, `:app code`: the same as `tarn run` shows it, without and with the code; what ran has run. */
static void set_app(Case *one, const char *argument)
{
    view_set_app(one->desk->view, strcmp(argument, "code") != 0);
    if (!editor_choose_keymap(one->desk->editor, "app", NULL))
        fail(one, ":app: its keymap is gone");
    editor_set_read_only(one->desk->editor);
}

/* `:layout FILE`: the layout of the app, a file of the case. */
static void set_layout(Case *one, const char *argument)
{
    g_autofree char *path = g_build_filename(one->folder, argument, NULL), *text = NULL;
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    AppLayout *layout = NULL;
    if (g_file_get_contents(path, &text, &size, &error))
        layout = app_layout_read(text, size, argument, &error);
    if (!layout)
        fail(one, ":layout: %s", error->message);
    view_set_layout(one->desk->view, layout);
}

/* `:before FILE`: what is different from that notebook of the case. */
static void show_since(Case *one, const char *argument)
{
    g_autofree char *path = g_build_filename(one->folder, argument, NULL), *text = NULL;
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    bool there = g_file_get_contents(path, &text, &size, &error);
    g_autoptr(FormatRead) read = there ? format_marimo_read(text, size, argument, &error) : NULL;
    if (!read) {
        fail(one, ":before: %s", error->message);
        return;
    }
    g_autoptr(NotebookSnapshot) before = notebook_snapshot(read->notebook);
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(editor_notebook(one->desk->editor));
    g_autofree char *page = notebook_difference(before, now);
    editor_show_difference(one->desk->editor, ":diff", page);
}

/* `:installed NAME, VERSION, SUMMARY, MODULES; ...`: what the notebook's Python is taken to have. */
static void set_installed(Case *one, const char *argument)
{
    g_autofree char *rows = g_strdelimit(g_strdup(argument), ";", ',');
    g_autoptr(EngineEvent) event = g_new0(EngineEvent, 1);
    event->kind = ENGINE_PACKAGES;
    event->found = g_strsplit(rows, ", ", -1);
    model_apply(one->desk->model, event);
}

static void set_tabs(Case *one, const char *argument)
{
    g_strfreev(one->desk->tabs);
    one->desk->tabs = g_strsplit(argument, ", ", -1);
}

static void let_rest(Case *one, const char *argument)
{
    one->desk->marks = true;
}

static void do_nothing(Case *one, const char *argument)
{
}

static const struct {
    const char *word;
    void (*function)(Case *one, const char *argument);
} DIRECTIVES[] = {
    {":snap ", snap},       {":size ", set_size},   {":await ", await},      {":engine ", start_engine},
    {":clock ", set_clock}, {":cost ", set_cost},   {":theme ", set_theme},  {":path ", set_path},
    {":server", start_server}, {":message ", tell},    {":paste ", paste},     {":tabs ", set_tabs},     {":rest ", let_rest},     {":# ", do_nothing},
    {":app ", set_app},
    {":layout ", set_layout},
    {":before ", show_since},
    {":installed ", set_installed},
};

static void do_line(Case *one, const char *line)
{
    bool typed = strstr(line, "<CR>") != NULL; /* a command of the editor's */
    for (size_t i = 0; !typed && i < G_N_ELEMENTS(DIRECTIVES); i++) {
        if (g_str_has_prefix(line, DIRECTIVES[i].word)) {
            DIRECTIVES[i].function(one, line + strlen(DIRECTIVES[i].word));
            return;
        }
    }
    g_autoptr(GArray) keys = keys_parse(line);
    for (guint i = 0; i < keys->len; i++)
        desk_key(one->desk, g_array_index(keys, Key, i));
}

/* --- cases ------------------------------------------------------------------------------------------- */

static char *read_text(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static Notebook *many_cells(size_t count)
{
    Notebook *notebook = notebook_new();
    for (size_t i = 0; i < count; i++) {
        g_autofree char *code = g_strdup_printf("x%zu = %zu", i + 1, i + 1);
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, NULL, code, -1);
    }
    return notebook;
}

/* `in.py`; or what the one line of `in` says: a file, seen from the case, or "N cells"; neither: no cells. */
static Notebook *read_notebook(Case *one)
{
    g_autofree char *text = read_text(one->folder, "in.py"), *place = read_text(one->folder, "in");
    if (place && g_str_has_suffix(g_strchomp(place), " cells"))
        return many_cells((size_t)g_ascii_strtoull(place, NULL, 10));
    if (place)
        text = read_text(one->folder, place);
    if (!text)
        return notebook_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(FormatRead) read = format_marimo_read(text, strlen(text), "in.py", &error);
    if (read)
        return format_read_steal_notebook(read);
    fail(one, "%s", error->message);
    return notebook_new();
}

/* A picture that no `:snap` takes any more would be believed for ever. */
static void check_leftovers(Case *one)
{
    g_autoptr(GDir) files = g_dir_open(one->folder, 0, NULL);
    for (const char *name; files && (name = g_dir_read_name(files));) {
        if (g_str_has_suffix(name, ".screen") && !g_hash_table_contains(one->taken, name))
            fail(one, "%s: no :snap takes this picture", name);
    }
}

static void run_case(Case *one, const char *keys)
{
    one->desk = desk_new(read_notebook(one));
    editor_set_path(one->desk->editor, "notebook.py");
    one->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit(keys, "\n", -1);
    for (size_t i = 0; lines[i]; i++)
        do_line(one, lines[i]);
    if (g_hash_table_size(one->taken) == 0)
        fail(one, "it takes no picture");
    check_leftovers(one);
    g_hash_table_unref(one->taken);
    desk_free(one->desk);
}

static void run_folder(const char *program, const char *folder, size_t *passed, size_t *failed)
{
    g_autofree char *keys = read_text(folder, "keys");
    if (keys) {
        Case one = {.program = program, .folder = folder};
        run_case(&one, keys);
        *passed += one.passed;
        *failed += one.failed;
        return;
    }
    g_autoptr(GDir) cases = g_dir_open(folder, 0, NULL);
    for (const char *name; cases && (name = g_dir_read_name(cases));) {
        g_autofree char *inner = g_build_filename(folder, name, NULL);
        if (g_file_test(inner, G_FILE_TEST_IS_DIR))
            run_folder(program, inner, passed, failed);
    }
}

/* Nothing of the user's is read, and what the engine leaves behind goes with the folder. */
static char *make_home(void)
{
    static const char *const VARIABLES[] = {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
                                            "XDG_DATA_HOME", "XDG_RUNTIME_DIR"};
    char *home = g_dir_make_tmp("tarn-screen-XXXXXX", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(VARIABLES); i++)
        g_setenv(VARIABLES[i], home, TRUE);
    return home;
}

static void remove_tree(const char *path)
{
    GDir *entries = g_dir_open(path, 0, NULL);
    for (const char *name; entries && (name = g_dir_read_name(entries));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (g_file_test(inner, G_FILE_TEST_IS_DIR) && !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
            remove_tree(inner);
        else
            g_unlink(inner);
    }
    if (entries)
        g_dir_close(entries);
    g_rmdir(path);
}

int main(int argc, char **argv)
{
    if (argc < 2 || !g_getenv("TARN")) {
        fprintf(stderr, "usage: TARN=PROGRAM run_screens FOLDER...\n");
        return 2;
    }
    g_autofree char *home = make_home();
    size_t passed = 0, failed = 0;
    for (int i = 1; i < argc; i++)
        run_folder(argv[0], argv[i], &passed, &failed);
    remove_tree(home);
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
