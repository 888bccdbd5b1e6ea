/* The text of one cell: lines of UTF-8 (or any) bytes, without line ends.
 *
 *     Text *text = text_new("a = 1\nb = 2", -1);
 *     text_replace(text, (TextPos){1, 4}, (TextPos){1, 5}, "3", 1);
 *
 * There is always at least one line.  A text that "ends with a newline" has an empty last line.
 * Bytes are kept as they are, valid UTF-8 or not; a NUL is a byte like any other.
 * Plain data: any thread, but one at a time.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

typedef struct Text Text;

/* A place in a text: line from 0, byte offset in that line (its length means: after the last byte). */
typedef struct {
    size_t line;
    size_t byte;
} TextPos;

/* A borrowed line, NUL-terminated behind `length`; good until the text changes. */
typedef struct {
    const char *bytes;
    size_t length;
} TextLine;

/* `length` -1: up to the NUL. */
Text *text_new(const char *bytes, gssize length);
void text_free(Text *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Text, text_free)

size_t text_line_count(const Text *text);
TextLine text_line(const Text *text, size_t line);

/* Replaces [start, end) by `bytes`, which may hold newlines; returns the end of what was inserted. */
TextPos text_replace(Text *text, TextPos start, TextPos end, const char *bytes, size_t length);

/* How often that was done; and how many lines at the beginning are what they were when it had been done `edits` times:
 * 0 if that is too long ago. */
uint64_t text_edits(const Text *text);
size_t text_same_lines(const Text *text, uint64_t edits);

/* The bytes of [start, end), lines joined by newlines. */
GString *text_slice(const Text *text, TextPos start, TextPos end);

/* All of it, lines joined by newlines; immutable, so it may cross threads.  The caller unrefs it. */
GBytes *text_snapshot(const Text *text);

/* The place after the last byte. */
TextPos text_end(const Text *text);

static inline int text_pos_compare(TextPos a, TextPos b)
{
    if (a.line != b.line)
        return a.line < b.line ? -1 : 1;
    return (a.byte > b.byte) - (a.byte < b.byte);
}
