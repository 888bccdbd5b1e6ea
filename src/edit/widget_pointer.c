/* Elements of mo.ui, operated by the mouse. */
#include "edit/widget.h"

#include "edit/output.h"

void widget_settle(Editor *editor)
{
    if (editor->mode == MODE_ENTRY)
        widget_entry_key(editor, (Key){27, 0});
    widget_blur(editor);
    modeless_settle(editor);
}

/* The value, or the part, that is drawn where the pointer is. */
static bool point(Editor *editor, int row, int column, bool drag)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    widget_send(editor, widget_point(&found.widget, row, column, drag, &editor->widget->part));
    return true;
}

/* A click means what <CR> does where the place within the element tells nothing. */
static bool is_pointed_into(const Widget *widget)
{
    switch (widget_form(widget)) {
    case WIDGET_NUMBER: return strcmp(widget->name, "number") != 0;
    case WIDGET_CHOICE: return strcmp(widget->name, "radio") == 0;
    case WIDGET_RANGE: case WIDGET_TABS: case WIDGET_DATE: case WIDGET_DATES: case WIDGET_TIME: case WIDGET_MATRIX: return true;
    default: return false;
    }
}

static void step(Editor *editor, long count)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (widget_now(editor, &found, &value))
        widget_send(editor, widget_step(&found.widget, editor->widget->part, count));
}

/* A number or a part of a date that a click chose is typed anew by one more. */
static bool is_typed_into(const Widget *widget)
{
    WidgetForm form = widget_form(widget);
    return form == WIDGET_MATRIX || form == WIDGET_DATE || form == WIDGET_DATES || form == WIDGET_TIME;
}

/* `again`: keys went to it before. */
static void press(Editor *editor, int row, int column, bool again)
{
    EditorWidget found;
    unsigned *part = &editor->widget->part, before = *part;
    if (!editor->view.widget(editor->view.self, editor->widget->id, editor->widget->cell, &found))
        return;
    int arrow = widget_arrow(&found.widget, row, column, part);
    bool into = is_pointed_into(&found.widget), typed = is_typed_into(&found.widget);
    g_free(found.trouble);
    if (arrow != 0)
        step(editor, arrow);
    else if (into)
        point(editor, row, column, false);
    else
        widget_act(editor, &(ActionCall){.count = 1});
    if (again && arrow == 0 && typed && *part == before)
        widget_act(editor, &(ActionCall){.count = 1});
}

void editor_step_widget(Editor *editor, long count)
{
    editor_timeout(editor);
    normal_clear_pending(editor);
    if (editor->mode == MODE_WIDGET)
        step(editor, count);
}

void editor_point_widget(Editor *editor, const char *id, uint64_t cell, int row, int column)
{
    editor_timeout(editor);
    if (editor->mode == MODE_PROMPT || editor->mode == MODE_CONSOLE || editor->mode == MODE_TABLE)
        return;
    normal_clear_pending(editor);
    output_leave(editor);
    pointer_leave_typing(editor);
    const WidgetState *state = editor->widget;
    bool again = editor->mode == MODE_WIDGET && state && g_strcmp0(state->id, id) == 0 && state->cell == cell;
    unsigned part = again ? state->part : 0;
    widget_settle(editor);
    editor->pointer.chose = true; /* it is in sight where the pointer is, and stays there */
    if (!widget_focus(editor, g_strdup(id), cell))
        return;
    editor->widget->part = part;
    press(editor, row, column, again);
}

void editor_drag_widget(Editor *editor, int column)
{
    if (editor->mode == MODE_WIDGET)
        point(editor, 0, column, true);
}

void editor_point_entry(Editor *editor, size_t byte)
{
    if (editor->mode == MODE_ENTRY)
        editor->widget->cursor = MIN(byte, editor->widget->entry->len);
}

/* --- its menu -------------------------------------------------------------------------------------------- */

void editor_point_option(Editor *editor, long option, long top)
{
    const Key escape = {27, 0}, enter = {13, 0}, space = {' ', 0};
    WidgetFocus focus;
    EditorWidget found;
    if (editor->mode != MODE_MENU || !editor_widget(editor, &focus))
        return;
    WidgetState *state = editor->widget;
    bool shown = editor->view.widget(editor->view.self, state->id, state->cell, &found);
    bool several = shown && widget_form(&found.widget) == WIDGET_CHOICES;
    if (shown)
        g_free(found.trouble);
    state->filtering = false;
    if (option >= 0) {
        state->option = (guint)option;
        state->top = top;
    }
    editor_key(editor, option < 0 ? escape : several ? space : enter);
}

void editor_scroll_options(Editor *editor, long rows, long top, long shown)
{
    WidgetState *state = editor->widget;
    long count = state ? (long)state->options->len : 0;
    if (editor->mode != MODE_MENU || count == 0)
        return;
    state->top = CLAMP(top + rows, 0, MAX(count - shown, 0));
    long moved = state->top == top ? (long)state->option + rows : (long)state->option; /* at its ends the choice goes on */
    state->option = (guint)CLAMP(moved, state->top, MIN(state->top + shown, count) - 1);
}
