/* The notebooks of man/tutorials, compiled in. */
#pragma once

#include "tui/app.h"

extern const char TUTORIAL_TOUR[], TUTORIAL_FIRST[], TUTORIAL_API[], TUTORIAL_FRAMES[], TUTORIAL_MACHINE[];

typedef struct {
    const char *name, *title, *help;
    /* For AppOptions.load: of no path the tutorial.  It has no file: what is tried in it goes nowhere unless it is
     * saved under a name. */
    Notebook *(*load)(const char *path, AppRead *read, GError **error);
} Tutorial;

/* The first is that which one begins with; ends with a row without a name. */
extern const Tutorial TUTORIALS[];

const Tutorial *tutorial_find(const char *name); /* or NULL */
/* The first one as it is for a keymap without modes that comes with tarn; NULL: there is none for that. */
const Tutorial *tutorial_for_keymap(const char *keymap);
char *tutorial_names(void);                      /* "tour, api, ...", the caller's */
