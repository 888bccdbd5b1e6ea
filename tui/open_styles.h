/* How text is to look within what is open: spans of Markdown, headings, cells of tables.
 *
 *     OpenStyles *styles = open_styles_new();
 *     open_styles_push(styles, MD_SPAN_EM, STYLE_EMPHASIS, 0);
 *     ... open_styles_now(styles) ...
 *     open_styles_close(styles, MD_SPAN_EM);
 *
 * A block (OPEN_BLOCK) ends with all spans in it.  Plain data; one thread.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "tui/style.h"

typedef struct OpenStyles OpenStyles;

enum { OPEN_BLOCK = -1 }; /* no span: a heading or a cell */

OpenStyles *open_styles_new(void);
void open_styles_free(OpenStyles *styles);

Style open_styles_now(const OpenStyles *styles);
/* STYLE_TEXT: the role stays that of what is around it. */
void open_styles_push(OpenStyles *styles, int kind, StyleRole role, uint8_t attributes);
/* Leads to `target` (taken), block_link `link`; the innermost that is open has it. */
void open_styles_set_link(OpenStyles *styles, char *target, uint8_t link);
/* Where the span leads that would be closed now, or NULL. */
const char *open_styles_target(const OpenStyles *styles, int kind);
/* Closes the innermost of that kind, and what is open in it; false if none is open in this block. */
bool open_styles_close(OpenStyles *styles, int kind);
/* Closes what is open in the block. */
void open_styles_close_spans(OpenStyles *styles);
