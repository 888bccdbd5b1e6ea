#include "tui/tools.h"

#include <string.h>

#include "edit/picker.h"
#include "tui/fixes.h"
#include "tui/source_page.h"

/* Targets of what is picked. */
static const char ACTION[] = "code action", EDITS[] = "edits", PLACE[] = "place in a file";

/* Of the menu of edits that go beyond the notebook: its first lines. */
enum { PICK_ALL, PICK_CELLS, PICK_LINES };

struct Tools {
    int ticket;        /* of the newest question */
    ToolQuestion what;
    Pos cursor;        /* where it was asked */
    char *name;        /* what it is about, for messages */
    bool direct;       /* of actions: the only one is meant */
    EngineEdits *edits; /* that wait to be made, or NULL... */
    bool asks;         /* ...for an answer, which the picker gives */
    GPtrArray *places; /* of other files, that the picker offers; or NULL */
};

Tools *tools_new(void)
{
    return g_new0(Tools, 1);
}

void tools_free(Tools *tools)
{
    g_free(tools->name);
    if (tools->edits)
        engine_edits_free(tools->edits);
    g_clear_pointer(&tools->places, g_ptr_array_unref);
    g_free(tools);
}

/* --- questions --------------------------------------------------------------------------------------------------------- */

static EngineSpan span_of(const Editor *editor, Pos first, Pos last)
{
    const Notebook *notebook = editor_notebook(editor);
    size_t cell = notebook_cell_of_line(notebook, first.line), start = notebook_first_line(notebook, cell);
    size_t end = notebook_last_line(notebook, cell);
    if (last.line > end)
        last = (Pos){end, notebook_line(notebook, end).length}; /* of the first cell that is meant */
    return (EngineSpan){cell_id(notebook_cell(notebook, cell)), first.line - start, first.byte, last.line - start, last.byte};
}

static void drop_edits(Tools *tools, Engine *engine)
{
    if (tools->edits && engine)
        engine_settle_edits(engine, tools->ticket, EDITS_NONE);
    g_clear_pointer(&tools->edits, engine_edits_free);
    tools->asks = false;
}

static void ask(Tools *tools, const ToolsDesk *desk, ToolQuestion what, Pos first, Pos last, const char *text)
{
    EngineSpan span = span_of(desk->editor, first, last);
    drop_edits(tools, desk->engine);
    tools->what = what;
    tools->cursor = editor_cursor(desk->editor);
    g_free(tools->name);
    tools->name = fixes_name_at_cursor(desk->editor);
    engine_ask_tool(desk->engine, what, ++tools->ticket, &span, text);
}

static void ask_here(Tools *tools, const ToolsDesk *desk, ToolQuestion what, const char *text)
{
    Pos cursor = editor_cursor(desk->editor);
    ask(tools, desk, what, cursor, cursor, text);
}

/* The cursor stands on the definition that the graph knows. */
static bool is_at_definition(const ToolsDesk *desk)
{
    const Editor *editor = desk->editor;
    g_autofree char *name = fixes_name_at_cursor(editor);
    const CellModel *known = model_cell(desk->model, cell_id(notebook_cell(editor_notebook(editor), editor_cell(editor))));
    if (!known || !known->analysis || !names_contain(known->analysis->defs, name))
        return false;
    Pos cursor = editor_cursor(editor), place = fixes_definition_place(editor, editor_cell(editor), name);
    return cursor.line == place.line && cursor.byte >= place.byte && cursor.byte <= place.byte + strlen(name);
}

static void take_pick(Tools *tools, const ToolsDesk *desk, const Request *request);

bool tools_do(Tools *tools, const ToolsDesk *desk, const Request *request)
{
    bool any = desk->engine && *editor_lsp(desk->editor);
    switch (request->kind) {
    case REQUEST_GOTO_DEFINITION:
        if (!any || (!request->force && fixes_is_known(desk->editor, desk->model) && !is_at_definition(desk)))
            return false;
        ask_here(tools, desk, request->force ? TOOL_DECLARATION : TOOL_DEFINITION, NULL);
        return true;
    case REQUEST_REFERENCES:
        if (!any || fixes_is_known(desk->editor, desk->model))
            return false;
        ask_here(tools, desk, TOOL_REFERENCES, NULL);
        return true;
    case REQUEST_RENAME:
        if (!any || !request->text || !*request->text || fixes_is_known(desk->editor, desk->model))
            return false;
        ask_here(tools, desk, TOOL_RENAME, request->text);
        return true;
    case REQUEST_CODE_ACTION:
        if (any)
            ask(tools, desk, TOOL_ACTIONS, request->first, request->last, request->text);
        else
            editor_tell(desk->editor, true, "no language server is named: :set lsp=COMMAND");
        tools->direct = request->text != NULL;
        return true;
    case REQUEST_PICKED: take_pick(tools, desk, request); return true;
    default: return false;
    }
}

/* --- places ------------------------------------------------------------------------------------------------------------ */

static bool is_where_it_was(const Tools *tools, const Editor *editor)
{
    return editor_is_at_rest(editor) && pos_compare(editor_cursor(editor), tools->cursor) == 0;
}

static void go_to(Editor *editor, const EnginePlace *place)
{
    const Notebook *notebook = editor_notebook(editor);
    size_t cell;
    if (place->path) {
        source_page_show(editor, place->path, place->line);
    } else if (notebook_find_cell(notebook, place->cell, &cell)) {
        size_t line = MIN(notebook_first_line(notebook, cell) + place->line, notebook_last_line(notebook, cell));
        editor_move_to(editor, (Pos){line, MIN(place->byte, notebook_line(notebook, line).length)});
    }
}

static void offer_places(Tools *tools, Editor *editor, GPtrArray *places)
{
    const Notebook *notebook = editor_notebook(editor);
    GPtrArray *entries = pick_entries_new();
    for (guint i = 0; i < places->len; i++) {
        const EnginePlace *place = g_ptr_array_index(places, i);
        size_t cell = 0;
        if (!place->path && !notebook_find_cell(notebook, place->cell, &cell))
            continue;
        g_autofree char *file = place->path ? g_path_get_basename(place->path) : NULL;
        size_t line = MIN(notebook_first_line(notebook, cell) + place->line, notebook_last_line(notebook, cell));
        TextLine bytes = notebook_line(notebook, line);
        g_autofree char *text = place->path ? g_strdup(place->text) : g_strstrip(g_strndup(bytes.bytes, bytes.length));
        g_autofree char *where = file ? g_strdup_printf("%s:%zu", file, place->line + 1)
                                      : g_strdup_printf("cell %zu:%zu", cell + 1, place->line + 1);
        PickEntry *entry = pick_entry_new(place->path ? PICK_ANSWER : PICK_PLACE, where, text);
        entry->cell = place->cell;
        entry->line = place->path ? i : place->line;
        entry->byte = place->byte;
        entry->target = place->path ? g_strdup(PLACE) : NULL;
        g_ptr_array_add(entries, entry);
    }
    g_clear_pointer(&tools->places, g_ptr_array_unref);
    tools->places = places;
    editor_pick(editor, "definitions", entries);
}

/* What the cells know, with what is missing in it. */
static void take_references_of_cells(const ToolsDesk *desk)
{
    panel_do(desk->panel, desk->editor, desk->model, &(Request){.kind = REQUEST_REFERENCES});
}

static void take_places(Tools *tools, const ToolsDesk *desk, EngineEvent *event)
{
    const char *name = *tools->name ? tools->name : "what is here";
    if (event->places->len == 0 && event->tool == TOOL_REFERENCES)
        take_references_of_cells(desk);
    else if (event->places->len == 0)
        editor_tell(desk->editor, true, "neither the cells nor the language server know where %s is defined", name);
    else if (event->tool == TOOL_REFERENCES)
        panel_show_places(desk->panel, desk->editor, desk->model, g_steal_pointer(&event->places));
    else if (!is_where_it_was(tools, desk->editor))
        editor_tell(desk->editor, false, "where %s is defined was told too late", name);
    else if (event->places->len == 1)
        go_to(desk->editor, g_ptr_array_index(event->places, 0));
    else
        offer_places(tools, desk->editor, g_steal_pointer(&event->places));
}

/* --- actions ----------------------------------------------------------------------------------------------------------- */

static void take_actions(Tools *tools, const ToolsDesk *desk, const EngineEvent *event)
{
    guint count = g_strv_length(event->found) / 3;
    if (count == 0) {
        editor_tell(desk->editor, false, "there is nothing to be done here");
        return;
    }
    if (count == 1 && tools->direct) {
        engine_take_action(desk->engine, tools->ticket, 0);
        return;
    }
    if (!editor_is_at_rest(desk->editor)) {
        editor_tell(desk->editor, false, "what could be done was told too late");
        return;
    }
    GPtrArray *entries = pick_entries_new();
    for (guint i = 0; i < count; i++) {
        PickEntry *entry = pick_entry_new(PICK_ANSWER, event->found[3 * i], event->found[3 * i + 1]);
        entry->target = g_strdup(ACTION);
        entry->line = i;
        entry->keys = g_strdup(event->found[3 * i + 2]);
        g_ptr_array_add(entries, entry);
    }
    editor_pick(desk->editor, "what can be done", entries);
}

/* --- edits ------------------------------------------------------------------------------------------------------------- */

static CellSnapshot *edited_cell(const EngineEdits *edits, uint64_t id)
{
    for (guint i = 0; i < edits->cells->len; i++) {
        CellSnapshot *cell = g_ptr_array_index(edits->cells, i);
        if (cell->id == id)
            return cell;
    }
    return NULL;
}

/* The number, from 1, of a cell that is not what the edits were made for; 0: all are. */
static size_t changed_cell(const Editor *editor, const EngineEdits *edits)
{
    const Notebook *notebook = editor_notebook(editor);
    for (guint i = 0; i < edits->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(edits->cells, i);
        size_t index;
        if (!notebook_find_cell(notebook, cell->id, &index))
            return notebook_cell_count(notebook) + 1;
        if (cell_revision(notebook_cell(notebook, index)) != cell->revision)
            return index + 1;
    }
    return 0;
}

static void change_cells(Editor *editor, const EngineEdits *edits)
{
    NotebookSnapshot *want = notebook_snapshot(editor_notebook(editor));
    for (guint i = 0; i < want->cells->len; i++) {
        CellSnapshot **cell = (CellSnapshot **)&g_ptr_array_index(want->cells, i), *now = edited_cell(edits, (*cell)->id);
        if (!now)
            continue;
        CellSnapshot *before = *cell;
        gsize size;
        const char *code = g_bytes_get_data(now->code, &size);
        *cell = cell_snapshot_new(before->id, before->revision, before->name, before->kind, &before->config,
                                  code ? code : "", (gssize)size);
        cell_snapshot_unref(before);
    }
    editor_take(editor, want);
    notebook_snapshot_unref(want);
}

static void make_edits(Tools *tools, const ToolsDesk *desk, EditsTaken taken)
{
    g_autoptr(EngineEdits) edits = g_steal_pointer(&tools->edits);
    size_t changed = changed_cell(desk->editor, edits), cells = edits->cells->len;
    tools->asks = false;
    if (changed || editor_is_read_only(desk->editor)) {
        engine_settle_edits(desk->engine, tools->ticket, EDITS_NONE);
        editor_tell(desk->editor, true, changed ? "nothing is changed: cell %zu is another by now" : "nothing may be changed here", changed);
        return;
    }
    if (cells > 0)
        change_cells(desk->editor, edits);
    engine_settle_edits(desk->engine, tools->ticket, taken);
    editor_tell(desk->editor, false, "%s: %u place%s in %zu cell%s; {u|undo} takes it back", edits->title, edits->places,
                edits->places == 1 ? "" : "s", cells, cells == 1 ? "" : "s");
}

static void add_choice(GPtrArray *entries, size_t number, const char *name, const char *more)
{
    PickEntry *entry = pick_entry_new(PICK_ANSWER, name, more);
    entry->target = g_strdup(EDITS);
    entry->line = number;
    g_ptr_array_add(entries, entry);
}

/* What would be changed elsewhere, and whether it is to be. */
static void ask_about_files(Tools *tools, const ToolsDesk *desk)
{
    const EngineEdits *edits = tools->edits;
    GPtrArray *entries = pick_entries_new();
    g_autoptr(GString) names = g_string_new(NULL);
    g_autofree char *cells = g_strdup_printf("%u place%s in %u cell%s", edits->places, edits->places == 1 ? "" : "s",
                                             edits->cells->len, edits->cells->len == 1 ? "" : "s");
    bool open = false;
    for (guint i = 0; i < edits->files->len; i++) {
        const EngineFileEdits *file = g_ptr_array_index(edits->files, i);
        g_autofree char *name = g_path_get_basename(file->path);
        g_string_append_printf(names, "%s%s", i ? ", " : " and ", name);
        open |= desk->is_modified && desk->is_modified(desk->self, file->path);
    }
    g_autofree char *all = g_strconcat(cells, names->str, NULL);
    if (!open)
        add_choice(entries, PICK_ALL, "change all", all);
    add_choice(entries, PICK_CELLS, "change the cells alone", cells);
    for (guint i = 0; i < edits->files->len; i++) {
        const EngineFileEdits *file = g_ptr_array_index(edits->files, i);
        g_autofree char *name = g_path_get_basename(file->path);
        for (char **line = file->lines; *line; line++) {
            g_autofree char *where = g_strdup_printf("%s:%.*s", name, (int)strcspn(*line, ":"), *line);
            add_choice(entries, PICK_LINES + i, where, *line + strcspn(*line, ":") + 2);
        }
    }
    tools->asks = true;
    editor_pick(desk->editor, open ? "another file would change, which has changes that are not saved" : "other files would change, too",
                entries);
}

/* The picker was left, or a line of another file was chosen: that is no yes. */
static void refuse_edits(Tools *tools, const ToolsDesk *desk)
{
    drop_edits(tools, desk->engine);
    editor_tell(desk->editor, false, "nothing is changed");
}

static void take_edits(Tools *tools, EngineEvent *event)
{
    g_clear_pointer(&tools->edits, engine_edits_free);
    tools->edits = g_steal_pointer(&event->edits);
    tools->asks = false;
}

/* When nobody is in the middle of a command. */
bool tools_keep(Tools *tools, const ToolsDesk *desk)
{
    if (!tools->edits || !desk->engine)
        return false;
    bool rests = editor_is_at_rest(desk->editor);
    if (tools->asks && editor_mode(desk->editor) != MODE_PICK)
        refuse_edits(tools, desk);
    else if (!tools->asks && rests && tools->edits->files->len > 0)
        ask_about_files(tools, desk);
    else if (!tools->asks && rests)
        make_edits(tools, desk, EDITS_CELLS);
    else
        return false;
    return true;
}

static void take_pick(Tools *tools, const ToolsDesk *desk, const Request *request)
{
    guint number = (guint)MAX(request->code, 0);
    if (g_strcmp0(request->text, PLACE) == 0 && tools->places && number < tools->places->len)
        go_to(desk->editor, g_ptr_array_index(tools->places, number));
    else if (g_strcmp0(request->text, ACTION) == 0 && desk->engine)
        engine_take_action(desk->engine, tools->ticket, request->code);
    else if (g_strcmp0(request->text, EDITS) == 0 && tools->edits && desk->engine && number < PICK_LINES)
        make_edits(tools, desk, number == PICK_ALL ? EDITS_ALL : EDITS_CELLS);
    else if (g_strcmp0(request->text, EDITS) == 0 && tools->edits)
        refuse_edits(tools, desk);
}

/* No server: then it is as if there were none. */
static void take_failure(const ToolsDesk *desk, const EngineEvent *event)
{
    bool defines = event->tool == TOOL_DEFINITION || event->tool == TOOL_DECLARATION;
    if (event->tool == TOOL_REFERENCES)
        take_references_of_cells(desk);
    else if (!event->text && defines)
        fixes_do(desk->editor, desk->model, &(Request){.kind = REQUEST_GOTO_DEFINITION});
    if (event->text)
        editor_tell(desk->editor, true, "%s", event->text);
    else if (event->tool == TOOL_RENAME || event->tool == TOOL_ACTIONS)
        editor_tell(desk->editor, true, "no language server here can do that");
}

void tools_take(Tools *tools, const ToolsDesk *desk, EngineEvent *event)
{
    if (event->ticket != tools->ticket) {
        if (event->kind == ENGINE_EDITS)
            engine_settle_edits(desk->engine, event->ticket, EDITS_NONE);
        return;
    }
    switch (event->kind) {
    case ENGINE_PLACES: take_places(tools, desk, event); break;
    case ENGINE_ACTIONS: take_actions(tools, desk, event); break;
    case ENGINE_EDITS: take_edits(tools, event); break;
    default: take_failure(desk, event); break;
    }
}
