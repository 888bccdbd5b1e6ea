/* Pieces of an HTML page.  Whatever text goes in, no markup comes out but what is made here: not from a cell's output,
 * not from Markdown, not from a link.  Nothing in it needs the network or a script.
 */
#pragma once

#include <stddef.h>

#include <glib.h>

#include "notebook/output.h"

/* Text as text, also between double quotes; bytes that are no UTF-8 and control characters become U+FFFD. */
void html_add_text(GString *html, const char *bytes, size_t length);
void html_add_string(GString *html, const char *text);

/* `<span class="NAME">text</span>`; NULL or "" adds nothing. */
void html_add_span(GString *html, const char *name, const char *text);

/* Code in a <pre>, Python highlighted. */
void html_add_code(GString *html, const char *code, size_t length, const char *language);

/* Markdown without its raw HTML, links only to where reading leads (http, https, mailto, within the page), pictures
 * only those that are in the text. */
void html_add_markdown(GString *html, const char *text, size_t length);

/* Lines with colours, in a <pre>; nothing if there are none. */
void html_add_styled(GString *html, const StyledText *text);

/* The same from text with SGR escapes; other escapes are dropped. */
void html_add_ansi(GString *html, const char *text);

/* How the cells of a page are called in it: `number` of an id from 1, 0 if it is not on the page. */
typedef struct {
    gconstpointer self;
    guint (*number)(gconstpointer self, uint64_t cell);
} HtmlCells;

/* An output; `cells` may be NULL. */
void html_add_node(GString *html, const Node *node, const HtmlCells *cells);
