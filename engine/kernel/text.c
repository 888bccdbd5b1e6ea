#include "engine/kernel/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_add(Text *text, const char *bytes, size_t length)
{
    if (length == 0)
        return;
    if (length > text->capacity - text->length) {
        size_t capacity = text->capacity ? text->capacity : 256;
        while (capacity - text->length < length)
            capacity *= 2;
        char *larger = realloc(text->bytes, capacity);
        if (!larger) {
            text->failed = true;
            return;
        }
        text->bytes = larger;
        text->capacity = capacity;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

void text_add_string(Text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_add_int(Text *text, int64_t number)
{
    char digits[24];
    text_add(text, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, number));
}

static bool needs_escape(unsigned char byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\';
}

void text_add_json(Text *text, const char *bytes, size_t length)
{
    text_add(text, "\"", 1);
    size_t plain = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (!needs_escape(byte))
            continue;
        text_add(text, bytes + plain, i - plain);
        plain = i + 1;
        char escape[8];
        if (byte == '\n')
            text_add(text, "\\n", 2);
        else if (byte >= 0x20)
            text_add(text, (char[]){'\\', (char)byte}, 2);
        else
            text_add(text, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", byte));
    }
    text_add(text, bytes + plain, length - plain);
    text_add(text, "\"", 1);
}

void text_cut(Text *text, size_t length)
{
    if (text->length <= length)
        return;
    while (length > 0 && ((unsigned char)text->bytes[length] & 0xC0) == 0x80)
        length--;
    text->length = length;
}

void text_free(Text *text)
{
    free(text->bytes);
    *text = (Text){0};
}
