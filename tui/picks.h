/* What the picker (edit/picker.h) offers of the notebook and of the disk.  Main thread. */
#pragma once

#include "edit/editor.h"
#include "tui/model.h"
#include "tui/walk.h"

/* Does REQUEST_PICK of cells, outline and notebooks; `walk` becomes what picks_go_on() takes the notebooks from.
 * False: it is another request. */
bool picks_do(Editor *editor, const Model *model, const Request *request, Walk **walk);

/* Some more notebooks; the walk is over, and NULL, when all are found or nobody waits for them. */
void picks_go_on(Editor *editor, Walk **walk);

/* A cell in one line: its name, its definitions, the first line that says something; the caller frees them. */
void picks_describe_cell(const Editor *editor, const Model *model, size_t cell, char **name, char **more);
