#include "notebook/pytext.h"

#include <string.h>

bool pytext_is_space(gunichar character)
{
    if (character < 0x80)
        return (character >= '\t' && character <= '\r') || (character >= 0x1c && character <= ' ');
    return character == 0x85 || character == 0xa0 || character == 0x1680 ||
           (character >= 0x2000 && character <= 0x200a) || character == 0x2028 || character == 0x2029 ||
           character == 0x202f || character == 0x205f || character == 0x3000;
}

PySlice pytext_lstrip(PySlice text)
{
    const char *at = text.bytes, *end = text.bytes + text.length;
    while (at < end && (*at == ' ' || pytext_is_space(g_utf8_get_char(at))))
        at = g_utf8_next_char(at);
    return (PySlice){at, (size_t)(end - at)};
}

PySlice pytext_rstrip(PySlice text)
{
    const char *end = text.bytes + text.length;
    while (end > text.bytes) {
        const char *before = end - 1;
        while (before > text.bytes && ((unsigned char)*before & 0xc0) == 0x80)
            before--;
        if (!pytext_is_space(g_utf8_get_char(before)))
            break;
        end = before;
    }
    return (PySlice){text.bytes, (size_t)(end - text.bytes)};
}

PySlice pytext_strip(PySlice text)
{
    return pytext_rstrip(pytext_lstrip(text));
}

size_t pytext_characters(PySlice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    return count;
}

size_t pytext_offset(PySlice text, size_t characters)
{
    if (characters >= text.length)
        return text.length;
    size_t at = 0;
    while (characters > 0 && at < text.length) {
        at += (size_t)g_utf8_skip[(unsigned char)text.bytes[at]];
        characters--;
    }
    return MIN(at, text.length);
}

/* The length of the line end at `at`, 0 if there is none: what str.splitlines takes for one. */
static size_t line_end(const char *at, const char *end)
{
    unsigned char byte = (unsigned char)*at;
    if (byte == '\r')
        return at + 1 < end && at[1] == '\n' ? 2 : 1;
    if ((byte >= '\n' && byte <= '\f') || (byte >= 0x1c && byte <= 0x1e))
        return 1;
    if (byte == 0xc2 && end - at >= 2 && (unsigned char)at[1] == 0x85)
        return 2;
    if (byte == 0xe2 && end - at >= 3 && (unsigned char)at[1] == 0x80 && ((unsigned char)at[2] & 0xfe) == 0xa8)
        return 3;
    return 0;
}

bool pytext_next_line(PySlice *rest, PySlice *line)
{
    if (rest->length == 0)
        return false;
    const char *at = rest->bytes, *end = rest->bytes + rest->length;
    size_t ending = 0;
    while (at < end && (ending = line_end(at, end)) == 0)
        at++;
    at += ending;
    *line = (PySlice){rest->bytes, (size_t)(at - rest->bytes)};
    *rest = (PySlice){at, (size_t)(end - at)};
    return true;
}

void pytext_append_indented(GString *out, PySlice text)
{
    PySlice line;
    while (pytext_next_line(&text, &line)) {
        if (!pytext_is_blank(line))
            g_string_append(out, "    ");
        g_string_append_len(out, line.bytes, (gssize)line.length);
    }
}

/* How many bytes of an ill-formed sequence one U+FFFD stands for (Unicode, "maximal subparts"). */
static size_t ill_formed_length(const unsigned char *at, size_t left)
{
    unsigned char lead = at[0];
    if (lead < 0xc2 || lead > 0xf4 || left < 2)
        return 1;
    unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (lead < 0xe0 || at[1] < low || at[1] > high)
        return 1;
    if (lead < 0xf0 || left < 3 || (at[2] & 0xc0) != 0x80)
        return 2;
    return 3;
}

/* By words of the machine: most files are plain ASCII. */
static bool is_ascii(const char *bytes, size_t size)
{
    guint64 word, seen = 0;
    for (; size >= sizeof word; bytes += sizeof word, size -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        seen |= word;
    }
    for (; size > 0; bytes++, size--)
        seen |= (guint64)(unsigned char)*bytes;
    return (seen & G_GUINT64_CONSTANT(0x8080808080808080)) == 0;
}

/* How many bytes at the beginning are ASCII, NUL apart. */
static size_t ascii_length(const char *bytes, size_t size)
{
    const guint64 HIGH = G_GUINT64_CONSTANT(0x8080808080808080), ONES = G_GUINT64_CONSTANT(0x0101010101010101);
    size_t at = 0;
    for (guint64 word; size - at >= sizeof word; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        if ((word | (word - ONES)) & HIGH)
            break;
    }
    while (at < size && (signed char)bytes[at] > 0)
        at++;
    return at;
}

/* As g_utf8_validate_len(), which goes a byte at a time, though of a few characters at most in a line. */
static const char *valid_end(const char *bytes, size_t size)
{
    const char *end = bytes + size;
    for (;;) {
        bytes += ascii_length(bytes, (size_t)(end - bytes));
        const char *other = bytes;
        while (other < end && (signed char)*other < 0)
            other++;
        const char *good;
        if (!g_utf8_validate_len(bytes, (gsize)(other - bytes), &good))
            return good;
        bytes = other;
        if (bytes == end || *bytes == '\0')
            return bytes;
    }
}

static void decode(GString *text, const char *bytes, size_t size, bool *replaced)
{
    while (size > 0) {
        const char *good = valid_end(bytes, size);
        g_string_append_len(text, bytes, good - bytes);
        size -= (size_t)(good - bytes);
        bytes = good;
        if (size == 0)
            break;
        if (*bytes == '\0') { /* valid for Python, not for GLib */
            g_string_append_c(text, '\0');
            bytes++;
            size--;
            continue;
        }
        size_t length = ill_formed_length((const unsigned char *)bytes, size);
        g_string_append(text, "\xef\xbf\xbd");
        *replaced = true;
        bytes += length;
        size -= length;
    }
}

GString *pytext_decode(const char *bytes, size_t size, bool *replaced)
{
    enum { CHUNK = 4096 };
    GString *text = g_string_sized_new(size + 1);
    *replaced = false;
    while (size > 0) { /* cut at a newline, which is part of no sequence */
        const char *newline = size > CHUNK ? memchr(bytes + CHUNK, '\n', size - CHUNK) : NULL;
        size_t part = newline ? (size_t)(newline + 1 - bytes) : size;
        if (is_ascii(bytes, part))
            g_string_append_len(text, bytes, (gssize)part);
        else
            decode(text, bytes, part, replaced);
        bytes += part;
        size -= part;
    }
    return text;
}
