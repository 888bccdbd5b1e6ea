/* Texts in the reports of runs without a screen: the same from run to run, and what marimo's judge calls them. */
#pragma once

#include <glib.h>

/* Without " at 0x7f..."; `length` -1: up to its end.  The caller frees it. */
char *headless_text(const char *text, gssize length);

/* What represents a value: the same, and cut after 1000 characters, where "…" stands then.  The caller frees it. */
char *headless_repr(const char *text);
