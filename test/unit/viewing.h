/* An editor and what is seen of it, without an engine and a terminal; for unit tests.
 *
 *     g_autoptr(Viewing) desk = viewing_new(notebook, 24, 80);
 *     viewing_type(desk, "jjzz");                // drawn before each key, and behind the last
 */
#pragma once

#include "tui/draw.h"

typedef struct {
    Editor *editor;
    Model *model;
    View *view;
    Grid *grid;
} Viewing;

Viewing *viewing_new(Notebook *taken, int rows, int columns);
void viewing_free(Viewing *viewing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Viewing, viewing_free)

void viewing_draw(Viewing *viewing);
void viewing_type(Viewing *viewing, const char *keys);

/* Cell `index`, from 0, of those that tests are made of: "x1 = 1", and "x1" below it; the caller frees it. */
char *viewing_code(size_t index);
