/* Any bytes as TOML, in a file or in the metadata of a script: names without blanks, on lines that there are. */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/toml.h"

static void take(gpointer self, int line, const char *name, const char *value)
{
    const int *lines = self;
    if (line < 1 || line > *lines || strpbrk(name, " \n"))
        abort();
    g_auto(GStrv) strings = toml_strings(value);
}

static void read_text(const char *text)
{
    int lines = 1;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    toml_each(text, take, &lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autofree char *script = toml_of_script(text);
    read_text(text);
    read_text(script);
    return 0;
}
