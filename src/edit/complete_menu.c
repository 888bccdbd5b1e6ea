/* The menu of what could be typed: what begins like the word before the cursor, from all that is known.
 *
 * It opens at a key (`complete`) or by itself ('autocomplete') with what the editor knows, and asks for more
 * (REQUEST_COMPLETE); answers come when they come and are taken in as long as the same word is being typed.  Nothing is
 * chosen until somebody chooses, so that whoever goes on typing never notices it.
 *
 * What is taken counts as typed: `.`, counts and macros repeat the letters, and not the keys of a menu that may hold
 * something else by then.
 */
#include "edit/snippets.h"

#include <string.h>

enum { LETTERS_BEFORE_IT_OPENS = 3 };

struct CompleteMenu {
    bool open;      /* it follows what is typed, though there may be nothing to show */
    bool automatic;
    bool attribute; /* behind a dot */
    int ticket;     /* of the question that is being answered */
    size_t line, start;
    GString *typed; /* the word, as it was typed */
    GString *text;  /* what stands there: the same, or an entry */
    size_t asked;   /* how much was typed when the question was asked */
    CompletionSet *set;
    GPtrArray *shown; /* of Completion *, borrowed from the set */
    const Completion *chosen; /* or NULL */
    const Completion *described; /* whose documentation was asked for last; or NULL */
    size_t refused_line, refused_start; /* where it was closed by a key: there it does not open by itself again */
};

void complete_menu_free(CompleteMenu *menu)
{
    g_string_free(menu->typed, TRUE);
    g_string_free(menu->text, TRUE);
    g_clear_pointer(&menu->set, completion_set_free);
    g_clear_pointer(&menu->shown, g_ptr_array_unref);
    g_free(menu);
}

static CompleteMenu *menu_of(Editor *editor)
{
    if (!editor->complete) {
        editor->complete = g_new0(CompleteMenu, 1);
        editor->complete->typed = g_string_new(NULL);
        editor->complete->text = g_string_new(NULL);
        editor->complete->refused_line = SIZE_MAX;
    }
    return editor->complete;
}

void complete_menu_close(Editor *editor)
{
    if (!editor->complete)
        return;
    editor->complete->open = false;
    editor->complete->chosen = NULL;
}

/* Whether it still speaks of the word before the cursor: a mouse, or another program, may have been here. */
static bool is_valid(const Editor *editor)
{
    const CompleteMenu *menu = editor->complete;
    if (!menu || !menu->open || !mode_inserts(editor->mode) || editor->cursor.line != menu->line ||
        editor->cursor.byte != menu->start + menu->text->len)
        return false;
    TextLine line = editor_line(editor, menu->line);
    return editor->cursor.byte <= line.length &&
           memcmp(line.bytes + menu->start, menu->text->str, menu->text->len) == 0;
}

static bool is_shown(const Editor *editor)
{
    return is_valid(editor) && editor->complete->shown->len > 0;
}

/* --- for the screen ------------------------------------------------------------------------------------------- */

bool editor_completion(const Editor *editor, CompletionMenu *view)
{
    const CompleteMenu *menu = editor->complete;
    const Insert *insert = &editor->insert;
    if (is_shown(editor)) {
        guint chosen;
        bool any = menu->chosen && g_ptr_array_find(menu->shown, menu->chosen, &chosen);
        *view = (CompletionMenu){menu->start, menu->shown->len, any ? (int)chosen : -1};
        return true;
    }
    if (!complete_goes_on(editor) || insert->words->len < 3) /* one word is there, and needs no menu */
        return false;
    bool typed = insert->word + 1 == insert->words->len;
    *view = (CompletionMenu){insert->word_start, insert->words->len - 1, typed ? -1 : (int)insert->word};
    return true;
}

Completion editor_completion_entry(const Editor *editor, guint index)
{
    if (is_shown(editor))
        return *(const Completion *)g_ptr_array_index(editor->complete->shown, index);
    char *word = g_ptr_array_index(editor->insert.words, index), *nothing = (char *)"";
    return (Completion){word, nothing, nothing, nothing, COMPLETION_WORD};
}

/* --- opening and following --------------------------------------------------------------------------------------- */

static void match(CompleteMenu *menu)
{
    g_clear_pointer(&menu->shown, g_ptr_array_unref);
    menu->shown = completion_set_match(menu->set, menu->typed->str);
}

static void read_word(Editor *editor)
{
    CompleteMenu *menu = editor->complete;
    const char *bytes = editor_line(editor, menu->line).bytes;
    g_string_truncate(menu->typed, 0);
    g_string_append_len(menu->typed, bytes + menu->start, (gssize)(editor->cursor.byte - menu->start));
    g_string_assign(menu->text, menu->typed->str);
    menu->chosen = NULL;
}

static void ask(Editor *editor)
{
    CompleteMenu *menu = editor->complete;
    size_t cell = notebook_cell_of_line(editor->notebook, menu->line);
    Pos begin = {notebook_first_line(editor->notebook, cell), 0};
    g_autoptr(GString) code = notebook_slice(editor->notebook, begin, editor->cursor);
    menu->asked = menu->typed->len;
    editor_request(editor, (Request){.kind = REQUEST_COMPLETE, .text = code->str, .code = ++menu->ticket,
                                     .force = menu->attribute});
}

static void open_menu(Editor *editor, bool automatic)
{
    CompleteMenu *menu = menu_of(editor);
    menu->open = true;
    menu->automatic = automatic;
    menu->line = editor->cursor.line;
    menu->start = complete_word_start(editor);
    menu->attribute = menu->start > 0 && editor_line(editor, menu->line).bytes[menu->start - 1] == '.';
    read_word(editor);
    g_clear_pointer(&menu->set, completion_set_free);
    menu->described = NULL;
    menu->set = completion_set_new();
    complete_add_own(editor, menu->set, menu->attribute);
    if (!menu->attribute && menu->typed->len > 0)
        snippets_add(editor, menu->set);
    match(menu);
    ask(editor);
}

void editor_take_completions(Editor *editor, int ticket, const CompletionSet *more)
{
    CompleteMenu *menu = editor->complete;
    if (!is_valid(editor) || menu->ticket != ticket)
        return;
    completion_set_add_all(menu->set, more);
    match(menu);
}

static bool is_refused(const Editor *editor, size_t start)
{
    const CompleteMenu *menu = editor->complete;
    return menu && menu->refused_line == editor->cursor.line && menu->refused_start == start;
}

/* Behind the dot of an attribute (that of a number is none), or a few letters of a word. */
static bool is_worth_it(const Editor *editor, Key key)
{
    TextLine line = editor_line(editor, editor->cursor.line);
    size_t end = editor->cursor.byte, start = complete_word_start(editor);
    if (is_refused(editor, start))
        return false;
    if (key.code != '.')
        return end - start >= LETTERS_BEFORE_IT_OPENS && !g_ascii_isdigit(line.bytes[start]);
    if (end < 2 || line.bytes[end - 1] != '.')
        return false;
    size_t before = end - 1;
    while (before > 0 && (g_ascii_isalnum(line.bytes[before - 1]) || line.bytes[before - 1] == '_'))
        before--;
    if (before == end - 1)
        return strchr(")]}\"'", line.bytes[end - 2]) != NULL;
    return !g_ascii_isdigit(line.bytes[before]);
}

static bool is_word(const char *bytes, size_t length)
{
    for (size_t at = 0; at < length; at = utf8_next(bytes, length, at)) {
        if (!utf8_is_word(utf8_decode(bytes + at, length - at).code))
            return false;
    }
    return true;
}

/* The word has become another: what of the entries still fits is shown. */
static void follow(Editor *editor)
{
    CompleteMenu *menu = editor->complete;
    Pos cursor = editor->cursor;
    TextLine line = editor_line(editor, MIN(menu->line, editor_line_count(editor) - 1));
    bool same = mode_inserts(editor->mode) && cursor.line == menu->line && cursor.byte >= menu->start &&
                is_word(line.bytes + menu->start, cursor.byte - menu->start);
    bool emptied = menu->automatic && !menu->attribute && cursor.byte == menu->start;
    if (!same || emptied || complete_word_start(editor) != menu->start) {
        complete_menu_close(editor);
        return;
    }
    if (is_valid(editor))
        return;
    read_word(editor);
    match(menu);
    if (menu->typed->len < menu->asked)
        ask(editor);
}

void complete_menu_follow(Editor *editor, Key key)
{
    bool was_open = editor->complete && editor->complete->open;
    if (was_open)
        follow(editor);
    bool by_person = editor->input.from_person && !editor->input.repeating;
    bool types = !key.modifiers && key.code < KEY_NONE && (key.code == '.' || utf8_is_word(key.code));
    bool closed = !editor->complete || !editor->complete->open;
    if (closed && editor->options.autocomplete && by_person && types && mode_inserts(editor->mode) &&
        editor->mode != MODE_REPLACE && is_worth_it(editor, key) && complete_in_code(editor))
        open_menu(editor, true);
}

/* --- choosing ------------------------------------------------------------------------------------------------------ */

/* The key is none of the text's: letters stand for what it did. */
static void note_as_typed(Editor *editor, const char *before, const char *after)
{
    GArray *lists[] = {editor->mode == MODE_INSERT ? editor->insert.keys : NULL,
                       editor->input.recording && editor->input.from_person ? editor->input.recorded : NULL};
    size_t same = 0;
    while (before[same] && before[same] == after[same])
        same++;
    while (same > 0 && (after[same] & 0xC0) == 0x80)
        same--;
    g_autoptr(GArray) typed = keys_of_text(after + same, strlen(after + same));
    const Key back = {127, 0};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (!lists[i])
            continue;
        g_array_set_size(lists[i], lists[i]->len - MIN(lists[i]->len, 1));
        for (glong count = g_utf8_strlen(before + same, -1); count > 0; count--)
            g_array_append_val(lists[i], back);
        g_array_append_vals(lists[i], typed->data, typed->len);
    }
}

/* Makes the text say `word`. */
static void put(Editor *editor, const char *word)
{
    CompleteMenu *menu = editor->complete;
    note_as_typed(editor, menu->text->str, word);
    if (strcmp(menu->text->str, word) != 0)
        complete_type(editor, menu->start, menu->start + menu->text->len, word);
    g_string_assign(menu->text, word);
}

/* A language server may have kept to itself what it knows of the many names that it told. */
static void describe(Editor *editor)
{
    CompleteMenu *menu = editor->complete;
    const Completion *chosen = menu->chosen;
    bool may_be_known = chosen && !*chosen->doc && (chosen->source == COMPLETION_TOOL || chosen->source == COMPLETION_LIVE);
    if (!may_be_known || chosen == menu->described)
        return;
    menu->described = chosen;
    editor_request(editor, (Request){.kind = REQUEST_DESCRIBE, .text = chosen->name, .code = menu->ticket});
}

static void choose(Editor *editor, int step)
{
    CompleteMenu *menu = editor->complete;
    guint at;
    int count = (int)menu->shown->len;
    bool any = menu->chosen && g_ptr_array_find(menu->shown, menu->chosen, &at);
    int next = any ? (int)at + step : step > 0 ? 0 : count - 1;
    menu->chosen = next >= 0 && next < count ? g_ptr_array_index(menu->shown, (guint)next) : NULL;
    describe(editor);
}

static size_t name_length(const Completion *chosen)
{
    size_t length = strlen(chosen->name);
    return g_str_has_suffix(chosen->name, SNIPPET_SIGN) ? length - strlen(SNIPPET_SIGN) : length;
}

static void put_name(Editor *editor, const Completion *chosen)
{
    g_autofree char *name = g_strndup(chosen->name, name_length(chosen));
    put(editor, name);
}

static void close_and_refuse(Editor *editor);

/* The name, or what it stands for. */
static void take_one(Editor *editor, const Completion *chosen)
{
    CompleteMenu *menu = editor->complete;
    g_autofree char *body = g_strdup(chosen->body);
    Pos start = {menu->line, menu->start};
    put_name(editor, chosen);
    Pos end = editor->cursor;
    close_and_refuse(editor);
    if (body)
        snippet_put(editor, start, end, body);
}

static bool step(Editor *editor, int count, bool types)
{
    if (!is_shown(editor))
        return false;
    CompleteMenu *menu = editor->complete;
    choose(editor, count);
    if (types && menu->chosen)
        put_name(editor, menu->chosen);
    else
        put(editor, menu->typed->str);
    return true;
}

static bool next(Editor *editor, const ActionCall *call)
{
    return step(editor, 1, true);
}

static bool previous(Editor *editor, const ActionCall *call)
{
    return step(editor, -1, true);
}

static bool down(Editor *editor, const ActionCall *call)
{
    return step(editor, 1, false);
}

static bool up(Editor *editor, const ActionCall *call)
{
    return step(editor, -1, false);
}

static void close_and_refuse(Editor *editor)
{
    CompleteMenu *menu = editor->complete;
    menu->refused_line = menu->line;
    menu->refused_start = menu->start;
    complete_menu_close(editor);
}

static bool take(Editor *editor, const ActionCall *call)
{
    if (!is_shown(editor))
        return false;
    CompleteMenu *menu = editor->complete;
    const Completion *chosen = menu->chosen ? menu->chosen : g_ptr_array_index(menu->shown, 0);
    take_one(editor, chosen);
    return true;
}

/* No key was typed, of which letters take the place: a key that nobody typed makes room for them. */
void editor_point_completion(Editor *editor, guint index)
{
    const Key none = {KEY_NONE, 0};
    if (!is_shown(editor) || index >= editor->complete->shown->len)
        return;
    editor->complete->chosen = g_ptr_array_index(editor->complete->shown, index);
    if (editor->mode == MODE_INSERT)
        g_array_append_val(editor->insert.keys, none);
    if (editor->input.recording && editor->input.from_person)
        g_array_append_val(editor->input.recorded, none);
    take(editor, NULL);
}

static bool accept(Editor *editor, const ActionCall *call)
{
    if (is_shown(editor)) {
        CompleteMenu *menu = editor->complete;
        if (menu->chosen) {
            take_one(editor, menu->chosen);
        } else {
            put(editor, menu->text->str);
            close_and_refuse(editor);
        }
        return true;
    }
    bool goes_on = complete_goes_on(editor);
    if (goes_on)
        complete_end(editor, true);
    return goes_on;
}

static bool cancel(Editor *editor, const ActionCall *call)
{
    if (is_shown(editor)) {
        put(editor, editor->complete->typed->str);
        close_and_refuse(editor);
        return true;
    }
    bool goes_on = complete_goes_on(editor);
    if (goes_on)
        complete_end(editor, false);
    return goes_on;
}

/* <CR> is for the text unless an entry is chosen and not there yet, as in Vim. */
static bool enter(Editor *editor, const ActionCall *call)
{
    CompleteMenu *menu = editor->complete;
    bool chosen = is_shown(editor) && menu->chosen &&
                  (menu->chosen->source == COMPLETION_SNIPPET || strcmp(menu->text->str, menu->chosen->name) != 0);
    return chosen && take(editor, call);
}

static bool close_it(Editor *editor, const ActionCall *call)
{
    if (!is_shown(editor))
        return false;
    put(editor, editor->complete->text->str);
    close_and_refuse(editor);
    return true;
}

static bool complete(Editor *editor, const ActionCall *call)
{
    if (!mode_inserts(editor->mode) || editor->mode == MODE_REPLACE)
        return false;
    open_menu(editor, false);
    note_as_typed(editor, "", "");
    return true;
}

bool complete_menu_key(Editor *editor, Key key)
{
    const Binding *binding;
    if (!is_shown(editor) && !complete_goes_on(editor))
        return false;
    bool bound = keymap_longest(editor->keymap, MAP_COMPLETION, &key, 1, &binding) == 1;
    ActionCall call = {.count = 1, .reg = '"', .argument = key};
    return bound && binding->action && binding->action->kind == ACTION_COMMAND && !binding->action->takes_key &&
           ((CommandFunction)binding->action->function)(editor, &call);
}

const Action ACTIONS_COMPLETION[] = {
    {"complete", ACTION_COMMAND, "show what could be typed here", .function = complete, .flags = ACTION_TYPES},
    {"completion-next", ACTION_COMMAND, "type the next entry of the menu", .function = next, .flags = ACTION_TYPES},
    {"completion-previous", ACTION_COMMAND, "type the entry before", .function = previous, .flags = ACTION_TYPES},
    {"completion-down", ACTION_COMMAND, "choose the next entry, and type nothing yet", .function = down,
     .flags = ACTION_TYPES},
    {"completion-up", ACTION_COMMAND, "choose the entry before", .function = up, .flags = ACTION_TYPES},
    {"completion-accept", ACTION_COMMAND, "take what is chosen and close the menu", .function = accept,
     .flags = ACTION_TYPES},
    {"completion-take", ACTION_COMMAND, "take what is chosen, or else the first entry", .function = take,
     .flags = ACTION_TYPES},
    {"completion-enter", ACTION_COMMAND, "take what is chosen; if nothing is, what the key does without a menu",
     .function = enter, .flags = ACTION_TYPES},
    {"completion-cancel", ACTION_COMMAND, "back to what was typed, without a menu", .function = cancel,
     .flags = ACTION_TYPES},
    {"completion-close", ACTION_COMMAND, "close the menu", .function = close_it, .flags = ACTION_TYPES},
    {NULL},
};
