#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "base/utf8_table.h"

/* Going backwards, clusters are counted from the last byte before them that surely begins one; a
 * cluster longer than this is cut, which only a made-up line can notice. */
static const size_t LONGEST_LOOK_BACK = 256;

static const unsigned DEFAULT_TAB_STOP = 8;

Utf8Char utf8_decode(const char *bytes, size_t length)
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (length == 0)
        return (Utf8Char){0};
    if (b[0] < 0x80)
        return (Utf8Char){b[0], 1, true};

    const Utf8Char invalid = {b[0], 1, false};
    size_t need = b[0] >= 0xf0 ? 4 : b[0] >= 0xe0 ? 3 : 2;
    if (b[0] < 0xc2 || b[0] > 0xf4 || length < need)
        return invalid;

    uint32_t code = b[0] & (0x7f >> need);
    for (size_t i = 1; i < need; i++) {
        if ((b[i] & 0xc0) != 0x80)
            return invalid;
        code = code << 6 | (b[i] & 0x3f);
    }
    bool overlong = (need == 3 && code < 0x800) || (need == 4 && code < 0x10000);
    if (overlong || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return invalid;
    return (Utf8Char){code, (uint8_t)need, true};
}

size_t utf8_encode(uint32_t code, char bytes[4])
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (char)(0xc0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        bytes[0] = (char)(0xe0 | code >> 12);
        bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | code >> 18);
    bytes[1] = (char)(0x80 | (code >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (code >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

size_t utf8_next(const char *bytes, size_t length, size_t at)
{
    if (at >= length)
        return length;
    /* Two ASCII neighbours never form one cluster (a line holds no newlines): the common case. */
    bool ascii = (unsigned char)bytes[at] < 0x80;
    if (ascii && (at + 1 == length || (unsigned char)bytes[at + 1] < 0x80))
        return at + 1;

    Utf8Char current = utf8_decode(bytes + at, length - at);
    at += current.length;
    utf8proc_int32_t state = 0;
    while (current.valid && at < length) {
        Utf8Char following = utf8_decode(bytes + at, length - at);
        if (!following.valid || following.code < 0x80 ||
            utf8proc_grapheme_break_stateful((utf8proc_int32_t)current.code, (utf8proc_int32_t)following.code, &state))
            break;
        at += following.length;
        current = following;
    }
    return at;
}

/* A byte at or before `at`, not far, at which a character surely begins. */
static size_t sure_start(const char *bytes, size_t at)
{
    size_t stop = at > LONGEST_LOOK_BACK ? at - LONGEST_LOOK_BACK : 0;
    while (at > stop) {
        at--;
        if ((unsigned char)bytes[at] < 0x80)
            return at;
    }
    /* Not in the middle of a code point, if the bytes are UTF-8 at all. */
    while (at > 0 && stop - at < 3 && ((unsigned char)bytes[at] & 0xc0) == 0x80)
        at--;
    return at;
}

size_t utf8_previous(const char *bytes, size_t length, size_t at)
{
    if (at > length)
        at = length;
    if (at == 0)
        return 0;
    size_t start = sure_start(bytes, at);
    for (;;) {
        size_t next = utf8_next(bytes, length, start);
        if (next >= at)
            return start;
        start = next;
    }
}

size_t utf8_start(const char *bytes, size_t length, size_t at)
{
    if (at >= length)
        return length;
    return utf8_previous(bytes, length, at + 1);
}

size_t utf8_count(const char *bytes, size_t length)
{
    size_t count = 0;
    for (size_t at = 0; at < length; at = utf8_next(bytes, length, at))
        count++;
    return count;
}

/* --- columns of the screen ----------------------------------------------------------------------- */

/* Whether a terminal would draw nothing, or something dangerous, for a code point that stands alone. */
static bool cannot_be_drawn(uint32_t code)
{
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return code != 0xad; /* the soft hyphen is drawn as a hyphen */
    default:
        return false;
    }
}

bool utf8_substitute(const char *bytes, size_t length, char text[16])
{
    Utf8Char c = utf8_decode(bytes, length);
    if (c.length == 0 || (c.valid && c.code >= 0x20 && c.code < 0x7f) || c.code == '\t')
        return false;
    if (c.valid && (c.code < 0x20 || c.code == 0x7f)) {
        snprintf(text, 16, "^%c", (int)(c.code ^ 0x40));
        return true;
    }
    if (c.valid && !cannot_be_drawn(c.code))
        return false;
    snprintf(text, 16, c.valid && c.code > 0xff ? "<%04x>" : "<%02x>", c.code);
    return true;
}

static bool is_ambiguous(uint32_t code)
{
    size_t low = 0, high = utf8_ambiguous_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code < utf8_ambiguous_table[middle].first)
            high = middle;
        else if (code > utf8_ambiguous_table[middle].last)
            low = middle + 1;
        else
            return true;
    }
    return false;
}

/* Columns of a code point that can be drawn; a combining one without a base takes one. */
static size_t code_width(uint32_t code, const Utf8Display *display)
{
    if (display && display->ambiguous_wide && is_ambiguous(code))
        return 2;
    return utf8proc_charwidth((utf8proc_int32_t)code) == 2 ? 2 : 1;
}

/* Whether a cluster is drawn as a picture: VARIATION SELECTOR-16 asks for it, a flag is one of two. */
static bool is_emoji_cluster(const char *bytes, size_t length)
{
    Utf8Char first = utf8_decode(bytes, length);
    if (first.length >= length)
        return false;
    Utf8Char second = utf8_decode(bytes + first.length, length - first.length);
    return second.code == 0xfe0f || (first.code >= 0x1f1e6 && first.code <= 0x1f1ff && second.code >= 0x1f1e6 &&
                                     second.code <= 0x1f1ff);
}

size_t utf8_width(const char *bytes, size_t length, size_t column, const Utf8Display *display)
{
    unsigned char first = length > 0 ? (unsigned char)bytes[0] : 0;
    if (first == '\t') {
        unsigned stop = display && display->tab_stop ? display->tab_stop : DEFAULT_TAB_STOP;
        return stop - column % stop;
    }
    if (first >= 0x20 && first < 0x7f)
        return 1;
    char text[16];
    if (utf8_substitute(bytes, length, text))
        return strlen(text);
    if (length == 0)
        return 0;
    return is_emoji_cluster(bytes, length) ? 2 : code_width(utf8_decode(bytes, length).code, display);
}

size_t utf8_column(const char *line, size_t length, size_t at, const Utf8Display *display)
{
    size_t column = 0;
    for (size_t start = 0; start < length;) {
        size_t next = utf8_next(line, length, start);
        if (next > at)
            break;
        column += utf8_width(line + start, next - start, column, display);
        start = next;
    }
    return column;
}

size_t utf8_byte_at(const char *line, size_t length, size_t column, const Utf8Display *display)
{
    size_t reached = 0, start = 0;
    while (start < length) {
        size_t next = utf8_next(line, length, start);
        reached += utf8_width(line + start, next - start, reached, display);
        if (reached > column)
            break;
        start = next;
    }
    return start;
}

/* --- classes ------------------------------------------------------------------------------------- */

uint32_t utf8_class(uint32_t code)
{
    size_t low = 0, high = utf8_class_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code < utf8_class_table[middle].first)
            high = middle;
        else if (code > utf8_class_table[middle].last)
            low = middle + 1;
        else
            return utf8_class_table[middle].class;
    }
    return UTF8_WORD;
}

bool utf8_is_word(uint32_t code)
{
    return utf8_class(code) >= UTF8_WORD;
}

uint32_t utf8_to_upper(uint32_t code)
{
    const uint32_t SHARP_S = 0xdf; /* its capital is hardly ever wanted: Vim keeps it too */
    return code == SHARP_S ? code : (uint32_t)utf8proc_toupper((utf8proc_int32_t)code);
}

uint32_t utf8_to_lower(uint32_t code)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
}

bool utf8_is_upper(uint32_t code)
{
    return utf8_to_lower(code) != code;
}

bool utf8_is_lower(uint32_t code)
{
    return utf8_to_upper(code) != code;
}

/* --- whole texts --------------------------------------------------------------------------------- */

GString *utf8_change_case(const char *bytes, size_t length, Utf8Case how)
{
    GString *result = g_string_sized_new(length);
    for (size_t at = 0; at < length;) {
        Utf8Char c = utf8_decode(bytes + at, length - at);
        uint32_t code = c.code;
        if (how == UTF8_UPPER || (how == UTF8_TOGGLE && utf8_is_lower(code)))
            code = utf8_to_upper(code);
        else if (how == UTF8_LOWER || utf8_is_upper(code))
            code = utf8_to_lower(code);

        if (how == UTF8_UPPER && c.code == 0xdf) { /* ß, as Vim and German spelling have it */
            g_string_append(result, "SS");
        } else if (c.valid && code != c.code) {
            char encoded[4];
            g_string_append_len(result, encoded, (gssize)utf8_encode(code, encoded));
        } else {
            g_string_append_len(result, bytes + at, c.length);
        }
        at += c.length;
    }
    return result;
}

static bool turns_direction(uint32_t code)
{
    return code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

char *utf8_printable(const char *text)
{
    GString *shown = g_string_new(NULL);
    for (size_t left = strlen(text); left > 0;) {
        Utf8Char one = utf8_decode(text, left);
        if (!one.valid || one.code < 0x20 || (one.code >= 0x7f && one.code < 0xa0))
            g_string_append_printf(shown, "\\x%02x", one.code);
        else if (turns_direction(one.code) || one.code == 0x2028 || one.code == 0x2029)
            g_string_append_printf(shown, "\\u%04x", one.code);
        else
            g_string_append_len(shown, text, one.length);
        text += one.length;
        left -= one.length;
    }
    return g_string_free(shown, FALSE);
}

char *utf8_nfkc(const char *bytes, size_t length)
{
    utf8proc_uint8_t *normal = NULL;
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
    if (utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &normal, options) < 0)
        return g_strndup(bytes, length);
    char *result = g_strdup((const char *)normal);
    free(normal); /* utf8proc allocates with malloc */
    return result;
}
