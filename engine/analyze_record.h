/* What is known of a cell, as a value that can be kept in a file and need not be believed.
 *
 *     GVariant *record = analysis_record(analysis);            // of the type ANALYSIS_RECORD
 *     Analysis *again = analysis_of_record(record, cell);      // NULL: nobody wrote it so
 *
 * Pure.  Everything of an analysis is in it but whose it is: the cell, the revision and the run mode are those of
 * the code that it is read for.
 */
#pragma once

#include <glib.h>

#include "notebook/analysis.h"
#include "notebook/cell.h"

/* Numbers, lists of names, texts or nothing, annotated definitions, private imports, imported names, and the tables
 * that are made and read. */
#define ANALYSIS_RECORD "(aiaasamsa(ssas)a(sssii)a(ss)a(imsmss)a(imsmss))"

/* A floating reference.  NULL: it would not be true of the same code at another time or with another interpreter. */
GVariant *analysis_record(const Analysis *analysis);

/* The caller unrefs it.  Whatever the bytes of the record are, what is returned is in itself an analysis: lists are
 * sorted, numbers in their ranges, places within the code. */
Analysis *analysis_of_record(GVariant *record, const CellSnapshot *cell);
