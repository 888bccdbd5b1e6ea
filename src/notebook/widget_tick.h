/* refresh: an interval, and how often it ticked: "5s (3)", as marimo's front end says it. */
#pragma once

#include "notebook/widget.h"

char *widget_tick_press(const Widget *widget);             /* once more */
char *widget_tick_step(const Widget *widget, long count); /* once more, by another of the intervals; the first is none */
char *widget_tick_line(const Widget *widget);
