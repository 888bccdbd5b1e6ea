/* Insert and replace mode: typing, leaving, and doing it again for counts and blocks.
 * The keys that are commands are in act_insert.c.
 */
#include "edit/snippets.h"
#include "edit/abbreviation.h"
#include "edit/fill.h"
#include "edit/indent.h"
#include "edit/line_window.h"
#include "edit/panel.h"
#include "edit/widget.h"

#include <string.h>

void insert_init(Insert *insert)
{
    insert->keys = g_array_new(FALSE, FALSE, sizeof(Key));
    insert->text = g_string_new(NULL);
    insert->number = g_string_new(NULL);
    insert->replaced = g_ptr_array_new_with_free_func(g_free);
}

void insert_clear(Insert *insert)
{
    g_array_unref(insert->keys);
    g_string_free(insert->text, TRUE);
    g_string_free(insert->number, TRUE);
    g_ptr_array_unref(insert->replaced);
    g_clear_pointer(&insert->words, g_ptr_array_unref);
    g_free(insert->last_text);
}

void insert_start(Editor *editor, const ActionCall *call, Mode mode)
{
    Insert *insert = &editor->insert;
    editor->mode = insert->mode = mode;
    insert->start = editor->cursor;
    insert->count = call && call->has_count ? call->count : 1;
    insert->opens_line = false;
    insert->has_changed = false;
    insert->auto_indent = false;
    insert->typed_space = false;
    insert->one_command = insert->resumed = false;
    insert->block = false;
    insert->waiting = NULL;
    g_array_set_size(insert->keys, 0);
    g_string_truncate(insert->text, 0);
    g_ptr_array_set_size(insert->replaced, 0);
    g_clear_pointer(&insert->words, g_ptr_array_unref);
    editor->want_valid = false;
    if (editor->marks.change_start.set == false || pos_compare(editor->marks.change_start.pos, editor->cursor) != 0)
        editor_set_change_marks(editor, editor->cursor, editor->cursor);
}

/* --- typing ------------------------------------------------------------------------------------------ */

static void overwrite(Editor *editor, const char *bytes, size_t length)
{
    TextLine line = editor_line(editor, editor->cursor.line);
    size_t at = editor->cursor.byte, next = utf8_next(line.bytes, line.length, at);
    g_ptr_array_add(editor->insert.replaced, g_strndup(line.bytes + at, next - at));
    Pos end = {editor->cursor.line, next};
    editor_set_cursor(editor, editor_replace(editor, editor->cursor, end, bytes, length));
}

void insert_character(Editor *editor, const char *bytes, size_t length)
{
    Insert *insert = &editor->insert;
    insert->auto_indent = false;
    g_string_append_len(insert->text, bytes, (gssize)length);
    if (editor->mode == MODE_REPLACE)
        overwrite(editor, bytes, length);
    else
        editor_set_cursor(editor, editor_replace(editor, editor->cursor, editor->cursor, bytes, length));
}

void insert_text(Editor *editor, const char *bytes, size_t length)
{
    editor->insert.auto_indent = false;
    g_string_append_len(editor->insert.text, bytes, (gssize)length);
    editor_set_cursor(editor, editor_replace(editor, editor->cursor, editor->cursor, bytes, length));
}

/* A line with nothing but automatic indent is emptied when it is left. */
static void drop_auto_indent(Editor *editor)
{
    if (!editor->insert.auto_indent)
        return;
    editor->insert.auto_indent = false;
    size_t line = editor->cursor.line, blanks = editor_indent_bytes(editor, line);
    if (blanks != editor_line_length(editor, line)) {
        /* text behind the cursor stays; Vim goes behind it if it is a single byte */
        if (editor->cursor.byte + 1 == editor_line_length(editor, line))
            editor->cursor.byte++;
        return;
    }
    editor_replace(editor, (Pos){line, 0}, (Pos){line, blanks}, "", 0);
    editor_set_cursor(editor, (Pos){line, 0});
}

void insert_newline(Editor *editor)
{
    Insert *insert = &editor->insert;
    g_string_append_c(insert->text, '\n');
    Pos at = editor->cursor;
    TextLine line = editor_line(editor, at.line);
    size_t width = indent_behind(editor, at.line, at.byte), skip = at.byte;
    if (editor->options.autoindent) {
        while (skip < line.length && (line.bytes[skip] == ' ' || line.bytes[skip] == '\t'))
            skip++;
    }
    g_autofree char *indent = indent_of_width(editor, width);
    g_autofree char *text = g_strconcat("\n", indent, NULL);
    size_t from = at.byte;
    if (insert->auto_indent) {
        while (from > 0 && (line.bytes[from - 1] == ' ' || line.bytes[from - 1] == '\t'))
            from--;
    }
    if (editor->mode == MODE_REPLACE)
        g_ptr_array_add(insert->replaced, g_strdup(""));
    Pos after = editor_replace(editor, (Pos){at.line, from}, (Pos){at.line, skip}, text, strlen(text));
    editor_set_cursor(editor, after);
    insert->auto_indent = editor->options.autoindent;
    line_undo_clear(editor);
}

void insert_tab(Editor *editor)
{
    const EditorOptions *options = &editor->options;
    if (!options->expandtab) {
        insert_character(editor, "\t", 1);
        return;
    }
    size_t step = options->softtabstop ? options->softtabstop : options->tabstop;
    size_t column = editor_column(editor, editor->cursor);
    for (size_t count = step - column % step; count; count--)
        insert_character(editor, " ", 1);
}

void insert_as_typed(Editor *editor, const char *text)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        size_t next = utf8_next(text, length, at);
        if (text[at] == '\n') {
            insert_newline(editor);
            next = at + 1;
        } else if (text[at] == '\t') {
            insert_tab(editor);
        } else {
            insert_character(editor, text + at, next - at);
        }
        at = next;
    }
}

void insert_open_line(Editor *editor, bool below)
{
    size_t line = editor->cursor.line;
    size_t width = indent_behind(editor, line, below ? editor_line_length(editor, line) : editor_indent_bytes(editor, line));
    g_autofree char *indent = indent_of_width(editor, width);
    drop_auto_indent(editor);
    editor_insert_lines(editor, line, below, indent, strlen(indent));
    size_t at = line + (below ? 1 : 0);
    editor_set_cursor(editor, (Pos){at, strlen(indent)});
    editor_set_change_marks(editor, (Pos){at, 0}, (Pos){at, 0});
    editor->insert.auto_indent = editor->options.autoindent;
    line_undo_clear(editor);
}

/* --- leaving ------------------------------------------------------------------------------------------ */

static void process(Editor *editor, Key key);

/* The other times of a count: the same keys again. */
static void insert_again(Editor *editor)
{
    Insert *insert = &editor->insert;
    long count = insert->count;
    insert->count = 1;
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(Key));
    g_array_append_vals(keys, insert->keys->data, insert->keys->len);
    for (long i = 1; i < count; i++) {
        if (insert->opens_line)
            insert_open_line(editor, true);
        for (guint k = 0; k < keys->len; k++)
            process(editor, g_array_index(keys, Key, k));
    }
}

/* What is typed behind a command of <C-o> is what `.` repeats; the command itself if nothing is. */
static void remember_for_repeat(Editor *editor)
{
    if (editor->input.repeating || (editor->insert.resumed && !editor->insert.keys->len))
        return;
    if (editor->insert.resumed) {
        redo_as_insert(editor);
        editor->redo.count = 0;
        editor->redo.visual = false;
    }
    Key escape = {27, 0};
    g_array_append_vals(editor->redo.keys, editor->insert.keys->data, editor->insert.keys->len);
    g_array_append_val(editor->redo.keys, escape);
}

void insert_block(Editor *editor, const Region *region, bool append)
{
    Insert *insert = &editor->insert;
    bool to_end = append && region->right == SIZE_MAX;
    size_t line = region->start.line, right = block_right(editor, region);
    size_t column = append ? right + 1 : region->left;
    size_t width = editor_column(editor, (Pos){line, editor_line_length(editor, line)});
    if (append && !to_end && width < column) {
        g_autofree char *blanks = g_strnfill(column - width, ' ');
        Pos end = {line, editor_line_length(editor, line)};
        editor_replace(editor, end, end, blanks, strlen(blanks));
    }
    size_t byte = to_end ? editor_line_length(editor, line) : editor_byte_at_column(editor, line, column);
    editor_set_cursor(editor, (Pos){line, byte});
    insert->start = editor->cursor;
    insert->block = true;
    insert->block_line = line;
    insert->block_last = region->end.line;
    insert->block_column = column;
    insert->block_append = append;
    insert->block_left = region->start.byte;
    insert->block_change = false;
    insert->block_to_end = to_end;
    insert->block_length = editor_line_length(editor, line);
}

/* A tab in which the column is becomes blanks; a wide character is passed. */
static void fill_block_line(Editor *editor, size_t line, const char *text)
{
    const Insert *insert = &editor->insert;
    TextLine old = editor_line(editor, line);
    size_t width = editor_column(editor, (Pos){line, old.length});
    size_t column = insert->block_to_end ? width : insert->block_column;
    if (width < column && !insert->block_append)
        return;
    Pos from = {line, editor_byte_at_column(editor, line, column)}, to = from;
    size_t start = editor_column(editor, from), before = column - MIN(start, column), behind = 0;
    if (before && width > column) {
        to.byte = utf8_next(old.bytes, old.length, from.byte);
        bool tab = old.bytes[from.byte] == '\t';
        behind = tab ? editor_column(editor, to) - column : 0;
        before = tab ? before : 0;
        from = tab ? from : to;
    }
    g_autofree char *front = g_strnfill(before, ' ');
    g_autofree char *rest = g_strnfill(behind, ' ');
    g_autofree char *all = g_strconcat(front, text, rest, NULL);
    editor_replace(editor, from, to, all, strlen(all));
}

/* What was typed in the first line of a block goes to its other lines. */
static void fill_block(Editor *editor)
{
    Insert *insert = &editor->insert;
    size_t first = insert->block_line;
    insert->block = false;
    size_t lines = editor_line_count(editor);
    if (editor->cursor.line != first || insert->block_last >= lines)
        return; /* lines were typed or joined: Vim leaves the others alone, too */
    size_t length = editor_line_length(editor, first);
    if (length <= insert->block_length)
        return;
    size_t added = length - insert->block_length;
    size_t at = insert->start.byte;
    if (at + added > length)
        return;
    g_autofree char *text = g_strndup(editor_line(editor, first).bytes + at, added);
    editor->line_undo.paused = true;
    for (size_t line = first + 1; line <= insert->block_last; line++)
        fill_block_line(editor, line, text);
    if (insert->block_last > first)
        marks_change_was(editor, (Pos){first + 1, 0});
    editor->line_undo.paused = false;
    if (!insert->block_change)
        editor_set_cursor(editor, (Pos){first, insert->block_append ? insert->block_left : at});
}

void insert_leave(Editor *editor)
{
    Insert *insert = &editor->insert;
    insert->waiting = NULL;
    remember_for_repeat(editor);
    if (insert->count > 1 && (insert->keys->len || insert->opens_line))
        insert_again(editor);
    size_t before = editor->cursor.byte, column = editor_column(editor, editor->cursor);
    drop_auto_indent(editor);
    bool indent_dropped = editor->cursor.byte != before;
    bool block = insert->block;
    editor->marks.last_insert = (Mark){editor->cursor, true};
    if (block)
        fill_block(editor);
    if (insert->text->len) {
        g_free(insert->last_text);
        insert->last_text = g_strdup(insert->text->str);
    }
    editor->marks.change_end = (Mark){editor->cursor, true};
    insert->mode = editor->mode;
    editor->mode = MODE_NORMAL;
    if (editor->cursor.byte > 0 && (!block || insert->block_change)) {
        TextLine line = editor_line(editor, editor->cursor.line);
        editor->cursor.byte = utf8_previous(line.bytes, line.length, editor->cursor.byte);
    }
    editor->want = column; /* stays behind an indent that is gone */
    editor->want_valid = indent_dropped;
    editor_clamp_cursor(editor);
}

void insert_resume(Editor *editor)
{
    Insert *insert = &editor->insert;
    size_t length = editor_line_length(editor, editor->cursor.line);
    bool at_last = length && editor->cursor.byte == editor_last_byte(editor, editor->cursor.line);
    if (at_last && (insert->was_at_end || editor_want(editor) > editor_column(editor, editor->cursor)))
        editor->cursor.byte = length;
    insert_start(editor, NULL, insert->mode);
    insert->resumed = true;
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static void type_key(Editor *editor, Key key)
{
    if (key.modifiers || key.code >= KEY_NONE || key.code < ' ')
        return;
    char bytes[4];
    size_t length = utf8_encode(key.code, bytes);
    snippet_make_room(editor);
    fill_typed(editor, bytes, length);
    insert_character(editor, bytes, length);
    indent_typed(editor, key.code);
    editor->insert.typed_space = key.code == ' ';
}

static void run_insert_action(Editor *editor, const Action *action, Key argument)
{
    ActionCall call = {.count = 1, .reg = '"', .argument = argument};
    if (!((CommandFunction)action->function)(editor, &call))
        editor_fail(editor);
}

static const Binding *find_binding(const Editor *editor, Key key)
{
    const Binding *binding;
    if (editor->mode == MODE_REPLACE && keymap_longest(editor->keymap, MAP_REPLACE, &key, 1, &binding))
        return binding;
    return keymap_longest(editor->keymap, MAP_INSERT, &key, 1, &binding) ? binding : NULL;
}

static void process(Editor *editor, Key key)
{
    Insert *insert = &editor->insert;
    if (insert->waiting) {
        const Action *action = g_steal_pointer(&insert->waiting);
        run_insert_action(editor, action, key);
        return;
    }
    if (complete_menu_key(editor, key) || snippet_key(editor, key) || scratch_key(editor, key))
        return;
    const Binding *binding = find_binding(editor, key);
    if (!binding) {
        g_clear_pointer(&insert->words, g_ptr_array_unref);
        type_key(editor, key);
    } else if (!binding->action) {
        editor_feed_keys(editor, binding->keys, binding->key_count, true);
    } else if (binding->action->takes_key) {
        insert->waiting = binding->action;
    } else {
        run_insert_action(editor, binding->action, key);
    }
}

void insert_run_action(Editor *editor, const Action *action)
{
    if (action->takes_key)
        editor->insert.waiting = action;
    else
        run_insert_action(editor, action, (Key){0});
}

void insert_key(Editor *editor, Key key)
{
    if (!editor->insert.waiting && abbreviation_expand(editor, key))
        return;
    guint length = editor->insert.keys->len - (editor->insert.waiting != NULL);
    const Binding *binding = editor->insert.waiting ? NULL : find_binding(editor, key);
    bool leaves = binding && binding->action && (binding->action->flags & ACTION_PREFIX);
    if (!leaves && !(binding && binding->keys))
        g_array_append_val(editor->insert.keys, key);
    process(editor, key);
    if (editor->input.failed && editor->insert.keys->len > length)
        g_array_set_size(editor->insert.keys, length);
    snippet_follow(editor);
    complete_menu_follow(editor, key);
    lookup_follow_call(editor, key);
}

/* As if the selection had been changed to the text. */
static void paste_over_selection(Editor *editor, const GString *text)
{
    editor_undo_break(editor);
    normal_clear_pending(editor);
    editor_key(editor, (Key){'c', 0});
    if (editor->mode == MODE_INSERT)
        insert_text(editor, text->str, text->len);
    editor_key(editor, (Key){27, 0});
    editor_undo_break(editor);
}

void editor_paste(Editor *editor, const char *bytes, size_t length)
{
    editor_timeout(editor);
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\r' && i + 1 < length && bytes[i + 1] == '\n')
            continue;
        g_string_append_c(text, bytes[i] == '\r' ? '\n' : bytes[i]);
    }
    if (editor->mode == MODE_CONSOLE) {
        editor_request(editor, (Request){.kind = REQUEST_TYPE, .text = text->str});
    } else if (editor->mode == MODE_ENTRY) {
        widget_entry_paste(editor, text->str, text->len);
    } else if (editor->mode == MODE_WIDGET || editor->mode == MODE_MENU) {
        editor_tell(editor, true, "keys operate a widget: nothing was pasted (i types a value, <Esc> goes back to the text)");
    } else if (editor_mode(editor) == MODE_OUTPUT || (editor_output(editor, &(OutputFocus){0}) && mode_is_visual(editor->mode))) {
        editor_tell(editor, true, "an output cannot be changed: nothing was pasted (<Esc> goes to the code)");
    } else if (editor->mode == MODE_TABLE) {
        editor_tell(editor, true, "keys look at a table: nothing was pasted (q goes back to the notebook)");
    } else if (editor->read_only) {
        editor_may_change(editor);
    } else if (editor_line_window(editor, NULL)) {
        editor_paste(editor_line_window(editor, NULL), text->str, text->len);
    } else if (editor->mode == MODE_PROMPT) {
        for (size_t at = 0; at < text->len && text->str[at] != '\n';) {
            Utf8Char one = utf8_decode(text->str + at, text->len - at);
            prompt_key(editor, (Key){one.code, 0});
            at += one.length;
        }
    } else if (editor->mode == MODE_PICK) {
        picker_paste(editor, text->str, text->len);
    } else if (editor->mode == MODE_INSERT || editor->mode == MODE_REPLACE) {
        insert_text(editor, text->str, text->len);
    } else if (editor->mode == MODE_MODELESS) {
        normal_clear_pending(editor);
        modeless_insert(editor, text->str, text->len);
    } else if (mode_is_visual(editor->mode)) {
        paste_over_selection(editor, text);
    } else {
        editor_leave_panel(editor);
        normal_clear_pending(editor);
        editor_undo_break(editor);
        Pos at = editor->cursor;
        if (editor_line_length(editor, at.line))
            at.byte = utf8_next(editor_line(editor, at.line).bytes, editor_line_length(editor, at.line), at.byte);
        Pos end = editor_replace(editor, at, at, text->str, text->len);
        editor_set_cursor(editor, (Pos){end.line, end.byte});
        editor_clamp_cursor(editor);
        editor_undo_break(editor);
    }
}
