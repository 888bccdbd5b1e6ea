/* Elements that pick numbers; for widget.c alone.  As Radix's slider and marimo's number field do it. */
#pragma once

#include "notebook/widget.h"

char *widget_number_step(const Widget *widget, unsigned part, double count);
char *widget_number_edge(const Widget *widget, unsigned part, bool last);
char *widget_number_enter(const Widget *widget, unsigned part, const char *text, const char **why);
char *widget_number_text(const Widget *widget, unsigned part);
char *widget_number_line(const Widget *widget);
/* Of the line along which a slider moves: the value there, of the end that is nearer (`drag`: of `*part`). */
char *widget_number_at(const Widget *widget, int column, bool drag, unsigned *part);
void widget_number_columns(const Widget *widget, unsigned part, int *from, int *to);

/* The shortest text that reads as the same number, as JavaScript and Python write it. */
char *widget_number_shortest(double number);
int widget_number_decimals(double number);
double widget_number_rounded(double number, int decimals);
