/* Elements that pick dates and times; for widget.c alone. */
#pragma once

#include "notebook/widget.h"

unsigned widget_date_parts(const Widget *widget);
char *widget_date_step(const Widget *widget, unsigned part, long count);
char *widget_date_enter(const Widget *widget, unsigned part, const char *text, const char **why);
char *widget_date_text(const Widget *widget, unsigned part);
char *widget_date_line(const Widget *widget);
void widget_date_columns(const Widget *widget, unsigned part, int *from, int *to);
