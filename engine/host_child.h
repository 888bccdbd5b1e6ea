/* The interpreter as a process: started on a terminal or on pipes, signalled, ended. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

typedef struct {
    pid_t pid;   /* 0: none runs */
    int kernel;  /* our end of the socket to the kernel, or -1 */
    int control; /* our end of the socket for checkpoints, or -1 */
    int console; /* master of the terminal, or the pipe from standard output, or -1 */
    bool pipes;
    struct termios modes; /* of the terminal at the start */
    int64_t ooms; /* the system's count of processes killed for memory when it was started */
} HostChild;

typedef struct {
    const char *python;
    int columns, rows;
    bool pipes; /* standard input and error ours, output a pipe */
} HostChildOptions;

/* Starts the interpreter with the kernel in it, in a session of its own.  Both descriptors do not block.
 * False, with errno, if there can be no process; a program that cannot be executed ends with status 127. */
bool host_child_start(HostChild *child, const HostChildOptions *options);

/* Another process is the interpreter now, with these descriptors, which do not block; those before are closed. */
void host_child_replace(HostChild *child, pid_t pid, int kernel, int control, int console);

/* Gives the terminal the modes it had at the start: a run that left it raw, or without echo, is over. */
void host_child_reset_terminal(const HostChild *child);

void host_child_resize(const HostChild *child, int columns, int rows);

/* What ^C would do (level 1): SIGINT for the foreground of its terminal.  2: SIGTERM, 3: SIGKILL for its group. */
void host_child_interrupt(const HostChild *child, int level);

/* Has it ended?  Then its wait status, and what that means for a person, to be freed; on a terminal, what is left of
 * its process group is ended, too. */
bool host_child_reap(HostChild *child, int *status, char **what);

/* Closes the descriptors. */
void host_child_close(HostChild *child);
