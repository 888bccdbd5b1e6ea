/* What can be saved of a cell that is no valid Python.  Internal to format_marimo. */
#pragma once

#include <stdbool.h>

#include "notebook/pytext.h"
#include "notebook/pytoken.h"

typedef enum { BROKEN_CELL, BROKEN_SETUP, BROKEN_UNPARSABLE } BrokenKind;

/* The body of the cell, without decorators, head and final return; dedented and stripped. */
char *broken_code(PySlice source, BrokenKind kind, bool as_marimo);

/* The name in its head, or NULL. */
char *broken_name(PySlice source, BrokenKind kind);

/* The '(' of the decorator's arguments; 0 if it has none. */
guint broken_arguments(const TokenList *tokens);
