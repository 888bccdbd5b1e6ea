/* Text objects: `iw`, `a"`, `ip`, `i(`... from a place, or growing a selection.
 *
 *     TextObject object = {.notebook = notebook, .from = cursor, .to = cursor, .count = 1, .around = true};
 *     if (object_word(&object, false)) delete(object.from, object.to);
 *
 * In and out: without a selection `from` and `to` are both the cursor; with one, `from` is its anchor and
 * `to` the cursor, which may be before it.  Objects lie within a cell (sentences and words, as in Vim, may
 * not).  Pure functions, main thread; the rules are Vim's (`:help text-objects`).
 */
#pragma once

#include "notebook/notebook.h"

typedef struct {
    const Notebook *notebook;
    Pos from, to;
    bool visual;    /* a selection is being made */
    bool by_lines;  /* and it is linewise */
    bool around;    /* a..., not i... */
    long count;
    /* out */
    bool linewise;
    bool charwise;  /* a selection of any kind becomes one of characters */
    bool grown;     /* the selection has grown and keeps its kind */
    bool inclusive; /* `to` belongs to it */
    bool cells;     /* whole cells */
} TextObject;

/* False if there is no such object here; then nothing has changed, but words and paragraphs have got as far as
 * there were some. */
bool object_word(TextObject *object, bool big);
bool object_sentence(TextObject *object);
bool object_paragraph(TextObject *object);
bool object_bracket(TextObject *object, char opening);
bool object_quote(TextObject *object, char quote);
bool object_triple_quote(TextObject *object);
bool object_tag(TextObject *object);
bool object_indent(TextObject *object); /* around: with the line above */
bool object_cell(TextObject *object);   /* around: the cell itself, else its lines */
