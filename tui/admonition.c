/* Markdown with marimo's admonitions (the "blocks" of pymdownx) in it:
 *
 *     /// warning | Take care
 *     It may be slow.
 *     ///
 */
#include "tui/markdown.h"

#include <string.h>

#include <glib.h>

typedef struct {
    char *title; /* owned; "Warning" if none is written */
    StyleRole role;
    const char *body;
    size_t body_length;
    const char *behind; /* where the text goes on */
} Admonition;

static const struct {
    const char *kind;
    StyleRole role;
} KINDS[] = {
    {"note", STYLE_INFO},       {"info", STYLE_INFO},         {"hint", STYLE_SUCCESS},  {"tip", STYLE_SUCCESS},
    {"success", STYLE_SUCCESS}, {"important", STYLE_WARNING}, {"warning", STYLE_WARNING}, {"caution", STYLE_WARNING},
    {"attention", STYLE_WARNING}, {"danger", STYLE_ERROR},    {"error", STYLE_ERROR},   {"admonition", STYLE_INFO},
    {"details", STYLE_DIM},
};

static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline : end;
}

static const char *next_line(const char *at, const char *end)
{
    const char *stop = line_end(at, end);
    return stop < end ? stop + 1 : end;
}

static int find_kind(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (g_ascii_strcasecmp(KINDS[i].kind, word) == 0)
            return (int)i;
    }
    return -1;
}

/* How many slashes a line begins with. */
static size_t slashes(const char *at, const char *end)
{
    size_t count = 0;
    while (at + count < end && at[count] == '/')
        count++;
    return count;
}

/* "/// warning | Title": the kind, or -1; the title may be NULL. */
static int read_head(const char *at, const char *end, size_t fence, char **title)
{
    g_autofree char *head = g_strndup(at + fence, (gsize)(line_end(at, end) - at) - fence);
    char *bar = strchr(head, '|');
    if (bar)
        *bar = '\0';
    int kind = find_kind(g_strstrip(head));
    *title = kind >= 0 && bar ? g_strdup(g_strstrip(bar + 1)) : NULL;
    return kind;
}

/* Indented lines right below the head are options; of them only "type: warning" matters here. */
static const char *read_options(const char *at, const char *end, int *kind)
{
    while (at < end && strncmp(at, "    ", MIN((size_t)(end - at), 4)) == 0 && line_end(at, end) > at + 4) {
        g_autofree char *option = g_strndup(at, (gsize)(line_end(at, end) - at));
        char *colon = strchr(option, ':');
        if (!colon)
            break;
        *colon = '\0';
        if (strcmp(g_strstrip(option), "type") == 0) {
            int type = find_kind(g_strstrip(colon + 1));
            *kind = type >= 0 ? type : *kind;
        }
        at = next_line(at, end);
    }
    return at;
}

static bool closes(const char *at, const char *end, size_t fence)
{
    const char *stop = line_end(at, end);
    if (slashes(at, end) != fence)
        return false;
    for (at += fence; at < stop; at++) {
        if (*at != ' ')
            return false;
    }
    return true;
}

/* The line that closes it, or `end`; in a block of code none does. */
static const char *find_close(const char *at, const char *end, size_t fence)
{
    bool fenced = false;
    while (at < end && (fenced || !closes(at, end, fence))) {
        if (end - at >= 3 && (memcmp(at, "```", 3) == 0 || memcmp(at, "~~~", 3) == 0))
            fenced = !fenced;
        at = next_line(at, end);
    }
    return at;
}

/* Reads one that begins with the line at `at`; false if none does, or it is not closed. */
static bool read_admonition(const char *at, const char *end, Admonition *found)
{
    size_t fence = slashes(at, end);
    char *title = NULL;
    int kind = fence >= 3 ? read_head(at, end, fence, &title) : -1;
    if (kind < 0)
        return false;
    const char *body = read_options(next_line(at, end), end, &kind), *stop = find_close(body, end, fence);
    if (stop >= end) {
        g_free(title);
        return false;
    }
    if (!title || !*title) {
        g_free(title);
        title = g_strdup(KINDS[kind].kind);
        title[0] = g_ascii_toupper(title[0]);
    }
    *found = (Admonition){title, KINDS[kind].role, body, (size_t)(stop - body), next_line(stop, end)};
    return true;
}

/* --- laying out ------------------------------------------------------------------------------------ */

static void add_parts(Block *block, const char *text, size_t length);

static void add_admonition(Block *block, const Admonition *admonition)
{
    g_autoptr(BlockLine) bar = block_line_new();
    block_line_add(bar, "┃ ", -1, style_of(admonition->role));
    g_autoptr(Block) inner = block_new_part(block, block->width - 2);
    BlockLine *title = block_line_new();
    block_line_add(title, admonition->title, -1, style_with(admonition->role, STYLED_BOLD));
    block_fold(inner, title, NULL, NULL, FOLD_WORDS);
    add_parts(inner, admonition->body, admonition->body_length);
    block_append(block, inner, bar, bar);
}

static void add_part(Block *block, const char *from, const char *to)
{
    while (from < to && *from == '\n')
        from++;
    if (from == to)
        return;
    if (block->lines->len > 0)
        block_add(block, block_line_new());
    markdown_plain_block(block, from, (size_t)(to - from));
}

static void add_parts(Block *block, const char *text, size_t length)
{
    const char *end = text + length, *plain = text;
    g_autoptr(Block) parts = block_new_part(block, block->width);
    bool fenced = false;
    for (const char *at = text; at < end;) {
        Admonition admonition;
        if (end - at >= 3 && (memcmp(at, "```", 3) == 0 || memcmp(at, "~~~", 3) == 0))
            fenced = !fenced;
        if (fenced || *at != '/' || !read_admonition(at, end, &admonition)) {
            const char *newline = memchr(at, '\n', (size_t)(end - at));
            at = newline ? newline + 1 : end;
            continue;
        }
        add_part(parts, plain, at);
        if (parts->lines->len > 0)
            block_add(parts, block_line_new());
        add_admonition(parts, &admonition);
        g_free(admonition.title);
        at = plain = admonition.behind;
    }
    add_part(parts, plain, end);
    block_append(block, parts, NULL, NULL);
}

void markdown_block(Block *block, const char *text, size_t length)
{
    g_autofree char *source = markdown_source(text, length);
    add_parts(block, source, strlen(source));
}
