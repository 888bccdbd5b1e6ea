/* A scanner of Python's tokens that never looks beyond its line.  Sources: the language reference, §2
 * "Lexical analysis", and PEP 701 for f-strings. */
#include "notebook/lexer.h"

#include <stdbool.h>
#include <string.h>

/* One open string: a byte of the LexState.  The stack is eight deep; what nests deeper (nobody writes
 * it) is shown as a plain string. */
enum {
    OPEN = 0x80,   /* a string is open: no byte of the stack is zero */
    SINGLE = 0x01, /* ' rather than " */
    TRIPLE = 0x02,
    RAW = 0x04,
    FORMAT = 0x08,
    DEPTH = 0x70, /* brackets open in an f-string's expression; 0: in the string's text */
    ONE_DEEP = 0x10,
};

typedef struct {
    const char *bytes;
    size_t length;
    size_t at;
    LexState state;
    GArray *tokens; /* or NULL */
    bool names_definition; /* the last word was `def` or `class` */
    bool after_dot;
} Scanner;

/* Sorted, for bsearch. */
static const char *const KEYWORDS[] = {
    "and",    "as",   "assert", "async",  "await", "break",    "class", "continue", "def", "del",    "elif", "else",
    "except", "finally", "for", "from",   "global", "if",      "import", "in",      "is",  "lambda", "nonlocal", "not",
    "or",     "pass", "raise",  "return", "try",   "while",    "with",  "yield",
};
static const char *const SOFT_KEYWORDS[] = {"case", "match", "type"};
static const char *const CONSTANTS[] = {"Ellipsis", "False", "None", "NotImplemented", "True", "__debug__"};
static const char *const BUILTINS[] = {
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BaseExceptionGroup", "BlockingIOError",
    "BrokenPipeError", "BytesWarning", "ConnectionError", "DeprecationWarning", "EOFError", "EncodingWarning",
    "EnvironmentError", "Exception", "ExceptionGroup", "FileExistsError", "FileNotFoundError", "FloatingPointError",
    "FutureWarning", "GeneratorExit", "IOError", "ImportError", "ImportWarning", "IndentationError", "IndexError",
    "InterruptedError", "IsADirectoryError", "KeyError", "KeyboardInterrupt", "LookupError", "MemoryError",
    "ModuleNotFoundError", "NameError", "NotADirectoryError", "NotImplementedError", "OSError", "OverflowError",
    "PendingDeprecationWarning", "PermissionError", "ProcessLookupError", "RecursionError", "ReferenceError",
    "ResourceWarning", "RuntimeError", "RuntimeWarning", "StopAsyncIteration", "StopIteration", "SyntaxError",
    "SyntaxWarning", "SystemError", "SystemExit", "TabError", "TimeoutError", "TypeError", "UnboundLocalError",
    "UnicodeDecodeError", "UnicodeEncodeError", "UnicodeError", "UnicodeTranslateError", "UnicodeWarning",
    "UserWarning", "ValueError", "Warning", "ZeroDivisionError", "__build_class__", "__import__", "abs", "aiter",
    "all", "anext", "any", "ascii", "bin", "bool", "breakpoint", "bytearray", "bytes", "callable", "chr",
    "classmethod", "compile", "complex", "copyright", "credits", "delattr", "dict", "dir", "display", "divmod",
    "enumerate", "eval", "exec", "exit", "filter", "float", "format", "frozenset", "getattr", "globals", "hasattr",
    "hash", "help", "hex", "id", "input", "int", "isinstance", "issubclass", "iter", "len", "license", "list",
    "locals", "map", "max", "memoryview", "min", "next", "object", "oct", "open", "ord", "pow", "print", "property",
    "quit", "range", "repr", "reversed", "round", "set", "setattr", "slice", "sorted", "staticmethod", "str", "sum",
    "super", "tuple", "type", "vars", "zip",
};

void lexer_each_word(LexWord each, gpointer data)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KEYWORDS); i++)
        each(KEYWORDS[i], TOKEN_KEYWORD, data);
    for (size_t i = 0; i < G_N_ELEMENTS(SOFT_KEYWORDS); i++)
        each(SOFT_KEYWORDS[i], TOKEN_KEYWORD, data);
    for (size_t i = 0; i < G_N_ELEMENTS(CONSTANTS); i++)
        each(CONSTANTS[i], TOKEN_CONSTANT, data);
    for (size_t i = 0; i < G_N_ELEMENTS(BUILTINS); i++)
        each(BUILTINS[i], TOKEN_BUILTIN, data);
}

typedef struct {
    const char *bytes;
    size_t length;
} Word;

static int compare_word(gconstpointer key, gconstpointer row)
{
    const Word *word = key;
    const char *name = *(const char *const *)row;
    int order = (unsigned char)word->bytes[0] - (unsigned char)name[0]; /* tells most of them apart */
    order = order ? order : strncmp(word->bytes, name, word->length);
    return order ? order : -(name[word->length] != '\0');
}

#define WORD_IS_IN(word, table) (bsearch(&(word), table, G_N_ELEMENTS(table), sizeof *(table), compare_word) != NULL)

static bool is_word_start(char c)
{
    return g_ascii_isalpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_word(char c)
{
    return is_word_start(c) || g_ascii_isdigit(c);
}

static char peek(const Scanner *scanner, size_t ahead)
{
    return scanner->at + ahead < scanner->length ? scanner->bytes[scanner->at + ahead] : '\0';
}

static void emit(Scanner *scanner, size_t start, TokenKind kind)
{
    if (!scanner->tokens || start == scanner->at || kind == TOKEN_PLAIN)
        return;
    if (scanner->tokens->len > 0) {
        Token *last = &g_array_index(scanner->tokens, Token, scanner->tokens->len - 1);
        if (last->kind == kind && last->start + last->length == start && kind != TOKEN_OPERATOR) {
            last->length = scanner->at - last->start;
            return;
        }
    }
    Token token = {start, scanner->at - start, kind};
    g_array_append_val(scanner->tokens, token);
}

/* --- strings --------------------------------------------------------------------------------------- */

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* The prefix letters before a quote, or -1 if the word is no prefix. */
static int string_flags(const char *word, size_t length)
{
    int flags = 0;
    if (length > 2)
        return -1;
    for (size_t i = 0; i < length; i++) {
        switch (g_ascii_tolower(word[i])) {
        case 'r': flags |= RAW; break;
        case 'f': case 't': flags |= FORMAT; break;
        case 'b': case 'u': break;
        default: return -1;
        }
    }
    return flags;
}

static void open_string(Scanner *scanner, size_t start, int flags)
{
    char quote = peek(scanner, 0);
    flags |= OPEN | (quote == '\'' ? SINGLE : 0);
    if (peek(scanner, 1) == quote && peek(scanner, 2) == quote) {
        flags |= TRIPLE;
        scanner->at += 3;
    } else {
        scanner->at++;
    }
    emit(scanner, start, TOKEN_STRING);
    scanner->state = scanner->state << 8 | (LexState)flags;
}

static bool at_closing_quote(const Scanner *scanner, int flags)
{
    char quote = flags & SINGLE ? '\'' : '"';
    if (peek(scanner, 0) != quote)
        return false;
    return !(flags & TRIPLE) || (peek(scanner, 1) == quote && peek(scanner, 2) == quote);
}

/* A piece of a string that is not plain: an escape, a doubled brace.  Returns its length, or 0. */
static size_t escape_length(const Scanner *scanner, int flags)
{
    char c = peek(scanner, 0), next = peek(scanner, 1);
    if (c == '\\')
        return scanner->at + 1 < scanner->length ? 2 : 1;
    if (flags & FORMAT && (c == '{' || c == '}') && next == c)
        return 2;
    return 0;
}

/* Reads the text of the innermost string up to its end, an expression in it, or the end of the line. */
static void scan_string(Scanner *scanner)
{
    int flags = (int)(scanner->state & 0xff);
    size_t start = scanner->at;
    while (scanner->at < scanner->length) {
        if (at_closing_quote(scanner, flags)) {
            scanner->at += flags & TRIPLE ? 3 : 1;
            emit(scanner, start, TOKEN_STRING);
            scanner->state >>= 8;
            return;
        }
        size_t escape = escape_length(scanner, flags);
        if (escape > 0) {
            bool shown = !(flags & RAW && peek(scanner, 0) == '\\');
            if (shown)
                emit(scanner, start, TOKEN_STRING);
            size_t from = scanner->at;
            scanner->at += escape;
            if (shown) {
                emit(scanner, from, TOKEN_ESCAPE);
                start = scanner->at;
            }
            continue;
        }
        if (flags & FORMAT && peek(scanner, 0) == '{' && scanner->state >> 56 == 0) {
            emit(scanner, start, TOKEN_STRING);
            size_t brace = scanner->at++;
            emit(scanner, brace, TOKEN_ESCAPE);
            scanner->state += ONE_DEEP;
            return;
        }
        scanner->at++;
    }
    emit(scanner, start, TOKEN_STRING);
}

/* At the end of a line a string with single quotes ends too, unless a backslash continues it. */
static LexState state_at_line_end(const Scanner *scanner)
{
    LexState state = scanner->state;
    bool continued = scanner->length > 0 && scanner->bytes[scanner->length - 1] == '\\';
    while (state != LEX_START && !(state & TRIPLE) && !continued)
        state >>= 8;
    return state;
}

/* --- everything else ------------------------------------------------------------------------------- */

static bool in_expression(const Scanner *scanner)
{
    return scanner->state == LEX_START || scanner->state & DEPTH;
}

/* `match x:` is a keyword only where a statement starts and something follows that is no operator. */
static bool is_soft_keyword(const Scanner *scanner, size_t start, Word word)
{
    if (scanner->state != LEX_START || !WORD_IS_IN(word, SOFT_KEYWORDS))
        return false;
    for (size_t i = 0; i < start; i++) {
        if (scanner->bytes[i] != ' ' && scanner->bytes[i] != '\t')
            return false;
    }
    size_t behind = start + word.length;
    if (behind >= scanner->length || scanner->bytes[behind] != ' ')
        return false;
    char next = behind + 1 < scanner->length ? scanner->bytes[behind + 1] : '\0';
    if (word.bytes[0] == 't')
        return is_word_start(next);
    return scanner->bytes[scanner->length - 1] == ':' && (is_word(next) || strchr("\"'([{-", next));
}

static TokenKind word_kind(const Scanner *scanner, size_t start, Word word)
{
    if (scanner->names_definition)
        return TOKEN_DEFINITION;
    if (scanner->after_dot)
        return TOKEN_PLAIN;
    if (WORD_IS_IN(word, KEYWORDS) || is_soft_keyword(scanner, start, word))
        return TOKEN_KEYWORD;
    if (WORD_IS_IN(word, CONSTANTS))
        return TOKEN_CONSTANT;
    return WORD_IS_IN(word, BUILTINS) ? TOKEN_BUILTIN : TOKEN_PLAIN;
}

static void scan_word(Scanner *scanner)
{
    size_t start = scanner->at;
    while (scanner->at < scanner->length && is_word(scanner->bytes[scanner->at]))
        scanner->at++;
    Word word = {scanner->bytes + start, scanner->at - start};
    if (is_quote(peek(scanner, 0))) {
        int flags = string_flags(word.bytes, word.length);
        if (flags >= 0) {
            open_string(scanner, start, flags);
            return;
        }
    }
    TokenKind kind = word_kind(scanner, start, word);
    emit(scanner, start, kind);
    scanner->names_definition = kind == TOKEN_KEYWORD && ((word.length == 3 && memcmp(word.bytes, "def", 3) == 0) ||
                                                          (word.length == 5 && memcmp(word.bytes, "class", 5) == 0));
    scanner->after_dot = false;
}

static void scan_number(Scanner *scanner)
{
    size_t start = scanner->at;
    while (scanner->at < scanner->length) {
        char c = scanner->bytes[scanner->at];
        bool signed_exponent = (c == '+' || c == '-') && scanner->at > start &&
                               g_ascii_tolower(scanner->bytes[scanner->at - 1]) == 'e' &&
                               !(scanner->at > start + 1 && g_ascii_tolower(scanner->bytes[start + 1]) == 'x');
        if (!g_ascii_isalnum(c) && c != '_' && c != '.' && !signed_exponent)
            break;
        scanner->at++;
    }
    emit(scanner, start, TOKEN_NUMBER);
    scanner->after_dot = false;
}

/* An `@` at the start of a line is a decorator up to its arguments; elsewhere it multiplies matrices. */
static bool scan_decorator(Scanner *scanner)
{
    if (scanner->state != LEX_START || peek(scanner, 0) != '@')
        return false;
    for (size_t i = 0; i < scanner->at; i++) {
        if (!g_ascii_isspace(scanner->bytes[i]))
            return false;
    }
    size_t start = scanner->at++;
    while (scanner->at < scanner->length && (is_word(peek(scanner, 0)) || peek(scanner, 0) == '.'))
        scanner->at++;
    emit(scanner, start, TOKEN_DECORATOR);
    return true;
}

/* Brackets inside an f-string's expression; the last one leads back into the string.  A colon at the
 * first depth leads to the format, which is shown as string. */
static void scan_operator(Scanner *scanner)
{
    size_t start = scanner->at;
    char c = scanner->bytes[scanner->at++];
    scanner->names_definition = false;
    scanner->after_dot = c == '.';
    if (scanner->state != LEX_START) {
        int depth = (int)(scanner->state & DEPTH);
        if (strchr("([{", c) && depth < DEPTH)
            scanner->state += ONE_DEEP;
        else if (strchr(")]}", c))
            scanner->state -= ONE_DEEP;
        if (!(scanner->state & DEPTH)) {
            emit(scanner, start, TOKEN_ESCAPE);
            return;
        }
    }
    emit(scanner, start, TOKEN_OPERATOR);
}

static void scan_code(Scanner *scanner)
{
    char c = peek(scanner, 0);
    if (c == ' ' || c == '\t') {
        scanner->at++;
    } else if (is_word_start(c)) {
        scan_word(scanner);
    } else if (g_ascii_isdigit(c) || (c == '.' && g_ascii_isdigit(peek(scanner, 1)))) {
        scan_number(scanner);
    } else if (is_quote(c)) {
        open_string(scanner, scanner->at, 0);
    } else if (c == '#') {
        size_t start = scanner->at;
        scanner->at = scanner->length;
        emit(scanner, start, TOKEN_COMMENT);
    } else if (!scan_decorator(scanner)) {
        scan_operator(scanner);
    }
}

LexState lexer_line(LexState state, const char *bytes, size_t length, GArray *tokens)
{
    Scanner scanner = {.bytes = bytes, .length = length, .state = state, .tokens = tokens};
    while (scanner.at < length) {
        if (in_expression(&scanner))
            scan_code(&scanner);
        else
            scan_string(&scanner);
    }
    return state_at_line_end(&scanner);
}

/* --- the cache ------------------------------------------------------------------------------------- */

typedef struct {
    LexState before;
    guint64 hash; /* of the line's bytes when it was read */
} LexLine;

struct LexCache {
    GArray *lines; /* of LexLine: the first `known` lines, and the state before the one behind them */
    uint64_t revision;
    const Text *text;  /* of that revision, compared only... */
    uint64_t edits;    /* ...and how often it had been changed */
    size_t checked;    /* lines whose hash was compared since the revision changed */
    size_t text_lines; /* of the text at that time */
    gint64 shift;      /* lines that came (or went) with the change and are not accounted for yet */
    size_t work;
};

LexCache *lex_cache_new(void)
{
    LexCache *cache = g_new0(LexCache, 1);
    cache->lines = g_array_new(FALSE, TRUE, sizeof(LexLine));
    return cache;
}

void lex_cache_free(LexCache *cache)
{
    g_array_unref(cache->lines);
    g_free(cache);
}

size_t lex_cache_work(const LexCache *cache)
{
    return cache->work;
}

/* Multiplies eight bytes at a time: five thousand lines cost some tens of microseconds. */
static guint64 hash_line(TextLine line)
{
    guint64 hash = line.length * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15) + 1;
    size_t at = 0;
    for (; at + 8 <= line.length; at += 8) {
        guint64 word;
        memcpy(&word, line.bytes + at, 8);
        hash = (hash ^ word) * G_GUINT64_CONSTANT(0xff51afd7ed558ccd);
        hash ^= hash >> 32;
    }
    guint64 rest = 0;
    memcpy(&rest, line.bytes + at, line.length - at);
    hash = (hash ^ rest) * G_GUINT64_CONSTANT(0xc4ceb9fe1a85ec53);
    return hash ^ hash >> 29;
}

/* Lines came or went at the first line that differs: moves what is known of the lines behind it along
 * with them, so that they are not read again. */
static void shift_lines(LexCache *cache, size_t line)
{
    gint64 shift = cache->shift;
    cache->shift = 0;
    guint behind = (guint)line + 1;
    if (shift < 0 && behind < cache->lines->len) {
        g_array_remove_range(cache->lines, behind, MIN((guint)-shift, cache->lines->len - behind));
    } else if (shift > 0 && behind < cache->lines->len) {
        g_autofree LexLine *fresh = g_new0(LexLine, (gsize)shift);
        g_array_insert_vals(cache->lines, behind, fresh, (guint)shift);
    }
}

/* Each revision is one edit, unless the text is another one. */
static void take_revision(LexCache *cache, const Text *text, uint64_t revision)
{
    bool followed = cache->text == text && revision - cache->revision == text_edits(text) - cache->edits;
    cache->checked = followed ? MIN(cache->checked, text_same_lines(text, cache->edits)) : 0;
    cache->revision = revision;
    cache->text = text;
    cache->edits = text_edits(text);
    cache->shift += (gint64)text_line_count(text) - (gint64)cache->text_lines;
    cache->text_lines = text_line_count(text);
}

LexState lex_cache_state(LexCache *cache, const Text *text, uint64_t revision, size_t line)
{
    if (revision != cache->revision)
        take_revision(cache, text, revision);
    for (; cache->checked < line; cache->checked++) {
        size_t at = cache->checked;
        TextLine bytes = text_line(text, at);
        guint64 hash = hash_line(bytes);
        LexState before = at == 0 ? LEX_START : g_array_index(cache->lines, LexLine, at).before;
        if (cache->lines->len < at + 2)
            g_array_set_size(cache->lines, (guint)at + 2);
        LexLine *own = &g_array_index(cache->lines, LexLine, at);
        /* `own` was read from `before` the last time, so with the same bytes it leads to the same state. */
        if (own->hash == hash)
            continue;
        if (cache->shift != 0) {
            shift_lines(cache, at);
            g_array_set_size(cache->lines, MAX(cache->lines->len, (guint)at + 2));
            own = &g_array_index(cache->lines, LexLine, at);
        }
        own->hash = hash;
        own->before = before;
        LexState after = lexer_line(before, bytes.bytes, bytes.length, NULL);
        cache->work++;
        LexLine *next = &g_array_index(cache->lines, LexLine, at + 1);
        if (next->before != after) {
            next->before = after;
            next->hash = 0; /* must be read again, whatever its bytes */
        }
    }
    return line == 0 ? LEX_START : g_array_index(cache->lines, LexLine, line).before;
}
