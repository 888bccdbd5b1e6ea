/* How an app arranges what its cells show: marimo's layout files, and its columns.
 *
 *     g_autoptr(AppLayout) layout = app_layout_read(text, length, "layouts/nb.grid.json", &error);
 *     g_autoptr(AppLayout) columns = app_layout_columns(notebook);     // if it has such, else NULL
 *     AppPlace place = app_layout_place(layout, 3);                    // of the fourth cell
 *
 * A layout file is {"type": "grid" or "slides" or "vertical", "data": {...}}; cells in it have no names but their
 * places in the notebook.  Where marimo has more to say (heights in pixels, transitions) a terminal has no use for it.
 * Plain data; any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "notebook/notebook.h"

typedef enum {
    APP_VERTICAL, /* one cell below the other */
    APP_COLUMNS,
    APP_GRID,
    APP_SLIDES,
} AppLayoutKind;

/* Where a cell is. */
typedef struct {
    bool shown;
    bool joins;      /* of slides: it is on the slide of the cell before it */
    double x, width; /* of a grid: in its columns; of columns: `x` is the how many-th */
    double y;        /* of a grid: cells with the same begin at the same row */
} AppPlace;

typedef struct {
    AppLayoutKind kind;
    int columns;    /* of a grid, or how many there are; at least 1 */
    GArray *places; /* of AppPlace, one a cell */
} AppLayout;

void app_layout_free(AppLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AppLayout, app_layout_free)

/* NULL and an error "NAME:LINE: what is wrong" of APP_LAYOUT_ERROR if it is no layout. */
AppLayout *app_layout_read(const char *text, size_t length, const char *name, GError **error);

/* That of App(width="columns"): a cell without a column of its own goes on in the one before it, and columns come in
 * the order of their numbers.  NULL: the notebook is not of that width, or has one column alone. */
AppLayout *app_layout_columns(Notebook *notebook);

/* App(width="columns"); and the column that a cell names, -1: none, as with a number below 0. */
bool app_layout_wants_columns(Notebook *notebook);
int app_layout_column(const Notebook *notebook, size_t cell);

/* Of a cell by its index.  One that the layout does not know is not in a grid, and is a slide of its own. */
AppPlace app_layout_place(const AppLayout *layout, size_t cell);

/* App(layout_file="..."), to be freed: a path relative to the notebook's folder, or a data: URI; NULL if there is none. */
char *app_layout_file(Notebook *notebook);

#define APP_LAYOUT_ERROR (app_layout_error_quark())
GQuark app_layout_error_quark(void);
enum { APP_LAYOUT_ERROR_INVALID };
