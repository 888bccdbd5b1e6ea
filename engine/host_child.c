#include "engine/host_child.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>
#include <glib-unix.h>

#include "engine/host_python.h"

/* The descriptors of the sockets in the interpreter, and what it gets as its terminal's name: what libvterm draws. */
enum { KERNEL_DESCRIPTOR = 3, CONTROL_DESCRIPTOR = 4 };
static const char *const TERMINAL_NAME = "xterm-256color";

/* How many processes the system has killed for want of memory. */
static int64_t count_ooms(void)
{
    g_autofree char *statistics = NULL;
    if (!g_file_get_contents("/proc/vmstat", &statistics, NULL, NULL))
        return 0;
    const char *line = strstr(statistics, "\noom_kill ");
    return line ? g_ascii_strtoll(line + strlen("\noom_kill "), NULL, 10) : 0;
}

/* A terminal in its usual, cooked state, but ^S cannot stop it. */
static bool open_terminal(const HostChildOptions *options, int *ours, int *theirs, struct termios *modes)
{
    struct winsize size = {.ws_col = (unsigned short)options->columns, .ws_row = (unsigned short)options->rows};
    if (openpty(ours, theirs, NULL, NULL, &size) < 0)
        return false;
    if (tcgetattr(*theirs, modes) == 0) {
        modes->c_iflag = (modes->c_iflag & ~(tcflag_t)IXON) | IUTF8;
        tcsetattr(*theirs, TCSANOW, modes);
    }
    return true;
}

static bool open_pipe(int *ours, int *theirs)
{
    int ends[2];
    if (pipe(ends) < 0)
        return false;
    *ours = ends[0];
    *theirs = ends[1];
    return true;
}

/* In the child, before exec: only what is safe in memory that is the parent's, who waits meanwhile. */
static void become_interpreter(const HostChildOptions *options, int console, int kernel, int control,
                               char *const *arguments)
{
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* however the host goes, nobody is left behind */
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);

    int in = options->pipes ? STDIN_FILENO : console;
    if (!options->pipes)
        ioctl(console, TIOCSCTTY, 0);
    int kept = fcntl(kernel, F_DUPFD, 10), kept_control = fcntl(control, F_DUPFD, 10); /* out of the way of the next lines */
    dup2(in, STDIN_FILENO);
    dup2(console, STDOUT_FILENO);
    if (!options->pipes)
        dup2(console, STDERR_FILENO);
    dup2(kept, KERNEL_DESCRIPTOR);
    dup2(kept_control, CONTROL_DESCRIPTOR);
    close_range(CONTROL_DESCRIPTOR + 1, ~0U, 0);
    execv(arguments[0], arguments);
    dprintf(STDERR_FILENO, "tarn: %s: %s\n", arguments[0], strerror(errno));
    _exit(127);
}

/* Whatever the locale: the consoles of the editor speak UTF-8. */
static void set_environment(const HostChildOptions *options)
{
    if (!g_get_charset(NULL))
        g_setenv("PYTHONIOENCODING", "utf-8:surrogateescape", FALSE);
    if (options->pipes)
        return;
    g_setenv("TERM", TERMINAL_NAME, TRUE);
    g_setenv("COLORTERM", "truecolor", TRUE);
    g_unsetenv("COLUMNS");
    g_unsetenv("LINES");
}

static bool open_sockets(int sockets[2], int controls[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) < 0)
        return false;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, controls) == 0)
        return true;
    close(sockets[0]);
    close(sockets[1]);
    return false;
}

static void prepare(int fd)
{
    g_unix_set_fd_nonblocking(fd, TRUE, NULL);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

bool host_child_start(HostChild *child, const HostChildOptions *options)
{
    int ours = -1, theirs = -1, sockets[2], controls[2];
    struct termios modes = {0};
    if (options->pipes ? !open_pipe(&ours, &theirs) : !open_terminal(options, &ours, &theirs, &modes))
        return false;
    if (!open_sockets(sockets, controls)) {
        close(ours);
        close(theirs);
        return false;
    }
    KernelPlace place = kernel_place();
    char descriptor[8], control[8];
    g_snprintf(descriptor, sizeof descriptor, "%d", KERNEL_DESCRIPTOR);
    g_snprintf(control, sizeof control, "%d", CONTROL_DESCRIPTOR);
    char *const arguments[] = {(char *)options->python, place.boot, descriptor, place.extension, control, NULL};
    prepare(ours);
    prepare(sockets[0]);
    prepare(controls[0]);
    set_environment(options);

    pid_t pid = vfork(); /* a copy of our memory would be thrown away at once */
    if (pid == 0)
        become_interpreter(options, theirs, sockets[1], controls[1], arguments);
    int error = errno;
    close(theirs);
    close(sockets[1]);
    close(controls[1]);
    kernel_place_clear(&place);
    if (pid < 0) {
        close(ours);
        close(sockets[0]);
        close(controls[0]);
        errno = error;
        return false;
    }
    *child = (HostChild){.pid = pid, .kernel = sockets[0], .control = controls[0], .console = ours, .pipes = options->pipes,
                         .modes = modes, .ooms = count_ooms()}; /* while the interpreter starts */
    return true;
}

void host_child_reset_terminal(const HostChild *child)
{
    struct termios modes;
    if (child->console < 0 || child->pipes || tcgetattr(child->console, &modes) < 0)
        return;
    if (modes.c_lflag != child->modes.c_lflag || modes.c_oflag != child->modes.c_oflag ||
        modes.c_iflag != child->modes.c_iflag)
        tcsetattr(child->console, TCSANOW, &child->modes);
}

void host_child_resize(const HostChild *child, int columns, int rows)
{
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    if (child->console >= 0 && !child->pipes)
        ioctl(child->console, TIOCSWINSZ, &size);
}

void host_child_interrupt(const HostChild *child, int level)
{
    static const int SIGNALS[] = {0, SIGINT, SIGTERM, SIGKILL};
    if (child->pid <= 0 || level < 1 || level > 3)
        return;
    pid_t group = child->pid;
    if (level == 1 && !child->pipes && child->console >= 0) {
        pid_t foreground = tcgetpgrp(child->console);
        group = foreground > 1 ? foreground : group;
    }
    if (kill(-group, SIGNALS[level]) < 0)
        kill(child->pid, SIGNALS[level]);
}

/* What a wait status means to the one whose variables are gone; `ooms`: how many there had been before. */
static char *describe_end(int status, int64_t ooms)
{
    if (WIFEXITED(status))
        return g_strdup_printf("Python ended (exit code %d)", WEXITSTATUS(status));
    int number = WTERMSIG(status);
    if (number == SIGKILL && count_ooms() > ooms)
        return g_strdup("Python was killed: the system ran out of memory");
    return g_strdup_printf("Python was killed by signal %d (%s)", number, strsignal(number));
}

/* What it started in its own process group goes with it, like what runs in a terminal that is closed; while it is
 * not waited for, the group's number can be nobody else's.  Whoever made a session of his own stays. */
static void end_group(const HostChild *child)
{
    if (!child->pipes)
        kill(-child->pid, SIGKILL);
}

/* It has ended and waits to be waited for. */
static bool has_ended(const HostChild *child)
{
    siginfo_t end = {0};
    return child->pid > 0 && waitid(P_PID, (id_t)child->pid, &end, WEXITED | WNOHANG | WNOWAIT) == 0 && end.si_pid == child->pid;
}

bool host_child_reap(HostChild *child, int *status, char **what)
{
    if (!has_ended(child)) /* asked once: it may end at any moment, and its group is to be ended first */
        return false;
    end_group(child);
    if (waitpid(child->pid, status, 0) != child->pid)
        return false;
    *what = describe_end(*status, child->ooms);
    child->pid = 0;
    return true;
}

void host_child_close(HostChild *child)
{
    if (child->kernel >= 0)
        close(child->kernel);
    if (child->console >= 0)
        close(child->console);
    if (child->control >= 0)
        close(child->control);
    child->kernel = child->console = child->control = -1;
}

void host_child_replace(HostChild *child, pid_t pid, int kernel, int control, int console)
{
    host_child_close(child);
    child->pid = pid;
    child->kernel = kernel;
    child->control = control;
    child->console = console;
    child->ooms = count_ooms();
}
