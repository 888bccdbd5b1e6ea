#include "base/substitute.h"

#include <string.h>

#include "base/utf8.h"

char *substitute_tilde(const char *replacement, const char *previous)
{
    GString *result = g_string_new(NULL);
    for (const char *at = replacement; *at; at++) {
        if (at[0] == '\\' && at[1] == '~') {
            g_string_append_c(result, '~');
            at++;
        } else if (at[0] == '\\' && at[1]) {
            g_string_append_len(result, at, 2);
            at++;
        } else if (at[0] == '~') {
            g_string_append(result, previous ? previous : "");
        } else {
            g_string_append_c(result, *at);
        }
    }
    return g_string_free(result, FALSE);
}

/* What changes the case of what is appended. */
typedef struct {
    char once;   /* 'u' or 'l' for the next character, or 0 */
    char lasting; /* 'U' or 'L' until \e or \E, or 0 */
} Casing;

static void append_code(GString *into, const char *bytes, Utf8Char c, Casing *casing)
{
    uint32_t code = c.code;
    char wanted = casing->once ? casing->once : casing->lasting;
    casing->once = 0;
    if (c.valid && wanted)
        code = g_ascii_toupper(wanted) == 'U' ? utf8_to_upper(code) : utf8_to_lower(code);
    if (c.valid && code != c.code) {
        char encoded[4];
        g_string_append_len(into, encoded, (gssize)utf8_encode(code, encoded));
    } else {
        g_string_append_len(into, bytes, c.length);
    }
}

static void append_bytes(GString *into, const char *bytes, size_t length, Casing *casing)
{
    for (size_t at = 0; at < length;) {
        Utf8Char c = utf8_decode(bytes + at, length - at);
        append_code(into, bytes + at, c, casing);
        at += c.length;
    }
}

static void append_group(GString *into, unsigned group, const RegexMatch *match, const char *subject, Casing *casing)
{
    if (match->start[group] != SIZE_MAX)
        append_bytes(into, subject + match->start[group], match->end[group] - match->start[group], casing);
}

/* Handles what follows a backslash; returns how many bytes that was. */
static size_t append_escaped(GString *into, const char *at, const RegexMatch *match, const char *subject,
                             Casing *casing)
{
    switch (*at) {
    case '\0':
        g_string_append_c(into, '\\');
        return 0;
    case 'u':
    case 'l':
        casing->once = *at;
        return 1;
    case 'U':
    case 'L':
        casing->lasting = *at;
        return 1;
    case 'e':
    case 'E':
        *casing = (Casing){0};
        return 1;
    case 'n':
        g_string_append_c(into, '\0');
        return 1;
    case 'r':
        g_string_append_c(into, '\n');
        return 1;
    case 't':
        g_string_append_c(into, '\t');
        return 1;
    case 'b':
        g_string_append_c(into, '\b');
        return 1;
    case '\r': /* an escaped return stays one */
        g_string_append_c(into, '\r');
        return 1;
    default:
        break;
    }
    if (g_ascii_isdigit(*at)) {
        append_group(into, (unsigned)(*at - '0'), match, subject, casing);
        return 1;
    }
    Utf8Char c = utf8_decode(at, strlen(at));
    append_code(into, at, c, casing);
    return c.length;
}

void substitute_expand(GString *into, const char *replacement, const RegexMatch *match, const char *subject)
{
    Casing casing = {0};
    for (const char *at = replacement; *at;) {
        if (*at == '\\') {
            at++;
            at += append_escaped(into, at, match, subject, &casing);
        } else if (*at == '&') {
            append_group(into, 0, match, subject, &casing);
            at++;
        } else if (*at == '\r') {
            g_string_append_c(into, '\n');
            at++;
        } else {
            Utf8Char c = utf8_decode(at, strlen(at));
            append_code(into, at, c, &casing);
            at += c.length;
        }
    }
}
