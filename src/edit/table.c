#include "edit/table.h"

#include <string.h>

#include "base/json.h"

static void page_free(gpointer data)
{
    TablePage *page = data;
    g_free(page->id);
    g_free(page->title);
    g_free(page->element);
    g_free(page->selection);
    g_array_unref(page->sorts);
    g_free(page->filter);
    g_hash_table_unref(page->hidden);
    g_hash_table_unref(page->widths);
    g_hash_table_unref(page->picked);
    g_free(page->sought);
    g_free(page);
}

void table_state_free(TableState *state)
{
    g_ptr_array_unref(state->pages);
    g_free(state);
}

TablePage *table_page(const Editor *editor)
{
    const TableState *state = editor->table;
    return state && state->pages->len ? g_ptr_array_index(state->pages, state->pages->len - 1) : NULL;
}

void table_push(Editor *editor, const char *id, const char *title, const char *element, const char *selection)
{
    if (!editor->table) {
        editor->table = g_new0(TableState, 1);
        editor->table->pages = g_ptr_array_new_with_free_func(page_free);
    }
    TablePage *page = g_new0(TablePage, 1);
    page->id = g_strdup(id);
    page->title = g_strdup(title);
    page->element = g_strdup(element);
    page->selection = g_strdup(selection);
    page->sorts = g_array_new(FALSE, FALSE, sizeof(TableSort));
    page->filter = g_strdup("");
    page->hidden = g_hash_table_new(NULL, NULL);
    page->widths = g_hash_table_new(NULL, NULL);
    page->picked = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_ptr_array_add(editor->table->pages, page);
    editor->mode = MODE_TABLE;
}

void table_close(Editor *editor)
{
    if (editor->table)
        g_ptr_array_set_size(editor->table->pages, 0);
    if (editor->mode == MODE_TABLE)
        editor->mode = MODE_NORMAL;
}

bool editor_table(const Editor *editor, TableFocus *focus)
{
    const TablePage *page = table_page(editor);
    if (!page)
        return false;
    *focus = (TableFocus){
        .id = page->id,
        .title = page->title,
        .element = page->element,
        .selection = page->selection,
        .row = page->row,
        .column = page->column,
        .frozen = page->frozen,
        .sorts = page->sorts,
        .filter = page->filter,
        .hidden = page->hidden,
        .widths = page->widths,
        .picked = page->picked,
    };
    return true;
}

void table_focus_write(const TableFocus *focus, JsonWriter *writer)
{
    json_writer_key(writer, "sort");
    json_writer_begin_array(writer);
    for (guint i = 0; i < focus->sorts->len; i++) {
        const TableSort *sort = &g_array_index(focus->sorts, TableSort, i);
        json_writer_begin_array(writer);
        json_writer_integer(writer, (int64_t)sort->column);
        json_writer_bool(writer, sort->descending);
        json_writer_end_array(writer);
    }
    json_writer_end_array(writer);
    json_writer_key(writer, "filter");
    json_writer_string(writer, focus->filter);
}

/* --- answers -------------------------------------------------------------------------------------------- */

static void take_found(Editor *editor, TablePage *page, const JsonValue *answer)
{
    const JsonValue *row = json_value_get(answer, "row");
    if (json_value_kind(row) != JSON_KIND_INTEGER) {
        editor_tell(editor, true, "E486: Pattern not found: %s", page->sought ? page->sought : "");
        return;
    }
    page->row = (uint64_t)json_value_integer(row, 0);
    page->column = (size_t)json_value_integer(json_value_get(answer, "column"), 0);
    g_hash_table_remove(page->hidden, GSIZE_TO_POINTER(page->column));
}

static void take_copied(Editor *editor, TablePage *page, const JsonValue *answer)
{
    const char *text = json_value_string(json_value_get(answer, "text"));
    int64_t rows = json_value_integer(json_value_get(answer, "rows"), 0);
    if (!text)
        return;
    registers_yank(editor->registers, '"', &(Register){.wise = WISE_LINE, .text = (char *)text});
    g_autofree char *lines = g_strconcat(text, "\n", NULL);
    editor_request(editor, (Request){.kind = REQUEST_CLIPBOARD, .text = lines});
    editor_tell(editor, false, "%d line%s copied", (int)rows, rows == 1 ? "" : "s");
}

static void take_made(Editor *editor, TablePage *page, const JsonValue *answer)
{
    const char *id = json_value_string(json_value_get(answer, "id"));
    const char *title = json_value_string(json_value_get(answer, "title"));
    if (id && editor->mode == MODE_TABLE)
        table_push(editor, id, title ? title : "", NULL, NULL);
}

static void take_exported(Editor *editor, TablePage *page, const JsonValue *answer)
{
    const char *path = json_value_string(json_value_get(answer, "path"));
    int64_t rows = json_value_integer(json_value_get(answer, "rows"), 0);
    editor_tell(editor, false, "\"%s\" %d row%s written", path ? path : "", (int)rows, rows == 1 ? "" : "s");
}

/* The value of the element is what it calls its rows. */
static void take_places(Editor *editor, TablePage *page, const JsonValue *answer)
{
    const JsonValue *places = json_value_get(answer, "places");
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_array(writer);
    for (size_t i = 0; i < json_value_length(places); i++) {
        g_autofree char *place = g_strdup_printf("%d", (int)json_value_integer(json_value_at(places, i), 0));
        json_writer_string(writer, place);
    }
    json_writer_end_array(writer);
    if (!page->element)
        return;
    g_autofree char *value = json_writer_steal(writer);
    editor_request(editor, (Request){.kind = REQUEST_WIDGET, .text = page->element, .value = value});
    editor_tell(editor, false, "%zu row%s chosen", json_value_length(places), json_value_length(places) == 1 ? "" : "s");
}

static const struct {
    const char *op;
    void (*take)(Editor *editor, TablePage *page, const JsonValue *answer);
} ANSWERS[] = {
    {"find", take_found}, {"copy", take_copied}, {"count", take_made}, {"describe", take_made},
    {"export", take_exported}, {"places", take_places},
};

void editor_table_answer(Editor *editor, const char *json)
{
    g_autoptr(JsonValue) answer = json_value_parse(json, -1, NULL);
    const char *error = json_value_string(json_value_get(answer, "error"));
    const char *op = json_value_string(json_value_get(answer, "op"));
    TablePage *page = table_page(editor);
    if (error)
        editor_tell(editor, true, "%s", error);
    for (size_t i = 0; !error && op && page && i < G_N_ELEMENTS(ANSWERS); i++) {
        if (strcmp(ANSWERS[i].op, op) == 0)
            ANSWERS[i].take(editor, page, answer);
    }
}
