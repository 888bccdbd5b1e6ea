#include "engine/child.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib-unix.h>

/* Who says more at once is broken; and so much is taken in a turn, that others have theirs. */
static const size_t LONGEST = (size_t)256 << 20, A_TURN = (size_t)1 << 20;

/* By so many steps it comes behind the editor where there are not enough processors. */
enum { KINDER = 5 };

struct Child {
    GPid pid;
    int in, out; /* -1: closed */
    GString *given, *received;
    bool ends; /* the input, when all is given */
};

static void prepare(gpointer data)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    setpgid(0, 0); /* what it starts ends with it */
    setpriority(PRIO_PROCESS, 0, KINDER); /* keys go first */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

Child *child_start(char *const *arguments, const char *directory, GError **error)
{
    GPid pid;
    int in, out;
    GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL;
    if (!g_spawn_async_with_pipes(directory, (char **)arguments, NULL, flags, prepare, NULL, &pid, &in, &out, NULL, error))
        return NULL;
    Child *child = g_new0(Child, 1);
    child->pid = pid;
    child->in = in;
    child->out = out;
    child->given = g_string_new(NULL);
    child->received = g_string_new(NULL);
    g_unix_set_fd_nonblocking(in, TRUE, NULL);
    g_unix_set_fd_nonblocking(out, TRUE, NULL);
    return child;
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void child_free(Child *child)
{
    close_one(&child->in);
    close_one(&child->out);
    kill(-child->pid, SIGKILL);
    kill(child->pid, SIGKILL);
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    g_string_free(child->given, TRUE);
    g_string_free(child->received, TRUE);
    g_free(child);
}

static void give(Child *child)
{
    ssize_t written = child->given->len ? write(child->in, child->given->str, child->given->len) : 0;
    if (written > 0)
        g_string_erase(child->given, 0, written);
    else if (written < 0 && errno != EAGAIN && errno != EINTR)
        close_one(&child->in); /* it wants no more */
    if (child->ends && child->given->len == 0)
        close_one(&child->in);
}

void child_send(Child *child, const char *bytes, size_t length)
{
    if (child->in < 0)
        return;
    g_string_append_len(child->given, bytes, (gssize)length);
    give(child);
}

bool child_is_behind(const Child *child)
{
    return child->given->len > 0;
}

void child_end_input(Child *child)
{
    child->ends = true;
    if (child->in >= 0)
        give(child);
}

void child_poll(const Child *child, struct pollfd fds[CHILD_FDS])
{
    fds[0] = (struct pollfd){child ? child->out : -1, POLLIN, 0};
    fds[1] = (struct pollfd){child && child->given->len ? child->in : -1, POLLOUT, 0};
}

static void take(Child *child)
{
    char bytes[65536];
    ssize_t got = 1;
    for (size_t taken = 0; taken < A_TURN && (got = read(child->out, bytes, sizeof bytes)) > 0; taken += (size_t)got) {
        g_string_append_len(child->received, bytes, got);
        if (child->received->len > LONGEST)
            got = 0;
        if (got == 0)
            break;
    }
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        close_one(&child->out);
}

bool child_serve(Child *child)
{
    if (child->in >= 0)
        give(child);
    if (child->out >= 0)
        take(child);
    return child->out >= 0;
}

GString *child_received(Child *child)
{
    return child->received;
}
