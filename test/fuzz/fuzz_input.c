/* What a terminal may send, in any pieces: each byte is taken, reading ends, and each key has a name that is read as it.
 * The first byte chooses the size of the pieces.
 */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <unistd.h>

#include "tui/keys.h"

enum { KEYS_A_BYTE = 8 }; /* a sequence that is none may become an Escape and letters */

static void check(const Input *input)
{
    if (input->kind == INPUT_PASTE && !input->text)
        abort();
    if (input->kind != INPUT_KEY)
        return;
    Key again;
    g_autofree char *name = key_name(input->key);
    size_t length = key_parse(name, &again);
    if (input->key.code >= KEY_PASTE || length == 0 || name[length])
        abort();
}

static void take(Keys *keys, size_t *left)
{
    Input input;
    while (keys_next(keys, &input)) {
        if ((*left)-- == 0)
            abort();
        check(&input);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int ends[2];
    if (size < 2 || pipe(ends) != 0)
        return 0;
    g_autoptr(Keys) keys = keys_new("xterm-256color", ends[0]);
    size_t piece = data[0] % 67 + 1, left = size * KEYS_A_BYTE;
    for (size_t at = 1; at < size; at += piece) {
        if (write(ends[1], data + at, MIN(piece, size - at)) < 0 || !keys_read(keys))
            abort();
        if (data[at] == 0xff && keys_interrupted(keys))
            continue;
        take(keys, &left);
    }
    keys_expire(keys);
    take(keys, &left);
    close(ends[0]);
    close(ends[1]);
    return 0;
}
