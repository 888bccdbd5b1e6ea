/* The text of HTML: what marimo saved of an output, for those that cannot lay it out.
 *
 *     g_autofree char *text = html_to_text("<p>a <b>b</b></p><ul><li>c</ul>");      // "a b\n• c"
 *
 * No browser: blocks begin on new lines, cells of a table are divided by blanks, what is in a <pre> stays as it is,
 * scripts and styles are left out, and marimo's own elements are named.  Any bytes give some text.
 */
#pragma once

/* The caller frees it. */
char *html_to_text(const char *html);
