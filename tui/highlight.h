/* Python in colours: roles for the tokens of the lexer, and whole pieces of code as blocks. */
#pragma once

#include "notebook/lexer.h"
#include "tui/block.h"

StyleRole token_role(TokenKind kind);

/* Adds code, highlighted if the language is Python (or NULL or ""), each line behind `prefix` (or NULL). */
void code_block(Block *block, const char *text, size_t length, const char *language, const BlockLine *prefix);
