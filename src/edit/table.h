/* Looking at a table that a cell shows: what keys have made of the view of it; for the files of src/edit alone.
 *
 * The data is in the kernel, its rows in sight are the screen's: the editor knows where the cursor is, how the rows are
 * sorted and filtered, and which of them are picked.  What it wants to be done with the data is a REQUEST_TABLE, whose
 * answer comes back through editor_table_answer().  Tables that are made of a table (the frequencies of a column) lie
 * over it, as pages of a stack.
 */
#pragma once

#include "edit/editor_private.h"

typedef struct {
    char *id, *title;
    char *element, *selection; /* of mo.ui.table, or NULL */
    bool edited;       /* `element` is a mo.ui.data_editor */
    uint64_t added;    /* so many rows there are as soon as those have come that were added; 0: as the screen knows */
    char *entry;       /* what stood in the cell, or the heading, that is being edited; or NULL */
    uint64_t row;      /* of the cursor, among the rows that are shown */
    size_t column;     /* of the cursor, among all columns */
    size_t frozen;     /* columns that stay at the left: those before this one... */
    size_t frozen_right; /* ...and at the right: so many, the last ones */
    GArray *sorts;     /* of TableSort */
    char *filter;      /* or "" */
    GHashTable *hidden; /* of columns, as pointers */
    GHashTable *widths; /* column -> the width that it was given */
    GHashTable *picked; /* of rows, or cells (table_cell_key()), uint64_t */
    char *moved;        /* those of them that the kernel is asked where they are now, table_picks.c; or NULL */
    char *away;         /* those that the filter hides, as the kernel calls them; or NULL */
    bool emptied;       /* nothing is picked, and somebody wants it so */
    char *sought;      /* or NULL */
    bool backward;
} TablePage;

struct TableState {
    GPtrArray *pages; /* of TablePage *, the one in front last */
};

void table_state_free(TableState *state);
TablePage *table_page(const Editor *editor); /* in front, or NULL */
/* Copies both; false, with an error said: not in the scratchpad, which is too low for one. */
bool table_push(Editor *editor, const EditorTable *shown, const char *title);
/* That which is an element of mo.ui; false, and a message, if the cell does not show it. */
bool table_open_element(Editor *editor, const char *element, uint64_t cell);
void table_close(Editor *editor); /* all of them */
/* What is asked in the prompt of an action, and the text that it begins with, for the caller to free. */
const char *table_label(const Action *action);
char *table_prefill(Editor *editor, const Action *action);
/* Whether there is nothing to ask for: the action itself says why. */
bool table_refuses(const Editor *editor, const Action *action);
/* The same of the actions of act_table_edit.c; NULL if it is none. */
const char *table_edit_label(const Action *action);
char *table_edit_prefill(Editor *editor, const Action *action);
bool table_edit_open(Editor *editor); /* a prompt for what is at the cursor */

/* table_picks.c: other rows than before will be shown: call it before they are, and table_ask_picks() afterwards. */
void table_move_picks(TablePage *page);
void table_ask_picks(Editor *editor);
void table_take_picks(Editor *editor, TablePage *page, const JsonValue *answer);
void table_pick_none(TablePage *page);
/* Those that are not in sight, to be told to the kernel with those that are. */
void table_write_unseen(const TablePage *page, JsonWriter *writer);

/* A row or a cell is picked, instead of the others where only one may be, or no longer. */
void table_toggle(TablePage *page, uint64_t key);

/* What the screen knows of the table in front. */
TableShape table_shape(Editor *editor);
/* A question to the kernel: the writer is within an object that has "op", "sort" and "filter"; NULL if there is no table.
 * table_ask() takes it and sends it. */
JsonWriter *table_question(Editor *editor, const char *op);
bool table_ask(Editor *editor, JsonWriter *taken);
/* "rows": those that are picked, in their order; or else `count` from the cursor on. */
/* "cells": as pairs, those that are picked, or that at the cursor. */
void table_write_cells(const TablePage *page, JsonWriter *writer);
bool table_picks_cells(const TablePage *page);
void table_write_rows(const TablePage *page, long count, JsonWriter *writer);
