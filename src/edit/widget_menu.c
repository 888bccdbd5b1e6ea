/* The options of an element of mo.ui as a menu: keys choose one, `/` narrows it to those that contain a text. */
#include "edit/widget.h"

#include <string.h>

static bool contains(const Widget *widget, size_t option, const char *folded)
{
    g_autofree char *name = widget_option(widget, option);
    g_autofree char *own = g_utf8_casefold(name, -1);
    return strstr(own, folded) != NULL;
}

/* The options that contain the filter.  `narrower`: it is longer than it was, so others need not be looked at. */
static void collect(WidgetState *state, const Widget *widget, bool narrower)
{
    g_autofree char *folded = g_utf8_casefold(state->filter->str, -1);
    if (!narrower) {
        g_array_set_size(state->options, 0);
        size_t count = widget_options(widget);
        for (size_t i = 0; i < count; i++)
            g_array_append_val(state->options, i);
    }
    guint kept = 0;
    for (guint i = 0; *folded && i < state->options->len; i++) {
        size_t option = g_array_index(state->options, size_t, i);
        if (contains(widget, option, folded))
            g_array_index(state->options, size_t, kept++) = option;
    }
    if (*folded)
        g_array_set_size(state->options, kept);
}

bool widget_open_menu(Editor *editor)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    WidgetState *state = editor->widget;
    if (widget_options(&found.widget) == 0) {
        editor_error(editor, "it has no options");
        return false;
    }
    g_string_truncate(state->filter, 0);
    state->filtering = false;
    state->option = 0;
    state->top = -1;
    collect(state, &found.widget, false);
    for (guint i = 0; i < state->options->len; i++) {
        if (widget_is_picked(&found.widget, i)) {
            state->option = i;
            break;
        }
    }
    editor->mode = MODE_MENU;
    return true;
}

static void refilter(Editor *editor, bool narrower)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return;
    collect(editor->widget, &found.widget, narrower);
    editor->widget->option = 0;
    editor->widget->top = -1;
}

static bool move(Editor *editor, long count)
{
    WidgetState *state = editor->widget;
    if (editor->mode != MODE_MENU)
        return false;
    state->top = -1;
    if (state->options->len)
        state->option = (guint)CLAMP((long)state->option + count, 0, (long)state->options->len - 1);
    return true;
}

/* --- actions ------------------------------------------------------------------------------------------------ */

static bool up(Editor *editor, const ActionCall *call)
{
    return move(editor, -call->count);
}

static bool down(Editor *editor, const ActionCall *call)
{
    return move(editor, call->count);
}

enum { HALF = 8 };

static bool half_up(Editor *editor, const ActionCall *call)
{
    return move(editor, -call->count * HALF);
}

static bool half_down(Editor *editor, const ActionCall *call)
{
    return move(editor, call->count * HALF);
}

/* `gg`, `12gg` */
static bool first(Editor *editor, const ActionCall *call)
{
    return move(editor, -G_MAXINT) && move(editor, call->count - 1);
}

static bool last(Editor *editor, const ActionCall *call)
{
    return move(editor, -G_MAXINT) && move(editor, call->has_count ? call->count - 1 : G_MAXINT);
}

/* Of files the package keeps which are picked; what it opens comes later: editor_widget_shown(). */
static bool pick_file(Editor *editor, const Widget *widget, size_t option, bool take)
{
    bool several = json_value_bool(json_value_get(widget->args, "multiple"), false);
    char *json = take ? widget_take(widget, option) : widget_pick(widget, option);
    bool opens = json && strstr(json, "\"open\"");
    editor->widget->opens = opens;
    widget_send(editor, json);
    if (!opens && !several)
        editor->mode = MODE_WIDGET;
    return true;
}

void editor_widget_shown(Editor *editor, const char *id)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    WidgetState *state = editor->widget;
    if (editor->mode != MODE_MENU || g_strcmp0(state->id, id) != 0 || !widget_now(editor, &found, &value))
        return;
    if (state->opens) {
        g_string_truncate(state->filter, 0);
        state->top = -1;
    }
    collect(state, &found.widget, false);
    state->option = state->opens || state->options->len == 0 ? 0 : MIN(state->option, state->options->len - 1);
    state->opens = false;
}

static bool pick(Editor *editor, bool close)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    WidgetState *state = editor->widget;
    if (!widget_now(editor, &found, &value) || editor->mode != MODE_MENU || state->option >= state->options->len)
        return false;
    size_t option = g_array_index(state->options, size_t, state->option);
    if (widget_form(&found.widget) == WIDGET_FILES)
        return pick_file(editor, &found.widget, option, !close);
    if (widget_form(&found.widget) == WIDGET_CHAT) { /* a suggestion is to be changed, perhaps */
        g_autofree char *text = widget_option(&found.widget, option);
        editor->mode = MODE_WIDGET;
        return widget_open_entry(editor, text);
    }
    bool several = widget_form(&found.widget) == WIDGET_CHOICES;
    if (several || !widget_is_picked(&found.widget, option))
        widget_send(editor, widget_pick(&found.widget, option));
    if (close)
        editor->mode = MODE_WIDGET;
    return true;
}

/* Of several, those that <Space> has taken stand: the one at the cursor is not added. */
static bool choose(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    if (widget_form(&found.widget) == WIDGET_CHOICES) {
        editor->mode = MODE_WIDGET;
        return true;
    }
    return pick(editor, true);
}

static bool toggle(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    WidgetForm form = widget_form(&found.widget);
    return pick(editor, form != WIDGET_CHOICES && form != WIDGET_FILES);
}

static bool none(Editor *editor, const ActionCall *call)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    char *json = widget_pick_none(&found.widget);
    if (!json)
        editor_error(editor, "one of the options has to be chosen");
    return widget_send(editor, json);
}

static bool filter(Editor *editor, const ActionCall *call)
{
    if (editor->mode == MODE_MENU)
        editor->widget->filtering = true;
    return editor->mode == MODE_MENU;
}

static bool close_menu(Editor *editor, const ActionCall *call)
{
    if (editor->mode != MODE_MENU)
        return false;
    editor->mode = MODE_WIDGET;
    return true;
}

/* <CR> ends the typing and, where it leaves no doubt, picks; <Esc> shows all options again. */
void widget_filter_key(Editor *editor, Key key)
{
    WidgetState *state = editor->widget;
    bool control = key.modifiers == MOD_CTRL;
    if ((key.code == 27 && !key.modifiers) || (control && (key.code == 'c' || key.code == '['))) {
        state->filtering = false;
        g_string_truncate(state->filter, 0);
        refilter(editor, false);
    } else if (key.code == 13) {
        state->filtering = false;
        choose(editor, NULL);
    } else if (key.code == KEY_DOWN || (control && key.code == 'n')) {
        move(editor, 1);
    } else if (key.code == KEY_UP || (control && key.code == 'p')) {
        move(editor, -1);
    } else if (key.code == '\t') {
        state->filtering = false;
    } else if (key.code == 127 || key.code == 8 || (control && (key.code == 'h' || key.code == 'u'))) {
        size_t to = control && key.code == 'u' ? 0 : utf8_previous(state->filter->str, state->filter->len, state->filter->len);
        g_string_truncate(state->filter, to);
        refilter(editor, false);
    } else if (key.code >= ' ' && key.code < KEY_NONE && !(key.modifiers & ~MOD_SHIFT)) {
        g_string_append_unichar(state->filter, key.code);
        refilter(editor, true);
    }
}

const Action ACTIONS_MENU[] = {
    {"menu-up", ACTION_COMMAND, "to the option above", false, up, 0},
    {"menu-down", ACTION_COMMAND, "to the option below", false, down, 0},
    {"menu-half-up", ACTION_COMMAND, "up by half a menu", false, half_up, 0},
    {"menu-half-down", ACTION_COMMAND, "down by half a menu", false, half_down, 0},
    {"menu-first", ACTION_COMMAND, "to the first option", false, first, 0},
    {"menu-last", ACTION_COMMAND, "to the last option", false, last, 0},
    {"menu-choose", ACTION_COMMAND, "takes the option and closes the menu", false, choose, 0},
    {"menu-toggle", ACTION_COMMAND, "takes the option in or out", false, toggle, 0},
    {"menu-none", ACTION_COMMAND, "takes no option", false, none, 0},
    {"menu-filter", ACTION_COMMAND, "types what the options have to contain", false, filter, 0},
    {"menu-close", ACTION_COMMAND, "closes the menu", false, close_menu, 0},
    {NULL},
};
