#include "engine/lsp_message.h"

#include <string.h>

static const char LENGTH[] = "content-length:", END[] = "\r\n\r\n";
enum { LONGEST_HEADER = 4096, LONGEST_MESSAGE = 64 << 20 };

void lsp_message_append(GString *stream, const char *json)
{
    g_string_append_printf(stream, "Content-Length: %zu%s%s", strlen(json), END, json);
}

/* The length that a header tells; -1: it tells none. */
static gint64 length_of(const char *header, size_t size)
{
    g_autofree char *text = g_ascii_strdown(header, (gssize)size);
    const char *at = strstr(text, LENGTH);
    if (!at)
        return -1;
    char *end;
    gint64 length = g_ascii_strtoll(at + strlen(LENGTH), &end, 10);
    return end > at + strlen(LENGTH) && length >= 0 && length <= LONGEST_MESSAGE ? length : -1;
}

JsonValue *lsp_message_take(const GString *stream, size_t *at, bool *broken)
{
    *broken = false;
    for (;;) {
        const char *front = stream->str + *at;
        size_t left = stream->len - *at;
        const char *end = g_strstr_len(front, (gssize)MIN(left, LONGEST_HEADER + strlen(END)), END);
        if (!end) {
            *broken = left > LONGEST_HEADER;
            return NULL;
        }
        gint64 length = length_of(front, (size_t)(end - front));
        size_t start = (size_t)(end - front) + strlen(END);
        *broken = length < 0;
        if (length < 0 || left < start + (size_t)length)
            return NULL;
        JsonValue *value = json_value_parse(front + start, length, NULL);
        *at += start + (size_t)length;
        if (value)
            return value;
    }
}
