/* A page is searched, and lines of it are selected. */
#include <string.h>

#include "tui/view_private.h"

static TextLine row_of(gconstpointer page, size_t line)
{
    const BlockLine *row = g_ptr_array_index(((const Block *)page)->lines, line);
    return (TextLine){row->text->str, row->text->len};
}

/* Into sight, in the middle if it was not. */
static void show_line(View *view, size_t line)
{
    size_t room = (size_t)MAX(view->height - 2, 1);
    if (line < view->page_top || line >= view->page_top + room)
        view->page_top = line - MIN(line, room / 2);
    view_scroll_page(view, 0);
}

void view_find_page(View *view, Editor *editor, const Request *request)
{
    if (!view->page)
        return;
    FindLines lines = {row_of, view->page, view->page->lines->len};
    bool left = strcmp(request->text, "leave") == 0;
    size_t line = find_do(&view->page_found, editor, request, &lines, view->page_top);
    if (left)
        view->page_top = line;
    show_line(view, line);
    view->page_line = view->page_selects ? line : view->page_line;
}

const Found *view_page_found(const View *view)
{
    return &view->page_found;
}

bool view_page_selects(const View *view)
{
    return view->page && view->page_selects;
}

bool view_page_selected(const View *view, size_t line)
{
    size_t from = MIN(view->page_anchor, view->page_line), to = MAX(view->page_anchor, view->page_line);
    return view->page_selects && line >= from && line <= to;
}

void view_page_select(View *view, bool selects)
{
    bool found = view->page_found.any && view->page_found.line >= view->page_top &&
                 view->page_found.line < view->page_top + (size_t)MAX(view->height - 2, 1);
    view->page_selects = selects;
    view->page_anchor = view->page_line = found ? view->page_found.line : view->page_top;
}

void view_page_extend(View *view, long rows)
{
    long last = view->page ? (long)view->page->lines->len - 1 : 0;
    view->page_line = (size_t)CLAMP((long)view->page_line + rows, 0, MAX(last, 0));
    size_t room = (size_t)MAX(view->height - 2, 1);
    if (view->page_line < view->page_top)
        view->page_top = view->page_line;
    else if (view->page_line >= view->page_top + room)
        view->page_top = view->page_line - room + 1;
}

/* The line of the text that a row of the page is of. */
static size_t source_of(const View *view, size_t row)
{
    size_t line = 0;
    for (guint i = 0; view->page_rows && i < view->page_rows->len && g_array_index(view->page_rows, size_t, i) <= row; i++)
        line = i;
    return line;
}

static char *rows_text(const View *view, size_t from, size_t to)
{
    GString *text = g_string_new(NULL);
    for (size_t row = from; row <= to; row++)
        g_string_append_printf(text, "%s%s", row > from ? "\n" : "", row_of(view->page, row).bytes);
    return g_string_free(text, FALSE);
}

char *view_page_text(const View *view)
{
    size_t from = MIN(view->page_anchor, view->page_line), to = MAX(view->page_anchor, view->page_line);
    if (!view->page || (!view->page_selects && !view->page_found.any))
        return NULL;
    if (!view->page_selects)
        from = to = view->page_found.line;
    if (to >= view->page->lines->len)
        return NULL;
    const char *all = editor_page(view->context.editor, NULL);
    if (!all || editor_page_cell(view->context.editor))
        return rows_text(view, from, to); /* of an output, which has no text of its own */
    g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
    GString *text = g_string_new(NULL);
    size_t last = source_of(view, to);
    for (size_t line = source_of(view, from), first = line; line <= last && line < g_strv_length(lines); line++)
        g_string_append_printf(text, "%s%s", line > first ? "\n" : "", lines[line]);
    return g_string_free(text, FALSE);
}

void view_find_forget(View *view)
{
    view->page_found = (Found){0};
    view->page_selects = false;
}
