#include "engine/lsp_text.h"

#include <string.h>

#include "base/utf8.h"

const char *const LSP_UNIT_NAMES[] = {[LSP_UTF16] = "utf-16", [LSP_UTF8] = "utf-8", [LSP_UTF32] = "utf-32", [LSP_UNITS] = NULL};

struct LspText {
    GString *bytes;
    GArray *starts; /* of size_t: where each line begins */
};

LspText *lsp_text_new(void)
{
    LspText *text = g_new0(LspText, 1);
    size_t first = 0;
    text->bytes = g_string_new(NULL);
    text->starts = g_array_new(FALSE, FALSE, sizeof(size_t));
    g_array_append_val(text->starts, first);
    return text;
}

void lsp_text_free(LspText *text)
{
    g_string_free(text->bytes, TRUE);
    g_array_unref(text->starts);
    g_free(text);
}

void lsp_text_append(LspText *text, const char *bytes, gssize length)
{
    size_t at = text->bytes->len;
    g_string_append_len(text->bytes, bytes, length);
    for (; at < text->bytes->len; at++) {
        size_t behind = at + 1;
        char c = text->bytes->str[at];
        if (c == '\n' && at > 0 && text->bytes->str[at - 1] == '\r')
            g_array_index(text->starts, size_t, text->starts->len - 1) = behind; /* the two are one end */
        else if (c == '\n' || c == '\r')
            g_array_append_val(text->starts, behind);
    }
}

const char *lsp_text_bytes(const LspText *text)
{
    return text->bytes->str;
}

size_t lsp_text_size(const LspText *text)
{
    return text->bytes->len;
}

size_t lsp_text_line_count(const LspText *text)
{
    return text->starts->len;
}

size_t lsp_text_line_start(const LspText *text, size_t line)
{
    return g_array_index(text->starts, size_t, line);
}

size_t lsp_text_line_length(const LspText *text, size_t line)
{
    const char *bytes = text->bytes->str;
    size_t start = lsp_text_line_start(text, line);
    size_t end = line + 1 < text->starts->len ? lsp_text_line_start(text, line + 1) : text->bytes->len;
    while (end > start && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r'))
        end--;
    return end - start;
}

size_t lsp_text_line_of(const LspText *text, size_t offset)
{
    size_t low = 0, high = text->starts->len; /* it is in [low, high) */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (lsp_text_line_start(text, middle) <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static size_t units_of(Utf8Char c, LspUnits units)
{
    return units == LSP_UTF8 ? c.length : units == LSP_UTF16 && c.length == 4 ? 2 : 1;
}

size_t lsp_text_offset(const LspText *text, LspUnits units, LspPlace place)
{
    if (place.line >= text->starts->len)
        return text->bytes->len;
    size_t start = lsp_text_line_start(text, place.line), length = lsp_text_line_length(text, place.line), at = 0;
    const char *bytes = text->bytes->str + start;
    for (size_t left = place.character; at < length && left > 0;) {
        Utf8Char c = utf8_decode(bytes + at, length - at);
        if (units_of(c, units) > left)
            break;
        left -= units_of(c, units);
        at += c.length;
    }
    return start + at;
}

LspPlace lsp_text_place(const LspText *text, LspUnits units, size_t offset)
{
    size_t line = lsp_text_line_of(text, offset), start = lsp_text_line_start(text, line);
    size_t end = MIN(offset - start, lsp_text_line_length(text, line)), at = 0;
    const char *bytes = text->bytes->str + start;
    LspPlace place = {line, 0};
    while (at < end) {
        Utf8Char c = utf8_decode(bytes + at, end - at);
        place.character += units_of(c, units);
        at += c.length;
    }
    return place;
}

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

void lsp_text_shared(const char *a, size_t a_length, const char *b, size_t b_length, size_t *head, size_t *tail)
{
    size_t most = MIN(a_length, b_length), first = 0, last = 0;
    while (first < most && a[first] == b[first])
        first++;
    while (first > 0 && ((first < a_length && continues(a[first])) || (first < b_length && continues(b[first]))))
        first--;
    while (last < most - first && a[a_length - 1 - last] == b[b_length - 1 - last])
        last++;
    while (last > 0 && continues(a[a_length - last]))
        last--;
    *head = first;
    *tail = last;
}

bool lsp_text_change(const LspText *from, const LspText *to, LspChange *change)
{
    size_t head, tail;
    lsp_text_shared(from->bytes->str, from->bytes->len, to->bytes->str, to->bytes->len, &head, &tail);
    *change = (LspChange){head, from->bytes->len - tail, to->bytes->str + head, to->bytes->len - tail - head};
    return change->start < change->end || change->length > 0;
}
