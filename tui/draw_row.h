/* One row of a pane while it is drawn; for the draw*.c files alone. */
#pragma once

#include "tui/draw.h"

typedef struct {
    int row; /* of the view */
    const Row *here;
    /* of its cell */
    const Pane *pane;
    const Cell *cell;
    const CellModel *known; /* or NULL */
    CellLook look;
} DrawnRow;

/* Row `row` of the view; `drawn` is the one before it, or all 0: what they have in common is not looked up again. */
void draw_find_row(const Scene *scene, int row, DrawnRow *drawn);

void draw_pane_row(const Scene *scene, Grid *grid, const DrawnRow *drawn);
void draw_rail(const Scene *scene, Grid *grid, const DrawnRow *drawn);
void draw_code_row(const Scene *scene, Grid *grid, const DrawnRow *drawn);

/* Whether something is to be said of this line of code, of a cell that can run. */
bool draw_has_finding(const DrawnRow *drawn);
/* The column, from 0, where Python stopped understanding this line of code; -1: it did not, or nobody should be told. */
int draw_mistake(const Scene *scene, const DrawnRow *drawn);
/* What the rule of the cell tells: what the cell is, and what it gives to others, or NULL. */
char *draw_rule_title(const DrawnRow *drawn);
char *draw_rule_definitions(const DrawnRow *drawn);
/* What the row is a line of; or NULL. */
const Block *draw_block_of(const DrawnRow *drawn);

/* --- draw_memo.c ------------------------------------------------------------------------------------- */

/* Before the rows of a picture: `*stays`: some of them may.  False: this picture is none to be remembered. */
bool draw_memo_begin(DrawMemo *memo, const Scene *scene, const Grid *grid, bool *stays);
/* For each row: whether it is in the grid already, and that it will be. */
bool draw_memo_holds(DrawMemo *memo, const Scene *scene, const Grid *grid, const DrawnRow *drawn, bool stays);
/* The same of a row that shows nothing. */
bool draw_memo_is_blank(DrawMemo *memo, const Grid *grid, int row, bool stays);
