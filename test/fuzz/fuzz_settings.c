/* Any bytes as a file of settings, a keymap and a theme: it is read, or refused with its line. */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "edit/keymap.h"
#include "tui/theme.h"

static void require_place(bool good, const GError *error)
{
    const char *line = error && g_str_has_prefix(error->message, "file:") ? error->message + strlen("file:") : "";
    if (!good && !g_ascii_isdigit(*line))
        abort();
}

static void read_settings(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_parse("file", text, -1, &error);
    require_place(settings, error);
    for (size_t i = 0; settings && i < settings_count(settings); i++) {
        Setting setting = settings_at(settings, i);
        if (!*setting.key || !settings_get(settings, setting.section, setting.key))
            abort();
        g_auto(GStrv) words = settings_words(setting.value, NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) none = NULL, of_keys = NULL, of_theme = NULL;
    g_autoptr(GString) text = settings_text("file", (const char *)data, size, &none);
    require_place(text, none);
    if (!text)
        return 0;
    read_settings(text->str);
    g_autoptr(Keymap) keymap = keymap_new();
    bool good = keymap_read(keymap, text->str, "file", &of_keys);
    require_place(good, of_keys);
    g_autoptr(Theme) theme = theme_parse("file", text->str, &of_theme);
    require_place(theme, of_theme);
    return 0;
}
