#include "base/regex_class.h"

#include <string.h>

#include "base/utf8.h"
#include "base/utf8_table.h"

/* The characters of utf8_class() UTF8_WORD and up; test_regex compares. */
#define KEYWORD \
    "0-9A-Z_a-z\\x{b5}\\x{c0}-\\x{d6}\\x{d8}-\\x{f6}\\x{f8}-\\x{37d}\\x{37f}-\\x{386}\\x{388}-\\x{559}" \
    "\\x{560}-\\x{588}\\x{58a}-\\x{5bd}\\x{5bf}\\x{5c1}-\\x{5c2}\\x{5c4}-\\x{5f2}\\x{5f5}-\\x{60b}" \
    "\\x{60d}-\\x{61a}\\x{61c}-\\x{61e}\\x{620}-\\x{669}\\x{66e}-\\x{6d3}\\x{6d5}-\\x{6ff}\\x{70e}-\\x{963}" \
    "\\x{966}-\\x{96f}\\x{971}-\\x{df3}\\x{df5}-\\x{e4e}\\x{e50}-\\x{e59}\\x{e5c}-\\x{f03}\\x{f13}-\\x{f39}" \
    "\\x{f3e}-\\x{f84}\\x{f86}-\\x{1049}\\x{1050}-\\x{10fa}\\x{10fc}-\\x{1360}\\x{1369}-\\x{166c}" \
    "\\x{166f}-\\x{167f}\\x{1681}-\\x{169a}\\x{169d}-\\x{16ea}\\x{16ee}-\\x{1734}\\x{1737}-\\x{17d3}" \
    "\\x{17dd}-\\x{17ff}\\x{180b}-\\x{1fff}\\x{203c}\\x{2049}\\x{2122}\\x{2139}\\x{2194}-\\x{2199}" \
    "\\x{21a9}-\\x{21aa}\\x{231a}-\\x{231b}\\x{2328}\\x{23cf}\\x{23e9}-\\x{23f3}\\x{23f8}-\\x{23fa}\\x{24c2}" \
    "\\x{25aa}-\\x{25ab}\\x{25b6}\\x{25c0}\\x{25fb}-\\x{25fe}\\x{2600}-\\x{2604}\\x{260e}\\x{2611}" \
    "\\x{2614}-\\x{2615}\\x{2618}\\x{261d}\\x{2620}\\x{2622}-\\x{2623}\\x{2626}\\x{262a}\\x{262e}-\\x{262f}" \
    "\\x{2638}-\\x{263a}\\x{2640}\\x{2642}\\x{2648}-\\x{2653}\\x{265f}-\\x{2660}\\x{2663}\\x{2665}-\\x{2666}" \
    "\\x{2668}\\x{267b}\\x{267e}-\\x{267f}\\x{2692}-\\x{2697}\\x{2699}\\x{269b}-\\x{269c}\\x{26a0}-\\x{26a1}" \
    "\\x{26a7}\\x{26aa}-\\x{26ab}\\x{26b0}-\\x{26b1}\\x{26bd}-\\x{26be}\\x{26c4}-\\x{26c5}\\x{26c8}" \
    "\\x{26ce}-\\x{26cf}\\x{26d1}\\x{26d3}-\\x{26d4}\\x{26e9}-\\x{26ea}\\x{26f0}-\\x{26f5}\\x{26f7}-\\x{26fa}" \
    "\\x{26fd}\\x{2702}\\x{2705}\\x{2708}-\\x{270d}\\x{270f}\\x{2712}\\x{2714}\\x{2716}\\x{271d}\\x{2721}" \
    "\\x{2728}\\x{2733}-\\x{2734}\\x{2744}\\x{2747}\\x{274c}\\x{274e}\\x{2753}-\\x{2755}\\x{2757}" \
    "\\x{2763}-\\x{2764}\\x{2795}-\\x{2797}\\x{27a1}\\x{27b0}\\x{27bf}\\x{2800}-\\x{28ff}\\x{2934}-\\x{2935}" \
    "\\x{2999}-\\x{29d7}\\x{29dc}-\\x{29fb}\\x{29fe}-\\x{2dff}\\x{2e80}-\\x{2fff}\\x{3021}-\\x{d7ff}" \
    "\\x{e000}-\\x{fd3d}\\x{fd40}-\\x{fe2f}\\x{fe6c}-\\x{feff}\\x{ff10}-\\x{ff19}\\x{ff21}-\\x{ff3a}" \
    "\\x{ff41}-\\x{ff5a}\\x{ff66}-\\x{1cfff}\\x{1d250}-\\x{1d3ff}\\x{1d800}-\\x{1efff}\\x{1f004}\\x{1f0cf}" \
    "\\x{1f170}-\\x{1f171}\\x{1f17e}-\\x{1f17f}\\x{1f18e}\\x{1f191}-\\x{1f19a}\\x{1f1e6}-\\x{1f1ff}" \
    "\\x{1f201}-\\x{1f202}\\x{1f21a}\\x{1f22f}\\x{1f232}-\\x{1f23a}\\x{1f250}-\\x{1f251}\\x{1f300}-\\x{1f321}" \
    "\\x{1f324}-\\x{1f393}\\x{1f396}-\\x{1f397}\\x{1f399}-\\x{1f39b}\\x{1f39e}-\\x{1f3f0}\\x{1f3f3}-\\x{1f3f5}" \
    "\\x{1f3f7}-\\x{1f4fd}\\x{1f4ff}-\\x{1f53d}\\x{1f549}-\\x{1f54e}\\x{1f550}-\\x{1f567}\\x{1f56f}-\\x{1f570}" \
    "\\x{1f573}-\\x{1f57a}\\x{1f587}\\x{1f58a}-\\x{1f58d}\\x{1f590}\\x{1f595}-\\x{1f596}\\x{1f5a4}-\\x{1f5a5}" \
    "\\x{1f5a8}\\x{1f5b1}-\\x{1f5b2}\\x{1f5bc}\\x{1f5c2}-\\x{1f5c4}\\x{1f5d1}-\\x{1f5d3}\\x{1f5dc}-\\x{1f5de}" \
    "\\x{1f5e1}\\x{1f5e3}\\x{1f5e8}\\x{1f5ef}\\x{1f5f3}\\x{1f5fa}-\\x{1f64f}\\x{1f680}-\\x{1f6c5}" \
    "\\x{1f6cb}-\\x{1f6d2}\\x{1f6d5}-\\x{1f6d7}\\x{1f6dc}-\\x{1f6e5}\\x{1f6e9}\\x{1f6eb}-\\x{1f6ec}\\x{1f6f0}" \
    "\\x{1f6f3}-\\x{1f6fc}\\x{1f7e0}-\\x{1f7eb}\\x{1f7f0}\\x{1f90c}-\\x{1f93a}\\x{1f93c}-\\x{1f945}" \
    "\\x{1f947}-\\x{10ffff}"

#define IDENTIFIER "0-9A-Z_a-z\\x{b5}\\x{c0}-\\x{d6}\\x{d8}-\\x{f6}\\x{f8}-\\x{ff}"
#define FILE_NAME "0-9A-Za-z\\/.\\-_+,#$%~=\\x{80}-\\x{10ffff}"
#define PRINTABLE "\\x20-\\x7e\\x{a0}-\\x{10ffff}"

/* What a letter stands for, written for the inside of a class.  Capitals are made from them, but for
 * \I \K \F \P, which are the same without digits. */
static const struct {
    char letter;
    const char *inside;
} letters[] = {
    {'a', "A-Za-z"},    {'d', "0-9"},      {'f', FILE_NAME}, {'h', "A-Z_a-z"},    {'i', IDENTIFIER}, {'k', KEYWORD},
    {'l', "a-z"},       {'o', "0-7"},      {'p', PRINTABLE}, {'s', " \\t"},       {'u', "A-Z"},      {'w', "0-9A-Z_a-z"},
    {'x', "0-9A-Fa-f"},
};

static const struct {
    const char *name, *inside;
} names[] = {
    {"alpha", "A-Za-z"},    {"digit", "0-9"},         {"alnum", "0-9A-Za-z"},     {"lower", "a-z\\p{Ll}"},
    {"upper", "A-Z\\p{Lu}"}, {"punct", "!-\\/:-@\\[-`{-~"}, {"space", "\\x09-\\x0d "}, {"blank", " \\t"},
    {"xdigit", "0-9A-Fa-f"}, {"cntrl", "\\x00-\\x1f\\x7f"}, {"print", PRINTABLE},     {"graph", "!-~"},
    {"return", "\\r"},      {"tab", "\\t"},           {"escape", "\\x1b"},        {"backspace", "\\x08"},
    {"ident", IDENTIFIER},  {"keyword", KEYWORD},     {"fname", FILE_NAME},
};

/* --- edges of words -------------------------------------------------------------------------- */

static void append_range(GString *out, uint32_t first, uint32_t last)
{
    if (first <= last)
        g_string_append_printf(out, "\\x{%x}-\\x{%x}", first, last);
}

/* The characters of a class; of UTF8_WORD those that are in no row of the table. */
static char *members(uint32_t class)
{
    g_autoptr(GString) out = g_string_new("[");
    uint32_t next = 0;
    for (size_t i = 0; i < utf8_class_count; i++) {
        Utf8ClassRange range = utf8_class_table[i];
        if (class == UTF8_WORD && range.first > next)
            append_range(out, next, range.first - 1);
        else if (class == range.class)
            append_range(out, range.first, range.last);
        next = range.last + 1;
    }
    if (class == UTF8_WORD)
        append_range(out, next, 0x10ffff);
    g_string_append_c(out, ']');
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void append_pair(GString *out, uint32_t class)
{
    g_autofree char *one = members(class);
    g_string_append_printf(out, "|(?<=%s)%s", one, one);
}

/* Whether a row is the first of its class: the scripts that are words of their own have few. */
static bool begins_script(size_t row)
{
    bool first = utf8_class_table[row].class > UTF8_WORD;
    for (size_t i = 0; i < row && first; i++)
        first = utf8_class_table[i].class != utf8_class_table[row].class;
    return first;
}

void regex_class_word_edge(GString *out, bool start)
{
    /* nothing may match in front of the look-ahead: pcre2 finds what begins with \< by its first letter */
    g_autofree char *word = members(UTF8_WORD);
    g_string_append_printf(out, "%s" KEYWORD "])(?!(?<=%s)%s|(?=[\\x{2000}-\\x{10ffff}])(?:(?!)", start ? "(?=[" : "(?<=[",
                           word, word);
    for (size_t i = 0; i < utf8_class_count; i++)
        if (begins_script(i))
            append_pair(out, utf8_class_table[i].class);
    g_string_append(out, "))");
}

static const char *inside_of(char letter)
{
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
        if (letters[i].letter == letter)
            return letters[i].inside;
    return NULL;
}

char *regex_class_of_letter(char letter)
{
    const char *inside = inside_of(g_ascii_tolower(letter));
    if (!inside)
        return NULL;
    if (g_ascii_islower(letter))
        return g_strdup_printf("[%s]", inside);
    if (strchr("IKFP", letter))
        return g_strdup_printf("(?:(?![0-9])[%s])", inside);
    return g_strdup_printf("[^%s\\n]", inside);
}

unsigned long regex_class_number(const char **at, int base, int digits)
{
    unsigned long value = 0;
    for (; digits > 0; digits--, (*at)++) {
        int digit = g_ascii_xdigit_value(**at);
        if (digit < 0 || digit >= base)
            break;
        value = value * (unsigned)base + (unsigned)digit;
    }
    bool is_code = value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
    return is_code ? value : 0xfffd;
}

/* --- collections ----------------------------------------------------------------------------- */

/* The closing "]" of a collection, or NULL: then the "[" stands for itself. */
static const char *closing_bracket(const char *at)
{
    at += *at == '^';
    at += *at == ']' || *at == '-';
    while (*at && *at != ']') {
        if (at[0] == '\\' && at[1] && strchr("]^-\\etrbndoxuU", at[1])) {
            at += 2;
        } else if (at[0] == '[' && at[1] && strchr(":=.", at[1])) {
            char pair[3] = {at[1], ']', '\0'};
            const char *end = strstr(at + 2, pair);
            const char *other = strchr(at, ']');
            at = end && other && end + 1 == other ? end + 2 : at + 1;
        } else {
            at++;
        }
    }
    return *at ? at : NULL;
}

/* Reads [:name:] and appends it; false if it is none. */
static bool read_name(const char **at, GString *out)
{
    if (!g_str_has_prefix(*at, "[:"))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t length = strlen(names[i].name);
        if (strncmp(*at + 2, names[i].name, length) == 0 && g_str_has_prefix(*at + 2 + length, ":]")) {
            g_string_append(out, names[i].inside);
            *at += length + 4;
            return true;
        }
    }
    return false;
}

/* Reads one member, which may be escaped. */
static uint32_t read_member(const char **at)
{
    static const char ESCAPES[] = "etrbn";
    static const char MEANINGS[] = "\033\t\r\b\n";
    const char *p = *at;
    if (p[0] == '[' && (p[1] == '=' || p[1] == '.')) { /* [=a=] and [.a.]: a itself */
        Utf8Char c = utf8_decode(p + 2, strlen(p + 2));
        if (c.length > 0 && p[2 + c.length] == p[1] && p[3 + c.length] == ']') {
            *at = p + c.length + 4;
            return c.code;
        }
    }
    if (p[0] == '\\' && p[1] && strchr("doxuU", p[1]) && g_ascii_isxdigit(p[2])) {
        *at = p + 2;
        return (uint32_t)regex_class_number(at, p[1] == 'd' ? 10 : p[1] == 'o' ? 8 : 16,
                                            p[1] == 'x' ? 2 : p[1] == 'u' || p[1] == 'o' ? 4 : 8);
    }
    if (p[0] == '\\' && p[1] && strchr("]^-\\", p[1])) {
        *at = p + 2;
        return (uint32_t)p[1];
    }
    if (p[0] == '\\' && p[1] && strchr(ESCAPES, p[1])) {
        *at = p + 2;
        return (uint32_t)MEANINGS[strchr(ESCAPES, p[1]) - ESCAPES];
    }
    Utf8Char c = utf8_decode(p, strlen(p));
    *at = p + c.length;
    return c.code;
}

const char *regex_class_collection(const char *at, bool with_newline, GString *out, bool *holds_newline,
                                   const char **problem)
{
    const char *close = closing_bracket(at);
    if (!close)
        return NULL;
    bool negated = *at == '^';
    at += negated;
    g_autoptr(GString) members = g_string_new(NULL);
    while (at < close) {
        if (read_name(&at, members))
            continue;
        uint32_t first = read_member(&at);
        uint32_t last = first;
        if (first == '\n') {
            with_newline = true;
            continue;
        }
        if (at[0] == '-' && at + 1 < close) {
            at++;
            last = read_member(&at);
        }
        if (last < first) {
            *problem = "E944: Reverse range in character class";
            return NULL;
        }
        g_string_append_printf(members, first == last ? "\\x{%x}" : "\\x{%x}-\\x{%x}", first, last);
    }
    if (negated)
        g_string_append_printf(out, with_newline ? "(?:\\n|[^%s\\n])" : "[^%s\\n]", members->str);
    else if (with_newline)
        g_string_append_printf(out, "[%s\\n]", members->str);
    else
        g_string_append_printf(out, members->len ? "[%s]" : "(?!)", members->str);
    *holds_newline = with_newline;
    return close + 1;
}
