#include "engine/session_find.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/json.h"
#include "engine/session_host.h"
#include "engine/session_place.h"

/* A host answers at once, and ends an interpreter that does not listen within seconds. */
enum { PATIENCE_MS = 2000, ENDING_MS = 5000 };

void session_about_free(SessionAbout *about)
{
    g_free(about->id);
    g_free(about->path);
    g_free(about->python);
    g_free(about->state);
    g_free(about);
}

static int64_t memory_of(int64_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/statm", pid);
    g_autofree char *text = NULL;
    long size, resident;
    if (pid <= 0 || !g_file_get_contents(path, &text, NULL, NULL) || sscanf(text, "%ld %ld", &size, &resident) != 2)
        return 0;
    return (int64_t)resident * sysconf(_SC_PAGESIZE);
}

static SessionAbout *about_of(const char *json, size_t length)
{
    g_autoptr(JsonValue) value = json_value_parse(json, (gssize)length, NULL);
    SessionAbout *about = g_new0(SessionAbout, 1);
    about->id = g_strdup(json_value_string(json_value_get(value, "id")));
    about->path = g_strdup(json_value_string(json_value_get(value, "path")));
    about->python = g_strdup(json_value_string(json_value_get(value, "python")));
    about->state = g_strdup(json_value_string(json_value_get(value, "state")));
    about->pid = json_value_integer(json_value_get(value, "pid"), 0);
    about->python_pid = json_value_integer(json_value_get(value, "python_pid"), 0);
    about->started = json_value_integer(json_value_get(value, "started"), 0);
    about->idle_since = json_value_integer(json_value_get(value, "idle_since"), 0);
    about->cells = json_value_integer(json_value_get(value, "cells"), 0);
    about->queued = json_value_integer(json_value_get(value, "queued"), 0);
    about->editor = json_value_bool(json_value_get(value, "editor"), false);
    about->memory = memory_of(about->python_pid);
    return about;
}

static SessionAbout *silent(const char *id)
{
    g_autofree char *text = session_read(id);
    SessionAbout *about = about_of(text ? text : "", text ? strlen(text) : 0);
    g_free(about->state);
    about->state = g_strdup("silent");
    about->id = about->id ? about->id : g_strdup(id);
    about->path = about->path ? about->path : g_strdup("?");
    return about;
}

/* NULL: it has not answered in time; or `*ended`: it hung up. */
static SessionAbout *ask_over(int fd, bool *ended)
{
    HostLink *link = host_link_over(fd);
    SessionAbout *about = NULL;
    WirePacket packet;
    gint64 end = g_get_monotonic_time() + PATIENCE_MS * 1000, left;
    wire_write(host_link_out(link), WIRE_ASK);
    while (!about && (left = (end - g_get_monotonic_time()) / 1000) > 0) {
        struct pollfd wait = {.fd = fd, .events = host_link_wants(link)};
        if (poll(&wait, 1, (int)left) <= 0)
            break;
        bool there = host_link_serve(link);
        if (host_link_next(link, &packet) && packet.type == WIRE_SESSION_IS) {
            WireBytes json = wire_bytes(&packet);
            about = about_of(json.bytes, json.length);
        } else if (!there) {
            *ended = true;
            break;
        }
    }
    host_link_leave(link);
    return about;
}

/* NULL: there is none. */
static SessionAbout *ask(const char *id)
{
    enum { TIMES = 3 };
    SessionAbout *about = NULL;
    bool ended = true; /* a session that ends right then hangs up, and is not there when it is asked again */
    for (int i = 0; !about && ended && i < TIMES; i++) {
        int fd = session_dial_any(id);
        if (fd < 0)
            return NULL;
        ended = false;
        about = ask_over(fd, &ended);
    }
    return about ? about : silent(id);
}

/* Does the file of this session say this path? */
static bool is_called(const char *id, const char *path)
{
    g_autofree char *text = session_read(id);
    g_autoptr(SessionAbout) about = text ? about_of(text, strlen(text)) : NULL;
    return about && g_strcmp0(about->path, path) == 0;
}

char *session_known(const char *path)
{
    char *id = session_id(path);
    g_autofree char *here = session_read(id);
    if (here || *path == '@')
        return id;
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autoptr(GPtrArray) ids = session_ids();
    for (guint i = 0; i < ids->len; i++) {
        if (!is_called(g_ptr_array_index(ids, i), absolute))
            continue;
        g_free(id);
        return g_strdup(g_ptr_array_index(ids, i));
    }
    return id;
}

SessionAbout *session_find(const char *path)
{
    g_autofree char *id = session_known(path);
    return ask(id);
}

static gint by_path(gconstpointer a, gconstpointer b)
{
    return strcmp((*(SessionAbout *const *)a)->path, (*(SessionAbout *const *)b)->path);
}

static void free_about(gpointer about)
{
    session_about_free(about);
}

GPtrArray *session_find_all(void)
{
    g_autoptr(GPtrArray) ids = session_ids();
    GPtrArray *found = g_ptr_array_new_with_free_func(free_about);
    for (guint i = 0; i < ids->len; i++) {
        SessionAbout *about = ask(g_ptr_array_index(ids, i));
        if (about)
            g_ptr_array_add(found, about);
    }
    g_ptr_array_sort(found, by_path);
    return found;
}

bool session_end(const SessionAbout *about)
{
    int fd = session_dial_any(about->id);
    int process = about->pid > 0 ? (int)syscall(SYS_pidfd_open, (pid_t)about->pid, 0) : -1;
    if (fd >= 0) {
        HostLink *link = host_link_over(fd);
        wire_write(host_link_out(link), WIRE_STOP);
        host_link_leave(link);
    }
    struct pollfd wait = {.fd = process, .events = POLLIN};
    bool ended = process < 0 ? fd < 0 : poll(&wait, 1, ENDING_MS) == 1;
    if (!ended && process >= 0) /* the interpreter goes with its host */
        ended = syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0) == 0 && poll(&wait, 1, ENDING_MS) == 1;
    if (process >= 0)
        close(process);
    return ended;
}
