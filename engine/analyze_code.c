#include "engine/analyze_code.h"

#include <string.h>

char *code_without_nbsp(const char *code, size_t length, size_t *new_length)
{
    char *copy = g_malloc(length + 1);
    size_t used = 0;
    const char *rest = code, *end = code + length, *found;
    while ((found = memchr(rest, 0xC2, (size_t)(end - rest)))) {
        memcpy(copy + used, rest, (size_t)(found - rest));
        used += (size_t)(found - rest);
        bool space = found + 1 < end && (unsigned char)found[1] == 0xA0;
        copy[used++] = space ? ' ' : *found;
        rest = found + (space ? 2 : 1);
    }
    memcpy(copy + used, rest, (size_t)(end - rest));
    used += (size_t)(end - rest);
    copy[used] = '\0';
    *new_length = used;
    return copy;
}

const char *code_at(const char *code, size_t length, long line, long byte)
{
    const char *place = code, *end = code + length;
    for (; line > 1 && place < end; place++) {
        if (*place == '\n' || (*place == '\r' && (place + 1 == end || place[1] != '\n')))
            line--;
    }
    return byte < end - place ? place + byte : end;
}

long code_byte_of_character(const char *code, size_t length, long line, long character)
{
    const char *start = code_at(code, length, line, 0), *end = code + length, *place = start;
    for (long i = 1; i < character && place < end && *place != '\n'; i++) {
        do
            place++;
        while (place < end && ((unsigned char)*place & 0xC0) == 0x80);
    }
    return (long)(place - start) + 1;
}

bool code_semicolon_follows(const char *place, const char *end)
{
    while (place < end && strchr(" \t\f\\\r\n", *place) && *place)
        place++;
    return place < end && *place == ';';
}

/* What Python's str.strip takes away. */
static bool is_blank(gunichar c)
{
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static const char *without_blank_end(const char *start, const char *end)
{
    while (end > start) {
        const char *previous = g_utf8_find_prev_char(start, end);
        if (!previous || !is_blank(g_utf8_get_char(previous)))
            break;
        end = previous;
    }
    return end;
}

long code_line_count(const char *code, size_t length)
{
    const char *end = without_blank_end(code, code + length);
    long count = 1;
    for (const char *place = code; (place = memchr(place, '\n', (size_t)(end - place))); place++)
        count++;
    return count;
}

bool code_ends_with_comment(const char *code, size_t length, long last_line)
{
    const char *end = without_blank_end(code, code + length);
    const char *start = end;
    while (start > code && start[-1] != '\n' && start[-1] != '\r')
        start--;
    return start < end && *start == '#' && start >= code_at(code, length, last_line + 1, 0);
}

/* --- Markdown ------------------------------------------------------------------------------------ */

/* The blanks that begin all lines which are not empty; -1: there is no such line. */
static gssize common_indent(char *const *lines, const char **margin)
{
    gssize common = -1;
    for (; *lines; lines++) {
        gssize indent = (gssize)strspn(*lines, " \t");
        if ((*lines)[indent] == '\0')
            continue;
        if (common < 0) {
            *margin = *lines;
            common = indent;
            continue;
        }
        gssize same = 0;
        while (same < MIN(common, indent) && (*lines)[same] == (*margin)[same])
            same++;
        common = same;
    }
    return common;
}

static void append_dedented(GString *text, char *const *lines)
{
    const char *margin = "";
    gssize indent = MAX(common_indent(lines, &margin), 0);
    for (char *const *line = lines; *line; line++) {
        if (line != lines)
            g_string_append_c(text, '\n');
        bool blank = (*line)[strspn(*line, " \t")] == '\0';
        if (!blank)
            g_string_append(text, *line + indent);
    }
}

char *markdown_dedent(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        *(char *)without_blank_end(*line, *line + strlen(*line)) = '\0';
    g_autoptr(GString) dedented = g_string_new(NULL);
    if (*lines) {
        char *const first[] = {lines[0], NULL};
        append_dedented(dedented, first);
        g_string_append_c(dedented, '\n');
        append_dedented(dedented, lines + 1);
    }
    const char *start = dedented->str;
    const char *end = without_blank_end(start, start + dedented->len);
    while (start < end && is_blank(g_utf8_get_char(start)))
        start = g_utf8_next_char(start);
    return g_strndup(start, (gsize)(end - start));
}

/* --- annotations ----------------------------------------------------------------------------------- */

/* The end of the string literal that begins at `start`, behind its quote; NULL if it has none. */
static const char *literal_end(const char *start)
{
    for (const char *place = start + 1; *place; place++) {
        if (*place == *start)
            return place + 1;
        if (*place == '\\' && !*++place)
            break;
    }
    return NULL;
}

static void append_double_quoted(GString *text, const char *start, const char *end)
{
    g_autofree char *inside = g_strndup(start + 1, (gsize)(end - start - 2));
    if (strchr(inside, '"') && !strstr(inside, "\\\"")) {
        g_string_append_len(text, start, end - start);
        return;
    }
    g_string_append_c(text, '"');
    for (const char *place = inside; *place; place++) {
        if (place[0] == '\\' && place[1] == '\'')
            place++;
        if (*place == '"')
            g_string_append_c(text, '\\');
        g_string_append_c(text, *place);
    }
    g_string_append_c(text, '"');
}

/* Names are compared as NFKC has them: "__debug__" has many spellings. */
static bool may_spell_ascii(const char *character)
{
    gunichar one = g_utf8_get_char(character);
    if (!g_unichar_isalnum(one) && g_unichar_type(one) != G_UNICODE_CONNECT_PUNCTUATION && !g_unichar_ismark(one))
        return false;
    g_autofree char *plain = g_utf8_normalize(character, g_utf8_next_char(character) - character, G_NORMALIZE_NFKC);
    for (const char *at = plain; at && *at; at++) {
        if ((guchar)*at < 0x80)
            return true;
    }
    return !plain;
}

bool code_is_doubtful(const char *code)
{
    static const char *const WORDS[] = {
        "async", "await", "yield", "global", "nonlocal", "break", "continue", ":=", "__debug__", "__future__",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        if (strstr(code, WORDS[i]))
            return true;
    }
    for (const char *at = code; *at; at = g_utf8_next_char(at)) {
        if ((guchar)*at >= 0x80 && may_spell_ascii(at))
            return true;
    }
    return false;
}

char *annotation_double_quotes(const char *annotation)
{
    GString *text = g_string_new(NULL);
    const char *place = annotation;
    while (*place) {
        const char *end = *place == '\'' || *place == '"' ? literal_end(place) : NULL;
        if (end && *place == '\'')
            append_double_quoted(text, place, end);
        else
            g_string_append_len(text, place, end ? end - place : 1);
        place = end ? end : place + 1;
    }
    return g_string_free(text, FALSE);
}
