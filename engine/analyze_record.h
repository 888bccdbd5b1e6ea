/* What is known of a cell, as numbers and texts that can be kept in a file and need not be believed.
 *
 *     analysis_record(analysis, numbers, texts);               // appends: false, if it is not to be kept
 *     Analysis *again = analysis_of_record(&record, cell);     // NULL: nobody wrote it so
 *
 * The numbers say how many texts there are for what; thousands of records are read when a notebook is opened, so that
 * reading one is no more than counting.  Pure.  Everything of an analysis is in it but whose it is: the cell, the
 * revision and the run mode are those of the code that it is read for.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/analysis.h"
#include "notebook/cell.h"

/* `numbers` of gint32; `texts` end with NULs.  False, with nothing appended: it would not be true of the same code at
 * another time or with another interpreter. */
bool analysis_record(const Analysis *analysis, GArray *numbers, GByteArray *texts);

typedef struct {
    const gint32 *numbers;
    gsize count;       /* of numbers: maybe more than the record has */
    const char *texts; /* valid UTF-8, up to a NUL before `end`... */
    const char *end;
    GBytes *within;    /* ...in this, which the analysis keeps */
} AnalysisRecord;

/* The caller unrefs it.  Whatever a record says, what is returned is in itself an analysis: lists are sorted, numbers
 * in their ranges, places within the code. */
Analysis *analysis_of_record(const AnalysisRecord *record, const CellSnapshot *cell);
