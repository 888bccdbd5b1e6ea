/* Markdown as a block: headings, emphasis, lists, tables, code, links, quotes (through md4c). */
#pragma once

#include "tui/block.h"

void markdown_block(Block *block, const char *text, size_t length);

/* The same without admonitions, which are plain text here. */
void markdown_plain_block(Block *block, const char *text, size_t length);

/* The same text without what md4c does not know or gets wrong: see markdown_source.c.  The caller's. */
char *markdown_source(const char *text, size_t length);
