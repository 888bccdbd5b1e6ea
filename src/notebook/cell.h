/* A cell: code, a name, a configuration; and its immutable picture for other threads.
 *
 * A Cell lives in a Notebook (notebook.h), which makes all changes; others read it.  Each cell has an
 * id that never changes and is never used again in the same process, and a revision that grows with
 * each edit of its code.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "notebook/text.h"

/* How a cell is written in the file; the writer decides anew at each save. */
typedef enum {
    CELL_PLAIN,      /* @app.cell */
    CELL_SETUP,      /* with app.setup: */
    CELL_FUNCTION,   /* @app.function */
    CELL_CLASS,      /* @app.class_definition */
    CELL_UNPARSABLE, /* app._unparsable_cell(...) */
} CellKind;

typedef struct {
    bool has_column;
    int column; /* if has_column */
    bool disabled;
    bool expand_output;
    bool hide_code;
    char *unknown; /* source of keyword arguments that we do not know, "a=1, b='x'", kept; or NULL */
    char *order;   /* names of all arguments as the file has them, "expand_output hide_code"; no part of what is
                      compared; or NULL */
} CellConfig;

CellConfig cell_config_copy(const CellConfig *config);
void cell_config_clear(CellConfig *config);
bool cell_config_equal(const CellConfig *a, const CellConfig *b);
/* What is on or off, a bit each, and back: as files of ours keep it. */
uint8_t cell_config_bits(const CellConfig *config);
CellConfig cell_config_of_bits(uint8_t bits);

typedef struct Cell Cell;

uint64_t cell_id(const Cell *cell);
uint64_t cell_revision(const Cell *cell);
const char *cell_name(const Cell *cell); /* "_" if it has none */
CellKind cell_kind(const Cell *cell);
const CellConfig *cell_config(const Cell *cell);
const Text *cell_text(const Cell *cell);

/* What a cell was at a moment: immutable, atomically counted, so it may cross threads. */
typedef struct {
    uint64_t id;
    uint64_t revision;
    char *name;
    CellKind kind;
    CellConfig config;
    GBytes *code; /* lines joined by newlines */
    gint references;
} CellSnapshot;

/* Made from scratch, for readers of files and tests; copies everything. */
CellSnapshot *cell_snapshot_new(uint64_t id, uint64_t revision, const char *name, CellKind kind,
                                const CellConfig *config, const char *code, gssize length);
CellSnapshot *cell_snapshot_ref(CellSnapshot *snapshot);
void cell_snapshot_unref(CellSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CellSnapshot, cell_snapshot_unref)

/* The picture of a cell as it is now; cached, so asking again costs nothing.  The caller unrefs it. */
CellSnapshot *cell_snapshot(Cell *cell);

/* --- for notebook.c alone ------------------------------------------------------------------- */

Cell *cell_new(const char *name, CellKind kind, const CellConfig *config, const char *code, gssize length);
Cell *cell_from_snapshot(const CellSnapshot *snapshot); /* with its id */
void cell_free(Cell *cell);
Text *cell_text_for_change(Cell *cell); /* starts a new revision */
void cell_set_name(Cell *cell, const char *name);
void cell_set_kind(Cell *cell, CellKind kind);
void cell_set_config(Cell *cell, const CellConfig *config);
