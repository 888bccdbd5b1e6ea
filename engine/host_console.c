#include "engine/host_console.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

/* Longer than any marker: prefix, letter, digits, BEL. */
enum { MARKER_BYTES = 256, SECRET_BYTES = 128, DIGITS = 19 };

struct HostConsole {
    HostConsoleEmit *emit;
    void *data;
    bool bounded;

    char prefix[MARKER_BYTES];
    size_t prefix_length;
    char held[MARKER_BYTES]; /* what may be the beginning of a marker */
    size_t held_length;

    int64_t run, ended, admitted;
    int64_t lent; /* the run whose thread speaks; 0: none */
    size_t lent_passed;
    HostConsoleLost lent_lost;
    bool stopped;      /* a marker stands in `held` that is not admitted */
    bool finished;
    GByteArray *later; /* what came behind it */
    size_t passed;  /* of this run's head */
    char *ring;     /* HOST_CONSOLE_TAIL bytes, made when needed */
    size_t start, length;
    HostConsoleLost lost;
};

HostConsole *host_console_new(const char *secret, bool bounded, HostConsoleEmit *emit, void *data)
{
    HostConsole *console = g_new0(HostConsole, 1);
    console->emit = emit;
    console->data = data;
    console->bounded = bounded;
    console->admitted = INT64_MAX;
    console->later = g_byte_array_new();
    g_snprintf(console->prefix, sizeof console->prefix, "\033]tarn;%.*s;", SECRET_BYTES, secret);
    console->prefix_length = strlen(console->prefix);
    return console;
}

void host_console_free(HostConsole *console)
{
    g_free(console->ring);
    g_byte_array_unref(console->later);
    g_free(console);
}

bool host_console_waiting(const HostConsole *console)
{
    return console->length > 0 || console->lost.bytes > 0 || console->lent_passed >= HOST_CONSOLE_HEAD;
}

int64_t host_console_run(const HostConsole *console)
{
    return console->run;
}

int64_t host_console_ended(const HostConsole *console)
{
    return console->ended;
}

void host_console_flush(HostConsole *console)
{
    console->lent_passed = 0;
    if (console->length == 0 && console->lost.bytes == 0)
        return;
    size_t first = MIN(console->length, HOST_CONSOLE_TAIL - console->start);
    console->emit(console->data, console->run, console->ring + console->start, first, console->lost);
    if (first < console->length)
        console->emit(console->data, console->run, console->ring, console->length - first, (HostConsoleLost){0});
    console->start = console->length = 0;
    console->lost = (HostConsoleLost){0};
}

void host_console_lose(HostConsoleLost *lost, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    lost->bytes += (int64_t)length;
    for (const char *at = bytes; length > 0 && (at = memchr(at, '\n', (size_t)(end - at))); at++)
        lost->lines++;
}

static void keep(HostConsole *console, const char *bytes, size_t length)
{
    if (!console->ring)
        console->ring = g_malloc(HOST_CONSOLE_TAIL);
    if (length > HOST_CONSOLE_TAIL) {
        host_console_lose(&console->lost, bytes, length - HOST_CONSOLE_TAIL);
        bytes += length - HOST_CONSOLE_TAIL;
        length = HOST_CONSOLE_TAIL;
    }
    size_t free_bytes = HOST_CONSOLE_TAIL - console->length;
    if (length > free_bytes) {
        size_t gone = length - free_bytes;
        size_t behind = MIN(gone, HOST_CONSOLE_TAIL - console->start);
        host_console_lose(&console->lost, console->ring + console->start, behind);
        host_console_lose(&console->lost, console->ring, gone - behind);
        console->start = (console->start + gone) % HOST_CONSOLE_TAIL;
        console->length -= gone;
    }
    size_t end = (console->start + console->length) % HOST_CONSOLE_TAIL;
    size_t first = MIN(length, HOST_CONSOLE_TAIL - end);
    memcpy(console->ring + end, bytes, first);
    memcpy(console->ring, bytes + first, length - first);
    console->length += length;
}

/* Of a thread so much passes between two flushes. */
static void pass_lent(HostConsole *console, const char *bytes, size_t length)
{
    if (console->bounded && console->lent_passed + length > HOST_CONSOLE_HEAD) {
        console->lent_passed = HOST_CONSOLE_HEAD;
        host_console_lose(&console->lent_lost, bytes, length);
        return;
    }
    console->lent_passed += length;
    console->emit(console->data, console->lent, bytes, length, console->lent_lost);
    console->lent_lost = (HostConsoleLost){0};
}

/* Bytes that are no marker. */
static void pass(HostConsole *console, const char *bytes, size_t length)
{
    if (length > 0 && console->lent > 0) {
        pass_lent(console, bytes, length);
        return;
    }
    size_t head = length;
    if (console->bounded)
        head = MIN(length, HOST_CONSOLE_HEAD - console->passed);
    if (head > 0) {
        console->emit(console->data, console->run, bytes, head, (HostConsoleLost){0});
        console->passed += console->bounded ? head : 0;
    }
    if (head < length)
        keep(console, bytes + head, length - head);
}

static void release_held(HostConsole *console)
{
    size_t length = console->held_length;
    console->held_length = 0;
    pass(console, console->held, length);
}

void host_console_finish(HostConsole *console)
{
    console->finished = true;
    if (console->stopped)
        return;
    release_held(console);
    host_console_flush(console);
}

/* Of the marker that stands in `held`. */
static char marker_kind(const HostConsole *console)
{
    return console->held[console->prefix_length];
}

static int64_t marker_run(HostConsole *console)
{
    console->held[console->held_length] = '\0';
    return g_ascii_strtoll(console->held + console->prefix_length + 1, NULL, 10);
}

static void end_run(HostConsole *console, int64_t run)
{
    host_console_flush(console);
    console->passed = 0;
    console->run = 0;
    console->ended = run;
}

static void take_marker(HostConsole *console)
{
    int64_t run = marker_run(console);
    char what = marker_kind(console);
    console->lent = what == 'T' ? run : 0;
    if (what == 'T' || what == 'U') {
        console->held_length = 0;
        return;
    }
    if (what == 'E' || (what == 'N' && console->run > 0))
        end_run(console, what == 'E' ? run : console->run);
    console->stopped = what != 'E' && run > console->admitted;
    if (console->stopped)
        return;
    console->held_length = 0;
    if (what == 'E')
        return;
    host_console_flush(console);
    console->passed = 0;
    console->run = run;
}

/* Can `byte` be the next one of a marker whose beginning is held? */
static bool continues_marker(const HostConsole *console, char byte)
{
    size_t at = console->held_length;
    if (at < console->prefix_length)
        return byte == console->prefix[at];
    if (at == console->prefix_length)
        return byte != '\0' && strchr("BENTU", byte);
    return g_ascii_isdigit(byte) ? at <= console->prefix_length + DIGITS : byte == '\a';
}

void host_console_feed(HostConsole *console, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    while (bytes < end) {
        if (console->stopped) {
            g_byte_array_append(console->later, (const guint8 *)bytes, (guint)(end - bytes));
            return;
        }
        if (console->held_length == 0) {
            const char *escape = memchr(bytes, '\033', (size_t)(end - bytes));
            pass(console, bytes, (size_t)((escape ? escape : end) - bytes));
            if (!escape)
                return;
            bytes = escape;
        }
        if (!continues_marker(console, *bytes)) {
            release_held(console); /* the byte itself may begin a marker: look at it again */
            continue;
        }
        console->held[console->held_length++] = *bytes;
        if (*bytes++ == '\a')
            take_marker(console);
    }
}

void host_console_admit(HostConsole *console, int64_t run)
{
    console->admitted = run;
    if (!console->stopped || marker_run(console) > run)
        return;
    g_autoptr(GByteArray) later = g_steal_pointer(&console->later);
    console->later = g_byte_array_new();
    take_marker(console);
    host_console_feed(console, (const char *)later->data, later->len);
    if (console->finished)
        host_console_finish(console);
}

bool host_console_stopped(const HostConsole *console)
{
    return console->stopped;
}
