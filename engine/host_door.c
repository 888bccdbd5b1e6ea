#include "engine/host_door.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "engine/session_place.h"

HostDoor *host_door_new(void)
{
    HostDoor *door = g_new0(HostDoor, 1);
    door->folder = door->file = door->listener = door->watch = -1;
    for (size_t i = 0; i < HOST_GUESTS; i++)
        door->guests[i].fd = -1;
    return door;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void host_guest_close(HostGuest *guest)
{
    close_fd(&guest->fd);
    wire_reader_free(&guest->in);
    wire_writer_free(&guest->out);
    g_free(guest->token);
    *guest = (HostGuest){.fd = -1};
}

/* Only what is ours goes: the file that we hold the lock of, and the socket beside it. */
static void hide(HostDoor *door)
{
    g_autofree char *file = door->id ? session_file(door->id) : NULL, *name = door->id ? session_socket(door->id) : NULL;
    struct stat held, there;
    if (door->file >= 0 && fstat(door->file, &held) == 0 &&
        fstatat(door->folder, file, &there, AT_SYMLINK_NOFOLLOW) == 0 && held.st_ino == there.st_ino) {
        unlinkat(door->folder, name, 0);
        unlinkat(door->folder, file, 0);
    }
    close_fd(&door->watch);
    close_fd(&door->listener);
    close_fd(&door->file);
    close_fd(&door->folder);
    g_clear_pointer(&door->id, g_free);
}

void host_door_free(HostDoor *door)
{
    hide(door);
    for (size_t i = 0; i < HOST_GUESTS; i++)
        host_guest_close(&door->guests[i]);
    g_free(door->path);
    g_free(door);
}

/* The file, locked, with the words in it; -1: another host has it. */
static int claim(int folder, const char *name, const char *about)
{
    struct stat held, there;
    int fd = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    bool ours = flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &held) == 0 &&
                fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 && held.st_ino == there.st_ino;
    if (ours && ftruncate(fd, 0) == 0 && pwrite(fd, about, strlen(about), 0) == (ssize_t)strlen(about))
        return fd;
    close(fd);
    return -1;
}

/* inotify, so that nothing has to be looked at now and then. */
static int watch_folder(int folder)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", folder);
    if (fd >= 0)
        inotify_add_watch(fd, path, IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF);
    return fd;
}

static bool open_in(HostDoor *door, SessionPlace place, const char *about)
{
    door->folder = session_place_open(place, true, NULL);
    g_autofree char *file = session_file(door->id), *name = session_socket(door->id);
    door->file = door->folder < 0 ? -1 : claim(door->folder, file, about);
    if (door->file < 0) {
        close_fd(&door->folder);
        return false;
    }
    unlinkat(door->folder, name, 0); /* of a dead host: the lock is ours */
    door->listener = session_listen(door->folder, name);
    door->watch = watch_folder(door->folder);
    return door->listener >= 0;
}

void host_door_open(HostDoor *door, const char *path, const char *about)
{
    char *copy = g_strdup(path);
    hide(door);
    g_free(door->path);
    door->path = copy;
    for (SessionPlace place = 0; place < SESSION_PLACES; place++) {
        door->id = session_id(path);
        if (open_in(door, place, about))
            return;
        hide(door);
    }
}

void host_door_polls(const HostDoor *door, struct pollfd *polled)
{
    polled[0] = (struct pollfd){door ? door->listener : -1, POLLIN, 0};
    polled[1] = (struct pollfd){door ? door->watch : -1, POLLIN, 0};
    for (size_t i = 0; i < HOST_GUESTS; i++) {
        const HostGuest *guest = door ? &door->guests[i] : NULL;
        bool waits = guest && wire_waiting(&guest->out) > 0;
        polled[2 + i] = (struct pollfd){guest ? guest->fd : -1, (short)(POLLIN | (waits ? POLLOUT : 0)), 0};
    }
}

static void let_in(HostDoor *door)
{
    int fd = accept4(door->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    for (size_t i = 0; i < HOST_GUESTS && session_peer(fd) > 0; i++) {
        if (door->guests[i].fd < 0) {
            door->guests[i].fd = fd;
            return;
        }
    }
    close(fd);
}

/* Other hosts come and go in the folder. */
static bool is_gone(HostDoor *door)
{
    char events[4096];
    while (read(door->watch, events, sizeof events) > 0)
        ;
    g_autofree char *name = session_socket(door->id);
    struct stat there;
    return fstatat(door->folder, name, &there, AT_SYMLINK_NOFOLLOW) != 0;
}

bool host_door_serve(HostDoor *door, const struct pollfd *polled)
{
    if (polled[0].revents && door->listener >= 0)
        let_in(door);
    return polled[1].revents && door->watch >= 0 && is_gone(door);
}
