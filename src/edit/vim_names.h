/* Names of Vim that mean nothing here: who types them is told why, and in a file for both they are passed over. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Why there is no such command, "there are no windows"; NULL: Vim has none of that name, or tarn has it. */
const char *vim_lacking(const char *word);

/* Whether Vim has an option of that name, long or short, that tarn has not. */
bool vim_has_option(const char *name, size_t length);
