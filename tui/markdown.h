/* Markdown as a block: headings, emphasis, lists, tables, code, links, quotes (through md4c). */
#pragma once

#include "tui/block.h"

void markdown_block(Block *block, const char *text, size_t length);

/* The same without admonitions, which are plain text here. */
void markdown_plain_block(Block *block, const char *text, size_t length);
