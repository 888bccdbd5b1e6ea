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

static void errors_in_an_error_say_how_and_have_frames_that_follow(void **state)
{
    g_autoptr(Output) output = parse(
        "{\"root\": {\"node\": \"error\", \"type\": \"ValueError\", \"text\": \"v\", \"frames\": [{\"line\": 1}, {\"line\": 2}],"
        "\"children\": [{\"node\": \"error\", \"label\": \"cause\", \"text\": \"c\", \"frames\": [{\"line\": 3}],"
        "\"children\": [{\"node\": \"error\", \"label\": \"context\", \"frames\": []}]},"
        "{\"node\": \"error\", \"label\": \"member\", \"frames\": [{\"line\": 4}]}]}}");
    const Node *cause = g_ptr_array_index(output->root->children, 0);
    assert_string_equal(error_lead(output->root), "");
    assert_string_equal(error_lead(cause), "caused by");
    assert_string_equal(error_lead(g_ptr_array_index(cause->children, 0)), "raised while handling");
    assert_string_equal(error_lead(g_ptr_array_index(output->root->children, 1)), "among them");
    for (int i = 0; i < 4; i++)
        assert_int_equal(error_frame(output->root, (guint)i)->line, i + 1);
    assert_null(error_frame(output->root, 4));
}

static void who_is_blamed_is_told_what_for(void **state)
{
    g_autoptr(Output) public = output_new_error("NameError", "name 'x' is not defined");
    g_autoptr(Output) own = output_new_error("NameError", "name '_x' is not defined");
    g_autofree char *first = error_blame(public->root), *second = error_blame(own->root);
    assert_string_equal(first, "should have defined x");
    assert_string_equal(second, "has a _x, but names with an underscore stay within their cell");
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
        cmocka_unit_test(errors_in_an_error_say_how_and_have_frames_that_follow),
        cmocka_unit_test(who_is_blamed_is_told_what_for),
        cmocka_unit_test(an_unknown_node_is_a_placeholder_naming_itself),
        cmocka_unit_test(nesting_ends_before_the_stack_does),
        cmocka_unit_test(what_is_no_output_is_refused),
        cmocka_unit_test(lines_carry_their_styles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
