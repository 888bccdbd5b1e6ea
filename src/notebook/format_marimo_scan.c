/* Finding the statements of a file that does not parse as a whole.
 *
 * marimo then looks for what begins a cell at the left margin ("@app.cell", "with app.setup:", ...), cuts the
 * file there, and parses piece by piece; a piece that does not parse becomes a cell of broken code.  With
 * `as_marimo` we count lines in its two ways at once, as it does: str.splitlines for cutting, '\n' for tokens.
 */
#include <string.h>

#include "notebook/format_marimo_broken.h"
#include "notebook/format_marimo_reader.h"

typedef enum { PIECE_CELL, PIECE_SETUP, PIECE_UNPARSABLE, PIECE_GUARD } PieceKind;

/* Where a cell begins. */
typedef struct {
    uint32_t line; /* from 0 */
    PieceKind kind;
} Boundary;

typedef struct {
    Reader *reader;
    GArray *offsets; /* of uint32_t: where lines begin, and the end of the text */
    uint32_t lines;
    GArray *boundaries; /* of Boundary */
    bool has_guard;
    uint32_t guard;
} Scan;

static bool at_margin(const TokenList *tokens, guint at)
{
    uint32_t start = tokens->all[at].start;
    TokenKind kind = tokens->all[at].kind;
    return (kind == TOKEN_NAME || kind == TOKEN_OP) && (start == 0 || tokens->text[start - 1] == '\n');
}

static bool says(const TokenList *tokens, guint at, const char *word)
{
    return at < tokens->count && pytoken_is(tokens, at, word);
}

static bool ends_line(const TokenList *tokens, guint at)
{
    if (at >= tokens->count)
        return false;
    TokenKind kind = tokens->all[at].kind;
    return kind == TOKEN_NEWLINE || kind == TOKEN_NL || kind == TOKEN_COMMENT;
}

/* Behind the partner of the parenthesis at `open`, counting only parentheses; the end if it has none. */
static guint close_parenthesis(const TokenList *tokens, guint open)
{
    int depth = 0;
    for (guint at = open; at < tokens->count; at++) {
        depth += pytoken_is_op(tokens, at, '(') - pytoken_is_op(tokens, at, ')');
        if (depth == 0)
            return at + 1;
    }
    return tokens->count + 1;
}

/* Looks at the tokens from a margin on.  Returns the next token to look at; *kind tells what begins, if *found. */
static guint match_boundary(const TokenList *tokens, guint at, bool *found, PieceKind *kind)
{
    *found = false;
    if (says(tokens, at, "@")) {
        bool cell = says(tokens, at + 1, "app") && says(tokens, at + 2, ".") &&
                    (says(tokens, at + 3, "cell") || says(tokens, at + 3, "function") ||
                     says(tokens, at + 3, "class_definition"));
        if (!cell)
            return at + 1;
        guint next = says(tokens, at + 4, "(") ? close_parenthesis(tokens, at + 4) : at + 5;
        *found = says(tokens, at + 4, "(") ? next <= tokens->count : ends_line(tokens, at + 4);
        *kind = PIECE_CELL;
        return next;
    }
    if (says(tokens, at, "with")) {
        if (!says(tokens, at + 1, "app") || !says(tokens, at + 2, ".") || !says(tokens, at + 3, "setup"))
            return at + 1;
        for (at += 4; at < tokens->count; at++) {
            *found = says(tokens, at, ":");
            *kind = PIECE_SETUP;
            if (*found || tokens->all[at].kind == TOKEN_NEWLINE || tokens->all[at].kind == TOKEN_NL)
                break;
        }
        return at + 1;
    }
    if (says(tokens, at, "app")) {
        *found = says(tokens, at + 1, ".") && says(tokens, at + 2, "_unparsable_cell") && says(tokens, at + 3, "(");
        *kind = PIECE_UNPARSABLE;
        return at + (*found ? 4 : 1);
    }
    *found = says(tokens, at, "if") && says(tokens, at + 1, "__name__") && says(tokens, at + 2, "==");
    *kind = PIECE_GUARD;
    return at + (*found ? 3 : 1);
}

/* Notes the boundaries among the tokens; with `probe`, only tells whether there is one. */
static bool find_boundaries(Scan *scan, const TokenList *tokens, uint32_t line, bool probe)
{
    bool guard_found = false;
    uint32_t guard = 0;
    for (guint at = 0; at < tokens->count;) {
        if (!at_margin(tokens, at)) {
            at++;
            continue;
        }
        bool found;
        PieceKind kind;
        uint32_t start = line + tokens->all[at].line;
        at = match_boundary(tokens, at, &found, &kind);
        if (!found)
            continue;
        if (probe)
            return true;
        if (kind == PIECE_GUARD) {
            guard_found = true;
            guard = start;
        } else {
            Boundary boundary = {start, kind};
            g_array_append_val(scan->boundaries, boundary);
        }
    }
    if (guard_found && !scan->has_guard) {
        scan->has_guard = true;
        scan->guard = guard;
    }
    return false;
}

static uint32_t offset_of(const Scan *scan, uint32_t line)
{
    return g_array_index(scan->offsets, uint32_t, MIN(line, scan->lines));
}

static PySlice text_of(const Scan *scan, uint32_t first, uint32_t end)
{
    uint32_t start = offset_of(scan, first), stop = MAX(start, offset_of(scan, end));
    return (PySlice){scan->reader->text->str + start, stop - start};
}

static size_t skip_spaces(PySlice line, size_t at)
{
    while (at < line.length && pytext_is_space(g_utf8_get_char(line.bytes + at)))
        at = (size_t)(g_utf8_next_char(line.bytes + at) - line.bytes);
    return at;
}

static bool has_word(PySlice line, size_t at, const char *word)
{
    size_t length = strlen(word);
    return at <= line.length && line.length - at >= length && memcmp(line.bytes + at, word, length) == 0;
}

/* Whether a cell might begin on this line, whatever the tokens before it. */
static bool may_begin_cell(PySlice line)
{
    if (has_word(line, 0, "@app.") || has_word(line, 0, "app._unparsable_cell"))
        return true;
    if (has_word(line, 0, "with"))
        return skip_spaces(line, 4) > 4 && has_word(line, skip_spaces(line, 4), "app.");
    size_t name = has_word(line, 0, "if") ? skip_spaces(line, 2) : 0;
    return name > 2 && has_word(line, name, "__name__") && has_word(line, skip_spaces(line, name + 8), "==");
}

/* After a fault: the next line from which cells are found again. */
static bool find_restart(Scan *scan, uint32_t *line)
{
    uint32_t tries = 64; /* each scans the rest of the file */
    for (uint32_t at = *line; at < scan->lines && tries > 0; at++) {
        if (!may_begin_cell(text_of(scan, at, at + 1)))
            continue;
        PySlice rest = text_of(scan, at, scan->lines);
        g_autoptr(TokenList) tokens = pytoken_scan(rest.bytes, rest.length);
        if (find_boundaries(scan, tokens, at, true)) {
            *line = at;
            return true;
        }
        tries--;
    }
    return false;
}

static void find_all_boundaries(Scan *scan)
{
    for (uint32_t line = 0; line < scan->lines;) {
        PySlice rest = text_of(scan, line, scan->lines);
        g_autoptr(TokenList) tokens = pytoken_scan(rest.bytes, rest.length);
        find_boundaries(scan, tokens, line, false);
        if (tokens->fault == TOKEN_FAULT_NONE)
            return;
        line += tokens->fault_line + 1;
        if (!find_restart(scan, &line))
            return;
    }
}

/* Decorators right above a cell's own belong to it. */
static void adjust_to_decorators(const Scan *scan)
{
    for (guint i = 0; i < scan->boundaries->len; i++) {
        Boundary *boundary = &g_array_index(scan->boundaries, Boundary, i);
        if (boundary->kind != PIECE_CELL)
            continue;
        for (uint32_t above = boundary->line; above-- > 0;) {
            PySlice line = pytext_lstrip(text_of(scan, above, above + 1));
            if (line.length > 0 && line.bytes[0] != '@')
                break;
            if (line.length > 0)
                boundary->line = above;
        }
    }
}

static void add_piece(Scan *scan, const Boundary *boundary, uint32_t end)
{
    Reader *reader = scan->reader;
    PySlice source = text_of(scan, boundary->line, end);
    while (source.length > 0 && source.bytes[source.length - 1] == '\n')
        source.length--;
    TokenList *tokens = pytoken_scan(source.bytes, source.length);
    g_ptr_array_add(reader->lists, tokens);
    if (reader_parses(reader, source.bytes, source.length, tokens)) {
        nodes_append(reader->nodes, tokens, boundary->line);
        return;
    }
    reader_remark(reader, boundary->line, false, "this cell is no valid Python; it is kept as text");
    BrokenKind kind = boundary->kind == PIECE_SETUP ? BROKEN_SETUP
                      : boundary->kind == PIECE_UNPARSABLE ? BROKEN_UNPARSABLE : BROKEN_CELL;
    Node node = {.tokens = tokens, .shift = boundary->line};
    node.code = broken_code(source, kind, reader->as_marimo);
    node.name = broken_name(text_of(scan, boundary->line, end), kind);
    if (!reader->as_marimo && kind == BROKEN_CELL)
        node.colon = broken_arguments(tokens);
    g_array_append_val(reader->nodes, node);
}

static bool add_preamble(Scan *scan, uint32_t end, GError **error)
{
    PySlice text = text_of(scan, 0, end);
    if (pytext_is_blank(text))
        return true;
    TokenList *tokens = pytoken_scan(text.bytes, text.length);
    g_ptr_array_add(scan->reader->lists, tokens);
    if (!reader_parses(scan->reader, text.bytes, text.length, tokens)) {
        reader_fail(scan->reader, error, tokens->fault == TOKEN_FAULT_NONE ? 0 : tokens->fault_line,
                    "what stands before the first cell is no valid Python");
        if (error && *error)
            (*error)->code = FORMAT_ERROR_BROKEN;
        return false;
    }
    nodes_append(scan->reader->nodes, tokens, 0);
    return true;
}

static bool add_pieces(Scan *scan, GError **error)
{
    guint count = scan->boundaries->len;
    const Boundary *all = (const Boundary *)(void *)scan->boundaries->data;
    if (!add_preamble(scan, count ? all[0].line : scan->lines, error))
        return false;
    for (guint i = 0; i < count; i++) {
        uint32_t end = i + 1 < count ? all[i + 1].line : scan->has_guard ? scan->guard : scan->lines;
        add_piece(scan, &all[i], end);
    }
    if (scan->has_guard) {
        Node guard = {.guard = true, .shift = scan->guard};
        g_array_append_val(scan->reader->nodes, guard);
    }
    return true;
}

static void split_lines(Scan *scan)
{
    const GString *text = scan->reader->text;
    PySlice rest = {text->str, text->len}, line;
    uint32_t offset = 0;
    g_array_append_val(scan->offsets, offset);
    if (!scan->reader->as_marimo) {
        g_array_set_size(scan->offsets, 0);
        g_array_append_vals(scan->offsets, scan->reader->starts->data, scan->reader->starts->len);
        uint32_t *end = &g_array_index(scan->offsets, uint32_t, scan->offsets->len - 1);
        *end = (uint32_t)text->len;
    }
    while (scan->reader->as_marimo && pytext_next_line(&rest, &line)) {
        offset += (uint32_t)line.length;
        g_array_append_val(scan->offsets, offset);
    }
    scan->lines = scan->offsets->len - 1;
}

static bool has_cell_marks(const GString *text)
{
    static const char *const MARKS[] = {"@app.cell", "@app.function", "@app.class_definition", "with app.setup",
                                        "app._unparsable_cell"};
    for (size_t i = 0; i < G_N_ELEMENTS(MARKS); i++) {
        if (strstr(text->str, MARKS[i]))
            return true;
    }
    return false;
}

/* Whoever dedents a cell then needs not scan it again. */
static void note_strings(Reader *reader, const TokenList *tokens)
{
    if (tokens->fault != TOKEN_FAULT_NONE)
        return;
    reader->inside = g_new0(bool, reader->lines + 1);
    for (guint i = 0; i < tokens->count; i++) {
        if (tokens->all[i].kind != TOKEN_STRING)
            continue;
        uint32_t last = pytoken_end_line(tokens, i);
        for (uint32_t line = tokens->all[i].line + 1; line <= last; line++)
            reader->inside[line] = true;
    }
}

/* marimo takes such a file for an empty one, and loses it at the next save. */
static bool refuse(const Reader *reader, const TokenList *tokens, GError **error)
{
    const FormatPython *python = reader->python;
    g_autoptr(Analysis) analysis =
        python && python->analyse ? python->analyse(python->self, reader->text->str, reader->text->len) : NULL;
    bool told = analysis && analysis->line > 0 && analysis->message;
    uint32_t line = told ? (uint32_t)analysis->line - 1 : tokens->fault == TOKEN_FAULT_NONE ? 0 : tokens->fault_line;
    reader_fail(reader, error, line, "not a marimo notebook, and no valid Python either%s%s", told ? ": " : "",
                told ? analysis->message : "");
    if (error && *error)
        (*error)->code = FORMAT_ERROR_NO_PYTHON;
    return false;
}

bool reader_find_nodes(Reader *reader, GError **error)
{
    TokenList *tokens = pytoken_scan(reader->text->str, reader->text->len);
    g_ptr_array_add(reader->lists, tokens);
    if (reader_parses(reader, reader->text->str, reader->text->len, tokens)) {
        note_strings(reader, tokens);
        nodes_append(reader->nodes, tokens, 0);
        return true;
    }
    if (!has_cell_marks(reader->text))
        return refuse(reader, tokens, error);
    Scan scan = {.reader = reader};
    scan.offsets = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    scan.boundaries = g_array_new(FALSE, FALSE, sizeof(Boundary));
    split_lines(&scan);
    find_all_boundaries(&scan);
    adjust_to_decorators(&scan);
    bool added = add_pieces(&scan, error);
    g_array_unref(scan.offsets);
    g_array_unref(scan.boundaries);
    return added;
}
