/* Vim's regular expressions (`:help pattern`), matched by pcre2.
 *
 *     g_autoptr(Regex) regex = regex_new("\\<for\\>", REGEX_SMART_CASE, NULL, &error);
 *     RegexMatch match;
 *     if (regex_match(regex, line, length, from, &match, &error))
 *         use(match.start[0], match.end[0]);
 *
 * A subject is one line, or several joined by newlines: `^` and `$` match at each of them.  A pattern
 * that can match a line break (`\n`, `\_s`...) says so, and should be given its following lines.
 * A pattern that would try for ever fails with REGEX_ERROR_LIMIT after about a second.
 * Not there: \%V \%# \%23l and other places, composing characters apart from their base, look-behind
 * of a length that varies.
 * A Regex is used by one thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef struct Regex Regex;

enum {
    REGEX_IGNORE_CASE = 1,
    REGEX_SMART_CASE = 2, /* with REGEX_IGNORE_CASE: not if the pattern has an upper-case letter */
};

/* `tilde` is what `~` stands for, the last replacement, or NULL. */
Regex *regex_new(const char *pattern, int flags, const char *tilde, GError **error);
void regex_free(Regex *regex);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Regex, regex_free)

/* Whether a match may reach over a line break. */
bool regex_spans_lines(const Regex *regex);

enum { REGEX_GROUPS = 10 };

/* The whole match (\zs to \ze) and \1 to \9, as bytes of the subject; a group that took no part has
 * SIZE_MAX in both. */
typedef struct {
    size_t start[REGEX_GROUPS];
    size_t end[REGEX_GROUPS];
} RegexMatch;

/* The first match that is tried at byte `at` or later.  False without an error: there is none. */
bool regex_match(Regex *regex, const char *subject, size_t length, size_t at, RegexMatch *match, GError **error);

#define REGEX_ERROR (regex_error_quark())
GQuark regex_error_quark(void);
enum {
    REGEX_ERROR_SYNTAX, /* the pattern; the message has Vim's number if Vim has the same */
    REGEX_ERROR_LIMIT,  /* matching took too long or too much memory */
};
