#include "base/regex_vim.h"

#include <string.h>

#include "base/regex_class.h"
#include "base/regex_scan.h"
#include "base/utf8.h"

/* Deeper nesting than this is refused, so that the parser's stack is bounded. */
static const unsigned DEEPEST_NESTING = 100;
static const unsigned VIM_GROUPS = 9;

typedef struct {
    RegexScanner scan;
    const char *tilde;
    RegexSource *source;
    GError **error;
    unsigned depth;
    unsigned vim_groups;  /* \( so far */
    unsigned pcre_groups; /* captures so far, \zs and \ze included */
    int forced_case;      /* 'c' or 'C', or 0 */
} Parser;

static bool fail(Parser *self, const char *message)
{
    if (self->error && !*self->error)
        g_set_error(self->error, REGEX_ERROR, REGEX_ERROR_SYNTAX, "%s", message);
    return false;
}

static int peek(const Parser *self)
{
    return regex_scan_peek(&self->scan);
}

static void consume(Parser *self)
{
    regex_scan_consume(&self->scan);
}

static bool accept(Parser *self, int token)
{
    if (peek(self) != token)
        return false;
    consume(self);
    return true;
}

static unsigned long number(Parser *self, int base)
{
    char *end;
    unsigned long value = g_ascii_isxdigit(*self->scan.at) ? strtoul(self->scan.at, &end, base) : (end = (char *)self->scan.at, 0);
    self->scan.at = end;
    return MIN(value, 100000);
}

/* --- atoms ----------------------------------------------------------------------------------- */

static bool parse_alternation(Parser *self, GString *out);

static void put_code(GString *out, uint32_t code)
{
    if (code < 0x80 && g_ascii_isalnum((char)code))
        g_string_append_c(out, (char)code);
    else
        g_string_append_printf(out, "\\x{%x}", code);
}

static void put_literal(GString *out, const char *text)
{
    for (const char *at = text; *at;) {
        Utf8Char c = utf8_decode(at, strlen(at));
        put_code(out, c.code);
        at += c.length;
    }
}

/* An empty group that remembers a place. */
static void put_place(Parser *self, GString *out, GArray *places)
{
    unsigned group = ++self->pcre_groups;
    g_array_append_val(places, group);
    g_string_append(out, "()");
}

/* The inside of \( \) or \%( \), the opening consumed. */
static bool parse_group(Parser *self, GString *out, bool captures)
{
    if (captures && self->vim_groups == VIM_GROUPS)
        return fail(self, "E51: Too many \\(");
    if (self->depth == DEEPEST_NESTING)
        return fail(self, "E54: Groups are nested too deep");
    if (captures)
        self->source->groups[++self->vim_groups] = ++self->pcre_groups;
    g_string_append(out, captures ? "(" : "(?:");
    self->depth++;
    if (!parse_alternation(self, out))
        return false;
    self->depth--;
    g_string_append_c(out, ')');
    return accept(self, SPECIAL | ')') || fail(self, captures ? "E54: Unmatched \\(" : "E53: Unmatched \\%(");
}

static bool parse_piece(Parser *self, GString *out);

/* \%[abc]: as much of "abc" as there is, from the left. */
static bool parse_optional_sequence(Parser *self, GString *out)
{
    unsigned open = 0;
    while (*self->scan.at != ']') {
        if (*self->scan.at == '\0')
            return fail(self, "E69: Missing ] after \\%[");
        g_string_append(out, "(?:");
        open++;
        if (!parse_piece(self, out))
            return false;
    }
    if (open == 0)
        return fail(self, "E70: Empty \\%[]");
    consume(self);
    while (open-- > 0)
        g_string_append(out, ")?");
    return true;
}

/* What follows \%. */
static bool parse_percent(Parser *self, GString *out)
{
    char c = *self->scan.at;
    if (c == '(') {
        consume(self);
        self->scan.before = SPECIAL | '(';
        return parse_group(self, out, false);
    }
    if (c != '\0')
        self->scan.at++;
    switch (c) {
    case '[':
        return parse_optional_sequence(self, out);
    case 'C': /* composing characters: we have no way to skip them */
        return true;
    case '^':
        self->source->spans_lines = true;
        g_string_append(out, "\\A");
        return true;
    case '$':
        self->source->spans_lines = true;
        g_string_append(out, "(?=\\n?\\z)");
        return true;
    case 'd':
    case 'x':
    case 'u':
    case 'U':
    case 'o': {
        int base = c == 'd' ? 10 : c == 'o' ? 8 : 16;
        if (!g_ascii_isxdigit(*self->scan.at))
            return fail(self, "E678: Invalid character after \\%[dxouU]");
        put_code(out, (uint32_t)regex_class_number(&self->scan.at, base, c == 'x' ? 2 : c == 'u' ? 4 : 8));
        return true;
    }
    case '#':
        if (g_str_has_prefix(self->scan.at, "=") && g_ascii_isdigit(self->scan.at[1])) { /* a choice of engine */
            self->scan.at += 2;
            return true;
        }
        return fail(self, "\\%# is not supported");
    default:
        return fail(self, "E71: Invalid or unsupported character after \\%");
    }
}

/* A class by its letter (\w), with a line break if `with_newline` (\_w). */
static bool put_class(Parser *self, GString *out, int letter, bool with_newline)
{
    g_autofree char *class = regex_class_of_letter((char)letter);
    if (!class)
        return fail(self, "E63: Invalid use of \\_");
    /* 'ignorecase' does not apply to \l and \u. */
    bool cased = strchr("lLuU", letter) != NULL;
    g_string_append(out, with_newline ? "(?:\\n|" : "");
    g_string_append_printf(out, cased ? "(?-i:%s)" : "%s", class);
    g_string_append(out, with_newline ? ")" : "");
    self->source->spans_lines |= with_newline;
    return true;
}

/* `[`, consumed: a collection, or itself if no `]` closes it. */
static bool parse_collection(Parser *self, GString *out, bool with_newline)
{
    bool holds_newline = false;
    const char *problem = NULL;
    const char *behind = regex_class_collection(self->scan.at, with_newline, out, &holds_newline, &problem);
    if (problem)
        return fail(self, problem);
    if (!behind)
        return with_newline ? fail(self, "E769: Missing ] after \\_[") : (put_code(out, '['), true);
    self->scan.at = behind;
    self->source->spans_lines |= holds_newline;
    return true;
}

/* What follows \_. */
static bool parse_underscore(Parser *self, GString *out)
{
    char c = *self->scan.at;
    if (c != '\0')
        self->scan.at++;
    switch (c) {
    case '^':
    case '$':
        g_string_append_c(out, c);
        return true;
    case '.':
        self->source->spans_lines = true;
        g_string_append(out, "(?s:.)");
        return true;
    case '[':
        return parse_collection(self, out, true);
    default:
        return put_class(self, out, c, true);
    }
}

static bool parse_z(Parser *self, GString *out)
{
    char c = *self->scan.at;
    if (c != 's' && c != 'e')
        return fail(self, "E68: Invalid character after \\z");
    self->scan.at++;
    put_place(self, out, c == 's' ? self->source->starts : self->source->ends);
    return true;
}

static bool parse_backreference(Parser *self, GString *out, int digit)
{
    unsigned group = self->source->groups[digit - '0'];
    if (group == 0)
        return fail(self, "E65: Illegal back reference");
    g_string_append_printf(out, "\\g{%u}", group);
    return true;
}

/* An atom that begins with a special token, which is consumed. */
static bool parse_special(Parser *self, GString *out, char c)
{
    switch (c) {
    case '^':
    case '$':
    case '.':
        g_string_append_c(out, c);
        return true;
    case '<':
        regex_class_word_edge(out, true);
        return true;
    case '>':
        regex_class_word_edge(out, false);
        return true;
    case 'n':
        self->source->spans_lines = true;
        g_string_append(out, "\\n");
        return true;
    case '(':
        return parse_group(self, out, true);
    case '%':
        return parse_percent(self, out);
    case '[':
        return parse_collection(self, out, false);
    case '_':
        return parse_underscore(self, out);
    case 'z':
        return parse_z(self, out);
    case '~':
        g_string_append(out, "(?:");
        put_literal(out, self->tilde ? self->tilde : "");
        g_string_append_c(out, ')');
        return self->tilde || fail(self, "E33: No previous substitute regular expression");
    case '*':
    case '+':
    case '=':
    case '?':
    case '{':
    case '@':
        return fail(self, "E64: A repetition follows nothing");
    default:
        if (c >= '1' && c <= '9')
            return parse_backreference(self, out, c);
        return put_class(self, out, c, false);
    }
}

static bool parse_atom(Parser *self, GString *out)
{
    int token = peek(self);
    consume(self);
    if (token & SPECIAL) {
        return parse_special(self, out, (char)(token & ~SPECIAL));
    }
    put_code(out, (uint32_t)token);
    return true;
}

/* --- repetition, sequence, alternatives ------------------------------------------------------ */

static bool is_repetition(int token)
{
    return (token & SPECIAL) && !(token & END) && strchr("*+=?{@", token & 0x7f);
}

/* What follows \{: appends pcre2's repetition. */
static bool parse_braces(Parser *self, GString *out)
{
    bool lazy = *self->scan.at == '-';
    self->scan.at += lazy;
    bool has_low = g_ascii_isdigit(*self->scan.at);
    unsigned long low = has_low ? number(self, 10) : 0;
    unsigned long high = low;
    bool unbounded = !has_low;
    if (*self->scan.at == ',') {
        self->scan.at++;
        unbounded = !g_ascii_isdigit(*self->scan.at);
        high = unbounded ? 0 : number(self, 10);
    }
    self->scan.at += *self->scan.at == '\\';
    if (*self->scan.at != '}')
        return fail(self, "E554: Syntax error in \\{...}");
    self->scan.at++;
    if (unbounded)
        g_string_append_printf(out, "{%lu,}", low);
    else
        g_string_append_printf(out, "{%lu,%lu}", MIN(low, high), MAX(low, high));
    if (lazy)
        g_string_append_c(out, '?');
    return true;
}

/* What follows \@: wraps the atom that begins at `start`. */
static bool parse_look(Parser *self, GString *out, gssize start)
{
    while (g_ascii_isdigit(*self->scan.at)) /* a limit of look-behind: a matter of speed alone */
        self->scan.at++;
    static const struct {
        const char *vim, *pcre;
    } looks[] = {{"=", "(?="}, {"!", "(?!"}, {"<=", "(?<="}, {"<!", "(?<!"}, {">", "(?>"}};
    for (size_t i = 0; i < G_N_ELEMENTS(looks); i++) {
        if (!g_str_has_prefix(self->scan.at, looks[i].vim))
            continue;
        self->scan.at += strlen(looks[i].vim);
        g_string_insert(out, start, looks[i].pcre);
        g_string_append_c(out, ')');
        return true;
    }
    return fail(self, "E59: Invalid character after \\@");
}

/* An atom and how often it comes. */
static bool parse_piece(Parser *self, GString *out)
{
    gssize start = (gssize)out->len;
    if (!parse_atom(self, out))
        return false;
    int token = peek(self);
    if (!is_repetition(token))
        return true;

    consume(self);
    if (token == (SPECIAL | '@')) {
        if (!parse_look(self, out, start))
            return false;
    } else {
        g_string_insert(out, start, "(?:");
        g_string_append_c(out, ')');
        if (token == (SPECIAL | '{')) {
            if (!parse_braces(self, out))
                return false;
        } else {
            g_string_append_c(out, token == (SPECIAL | '=') ? '?' : (char)(token & 0x7f));
        }
    }
    return !is_repetition(peek(self)) || fail(self, "E61: Nested repetition");
}

/* Handles \v \m \M \V \c \C \Z; false if the token is none of them. */
static bool parse_mode(Parser *self, int token)
{
    switch (token) {
    case SPECIAL | 'v':
    case SPECIAL | 'm':
    case SPECIAL | 'M':
    case SPECIAL | 'V':
        regex_scan_consume_silently(&self->scan);
        self->scan.magic = token == (SPECIAL | 'v')   ? VERY_MAGIC
                      : token == (SPECIAL | 'm') ? MAGIC
                      : token == (SPECIAL | 'M') ? NOMAGIC
                                                 : VERY_NOMAGIC;
        return true;
    case SPECIAL | 'c':
    case SPECIAL | 'C':
        self->forced_case = token & 0x7f;
        regex_scan_consume_silently(&self->scan);
        return true;
    case SPECIAL | 'Z':
        regex_scan_consume_silently(&self->scan);
        return true;
    default:
        return false;
    }
}

static bool ends_sequence(int token)
{
    return token == END || token == (SPECIAL | '|') || token == (SPECIAL | '&') || token == (SPECIAL | ')');
}

static bool parse_sequence(Parser *self, GString *out)
{
    for (;;) {
        int token = peek(self);
        if (ends_sequence(token))
            return true;
        if (parse_mode(self, token))
            continue;
        if (!parse_piece(self, out))
            return false;
    }
}

/* Sequences joined by \&: all must match here, the last gives the match. */
static bool parse_branch(Parser *self, GString *out)
{
    for (;;) {
        gssize start = (gssize)out->len;
        if (!parse_sequence(self, out))
            return false;
        if (!accept(self, SPECIAL | '&'))
            return true;
        g_string_insert(out, start, "(?=");
        g_string_append_c(out, ')');
    }
}

static bool parse_alternation(Parser *self, GString *out)
{
    do {
        if (!parse_branch(self, out))
            return false;
        if (!accept(self, SPECIAL | '|'))
            return true;
        g_string_append_c(out, '|');
    } while (true);
}

/* --- the whole ------------------------------------------------------------------------------- */

/* 'smartcase' looks at letters that stand for themselves. */
static bool has_upper_case(const char *pattern)
{
    for (const char *at = pattern; *at;) {
        if (at[0] == '\\' && at[1]) {
            at++;
            if ((at[0] == '_' || at[0] == '%') && at[1])
                at++;
            at += utf8_decode(at, strlen(at)).length;
            continue;
        }
        Utf8Char c = utf8_decode(at, strlen(at));
        if (c.valid && utf8_is_upper(c.code))
            return true;
        at += c.length;
    }
    return false;
}

bool regex_translate(const char *vim, int flags, const char *tilde, RegexSource *source, GError **error)
{
    source->pattern = g_string_new(NULL);
    source->starts = g_array_new(FALSE, FALSE, sizeof(unsigned));
    source->ends = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_autoptr(GError) problem = NULL;
    Parser parser = {
        .scan = {.at = vim, .magic = MAGIC, .at_start = true}, .tilde = tilde, .source = source, .error = &problem};
    bool done = parse_alternation(&parser, source->pattern);
    if (done && peek(&parser) != END)
        done = fail(&parser, "E55: Unmatched \\)");
    if (!done) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    source->ignore_case = (flags & REGEX_IGNORE_CASE) && !((flags & REGEX_SMART_CASE) && has_upper_case(vim));
    if (parser.forced_case)
        source->ignore_case = parser.forced_case == 'c';
    return true;
}

void regex_source_clear(RegexSource *source)
{
    if (source->pattern)
        g_string_free(source->pattern, TRUE);
    g_clear_pointer(&source->starts, g_array_unref);
    g_clear_pointer(&source->ends, g_array_unref);
}
