/* What the files of the undo tree share: its parts.  For src/notebook/history*.c alone. */
#pragma once

#include "notebook/history.h"

typedef enum { CHANGE_TEXT, CHANGE_PUT, CHANGE_TAKE, CHANGE_MOVE, CHANGE_NAME, CHANGE_CONFIG, CHANGE_OPTION } ChangeKind;

/* One change, as it was done; undoing swaps what is kept with what is there. */
typedef struct {
    ChangeKind kind;
    Pos start;
    LineChange lines;
    GString *removed, *inserted;
    size_t index, to;
    Cell *cell; /* owned while it is out of the notebook */
    char *name;  /* of the cell, or of the option */
    char *value; /* of the option; NULL: there was none */
    CellConfig config;
} Change;

typedef struct Step Step;
struct Step {
    Step *parent;
    GPtrArray *children; /* of Step *, owned, newest last; NULL if none */
    GPtrArray *changes;  /* of Change *, owned, in order */
    Pos cursor;          /* before the first change */
    uint64_t before, after; /* generations of the contents */
    size_t number;       /* in the order in which steps were made; the root is 0 */
    int64_t time;        /* when it was made: microseconds */
    uint32_t saved;      /* the number of the save of what it led to; 0: it was not saved */
    bool kept;           /* of an earlier session: what it says is looked at before it is believed */
    gpointer note;       /* of who uses it; or NULL */
    GBytes *record;      /* history_record.h: as it is kept; NULL: made when somebody wants it */
};

typedef struct {
    uint64_t generation, content;
} Alias;

struct History {
    Step *root, *now;
    GPtrArray *steps; /* of Step *, by number */
    bool open;      /* `now` still grows */
    bool replaying;
    Pos cursor;
    HistoryNoter noter; /* or NULL */
    gpointer noter_self;
    bool misfit;    /* a kept step did not fit, and nobody has asked yet */
    uint32_t saves; /* so far */
    uint64_t unseen; /* contents that this session never saw have generations from here on: no notebook comes to them */
    GArray *aliases; /* of Alias, by generation: contents that came back */
};

/* Only a beginning is there, of this content; what is known of contents stays. */
void history_begin(History *history, uint64_t content);
void history_change_free(gpointer change);
Step *history_step_new(Step *parent);
/* With all that was built upon it. */
void history_step_free_all(Step *step);
void history_add_child(Step *parent, Step *child); /* redo leads to the one that came last */
/* What was built upon this step is all that is left: what was before it is forgotten. */
void history_cut(History *history, Step *root);
/* A step is forgotten, with all that was built upon it; none of that is what is there now. */
void history_drop(History *history, Step *step);
