/* The line at the bottom: what is typed after `:`, `/` and `?` (`:help cmdline-editing`). */
#include "edit/abbreviation.h"
#include "edit/ex.h"
#include "edit/preview.h"
#include "edit/prompt_state.h"
#include "edit/prompt_view.h"

#include <string.h>

#include "edit/search.h"

enum { LONGEST_HISTORY = 1000 };

Prompt *prompt_of(Editor *editor)
{
    if (!editor->prompt) {
        Prompt *prompt = g_new0(Prompt, 1);
        prompt->text = g_string_new(NULL);
        prompt->commands = g_ptr_array_new_with_free_func(g_free);
        prompt->patterns = g_ptr_array_new_with_free_func(g_free);
        editor->prompt = prompt;
    }
    return editor->prompt;
}

void prompt_free(Prompt *prompt)
{
    g_string_free(prompt->text, TRUE);
    g_ptr_array_unref(prompt->commands);
    g_ptr_array_unref(prompt->patterns);
    g_free(prompt->typed);
    g_free(prompt->label);
    prompt_menu_close(&prompt->menu);
    g_clear_pointer(&prompt->window, line_window_free);
    g_free(prompt);
}

bool editor_prompt(const Editor *editor, PromptView *view)
{
    if (editor->mode != MODE_PROMPT || !editor->prompt || editor->prompt->window)
        return false;
    *view = (PromptView){editor->prompt->sign, editor->prompt->label, editor->prompt->text->str, editor->prompt->cursor,
                         editor->prompt->whole};
    return true;
}

bool editor_prompt_menu(const Editor *editor, PromptMenuView *view)
{
    const PromptMenu *menu = editor->prompt ? &editor->prompt->menu : NULL;
    if (editor->mode != MODE_PROMPT || !menu || !menu->words)
        return false;
    *view = (PromptMenuView){menu->start, menu->words->len, menu->chosen};
    return true;
}

PromptMenuEntry editor_prompt_menu_entry(const Editor *editor, guint index)
{
    const Prompt *prompt = editor->prompt;
    const char *word = g_ptr_array_index(prompt->menu.words, index);
    return (PromptMenuEntry){word, ex_word_help(editor, prompt->text->str, prompt->menu.start, word)};
}

GPtrArray *prompt_lines(Prompt *prompt)
{
    return prompt->sign == ':' ? prompt->commands : prompt->patterns;
}

const GPtrArray *prompt_history(const Editor *editor, char sign)
{
    return !editor->prompt ? NULL : sign == ':' ? editor->prompt->commands : editor->prompt->patterns;
}

void prompt_open(Editor *editor, char sign, const char *prefill)
{
    Prompt *prompt = prompt_of(editor);
    prompt->sign = sign;
    prompt->wants = WANTS_NOTHING;
    prompt->whole = false;
    editor->input.from_panel = editor->mode == MODE_PANEL;
    prompt->origin = prompt->begun = editor->cursor;
    g_clear_pointer(&prompt->label, g_free);
    g_string_assign(prompt->text, prefill ? prefill : "");
    prompt->cursor = prompt->text->len;
    prompt->browsed = prompt_lines(prompt)->len;
    g_clear_pointer(&prompt->typed, g_free);
    if (prompt_searches(prompt) && search_is_apart(editor))
        search_apart(editor, "begin", 1, false);
    prompt_menu_close(&prompt->menu);
    editor->mode = MODE_PROMPT;
}

void prompt_set_label(Editor *editor, const char *label)
{
    g_free(editor->prompt->label);
    editor->prompt->label = g_strdup(label);
}

void prompt_choose_all(Editor *editor)
{
    Prompt *prompt = prompt_of(editor);
    prompt->whole = prompt->text->len > 0;
}

void prompt_preview(Editor *editor)
{
    Prompt *prompt = editor->prompt;
    g_autofree char *pattern = prompt->label ? search_literal(prompt->text->str) : g_strdup(prompt->text->str);
    search_preview(editor, pattern, prompt->sign == '?', prompt->origin);
}

/* --- the text ----------------------------------------------------------------------------------------- */

static void insert_bytes(Prompt *prompt, const char *bytes, size_t length)
{
    g_string_insert_len(prompt->text, (gssize)prompt->cursor, bytes, (gssize)length);
    prompt->cursor += length;
}

static void insert_code(Prompt *prompt, uint32_t code)
{
    char bytes[4];
    insert_bytes(prompt, bytes, utf8_encode(code, bytes));
}

static void erase(Prompt *prompt, size_t start, size_t end)
{
    g_string_erase(prompt->text, (gssize)start, (gssize)(end - start));
    prompt->cursor = start;
}

static size_t word_start(const Prompt *prompt)
{
    const GString *text = prompt->text;
    size_t at = prompt->cursor;
    uint32_t class = UTF8_BLANK;
    while (at > 0) {
        size_t before = utf8_previous(text->str, text->len, at);
        uint32_t here = utf8_class(utf8_decode(text->str + before, text->len - before).code);
        if (class != UTF8_BLANK && here != class)
            break;
        class = here;
        at = before;
    }
    return at;
}

/* --- history ------------------------------------------------------------------------------------------ */

static void remember(Prompt *prompt)
{
    GPtrArray *history = prompt_lines(prompt);
    if (prompt->text->len == 0 || (prompt->sign != ':' && !prompt_searches(prompt)))
        return;
    for (guint i = 0; i < history->len; i++) {
        if (strcmp(g_ptr_array_index(history, i), prompt->text->str) == 0) {
            g_ptr_array_remove_index(history, i);
            break;
        }
    }
    g_ptr_array_add(history, g_strdup(prompt->text->str));
    if (history->len > LONGEST_HISTORY)
        g_ptr_array_remove_index(history, 0);
}

/* Up and Down stop only at lines that begin with what was typed. */
static void browse(Prompt *prompt, int direction, bool by_prefix)
{
    GPtrArray *history = prompt_lines(prompt);
    if (prompt->browsed >= history->len && !prompt->typed)
        prompt->typed = g_strdup(prompt->text->str);
    guint at = prompt->browsed;
    while (direction < 0 ? at > 0 : at < history->len) {
        at += (guint)direction;
        const char *line = at < history->len ? g_ptr_array_index(history, at) : prompt->typed;
        if (at < history->len && by_prefix && prompt->typed && !g_str_has_prefix(line, prompt->typed))
            continue;
        prompt->browsed = at;
        g_string_assign(prompt->text, line ? line : "");
        prompt->cursor = prompt->text->len;
        return;
    }
}

/* --- keys --------------------------------------------------------------------------------------------- */

void prompt_done(Editor *editor, bool accepted)
{
    Prompt *prompt = editor->prompt;
    g_clear_pointer(&prompt->window, line_window_free);
    if (prompt_searches(prompt))
        search_preview(editor, NULL, false, accepted ? prompt->origin : prompt->begun);
    preview_typed(editor, NULL);
    if (prompt_searches(prompt) && !accepted && search_is_apart(editor))
        search_apart(editor, "leave", 0, true);
    if (accepted)
        remember(prompt);
    prompt_menu_close(&prompt->menu);
    g_autofree char *line = g_strdup(prompt->text->str);
    normal_line_done(editor, accepted ? line : NULL);
}

/* The text of an output may have become another since the prompt was opened in it. */
static Pos in_text(const Editor *editor, Pos pos)
{
    pos.line = MIN(pos.line, editor_line_count(editor) - 1);
    TextLine line = editor_line(editor, pos.line);
    pos.byte = pos.byte < line.length ? utf8_start(line.bytes, line.length, pos.byte) : line.length;
    return pos;
}

void prompt_keep_in_text(Editor *editor)
{
    Prompt *prompt = prompt_of(editor);
    prompt->origin = in_text(editor, prompt->origin);
    prompt->begun = in_text(editor, prompt->begun);
}

void prompt_cancel(Editor *editor)
{
    if (ex_confirm_key(editor, (Key){27, 0}))
        return;
    if (!editor->prompt || editor->mode != MODE_PROMPT)
        return;
    prompt_keep_in_text(editor);
    prompt_done(editor, false);
}

void prompt_point(Editor *editor, size_t byte)
{
    Prompt *prompt = prompt_of(editor);
    const GString *text = prompt->text;
    prompt_menu_close(&prompt->menu);
    prompt->wants = WANTS_NOTHING;
    prompt->whole = false;
    prompt->cursor = byte < text->len ? utf8_start(text->str, text->len, byte) : text->len;
}

/* What <C-r> and a key insert. */
static void insert_register(Editor *editor, Prompt *prompt, Key key)
{
    if (key.modifiers == MOD_CTRL && (key.code == 'w' || key.code == 'a' || key.code == 'l')) {
        Pos shown = editor->cursor;
        editor->cursor = prompt->origin;
        TextLine text = editor_line(editor, editor->cursor.line);
        size_t start, end;
        bool is_word;
        if (key.code == 'l')
            insert_bytes(prompt, text.bytes, text.length);
        else if (search_word_at_cursor(editor, &start, &end, &is_word))
            insert_bytes(prompt, text.bytes + start, end - start);
        editor->cursor = shown;
        return;
    }
    const Register *what = key.modifiers ? NULL : editor_register(editor, key.code);
    if (!what || !what->text)
        return;
    g_autofree char *line = g_strdelimit(g_strdup(what->text), "\n", '\r');
    insert_bytes(prompt, line, strlen(line));
    if (what->wise == WISE_LINE)
        insert_code(prompt, '\r');
}

static void wanted_key(Editor *editor, Prompt *prompt, Key key)
{
    Wants wants = prompt->wants;
    prompt->wants = WANTS_NOTHING;
    if (wants == WANTS_REGISTER) {
        insert_register(editor, prompt, key);
    } else {
        g_autofree char *text = text_of_keys(&key, 1);
        insert_bytes(prompt, text, strlen(text));
    }
}

bool prompt_wants_key(const Editor *editor)
{
    return editor->prompt && editor->prompt->wants != WANTS_NOTHING;
}

/* Keys that move or delete; false if it is none of them. */
static bool editing_key(Prompt *prompt, Key key)
{
    const GString *text = prompt->text;
    bool control = key.modifiers == MOD_CTRL;
    bool plain = key.modifiers == 0;
    if ((control && key.code == 'b') || (plain && key.code == KEY_HOME))
        prompt->cursor = 0;
    else if ((control && key.code == 'e') || (plain && key.code == KEY_END))
        prompt->cursor = text->len;
    else if (plain && key.code == KEY_LEFT)
        prompt->cursor = utf8_previous(text->str, text->len, prompt->cursor);
    else if (plain && key.code == KEY_RIGHT)
        prompt->cursor = utf8_next(text->str, text->len, prompt->cursor);
    else if (plain && key.code == KEY_DELETE)
        erase(prompt, prompt->cursor, utf8_next(text->str, text->len, prompt->cursor));
    else if (control && key.code == 'w')
        erase(prompt, word_start(prompt), prompt->cursor);
    else if (control && key.code == 'u')
        erase(prompt, 0, prompt->cursor);
    else if (control && key.code == 'p')
        browse(prompt, -1, false);
    else if (control && key.code == 'n')
        browse(prompt, 1, false);
    else if (key.code == KEY_UP)
        browse(prompt, -1, true);
    else if (key.code == KEY_DOWN)
        browse(prompt, 1, true);
    else
        return false;
    return true;
}

/* What is typed, or erases, takes the place of a text that is chosen; other keys leave it.  True: that was all. */
static bool replaces_whole(Prompt *prompt, Key key)
{
    bool whole = prompt->whole, control = key.modifiers == MOD_CTRL;
    bool erases = key.code == 127 || key.code == 8 || key.code == KEY_DELETE || (control && key.code == 'h');
    bool types = key.code >= 32 && key.code < KEY_NONE && !(key.modifiers & ~MOD_SHIFT);
    prompt->whole = false;
    if (whole && (erases || types || (control && (key.code == 'r' || key.code == 'v' || key.code == 'q'))))
        erase(prompt, 0, prompt->text->len);
    return whole && erases;
}

static void text_key(Editor *editor, Prompt *prompt, Key key)
{
    bool control = key.modifiers == MOD_CTRL;
    if (editing_key(prompt, key))
        return;
    if (control && key.code == 'r')
        prompt->wants = WANTS_REGISTER;
    else if (control && (key.code == 'v' || key.code == 'q'))
        prompt->wants = WANTS_LITERAL;
    else if (key.code < KEY_NONE && !(key.modifiers & ~MOD_SHIFT))
        insert_code(prompt, key.code);
    else if (prompt->label && prompt_searches(prompt) && modeless_moves(editor, key)) {
        prompt_done(editor, true); /* the search has led there, and one goes on from there */
        editor_put_key_back(editor, key);
        return;
    } else {
        modeless_tell_unknown(editor, key);
        return;
    }
    if (prompt->wants == WANTS_NOTHING && prompt->browsed >= prompt_lines(prompt)->len)
        g_clear_pointer(&prompt->typed, g_free);
}

/* What the keymap says of a key while a line is typed; false if it says nothing. */
static bool mapped_key(Editor *editor, Key key)
{
    const Binding *binding;
    if (editor->input.plain || !keymap_longest(editor->keymap, MAP_PROMPT, &key, 1, &binding))
        return false;
    ActionCall call = {.count = 1, .reg = '"'};
    if (!binding->action)
        editor_feed_keys(editor, binding->keys, binding->key_count, true);
    else if (!((CommandFunction)binding->action->function)(editor, &call))
        editor->input.failed = true;
    return true;
}

void prompt_key(Editor *editor, Key key)
{
    Prompt *prompt = prompt_of(editor);
    if (ex_confirm_key(editor, key))
        return;
    if (prompt->window) {
        prompt_window_key(editor, key);
        return;
    }
    prompt_keep_in_text(editor);
    if (prompt->wants == WANTS_NOTHING && prompt->sign == ':' &&
        prompt_menu_key(editor, &prompt->menu, prompt->text, &prompt->cursor, key)) {
        preview_typed(editor, prompt->text->str);
        return;
    }
    if (prompt->wants == WANTS_NOTHING && mapped_key(editor, key))
        return;
    if (prompt->wants == WANTS_NOTHING && key.code != 27 &&
        abbreviation_expand_at_prompt(editor, prompt->text->str, prompt->cursor, key))
        return;
    if (prompt->wants != WANTS_NOTHING) {
        wanted_key(editor, prompt, key);
    } else if (!replaces_whole(prompt, key)) {
        bool control = key.modifiers == MOD_CTRL;
        bool back = key.code == 127 || key.code == 8 || (control && key.code == 'h');
        if ((key.code == 27 && !key.modifiers) || (control && (key.code == 'c' || key.code == '['))) {
            prompt_done(editor, false);
            return;
        }
        if ((key.code == 13 && !key.modifiers) || (control && (key.code == 'j' || key.code == 'm'))) {
            prompt_done(editor, true);
            return;
        }
        if (back && prompt->text->len == 0) {
            prompt_done(editor, false);
            return;
        }
        if (back)
            erase(prompt, utf8_previous(prompt->text->str, prompt->text->len, prompt->cursor), prompt->cursor);
        else
            text_key(editor, prompt, key);
    }
    if (prompt_searches(prompt) && prompt->wants == WANTS_NOTHING)
        prompt_preview(editor);
    if (prompt->sign == ':' && prompt->wants == WANTS_NOTHING)
        preview_typed(editor, prompt->text->str);
}

/* --- actions of [prompt] ------------------------------------------------------------------------------ */

/* On to the match behind the one that is shown; with nothing typed yet, to what was sought last. */
static bool to_match(Editor *editor, bool backward)
{
    Prompt *prompt = editor->prompt;
    if (editor->mode != MODE_PROMPT || !prompt_searches(prompt))
        return false;
    if (!prompt->text->len) {
        browse(prompt, -1, false);
    } else {
        prompt->origin = editor->cursor;
    }
    if (search_is_apart(editor) && search_of(editor)->preview) {
        search_apart(editor, "step", backward ? -1 : 1, false);
        return true;
    }
    prompt->sign = backward ? '?' : '/';
    if (prompt->label)
        editor->pending.waiting = action_find(backward ? "find-back" : "find");
    prompt_preview(editor);
    return true;
}

static bool next_match(Editor *editor, const ActionCall *call)
{
    return to_match(editor, false);
}

static bool previous_match(Editor *editor, const ActionCall *call)
{
    return to_match(editor, true);
}

static bool erase_to_end(Editor *editor, const ActionCall *call)
{
    if (editor->mode != MODE_PROMPT)
        return false;
    g_string_truncate(editor->prompt->text, editor->prompt->cursor);
    return true;
}

const Action ACTIONS_PROMPT[] = {
    {"prompt-next-match", ACTION_COMMAND, "while a search is typed: on to the next match", .function = next_match},
    {"prompt-previous-match", ACTION_COMMAND, "while a search is typed: back to the match before",
     .function = previous_match},
    {"prompt-erase-to-end", ACTION_COMMAND, "while a line is typed: delete what is behind the cursor",
     .function = erase_to_end},
    {0},
};
