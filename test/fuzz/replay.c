#include "test/fuzz/replay.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

enum { CHANGES_PER_FILE = 200, LONGEST = 20000, HANG_SECONDS = 10 };

/* What broke it is written down by a handler, which can be given nothing: only here there is an object for all. */
static struct {
    const guint8 *bytes;
    size_t length;
} in_hand;

static const char BROKEN[] = "fuzz-broken-input";

static void write_down(int signal)
{
    FILE *file = fopen(BROKEN, "wb");
    if (file) {
        fwrite(in_hand.bytes, 1, in_hand.length, file);
        fclose(file);
    }
    fprintf(stderr, "signal %d; the input is in %s\n", signal, BROKEN);
    _exit(1);
}

/* An input that is worked at for too long counts as broken. */
static void read_one(const guint8 *bytes, size_t length)
{
    g_autofree guint8 *exact = g_malloc(length + !length); /* so that reading beyond is noticed */
    if (length)
        memcpy(exact, bytes, length);
    in_hand.bytes = exact;
    in_hand.length = length;
    alarm(HANG_SECONDS);
    LLVMFuzzerTestOneInput(exact, length);
    alarm(0);
}

static void change(GRand *random, GByteArray *bytes)
{
    int count = g_rand_int_range(random, 1, 5);
    for (int i = 0; i < count && bytes->len > 0; i++) {
        size_t at = g_rand_int(random) % bytes->len;
        bytes->data[at] = g_rand_boolean(random) ? (guint8)g_rand_int(random)
                                                 : (guint8)(bytes->data[at] ^ (1 << g_rand_int(random) % 8));
    }
}

/* A piece of another input, in the place of a piece of this one. */
static void cross(GRand *random, GByteArray *bytes, const GBytes *other)
{
    gsize size;
    const guint8 *from = g_bytes_get_data((GBytes *)other, &size);
    guint keep = g_rand_int(random) % (bytes->len + 1);
    gsize start = size ? g_rand_int(random) % size : 0;
    gsize length = size ? g_rand_int(random) % (size - start) : 0;
    g_autoptr(GByteArray) tail = g_byte_array_new();
    guint behind = keep + g_rand_int(random) % 64, skip = MIN(behind, bytes->len); /* MIN asks for its arguments twice */
    g_byte_array_append(tail, bytes->data + skip, bytes->len - skip);
    g_byte_array_set_size(bytes, keep);
    if (length)
        g_byte_array_append(bytes, from + start, (guint)length);
    if (tail->len)
        g_byte_array_append(bytes, tail->data, tail->len);
}

/* The same piece several times. */
static void repeat(GRand *random, GByteArray *bytes)
{
    if (!bytes->len)
        return;
    guint start = g_rand_int(random) % bytes->len, wanted = g_rand_int(random) % 40 + 1;
    guint length = MIN(wanted, bytes->len - start);
    g_autofree guint8 *piece = g_memdup2(bytes->data + start, length);
    for (guint i = g_rand_int(random) % 100; i > 0 && bytes->len < LONGEST; i--)
        g_byte_array_append(bytes, piece, length);
}

static void replay_changed(const GBytes *input, guint32 seed, int count)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data((GBytes *)input, &length);
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    for (int i = 0; i < count; i++) {
        g_autoptr(GByteArray) changed = g_byte_array_new();
        if (length)
            g_byte_array_append(changed, bytes, (guint)length);
        change(random, changed);
        read_one(changed->data, g_rand_boolean(random) ? length : g_rand_int(random) % (length + 1));
    }
}

static void collect(const char *path, GPtrArray *inputs)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    char *bytes;
    gsize length;
    if (!folder && g_file_get_contents(path, &bytes, &length, NULL))
        g_ptr_array_add(inputs, g_bytes_new_take(bytes, length));
    else if (!folder)
        fprintf(stderr, "cannot read %s\n", path);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *inside = g_build_filename(path, name, NULL);
        collect(inside, inputs);
    }
}

/* Inputs never seen before, until the time is over; another run makes other ones. */
static size_t explore(const GPtrArray *inputs, long seconds)
{
    guint32 seed = (guint32)time(NULL);
    printf("exploring from %u\n", seed);
    fflush(stdout);
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    size_t tried = 0;
    for (gint64 end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC; g_get_monotonic_time() < end; tried++) {
        gsize length;
        const guint8 *bytes = g_bytes_get_data(g_ptr_array_index(inputs, g_rand_int(random) % inputs->len), &length);
        g_autoptr(GByteArray) input = g_byte_array_new();
        if (length)
            g_byte_array_append(input, bytes, (guint)MIN(length, LONGEST));
        for (int more = g_rand_int_range(random, 1, 4); more > 0; more--) {
            if (g_rand_boolean(random))
                change(random, input);
            else if (g_rand_boolean(random))
                cross(random, input, g_ptr_array_index(inputs, g_rand_int(random) % inputs->len));
            else
                repeat(random, input);
        }
        read_one(input->data, input->len);
    }
    return tried;
}

int main(int argc, char **argv)
{
    long seconds = 0;
    for (int option; (option = getopt(argc, argv, "t:")) != -1;) {
        if (option != 't')
            return 2;
        seconds = strtol(optarg, NULL, 10);
    }
    signal(SIGALRM, write_down);
    signal(SIGABRT, write_down);
    g_autoptr(GPtrArray) inputs = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (int i = optind; i < argc; i++)
        collect(argv[i], inputs);
    for (guint i = 0; i < inputs->len; i++) {
        gsize length;
        const guint8 *bytes = g_bytes_get_data(g_ptr_array_index(inputs, i), &length);
        read_one(bytes, length);
        replay_changed(g_ptr_array_index(inputs, i), (guint32)length, CHANGES_PER_FILE);
    }
    size_t tried = seconds > 0 && inputs->len ? explore(inputs, seconds) : 0;
    printf("%u inputs, %zu made of them\n", inputs->len, tried);
    return inputs->len == 0;
}
