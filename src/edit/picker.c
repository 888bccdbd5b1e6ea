#include "edit/picker.h"

#include <string.h>

#include "base/fuzzy.h"
#include "edit/ex.h"

enum { NAME_FITS = 24 }; /* what a fit counts more if the name alone fits */

struct Picker {
    char *title;
    GPtrArray *entries; /* of PickEntry * */
    GArray *shown;      /* of guint */
    GArray *scores;     /* of int: of each entry */
    GString *typed;
    size_t cursor;
    guint chosen;
    bool expects;
    /* What it was opened over: a selection stays one, for what is picked. */
    Mode before;
    Pos anchor, from, landed; /* landed: where the cursor is meanwhile */
    bool selecting;
    uint64_t generation;
    bool in_table; /* it was opened there, and leads back */
};

/* --- entries --------------------------------------------------------------------------------------------- */

static void entry_free(gpointer data)
{
    PickEntry *entry = data;
    g_free(entry->text);
    g_free(entry->keys);
    g_free(entry->target);
    g_free(entry);
}

GPtrArray *pick_entries_new(void)
{
    return g_ptr_array_new_with_free_func(entry_free);
}

PickEntry *pick_entry_new(PickKind kind, const char *name, const char *more)
{
    PickEntry *entry = g_new0(PickEntry, 1);
    entry->kind = kind;
    entry->name = strlen(name);
    entry->text = more && *more ? g_strconcat(name, "  ", more, NULL) : g_strdup(name);
    return entry;
}

void picker_free(Picker *picker)
{
    g_free(picker->title);
    g_ptr_array_unref(picker->entries);
    g_array_unref(picker->shown);
    g_array_unref(picker->scores);
    g_string_free(picker->typed, TRUE);
    g_free(picker);
}

/* --- what fits ------------------------------------------------------------------------------------------- */

/* Another word for it, or the beginning of one. */
static int score_synonym(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words; at && *at; at = strchr(at, ' ')) {
        at += strspn(at, " ");
        if (g_ascii_strncasecmp(at, word, length) == 0)
            return (int)length + 2;
    }
    return FUZZY_NONE;
}

/* Who types the number of a cell means that cell before all others, and then those whose numbers begin so. */
static int number_fits(const PickEntry *entry, const char *word)
{
    enum { WHOLE = 10000, BEGINS = 1000 };
    size_t digits = strspn(word, "0123456789"), number = strspn(entry->text, "0123456789");
    if (!digits || word[digits] || number < digits || strncmp(entry->text, word, digits) != 0)
        return 0;
    return number == digits ? WHOLE : BEGINS - (int)MIN(number, 9);
}

/* A word fits to the name by its letters, to what stands behind the name only as it is: in a sentence any few letters
 * can be found. */
static int score_word(const PickEntry *entry, const char *word, GArray *places)
{
    size_t length = strlen(word), size = strlen(entry->text);
    int score = fuzzy_score(word, entry->text, entry->name, places);
    if (score != FUZZY_NONE)
        return score + NAME_FITS + number_fits(entry, word);
    for (size_t at = entry->name; at + length <= size; at++) {
        if (g_ascii_strncasecmp(entry->text + at, word, length) != 0)
            continue;
        for (size_t i = at; places && i < at + length; i++)
            g_array_append_val(places, i);
        return (int)length + (entry->text[at - 1] == ' ');
    }
    return score_synonym(entry->words, word);
}

int pick_entry_score(const PickEntry *entry, const char *typed, GArray *places)
{
    g_auto(GStrv) words = g_strsplit(typed, " ", -1);
    int sum = 0;
    for (size_t i = 0; words[i]; i++) {
        int score = *words[i] ? score_word(entry, words[i], places) : 0;
        if (score == FUZZY_NONE)
            return FUZZY_NONE;
        sum += score;
    }
    return sum;
}

/* The best first; of two that fit as well the shorter name, and then the one that came first. */
static gint compare_scores(gconstpointer a, gconstpointer b, gpointer data)
{
    const Picker *picker = data;
    guint left = *(const guint *)a, right = *(const guint *)b;
    int by = g_array_index(picker->scores, int, right) - g_array_index(picker->scores, int, left);
    const PickEntry *one = g_ptr_array_index(picker->entries, left), *other = g_ptr_array_index(picker->entries, right);
    if (by == 0 && one->name != other->name)
        return one->name < other->name ? -1 : 1;
    return by ? by : left < right ? -1 : left > right;
}

/* `from`: entries before that one have been judged for what is typed. */
static void judge(Picker *picker, guint from)
{
    const char *typed = picker->typed->str;
    bool all = !typed[strspn(typed, " ")];
    if (from == 0)
        g_array_set_size(picker->shown, 0);
    g_array_set_size(picker->scores, picker->entries->len);
    for (guint i = from; i < picker->entries->len; i++) {
        int score = all ? 0 : pick_entry_score(g_ptr_array_index(picker->entries, i), typed, NULL);
        g_array_index(picker->scores, int, i) = score;
        if (score != FUZZY_NONE)
            g_array_append_val(picker->shown, i);
    }
    if (!all)
        g_array_sort_with_data(picker->shown, compare_scores, picker);
}

/* What did not fit does not fit with more letters either. */
static void narrow(Picker *picker)
{
    guint kept = 0;
    for (guint i = 0; i < picker->shown->len; i++) {
        guint entry = g_array_index(picker->shown, guint, i);
        int score = pick_entry_score(g_ptr_array_index(picker->entries, entry), picker->typed->str, NULL);
        g_array_index(picker->scores, int, entry) = score;
        if (score != FUZZY_NONE)
            g_array_index(picker->shown, guint, kept++) = entry;
    }
    g_array_set_size(picker->shown, kept);
    g_array_sort_with_data(picker->shown, compare_scores, picker);
    picker->chosen = 0;
}

static void typed_changed(Picker *picker)
{
    picker->chosen = 0;
    judge(picker, 0);
}

/* --- life ------------------------------------------------------------------------------------------------ */

static void remember(Picker *picker, const Editor *editor)
{
    bool modeless = editor->mode == MODE_MODELESS;
    picker->before = editor->mode;
    picker->anchor = editor->visual.anchor;
    picker->from = editor->cursor;
    picker->selecting = modeless ? editor->visual.active : mode_is_visual(editor->mode);
    picker->generation = notebook_generation(editor->notebook);
}

/* Closed, or left for what is picked: as if it had not been there. */
static void come_back(Editor *editor, const Picker *picker)
{
    editor->mode = picker->in_table ? MODE_TABLE : MODE_NORMAL;
    if (picker->in_table)
        return;
    bool same = picker->generation == notebook_generation(editor->notebook) &&
                pos_compare(picker->landed, editor->cursor) == 0;
    modeless_settle(editor);
    bool modeless = editor->mode == MODE_MODELESS;
    bool was_so = modeless ? picker->before == MODE_MODELESS : editor->mode == MODE_NORMAL && mode_is_visual(picker->before);
    if (!same || !was_so)
        return;
    if (!modeless)
        editor->mode = picker->before;
    editor_set_cursor(editor, picker->from);
    editor->visual.anchor = picker->anchor;
    editor->visual.active = picker->selecting;
}

Mode picker_before(const Editor *editor)
{
    return editor->picker && editor->picker->selecting ? editor->picker->before : MODE_PICK;
}

void editor_pick(Editor *editor, const char *title, GPtrArray *entries)
{
    Picker *picker = g_new0(Picker, 1);
    remember(picker, editor);
    editor_finish_keys(editor);
    picker->in_table = picker->before == MODE_TABLE && editor->mode == MODE_TABLE;
    picker->landed = editor->cursor;
    picker->title = g_strdup(title);
    picker->entries = entries;
    picker->shown = g_array_new(FALSE, FALSE, sizeof(guint));
    picker->scores = g_array_new(FALSE, FALSE, sizeof(int));
    picker->typed = g_string_new(NULL);
    judge(picker, 0);
    g_clear_pointer(&editor->picker, picker_free);
    editor->picker = picker;
    editor->mode = MODE_PICK;
}

void editor_pick_expect(Editor *editor)
{
    if (editor->picker)
        editor->picker->expects = true;
}

void editor_pick_more(Editor *editor, const char *title, GPtrArray *entries, bool done)
{
    Picker *picker = editor->picker;
    if (picker && strcmp(picker->title, title) == 0) {
        guint before = picker->entries->len;
        g_ptr_array_extend_and_steal(picker->entries, entries);
        picker->expects = !done;
        judge(picker, before);
        return;
    }
    g_ptr_array_unref(entries);
}

bool editor_picker(const Editor *editor, PickView *view)
{
    const Picker *picker = editor->picker;
    if (editor->mode != MODE_PICK || !picker)
        return false;
    *view = (PickView){picker->title,   picker->typed->str, picker->cursor, picker->entries,
                       picker->shown, picker->chosen,     picker->expects};
    return true;
}

void picker_close(Editor *editor)
{
    Picker *picker = g_steal_pointer(&editor->picker);
    if (editor->mode == MODE_PICK && picker)
        come_back(editor, picker);
    else if (editor->mode == MODE_PICK)
        editor->mode = MODE_NORMAL;
    modeless_settle(editor);
    g_clear_pointer(&picker, picker_free);
}

/* --- what is picked -------------------------------------------------------------------------------------- */

/* By its keys, as if they had been typed: an operator takes what is selected, or goes on to wait for its motion.  Without
 * keys, by its name, unless it asks for something first. */
static void run_action(Editor *editor, const char *name)
{
    const Action *action = action_find(name);
    g_autofree char *names = action ? keymap_keys_of(editor->keymap, normal_map_mode(editor), action) : NULL;
    if (!names && action && mode_is_visual(editor->mode)) {
        visual_leave(editor);
        names = keymap_keys_of(editor->keymap, normal_map_mode(editor), action);
    }
    if (names) {
        g_autoptr(GArray) keys = keys_parse(names);
        editor_feed_keys(editor, (const Key *)keys->data, keys->len, true);
    } else if (action && action->flags & ACTION_LINE_ASKS) {
        normal_open_prompt(editor, action);
    } else if (action && action->takes_key) {
        g_autofree char *line = g_strconcat(name, " ", NULL);
        normal_open_command_line(editor, line);
    } else if (!ex_execute(editor, name)) {
        editor_fail(editor);
    }
}

static void go_to_place(Editor *editor, const PickEntry *entry)
{
    size_t cell;
    if (!notebook_find_cell(editor->notebook, entry->cell, &cell)) {
        editor_error(editor, "this cell is gone");
        return;
    }
    size_t first = notebook_first_line(editor->notebook, cell), last = notebook_last_line(editor->notebook, cell);
    editor_move_to(editor, (Pos){MIN(first + entry->line, last), entry->byte});
}

static void take(Editor *editor, const PickEntry *entry)
{
    if (question_before_quit(editor, entry))
        return;
    if (entry->kind != PICK_ACTION)
        visual_leave(editor);
    switch (entry->kind) {
    case PICK_ACTION: run_action(editor, entry->target); break;
    case PICK_LINE: normal_open_command_line(editor, entry->target); break;
    case PICK_PATTERN: normal_open_search(editor, entry->target, entry->line == 1); break;
    case PICK_PLACE: go_to_place(editor, entry); break;
    case PICK_FILE: editor_request(editor, (Request){.kind = REQUEST_OPEN, .text = entry->target}); break;
    case PICK_ANSWER:
        editor_request(editor, (Request){.kind = REQUEST_PICKED, .text = entry->target, .code = (int)entry->line});
        break;
    case PICK_COMMAND:
        if (entry->target && !ex_execute(editor, entry->target)) /* else nothing is to be done */
            editor_fail(editor);
        break;
    }
}

static void accept(Editor *editor)
{
    Picker *picker = g_steal_pointer(&editor->picker); /* what is run may open another one */
    come_back(editor, picker);
    if (picker->chosen < picker->shown->len)
        take(editor, g_ptr_array_index(picker->entries, g_array_index(picker->shown, guint, picker->chosen)));
    picker_free(picker);
}

/* --- keys ------------------------------------------------------------------------------------------------ */

enum { PAGE = 10 };

/* How far a key goes down the list; LONG_MAX and LONG_MIN to its ends. */
static const struct {
    Key key;
    long by;
} STEPS[] = {
    {{'n', MOD_CTRL}, 1},     {{KEY_DOWN, 0}, 1},      {{'j', MOD_CTRL}, 1},        {{9, 0}, 1},
    {{'p', MOD_CTRL}, -1},    {{KEY_UP, 0}, -1},       {{'k', MOD_CTRL}, -1},       {{9, MOD_SHIFT}, -1},
    {{'d', MOD_CTRL}, PAGE},  {{KEY_PAGE_DOWN, 0}, PAGE}, {{KEY_PAGE_UP, 0}, -PAGE}, {{'f', MOD_CTRL}, PAGE},
    {{'b', MOD_CTRL}, -PAGE},
};

static bool step_key(Picker *picker, Key key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(STEPS); i++) {
        if (!key_equal(STEPS[i].key, key))
            continue;
        long last = (long)picker->shown->len - 1, at = (long)picker->chosen + STEPS[i].by;
        bool single = STEPS[i].by == 1 || STEPS[i].by == -1;
        if (single && last >= 0)
            at = (at + last + 1) % (last + 1); /* round, as menus of completion go */
        picker->chosen = (guint)CLAMP(at, 0, MAX(last, 0));
        return true;
    }
    return false;
}

static void erase(Picker *picker, size_t from)
{
    g_string_erase(picker->typed, (gssize)from, (gssize)(picker->cursor - from));
    picker->cursor = from;
    typed_changed(picker);
}

static size_t word_start(const Picker *picker)
{
    size_t at = picker->cursor;
    while (at > 0 && picker->typed->str[at - 1] == ' ')
        at--;
    while (at > 0 && picker->typed->str[at - 1] != ' ')
        at--;
    return at;
}

static void insert(Picker *picker, const char *bytes, size_t length)
{
    bool at_end = picker->cursor == picker->typed->len;
    g_string_insert_len(picker->typed, (gssize)picker->cursor, bytes, (gssize)length);
    picker->cursor += length;
    if (at_end && picker->typed->str[strspn(picker->typed->str, " ")])
        narrow(picker);
    else
        typed_changed(picker);
}

static void text_key(Editor *editor, Picker *picker, Key key)
{
    const GString *typed = picker->typed;
    bool control = key.modifiers == MOD_CTRL;
    char bytes[4];
    if (key.code == 127 || key.code == 8 || (control && key.code == 'h'))
        erase(picker, utf8_previous(typed->str, typed->len, picker->cursor));
    else if (control && key.code == 'w')
        erase(picker, word_start(picker));
    else if (control && key.code == 'u')
        erase(picker, 0);
    else if (key.code == KEY_LEFT && picker->cursor > 0)
        picker->cursor = utf8_previous(typed->str, typed->len, picker->cursor);
    else if (key.code == KEY_RIGHT && picker->cursor < typed->len)
        picker->cursor = utf8_next(typed->str, typed->len, picker->cursor);
    else if (key.code >= ' ' && key.code < KEY_NONE && !(key.modifiers & ~MOD_SHIFT))
        insert(picker, bytes, utf8_encode(key.code, bytes));
    else if (key.code != KEY_LEFT && key.code != KEY_RIGHT)
        modeless_tell_unknown(editor, key);
}

void picker_key(Editor *editor, Key key)
{
    bool control = key.modifiers == MOD_CTRL;
    bool back = key.code == 127 && editor->picker->typed->len == 0;
    if ((key.code == 27 && !key.modifiers) || (control && (key.code == 'c' || key.code == '[')) || back)
        picker_close(editor);
    else if ((key.code == 13 && !key.modifiers) || (control && key.code == 'm'))
        accept(editor);
    else if (!step_key(editor->picker, key))
        text_key(editor, editor->picker, key);
}

/* --- the mouse ------------------------------------------------------------------------------------------- */

void editor_pick_move(Editor *editor, long rows)
{
    Picker *picker = editor->picker;
    if (picker && picker->shown->len)
        picker->chosen = (guint)CLAMP((long)picker->chosen + rows, 0, (long)picker->shown->len - 1);
}

void editor_pick_take(Editor *editor, long row)
{
    const Key escape = {27, 0}, enter = {13, 0};
    if (!editor->picker)
        return;
    if (row >= 0)
        editor->picker->chosen = (guint)row;
    editor_key(editor, row < 0 ? escape : enter);
}

void picker_paste(Editor *editor, const char *bytes, size_t length)
{
    insert(editor->picker, bytes, MIN(strcspn(bytes, "\n\r"), length));
}
