/* Registers: what was yanked and deleted, and how it was (`:help registers`).
 *
 *     registers_yank(registers, '"', &(Register){.wise = WISE_LINE, .text = text});
 *     const Register *what = registers_get(registers, '0');
 *
 * Text holds lines joined by newlines, without a last one: that a register is linewise says `wise`.
 * Names are '"' (the last one used), a-z (A-Z append), 0-9, '-', '_' (nothing), '+' and '*'.
 * The read-only ones (. % : /) are not here but in editor_register().  Main thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "notebook/cell.h"

/* How much a motion, a selection or a register takes. */
typedef enum {
    WISE_CHAR,
    WISE_LINE,
    WISE_BLOCK,
    WISE_CELL, /* whole cells, with name and configuration */
} Wise;

typedef struct {
    Wise wise;
    char *text;       /* for WISE_CELL the code of the cells, for putting it as text */
    size_t width;     /* of a block, in columns */
    GPtrArray *cells; /* of CellSnapshot *, for WISE_CELL; else NULL */
} Register;

typedef struct Registers Registers;

Registers *registers_new(void);
void registers_free(Registers *registers);

/* NULL if the register is empty or there is none of that name. */
const Register *registers_get(const Registers *registers, uint32_t name);

/* Whether a yank or a deletion may name it. */
bool registers_writable(uint32_t name);

/* Writes one register, A-Z appending; copies everything.  '"' becomes another name of it. */
void registers_set(Registers *registers, uint32_t name, const Register *what);

/* The same, but '"' stays what it was: for macros. */
void registers_record(Registers *registers, uint32_t name, const Register *what);

/* What `y` does: the named register, or "0 if it is '"'. */
void registers_yank(Registers *registers, uint32_t name, const Register *what);

/* What `d`, `c`, `x` do: named, numbered and small-delete registers by Vim's rules.  `big`: the
 * motion is one of those that always use "1. */
void registers_delete(Registers *registers, uint32_t name, const Register *what, bool several_lines, bool big);
