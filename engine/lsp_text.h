/* A text as the Language Server Protocol counts in it: lines end with \n, \r\n or \r, and a place in a line is counted
 * in bytes, in units of UTF-16 or in code points, whichever a server and its client have agreed on.
 *
 *     g_autoptr(LspText) text = lsp_text_new();
 *     lsp_text_append(text, "x = '𝄞'\n", -1);
 *     lsp_text_offset(text, LSP_UTF16, (LspPlace){0, 8})     // 10
 *
 * Lines count from 0.  What is behind the end of a line is its end, what is behind the last line the end of the text; a
 * place inside of a character is its beginning.  Plain data, any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef enum { LSP_UTF16, LSP_UTF8, LSP_UTF32, LSP_UNITS } LspUnits;

typedef struct {
    size_t line, character;
} LspPlace;

typedef struct LspText LspText;

LspText *lsp_text_new(void);
void lsp_text_free(LspText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LspText, lsp_text_free)

void lsp_text_append(LspText *text, const char *bytes, gssize length); /* -1: to the NUL */
const char *lsp_text_bytes(const LspText *text);
size_t lsp_text_size(const LspText *text);

/* "utf-8", "utf-16", "utf-32": the names of the units; NULL-terminated, in the order of LspUnits. */
extern const char *const LSP_UNIT_NAMES[];

size_t lsp_text_line_count(const LspText *text);
size_t lsp_text_line_start(const LspText *text, size_t line); /* of one that there is */
size_t lsp_text_line_length(const LspText *text, size_t line); /* without its end */
size_t lsp_text_line_of(const LspText *text, size_t offset);
size_t lsp_text_offset(const LspText *text, LspUnits units, LspPlace place);
LspPlace lsp_text_place(const LspText *text, LspUnits units, size_t offset);

/* What became of a text: its bytes [start, end) are `bytes` now, which are the other text's.  False: they are the same. */
typedef struct {
    size_t start, end;
    const char *bytes;
    size_t length;
} LspChange;
bool lsp_text_change(const LspText *from, const LspText *to, LspChange *change);

/* So many bytes at the start, and at the end, that two strings share: whole characters of UTF-8, and no byte counts twice. */
void lsp_text_shared(const char *a, size_t a_length, const char *b, size_t b_length, size_t *head, size_t *tail);
