/* The mouse in what a cell shows; in the code it is editor_point(). */
#pragma once

#include "edit/editor.h"

/* The cursor goes into what a cell shows; false: it shows nothing, or keys go where clicks lead nowhere. */
bool editor_enter_output(Editor *editor, uint64_t cell);
/* editor_point() in there, at a place of its text. */
bool editor_point_output(Editor *editor, PointHow how, Pos pos);
