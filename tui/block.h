/* Laid-out text: lines of styled bytes that fit a width, ready to be put on the screen.
 *
 *     Block *block = block_new(60, 1000);
 *     BlockLine *line = block_line_new();
 *     block_line_add(line, "long text", -1, style_of(STYLE_TEXT));
 *     block_fold(block, line, NULL, NULL, FOLD_WORDS);   // takes the line
 *
 * Outputs, consoles, Markdown and pages are blocks; they are made once for a content and a width and
 * then only read.  Lines above the limit are counted, not kept.  Main thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "tui/raster.h"
#include "tui/style.h"

typedef struct {
    size_t start, length; /* bytes of the line's text */
    Style style;
    guint mark; /* what it is a part of: a place in the block's marks, from 1; 0: nothing */
} BlockSpan;

typedef struct {
    GString *text;
    GArray *spans; /* of BlockSpan, in order, covering the text */
    guint mark;    /* of what is added from now on */
    bool continues; /* goes on with the line before it, behind `indent` bytes of its own... */
    bool dropped;   /* ...and behind blanks that are not shown */
    size_t indent;
    unsigned frame; /* of a traceback, from 1, the outermost; 0: none */
} BlockLine;

typedef struct {
    int width;
    size_t limit;     /* lines kept at most */
    GPtrArray *lines; /* of BlockLine *, owned */
    size_t more;      /* lines that were not kept */
    bool pictured;    /* some of them are a picture */
    GPtrArray *rasters; /* of Raster *, owned: pictures that lines are parts of; or NULL */
    GPtrArray *marks; /* of char *: the ids of the elements shown, also by the blocks that become part of it */
    GPtrArray *links; /* of char *: the addresses that styles lead to, the same */
} Block;

Block *block_new(int width, size_t limit);
Block *block_new_part(const Block *whole, int width); /* to become a part of it: shares the limit, marks, links */
guint block_mark(Block *block, const char *id); /* a new mark */
/* The number of an address for styles; 0: it is none that a text may lead to, or there are too many. */
uint8_t block_link(Block *block, const char *address);
void block_free(Block *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Block, block_free)

BlockLine *block_line_new(void);
void block_line_free(BlockLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BlockLine, block_line_free)

/* Appends text without newlines; `length` -1: up to the NUL.  Tabs become blanks. */
void block_line_add(BlockLine *line, const char *bytes, gssize length, Style style);
void block_line_append(BlockLine *line, const BlockLine *more);
void block_line_append_from(BlockLine *line, const BlockLine *more, size_t byte);
int block_line_columns(const BlockLine *line);

/* A line as it is; takes it. */
void block_add(Block *block, BlockLine *line);

typedef enum {
    FOLD_WORDS,      /* between words, as prose */
    FOLD_CHARACTERS, /* wherever the width is used up, as a terminal */
    FOLD_CUT,        /* what does not fit is left out */
} Fold;

/* Adds a line, broken to the width.  `first` and `rest` (or NULL) stand before its first and its other
 * lines.  Takes the line. */
void block_fold(Block *block, BlockLine *line, const BlockLine *first, const BlockLine *rest, Fold fold);

/* Each line of `text`, folded. */
void block_add_text(Block *block, const char *text, Style style, const BlockLine *prefix, Fold fold);

/* The lines of another block behind ours, each behind a prefix (or NULL). */
void block_append(Block *block, const Block *other, const BlockLine *first, const BlockLine *rest);

/* The picture lives as long as the block. */
void block_keep(Block *block, Raster *raster);

/* Blocks side by side, each from a column on and below so many empty lines; columns grow and leave room for each. */
void block_join(Block *block, const GPtrArray *blocks, const int *columns, const int *above);

/* Columns of its widest line. */
int block_columns(const Block *block);
