#include "notebook/run_mode.h"

#include <string.h>

const char *const RUN_MODE_NAMES[RUN_MODE_COUNT] = {"auto", "manual", "confirm"};

static void skip_blanks(const char **at, const char *end)
{
    while (*at < end && (**at == ' ' || **at == '\t'))
        ++*at;
}

static bool skip_word(const char **at, const char *end, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(end - *at) < length || memcmp(*at, word, length) != 0)
        return false;
    *at += length;
    skip_blanks(at, end);
    return true;
}

/* The mode, or -1. */
static int read_comment(const char *code, size_t length)
{
    static const char *const WORDS[] = {"#", "tarn:", "run", "="};
    const char *newline = length > 0 ? memchr(code, '\n', length) : NULL;
    const char *at = code, *end = newline ? newline : code + length;
    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        if (!skip_word(&at, end, WORDS[i]))
            return -1;
    }
    for (int mode = 0; mode < RUN_MODE_COUNT; mode++) {
        const char *behind = at;
        if (skip_word(&behind, end, RUN_MODE_NAMES[mode]) && (behind == end || *behind == '\r'))
            return mode;
    }
    return -1;
}

RunMode run_mode_of(const char *code, size_t length)
{
    int mode = read_comment(code, length);
    return mode < 0 ? RUN_MODE_AUTO : (RunMode)mode;
}

bool run_mode_is_said(const char *code, size_t length)
{
    return read_comment(code, length) >= 0;
}

/* Behind the comment. */
static const char *body_of(GBytes *code, size_t *length)
{
    const char *text = g_bytes_get_data(code, length);
    if (read_comment(text, *length) < 0)
        return text;
    const char *newline = memchr(text, '\n', *length);
    const char *body = newline ? newline + 1 : text + *length;
    *length -= (size_t)(body - text);
    return body;
}

bool run_mode_is_all_that_differs(GBytes *code, GBytes *other)
{
    size_t a_length, b_length;
    const char *a = body_of(code, &a_length), *b = body_of(other, &b_length);
    return a_length == b_length && (a_length == 0 || memcmp(a, b, a_length) == 0);
}
