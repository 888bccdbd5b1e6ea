/* `:` commands that work on lines: d y m t j > < pu sort normal k = p and their like. */
#include "edit/act_expression.h"
#include "edit/ex_text.h"

#include <stdlib.h>
#include <string.h>

#include "edit/search.h"

static long line_total(const Editor *editor)
{
    return (long)editor_line_count(editor);
}

static Region region_of_lines(const Editor *editor, const ExCall *call)
{
    size_t first = ex_first(call), last = ex_last(call);
    return (Region){
        .start = {first, 0},
        .end = {last, editor_line_length(editor, last)},
        .wise = WISE_LINE,
        .lines = last - first + 1,
        .adjusted = true, /* the cursor goes to the first character, not to the wanted column */
    };
}

bool ex_delete(Editor *editor, ExCall *call)
{
    Region region = region_of_lines(editor, call);
    uint32_t name = call->reg ? call->reg : '"';
    ex_place_cursor(editor, region.start);
    if (!editor_delete_region(editor, &region, name, false))
        return false;
    ex_report(editor, (long)region.lines, "fewer lines");
    return true;
}

bool ex_yank(Editor *editor, ExCall *call)
{
    Region region = region_of_lines(editor, call);
    editor_yank_region(editor, &region, call->reg ? call->reg : '"');
    ex_report(editor, (long)region.lines, "lines yanked");
    return true;
}

/* Reads the line that `:m` and `:t` lead to, from 0; false and a message if there is none. */
static bool read_target(Editor *editor, const ExCall *call, long *target)
{
    const char *at = call->argument;
    bool found;
    if (!ex_read_address(editor, &at, target, &found))
        return false;
    if (!found || *at) {
        editor_error(editor, *at ? "E488: Trailing characters: %s" : "E14: Invalid address%s", at);
        return false;
    }
    if (*target < 0 || *target > line_total(editor)) {
        editor_error(editor, "E16: Invalid range");
        return false;
    }
    return true;
}

static GString *lines_of(const Editor *editor, size_t first, size_t last)
{
    return notebook_slice(editor->notebook, (Pos){first, 0}, (Pos){last, editor_line_length(editor, last)});
}

/* Below line `target` as a person counts it; 0 is above the first. */
static void insert_below(Editor *editor, long target, const char *bytes, size_t length)
{
    if (target == 0)
        editor_insert_lines(editor, 0, false, bytes, length);
    else
        editor_insert_lines(editor, (size_t)target - 1, true, bytes, length);
}

bool ex_move(Editor *editor, ExCall *call)
{
    long target;
    if (!read_target(editor, call, &target))
        return false;
    if (target >= call->first && target < call->last) {
        editor_error(editor, "E134: Cannot move a range of lines into itself");
        return false;
    }
    long count = call->last - call->first + 1;
    if (target == call->first - 1 || target == call->last) {
        ex_cursor_to_line(editor, target >= call->first ? target : target + count);
        return true;
    }
    g_autoptr(GString) text = lines_of(editor, ex_first(call), ex_last(call));
    editor_want(editor);
    MarkCopies *marks = marks_copy(editor);
    insert_below(editor, target, text->str, text->len);
    size_t shift = target < call->first ? (size_t)count : 0;
    size_t left = editor_delete_lines(editor, ex_first(call) + shift, ex_last(call) + shift);
    long last = target < call->first ? target + count : target + (long)left;
    marks_move(editor, marks, ex_first(call), (size_t)count, (size_t)(last - count));
    editor_set_change_marks(editor, (Pos){(size_t)(last - count), 0}, (Pos){(size_t)last - 1, 0});
    marks_change_was(editor, (Pos){(size_t)MIN(target, call->first - 1), 0});
    ex_cursor_to_line(editor, last);
    ex_report(editor, count, "lines moved");
    return true;
}

bool ex_copy(Editor *editor, ExCall *call)
{
    long target;
    if (!read_target(editor, call, &target))
        return false;
    long count = call->last - call->first + 1;
    g_autoptr(GString) text = lines_of(editor, ex_first(call), ex_last(call));
    editor_want(editor);
    insert_below(editor, target, text->str, text->len);
    editor_set_change_marks(editor, (Pos){(size_t)target, 0}, (Pos){(size_t)(target + count) - 1, 0});
    marks_change_was(editor, (Pos){(size_t)target, 0});
    ex_cursor_to_line(editor, target + count);
    ex_report(editor, count, "more lines");
    return true;
}

bool ex_join(Editor *editor, ExCall *call)
{
    long first = call->first, last = call->last;
    if (call->addresses < 2 && !call->count && first == last)
        last++; /* `:j` takes the next line */
    else if (call->count && call->addresses < 2)
        last = MIN(first + call->count - 1 + (call->count == 1), line_total(editor));
    ex_place_cursor(editor, (Pos){(size_t)first - 1, 0});
    if (last > line_total(editor)) {
        editor_fail(editor);
        return false;
    }
    if (last > first && !editor_join(editor, (size_t)first - 1, (size_t)(last - first + 1), !call->bang))
        return false;
    editor_cursor_to_indent(editor, (size_t)first - 1);
    return true;
}

static bool shift(Editor *editor, ExCall *call, long direction)
{
    /* `:>>` shifts twice: the other arrows are at the start of the argument. */
    char arrow = direction > 0 ? '>' : '<';
    long amount = 1;
    const char *at = call->argument;
    while (*at == arrow || *at == ' ') {
        amount += *at == arrow;
        at++;
    }
    if (g_ascii_isdigit(*at)) {
        long count = strtol(at, NULL, 10);
        call->first = call->last;
        call->last = MIN(call->last + MAX(count, 1) - 1, line_total(editor));
    } else if (*at) {
        editor_error(editor, "E488: Trailing characters: %s", at);
        return false;
    }
    editor_want(editor); /* stays the wanted column, as in Vim */
    ex_cursor_to_line(editor, call->first);
    Pos cursor = {ex_last(call), editor->cursor.byte};
    uint64_t generation = notebook_generation(editor->notebook);
    editor->line_undo.paused = call->last > call->first;
    for (size_t line = ex_first(call); line <= ex_last(call); line++) {
        size_t indent = editor_indent_width(editor, line);
        if (editor_line_length(editor, line) > 0)
            editor_shift_line(editor, line, direction * amount, false);
        else
            cursor.byte = 0;
        if (editor_indent_width(editor, line) != indent)
            cursor.byte = editor_indent_bytes(editor, line);
    }
    editor->line_undo.paused = false;
    if (notebook_generation(editor->notebook) != generation)
        marks_change_was(editor, (Pos){ex_first(call), 0});
    ex_place_cursor(editor, cursor);
    editor_set_change_marks(editor, (Pos){ex_first(call), 0}, (Pos){ex_last(call), editor_last_byte(editor, ex_last(call))});
    ex_report(editor, call->last - call->first + 1, direction > 0 ? "lines >ed 1 time" : "lines <ed 1 time");
    return true;
}

bool ex_shift_right(Editor *editor, ExCall *call)
{
    return shift(editor, call, 1);
}

bool ex_shift_left(Editor *editor, ExCall *call)
{
    return shift(editor, call, -1);
}

bool ex_put(Editor *editor, ExCall *call)
{
    uint32_t name = call->reg ? call->reg : '"';
    if (!call->reg && *call->argument == '=') { /* `:put =3*4` */
        name = '=';
        if (!expression_set(editor, call->argument + 1, false))
            return false;
    } else if (*call->argument) {
        editor_error(editor, "E488: Trailing characters: %s", call->argument);
        return false;
    }
    ex_place_cursor(editor, (Pos){ex_last(call), editor->cursor.byte});
    const Register *what = editor_register(editor, name);
    if (!what) {
        editor_error(editor, "E353: Nothing in register %c", name < 0x80 ? (char)name : '?');
        return false;
    }
    bool above = call->bang || call->last == 0;
    if (!editor_put(editor, what, above ? PUT_BEFORE : PUT_AFTER, 1, PUT_LINES))
        return false;
    if (what->wise != WISE_CELL)
        editor_cursor_to_indent(editor, editor->marks.change_end.pos.line);
    return true;
}

bool ex_normal(Editor *editor, ExCall *call)
{
    g_autoptr(GArray) keys = keys_of_text(call->argument, strlen(call->argument));
    bool inserts = editor->mode == MODE_INSERT || editor->mode == MODE_REPLACE; /* behind a <Cmd> */
    Mode mode = editor->mode;
    if (inserts)
        editor->mode = MODE_NORMAL;
    if (call->addresses == 0)
        editor_run_keys(editor, (const Key *)keys->data, keys->len, call->bang);
    for (long line = call->first; call->addresses && line <= call->last && line <= line_total(editor); line++) {
        ex_place_cursor(editor, (Pos){(size_t)line - 1, 0});
        editor_run_keys(editor, (const Key *)keys->data, keys->len, call->bang);
    }
    if (inserts)
        editor->mode = mode;
    return true;
}

bool ex_mark(Editor *editor, ExCall *call)
{
    Utf8Char name = utf8_decode(call->argument, strlen(call->argument));
    size_t line = ex_last(call);
    if (name.length == 0 || call->argument[name.length] ||
        !marks_set(editor, name.code, (Pos){line, editor_indent_bytes(editor, line)})) {
        editor_error(editor, name.length ? "E191: Argument must be a letter or forward/backward quote"
                                         : "E471: Argument required");
        return false;
    }
    return true;
}

bool ex_delete_marks(Editor *editor, ExCall *call)
{
    Mark *letters = editor->marks.letters;
    if (call->bang) {
        for (size_t i = 0; i < 26; i++)
            letters[i].set = false;
        return true;
    }
    for (const char *at = call->argument; *at; at++) {
        if (*at == ' ')
            continue;
        char last = at[1] == '-' && g_ascii_islower(at[2]) ? at[2] : *at;
        if (!g_ascii_islower(*at) || last < *at) {
            editor_error(editor, "E475: Invalid argument: %s", at);
            return false;
        }
        for (char name = *at; name <= last; name++)
            letters[name - 'a'].set = false;
        at += last != *at || at[1] == '-' ? 2 : 0;
    }
    return true;
}

bool ex_line_number(Editor *editor, ExCall *call)
{
    editor_tell(editor, false, "%ld", call->addresses ? call->last : line_total(editor));
    return true;
}

bool ex_redo(Editor *editor, ExCall *call)
{
    return editor_redo(editor, 1);
}

/* `:@x`: each line of the register is a command. */
bool ex_run_register(Editor *editor, ExCall *call)
{
    char name = *call->argument ? *call->argument : '@';
    const char *text = NULL;
    if (name == ':') {
        text = ex_last_command(editor);
    } else {
        const Register *what = editor_register(editor, name == '@' ? editor->input.last_macro : (uint32_t)name);
        text = what ? what->text : NULL;
    }
    if (!text) {
        editor_error(editor, "E748: No previously used register");
        return false;
    }
    if (call->addresses)
        ex_cursor_to_line(editor, call->last);
    g_auto(GStrv) lines = g_strsplit_set(text, "\n\r", -1);
    for (size_t i = 0; lines[i]; i++) {
        if (!ex_execute(editor, lines[i]))
            return false;
    }
    return true;
}
