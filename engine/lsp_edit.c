#include "engine/lsp_edit.h"

#include <string.h>

#include "notebook/line_diff.h"

/* Bytes [start, end) of a text become others, which belong to the JSON. */
typedef struct {
    size_t start, end;
    const char *bytes;
    size_t length;
} Edit;

static const char OVERLAP[] = "its changes overlap", OUTSIDE[] = "it would change what stands between two cells",
                  UNTOLD[] = "a cell holds bytes that it does not know", NO_EDIT[] = "it says what is no change";

/* --- what the JSON says -------------------------------------------------------------------------------------------- */

static bool read_place(const JsonValue *position, LspPlace *place)
{
    int64_t line = json_value_integer(json_value_get(position, "line"), -1);
    int64_t character = json_value_integer(json_value_get(position, "character"), -1);
    *place = (LspPlace){(size_t)line, (size_t)character};
    return line >= 0 && character >= 0;
}

/* Of those at one place the first of the list is the first: g_array_sort() keeps that. */
static gint compare_edits(gconstpointer a, gconstpointer b)
{
    const Edit *one = a, *other = b;
    return one->start != other->start ? (one->start < other->start ? -1 : 1) : 0;
}

enum { MOST_EDITS = 20000 };

/* Of Edit; NULL and `why`. */
static GArray *read_edits(const LspText *text, LspUnits units, const JsonValue *list, const char **why)
{
    g_autoptr(GArray) edits = g_array_new(FALSE, FALSE, sizeof(Edit));
    *why = NO_EDIT;
    if (json_value_kind(list) != JSON_KIND_ARRAY || json_value_length(list) > MOST_EDITS)
        return NULL;
    for (size_t i = 0; i < json_value_length(list); i++) {
        const JsonValue *one = json_value_at(list, i), *range = json_value_get(one, "range");
        const char *bytes = json_value_string(json_value_get(one, "newText"));
        LspPlace start, end;
        if (!bytes || !read_place(json_value_get(range, "start"), &start) || !read_place(json_value_get(range, "end"), &end))
            return NULL;
        Edit edit = {lsp_text_offset(text, units, start), lsp_text_offset(text, units, end), bytes, strlen(bytes)};
        if (edit.start > edit.end)
            return NULL;
        g_array_append_val(edits, edit);
    }
    g_array_sort(edits, compare_edits);
    *why = OVERLAP;
    for (guint i = 1; i < edits->len; i++) {
        if (g_array_index(edits, Edit, i).start < g_array_index(edits, Edit, i - 1).end)
            return NULL;
    }
    *why = NULL;
    return g_steal_pointer(&edits);
}

static void add_file(GArray *files, const char *uri, int64_t version, const JsonValue *edits, const char *operation)
{
    LspFileEdit file = {uri ? uri : "", version, edits, operation};
    g_array_append_val(files, file);
}

GArray *lsp_edit_files(const JsonValue *workspace_edit)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(LspFileEdit));
    const JsonValue *documents = json_value_get(workspace_edit, "documentChanges");
    for (size_t i = 0; i < json_value_length(documents); i++) {
        const JsonValue *one = json_value_at(documents, i), *document = json_value_get(one, "textDocument");
        const char *operation = json_value_string(json_value_get(one, "kind"));
        const char *uri = json_value_string(json_value_get(document, "uri"));
        const char *old = json_value_string(json_value_get(one, "oldUri")), *own = json_value_string(json_value_get(one, "uri"));
        add_file(files, operation ? (old ? old : own) : uri, json_value_integer(json_value_get(document, "version"), -1),
                 json_value_get(one, "edits"), operation);
    }
    const JsonValue *changes = documents ? NULL : json_value_get(workspace_edit, "changes");
    for (JsonMember member = {0}; json_value_next(changes, &member);)
        add_file(files, member.key, -1, member.value, NULL);
    return files;
}

/* --- other texts ---------------------------------------------------------------------------------------------------- */

static GString *applied(const char *bytes, size_t size, const Edit *edits, size_t count)
{
    GString *out = g_string_sized_new(size);
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        g_string_append_len(out, bytes + done, (gssize)(edits[i].start - done));
        g_string_append_len(out, edits[i].bytes, (gssize)edits[i].length);
        done = edits[i].end;
    }
    g_string_append_len(out, bytes + done, (gssize)(size - done));
    return out;
}

GString *lsp_edit_text(const LspText *text, LspUnits units, const JsonValue *edits, guint *places, const char **why)
{
    g_autoptr(GArray) all = read_edits(text, units, edits, why);
    if (!all)
        return NULL;
    *places = all->len;
    return applied(lsp_text_bytes(text), lsp_text_size(text), (const Edit *)(gpointer)all->data, all->len);
}

static GBytes *bytes_of(const char *bytes, size_t size)
{
    return g_bytes_new_static(bytes, size);
}

GPtrArray *lsp_edit_lines(const LspText *text, const GString *changed, guint most)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GBytes) old = bytes_of(lsp_text_bytes(text), lsp_text_size(text)), new = bytes_of(changed->str, changed->len);
    g_autoptr(LineDiff) diff = line_diff_new(old, new);
    g_auto(GStrv) after = g_strsplit(changed->str, "\n", -1);
    size_t count = g_strv_length(after);
    LineHunk hunk = {0};
    while (line_diff_next(diff, &hunk)) {
        for (size_t i = hunk.new; i < hunk.new_end && i < count && lines->len < most; i++)
            g_ptr_array_add(lines, g_strdup_printf("%zu: %s", i + 1, g_strstrip(after[i])));
        if (hunk.new == hunk.new_end && lines->len < most)
            g_ptr_array_add(lines, g_strdup_printf("%zu: (%zu lines less)", hunk.new + 1, hunk.old_end - hunk.old));
    }
    return lines;
}

/* --- cells ----------------------------------------------------------------------------------------------------------- */

/* Without what it leaves as it is. */
static Edit narrowed(const LspText *text, Edit edit)
{
    size_t head, tail;
    if (edit.start == edit.end || edit.length == 0)
        return edit;
    lsp_text_shared(lsp_text_bytes(text) + edit.start, edit.end - edit.start, edit.bytes, edit.length, &head, &tail);
    return (Edit){edit.start + head, edit.end - tail, edit.bytes + head, edit.length - head - tail};
}

/* Takes an edit that goes over several cells apart; false: it cannot be, or a part lies between cells. */
static bool take_apart(const LspPage *page, Edit edit, GArray *parts)
{
    const LspText *text = lsp_page_text(page);
    g_autoptr(LspText) before = lsp_text_new(), after = lsp_text_new();
    size_t from, first = lsp_text_line_start(text, lsp_text_line_of(text, edit.start));
    lsp_text_append(before, lsp_text_bytes(text) + first, (gssize)(edit.end - first));
    lsp_text_append(after, lsp_text_bytes(text) + first, (gssize)(edit.start - first));
    size_t shift = edit.start - first;
    lsp_text_append(after, edit.bytes, (gssize)edit.length);
    g_autoptr(GBytes) old = bytes_of(lsp_text_bytes(before), lsp_text_size(before));
    g_autoptr(GBytes) new = bytes_of(lsp_text_bytes(after), lsp_text_size(after));
    g_autoptr(LineDiff) diff = line_diff_new(old, new);
    if (diff->old_count != lsp_text_line_count(before) || diff->new_count != lsp_text_line_count(after))
        return false;
    LineHunk hunk = {0};
    while (line_diff_next(diff, &hunk)) {
        size_t old_end = hunk.old_end < diff->old_count ? lsp_text_line_start(before, hunk.old_end) : lsp_text_size(before);
        size_t new_end = hunk.new_end < diff->new_count ? lsp_text_line_start(after, hunk.new_end) : lsp_text_size(after);
        size_t old_start = hunk.old < diff->old_count ? lsp_text_line_start(before, hunk.old) : lsp_text_size(before);
        size_t new_start = hunk.new < diff->new_count ? lsp_text_line_start(after, hunk.new) : lsp_text_size(after);
        size_t start = MAX(old_start, shift), new_from = MAX(new_start, shift); /* what stands before is no part of the edit */
        Edit part = narrowed(text, (Edit){first + start, first + MAX(old_end, start), edit.bytes + (new_from - shift),
                                          MAX(new_end, new_from) - new_from});
        if (!lsp_page_holder(page, part.start, part.end, &from))
            return false;
        g_array_append_val(parts, part);
    }
    return true;
}

/* All within cells; NULL: they cannot be. */
static GArray *in_cells(const LspPage *page, const GArray *edits)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(Edit));
    for (guint i = 0; i < edits->len; i++) {
        Edit edit = g_array_index(edits, Edit, i), narrow = narrowed(lsp_page_text(page), edit);
        size_t from;
        if (lsp_page_holder(page, edit.start, edit.end, &from))
            g_array_append_val(parts, edit);
        else if (lsp_page_holder(page, narrow.start, narrow.end, &from))
            g_array_append_val(parts, narrow);
        else if (!take_apart(page, edit, parts))
            return NULL;
    }
    return g_steal_pointer(&parts);
}

static size_t newlines_at_end(const char *bytes, size_t length)
{
    size_t count = 0;
    while (count < length && bytes[length - 1 - count] == '\n')
        count++;
    return count;
}

/* The cell's code and the newline behind it, with the edits; then that newline, and blank lines that came by it, go. */
static CellSnapshot *edited(const CellSnapshot *cell, size_t from, const Edit *edits, size_t count)
{
    gsize size;
    const char *bytes = g_bytes_get_data(cell->code, &size);
    g_autoptr(GString) before = g_string_new_len(bytes ? bytes : "", (gssize)size);
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(Edit));
    size_t blank = newlines_at_end(before->str, before->len);
    g_string_append_c(before, '\n');
    for (size_t i = 0; i < count; i++) {
        Edit edit = edits[i];
        edit.start -= from;
        edit.end -= from;
        g_array_append_val(own, edit);
    }
    g_autoptr(GString) code = applied(before->str, before->len, (const Edit *)(gpointer)own->data, count);
    g_string_replace(code, "\r", "", 0);
    size_t now = newlines_at_end(code->str, code->len);
    g_string_truncate(code, code->len - (now > blank ? now - blank : 0));
    return cell_snapshot_new(cell->id, cell->revision, cell->name, cell->kind, &cell->config, code->str, (gssize)code->len);
}

GPtrArray *lsp_edit_cells(const LspPage *page, LspUnits units, const JsonValue *edits, guint *places, const char **why)
{
    g_autoptr(GArray) all = read_edits(lsp_page_text(page), units, edits, why);
    g_autoptr(GArray) parts = all ? in_cells(page, all) : NULL;
    if (!parts) {
        *why = *why ? *why : OUTSIDE;
        return NULL;
    }
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    const Edit *part = (const Edit *)(gpointer)parts->data, *end = part + parts->len;
    *places = parts->len;
    while (part < end) {
        size_t from, count = 0, other;
        CellSnapshot *cell = lsp_page_holder(page, part->start, part->end, &from);
        while (part + count < end && lsp_page_holder(page, part[count].start, part[count].end, &other) == cell)
            count++;
        *why = lsp_page_is_mended(page, cell->id) ? UNTOLD : NULL;
        if (*why)
            return NULL;
        CellSnapshot *now = edited(cell, from, part, count);
        if (g_bytes_equal(now->code, cell->code))
            cell_snapshot_unref(now);
        else
            g_ptr_array_add(cells, now);
        part += count;
    }
    return g_steal_pointer(&cells);
}
