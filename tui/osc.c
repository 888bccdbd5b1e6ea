#include "tui/osc.h"

#include <string.h>

#include "base/utf8.h"

static void add_text(GString *bytes, const char *text, bool ascii)
{
    for (Utf8Char one; *text; text += one.length) {
        one = utf8_decode(text, strlen(text));
        bool control = one.code < 0x20 || (one.code >= 0x7f && one.code < 0xa0);
        if (control)
            g_string_append_c(bytes, ' ');
        else if (!one.valid || (ascii && one.code >= 0x80))
            g_string_append_c(bytes, '?');
        else
            g_string_append_len(bytes, text, (gssize)one.length);
    }
}

void osc_title(GString *bytes, const char *title, bool ascii)
{
    g_string_append(bytes, "\033]2;");
    add_text(bytes, title, ascii);
    g_string_append(bytes, "\033\\");
}

void osc_folder(GString *bytes, const char *path)
{
    g_autofree char *uri = g_filename_to_uri(path, g_get_host_name(), NULL);
    if (uri)
        g_string_append_printf(bytes, "\033]7;%s\033\\", uri);
}

/* A text that begins with a number and a semicolon would be another command of OSC 9: ours never does. */
void osc_notify(GString *bytes, const char *text, bool rxvt, bool ascii)
{
    bool in_tmux = g_getenv("TMUX") != NULL;
    g_string_append_printf(bytes, "%s\033]%s", in_tmux ? "\033Ptmux;\033" : "", rxvt ? "777;notify;tarn;" : "9;tarn: ");
    add_text(bytes, text, ascii);
    g_string_append_printf(bytes, "\a%s", in_tmux ? "\033\\" : "");
}

void osc_clipboard(GString *bytes, const char *text, size_t length)
{
    g_autofree char *encoded = g_base64_encode((const guchar *)text, length);
    bool in_tmux = g_getenv("TMUX") != NULL;
    g_string_append_printf(bytes, "%s\033]52;c;%s\a%s", in_tmux ? "\033Ptmux;\033" : "", encoded,
                           in_tmux ? "\033\\" : "");
}
