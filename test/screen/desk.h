/* The editor, its view and an engine without a terminal: what tui/app.c is on one, for the screen cases.
 *
 *     Desk *desk = desk_new(notebook);
 *     desk_start_engine(desk, true);
 *     desk_key(desk, key);
 *     desk_settle(desk);
 *     draw(desk_scene(desk), grid)
 *
 * What differs from run to run is made the same: a finished run took 12 ms, or 0 if it took none, a running one
 * began at the desk's clock, and the interpreter has one version.
 */
#pragma once

#include "edit/editor.h"
#include "tui/draw.h"
#include "tui/theme.h"
#include "tui/tools.h"

typedef struct {
    Editor *editor;
    View *view;
    Model *model;
    Panel *panel;
    Scratch *scratch;
    Tools *tools;
    bool marks; /* the name at the cursor, as after a while without a key */
    char **tabs; /* as if there were several notebooks, the first of them shown; or NULL */
    Engine *engine; /* or NULL */
    Grid *grid;
    DrawMemo *memo; /* of it */
    Grid *before, *anew; /* the picture before it; the same picture without the memo */
    Theme *theme;   /* or NULL: pictures name styles, not colours */
    ColourDepth depth;
    int rows, columns;
    double elapsed;  /* seconds that a running cell has been running */
    double cost;     /* seconds that each cell that has run is expected to take */
    uint64_t sent_generation;
    int sent_columns;
} Desk;

Desk *desk_new(Notebook *notebook); /* takes it */
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

/* With an interpreter, or for analysis alone. */
void desk_start_engine(Desk *desk, bool python);

/* Beside a language server, test/pty/lsp_fake.py with these options. */
void desk_start_server(Desk *desk, const char *options);

void desk_key(Desk *desk, Key key);
void desk_paste(Desk *desk, const char *text);

/* The picture as it is now; stays the desk's. */
const Grid *desk_draw(Desk *desk);

/* Waits until the engine has nothing to do; until the picture shows a text.  False if it takes forever. */
bool desk_await_idle(Desk *desk);
bool desk_await_text(Desk *desk, const char *text);
