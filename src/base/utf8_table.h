/* Data for utf8.c and the patterns of regex_class.c; see utf8_table.c. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

typedef struct {
    uint32_t first, last;
    uint32_t class;
} Utf8ClassRange;

typedef struct {
    uint32_t first, last;
} Utf8Range;

extern const Utf8ClassRange utf8_class_table[]; /* sorted */
extern const size_t utf8_class_count;
extern const Utf8Range utf8_ambiguous_table[]; /* sorted */
extern const size_t utf8_ambiguous_count;
