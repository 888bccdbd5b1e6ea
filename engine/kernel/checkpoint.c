/* Checkpoints: a copy of the interpreter that sleeps until the one that runs has died.
 *
 * The copy is a fork of a fork, so that it is a child of the host and none that a cell could wait for.  It lies in a
 * session of its own, where no signal for the kernel reaches it, with all signals blocked, and blocks in recvmsg() on
 * a socket whose other end the host has: the end of that is the end of the copy, and a message with two descriptors
 * (packets, control) wakes it.  No Python runs in it until then.
 *
 * What a fork does not survive is looked for before; threads are seen after it: libraries that can be forked end theirs
 * for that (OpenBLAS does), and any that is left then would be missing in the copy.
 */
#include "engine/kernel/kernel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WHY_BYTES = 200, PATIENCE_MS = 2000, LOW_DESCRIPTORS = 20 };

typedef struct {
    int fd;
    off_t offset;
} Offset;

typedef struct {
    Kernel *kernel;
    pid_t host;
    int wake[2]; /* the host's end, the copy's */
    int told[2]; /* a pipe to the kernel: the pid of the copy, and a byte when it sleeps */
    sigset_t mask;
    PyObject *random; /* what the module knows, which sows anew in a fork; or NULL */
    Offset *offsets;  /* of files that are read: both processes share them */
    size_t offset_count;
    char why[WHY_BYTES];
} Checkpoint;

static void pause_ms(int milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    nanosleep(&time, NULL);
}

static bool refuse(Checkpoint *checkpoint, const char *what, const char *name)
{
    snprintf(checkpoint->why, sizeof checkpoint->why, "%s%s%.120s", what, name ? ": " : "", name ? name : "");
    return false;
}

/* --- what a fork does not survive ---------------------------------------------------------------------------- */

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_device_fit(Checkpoint *checkpoint, const char *path)
{
    static const char *const GPUS[] = {"/dev/nvidia", "/dev/dri/", "/dev/kfd", "/dev/accel"};
    static const char *const PLAIN[] = {"/dev/pts/", "/dev/tty", "/dev/null", "/dev/zero", "/dev/full", "/dev/random",
                                        "/dev/urandom", "/dev/ptmx"};
    for (size_t i = 0; i < sizeof GPUS / sizeof *GPUS; i++) {
        if (begins(path, GPUS[i]))
            return refuse(checkpoint, "the context of a GPU", path);
    }
    for (size_t i = 0; i < sizeof PLAIN / sizeof *PLAIN; i++) {
        if (begins(path, PLAIN[i]))
            return true;
    }
    return refuse(checkpoint, "a device", path);
}

static bool note_offset(Checkpoint *checkpoint, int fd)
{
    Offset *more = realloc(checkpoint->offsets, (checkpoint->offset_count + 1) * sizeof *more);
    if (!more)
        return refuse(checkpoint, "no memory", NULL);
    checkpoint->offsets = more;
    more[checkpoint->offset_count++] = (Offset){fd, lseek(fd, 0, SEEK_CUR)};
    return true;
}

/* What is appended to is the same file for both; what is written elsewhere would be written twice. */
static bool is_file_fit(Checkpoint *checkpoint, int fd, const char *path)
{
    int flags = fcntl(fd, F_GETFL);
    if ((flags & O_ACCMODE) != O_RDONLY && !((flags & O_ACCMODE) == O_WRONLY && flags & O_APPEND))
        return refuse(checkpoint, "a file that is open to be written", path);
    return note_offset(checkpoint, fd);
}

static bool is_descriptor_fit(Checkpoint *checkpoint, int fd, const char *path)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return true;
    switch (status.st_mode & S_IFMT) {
    case S_IFSOCK:
        return refuse(checkpoint, "a socket", NULL);
    case S_IFIFO:
        return refuse(checkpoint, "a pipe to another process", NULL);
    case S_IFCHR:
        return is_device_fit(checkpoint, path);
    case S_IFREG:
        return is_file_fit(checkpoint, fd, path);
    case S_IFDIR:
        return true;
    default:
        return refuse(checkpoint, "a queue of events", path);
    }
}

static bool are_descriptors_fit(Checkpoint *checkpoint)
{
    const Kernel *kernel = checkpoint->kernel;
    DIR *folder = opendir("/proc/self/fd");
    if (!folder)
        return refuse(checkpoint, "/proc is not there to look at", NULL);
    bool fit = true;
    for (const struct dirent *entry; fit && (entry = readdir(folder));) {
        char link[64], path[256];
        int fd = atoi(entry->d_name);
        if (entry->d_name[0] == '.' || fd == dirfd(folder) || fd == kernel->fd || fd == kernel->control)
            continue;
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, path, sizeof path - 1);
        path[length > 0 ? length : 0] = '\0';
        fit = is_descriptor_fit(checkpoint, fd, path);
    }
    closedir(folder);
    return fit;
}

/* Both processes would write there. */
static bool is_memory_fit(Checkpoint *checkpoint)
{
    char line[512];
    bool fit = true;
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps && fit && fgets(line, sizeof line, maps)) {
        const char *mode = strchr(line, ' '), *path = strchr(line, '/');
        line[strcspn(line, "\n")] = '\0';
        if (mode && begins(mode + 1, "rw-s"))
            fit = refuse(checkpoint, "memory that is shared", path ? path : "anonymous");
    }
    if (maps)
        fclose(maps);
    return maps && fit;
}

static bool has_children(void)
{
    char path[64], digits[32];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "re");
    bool some = file && fgets(digits, sizeof digits, file);
    if (file)
        fclose(file);
    return some;
}

static int count_threads(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/task");
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        count += entry->d_name[0] != '.';
    if (folder)
        closedir(folder);
    return count;
}

/* Threads that run Python never end for a fork. */
static bool has_python_threads(void)
{
    PyObject *sys = PyImport_ImportModule("sys");
    PyObject *frames = sys ? PyObject_CallMethod(sys, "_current_frames", NULL) : NULL;
    bool several = frames && PyDict_Size(frames) > 1;
    Py_XDECREF(frames);
    Py_XDECREF(sys);
    PyErr_Clear();
    return several;
}

static bool is_fit(Checkpoint *checkpoint)
{
    if (checkpoint->kernel->control < 0)
        return refuse(checkpoint, "nobody would keep it", NULL);
    if (count_threads() > 1 && has_python_threads())
        return refuse(checkpoint, "threads", NULL);
    if (has_children())
        return refuse(checkpoint, "a process that it started", NULL);
    return are_descriptors_fit(checkpoint) && is_memory_fit(checkpoint);
}

/* --- the copy ------------------------------------------------------------------------------------------------ */

/* Until the process between is gone, its end would be taken for that of the host. */
static void stay_with_host(pid_t host)
{
    for (int waited = 0; getppid() != host && waited < PATIENCE_MS; waited++)
        pause_ms(1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != host)
        _exit(1);
}

static int move_up(int fd)
{
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, LOW_DESCRIPTORS);
    close(fd);
    return moved;
}

/* Two descriptors; ends with the other end. */
static void receive(int socket, int fds[2])
{
    union {
        char bytes[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr align;
    } control;
    for (;;) {
        char byte;
        struct iovec part = {&byte, 1};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                                 .msg_controllen = sizeof control.bytes};
        ssize_t count = recvmsg(socket, &message, 0);
        if (count < 0 && errno == EINTR)
            continue;
        const struct cmsghdr *header = count > 0 ? CMSG_FIRSTHDR(&message) : NULL;
        if (!header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(2 * sizeof(int)))
            _exit(0);
        memcpy(fds, CMSG_DATA(header), 2 * sizeof(int));
        return;
    }
}

/* The terminal was that of the dead kernel's session, and may be so for another moment. */
static void take_terminal(int console)
{
    if (!isatty(console))
        return;
    for (int waited = 0; ioctl(console, TIOCSCTTY, 0) != 0 && waited < PATIENCE_MS; waited++)
        pause_ms(1);
    tcsetpgrp(console, getpid());
}

static void set_random(PyObject *state)
{
    PyObject *module = state ? PyImport_ImportModule("random") : NULL;
    PyObject *done = module ? PyObject_CallMethod(module, "setstate", "(O)", state) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(module);
    PyErr_Clear();
}

static void become_kernel(Checkpoint *checkpoint, const int fds[2])
{
    Kernel *kernel = checkpoint->kernel;
    kernel->fd = move_up(fds[0]);
    kernel->control = move_up(fds[1]);
    kernel->pid = getpid();
    wire_reader_free(&kernel->in); /* what follows in it was the other one's to do */
    kernel->in = (WireReader){0};
    wire_writer_free(&kernel->out);
    kernel->out = (WireWriter){0};
    take_terminal(kernel->console);
    for (size_t i = 0; i < checkpoint->offset_count; i++)
        lseek(checkpoint->offsets[i].fd, checkpoint->offsets[i].offset, SEEK_SET);
    PyOS_AfterFork_Child();
    set_random(checkpoint->random);
    pthread_sigmask(SIG_SETMASK, &checkpoint->mask, NULL);
}

static void sleep_as_copy(Checkpoint *checkpoint)
{
    int fds[2];
    char name[16] = "", ready = 1;
    setsid();
    close(checkpoint->kernel->fd);
    close(checkpoint->kernel->control);
    close(checkpoint->wake[0]);
    close(checkpoint->told[0]);
    stay_with_host(checkpoint->host);
    prctl(PR_GET_NAME, name);
    prctl(PR_SET_NAME, "tarn checkpoint");
    if (write(checkpoint->told[1], &ready, 1) != 1)
        _exit(1);
    close(checkpoint->told[1]);
    receive(checkpoint->wake[1], fds);
    close(checkpoint->wake[1]);
    prctl(PR_SET_NAME, name);
    become_kernel(checkpoint, fds);
}

/* --- the kernel that runs on --------------------------------------------------------------------------------- */

static bool read_all(int fd, void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        ssize_t count = poll(&wait, 1, 2 * PATIENCE_MS) > 0 ? read(fd, (char *)bytes + at, size - at) : 0;
        if (count <= 0)
            return false;
        at += (size_t)count;
    }
    return true;
}

/* Those that ended for the fork may take a moment. */
static bool is_alone(void)
{
    for (int waited = 0; count_threads() > 1; waited++) {
        if (waited == 20)
            return false;
        pause_ms(1);
    }
    return true;
}

/* The pid of the copy, which sleeps; 0: there is none. */
static pid_t await_copy(Checkpoint *checkpoint, pid_t between)
{
    pid_t copy = 0;
    char ready;
    bool alone = is_alone(), there = read_all(checkpoint->told[0], &copy, sizeof copy) && copy > 0;
    while (waitpid(between, NULL, 0) < 0 && errno == EINTR)
        ;
    if (there && alone && read_all(checkpoint->told[0], &ready, 1))
        return copy;
    if (there)
        kill(copy, SIGKILL);
    refuse(checkpoint, alone ? "the system has no room for a copy" : "threads", NULL);
    return 0;
}

static bool is_pending(int number)
{
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, number);
}

/* In the copy it returns as that, when it is woken, with 0 and no reason. */
static pid_t make_copy(Checkpoint *checkpoint)
{
    sigset_t all, child;
    sigfillset(&all);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    fflush(stdout);
    fflush(stderr);
    bool pending = is_pending(SIGCHLD);
    pthread_sigmask(SIG_SETMASK, &all, &checkpoint->mask);
    PyOS_BeforeFork();
    pid_t between = fork();
    if (between == 0) {
        pid_t copy = fork();
        if (copy != 0)
            _exit(write(checkpoint->told[1], &copy, sizeof copy) != sizeof copy);
        sleep_as_copy(checkpoint);
        return 0;
    }
    PyOS_AfterFork_Parent();
    close(checkpoint->told[1]);
    checkpoint->told[1] = -1;
    pid_t copy = between > 0 ? await_copy(checkpoint, between) : 0;
    if (between < 0)
        refuse(checkpoint, "no fork", strerror(errno));
    if (!pending && is_pending(SIGCHLD)) /* of the process between: no cell's business */
        sigtimedwait(&child, NULL, &(struct timespec){0});
    pthread_sigmask(SIG_SETMASK, &checkpoint->mask, NULL);
    return copy;
}

/* To the host: who sleeps, with the descriptor that wakes it; or 0 and why nobody does. */
static void tell(const Checkpoint *checkpoint, pid_t copy)
{
    struct {
        int32_t pid;
        char why[WHY_BYTES];
    } told = {.pid = copy};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    memcpy(told.why, checkpoint->why, sizeof told.why);
    struct iovec part = {&told, sizeof told};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (copy > 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &checkpoint->wake[0], sizeof(int));
    }
    while (sendmsg(checkpoint->kernel->control, &message, MSG_NOSIGNAL) < 0 && errno == EINTR)
        ;
}

static PyObject *random_state(void)
{
    PyObject *name = PyUnicode_FromString("random");
    PyObject *module = name ? PyImport_GetModule(name) : NULL;
    PyObject *state = module ? PyObject_CallMethod(module, "getstate", NULL) : NULL;
    Py_XDECREF(module);
    Py_XDECREF(name);
    PyErr_Clear();
    return state;
}

static void close_all(const Checkpoint *checkpoint)
{
    const int fds[] = {checkpoint->wake[0], checkpoint->wake[1], checkpoint->told[0], checkpoint->told[1]};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++) {
        if (fds[i] >= 0)
            close(fds[i]);
    }
}

void kernel_checkpoint(Kernel *kernel, WirePacket *packet)
{
    Checkpoint checkpoint = {.kernel = kernel, .host = getppid(), .wake = {-1, -1}, .told = {-1, -1}};
    pid_t copy = 0;
    if (is_fit(&checkpoint)) {
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, checkpoint.wake) != 0 ||
            pipe2(checkpoint.told, O_CLOEXEC) != 0)
            refuse(&checkpoint, "no descriptors", strerror(errno));
        else
            copy = (checkpoint.random = random_state(), make_copy(&checkpoint));
    }
    Py_XDECREF(checkpoint.random);
    free(checkpoint.offsets);
    if (getpid() != kernel->pid)
        _exit(1);
    if (copy == 0 && !*checkpoint.why) { /* woken */
        kernel_say_ready(kernel);
        return;
    }
    if (kernel->control >= 0)
        tell(&checkpoint, copy);
    close_all(&checkpoint);
}
