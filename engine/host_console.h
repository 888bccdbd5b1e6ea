/* The bytes of a console on their way from the interpreter to the editor: whose they are, and how many of them.
 *
 *     HostConsole *console = host_console_new("SECRET", true, send_console, host);
 *     host_console_feed(console, bytes, length);            // any chunks
 *     if (host_console_waiting(console)) ... poll with a timeout; host_console_flush(console)
 *
 * The kernel writes "ESC ] tarn ; SECRET ; B 7 BEL" when run 7 begins and "...E 7 BEL" when it ends, or "...N 8 BEL" when
 * 8 begins where the run before it ends; between "...T 7 BEL" and "...U 7 BEL" a thread speaks that run 7 has begun,
 * maybe long ago; the secret is new in each session, so that no program writes one by accident.
 * Markers are taken out, wherever reads cut them.
 *
 * A run's first HOST_CONSOLE_HEAD bytes pass at once.  What comes after is kept in a ring of HOST_CONSOLE_TAIL bytes
 * and passes at the end of the run, or at host_console_flush, which the host calls a few times a second: the reader
 * sees the latest state of a flood and the count of what it missed, and memory stays bounded.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct HostConsole HostConsole;

enum { HOST_CONSOLE_HEAD = 1 << 20, HOST_CONSOLE_TAIL = 128 << 10 };

/* `dropped` bytes were lost before these.  `run` is 0 between runs. */
typedef struct {
    int64_t bytes, lines; /* line ends in them */
} HostConsoleLost;

/* `lost`: before these bytes. */
typedef void HostConsoleEmit(void *data, int64_t run, const char *bytes, size_t length, HostConsoleLost lost);

/* These are lost as well. */
void host_console_lose(HostConsoleLost *lost, const char *bytes, size_t length);

/* Not `bounded`: every byte passes. */
HostConsole *host_console_new(const char *secret, bool bounded, HostConsoleEmit *emit, void *data);
void host_console_free(HostConsole *console);

void host_console_feed(HostConsole *console, const char *bytes, size_t length);

/* What comes after the beginning of a later run waits until that one is admitted, or a later one: its turn to be told of
 * has not come.  At first all are admitted. */
void host_console_admit(HostConsole *console, int64_t run);

/* Does something wait for that? */
bool host_console_stopped(const HostConsole *console);

/* Are bytes in the ring? */
bool host_console_waiting(const HostConsole *console);

/* Emits the ring. */
void host_console_flush(HostConsole *console);

/* No more will come: emits the ring, and what looked like the beginning of a marker; when all is admitted. */
void host_console_finish(HostConsole *console);

/* The last run whose end was seen, or 0. */
int64_t host_console_ended(const HostConsole *console);

/* The run whose output comes, or 0. */
int64_t host_console_run(const HostConsole *console);
