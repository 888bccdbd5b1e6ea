/* Two notebooks that came of one, made one again, cell by cell.
 *
 *     g_autoptr(GArray) matches = cell_match(base->cells, theirs->cells);
 *     g_autoptr(NotebookMerge) merge = notebook_merge(base, ours, theirs, matches);
 *     notebook_take(notebook, merge->notebook);         // if `ours` is what it is now
 *     for (guint i = 0; i < merge->conflicts->len; i++) ...
 *
 * `base` is what both began with; cells of `ours` are those of `base` with the same id, cells of `theirs` by `matches`
 * (cell_match.h; indices into base->cells).  What one side left alone is what the other made of it: code, name, each
 * part of a configuration, the header, app options, the order.  Code that both changed is merged line by line
 * (line_diff.h); where that cannot be, the cell stays as ours is and is a *conflict*, which somebody has to decide:
 * no line of ours is ever dropped, nor one of theirs without being in a conflict.
 *
 * A cell that one side deleted and the other changed stays, and is a conflict.  A cell that both added, with the same
 * code and name, is one.  If both moved cells, those of ours stay where they are.  A header or app option that both
 * changed differently stays ours, which is told in `kept`.
 *
 * Pure: any thread.
 */
#pragma once

#include "notebook/notebook.h"

typedef enum {
    CONFLICT_CHANGED,       /* here and there, differently */
    CONFLICT_DELETED_THERE, /* and changed here */
    CONFLICT_DELETED_HERE,  /* and changed there: the cell came back as theirs, with a new id */
} ConflictKind;

typedef struct {
    uint64_t cell;        /* in the merged notebook */
    ConflictKind kind;
    CellSnapshot *theirs; /* what it would be to take theirs: with whatever only we changed; NULL: deleted there */
    CellSnapshot *origin; /* what both sides began with, by the id of `cell`; NULL: nobody knows */
} CellConflict;

CellConflict *cell_conflict_new(uint64_t cell, ConflictKind kind, const CellSnapshot *theirs, const CellSnapshot *origin);
void cell_conflict_free(CellConflict *conflict);

/* What both sides had their own way with, and ours was kept; bits of NotebookMerge.kept. */
enum { MERGE_KEPT_ORDER = 1, MERGE_KEPT_HEADER = 2, MERGE_KEPT_OPTIONS = 4 };

typedef struct {
    NotebookSnapshot *notebook; /* with the ids of ours, and those of theirs for what is new */
    NotebookSnapshot *base;     /* theirs with the ids that its cells have in `notebook`: what the next merge begins with */
    GPtrArray *conflicts;       /* of CellConflict *, in the order of the page */
    GArray *taken;              /* of uint64_t: cells whose code is all theirs now and was not ours before */
    size_t changed, added, deleted, joined; /* cells, as we see it; `joined`: of the changed ones line by line */
    bool moved;                 /* cells are in another order than ours were */
    bool header_changed;
    unsigned kept;
} NotebookMerge;

NotebookMerge *notebook_merge(const NotebookSnapshot *base, const NotebookSnapshot *ours,
                              const NotebookSnapshot *theirs, const GArray *matches);
void notebook_merge_free(NotebookMerge *merge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NotebookMerge, notebook_merge_free)

/* Two readings that nobody knows the origin of: cells that are the same are one, each pair of similar ones that
 * differ is a conflict, all others are there. */
NotebookMerge *notebook_merge_two(const NotebookSnapshot *ours, const NotebookSnapshot *theirs);

/* "2 cells changed, 1 new, 1 deleted, moved"; "" if nothing is different.  The caller frees it. */
char *notebook_merge_describe(const NotebookMerge *merge);

/* Do both say the same of a cell?  Its kind does not count: the writer decides it. */
bool cell_snapshot_same(const CellSnapshot *a, const CellSnapshot *b);
/* The same of notebooks, by the order of the page. */
bool notebook_snapshot_same(const NotebookSnapshot *a, const NotebookSnapshot *b);

/* --- for the files of the merge alone --- */

/* The order of the page: `ours` and `theirs` hold the ids of the cells that stay, each once; `base` those of base.
 * The caller unrefs it; `kept` gets MERGE_KEPT_ORDER. */
GArray *merge_order(const GArray *base, const GArray *ours, const GArray *theirs, unsigned *kept);
NotebookHeader *merge_headers(const NotebookHeader *base, const NotebookHeader *ours, const NotebookHeader *theirs,
                              unsigned *kept);
bool notebook_header_same(const NotebookHeader *a, const NotebookHeader *b);
bool notebook_header_says_same(const NotebookHeader *a, const NotebookHeader *b); /* but for the version */
