/* Text with SGR escapes (colours, bold...) as styled lines; every other escape is dropped. */
#pragma once

#include "tui/block.h"

/* Adds the lines of `text`, folded like on a terminal. */
void ansi_block(Block *block, const char *text, StyleRole role);

/* Lines of a console.  Of more than the block's limit the last are kept: that is where things happen. */
void styled_block(Block *block, const StyledText *text, StyleRole role);
