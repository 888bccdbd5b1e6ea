#include "engine/session_place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/files.h"

enum { ID_DIGITS = 12 };

/* A folder of states may be shared by several machines; sockets are not. */
static char *name_in(SessionPlace place)
{
    return place == SESSION_PLACE_RUNTIME ? g_strdup("sessions") : g_strdup_printf("sessions@%s", g_get_host_name());
}

static int refuse(int fd, const char *path, const char *why, GError **error)
{
    g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_FAILED, "%s: %s", path, why);
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Opens a folder, and then looks whether it is ours alone: what a name leads to may change meanwhile. */
static int open_private(int above, const char *path, GError **error)
{
    struct stat status;
    int fd = openat(above, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        return refuse(fd, path, g_strerror(errno), error);
    if (status.st_uid != geteuid() || (status.st_mode & 077) != 0)
        return refuse(fd, path, "is not a private folder of this user", error);
    return fd;
}

int session_place_open(SessionPlace place, bool make, GError **error)
{
    FolderKind kind = place == SESSION_PLACE_RUNTIME ? FOLDER_RUNTIME : FOLDER_STATE;
    g_autofree char *path = make ? folder_make(kind, error) : folder_path(kind);
    int above = path ? open_private(AT_FDCWD, path, error) : -1;
    if (above < 0)
        return -1;
    g_autofree char *name = name_in(place);
    if (make && mkdirat(above, name, 0700) != 0 && errno != EEXIST)
        return refuse(above, path, g_strerror(errno), error);
    int folder = open_private(above, name, error);
    close(above);
    return folder;
}

/* Of a file that is not there yet, what it will be. */
static char *real_path(const char *path)
{
    char *real = *path == '@' ? g_strdup(path) : realpath(path, NULL);
    if (real)
        return real;
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *folder = g_path_get_dirname(absolute), *name = g_path_get_basename(absolute);
    g_autofree char *above = realpath(folder, NULL);
    return g_build_filename(above ? above : folder, name, NULL);
}

char *session_id(const char *path)
{
    g_autofree char *real = real_path(path);
    char *id = g_compute_checksum_for_string(G_CHECKSUM_SHA256, real, -1);
    id[ID_DIGITS] = '\0';
    return id;
}

char *session_file(const char *id)
{
    return g_strconcat(id, ".session", NULL);
}

char *session_socket(const char *id)
{
    return g_strconcat(id, ".sock", NULL);
}

pid_t session_peer(int fd)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    bool known = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0;
    return known && peer.uid == geteuid() ? peer.pid : 0;
}

/* The name of a socket in the folder, however long the folder's own is. */
static struct sockaddr_un address_of(int folder, const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", folder, name);
    return address;
}

int session_listen(int folder, const char *name)
{
    struct sockaddr_un address = address_of(folder, name);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && fchmodat(folder, name, 0600, 0) == 0 &&
        listen(fd, 8) == 0)
        return fd;
    int problem = errno;
    close(fd);
    errno = problem;
    return -1;
}

/* Nobody listens; if nobody holds the lock either the host is dead. */
static void bury(int folder, const char *id)
{
    g_autofree char *file = session_file(id), *name = session_socket(id);
    int fd = openat(folder, file, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        unlinkat(folder, name, 0);
        unlinkat(folder, file, 0);
    }
    if (fd >= 0)
        close(fd);
}

int session_dial(int folder, const char *id)
{
    g_autofree char *name = session_socket(id);
    struct sockaddr_un address = address_of(folder, name);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    int problem = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
    if (problem == 0 && session_peer(fd) > 0)
        return fd;
    close(fd);
    if (problem == ECONNREFUSED || problem == ENOENT)
        bury(folder, id);
    errno = problem ? problem : EPERM;
    return -1;
}

int session_dial_any(const char *id)
{
    int fd = -1;
    for (SessionPlace place = 0; place < SESSION_PLACES && fd < 0; place++) {
        int folder = session_place_open(place, false, NULL);
        if (folder < 0)
            continue;
        fd = session_dial(folder, id);
        close(folder);
    }
    return fd;
}

char *session_read(const char *id)
{
    char *text = NULL;
    g_autofree char *name = session_file(id);
    for (SessionPlace place = 0; place < SESSION_PLACES && !text; place++) {
        int folder = session_place_open(place, false, NULL);
        int fd = folder < 0 ? -1 : openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        g_autoptr(GBytes) bytes = fd < 0 ? NULL : file_read_descriptor(fd, name, NULL);
        if (bytes)
            text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        if (fd >= 0)
            close(fd);
        if (folder >= 0)
            close(folder);
    }
    return text;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_place(SessionPlace place, GPtrArray *ids)
{
    int folder = session_place_open(place, false, NULL);
    DIR *names = folder < 0 ? NULL : fdopendir(folder);
    if (!names) {
        if (folder >= 0)
            close(folder);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(names));) {
        if (g_str_has_suffix(entry->d_name, ".session"))
            g_ptr_array_add(ids, g_strndup(entry->d_name, strlen(entry->d_name) - strlen(".session")));
    }
    closedir(names);
}

GPtrArray *session_ids(void)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    for (SessionPlace place = 0; place < SESSION_PLACES; place++)
        list_place(place, ids);
    g_ptr_array_sort(ids, by_name);
    return ids;
}
