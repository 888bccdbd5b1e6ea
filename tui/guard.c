#include "tui/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GO = 'x' }; /* what it is told when it may go; a digit chooses a farewell */

struct Guard {
    int farewell; /* write end of the pipe */
    pid_t pid;
};

/* Reads which farewell is right until we are let go (true) or the other end is closed. */
static bool listen(int pipe, char *const **farewell, char *const *farewells)
{
    char byte = '0';
    for (;;) {
        ssize_t got = read(pipe, &byte, 1);
        if (got == 0 || (got > 0 && byte == GO))
            return got > 0;
        if (got > 0)
            *farewell = farewells + (byte - '0');
    }
}

static G_NORETURN void stand_guard(int terminal, int pipe, char *const *farewells, const struct termios *before,
                                   const struct termios *ours)
{
    setsid();
    prctl(PR_SET_NAME, "tarn-guard");
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_IGN);
    char *const *farewell = farewells;
    if (!listen(pipe, &farewell, farewells)) {
        struct termios now;
        bool ours_still = tcgetattr(terminal, &now) == 0 && now.c_lflag == ours->c_lflag &&
                          now.c_iflag == ours->c_iflag;
        if (write(terminal, *farewell, strlen(*farewell)) < 0)
            _exit(1);
        if (ours_still)
            tcsetattr(terminal, TCSAFLUSH, before);
    }
    _exit(0);
}

Guard *guard_new(int terminal, char *const *farewells, const struct termios *before, const struct termios *ours)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return NULL;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        /* Of our descriptors it keeps the terminal and the pipe only: others wait for these to close. */
        int pipe = fcntl(ends[0], F_DUPFD, 3);
        dup2(terminal, 0);
        dup2(pipe, 1);
        close_range(2, ~0U, 0);
        stand_guard(0, 1, farewells, before, ours);
    }
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return NULL;
    }
    Guard *guard = g_new(Guard, 1);
    *guard = (Guard){ends[1], pid};
    return guard;
}

void guard_choose(Guard *guard, unsigned index)
{
    char byte = (char)('0' + index);
    while (guard && write(guard->farewell, &byte, 1) < 0 && errno == EINTR)
        ;
}

void guard_free(Guard *guard)
{
    if (!guard)
        return;
    if (write(guard->farewell, &(char){GO}, 1) == 1)
        waitpid(guard->pid, NULL, 0);
    close(guard->farewell);
    g_free(guard);
}
