/* What a terminal answers when it is asked what it is and knows: told apart from keys.  Bytes only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef enum {
    ANSWER_NONE,         /* something that nobody asked for */
    ANSWER_LAST,         /* it has answered all that it will (DA1); `known`: it knows sixels */
    ANSWER_SYNCHRONISED, /* `known`: whether it knows mode 2026 */
    ANSWER_KITTY,        /* `known`: whether it knows kitty's pictures */
    ANSWER_NAME,         /* (XTVERSION) `known`: it knows iTerm's pictures */
    ANSWER_CELL,         /* `first` × `second`: height and width of a glyph, in pixels */
    ANSWER_CLUSTERS,     /* `known`: what is one cluster is one glyph there (mode 2027); `first`: it has to be asked to */
    ANSWER_KEYBOARD,     /* `known`: it tells keys as kitty does */
    ANSWER_BACKGROUND,   /* `known`: it is a light one; also when that changes (mode 2031) */
    ANSWER_PLACE,        /* `first`, `second`: row and column of the cursor, where it was after a trial (term_ask.c) */
    ANSWER_COLOURS,      /* `first`: how many a sixel picture may have */
} AnswerKind;

typedef struct {
    AnswerKind kind;
    bool known;
    int first, second;
} Answer;

/* The length of an answer at the start of the bytes; 0: there is none, or (`*wait`) not all of it yet. */
size_t answer_read(const GString *bytes, Answer *answer, bool *wait);

/* Whether a terminal of that name shows pictures as iTerm does. */
bool answer_is_iterm(const char *name);
