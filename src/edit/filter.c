/* GLib's own subprocesses would do this, but their library and those that it needs cost every start of the
 * program two milliseconds. */
#include "edit/filter.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib-unix.h>

G_DEFINE_QUARK(tarn-filter-error-quark, filter_error)

typedef struct {
    GPid pid;
    int in, out;      /* of the command; -1: closed */
    const char *left; /* input to be given */
    size_t left_size;
    GString *output;
    gint64 end; /* monotonic */
    const FilterLimits *limits;
} Filter;

/* In the child: its errors go where its output goes, and it is interrupted like any program. */
static void prepare_child(gpointer data)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(STDOUT_FILENO, STDERR_FILENO);
}

static bool start(Filter *filter, const char *command, GBytes *input, GError **error)
{
    const char *arguments[] = {"/bin/sh", "-c", command, NULL};
    int *in = input ? &filter->in : NULL;
    if (!g_spawn_async_with_pipes(NULL, (char **)arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, prepare_child, NULL,
                                  &filter->pid, in, &filter->out, NULL, error))
        return false;
    if (input) {
        gsize size;
        filter->left = g_bytes_get_data(input, &size);
        filter->left_size = size;
        g_unix_set_fd_nonblocking(filter->in, TRUE, NULL);
    }
    return true;
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void give(Filter *filter)
{
    ssize_t written = filter->left_size ? write(filter->in, filter->left, filter->left_size) : 0;
    if (written > 0) {
        filter->left += written;
        filter->left_size -= (size_t)written;
    }
    if (filter->left_size == 0 || (written < 0 && errno != EAGAIN && errno != EINTR))
        close_one(&filter->in); /* it has all, or wants no more */
}

static void take(Filter *filter)
{
    char bytes[65536];
    ssize_t got = read(filter->out, bytes, sizeof bytes);
    if (got > 0)
        g_string_append_len(filter->output, bytes, got);
    else if (got == 0 || errno != EINTR)
        close_one(&filter->out);
}

static int milliseconds_left(const Filter *filter)
{
    return (int)MAX((filter->end - g_get_monotonic_time()) / 1000, 0);
}

static bool out_of_bounds(const Filter *filter, GError **error)
{
    if (filter->output->len > filter->limits->bytes)
        g_set_error_literal(error, FILTER_ERROR, FILTER_ERROR_SIZE, "the filter printed too much");
    else if (milliseconds_left(filter) == 0)
        g_set_error_literal(error, FILTER_ERROR, FILTER_ERROR_TIME, "the filter was stopped: it took too long");
    else
        return false;
    return true;
}

/* Until it has printed all. */
static bool serve(Filter *filter, GError **error)
{
    while (filter->out >= 0) {
        struct pollfd fds[] = {{filter->out, POLLIN, 0}, {filter->in, POLLOUT, 0}};
        poll(fds, G_N_ELEMENTS(fds), milliseconds_left(filter));
        if (fds[1].revents)
            give(filter);
        if (fds[0].revents)
            take(filter);
        if (out_of_bounds(filter, error))
            return false;
    }
    return true;
}

/* Until it has ended; it may have closed its output long before. */
static bool reap(Filter *filter, int *code, GError **error)
{
    int status;
    while (waitpid(filter->pid, &status, WNOHANG) == 0) {
        if (out_of_bounds(filter, error))
            return false;
        poll(NULL, 0, 1);
    }
    filter->pid = 0;
    if (WIFSIGNALED(status)) {
        g_set_error(error, FILTER_ERROR, FILTER_ERROR_FAILED, "the filter was stopped by signal %d", WTERMSIG(status));
        return false;
    }
    *code = WEXITSTATUS(status);
    return true;
}

char *filter_run(const char *command, GBytes *input, const FilterLimits *limits, int *code, GError **error)
{
    Filter filter = {.in = -1, .out = -1, .limits = limits};
    if (!start(&filter, command, input, error))
        return NULL;
    filter.output = g_string_new(NULL);
    filter.end = g_get_monotonic_time() + (gint64)limits->seconds * G_USEC_PER_SEC;
    bool done = serve(&filter, error);
    close_one(&filter.in);
    close_one(&filter.out);
    done = done && reap(&filter, code, error);
    if (filter.pid) {
        kill(filter.pid, SIGKILL);
        waitpid(filter.pid, NULL, 0);
    }
    return g_string_free(filter.output, !done);
}
