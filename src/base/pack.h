/* Numbers and strings as bytes for a file of ours, which a crash may have cut, or somebody else have written.
 *
 *     pack_u32(bytes, count); pack_bytes(bytes, text, length);
 *     Unpack unpack = {data, size, false}; count = unpack_u32(&unpack);
 *
 * Numbers are little endian, a string stands behind its length (u32).  Behind the end of what is there all numbers are 0 and
 * strings empty, and `broken` stays set.  Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

void pack_u32(GByteArray *bytes, size_t number);
void pack_u64(GByteArray *bytes, uint64_t number);
void pack_bytes(GByteArray *bytes, const char *text, size_t length);

/* Tells what was cut or spoiled by chance (FNV-1a), and nothing that was forged. */
uint64_t pack_sum(const uint8_t *data, size_t size);

typedef struct {
    const uint8_t *at;
    size_t left;
    bool broken;
} Unpack;

/* The next `size` bytes, which stay the file's; where they are not there, bytes enough for a number, all 0. */
const uint8_t *unpack(Unpack *from, size_t size);
uint32_t unpack_u32(Unpack *from);
uint64_t unpack_u64(Unpack *from);
/* The bytes stay the file's, and may be any: no NUL is behind them. */
const char *unpack_bytes(Unpack *from, size_t *length);
