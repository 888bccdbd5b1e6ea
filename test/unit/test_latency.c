/* Turns on the processor: those of the thread that asked, not of what it starts. */
#include "base/latency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* In nanoseconds; 0: this Linux has none of one's own, or another policy was chosen for the tests. */
static unsigned long long turn(void)
{
    struct sched_attr attributes = {.size = sizeof attributes};
    assert_int_equal(syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0), 0);
    return attributes.sched_policy == SCHED_NORMAL ? attributes.sched_runtime : 0;
}

static void turns_become_short_but_not_of_children(void **state)
{
    unsigned long long usual = turn();
    if (usual == 0)
        skip();
    latency_prefer();
    assert_true(turn() < usual);
    int status = -1;
    pid_t child = fork();
    if (child == 0)
        _exit(turn() == usual ? 0 : 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_become_short_but_not_of_children),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
