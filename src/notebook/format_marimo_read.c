/* From the bytes of a file to a notebook: the frame around the cells.
 *
 *     header? import marimo, version?, app, setup?, cells, run guard?
 *
 * in this order, as marimo's parser takes it: what stands between is passed over, and noted as lost.
 */
#include <string.h>

#include "notebook/format_marimo_reader.h"

/* --- what the parts share ---------------------------------------------------------------------------- */

PySlice reader_line(const Reader *reader, uint32_t line)
{
    uint32_t start = g_array_index(reader->starts, uint32_t, line);
    uint32_t next = g_array_index(reader->starts, uint32_t, line + 1);
    return (PySlice){reader->text->str + start, next - start - 1};
}

const Node *reader_node(const Reader *reader)
{
    return reader->at < reader->nodes->len ? &g_array_index(reader->nodes, Node, reader->at) : NULL;
}

void reader_remark(Reader *reader, uint32_t line, bool loses_text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    format_remarks_add(reader->remarks, (int)(line + reader->skipped + 1), loses_text, format, arguments);
    va_end(arguments);
}

static void add_violation(Reader *reader, FormatViolationKind kind, uint32_t line, uint32_t column)
{
    FormatViolation violation = {kind, (int)line + 1, (int)column, (int)(line + reader->skipped + 1), NULL};
    g_array_append_val(reader->violations, violation);
}

void reader_violation(Reader *reader, FormatViolationKind kind, const Node *node)
{
    FormatViolation nowhere = {.kind = kind};
    if (node)
        add_violation(reader, kind, node_line(node), 0);
    else
        g_array_append_val(reader->violations, nowhere);
}

void reader_violation_at(Reader *reader, FormatViolationKind kind, const Node *node, guint token)
{
    add_violation(reader, kind, node->shift + node->tokens->all[token].line, node_column(node, token));
}

bool reader_fail(const Reader *reader, GError **error, uint32_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK, "%s:%u: %s", reader->name,
                line + reader->skipped + 1, message);
    return false;
}

bool reader_parses(const Reader *reader, const char *text, size_t length, const TokenList *tokens)
{
    if (reader->python)
        return reader->python->parses(reader->python->self, text, length);
    return tokens_look_sound(tokens);
}

/* --- the text -------------------------------------------------------------------------------------------- */

/* "\r\n" and "\r" become "\n". */
static void unify_line_ends(GString *text)
{
    if (!memchr(text->str, '\r', text->len))
        return;
    char *out = text->str;
    const char *end = text->str + text->len;
    for (const char *in = text->str; in < end; in++) {
        if (*in != '\r')
            *out++ = *in;
        else if (in + 1 == end || in[1] != '\n')
            *out++ = '\n';
    }
    g_string_truncate(text, (gsize)(out - text->str));
}

static uint32_t count_newlines(const char *bytes, size_t length)
{
    uint32_t count = 0;
    const char *end = bytes + length;
    for (const char *at = bytes; (at = memchr(at, '\n', (size_t)(end - at))); at++)
        count++;
    return count;
}

/* A byte that no notebook can have, or NULL. */
static const char *find_impossible(const char *bytes, size_t size, const char **what)
{
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        *what = "the file begins with a byte order mark, which Python notebooks must not have";
        return bytes;
    }
    *what = "the file holds a NUL byte";
    return memchr(bytes, '\0', size);
}

static void find_lines(Reader *reader)
{
    const char *at = reader->text->str, *end = at + reader->text->len;
    reader->lines = count_newlines(at, reader->text->len) + 1;
    g_array_set_size(reader->starts, reader->lines + 1);
    uint32_t *start = (uint32_t *)(gpointer)reader->starts->data;
    *start++ = 0;
    for (; (at = memchr(at, '\n', (size_t)(end - at))); at++)
        *start++ = (uint32_t)(at + 1 - reader->text->str);
    *start = (uint32_t)reader->text->len + 1;
}

static bool take_text(Reader *reader, const char *bytes, size_t size, GError **error)
{
    const char *what, *impossible = size ? find_impossible(bytes, size, &what) : NULL;
    if (impossible) {
        int code = *impossible ? FORMAT_ERROR_BROKEN : FORMAT_ERROR_ENCODING; /* marimo has a word for the first */
        g_set_error(error, FORMAT_ERROR, code, "%s:%u: %s", reader->name,
                    count_newlines(bytes, (size_t)(impossible - bytes)) + 1, what);
        return false;
    }
    if (size >= UINT32_MAX / 2)
        return reader_fail(reader, error, 0, "the file is too large");

    bool replaced;
    reader->text = pytext_decode(bytes, size, &replaced);
    unify_line_ends(reader->text);
    PySlice rest = pytext_lstrip((PySlice){reader->text->str, reader->text->len});
    size_t front = reader->text->len - rest.length;
    reader->skipped = count_newlines(reader->text->str, front);
    g_string_erase(reader->text, 0, (gssize)front);
    g_string_truncate(reader->text, pytext_rstrip((PySlice){reader->text->str, reader->text->len}).length);
    if (replaced)
        reader_remark(reader, 0, true, "the file is not UTF-8; what was not became U+FFFD");

    find_lines(reader);
    return true;
}

/* --- header, import, version, app ---------------------------------------------------------------------------- */

static bool is_made_up(const Node *node)
{
    return node->code || node->guard;
}

/* A string alone: a docstring, or a comment in the form of one. */
static bool is_string(const Node *node)
{
    if (is_made_up(node) || node->compound || node->first != node->keyword)
        return false;
    TokenKind kind = node->tokens->all[node->first].kind;
    if (kind != TOKEN_STRING && !pytoken_is_op(node->tokens, node->first, '('))
        return false;
    g_autoptr(Literal) value = pyliteral_evaluate(node->tokens, node->first, node->last + 1);
    return value->kind == LITERAL_STRING;
}

/* Where it begins, with its decorators: what follows the header must not be torn. */
static size_t node_offset(const Reader *reader, const Node *node)
{
    bool made_up = is_made_up(node);
    uint32_t first = made_up ? node_line(node) : node->shift + node->tokens->all[node->first].line;
    uint32_t line = g_array_index(reader->starts, uint32_t, MIN(first, reader->lines - 1));
    return made_up ? line : line + node_column(node, node->first);
}

static void take_header(Reader *reader)
{
    while (reader_node(reader) && is_string(reader_node(reader)))
        reader->at++;
    const Node *node = reader_node(reader);
    size_t length = node ? node_offset(reader, node) : reader->text->len;
    NotebookHeader *header = notebook_header(reader->notebook);
    g_free(header->text);
    header->text = g_strndup(reader->text->str, MIN(length, reader->text->len));
}

static void pass_over(Reader *reader, FormatViolationKind kind, const char *where)
{
    reader->hard = true;
    reader_violation(reader, kind, reader_node(reader));
    reader_remark(reader, node_line(reader_node(reader)), true, "this statement stands %s", where);
    reader->at++;
}

static bool is_marimo_import(const Node *node)
{
    return !is_made_up(node) && node_says(node, 0, "import") && node_says(node, 1, "marimo") &&
           (node->last == node->keyword + 1 || node_says(node, 2, "as") || node_says(node, 2, ","));
}

static char *token_text(const Node *node, guint offset)
{
    const Token *token = &node->tokens->all[node->keyword + offset];
    return g_strndup(node->tokens->text + token->start, token->end - token->start);
}

/* Finds `import marimo`; returns what it is called then, or NULL.  The caller frees it. */
static char *take_import(Reader *reader)
{
    for (const Node *node; (node = reader_node(reader));) {
        if (is_marimo_import(node)) {
            reader->at++;
            if (!node_says(node, 2, "as") || node->last < node->keyword + 3)
                return g_strdup("marimo");
            reader->soft = true;
            reader_violation(reader, VIOLATION_ALIAS, node);
            reader_remark(reader, node_line(node), false, "a save imports marimo without an alias");
            return token_text(node, 3);
        }
        pass_over(reader, VIOLATION_BEFORE_IMPORT, "before `import marimo`");
    }
    return NULL;
}

static void take_version(Reader *reader)
{
    const Node *node = reader_node(reader);
    if (node && !is_made_up(node) && node_says(node, 0, "__generated_with") && node_says(node, 1, "=")) {
        guint first = node->keyword + 2;
        g_autoptr(Literal) value = pyliteral_evaluate(node->tokens, first, node->last + 1);
        if (value->kind != LITERAL_EXPRESSION && value->kind != LITERAL_LIST) {
            char *version = value->string ? g_strndup(value->string->str, value->string->len) : token_text(node, 2);
            notebook_header(reader->notebook)->version = version;
            if (*version) { /* an empty one counts as none, and is then in the way */
                reader->at++;
                return;
            }
        }
    }
    reader->soft = true;
    reader_violation(reader, VIOLATION_NO_VERSION, node);
    reader_remark(reader, node ? node_line(node) : reader->lines - 1, false, "__generated_with is missing");
}

static bool is_app(const Node *node, const char *alias)
{
    return !is_made_up(node) && node_says(node, 0, "app") && node_says(node, 1, "=") && node_says(node, 2, alias) &&
           node_says(node, 3, ".") && node_says(node, 4, "App") && node_says(node, 5, "(") &&
           tokens_close(node->tokens, node->keyword + 5) == node->last + 1;
}

static void take_option(gpointer data, const char *name, const char *source, const Literal *value)
{
    Reader *reader = data;
    if (value->kind == LITERAL_EXPRESSION || value->incomplete) {
        reader->hard = true;
        reader_remark(reader, node_line(reader_node(reader)), false, "the value of %s= is no constant", name);
    }
    notebook_header_set_option(notebook_header(reader->notebook), name, source);
}

/* The error that was set is of another kind; false. */
static bool fail_as(GError **error, int code)
{
    if (error && *error)
        (*error)->code = code;
    return false;
}

static bool take_app(Reader *reader, const char *alias, GError **error)
{
    for (const Node *node; (node = reader_node(reader));) {
        if (is_app(node, alias)) {
            if (!kwargs_each(node->tokens, node->keyword + 5, take_option, reader))
                reader->hard = true;
            reader_note_expressions(reader, node, node->keyword + 5);
            return true;
        }
        pass_over(reader, VIOLATION_BEFORE_APP, "before the app");
    }
    reader_fail(reader, error, reader->lines - 1, "not a marimo notebook: `app = %s.App()` is missing", alias);
    return fail_as(error, FORMAT_ERROR_NO_APP);
}

/* --- cells ---------------------------------------------------------------------------------------------------- */

/* marimo takes any `if __name__ <compares to> ...` for it. */
static bool is_guard(const Node *node)
{
    static const char *const COMPARISONS[] = {"==", "!=", "<", ">", "<=", ">=", "in", "not", "is"};
    if (node->guard)
        return true;
    if (node->code || !node->compound || !node_says(node, 0, "if"))
        return false;
    guint offset = 1;
    while (node_says(node, offset, "("))
        offset++;
    if (!node_says(node, offset, "__name__"))
        return false;
    while (node_says(node, offset + 1, ")"))
        offset++;
    bool compares = false;
    for (size_t i = 0; i < G_N_ELEMENTS(COMPARISONS); i++)
        compares |= node_says(node, offset + 1, COMPARISONS[i]);
    for (guint at = node->keyword + 1; at < node->colon && compares; at++)
        compares = !pytoken_is(node->tokens, at, "and") && !pytoken_is(node->tokens, at, "or");
    return compares;
}

/* From the app to the first cell; the setup cell comes first or not at all. */
static bool take_setup(Reader *reader, GError **error)
{
    reader->at++;
    for (const Node *node; (node = reader_node(reader));) {
        if (node_is_setup(node)) {
            reader->at++;
            return reader_add_setup(reader, node, error);
        }
        if (node_is_body_cell(node))
            return true;
        if (is_guard(node)) { /* a notebook without cells: marimo passes over its guard */
            reader->hard = true;
            reader_violation(reader, VIOLATION_BEFORE_CELLS, node);
            reader->at++;
        } else {
            pass_over(reader, VIOLATION_BEFORE_CELLS, "outside of the cells");
        }
    }
    return true;
}

static bool take_cells(Reader *reader, GError **error)
{
    const Node *node;
    while ((node = reader_node(reader)) && !is_guard(node)) {
        if (!node_is_body_cell(node)) {
            pass_over(reader, VIOLATION_BETWEEN_CELLS, "outside of the cells");
            continue;
        }
        if (!reader_add_cell(reader, node, error))
            return false;
        reader->at++;
    }
    if (!node) {
        reader->soft = true;
        reader_violation(reader, VIOLATION_NO_GUARD, NULL);
        reader_remark(reader, reader->lines - 1, false, "the run guard is missing");
        return true;
    }
    for (reader->at++; (node = reader_node(reader)); reader->at++)
        reader_remark(reader, node_line(node), true, "this statement stands behind the run guard");
    return true;
}

/* --- comments that are in no cell ------------------------------------------------------------------------------- */

static void remark_lost_comments(Reader *reader, uint32_t header_end)
{
    if (reader->lists->len != 1) /* a broken file: its pieces were kept whole */
        return;
    const TokenList *tokens = g_ptr_array_index(reader->lists, 0);
    guint kept = 0;
    for (const Token *token = tokens->all, *end = token + tokens->count; token < end; token++) {
        if (token->kind != TOKEN_COMMENT || token->start < header_end)
            continue;
        while (kept < reader->kept->len && g_array_index(reader->kept, KeptLines, kept).last < token->line)
            kept++;
        if (kept == reader->kept->len || g_array_index(reader->kept, KeptLines, kept).first > token->line)
            reader_remark(reader, token->line, true, "this comment is in no cell");
    }
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static bool is_blank_notebook(const Reader *reader)
{
    return reader->at >= reader->nodes->len && notebook_cell_count(reader->notebook) == 0;
}

/* Finds the status; false with an error if it is no notebook that marimo could open. */
static bool take_notebook(Reader *reader, FormatStatus *status, GError **error)
{
    *status = FORMAT_EMPTY;
    if (reader->text->len == 0)
        return true;
    if (!reader_find_nodes(reader, error))
        return false;
    take_header(reader);
    size_t header_end = strlen(notebook_header(reader->notebook)->text);
    if (is_blank_notebook(reader))
        return true;
    uint32_t first = node_line(reader_node(reader));
    g_autofree char *alias = take_import(reader);
    if (!alias) {
        *status = FORMAT_INVALID;
        return reader_fail(reader, error, first, "not a marimo notebook: `import marimo` is missing");
    }
    take_version(reader);
    if (!take_app(reader, alias, error) || !take_setup(reader, error) || !take_cells(reader, error))
        return false;
    remark_lost_comments(reader, (uint32_t)header_end);
    *status = reader->hard ? FORMAT_HAS_ERRORS : reader->soft ? FORMAT_HAS_WARNINGS : FORMAT_VALID;
    return true;
}

static void reader_close(Reader *reader)
{
    if (reader->text)
        g_string_free(reader->text, TRUE);
    for (guint i = 0; i < reader->nodes->len; i++)
        node_clear(&g_array_index(reader->nodes, Node, i));
    g_free(reader->inside);
    g_array_unref(reader->nodes);
    g_array_unref(reader->starts);
    g_array_unref(reader->kept);
    g_ptr_array_unref(reader->lists);
}

static int compare_remarks(gconstpointer a, gconstpointer b)
{
    const FormatRemark *first = *(FormatRemark *const *)a, *second = *(FormatRemark *const *)b;
    return (first->line > second->line) - (first->line < second->line);
}

static FormatRead *read_file(const char *bytes, size_t size, const char *name, const FormatPython *python,
                             bool as_marimo, GError **error)
{
    Reader reader = {.name = name, .python = python, .as_marimo = as_marimo};
    reader.starts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    reader.nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    reader.kept = g_array_new(FALSE, FALSE, sizeof(KeptLines));
    reader.lists = g_ptr_array_new_with_free_func((GDestroyNotify)pytoken_free);

    FormatRead *read = format_read_new();
    reader.remarks = read->remarks;
    reader.notebook = read->notebook;
    reader.places = read->places;
    reader.violations = read->violations;
    bool good = take_text(&reader, bytes, size, error) && take_notebook(&reader, &read->status, error);
    reader_close(&reader);
    if (!good) {
        format_read_free(read);
        return NULL;
    }
    g_ptr_array_sort(read->remarks, compare_remarks);
    return read;
}

FormatRead *format_marimo_read(const char *bytes, size_t size, const char *name, GError **error)
{
    return read_file(bytes, size, name, NULL, false, error);
}

FormatRead *format_marimo_read_exact(const char *bytes, size_t size, const char *name, const FormatPython *python,
                                     GError **error)
{
    return read_file(bytes, size, name, python, true, error);
}
