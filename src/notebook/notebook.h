/* A notebook: a header, app options, and an ordered list of cells, edited as one long text.
 *
 *     Notebook *notebook = notebook_new();
 *     notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "x = 1", -1);
 *     Pos at = notebook_replace(notebook, (Pos){0, 4}, (Pos){0, 5}, "2", 1);
 *
 * For the editor all lines of all cells form one sequence, numbered from 0 (Pos); a cell has at least
 * one line.  Text changes never change the structure: a replacement lies within one cell.
 * Cells are few enough (10 000) that an index of first lines is simply rebuilt behind a change.
 *
 * Every change goes through the functions below.  Main thread; other threads get snapshots.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "notebook/cell.h"

typedef struct Notebook Notebook;

/* A place in the notebook: line counted through all cells, byte in that line. */
typedef struct {
    size_t line;
    size_t byte;
} Pos;

static inline int pos_compare(Pos a, Pos b)
{
    if (a.line != b.line)
        return a.line < b.line ? -1 : 1;
    return (a.byte > b.byte) - (a.byte < b.byte);
}

/* An option of marimo.App(...): the value as Python source, so that unknown ones survive. */
typedef struct {
    char *name;
    char *value;
} AppOption;

/* What stands before the cells.  Plain data. */
typedef struct {
    char *text;         /* everything before `import marimo`, verbatim; "" if nothing */
    char *version;      /* __generated_with, or NULL if the file had none */
    GPtrArray *options; /* of AppOption *, in file order, owned */
} NotebookHeader;

NotebookHeader *notebook_header_new(void);
NotebookHeader *notebook_header_copy(const NotebookHeader *header);
void notebook_header_free(NotebookHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NotebookHeader, notebook_header_free)
void notebook_header_set_option(NotebookHeader *header, const char *name, const char *value);
const char *notebook_header_option(const NotebookHeader *header, const char *name); /* or NULL */

/* Without cells; the editor adds one if a file has none. */
Notebook *notebook_new(void);
void notebook_free(Notebook *notebook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notebook, notebook_free)

NotebookHeader *notebook_header(Notebook *notebook); /* borrowed; may be changed in place */

size_t notebook_cell_count(const Notebook *notebook);
Cell *notebook_cell(const Notebook *notebook, size_t index);
bool notebook_find_cell(const Notebook *notebook, uint64_t id, size_t *index);

size_t notebook_line_count(const Notebook *notebook);
TextLine notebook_line(const Notebook *notebook, size_t line);
size_t notebook_cell_of_line(const Notebook *notebook, size_t line);     /* the cell's index */
size_t notebook_first_line(const Notebook *notebook, size_t index);      /* of a cell */
size_t notebook_last_line(const Notebook *notebook, size_t index);       /* of a cell, inclusive */

/* Replaces [start, end), both in the same cell; returns the end of what was inserted. */
Pos notebook_replace(Notebook *notebook, Pos start, Pos end, const char *bytes, size_t length);

/* The text between two places, also of several cells; lines joined by newlines. */
GString *notebook_slice(const Notebook *notebook, Pos start, Pos end);

/* Structure.  `index` counts cells; inserting at the count appends. */
Cell *notebook_insert_cell(Notebook *notebook, size_t index, const char *name, CellKind kind,
                           const CellConfig *config, const char *code, gssize length);
/* The same with the id of the snapshot, which no cell of the notebook has or had. */
void notebook_insert_snapshot(Notebook *notebook, size_t index, const CellSnapshot *snapshot);
void notebook_remove_cell(Notebook *notebook, size_t index);
void notebook_move_cell(Notebook *notebook, size_t from, size_t to);
void notebook_set_cell_name(Notebook *notebook, size_t index, const char *name);
void notebook_set_cell_config(Notebook *notebook, size_t index, const CellConfig *config);

/* An option of App(...), as Python source; NULL: it has none.  Undo takes it back, unlike what is done to the header. */
void notebook_set_option(Notebook *notebook, const char *name, const char *value);

/* For undo: takes a cell out without freeing it, and puts such a cell back with id and all; not recorded. */
Cell *notebook_take_cell(Notebook *notebook, size_t index);
void notebook_put_cell(Notebook *notebook, size_t index, Cell *cell);

/* Grows with every change of text, structure, names, configurations: "has it changed since?". */
uint64_t notebook_generation(const Notebook *notebook);
/* Grows only when cells come, go, move, or change name or configuration. */
uint64_t notebook_structure_generation(const Notebook *notebook);

/* --- undo: history.h ------------------------------------------------------------------------------- */

typedef struct History History;
History *notebook_history(Notebook *notebook); /* borrowed; records every change made above */
/* What is there now cannot be undone: a file has been read. */
void notebook_forget_history(Notebook *notebook);
/* The first generation that had the content of the given one: undo leads back to earlier contents. */
uint64_t notebook_content_generation(const Notebook *notebook, uint64_t generation);

/* Called after each change of lines, by undo too: lines [at, at + before) became [at, at + after).  One
 * listener: the editor, whose marks follow. */
typedef void (*NotebookListener)(size_t at, size_t before, size_t after, gpointer data);
void notebook_set_listener(Notebook *notebook, NotebookListener listener, gpointer data);

/* --- the picture for other threads ----------------------------------------------------------- */

typedef struct {
    NotebookHeader *header;
    GPtrArray *cells; /* of CellSnapshot * */
    uint64_t generation;
    gint references;
} NotebookSnapshot;

NotebookSnapshot *notebook_snapshot(Notebook *notebook);
NotebookSnapshot *notebook_snapshot_ref(NotebookSnapshot *snapshot);
void notebook_snapshot_unref(NotebookSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NotebookSnapshot, notebook_snapshot_unref)

/* Makes the notebook what the snapshot says, cells that are the same keeping their ids; undo takes it back as one
 * step (but the header).  Returns how many cells changed, came or went.  For recovery and for reading a file anew. */
size_t notebook_become(Notebook *notebook, const NotebookSnapshot *want);

/* The same by the ids of the cells: those that the snapshot lacks go, its others are moved, and only the lines of their
 * code change that differ, so that marks stay where they were. */
void notebook_take(Notebook *notebook, const NotebookSnapshot *want);
