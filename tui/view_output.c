/* What a cell shows as one text: which bytes of which line are on which row of its errors, output and console. */
#include <string.h>

#include "base/utf8.h"
#include "tui/grid.h"
#include "tui/view_private.h"
#include "tui/wrap.h"

/* One row: bytes [skip, skip + length) of what it shows are bytes [start, start + length) of a line of the text. */
typedef struct {
    size_t line, start, skip, length;
} TextRow;

struct OutputText {
    uint64_t cell;
    size_t layout; /* of the pane that it was made from */
    char *text;
    GArray *rows;  /* of TextRow */
};

static const Part PARTS[] = {PART_ERRORS, PART_OUTPUT, PART_CONSOLE};

static const Block *block_of(const Pane *pane, Part part)
{
    return part == PART_ERRORS ? pane->errors : part == PART_OUTPUT ? pane->output : part == PART_CONSOLE ? pane->console : NULL;
}

static size_t rows_of(const Pane *pane, Part part)
{
    const Block *block = block_of(pane, part);
    return block ? block->lines->len : 0;
}

void output_text_free(OutputText *text)
{
    g_free(text->text);
    g_array_unref(text->rows);
    g_free(text);
}

static size_t without_blanks(const char *bytes, size_t length)
{
    while (length > 0 && bytes[length - 1] == ' ')
        length--;
    return length;
}

/* A row that goes on with the line of the row before it does so in the text; blanks at the end of a line are but the
 * room between columns. */
static void add_row(OutputText *text, GString *all, const BlockLine *line, bool last)
{
    TextRow row = {.skip = line->continues ? line->indent : 0};
    const TextRow *before = text->rows->len ? &g_array_index(text->rows, TextRow, text->rows->len - 1) : NULL;
    row.length = line->text->len - row.skip;
    if (last)
        row.length = without_blanks(line->text->str + row.skip, row.length);
    if (before && line->continues) {
        row.line = before->line;
        if (line->dropped)
            g_string_append_c(all, ' ');
        row.start = before->start + before->length + line->dropped;
    } else if (before) {
        row.line = before->line + 1;
        g_string_append_c(all, '\n');
    }
    g_string_append_len(all, line->text->str + row.skip, (gssize)row.length);
    g_array_append_val(text->rows, row);
}

static OutputText *make(const Pane *pane)
{
    OutputText *text = g_new0(OutputText, 1);
    text->cell = pane->cell;
    text->layout = pane->layout;
    text->rows = g_array_new(FALSE, FALSE, sizeof(TextRow));
    GString *all = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
        const Block *block = block_of(pane, PARTS[i]);
        for (guint k = 0; block && k < block->lines->len; k++) {
            const BlockLine *next = k + 1 < block->lines->len ? g_ptr_array_index(block->lines, k + 1) : NULL;
            add_row(text, all, g_ptr_array_index(block->lines, k), !next || !next->continues);
        }
    }
    text->text = g_string_free(all, FALSE);
    return text;
}

/* Made once for each layout of a pane.  NULL: the cell shows nothing. */
static const OutputText *text_of(View *view, size_t cell)
{
    const Pane *pane = pane_cache_get(view->panes, &view->context, cell);
    OutputText *known = view->output;
    if (!known || known->cell != pane->cell || known->layout != pane->layout) {
        g_clear_pointer(&view->output, output_text_free);
        known = view->output = make(pane);
    }
    return known->rows->len ? known : NULL;
}

static bool output(gpointer self, uint64_t id, uint64_t *stamp, char **text)
{
    View *view = self;
    size_t cell;
    if (!view->started || !notebook_find_cell(view_notebook(view), id, &cell))
        return false;
    const OutputText *known = text_of(view, cell);
    if (known && *stamp != known->layout) {
        *stamp = known->layout;
        *text = g_strdup(known->text);
    }
    return known != NULL;
}

void view_output_interface(EditorView *interface)
{
    interface->output = output;
}

/* --- places ----------------------------------------------------------------------------------------------------- */

bool view_output_cell(const View *view, size_t *cell, Pos *cursor)
{
    OutputFocus focus;
    if (!editor_output(view->context.editor, &focus) || !notebook_find_cell(view_notebook(view), focus.cell, cell))
        return false;
    *cursor = focus.cursor;
    return text_of((View *)view, *cell) != NULL;
}

static Row row_at(const View *view, size_t cell, size_t at)
{
    const Pane *pane = pane_cache_get(view->panes, &view->context, cell);
    Row row = {.cell = cell, .part = PART_ERRORS, .line = at};
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
        row.part = PARTS[i];
        if (row.line < rows_of(pane, row.part))
            break;
        row.line -= rows_of(pane, row.part);
    }
    return row;
}

/* The last row that begins at the place or before it: rows are in the order of the text. */
static size_t place_of(const OutputText *text, Pos pos)
{
    guint from = 0, to = text->rows->len;
    while (to - from > 1) {
        guint middle = from + (to - from) / 2;
        const TextRow *row = &g_array_index(text->rows, TextRow, middle);
        bool before = row->line < pos.line || (row->line == pos.line && row->start <= pos.byte);
        from = before ? middle : from;
        to = before ? to : middle;
    }
    return from;
}

Row view_output_row(const View *view, size_t cell, Pos pos)
{
    return row_at(view, cell, place_of(text_of((View *)view, cell), pos));
}

size_t view_output_lines(const View *view, size_t cell)
{
    const OutputText *text = text_of((View *)view, cell);
    return g_array_index(text->rows, TextRow, text->rows->len - 1).line + 1;
}

bool view_output_place(const View *view, const Row *row, OutputPlace *place)
{
    size_t cell, at = row->line;
    Pos cursor;
    if (!view_output_cell(view, &cell, &cursor) || row->cell != cell)
        return false;
    const Pane *pane = pane_cache_get(view->panes, &view->context, cell);
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS) && PARTS[i] != row->part; i++)
        at += rows_of(pane, PARTS[i]);
    const OutputText *text = text_of((View *)view, cell);
    if (!block_of(pane, row->part) || at >= text->rows->len)
        return false;
    const TextRow *found = &g_array_index(text->rows, TextRow, at);
    const BlockLine *line = g_ptr_array_index(block_of(pane, row->part)->lines, row->line);
    *place = (OutputPlace){found->line, found->start, found->length, line->text->str + found->skip,
                           text_columns(line->text->str, found->skip), line->frame};
    return true;
}

int view_output_column(const OutputPlace *place, size_t byte)
{
    size_t within = CLAMP(byte, place->start, place->start + place->length) - place->start;
    return place->column + text_columns(place->bytes, within);
}

size_t view_output_byte(const OutputPlace *place, int column)
{
    return place->start + text_fit(place->bytes, place->length, MAX(column - place->column, 0));
}

/* --- the pointer ------------------------------------------------------------------------------------------------- */

/* A console is cut at its beginning, all else at its end. */
Row view_row_now(const View *view, const Spot *spot)
{
    Row row = spot->row;
    size_t lines = view_part_lines(view, row.cell, row.part), last = lines ? lines - 1 : 0;
    if (row.part == PART_CONSOLE)
        row.line = last - MIN(spot->behind, last);
    else if (row.part > PART_CODE)
        row.line = MIN(row.line, last);
    return row;
}

bool view_output_spot(const View *view, const Spot *spot, Pos *pos)
{
    Row row = view_row_now(view, spot);
    OutputPlace place;
    if (!view_output_place(view, &row, &place))
        return false;
    *pos = (Pos){place.line, view_output_byte(&place, spot->column)};
    return true;
}

Pos view_output_near(const View *view, const Spot *spot)
{
    size_t cell;
    Pos pos, cursor;
    if (view_output_spot(view, spot, &pos) || !view_output_cell(view, &cell, &cursor))
        return pos;
    bool above = spot->row.cell < cell || (spot->row.cell == cell && spot->row.part < PART_ERRORS);
    return above ? (Pos){0} : (Pos){SIZE_MAX, SIZE_MAX};
}

bool view_output_mark(const View *view, guint *mark)
{
    size_t cell;
    Pos cursor;
    if (!view_output_cell(view, &cell, &cursor))
        return false;
    Row row = view_output_row(view, cell, cursor);
    const Block *block = block_of(pane_cache_get(view->panes, &view->context, cell), row.part);
    const BlockLine *line = block ? g_ptr_array_index(block->lines, row.line) : NULL;
    *mark = 0;
    for (guint i = 0; line && i < line->spans->len && !*mark; i++)
        *mark = g_array_index(line->spans, BlockSpan, i).mark;
    return row.part == PART_OUTPUT && *mark;
}

int view_output_cursor(const View *view)
{
    size_t cell;
    Pos cursor;
    if (!view_output_cell(view, &cell, &cursor))
        return 0;
    const char *line = text_of((View *)view, cell)->text;
    for (size_t i = 0; i < cursor.line && strchr(line, '\n'); i++)
        line = strchr(line, '\n') + 1;
    return text_columns(line, MIN(cursor.byte, strcspn(line, "\n")));
}

unsigned view_output_frame(const View *view)
{
    size_t cell;
    Pos cursor;
    OutputPlace place;
    if (!view_output_cell(view, &cell, &cursor))
        return 0;
    Row row = view_output_row(view, cell, cursor);
    return view_output_place(view, &row, &place) ? place.frame : 0;
}

/* --- the cursor, there or in the code ------------------------------------------------------------------------- */

Row view_cursor_row(const View *view, Pos *cursor)
{
    size_t cell;
    if (view_output_cell(view, &cell, cursor))
        return view_output_row(view, cell, *cursor);
    *cursor = editor_cursor(view->context.editor);
    return view_row_of(view, *cursor);
}

bool view_cursor(const View *view, int *row, int *column)
{
    if (view_goes_to_widget(view) || view->app)
        return false;
    Pos pos;
    OutputPlace place;
    Row cursor = view_cursor_row(view, &pos);
    *row = view_find_row(view, &cursor);
    if (*row < 0)
        return false;
    *row += view->head;
    int text = view->strip->left + view->rail.text;
    if (view_output_place(view, &cursor, &place)) {
        *column = text + view_output_column(&place, pos.byte);
        return true;
    }
    int columns = cursor.part == PART_CODE ? wrap_columns(view_code_line(view, &cursor), cursor.start, pos.byte,
                                                             view->context.tab_stop) : 0;
    *column = text + columns;
    return true;
}
