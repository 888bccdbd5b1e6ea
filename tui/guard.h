/* A process that puts the terminal right when we cannot: after SIGKILL, a crash, an abort.
 *
 * It sleeps on a pipe whose other end only we hold.  When that end closes without a farewell, we are
 * dead: it writes the bytes that leave the screen and, if the terminal is still in our raw mode, sets the
 * modes it had before us.  It is in a session of its own, so no signal of the terminal reaches it.
 */
#pragma once

#include <termios.h>

#include <glib.h>

typedef struct Guard Guard;

/* The first of the `farewells` leaves the screen, until another is chosen; `before` are the modes to set if `ours` are in
 * force.  NULL if no process can be had: then there is no guard. */
Guard *guard_new(int terminal, char *const *farewells, const struct termios *before, const struct termios *ours);

/* Another of the farewells is right from now on: at most the 9th. */
void guard_choose(Guard *guard, unsigned index);

/* All is well: the guard goes without doing anything. */
void guard_free(Guard *guard);
