/* Addresses that a text may lead to, on terminals that know of such (OSC 8).  Bytes only. */
#pragma once

#include <stdbool.h>

#include <glib.h>

/* As it may be sent to a terminal: of a kind that no terminal runs (http, https, file, mailto), in printable ASCII, not
 * too long; NULL: it may not.  The caller frees it. */
char *link_clean(const char *address);

/* What follows leads there; glyphs with the same number are one link.  NULL: nowhere. */
void link_add(GString *bytes, const char *address, unsigned number);
