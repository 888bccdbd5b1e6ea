/* Values of map_expression.c, and the functions and variables that make them.  For these two files alone. */
#pragma once

#include <glib.h>

#include "edit/editor_private.h"

/* A text, owned; or (text NULL) a number. */
typedef struct {
    char *text;
    long number;
} MapValue;

typedef MapValue (*MapFunction)(const Editor *editor, const MapValue *arguments, size_t count);

typedef struct {
    const char *name;
    size_t least, most; /* arguments */
    MapFunction function;
} MapFunctionRow;

extern const MapFunctionRow MAP_FUNCTION_ROWS[]; /* ends with a row without a name */

/* "v:count"; false: there is none of that name. */
bool map_variable(const Editor *editor, const char *name, MapValue *value);

long map_number(const MapValue *value);
char *map_text(const MapValue *value); /* the caller frees it */

static inline void map_value_clear(MapValue *value)
{
    g_clear_pointer(&value->text, g_free);
}
