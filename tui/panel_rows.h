/* What the panels tell, as rows; for panel.c.  Main thread. */
#pragma once

#include "tui/panel.h"

typedef struct {
    const Editor *editor;
    const Model *model;
    const char *name; /* of PANEL_REFERENCES, or... */
    const GPtrArray *places; /* ...of EnginePlace *; or NULL */
} PanelSource;

/* Rows, of PanelRow *; `current` becomes the row of the place where the cursor is, if the kind knows one. */
typedef void (*PanelMaker)(const PanelSource *source, GPtrArray *rows, size_t *current);
extern const PanelMaker PANEL_MAKERS[PANEL_KINDS];

GPtrArray *panel_rows_new(void);
PanelRow *panel_row_add(GPtrArray *rows, uint64_t cell, size_t at);
void panel_row_text(PanelRow *row, StyleRole role, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* One row that says why the interpreter has not answered yet. */
void panel_tell_why_not(const PanelSource *source, GPtrArray *rows);

/* A text in its column, cut if it is too long. */
void panel_row_column(PanelRow *row, const char *text, int width, StyleRole role);

void panel_make_packages(const PanelSource *source, GPtrArray *rows, size_t *current); /* panel_packages.c */
void panel_make_variables(const PanelSource *source, GPtrArray *rows, size_t *current); /* panel_variables.c */
void panel_make_sources(const PanelSource *source, GPtrArray *rows, size_t *current);   /* panel_sources.c */
void panel_make_graph(const PanelSource *source, GPtrArray *rows, size_t *current);     /* panel_graph.c */

/* The cell that shows what a row of PANEL_SOURCES speaks of goes below the cursor's, the cursor into it; false: there is
 * none. */
bool panel_insert_source(const PanelRow *row, Editor *editor, const Model *model);
