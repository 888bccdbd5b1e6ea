/* Matches among lines that are no notebook's: of a page, of a panel.
 *
 *     find_do(&found, editor, request, &(FindLines){line_of, self, count}, top);     // REQUEST_FIND
 *     if (found.any) ... found.line, found.start; "3 of 17" is found.at, found.total
 *
 * Main thread.
 */
#pragma once

#include "edit/apart.h"

typedef struct {
    bool any;           /* it is at a match... */
    bool begun;         /* ...or looks for one: matches are shown */
    size_t line, start; /* ...here */
    guint at, total;    /* from 1 */
    size_t origin;      /* where it began */
} Found;

typedef struct {
    TextLine (*line)(gconstpointer self, size_t line);
    gconstpointer self;
    size_t count;
} FindLines;

/* Does REQUEST_FIND; `here`: the line that one looks at.  The line that is to be looked at now. */
size_t find_do(Found *found, Editor *editor, const Request *request, const FindLines *lines, size_t here);
/* "3 of 17", or "" if nothing is sought; the caller frees it. */
char *find_count(const Found *found);
