/* What goes into the soup: keys, and what an interpreter might say, as a number decides. */
#pragma once

#include "test/screen/desk.h"

/* Keys for what the editor is in now: most of them mean something there.  The caller frees the array of Key. */
GArray *ladle_keys(GRand *dice, Desk *desk);

/* A message of the engine about some cell, taken in. */
void ladle_message(GRand *dice, Desk *desk);

/* The cells that a round begins with. */
Notebook *ladle_notebook(GRand *dice);

/* A text to be pasted; borrowed. */
const char *ladle_text(GRand *dice);
