/* Elements of mo.ui, operated by keys: which one they go to, and what they do to its value.
 *
 * The editor knows neither outputs nor where they are drawn: it asks its view for an element by its id, computes the
 * new value (notebook/widget.h) and asks for it with REQUEST_WIDGET. */
#include "edit/apart.h"
#include "edit/letters.h"
#include "edit/table.h"
#include "edit/widget.h"

#include <string.h>

static WidgetState *state_of(Editor *editor)
{
    if (!editor->widget) {
        editor->widget = g_new0(WidgetState, 1);
        editor->widget->entry = g_string_new(NULL);
        editor->widget->options = g_array_new(FALSE, FALSE, sizeof(size_t));
        editor->widget->filter = g_string_new(NULL);
    }
    return editor->widget;
}

void widget_state_free(WidgetState *state)
{
    g_free(state->id);
    g_free(state->draft);
    g_free(state->before);
    g_string_free(state->entry, TRUE);
    g_array_unref(state->options);
    g_string_free(state->filter, TRUE);
    g_free(state);
}

bool mode_is_widget(Mode mode)
{
    return mode == MODE_WIDGET || mode == MODE_MENU || mode == MODE_ENTRY;
}

bool editor_widget(const Editor *editor, WidgetFocus *focus)
{
    const WidgetState *state = editor->widget;
    if (!mode_is_widget(editor->mode) || !state)
        return false;
    bool menu = editor->mode == MODE_MENU, entry = editor->mode == MODE_ENTRY;
    *focus = (WidgetFocus){
        .id = state->id,
        .cell = state->cell,
        .part = state->part,
        .entry = entry ? state->entry->str : NULL,
        .entry_cursor = state->cursor,
        .entry_has_lines = state->lines,
        .options = menu ? state->options : NULL,
        .option = state->option,
        .top = state->top,
        .filter = state->filter->str,
        .filtering = state->filtering,
    };
    return true;
}

void widget_blur(Editor *editor)
{
    if (mode_is_widget(editor->mode))
        editor->mode = MODE_NORMAL;
}

/* --- the element as it is ------------------------------------------------------------------------------ */

/* What the keys of a macro asked for a moment ago has not been carried out yet. */
static JsonValue *requested_value(Editor *editor, const char *id)
{
    for (GList *link = editor->requests.tail; link; link = link->prev) {
        const Request *request = link->data;
        if (request->kind == REQUEST_WIDGET && strcmp(request->text, id) == 0)
            return json_value_parse(request->value, -1, NULL);
    }
    return NULL;
}

bool widget_now(Editor *editor, EditorWidget *found, JsonValue **value)
{
    const WidgetState *state = editor->widget;
    *value = NULL;
    if (!mode_is_widget(editor->mode)) {
        editor_error(editor, "no widget is in use: {]w|next-widget} goes to the next");
        return false;
    }
    if (!editor->view.widget || !state || !state->id || !editor->view.widget(editor->view.self, state->id, state->cell, found)) {
        editor_error(editor, "it is not shown any more");
        widget_blur(editor);
        return false;
    }
    if (found->trouble) {
        editor_error(editor, "%s", found->trouble);
        g_clear_pointer(&found->trouble, g_free);
        return false;
    }
    *value = requested_value(editor, state->id);
    if (*value && json_value_kind(*value) != JSON_KIND_OBJECT)
        found->widget.value = *value;
    return true;
}

bool widget_send(Editor *editor, char *json)
{
    if (!json)
        return false;
    editor_request(editor, (Request){.kind = REQUEST_WIDGET, .text = editor->widget->id, .value = json});
    g_free(json);
    return true;
}

/* --- focus ------------------------------------------------------------------------------------------------ */

/* The cursor goes to the end of the code of the cell that shows it: the nearest place to go back to. */
bool widget_focus(Editor *editor, char *id, uint64_t shown_by)
{
    EditorWidget found;
    size_t cell;
    if (!id || !editor->view.widget(editor->view.self, id, shown_by, &found) ||
        !notebook_find_cell(editor->notebook, shown_by, &cell)) {
        g_free(id);
        return false;
    }
    WidgetState *state = state_of(editor);
    if (g_strcmp0(state->id, id) != 0)
        g_clear_pointer(&state->draft, g_free);
    g_free(state->id);
    state->id = id;
    state->cell = shown_by;
    state->part = 0;
    if (editor_cell(editor) != cell) {
        marks_push_jump(editor);
        editor_set_cursor(editor, (Pos){notebook_last_line(editor->notebook, cell), 0});
    }
    if (found.trouble)
        editor_tell(editor, false, "%s", found.trouble);
    g_free(found.trouble);
    editor->mode = MODE_WIDGET;
    return true;
}

/* An app has no cursor: one goes on from the element that keys went to last. */
static bool go(Editor *editor, long count)
{
    bool goes_on = editor->mode == MODE_WIDGET || (editor_is_read_only(editor) && editor->widget);
    const char *from = goes_on ? editor->widget->id : NULL;
    uint64_t cell = from ? editor->widget->cell : 0;
    char *id = editor->view.next_widget ? editor->view.next_widget(editor->view.self, from, &cell, count) : NULL;
    if (!id)
        editor_error(editor, "no output shows a widget");
    return id && widget_focus(editor, id, cell);
}

static bool next(Editor *editor, const ActionCall *call)
{
    return go(editor, call->count);
}

static bool previous(Editor *editor, const ActionCall *call)
{
    return go(editor, -call->count);
}

static bool jump(Editor *editor, const ActionCall *call)
{
    const char *at = call->argument.code < 128 && !call->argument.modifiers && call->argument.code
                         ? strchr(EDITOR_LABELS, (int)call->argument.code) : NULL;
    uint64_t cell;
    char *id = at && editor->view.visible_widget
                   ? editor->view.visible_widget(editor->view.self, (size_t)(at - EDITOR_LABELS), &cell) : NULL;
    if (!id)
        editor_error(editor, "there is no such widget in sight");
    return id && widget_focus(editor, id, cell);
}

const char *editor_widget_labels(const Editor *editor)
{
    const Action *waiting = editor->pending.waiting;
    return waiting && waiting->function == (gpointer)jump ? EDITOR_LABELS : NULL;
}

static bool leave(Editor *editor, const ActionCall *call)
{
    widget_blur(editor);
    return true;
}

/* --- values ------------------------------------------------------------------------------------------------ */

/* A key that changes nothing, at a bound, is no error of a macro. */
static bool step(Editor *editor, long count)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    widget_send(editor, widget_step(&found.widget, editor->widget->part, count));
    return true;
}

static bool has_fields(Editor *editor)
{
    EditorWidget found;
    const WidgetState *state = editor->widget;
    bool shown = mode_is_widget(editor->mode) && editor->view.widget(editor->view.self, state->id, state->cell, &found);
    if (shown)
        g_free(found.trouble);
    return shown && (widget_parts(&found.widget) > 2 || widget_part_columns(&found.widget));
}

/* Dates have parts beside each other, everything else has values there. */
static bool sideways(Editor *editor, long count)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!has_fields(editor))
        return step(editor, count);
    if (!widget_now(editor, &found, &value))
        return false;
    editor->widget->part = (unsigned)CLAMP((long)editor->widget->part + count, 0, (long)widget_parts(&found.widget) - 1);
    return true;
}

static bool left(Editor *editor, const ActionCall *call)
{
    return sideways(editor, -call->count);
}

static bool right(Editor *editor, const ActionCall *call)
{
    return sideways(editor, call->count);
}

static bool less(Editor *editor, const ActionCall *call)
{
    return step(editor, -call->count);
}

static bool more(Editor *editor, const ActionCall *call)
{
    return step(editor, call->count);
}

static bool edge(Editor *editor, bool last)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    unsigned parts = widget_parts(&found.widget), columns = widget_part_columns(&found.widget);
    unsigned row = columns ? editor->widget->part / columns * columns : 0;
    if (columns)
        editor->widget->part = last ? row + columns - 1 : row;
    else if (parts > 2)
        editor->widget->part = last ? parts - 1 : 0;
    else
        widget_send(editor, widget_edge(&found.widget, editor->widget->part, last));
    return true;
}

static bool first(Editor *editor, const ActionCall *call)
{
    return edge(editor, false);
}

static bool last(Editor *editor, const ActionCall *call)
{
    return edge(editor, true);
}

static bool other_part(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    unsigned parts = widget_parts(&found.widget), columns = widget_part_columns(&found.widget);
    unsigned further = columns ? columns : MAX(parts / 2, 1); /* of a matrix: to the row below */
    editor->widget->part = (editor->widget->part + further) % parts;
    return true;
}

/* A typed number is the value: `12<CR>`. */
static bool enter_count(Editor *editor, const EditorWidget *found, long count)
{
    g_autofree char *text = g_strdup_printf("%ld", count);
    const char *why;
    char *json = widget_enter(&found->widget, editor->widget->part, text, &why);
    if (!json)
        editor_tell(editor, false, "%s", why);
    widget_send(editor, json);
    return true;
}

static bool press(Editor *editor, const EditorWidget *found)
{
    return widget_send(editor, widget_press(&found->widget));
}

bool widget_act(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    switch (widget_form(&found.widget)) {
    case WIDGET_NUMBER: case WIDGET_RANGE: case WIDGET_MATRIX:
        return call->has_count ? enter_count(editor, &found, call->count) : widget_open_entry(editor, NULL);
    case WIDGET_CHOICE: case WIDGET_CHOICES: case WIDGET_FILES: return widget_open_menu(editor);
    case WIDGET_TEXT: case WIDGET_AREA: case WIDGET_CHAT: case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME:
        return widget_open_entry(editor, NULL);
    case WIDGET_TABS: return step(editor, 1);
    case WIDGET_TABLE: return table_open_element(editor, editor->widget->id, editor->widget->cell);
    default: return press(editor, &found);
    }
}

static bool toggle(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    WidgetForm form = widget_form(&found.widget);
    if (form == WIDGET_CHOICE || form == WIDGET_CHOICES || form == WIDGET_FILES || form == WIDGET_CHAT)
        return widget_open_menu(editor);
    if (form == WIDGET_TABLE)
        return table_open_element(editor, editor->widget->id, editor->widget->cell);
    return press(editor, &found);
}

static bool edit(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    WidgetForm form = widget_form(&found.widget);
    if (form == WIDGET_CHOICE || form == WIDGET_CHOICES)
        return widget_open_menu(editor);
    if (form == WIDGET_TABLE)
        return table_open_element(editor, editor->widget->id, editor->widget->cell);
    if (form == WIDGET_BUTTON || form == WIDGET_TOGGLE || form == WIDGET_SUBMIT || form == WIDGET_TABS || form == WIDGET_TICK)
        return false;
    return widget_open_entry(editor, NULL);
}

static bool edit_from(Editor *editor, const char *text)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    WidgetForm form = widget_form(&found.widget);
    return (form == WIDGET_NUMBER || form == WIDGET_RANGE || form == WIDGET_MATRIX) && widget_open_entry(editor, text);
}

static bool edit_negative(Editor *editor, const ActionCall *call)
{
    return edit_from(editor, "-");
}

static bool edit_fraction(Editor *editor, const ActionCall *call)
{
    g_autofree char *text = g_strdup_printf("%ld.", call->has_count ? call->count : 0);
    return edit_from(editor, text);
}

/* Whether a value of it is a text that can be typed. */
static bool is_typed(WidgetForm form)
{
    switch (form) {
    case WIDGET_NUMBER: case WIDGET_RANGE: case WIDGET_MATRIX: case WIDGET_TEXT: case WIDGET_AREA: case WIDGET_FILES:
    case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME: case WIDGET_CHAT:
        return true;
    default: return false;
    }
}

static bool replace(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    return is_typed(widget_form(&found.widget)) && widget_open_entry(editor, "");
}

static bool clear(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    return widget_now(editor, &found, &value) && widget_send(editor, widget_clear(&found.widget));
}

static bool copy(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    g_autofree char *text = widget_entry(&found.widget, editor->widget->part);
    if (!text || !*text)
        return false;
    editor_copy(editor, text);
    return true;
}

const Action ACTIONS_WIDGET[] = {
    {"next-widget", ACTION_COMMAND, "to the next widget: keys operate it until <Esc>", false, next, 0},
    {"previous-widget", ACTION_COMMAND, "to the previous widget", false, previous, 0},
    {"jump-to-widget", ACTION_COMMAND, "to the widget in sight that shows the letter", true, jump, 0},
    {"widget-leave", ACTION_COMMAND, "keys go to the text again", false, leave, 0},
    {"widget-left", ACTION_COMMAND, "less, the option before, or the part to the left", false, left, 0},
    {"widget-right", ACTION_COMMAND, "more, the next option, or the part to the right", false, right, 0},
    {"widget-less", ACTION_COMMAND, "less by a step, the option before, or a day earlier", false, less, 0},
    {"widget-more", ACTION_COMMAND, "more by a step, the next option, or a day later", false, more, 0},
    {"widget-first", ACTION_COMMAND, "the least value, the first option or part", false, first, 0},
    {"widget-last", ACTION_COMMAND, "the greatest value, the last option or part", false, last, 0},
    {"widget-other-part", ACTION_COMMAND, "the other end of a range, the number below", false, other_part, 0},
    {"widget-act", ACTION_COMMAND, "presses, opens or edits; takes a number that was typed", false, widget_act, 0},
    {"widget-toggle", ACTION_COMMAND, "switches, presses or opens", false, toggle, 0},
    {"widget-edit", ACTION_COMMAND, "types a value", false, edit, 0},
    {"widget-replace", ACTION_COMMAND, "types a value instead of this one", false, replace, 0},
    {"widget-copy", ACTION_COMMAND, "copies the value", false, copy, 0},
    {"widget-clear", ACTION_COMMAND, "empties a form, begins a conversation anew", false, clear, 0},
    {"widget-edit-negative", ACTION_COMMAND, "types a negative number", false, edit_negative, 0},
    {"widget-edit-fraction", ACTION_COMMAND, "types a number with a fraction", false, edit_fraction, 0},
    {NULL},
};
