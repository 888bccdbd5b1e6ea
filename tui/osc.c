#include "tui/osc.h"

#include <string.h>

#include "base/utf8.h"

void osc_title(GString *bytes, const char *title, bool ascii)
{
    g_string_append(bytes, "\033]2;");
    for (Utf8Char one; *title; title += one.length) {
        one = utf8_decode(title, strlen(title));
        bool control = one.code < 0x20 || (one.code >= 0x7f && one.code < 0xa0);
        if (control)
            g_string_append_c(bytes, ' ');
        else if (!one.valid || (ascii && one.code >= 0x80))
            g_string_append_c(bytes, '?');
        else
            g_string_append_len(bytes, title, (gssize)one.length);
    }
    g_string_append(bytes, "\033\\");
}

void osc_clipboard(GString *bytes, const char *text, size_t length)
{
    g_autofree char *encoded = g_base64_encode((const guchar *)text, length);
    bool in_tmux = g_getenv("TMUX") != NULL;
    g_string_append_printf(bytes, "%s\033]52;c;%s\a%s", in_tmux ? "\033Ptmux;\033" : "", encoded,
                           in_tmux ? "\033\\" : "");
}
