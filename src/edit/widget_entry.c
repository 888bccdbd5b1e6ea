/* A value that is typed into an element of mo.ui, in place. */
#include "edit/apart.h"
#include "edit/widget.h"

#include <string.h>

/* Whether marimo sends the text at each key, and not when it is complete. */
static bool sends_at_once(const Widget *widget)
{
    WidgetForm form = widget_form(widget);
    const JsonValue *debounce = json_value_get(widget->args, "debounce");
    return (form == WIDGET_TEXT || form == WIDGET_AREA) && json_value_kind(debounce) == JSON_KIND_BOOL &&
           !json_value_bool(debounce, true);
}

bool widget_open_entry(Editor *editor, const char *text)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    WidgetState *state = editor->widget;
    bool drafted = !text && state->draft && widget_form(&found.widget) == WIDGET_CHAT;
    g_autofree char *now = text || drafted ? g_strdup(text ? text : state->draft) : widget_entry(&found.widget, state->part);
    g_string_assign(state->entry, now);
    g_free(state->before);
    state->before = g_strdup(now);
    state->cursor = state->entry->len;
    state->lines = widget_form(&found.widget) == WIDGET_AREA;
    state->at_once = sends_at_once(&found.widget);
    editor->mode = MODE_ENTRY;
    return true;
}

/* False: the text is no value, and stays to be put right. */
static bool submit(Editor *editor)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    const char *why = NULL;
    if (!widget_now(editor, &found, &value))
        return false;
    WidgetState *state = editor->widget;
    g_autofree char *now = widget_entry(&found.widget, state->part);
    if (strcmp(now, state->entry->str) == 0)
        return true;
    char *json = widget_enter(&found.widget, state->part, state->entry->str, &why);
    if (!json && why && strcmp(why, "it has this value already") != 0) {
        editor_tell(editor, true, "%s", why);
        return false;
    }
    widget_send(editor, json);
    g_clear_pointer(&state->draft, g_free);
    return true;
}

static void insert(WidgetState *state, const char *bytes, size_t length)
{
    g_string_insert_len(state->entry, (gssize)state->cursor, bytes, (gssize)length);
    state->cursor += length;
}

static void erase(WidgetState *state, size_t from, size_t to)
{
    g_string_erase(state->entry, (gssize)from, (gssize)(to - from));
    state->cursor = from;
}

static size_t line_start(const WidgetState *state, size_t at)
{
    while (at > 0 && state->entry->str[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const WidgetState *state, size_t at)
{
    return at + strcspn(state->entry->str + at, "\n");
}

static size_t word_start(const WidgetState *state)
{
    const char *text = state->entry->str;
    size_t at = state->cursor;
    while (at > 0 && g_ascii_isspace(text[at - 1]))
        at--;
    while (at > 0 && !g_ascii_isspace(text[at - 1]))
        at--;
    return at;
}

/* To the line above or below, at the same byte or its end. */
static void move_line(WidgetState *state, bool down)
{
    size_t start = line_start(state, state->cursor), column = state->cursor - start;
    size_t end = line_end(state, state->cursor);
    if (down ? end == state->entry->len : start == 0)
        return;
    size_t to = down ? end + 1 : line_start(state, start - 1);
    state->cursor = MIN(to + column, line_end(state, to));
    while (state->cursor > to && (state->entry->str[state->cursor] & 0xC0) == 0x80)
        state->cursor--;
}

static bool moves(WidgetState *state, Key key)
{
    const GString *text = state->entry;
    bool control = key.modifiers == MOD_CTRL, plain = key.modifiers == 0;
    if (plain && key.code == KEY_LEFT)
        state->cursor = utf8_previous(text->str, text->len, state->cursor);
    else if (plain && key.code == KEY_RIGHT)
        state->cursor = utf8_next(text->str, text->len, state->cursor);
    else if ((plain && key.code == KEY_HOME) || (control && key.code == 'b'))
        state->cursor = line_start(state, state->cursor);
    else if ((plain && key.code == KEY_END) || (control && key.code == 'e'))
        state->cursor = line_end(state, state->cursor);
    else if (plain && state->lines && (key.code == KEY_UP || key.code == KEY_DOWN))
        move_line(state, key.code == KEY_DOWN);
    else
        return false;
    return true;
}

/* False if the key is none that changes the text. */
static bool changes(WidgetState *state, Key key)
{
    bool control = key.modifiers == MOD_CTRL;
    if (key.code == 127 || key.code == 8 || (control && key.code == 'h')) {
        erase(state, utf8_previous(state->entry->str, state->entry->len, state->cursor), state->cursor);
    } else if (key.code == KEY_DELETE) {
        size_t at = state->cursor;
        erase(state, at, utf8_next(state->entry->str, state->entry->len, at));
    } else if (control && key.code == 'w') {
        erase(state, word_start(state), state->cursor);
    } else if (control && key.code == 'u') {
        erase(state, line_start(state, state->cursor), state->cursor);
    } else if (state->lines && key.code == 13 && !key.modifiers) {
        insert(state, "\n", 1);
    } else if (key.code == '\t' && state->lines) {
        insert(state, "    ", 4);
    } else if (key.code >= ' ' && key.code < KEY_NONE && !(key.modifiers & ~MOD_SHIFT)) {
        char bytes[4];
        insert(state, bytes, utf8_encode(key.code, bytes));
    } else {
        return false;
    }
    return true;
}

/* What is said is said by <CR> alone; the rest can be typed on later. */
static bool keep_draft(Editor *editor)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (!widget_now(editor, &found, &value) || widget_form(&found.widget) != WIDGET_CHAT)
        return false;
    g_free(editor->widget->draft);
    editor->widget->draft = g_strdup(editor->widget->entry->str);
    return true;
}

/* The line as it was, and with the same key again as it was typed. */
static void take_back(WidgetState *state)
{
    g_autofree char *typed = g_strdup(state->entry->str);
    g_string_assign(state->entry, state->before ? state->before : "");
    state->cursor = state->entry->len;
    g_free(state->before);
    state->before = g_steal_pointer(&typed);
}

/* Without modes <C-c> and <C-z> are what they are in the text, and <Tab> goes to the next field.  False: none of them. */
static bool modeless_entry_key(Editor *editor, Key key)
{
    const Binding *binding;
    WidgetState *state = editor->widget;
    bool bound = modeless_at_home(editor) && keymap_longest(editor->keymap, MAP_MODELESS, &key, 1, &binding) == 1 && binding->action;
    const char *name = bound ? binding->action->name : "";
    if (strcmp(name, "copy-text") == 0)
        editor_copy(editor, state->entry->str);
    else if (strcmp(name, "undo") == 0)
        take_back(state);
    else if (bound && key.code == '\t' && !state->lines && submit(editor))
        editor->mode = MODE_WIDGET, editor_put_key_back(editor, key);
    else
        return modeless_at_home(editor) && key.modifiers == MOD_CTRL && key.code == 'c';
    return true;
}

/* <Esc> keeps what was typed, as leaving a field does in marimo; <C-c> gives it up. */
void widget_entry_key(Editor *editor, Key key)
{
    WidgetState *state = editor->widget;
    bool control = key.modifiers == MOD_CTRL;
    if (modeless_entry_key(editor, key))
        return;
    if (control && key.code == 'c') {
        editor->mode = MODE_WIDGET;
        return;
    }
    bool escape = (key.code == 27 && !key.modifiers) || (control && key.code == '[');
    if (escape && keep_draft(editor)) {
        editor->mode = MODE_WIDGET;
        return;
    }
    bool enter = key.code == 13 && (control || !state->lines);
    if (enter || escape || (control && key.code == 's')) {
        if (submit(editor))
            editor->mode = MODE_WIDGET;
        return;
    }
    if (moves(state, key))
        return;
    bool changed = changes(state, key);
    if (!changed)
        modeless_tell_unknown(editor, key);
    if (changed && state->at_once)
        submit(editor);
}

void widget_entry_paste(Editor *editor, const char *bytes, size_t length)
{
    WidgetState *state = editor->widget;
    g_autofree char *text = g_utf8_make_valid(bytes, (gssize)length);
    if (!state->lines)
        g_strdelimit(text, "\r\n", ' ');
    insert(state, text, strlen(text));
    if (state->at_once)
        submit(editor);
}
