/* The terminal of one run: bytes in, styled lines out.
 *
 *     Console *console = console_new(80, 24);
 *     console_feed(console, "a\rb\n", 4, 0);
 *     StyledText *text = console_text(console); // "b"
 *
 * Whatever a cell prints stays in here: titles, the clipboard, clear-screen, full-screen programs.  What
 * scrolls off the screen is kept, the first lines and the last ones; those in between are counted.  One
 * call costs a bounded amount of work, however many bytes it gets.
 * One thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "notebook/output.h"

typedef struct Console Console;

Console *console_new(int columns, int rows);
void console_free(Console *console);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Console, console_free)

/* `dropped`: so many lines before these were lost on their way. */
void console_feed(Console *console, const char *bytes, size_t length, uint64_t dropped);
void console_resize(Console *console, int columns, int rows);

/* What is to be seen now, or NULL if nothing; the caller unrefs it. */
StyledText *console_text(Console *console);

/* What lines that were printed into a pipe look like, however long they are; NULL if nothing.  The caller unrefs it. */
StyledText *console_text_of(const char *bytes, size_t length);

/* What the terminal answers to questions (where is the cursor?), to be typed back; NULL if nothing.
 * The caller frees it. */
GBytes *console_take_answers(Console *console);
