/* The elements of mo.ui that cells show, by id: what each showed last, and what a person chose that the interpreter
 * has not confirmed yet.
 *
 *     widgets_show(widgets, cell, before, output);        // a cell shows something else
 *     widgets_choose(widgets, id, "5");                   // shown at once
 *     widgets_confirm(widgets, id, "5", output);          // the interpreter has taken it
 *
 * An element may be shown by several cells, and change without any of them running: so its newest node counts,
 * wherever it came from.  Part of the model; main thread.
 */
#pragma once

#include "notebook/output.h"
#include "notebook/widget.h"

typedef struct Widgets Widgets;

Widgets *widgets_new(void);
void widgets_free(Widgets *widgets);

/* A cell shows `after` instead of `before`; each may be NULL. */
void widgets_show(Widgets *widgets, uint64_t cell, Output *before, Output *after);

void widgets_choose(Widgets *widgets, const char *id, const char *json);
/* `shown` NULL: the interpreter knows no such element. */
void widgets_confirm(Widgets *widgets, const char *id, const char *json, Output *shown);
void widgets_lose_all(Widgets *widgets); /* the interpreter is gone, and with it what it made */

/* The cells that show the element: array of uint64_t, or NULL. */
const GArray *widgets_cells(const Widgets *widgets, const char *id);

/* What is to be drawn in the place of a node: itself, or what the element showed last. */
const Node *widgets_node(const Widgets *widgets, const Node *node);

/* The node that an element showed last, or NULL. */
const Node *widgets_find(const Widgets *widgets, const char *id);
/* The value that the screen shows: chosen, or what the node says. */
Widget widgets_value(const Widgets *widgets, const Node *node);
guint widgets_front(const Widgets *widgets, const Node *node); /* which of the tabs is in front */
bool widgets_is_open(const Widgets *widgets, const Node *node); /* a section of an accordion */
bool widgets_is_lost(const Widgets *widgets, const char *id);
bool widgets_is_pending(const Widgets *widgets, const char *id);

/* Calls back with each element in a tree that keys may operate, in the order in which they are drawn. */
typedef void (*WidgetsEach)(const Node *node, gpointer data);
void widgets_each(const Widgets *widgets, const Node *root, WidgetsEach each, gpointer data);

/* Calls back with each element that cells show, in no order: by which of them, and its value now. */
typedef void (*WidgetsEachValue)(const char *id, uint64_t cell, const Widget *widget, gpointer data);
void widgets_each_value(const Widgets *widgets, WidgetsEachValue each, gpointer data);

uint64_t widgets_changes(const Widgets *widgets); /* grows with whatever they show */
