/* From what was found in a cell, with CPython's tree or without, to its analysis.  Internal to the analyzer. */
#pragma once

#include "engine/analyze_walk.h"
#include "notebook/analysis.h"

/* The statements of a cell that has any. */
typedef struct {
    Py_ssize_t count;
    bool imports_only, test_only;
    bool only_passes;  /* of the quick walk alone */
    TreeClass last;    /* the last one, which ends... */
    const char *end;   /* ...here, in the code... */
    long end_line;     /* ...in this line, from 1 */
    char *name;        /* of the only one, a def or class, that begins in... */
    long line;         /* ...this line, from 1 */
    bool markdown;     /* the only one is mo.md() of one string... */
    char *text;        /* ...which is this; or NULL */
} CellShape;

CellShape shape_of_tree(const Tree *tree, PyObject *body, const char *code, size_t length);
void shape_clear(CellShape *shape);

void take_shape(Analysis *analysis, const CellShape *shape, const char *code, size_t length);
void take_names(Analysis *analysis, const Walk *walk, const CellShape *shape);
