/* What a program prints, made safe for libvterm: bytes in, in any pieces, and a text that it can be given.
 *
 *     ConsoleFilter *filter = console_filter_new();
 *     g_autoptr(GString) clean = console_filter(filter, bytes, length);
 *     vterm_input_write(terminal, clean->str, clean->len);
 *
 * A cell may print anything, and libvterm 0.1.4 trusts what it reads: control sequences of more than sixteen
 * parameters, cursors restored after the screen shrank, margins, characters of no width all make it write outside of
 * its memory.  So it sees whole sequences only, and only those that are known to be sound.  One thread at a time.
 */
#pragma once

#include <stddef.h>

#include <glib.h>

typedef struct ConsoleFilter ConsoleFilter;

ConsoleFilter *console_filter_new(void);
void console_filter_free(ConsoleFilter *filter);

/* What has an end is given, what has none yet is kept for the next piece.  The caller frees it. */
GString *console_filter(ConsoleFilter *filter, const char *bytes, size_t length);
