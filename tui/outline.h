/* The headings of a notebook: those of the Markdown in its cells.  Main thread. */
#pragma once

#include "edit/editor.h"
#include "tui/model.h"

typedef struct {
    uint64_t cell; /* id */
    size_t line;   /* of the cell, from 0 */
    int level;     /* from 1 */
    char *text;
} Heading;

/* Of Heading *, in the order of the notebook; the caller unrefs it. */
GPtrArray *outline_of(const Editor *editor, const Model *model);

/* The first heading among the first of the cells [first, end), or NULL; the caller's. */
char *outline_title(const Notebook *notebook, const Model *model, size_t first, size_t end);
