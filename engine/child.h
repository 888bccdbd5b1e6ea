/* A program that is talked to through pipes, and never waited for.
 *
 *     Child *child = child_start((char *[]){"cat", NULL}, "/", &error);
 *     child_send(child, "text", 4);
 *     poll(fds, child_poll(child, fds), -1);
 *     if (!child_serve(child)) ...                    // it has ended
 *     child_received(child)                           // what it has said so far; the caller takes from its front
 *
 * Its errors are not read.  It ends with us.  One thread.
 */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef struct Child Child;

/* The first of the arguments is looked for in PATH. */
Child *child_start(char *const *arguments, const char *directory, GError **error);
void child_free(Child *child); /* ends it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Child, child_free)

/* Given to it as it takes it. */
void child_send(Child *child, const char *bytes, size_t length);
bool child_is_behind(const Child *child); /* it has not taken all yet */
void child_end_input(Child *child); /* nothing more is going to be sent */

/* What to wait for; the descriptors that are -1 are nothing. */
enum { CHILD_FDS = 2 };
void child_poll(const Child *child, struct pollfd fds[CHILD_FDS]);

/* Gives and takes what is possible; false: it says nothing more, or says too much. */
bool child_serve(Child *child);
GString *child_received(Child *child);
