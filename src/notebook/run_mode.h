/* When a cell runs of itself: said in its first line, so that it is kept by every program that keeps comments.
 *
 *     # tarn: run=manual
 *     model = train(data)
 *
 * marimo keeps the comment through loading and saving, and runs the cell as any other.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef enum {
    RUN_MODE_AUTO,    /* whenever what it reads has changed; the comment is left out */
    RUN_MODE_MANUAL,  /* only when it is asked for; until then it is stale, and what reads it is */
    RUN_MODE_CONFIRM, /* the same, but the person is asked when it would have run */
} RunMode;

#define RUN_MODE_COUNT 3
extern const char *const RUN_MODE_NAMES[RUN_MODE_COUNT]; /* as in the comment */

/* Of a cell's code, which may have more lines than the first. */
RunMode run_mode_of(const char *code, size_t length);

/* Whether the first line is such a comment; another mode's comment is to replace it, "auto" to remove it. */
bool run_mode_is_said(const char *code, size_t length);

/* Whether two codes are the same but for that comment, which changes nothing of what a run does. */
bool run_mode_is_all_that_differs(GBytes *code, GBytes *other);
