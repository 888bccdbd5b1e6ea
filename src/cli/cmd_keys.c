/* tarn keys: the editor without a screen, for the oracle that compares it with Vim.
 *
 * Reads a JSON list of {"id", "text", "keys": [string...]} from standard input and writes one of {"id",
 * "text", "line", "column", "registers"}: line and character column count from 1.  Each case is an editor
 * of its own with one cell.  Each string is typed; its end cancels what is unfinished.
 */
#include "cli/command.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "edit/editor.h"
#include "edit/editor_private.h"

static const char *const REGISTERS[] = {"\"", "0", "1", "-", "a", "b"};

static GString *read_all(FILE *file)
{
    GString *text = g_string_new(NULL);
    char chunk[65536];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        g_string_append_len(text, chunk, (gssize)got);
    return text;
}

static void type(Editor *editor, const char *names)
{
    g_autoptr(GArray) keys = keys_parse(names);
    for (guint i = 0; i < keys->len; i++)
        editor_key(editor, g_array_index(keys, Key, i));
    editor_finish_keys(editor);
}

static void write_registers(JsonWriter *writer, Editor *editor)
{
    json_writer_begin_object(writer);
    for (size_t i = 0; i < G_N_ELEMENTS(REGISTERS); i++) {
        const Register *what = editor_register(editor, (uint32_t)REGISTERS[i][0]);
        const char *end = what && what->wise == WISE_LINE ? "\n" : "";
        g_autofree char *text = g_strconcat(what ? what->text : "", end, NULL);
        json_writer_key(writer, REGISTERS[i]);
        json_writer_string(writer, text);
    }
    json_writer_end_object(writer);
}

static void write_answer(JsonWriter *writer, const char *id, Editor *editor)
{
    Notebook *notebook = editor_notebook(editor);
    Pos cursor = editor_cursor(editor);
    size_t last = notebook_line_count(notebook) - 1;
    g_autoptr(GString) text = notebook_slice(notebook, (Pos){0, 0}, (Pos){last, notebook_line(notebook, last).length});
    size_t column = utf8_count(notebook_line(notebook, cursor.line).bytes, cursor.byte) + 1;
    json_writer_begin_object(writer);
    json_writer_key(writer, "id");
    json_writer_string(writer, id);
    json_writer_key(writer, "text");
    json_writer_string(writer, text->str);
    json_writer_key(writer, "line");
    json_writer_integer(writer, (int64_t)cursor.line + 1);
    json_writer_key(writer, "column");
    json_writer_integer(writer, (int64_t)column);
    json_writer_key(writer, "registers");
    write_registers(writer, editor);
    json_writer_end_object(writer);
}

static void run_case(JsonWriter *writer, const JsonValue *test)
{
    const char *text = json_value_string(json_value_get(test, "text"));
    const char *id = json_value_string(json_value_get(test, "id"));
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, text ? text : "", -1);
    g_autoptr(Editor) editor = editor_new(notebook);
    editor->options.smartindent = false; /* Vim has it from a script, which the oracle does without */
    const JsonValue *keys = json_value_get(test, "keys");
    for (size_t i = 0; i < json_value_length(keys); i++) {
        const char *names = json_value_string(json_value_at(keys, i));
        if (names)
            type(editor, names);
    }
    write_answer(writer, id ? id : "", editor);
}

int cmd_keys(int argc, char **argv)
{
    if (argc > 1)
        return command_fail("keys", "reads standard input, and takes no argument");
    signal(SIGPIPE, SIG_IGN); /* a filter need not read all that it gets */
    g_autoptr(GString) input = read_all(stdin);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonValue) cases = json_value_parse(input->str, (gssize)input->len, &error);
    if (!cases)
        return command_fail("keys", error->message);
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_array(writer);
    for (size_t i = 0; i < json_value_length(cases); i++)
        run_case(writer, json_value_at(cases, i));
    json_writer_end_array(writer);
    puts(json_writer_text(writer));
    return EXIT_DONE;
}
