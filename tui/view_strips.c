/* The columns of a notebook, side by side: which there are, which are in sight, and which one keys go to.  Each is a
 * strip that scrolls by itself; all that view.c and view_rows.c do, they do in the one that keys go to. */
#include <string.h>

#include "notebook/columns.h"
#include "tui/view_private.h"

enum { HEAD_FROM = 4 }; /* rows that leave one for the heads */

struct Strips {
    GPtrArray *all;      /* of Strip *, owned: a column each */
    guint first, shown;  /* those in sight */
    int width;
    bool prompts;        /* a line is being typed at the prompt */
    GArray *rows;        /* of Row: what all in sight show, that which keys go to first... */
    GArray *places;      /* ...and of RowPlace: where */
};

static Strip *strip_new(Column column)
{
    Strip *strip = g_new0(Strip, 1);
    *strip = (Strip){.first = column.first, .end = column.end, .rows = g_array_new(FALSE, TRUE, sizeof(Row))};
    return strip;
}

static void strip_free(gpointer data)
{
    Strip *strip = data;
    g_array_unref(strip->rows);
    g_free(strip);
}

void strips_free(Strips *strips)
{
    g_ptr_array_unref(strips->all);
    g_array_unref(strips->rows);
    g_array_unref(strips->places);
    g_free(strips);
}

static Strips *strips_new(void)
{
    Strips *strips = g_new0(Strips, 1);
    strips->all = g_ptr_array_new_with_free_func(strip_free);
    strips->rows = g_array_new(FALSE, TRUE, sizeof(Row));
    strips->places = g_array_new(FALSE, TRUE, sizeof(RowPlace));
    return strips;
}

static Strip *strip_of(const Strips *strips, guint index)
{
    return g_ptr_array_index(strips->all, index);
}

/* --- which there are --------------------------------------------------------------------------------------------- */

static bool holds(const Strip *strip, size_t cell)
{
    return cell >= strip->first && cell < strip->end;
}

/* A strip shows what the one did that had a row of its cells at the top; if none had, it begins near what the one in its
 * place showed. */
static void take_top(const View *view, Strip *strip, const GPtrArray *before, guint number)
{
    strip->top = (Row){.cell = strip->first, .part = PART_RULE};
    for (guint i = 0; i <= before->len; i++) {
        const Strip *old = i < before->len ? g_ptr_array_index(before, i) : &view->whole;
        size_t cell;
        if (!notebook_find_cell(view_notebook(view), old->top_cell, &cell)) {
            if (i == number)
                strip->top.cell = CLAMP(old->top.cell, strip->first, strip->end - 1);
        } else if (holds(strip, cell)) {
            strip->top = old->top;
            strip->top.cell = cell;
            break;
        }
    }
    strip->top_cell = cell_id(notebook_cell(view_notebook(view), strip->top.cell));
    strip->home = strip->top;
    strip->home_cell = strip->top_cell;
}

static void make_strips(View *view, const GArray *columns)
{
    Strips *strips = view->strips = view->strips ? view->strips : strips_new();
    GPtrArray *before = strips->all;
    strips->all = g_ptr_array_new_with_free_func(strip_free);
    for (guint i = 0; i < columns->len; i++) {
        Strip *strip = strip_new(columns_at(columns, i));
        take_top(view, strip, before, i);
        g_ptr_array_add(strips->all, strip);
    }
    g_ptr_array_unref(before);
}

static void drop_strips(View *view)
{
    if (!view->strips)
        return;
    view->whole.top = view->strip->top;
    view->whole.top_cell = view->strip->top_cell;
    view->strip = &view->whole;
    g_clear_pointer(&view->strips, strips_free);
}

/* Whether what is there is what the notebook and the option want. */
static bool is_current(View *view, bool wanted)
{
    const char *width = notebook_header_option(notebook_header(view_notebook(view)), "width");
    uint64_t structure = notebook_structure_generation(view_notebook(view));
    if (view->started && structure == view->arranged && wanted == view->arranged_wanted &&
        g_strcmp0(width, view->arranged_width) == 0)
        return true;
    view->arranged = structure;
    view->arranged_wanted = wanted;
    g_free(view->arranged_width);
    view->arranged_width = g_strdup(width);
    return false;
}

/* The cell that keys go to, wherever the cursor of the text is. */
static size_t followed_cell(const View *view)
{
    WidgetFocus focus;
    size_t cell;
    if (view_console_cell(view, &cell))
        return cell;
    if (view_goes_to_widget(view) && editor_widget(view->context.editor, &focus) &&
        notebook_find_cell(view_notebook(view), focus.cell, &cell))
        return cell;
    return editor_cell(view->context.editor);
}

static guint strip_with(const Strips *strips, size_t cell)
{
    guint index = 0;
    while (index + 1 < strips->all->len && !holds(strip_of(strips, index), cell))
        index++;
    return index;
}

/* What is typed at the prompt shows where it would lead, in whatever column; when it has led somewhere, the others are what
 * they were. */
static void look_back(View *view)
{
    Strips *strips = view->strips;
    bool prompts = editor_mode(view->context.editor) == MODE_PROMPT;
    for (guint i = 0; prompts != strips->prompts && i < strips->all->len; i++) {
        Strip *strip = strip_of(strips, i);
        if (prompts) {
            strip->home = strip->top;
            strip->home_cell = strip->top_cell;
        } else if (strip != view->strip) {
            strip->top = strip->home;
            strip->top_cell = strip->home_cell;
        }
    }
    strips->prompts = prompts;
}

void view_settle_strips(View *view)
{
    bool wanted = !view->app && editor_option(view->context.editor, "columns") > 0;
    if (!is_current(view, wanted)) {
        g_autoptr(GArray) columns = wanted ? notebook_columns(view_notebook(view)) : NULL;
        if (columns)
            make_strips(view, columns);
        else
            drop_strips(view);
    }
    if (!view->strips)
        return;
    view->strip = strip_of(view->strips, strip_with(view->strips, followed_cell(view)));
    look_back(view);
}

int view_arrange_strips(View *view, int rows, int columns, int least)
{
    view_settle_strips(view);
    Strips *strips = view->strips;
    view->head = strips && rows >= HEAD_FROM;
    view->height = MAX(rows - view->head, 1);
    view->columns = columns;
    if (!strips)
        return columns;
    guint at = strip_with(strips, view->strip->first), count = strips->all->len;
    strips->shown = (guint)CLAMP(columns / least, 1, (int)count);
    strips->width = columns / (int)strips->shown;
    strips->first = CLAMP(strips->first, at + 1 - MIN(at + 1, strips->shown), at);
    strips->first = MIN(strips->first, count - strips->shown);
    for (guint i = 0; i < count; i++)
        strip_of(strips, i)->left = ((int)i - (int)strips->first) * strips->width;
    return strips->width;
}

/* --- what is on the screen --------------------------------------------------------------------------------------- */

static void add_rows(View *view, const Strip *strip)
{
    Strips *strips = view->strips;
    for (guint i = 0; i < strip->rows->len; i++) {
        RowPlace place = {(int)i + view->head, strip->left, strips->width, strip->left + view->rail.text};
        g_array_append_val(strips->places, place);
    }
    g_array_append_vals(strips->rows, strip->rows->data, strip->rows->len);
}

void view_collect_beside(View *view)
{
    Strips *strips = view->strips;
    Strip *own = view->strip;
    if (!strips)
        return;
    g_array_set_size(strips->rows, 0);
    g_array_set_size(strips->places, 0);
    add_rows(view, own);
    for (guint i = strips->first; i < strips->first + strips->shown; i++) {
        view->strip = strip_of(strips, i);
        if (view->strip == own)
            continue;
        view_settle_top(view);
        view_collect_rows(view);
        add_rows(view, view->strip);
    }
    view->strip = own;
}

const GArray *view_shown_rows(const View *view)
{
    return view->strips ? view->strips->rows : view->strip->rows;
}

RowPlace view_strip_place(const View *view, int row)
{
    return g_array_index(view->strips->places, RowPlace, row);
}

Strip *view_strip_at(const View *view, int column)
{
    const Strips *strips = view->strips;
    if (!strips)
        return view->strip;
    int index = strips->width > 0 ? CLAMP(column / strips->width, 0, (int)strips->shown - 1) : 0;
    return strip_of(strips, strips->first + (guint)index);
}

int view_last_row(const View *view, int column)
{
    return (int)view_strip_at(view, column)->rows->len + view->head - 1;
}

bool view_is_side_by_side(const View *view)
{
    return view->strips != NULL;
}

bool view_strip_head(const View *view, size_t index, StripHead *head)
{
    const Strips *strips = view->strips;
    if (!strips || view->head == 0 || index >= strips->shown)
        return false;
    size_t number = strips->first + index;
    const Strip *strip = strip_of(strips, (guint)number);
    *head = (StripHead){.column = strip->left, .columns = strips->width, .number = number + 1, .count = strips->all->len,
                        .first = strip->first, .end = strip->end, .current = strip == view->strip,
                        .leftmost = index == 0, .rightmost = index + 1 == strips->shown};
    return true;
}

/* --- to another one ---------------------------------------------------------------------------------------------- */

/* The line of code that is nearest to a row of the strip. */
static size_t line_near(const View *view, int row)
{
    Notebook *notebook = view_notebook(view);
    const GArray *rows = view->strip->rows;
    int count = (int)rows->len;
    for (int off = 0; off < 2 * count; off++) {
        int at = MIN(row, count - 1) + (off % 2 ? -(off + 1) / 2 : off / 2);
        const Row *here = at >= 0 && at < count ? &g_array_index(rows, Row, at) : NULL;
        if (here && here->part == PART_CODE)
            return notebook_first_line(notebook, here->cell) + here->line;
    }
    return notebook_first_line(notebook, g_array_index(rows, Row, MIN(row, count - 1)).cell);
}

static bool beside(gpointer self, size_t cell, size_t *line)
{
    View *view = self;
    if (!view->started || view->board)
        return false;
    view_settle_strips(view);
    if (!view->strips)
        return false;
    view_settle_top(view);
    view_collect_rows(view);
    Pos pos;
    Row cursor = view_cursor_row(view, &pos);
    int row = MAX(view_find_row(view, &cursor), 0);
    Strip *own = view->strip;
    view->strip = strip_of(view->strips, strip_with(view->strips, cell));
    view_settle_top(view);
    view_collect_rows(view);
    *line = line_near(view, row);
    view->strip = own;
    return true;
}

void view_strip_interface(EditorView *interface)
{
    interface->beside = beside;
}
