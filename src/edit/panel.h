/* Panels beside the notebook: what keys ask of them.  What they show is made by tui/panel.c.
 *
 * `:panel NAME` and keys open one; in MODE_PANEL keys go through its rows.  All is a request, since the editor knows no
 * rows.  Main thread.
 */
#pragma once

#include "edit/editor.h"

/* Their names, for `:panel`; ends with NULL. */
extern const char *const PANEL_NAMES[];

/* Keys go to the panel; back to the notebook. */
void editor_enter_panel(Editor *editor);
void editor_leave_panel(Editor *editor);
