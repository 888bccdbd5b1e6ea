#include "notebook/format_ipynb_ids.h"

#include <stdint.h>
#include <string.h>

enum { SIZE = 624, MIDDLE = 397, SEED = 42, LETTERS = 52 };

struct CellIds {
    uint32_t state[SIZE];
    int at;
    GHashTable *seen; /* of char *, owned */
};

/* The twister's init_genrand, and then init_by_array with the one key 42, as random.Random(42) does it. */
CellIds *cell_ids_new(void)
{
    CellIds *ids = g_new0(CellIds, 1);
    uint32_t *state = ids->state;
    state[0] = 19650218;
    for (uint32_t i = 1; i < SIZE; i++)
        state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
    uint32_t i = 1;
    for (int k = 0; k < 2 * SIZE - 1; k++) {
        uint32_t mixed = state[i - 1] ^ (state[i - 1] >> 30);
        state[i] = k < SIZE ? (state[i] ^ (mixed * 1664525u)) + SEED : (state[i] ^ (mixed * 1566083941u)) - i;
        if (++i >= SIZE) {
            state[0] = state[SIZE - 1];
            i = 1;
        }
    }
    state[0] = 0x80000000u;
    ids->at = SIZE;
    ids->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return ids;
}

void cell_ids_free(CellIds *ids)
{
    g_hash_table_unref(ids->seen);
    g_free(ids);
}

static void twist(uint32_t *state)
{
    for (int i = 0; i < SIZE; i++) {
        uint32_t bits = (state[i] & 0x80000000u) | (state[(i + 1) % SIZE] & 0x7fffffffu);
        state[i] = state[(i + MIDDLE) % SIZE] ^ (bits >> 1) ^ (bits & 1 ? 0x9908b0dfu : 0);
    }
}

static uint32_t next_bits(CellIds *ids)
{
    if (ids->at == SIZE) {
        twist(ids->state);
        ids->at = 0;
    }
    uint32_t bits = ids->state[ids->at++];
    bits ^= bits >> 11;
    bits ^= (bits << 7) & 0x9d2c5680u;
    bits ^= (bits << 15) & 0xefc60000u;
    return bits ^ (bits >> 18);
}

/* random(): 53 bits in [0, 1) */
static double next_fraction(CellIds *ids)
{
    uint32_t high = next_bits(ids) >> 5, low = next_bits(ids) >> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
}

void cell_ids_next(CellIds *ids, char id[5])
{
    static const char ALPHABET[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    do {
        for (int i = 0; i < 4; i++)
            id[i] = ALPHABET[(int)(next_fraction(ids) * LETTERS)];
        id[4] = '\0';
    } while (!g_hash_table_add(ids->seen, g_strdup(id)));
}
