/* A terminal for tests: runs a program on a pseudo-terminal, shows what it draws, types what it is told.
 *
 *     ptyterm [OPTIONS] PROGRAM [ARGUMENTS...]
 *
 * libvterm keeps the screen and answers the program's questions as a terminal does.  Options are what it is like:
 *
 *     --silent              it never answers            --named NAME         its name, which it tells
 *     --synchronised        it knows mode 2026          --background rgb:R/G/B
 *     --clusters            it knows mode 2027          --cell WIDTHxHEIGHT  of a glyph, in pixels
 *     --wide                signs take two columns      --size ROWSxCOLUMNS
 *     --kitty, --sixel      it shows such pictures      --keyboard           it tells keys as kitty does
 *     --naive               it shows commands for kitty as text
 *
 * The program finds in TARN_SYNC_FD a pipe on which it says "READ ROWS COLUMNS" whenever nothing more will happen by itself:
 * bytes read, size of the picture.
 *
 * Commands come as lines on standard input, each is answered by one line of JSON.  The last rows of
 * ptyterm_commands.c list them.  At the end of input the program is killed.
 */
#include "test/pty/ptyterm.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib-unix.h>

enum { READ_SIZE = 65536 };

/* --- moving bytes ---------------------------------------------------------------------------------------- */

void terminal_take_output(Terminal *terminal)
{
    static char buffer[READ_SIZE];
    for (;;) {
        ssize_t got = read(terminal->master, buffer, MIN(terminal->mouthful, sizeof buffer));
        if (got <= 0) {
            terminal->finished |= got == 0 || (got < 0 && errno == EIO);
            return;
        }
        g_string_append_len(terminal->output, buffer, got);
        screen_feed(terminal, buffer, (size_t)got);
    }
}

void terminal_give_input(Terminal *terminal)
{
    ssize_t written = write(terminal->master, terminal->typed->str, terminal->typed->len);
    if (written > 0) {
        terminal->sent += (uint64_t)written;
        g_string_erase(terminal->typed, 0, written);
    }
}

void terminal_take_sync(Terminal *terminal)
{
    char buffer[256];
    ssize_t got = read(terminal->sync, buffer, sizeof buffer);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        close(terminal->sync);
        terminal->sync = -1;
    }
    for (ssize_t i = 0; i < got; i++) {
        g_string_append_c(terminal->said, buffer[i]);
        if (buffer[i] != '\n')
            continue;
        unsigned long long count;
        if (sscanf(terminal->said->str, "%llu %d %d", &count, &terminal->said_rows, &terminal->said_columns) == 3)
            terminal->said_read = count;
        g_string_truncate(terminal->said, 0);
    }
}

static void take_children(Terminal *terminal)
{
    struct signalfd_siginfo info;
    while (read(terminal->children, &info, sizeof info) == sizeof info)
        ;
    int status;
    while (!terminal->exited && waitpid(terminal->pid, &status, WNOHANG | WUNTRACED | WCONTINUED) > 0) {
        terminal->stopped = WIFSTOPPED(status);
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            terminal->exited = true;
            terminal->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
}

bool terminal_turn(Terminal *terminal, int milliseconds)
{
    short wanted = (short)((terminal->reading ? POLLIN : 0) | (terminal->typed->len > 0 ? POLLOUT : 0));
    struct pollfd sources[] = {
        {terminal->finished || !wanted ? -1 : terminal->master, wanted, 0},
        {terminal->sync, POLLIN, 0},
        {terminal->children, POLLIN, 0},
    };
    if (poll(sources, G_N_ELEMENTS(sources), milliseconds) <= 0)
        return false;
    /* The pipe first: what was written to the terminal before is then there to be read. */
    if (sources[1].revents)
        terminal_take_sync(terminal);
    if (sources[2].revents)
        take_children(terminal);
    if (terminal->master >= 0 && terminal->reading)
        terminal_take_output(terminal);
    if (sources[0].revents & POLLOUT)
        terminal_give_input(terminal);
    return true;
}

bool terminal_is_quiet(const Terminal *terminal)
{
    return terminal->typed->len == 0 && terminal->said_read >= terminal->sent - terminal->base &&
           terminal->said_rows == terminal->rows && terminal->said_columns == terminal->columns;
}

/* --- beginning ------------------------------------------------------------------------------------------- */

static bool start_program(Terminal *terminal, char **arguments)
{
    sigset_t child, old;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &old);
    terminal->children = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
    struct winsize size = {.ws_row = (unsigned short)terminal->rows, .ws_col = (unsigned short)terminal->columns};
    int ends[2];
    if (terminal->children < 0 || pipe(ends) < 0)
        return false;
    terminal->pid = forkpty(&terminal->master, NULL, NULL, &size);
    if (terminal->pid == 0) {
        for (int number = 1; number < NSIG; number++)
            signal(number, SIG_DFL); /* whatever those who started us ignore */
        sigprocmask(SIG_SETMASK, &old, NULL);
        close(ends[0]);
        g_autofree char *number = g_strdup_printf("%d", ends[1]);
        g_setenv("TARN_SYNC_FD", number, TRUE);
        execvp(arguments[0], arguments);
        _exit(127);
    }
    close(ends[1]);
    terminal->sync = ends[0];
    g_unix_set_fd_nonblocking(terminal->sync, TRUE, NULL);
    g_unix_set_fd_nonblocking(terminal->master, TRUE, NULL);
    return terminal->pid > 0;
}

static char **parse_options(Terminal *terminal, char **argv)
{
    for (argv++; *argv && g_str_has_prefix(*argv, "--"); argv++) {
        terminal->silent |= strcmp(*argv, "--silent") == 0;
        terminal->synchronised |= strcmp(*argv, "--synchronised") == 0;
        terminal->clusters |= strcmp(*argv, "--clusters") == 0;
        terminal->wide |= strcmp(*argv, "--wide") == 0;
        terminal->kitty |= strcmp(*argv, "--kitty") == 0;
        terminal->keyboard |= strcmp(*argv, "--keyboard") == 0;
        terminal->sixel |= strcmp(*argv, "--sixel") == 0;
        terminal->naive |= strcmp(*argv, "--naive") == 0;
        if (strcmp(*argv, "--named") == 0 && argv[1])
            terminal->name = *++argv;
        else if (strcmp(*argv, "--background") == 0 && argv[1])
            terminal->background = *++argv;
        else if (strcmp(*argv, "--cell") == 0 && argv[1])
            sscanf(*++argv, "%dx%d", &terminal->cell_width, &terminal->cell_height);
        else if (strcmp(*argv, "--size") == 0 && argv[1])
            sscanf(*++argv, "%dx%d", &terminal->rows, &terminal->columns);
    }
    return argv;
}

int main(int argc, char **argv)
{
    Terminal terminal = {.rows = 24, .columns = 80, .reading = true, .mouthful = READ_SIZE, .cursor_visible = true};
    char **arguments = parse_options(&terminal, argv);
    screen_start(&terminal);
    if (!*arguments || !start_program(&terminal, arguments))
        return 2;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) > 0) {
        line[strcspn(line, "\n")] = '\0';
        json_t *said = terminal_obey(&terminal, line);
        json_dumpf(said, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
        json_decref(said);
        putchar('\n');
        fflush(stdout);
    }
    if (!terminal.exited)
        kill(terminal.pid, SIGKILL);
    free(line);
    return 0;
}
