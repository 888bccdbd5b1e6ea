/* Pages shown over the notebook: messages, registers, marks; ex_help.c has the help. */
#include "edit/ex_text.h"

#include <string.h>

void ex_show_page(Editor *editor, const char *title, GString *text)
{
    ExState *ex = ex_state_of(editor);
    if (ex->page)
        g_string_free(ex->page, TRUE);
    ex->page = text;
    ex->page_cell = 0;
    ex->page_line = 0;
    ex->page_differs = false;
    char *copy = g_strdup(title);
    g_free(ex->page_title);
    ex->page_title = copy;
}

void editor_show_page(Editor *editor, const char *title, const char *text)
{
    ex_show_page(editor, title, g_string_new(text));
}

void editor_show_page_at(Editor *editor, const char *title, const char *text, size_t line)
{
    editor_show_page(editor, title, text);
    editor->ex->page_line = line;
}

size_t editor_page_line(const Editor *editor)
{
    return editor->ex && editor->ex->page ? editor->ex->page_line : 0;
}

void editor_show_difference(Editor *editor, const char *title, const char *text)
{
    editor_show_page(editor, title, text);
    editor->ex->page_differs = true;
}

bool editor_page_is_difference(const Editor *editor)
{
    return editor->ex && editor->ex->page && editor->ex->page_differs;
}

const char *editor_page(const Editor *editor, const char **title)
{
    if (!editor->ex || !editor->ex->page)
        return NULL;
    if (title)
        *title = editor->ex->page_title;
    return editor->ex->page->str;
}

void ex_show_output(Editor *editor, size_t cell)
{
    g_autofree char *title = g_strdup_printf("output of cell %zu", cell + 1);
    ex_show_page(editor, title, g_string_new(NULL));
    editor->ex->page_cell = cell_id(notebook_cell(editor->notebook, cell));
}

uint64_t editor_page_cell(const Editor *editor)
{
    return editor->ex && editor->ex->page ? editor->ex->page_cell : 0;
}

void editor_close_page(Editor *editor)
{
    lookup_forget_hover(editor);
    if (editor->ex && editor->ex->page) {
        g_string_free(editor->ex->page, TRUE);
        editor->ex->page = NULL;
    }
}

/* --- lists -------------------------------------------------------------------------------------------- */

bool ex_messages(Editor *editor, ExCall *call)
{
    GString *page = g_string_new(NULL);
    for (guint i = 0; i < editor->messages->len; i++)
        g_string_append_printf(page, "%s\n", (const char *)g_ptr_array_index(editor->messages, i));
    ex_show_page(editor, "messages", page);
    return true;
}

bool ex_registers(Editor *editor, ExCall *call)
{
    static const char NAMES[] = "\"0123456789abcdefghijklmnopqrstuvwxyz-*+.:%/";
    static const char KINDS[] = "clbC";
    static const int SHOWN = 200;
    GString *page = g_string_new("Type Name Content\n");
    for (const char *name = NAMES; *name; name++) {
        if (*call->argument && !strchr(call->argument, *name))
            continue;
        const Register *what = editor_register(editor, (unsigned char)*name);
        if (!what || !what->text)
            continue;
        g_autofree char *text = g_strndup(what->text, SHOWN);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        g_autofree char *shown = g_strjoinv("^J", lines);
        g_string_append_printf(page, "  %c  \"%c   %s%s\n", KINDS[what->wise], *name, shown,
                               what->wise == WISE_LINE ? "^J" : "");
    }
    ex_show_page(editor, "registers", page);
    return true;
}

static void show_place(const Editor *editor, GString *page, const char *name, Pos pos)
{
    TextLine text = {"", 0};
    if (pos.line < editor_line_count(editor))
        text = editor_line(editor, pos.line);
    g_autofree char *line = g_strstrip(g_strndup(text.bytes, text.length));
    g_string_append_printf(page, "%4s %6zu %4zu %s\n", name, pos.line + 1, pos.byte, line);
}

bool ex_marks(Editor *editor, ExCall *call)
{
    static const char NAMES[] = "'abcdefghijklmnopqrstuvwxyz[]^.<>";
    GString *page = g_string_new("mark   line  col text\n");
    for (const char *name = NAMES; *name; name++) {
        Pos pos;
        if ((!*call->argument || strchr(call->argument, *name)) && marks_find(editor, (uint32_t)*name, &pos))
            show_place(editor, page, (char[]){*name, '\0'}, pos);
    }
    ex_show_page(editor, "marks", page);
    return true;
}

static void show_list(Editor *editor, const GArray *places, size_t current, const char *title)
{
    GString *page = g_string_new(NULL);
    for (guint i = 0; i < places->len; i++) {
        g_autofree char *number = g_strdup_printf("%s%ld", i == current ? ">" : "", labs((long)current - (long)i));
        show_place(editor, page, number, g_array_index(places, Pos, i));
    }
    if (current >= places->len)
        g_string_append(page, ">\n");
    ex_show_page(editor, title, page);
}

bool ex_jumps(Editor *editor, ExCall *call)
{
    show_list(editor, editor->marks.jumps, editor->marks.jump, "jumps");
    return true;
}

bool ex_clear_jumps(Editor *editor, ExCall *call)
{
    g_array_set_size(editor->marks.jumps, 0);
    editor->marks.jump = 0;
    return true;
}

bool ex_changes(Editor *editor, ExCall *call)
{
    show_list(editor, editor->marks.changes, editor->marks.change, "changes");
    return true;
}
