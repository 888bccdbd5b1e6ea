#include "engine/session_host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/host.h"
#include "engine/session_link.h"

enum { CHILD_FD = 3, PATIENCE_MS = 3000, STOP_MS = 1000 };

G_DEFINE_QUARK(tarn-host-link-error-quark, host_link_error)

/* Descriptors of ours, and what they are in the child. */
typedef struct {
    int ours, theirs;
} Handed;

/* The child gets these descriptors and nothing else of ours, and plain signals. */
static int spawn(pid_t *pid, const char *program, char *const *arguments, char *const *environment, const Handed *handed,
                 size_t count, int flags)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (size_t i = 0; i < count; i++)
        posix_spawn_file_actions_adddup2(&actions, handed[i].ours, handed[i].theirs);
    if (handed[0].theirs != STDIN_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags));
    int problem = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return problem;
}

static int spawn_host(pid_t *pid, const char *program, int fd)
{
    char *arguments[] = {(char *)"tarn", (char *)"host", (char *)"--fd", (char *)"3", NULL};
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), HOST_MARK, "1", TRUE);
    return spawn(pid, program, arguments, environment, &(Handed){fd, CHILD_FD}, 1, POSIX_SPAWN_SETSID);
}

/* The child is the host itself: to start the program anew costs as much again as a short notebook does. */
static int branch(pid_t *pid, int fd)
{
    fflush(NULL); /* what is buffered is the parent's to write */
    *pid = fork();
    if (*pid != 0)
        return *pid < 0 ? errno : 0;
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (fd != CHILD_FD)
        dup2(fd, CHILD_FD);
    close_range(CHILD_FD + 1, ~0U, 0);
    _exit(host_serve(CHILD_FD, NULL));
}

static HostLink *link_new(void)
{
    HostLink *link = g_new0(HostLink, 1);
    link->words = -1;
    return link;
}

static HostLink *link_to(const char *program, HostLinkWay way, GError **error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        g_set_error(error, HOST_LINK_ERROR, HOST_LINK_ERROR_START, "no socket for the host: %s", g_strerror(errno));
        return NULL;
    }
    if (ends[1] == CHILD_FD) { /* dup2 onto itself would leave it closed on exec */
        int moved = fcntl(ends[1], F_DUPFD_CLOEXEC, CHILD_FD + 1);
        close(ends[1]);
        ends[1] = moved;
    }
    HostLink *link = link_new();
    int problem = way == HOST_LINK_BRANCH ? branch(&link->pid, ends[1])
                                          : spawn_host(&link->pid, program ? program : "/proc/self/exe", ends[1]);
    close(ends[1]);
    link->fd = ends[0];
    if (problem) {
        g_set_error(error, HOST_LINK_ERROR, HOST_LINK_ERROR_START, "%s: cannot be started: %s",
                    program ? program : "tarn host", g_strerror(problem));
        link->pid = 0;
        host_link_free(link);
        return NULL;
    }
    fcntl(link->fd, F_SETFL, fcntl(link->fd, F_GETFL) | O_NONBLOCK);
    return link;
}

HostLink *host_link_new(const char *program, HostLinkWay way, GError **error)
{
    if (program || way == HOST_LINK_BRANCH || !g_getenv(HOST_MARK))
        return link_to(program, way, error);
    g_set_error_literal(error, HOST_LINK_ERROR, HOST_LINK_ERROR_START, "this program is no host");
    return NULL;
}

/* Waits for the end of the host, and kills it if it does not come. */
static void reap(pid_t pid)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    if (fd < 0 || poll(&wait, 1, PATIENCE_MS) != 1)
        kill(pid, SIGKILL);
    if (fd >= 0)
        close(fd);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* A session that outlives its editor takes a closed socket for an editor that died. */
static void tell_to_stop(HostLink *link)
{
    struct pollfd fd = {.fd = link->fd, .events = POLLOUT};
    wire_write(&link->out, WIRE_STOP);
    if (link->fd < 0 || link->dialling)
        return; /* nobody hears it: the session ends when it has waited for long enough */
    while (line_flush(&link->line, &link->out, link->fd) && line_waiting(&link->line, &link->out) > 0 && poll(&fd, 1, STOP_MS) > 0)
        ;
}

static void link_close(HostLink *link)
{
    if (link->fd >= 0)
        close(link->fd);
    if (link->words >= 0)
        close(link->words);
    line_clear(&link->line);
    g_free(link->command);
    g_free(link->name);
    wire_writer_free(&link->out);
    wire_reader_free(&link->in);
}

void host_link_free(HostLink *link)
{
    tell_to_stop(link);
    if (link->dialling && link->pid > 0)
        kill(link->pid, SIGKILL);
    link_close(link);
    if (link->pid > 0)
        reap(link->pid);
    g_free(link);
}

void host_link_leave(HostLink *link)
{
    if (link->line.token)
        wire_write(&link->out, WIRE_LEAVE);
    if (!link->dialling)
        host_link_flush(link);
    else if (link->pid > 0)
        kill(link->pid, SIGKILL); /* it may not notice that nobody waits for it any more */
    link_close(link);
    g_free(link);
}

HostLink *host_link_over(int fd)
{
    HostLink *link = link_new();
    link->fd = fd;
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return link;
}

/* In a session of its own it would have no terminal to ask for a password at. */
static int spawn_command(pid_t *pid, const char *command, int fd, int words, int flags)
{
    char *arguments[] = {(char *)"sh", (char *)"-c", (char *)command, NULL};
    const Handed handed[] = {{fd, STDIN_FILENO}, {fd, STDOUT_FILENO}, {words, STDERR_FILENO}};
    return spawn(pid, "/bin/sh", arguments, environ, handed, G_N_ELEMENTS(handed), flags);
}

int host_link_spawn(HostLink *link, const char *command, int flags)
{
    int ends[2] = {-1, -1};
    int problem = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ? errno : 0;
    if (!problem)
        problem = spawn_command(&link->pid, command, ends[1], link->words, flags);
    if (ends[1] >= 0)
        close(ends[1]);
    if (problem && ends[0] >= 0)
        close(ends[0]);
    link->fd = problem ? -1 : ends[0];
    link->prose = true;
    link->prose_length = 0;
    if (!problem)
        fcntl(link->fd, F_SETFL, fcntl(link->fd, F_GETFL) | O_NONBLOCK);
    else
        link->pid = 0;
    return problem;
}

HostLink *host_link_command(const char *command, GError **error)
{
    HostLink *link = link_new();
    link->words = memfd_create("words", MFD_CLOEXEC);
    int problem = link->words < 0 ? errno : host_link_spawn(link, command, 0);
    if (!problem)
        return link;
    g_set_error(error, HOST_LINK_ERROR, HOST_LINK_ERROR_START, "%s: cannot be started: %s", command, g_strerror(problem));
    link_close(link);
    g_free(link);
    return NULL;
}

HostLink *host_link_dial(const char *command, const char *name, bool take)
{
    HostLink *link = link_new();
    g_autofree char *token = host_link_token();
    link->fd = -1;
    link->words = memfd_create("words", MFD_CLOEXEC);
    link->first = true;
    link->take = take;
    host_link_hold(link, command, name, token, 0);
    host_link_hurry(link);
    return link;
}

char *host_link_words(const HostLink *link)
{
    char bytes[4096];
    off_t size = link->words < 0 ? 0 : lseek(link->words, 0, SEEK_END);
    ssize_t count = size <= 0 ? 0 : pread(link->words, bytes, sizeof bytes - 1, MAX(size - (off_t)sizeof bytes + 1, 0));
    if (count <= 0)
        return NULL;
    bytes[count] = '\0';
    g_strchomp(bytes);
    const char *line = strrchr(bytes, '\n');
    return g_utf8_make_valid(line ? line + 1 : bytes, -1);
}

void host_link_set_hello(HostLink *link, const HostLinkHello *hello)
{
    link->hello = *hello;
}

const HostLinkHello *host_link_hello(const HostLink *link)
{
    return &link->hello;
}

void host_link_kill(HostLink *link)
{
    pid_t pid = link->pid;
    bool command = link->words >= 0; /* what it does to a host that is far away is not known */
    if (pid > 0)
        kill(pid, command ? SIGKILL : SIGTERM);
    link_close(link);
    if (pid > 0)
        reap(pid);
    g_free(link);
}

WireWriter *host_link_out(HostLink *link)
{
    return &link->out;
}

int host_link_fd(const HostLink *link)
{
    return link->fd;
}

short host_link_wants(const HostLink *link)
{
    bool waits = !link->dialling && line_waiting(&link->line, &link->out) > 0;
    return (short)(POLLIN | (waits ? POLLOUT : 0));
}

void host_link_flush(HostLink *link)
{
    line_flush(&link->line, &link->out, link->dialling ? -1 : link->fd);
}

bool host_link_serve(HostLink *link)
{
    if (link->fd < 0)
        return host_link_mend(link);
    bool there = link->dialling || line_flush(&link->line, &link->out, link->fd);
    ptrdiff_t got = wire_reader_fill(&link->in, link->fd);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        there = false;
    if (link->dialling && !host_link_mend(link))
        return false;
    return there || host_link_fall(link);
}

WireResult host_link_first(HostLink *link, WirePacket *packet)
{
    enum { MOST = 64 << 10 }; /* nobody greets for so long */
    if (link->prose) {
        bool ends;
        size_t length = wire_reader_text(&link->in, &ends);
        if (length > 0 && link->words >= 0)
            (void)!write(link->words, link->in.bytes + link->in.start, length);
        wire_reader_skip(&link->in, length);
        link->prose_length += length;
        link->prose = !ends && link->prose_length < MOST;
        if (link->prose)
            return WIRE_MORE;
    }
    return wire_reader_next(&link->in, packet);
}

bool host_link_next(HostLink *link, WirePacket *packet)
{
    while (!link->dialling && host_link_first(link, packet) == WIRE_PACKET) {
        if (!line_note(&link->line, packet))
            return true;
    }
    return false;
}

bool host_link_is_sane(const HostLink *link)
{
    return !link->in.broken;
}
