#include "notebook/output.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "notebook/output_node.h"

static Output *parse(const char *json)
{
    return output_parse(json, strlen(json), NULL);
}

static void a_value_is_its_representation(void **state)
{
    g_autoptr(Output) output = parse("{\"mime\": \"text/plain\", \"repr\": \"1\", \"root\": {\"node\": \"text\", \"text\": \"1\"}}");
    assert_non_null(output);
    assert_string_equal(output->mime, "text/plain");
    assert_string_equal(output->repr, "1");
    assert_int_equal(output->root->kind, NODE_TEXT);
    assert_string_equal(output->root->text, "1");
    assert_int_equal(output->root->children->len, 0);
}

static void nothing_to_show_has_no_root(void **state)
{
    g_autoptr(Output) output = parse("{\"mime\": \"text/plain\"}");
    assert_non_null(output);
    assert_null(output->root);
    assert_null(output->repr);
}

static void containers_hold_their_children_in_order(void **state)
{
    g_autoptr(Output) output = parse("{\"root\": {\"node\": \"tabs\", \"labels\": [\"a\", 7], \"children\": ["
                                     "{\"node\": \"markdown\", \"text\": \"# 1\"},"
                                     "{\"node\": \"callout\", \"kind\": \"warn\", \"children\": ["
                                     "{\"node\": \"code\", \"text\": \"x\", \"language\": \"sql\"}]}]}}");
    const Node *tabs = output->root;
    assert_int_equal(tabs->kind, NODE_TABS);
    assert_string_equal(tabs->labels[0], "a");
    assert_string_equal(tabs->labels[1], "");
    assert_null(tabs->labels[2]);
    assert_int_equal(tabs->children->len, 2);
    const Node *callout = g_ptr_array_index(tabs->children, 1);
    assert_string_equal(callout->name, "warn");
    assert_string_equal(((const Node *)g_ptr_array_index(callout->children, 0))->name, "sql");
}

static void an_error_names_its_frames_and_the_cell_it_blames(void **state)
{
    g_autoptr(Output) output = parse(
        "{\"root\": {\"node\": \"error\", \"type\": \"NameError\", \"text\": \"name 'x' is not defined\", \"cell\": 3,"
        "\"frames\": [{\"cell\": 4, \"line\": 2, \"name\": \"f\", \"source\": \"x\"},"
        "{\"file\": \"m.py\", \"line\": -5}]}}");
    assert_string_equal(output->root->name, "NameError");
    assert_int_equal(output->root->cell, 3);
    assert_int_equal(output->root->frames->len, 2);
    const ErrorFrame *first = g_ptr_array_index(output->root->frames, 0);
    assert_int_equal(first->cell, 4);
    assert_int_equal(first->line, 2);
    assert_null(first->file);
    const ErrorFrame *second = g_ptr_array_index(output->root->frames, 1);
    assert_string_equal(second->file, "m.py");
    assert_string_equal(second->name, "<module>");
    assert_int_equal(second->line, 0);
}

static void an_unknown_node_is_a_placeholder_naming_itself(void **state)
{
    g_autoptr(Output) output = parse("{\"root\": {\"node\": \"hologram\", \"children\": 1}}");
    assert_int_equal(output->root->kind, NODE_PLACEHOLDER);
    assert_string_equal(output->root->name, "hologram");
}

static void nesting_ends_before_the_stack_does(void **state)
{
    g_autoptr(GString) json = g_string_new("{\"root\": ");
    for (int i = 0; i < 500; i++)
        g_string_append(json, "{\"node\": \"vstack\", \"children\": [");
    g_string_append(json, "{\"node\": \"text\"}");
    for (int i = 0; i < 500; i++)
        g_string_append(json, "]}");
    g_string_append(json, "}");
    g_autoptr(Output) output = parse(json->str);
    assert_non_null(output);
    int depth = 0;
    for (const Node *node = output->root; node->children->len; node = g_ptr_array_index(node->children, 0))
        depth++;
    assert_in_range(depth, 50, 150);
}

static void what_is_no_output_is_refused(void **state)
{
    static const char *const WRONG[] = {
        "", "{", "[]", "1", "{\"root\": 1}", "{\"root\": {}}", "{\"root\": {\"node\": 1}}",
        "{\"root\": {\"node\": \"vstack\", \"children\": [null]}}", "{\"root\": {\"node\": \"text\", \"text\": \"\xff\"}}",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(output_parse(WRONG[i], strlen(WRONG[i]), &error));
        assert_true(g_error_matches(error, OUTPUT_ERROR, OUTPUT_ERROR_MALFORMED));
    }
}

static void lines_carry_their_styles(void **state)
{
    g_autoptr(StyledText) text = styled_text_new();
    StyledLine *line = styled_text_add(text, "abc", 2);
    assert_string_equal(line->text, "ab");
    assert_null(line->spans);
    styled_line_span(line, (StyledSpan){.start = 1, .length = 1, .foreground = 2, .background = -1});
    assert_int_equal(line->spans->len, 1);
    assert_int_equal(text->lines->len, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_its_representation),
        cmocka_unit_test(nothing_to_show_has_no_root),
        cmocka_unit_test(containers_hold_their_children_in_order),
        cmocka_unit_test(an_error_names_its_frames_and_the_cell_it_blames),
        cmocka_unit_test(an_unknown_node_is_a_placeholder_naming_itself),
        cmocka_unit_test(nesting_ends_before_the_stack_does),
        cmocka_unit_test(what_is_no_output_is_refused),
        cmocka_unit_test(lines_carry_their_styles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
