/* Runs the editing cases: run_cases DIR; TARN_BLESS=1 writes what came out as what is wanted.
 *
 * A case is a folder whose name is a sentence: in.txt, keys, out.txt.  A line "%%" divides cells; one
 * before the first makes the notebook one of App(width="columns"), and with a number it begins that column.  The
 * cursor is in front of the sign "▮" in both files (at the start if in.txt has none).  Each line of `keys`
 * is typed, in Vim's notation.  A file keymap names the keymap; vim without it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/editor.h"

static const char CURSOR[] = "▮", BORDER[] = "%%";

static char *read_text(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    size_t length = strlen(text);
    if (length && text[length - 1] == '\n')
        text[length - 1] = 0;
    return text;
}

/* Takes the cursor's sign out of the text; its place in lines of all cells. */
static Pos take_cursor(char *text)
{
    char *sign = strstr(text, CURSOR);
    Pos pos = {0};
    if (!sign)
        return pos;
    memmove(sign, sign + strlen(CURSOR), strlen(sign + strlen(CURSOR)) + 1);
    g_autofree char *before = g_strndup(text, (gsize)(sign - text));
    g_auto(GStrv) lines = g_strsplit(before, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        bool border = g_str_has_prefix(lines[i], BORDER);
        pos.line += lines[i + 1] && !border;
        pos.byte = strlen(lines[i]);
    }
    return pos;
}

static void add_cell(Notebook *notebook, const char *border, const GString *code)
{
    CellConfig config = {.has_column = border[strlen(BORDER)] == ' '};
    config.column = config.has_column ? atoi(border + strlen(BORDER)) : 0;
    notebook_insert_cell(notebook, notebook_cell_count(notebook), "_", CELL_PLAIN, &config, code->str,
                         (gssize)(code->len ? code->len - 1 : 0));
}

static Notebook *notebook_of(const char *text)
{
    Notebook *notebook = notebook_new();
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) code = g_string_new(NULL);
    const char *border = BORDER;
    for (size_t i = 0; lines[i]; i++) {
        bool divides = g_str_has_prefix(lines[i], BORDER);
        if (divides && i == 0)
            notebook_header_set_option(notebook_header(notebook), "width", "\"columns\"");
        else if (divides)
            add_cell(notebook, border, code);
        if (divides)
            g_string_truncate(code, 0);
        else
            g_string_append_printf(code, "%s\n", lines[i]);
        border = divides ? lines[i] : border;
    }
    add_cell(notebook, border, code);
    return notebook;
}

static void add_border(GString *text, Notebook *notebook, size_t cell)
{
    const CellConfig *config = cell_config(notebook_cell(notebook, cell));
    bool columns = notebook_header_option(notebook_header(notebook), "width") != NULL;
    if (cell > 0 || columns)
        g_string_append(text, BORDER);
    if (config->has_column)
        g_string_append_printf(text, " %d", config->column);
    if (cell > 0 || columns)
        g_string_append_c(text, '\n');
}

static char *text_of(const Editor *editor)
{
    Notebook *notebook = editor_notebook(editor);
    Pos cursor = editor_cursor(editor);
    GString *text = g_string_new(NULL);
    for (size_t cell = 0; cell < notebook_cell_count(notebook); cell++) {
        add_border(text, notebook, cell);
        for (size_t line = notebook_first_line(notebook, cell); line <= notebook_last_line(notebook, cell); line++) {
            TextLine bytes = notebook_line(notebook, line);
            size_t at = line == cursor.line ? cursor.byte : bytes.length;
            g_string_append_len(text, bytes.bytes, (gssize)at);
            if (line == cursor.line)
                g_string_append(text, CURSOR);
            g_string_append_len(text, bytes.bytes + at, (gssize)(bytes.length - at));
            g_string_append_c(text, '\n');
        }
    }
    g_string_truncate(text, text->len - 1);
    return g_string_free(text, FALSE);
}

/* NULL: there is no such keymap. */
static char *run(const char *in, const char *keys, const char *keymap)
{
    g_autofree char *text = g_strdup(in);
    Pos cursor = take_cursor(text);
    g_autoptr(Editor) editor = editor_new(notebook_of(text));
    if (keymap && !editor_choose_keymap(editor, keymap, NULL))
        return NULL;
    editor_move_to(editor, cursor);
    g_auto(GStrv) lines = g_strsplit(keys, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        g_autoptr(GArray) typed = keys_parse(lines[i]);
        for (guint k = 0; k < typed->len; k++)
            editor_key(editor, g_array_index(typed, Key, k));
    }
    return text_of(editor);
}

static bool run_case(const char *folder, const char *name)
{
    g_autofree char *in = read_text(folder, "in.txt"), *keys = read_text(folder, "keys");
    g_autofree char *want = read_text(folder, "out.txt"), *keymap = read_text(folder, "keymap");
    if (!in || !keys) {
        printf("%s: in.txt or keys is missing\n", name);
        return false;
    }
    g_autofree char *got = run(in, keys, keymap);
    if (!got) {
        printf("%s: there is no keymap %s\n", name, keymap);
        return false;
    }
    if (want && strcmp(got, want) == 0)
        return true;
    if (getenv("TARN_BLESS")) {
        g_autofree char *path = g_build_filename(folder, "out.txt", NULL);
        g_autofree char *with_end = g_strconcat(got, "\n", NULL);
        return g_file_set_contents(path, with_end, -1, NULL);
    }
    printf("%s\n--- in\n%s\n--- keys\n%s\n--- wanted\n%s\n--- got\n%s\n\n", name, in, keys, want ? want : "(nothing)", got);
    return false;
}

int main(int argc, char **argv)
{
    g_autoptr(GDir) cases = argc == 2 ? g_dir_open(argv[1], 0, NULL) : NULL;
    if (!cases) {
        fprintf(stderr, "usage: run_cases DIR\n");
        return 2;
    }
    size_t passed = 0, failed = 0;
    for (const char *name; (name = g_dir_read_name(cases));) {
        g_autofree char *folder = g_build_filename(argv[1], name, NULL);
        if (run_case(folder, name))
            passed++;
        else
            failed++;
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
