/* One row of code: its tokens, and over them matches, the selection and the place of a mistake. */
#include "tui/draw.h"

#include "tui/highlight.h"
#include "tui/wrap.h"

typedef struct {
    const Scene *scene;
    Grid *grid;
    int row;
    const Row *here;
    TextLine line;
    size_t number; /* of the line in the notebook */
} CodeRow;

static int column_of(const CodeRow *code, size_t byte)
{
    byte = CLAMP(byte, code->here->start, code->here->end);
    return view_rail(code->scene->view).text + wrap_columns(code->line, code->here->start, byte);
}

/* Puts bytes [from, to), as far as they stand on this row. */
static void put_bytes(const CodeRow *code, size_t from, size_t to, StyleRole role)
{
    from = MAX(from, code->here->start);
    to = MIN(to, code->here->end);
    if (from >= to)
        return;
    int text = view_rail(code->scene->view).text;
    Rect clip = {code->row, text, 1, view_width(code->scene->view)};
    grid_put(code->grid, clip, code->row, column_of(code, from), code->line.bytes + from, to - from, style_of(role));
}

/* Bytes of a line that are looked at for colours: a screen is full of one long line, and each of its rows
 * would look at all of it (:help synmaxcol). */
static const size_t MOST_COLOURED = 3000;

static void draw_tokens(const CodeRow *code, LexState state)
{
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(Token));
    size_t length = code->line.length, seen = MIN(length, MOST_COLOURED), at = 0;
    lexer_line(state, code->line.bytes, seen, tokens);
    for (guint i = 0; i < tokens->len; i++) {
        Token token = g_array_index(tokens, Token, i);
        size_t end = token.start + token.length;
        if (end >= seen)
            end = length; /* as what was cut off, most likely a string, began */
        put_bytes(code, at, token.start, STYLE_TEXT);
        put_bytes(code, token.start, end, token_role(token.kind));
        at = end;
    }
    put_bytes(code, at, length, STYLE_TEXT);
}

/* Lays a role over bytes [from, to) of the line. */
static void overlay_bytes(const CodeRow *code, size_t from, size_t to, StyleRole role)
{
    if (to > code->here->start && from < code->here->end)
        grid_overlay(code->grid, code->row, column_of(code, from), column_of(code, to), role);
}

static void overlay_match(size_t start, size_t end, gpointer data)
{
    overlay_bytes(data, start, end, STYLE_SEARCH);
}

static void overlay_selection(const CodeRow *code)
{
    Selection selection;
    if (!editor_selection(code->scene->editor, &selection) || code->number < selection.first.line ||
        code->number > selection.last.line)
        return;
    Mode mode = editor_mode(code->scene->editor);
    int text = view_rail(code->scene->view).text;
    int from = text, to = column_of(code, code->here->end);
    bool last_row = code->here->end >= code->line.length;
    if (mode == MODE_VISUAL_BLOCK) {
        int before = wrap_columns(code->line, 0, code->here->start);
        from = text + MAX((int)MIN(selection.left, 100000) - before, 0);
        int right = selection.right == SIZE_MAX ? to : text + (int)MIN(selection.right, 100000) - before + 1;
        to = MIN(right, to);
    } else if (mode != MODE_VISUAL_LINE) {
        if (code->number == selection.first.line)
            from = column_of(code, selection.first.byte);
        if (code->number == selection.last.line && selection.last.byte < code->here->end) {
            size_t next = wrap_end(code->line, selection.last.byte, 1);
            to = selection.last.byte < code->here->start ? from : column_of(code, next);
        } else if (last_row) {
            to++; /* the line break */
        }
    } else if (last_row) {
        to++;
    }
    grid_overlay(code->grid, code->row, from, to, STYLE_SELECTION);
}

/* Where Python stopped understanding, as long as it speaks of the present text; half-typed code is no mistake
 * yet, and a mark that comes and goes with each key would be a second frame for each. */
static void overlay_mistake(const CodeRow *code)
{
    Mode mode = editor_mode(code->scene->editor);
    if ((mode == MODE_INSERT || mode == MODE_REPLACE) && code->here->cell == editor_cell(code->scene->editor))
        return;
    const Cell *cell = notebook_cell(editor_notebook(code->scene->editor), code->here->cell);
    const CellModel *known = model_cell(code->scene->model, cell_id(cell));
    if (!known || !known->analysis || known->analysis->fault != ANALYSIS_SYNTAX ||
        known->analysis->revision != cell_revision(cell) || known->analysis->line != (int)code->here->line + 1)
        return;
    size_t byte = known->analysis->column > 0 ? (size_t)known->analysis->column - 1 : 0;
    if (byte >= code->line.length) {
        if (code->here->end >= code->line.length) {
            int column = column_of(code, code->here->end);
            grid_overlay(code->grid, code->row, column, column + 1, STYLE_MISTAKE);
        }
        return;
    }
    overlay_bytes(code, byte, wrap_end(code->line, byte, 1), STYLE_MISTAKE);
}

void draw_code_row(const Scene *scene, Grid *grid, int row)
{
    const Row *here = view_row(scene->view, row);
    const Pane *pane = view_pane(scene->view, row);
    Notebook *notebook = editor_notebook(scene->editor);
    const Cell *cell = notebook_cell(notebook, here->cell);
    CodeRow code = {
        .scene = scene,
        .grid = grid,
        .row = row,
        .here = here,
        .line = text_line(cell_text(cell), here->line),
        .number = notebook_first_line(notebook, here->cell) + here->line,
    };
    draw_tokens(&code, lex_cache_state(pane->lexer, cell_text(cell), cell_revision(cell), here->line));
    editor_each_match(scene->editor, code.line, overlay_match, &code);
    overlay_mistake(&code);
    overlay_selection(&code);
}
