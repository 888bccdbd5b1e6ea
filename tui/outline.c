#include "tui/outline.h"

#include <string.h>

static void heading_free(gpointer data)
{
    g_free(((Heading *)data)->text);
    g_free(data);
}

/* "## A title ##": 2, and where "A title" is; 0: it is no heading. */
static int heading_level(const char *line, size_t length, const char **start, size_t *size)
{
    size_t level = 0, end = length;
    while (level < length && line[level] == '#')
        level++;
    if (level == 0 || level > 6 || (level < length && line[level] != ' '))
        return 0;
    size_t from = level;
    while (from < end && line[from] == ' ')
        from++;
    while (end > from && (line[end - 1] == ' ' || line[end - 1] == '\r'))
        end--;
    size_t closing = end;
    while (closing > from && line[closing - 1] == '#')
        closing--;
    if (closing < end && closing > from && line[closing - 1] == ' ')
        end = closing - 1;
    *start = line + from;
    *size = end - from;
    return end > from ? (int)level : 0;
}

/* The line of the code in which a heading stands: the first from `from` on that holds its text behind a #. */
static size_t line_of(const Text *code, size_t from, const char *heading)
{
    for (size_t i = from; i < text_line_count(code); i++) {
        TextLine line = text_line(code, i);
        const char *found = memmem(line.bytes, line.length, heading, strlen(heading));
        if (found && memchr(line.bytes, '#', (size_t)(found - line.bytes)))
            return i;
    }
    return from;
}

static void add_headings(GPtrArray *outline, const Cell *cell, const char *markdown)
{
    size_t from = 0;
    char fence = 0;
    for (const char *line = markdown; *line;) {
        size_t length = strcspn(line, "\n"), indent = MIN(strspn(line, " "), length);
        const char *text = line + indent, *start;
        size_t size;
        int level = 0;
        if (g_str_has_prefix(text, "```") || g_str_has_prefix(text, "~~~"))
            fence = fence == 0 ? *text : fence == *text ? 0 : fence;
        else if (!fence && indent < 4)
            level = heading_level(text, length - indent, &start, &size);
        if (level > 0) {
            Heading *heading = g_new0(Heading, 1);
            heading->cell = cell_id(cell);
            heading->level = level;
            heading->text = g_strndup(start, size);
            heading->line = from = line_of(cell_text(cell), from, heading->text);
            g_ptr_array_add(outline, heading);
        }
        line += length + (line[length] == '\n');
    }
}

/* What is known of a cell that is Markdown; else NULL. */
static const char *markdown_of(const Model *model, const Cell *cell)
{
    const CellModel *known = model_cell(model, cell_id(cell));
    return known && known->analysis ? known->analysis->markdown : NULL;
}

char *outline_title(const Notebook *notebook, const Model *model, size_t first, size_t end)
{
    enum { CELLS_LOOKED_AT = 30 };
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(heading_free);
    for (size_t i = first; i < MIN(end, first + CELLS_LOOKED_AT) && found->len == 0; i++) {
        const Cell *cell = notebook_cell(notebook, i);
        const char *markdown = markdown_of(model, cell);
        if (markdown)
            add_headings(found, cell, markdown);
    }
    return found->len > 0 ? g_strdup(((const Heading *)g_ptr_array_index(found, 0))->text) : NULL;
}

GPtrArray *outline_of(const Editor *editor, const Model *model)
{
    GPtrArray *outline = g_ptr_array_new_with_free_func(heading_free);
    const Notebook *notebook = editor_notebook(editor);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        const Cell *cell = notebook_cell(notebook, i);
        const char *markdown = markdown_of(model, cell);
        if (markdown)
            add_headings(outline, cell, markdown);
    }
    return outline;
}
