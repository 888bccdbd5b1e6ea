#include "cli/session_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/utf8.h"
#include "engine/journal.h"
#include "engine/session_find.h"

enum { DAY = 24 * 60 * 60 };

gint64 session_seconds(const char *text)
{
    static const struct {
        const char *unit;
        gint64 seconds;
    } UNITS[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 60 * 60}, {"d", DAY}};
    char *end;
    if (!g_ascii_isdigit(*text))
        return -1;
    gint64 number = g_ascii_strtoll(text, &end, 10);
    for (size_t i = 0; i < G_N_ELEMENTS(UNITS); i++) {
        if (strcmp(end, UNITS[i].unit) == 0)
            return MIN(number, G_MAXINT / DAY) * UNITS[i].seconds;
    }
    return -1;
}

gint64 session_outlive(const char *option, GError **error)
{
    const char *variable = g_getenv("TARN_SESSION_TTL");
    const char *text = option ? option : variable && *variable ? variable : NULL;
    gint64 seconds = text ? session_seconds(text) : -1;
    if (text && seconds < 0)
        g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_FAILED, "%s: %s: is no time like 90s, 15m, 24h, 7d, or 0",
                    option ? "--session-ttl" : "TARN_SESSION_TTL", text);
    return seconds;
}

static char *shown_name(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    return utf8_printable(name);
}

void session_farewell(const char *path)
{
    g_autoptr(SessionAbout) about = session_find(path);
    g_autofree char *shown = about ? shown_name(about->path) : NULL;
    if (about)
        fprintf(stderr, "tarn: the session of %s goes on (%s); tarn attach %s leads back to it\n", shown, about->state, about->id);
}

static SessionChoice ask(const char *path)
{
    g_autofree char *shown = shown_name(path);
    for (;;) {
        char line[16];
        fprintf(stderr, "tarn: another tarn has %s open.  (w)atch it, (t)ake it over, or (q)uit? ", shown);
        fflush(stderr);
        if (!fgets(line, sizeof line, stdin))
            return SESSION_REFUSED;
        switch (g_ascii_tolower(line[0])) {
        case 'w': return SESSION_WATCH;
        case 't': return SESSION_TAKE;
        case 'q': return SESSION_REFUSED;
        default: break;
        }
    }
}

SessionChoice session_choose(const char *path, bool take, bool watch)
{
    if (watch)
        return SESSION_WATCH;
    if (take)
        return SESSION_TAKE;
    g_autoptr(SessionAbout) about = session_find(path);
    if (about && strcmp(about->state, "silent") == 0)
        return SESSION_SILENT;
    bool held = about ? about->editor : journal_is_held(path); /* where nothing has run there may be no session */
    if (!held)
        return SESSION_OPEN;
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO) ? ask(about ? about->path : path) : SESSION_REFUSED;
}
