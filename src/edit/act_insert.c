/* Entering insert mode, and the keys that are commands within it. */
#include "edit/editor_private.h"

#include <string.h>

#include "notebook/text_motion.h"

/* --- entering --------------------------------------------------------------------------------------- */

static bool insert_here(Editor *editor, const ActionCall *call)
{
    insert_start(editor, call, MODE_INSERT);
    return true;
}

static bool append_here(Editor *editor, const ActionCall *call)
{
    TextLine line = editor_line(editor, editor->cursor.line);
    editor->cursor.byte = utf8_next(line.bytes, line.length, editor->cursor.byte);
    return insert_here(editor, call);
}

static bool insert_at_indent(Editor *editor, const ActionCall *call)
{
    editor->cursor.byte = editor_indent_bytes(editor, editor->cursor.line);
    return insert_here(editor, call);
}

static bool insert_at_start(Editor *editor, const ActionCall *call)
{
    editor->cursor.byte = 0;
    return insert_here(editor, call);
}

static bool append_at_end(Editor *editor, const ActionCall *call)
{
    editor->cursor.byte = editor_line_length(editor, editor->cursor.line);
    return insert_here(editor, call);
}

static bool insert_at_last(Editor *editor, const ActionCall *call)
{
    Mark mark = editor->marks.last_insert;
    if (mark.set && mark.pos.line < editor_line_count(editor)) {
        editor->cursor = mark.pos;
        editor->cursor.byte = MIN(mark.pos.byte, editor_line_length(editor, mark.pos.line));
    }
    redo_as_insert(editor); /* the dot inserts where the cursor is then */
    return insert_here(editor, call);
}

static bool open_line(Editor *editor, const ActionCall *call, bool below)
{
    insert_open_line(editor, below);
    bool indented = editor->insert.auto_indent;
    insert_start(editor, call, MODE_INSERT);
    editor->insert.opens_line = true;
    editor->insert.auto_indent = indented;
    return true;
}

static bool open_below(Editor *editor, const ActionCall *call)
{
    return open_line(editor, call, true);
}

static bool open_above(Editor *editor, const ActionCall *call)
{
    return open_line(editor, call, false);
}

static bool replace_mode(Editor *editor, const ActionCall *call)
{
    insert_start(editor, call, MODE_REPLACE);
    return true;
}

/* --- within ------------------------------------------------------------------------------------------- */

static bool leave(Editor *editor, const ActionCall *call)
{
    insert_leave(editor);
    return true;
}

static bool newline(Editor *editor, const ActionCall *call)
{
    insert_newline(editor);
    editor->insert.typed_space = false;
    return true;
}

static void after_deletion(Editor *editor)
{
    Insert *insert = &editor->insert;
    if (editor->cursor.byte <= 1)
        insert->auto_indent = false;
    if (editor->cursor.line == insert->start.line && editor->cursor.byte < insert->start.byte)
        insert->start.byte = editor->cursor.byte;
    insert->typed_space = false;
}

static bool same_cell(const Editor *editor, size_t a, size_t b)
{
    return notebook_cell_of_line(editor->notebook, a) == notebook_cell_of_line(editor->notebook, b);
}

/* At the start of a line: joins it to the one before, in the same cell. */
static bool delete_line_break(Editor *editor)
{
    Insert *insert = &editor->insert;
    size_t line = editor->cursor.line;
    if (line == 0 || !same_cell(editor, line, line - 1))
        return false;
    Pos at = {line - 1, editor_line_length(editor, line - 1)};
    if (line == insert->start.line)
        insert->start = at;
    editor_replace(editor, at, editor->cursor, "", 0);
    editor_set_cursor(editor, at);
    insert->auto_indent = false;
    if (insert->text->len)
        g_string_truncate(insert->text, insert->text->len - 1);
    return true;
}

/* Replace mode: <BS> puts back what was there. */
static bool restore_character(Editor *editor)
{
    Insert *insert = &editor->insert;
    Pos at = editor->cursor;
    if (at.byte == 0 && (at.line <= insert->start.line || !insert->replaced->len)) {
        /* nothing was typed here: the cursor goes back alone */
        if (at.line == 0 || !same_cell(editor, at.line, at.line - 1))
            return false;
        insert->start = (Pos){at.line - 1, editor_line_length(editor, at.line - 1)};
        editor_set_cursor(editor, insert->start);
        return true;
    }
    if (at.byte == 0) {
        g_ptr_array_set_size(insert->replaced, (gint)insert->replaced->len - 1);
        return delete_line_break(editor);
    }
    TextLine line = editor_line(editor, at.line);
    Pos from = {at.line, utf8_previous(line.bytes, line.length, at.byte)};
    if (insert->replaced->len) {
        g_autofree char *old = g_ptr_array_steal_index(insert->replaced, insert->replaced->len - 1);
        editor_replace(editor, from, at, old, strlen(old));
    }
    editor_set_cursor(editor, from);
    return true;
}

static void delete_back_to(Editor *editor, size_t byte)
{
    Pos from = {editor->cursor.line, byte};
    Insert *insert = &editor->insert;
    if (editor->mode == MODE_REPLACE) {
        while (editor->cursor.byte > byte)
            restore_character(editor);
        return;
    }
    size_t length = editor->cursor.byte - byte;
    editor_replace(editor, from, editor->cursor, "", 0);
    editor_set_cursor(editor, from);
    g_string_truncate(insert->text, insert->text->len > length ? insert->text->len - length : 0);
}

/* Where deleting a whole softtabstop leads. */
static size_t softtab_start(const Editor *editor, TextLine line, size_t at)
{
    size_t step = editor->options.softtabstop;
    size_t column = editor_column(editor, editor->cursor) - 1;
    size_t want = column / step * step;
    while (at > 0 && (line.bytes[at - 1] == ' ' || line.bytes[at - 1] == '\t') &&
           editor_column(editor, (Pos){editor->cursor.line, at}) > want)
        at--;
    return at;
}

static bool backspace(Editor *editor, const ActionCall *call)
{
    if (editor->mode == MODE_REPLACE)
        return restore_character(editor) || true;
    Pos at = editor->cursor;
    if (at.byte == 0)
        return delete_line_break(editor);
    TextLine line = editor_line(editor, at.line);
    char before = line.bytes[at.byte - 1];
    size_t start = utf8_previous(line.bytes, line.length, at.byte);
    if (editor->options.softtabstop && (before == '\t' || (before == ' ' && !editor->insert.typed_space)))
        start = softtab_start(editor, line, at.byte);
    delete_back_to(editor, start);
    after_deletion(editor);
    return true;
}

/* Does not pass where the insertion began, unless it stands there already. */
static size_t not_before_start(const Editor *editor, size_t byte)
{
    const Insert *insert = &editor->insert;
    if (editor->cursor.line == insert->start.line && editor->cursor.byte > insert->start.byte)
        return MAX(byte, insert->start.byte);
    return byte;
}

static bool delete_word(Editor *editor, const ActionCall *call)
{
    if (editor->cursor.byte == 0)
        return backspace(editor, call);
    TextLine line = editor_line(editor, editor->cursor.line);
    size_t at = editor->cursor.byte;
    while (at > 0 && (line.bytes[at - 1] == ' ' || line.bytes[at - 1] == '\t'))
        at--;
    uint32_t class = 0;
    while (at > 0) {
        size_t before = utf8_previous(line.bytes, line.length, at);
        uint32_t here = utf8_class(utf8_decode(line.bytes + before, line.length - before).code);
        if (here == UTF8_BLANK || (class && here != class))
            break;
        class = here;
        at = before;
    }
    delete_back_to(editor, not_before_start(editor, at));
    after_deletion(editor);
    return true;
}

static bool delete_to_start(Editor *editor, const ActionCall *call)
{
    if (editor->cursor.byte == 0)
        return backspace(editor, call);
    size_t indent = editor_indent_bytes(editor, editor->cursor.line);
    size_t at = editor->options.autoindent && indent < editor->cursor.byte ? indent : 0;
    delete_back_to(editor, not_before_start(editor, at));
    after_deletion(editor);
    return true;
}

static bool delete_forward(Editor *editor, const ActionCall *call)
{
    Pos at = editor->cursor;
    TextLine line = editor_line(editor, at.line);
    if (at.byte < line.length) {
        editor_replace(editor, at, (Pos){at.line, utf8_next(line.bytes, line.length, at.byte)}, "", 0);
        return true;
    }
    size_t cell = notebook_cell_of_line(editor->notebook, at.line);
    if (at.line == notebook_last_line(editor->notebook, cell))
        return false;
    editor_replace(editor, at, (Pos){at.line + 1, 0}, "", 0);
    return true;
}

static bool insert_register(Editor *editor, const ActionCall *call)
{
    if (call->argument.code == '=' && !call->argument.modifiers)
        return normal_open_prompt(editor, action_find("insert-expression"));
    const Register *what = editor_register(editor, call->argument.code);
    if (!what)
        return false;
    g_autofree char *text = g_strconcat(what->text, what->wise == WISE_LINE ? "\n" : NULL, NULL);
    GArray *keys = editor->insert.keys;
    if (keys->len >= 2 && !strchr(text, 27)) { /* repeated, it is this text, whatever the register holds then */
        g_autoptr(GArray) typed = keys_of_text(text, strlen(text));
        g_array_set_size(keys, keys->len - 2);
        g_array_append_vals(keys, typed->data, typed->len);
    }
    insert_as_typed(editor, text);
    return true;
}

static bool insert_last(Editor *editor, const ActionCall *call)
{
    g_autofree char *text = g_strdup(editor->insert.last_text);
    if (!text)
        return false;
    insert_as_typed(editor, text);
    return true;
}

/* Decimal, or u and hexadecimal, then any other key; a key that is no digit stands for itself. */
static bool insert_literal(Editor *editor, const ActionCall *call)
{
    Insert *insert = &editor->insert;
    Key key = call->argument;
    bool hexadecimal = insert->number->len && insert->number->str[0] == 'u';
    bool digit = !key.modifiers && key.code < 128 &&
                 (hexadecimal ? g_ascii_isxdigit((char)key.code) : g_ascii_isdigit((char)key.code));
    bool begins = insert->number->len == 0 && (key.code == 'u' || key.code == 'U');
    size_t longest = hexadecimal ? 5 : 3;
    if ((digit || begins) && insert->number->len < longest) {
        g_string_append_c(insert->number, begins ? 'u' : (char)key.code);
        if (insert->number->len < longest) {
            insert->waiting = action_find("insert-literal");
            return true;
        }
        key.code = KEY_NONE;
    }
    char bytes[8];
    if (insert->number->len) {
        uint32_t code = (uint32_t)g_ascii_strtoull(insert->number->str + hexadecimal, NULL, hexadecimal ? 16 : 10);
        g_string_truncate(insert->number, 0);
        if (code == '\n')
            insert_newline(editor);
        else
            insert_character(editor, bytes, utf8_encode(code, bytes));
        if (key.code != KEY_NONE)
            insert_key(editor, key);
        return true;
    }
    g_autofree char *text = text_of_keys(&key, 1);
    insert_character(editor, text, strlen(text));
    return true;
}

static bool one_command(Editor *editor, const ActionCall *call)
{
    Insert *insert = &editor->insert;
    insert->was_at_end = editor->cursor.byte == editor_line_length(editor, editor->cursor.line);
    Pos at = editor->cursor;
    insert->count = 1;
    insert_leave(editor);
    editor_set_cursor(editor, at);
    editor_clamp_cursor(editor);
    insert->one_command = true;
    editor_undo_break(editor);
    return true;
}

static bool shift(Editor *editor, long amount)
{
    Insert *insert = &editor->insert;
    size_t line = editor->cursor.line, before = editor_indent_bytes(editor, line);
    editor_shift_line(editor, line, amount, true);
    size_t after = editor_indent_bytes(editor, line);
    if (editor->cursor.byte >= before)
        editor->cursor.byte = editor->cursor.byte - before + after;
    else
        editor->cursor.byte = after;
    if (insert->start.line == line)
        insert->start.byte = insert->start.byte >= before ? insert->start.byte - before + after : after;
    insert->auto_indent = insert->auto_indent && after == editor_line_length(editor, line);
    editor->want_valid = false;
    return true;
}

static bool indent(Editor *editor, const ActionCall *call)
{
    return shift(editor, 1);
}

static bool dedent(Editor *editor, const ActionCall *call)
{
    return shift(editor, -1);
}

static bool tab(Editor *editor, const ActionCall *call)
{
    insert_tab(editor);
    return true;
}

/* <C-y>, <C-e>: the character above or below. */
static bool copy_from(Editor *editor, bool above)
{
    size_t line = editor->cursor.line;
    if (above ? line == 0 : line + 1 >= editor_line_count(editor))
        return false;
    size_t other = above ? line - 1 : line + 1;
    size_t byte = editor_byte_at_column(editor, other, editor_column(editor, editor->cursor));
    TextLine text = editor_line(editor, other);
    if (byte >= text.length)
        return false;
    size_t length = utf8_next(text.bytes, text.length, byte) - byte;
    g_autofree char *copy = g_strndup(text.bytes + byte, length);
    insert_character(editor, copy, length);
    GArray *keys = editor->insert.keys;
    if (keys->len) /* repeated, it is this character again and not what stands beside then */
        g_array_index(keys, Key, keys->len - 1) = (Key){utf8_decode(copy, length).code, 0};
    return true;
}

static bool copy_above(Editor *editor, const ActionCall *call)
{
    return copy_from(editor, true);
}

static bool copy_below(Editor *editor, const ActionCall *call)
{
    return copy_from(editor, false);
}

/* Arrow keys: the insertion begins anew where they lead. */
static bool move(Editor *editor, const char *motion)
{
    Mode mode = editor->mode;
    const Action *action = action_find(motion);
    Motion found = {.from = editor->cursor, .to = editor->cursor};
    ActionCall call = {.count = 1};
    editor_want(editor);
    found.wise = action->flags & MOTION_LINEWISE ? WISE_LINE : WISE_CHAR;
    if (!((MotionFunction)action->function)(editor, &call, &found) || !columns_hold(editor, action, &found))
        return false;
    size_t want = editor->want;
    bool want_valid = action->flags & MOTION_KEEP_WANT;
    editor->cursor = found.to;
    editor_undo_break(editor);
    insert_start(editor, NULL, mode);
    editor->want = want;
    editor->want_valid = want_valid;
    editor_clamp_cursor(editor);
    redo_as_insert(editor);
    return true;
}

static bool move_left(Editor *editor, const ActionCall *call)
{
    return move(editor, "left");
}

static bool move_right(Editor *editor, const ActionCall *call)
{
    return move(editor, "right");
}

static bool move_up(Editor *editor, const ActionCall *call)
{
    return move(editor, "up");
}

static bool move_down(Editor *editor, const ActionCall *call)
{
    return move(editor, "down");
}

static bool move_to_start(Editor *editor, const ActionCall *call)
{
    return move(editor, "line-start");
}

static bool move_to_end(Editor *editor, const ActionCall *call)
{
    editor->cursor.byte = editor_line_length(editor, editor->cursor.line);
    editor->want_valid = false;
    return true;
}

#define ENTERS (ACTION_REPEAT | ACTION_INSERTS)

const Action ACTIONS_INSERT[] = {
    {"insert", ACTION_COMMAND, "insert before the cursor", .function = insert_here, .flags = ENTERS},
    {"append", ACTION_COMMAND, "insert behind the cursor", .function = append_here, .flags = ENTERS},
    {"insert-at-indent", ACTION_COMMAND, "insert before the first non-blank of the line",
     .function = insert_at_indent, .flags = ENTERS},
    {"insert-at-start", ACTION_COMMAND, "insert in column 1", .function = insert_at_start, .flags = ENTERS},
    {"append-at-end", ACTION_COMMAND, "insert at the end of the line", .function = append_at_end, .flags = ENTERS},
    {"insert-at-last", ACTION_COMMAND, "insert where insert mode was left", .function = insert_at_last,
     .flags = ENTERS},
    {"open-below", ACTION_COMMAND, "open a line below and insert", .function = open_below, .flags = ENTERS},
    {"open-above", ACTION_COMMAND, "open a line above and insert", .function = open_above, .flags = ENTERS},
    {"replace-mode", ACTION_COMMAND, "type over the text", .function = replace_mode, .flags = ENTERS},
    {"insert-leave", ACTION_COMMAND, "end insert mode", .function = leave, .flags = ACTION_PREFIX},
    {"insert-newline", ACTION_COMMAND, "begin a new line", .function = newline},
    {"insert-backspace", ACTION_COMMAND, "delete the character before the cursor", .function = backspace},
    {"insert-delete", ACTION_COMMAND, "delete the character under the cursor", .function = delete_forward},
    {"insert-delete-word", ACTION_COMMAND, "delete the word before the cursor", .function = delete_word},
    {"insert-delete-to-start", ACTION_COMMAND, "delete what was typed in this line", .function = delete_to_start},
    {"insert-register", ACTION_COMMAND, "insert a register", .takes_key = true, .function = insert_register},
    {"insert-literal", ACTION_COMMAND, "insert the next key, or a character by its number", .takes_key = true,
     .function = insert_literal},
    {"insert-last", ACTION_COMMAND, "insert what was inserted last", .function = insert_last},
    {"insert-one-command", ACTION_COMMAND, "one normal command, then back", .function = one_command,
     .flags = ACTION_PREFIX},
    {"insert-indent", ACTION_COMMAND, "indent the line", .function = indent},
    {"insert-dedent", ACTION_COMMAND, "take back indent of the line", .function = dedent},
    {"insert-tab", ACTION_COMMAND, "insert a tab, or blanks to the next stop", .function = tab},
    {"insert-above", ACTION_COMMAND, "insert the character above", .function = copy_above},
    {"insert-below", ACTION_COMMAND, "insert the character below", .function = copy_below},
    {"insert-left", ACTION_COMMAND, "go left", .function = move_left},
    {"insert-right", ACTION_COMMAND, "go right", .function = move_right},
    {"insert-up", ACTION_COMMAND, "go up", .function = move_up},
    {"insert-down", ACTION_COMMAND, "go down", .function = move_down},
    {"insert-line-start", ACTION_COMMAND, "go to column 1", .function = move_to_start},
    {"insert-line-end", ACTION_COMMAND, "go to the end of the line", .function = move_to_end},
    {NULL},
};
