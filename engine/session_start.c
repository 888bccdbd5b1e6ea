/* How a session comes by its host, and says which interpreter it wants. */
#include "engine/session_state.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "engine/script_python.h"
#include "engine/surroundings.h"

char *session_python_path(const char *python)
{
    return python && strchr(python, '/') ? g_canonicalize_filename(python, NULL) : g_strdup(python);
}

static void send_start(HostLink *host, const char *python, const char *path, int columns, int rows, bool pipes)
{
    g_autofree char *directory = path ? g_path_get_dirname(path) : g_get_current_dir();
    g_autofree char *asked = !python && path ? script_python(path) : NULL;
    wire_write(host_link_out(host), WIRE_START, WIRE_TEXT(python ? python : asked ? asked : ""), WIRE_TEXT(directory),
               (int64_t)columns, (int64_t)rows, (int64_t)pipes, WIRE_TEXT(""));
}

char *session_name(const char *path, bool far)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    return far ? g_strdup_printf("@%s:%s", g_get_host_name(), absolute) : g_steal_pointer(&absolute);
}

/* A host far away, which knows our folders and interpreters no more than we know its own. */
static void start_far(HostLink *host, const char *python, int columns, int rows)
{
    wire_write(host_link_out(host), WIRE_START, WIRE_TEXT(python ? python : ""), WIRE_TEXT(""), (int64_t)columns, (int64_t)rows,
               (int64_t)false, WIRE_TEXT(""));
}

/* Waits for it: a person may be typing a password. */
static HostLink *far_host(const SessionOptions *options, const char *path, GError **error)
{
    g_autofree char *name = session_name(path ? path : "", true);
    HostLink *host = session_attach_via(options->via, name, options->take, error);
    if (host && !host_link_hello(host)->attached)
        start_far(host, options->python, SESSION_COLUMNS, SESSION_ROWS);
    return host;
}

HostLink *session_prepare(const SessionOptions *options, const char *path)
{
    if (options->program || options->no_kernel)
        return NULL;
    if (options->via)
        return far_host(options, path, NULL);
    int64_t busy;
    HostLink *host = path && !options->script && !options->app && !options->pipes ? session_attach(path, options->take, &busy) : NULL;
    if (host)
        return host;
    host = host_link_new(NULL, HOST_LINK_BRANCH, NULL);
    if (!host)
        return NULL;
    g_autofree char *python = session_python_path(options->python);
    g_autofree char *absolute = path ? g_canonicalize_filename(path, NULL) : NULL;
    send_start(host, python, absolute, SESSION_COLUMNS, SESSION_ROWS, options->pipes);
    wire_flush(host_link_out(host), host_link_fd(host));
    return host;
}

HostLink *session_first_host(Session *session)
{
    HostLink *host = g_steal_pointer(&session->prepared);
    int64_t busy = 0;
    g_autoptr(GError) error = NULL;
    if (!host && session->via) {
        g_autofree char *name = session_name(session->path ? session->path : "", true);
        return host_link_dial(session->via, name, session->take);
    }
    if (!host && session->path && !session->script && !session->app && !session->pipes && !session->program)
        host = session_attach(session->path, session->take, &busy);
    if (busy)
        session_say(session, true, "another tarn has this notebook and its session; this one starts an interpreter of its own");
    if (host) {
        wire_write(host_link_out(host), WIRE_RESIZE, (int64_t)session->columns, (int64_t)session->rows);
        return host;
    }
    host = host_link_new(session->program, session->alone ? HOST_LINK_BRANCH : HOST_LINK_PROGRAM, &error);
    session->alone = false;
    if (host)
        send_start(host, session->python, session->path, session->columns, session->rows, session->pipes);
    else
        session_say(session, true, error->message);
    return host;
}

void session_start_far(Session *session)
{
    start_far(session->host, session->python, session->columns, session->rows);
}

/* A script has the environment that it was started in, wherever it runs; and what is here means nothing far away. */
void session_tell_environment(Session *session)
{
    if (session->script || session->pipes || session->via || session->clean)
        return;
    guint folders;
    g_auto(GStrv) paths = surroundings_of(session->path, session->app, &folders);
    if (!*paths)
        return;
    WireWriter *writer = to_kernel(session);
    wire_begin(writer, WIRE_ENVIRONMENT);
    wire_put_int(writer, folders);
    for (guint i = 0; paths[i]; i++) {
        wire_put_bytes(writer, WIRE_TEXT(paths[i]));
        if (access(paths[i], R_OK) == 0)
            continue;
        g_autofree char *text = g_strdup_printf("%s: %s", paths[i], g_strerror(errno));
        session_say(session, true, text);
    }
    wire_end(writer);
}
