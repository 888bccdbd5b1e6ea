#include "notebook/format_markdown_fence.h"

#include <string.h>

enum { TAB = 4, HEAD_LIMIT = 4096 /* a longer first line is none: nobody writes it, and matching takes for ever */ };

/* A line that begins a fence, behind blanks and '>'. */
static const char HEAD[] = "(*UCP)(?P<fence>~{3,}|`{3,})"
                           "(?:[ \\t]*\\.?(?P<lang>[\\w#.+-]+)(?=[\\t ]|$))?"
                           "(?:[ \\t]*(\\{(?P<attrs>.*)\\})|"
                           "(?P<options>(?:[ \\t]*[a-zA-Z][a-zA-Z0-9_]*(?:=(?P<q>\"|').*?(?P=q))?(?=[\\t ]|$))+)|"
                           "(?P<other>(?:[ \\t]*\\S+(?=[\\t ]|$))+))?[ \\t]*$";

typedef struct {
    const GArray *lines;
    GRegex *head;
    GPtrArray *found;
    /* The fence that is open: */
    char *fence; /* NULL: none */
    char *first;
    size_t start;
    size_t blanks;  /* bytes of blanks and '>' before it */
    size_t virtual; /* the same, tabs counted as columns */
    guint quotes;   /* '>' among them */
    guint empty;    /* lines just before that are empty */
    GString *body;
    bool has_body;
} Scan;

static void fence_free(gpointer data)
{
    MarkdownFence *fence = data;
    g_free(fence->head);
    g_free(fence->body);
    g_free(fence->foot);
    g_free(fence);
}

GArray *markdown_lines(const char *text, size_t length)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(PySlice));
    for (const char *at = text, *end = text + length;;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        PySlice line = {at, (size_t)((newline ? newline : end) - at)};
        g_array_append_val(lines, line);
        if (!newline)
            return lines;
        at = newline + 1;
    }
}

/* str.expandtabs, appended. */
static void append_expanded(GString *out, const char *bytes, size_t length)
{
    size_t column = 0;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\t') {
            for (size_t stop = column + TAB - column % TAB; column < stop; column++)
                g_string_append_c(out, ' ');
        } else {
            g_string_append_c(out, bytes[i]);
            column += ((unsigned char)bytes[i] & 0xc0) != 0x80;
        }
    }
}

static bool is_prefix(char c)
{
    return c == '>' || c == ' ' || c == '\t';
}

static void leave(Scan *scan)
{
    g_clear_pointer(&scan->fence, g_free);
    g_clear_pointer(&scan->first, g_free);
    g_string_truncate(scan->body, 0);
    scan->has_body = false;
    scan->blanks = scan->virtual = 0;
}

/* Options without braces are understood only if they are those of a highlighter. */
static bool options_are_known(const char *options)
{
    static const char KNOWN[] = "^(?:[ \\t]*(?:hl_lines=([\"'])\\d+(?:-\\d+)?(?:[ \\t]+\\d+(?:-\\d+)?)*\\1|"
                                "linenums=([\"'])\\d+.*?\\2|title=([\"']).*?\\3))*[ \\t]*$";
    return g_regex_match_simple(KNOWN, options, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT);
}

static void try_head(Scan *scan, size_t index, PySlice line)
{
    size_t blanks = 0;
    while (blanks < line.length && is_prefix(line.bytes[blanks]))
        blanks++;
    const char *rest = line.bytes + blanks;
    size_t length = line.length - blanks;
    if (length < 3 || length > HEAD_LIMIT || (memcmp(rest, "```", 3) != 0 && memcmp(rest, "~~~", 3) != 0))
        return;
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match_full(scan->head, rest, (gssize)length, 0, G_REGEX_MATCH_ANCHORED, &match, NULL))
        return;
    g_autofree char *other = g_match_info_fetch_named(match, "other");
    g_autofree char *options = g_match_info_fetch_named(match, "options");
    if ((other && *other) || (options && !options_are_known(options)))
        return;
    scan->fence = g_match_info_fetch_named(match, "fence");
    scan->start = index;
    scan->blanks = blanks;
    scan->quotes = scan->empty = 0;
    g_autoptr(GString) before = g_string_new(NULL), first = g_string_new(NULL);
    append_expanded(before, line.bytes, blanks);
    scan->virtual = before->len;
    for (size_t i = 0; i < before->len; i++)
        scan->quotes += before->str[i] == '>';
    append_expanded(first, rest, length);
    g_string_prepend(first, before->str);
    scan->first = g_strdup(first->str);
}

/* The part of a line that stands before the fence's column, tabs made spaces; the rest of it is `content`. */
static char *split_line(const Scan *scan, PySlice line, PySlice *content)
{
    GString *before = g_string_new(NULL);
    size_t at = 0;
    while (at < line.length && before->len < scan->virtual && is_prefix(line.bytes[at])) {
        size_t width = line.bytes[at] == '\t' ? TAB - before->len % TAB : 1;
        for (size_t i = 0; i < width; i++)
            g_string_append_c(before, line.bytes[at] == '\t' ? ' ' : line.bytes[at]);
        at++;
    }
    *content = (PySlice){line.bytes + at, line.length - at};
    return g_string_free(before, FALSE);
}

static bool is_end(const Scan *scan, PySlice content)
{
    size_t fence = strlen(scan->fence);
    if (content.length < fence || memcmp(content.bytes, scan->fence, fence) != 0)
        return false;
    for (size_t i = fence; i < content.length; i++) {
        if (content.bytes[i] != ' ' && content.bytes[i] != '\t')
            return false;
    }
    return true;
}

static void add_body(Scan *scan, const char *before, PySlice content)
{
    g_autoptr(GString) line = g_string_new(before);
    g_string_append_len(line, content.bytes, (gssize)content.length);
    if (scan->has_body)
        g_string_append_c(scan->body, '\n');
    append_expanded(scan->body, line->str, line->len);
    scan->has_body = true;
}

static void close_fence(Scan *scan, size_t index, const char *before, PySlice content)
{
    MarkdownFence *fence = g_new0(MarkdownFence, 1);
    *fence = (MarkdownFence){scan->start, index, scan->quotes > 0, g_strdup(scan->first),
                             g_strndup(scan->body->str, scan->body->len), NULL};
    g_autoptr(GString) foot = g_string_new(before);
    append_expanded(foot, content.bytes, content.length);
    fence->foot = g_strdup(foot->str);
    g_ptr_array_add(scan->found, fence);
    leave(scan);
}

static void take_line(Scan *scan, size_t index, PySlice line)
{
    PySlice content;
    g_autofree char *before = split_line(scan, line, &content);
    guint quotes = 0;
    for (const char *at = before; *at; at++)
        quotes += *at == '>';
    size_t width = strlen(before);
    bool blank = pytext_is_blank((PySlice){before, width}) && pytext_is_blank(content);
    bool leaves = scan->quotes ? quotes > scan->quotes : quotes > 0;
    if (!leaves && (scan->quotes ? content.length == 0 : blank)) {
        scan->empty++;
        add_body(scan, before, content);
        return;
    }
    if (scan->quotes)
        leaves |= width < scan->blanks || (scan->empty && quotes < scan->quotes);
    else
        leaves |= width != scan->virtual;
    if (leaves) {
        leave(scan);
    } else if (is_end(scan, content)) {
        close_fence(scan, index, before, content);
    } else {
        scan->empty = 0;
        add_body(scan, before, content);
    }
}

GPtrArray *markdown_fences(const GArray *lines)
{
    Scan scan = {.lines = lines, .found = g_ptr_array_new_with_free_func(fence_free), .body = g_string_new(NULL)};
    scan.head = g_regex_new(HEAD, G_REGEX_OPTIMIZE, 0, NULL);
    for (guint i = 0; i < lines->len; i++) {
        PySlice line = g_array_index(lines, PySlice, i);
        if (scan.fence)
            take_line(&scan, i, line);
        else
            try_head(&scan, i, line);
    }
    leave(&scan);
    g_string_free(scan.body, TRUE);
    g_regex_unref(scan.head);
    return scan.found;
}

bool markdown_fence_head(const char *line, size_t length, char **language, char **attributes)
{
    g_autoptr(GRegex) head = g_regex_new(HEAD, 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (length > HEAD_LIMIT ||
        !g_regex_match_full(head, line, (gssize)length, 0, G_REGEX_MATCH_ANCHORED, &match, NULL))
        return false;
    *language = g_match_info_fetch_named(match, "lang");
    *attributes = g_match_info_fetch_named(match, "attrs");
    if (!*language)
        *language = g_strdup("");
    if (!*attributes)
        *attributes = g_strdup("");
    return true;
}

bool markdown_fence_is_cell(const MarkdownFence *fence)
{
    static const char *const WORDS[] = {"python", "sql", "marimo"};
    const char *open = strchr(fence->head, '{'), *close = open ? strrchr(open, '}') : NULL;
    for (size_t i = 0; close && i < G_N_ELEMENTS(WORDS); i++) {
        if (g_strstr_len(open, close - open, WORDS[i]))
            return true;
    }
    return false;
}

bool markdown_is_harmless(const char *text)
{
    if (!strstr(text, "```"))
        return true;
    g_autoptr(GArray) lines = markdown_lines(text, strlen(text));
    g_autoptr(GPtrArray) fences = markdown_fences(lines);
    g_autoptr(GRegex) head = g_regex_new(HEAD, 0, 0, NULL);
    guint next = 0;
    for (size_t i = 0; i < lines->len; i++) {
        const MarkdownFence *fence = next < fences->len ? g_ptr_array_index(fences, next) : NULL;
        PySlice line = g_array_index(lines, PySlice, i);
        if (!fence || fence->first != i) {
            if (line.length <= HEAD_LIMIT &&
                g_regex_match_full(head, line.bytes, (gssize)line.length, 0, G_REGEX_MATCH_ANCHORED, NULL, NULL))
                return false;
            continue;
        }
        /* Its text must come back as it is, which it does not with tabs, or without any line inside. */
        const char *start = line.bytes;
        PySlice last = g_array_index(lines, PySlice, fence->last);
        g_autofree char *again = g_strjoin("\n", fence->head, fence->body, fence->foot, NULL);
        size_t size = (size_t)(last.bytes + last.length - start);
        if (fence->quoted || markdown_fence_is_cell(fence) || strlen(again) != size ||
            memcmp(again, start, size) != 0)
            return false;
        i = fence->last;
        next++;
    }
    return true;
}
