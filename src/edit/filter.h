/* A shell command that is given lines and prints others: `:r !`, `:w !`, `:'<,'>!`.
 *
 *     g_autofree char *output = filter_run("sort", input, &(FilterLimits){16 << 20, 10}, &status, &error);
 *
 * Its errors are part of what it prints.  It is waited for, but not for ever, and what it prints has a limit.
 * Main thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef enum { FILTER_ERROR_FAILED, FILTER_ERROR_TIME, FILTER_ERROR_SIZE } FilterError;
#define FILTER_ERROR (filter_error_quark())
GQuark filter_error_quark(void);

typedef struct {
    size_t bytes;
    unsigned seconds;
} FilterLimits;

/* `input` may be NULL: none.  Returns what was printed, up to a NUL, and the exit code; NULL with an error if
 * the command did not start or was stopped. */
char *filter_run(const char *command, GBytes *input, const FilterLimits *limits, int *code, GError **error);
