/* What a name is (`hover`), and what the call takes that is being typed ('signature').  Both ask, and an answer that
 * comes when something else is on the screen changes nothing.
 */
#include "edit/editor_private.h"

#include <string.h>

#include "edit/ex_text.h"
#include "edit/search.h"

struct LookupState {
    int ticket;
    char *name; /* whose help is on the page, or is going to be; or NULL */
    Pos at;     /* where it was asked for */
    bool typed; /* a key came behind the question */
    bool shown; /* and the page with the answer, which may become a better one */
    Pos asked;  /* where the bracket or the comma was typed... */
    int call;   /* ...the ticket of that question; 0: none goes on */
    char *signature; /* or NULL */
};

void lookup_state_free(LookupState *state)
{
    g_free(state->name);
    g_free(state->signature);
    g_free(state);
}

static LookupState *state_of(Editor *editor)
{
    if (!editor->lookup)
        editor->lookup = g_new0(LookupState, 1);
    return editor->lookup;
}

/* --- help ---------------------------------------------------------------------------------------------------------- */

static bool is_name(TextLine line, size_t at)
{
    return at < line.length && utf8_is_word(utf8_decode(line.bytes + at, line.length - at).code);
}

/* Before the brackets that end there, "a[0]['b']"; there itself if none do. */
static size_t before_brackets(TextLine line, size_t end)
{
    while (end > 1 && line.bytes[end - 1] == ']') {
        size_t at = end - 1, open = 1;
        while (at > 0 && open > 0) {
            at--;
            open += line.bytes[at] == ']';
            open -= line.bytes[at] == '[';
        }
        if (open > 0)
            break;
        end = at;
    }
    return end;
}

/* From "frame['a'].he|ad": where "frame" begins. */
static size_t chain_start(TextLine line, size_t start)
{
    for (;;) {
        size_t at = start;
        if (at < 2 || line.bytes[at - 1] != '.')
            return start;
        at = before_brackets(line, at - 1);
        if (at == 0 || !is_name(line, utf8_previous(line.bytes, line.length, at)))
            return start;
        for (; at > 0 && is_name(line, utf8_previous(line.bytes, line.length, at));)
            at = utf8_previous(line.bytes, line.length, at);
        start = at;
    }
}

static GString *code_before(const Editor *editor, Pos pos)
{
    size_t cell = notebook_cell_of_line(editor->notebook, pos.line);
    return notebook_slice(editor->notebook, (Pos){notebook_first_line(editor->notebook, cell), 0}, pos);
}

static bool hover(Editor *editor, const ActionCall *call)
{
    size_t start, end;
    bool is_word;
    if (!search_word_at_cursor(editor, &start, &end, &is_word) || !is_word) {
        editor_error(editor, "E349: No identifier under cursor");
        return false;
    }
    LookupState *state = state_of(editor);
    TextLine line = editor_line(editor, editor->cursor.line);
    size_t first = chain_start(line, start);
    g_free(state->name);
    state->name = g_strndup(line.bytes + first, end - first);
    state->at = editor->cursor;
    state->typed = state->shown = false;
    g_autoptr(GString) code = code_before(editor, (Pos){editor->cursor.line, end});
    editor_request(editor, (Request){.kind = REQUEST_HOVER, .text = code->str, .value = state->name,
                                     .code = ++state->ticket});
    return true;
}

const char *editor_hover(const Editor *editor, int ticket)
{
    const LookupState *state = editor->lookup;
    return state && state->ticket == ticket ? state->name : NULL;
}

void lookup_note_key(Editor *editor)
{
    if (editor->lookup)
        editor->lookup->typed = true;
}

/* A page covers what is typed or clicked meanwhile; it is not to come late. */
static bool is_waited_for(const Editor *editor)
{
    const LookupState *state = editor->lookup;
    Mode mode = editor->mode;
    bool in_text = mode == MODE_NORMAL || mode_inserts(mode) || mode_is_visual(mode);
    return !state->typed && in_text && pos_compare(state->at, editor->cursor) == 0;
}

void editor_show_hover(Editor *editor, int ticket, const char *text)
{
    LookupState *state = editor->lookup;
    if (!state || state->ticket != ticket || !state->name)
        return;
    if (!state->shown && !is_waited_for(editor)) {
        lookup_forget_hover(editor);
        return;
    }
    state->shown = true;
    g_autofree char *title = g_strdup(state->name);
    ex_show_page(editor, title, g_string_new(text));
}

void lookup_forget_hover(Editor *editor)
{
    if (editor->lookup)
        g_clear_pointer(&editor->lookup->name, g_free);
}

/* --- signatures ---------------------------------------------------------------------------------------------------- */

static void hide(LookupState *state)
{
    state->call = 0;
    g_clear_pointer(&state->signature, g_free);
}

static bool goes_on(const Editor *editor)
{
    const LookupState *state = editor->lookup;
    return state && state->call && mode_inserts(editor->mode) && editor->cursor.line == state->asked.line &&
           editor->cursor.byte >= state->asked.byte;
}

void lookup_follow_call(Editor *editor, Key key)
{
    bool by_person = editor->input.from_person && !editor->input.repeating;
    bool asks = editor->options.signature && by_person && mode_inserts(editor->mode) && !key.modifiers &&
                (key.code == '(' || key.code == ',' || key.code == ')');
    if (editor->lookup && (!goes_on(editor) || (asks && key.code == ')')))
        hide(editor->lookup);
    if (!asks || !complete_in_code(editor))
        return;
    LookupState *state = state_of(editor);
    state->asked = editor->cursor;
    state->call = ++state->ticket;
    g_clear_pointer(&state->name, g_free);
    g_autoptr(GString) code = code_before(editor, editor->cursor);
    editor_request(editor, (Request){.kind = REQUEST_SIGNATURE, .text = code->str, .code = state->call});
}

void editor_take_signature(Editor *editor, int ticket, const char *text)
{
    LookupState *state = editor->lookup;
    if (!goes_on(editor) || state->call != ticket)
        return;
    g_free(state->signature);
    state->signature = g_strdup(text);
}

const char *editor_signature(const Editor *editor)
{
    return goes_on(editor) ? editor->lookup->signature : NULL;
}

const Action ACTIONS_LOOKUP[] = {
    {"hover", ACTION_COMMAND, "what the name at the cursor is: type, documentation, where it is used", .function = hover},
    {NULL},
};
