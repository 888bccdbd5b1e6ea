#include "engine/wire.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LENGTH_BYTES = 4, HEADER_BYTES = 8, INT_BYTES = 8 };

/* A reader asks its descriptor for so much at once, and gives a buffer larger than that back when it is empty. */
static const size_t CHUNK = 64 << 10;

typedef struct {
    int number;
    const char *name;
    const char *shape;
} PacketKind;

#define AS_KIND(name, number, shape, fields) {number, #name, shape},
static const PacketKind KINDS[] = {WIRE_PACKETS(AS_KIND)};
#undef AS_KIND

static const PacketKind *kind_of(int type)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (KINDS[i].number == type)
            return &KINDS[i];
    }
    return NULL;
}

const char *wire_name(int type)
{
    const PacketKind *kind = kind_of(type);
    return kind ? kind->name : "?";
}

const char *wire_shape(int type)
{
    const PacketKind *kind = kind_of(type);
    return kind ? kind->shape : NULL;
}

static void store(char *to, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (char)(number >> (8 * i));
}

static uint64_t load(const char *from, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++)
        number |= (uint64_t)(unsigned char)from[i] << (8 * i);
    return number;
}

/* Room for `more` bytes behind `length`; false without memory, and nothing changed. */
static bool make_room(char **bytes, size_t *capacity, size_t length, size_t more)
{
    if (more <= *capacity - length)
        return true;
    size_t wanted = *capacity ? *capacity : 512;
    while (wanted - length < more)
        wanted *= 2;
    char *larger = realloc(*bytes, wanted);
    if (!larger)
        return false;
    *bytes = larger;
    *capacity = wanted;
    return true;
}

/* --- writing ------------------------------------------------------------------------------------ */

/* Where to put `count` more bytes, or NULL if the packet cannot be. */
static char *grow(WireWriter *writer, size_t count)
{
    if (writer->failed)
        return NULL;
    if (count > WIRE_MAXIMUM || !make_room(&writer->bytes, &writer->capacity, writer->length, count)) {
        writer->failed = true;
        return NULL;
    }
    char *place = writer->bytes + writer->length;
    writer->length += count;
    return place;
}

void wire_begin(WireWriter *writer, int type)
{
    writer->failed = false;
    writer->packet = writer->length;
    char *place = grow(writer, HEADER_BYTES);
    if (place)
        store(place + LENGTH_BYTES, (uint64_t)type, HEADER_BYTES - LENGTH_BYTES);
}

void wire_put_int(WireWriter *writer, int64_t number)
{
    char *place = grow(writer, INT_BYTES);
    if (place)
        store(place, (uint64_t)number, INT_BYTES);
}

void wire_put_bytes(WireWriter *writer, WireBytes bytes)
{
    char *place = bytes.length <= WIRE_MAXIMUM ? grow(writer, LENGTH_BYTES + bytes.length) : NULL;
    if (!place) {
        writer->failed = true;
        return;
    }
    store(place, bytes.length, LENGTH_BYTES);
    if (bytes.length)
        memcpy(place + LENGTH_BYTES, bytes.bytes, bytes.length);
}

void wire_end(WireWriter *writer)
{
    size_t length = writer->length - writer->packet;
    if (writer->failed || length > WIRE_MAXIMUM) {
        writer->length = writer->packet;
        writer->failed = true;
        return;
    }
    store(writer->bytes + writer->packet, length - LENGTH_BYTES, LENGTH_BYTES);
}

void wire_write(WireWriter *writer, int type, ...)
{
    va_list fields;
    va_start(fields, type);
    wire_begin(writer, type);
    for (const char *field = wire_shape(type); field && *field; field++) {
        if (*field == 'i')
            wire_put_int(writer, va_arg(fields, int64_t));
        else if (*field == 's')
            wire_put_bytes(writer, va_arg(fields, WireBytes));
    }
    wire_end(writer);
    va_end(fields);
}

void wire_write_raw(WireWriter *writer, WireBytes raw)
{
    writer->failed = false;
    char *place = grow(writer, raw.length);
    if (place)
        memcpy(place, raw.bytes, raw.length);
}

size_t wire_waiting(const WireWriter *writer)
{
    return writer->length - writer->sent;
}

void wire_sent(WireWriter *writer, size_t count)
{
    writer->sent += count;
    if (writer->sent < writer->length) {
        /* Half of it gone: move the rest to the front, so that the buffer stays as large as what waits. */
        if (writer->sent > CHUNK && writer->sent > writer->length / 2) {
            memmove(writer->bytes, writer->bytes + writer->sent, writer->length - writer->sent);
            writer->length -= writer->sent;
            writer->sent = 0;
        }
        return;
    }
    writer->length = writer->sent = 0;
    if (writer->capacity > 4 * CHUNK)
        wire_writer_free(writer);
}

/* write(2) that raises no SIGPIPE where that can be had. */
static ssize_t write_quietly(int fd, const char *bytes, size_t length)
{
    ssize_t count = send(fd, bytes, length, MSG_NOSIGNAL);
    return count < 0 && errno == ENOTSOCK ? write(fd, bytes, length) : count;
}

bool wire_send(WireBytes bytes, size_t *sent, int fd)
{
    while (*sent < bytes.length) {
        ssize_t count = write_quietly(fd, bytes.bytes + *sent, bytes.length - *sent);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno == EAGAIN;
        *sent += (size_t)count;
    }
    return true;
}

bool wire_flush(WireWriter *writer, int fd)
{
    size_t sent = writer->sent;
    bool there = wire_send(WIRE_BYTES(writer->bytes, writer->length), &sent, fd);
    if (sent > writer->sent)
        wire_sent(writer, sent - writer->sent);
    return there;
}

void wire_writer_free(WireWriter *writer)
{
    free(writer->bytes);
    *writer = (WireWriter){0};
}

/* --- reading ------------------------------------------------------------------------------------ */

/* Room for `more` bytes at the end, what was read already dropped. */
static bool reader_room(WireReader *reader, size_t more)
{
    if (reader->broken)
        return false;
    if (reader->start == reader->length && reader->capacity > 4 * CHUNK)
        wire_reader_free(reader);
    if (reader->start > 0 && reader->start >= reader->length / 2) {
        if (reader->length > reader->start)
            memmove(reader->bytes, reader->bytes + reader->start, reader->length - reader->start);
        reader->length -= reader->start;
        reader->start = 0;
    }
    reader->broken = more > WIRE_MAXIMUM || !make_room(&reader->bytes, &reader->capacity, reader->length, more);
    return !reader->broken;
}

void wire_reader_feed(WireReader *reader, const void *bytes, size_t length)
{
    if (length == 0 || !reader_room(reader, length))
        return;
    memcpy(reader->bytes + reader->length, bytes, length);
    reader->length += length;
}

static ptrdiff_t fill(WireReader *reader, int fd, bool now)
{
    if (!reader_room(reader, CHUNK)) {
        errno = ENOMEM;
        return -1;
    }
    char *place = reader->bytes + reader->length;
    ssize_t count = now ? recv(fd, place, CHUNK, MSG_DONTWAIT) : read(fd, place, CHUNK);
    if (count > 0)
        reader->length += (size_t)count;
    return count;
}

ptrdiff_t wire_reader_fill(WireReader *reader, int fd)
{
    return fill(reader, fd, false);
}

ptrdiff_t wire_reader_fill_now(WireReader *reader, int fd)
{
    return fill(reader, fd, true);
}

/* The end of the field of kind `letter` that begins at `at`, or 0 if it does not fit. */
static size_t field_end(WireBytes raw, size_t at, char letter)
{
    size_t left = raw.length - at;
    if (letter == 'i')
        return left >= INT_BYTES ? at + INT_BYTES : 0;
    if (left < LENGTH_BYTES)
        return 0;
    size_t length = load(raw.bytes + at, LENGTH_BYTES);
    return length <= left - LENGTH_BYTES ? at + LENGTH_BYTES + length : 0;
}

static bool has_shape(WireBytes raw, const char *shape)
{
    size_t at = HEADER_BYTES;
    for (; *shape && at; shape++) {
        if (*shape != 'S') {
            at = field_end(raw, at, *shape);
            continue;
        }
        while (at && at < raw.length)
            at = field_end(raw, at, 's');
    }
    return at == raw.length;
}

WireResult wire_reader_next(WireReader *reader, WirePacket *packet)
{
    size_t unread = reader->length - reader->start;
    if (reader->broken)
        return WIRE_BROKEN;
    if (unread < LENGTH_BYTES)
        return WIRE_MORE;

    const char *bytes = reader->bytes + reader->start;
    size_t length = load(bytes, LENGTH_BYTES);
    if (length < HEADER_BYTES - LENGTH_BYTES || length > WIRE_MAXIMUM - LENGTH_BYTES) {
        reader->broken = true;
        return WIRE_BROKEN;
    }
    if (unread - LENGTH_BYTES < length)
        return WIRE_MORE;

    WireBytes raw = {bytes, LENGTH_BYTES + length};
    uint64_t type = load(bytes + LENGTH_BYTES, HEADER_BYTES - LENGTH_BYTES);
    const PacketKind *kind = type <= INT32_MAX ? kind_of((int)type) : NULL;
    if (!kind || !has_shape(raw, kind->shape)) {
        reader->broken = true;
        return WIRE_BROKEN;
    }
    reader->start += raw.length;
    *packet = (WirePacket){kind->number, raw, HEADER_BYTES};
    return WIRE_PACKET;
}

size_t wire_reader_text(const WireReader *reader, bool *ends)
{
    for (size_t at = reader->start; at + LENGTH_BYTES <= reader->length; at++) {
        *ends = load(reader->bytes + at, LENGTH_BYTES) < 256;
        if (*ends)
            return at - reader->start;
    }
    size_t unread = reader->length - reader->start;
    *ends = false;
    return unread < LENGTH_BYTES ? 0 : unread - (LENGTH_BYTES - 1);
}

void wire_reader_skip(WireReader *reader, size_t length)
{
    reader->start += length;
}

WireResult wire_reader_peek(const WireReader *reader, WirePacket *packet)
{
    WireReader look = *reader;
    return wire_reader_next(&look, packet);
}

bool wire_reader_holds_only(const WireReader *reader, int type)
{
    for (size_t at = reader->start; at + HEADER_BYTES <= reader->length;) {
        if (load(reader->bytes + at + LENGTH_BYTES, HEADER_BYTES - LENGTH_BYTES) != (uint64_t)type)
            return false;
        at += LENGTH_BYTES + load(reader->bytes + at, LENGTH_BYTES);
    }
    return !reader->broken;
}

void wire_reader_free(WireReader *reader)
{
    free(reader->bytes);
    *reader = (WireReader){.broken = reader->broken};
}

bool wire_more(const WirePacket *packet)
{
    return packet->at < packet->raw.length;
}

int64_t wire_int(WirePacket *packet)
{
    size_t end = field_end(packet->raw, packet->at, 'i');
    if (!end)
        return 0;
    int64_t number = (int64_t)load(packet->raw.bytes + packet->at, INT_BYTES);
    packet->at = end;
    return number;
}

WireBytes wire_bytes(WirePacket *packet)
{
    size_t end = field_end(packet->raw, packet->at, 's');
    if (!end)
        return (WireBytes){"", 0};
    WireBytes bytes = {packet->raw.bytes + packet->at + LENGTH_BYTES, end - packet->at - LENGTH_BYTES};
    packet->at = end;
    return bytes;
}
