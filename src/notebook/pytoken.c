/* A line at a time, as tokenize does it, since its faults and its error tokens are defined by lines. */
#include "notebook/pytoken.h"

#include <string.h>

typedef struct {
    const char *text;
    uint32_t size;
    uint32_t at;         /* next byte */
    uint32_t line_start; /* of the line that `at` is in */
    uint32_t line_end;   /* behind its newline */
    uint32_t line;
    int brackets; /* open minus closed; may be negative */
    bool continued;
    Token *tokens;
    guint count, room;
    GArray *indents; /* of uint32_t, columns */
    TokenFault fault;
    uint32_t fault_line;
    /* whether it looks like Python so far */
    bool sound;
    GString *open;              /* the partners of the brackets that are open */
    bool after_line, opened;    /* a statement just ended; with a colon */
    bool colon;                 /* the last token of a statement is one */
} Scanner;

/* The partner of a bracket that opens; of one that closes, itself; of any other byte 0. */
static const char CLOSING[256] = {['('] = ')', ['['] = ']', ['{'] = '}', [')'] = ')', [']'] = ']', ['}'] = '}'};

static bool bracket_matches(Scanner *scanner, char op)
{
    GString *open = scanner->open;
    char closing = CLOSING[(unsigned char)op];
    if (closing != op) {
        g_string_append_c(open, closing);
        return true;
    }
    if (open->len == 0 || open->str[open->len - 1] != op)
        return false;
    g_string_truncate(open, open->len - 1);
    return true;
}

static void judge_layout(Scanner *scanner, TokenKind kind)
{
    if (kind == TOKEN_NEWLINE) {
        scanner->opened = scanner->colon;
        scanner->after_line = true;
    } else if (kind == TOKEN_INDENT) {
        scanner->sound &= scanner->after_line && scanner->opened;
        scanner->after_line = scanner->opened = false;
    } else if (kind != TOKEN_NL && kind != TOKEN_COMMENT) {
        scanner->sound &= !(scanner->after_line && scanner->opened) && kind != TOKEN_ERROR;
        scanner->after_line = false;
        if (kind != TOKEN_DEDENT)
            scanner->colon = false;
    }
}

/* Judges while the token is at hand: a pass over all of them costs as much as making them. */
static inline void judge(Scanner *scanner, TokenKind kind, char op)
{
    if (kind > TOKEN_OP) {
        judge_layout(scanner, kind);
        return;
    }
    scanner->sound &= !(scanner->after_line && scanner->opened);
    scanner->after_line = false;
    scanner->colon = op == ':';
    if (CLOSING[(unsigned char)op])
        scanner->sound &= bracket_matches(scanner, op);
}

static inline void add(Scanner *scanner, TokenKind kind, uint32_t start, uint32_t end, uint32_t line)
{
    char op = kind == TOKEN_OP && end - start == 1 ? scanner->text[start] : '\0';
    if (G_UNLIKELY(scanner->count == scanner->room))
        scanner->tokens = g_renew(Token, scanner->tokens, scanner->room *= 2);
    uint16_t more_lines = (uint16_t)MIN(scanner->line - line, UINT16_MAX);
    scanner->tokens[scanner->count++] = (Token){start, end, line, more_lines, (uint8_t)kind, op};
    judge(scanner, kind, op);
}

static void fail(Scanner *scanner, TokenFault fault, uint32_t line)
{
    scanner->fault = fault;
    scanner->fault_line = line;
}

static void find_line_end(Scanner *scanner)
{
    const char *from = scanner->text + scanner->line_start;
    const char *newline = memchr(from, '\n', scanner->size - scanner->line_start);
    scanner->line_end = newline ? (uint32_t)(newline + 1 - scanner->text) : scanner->size;
}

/* Makes the line that starts at `start` the current one. */
static void enter_line(Scanner *scanner, uint32_t start)
{
    scanner->line_start = start;
    find_line_end(scanner);
}

/* Bytes of ASCII words; most bytes of most files go through here. */
static const bool WORD[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['_'] = true,
};

static uint32_t name_end(const Scanner *scanner, uint32_t at)
{
    const char *text = scanner->text;
    uint32_t end = scanner->line_end;
    while (at < end) {
        unsigned char byte = (unsigned char)text[at];
        if (WORD[byte]) {
            at++;
        } else if (byte < 0x80) {
            break;
        } else {
            if (!g_unichar_isalnum(g_utf8_get_char(scanner->text + at)))
                break;
            at += (uint32_t)g_utf8_skip[byte];
        }
    }
    return at;
}

static uint32_t digits_end(const Scanner *scanner, uint32_t at, bool hexadecimal)
{
    while (at < scanner->line_end) {
        char c = scanner->text[at];
        bool digit = hexadecimal ? g_ascii_isxdigit(c) : g_ascii_isdigit(c);
        if (!digit && !(c == '_' && at + 1 < scanner->line_end && g_ascii_isalnum(scanner->text[at + 1])))
            break;
        at++;
    }
    return at;
}

static uint32_t number_end(const Scanner *scanner, uint32_t at)
{
    const char *text = scanner->text;
    uint32_t end = scanner->line_end;
    char second = at + 1 < end ? (char)(text[at + 1] | 0x20) : '\0';
    if (text[at] == '0' && (second == 'x' || second == 'o' || second == 'b'))
        return digits_end(scanner, at + 2, second == 'x');
    at = digits_end(scanner, at, false);
    if (at < end && text[at] == '.')
        at = digits_end(scanner, at + 1, false);
    if (at < end && (text[at] | 0x20) == 'e') {
        uint32_t exponent = at + 1;
        if (exponent < end && (text[exponent] == '+' || text[exponent] == '-'))
            exponent++;
        if (exponent < end && g_ascii_isdigit(text[exponent]))
            at = digits_end(scanner, exponent, false);
    }
    return at < end && (text[at] | 0x20) == 'j' ? at + 1 : at;
}

/* The longest operator at `at` that is none of FIRST_ALONE; 0 if there is none. */
static uint32_t operator_length(const Scanner *scanner, uint32_t at)
{
    const char *text = scanner->text + at;
    uint32_t left = scanner->line_end - at;
    char first = text[0], second = left > 1 ? text[1] : '\0', third = left > 2 ? text[2] : '\0';
    switch (first) {
    case '.':
        return second == '.' && third == '.' ? 3 : 1;
    case '!':
        return second == '=' ? 2 : 0;
    case '-':
        return second == '=' || second == '>' ? 2 : 1;
    case '*': case '/': case '<': case '>':
        if (second == first)
            return third == '=' ? 3 : 2;
        return second == '=' ? 2 : 1;
    case '%': case '&': case '+': case ':': case '=': case '@': case '^': case '|':
        return second == '=' ? 2 : 1;
    default:
        return 0;
    }
}

static bool is_prefix_letter(char c)
{
    c |= 0x20;
    return c == 'r' || c == 'b' || c == 'u' || c == 'f';
}

/* The length of a string's prefix at `at` ("", "r", "Rb", ...), if a quote follows it. */
static bool string_prefix(const Scanner *scanner, uint32_t at, uint32_t *length)
{
    const char *text = scanner->text + at;
    uint32_t left = scanner->line_end - at;
    uint32_t count = 0;
    while (count < 2 && count < left && is_prefix_letter(text[count]))
        count++;
    if (count >= left || (text[count] != '"' && text[count] != '\''))
        return false;
    if (count == 2) {
        char first = (char)(text[0] | 0x20), second = (char)(text[1] | 0x20);
        if ((first == 'r') == (second == 'r') || first == 'u' || second == 'u')
            return false;
    }
    *length = count;
    return true;
}

/* A triple-quoted string whose quotes begin at `quotes`; it may end lines below. */
static bool scan_triple(Scanner *scanner, uint32_t start, uint32_t quotes)
{
    const char *text = scanner->text;
    char quote = text[quotes];
    uint32_t line = scanner->line, newlines = 0, last_start = scanner->line_start;
    for (uint32_t at = quotes + 3; at < scanner->size; at++) {
        if (text[at] != quote && text[at] != '\n' && text[at] != '\\')
            continue;
        if (text[at] == '\\' && at + 1 < scanner->size && text[at + 1] != '\n') {
            at++;
        } else if (text[at] == '\n') {
            newlines++;
            last_start = at + 1;
        } else if (text[at] == quote && scanner->size - at >= 3 && text[at + 1] == quote && text[at + 2] == quote) {
            scanner->line += newlines;
            if (newlines)
                enter_line(scanner, last_start);
            add(scanner, TOKEN_STRING, start, at + 3, line);
            scanner->at = at + 3;
            return true;
        }
    }
    fail(scanner, TOKEN_FAULT_OPEN_STRING, line);
    return false;
}

typedef enum { STRING_CLOSED, STRING_CONTINUES, STRING_OPEN } StringEnd;

/* Runs to the closing quote in the current line; a string "continues" behind a backslash that ends the line. */
static StringEnd find_quote(const Scanner *scanner, uint32_t at, char quote, uint32_t *end)
{
    for (; at < scanner->line_end; at++) {
        char c = scanner->text[at];
        if (c == quote) {
            *end = at + 1;
            return STRING_CLOSED;
        }
        if (c == '\n')
            return STRING_OPEN;
        if (c == '\\') {
            if (++at < scanner->line_end && scanner->text[at] == '\n') {
                *end = at + 1;
                return STRING_CONTINUES;
            }
        }
    }
    return STRING_OPEN;
}

/* A string in single quotes.  Returns false, with nothing scanned, if it is not closed in its first line. */
static bool scan_string(Scanner *scanner, uint32_t start, uint32_t quote_at)
{
    char quote = scanner->text[quote_at];
    uint32_t line = scanner->line, end = 0;
    StringEnd how = find_quote(scanner, quote_at + 1, quote, &end);
    if (how == STRING_OPEN)
        return false;
    while (how == STRING_CONTINUES) {
        if (scanner->line_end >= scanner->size) {
            fail(scanner, TOKEN_FAULT_OPEN_STRING, line);
            return true;
        }
        scanner->line++;
        enter_line(scanner, scanner->line_end);
        how = find_quote(scanner, scanner->line_start, quote, &end);
    }
    if (how == STRING_OPEN) {
        add(scanner, TOKEN_ERROR, start, scanner->line_end, line);
        scanner->at = scanner->line_end;
    } else {
        add(scanner, TOKEN_STRING, start, end, line);
        scanner->at = end;
    }
    return true;
}

static inline void scan_simple(Scanner *scanner, TokenKind kind, uint32_t start, uint32_t end)
{
    add(scanner, kind, start, end, scanner->line);
    scanner->at = end;
}

/* Brackets and such: there is none that begins with them and is longer. */
static void scan_single(Scanner *scanner, uint32_t start)
{
    char c = scanner->text[start], closing = CLOSING[(unsigned char)c];
    if (closing)
        scanner->brackets += closing == c ? -1 : 1;
    scan_simple(scanner, TOKEN_OP, start, start + 1);
}

/* `start` is the first byte behind the blanks at scanner->at. */
static void scan_word_or_operator(Scanner *scanner, uint32_t start)
{
    uint32_t end = name_end(scanner, start);
    if (end > start) {
        scan_simple(scanner, TOKEN_NAME, start, end);
        return;
    }
    uint32_t length = operator_length(scanner, start);
    if (length == 0) { /* one character of the blanks, if there are any, as tokenize has it */
        uint32_t at = scanner->at;
        scan_simple(scanner, TOKEN_ERROR, at, at + (uint32_t)g_utf8_skip[(unsigned char)scanner->text[at]]);
        return;
    }
    scan_simple(scanner, TOKEN_OP, start, start + length);
}

static void scan_quoted(Scanner *scanner, uint32_t start, uint32_t prefix)
{
    const char *text = scanner->text;
    uint32_t quotes = start + prefix;
    if (scanner->line_end - quotes >= 3 && text[quotes + 1] == text[quotes] && text[quotes + 2] == text[quotes])
        scan_triple(scanner, start, quotes);
    else if (!scan_string(scanner, start, quotes)) {
        uint32_t word = name_end(scanner, start); /* the prefix is then a name of its own */
        if (word > start)
            scan_simple(scanner, TOKEN_NAME, start, word);
        else
            scan_simple(scanner, TOKEN_ERROR, scanner->at, scanner->at + 1);
    }
}

/* What the first byte of most tokens tells. */
typedef enum { FIRST_OTHER, FIRST_OF_NAME, FIRST_ALONE } First;

static const uint8_t FIRST[256] = {
    /* letters but b, f, r and u, which may be of a string */
    ['A'] = FIRST_OF_NAME, ['C' ... 'E'] = FIRST_OF_NAME, ['G' ... 'Q'] = FIRST_OF_NAME, ['S' ... 'T'] = FIRST_OF_NAME,
    ['V' ... 'Z'] = FIRST_OF_NAME, ['a'] = FIRST_OF_NAME, ['c' ... 'e'] = FIRST_OF_NAME, ['g' ... 'q'] = FIRST_OF_NAME,
    ['s' ... 't'] = FIRST_OF_NAME, ['v' ... 'z'] = FIRST_OF_NAME, ['_'] = FIRST_OF_NAME,
    ['('] = FIRST_ALONE, [')'] = FIRST_ALONE, ['['] = FIRST_ALONE, [']'] = FIRST_ALONE, ['{'] = FIRST_ALONE,
    ['}'] = FIRST_ALONE, [','] = FIRST_ALONE, [';'] = FIRST_ALONE, ['~'] = FIRST_ALONE,
};

static void scan_token(Scanner *scanner)
{
    const char *text = scanner->text;
    uint32_t start = scanner->at;
    while (start < scanner->line_end && (text[start] == ' ' || text[start] == '\t' || text[start] == '\f'))
        start++;
    if (start == scanner->line_end) {
        scanner->at = start;
        return;
    }
    char c = text[start];
    uint32_t prefix;
    if (FIRST[(unsigned char)c] == FIRST_OF_NAME) {
        scan_simple(scanner, TOKEN_NAME, start, name_end(scanner, start));
    } else if (FIRST[(unsigned char)c] == FIRST_ALONE) {
        scan_single(scanner, start);
    } else if (c == '\n') {
        scan_simple(scanner, scanner->brackets > 0 ? TOKEN_NL : TOKEN_NEWLINE, start, start + 1);
    } else if (c == '#') {
        uint32_t end = scanner->line_end;
        scan_simple(scanner, TOKEN_COMMENT, start, text[end - 1] == '\n' ? end - 1 : end);
    } else if (g_ascii_isdigit(c) ||
               (c == '.' && start + 1 < scanner->line_end && g_ascii_isdigit(text[start + 1]))) {
        scan_simple(scanner, TOKEN_NUMBER, start, number_end(scanner, start));
    } else if (c == '\\' && start + 1 < scanner->line_end && text[start + 1] == '\n') {
        scanner->continued = true;
        scanner->at = start + 2;
    } else if (string_prefix(scanner, start, &prefix)) {
        scan_quoted(scanner, start, prefix);
    } else {
        scan_word_or_operator(scanner, start);
    }
}

static uint32_t top_indent(const Scanner *scanner)
{
    return g_array_index(scanner->indents, uint32_t, scanner->indents->len - 1);
}

static bool knows_indent(const Scanner *scanner, uint32_t column)
{
    for (guint i = 0; i < scanner->indents->len; i++) {
        if (g_array_index(scanner->indents, uint32_t, i) == column)
            return true;
    }
    return false;
}

/* Indents and dedents before the first token of a statement; false ends the scan. */
static bool scan_indentation(Scanner *scanner, uint32_t column)
{
    if (column > top_indent(scanner)) {
        g_array_append_val(scanner->indents, column);
        add(scanner, TOKEN_INDENT, scanner->line_start, scanner->at, scanner->line);
    }
    while (column < top_indent(scanner)) {
        if (!knows_indent(scanner, column)) {
            fail(scanner, TOKEN_FAULT_DEDENT, scanner->line);
            return false;
        }
        g_array_set_size(scanner->indents, scanner->indents->len - 1);
        add(scanner, TOKEN_DEDENT, scanner->at, scanner->at, scanner->line);
    }
    return true;
}

typedef enum { LINE_HAS_TOKENS, LINE_IS_DONE, LINE_ENDS_SCAN } LineStart;

/* The start of a line where a statement may begin. */
static LineStart begin_line(Scanner *scanner)
{
    const char *text = scanner->text;
    uint32_t at = scanner->line_start, column = 0;
    for (; at < scanner->line_end; at++) {
        if (text[at] == ' ')
            column++;
        else if (text[at] == '\t')
            column = (column / 8 + 1) * 8;
        else if (text[at] == '\f')
            column = 0;
        else
            break;
    }
    scanner->at = at;
    if (at == scanner->line_end) /* blanks without a newline: the end */
        return LINE_ENDS_SCAN;
    if (text[at] == '#') {
        uint32_t end = text[scanner->line_end - 1] == '\n' ? scanner->line_end - 1 : scanner->line_end;
        scan_simple(scanner, TOKEN_COMMENT, at, end);
        scan_simple(scanner, TOKEN_NL, end, scanner->line_end);
        return LINE_IS_DONE;
    }
    if (text[at] == '\n') {
        scan_simple(scanner, TOKEN_NL, at, scanner->line_end);
        return LINE_IS_DONE;
    }
    return scan_indentation(scanner, column) ? LINE_HAS_TOKENS : LINE_ENDS_SCAN;
}

static void scan_end(Scanner *scanner)
{
    uint32_t size = scanner->size;
    const Token *last = scanner->count ? &scanner->tokens[scanner->count - 1] : NULL;
    if (last && last->kind != TOKEN_NEWLINE && last->kind != TOKEN_NL && last->kind != TOKEN_DEDENT)
        add(scanner, TOKEN_NEWLINE, size, size, scanner->line);
    for (guint i = 1; i < scanner->indents->len; i++)
        add(scanner, TOKEN_DEDENT, size, size, scanner->line);
    add(scanner, TOKEN_END, size, size, scanner->line);
}

static void scan_all(Scanner *scanner)
{
    enter_line(scanner, 0);
    while (scanner->line_start < scanner->size) {
        if (scanner->brackets == 0 && !scanner->continued) {
            LineStart start = begin_line(scanner);
            if (start == LINE_ENDS_SCAN)
                break;
        } else {
            scanner->continued = false;
            scanner->at = scanner->line_start;
        }
        while (scanner->at < scanner->line_end && scanner->fault == TOKEN_FAULT_NONE)
            scan_token(scanner);
        if (scanner->fault != TOKEN_FAULT_NONE)
            return;
        scanner->line++;
        enter_line(scanner, scanner->line_end);
    }
    if (scanner->fault != TOKEN_FAULT_NONE)
        return;
    if (scanner->line_start >= scanner->size && (scanner->brackets != 0 || scanner->continued)) {
        fail(scanner, TOKEN_FAULT_OPEN_BRACKET, scanner->line);
        return;
    }
    scan_end(scanner);
}

TokenList *pytoken_scan(const char *text, size_t size)
{
    g_assert(size < UINT32_MAX);
    Scanner scanner = {.text = text, .size = (uint32_t)size};
    scanner.room = (guint)(size / 4 + 16);
    scanner.tokens = g_new(Token, scanner.room);
    scanner.indents = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    uint32_t zero = 0;
    g_array_append_val(scanner.indents, zero);
    scanner.sound = true;
    scanner.open = g_string_new(NULL);
    scan_all(&scanner);
    bool sound = scanner.sound && scanner.open->len == 0;
    g_string_free(scanner.open, TRUE);
    g_array_unref(scanner.indents);

    TokenList *list = g_new(TokenList, 1);
    *list = (TokenList){text, size, scanner.tokens, scanner.count, sound, scanner.fault, scanner.fault_line};
    return list;
}

void pytoken_free(TokenList *tokens)
{
    g_free(tokens->all);
    g_free(tokens);
}
