/* How packets travel between engine, host and kernel.
 *
 *     WireWriter out = {0};
 *     wire_write(&out, WIRE_DIED, (int64_t)9, WIRE_TEXT("killed")); // appends one packet
 *     send(fd, out.bytes + out.sent, out.length - out.sent);
 *
 *     WireReader in = {0};
 *     wire_reader_feed(&in, bytes, length);                      // any chunks, as they come
 *     while (wire_reader_next(&in, &packet) == WIRE_PACKET)
 *         if (packet.type == WIRE_DIED)
 *             status = wire_int(&packet), what = wire_bytes(&packet);
 *
 * A packet is: length of what follows (u32), type (u32), fields; all little endian.  A field `i` is 8
 * bytes, `s` a length (u32) and bytes, `S` any number of `s` to the end.  The reader believes no length:
 * what it returns has exactly the shape that wire_list.h gives for its type, and after the first
 * malformed packet it returns nothing but WIRE_BROKEN.
 *
 * libc only: this is compiled into the engine, the host and the extension module of the kernel.  One
 * thread at a time.  Without memory a reader is broken and a writer `failed`; neither aborts, for they
 * live in strangers' processes too.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/wire_list.h"

/* No packet is longer, and none that claims to be is read. */
#define WIRE_MAXIMUM ((size_t)256 << 20)

/* Bytes that somebody else owns; they need not be text and end with no NUL. */
typedef struct {
    const char *bytes;
    size_t length;
} WireBytes;

#define WIRE_TEXT(text) ((WireBytes){(text), strlen(text)})
#define WIRE_BYTES(bytes, length) ((WireBytes){(bytes), (length)})

/* --- writing ------------------------------------------------------------------------------------ */

/* What waits to be sent: bytes[sent .. length).  Starts as {0}. */
typedef struct {
    char *bytes;
    size_t length, capacity;
    size_t sent;
    size_t packet; /* where the packet that is being written began */
    bool failed;   /* out of memory, or a packet grew too long: that packet is not in `bytes` */
} WireWriter;

/* Appends a packet without an `S` field: an int64_t for each `i`, a WireBytes for each `s`.
 * (`i` takes an int64_t: cast what is not one.) */
void wire_write(WireWriter *writer, int type, ...);

/* The same piece by piece, in the order of the shape: begin, fields, end. */
void wire_begin(WireWriter *writer, int type);
void wire_put_int(WireWriter *writer, int64_t number);
void wire_put_bytes(WireWriter *writer, WireBytes bytes);
void wire_end(WireWriter *writer);

/* Appends bytes that are a whole packet already (`packet.raw`). */
void wire_write_raw(WireWriter *writer, WireBytes raw);

/* How much waits to be sent, and: so much was sent. */
size_t wire_waiting(const WireWriter *writer);
void wire_sent(WireWriter *writer, size_t count);

/* Sends what waits as far as `fd` takes it.  False: the other end is gone.  Never blocks on a
 * nonblocking descriptor; on a blocking one it sends all. */
bool wire_flush(WireWriter *writer, int fd);

void wire_writer_free(WireWriter *writer);

/* The same of bytes that stay where they are: from `*sent` on, which moves. */
bool wire_send(WireBytes bytes, size_t *sent, int fd);

/* --- reading ------------------------------------------------------------------------------------ */

/* Starts as {0}. */
typedef struct {
    char *bytes;
    size_t start, length, capacity; /* unread: bytes[start .. length) */
    bool broken;
} WireReader;

/* A packet in the reader's buffer: valid until the next wire_reader_feed or wire_reader_fill. */
typedef struct {
    int type;
    WireBytes raw; /* with its length and type, to be relayed */
    size_t at;     /* where in `raw` the next field is */
} WirePacket;

typedef enum {
    WIRE_PACKET, /* one was read */
    WIRE_MORE,   /* feed first */
    WIRE_BROKEN, /* these bytes are no packets; close the connection */
} WireResult;

void wire_reader_feed(WireReader *reader, const void *bytes, size_t length);

/* Reads once from `fd` into the buffer.  As read(2): 0 at the end, -1 with errno. */
ptrdiff_t wire_reader_fill(WireReader *reader, int fd);

/* The same of a socket, what has come already: -1 with EAGAIN if nothing has. */
ptrdiff_t wire_reader_fill_now(WireReader *reader, int fd);

/* What is unread up to a short packet, the first there is: text has no zeros, and the high bytes of its length are nothing
 * else.  Less than that: the packet has not come, and more may follow. */
size_t wire_reader_text(const WireReader *reader, bool *ends);
void wire_reader_skip(WireReader *reader, size_t length);

/* Looks at the packet that wire_reader_next would read. */
WireResult wire_reader_peek(const WireReader *reader, WirePacket *packet);

/* Is nothing but packets of this type unread, as far as one can see?  Not even the beginning of another. */
bool wire_reader_holds_only(const WireReader *reader, int type);

WireResult wire_reader_next(WireReader *reader, WirePacket *packet);

void wire_reader_free(WireReader *reader);

/* The next field of a packet; asked for one field too many they answer 0 and no bytes. */
int64_t wire_int(WirePacket *packet);
WireBytes wire_bytes(WirePacket *packet); /* borrowed from the reader's buffer */

/* Is there another field?  For the strings of `S`. */
bool wire_more(const WirePacket *packet);

/* "RUN" for WIRE_RUN, "?" for what is no packet; and its shape or NULL. */
const char *wire_name(int type);
const char *wire_shape(int type);
