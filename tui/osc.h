/* Commands to the terminal that carry text (OSC): its title, its clipboard, what it shows on the desktop.  Bytes only; term.c sends them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Control characters become blanks; `ascii`: and what is none a question mark. */
void osc_title(GString *bytes, const char *title, bool ascii);

/* The folder where a new window of it should begin (OSC 7): an absolute path. */
void osc_folder(GString *bytes, const char *path);

/* What somebody who looks elsewhere is told on the desktop: as iTerm2 has it (OSC 9), or `rxvt`: as rxvt-unicode (OSC 777).
 * Through tmux if there is one. */
void osc_notify(GString *bytes, const char *text, bool rxvt, bool ascii);

/* To the clipboard of the terminal, through tmux if there is one. */
void osc_clipboard(GString *bytes, const char *text, size_t length);
