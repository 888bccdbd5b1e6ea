/* What a table on the screen is made of: tables.c asks, tables_take.c takes what came. */
#pragma once

#include "tui/tables.h"

struct Tables {
    char *id, *spec;       /* what the rows are of: the table; how it is sorted and filtered */
    uint64_t numbers;      /* of questions, so far; odd ones are the editor's */
    uint64_t asked;        /* the one that is awaited, or 0 */
    guint open;            /* questions of the editor's that are not answered */
    bool asked_heads;      /* that is about the heads */
    char *asked_id, *asked_spec;
    int64_t total;         /* -1: not counted */
    size_t width;          /* columns of the table */
    char *title, *error;
    uint64_t first;        /* of the rows that are here */
    GPtrArray *rows;       /* of char **, a text or NULL a column */
    GPtrArray *columns;    /* of TableColumn *: those that are here */
    GHashTable *widest;    /* column -> columns of the screen it was wide before: it does not jump while scrolling */
    GHashTable *heads;     /* column -> TableColumn * with what is known of it */
    uint64_t top;          /* first row on the screen */
    size_t left;           /* first column behind the frozen ones */
    int height, room;      /* of the screen */
    size_t drawn;
    bool outdated;         /* what is here is to be asked anew, and shown until that has come */
};
