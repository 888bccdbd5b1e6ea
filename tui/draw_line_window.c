/* The lines typed before, in a window above the status line: the cursor in the middle where there are lines on both sides. */
#include "tui/draw.h"

#include <string.h>

#include "edit/line_window.h"

enum { MOST_ROWS = 7 }; /* as Vim's 'cmdwinheight' */

typedef struct {
    const Editor *editor;
    Grid *grid;
    Rect clip;      /* of the row's text, behind the sign */
    TextLine line;
    int shift;      /* columns at the left that are out of sight */
} LineRow;

static size_t count_of(const Editor *editor)
{
    Notebook *notebook = editor_notebook(editor);
    return notebook_last_line(notebook, notebook_cell_count(notebook) - 1) + 1;
}

/* Its rows without the title; `*first` is the line in the first of them. */
static Rect rows_of(const Editor *editor, Rect area, size_t *first)
{
    int rows = MIN(MOST_ROWS, MAX(area.rows - 2, 1));
    long cursor = (long)editor_cursor(editor).line, most = MAX((long)count_of(editor) - rows, 0);
    *first = (size_t)CLAMP(cursor - rows / 2, 0, most);
    return (Rect){area.row + area.rows - rows, area.column, rows, area.columns};
}

static int column_of(const LineRow *row, size_t byte)
{
    return row->clip.column - row->shift + text_columns(row->line.bytes, MIN(byte, row->line.length));
}

static void overlay(const LineRow *row, int from, int to, StyleRole role)
{
    int end = row->clip.column + row->clip.columns;
    if (MAX(from, row->clip.column) < MIN(to, end))
        grid_overlay(row->grid, row->clip.row, MAX(from, row->clip.column), MIN(to, end), role);
}

static void overlay_match(size_t start, size_t end, gpointer data)
{
    overlay(data, column_of(data, start), column_of(data, end), STYLE_SEARCH);
}

static void overlay_selection(const LineRow *row, size_t number)
{
    enum { FAR = 100000 };
    Selection selection;
    if (!editor_selection(row->editor, &selection) || number < selection.first.line || number > selection.last.line)
        return;
    Mode mode = editor_mode(row->editor);
    int left = row->clip.column - row->shift, from = left, to = column_of(row, row->line.length) + 1;
    if (mode == MODE_VISUAL_BLOCK) {
        from = left + (int)MIN(selection.left, FAR);
        to = MIN(to, left + (int)MIN(selection.right, FAR) + 1);
    } else if (mode != MODE_VISUAL_LINE) {
        from = number == selection.first.line ? column_of(row, selection.first.byte) : from;
        to = number == selection.last.line ? column_of(row, selection.last.byte + 1) : to;
        to = MAX(to, number == selection.last.line ? from + 1 : to);
    }
    overlay(row, from, to, STYLE_SELECTION);
}

static void draw_title(const Editor *editor, char sign, Grid *grid, Rect area)
{
    grid_repeat(grid, area, area.row, area.column, area.columns, "─", style_of(STYLE_RULE));
    int column = grid_print(grid, area, area.row, area.column + 2, sign == ':' ? " commands " : " patterns ", style_of(STYLE_PAGE_TITLE));
    const char *words = editor_has_modes(editor) ? " <CR> does it  <C-c> goes on with it  :q leaves " : " <CR> does it  <Esc> leaves ";
    int from = area.column + area.columns - 1 - text_columns(words, strlen(words));
    if (from > column)
        grid_print(grid, area, area.row, from, words, style_of(STYLE_DIM));
}

static CursorShape shape_of(Mode mode)
{
    return mode == MODE_INSERT || mode == MODE_MODELESS ? CURSOR_BAR : mode == MODE_REPLACE || mode == MODE_PENDING ? CURSOR_UNDERLINE : CURSOR_BLOCK;
}

void draw_line_window(const Scene *scene, Grid *grid, Rect area)
{
    char sign;
    const Editor *editor = editor_line_window(scene->editor, &sign);
    if (!editor || area.rows < 2)
        return;
    size_t first;
    Rect rows = rows_of(editor, area, &first);
    Pos cursor = editor_cursor(editor);
    TextLine at_cursor = notebook_line(editor_notebook(editor), cursor.line);
    int shift = MAX(text_columns(at_cursor.bytes, cursor.byte) - (rows.columns - 2), 0);
    grid_fill(grid, rows, style_of(STYLE_PAGE));
    draw_title(editor, sign, grid, (Rect){rows.row - 1, rows.column, 1, rows.columns});
    for (int i = 0; i < rows.rows && first + (size_t)i < count_of(editor); i++) {
        size_t number = first + (size_t)i;
        LineRow row = {editor, grid, {rows.row + i, rows.column + 1, 1, rows.columns - 1},
                       notebook_line(editor_notebook(editor), number), shift};
        grid_put(grid, rows, row.clip.row, rows.column, &sign, 1, style_of(STYLE_PROMPT));
        grid_put(grid, row.clip, row.clip.row, row.clip.column - shift, row.line.bytes, row.line.length, style_of(STYLE_PAGE));
        editor_each_match(editor, row.line, overlay_match, &row);
        overlay_selection(&row, number);
        if (number == cursor.line)
            grid_set_cursor(grid, (GridCursor){row.clip.row, column_of(&row, cursor.byte), true, shape_of(editor_mode(editor))});
    }
}

bool draw_line_window_spot(const Scene *scene, Rect area, int row, int column, Pos *pos)
{
    const Editor *editor = editor_line_window(scene->editor, NULL);
    size_t first;
    Rect rows = editor ? rows_of(editor, area, &first) : (Rect){0};
    if (!editor || row < rows.row || row >= rows.row + rows.rows)
        return false;
    Pos cursor = editor_cursor(editor);
    TextLine at_cursor = notebook_line(editor_notebook(editor), cursor.line);
    int shift = MAX(text_columns(at_cursor.bytes, cursor.byte) - (rows.columns - 2), 0);
    size_t line = MIN(first + (size_t)(row - rows.row), count_of(editor) - 1);
    TextLine text = notebook_line(editor_notebook(editor), line);
    *pos = (Pos){line, text_fit(text.bytes, text.length, MAX(column - rows.column - 1 + shift, 0))};
    return true;
}
