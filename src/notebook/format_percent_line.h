/* Lines of a percent script, by Jupytext's rules.  Internal to format_percent. */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "base/json.h"

/* Whether a line is inside of a string that an earlier one began; all zero at the start of a cell. */
typedef struct {
    char triple; /* the quote of it, or '\0' */
} PercentQuotes;

void percent_quotes_read(PercentQuotes *quotes, const char *line);

/* Whether a line begins a cell; what is behind its `%%` is at `options` then, NULL if it can have none. */
bool percent_is_mark(const char *line, const char **options);

/* What a mark says: a JSON object; its title is at the key "title", its kind at "cell_type".  The caller unrefs it. */
JsonValue *percent_read_options(const char *options);

/* A line that a plain Python could not run: a magic, a command, a question; Jupytext makes it a comment.
 * `commented`: also if it is a comment already. */
bool percent_is_magic(const char *line);

/* Magics become comments; comments that were magics become code again.  `lines` end with NULL and are changed. */
void percent_comment_magics(char **lines);
void percent_uncomment_magics(char **lines);

/* Without "# " or "#" in front; the caller frees it. */
char *percent_uncommented(const char *line);
