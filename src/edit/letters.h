/* The labels over what is in sight, each of which is the key that goes there. */
#pragma once

#include "edit/editor.h"

/* In the order of the fingers; the first for what is nearest. */
extern const char EDITOR_LABELS[];

/* The next key names an element of mo.ui: labels are to be painted over them.  The labels in their order, or NULL. */
const char *editor_widget_labels(const Editor *editor);

/* The next key names a place in the code: each that has a label, and the byte behind its letters, over which that is to be
 * painted.  Calls back for none if no such key is awaited. */
typedef void (*LabelFunc)(Pos pos, size_t behind, char label, gpointer data);
void editor_each_label(const Editor *editor, LabelFunc func, gpointer data);
