#include "edit/indent.h"

#include <string.h>

#include "notebook/pytoken.h"

/* Beyond that a cell is not read at each key: its lines get the indent of the line before. */
enum { LONGEST_CELL = 256 * 1024 };

char *indent_of_width(const Editor *editor, size_t width)
{
    if (editor->options.expandtab)
        return g_strnfill(width, ' ');
    size_t tabs = width / editor->options.tabstop;
    g_autofree char *front = g_strnfill(tabs, '\t');
    g_autofree char *rest = g_strnfill(width - tabs * editor->options.tabstop, ' ');
    return g_strconcat(front, rest, NULL);
}

static size_t width_of(const Editor *editor, size_t line)
{
    return editor_column(editor, (Pos){line, editor_indent_bytes(editor, line)});
}

/* --- where a position is ---------------------------------------------------------------------------------- */

/* What the code of a cell up to a position leaves open.  Lines are those of the notebook. */
typedef struct {
    bool in_code;    /* not in a string, and the code could be read so far */
    bool in_bracket;
    size_t opened;   /* the line where the innermost bracket was opened */
    size_t begun;    /* the line where the last statement begins */
    size_t ends;     /* the line of its last sign so far */
    bool ends_in_colon;
    char word[12];   /* its first, if that is not longer */
} Place;

static bool is_code(const Token *token)
{
    return token->kind == TOKEN_NAME || token->kind == TOKEN_NUMBER || token->kind == TOKEN_STRING ||
           token->kind == TOKEN_OP || token->kind == TOKEN_ERROR;
}

static void read_statement(Place *place, const TokenList *tokens, guint first, guint last, size_t cell_line)
{
    const Token *token = &tokens->all[first];
    size_t length = token->end - token->start;
    if (token->kind == TOKEN_NAME && length < sizeof place->word)
        memcpy(place->word, tokens->text + token->start, length);
    place->begun = cell_line + token->line;
    place->ends = cell_line + pytoken_end_line(tokens, last);
    place->ends_in_colon = tokens->all[last].op == ':';
}

static Place place_at(const Editor *editor, Pos pos)
{
    Place place = {0};
    size_t cell_line = notebook_first_line(editor->notebook, notebook_cell_of_line(editor->notebook, pos.line));
    GString *code = notebook_slice(editor->notebook, (Pos){cell_line, 0}, pos);
    g_autofree char *bytes = g_string_free(code, FALSE);
    size_t size = strlen(bytes);
    g_autoptr(TokenList) tokens = size <= LONGEST_CELL ? pytoken_scan(bytes, size) : NULL;
    if (!tokens || tokens->fault == TOKEN_FAULT_OPEN_STRING || tokens->fault == TOKEN_FAULT_DEDENT)
        return place;
    place.in_code = true;
    g_autoptr(GArray) opened = g_array_new(FALSE, FALSE, sizeof(size_t));
    guint first = 0, last = 0;
    bool between = true, any = false;
    for (guint i = 0; i < tokens->count; i++) {
        const Token *token = &tokens->all[i];
        size_t line = cell_line + token->line;
        between |= token->kind == TOKEN_NEWLINE;
        if (!is_code(token))
            continue;
        first = between ? i : first;
        last = i;
        between = false;
        any = true;
        if (token->op && strchr("([{", token->op))
            g_array_append_val(opened, line);
        else if (token->op && strchr(")]}", token->op) && opened->len)
            g_array_set_size(opened, opened->len - 1);
    }
    place.in_bracket = opened->len > 0;
    place.opened = opened->len ? g_array_index(opened, size_t, opened->len - 1) : 0;
    if (any)
        read_statement(&place, tokens, first, last, cell_line);
    return place;
}

/* --- a new line -------------------------------------------------------------------------------------------- */

/* The words that begin a block, as 'cinwords' has them in Vim's Python, and those that end one. */
static const char *const OPENING[] = {"async", "case",  "class", "def",  "elif", "else",  "except", "finally",
                                      "for",   "if",    "match", "try",  "while", "with", NULL};
static const char *const LEAVING[] = {"break", "continue", "pass", "raise", "return", NULL};

/* Whether the next character that is no blank closes a bracket. */
static bool closes_at(TextLine line, size_t byte)
{
    while (byte < line.length && (line.bytes[byte] == ' ' || line.bytes[byte] == '\t'))
        byte++;
    return byte < line.length && strchr(")]}", line.bytes[byte]);
}

size_t indent_behind(const Editor *editor, size_t line, size_t length)
{
    if (!editor->options.autoindent)
        return 0;
    size_t step = editor->options.shiftwidth;
    size_t width = editor_column(editor, (Pos){line, MIN(length, editor_indent_bytes(editor, line))});
    Place place = editor->options.smartindent ? place_at(editor, (Pos){line, length}) : (Place){0};
    if (!place.in_code)
        return width;
    if (place.in_bracket && closes_at(editor_line(editor, line), length))
        return width_of(editor, place.opened);
    if (place.ends != line || length <= editor_indent_bytes(editor, line))
        return width; /* a comment, or nothing */
    if (place.in_bracket)
        return place.opened == line ? width + step : width;
    width = width_of(editor, place.begun);
    if (place.ends_in_colon && g_strv_contains(OPENING, place.word))
        return width + step;
    return g_strv_contains(LEAVING, place.word) ? width - MIN(width, step) : width;
}

/* --- a line that is typed ------------------------------------------------------------------------------------ */

static void set_width(Editor *editor, size_t width)
{
    Insert *insert = &editor->insert;
    size_t line = editor->cursor.line, before = editor_indent_bytes(editor, line), at = editor->cursor.byte;
    if (width_of(editor, line) == width)
        return;
    g_autofree char *indent = indent_of_width(editor, width);
    size_t after = strlen(indent);
    editor_replace(editor, (Pos){line, 0}, (Pos){line, before}, indent, after);
    editor_set_cursor(editor, (Pos){line, at >= before ? at - before + after : after});
    if (insert->start.line == line)
        insert->start.byte = insert->start.byte >= before ? insert->start.byte - before + after : after;
}

/* What a line that begins with such a word belongs to. */
static bool belongs(const char *word, const char *before)
{
    static const struct {
        const char *word, *before[6];
    } PAIRS[] = {
        {"elif", {"if", "elif"}},
        {"else", {"if", "elif", "for", "while", "except"}},
        {"except", {"try", "except"}},
        {"finally", {"try", "except", "else"}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PAIRS); i++) {
        if (strcmp(PAIRS[i].word, word) == 0)
            return g_strv_contains(PAIRS[i].before, before);
    }
    return false;
}

/* The nearest line before, no deeper than `line` and those between, that it may belong to; `line` itself if none is. */
static size_t line_it_belongs_to(const Editor *editor, size_t line, const char *word)
{
    size_t first = notebook_first_line(editor->notebook, notebook_cell_of_line(editor->notebook, line));
    size_t least = width_of(editor, line);
    for (size_t at = line; at-- > first;) {
        TextLine text = editor_line(editor, at);
        size_t indent = editor_indent_bytes(editor, at), end = indent, width = width_of(editor, at);
        while (end < text.length && g_ascii_isalpha(text.bytes[end]))
            end++;
        if (indent == text.length || width > least)
            continue;
        least = width;
        g_autofree char *before = g_strndup(text.bytes + indent, end - indent);
        if (belongs(word, before))
            return at;
    }
    return line;
}

void indent_typed(Editor *editor, uint32_t code)
{
    if (!editor->options.autoindent || !editor->options.smartindent || editor->mode == MODE_REPLACE)
        return;
    size_t line = editor->cursor.line, indent = editor_indent_bytes(editor, line);
    if (code < 128 && code && strchr(")]}", (int)code)) {
        if (editor->cursor.byte != indent + 1)
            return;
        Place place = place_at(editor, (Pos){line, indent});
        if (place.in_code && place.in_bracket)
            set_width(editor, width_of(editor, place.opened));
    } else if (code == ':') {
        Place place = place_at(editor, editor->cursor);
        if (place.in_code && !place.in_bracket && place.begun == line && place.ends_in_colon)
            set_width(editor, width_of(editor, line_it_belongs_to(editor, line, place.word)));
    }
}
