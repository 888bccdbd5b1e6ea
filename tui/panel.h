/* The panel beside the notebook: one list of rows, of several kinds, that leads to places in the notebook.
 *
 *     panel_update(panel, editor, model, 24, 80);     // before each frame, and before view_update
 *     Layout layout = panel_layout(panel);
 *     draw_panel(...);
 *
 * The rows are made anew only when what they tell has changed, and only while the panel is shown.  The editor's requests
 * (edit/panel.h) end here.  What an interpreter is asked for comes when it comes: until then the rows are as before.  Main
 * thread.
 */
#pragma once

#include "edit/editor.h"
#include "tui/block.h"
#include "tui/layout.h"
#include "tui/model.h"

typedef enum {
    PANEL_NONE,
    PANEL_ERRORS,
    PANEL_GRAPH,
    PANEL_MESSAGES,
    PANEL_OUTLINE,
    PANEL_PACKAGES,
    PANEL_REFERENCES,
    PANEL_SCRATCH, /* which has no rows: scratch.h */
    PANEL_SOURCES,
    PANEL_VARIABLES,
    PANEL_KINDS,
} PanelKind;

typedef struct {
    BlockLine *line;
    uint64_t cell; /* id of where it leads, or 0... */
    size_t at;     /* ...and the line of the cell, from 0... */
    size_t byte;
    char *name;    /* ...or to where the cell defines this; or NULL */
    char *path;    /* or a file, of which `at` is the line; or NULL */
    char *source;  /* of PANEL_SOURCES: the row's path in the tree... */
    char fold;     /* ...'+': more is below it, '-': that is shown, 0: nothing is... */
    int depth;
    char *code;    /* ...and a cell that shows it, or NULL */
} PanelRow;

typedef struct Panel Panel;

Panel *panel_new(void);
void panel_free(Panel *panel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Panel, panel_free)

/* Does REQUEST_PANEL..., REQUEST_LIST_STEP and REQUEST_REFERENCES; false: it is another request. */
bool panel_do(Panel *panel, Editor *editor, const Model *model, const Request *request);

/* Shows places as references, of EnginePlace *: takes them. */
void panel_show_places(Panel *panel, Editor *editor, const Model *model, GPtrArray *places);

/* For a screen of that size; `tabs`: a line of it is taken. */
void panel_update(Panel *panel, const Editor *editor, const Model *model, int rows, int columns, bool tabs);

Layout panel_layout(const Panel *panel);   /* as of the last panel_update() */
PanelKind panel_shown(const Panel *panel); /* PANEL_NONE: it is not on the screen */
bool panel_shows(const Panel *panel, PanelKind kind); /* unless a page is over it: it is open and this */
Rect panel_content(const Panel *panel); /* the panel without its title and its border */
const char *panel_title(const Panel *panel);
const GPtrArray *panel_rows(const Panel *panel); /* of PanelRow * */
size_t panel_chosen(const Panel *panel);

size_t panel_top(const Panel *panel); /* the first row in sight */

/* The mouse on the panel: rows down; a click on a row of the panel's area, its title being 0. */
void panel_wheel(Panel *panel, int rows);
void panel_press(Panel *panel, Editor *editor, int row);

/* The line between it and the notebook, at a place of the screen; it is drawn to another place. */
bool panel_has_border(const Panel *panel, int row, int column);
void panel_draw_border(Panel *panel, int row, int column);

/* Asks the interpreter what the panel tells of it, if that is due: once after each run, and change of the panel. */
bool panel_ask(Panel *panel, const Model *model, Engine *engine);
