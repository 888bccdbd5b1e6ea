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
    g_free(page->entry);
    g_array_unref(page->sorts);
    g_free(page->filter);
    g_hash_table_unref(page->hidden);
    g_hash_table_unref(page->widths);
    g_hash_table_unref(page->picked);
    g_free(page->moved);
    g_free(page->away);
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



bool table_picks_cells(const TablePage *page)
{
    return page->selection && strstr(page->selection, "cell");
}

/* What the element was made with. */
static void take_looks(TablePage *page, const JsonValue *args)
{
    const JsonValue *hidden = json_value_get(args, "hidden"), *widths = json_value_get(args, "widths");
    page->frozen = (size_t)MAX(json_value_integer(json_value_get(args, "frozen"), 0), 0);
    page->frozen_right = (size_t)MAX(json_value_integer(json_value_get(args, "frozen_right"), 0), 0);
    for (size_t i = 0; i < json_value_length(hidden); i++)
        g_hash_table_add(page->hidden, GSIZE_TO_POINTER((gsize)json_value_integer(json_value_at(hidden, i), 0)));
    for (size_t i = 0; i < json_value_length(widths); i++) {
        const JsonValue *pair = json_value_at(widths, i);
        gsize column = (gsize)json_value_integer(json_value_at(pair, 0), 0), width = (gsize)json_value_integer(json_value_at(pair, 1), 0);
        g_hash_table_insert(page->widths, GSIZE_TO_POINTER(column), GSIZE_TO_POINTER(width));
    }
}

/* The rows that the element has as its value are picked. */
static void take_value(TablePage *page, const JsonValue *value)
{
    bool rows = page->selection && !table_picks_cells(page);
    for (size_t i = 0; rows && i < json_value_length(value); i++) {
        const char *row = json_value_string(json_value_at(value, i));
        uint64_t number = row ? g_ascii_strtoull(row, NULL, 10) : 0;
        if (row)
            g_hash_table_add(page->picked, g_memdup2(&number, sizeof number));
    }
}

bool table_push(Editor *editor, const EditorTable *shown, const char *title)
{
    if (editor->scratch) {
        editor_error(editor, "a table is looked at in a cell: {<A-CR>|scratch-to-cell} makes one");
        return false;
    }
    if (!editor->table) {
        editor->table = g_new0(TableState, 1);
        editor->table->pages = g_ptr_array_new_with_free_func(page_free);
    }
    TablePage *page = g_new0(TablePage, 1);
    page->id = g_strdup(shown->id);
    page->title = g_strdup(title);
    page->element = g_strdup(shown->element);
    page->selection = g_strdup(shown->selection);
    page->edited = shown->edited;
    page->sorts = g_array_new(FALSE, FALSE, sizeof(TableSort));
    page->filter = g_strdup("");
    page->hidden = g_hash_table_new(NULL, NULL);
    page->widths = g_hash_table_new(NULL, NULL);
    page->picked = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    take_looks(page, shown->args);
    take_value(page, shown->value);
    g_ptr_array_add(editor->table->pages, page);
    editor->mode = MODE_TABLE;
    return true;
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
        .edited = page->edited,
        .row = page->row,
        .column = page->column,
        .frozen = page->frozen,
        .frozen_right = page->frozen_right,
        .sorts = page->sorts,
        .filter = page->filter,
        .hidden = page->hidden,
        .widths = page->widths,
        .picked = page->picked,
        .picks_cells = table_picks_cells(page),
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

/* --- questions -------------------------------------------------------------------------------------------- */

/* What the screen knows of it; nothing yet: one row, one column. */
TableShape table_shape(Editor *editor)
{
    TableShape shape = {.rows = -1, .columns = 1, .page = 20, .drawn = 8};
    if (editor->view.table)
        editor->view.table(editor->view.self, &shape);
    shape.columns = MAX(shape.columns, 1);
    return shape;
}

static void write_columns(const TablePage *page, size_t columns, JsonWriter *writer)
{
    if (g_hash_table_size(page->hidden) == 0)
        return; /* all */
    json_writer_key(writer, "columns");
    json_writer_begin_array(writer);
    for (size_t i = 0; i < columns; i++) {
        if (!g_hash_table_contains(page->hidden, GSIZE_TO_POINTER(i)))
            json_writer_integer(writer, (int64_t)i);
    }
    json_writer_end_array(writer);
}

JsonWriter *table_question(Editor *editor, const char *op)
{
    TableFocus focus;
    if (!editor_table(editor, &focus))
        return NULL;
    JsonWriter *writer = json_writer_new(0);
    json_writer_begin_object(writer);
    json_writer_key(writer, "op");
    json_writer_string(writer, op);
    table_focus_write(&focus, writer);
    write_columns(table_page(editor), table_shape(editor).columns, writer);
    return writer;
}

bool table_ask(Editor *editor, JsonWriter *taken)
{
    g_autoptr(JsonWriter) writer = taken;
    json_writer_end_object(writer);
    g_autofree char *question = json_writer_steal(writer);
    editor_request(editor, (Request){.kind = REQUEST_TABLE, .text = table_page(editor)->id, .value = question});
    return true;
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
        table_push(editor, &(EditorTable){.id = (char *)id}, title ? title : "");
}

static void take_exported(Editor *editor, TablePage *page, const JsonValue *answer)
{
    const char *path = json_value_string(json_value_get(answer, "path"));
    int64_t rows = json_value_integer(json_value_get(answer, "rows"), 0);
    editor_tell(editor, false, "\"%s\" %d row%s written", path ? path : "", (int)rows, rows == 1 ? "" : "s");
}

/* The value of the element is what it calls its rows; the table may have been left. */
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
    g_autofree char *element = g_strdup(json_value_string(json_value_get(answer, "element")));
    if (!element)
        return;
    g_autofree char *value = json_writer_steal(writer);
    editor_request(editor, (Request){.kind = REQUEST_WIDGET, .text = element, .value = value});
    editor_tell(editor, false, "%zu row%s chosen", json_value_length(places), json_value_length(places) == 1 ? "" : "s");
}

/* The element is told all edits, though the table may have been left; what it then shows comes by itself. */
static void take_edited(Editor *editor, TablePage *page, const JsonValue *answer)
{
    g_autofree char *value = g_strdup(json_value_string(json_value_get(answer, "value")));
    g_autofree char *element = g_strdup(json_value_string(json_value_get(answer, "element")));
    const char *told = json_value_string(json_value_get(answer, "told"));
    const JsonValue *row = json_value_get(answer, "row");
    if (!element || !value)
        return;
    editor_request(editor, (Request){.kind = REQUEST_WIDGET, .text = element, .value = value});
    bool here = page && g_strcmp0(page->element, element) == 0;
    if (here && json_value_kind(row) == JSON_KIND_INTEGER && page->sorts->len == 0 && !*page->filter && !page->added)
        page->row = (uint64_t)json_value_integer(row, 0);
    if (told && *told)
        editor_tell(editor, false, "%s", told);
}

static const struct {
    const char *op;
    void (*take)(Editor *editor, TablePage *page, const JsonValue *answer);
} ANSWERS[] = {
    {"find", take_found}, {"copy", take_copied}, {"count", take_made}, {"describe", take_made},
    {"export", take_exported}, {"places", take_places}, {"picks", table_take_picks}, {"edit", take_edited}, {"append", take_edited},
    {"remove", take_edited}, {"heading", take_edited}, {"undo", take_edited}, {"redo", take_edited}, {"cells", take_edited},
};

void editor_table_answer(Editor *editor, const char *json)
{
    g_autoptr(JsonValue) answer = json_value_parse(json, -1, NULL);
    const char *error = json_value_string(json_value_get(answer, "error"));
    const char *op = json_value_string(json_value_get(answer, "op"));
    TablePage *page = table_page(editor);
    if (error)
        editor_tell(editor, true, "%s", error);
    if (error && page)
        page->added = 0;
    for (size_t i = 0; !error && op && i < G_N_ELEMENTS(ANSWERS); i++) {
        if (strcmp(ANSWERS[i].op, op) == 0 && (page || ANSWERS[i].take == take_edited || ANSWERS[i].take == take_places))
            ANSWERS[i].take(editor, page, answer);
    }
}
