/* Digraphs: two keys for a character that the keyboard lacks, as RFC 1345 names them (`:help digraphs`).
 *
 *     digraph_find('a', ':');      // 0xe4, the letter ä
 *
 * Pure functions of any thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The character of two keys in either order; as Vim has it the second of them if there is none. */
const char *digraph_table(void); /* two keys, the character, a blank, again and again */
uint32_t digraph_find(uint32_t first, uint32_t second);

/* Writes the first digraph of a character, with a NUL; false if it has none. */
bool digraph_of(uint32_t code, char digraph[3]);
