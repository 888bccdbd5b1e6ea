/* A growing string for the JSON and the representations that the kernel makes.  libc only, no Python.
 *
 * Without memory it is `failed` and stays as it was; the last reader looks, not every writer. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *bytes; /* no NUL at the end */
    size_t length, capacity;
    bool failed;
} Text;

void text_add(Text *text, const char *bytes, size_t length);
void text_add_string(Text *text, const char *string);
void text_add_int(Text *text, int64_t number);

/* A JSON string with its quotes; the bytes are UTF-8. */
void text_add_json(Text *text, const char *bytes, size_t length);

/* Makes it at most `length` bytes long, cutting no character in two. */
void text_cut(Text *text, size_t length);

void text_free(Text *text);
