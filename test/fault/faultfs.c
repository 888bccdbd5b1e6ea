/* Every function goes straight to the kernel, so that neither the C library nor a sanitizer stands in between.
 * Both names of those with an offset are here: which one a caller means depends on how it was compiled.
 */
#undef _FILE_OFFSET_BITS /* it would make both names one */
#undef _FORTIFY_SOURCE
#include "faultfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static char below[PATH_MAX], switch_file[PATH_MAX], only[256];
static FaultKind kind;
static int fault_number;
static _Atomic int at;
static _Atomic int calls;
static _Atomic bool armed;
static const char *_Atomic met;

void faultfs_arm(const char *folder, int call, FaultKind what, int number)
{
    snprintf(below, sizeof below, "%s/", folder);
    kind = what;
    fault_number = number;
    at = call;
    calls = 0;
    met = NULL;
    armed = true;
}

bool faultfs_disarm(void)
{
    armed = false;
    return met != NULL;
}

const char *faultfs_met(void)
{
    return met ? met : "nothing";
}

__attribute__((constructor)) static void take_orders(void)
{
    const char *folder = getenv("FAULTFS_BELOW"), *file = getenv("FAULTFS_SWITCH"), *number = getenv("FAULTFS_ERRNO");
    if (!folder || !file || !number)
        return;
    const char *names = getenv("FAULTFS_CALLS"), *what = getenv("FAULTFS_KIND");
    FaultKind ordered = !what ? FAULT_STAYS : !strcmp(what, "short") ? FAULT_SHORT : !strcmp(what, "kill") ? FAULT_KILL : FAULT_STORM;
    faultfs_arm(folder, 1, ordered, atoi(number));
    snprintf(switch_file, sizeof switch_file, "%s", file);
    if (names)
        snprintf(only, sizeof only, ",%s,", names);
}

/* --- whether a call is meant ---------------------------------------------------------------------------- */

static bool is_below(const char *path)
{
    size_t length = strlen(below);
    return strncmp(path, below, length) == 0 || (strncmp(path, below, length - 1) == 0 && !path[length - 1]);
}

static bool path_is_meant(int folder, const char *path)
{
    char whole[2 * PATH_MAX], link[64];
    if (!armed || !path)
        return false;
    if (path[0] == '/')
        return is_below(path);
    if (folder == AT_FDCWD)
        snprintf(link, sizeof link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, whole, PATH_MAX);
    if (length <= 0)
        return false;
    snprintf(whole + length, sizeof whole - (size_t)length, "/%s", path);
    return is_below(whole);
}

static bool fd_is_meant(int fd)
{
    char link[64], path[PATH_MAX];
    if (!armed || fd < 0)
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    return is_below(path);
}

typedef enum { PASS, FAIL, HALF, HALF_AND_DIE } Verdict;

static bool is_listed(const char *name)
{
    char words[64];
    snprintf(words, sizeof words, ",%s,", name);
    return strstr(only, words);
}

/* By the orders of the environment. */
static Verdict judge_switched(bool needs, bool writes, const char *name)
{
    if ((*only && !is_listed(name)) || syscall(SYS_faccessat, AT_FDCWD, switch_file, F_OK) != 0)
        return PASS;
    switch (kind) {
    case FAULT_STORM: return ++calls % 2 ? FAIL : PASS;
    case FAULT_SHORT: return writes ? HALF : PASS;
    case FAULT_KILL:
        if (writes)
            return HALF_AND_DIE;
        kill(getpid(), SIGKILL);
        break;
    default: break;
    }
    return needs || *only ? FAIL : PASS;
}

/* `needs`: it cannot be done on a disk that is full, read-only or lost. */
static Verdict judge(bool meant, bool needs, bool writes, const char *name)
{
    if (!meant)
        return PASS;
    if (*switch_file)
        return judge_switched(needs, writes, name);
    int call = ++calls;
    if (call < at || (call > at && (kind != FAULT_STAYS || !needs)))
        return PASS;
    if (call == at)
        met = name;
    switch (kind) {
    case FAULT_ONCE: return FAIL;
    case FAULT_STAYS: return !needs ? PASS : call == at && writes ? HALF : FAIL;
    case FAULT_SHORT: return writes ? HALF : PASS;
    case FAULT_STORM: return FAIL;
    case FAULT_KILL: break;
    }
    if (writes)
        return HALF_AND_DIE;
    kill(getpid(), SIGKILL);
    return FAIL;
}

static int fail(void)
{
    errno = fault_number;
    return -1;
}

/* --- the calls ------------------------------------------------------------------------------------------- */

static int open_it(int folder, const char *path, int flags, mode_t mode)
{
    bool makes = flags & (O_CREAT | O_WRONLY | O_RDWR | O_TRUNC);
    if (judge(path_is_meant(folder, path), makes, false, "open") != PASS)
        return fail();
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define OPEN(name, folder, ...) \
    __attribute__((visibility("default"))) int name(__VA_ARGS__, int flags, ...); \
    int name(__VA_ARGS__, int flags, ...) \
    { \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0; \
        va_end(arguments); \
        return open_it(folder, path, flags, mode); \
    }
OPEN(open, AT_FDCWD, const char *path)
OPEN(open64, AT_FDCWD, const char *path)
OPEN(openat, folder, int folder, const char *path)
OPEN(openat64, folder, int folder, const char *path)

/* What _FORTIFY_SOURCE makes of those with two arguments. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
    return open_it(AT_FDCWD, path, flags, 0);
}
int __open64_2(const char *path, int flags)
{
    return open_it(AT_FDCWD, path, flags, 0);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    Verdict verdict = judge(fd_is_meant(fd), true, true, "write");
    if (verdict == FAIL)
        return fail();
    size_t half = verdict != PASS && size > 1 ? size / 2 : size;
    ssize_t done = syscall(SYS_write, fd, bytes, half);
    if (verdict == HALF_AND_DIE)
        kill(getpid(), SIGKILL);
    return done;
}

/* Only by order: the loops over N are about what is written. */
ssize_t read(int fd, void *bytes, size_t size)
{
    return *only && fd_is_meant(fd) && judge(true, false, false, "read") != PASS ? fail() : syscall(SYS_read, fd, bytes, size);
}

int close(int fd)
{
    Verdict verdict = judge(fd_is_meant(fd), true, false, "close");
    int done = (int)syscall(SYS_close, fd); /* as the kernel does: it is closed all the same */
    return verdict == PASS ? done : fail();
}

#define CALL(name, meant, number, parameters, ...) \
    __attribute__((visibility("default"))) int name parameters; \
    int name parameters \
    { \
        return judge(meant, true, false, #name) == PASS ? (int)syscall(number, __VA_ARGS__) : fail(); \
    }
CALL(fsync, fd_is_meant(fd), SYS_fsync, (int fd), fd)
CALL(fdatasync, fd_is_meant(fd), SYS_fdatasync, (int fd), fd)
CALL(ftruncate, fd_is_meant(fd), SYS_ftruncate, (int fd, off_t size), fd, size)
CALL(ftruncate64, fd_is_meant(fd), SYS_ftruncate, (int fd, off_t size), fd, size)
CALL(fchmod, fd_is_meant(fd), SYS_fchmod, (int fd, mode_t mode), fd, mode)
CALL(fchown, fd_is_meant(fd), SYS_fchown, (int fd, uid_t user, gid_t group), fd, user, group)
CALL(fsetxattr, fd_is_meant(fd), SYS_fsetxattr,
     (int fd, const char *name, const void *value, size_t size, int flags), fd, name, value, size, flags)
CALL(mkdir, path_is_meant(AT_FDCWD, path), SYS_mkdirat, (const char *path, mode_t mode), AT_FDCWD, path, mode)
CALL(rename, path_is_meant(AT_FDCWD, to), SYS_renameat, (const char *from, const char *to), AT_FDCWD, from, AT_FDCWD, to)

/* Room is made by it: a full disk lets it pass, a lost one does not. */
int unlink(const char *path)
{
    bool needs = fault_number != ENOSPC && fault_number != EDQUOT;
    return judge(path_is_meant(AT_FDCWD, path), needs, false, "unlink") == PASS
               ? (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0) : fail();
}

static int allocate(int fd, off_t from, off_t size)
{
    if (judge(fd_is_meant(fd), true, false, "posix_fallocate") != PASS)
        return fault_number;
    return syscall(SYS_fallocate, fd, 0, from, size) < 0 && errno != EOPNOTSUPP ? errno : 0;
}

int posix_fallocate(int fd, off_t from, off_t size)
{
    return allocate(fd, from, size);
}
int posix_fallocate64(int fd, off_t from, off_t size);
int posix_fallocate64(int fd, off_t from, off_t size)
{
    return allocate(fd, from, size);
}
