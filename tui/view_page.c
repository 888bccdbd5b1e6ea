/* The page over the notebook (help, messages, registers): folded to the screen, and scrolled. */
#include <string.h>

#include "tui/ansi.h"
#include "tui/markdown.h"
#include "tui/output_block.h"
#include "tui/view_private.h"

enum { PAGE_LINES = 100000 };

/* Where the last column of a table begins: behind a gap of blanks in the first two thirds of the line; else the
 * indent. */
static size_t hanging_indent(const char *line, size_t length, int width)
{
    size_t indent = strspn(line, " "), hang = MIN(indent, length);
    for (size_t at = hang; at + 2 < length && (int)at < width * 2 / 3; at++) {
        if (line[at] == ' ' && line[at + 1] == ' ' && line[at + 2] != ' ')
            hang = at + 2;
    }
    return hang;
}

/* Of a difference the column of the signs stays free. */
static size_t hanging_code(const char *line, size_t length)
{
    enum { SIGN = 2 };
    return length < SIGN ? length : SIGN + MIN(strspn(line + SIGN, " "), length - SIGN);
}

static StyleRole role_of(const char *text, size_t length, bool difference)
{
    if (length > 2 && text[0] == '[' && text[length - 1] == ']')
        return STYLE_PAGE_TITLE;
    bool marked = difference && length >= 2 && text[1] == ' ';
    return marked && text[0] == '+' ? STYLE_ADDED : marked && text[0] == '-' ? STYLE_REMOVED : STYLE_PAGE;
}

static void add_page_line(Block *page, const char *text, size_t length, bool difference)
{
    g_autoptr(BlockLine) indent = block_line_new();
    size_t hang = difference ? hanging_code(text, length) : hanging_indent(text, length, page->width);
    g_autofree char *blanks = g_strnfill(hang, ' ');
    block_line_add(indent, blanks, -1, style_of(STYLE_PAGE));
    BlockLine *line = block_line_new();
    block_line_add(line, text, (gssize)length, style_of(role_of(text, length, difference)));
    block_fold(page, line, NULL, indent, FOLD_WORDS);
}

/* What a cell shows, whole. */
static void add_output(View *view, uint64_t id)
{
    size_t index;
    Notebook *notebook = view_notebook(view);
    const Model *model = view->context.model;
    const CellModel *known = model_cell(model, id);
    if (!notebook_find_cell(notebook, id, &index))
        return;
    g_autofree char *markdown = cell_markdown(notebook_cell(notebook, index));
    if (markdown)
        markdown_block(view->page, markdown, strlen(markdown));
    else if (known && known->output)
        output_block(view->page, known->output,
                     &(OutputContext){.notebook = notebook, .widgets = model_widgets(model),
                                      .pictures = pane_cache_pictures(view->panes), .picture_rows = view->height + view->head - 2,
                                      .zoom = view->page_zoom});
    if (known && known->console)
        styled_block(view->page, known->console, STYLE_CONSOLE);
    if (view->page->lines->len == 0)
        block_add_text(view->page, "this cell shows nothing", style_of(STYLE_DIM), NULL, FOLD_WORDS);
}

void view_update_page(View *view, int columns)
{
    g_autoptr(Block) before = g_steal_pointer(&view->page); /* its pictures may stay */
    const char *title, *text = editor_page(view->context.editor, &title);
    if (!text)
        return;
    view->page = block_new(MAX(columns - 4, 1), PAGE_LINES);
    g_clear_pointer(&view->page_rows, g_array_unref);
    view->page_rows = g_array_new(FALSE, FALSE, sizeof(size_t));
    if (editor_page_cell(view->context.editor))
        add_output(view, editor_page_cell(view->context.editor));
    size_t first = 0, left = editor_page_line(view->context.editor);
    bool difference = editor_page_is_difference(view->context.editor);
    for (const char *at = text; *at;) {
        const char *end = strchrnul(at, '\n');
        size_t row = view->page->lines->len;
        first = left-- == 0 ? row : first;
        g_array_append_val(view->page_rows, row);
        add_page_line(view->page, at, (size_t)(end - at), difference);
        at = *end ? end + 1 : end;
    }
    if (view->page_homes)
        view->page_top = first;
    view->page_homes = false;
    view_scroll_page(view, 0);
}

const Block *view_page(const View *view)
{
    return view->page;
}

size_t view_page_top(const View *view)
{
    return view->page_top;
}

void view_page_home(View *view)
{
    view->page_top = 0;
    view->page_zoom = (PictureZoom){1, 0.5, 0.5};
    view->page_homes = true;
    view_find_forget(view);
}

static bool is_heading(const Block *page, size_t line)
{
    const BlockLine *text = g_ptr_array_index(page->lines, line);
    return text->spans->len > 0 && g_array_index(text->spans, BlockSpan, 0).style.role == STYLE_PAGE_TITLE;
}

void view_page_heading(View *view, int step)
{
    size_t lines = view->page ? view->page->lines->len : 0, line = view->page_top;
    while (step != 0 && (step > 0 ? line + 1 < lines : line > 0)) {
        line = step > 0 ? line + 1 : line - 1;
        if (is_heading(view->page, line)) {
            view->page_top = line;
            return;
        }
    }
}

bool view_page_has_pictures(const View *view)
{
    return view->page && view->page->pictured;
}

void view_zoom_page(View *view, double factor)
{
    const double LARGEST = 16;
    view->page_zoom.scale = factor == 0 ? 1 : CLAMP(view->page_zoom.scale * factor, 1, LARGEST);
}

/* Rows or columns of the screen that its picture takes. */
static int extent_of_picture(const View *view, bool rows)
{
    const Block *page = view->page;
    const Raster *raster = page->rasters && page->rasters->len > 0 ? g_ptr_array_index(page->rasters, 0) : NULL;
    int extent = raster ? (rows ? raster->shape.rows : raster->shape.columns)
                        : (rows ? (int)MIN(page->lines->len, (guint)view->height) : block_columns(page));
    return MAX(extent, 1);
}

/* Where the part begins of which `seen` of 1 is in sight, so that what was at `at` of the part before stays there. */
static double kept_at(double begins, double at, double before, double seen)
{
    double place = begins * (1 - 1 / before) + at / before;
    return seen > 1 ? CLAMP((place - at / seen) / (1 - 1 / seen), 0, 1) : 0.5;
}

void view_zoom_page_at(View *view, double factor, int row, int column)
{
    PictureZoom *zoom = &view->page_zoom;
    double before = zoom->scale;
    double across = column / (double)extent_of_picture(view, false), down = row / (double)extent_of_picture(view, true);
    view_zoom_page(view, factor);
    zoom->x = kept_at(zoom->x, CLAMP(across, 0, 1), before, zoom->scale);
    zoom->y = kept_at(zoom->y, CLAMP(down, 0, 1), before, zoom->scale);
}

void view_drag_page(View *view, int rows, int columns)
{
    PictureZoom *zoom = &view->page_zoom;
    if (!view_page_has_pictures(view) || zoom->scale <= 1) {
        view_scroll_page(view, -rows);
        return;
    }
    zoom->x = CLAMP(zoom->x - columns / (extent_of_picture(view, false) * (zoom->scale - 1)), 0, 1);
    zoom->y = CLAMP(zoom->y - rows / (extent_of_picture(view, true) * (zoom->scale - 1)), 0, 1);
}

bool view_page_is_picture(const View *view)
{
    return view_page_has_pictures(view) && (int)view->page->lines->len <= view->height + view->head - 2;
}

/* An eighth of what is seen. */
bool view_pan_page(View *view, int right, int down)
{
    PictureZoom *zoom = &view->page_zoom, before = *zoom;
    double step = zoom->scale > 1 ? 0.125 / (zoom->scale - 1) : 0;
    zoom->x = CLAMP(zoom->x + right * step, 0, 1);
    zoom->y = CLAMP(zoom->y + down * step, 0, 1);
    return zoom->x != before.x || zoom->y != before.y;
}

double view_page_scale(const View *view)
{
    return view->page_zoom.scale;
}

void view_scroll_page(View *view, long rows)
{
    long lines = view->page ? (long)view->page->lines->len : 0, room = view->height + view->head - 2;
    view->page_top = (size_t)CLAMP((long)view->page_top + rows, 0, MAX(lines - room, 0));
}
