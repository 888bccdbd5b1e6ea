/* Making events, and the requests behind the functions of engine.h.  For the engine's own files. */
#pragma once

#include "engine/engine.h"

EngineEvent *engine_event_new(EngineEventKind kind, uint64_t cell);
CellError *cell_error_new(const char *kind, const char *message, char *const *names);
GPtrArray *cell_errors_new(void);
GPtrArray *engine_places_new(void); /* of EnginePlace *, owned */
EngineEdits *engine_edits_new(const char *title);

typedef enum {
    ENGINE_DO_OPEN,
    ENGINE_DO_EDIT,
    ENGINE_DO_RESTRUCTURE,
    ENGINE_DO_RUN,
    ENGINE_DO_SCRATCH,
    ENGINE_DO_LOOKUP,
    ENGINE_DO_FORMAT,
    ENGINE_DO_COMPARE, /* text: a revision, or NULL */
    ENGINE_DO_LSP,
    ENGINE_DO_DESCRIBE,
    ENGINE_DO_ASK_TOOL,
    ENGINE_DO_TAKE_ACTION,
    ENGINE_DO_SETTLE_EDITS,
    ENGINE_DO_TRUST,
    ENGINE_DO_CHECKPOINT,
    ENGINE_DO_ROLL_BACK,
    ENGINE_DO_SET_CHECKPOINTS,
    ENGINE_DO_VARIABLES,
    ENGINE_DO_SOURCES,
    ENGINE_DO_PACKAGES,
    ENGINE_DO_USES,
    ENGINE_DO_INTERRUPT,
    ENGINE_DO_RESTART,
    ENGINE_DO_AUTO_RELOAD,
    ENGINE_DO_SET_TESTS,
    ENGINE_DO_SET_LAZY,
    ENGINE_DO_OUTLIVE,
    ENGINE_DO_SAVE,
    ENGINE_DO_WRITE,
    ENGINE_DO_EXPORT, /* text: the name of a format */
    ENGINE_DO_UNDO,
    ENGINE_DO_NAME,
    ENGINE_DO_TYPE,
    ENGINE_DO_WIDGET,
    ENGINE_DO_TABLE,
    ENGINE_DO_RESIZE,
    ENGINE_DO_REREAD,
    ENGINE_DO_CONFLICTS,
    ENGINE_DO_ANSWER, /* flag: what the journal offered was taken; otherwise it is not wanted */
    ENGINE_DO_STOP,
} EngineDo;

typedef struct {
    EngineDo kind;
    NotebookSnapshot *notebook;
    CellSnapshot *cell;
    char *path;
    uint64_t number; /* of a question, or of an action */
    char *text; /* bytes to type; a widget's value; a question; code for the scratchpad */
    size_t length;
    char *id;
    char **strings; /* SOURCES */
    GArray *cells;
    GPtrArray *results; /* of CellResult *: EXPORT; or NULL */
    GPtrArray *origins; /* of CellSnapshot *: REREAD, CONFLICTS: of cells that nobody decided about */
    EngineRun run;
    int columns, rows;
    AutoReload auto_reload;
    uint64_t cell_id;
    Lookup lookup;
    int ticket;
    ToolQuestion tool;
    EngineSpan span; /* ASK_TOOL */
    EditsTaken taken;
    int64_t seconds; /* OUTLIVE, SET_CHECKPOINTS */
    int64_t most, megabytes;
    HistoryImage *undo; /* SAVE: to be kept with it, or NULL... */
    bool whole;         /* ...and whether what earlier sessions kept is in it */
    GBytes *read; /* OPEN, REREAD: what the file held when it was read; of OPEN if `flag` */
    bool flag;    /* RUN: and test; SET_TESTS, SET_LAZY; SAVE: force; STOP: the journal may go; REREAD: the editor has more than that */
} EngineRequest;

/* The answer to UNDO. */
typedef struct {
    HistoryImage *image; /* or NULL */
    char *why;           /* not; or NULL */
} KeptTree;
void kept_tree_free(gpointer tree);

EngineRequest *engine_request_new(EngineDo kind);
void engine_request_free(gpointer request);
