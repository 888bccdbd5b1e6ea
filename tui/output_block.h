/* Output trees as blocks. */
#pragma once

#include "notebook/notebook.h"
#include "tui/block.h"
#include "tui/picture.h"
#include "tui/widgets.h"

/* What an output is laid out from, besides itself. */
typedef struct {
    const Notebook *notebook; /* tells the numbers and names of the cells in a traceback; or NULL */
    const Widgets *widgets;   /* elements are drawn as they are known there */
    Pictures *pictures;       /* NULL: a picture is words */
    int picture_rows;         /* that one picture may take */
    bool brief;               /* of errors what they say, not where */
    PictureZoom zoom;         /* how large pictures are */
    bool in_scratch;          /* it is shown where code of the scratchpad runs */
    const char *goto_frame;   /* the keys that go to the cell of a traceback; NULL: Vim's */
    int rows_around;          /* so many are around the node that is laid out: 0 at first... */
    bool tight;               /* ...and it takes no more room than it needs */
} OutputContext;

/* Lays an output out.  The block's marks are the ids of the elements in it. */
void output_block(Block *block, const Output *output, const OutputContext *context);

/* Whether it only tells why the cell did not run: that is true now, whatever became stale. */
bool output_is_notice(const Output *output);

/* "cell 3" or "cell 3 (load)"; the caller frees it. */
char *cell_title(const Notebook *notebook, uint64_t cell);
