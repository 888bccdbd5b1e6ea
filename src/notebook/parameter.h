/* Parameters of a notebook: a cell says `alpha = 0.1`, and one run wants `alpha = 0.5`.
 *
 *     g_autoptr(CellSnapshot) changed = parameter_set(cell, "alpha", "0.5", &error);
 *
 * Any name that a cell assigns a literal at its top level is a parameter; nothing has to be marked.  The text of the
 * literal is replaced and nothing else of the cell, so that the graph stays what it is.  The type stays, too: a
 * notebook that was written for a number must not find text in its place.
 * Plain data; any thread.
 */
#pragma once

#include <glib.h>

#include "base/json.h"
#include "notebook/cell.h"

#define PARAMETER_ERROR (parameter_error_quark())
GQuark parameter_error_quark(void);
enum {
    PARAMETER_ERROR_NO_LITERAL, /* what the name is assigned */
    PARAMETER_ERROR_TYPE,       /* the value is of another type, or no value */
};

/* The cell with `value`, as a person writes it, in the place of the literal that is assigned to `name`: Python's
 * notation, and bare text where the literal is a string.  An int may stand for a float, and anything for None.  The
 * caller unrefs it.  The message of an error begins with the line: "line 2: ...". */
CellSnapshot *parameter_set(const CellSnapshot *cell, const char *name, const char *value, GError **error);

/* The same with a value from a JSON file, where text is never bare. */
CellSnapshot *parameter_set_json(const CellSnapshot *cell, const char *name, const JsonValue *value, GError **error);
