/* Putting registers into the text (`:help put`), and registers that are made when asked for. */
#include "edit/act_expression.h"
#include "edit/editor_private.h"
#include "edit/ex.h"

#include <string.h>

#include "notebook/history.h"

static const Register *read_only(Editor *editor, const char *text)
{
    if (!text || !*text)
        return NULL;
    register_clear(&editor->computed);
    editor->computed = (Register){.wise = WISE_CHAR, .text = g_strdup(text)};
    return &editor->computed;
}

/* Text that ends with a line end is lines. */
static const Register *of_expression(Editor *editor)
{
    const Register *what = read_only(editor, expression_value(editor));
    size_t length = what ? strlen(what->text) : 0;
    if (length > 1 && what->text[length - 1] == '\n') {
        editor->computed.text[length - 1] = '\0';
        editor->computed.wise = WISE_LINE;
    }
    return what;
}

const Register *editor_register(Editor *editor, uint32_t name)
{
    switch (name) {
    case '.':
        return read_only(editor, editor->insert.last_text);
    case '%':
        return read_only(editor, editor->path);
    case '/':
        return read_only(editor, search_last_pattern(editor));
    case ':':
        return read_only(editor, ex_last_command(editor));
    case '=':
        return of_expression(editor);
    default:
        return registers_get(editor->registers, name);
    }
}

static size_t count_lines(const char *text)
{
    size_t lines = 1;
    for (; (text = strchr(text, '\n')); text++)
        lines++;
    return lines;
}

/* --- characters --------------------------------------------------------------------------------------- */

static bool put_characters(Editor *editor, const Register *what, PutWhere where, long count, int flags)
{
    Pos at = editor->cursor;
    TextLine line = editor_line(editor, at.line);
    if (where == PUT_AFTER && at.byte < line.length)
        at.byte = utf8_next(line.bytes, line.length, at.byte);
    g_autoptr(GString) text = g_string_new(NULL);
    for (long i = 0; i < count; i++)
        g_string_append(text, what->text);
    Pos end = editor_replace(editor, at, at, text->str, text->len);
    bool several = end.line > at.line;
    Pos last = end;
    if (last.byte > 0)
        last.byte = utf8_previous(editor_line(editor, end.line).bytes, editor_line_length(editor, end.line), end.byte);
    editor_set_change_marks(editor, at, last);
    if (flags & PUT_CURSOR_BEHIND)
        editor_set_cursor(editor, end);
    else
        editor_set_cursor(editor, several || !text->len ? at : last);
    return true;
}

/* --- lines ----------------------------------------------------------------------------------------------- */

/* ]p: the first line gets the indent of the cursor's line, the others move along. */
static void fix_indent(Editor *editor, size_t first, size_t last, size_t wanted)
{
    long by = 0;
    for (size_t line = first; line <= last; line++) {
        long width = (long)editor_indent_width(editor, line);
        if (line == first)
            by = (long)wanted - width;
        if (editor_line_length(editor, line))
            editor_set_indent(editor, line, (size_t)MAX(width + by, 0));
    }
}

static bool put_lines(Editor *editor, const Register *what, PutWhere where, long count, int flags)
{
    size_t line = editor->cursor.line, indent = editor_indent_width(editor, line);
    if (flags & PUT_SPLIT) {
        Pos at = editor->cursor;
        TextLine text = editor_line(editor, line);
        if (where == PUT_AFTER && at.byte < text.length)
            at.byte = utf8_next(text.bytes, text.length, at.byte);
        editor_replace(editor, at, at, "\n", 1);
        where = PUT_AFTER;
    }
    g_autoptr(GString) text = g_string_new(what->text);
    for (long i = 1; i < count; i++) {
        g_string_append_c(text, '\n');
        g_string_append(text, what->text);
    }
    size_t lines = count_lines(text->str);
    editor_insert_lines(editor, line, where == PUT_AFTER, text->str, text->len);
    size_t first = where == PUT_AFTER ? line + 1 : line;
    if (flags & PUT_FIX_INDENT)
        fix_indent(editor, first, first + lines - 1, indent);
    editor_set_change_marks(editor, (Pos){first, 0}, (Pos){first + lines - 1, 0});
    marks_change_was(editor, (Pos){first, 0});
    editor_cursor_to_indent(editor, first);
    if (flags & PUT_CURSOR_BEHIND) {
        /* behind the last line: the one that follows, or its own end if none does */
        size_t next = MIN(first + lines, editor_line_count(editor) - 1);
        editor_set_cursor(editor, (Pos){next, 0});
    }
    return true;
}

/* --- blocks ------------------------------------------------------------------------------------------------ */

static void append_blanks(GString *text, size_t count)
{
    while (count--)
        g_string_append_c(text, ' ');
}

static size_t text_width(const Editor *editor, const char *text, size_t length)
{
    Utf8Display display = {.tab_stop = editor->options.tabstop};
    return utf8_column(text, length, length, &display);
}

/* Puts one line of a block at a column; the byte where it went. */
static size_t put_block_line(Editor *editor, size_t number, size_t column, const char *bytes, size_t length,
                             const Register *what, long count, size_t *added)
{
    TextLine line = editor_line(editor, number);
    size_t at = editor_byte_at_column(editor, number, column);
    size_t start = editor_column(editor, (Pos){number, at});
    size_t before = 0, behind = 0, end = at;
    if (at >= line.length) {
        before = column - MIN(column, start);
    } else if (start < column && line.bytes[at] == '\t') {
        size_t next = editor_column(editor, (Pos){number, at + 1});
        before = column - start;
        behind = next - column;
        end = at + 1;
    } else if (start < column) {
        before = 0;
        at = end = utf8_next(line.bytes, line.length, at);
    }
    bool is_short = at >= line.length;
    size_t width = text_width(editor, bytes, length), pad = what->width + 1 > width ? what->width + 1 - width : 0;
    g_autoptr(GString) text = g_string_new(NULL);
    append_blanks(text, before);
    for (long i = 0; i < count; i++) {
        g_string_append_len(text, bytes, (gssize)length);
        if (i + 1 < count || !is_short)
            append_blanks(text, pad);
    }
    append_blanks(text, behind);
    editor_replace(editor, (Pos){number, at}, (Pos){number, end}, text->str, text->len);
    *added = text->len;
    return at + before;
}

static bool put_block(Editor *editor, const Register *what, PutWhere where, long count, int flags)
{
    Pos at = editor->cursor;
    TextLine line = editor_line(editor, at.line);
    if (where == PUT_AFTER && at.byte < line.length)
        at.byte = utf8_next(line.bytes, line.length, at.byte);
    size_t column = editor_column(editor, at), number = at.line, added = 0, last = 0;
    g_auto(GStrv) lines = g_strsplit(what->text, "\n", -1);
    size_t cell = notebook_cell_of_line(editor->notebook, at.line);
    for (size_t i = 0; lines[i]; i++, number++) {
        if (number > notebook_last_line(editor->notebook, cell))
            editor_insert_lines(editor, number - 1, true, "", 0);
        last = put_block_line(editor, number, column, lines[i], strlen(lines[i]), what, count, &added);
        if (i == 0)
            at.byte = last;
    }
    Pos end = {number - 1, last + added};
    editor_set_change_marks(editor, at, (Pos){end.line, end.byte ? end.byte - 1 : 0});
    editor_set_cursor(editor, flags & PUT_CURSOR_BEHIND ? end : at);
    return true;
}

/* --- cells --------------------------------------------------------------------------------------------------- */

static bool put_cells(Editor *editor, const Register *what, PutWhere where, long count)
{
    Notebook *notebook = editor->notebook;
    size_t first = notebook_cell_of_line(notebook, editor->cursor.line) + (where == PUT_AFTER ? 1 : 0);
    size_t index = first;
    history_set_cursor(notebook_history(notebook), editor->cursor);
    for (long i = 0; i < count; i++) {
        for (guint k = 0; k < what->cells->len; k++) {
            const CellSnapshot *cell = g_ptr_array_index(what->cells, k);
            gsize length;
            const char *code = g_bytes_get_data(cell->code, &length);
            notebook_insert_cell(notebook, index++, cell->name, cell->kind, &cell->config, code ? code : "",
                                 (gssize)length);
        }
    }
    editor_set_cursor(editor, (Pos){notebook_first_line(notebook, first), 0});
    return true;
}

bool editor_put(Editor *editor, const Register *what, PutWhere where, long count, int flags)
{
    switch (what->wise) {
    case WISE_CELL:
        return put_cells(editor, what, where, count);
    case WISE_BLOCK:
        if (!(flags & PUT_LINES))
            return put_block(editor, what, where, count, flags);
        return put_lines(editor, what, where, count, flags);
    case WISE_LINE:
        return put_lines(editor, what, where, count, flags);
    default:
        if (flags & PUT_LINES)
            return put_lines(editor, what, where, count, flags);
        return put_characters(editor, what, where, count, flags);
    }
}

/* --- actions --------------------------------------------------------------------------------------------------- */

static Register register_copy(const Register *what)
{
    return (Register){
        .wise = what->wise,
        .text = g_strdup(what->text),
        .width = what->width,
        .cells = what->cells ? g_ptr_array_ref(what->cells) : NULL,
    };
}

/* As Vim, `.` then deletes as much again and puts nothing. */
static void repeat_as_deletion(Editor *editor, const Action *delete, bool keep_registers)
{
    if (editor->input.repeating)
        return;
    g_autofree char *names = keymap_keys_of(editor->keymap, MAP_VISUAL, delete);
    g_autoptr(GArray) keys = keys_parse(names ? names : "");
    g_array_set_size(editor->redo.keys, 0);
    g_array_append_vals(editor->redo.keys, keys->data, keys->len);
    editor->redo.reg = keep_registers ? '_' : 0;
}

/* Characters put over a block go into each of its lines that reaches so far. */
static bool put_in_block(Editor *editor, const Register *what, PutWhere where, long count, int flags, size_t last)
{
    Pos at = editor->cursor;
    TextLine line = editor_line(editor, at.line);
    if (where == PUT_AFTER && at.byte < line.length)
        at.byte = utf8_next(line.bytes, line.length, at.byte);
    size_t column = editor_column(editor, at);
    put_characters(editor, what, where, count, flags);
    Pos cursor = editor->cursor;
    for (size_t number = at.line + 1; number <= last; number++) {
        if (editor_column(editor, (Pos){number, editor_line_length(editor, number)}) < column)
            continue;
        editor_set_cursor(editor, (Pos){number, editor_byte_at_column(editor, number, column)});
        put_characters(editor, what, PUT_BEFORE, count, flags);
    }
    editor_set_cursor(editor, cursor);
    return true;
}

/* The selection that is replaced, and what is left of it. */
typedef struct {
    Mode mode;
    Selection selection;
    size_t cursor_line, cell;
    bool leaves_empty; /* its cell, or the text: the empty line that is left goes */
} Replaced;

static Replaced delete_selection(Editor *editor, const Register *what, bool keep_registers)
{
    Replaced replaced = {.mode = editor->mode, .cursor_line = editor->cursor.line};
    const Action *delete = action_find("delete");
    ActionCall deletion = {.count = 1, .reg = keep_registers ? '_' : '"'};
    Selection *selection = &replaced.selection;
    editor_selection(editor, selection);
    size_t cell = replaced.cell = notebook_cell_of_line(editor->notebook, selection->first.line);
    replaced.leaves_empty = editor->mode == MODE_VISUAL_LINE && !editor->visual.cells && what->wise != WISE_CELL &&
                            selection->first.line == notebook_first_line(editor->notebook, cell) &&
                            selection->last.line == notebook_last_line(editor->notebook, cell);
    repeat_as_deletion(editor, delete, keep_registers);
    editor->pending.want = 0; /* nothing put in place of lines: the cursor goes to the first column */
    operator_apply(editor, delete, &deletion, NULL, NULL);
    editor_clamp_cursor(editor);
    replaced.leaves_empty |= editor->emptied && editor->emptied == notebook_generation(editor->notebook);
    return replaced;
}

static bool put_in_place(Editor *editor, const Register *what, const Replaced *replaced, bool keep_registers,
                         long count, int flags)
{
    PutWhere where = PUT_BEFORE;
    Pos start = editor->marks.change_start.pos;
    const Selection *selection = &replaced->selection;
    if (replaced->mode == MODE_VISUAL_LINE) {
        where = selection->first.line > editor->cursor.line ? PUT_AFTER : PUT_BEFORE;
        return editor_put(editor, what, where, count, flags | PUT_LINES);
    }
    if (replaced->mode == MODE_VISUAL && what->wise == WISE_LINE)
        flags |= PUT_SPLIT;
    if (replaced->mode == MODE_VISUAL_BLOCK && what->wise == WISE_LINE && !keep_registers) {
        editor->cursor.line = MIN(replaced->cursor_line, editor_line_count(editor) - 1);
        where = PUT_AFTER;
    } else if (editor->cursor.byte < start.byte) {
        where = PUT_AFTER;
    }
    if (replaced->mode == MODE_VISUAL_BLOCK && what->wise == WISE_CHAR && !strchr(what->text, '\n'))
        return put_in_block(editor, what, where, count, flags, selection->last.line);
    return editor_put(editor, what, where, count, flags);
}

/* In a visual mode: what is put takes the place of the selection, which goes to the registers. */
static bool put_over_selection(Editor *editor, const ActionCall *call, bool keep_registers, int flags)
{
    const Register *found = editor_register(editor, call->reg);
    Register what = found ? register_copy(found) : (Register){.text = g_strdup("")};
    Replaced replaced = delete_selection(editor, &what, keep_registers);
    bool done = found && put_in_place(editor, &what, &replaced, keep_registers, call->count, flags);
    if (replaced.leaves_empty && done) {
        size_t last = notebook_last_line(editor->notebook, replaced.cell);
        bool alone = last == notebook_first_line(editor->notebook, replaced.cell);
        if (editor_line_length(editor, last) == 0 && !alone) {
            editor_delete_lines(editor, last, last);
            editor_clamp_cursor(editor);
        }
    }
    editor->visual.last_anchor = editor->marks.change_start.pos;
    editor->visual.last_cursor = editor->marks.change_end.pos;
    register_clear(&what);
    return done;
}

static bool put(Editor *editor, const ActionCall *call, PutWhere where, int flags)
{
    bool visual = mode_is_visual(editor->mode);
    if (call->reg == '=' && expression_put_later(editor, where, visual ? 0 : call->count, flags)) {
        if (visual)
            editor_error(editor, "the interpreter has not answered yet: nothing was put");
        return !visual;
    }
    if (visual)
        return put_over_selection(editor, call, where == PUT_BEFORE, flags);
    const Register *found = editor_register(editor, call->reg);
    if (!found) {
        editor_undo_touch(editor);
        if (call->reg < 0x80 && call->reg != '=') /* that of an expression may be on its way */
            editor_error(editor, "E353: Nothing in register %c", (char)call->reg);
        return false;
    }
    Register what = register_copy(found);
    size_t before = editor_line_count(editor);
    bool done = editor_put(editor, &what, where, call->count, flags);
    if (done && what.wise == WISE_LINE)
        ex_report(editor, (long)(editor_line_count(editor) - before), "more lines");
    register_clear(&what);
    return done;
}

static bool put_after(Editor *editor, const ActionCall *call)
{
    return put(editor, call, PUT_AFTER, 0);
}

static bool put_before(Editor *editor, const ActionCall *call)
{
    return put(editor, call, PUT_BEFORE, 0);
}

static bool put_after_behind(Editor *editor, const ActionCall *call)
{
    return put(editor, call, PUT_AFTER, PUT_CURSOR_BEHIND);
}

static bool put_before_behind(Editor *editor, const ActionCall *call)
{
    return put(editor, call, PUT_BEFORE, PUT_CURSOR_BEHIND);
}

static bool put_indented(Editor *editor, const ActionCall *call)
{
    return put(editor, call, PUT_AFTER, PUT_FIX_INDENT);
}

static bool put_before_indented(Editor *editor, const ActionCall *call)
{
    return put(editor, call, PUT_BEFORE, PUT_FIX_INDENT);
}

#define REPEATS (ACTION_REPEAT | ACTION_REPEAT_FAILED)

const Action ACTIONS_PUT[] = {
    {"put", ACTION_COMMAND, "put a register behind the cursor", .function = put_after, .flags = REPEATS},
    {"put-before", ACTION_COMMAND, "put a register before the cursor", .function = put_before,
     .flags = REPEATS},
    {"put-and-go-behind", ACTION_COMMAND, "put a register behind the cursor and go behind it",
     .function = put_after_behind, .flags = REPEATS},
    {"put-before-and-go-behind", ACTION_COMMAND, "put a register before the cursor and go behind it",
     .function = put_before_behind, .flags = REPEATS},
    {"put-indented", ACTION_COMMAND, "put lines below with the indent of this one", .function = put_indented,
     .flags = REPEATS},
    {"put-before-indented", ACTION_COMMAND, "put lines above with the indent of this one",
     .function = put_before_indented, .flags = REPEATS},
    {NULL},
};
