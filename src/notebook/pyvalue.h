/* Values of options between the notations: Python's source, JSON, YAML.
 *
 * A notebook keeps the options of its app as Python source (NotebookHeader); other formats write them in their own
 * way.  Constants and lists of constants; for all else the answer is NULL or nothing is written.  Any thread.
 */
#pragma once

#include <glib.h>

#include "base/json.h"
#include "base/yaml_tree.h"
#include "notebook/pyliteral.h"

/* repr(str), appended; the text is UTF-8. */
void pyvalue_append_repr(GString *out, const char *text, size_t length);

/* The value of a piece of source.  The caller frees it. */
Literal *pyvalue_parse(const char *source);

/* Python source of a JSON value, of any kind; the caller frees it. */
char *pyvalue_from_json(const JsonValue *value);

void pyvalue_write_json(JsonWriter *writer, const Literal *value, const char *source);
YamlTree *pyvalue_to_yaml(const Literal *value, const char *source); /* the caller frees it */

/* repr() of a constant, for what has one. */
char *pyvalue_repr(const Literal *value, const char *source);
