/* Any bytes as a file of settings: it is read, or refused with its line. */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_parse("file", (const char *)data, (gssize)size, &error);
    if (!settings) {
        if (!error || !g_str_has_prefix(error->message, "file:"))
            abort();
        return 0;
    }
    for (size_t i = 0; i < settings_count(settings); i++) {
        Setting setting = settings_at(settings, i);
        if (!*setting.key || !settings_get(settings, setting.section, setting.key))
            abort();
        g_auto(GStrv) words = settings_words(setting.value, NULL);
    }
    return 0;
}
