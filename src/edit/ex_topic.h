/* What `:help` says of things that are no action, key, command or option: the sections of the manual pages, which are compiled
 * in.  For ex_help.c. */
#pragma once

#include <glib.h>

/* The sections that a topic means ("widgets", "run modes", "sql"), ready for the page; NULL if there are none. */
GString *ex_topic(const char *topic);

/* Adds their names to `words` (of char *). */
void ex_topic_names(GPtrArray *words);

/* man/NAME.scd as they are written. */
extern const char MANUAL_TARN[], MANUAL_KEYS[], MANUAL_CONFIG[], MANUAL_FORMAT[];
