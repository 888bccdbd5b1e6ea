/* matrix: numbers in rows and columns; for widget.c alone.  Its parts are the numbers, row by row. */
#pragma once

#include "notebook/widget.h"

unsigned widget_matrix_parts(const Widget *widget);
unsigned widget_matrix_columns(const Widget *widget);
char *widget_matrix_step(const Widget *widget, unsigned part, long count);
char *widget_matrix_edge(const Widget *widget, unsigned part, bool last);
char *widget_matrix_enter(const Widget *widget, unsigned part, const char *text, const char **why);
char *widget_matrix_text(const Widget *widget, unsigned part);
char *widget_matrix_lines(const Widget *widget); /* a row each, below the names of the columns */
void widget_matrix_place(const Widget *widget, unsigned part, int *row, int *from, int *to);
