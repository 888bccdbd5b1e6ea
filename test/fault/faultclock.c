/* A clock that jumps: while the file FAULTFS_SWITCH exists, the time of day is FAULTFS_SHIFT seconds off.  What counts
 * seconds since the start (CLOCK_MONOTONIC) goes on as it does in a machine whose clock is set.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>

/* What is called by a sanitizer before the environment can be read must not look for it there. */
static const char *switch_file;
static long shift;

__attribute__((constructor)) static void take_orders(void)
{
    const char *file = getenv("FAULTFS_SWITCH"), *seconds = getenv("FAULTFS_SHIFT");
    if (!file || !seconds)
        return;
    shift = atol(seconds);
    switch_file = file;
}

static long jumped(void)
{
    return switch_file && syscall(SYS_faccessat, AT_FDCWD, switch_file, F_OK) == 0 ? shift : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int done = (int)syscall(SYS_clock_gettime, clock, now);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += jumped();
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    int done = (int)syscall(SYS_gettimeofday, now, zone);
    if (done == 0)
        now->tv_sec += jumped();
    return done;
}

time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}
