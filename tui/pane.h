/* What one cell shows, laid out: whether its code is visible, and the blocks below it.
 *
 * A pane is made when its cell becomes visible and made again when something it shows has changed; a
 * PaneCache keeps those of the cells seen lately, so that neither the size of the notebook nor that of an
 * output counts while typing.  Main thread.
 */
#pragma once

#include "edit/editor.h"
#include "notebook/lexer.h"
#include "tui/block.h"
#include "tui/model.h"
#include "tui/picture.h"

/* The parts of a pane from top to bottom. */
typedef enum {
    PART_RULE,     /* one row: the upper border, the name */
    PART_CODE,     /* the lines of code, wrapped */
    PART_HIDDEN,   /* one row that stands for hidden code */
    PART_ERRORS,   /* why it cannot run */
    PART_OUTPUT,
    PART_CONSOLE,
    PART_COUNT,
} Part;

typedef struct {
    uint64_t cell;
    size_t layout; /* a number of its own for each time that the blocks were laid out */
    bool shows_code;
    bool reads;         /* and does not tell that it is hidden */
    bool is_markdown;   /* shows its own text, rendered */
    bool output_stale;  /* the output is not that of the present code, or of the run under way */
    bool console_stale;
    bool output_folded;
    Block *errors, *output, *console; /* or NULL */
    GHashTable *references; /* names in its code that other cells define (char *, owned)... */
    size_t names;           /* ...and a number of its own for each set of them */
    LexCache *lexer;
} Pane;

typedef struct PaneCache PaneCache;

/* What panes depend on besides their cell. */
typedef struct {
    const Editor *editor;
    const Model *model;
    const Notebook *cells; /* those that tracebacks speak of; NULL: the editor's own */
    int width;         /* of code and outputs */
    unsigned tab_stop; /* of code */
    bool wrap;
    int output_limit;  /* rows of an output before it is cut short */
    int picture_limit; /* rows of a picture; one is shown whole */
    int console_limit;
    size_t focus;      /* index of the cell with the cursor */
    const GArray *kept; /* of uint64_t: cells that show what they showed with the cursor; or NULL */
    bool app;          /* no code; what went wrong is told in short */
    bool reading;      /* the option */
} PaneContext;

PaneCache *pane_cache_new(void);
void pane_cache_free(PaneCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PaneCache, pane_cache_free)

/* The pane of a cell as it is now; good until the next call of pane_cache_trim. */
const Pane *pane_cache_get(PaneCache *cache, const PaneContext *context, size_t index);

/* Forgets the panes that were not asked for lately.  Between frames. */
void pane_cache_trim(PaneCache *cache);

/* What the terminal can show of pictures; panes with some are laid out again if that is something else now. */
void pane_cache_set_look(PaneCache *cache, PictureLook look);

/* Those that it has drawn: for who draws outputs elsewhere. */
Pictures *pane_cache_pictures(PaneCache *cache);

/* How many panes were laid out so far: for tests and measurements. */
size_t pane_cache_work(const PaneCache *cache);

/* The text of a cell that is nothing but mo.md("""..."""), without its indentation, or NULL. */
char *cell_markdown(const Cell *cell);
