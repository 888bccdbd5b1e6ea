/* How well a text fits to what a person typed of it: "spcl" to "split-cell".
 *
 *     int score = fuzzy_score("spcl", "split-cell", 10, NULL);   // the higher the better; FUZZY_NONE: not at all
 *
 * Every word that was typed has to be a subsequence of the text; letters that begin a word of the text, and letters
 * that follow one another, count more.  Small letters stand for capitals, too, unless a capital was typed (letters of
 * ASCII alone).  Only the first FUZZY_TEXT bytes of a text are looked at.  Pure; any thread.
 */
#pragma once

#include <limits.h>
#include <stddef.h>

#include <glib.h>

enum { FUZZY_NONE = INT_MIN, FUZZY_TEXT = 256 };

/* `places`: of size_t, gets the bytes that fit, in no order; or NULL. */
int fuzzy_score(const char *typed, const char *text, size_t length, GArray *places);
