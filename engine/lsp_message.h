/* How messages of the Language Server Protocol stand in a stream: a header with their length, and JSON. */
#pragma once

#include <stdbool.h>

#include "base/json.h"

/* Appends a message of that text. */
void lsp_message_append(GString *stream, const char *json);

/* The next whole message of a stream from byte `at` on, which becomes the byte behind it: NULL if there is none yet, or,
 * with `broken`, if this is no such stream.  What is no JSON is passed over. */
JsonValue *lsp_message_take(const GString *stream, size_t *at, bool *broken);
