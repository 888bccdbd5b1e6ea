/* The right side of `:s` (`:help sub-replace-special`): & \0-\9 \n \r \t \u \U \l \L \e \E ~.
 *
 * Pure functions of any thread.  `\=` is the caller's affair.
 */
#pragma once

#include <glib.h>

#include "base/regex.h"

/* The replacement with each `~` replaced by the previous one, and `\~` by `~`; the caller frees it. */
char *substitute_tilde(const char *replacement, const char *previous);

/* Appends what takes the place of a match.  Newlines in it split the line; a NUL byte is what Vim puts
 * for `\n`. */
void substitute_expand(GString *into, const char *replacement, const RegexMatch *match, const char *subject);
