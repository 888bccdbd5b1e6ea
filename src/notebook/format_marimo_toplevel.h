/* Which cells can be written as functions and classes that other files may import.  Internal to format_marimo.
 *
 * A cell that is one def or class becomes @app.function or @app.class_definition if everything it needs is
 * importable too: the setup cell's names, builtins, other such cells.  The rules, and the order in which marimo
 * applies them (it shows in the result), are those of marimo's toplevel.py.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/format_marimo.h"

typedef enum { WRITE_CELL, WRITE_TOPLEVEL, WRITE_UNPARSABLE, WRITE_UNRESOLVED } WriteType;
enum { WRITE_TYPES = 4 };

/* How a cell is going to be written. */
typedef struct {
    const CellSnapshot *cell;
    const Analysis *analysis;
    char *const *refs; /* analysis->refs, and the locals that marimo takes for refs under another name */
    WriteType type;
    const char *name; /* what it is called in the file, unless it is WRITE_TOPLEVEL */
    char *const *needs; /* definitions that kept it from being importable, at first or for good; or NULL */
    bool out_of_order;  /* it would be importable if `needs` stood before it */
} WriteStatus;

typedef struct {
    const CellSnapshot *setup; /* or NULL */
    const Analysis *setup_analysis;
    GArray *statuses;        /* of WriteStatus: the other cells in order */
    GHashTable *allowed;     /* names that no signature has to list */
    GHashTable *used;        /* names that some cell refers to */
    GHashTable *definitions; /* name -> WriteStatus *, the last that defines it */
    GHashTable *toplevel;    /* name -> WriteStatus *, of type WRITE_TOPLEVEL */
    GStringChunk *strings;
    GPtrArray *lists; /* of char **, for `refs`; the strings are not theirs */
} WritePlan;

WritePlan *write_plan_new(const NotebookSnapshot *notebook, GPtrArray *analyses, char *const *builtins);
void write_plan_free(WritePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WritePlan, write_plan_free)
