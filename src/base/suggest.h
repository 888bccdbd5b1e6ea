/* "Did you mean ...?": the nearest of the names there are.  Any thread. */
#pragma once

#include <glib.h>

/* The name of `names` that differs from `wanted` by the fewest typing mistakes (a letter too many, missing, wrong, or
 * two swapped; the case of a letter counts for nothing), if they are few for its length; borrowed, or NULL. */
const char *suggest_name(const char *wanted, const GPtrArray *names);

/* "; did you mean NAME?" or "", the caller's. */
char *suggest_text(const char *wanted, const GPtrArray *names);
