/* Markdown as marimo reads it, made plain for md4c: icons (::lucide:plus::), which are pictures of a page, are left out;
 * footnotes become small numbers; underscores and stars of addresses are escaped, since md4c takes them for emphasis that
 * begins there.  Code stays as it is.  (The kernel does the first two in texts with elements in them, which come in pieces.)
 */
#include "tui/markdown.h"

#include <string.h>

#include <glib.h>

enum { LONGEST_NAME = 128 }; /* of a footnote */

typedef struct {
    const char *start, *end;
    GString *out;
    GHashTable *defined; /* names of footnotes that are explained; owned */
    GHashTable *numbers; /* name -> number, from 1, in the order in which they come; its keys are of `defined` */
} Source;

static bool begins_line(const Source *source, const char *at)
{
    while (at > source->start && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at == source->start || at[-1] == '\n';
}

static size_t run_of(const char *at, const char *end)
{
    size_t count = 0;
    while (at + count < end && at[count] == *at)
        count++;
    return count;
}

/* How long the code is that begins here, with its fences or backticks; of backticks without an end, they alone.  0: none
 * begins. */
static size_t code_length(const Source *source, const char *at)
{
    if (*at != '`' && (*at != '~' || run_of(at, source->end) < 3))
        return 0;
    size_t fence = run_of(at, source->end);
    bool block = fence >= 3 && begins_line(source, at);
    for (const char *next = at + fence; next < source->end;) {
        const char *close = memchr(next, *at, (size_t)(source->end - next));
        if (!close)
            break;
        size_t run = run_of(close, source->end);
        if (block ? run >= fence && begins_line(source, close) : run == fence)
            return (size_t)(close - at) + run;
        next = close + run;
    }
    return block ? (size_t)(source->end - at) : fence;
}

static size_t name_length(const char *at, const char *end)
{
    size_t length = 0;
    while (at + length < end && (g_ascii_isalnum(at[length]) || at[length] == '-' || at[length] == '_'))
        length++;
    return length;
}

/* Of "::lucide:plus::"; 0: it is none. */
static size_t icon_length(const char *at, const char *end)
{
    if (end - at < 7 || memcmp(at, "::", 2) != 0)
        return 0;
    size_t set = name_length(at + 2, end);
    const char *colon = at + 2 + set;
    size_t name = set && colon < end && *colon == ':' ? name_length(colon + 1, end) : 0;
    const char *close = colon + 1 + name;
    return name && end - close >= 2 && memcmp(close, "::", 2) == 0 ? (size_t)(close + 2 - at) : 0;
}

/* Of "[^name]"; 0: it is none. */
static size_t note_length(const char *at, const char *end)
{
    if (end - at < 4 || memcmp(at, "[^", 2) != 0)
        return 0;
    const char *close = at + 2;
    while (close < end && close < at + LONGEST_NAME && !strchr("[] \t\n", *close))
        close++;
    return close < end && *close == ']' && close > at + 2 ? (size_t)(close + 1 - at) : 0;
}

/* How long the name is of the note that the line beginning here explains: "[^name]: text". */
static size_t definition_length(const Source *source, const char *at)
{
    size_t length = note_length(at, source->end);
    bool defines = length && (at == source->start || at[-1] == '\n') && at + length < source->end && at[length] == ':';
    return defines ? length : 0;
}

static void find_definitions(Source *source)
{
    for (const char *at = source->start; at < source->end;) {
        size_t code = code_length(source, at), length = *at == '[' ? definition_length(source, at) : 0;
        if (length)
            g_hash_table_add(source->defined, g_strndup(at, length));
        at += MAX(code, 1);
    }
}

static void add_note(Source *source, const char *at, size_t length, bool defines)
{
    static const char *const SMALL[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    g_autofree char *name = g_strndup(at, length);
    gpointer key, number;
    g_hash_table_lookup_extended(source->defined, name, &key, NULL);
    if (!g_hash_table_lookup_extended(source->numbers, name, NULL, &number)) {
        number = GUINT_TO_POINTER(g_hash_table_size(source->numbers) + 1);
        g_hash_table_insert(source->numbers, key, number);
    }
    g_autofree char *digits = g_strdup_printf("%u", GPOINTER_TO_UINT(number));
    for (const char *digit = digits; *digit; digit++)
        g_string_append(source->out, SMALL[*digit - '0']);
    if (defines)
        g_string_append_c(source->out, ' ');
}

/* The address behind "](", up to its end. */
static const char *add_address(Source *source, const char *at)
{
    for (; at < source->end && !strchr(" \t\n)<", *at); at++) {
        if (*at == '\\' && at + 1 < source->end)
            g_string_append_c(source->out, *at++);
        else if (*at == '_' || *at == '*')
            g_string_append_c(source->out, '\\');
        g_string_append_c(source->out, *at);
    }
    return at;
}

/* Takes what begins at `at`; answers with where it ends. */
static const char *add_next(Source *source, const char *at)
{
    size_t length = code_length(source, at);
    if (length) {
        g_string_append_len(source->out, at, (gssize)length);
        return at + length;
    }
    if (*at == ':' && (length = icon_length(at, source->end)) > 0) {
        while (source->out->len > 0 && strchr(" \t", source->out->str[source->out->len - 1]))
            g_string_truncate(source->out, source->out->len - 1);
        return at + length;
    }
    if (*at == '[' && (length = note_length(at, source->end)) > 0) {
        g_autofree char *name = g_strndup(at, length);
        bool defines = definition_length(source, at) > 0;
        if (g_hash_table_contains(source->defined, name)) {
            add_note(source, at, length, defines);
            at += length + (size_t)defines; /* the colon */
            return defines && at < source->end && *at == ' ' ? at + 1 : at;
        }
    }
    g_string_append_c(source->out, *at);
    if (*at == ']' && source->end - at >= 2 && at[1] == '(') {
        g_string_append_c(source->out, '(');
        return add_address(source, at + 2);
    }
    return at + 1;
}

char *markdown_source(const char *text, size_t length)
{
    Source source = {text, text + length, g_string_sized_new(length + 16), NULL, NULL};
    source.defined = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    source.numbers = g_hash_table_new(g_str_hash, g_str_equal);
    find_definitions(&source);
    for (const char *at = text; at < source.end;)
        at = add_next(&source, at);
    g_hash_table_unref(source.numbers);
    g_hash_table_unref(source.defined);
    return g_string_free(source.out, FALSE);
}
