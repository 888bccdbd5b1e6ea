#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "edit/keymap.h"

static const Binding *find(const Keymap *keymap, MapMode mode, const char *names, KeymapAnswer expected)
{
    g_autoptr(GArray) keys = keys_parse(names);
    const Binding *binding = NULL;
    assert_int_equal(keymap_find(keymap, mode, (const Key *)keys->data, keys->len, &binding), expected);
    return binding;
}

static void rows_bind_sequences_in_the_modes_of_their_section(void **state)
{
    g_autoptr(Keymap) keymap = keymap_new();
    g_autoptr(GError) error = NULL;
    assert_true(keymap_read(keymap, "[motion]\ngg = first-line # the top\n[object]\niw = inner-word\n", "t", &error));
    find(keymap, MAP_NORMAL, "g", KEYMAP_PREFIX);
    assert_ptr_equal(find(keymap, MAP_PENDING, "gg", KEYMAP_FOUND)->action, action_find("first-line"));
    assert_ptr_equal(find(keymap, MAP_VISUAL, "iw", KEYMAP_FOUND)->action, action_find("inner-word"));
    find(keymap, MAP_NORMAL, "iw", KEYMAP_NONE);
}

static void a_row_that_others_begin_with_waits_for_the_next_key(void **state)
{
    g_autoptr(Keymap) keymap = keymap_new();
    assert_true(keymap_read(keymap, "[normal]\n<Space> = right\n<Space>o = open-below\n", "t", NULL));
    assert_ptr_equal(find(keymap, MAP_NORMAL, "<Space>", KEYMAP_AMBIGUOUS)->action, action_find("right"));
    find(keymap, MAP_NORMAL, "<Space>o", KEYMAP_FOUND);
    find(keymap, MAP_NORMAL, "<Space>x", KEYMAP_NONE);
    g_autoptr(GArray) keys = keys_parse("<Space>x");
    const Binding *binding;
    assert_int_equal(keymap_longest(keymap, MAP_NORMAL, (const Key *)keys->data, keys->len, &binding), 1);
    assert_ptr_equal(binding->action, action_find("right"));
}

static void keys_may_stand_for_keys_and_rows_may_be_taken_back(void **state)
{
    g_autoptr(Keymap) keymap = keymap_new();
    assert_true(keymap_read(keymap, "[normal]\nx = :dl\n= = indent\n# = search-word-forward\n", "t", NULL));
    assert_int_equal(find(keymap, MAP_NORMAL, "x", KEYMAP_FOUND)->key_count, 2);
    find(keymap, MAP_NORMAL, "=", KEYMAP_FOUND);
    find(keymap, MAP_NORMAL, "#", KEYMAP_FOUND);
    assert_true(keymap_read(keymap, "[normal]\nx =\n", "t", NULL));
    find(keymap, MAP_NORMAL, "x", KEYMAP_NONE);
}

static void a_bad_row_is_told_with_file_and_line(void **state)
{
    const char *bad[][2] = {
        {"[normal]\nx = no-such-action\n", "my.keys:2: there is no action \"no-such-action\""},
        {"[nowhere]\n", "my.keys:1: there is no section \"nowhere\""},
        {"x = undo\n", "my.keys:1: a row before the first section"},
        {"[normal]\n\nnonsense\n", "my.keys:3: \"nonsense\" is not KEYS = ACTION"},
        {"include vim\n[normal]\ninclude vim\n", "my.keys:3: \"include\" behind a section"},
        {"include /no/such.keys\n", "my.keys:1: E484: Can't open file /no/such.keys"},
        {"[normal]\nx = delete word-forward\n",
         "my.keys:2: \"delete word-forward\" is no operator and its motion for [modeless]"},
        {"[modeless]\nx = undo word-forward\n",
         "my.keys:2: \"undo word-forward\" is no operator and its motion for [modeless]"},
        {"[normal]\nabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxy = undo\n", "my.keys:2: a row of more than 50 keys"},
        {"[modeless]\nx = delete nowhere\n", "my.keys:2: there is no action \"nowhere\""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(Keymap) keymap = keymap_new();
        g_autoptr(GError) error = NULL;
        assert_false(keymap_read(keymap, bad[i][0], "my.keys", &error));
        assert_string_equal(error->message, bad[i][1]);
    }
}

static void no_keymap_that_comes_along_has_a_bad_row(void **state)
{
    for (const char *const *name = KEYMAP_NAMES; *name; name++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Keymap) keymap = keymap_load(*name, &error);
        if (!keymap)
            fail_msg("%s", error->message);
        assert_true(keymap_is_builtin(*name));
        assert_int_equal(keymap_has(keymap, MAP_MODELESS), strcmp(*name, "vim") != 0);
    }
}

static void a_keymap_may_include_another_and_a_circle_is_told(void **state)
{
    g_autofree char *folder = g_dir_make_tmp(NULL, NULL), *path = g_build_filename(folder, "mine.keys", NULL);
    g_autofree char *text = g_strdup_printf("include %s\n", path);
    assert_true(g_file_set_contents(path, "include plain\n[modeless]\n<F9> = undo\n", -1, NULL));
    g_autoptr(Keymap) keymap = keymap_load(path, NULL);
    assert_ptr_equal(find(keymap, MAP_MODELESS, "<F9>", KEYMAP_FOUND)->action, action_find("undo"));
    find(keymap, MAP_MODELESS, "<C-s>", KEYMAP_FOUND);
    find(keymap, MAP_NORMAL, "dd", KEYMAP_NONE);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    g_autoptr(GError) error = NULL;
    assert_null(keymap_load(path, &error));
    assert_non_null(strstr(error->message, "keymaps include each other without end"));
    assert_int_equal(g_unlink(path), 0);
    assert_int_equal(g_rmdir(folder), 0);
}

static void a_row_of_two_actions_is_an_operator_with_its_motion(void **state)
{
    g_autoptr(Keymap) keymap = keymap_new();
    assert_true(keymap_read(keymap, "[modeless]\n<A-d> = cut-text word-right\n", "t", NULL));
    const Binding *binding = find(keymap, MAP_MODELESS, "<A-d>", KEYMAP_FOUND);
    g_autofree char *shown = binding_shown(binding);
    assert_string_equal(shown, "cut-text word-right");
    assert_true(binding_is(binding, action_find("cut-text")));
    assert_false(binding_is(binding, action_find("word-right")));
}

static void every_key_of_the_keymaps_is_read_as_it_is_written(void **state)
{
    GArray *keys = keys_parse("<A->><C-A-\\><A-lt>");
    assert_int_equal(keys->len, 3);
    assert_int_equal(g_array_index(keys, Key, 0).code, '>');
    assert_int_equal(g_array_index(keys, Key, 0).modifiers, MOD_ALT);
    g_array_unref(keys);
}

static void no_two_actions_have_the_same_name(void **state)
{
    size_t count;
    const Action *const *actions = actions_all(&count);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(actions[i - 1]->name, actions[i]->name) == 0)
            fail_msg("there are two actions %s", actions[i]->name);
    }
}

static void collect_bound(const char *keys, const Binding *binding, gpointer data)
{
    g_hash_table_add(data, (gpointer)binding->action);
    g_hash_table_add(data, (gpointer)binding->operator);
}

/* Actions that have no keys in any keymap, but a name on the `:` line. */
static const char *const UNBOUND[] = {"delete-whole-lines", "disable-cell",     "enable-cell",      "run-mode-auto",
                                      "run-mode-confirm",   "run-mode-manual",  "stop-highlighting", "replace-it", "replace-by",
                                      "expression-register", "insert-expression", "pick-past-command", "pick-past-search", /* "= <C-r>= */
                                      "edit-past-commands", "edit-past-searches", "edit-past-searches-back", /* q: q/ q? */
                                      "change-surroundings", "delete-surroundings", "surround-with", "surround-with-tag", NULL};

/* Who runs an app cannot come to anything that edits. */
static void the_keys_of_an_app_scroll_operate_elements_and_leave(void **state)
{
    static const char *const ALLOWED[] = {"quit",         "scroll-down",    "scroll-up",   "page-down", "page-up",
                                          "half-page-down", "half-page-up", "next-widget", "previous-widget",
                                          "jump-to-widget", "console",      "redraw",      "suspend",
                                          "next-slide", "previous-slide", "next-notebook", "previous-notebook", "table", NULL};
    g_autoptr(GHashTable) bound = g_hash_table_new(NULL, NULL);
    g_autoptr(Keymap) keymap = keymap_load("app", NULL);
    for (MapMode mode = 0; mode < MAP_MODES; mode++)
        keymap_each(keymap, mode, "", collect_bound, bound);
    GHashTableIter iter;
    gpointer action;
    assert_in_range(g_hash_table_size(bound), 30, 100);
    for (g_hash_table_iter_init(&iter, bound); g_hash_table_iter_next(&iter, &action, NULL);) {
        const char *name = action ? ((const Action *)action)->name : "quit"; /* keys stand for keys */
        if (!g_strv_contains(ALLOWED, name) && !g_str_has_prefix(name, "widget-") && !g_str_has_prefix(name, "menu-") &&
            (!g_str_has_prefix(name, "table-") || strcmp(name, "table-export") == 0))
            fail_msg("an app can %s", name);
    }
    find(keymap, MAP_NORMAL, ":", KEYMAP_NONE);
    find(keymap, MAP_NORMAL, "i", KEYMAP_FOUND);
}

static void every_action_has_keys_or_is_known_to_have_none(void **state)
{
    g_autoptr(GHashTable) bound = g_hash_table_new(NULL, NULL);
    for (const char *const *name = KEYMAP_NAMES; *name; name++) {
        g_autoptr(Keymap) keymap = keymap_load(*name, NULL);
        for (MapMode mode = 0; mode < MAP_MODES; mode++)
            keymap_each(keymap, mode, "", collect_bound, bound);
    }
    g_autoptr(Keymap) app = keymap_load("app", NULL);
    keymap_each(app, MAP_NORMAL, "", collect_bound, bound);
    size_t count;
    const Action *const *actions = actions_all(&count);
    for (size_t i = 0; i < count; i++) {
        bool has_keys = g_hash_table_contains(bound, actions[i]);
        if (has_keys == g_strv_contains(UNBOUND, actions[i]->name))
            fail_msg("%s: %s", actions[i]->name, has_keys ? "has keys after all" : "has no keys");
    }
}

static void names_of_keys_are_read_and_written_alike(void **state)
{
    const char *names[] = {"a", "<Esc>", "<CR>", "<C-w>", "<S-Tab>", "<lt>", "<F12>", "<A-x>", "<C-Right>", "é",
                           "<C-i>", "<C-S-x>", "<S-CR>", "<C-CR>", "<C-A-m>", "<A-X>"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        Key key;
        assert_int_equal(key_parse(names[i], &key), strlen(names[i]));
        g_autofree char *name = key_name(key);
        assert_string_equal(name, names[i]);
    }
    Key one;
    assert_int_equal(key_parse("<leader>", &one), strlen("<leader>"));
    assert_int_equal(one.code, '\\');
    assert_int_equal(key_parse("<nothing>", &one), 1);
    assert_int_equal(one.code, '<');
}

static void a_chord_that_most_terminals_do_not_tell_has_a_plain_meaning(void **state)
{
    static const char *const PLAIN[][2] = {
        {"<C-i>", "<Tab>"}, {"<C-I>", "<Tab>"}, {"<C-m>", "<CR>"}, {"<C-[>", "<Esc>"}, {"<A-C-i>", "<A-Tab>"},
        {"<S-CR>", "<CR>"}, {"<C-CR>", "<CR>"}, {"<C-S-x>", "<C-x>"}, {"<S-Space>", " "}, {"<C-Space>", "<C-@>"},
        {"<C-6>", "<C-^>"}, {"<C-/>", "<C-_>"}, {"<C-S-->", "<C-_>"}, {"<C-S-2>", "<C-@>"}, {"<C-S-6>", "<C-^>"}, {"<C-BS>", "<BS>"}, {"<S-Tab>", "<S-Tab>"}, {"<C-S-Left>", "<C-S-Left>"},
        {"<C-w>", "<C-w>"}, {"<A-x>", "<A-x>"}, {"<Tab>", "<Tab>"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PLAIN); i++) {
        Key key;
        key_parse(PLAIN[i][0], &key);
        g_autofree char *name = key_name(key_plain(key));
        assert_string_equal(name, PLAIN[i][1]);
    }
}

static void a_row_of_one_twin_is_of_the_other_until_that_has_its_own(void **state)
{
    g_autoptr(Keymap) keymap = keymap_new();
    assert_true(keymap_read(keymap, "[normal]\n<C-i> = left\n", "t", NULL));
    assert_ptr_equal(find(keymap, MAP_NORMAL, "<C-i>", KEYMAP_FOUND)->action, action_find("left"));
    assert_ptr_equal(find(keymap, MAP_NORMAL, "<Tab>", KEYMAP_FOUND)->action, action_find("left"));
    assert_true(keymap_read(keymap, "[normal]\n<Tab> = right\n", "t", NULL));
    assert_ptr_equal(find(keymap, MAP_NORMAL, "<C-i>", KEYMAP_FOUND)->action, action_find("left"));
    assert_ptr_equal(find(keymap, MAP_NORMAL, "<Tab>", KEYMAP_FOUND)->action, action_find("right"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chord_that_most_terminals_do_not_tell_has_a_plain_meaning),
        cmocka_unit_test(a_row_of_one_twin_is_of_the_other_until_that_has_its_own),
        cmocka_unit_test(rows_bind_sequences_in_the_modes_of_their_section),
        cmocka_unit_test(a_row_that_others_begin_with_waits_for_the_next_key),
        cmocka_unit_test(keys_may_stand_for_keys_and_rows_may_be_taken_back),
        cmocka_unit_test(a_bad_row_is_told_with_file_and_line),
        cmocka_unit_test(no_keymap_that_comes_along_has_a_bad_row),
        cmocka_unit_test(a_keymap_may_include_another_and_a_circle_is_told),
        cmocka_unit_test(a_row_of_two_actions_is_an_operator_with_its_motion),
        cmocka_unit_test(every_key_of_the_keymaps_is_read_as_it_is_written),
        cmocka_unit_test(no_two_actions_have_the_same_name),
        cmocka_unit_test(the_keys_of_an_app_scroll_operate_elements_and_leave),
        cmocka_unit_test(every_action_has_keys_or_is_known_to_have_none),
        cmocka_unit_test(names_of_keys_are_read_and_written_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
