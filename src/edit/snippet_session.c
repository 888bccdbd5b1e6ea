/* A snippet in the text: its places, from one to the next, and those that say the same. */
#include "edit/snippet_state.h"

#include <string.h>

#include "edit/indent.h"
#include "edit/snippet_place.h"

static Stop *stop_at(const SnippetState *state, guint at)
{
    return &g_array_index(state->stops, Stop, at);
}

static void end(Editor *editor)
{
    SnippetState *state = editor->snippets;
    if (state->fresh && editor->modeless.on)
        modeless_end_selection(editor);
    g_array_set_size(state->stops, 0);
    state->fresh = false;
}

static bool goes_on(const Editor *editor)
{
    return editor->snippets && editor->snippets->stops->len > 0;
}

bool editor_snippet_place(const Editor *editor, Pos *start, Pos *end_of)
{
    const SnippetState *state = editor->snippets;
    if (!goes_on(editor) || !state->fresh || editor->modeless.on)
        return false;
    *start = stop_at(state, state->current)->start;
    *end_of = stop_at(state, state->current)->end;
    return true;
}

/* --- places follow the text ------------------------------------------------------------------------------------- */

static Pos moved(Pos pos, Pos from, Pos to)
{
    if (pos.line == from.line)
        return (Pos){to.line, to.byte + pos.byte - from.byte};
    return (Pos){pos.line - from.line + to.line, pos.byte};
}

static bool is_in(const SnippetState *state, int at, guint outer)
{
    for (; at >= 0; at = stop_at(state, (guint)at)->parent) {
        if ((guint)at == outer)
            return true;
    }
    return false;
}

void snippet_adjust(Editor *editor, Pos start, Pos end_of, Pos after)
{
    SnippetState *state = editor->snippets;
    if (!goes_on(editor))
        return;
    for (guint i = 0; i < state->stops->len; i++) {
        Stop *stop = stop_at(state, i);
        bool behind = i > state->current && !is_in(state, (int)i, state->current);
        bool around = is_in(state, (int)state->current, i);
        int first = pos_compare(stop->start, start), last = pos_compare(stop->end, end_of);
        bool moves = behind ? pos_compare(stop->start, end_of) >= 0 : pos_compare(stop->start, end_of) > 0 || (first > 0 && pos_compare(stop->start, end_of) == 0);
        if (moves)
            stop->start = moved(stop->start, end_of, after);
        else if (first > 0)
            stop->start = start;
        if (last > 0 || (last == 0 && (around || behind || pos_compare(stop->end, start) > 0)))
            stop->end = moved(stop->end, end_of, after);
        else if (pos_compare(stop->end, start) > 0)
            stop->end = start;
    }
    state->generation = notebook_generation(editor->notebook);
}

static char *said_by(const Editor *editor, const Stop *stop)
{
    g_autoptr(GString) text = notebook_slice(editor->notebook, stop->start, stop->end);
    return g_strdup(text->str);
}

/* The cursor stays on its letter. */
static void say(Editor *editor, guint at, const char *text)
{
    SnippetState *state = editor->snippets;
    guint current = state->current;
    Stop before = *stop_at(state, at);
    Pos cursor = editor->cursor;
    bool follows = pos_compare(cursor, before.end) >= 0;
    state->current = at;
    Pos after = editor_replace(editor, before.start, before.end, text, strlen(text));
    state->current = current;
    editor_set_cursor(editor, follows ? moved(cursor, before.end, after) : cursor);
    if (editor->mode == MODE_INSERT && follows && editor->insert.start.line == before.end.line)
        editor->insert.start = moved(editor->insert.start, before.end, after);
}

static void mirror(Editor *editor)
{
    SnippetState *state = editor->snippets;
    g_autofree char *text = said_by(editor, stop_at(state, state->current));
    int number = stop_at(state, state->current)->number;
    for (guint i = 0; i < state->stops->len; i++) {
        bool nested = is_in(state, (int)i, state->current) || is_in(state, (int)state->current, i); /* it is part of what it says */
        bool same = !nested && stop_at(state, i)->number == number;
        g_autofree char *said = same ? said_by(editor, stop_at(state, i)) : NULL;
        if (same && strcmp(said, text) != 0)
            say(editor, i, text);
    }
}

/* --- from one to the next --------------------------------------------------------------------------------------- */

static void put_cursor(Editor *editor, Pos pos)
{
    editor_set_cursor(editor, pos);
    if (editor->mode == MODE_INSERT || !editor->modeless.on) {
        insert_start(editor, NULL, MODE_INSERT);
        redo_as_insert(editor);
    }
}

static void enter(Editor *editor, guint at)
{
    SnippetState *state = editor->snippets;
    Stop stop = *stop_at(state, at);
    bool empty = pos_compare(stop.start, stop.end) == 0, last = stop.number == 0;
    editor_undo_break(editor);
    state->current = at;
    state->fresh = !empty;
    put_cursor(editor, editor->modeless.on && !empty ? stop.end : stop.start);
    if (editor->modeless.on && !empty)
        modeless_select(editor, stop.start, stop.end);
    if (last && empty)
        end(editor);
}

static int rank(const Stop *stop)
{
    return stop->number ? stop->number : G_MAXINT;
}

/* The first stop of the next number up, or of the next one down; it is the longest that leads, the others follow. */
static int beside(const SnippetState *state, int from, int direction)
{
    int best = -1;
    for (guint i = 0; i < state->stops->len; i++) {
        int here = rank(stop_at(state, i)), there = best < 0 ? 0 : rank(stop_at(state, (guint)best));
        bool fits = direction > 0 ? here > from && (best < 0 || here < there) : here < from && (best < 0 || here > there);
        best = fits ? (int)i : best;
    }
    return best;
}

static bool go(Editor *editor, int direction)
{
    SnippetState *state = editor->snippets;
    int next = beside(state, rank(stop_at(state, state->current)), direction);
    if (next < 0)
        return direction < 0; /* behind the last one the key is itself again */
    if (editor->modeless.on)
        modeless_end_selection(editor);
    enter(editor, (guint)next);
    return true;
}

/* --- putting one ------------------------------------------------------------------------------------------------- */

/* Lines behind the first are indented as it is, a tab at their beginning as the editor indents; `places` become those of the
 * new text. */
static GString *fitted(const Editor *editor, size_t line, const SnippetText *text, GArray *places)
{
    size_t blanks = editor_indent_bytes(editor, line);
    g_autofree char *indent = g_strndup(editor_line(editor, line).bytes, blanks), *step = indent_of_width(editor, editor->options.shiftwidth);
    GString *out = g_string_new(NULL);
    bool leads = false;
    for (size_t at = 0; at <= text->text->len; at++) {
        char byte = text->text->str[at];
        if (leads && byte != '\n' && at > 0 && text->text->str[at - 1] == '\n' && byte)
            g_string_append(out, indent);
        g_array_append_val(places, out->len);
        if (byte == '\t' && leads)
            g_string_append(out, step);
        else if (byte)
            g_string_append_c(out, byte);
        leads = byte == '\n' || (leads && (byte == '\t' || byte == ' '));
    }
    return out;
}

static Pos pos_behind(Pos start, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        start = text[i] == '\n' ? (Pos){start.line + 1, 0} : (Pos){start.line, start.byte + 1};
    return start;
}

static void begin(Editor *editor, Pos start, const SnippetText *text, const GString *out, const GArray *places)
{
    SnippetState *state = snippet_state_of(editor);
    g_array_set_size(state->stops, 0);
    bool ends = false;
    for (guint i = 0; i < text->stops->len; i++) {
        const SnippetStop *from = &g_array_index(text->stops, SnippetStop, i);
        Stop stop = {from->number, from->parent, pos_behind(start, out->str, g_array_index(places, size_t, from->start)),
                     pos_behind(start, out->str, g_array_index(places, size_t, from->end))};
        ends |= from->number == 0;
        g_array_append_val(state->stops, stop);
    }
    Pos last = pos_behind(start, out->str, out->len);
    Stop stop = {0, -1, last, last};
    if (!ends)
        g_array_append_val(state->stops, stop);
    state->generation = notebook_generation(editor->notebook);
    state->current = 0;
}

static void put(Editor *editor, Pos start, Pos end_of, const SnippetText *text)
{
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(size_t));
    g_autoptr(GString) out = fitted(editor, start.line, text, places);
    if (goes_on(editor))
        end(editor);
    editor_undo_break(editor);
    Pos after = editor_replace(editor, start, end_of, out->str, out->len);
    if (text->stops->len == 0) {
        editor_set_cursor(editor, after);
        editor_clamp_cursor(editor);
        return;
    }
    begin(editor, start, text, out, places);
    int first = beside(editor->snippets, 0, 1);
    enter(editor, (guint)MAX(first, 0));
}

static SnippetWorld world_of(const Editor *editor, char **file)
{
    *file = editor->path ? g_path_get_basename(editor->path) : NULL;
    return (SnippetWorld){.file = *file};
}

void snippet_put(Editor *editor, Pos start, Pos end_of, const char *body)
{
    g_autofree char *file = NULL;
    SnippetWorld world = world_of(editor, &file);
    g_autoptr(SnippetText) text = snippet_expand(body, &world);
    put(editor, start, end_of, text);
}

void snippet_put_one(Editor *editor, Pos start, Pos end_of, const Snippet *snippet)
{
    g_autofree char *file = NULL;
    SnippetWorld world = world_of(editor, &file);
    g_autoptr(SnippetText) text = snippet_expand_of(snippet, &world);
    put(editor, start, end_of, text);
}

/* --- keys -------------------------------------------------------------------------------------------------------- */

void snippet_make_room(Editor *editor)
{
    SnippetState *state = editor->snippets;
    if (!goes_on(editor) || !state->fresh)
        return;
    Stop stop = *stop_at(state, state->current);
    state->fresh = false;
    if (editor->modeless.on || pos_compare(editor->cursor, stop.start) != 0)
        return; /* it is selected; or somebody went elsewhere */
    editor_replace(editor, stop.start, stop.end, "", 0);
}

static bool next(Editor *editor, const ActionCall *call)
{
    return goes_on(editor) && go(editor, 1);
}

static bool previous(Editor *editor, const ActionCall *call)
{
    return goes_on(editor) && go(editor, -1);
}

static bool erase(Editor *editor, const ActionCall *call)
{
    if (!goes_on(editor) || !editor->snippets->fresh || editor->modeless.on)
        return false;
    snippet_make_room(editor);
    return true;
}

bool snippet_key(Editor *editor, Key key)
{
    const Binding *binding;
    if (!goes_on(editor) || !mode_inserts(editor->mode) || editor->input.repeating)
        return false;
    bool bound = keymap_longest(editor->keymap, MAP_SNIPPET, &key, 1, &binding) == 1 && binding->action;
    ActionCall call = {.count = 1, .reg = '"', .argument = key};
    return bound && binding->action->kind == ACTION_COMMAND && ((CommandFunction)binding->action->function)(editor, &call);
}

static bool holds(const Stop *stop, Pos pos)
{
    return pos_compare(stop->start, pos) <= 0 && pos_compare(pos, stop->end) <= 0;
}

/* A place that somebody went to by other keys is the current one. */
static bool find_current(SnippetState *state, Pos cursor)
{
    if (holds(stop_at(state, state->current), cursor))
        return true;
    state->fresh = false;
    for (guint i = state->stops->len; i-- > 0;) {
        if (holds(stop_at(state, i), cursor)) {
            state->current = i;
            return true;
        }
    }
    return false;
}

static bool is_near(const SnippetState *state, Pos cursor)
{
    Pos first = stop_at(state, 0)->start, last = first;
    for (guint i = 0; i < state->stops->len; i++) {
        Stop *stop = stop_at(state, i);
        first = pos_compare(stop->start, first) < 0 ? stop->start : first;
        last = pos_compare(stop->end, last) > 0 ? stop->end : last;
    }
    return cursor.line >= first.line && cursor.line <= last.line;
}

void snippet_follow(Editor *editor)
{
    SnippetState *state = editor->snippets;
    if (!goes_on(editor))
        return;
    bool own = state->generation == notebook_generation(editor->notebook);
    if (!own || !mode_inserts(editor->mode) || !is_near(state, editor->cursor)) {
        end(editor);
        return;
    }
    Selection selection;
    if (state->fresh && editor->modeless.on && !editor_selection(editor, &selection))
        state->fresh = false;
    if (find_current(state, editor->cursor) && !state->fresh)
        mirror(editor);
}

const Action ACTIONS_SNIPPET_PLACE[] = {
    {"snippet-next", ACTION_COMMAND, "to the next place of the snippet that is being filled in", .function = next},
    {"snippet-previous", ACTION_COMMAND, "to the place before", .function = previous},
    {"snippet-erase", ACTION_COMMAND, "delete what the place of a snippet says, if nothing was typed there yet", .function = erase},
    {NULL},
};
