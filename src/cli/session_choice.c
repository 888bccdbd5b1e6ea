#include "cli/session_choice.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
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

/* One key, without Enter; 0: there is none, or one that interrupts.  The Enter of who is used to it, if it is there
 * already, is not for the notebook. */
static char read_key(void)
{
    enum { END_OF_TEXT = 3, END_OF_TRANSMISSION = 4, FILE_SEPARATOR = 28, HABIT_MS = 30 };
    struct termios before, keys;
    char key = 0, more;
    int waiting = 0;
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return 0;
    keys = before;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &keys);
    ssize_t got;
    do
        got = read(STDIN_FILENO, &key, 1);
    while (got < 0 && errno == EINTR);
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    if (got == 1 && poll(&in, 1, HABIT_MS) == 1 && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 1)
        (void)!read(STDIN_FILENO, &more, 1);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    bool ends = key == END_OF_TEXT || key == END_OF_TRANSMISSION || key == FILE_SEPARATOR;
    return got == 1 && !ends ? key : 0;
}

static SessionChoice ask(const char *path)
{
    static const struct {
        char key;
        SessionChoice choice;
    } ANSWERS[] = {{'w', SESSION_WATCH}, {'t', SESSION_TAKE}, {'q', SESSION_REFUSED}};
    g_autofree char *shown = shown_name(path);
    fprintf(stderr, "tarn: another tarn has %s open.  (w)atch it, (t)ake it over, or (q)uit? ", shown);
    fflush(stderr);
    for (char key; (key = read_key());) {
        for (size_t i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
            if (g_ascii_tolower(key) != ANSWERS[i].key)
                continue;
            fprintf(stderr, "%c\n", key);
            return ANSWERS[i].choice;
        }
    }
    fputc('\n', stderr);
    return SESSION_REFUSED;
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
