#include "test/fuzz/replay.h"

#include <stdio.h>
#include <string.h>

#include <glib.h>

enum { CHANGES_PER_FILE = 200 };

static void change(GRand *random, guint8 *bytes, size_t length)
{
    int count = g_rand_int_range(random, 1, 5);
    for (int i = 0; i < count && length > 0; i++) {
        size_t at = g_rand_int(random) % length;
        bytes[at] = g_rand_boolean(random) ? (guint8)g_rand_int(random) : (guint8)(bytes[at] ^ (1 << g_rand_int(random) % 8));
    }
}

static int replay_file(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize length;
    if (!g_file_get_contents(path, &bytes, &length, NULL)) {
        fprintf(stderr, "cannot read %s\n", path);
        return 1;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)bytes, length);
    g_autoptr(GRand) random = g_rand_new_with_seed(length);
    for (int i = 0; i < CHANGES_PER_FILE; i++) {
        g_autofree guint8 *changed = g_memdup2(bytes, length + 1);
        change(random, changed, length);
        LLVMFuzzerTestOneInput(changed, g_rand_boolean(random) ? length : g_rand_int(random) % (length + 1));
    }
    return 0;
}

static int replay(const char *path, size_t *files)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    if (!folder) {
        (*files)++;
        return replay_file(path);
    }
    int failed = 0;
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *inside = g_build_filename(path, name, NULL);
        failed |= replay(inside, files);
    }
    return failed;
}

int main(int argc, char **argv)
{
    size_t files = 0;
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i], &files);
    printf("%zu inputs\n", files);
    return failed || files == 0;
}
