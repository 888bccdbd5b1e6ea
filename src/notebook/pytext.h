/* Strings as Python's str sees them: its white space, its line ends, its slices.
 *
 * marimo cuts cells out of a file with str.strip, str.splitlines and slices; to keep the same bytes we
 * must agree with those to the character.  All texts here are valid UTF-8, given as bytes and a length.
 * Any thread; nothing fails.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* A borrowed piece of a text. */
typedef struct {
    const char *bytes;
    size_t length;
} PySlice;

/* str.isspace of one character. */
bool pytext_is_space(gunichar character);

/* str.strip, str.lstrip, str.rstrip. */
PySlice pytext_strip(PySlice text);
PySlice pytext_lstrip(PySlice text);
PySlice pytext_rstrip(PySlice text);

static inline bool pytext_is_blank(PySlice text)
{
    return pytext_lstrip(text).length == 0;
}

/* len(text), and the byte offset of text[characters:] (at most the length). */
size_t pytext_characters(PySlice text);
size_t pytext_offset(PySlice text, size_t characters);

/* The next line of str.splitlines(keepends=True), or false at the end; `rest` is what is left. */
bool pytext_next_line(PySlice *rest, PySlice *line);

/* textwrap.indent(text, "    "), appended to `out`. */
void pytext_append_indented(GString *out, PySlice text);

/* A copy of any bytes in which what is not UTF-8 became U+FFFD, as bytes.decode(errors="replace") has it;
 * `replaced` tells whether there was any.  The caller frees it. */
GString *pytext_decode(const char *bytes, size_t size, bool *replaced);
