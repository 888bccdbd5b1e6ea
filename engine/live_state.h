/* Of live.c and live_links.c alone. */
#pragma once

#include "engine/engine_event.h"
#include "engine/live.h"
#include "engine/live_findings.h"

typedef struct {
    CellSnapshot *code;
    Analysis *analysis; /* maybe of an older revision, or NULL */
    bool queued;
    bool links_noted;
    bool lingers; /* the graph has its last text that parsed */
    bool has_errors; /* was told to have some */
    int place; /* on the page, from 1 */
    guint seen;
} LiveCell;

struct Live {
    LiveTell *tell;
    gpointer self;
    Analyzer *analyzer;
    AnalysisStore *known; /* or NULL */
    guint analysed;
    Graph *graph;
    GHashTable *cells; /* &code->id is not stable, so keys are owned -> LiveCell, owned */
    GArray *page;
    uint64_t setup;
    GQueue queue;    /* of cell ids, owned */
    GArray *noted;   /* of cell ids whose links are to be told... */
    guint told;      /* ...but for so many at the beginning */
    guint unnoted;   /* cells that were looked at and are not among these */
    GArray *lingering;   /* ids of cells; those that linger no more are among them */
    gint64 linger_until; /* monotonic, microseconds */
    GArray *faulty;  /* cells whose syntax errors came, changed or went */
    Findings *findings;
    GArray *found;   /* cells whose findings may have changed */
    guint sweep;
};

LiveCell *live_find(const Live *live, uint64_t cell); /* or NULL */

/* The links of a cell and of its neighbours are to be told. */
void live_note_around(Live *live, uint64_t cell);

/* Gives the graph the newest analysis of a cell, and notes whose links are others by it. */
void live_link(Live *live, LiveCell *cell);

/* Whether a cell keeps the links that it has; false: it parses, or never did. */
bool live_linger(Live *live, LiveCell *cell);

void live_tell_links(Live *live, uint64_t cell);
