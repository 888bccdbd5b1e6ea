/* Script metadata (PEP 723) as marimo compares them. */
#pragma once

/* The metadata in the header of a notebook as JSON with sorted keys; NULL if there are none, or not good ones.
 * The caller frees it. */
char *analyzer_metadata(const char *header);
