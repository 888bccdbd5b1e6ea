/* Our signs on a terminal without UTF-8.  Bytes only. */
#pragma once

#include <glib.h>

/* What stands for one of our signs; 0: it is none of them. */
char ascii_sign(const char *text);

/* A glyph of so many columns: ASCII as it is, the plain sign that stands for one of ours, or a question mark. */
void ascii_add(GString *bytes, const char *text, int width);
