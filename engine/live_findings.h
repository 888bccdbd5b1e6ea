/* What is not wrong enough to keep a cell from running, while it is edited: `tarn check`'s rules about single cells and
 * their imports, kept up to date cell by cell.
 *
 *     findings_change(findings, before, after, changed);   // a cell was looked at
 *     GPtrArray *list = findings_of(findings, after, place_of, self);
 *
 * A change costs the cell and those that share an import with it.  Engine thread.
 */
#pragma once

#include <stdint.h>

#include <glib.h>

#include "notebook/analysis.h"

typedef struct Findings Findings;

Findings *findings_new(void);
void findings_free(Findings *findings);

/* `before` or `after` NULL: the cell came or went.  Appends to `changed` (of uint64_t) the cells whose findings may be
 * others now. */
void findings_change(Findings *findings, const Analysis *before, const Analysis *after, GArray *changed);

/* Of CellError *, by line; the caller unrefs it.  `place_of` gives the number of a cell on the page, from 1. */
GPtrArray *findings_of(const Findings *findings, const Analysis *analysis, int (*place_of)(gpointer self, uint64_t cell),
                       gpointer self);
