/* From one face to another in the fewest bytes, for terminals that are told of colours as xterm is (SGR, ECMA-48
 * 8.3.117).  Bytes only.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "tui/theme.h"

bool face_same(Face a, Face b);
/* A blank shows its background and lines through it only. */
bool face_same_blank(Face a, Face b);

/* Nobody knows what is in force. */
extern const Face SGR_UNKNOWN;

/* `colours`: how many the terminal has by numbers; what is more than that is its remainder. */
void sgr_add(GString *bytes, Face from, Face to, int colours);
