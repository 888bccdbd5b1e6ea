/* From a motion or a selection to the range that an operator gets (`:help operator`, `:help exclusive`). */
#include "edit/editor_private.h"

#include <string.h>

#include "notebook/history.h"

static bool in_indent(const Editor *editor, Pos pos)
{
    return editor_indent_bytes(editor, pos.line) >= pos.byte;
}

static Pos behind_character(const Editor *editor, Pos pos)
{
    TextLine line = editor_line(editor, pos.line);
    return (Pos){pos.line, utf8_next(line.bytes, line.length, MIN(pos.byte, line.length))};
}

/* An exclusive end in column 0 goes back to the line before; from the indent on, whole lines are taken. */
static void adjust_end(Editor *editor, Region *region)
{
    region->adjusted = true;
    region->end.line--;
    if (in_indent(editor, region->start)) {
        region->wise = WISE_LINE;
        return;
    }
    region->end.byte = editor_line_length(editor, region->end.line);
}

static void order(Region *region, Pos a, Pos b)
{
    bool forward = pos_compare(a, b) < 0;
    region->start = forward ? a : b;
    region->end = forward ? b : a;
}

static void region_of_motion(Editor *editor, const Motion *motion, Region *region)
{
    order(region, motion->from, motion->to);
    region->wise = motion->wise;
    bool inclusive = motion->inclusive;
    region->lines = region->end.line - region->start.line + 1;
    region->empty = region->wise == WISE_CHAR && !inclusive && pos_compare(region->start, region->end) == 0;
    if (region->wise == WISE_CHAR && inclusive)
        region->end = behind_character(editor, region->end);
    else if (region->wise == WISE_CHAR && !motion->exact && region->end.byte == 0 && region->lines > 1)
        adjust_end(editor, region);
    region->lines = region->end.line - region->start.line + 1;
}

static void region_of_selection(Editor *editor, const Action *operator, Region *region)
{
    Mode mode = editor->mode;
    Pos anchor = editor->visual.anchor;
    bool again = editor->input.repeating && editor->redo.visual;
    if (!again && (mode == MODE_VISUAL_LINE || (mode == MODE_VISUAL && operator->flags & OPERATOR_FORCE_LINES)))
        anchor.byte = 0;
    order(region, anchor, editor->cursor);
    region->visual = true;
    region->wise = mode == MODE_VISUAL ? WISE_CHAR : mode == MODE_VISUAL_LINE ? WISE_LINE : WISE_BLOCK;
    if (operator->flags & OPERATOR_FORCE_LINES && !(mode == MODE_VISUAL_BLOCK && operator->flags & (OPERATOR_TO_END | OPERATOR_BLOCKS)))
        region->wise = WISE_LINE;
    if (region->wise == WISE_BLOCK) {
        Selection selection;
        editor_selection(editor, &selection);
        region->left = selection.left;
        region->right = operator->flags & OPERATOR_TO_END ? SIZE_MAX : selection.right;
        region->start = (Pos){selection.first.line, 0};
        region->start.byte = editor_byte_at_column(editor, region->start.line, region->left);
    } else if (region->wise == WISE_CHAR) {
        size_t length = editor_line_length(editor, region->end.line);
        bool line_break = region->end.byte >= length;
        if (line_break && !(operator->flags & OPERATOR_LINES) && region->end.line + 1 < editor_line_count(editor))
            region->end = (Pos){region->end.line + 1, 0};
        else
            region->end = behind_character(editor, region->end);
        region->empty = pos_compare(region->start, region->end) == 0;
    }
    region->lines = region->end.line - region->start.line + 1;
}

static void region_of_cells(Editor *editor, Region *region)
{
    Notebook *notebook = editor->notebook;
    region->start = (Pos){notebook_first_line(notebook, notebook_cell_of_line(notebook, region->start.line)), 0};
    region->end.line = notebook_last_line(notebook, notebook_cell_of_line(notebook, region->end.line));
    region->end.byte = editor_line_length(editor, region->end.line);
    region->lines = region->end.line - region->start.line + 1;
}

bool operator_apply(Editor *editor, const Action *operator, const ActionCall *call, const Motion *motion,
                    const Action *motion_action)
{
    Region region = {
        .want = editor->pending.want,
        .want_after = editor->want_valid ? editor->want : editor->pending.want,
        .big = motion_action && motion_action->flags & MOTION_BIG,
        .forced = editor->pending.forced,
    };
    editor->operator_from = editor->cursor;
    if (motion && motion->wise == WISE_BLOCK) {
        editor->visual.anchor = motion->from;
        editor->cursor = motion->to;
        editor->mode = MODE_VISUAL_BLOCK;
        motion = NULL;
    }
    if (motion) {
        region_of_motion(editor, motion, &region);
    } else {
        bool cells = editor->visual.cells;
        region_of_selection(editor, operator, &region);
        visual_leave(editor);
        if (cells)
            region.wise = WISE_CELL;
    }
    editor->pending.last_wise = region.wise == WISE_CHAR || region.wise == WISE_BLOCK ? WISE_CHAR : WISE_LINE;
    if (region.wise == WISE_CELL)
        region_of_cells(editor, &region);
    if (motion && motion->wise == WISE_LINE && motion_action && motion_action->kind == ACTION_TEXT_OBJECT)
        region.start.byte = 0;
    editor->cursor = region.start;
    editor->want_valid = false;
    ActionCall copy = *call;
    normal_clear_pending(editor);
    editor->line_undo.paused = region.lines > 1 && !(operator->flags & ACTION_INSERTS);
    bool done = ((OperatorFunction)operator->function)(editor, &copy, &region);
    editor->line_undo.paused = false;
    editor->want_valid = false;
    return done;
}

/* --- what is in a region ------------------------------------------------------------------------------ */

void register_clear(Register *what)
{
    g_clear_pointer(&what->text, g_free);
    g_clear_pointer(&what->cells, g_ptr_array_unref);
}

static void unref_snapshot(gpointer snapshot)
{
    cell_snapshot_unref(snapshot);
}

static GPtrArray *cells_of(Editor *editor, const Region *region)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(unref_snapshot);
    size_t first = notebook_cell_of_line(editor->notebook, region->start.line);
    size_t last = notebook_cell_of_line(editor->notebook, region->end.line);
    for (size_t i = first; i <= last; i++)
        g_ptr_array_add(cells, cell_snapshot(notebook_cell(editor->notebook, i)));
    return cells;
}

static char *block_text(Editor *editor, const Region *region, size_t *width)
{
    g_autoptr(GString) text = g_string_new(NULL);
    size_t right = block_right(editor, region);
    for (size_t line = region->start.line; line <= region->end.line; line++) {
        BlockPart part = block_part(editor, line, region->left, right, false);
        if (line > region->start.line)
            g_string_append_c(text, '\n');
        g_string_append_printf(text, "%*s", (int)part.blanks_before, "");
        g_string_append_len(text, editor_line(editor, line).bytes + part.start, (gssize)(part.end - part.start));
        g_string_append_printf(text, "%*s", (int)part.blanks_behind, "");
    }
    *width = right - region->left;
    if (region->right == SIZE_MAX && *width > 0)
        --*width;
    return g_string_free(g_steal_pointer(&text), FALSE);
}

Register editor_region_contents(Editor *editor, const Region *region)
{
    bool cells = region->wise == WISE_CELL && !editor_output(editor, &(OutputFocus){0}); /* an output is no cell to put */
    Register what = {.wise = region->wise == WISE_CELL && !cells ? WISE_LINE : region->wise};
    Pos start = region->start, end = region->end;
    if (region->wise == WISE_BLOCK) {
        what.text = block_text(editor, region, &what.width);
        return what;
    }
    if (region->wise != WISE_CHAR) {
        start.byte = 0;
        end.byte = editor_line_length(editor, end.line);
    }
    what.text = g_string_free(notebook_slice(editor->notebook, start, end), FALSE);
    if (cells)
        what.cells = cells_of(editor, region);
    return what;
}

static void offer_to_clipboard(Editor *editor, uint32_t name, const Register *what)
{
    if (name != '+' && name != '*')
        return;
    g_autofree char *text = g_strconcat(what->text, what->wise == WISE_LINE ? "\n" : NULL, NULL);
    editor_request(editor, (Request){.kind = REQUEST_CLIPBOARD, .text = text});
}

static Pos last_of(const Editor *editor, const Region *region)
{
    Pos end = region->end;
    if (region->wise != WISE_CHAR)
        return (Pos){end.line, editor_last_byte(editor, end.line)};
    if (end.byte > 0)
        return (Pos){end.line, utf8_previous(editor_line(editor, end.line).bytes, end.byte, end.byte)};
    return end;
}

void editor_yank_region(Editor *editor, const Region *region, uint32_t name)
{
    Register what = editor_region_contents(editor, region);
    registers_yank(editor->registers, name, &what);
    offer_to_clipboard(editor, name, &what);
    register_clear(&what);
    Pos start = region->start;
    if (region->wise == WISE_LINE)
        start.byte = 0;
    editor_set_change_marks(editor, start, last_of(editor, region));
}

static void remove_cells(Editor *editor, const Region *region)
{
    Notebook *notebook = editor->notebook;
    size_t first = notebook_cell_of_line(notebook, region->start.line);
    size_t last = notebook_cell_of_line(notebook, region->end.line);
    Column column = editor_column_around(editor, first);
    bool at_end = last + 1 == column.end && first > column.first;
    history_set_cursor(notebook_history(notebook), editor->cursor);
    if (last - first + 1 == notebook_cell_count(notebook))
        notebook_insert_cell(notebook, last + 1, "_", CELL_PLAIN, NULL, "", 0);
    for (size_t cell = last + 1; cell-- > first;)
        notebook_remove_cell(notebook, cell);
    size_t cell = at_end ? first - 1 : MIN(first, notebook_cell_count(notebook) - 1);
    editor_set_cursor(editor, (Pos){notebook_first_line(notebook, cell), 0});
}

static void remove_block(Editor *editor, const Region *region)
{
    size_t right = block_right(editor, region);
    for (size_t line = region->start.line; line <= region->end.line; line++) {
        BlockPart part = block_part(editor, line, region->left, right, true);
        if (part.end == part.start)
            continue;
        g_autofree char *blanks = g_strnfill(part.blanks_before + part.blanks_behind, ' ');
        editor_replace(editor, (Pos){line, part.start}, (Pos){line, part.end}, blanks, strlen(blanks));
        marks_change_was(editor, (Pos){region->start.line, 0});
    }
}

static void remove_lines(Editor *editor, const Region *region)
{
    size_t first = region->start.line, last = region->end.line;
    size_t cell = notebook_cell_of_line(editor->notebook, first);
    bool one_cell = cell == notebook_cell_of_line(editor->notebook, last);
    bool all = first == 0 && last + 1 == editor_line_count(editor);
    editor_delete_lines(editor, first, last);
    if (all)
        editor->emptied = notebook_generation(editor->notebook);
    /* the cursor stays in the cell where the lines went */
    if (one_cell)
        first = MIN(first, notebook_last_line(editor->notebook, cell));
    editor->cursor.line = MIN(first, editor_line_count(editor) - 1);
    editor_cursor_to_indent(editor, editor->cursor.line);
    if (!editor->options.startofline && !region->adjusted)
        editor_go_to_column(editor, editor->cursor.line, region->want);
}

/* A deletion over several lines that leaves nothing but blanks takes the lines themselves. */
static bool leaves_blanks(const Editor *editor, const Region *region)
{
    if (region->wise != WISE_CHAR || region->visual || region->forced || region->lines < 2)
        return false;
    TextLine line = editor_line(editor, region->end.line);
    size_t at = region->end.byte;
    while (at < line.length && (line.bytes[at] == ' ' || line.bytes[at] == '\t'))
        at++;
    return at >= line.length && in_indent(editor, region->start);
}

bool editor_delete_region(Editor *editor, Region *region, uint32_t name, bool for_change)
{
    if (!registers_writable(name))
        return false;
    if (editor->emptied && editor->emptied == notebook_generation(editor->notebook))
        return true;
    if (region->wise != WISE_LINE)
        editor_undo_touch(editor);
    if (region->empty)
        return true;
    if (!for_change && leaves_blanks(editor, region))
        region->wise = WISE_LINE;
    if (region->wise != WISE_LINE && region->wise != WISE_CELL && region->lines == 1 && !for_change &&
        editor_line_length(editor, region->start.line) == 0)
        return true;
    Register what = editor_region_contents(editor, region);
    bool several = region->wise == WISE_LINE || region->wise == WISE_CELL || region->lines > 1;
    registers_delete(editor->registers, name, &what, several, region->big);
    offer_to_clipboard(editor, name, &what);
    register_clear(&what);
    if (region->wise == WISE_CELL)
        remove_cells(editor, region);
    else if (region->wise == WISE_BLOCK)
        remove_block(editor, region);
    else if (region->wise == WISE_CHAR)
        editor_delete(editor, region->start, region->end);
    else if (!for_change)
        remove_lines(editor, region);
    Pos at = region->wise == WISE_LINE || region->wise == WISE_CELL ? (Pos){editor->cursor.line, 0} : region->start;
    editor_set_change_marks(editor, at, at);
    return true;
}
