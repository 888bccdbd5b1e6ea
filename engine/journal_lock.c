#include "engine/journal_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "engine/journal.h"

/* As long as a host waits for an editor; and so often it is asked: it may only just have begun to listen. */
enum { LET_GO_MS = 2000, ASK_EVERY_MS = 20 };
enum { TIME_BYTES = 32 }; /* microseconds since 1970, as text */

struct JournalLock {
    int file;
    int inotify; /* tells when somebody asks; or -1 */
};

/* NULL with errno: it is held, or cannot be. */
static JournalLock *lock_once(const char *file)
{
    int fd = open(file, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return NULL;
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        close(fd);
        errno = EWOULDBLOCK;
        return NULL;
    }
    JournalLock *lock = g_new(JournalLock, 1);
    *lock = (JournalLock){fd, inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    return lock;
}

/* By somebody who still waits: an asker writes what time it is, again and again, and may have died. */
static bool is_asked(int file)
{
    char time[TIME_BYTES] = "";
    ssize_t length = pread(file, time, sizeof time - 1, 0);
    gint64 asked = length > 0 ? g_ascii_strtoll(time, NULL, 10) : 0;
    return ABS(g_get_real_time() - asked) < LET_GO_MS * 1000;
}

static bool ask(int file)
{
    char time[TIME_BYTES];
    int length = g_snprintf(time, sizeof time, "%" G_GINT64_FORMAT "\n", g_get_real_time());
    return pwrite(file, time, (size_t)length, 0) == length;
}

/* It is not asked any more, of whoever held it. */
static void answer(int file)
{
    if (ftruncate(file, 0) < 0)
        return; /* who locks it next says so again */
}

static JournalLock *settle(JournalLock *lock, const char *file, GError **error)
{
    if (lock) {
        answer(lock->file);
        if (lock->inotify >= 0)
            inotify_add_watch(lock->inotify, file, IN_MODIFY);
    } else if (errno == EWOULDBLOCK) {
        g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_LOCKED,
                            "another tarn has this notebook open: what is typed here is kept by no journal");
    } else {
        g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_DISK, "%s (%s)", g_strerror(errno), file); /* why first: it is long */
    }
    return lock;
}

/* Twice: who only asks whether it is held has it for a moment. */
JournalLock *journal_lock_new(const char *file, GError **error)
{
    JournalLock *lock = lock_once(file);
    if (!lock && errno == EWOULDBLOCK) {
        g_usleep(ASK_EVERY_MS * 1000 / 4);
        lock = lock_once(file);
    }
    return settle(lock, file, error);
}

JournalLock *journal_lock_take(const char *file, GError **error)
{
    gint64 end = g_get_monotonic_time() + LET_GO_MS * 1000;
    JournalLock *lock = lock_once(file);
    int asked = lock || errno != EWOULDBLOCK ? -1 : open(file, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    while (!lock && asked >= 0 && g_get_monotonic_time() < end) {
        if (!ask(asked))
            break;
        g_usleep(ASK_EVERY_MS * 1000);
        lock = lock_once(file);
    }
    if (asked >= 0 && !lock) { /* one that is stopped shall not let go when nobody waits any more */
        answer(asked);
        errno = EWOULDBLOCK;
    }
    int why = errno;
    if (asked >= 0)
        close(asked);
    errno = why;
    return settle(lock, file, error);
}

void journal_lock_free(JournalLock *lock)
{
    if (!lock)
        return;
    if (lock->inotify >= 0)
        close(lock->inotify);
    close(lock->file);
    g_free(lock);
}

int journal_lock_fd(const JournalLock *lock)
{
    return lock->inotify;
}

bool journal_lock_is_asked(JournalLock *lock)
{
    char bytes[4096];
    bool heard = false;
    while (lock->inotify >= 0 && read(lock->inotify, bytes, sizeof bytes) > 0)
        heard = true;
    return heard && is_asked(lock->file);
}

bool journal_lock_is_held(const char *file)
{
    int fd = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
    if (fd >= 0)
        close(fd);
    return held;
}
