/* Cutting the code of a cell out of the file.
 *
 * marimo does it with line numbers and columns from Python's syntax tree, and where hand-written files are
 * unusual it cuts a little beside.  With `as_marimo` we cut exactly there (columns count bytes but are used
 * as if they counted characters; a comment behind the last statement is lost; the first word of a function
 * on one line is cut off); otherwise what marimo would lose is kept.
 */
#include "notebook/format_marimo_reader.h"

#include <string.h>

#include "notebook/pydedent.h"

/* --- pieces of the file ------------------------------------------------------------------------------ */

static const size_t TO_THE_END = SIZE_MAX;

/* A piece of the file, as Python's slices of a list of lines give it.  Lines from 0, columns in characters. */
typedef struct {
    int64_t line;
    size_t column;
    int64_t end_line;
    size_t end_column;
} Piece;

/* Where a line's column lies in the file. */
static const char *place_of(PySlice line, size_t column)
{
    return line.bytes + (column == TO_THE_END ? line.length : pytext_offset(line, column));
}

static bool append_piece(const Reader *reader, GString *out, Piece piece, GError **error)
{
    int64_t lines = reader->lines;
    if (piece.line < 0 || piece.line >= lines || piece.end_line < 0 || piece.end_line >= lines)
        return reader_fail(reader, error, (uint32_t)CLAMP(piece.line, 0, lines - 1), "this cell ends beyond the file");
    const char *start = place_of(reader_line(reader, (uint32_t)piece.line), piece.column);
    const char *end = place_of(reader_line(reader, (uint32_t)piece.end_line), piece.end_column);
    if (start < end)
        g_string_append_len(out, start, end - start);
    return true;
}

static bool starts_with(PySlice line, const char *prefix, size_t length)
{
    return line.length >= length && memcmp(line.bytes, prefix, length) == 0;
}

/* How far the lines from `line` on are blank or begin with the indentation. */
static uint32_t trailing_end(const Reader *reader, uint32_t line, const char *indent, size_t length)
{
    for (; line < reader->lines; line++) {
        PySlice text = reader_line(reader, line);
        if (!starts_with(text, indent, length) && !pytext_is_blank(text))
            break;
    }
    return line;
}

/* The lines [first, end) without white space at the end. */
static GString *trailing_lines(const Reader *reader, uint32_t first, uint32_t end)
{
    GString *out = g_string_new(NULL);
    for (uint32_t i = first; i < end; i++) {
        PySlice line = reader_line(reader, i);
        g_string_append_len(out, line.bytes, (gssize)line.length);
        if (i + 1 < end)
            g_string_append_c(out, '\n');
    }
    g_string_truncate(out, pytext_rstrip((PySlice){out->str, out->len}).length);
    return out;
}

static void keep_lines(Reader *reader, int64_t first, int64_t last)
{
    KeptLines kept = {(uint32_t)MAX(first, 0), (uint32_t)MAX(last, 0)};
    g_array_append_val(reader->kept, kept);
}

/* Where a node ends, for cutting: at the end of its last line if a comment follows there. */
static size_t end_column(const Reader *reader, const Node *node)
{
    size_t column = node_end_column(node);
    if (reader->as_marimo)
        return column;
    PySlice line = reader_line(reader, node_end_line(node));
    PySlice rest = pytext_lstrip((PySlice){line.bytes + column, line.length - column});
    bool comment = rest.length == 0 || rest.bytes[0] == '#' || rest.bytes[0] == ';';
    return comment ? TO_THE_END : pytext_characters((PySlice){line.bytes, column});
}

/* `line` is where the lines of `code` begin, if it is made of whole lines of the file, else NO_LINE. */
static const int64_t NO_LINE = -1;

static GString *dedent(const Reader *reader, GString *code, int64_t line)
{
    bool known = reader->inside && line != NO_LINE;
    GString *out = pydedent(code->str, code->len, known ? reader->inside + line : NULL);
    g_string_free(code, TRUE);
    return out;
}

/* A cell that marimo finds at `line` and `column` and whose code begins at `code_line`, all from 0. */
static void add_cell(Reader *reader, const char *name, CellKind kind, CellConfig *config, GString *code,
                     FormatPlace place)
{
    place.code_line += (int)reader->skipped + 1;
    g_array_append_val(reader->places, place);
    notebook_insert_cell(reader->notebook, notebook_cell_count(reader->notebook), name, kind, config, code->str,
                         (gssize)code->len);
    cell_config_clear(config);
    g_string_free(code, TRUE);
}

/* --- setup, functions and classes: a statement and the comments below it ----------------------------- */

/* From a line and column to the end of the node, and on as far as the indentation of its body reaches. */
static GString *cut_block(Reader *reader, const Node *node, int64_t line, size_t column, GError **error)
{
    GString *code = g_string_new(NULL);
    uint32_t end = node_end_line(node);
    if (!append_piece(reader, code, (Piece){line, column, end, end_column(reader, node)}, error)) {
        g_string_free(code, TRUE);
        return NULL;
    }
    keep_lines(reader, line, end);
    int64_t known = column == 0 ? line : NO_LINE;

    Node first, before_last, last;
    guint count;
    if (!node_body(node, &first, &before_last, &last, &count))
        return dedent(reader, code, known);
    PySlice body = reader_line(reader, node_line(&first));
    size_t indent = body.length - pytext_lstrip(body).length;
    if (indent == 0)
        return dedent(reader, code, known);
    uint32_t trailing = trailing_end(reader, end + 1, body.bytes, indent);
    if (trailing > end + 1) {
        g_autoptr(GString) lines = trailing_lines(reader, end + 1, trailing);
        if (lines->len) {
            g_string_append_c(code, '\n');
            g_string_append_len(code, lines->str, (gssize)lines->len);
            keep_lines(reader, end + 1, trailing - 1);
        }
    }
    return dedent(reader, code, known);
}

bool reader_add_setup(Reader *reader, const Node *node, GError **error)
{
    CellConfig config = {0};
    guint open = node->keyword + (node_says(node, 0, "async") ? 5 : 4);
    reader_config(reader, node, pytoken_is_op(node->tokens, open, '(') ? open : 0, &config, NULL);
    uint32_t head = node->shift + node->tokens->all[node->colon].line;
    Node first, before_last, last;
    guint count;
    bool on_head = node_body(node, &first, &before_last, &last, &count) && node_line(&first) == head;
    size_t column = on_head ? node_column(&first, first.first) : 0;
    GString *code = cut_block(reader, node, on_head ? head : head + 1, column, error);
    if (!code) {
        cell_config_clear(&config);
        return false;
    }
    if (g_str_has_suffix(code->str, "\npass"))
        g_string_truncate(code, code->len - strlen("\npass"));
    int line = (int)node_line(node);
    add_cell(reader, "setup", CELL_SETUP, &config, code, (FormatPlace){line + 1, 0, (int)head + !on_head});
    return true;
}

static bool is_ascii(const char *name, size_t length)
{
    while (length > 0 && (unsigned char)name[length - 1] < 0x80)
        length--;
    return length == 0;
}

/* Python's parser normalises identifiers. */
static char *definition_name(const Node *node)
{
    const Token *token = &node->tokens->all[MIN(node->keyword + (node_says(node, 0, "async") ? 2 : 1), node->last)];
    const char *name = node->tokens->text + token->start;
    size_t length = token->end - token->start;
    if (is_ascii(name, length))
        return g_strndup(name, length);
    return g_utf8_normalize(name, (gssize)length, G_NORMALIZE_NFKC);
}

static bool add_definition(Reader *reader, const Node *node, const Decorator *decorator, GError **error)
{
    uint32_t line = node->shift + pytoken_end_line(node->tokens, decorator->end - 1) + 1;
    uint32_t column = node_column(node, decorator->first);
    GString *code = cut_block(reader, node, line, reader->as_marimo ? column - 1 : 0, error);
    if (!code)
        return false;
    CellConfig config = {0};
    reader_config(reader, node, decorator->open, &config, NULL);
    g_autofree char *name = definition_name(node);
    CellKind kind = strcmp(decorator->kind, "function") == 0 ? CELL_FUNCTION : CELL_CLASS;
    if (decorator->first > node->first + 1)
        reader_remark(reader, node_line(node), true, "a decorator above @app.%s is not kept", decorator->kind);
    add_cell(reader, name, kind, &config, code, (FormatPlace){(int)line, 0, (int)line});
    return true;
}

/* --- @app.cell: the body of a function ---------------------------------------------------------------- */

/* What of a function belongs to the cell. */
typedef struct {
    Node first, before_last, last;
    guint count;
    uint32_t head;  /* the line of the colon */
    int64_t start;  /* the first line of the body */
    size_t column;  /* of the body's first character, if it is on the line of `def` */
    bool on_head;   /* the body is on the line of the colon */
    bool has_return;
} Body;

static bool is_ellipsis_value(const Node *node)
{
    guint tokens = node->last - node->first + 1;
    return pytoken_is(node->tokens, node->last, "...") &&
           (tokens == 1 || (tokens == 2 && node_says(node, 0, "return")) || (tokens == 3 && node_says(node, 1, "=")));
}

/* Where marimo finds the body in what it takes for the function's code: lines below the start of that, and
 * the characters that it adds to the column of a body on the line of its head. */
typedef struct {
    int64_t lines;
    size_t characters;
} BodyOffset;

static size_t token_characters(const TokenList *tokens, guint at)
{
    const Token *token = &tokens->all[at];
    return pytext_characters((PySlice){tokens->text + token->start, token->end - token->start});
}

static bool find_body_offset(const TokenList *tokens, guint at, BodyOffset *offset)
{
    while (at < tokens->count && !pytoken_is(tokens, at, "def"))
        at++;
    while (at < tokens->count && !pytoken_is_op(tokens, at, '('))
        at++;
    if (at == tokens->count)
        return false;
    int depth = 0;
    do
        depth += pytoken_is_op(tokens, at, '(') - pytoken_is_op(tokens, at, ')');
    while (depth > 0 && ++at < tokens->count);
    while (at < tokens->count && !pytoken_is_op(tokens, at, ':'))
        at++;
    if (at + 1 >= tokens->count)
        return false;
    at++;
    bool on_head = tokens->all[at].kind != TOKEN_NEWLINE && tokens->all[at].kind != TOKEN_COMMENT;
    offset->lines = tokens->all[at].line + (on_head ? 0 : 1);
    offset->characters = on_head ? token_characters(tokens, at) : 0;
    return true;
}

/* marimo adds lines that it counted from the decorator to the line of `def`.  In a file that was read in
 * pieces it may not even look at the right lines. */
static bool body_place_as_marimo(Reader *reader, const Node *node, const Decorator *decorator, Body *body,
                                 GError **error)
{
    uint32_t line = node->shift + pytoken_end_line(node->tokens, decorator->end - 1) + 1;
    BodyOffset offset = {body->head + 1 - line, 0};
    if (body->on_head)
        offset = (BodyOffset){node_line(&body->first) - line, token_characters(node->tokens, node->colon + 1)};
    if (!reader->inside) {
        g_autoptr(GString) code = cut_block(reader, node, line, node_column(node, decorator->first) - 1, error);
        if (!code)
            return false;
        g_autoptr(TokenList) tokens = pytoken_scan(code->str, code->len);
        if (!find_body_offset(tokens, 0, &offset))
            return reader_fail(reader, error, node_line(node), "the body of this function cannot be found");
    }
    body->start = node_line(node) + offset.lines;
    body->column = 0;
    if (node_line(node) == node_line(&body->first))
        body->column = node_column(&body->first, body->first.first) + offset.characters -
                       (is_ellipsis_value(&body->first) ? 3 : 1);
    return true;
}

static bool body_place(Reader *reader, const Node *node, const Decorator *decorator, Body *body, GError **error)
{
    const TokenList *tokens = node->tokens;
    body->head = node->shift + tokens->all[node->colon].line;
    TokenKind next = tokens->all[node->colon + 1].kind;
    body->on_head = next != TOKEN_NEWLINE && next != TOKEN_COMMENT;
    if (reader->as_marimo)
        return body_place_as_marimo(reader, node, decorator, body, error);
    body->start = body->on_head ? node_line(&body->first) : body->head + 1;
    if (body->on_head)
        body->column = node_column(&body->first, body->first.first);
    return true;
}

/* A body that ends with return: everything before it. */
static Piece piece_before_return(const Reader *reader, const Body *body)
{
    Piece piece = {body->start, body->column, 0, TO_THE_END};
    int64_t return_line = node_line(&body->last);
    piece.end_line = return_line - 1;
    if (body->count > 1) {
        piece.end_line = MAX(piece.end_line, node_end_line(&body->before_last));
        if (node_end_line(&body->last) == piece.end_line) {
            piece.end_line = return_line;
            piece.end_column = node_column(&body->last, body->last.first);
            if (!reader->as_marimo)
                piece.end_column = pytext_characters(
                    (PySlice){reader_line(reader, (uint32_t)return_line).bytes, piece.end_column});
        }
    }
    return piece;
}

/* Comments below the last statement.  Through an oversight marimo joins the first to the statement's line;
 * returns whether that was done. */
static bool append_comments_below(Reader *reader, GString *code, uint32_t end, PySlice indent)
{
    g_autofree char *prefix = g_strndup(indent.bytes, indent.length); /* `code` will move */
    uint32_t trailing = trailing_end(reader, end + 1, prefix, indent.length);
    bool two_lines = trailing > end + 2;
    if (trailing == end + 1 || (reader->as_marimo && !two_lines))
        return false;
    g_autoptr(GString) lines = trailing_lines(reader, end + 1, trailing);
    if (!lines->len)
        return false;
    if (!reader->as_marimo)
        g_string_append_c(code, '\n');
    g_string_append_len(code, lines->str, (gssize)lines->len);
    keep_lines(reader, end + 1, trailing - 1);
    return reader->as_marimo;
}

static GString *cut_body(Reader *reader, const Node *node, const Body *body, GError **error)
{
    GString *code = g_string_new(NULL);
    if (body->has_return && body->count == 1 && body->start == node_line(&body->first))
        return code;
    uint32_t end = node_end_line(node);
    Piece piece = body->has_return ? piece_before_return(reader, body)
                                   : (Piece){body->start, body->column, end, end_column(reader, node)};
    if (!append_piece(reader, code, piece, error)) {
        g_string_free(code, TRUE);
        return NULL;
    }
    keep_lines(reader, piece.line, piece.end_line);
    bool joined = false;
    if (!body->has_return && node_line(node) != node_line(&body->last)) {
        PySlice text = {code->str, code->len};
        PySlice indent = {code->str, code->len - pytext_lstrip(text).length};
        if (!reader->as_marimo) {
            PySlice line = reader_line(reader, node_line(&body->first));
            indent = (PySlice){line.bytes, line.length - pytext_lstrip(line).length};
        }
        joined = append_comments_below(reader, code, end, indent);
    }
    bool whole = piece.column == 0 && piece.line == (int64_t)body->head + 1 && !joined;
    return dedent(reader, code, whole ? piece.line : NO_LINE);
}

static bool add_function_cell(Reader *reader, const Node *node, const Decorator *decorator,
                              const Decorator *last_decorator, guint decorators, GError **error)
{
    if (node_says(node, 0, "class"))
        return reader_fail(reader, error, node_line(node), "@app.cell is for functions, not for classes");
    Body body = {0};
    if (!node_body(node, &body.first, &body.before_last, &body.last, &body.count))
        return reader_fail(reader, error, node_line(node), "this function has no body");
    body.has_return = node_says(&body.last, 0, "return") && !body.last.compound;
    if (!body_place(reader, node, decorators > 1 ? last_decorator : decorator, &body, error))
        return false;
    GString *code = cut_body(reader, node, &body, error);
    if (!code)
        return false;
    CellConfig config = {0};
    reader_config(reader, node, decorator->open, &config, NULL);
    if (decorators > 1) {
        reader->hard = true;
        reader_violation_at(reader, VIOLATION_DECORATORS, node, decorator->first);
        reader_remark(reader, node_line(node), true, "decorators beside @app.cell are not kept");
    }
    g_autofree char *name = definition_name(node);
    bool alone = body.has_return && body.count == 1 && body.start == node_line(&body.first); /* `return` is all */
    FormatPlace place = {(int)body.start + alone, (int)body.column, (int)body.start};
    add_cell(reader, name, CELL_PLAIN, &config, code, place);
    return true;
}

/* --- cells that are not Python -------------------------------------------------------------------------- */

/* What Python's tree calls such an expression; a guess where it is not simple. */
static const char *node_class(const TokenList *tokens, const Literal *value, guint first, guint end)
{
    if (value->kind == LITERAL_LIST)
        return "List";
    if (value->kind != LITERAL_EXPRESSION)
        return "Constant";
    if (tokens->all[first].kind == TOKEN_STRING)
        return "JoinedStr";
    if (end - first == 1)
        return "Name";
    return pytoken_is_op(tokens, end - 1, ')') ? "Call" : "BinOp";
}

static GString *unparsable_code(Reader *reader, const Node *node)
{
    guint first, end;
    kwargs_positional(node->tokens, node->keyword + 3, &first, &end);
    g_autoptr(Literal) value = pyliteral_evaluate(node->tokens, first, end);
    if (value->kind == LITERAL_STRING)
        return g_steal_pointer(&value->string);
    reader->hard = true;
    reader_violation(reader, VIOLATION_NO_STRING, node);
    g_array_index(reader->violations, FormatViolation, reader->violations->len - 1).detail =
        node_class(node->tokens, value, first, end);
    reader_remark(reader, node_line(node), true, "the code of an unparsable cell must be a plain string");
    return g_string_new(NULL);
}

static void add_unparsable(Reader *reader, const Node *node)
{
    CellConfig config = {0};
    g_autofree char *name = g_strdup(node->name);
    GString *code;
    if (node->code) {
        code = g_string_new(node->code);
        reader->hard = true;
        if (node->colon)
            reader_config(reader, node, node->colon, &config, NULL);
    } else {
        reader_config(reader, node, node->keyword + 3, &config, &name);
        GString *dedented = dedent(reader, unparsable_code(reader, node), NO_LINE);
        PySlice stripped = pytext_strip((PySlice){dedented->str, dedented->len});
        code = g_string_new_len(stripped.bytes, (gssize)stripped.length);
        g_string_free(dedented, TRUE);
        keep_lines(reader, node_line(node), node_end_line(node));
    }
    int line = (int)node_line(node);
    add_cell(reader, name && *name ? name : "_", CELL_UNPARSABLE, &config, code, (FormatPlace){line + 1, 0, line});
}

bool reader_add_cell(Reader *reader, const Node *node, GError **error)
{
    if (node_is_unparsable(node)) {
        add_unparsable(reader, node);
        return true;
    }
    Decorator decorator, last;
    guint count;
    if (!node_cell_decorator(node, &decorator, &last, &count))
        return reader_fail(reader, error, node_line(node), "not a cell");
    if (strcmp(decorator.kind, "cell") == 0)
        return add_function_cell(reader, node, &decorator, &last, count, error);
    return add_definition(reader, node, &decorator, error);
}
