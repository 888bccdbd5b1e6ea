/* From one face to another in the fewest bytes, for terminals that are told of colours as xterm is (SGR, ECMA-48
 * 8.3.117).  Bytes only.
 */
#pragma once

#include <glib.h>

#include "tui/theme.h"

/* Nobody knows what is in force. */
extern const Face SGR_UNKNOWN;

/* `colours`: how many the terminal has by numbers; what is more than that is its remainder. */
void sgr_add(GString *bytes, Face from, Face to, int colours);
