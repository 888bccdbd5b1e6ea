#include "notebook/format_ipynb_text.h"

#include <stdbool.h>
#include <string.h>

#include "notebook/format_markdown_fence.h"
#include "notebook/pytext.h"

/* --- paragraphs ------------------------------------------------------------------------------------------------- */

typedef struct {
    size_t start, end;
    bool opens, bare;
} Tag;

/* Bytes of the text inside of fences. */
typedef struct {
    size_t start, end;
} Span;

static bool closes_fence(PySlice line, const char *fence)
{
    PySlice text = pytext_strip(line);
    size_t length = strlen(fence);
    if (text.length < length || memcmp(text.bytes, fence, length) != 0)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] != *fence)
            return false;
    }
    return true;
}

static GArray *fenced_spans(const char *source)
{
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(Span));
    g_autoptr(GArray) lines = markdown_lines(source, strlen(source));
    g_autofree char *fence = NULL;
    size_t start = 0;
    for (guint i = 0; i < lines->len; i++) {
        PySlice line = g_array_index(lines, PySlice, i);
        size_t at = (size_t)(line.bytes - source);
        if (fence) {
            if (closes_fence(line, fence)) {
                Span span = {start, at + line.length};
                g_array_append_val(spans, span);
                g_clear_pointer(&fence, g_free);
            }
            continue;
        }
        g_autofree char *language = NULL, *attributes = NULL;
        if ((*line.bytes == '`' || *line.bytes == '~') &&
            markdown_fence_head(line.bytes, line.length, &language, &attributes)) {
            fence = g_strndup(line.bytes, strspn(line.bytes, (char[]){*line.bytes, '\0'}));
            start = at;
        }
    }
    return spans;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The tag that begins at `at`, if it is one; `close` is the next '>' from there on, or the end of the text. */
static bool read_tag(const char *at, const char *close, Tag *tag)
{
    tag->opens = g_ascii_strncasecmp(at, "<p", 2) == 0;
    if (!tag->opens) {
        tag->end = 4;
        return g_ascii_strncasecmp(at, "</p>", 4) == 0;
    }
    tag->end = (size_t)(close - at) + 1;
    const char *c = at + 2;
    while (c < close && is_blank(*c))
        c++;
    tag->bare = c == close;
    return *close == '>' && (at[2] == '>' || is_blank(at[2]));
}

static GArray *find_tags(const char *source, const GArray *fenced)
{
    GArray *tags = g_array_new(FALSE, FALSE, sizeof(Tag));
    const char *end = source + strlen(source), *close = source;
    guint span = 0;
    for (const char *at = source; (at = strchr(at, '<')); at++) {
        if (close <= at)
            close = strchr(at, '>');
        if (!close)
            close = end;
        Tag tag = {0};
        if (!read_tag(at, close, &tag))
            continue;
        tag.start = (size_t)(at - source);
        tag.end += tag.start;
        while (span < fenced->len && g_array_index(fenced, Span, span).end <= tag.start)
            span++;
        if (span == fenced->len || tag.start < g_array_index(fenced, Span, span).start)
            g_array_append_val(tags, tag);
    }
    return tags;
}

/* Marks the tags that go, each </p> with the <p> that it closes. */
static bool *mark_pairs(const GArray *tags)
{
    bool *goes = g_new0(bool, tags->len + 1);
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < tags->len; i++) {
        const Tag *tag = &g_array_index(tags, Tag, i);
        if (tag->opens) {
            g_array_append_val(open, i);
        } else if (open->len) {
            guint opener = g_array_index(open, guint, open->len - 1);
            g_array_set_size(open, open->len - 1);
            goes[opener] = goes[i] = g_array_index(tags, Tag, opener).bare;
        }
    }
    return goes;
}

/* At most one empty line in a row, and no blanks around. */
static char *tidy(const GString *text)
{
    GString *out = g_string_new(NULL);
    size_t newlines = 0;
    for (size_t i = 0; i < text->len; i++) {
        newlines = text->str[i] == '\n' ? newlines + 1 : 0;
        if (newlines <= 2)
            g_string_append_c(out, text->str[i]);
    }
    PySlice stripped = pytext_strip((PySlice){out->str, out->len});
    char *result = g_strndup(stripped.bytes, stripped.length);
    g_string_free(out, TRUE);
    return result;
}

char *jupyter_without_paragraphs(const char *markdown)
{
    g_autoptr(GArray) fenced = fenced_spans(markdown);
    g_autoptr(GArray) tags = find_tags(markdown, fenced);
    g_autofree bool *goes = mark_pairs(tags);
    g_autoptr(GString) out = g_string_new(NULL);
    size_t at = 0;
    for (guint i = 0; i < tags->len; i++) {
        const Tag *tag = &g_array_index(tags, Tag, i);
        if (!goes[i])
            continue;
        g_string_append_len(out, markdown + at, (gssize)(tag->start - at));
        if (!tag->opens)
            g_string_append_c(out, '\n');
        at = tag->end;
    }
    g_string_append(out, markdown + at);
    return tidy(out);
}

/* --- script metadata ------------------------------------------------------------------------------------------------ */

/* A line `# /// word`. */
static bool begins_block(PySlice line)
{
    if (line.length < 7 || memcmp(line.bytes, "# /// ", 6) != 0)
        return false;
    for (size_t i = 6; i < line.length; i++) {
        if (!g_ascii_isalnum(line.bytes[i]) && line.bytes[i] != '-')
            return false;
    }
    return true;
}

static bool ends_block(PySlice line)
{
    return line.length == 5 && memcmp(line.bytes, "# ///", 5) == 0;
}

/* The first block with a line inside, up to the last line that could end it; NULL if there is none. */
static char *find_block(const char *source)
{
    g_autoptr(GArray) lines = markdown_lines(source, strlen(source));
    for (guint i = 0; i < lines->len; i++) {
        PySlice first = g_array_index(lines, PySlice, i), last = {0};
        if (!begins_block(first))
            continue;
        guint at = i + 1;
        for (; at < lines->len; at++) {
            PySlice line = g_array_index(lines, PySlice, at);
            if (line.length == 0 || *line.bytes != '#' || (line.length > 1 && line.bytes[1] != ' '))
                break;
            if (at > i + 1 && ends_block(line))
                last = line;
        }
        if (last.bytes)
            return g_strndup(first.bytes, (size_t)(last.bytes + last.length - first.bytes));
        i = at - 1; /* whatever begins among those lines has the same end: none */
    }
    return NULL;
}

char *jupyter_take_inline_metadata(const char *source, char **block)
{
    *block = strstr(source, "# /// ") ? find_block(source) : NULL;
    if (!*block)
        return g_strdup(source);
    g_autoptr(GString) rest = g_string_new(source);
    g_string_replace(rest, *block, "", 0);
    PySlice stripped = pytext_strip((PySlice){rest->str, rest->len});
    return g_strndup(stripped.bytes, stripped.length);
}

static void append_package(GString *out, const char *package)
{
    g_string_append_c(out, '"');
    for (; *package; package++)
        g_string_append_printf(out, *package == '"' || *package == '\\' ? "\\%c" : "%c", *package);
    g_string_append_c(out, '"');
}

/* PEP 503, and without what is said of versions; a package from a URL keeps all of it. */
static char *plain_name(const char *package)
{
    const char *at = strstr(package, " @ ");
    g_autofree char *name = g_strndup(package, at ? (size_t)(at - package) : strcspn(package, "=<>~["));
    GString *out = g_string_new(NULL);
    for (const char *c = g_strstrip(name); *c; c++) {
        bool dash = strchr("-_.", *c) != NULL;
        if (!dash)
            g_string_append_c(out, g_ascii_tolower(*c));
        else if (c == name || !strchr("-_.", c[-1]))
            g_string_append_c(out, '-');
    }
    return g_string_free(out, FALSE);
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One of each name, sorted: what is to be written. */
static GPtrArray *requirements(GPtrArray *packages)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < packages->len; i++) {
        const char *package = g_ptr_array_index(packages, i);
        char *name = plain_name(package);
        g_hash_table_insert(seen, name, g_strdup(strstr(package, " @ ") ? package : name));
    }
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, seen);
    while (g_hash_table_iter_next(&iterator, NULL, &value))
        g_ptr_array_add(found, g_strdup(value));
    g_ptr_array_sort(found, compare_texts);
    return found;
}

/* Where in a block new dependencies are to be put: behind the bracket of its list, or NULL if it has none. */
static char *find_list(GString *block)
{
    g_autoptr(GRegex) regex = g_regex_new("^# dependencies *= *\\[", G_REGEX_MULTILINE, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    int start, end;
    if (!g_regex_match(regex, block->str, 0, &match))
        return NULL;
    g_match_info_fetch_pos(match, 0, &start, &end);
    return block->str + end;
}

static char *with_dependencies(const char *old, const GPtrArray *wanted)
{
    g_autoptr(GString) block = g_string_new(old);
    g_autoptr(GString) items = g_string_new(NULL);
    for (guint i = 0; i < wanted->len; i++) {
        g_autoptr(GString) item = g_string_new(NULL);
        append_package(item, g_ptr_array_index(wanted, i));
        if (!strstr(block->str, item->str))
            g_string_append_printf(items, "%s, ", item->str);
    }
    const char *list = find_list(block);
    if (!items->len)
        return g_strdup(block->str);
    if (list) {
        bool empty = list[strspn(list, " ")] == ']';
        g_string_truncate(items, items->len - (empty ? 2 : 0));
        g_string_insert(block, list - block->str, items->str);
    } else {
        const char *first = strchr(block->str, '\n') + 1;
        g_autofree char *line = g_strdup_printf("# dependencies = [%.*s]\n", (int)items->len - 2, items->str);
        g_string_insert(block, first - block->str, line);
    }
    return g_strdup(block->str);
}

char *jupyter_script_metadata(const char *block, GPtrArray *packages)
{
    if (packages->len == 0)
        return g_strdup(block ? block : "");
    g_autoptr(GPtrArray) wanted = requirements(packages);
    return with_dependencies(block ? block : "# /// script\n# ///", wanted);
}
