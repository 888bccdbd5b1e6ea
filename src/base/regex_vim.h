/* Translates Vim's patterns into pcre2's language.  For regex.c alone. */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "base/regex.h"

typedef struct {
    GString *pattern;  /* for pcre2 with UTF, MULTILINE, ALT_CIRCUMFLEX, MATCH_UNSET_BACKREF */
    bool ignore_case;
    bool spans_lines;
    unsigned groups[REGEX_GROUPS]; /* pcre2's number of \1 to \9, 0 if there is none */
    GArray *starts;                /* of unsigned: the empty groups that stand for \zs */
    GArray *ends;                  /* and for \ze */
} RegexSource;

bool regex_translate(const char *vim, int flags, const char *tilde, RegexSource *source, GError **error);
void regex_source_clear(RegexSource *source);
