/* Keymaps without modes where keys are not for the text: in elements, outputs, tables, lists and prompts. */
#include "test/unit/typing.h"

#include "base/json.h"
#include "edit/picker.h"

#include <string.h>

typedef struct {
    Editor *editor;
    uint64_t cell;
    const char *kind; /* of the element that the cell shows */
    JsonValue *args, *value;
} Desk;

static bool find_widget(gpointer self, const char *id, uint64_t cell, EditorWidget *found)
{
    Desk *desk = self;
    *found = (EditorWidget){.widget = {desk->kind, desk->args, desk->value}};
    return true;
}

static char *next_widget(gpointer self, const char *id, uint64_t *cell, long count)
{
    *cell = ((Desk *)self)->cell;
    return g_strdup("1");
}

static bool output(gpointer self, uint64_t cell, uint64_t *stamp, char **text)
{
    *text = *stamp ? NULL : g_strdup("alpha beta\ngamma");
    *stamp = 1;
    return cell == ((Desk *)self)->cell;
}

static bool table_at(gpointer self, uint64_t cell, bool at_cursor, const char *element, EditorTable *found)
{
    *found = (EditorTable){.id = g_strdup("t")};
    return true;
}

static Desk *desk_of(const char *keymap, const char *kind, const char *value)
{
    Desk *desk = g_new0(Desk, 1);
    desk->editor = editor_of("one\ntwo\n---\nthree");
    desk->cell = cell_id(notebook_cell(editor_notebook(desk->editor), 0));
    desk->kind = kind;
    desk->args = json_value_parse("{\"start\":0,\"stop\":10}", -1, NULL);
    desk->value = json_value_parse(value, -1, NULL);
    assert_true(editor_choose_keymap(desk->editor, keymap, NULL));
    editor_set_view(desk->editor, &(EditorView){.self = desk, .widget = find_widget, .next_widget = next_widget,
                                                .output = output, .table_at = table_at});
    return desk;
}

static void desk_free(Desk *desk)
{
    editor_free(desk->editor);
    json_value_unref(desk->args);
    json_value_unref(desk->value);
    g_free(desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

/* The last request of a kind, and no others before it are left; NULL if there is none. */
static char *requested(Desk *desk, RequestKind kind)
{
    char *text = NULL;
    for (Request *request; (request = editor_next_request(desk->editor)); request_free(request)) {
        if (request->kind == kind) {
            g_free(text);
            text = g_strdup(request->value ? request->value : request->text ? request->text : "");
        }
    }
    return text;
}

static void a_chord_that_means_nothing_types_nothing(void **state)
{
    static const struct {
        const char *keymap, *keys;
        Mode mode;
    } CASES[] = {
        {"plain", "<A-w><A-v>", MODE_WIDGET}, {"plain", "<C-k>]<A-v>", MODE_OUTPUT}, {"plain", "<C-k>T<A-v>", MODE_TABLE},
        {"plain", "<C-p><A-v>", MODE_PICK}, {"plain", "<C-f><A-v>", MODE_PROMPT}, {"plain", "<A-w><A-w><A-v>", MODE_WIDGET},
        {"emacs", "<C-c>w<A-z>", MODE_WIDGET}, {"emacs", "<C-c>t<A-z>", MODE_TABLE}, {"emacs", "<C-c>.<A-z>", MODE_OUTPUT},
        {"emacs", "<C-c><Space><A-z>", MODE_PICK},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Desk) desk = desk_of(CASES[i].keymap, "slider", "3");
        type(desk->editor, CASES[i].keys);
        assert_cells(desk->editor, "one\ntwo\n---\nthree");
        assert_int_equal(editor_mode(desk->editor), CASES[i].mode);
        assert_non_null(strstr(editor_message(desk->editor, NULL), "does nothing here"));
    }
}

static void a_key_that_a_prompt_does_not_know_is_not_carried_out_behind_it(void **state)
{
    g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
    type(desk->editor, "x<C-f>tw<C-z>");
    assert_int_equal(editor_mode(desk->editor), MODE_PROMPT);
    assert_message(desk->editor, "<C-z> does nothing here");
    assert_cells(desk->editor, "xone\ntwo\n---\nthree");
}

static void undo_is_undo_everywhere(void **state)
{
    static const char *const THERE[] = {"<A-w>", "<C-k>]"};
    for (size_t i = 0; i < G_N_ELEMENTS(THERE); i++) {
        g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
        type(desk->editor, "x");
        type(desk->editor, THERE[i]);
        type(desk->editor, "<C-z>");
        assert_cells(desk->editor, "one\ntwo\n---\nthree");
        assert_int_equal(editor_mode(desk->editor), MODE_MODELESS);
        assert_null(requested(desk, REQUEST_SUSPEND));
    }
}

static void copying_keeps_what_is_typed_into_an_element(void **state)
{
    g_autoptr(Desk) desk = desk_of("plain", "text", "\"old\"");
    type(desk->editor, "<A-w><CR> new<C-c>");
    WidgetFocus focus;
    assert_true(editor_widget(desk->editor, &focus));
    assert_string_equal(focus.entry, "old new");
    g_autofree char *copied = requested(desk, REQUEST_CLIPBOARD);
    assert_string_equal(copied, "old new");
    type(desk->editor, "<C-z>");
    assert_true(editor_widget(desk->editor, &focus));
    assert_string_equal(focus.entry, "old");
    type(desk->editor, "<C-z><C-v><Esc>");
    g_autofree char *sent = requested(desk, REQUEST_WIDGET);
    assert_string_equal(sent, "\"old newold new\"");
}

static void saving_and_help_are_where_they_were(void **state)
{
    static const struct {
        const char *keymap, *there, *save;
    } CASES[] = {
        {"plain", "<A-w>", "<C-s>"}, {"plain", "<C-k>]", "<C-s>"}, {"plain", "<C-k>T", "<C-s>"},
        {"emacs", "<C-c>w", "<C-x><C-s>"}, {"emacs", "<C-c>.", "<C-x><C-s>"}, {"emacs", "<C-c>t", "<C-x><C-s>"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Desk) desk = desk_of(CASES[i].keymap, "slider", "3");
        editor_set_path(desk->editor, "/n.py");
        type(desk->editor, CASES[i].there);
        Mode mode = editor_mode(desk->editor);
        g_free(requested(desk, REQUEST_SAVE));
        type(desk->editor, CASES[i].save);
        g_autofree char *saved = requested(desk, REQUEST_SAVE);
        assert_non_null(saved);
        assert_int_equal(editor_mode(desk->editor), mode);
        type(desk->editor, "<F1>");
        assert_non_null(editor_page(desk->editor, NULL));
    }
}

static void emacs_leaves_with_control_g(void **state)
{
    static const char *const THERE[] = {"<C-c>w", "<C-c>.", "<C-c>t", "<C-c><Space>"};
    for (size_t i = 0; i < G_N_ELEMENTS(THERE); i++) {
        g_autoptr(Desk) desk = desk_of("emacs", "slider", "3");
        type(desk->editor, THERE[i]);
        assert_int_not_equal(editor_mode(desk->editor), MODE_MODELESS);
        type(desk->editor, "<C-g>");
        assert_int_equal(editor_mode(desk->editor), MODE_MODELESS);
    }
}

static void a_prefix_of_emacs_runs_the_cell_of_an_element(void **state)
{
    g_autoptr(Desk) desk = desk_of("emacs", "slider", "3");
    type(desk->editor, "<C-c>w");
    g_free(requested(desk, REQUEST_RUN_CELLS));
    type(desk->editor, "<C-c><C-c>");
    g_autofree char *run = requested(desk, REQUEST_RUN_CELLS);
    assert_non_null(run);
}

static void an_output_is_copied_as_text_is(void **state)
{
    g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
    type(desk->editor, "<C-k>]<S-Right><S-Right><C-c>");
    g_autofree char *some = requested(desk, REQUEST_CLIPBOARD);
    assert_string_equal(some, "alp");
    type(desk->editor, "<C-a><C-c>");
    g_autofree char *all = requested(desk, REQUEST_CLIPBOARD);
    assert_string_equal(all, "alpha beta\ngamma\n");
    type(desk->editor, "<C-c><Esc><C-v>");
    assert_cells(desk->editor, "alpha beta\none\ntwo\n---\nthree");
}

static void leaving_and_starting_anew_ask_first(void **state)
{
    g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
    type(desk->editor, "x<C-k>!");
    assert_null(requested(desk, REQUEST_QUIT));
    assert_int_equal(editor_mode(desk->editor), MODE_PROMPT);
    type(desk->editor, "<Esc><C-k>0");
    assert_null(requested(desk, REQUEST_RESTART));
    type(desk->editor, "<CR>");
    g_autofree char *restarted = requested(desk, REQUEST_RESTART);
    assert_non_null(restarted);
}

static void saving_without_a_name_asks_for_one(void **state)
{
    g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
    type(desk->editor, "<C-s>");
    PromptView prompt;
    assert_true(editor_prompt(desk->editor, &prompt));
    assert_string_equal(prompt.label, "save as: ");
    type(desk->editor, "/n.py<CR>");
    g_autofree char *saved = requested(desk, REQUEST_SAVE);
    assert_string_equal(saved, "/n.py");
}

static void messages_name_the_keys_of_the_keymap(void **state)
{
    g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
    type(desk->editor, "x<C-q>");
    assert_message(desk->editor, "E37: there are changes that are not saved (<C-k>! leaves without them)");
    static const char WORDS[] = "{u|undo} {:w|save} {]x|next-conflict} {:w!|:w!} {j|=<Down>}";
    g_autofree char *plain = editor_words(desk->editor, MODE_MODELESS, WORDS);
    assert_string_equal(plain, "<C-z> <C-s> <C-k>gn <A-x>w! <Down>");
    assert_true(editor_choose_keymap(desk->editor, "emacs", NULL));
    g_autofree char *emacs = editor_words(desk->editor, MODE_MODELESS, WORDS);
    assert_string_equal(emacs, "<C-_> <C-x><C-s> <C-c>^n <A-x>w! <Down>");
    assert_true(editor_choose_keymap(desk->editor, "vim", NULL));
    g_autofree char *vim = editor_words(desk->editor, MODE_MODELESS, WORDS);
    assert_string_equal(vim, "u :w ]x :w! j");
}

static void a_pattern_is_shown_as_it_was_typed(void **state)
{
    g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
    type(desk->editor, "<C-f>a/b\\c<CR>");
    assert_message(desk->editor, "E486: Pattern not found: a/b\\c");
}

static void all_are_replaced_with_an_exclamation_mark(void **state)
{
    g_autoptr(Desk) desk = desk_of("emacs", "slider", "3");
    type(desk->editor, "<A-%>o<CR>0<CR>");
    PromptView prompt;
    assert_true(editor_prompt(desk->editor, &prompt));
    assert_string_equal(prompt.label, "");
    assert_true(g_str_has_prefix(prompt.text, "replace with 0?"));
    type(desk->editor, "<C-g>");
    assert_int_equal(editor_mode(desk->editor), MODE_MODELESS);
    type(desk->editor, "<A-%>o<CR>0<CR>!");
    assert_cells(desk->editor, "0ne\ntw0\n---\nthree");
}

/* The first entry that a list shows for a word, and its keys. */
static void assert_picked_first(const char *keymap, const char *word, const char *name, const char *keys)
{
    g_autoptr(Desk) desk = desk_of(keymap, "slider", "3");
    type(desk->editor, strcmp(keymap, "plain") == 0 ? "<C-p>" : "<C-c><Space>");
    type(desk->editor, word);
    PickView pick;
    assert_true(editor_picker(desk->editor, &pick));
    if (pick.shown->len == 0)
        fail_msg("nothing fits to %s", word);
    const PickEntry *entry = g_ptr_array_index(pick.entries, g_array_index(pick.shown, guint, 0));
    g_autofree char *first = g_strndup(entry->text, entry->name);
    assert_string_equal(first, name);
    if (keys)
        assert_string_equal(entry->keys, keys);
}

static void words_that_people_type_find_what_they_mean(void **state)
{
    assert_picked_first("plain", "save", "save", "<C-s>");
    assert_picked_first("emacs", "save", "save", "<C-x><C-s>");
    assert_picked_first("plain", "quit", "quit", "<C-q>");
    assert_picked_first("plain", "settings", ":set", NULL);
    assert_picked_first("plain", "export", "save-as", NULL);
    assert_picked_first("plain", "markdown", "cell-to-markdown", NULL);
    assert_picked_first("plain", "theme", ":theme", NULL);
    assert_picked_first("plain", "shortcut", "show-keys", NULL);
}

static void no_mode_is_led_to_that_is_not_there(void **state)
{
    g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
    type(desk->editor, "<C-p>append");
    PickView pick;
    assert_true(editor_picker(desk->editor, &pick));
    for (guint i = 0; i < pick.shown->len; i++) {
        const PickEntry *entry = g_ptr_array_index(pick.entries, g_array_index(pick.shown, guint, i));
        assert_false(g_str_has_prefix(entry->text, "append"));
    }
}

static void a_prompt_completes_themes_and_keymaps(void **state)
{
    static const char *const THEMES[] = {"dark", "forest", NULL};
    g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
    editor_set_themes(desk->editor, THEMES);
    PromptView prompt;
    type(desk->editor, "<A-x>theme f<Tab>");
    assert_true(editor_prompt(desk->editor, &prompt));
    assert_string_equal(prompt.text, "theme forest");
    type(desk->editor, "<Esc><A-x>set keymap=e<Tab>");
    assert_true(editor_prompt(desk->editor, &prompt));
    assert_string_equal(prompt.text, "set keymap=emacs");
}

static void help_names_first_what_a_first_minute_needs(void **state)
{
    g_autoptr(Desk) desk = desk_of("plain", "slider", "3");
    type(desk->editor, "<F1>");
    const char *page = editor_page(desk->editor, NULL);
    assert_non_null(strstr(page, "<C-s>"));
    assert_non_null(strstr(page, "<C-q>"));
    assert_non_null(strstr(page, "<F1>"));
    assert_non_null(strstr(page, "<C-p>"));
    assert_null(strstr(page, "<Space>"));
    type(desk->editor, "<Esc><C-k>h");
    assert_true(g_str_has_prefix(editor_page(desk->editor, NULL), "modeless mode"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chord_that_means_nothing_types_nothing),
        cmocka_unit_test(a_key_that_a_prompt_does_not_know_is_not_carried_out_behind_it),
        cmocka_unit_test(undo_is_undo_everywhere),
        cmocka_unit_test(copying_keeps_what_is_typed_into_an_element),
        cmocka_unit_test(saving_and_help_are_where_they_were),
        cmocka_unit_test(emacs_leaves_with_control_g),
        cmocka_unit_test(a_prefix_of_emacs_runs_the_cell_of_an_element),
        cmocka_unit_test(an_output_is_copied_as_text_is),
        cmocka_unit_test(leaving_and_starting_anew_ask_first),
        cmocka_unit_test(saving_without_a_name_asks_for_one),
        cmocka_unit_test(messages_name_the_keys_of_the_keymap),
        cmocka_unit_test(a_pattern_is_shown_as_it_was_typed),
        cmocka_unit_test(words_that_people_type_find_what_they_mean),
        cmocka_unit_test(no_mode_is_led_to_that_is_not_there),
        cmocka_unit_test(a_prompt_completes_themes_and_keymaps),
        cmocka_unit_test(help_names_first_what_a_first_minute_needs),
        cmocka_unit_test(all_are_replaced_with_an_exclamation_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
