/* bench_kernel TARN PYTHON: the first result of 1+1 beside `PYTHON -c pass`, and the round trip after that. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#include "engine/wire.h"

enum { STARTS = 15, WARM_UP = 500, ROUND_TRIPS = 5000 };

typedef struct {
    int fd;
    pid_t pid;
    WireReader in;
    WireWriter out;
} Session;

static int compare(const void *a, const void *b)
{
    return *(const gint64 *)a < *(const gint64 *)b ? -1 : 1;
}

static double median(gint64 *times, size_t count)
{
    qsort(times, count, sizeof *times, compare);
    return (double)times[count / 2] / 1000;
}

static pid_t spawn(char *const *arguments, int fd)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (fd >= 0)
            dup2(fd, 3);
        execv(arguments[0], arguments);
        _exit(127);
    }
    return pid;
}

static void run_one(Session *session, int64_t run)
{
    wire_write(&session->out, WIRE_RUN, run, (int64_t)1, WIRE_TEXT("cell 1"), WIRE_TEXT("1 + 1"), (int64_t)0);
    wire_flush(&session->out, session->fd);
    for (;;) {
        WirePacket packet;
        WireResult result = wire_reader_next(&session->in, &packet);
        if (result == WIRE_PACKET && packet.type == WIRE_DONE)
            return;
        if (result == WIRE_BROKEN || (result == WIRE_MORE && wire_reader_fill(&session->in, session->fd) <= 0))
            exit(1);
    }
}

static void open_session(Session *session, const char *tarn, const char *python, int64_t pipes)
{
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
        exit(1);
    char *const arguments[] = {(char *)tarn, "host", "--fd", "3", NULL};
    *session = (Session){.fd = sockets[0], .pid = spawn(arguments, sockets[1])};
    close(sockets[1]);
    wire_write(&session->out, WIRE_START, WIRE_TEXT(python), WIRE_TEXT(""), (int64_t)80, (int64_t)24, pipes,
               WIRE_TEXT(""));
    wire_flush(&session->out, session->fd);
}

static void close_session(Session *session)
{
    close(session->fd);
    waitpid(session->pid, NULL, 0);
    wire_reader_free(&session->in);
    wire_writer_free(&session->out);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    static gint64 first[STARTS], bare[STARTS], trips[ROUND_TRIPS];
    char *const pass[] = {argv[2], "-c", "pass", NULL};
    for (int64_t pipes = 0; pipes < 2; pipes++) {
        Session session;
        for (int i = 0; i < STARTS; i++) {
            gint64 start = g_get_monotonic_time();
            open_session(&session, argv[1], argv[2], pipes);
            run_one(&session, 1);
            first[i] = g_get_monotonic_time() - start;
            close_session(&session);

            start = g_get_monotonic_time();
            waitpid(spawn(pass, -1), NULL, 0);
            bare[i] = g_get_monotonic_time() - start;
        }
        open_session(&session, argv[1], argv[2], pipes);
        for (int i = 0; i < WARM_UP + ROUND_TRIPS; i++) {
            gint64 start = g_get_monotonic_time();
            run_one(&session, i + 1);
            if (i >= WARM_UP)
                trips[i - WARM_UP] = g_get_monotonic_time() - start;
        }
        close_session(&session);
        double result = median(first, STARTS), peer = median(bare, STARTS);
        printf("%s: first result %.1f ms, python -c pass %.1f ms (ratio %.2f), round trip %.3f ms\n",
               pipes ? "pipes" : "terminal", result, peer, result / peer, median(trips, ROUND_TRIPS));
    }
    return 0;
}
