#include "base/pack.h"

#include <string.h>

/* --- writing ------------------------------------------------------------------------------------------ */

void pack_u32(GByteArray *bytes, size_t number)
{
    guint32 little = GUINT32_TO_LE((guint32)number);
    g_byte_array_append(bytes, (const guint8 *)&little, sizeof little);
}

void pack_u64(GByteArray *bytes, uint64_t number)
{
    guint64 little = GUINT64_TO_LE(number);
    g_byte_array_append(bytes, (const guint8 *)&little, sizeof little);
}

void pack_bytes(GByteArray *bytes, const char *text, size_t length)
{
    pack_u32(bytes, length);
    if (length > 0)
        g_byte_array_append(bytes, (const guint8 *)text, (guint)length);
}

uint64_t pack_sum(const uint8_t *data, size_t size)
{
    uint64_t sum = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ data[i]) * 0x100000001b3u;
    return sum;
}

/* --- reading ------------------------------------------------------------------------------------------ */

const uint8_t *unpack(Unpack *from, size_t size)
{
    static const uint8_t NOTHING[sizeof(uint64_t)] = {0};
    if (from->broken || from->left < size) {
        from->broken = true;
        return NOTHING;
    }
    const uint8_t *here = from->at;
    from->at += size;
    from->left -= size;
    return here;
}

uint32_t unpack_u32(Unpack *from)
{
    guint32 little;
    memcpy(&little, unpack(from, sizeof little), sizeof little);
    return GUINT32_FROM_LE(little);
}

uint64_t unpack_u64(Unpack *from)
{
    guint64 little;
    memcpy(&little, unpack(from, sizeof little), sizeof little);
    return GUINT64_FROM_LE(little);
}

const char *unpack_bytes(Unpack *from, size_t *length)
{
    *length = unpack_u32(from);
    const char *bytes = (const char *)unpack(from, *length);
    if (from->broken)
        *length = 0;
    return bytes;
}
