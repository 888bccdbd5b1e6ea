/* One row of code: its tokens, and over them matches, the selection and the place of a mistake. */
#include "tui/draw_row.h"

#include <string.h>

#include "edit/snippet_place.h"
#include "tui/highlight.h"
#include "tui/wrap.h"

typedef struct {
    const Scene *scene;
    Grid *grid;
    int row;
    RowPlace place;
    const Row *here;
    TextLine line;
    size_t number; /* of the line in the notebook */
    bool list;     /* the option */
    GHashTable *references;
} CodeRow;

static int column_of(const CodeRow *code, size_t byte)
{
    byte = CLAMP(byte, code->here->start, code->here->end);
    return code->place.text +
           wrap_columns(code->line, code->here->start, byte, view_tab_stop(code->scene->view));
}

/* Puts bytes [from, to), as far as they stand on this row.  Tabs stay blank: their width is the editor's. */
static void put_bytes(const CodeRow *code, size_t from, size_t to, StyleRole role)
{
    from = MAX(from, code->here->start);
    to = MIN(to, code->here->end);
    Rect clip = {code->row, code->place.text, 1, view_width(code->scene->view)};
    while (from < to) {
        const char *tab = memchr(code->line.bytes + from, '\t', to - from);
        size_t end = tab ? (size_t)(tab - code->line.bytes) : to;
        grid_put(code->grid, clip, code->row, column_of(code, from), code->line.bytes + from, end - from,
                 style_of(role));
        if (tab && code->list)
            grid_print(code->grid, clip, code->row, column_of(code, end), "▸", style_of(STYLE_FOLD));
        from = end + 1;
    }
}

static bool is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || (c & 0x80);
}

/* Plain code: names that another cell gives this one look a little different. */
static void put_plain(const CodeRow *code, size_t from, size_t to)
{
    const char *bytes = code->line.bytes;
    size_t at = from, plain = from;
    while (g_hash_table_size(code->references) > 0 && at < to) {
        size_t end = at;
        while (end < to && is_word(bytes[end]))
            end++;
        bool is_attribute = at > 0 && bytes[at - 1] == '.';
        g_autofree char *word = end > at && !is_attribute ? g_strndup(bytes + at, end - at) : NULL;
        if (word && g_hash_table_contains(code->references, word)) {
            put_bytes(code, plain, at, STYLE_TEXT);
            put_bytes(code, at, end, STYLE_REFERENCE);
            plain = end;
        }
        at = MAX(end, at + 1);
    }
    put_bytes(code, plain, to, STYLE_TEXT);
}

/* With the option "list": the blanks at the end of a line. */
static void draw_trailing_blanks(const CodeRow *code)
{
    size_t end = code->line.length;
    Rect clip = {code->row, code->place.column, 1, code->place.columns};
    for (; code->list && end > code->here->start && code->line.bytes[end - 1] == ' '; end--) {
        if (end <= code->here->end)
            grid_print(code->grid, clip, code->row, column_of(code, end - 1), "·", style_of(STYLE_FOLD));
    }
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
        put_plain(code, at, token.start);
        put_bytes(code, token.start, end, token_role(token.kind));
        at = end;
    }
    put_plain(code, at, length);
    draw_trailing_blanks(code);
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

/* By words alone, which costs nothing: where another name is spelled the same, it is marked, too. */
static void overlay_same_name(const CodeRow *code, const CellModel *known)
{
    const char *name = code->scene->same, *bytes = code->line.bytes;
    const Analysis *analysis = name && known ? known->analysis : NULL;
    if (!analysis || (!names_contain(analysis->defs, name) && !names_contain(analysis->refs, name)))
        return;
    size_t size = strlen(name), length = MIN(code->line.length, MOST_COLOURED);
    for (size_t at = 0; at + size <= length; at++) {
        bool begins = at == 0 || (!is_word(bytes[at - 1]) && bytes[at - 1] != '.');
        if (begins && memcmp(bytes + at, name, size) == 0 && (at + size == length || !is_word(bytes[at + size])))
            overlay_bytes(code, at, at + size, STYLE_SAME_NAME);
    }
}

/* What a place of a snippet says, until something is typed there. */
static void overlay_snippet(const CodeRow *code)
{
    Pos start, end;
    if (!editor_snippet_place(code->scene->editor, &start, &end) || code->number < start.line || code->number > end.line)
        return;
    int from = code->number == start.line ? column_of(code, start.byte) : code->place.text;
    int to = column_of(code, code->number == end.line ? end.byte : code->here->end);
    grid_overlay(code->grid, code->row, from, to, STYLE_SELECTION);
}

static void overlay_selection(const CodeRow *code)
{
    Selection selection;
    if (!editor_selection(code->scene->editor, &selection) || code->number < selection.first.line ||
        code->number > selection.last.line)
        return;
    Mode mode = editor_mode(code->scene->editor);
    int text = code->place.text;
    int from = text, to = column_of(code, code->here->end);
    bool last_row = code->here->end >= code->line.length;
    if (mode == MODE_VISUAL_BLOCK) {
        int before = wrap_columns(code->line, 0, code->here->start, view_tab_stop(code->scene->view));
        from = text + MAX((int)MIN(selection.left, 100000) - before, 0);
        int right = selection.right == SIZE_MAX ? to : text + (int)MIN(selection.right, 100000) - before + 1;
        to = MIN(right, to);
    } else if (mode != MODE_VISUAL_LINE) {
        if (code->number == selection.first.line)
            from = column_of(code, selection.first.byte);
        if (code->number == selection.last.line && selection.last.byte < code->here->end) {
            size_t next = wrap_end(code->line, selection.last.byte, 1, 1);
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
int draw_mistake(const Scene *scene, const DrawnRow *drawn)
{
    const Analysis *analysis = drawn->known ? drawn->known->analysis : NULL;
    if (!analysis || analysis->fault != ANALYSIS_SYNTAX || analysis->revision != cell_revision(drawn->cell) ||
        analysis->line != (int)drawn->here->line + 1)
        return -1;
    bool typing = editor_is_typing(scene->editor) && drawn->here->cell == editor_cell(scene->editor);
    return typing ? -1 : MAX(analysis->column - 1, 0);
}

static void overlay_mistake(const CodeRow *code, int mistake)
{
    size_t byte = (size_t)mistake;
    if (mistake < 0)
        return;
    if (byte >= code->line.length) {
        if (code->here->end >= code->line.length) {
            int column = column_of(code, code->here->end);
            grid_overlay(code->grid, code->row, column, column + 1, STYLE_MISTAKE);
        }
        return;
    }
    overlay_bytes(code, byte, wrap_end(code->line, byte, 1, 1), STYLE_MISTAKE);
}

typedef struct {
    size_t start, end;
} Span;

static void note_span(size_t start, size_t end, gpointer spans)
{
    Span span = {start, end};
    g_array_append_val(spans, span);
}

/* The row of `changed` that stands where row `here` of `line` does: as many rows come before it. */
static void move_row(const View *view, Row *here, unsigned tab, TextLine line, TextLine changed)
{
    size_t old = 0, start = 0;
    int width = view_wraps(view) ? view_width(view) : 0;
    for (; width > 0 && old < here->start; old = wrap_end(line, old, width, tab))
        start = start < changed.length ? wrap_end(changed, start, width, tab) : start;
    bool there = start < changed.length || here->start == 0;
    here->start = width > 0 ? start : MIN(here->start, changed.length);
    here->end = !there ? start : width > 0 ? wrap_end(changed, start, width, tab) : changed.length;
}

/* While `:s` is typed: the line as it would be.  False: it stays as it is. */
static bool draw_preview(const CodeRow *code, LexState state)
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(Span));
    GString *text = editor_preview_line(code->scene->editor, code->number, code->line, note_span, spans);
    if (!text)
        return false;
    Row here = *code->here;
    CodeRow changed = *code;
    changed.line = (TextLine){text->str, text->len};
    changed.here = &here;
    move_row(code->scene->view, &here, (unsigned)editor_option(code->scene->editor, "tabstop"), code->line, changed.line);
    draw_tokens(&changed, state);
    for (guint i = 0; i < spans->len; i++)
        overlay_match(g_array_index(spans, Span, i).start, g_array_index(spans, Span, i).end, &changed);
    g_string_free(text, TRUE);
    return true;
}

void draw_code_row(const Scene *scene, Grid *grid, const DrawnRow *drawn)
{
    RowPlace place = view_place(scene->view, drawn->row);
    const Row *here = drawn->here;
    const Cell *cell = drawn->cell;
    CodeRow code = {
        .scene = scene,
        .grid = grid,
        .row = place.row,
        .place = place,
        .here = here,
        .line = text_line(cell_text(cell), here->line),
        .number = notebook_first_line(editor_notebook(scene->editor), here->cell) + here->line,
        .list = editor_option(scene->editor, "list") > 0,
        .references = drawn->pane->references,
    };
    LexState state = lex_cache_state(drawn->pane->lexer, cell_text(cell), cell_revision(cell), here->line);
    if (draw_preview(&code, state))
        return;
    draw_tokens(&code, state);
    editor_each_match(scene->editor, code.line, overlay_match, &code);
    overlay_same_name(&code, drawn->known);
    overlay_mistake(&code, draw_mistake(scene, drawn));
    if (!view_wraps(scene->view) && here->end < code.line.length)
        grid_print(grid, grid_area(grid), place.row, place.text + view_width(scene->view), "›",
                   style_of(STYLE_RULE));
    overlay_snippet(&code);
    overlay_selection(&code);
}
