#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "base/utf8.h"

/* A file may be named anything: the terminal must not take its name for orders. */
int command_refuse(const char *text)
{
    g_autoptr(GString) line = g_string_new("tarn: ");
    for (size_t left = strlen(text); left > 0;) {
        Utf8Char one = utf8_decode(text, left);
        if (one.code < 0x20 || one.code == 0x7f || (one.valid && one.code >= 0x80 && one.code < 0xa0))
            g_string_append_printf(line, "\\x%02x", one.code);
        else
            g_string_append_len(line, text, one.length);
        text += one.length;
        left -= one.length;
    }
    fprintf(stderr, "%s\n", line->str);
    return EXIT_WRONG_USE;
}

int command_fail(const char *what, const char *why)
{
    g_autofree char *text = g_strdup_printf("%s: %s", what, why);
    return command_refuse(text);
}
