/* Commands to the terminal that carry text (OSC): its title, its clipboard.  Bytes only; term.c sends them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Control characters become blanks; `ascii`: and what is none a question mark. */
void osc_title(GString *bytes, const char *title, bool ascii);

/* To the clipboard of the terminal, through tmux if there is one. */
void osc_clipboard(GString *bytes, const char *text, size_t length);
