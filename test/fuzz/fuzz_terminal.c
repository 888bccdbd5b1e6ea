/* The terminal of a run on any bytes, in any chunks: what is seen has no control characters, and its spans lie
 * within their lines.  The first byte chooses the size of the chunks, the second the width.
 */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "engine/console.h"

static void check(const StyledText *text)
{
    for (guint i = 0; i < text->lines->len; i++) {
        const StyledLine *line = g_ptr_array_index(text->lines, i);
        if (!g_utf8_validate(line->text, -1, NULL))
            abort();
        for (const char *byte = line->text; *byte; byte++) {
            if ((unsigned char)*byte < ' ' || *byte == 0x7f)
                abort();
        }
        for (guint j = 0; line->spans && j < line->spans->len; j++) {
            const StyledSpan *span = &g_array_index(line->spans, StyledSpan, j);
            if (span->start + span->length > strlen(line->text))
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    size_t chunk = data[0] % 67 + 1;
    Console *console = console_new(data[1] % 90 + 2, 10);
    for (size_t at = 2; at < size; at += chunk) {
        console_feed(console, (const char *)data + at, MIN(chunk, size - at), data[at] == 0xff);
        if (data[at] == 0xfe)
            console_resize(console, data[at] % 50 + at % 20, 5 + (int)(at % 7));
    }
    g_autoptr(StyledText) text = console_text(console);
    if (text)
        check(text);
    g_autoptr(GBytes) answers = console_take_answers(console);
    console_free(console);
    return 0;
}
