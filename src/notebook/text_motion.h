/* Motions: where `w`, `}`, `%` and their like lead from a place in the notebook.
 *
 *     Pos pos = cursor;
 *     if (motion_word_forward(notebook, &pos, 3, false, false)) ...
 *
 * All lines of all cells are one sequence; brackets alone are matched within their cell, and a cell's
 * first line begins a paragraph.  Each function moves `pos` and tells whether it could; what it did to
 * `pos` when it could not is said by Vim's manual (operators take it: `:help w`).
 * Bytes count; a place may be one behind the last character of its line.  Pure functions, main thread.
 */
#pragma once

#include "notebook/notebook.h"

/* The code point at a place; 0 at the end of a line. */
uint32_t motion_char_at(const Notebook *notebook, Pos pos);

/* One character on or back, over line ends, on which they stop.  STEP_NONE: there was none;
 * STEP_LINE: on another line; STEP_END: on the end of the same line. */
typedef enum { STEP_NONE = -1, STEP_CHAR = 0, STEP_LINE = 1, STEP_END = 2 } Step;
Step motion_step(const Notebook *notebook, Pos *pos);
Step motion_step_back(const Notebook *notebook, Pos *pos);
/* The same, not stopping on line ends but those of empty lines. */
Step motion_skip(const Notebook *notebook, Pos *pos);
Step motion_skip_back(const Notebook *notebook, Pos *pos);

/* The class of the character at a place (base/utf8.h); `big`: all but blanks are one class. */
uint32_t motion_class(const Notebook *notebook, Pos pos, bool big);

/* `at_line_end`: the last word stops at the end of its line (for operators). */
bool motion_word_forward(const Notebook *notebook, Pos *pos, long count, bool big, bool at_line_end);
/* `stop`: on the first character of a word stay (only for text objects). */
bool motion_word_back(const Notebook *notebook, Pos *pos, long count, bool big, bool stop);
/* `stop`: on the last character of a word stay (for cw); `empty`: empty lines are words. */
bool motion_word_end(const Notebook *notebook, Pos *pos, long count, bool big, bool stop, bool empty);
/* `at_line_start`: stop at the end of the line before (only for text objects). */
bool motion_word_end_back(const Notebook *notebook, Pos *pos, long count, bool big, bool at_line_start);

/* f, t, F, T in a line.  `adjacent` false: a till-search passes a match that is right beside. */
bool motion_find_char(TextLine line, size_t *byte, uint32_t wanted, bool forward, bool till, long count, bool adjacent);

/* } and {: `inclusive` is set at the end of the notebook. */
bool motion_paragraph(const Notebook *notebook, Pos *pos, long count, bool forward, bool *inclusive);

bool motion_sentence(const Notebook *notebook, Pos *pos, long count, bool forward);

/* %: the match of the first bracket at or behind the place. */
bool motion_match(const Notebook *notebook, Pos *pos);

/* The match of a bracket that is not at the place: back to the opening `bracket` around it, or forward to
 * the closing one.  `plain`: also in quotes. */
bool motion_unmatched(const Notebook *notebook, Pos *pos, char bracket, bool plain);

/* The next opening bracket in the cell, for a text object that does not hold the place. */
bool motion_next_opening(const Notebook *notebook, Pos *pos, char bracket);
