/* What snippets.c and snippet_session.c share. */
#pragma once

#include "edit/snippets.h"

/* A place that is being filled in. */
typedef struct {
    int number, parent; /* parent: that it is in, or -1 */
    Pos start, end;
} Stop;

struct SnippetState {
    SnippetSet *set; /* NULL: not read yet */
    char *paths;     /* the option, when it was */
    GArray *stops;   /* of Stop, in the order of the text; none: nothing is being filled in */
    guint current;   /* of those */
    bool fresh;      /* what it says goes with the first letter that is typed */
    uint64_t generation; /* of the notebook that they are places of */
};

SnippetState *snippet_state_of(Editor *editor);
