/* The little of TOML that is needed of a file of settings: which names have which values, as they are written.
 *
 *     toml_each(text, each, self);     // each(self, 3, "tool.x.paths", "[\"a\", 'b']")
 *     g_auto(GStrv) paths = toml_strings(value);
 *
 * What is no TOML is passed over.  Names within inline tables and arrays of tables are not told.  Any thread.
 */
#pragma once

#include <glib.h>

/* `line` is that of the name, from 1; `name` has its table before it and no blanks; `value` no comments. */
typedef void TomlEach(gpointer self, int line, const char *name, const char *value);

void toml_each(const char *text, TomlEach *each, gpointer self);

/* The metadata of a script (PEP 723) as the text of TOML, on the lines on which they stand; empty if they do not end.  To be
 * freed. */
char *toml_of_script(const char *text);

/* Of an array of strings; NULL: it is none.  The caller frees them. */
char **toml_strings(const char *value);
