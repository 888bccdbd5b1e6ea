/* The reader of packets on any bytes, in any chunks: what it returns has the shape of its type, and written again
 * gives the same bytes.  The first byte of an input chooses the size of the chunks. */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "engine/wire.h"

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void write_again(WirePacket packet)
{
    WireWriter writer = {0};
    wire_begin(&writer, packet.type);
    for (const char *field = wire_shape(packet.type); *field; field++) {
        if (*field == 'i')
            wire_put_int(&writer, wire_int(&packet));
        else if (*field == 's')
            wire_put_bytes(&writer, wire_bytes(&packet));
        while (*field == 'S' && wire_more(&packet))
            wire_put_bytes(&writer, wire_bytes(&packet));
    }
    wire_end(&writer);
    require(!wire_more(&packet) && !writer.failed);
    require(writer.length == packet.raw.length && memcmp(writer.bytes, packet.raw.bytes, writer.length) == 0);
    wire_writer_free(&writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    WireReader reader = {0};
    WirePacket packet;
    size_t chunk = size > 0 ? data[0] % 67 + 1 : 1;
    for (size_t at = 1; at < size; at += chunk) {
        WireResult result;
        wire_reader_feed(&reader, data + at, at + chunk <= size ? chunk : size - at);
        while ((result = wire_reader_next(&reader, &packet)) == WIRE_PACKET)
            write_again(packet);
        require(result == WIRE_MORE || wire_reader_next(&reader, &packet) == WIRE_BROKEN);
    }
    wire_reader_free(&reader);
    return 0;
}
