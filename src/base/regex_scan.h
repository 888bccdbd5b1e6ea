/* The tokens of a Vim pattern, whatever its magic.  For regex_vim.c alone. */
#pragma once

#include <stdbool.h>

/* How much is special without a backslash: \V \M \m \v. */
typedef enum { VERY_NOMAGIC, NOMAGIC, MAGIC, VERY_MAGIC } RegexMagic;

/* A token is a code point, or SPECIAL with an ASCII character: `SPECIAL | '('` is "\(" or, after \v, "(". */
enum { SPECIAL = 0x1000000, END = 0x2000000 };

typedef struct {
    const char *at;
    RegexMagic magic;
    int before, before_that; /* the tokens consumed last */
    bool at_start;           /* nothing but \v, \c and their like came before */
    bool was_at_start;       /* the same of the token consumed last */
} RegexScanner;

/* The token at hand, without consuming it. */
int regex_scan_peek(const RegexScanner *self);

void regex_scan_consume(RegexScanner *self);

/* Consumes a token like \v that leaves "at the start" as it was. */
void regex_scan_consume_silently(RegexScanner *self);
