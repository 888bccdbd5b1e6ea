#include "cli/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "base/utf8.h"

/* A file may be named anything: the terminal must not take its name for orders. */
int command_refuse(const char *text)
{
    g_autofree char *line = utf8_printable(text);
    fprintf(stderr, "tarn: %s\n", line);
    return EXIT_WRONG_USE;
}

void command_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n\t");
        g_autofree char *piece = g_strndup(at, length), *shown = utf8_printable(piece);
        fputs(shown, stderr);
        if (at[length])
            fputc(at[length++], stderr);
        at += length;
    }
}

int command_fail(const char *what, const char *why)
{
    g_autofree char *text = g_strdup_printf("%s: %s", what, why);
    return command_refuse(text);
}
