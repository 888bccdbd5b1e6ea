/* A connection that breaks and is mended, and loses nothing by it.
 *
 * Each end keeps what it wrote until the other one has said that it came, and counts what it read; mended, each says how
 * much that is, and the other one goes on from there.  What is counted are bytes of whole packets; a packet that came in
 * half comes again.
 *
 *     Line line = {0};
 *     line_begin(&line, token);                          // a new connection
 *     wire_write(&out, ...);  line_flush(&line, &out, fd);
 *     if (!line_note(&line, &packet)) ...                // each packet that was read
 *     line_resume(&line, received);                      // another connection, whose other end has read so much
 *
 * Without a token all of this is wire_flush() and costs nothing.  One thread at a time.
 */
#pragma once

#include <glib.h>

#include "engine/wire.h"

typedef struct {
    char *token;      /* by which both ends know each other; NULL: what is lost is lost */
    GByteArray *kept; /* from `start`: written, and not acknowledged */
    size_t start, sent; /* `sent`: behind what this connection was given */
    uint64_t acknowledged, taken, told; /* bytes: of ours; of theirs; of theirs, as they know */
} Line;

/* Nothing was written or read. */
void line_begin(Line *line, const char *token);
void line_clear(Line *line);

/* How much is still to be sent: in `out`, and kept for this connection. */
size_t line_waiting(const Line *line, const WireWriter *out);

/* As wire_flush(); with `fd` -1 there is no connection, and all is kept for the next one. */
bool line_flush(Line *line, WireWriter *out, int fd);

/* Counts a packet that was read.  True: it was for the line alone. */
bool line_note(Line *line, const WirePacket *packet);

/* Whatever was kept behind these bytes is sent again.  False: that is not here any more, or never was. */
bool line_resume(Line *line, int64_t received);
