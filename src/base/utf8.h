/* Characters in lines of bytes: what a person would call one, how wide it is, what class it has.
 *
 *     for (size_t at = 0; at < length; at = utf8_next(bytes, length, at))
 *         draw(bytes + at, utf8_next(bytes, length, at) - at);      // one glyph after the other
 *
 * A *character* here is a grapheme cluster (UAX 29): a letter with its accents, an emoji with its
 * joiners.  A byte that is not UTF-8 is a character of its own, shown as <ff>; bytes are never changed.
 * Lines hold no newlines.  Classes and case are those of Vim (`:help word`, 'iskeyword' as it ships).
 * Pure functions of any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

/* One code point.  An invalid byte has `valid` false, itself as code, and length 1; at the end of the
 * bytes the length is 0. */
typedef struct {
    uint32_t code;
    uint8_t length;
    bool valid;
} Utf8Char;

Utf8Char utf8_decode(const char *bytes, size_t length);

/* Writes 1 to 4 bytes and returns how many. */
size_t utf8_encode(uint32_t code, char bytes[4]);

/* The byte behind the character that begins at `at` (at the end: the end). */
size_t utf8_next(const char *bytes, size_t length, size_t at);

/* The first byte of the character before `at` (at 0: 0). */
size_t utf8_previous(const char *bytes, size_t length, size_t at);

/* The first byte of the character that holds byte `at`; `length` if at the end. */
size_t utf8_start(const char *bytes, size_t length, size_t at);

/* How many characters. */
size_t utf8_count(const char *bytes, size_t length);

/* --- columns of the screen ----------------------------------------------------------------------- */

typedef struct {
    unsigned tab_stop;   /* 0 means 8 */
    bool ambiguous_wide; /* East Asian "ambiguous" characters take two columns */
} Utf8Display;

/* Columns that one character takes if it begins at `column` (which matters for tabs alone).  Control
 * characters are shown as ^X, others that cannot be drawn as <200b>. */
size_t utf8_width(const char *bytes, size_t length, size_t column, const Utf8Display *display);

/* The column at which the character holding byte `at` begins; at the end of the line: behind it. */
size_t utf8_column(const char *line, size_t length, size_t at, const Utf8Display *display);

/* The first byte of the character that covers a column; `length` if the line is shorter. */
size_t utf8_byte_at(const char *line, size_t length, size_t column, const Utf8Display *display);

/* What to draw instead of a character that cannot be drawn itself ("^A", "<ff>", "<200b>"): writes it
 * with a NUL and returns true.  A tab is none of them. */
bool utf8_substitute(const char *bytes, size_t length, char text[16]);

/* --- classes ------------------------------------------------------------------------------------- */

enum { UTF8_BLANK = 0, UTF8_PUNCTUATION = 1, UTF8_WORD = 2, UTF8_EMOJI = 3 };

/* One of the above, or for scripts without spaces a number of their own (0x3040 Hiragana, 0x4e00 Han...):
 * two neighbours belong to the same word if their classes are equal and not UTF8_BLANK. */
uint32_t utf8_class(uint32_t code);

/* Whether `\k`, `*` and `\<` take it for a part of a word: any class from UTF8_WORD up. */
bool utf8_is_word(uint32_t code);

bool utf8_is_upper(uint32_t code);
bool utf8_is_lower(uint32_t code);
uint32_t utf8_to_upper(uint32_t code);
uint32_t utf8_to_lower(uint32_t code);

/* --- whole texts --------------------------------------------------------------------------------- */

typedef enum { UTF8_UPPER, UTF8_LOWER, UTF8_TOGGLE } Utf8Case;

/* With the case changed, code point by code point; invalid bytes stay.  The caller frees it. */
GString *utf8_change_case(const char *bytes, size_t length, Utf8Case how);

/* For a terminal that must not take it for orders: control characters as \x1b, those that turn the direction of writing
 * around as \u202e, bytes that are not UTF-8 as \xff.  The caller frees it. */
char *utf8_printable(const char *text);

/* Normal form KC, as Python has it for identifiers; of bytes that are not UTF-8, a copy. */
char *utf8_nfkc(const char *bytes, size_t length);
