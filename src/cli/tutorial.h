/* The notebooks of man/tutorials, compiled in. */
#pragma once

#include "tui/app.h"

extern const char TUTORIAL_TOUR[], TUTORIAL_API[], TUTORIAL_FRAMES[], TUTORIAL_MACHINE[];

typedef struct {
    const char *name, *title, *help;
    /* For AppOptions.load: of no path the tutorial.  It has no file: what is tried in it goes nowhere unless it is
     * saved under a name. */
    Notebook *(*load)(const char *path, AppRead *read, GError **error);
} Tutorial;

/* The first is that which one begins with; ends with a row without a name. */
extern const Tutorial TUTORIALS[];

const Tutorial *tutorial_find(const char *name); /* or NULL */
char *tutorial_names(void);                      /* "tour, api, ...", the caller's */
