/* Any keys typed into any notebook: a text with "%%" lines between cells, a line "==", then keys in Vim's
 * notation.  The cursor stays in the text, and undoing everything gives the first text. */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "edit/editor.h"
#include "edit/editor_private.h"

enum { MOST_KEYS = 400, MOST_DIGITS = 2 };

static void require(bool truth)
{
    if (!truth)
        abort();
}

static Notebook *notebook_of(const char *text)
{
    Notebook *notebook = notebook_new();
    g_auto(GStrv) cells = g_strsplit(text, "\n%%\n", 50);
    for (size_t i = 0; cells[i]; i++)
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, NULL, cells[i], -1);
    if (!cells[0])
        notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "", -1);
    return notebook;
}

static GString *text_of(const Notebook *notebook)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        size_t first = notebook_first_line(notebook, i), last = notebook_last_line(notebook, i);
        g_autoptr(GString) cell = notebook_slice(notebook, (Pos){first, 0}, (Pos){last, notebook_line(notebook, last).length});
        g_string_append_printf(text, "%s\n%%%%\n", cell->str);
    }
    return text;
}

static void require_cursor_in_text(const Editor *editor)
{
    Pos cursor = editor_cursor(editor);
    Notebook *notebook = editor_notebook(editor);
    require(cursor.line < notebook_line_count(notebook));
    TextLine line = notebook_line(notebook, cursor.line);
    require(cursor.byte <= line.length);
    require(cursor.byte == line.length || ((unsigned char)line.bytes[cursor.byte] & 0xc0) != 0x80);
}

/* Nobody has the patience for 99999999 times; three digits tell as much. */
static void type(Editor *editor, const char *names)
{
    g_autoptr(GArray) keys = keys_parse(names);
    size_t digits = 0;
    for (guint i = 0; i < MIN(keys->len, MOST_KEYS); i++) {
        Key key = g_array_index(keys, Key, i);
        bool digit = key.code >= '0' && key.code <= '9' && !key.modifiers;
        digits = digit ? digits + 1 : 0;
        if (digits > MOST_DIGITS)
            continue;
        editor_key(editor, key);
        require_cursor_in_text(editor);
        for (Request *request; (request = editor_next_request(editor));)
            request_free(request);
    }
    editor_finish_keys(editor);
    require_cursor_in_text(editor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *raw = g_strndup((const char *)data, MIN(size, 4000));
    g_autofree char *input = g_utf8_make_valid(raw, -1);
    g_auto(GStrv) parts = g_strsplit(input, "\n==\n", 2);
    if (g_strv_length(parts) != 2)
        return 0;
    Notebook *notebook = notebook_of(parts[0]);
    g_autoptr(GString) before = text_of(notebook);
    g_autoptr(Editor) editor = editor_new(notebook);
    editor_restrict(editor); /* ":%!rm" is not what we want to know */
    type(editor, parts[1]);
    editor_undo(editor, 100000);
    g_autoptr(GString) after = text_of(notebook);
    require(g_string_equal(before, after));
    return 0;
}
