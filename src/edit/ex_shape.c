/* `:` commands that shape lines or show them: left center right retab, p l nu z, digraphs, history. */
#include "edit/ex_text.h"

#include <stdlib.h>
#include <string.h>

#include "edit/digraph.h"

static void set_line(Editor *editor, size_t line, const char *bytes, size_t length)
{
    TextLine before = editor_line(editor, line);
    if (before.length != length || memcmp(before.bytes, bytes, length) != 0)
        editor_replace(editor, (Pos){line, 0}, (Pos){line, before.length}, bytes, length);
}

static long columns_of(const Editor *editor, size_t line)
{
    TextLine text = editor_line(editor, line);
    size_t length = text.length;
    while (length > 0 && (text.bytes[length - 1] == ' ' || text.bytes[length - 1] == '\t'))
        length--;
    return (long)utf8_column(text.bytes, length, length, &(Utf8Display){.tab_stop = editor->options.tabstop});
}

/* A tab within the line is as wide as its place says: so it is tried how far the line can go. */
static void align_right(Editor *editor, size_t line, long indent, long width)
{
    editor_set_indent(editor, line, (size_t)MAX(indent, 0));
    if (!memchr(editor_line(editor, line).bytes, '\t', editor_line(editor, line).length))
        return;
    while (indent > 0 && columns_of(editor, line) > width)
        editor_set_indent(editor, line, (size_t)--indent);
    while (indent >= 0 && columns_of(editor, line) <= width && columns_of(editor, line) > 0)
        editor_set_indent(editor, line, (size_t)++indent);
    editor_set_indent(editor, line, (size_t)MAX(indent - 1, 0));
}

/* `:left 4`, `:center 60`, `:right`: an indent, or a width that is 'textwidth' or 80 unless it is told. */
bool ex_align(Editor *editor, ExCall *call)
{
    enum { WIDEST = 10000 };
    char how = call->command->name[0];
    long told = strtol(call->argument, NULL, 10), usual = editor->options.textwidth ? (long)editor->options.textwidth : 80;
    long width = CLAMP(told > 0 ? told : usual, 0, WIDEST);
    for (size_t line = ex_first(call); line <= ex_last(call); line++) {
        if (how == 'l') {
            editor_set_indent(editor, line, (size_t)CLAMP(told, 0, WIDEST));
            continue;
        }
        if (columns_of(editor, line) == 0)
            continue;
        editor_set_indent(editor, line, 0);
        long room = width - columns_of(editor, line);
        if (how == 'c')
            editor_set_indent(editor, line, (size_t)MAX(room / 2, 0));
        else
            align_right(editor, line, room, width);
    }
    editor_cursor_to_indent(editor, ex_last(call));
    return true;
}

/* --- tabs and blanks -------------------------------------------------------------------------------------- */

/* The blanks from column `from` up to `to`, with as many tabs as fit unless 'expandtab' is set. */
static void append_blanks(GString *text, size_t from, size_t to, size_t tabstop, bool tabs)
{
    while (tabs && from / tabstop < to / tabstop && from + 1 < to) {
        g_string_append_c(text, '\t');
        from = (from / tabstop + 1) * tabstop;
    }
    for (; from < to; from++)
        g_string_append_c(text, ' ');
}

static char *retabbed(const Editor *editor, TextLine text, size_t tabstop, bool blanks)
{
    GString *own = g_string_new(NULL);
    size_t column = 0, old_stop = editor->options.tabstop;
    for (size_t at = 0; at < text.length;) {
        size_t start = at, from = column;
        bool has_tab = false;
        for (; at < text.length && (text.bytes[at] == ' ' || text.bytes[at] == '\t'); at++) {
            has_tab |= text.bytes[at] == '\t';
            column = text.bytes[at] == '\t' ? (column / old_stop + 1) * old_stop : column + 1;
        }
        if (at > start && (has_tab || (blanks && column - from > 1)))
            append_blanks(own, from, column, tabstop, !editor->options.expandtab);
        else
            g_string_append_len(own, text.bytes + start, (gssize)(at - start));
        if (at < text.length) {
            size_t next = utf8_next(text.bytes, text.length, at);
            g_string_append_len(own, text.bytes + at, (gssize)(next - at));
            column += utf8_width(text.bytes + at, next - at, column, &(Utf8Display){.tab_stop = editor->options.tabstop});
            at = next;
        }
    }
    return g_string_free(own, FALSE);
}

/* `:retab 8`: also sets 'tabstop'; with a bang blanks without a tab become tabs, too. */
bool ex_retab(Editor *editor, ExCall *call)
{
    long told = strtol(call->argument, NULL, 10);
    if (*call->argument && (told < 1 || told > 1000)) {
        editor_error(editor, "E487: Argument must be positive: %s", call->argument);
        return false;
    }
    size_t tabstop = told ? (size_t)told : editor->options.tabstop;
    for (size_t line = ex_first(call); line <= ex_last(call); line++) {
        g_autofree char *own = retabbed(editor, editor_line(editor, line), tabstop, call->bang);
        set_line(editor, line, own, strlen(own));
    }
    editor->options.tabstop = (unsigned)tabstop;
    editor_clamp_cursor(editor);
    return true;
}

/* --- showing ------------------------------------------------------------------------------------------------ */

/* As `:list` shows it: ^I for a tab, a $ at the end. */
static void append_line(const Editor *editor, GString *page, size_t line, bool numbered, bool listed)
{
    TextLine text = editor_line(editor, line);
    if (numbered)
        g_string_append_printf(page, "%3zu ", line + 1);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        if (listed && (byte < ' ' || byte == 127))
            g_string_append_printf(page, "^%c", byte ^ 64);
        else
            g_string_append_c(page, text.bytes[i]);
    }
    g_string_append(page, listed ? "$" : "");
}

/* One line is a message, several are a page with the name of the command, to which `:g` adds. */
static void show_lines(Editor *editor, const ExCall *call, size_t first, size_t last)
{
    char how = call->command->name[0];
    bool numbered = how == 'n' || how == '#', listed = how == 'l';
    g_autofree char *title = g_strconcat(":", call->command->name, NULL);
    ExState *ex = ex_state_of(editor);
    GString *page = g_string_new(NULL);
    for (size_t line = first; line <= last; line++) {
        append_line(editor, page, line, numbered, listed);
        if (first < last || ex->marked)
            g_string_append_c(page, '\n');
    }
    if (first == last && !ex->marked) {
        editor_tell(editor, false, "%s", page->str);
        g_string_free(page, TRUE);
    } else if (ex->marked && ex->page && strcmp(ex->page_title, title) == 0) {
        g_string_append(ex->page, page->str);
        g_string_free(page, TRUE);
    } else {
        ex_show_page(editor, title, page);
    }
}

/* :p, :nu, :#, :l */
bool ex_print(Editor *editor, ExCall *call)
{
    ex_cursor_to_line(editor, call->last);
    show_lines(editor, call, ex_first(call), ex_last(call));
    return true;
}

/* `:z`, `:z-`, `:z.`, `:z+`: so many lines behind the line, up to it, around it. */
bool ex_window(Editor *editor, ExCall *call)
{
    char kind = *call->argument && strchr("+-.^=", *call->argument) ? *call->argument : '+';
    long count = strtol(call->argument + strspn(call->argument, "+-.^="), NULL, 10);
    long total = (long)editor_line_count(editor), rows = CLAMP(count > 0 ? count : 20, 1, total), line = call->last;
    long first = kind == '+' ? line + (call->addresses == 0) : kind == '-' ? line - rows + 1
                 : kind == '^' ? line - 2 * rows + 1 : line - rows / 2;
    long last = first + rows - 1;
    first = CLAMP(first, 1, total);
    last = CLAMP(last, first, total);
    show_lines(editor, call, (size_t)first - 1, (size_t)last - 1);
    ex_cursor_to_line(editor, kind == '.' || kind == '=' ? line : last);
    return true;
}

bool ex_digraphs(Editor *editor, ExCall *call)
{
    GString *page = g_string_new(NULL);
    int columns = 0;
    for (const char *at = digraph_table(); *at;) { /* two keys, the character, a blank */
        size_t length = utf8_next(at, strlen(at), 2);
        g_string_append_printf(page, "%.*s %.*s", 2, at, (int)(length - 2), at + 2);
        g_string_append(page, ++columns % 10 ? "   " : "\n");
        at += length + 1;
    }
    ex_show_page(editor, "digraphs: <C-k> and two keys", page);
    return true;
}

/* `:history`, `:history /` */
bool ex_history(Editor *editor, ExCall *call)
{
    bool searches = *call->argument && strchr("/?s", *call->argument);
    const GPtrArray *lines = prompt_history(editor, searches ? '/' : ':');
    GString *page = g_string_new(NULL);
    for (guint i = 0; lines && i < lines->len; i++)
        g_string_append_printf(page, "%6u  %s\n", i + 1, (const char *)g_ptr_array_index(lines, i));
    ex_show_page(editor, searches ? "searches" : "commands", page);
    return true;
}
