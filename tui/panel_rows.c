/* Errors, references, headings and messages as rows; panel_variables.c and panel_graph.c have the rest. */
#include "tui/panel_rows.h"

#include <string.h>

#include "tui/fixes.h"
#include "tui/outline.h"

static void row_free(gpointer data)
{
    PanelRow *row = data;
    block_line_free(row->line);
    g_free(row->name);
    g_free(row->path);
    g_free(row->source);
    g_free(row->code);
    g_free(row);
}

GPtrArray *panel_rows_new(void)
{
    return g_ptr_array_new_with_free_func(row_free);
}

PanelRow *panel_row_add(GPtrArray *rows, uint64_t cell, size_t at)
{
    PanelRow *row = g_new0(PanelRow, 1);
    row->line = block_line_new();
    row->cell = cell;
    row->at = at;
    g_ptr_array_add(rows, row);
    return row;
}

void panel_row_text(PanelRow *row, StyleRole role, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_strdelimit(text, "\n\r", ' ');
    block_line_add(row->line, text, -1, style_of(role));
}

static const CellModel *known_of(const PanelSource *source, size_t index)
{
    return model_cell(source->model, cell_id(notebook_cell(editor_notebook(source->editor), index)));
}

/* --- errors ------------------------------------------------------------------------------------------------ */

static void add_wrong(GPtrArray *rows, size_t index, uint64_t cell, const GPtrArray *errors, const char *sign,
                      StyleRole role)
{
    for (guint i = 0; errors && i < errors->len; i++) {
        const CellError *error = g_ptr_array_index(errors, i);
        PanelRow *row = panel_row_add(rows, cell, (size_t)MAX(error->line - 1, 0));
        panel_row_text(row, role, "%s ", sign);
        panel_row_text(row, STYLE_RAIL, "%zu:%d  ", index + 1, MAX(error->line, 1));
        panel_row_text(row, STYLE_PAGE, "%s", error->message);
        panel_row_text(row, STYLE_DIM, "  %s", error->kind);
    }
}

static void add_run_error(GPtrArray *rows, size_t index, uint64_t cell, const CellModel *known)
{
    int line;
    const Node *error = cell_model_failure(known, cell, &line);
    if (!error)
        return;
    PanelRow *row = panel_row_add(rows, cell, (size_t)line - 1);
    panel_row_text(row, STYLE_FAILED, "✗ ");
    panel_row_text(row, STYLE_RAIL, "%zu:%d  ", index + 1, line);
    panel_row_text(row, STYLE_ERROR_TYPE, "%s%s", error->name ? error->name : "", error->name ? ": " : "");
    panel_row_text(row, STYLE_PAGE, "%s", error->text);
}

static void make_errors(const PanelSource *source, GPtrArray *rows, size_t *current)
{
    const Notebook *notebook = editor_notebook(source->editor);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        const CellModel *known = known_of(source, i);
        uint64_t cell = cell_id(notebook_cell(notebook, i));
        if (!known)
            continue;
        add_wrong(rows, i, cell, known->errors, "✗", STYLE_FAILED);
        add_run_error(rows, i, cell, known);
        add_wrong(rows, i, cell, known->findings, "▴", STYLE_STALE);
    }
    if (rows->len == 0)
        panel_row_text(panel_row_add(rows, 0, 0), STYLE_DIM, "nothing is wrong with any cell");
}

/* --- references -------------------------------------------------------------------------------------------- */

static void add_places(const PanelSource *source, GPtrArray *rows, size_t index)
{
    const Notebook *notebook = editor_notebook(source->editor);
    Cell *cell = notebook_cell(notebook, index);
    g_autoptr(CellSnapshot) snapshot = cell_snapshot(cell);
    gsize size;
    const char *bytes = g_bytes_get_data(snapshot->code, &size);
    g_autofree char *code = g_strndup(bytes ? bytes : "", size);
    g_autoptr(GArray) uses = fixes_find_uses(code, size, source->name);
    gssize definition = fixes_find_definition(code, size, source->name);
    const CellModel *known = known_of(source, index);
    bool defines = known && known->analysis && names_contain(known->analysis->defs, source->name);
    size_t line = 0, start = 0, at = 0;
    for (guint i = 0; i < uses->len; i++) {
        size_t use = g_array_index(uses, size_t, i);
        for (; at < use; at++) {
            line += code[at] == '\n';
            start = code[at] == '\n' ? at + 1 : start;
        }
        bool is_definition = defines && (gssize)use == definition;
        g_autofree char *text = g_strstrip(g_strndup(code + start, strcspn(code + start, "\n")));
        PanelRow *row = panel_row_add(rows, snapshot->id, line);
        row->byte = use - start;
        panel_row_text(row, is_definition ? STYLE_DEFINITION : STYLE_DIM, "%s ", is_definition ? "=" : " ");
        panel_row_text(row, STYLE_RAIL, "%zu:%zu  ", index + 1, line + 1);
        panel_row_text(row, is_definition ? STYLE_STRONG : STYLE_PAGE, "%s", text);
    }
}

/* A cell that is not what the place was found in is marked: it may be another one by now. */
static void add_place_in_cell(const PanelSource *source, GPtrArray *rows, const EnginePlace *place)
{
    const Notebook *notebook = editor_notebook(source->editor);
    size_t index;
    if (!notebook_find_cell(notebook, place->cell, &index))
        return;
    bool stale = cell_revision(notebook_cell(notebook, index)) != place->revision;
    size_t line = MIN(notebook_first_line(notebook, index) + place->line, notebook_last_line(notebook, index));
    TextLine bytes = notebook_line(notebook, line);
    g_autofree char *text = g_strstrip(g_strndup(bytes.bytes, bytes.length));
    PanelRow *row = panel_row_add(rows, place->cell, place->line);
    row->byte = place->byte;
    panel_row_text(row, stale ? STYLE_STALE : STYLE_DIM, "%s ", stale ? "~" : " ");
    panel_row_text(row, STYLE_RAIL, "%zu:%zu  ", index + 1, place->line + 1);
    panel_row_text(row, stale ? STYLE_DIM : STYLE_PAGE, "%s", text);
}

static void add_place_in_file(GPtrArray *rows, const EnginePlace *place)
{
    g_autofree char *name = g_path_get_basename(place->path);
    PanelRow *row = panel_row_add(rows, 0, place->line);
    row->path = g_strdup(place->path);
    panel_row_text(row, STYLE_RAIL, "  %s:%zu  ", name, place->line + 1);
    panel_row_text(row, STYLE_PAGE, "%s", place->text ? place->text : "");
}

static void make_references(const PanelSource *source, GPtrArray *rows, size_t *current)
{
    for (guint i = 0; source->places && i < source->places->len; i++) {
        const EnginePlace *place = g_ptr_array_index(source->places, i);
        if (place->path)
            add_place_in_file(rows, place);
        else
            add_place_in_cell(source, rows, place);
    }
    for (size_t i = 0; source->name && i < notebook_cell_count(editor_notebook(source->editor)); i++) {
        if (fixes_cell_uses(source->editor, source->model, i, source->name))
            add_places(source, rows, i);
    }
    if (rows->len == 0)
        panel_row_text(panel_row_add(rows, 0, 0), STYLE_DIM, "gr on a name lists where it is defined and used");
}

/* --- headings, messages ------------------------------------------------------------------------------------ */

static void make_outline(const PanelSource *source, GPtrArray *rows, size_t *current)
{
    const Notebook *notebook = editor_notebook(source->editor);
    g_autoptr(GPtrArray) outline = outline_of(source->editor, source->model);
    Pos cursor = editor_cursor(source->editor);
    for (guint i = 0; i < outline->len; i++) {
        const Heading *heading = g_ptr_array_index(outline, i);
        size_t cell;
        if (notebook_find_cell(notebook, heading->cell, &cell) &&
            notebook_first_line(notebook, cell) + heading->line <= cursor.line)
            *current = rows->len;
        PanelRow *row = panel_row_add(rows, heading->cell, heading->line);
        panel_row_text(row, heading->level == 1 ? STYLE_HEADING : STYLE_PAGE, "%*s%s", 2 * (heading->level - 1), "",
                       heading->text);
    }
    if (rows->len == 0)
        panel_row_text(panel_row_add(rows, 0, 0), STYLE_DIM, "no headings: those of mo.md() are shown here");
}

static void make_messages(const PanelSource *source, GPtrArray *rows, size_t *current)
{
    const GPtrArray *messages = editor_messages(source->editor);
    for (guint i = 0; i < messages->len; i++)
        panel_row_text(panel_row_add(rows, 0, 0), STYLE_PAGE, "%s", (const char *)g_ptr_array_index(messages, i));
    *current = rows->len ? rows->len - 1 : 0;
    if (rows->len == 0)
        panel_row_text(panel_row_add(rows, 0, 0), STYLE_DIM, "nothing was said so far");
}

static void make_none(const PanelSource *source, GPtrArray *rows, size_t *current)
{
}

const PanelMaker PANEL_MAKERS[PANEL_KINDS] = {
    [PANEL_ERRORS] = make_errors,
    [PANEL_GRAPH] = panel_make_graph,
    [PANEL_MESSAGES] = make_messages,
    [PANEL_OUTLINE] = make_outline,
    [PANEL_PACKAGES] = panel_make_packages,
    [PANEL_REFERENCES] = make_references,
    [PANEL_SCRATCH] = make_none,
    [PANEL_SOURCES] = panel_make_sources,
    [PANEL_VARIABLES] = panel_make_variables,
};
