/* The console's bytes on their way through the host: none is invented, none lost uncounted, whatever the chunks.
 * The secret is empty here, so that a fuzzer finds markers. */
#include "test/fuzz/replay.h"

#include <stdlib.h>

#include "engine/host_console.h"

static void count(void *data, int64_t run, const char *bytes, size_t length, HostConsoleLost lost)
{
    *(size_t *)data += length + (size_t)lost.bytes;
    if (lost.bytes < 0 || lost.lines < 0 || lost.lines > lost.bytes)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t whole = 0, parts = 0;
    HostConsole *once = host_console_new("", true, count, &whole);
    HostConsole *often = host_console_new("", true, count, &parts);
    host_console_feed(once, (const char *)data, size);
    for (size_t at = 0; at < size; at++)
        host_console_feed(often, (const char *)data + at, 1);
    host_console_finish(once);
    host_console_finish(often);
    if (whole != parts || whole > size || host_console_ended(once) != host_console_ended(often))
        abort();
    host_console_free(once);
    host_console_free(often);
    return 0;
}
