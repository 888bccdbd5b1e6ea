/* Markdown, admonitions and escapes as blocks: what stands on each line, and in which role. */
#include "tui/ansi.h"
#include "tui/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The lines of a block, each followed by a newline. */
static char *text_of(const Block *block)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < block->lines->len; i++) {
        const BlockLine *line = g_ptr_array_index(block->lines, i);
        g_string_append_printf(text, "%s\n", line->text->str);
    }
    return g_string_free(text, FALSE);
}

static void assert_renders(const char *markdown, int width, const char *want)
{
    g_autoptr(Block) block = block_new(width, 100);
    markdown_block(block, markdown, strlen(markdown));
    g_autofree char *got = text_of(block);
    assert_string_equal(got, want);
}

/* The style of the first occurrence of a word. */
static Style style_at(const Block *block, const char *word)
{
    for (guint i = 0; i < block->lines->len; i++) {
        const BlockLine *line = g_ptr_array_index(block->lines, i);
        const char *found = strstr(line->text->str, word);
        for (guint k = 0; found && k < line->spans->len; k++) {
            BlockSpan span = g_array_index(line->spans, BlockSpan, k);
            size_t at = (size_t)(found - line->text->str);
            if (at >= span.start && at < span.start + span.length)
                return span.style;
        }
    }
    fail_msg("%s is not shown", word);
    return style_of(STYLE_TEXT);
}

static void paragraphs_are_folded_between_words(void **state)
{
    assert_renders("one two three\nfour", 9, "one two \nthree \nfour\n");
    assert_renders("unbreakable", 4, "unbr\neaka\nble\n");
}

static void prose_is_not_as_wide_as_a_wide_screen(void **state)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (int i = 0; i < 100; i++)
        g_string_append(words, "word ");
    g_autoptr(Block) block = block_new(200, 100);
    markdown_block(block, words->str, words->len);
    assert_in_range(block_columns(block), 80, 100);
}

static void lists_keep_their_indent_when_folded(void **state)
{
    assert_renders("- one two\n- three\n", 7, "• one \n  two\n• three\n");
    assert_renders("9. a\n10. b\n", 20, "9. a\n10. b\n");
    assert_renders("- [x] done\n- [ ] not\n", 20, "☑ done\n☐ not\n");
}

static void a_table_gives_way_where_it_is_widest(void **state)
{
    assert_renders("| a | b |\n|---|--:|\n| x | 1 |\n| long | 22 |\n", 40,
                   "a    │  b\n─────┼───\nx    │  1\nlong │ 22\n");
    assert_renders("| a | b |\n|---|---|\n| a long cell | y |\n", 10, "a      │ b\n───────┼──\na long │ y\n");
}

static void code_keeps_its_lines(void **state)
{
    assert_renders("```python\nif x:\n    y\n```\n", 40, "  if x:\n      y\n");
}

static void a_link_tells_where_it_leads(void **state)
{
    assert_renders("[here](https://a.org) and <https://b.org>", 60, "here (https://a.org) and https://b.org\n");
    assert_renders("[near](#below)", 60, "near\n");
}

static void spans_have_roles(void **state)
{
    static const char TEXT[] = "# Head\n\nplain *soft* **hard** `code` [link](x)\n";
    g_autoptr(Block) block = block_new(60, 100);
    markdown_block(block, TEXT, strlen(TEXT));
    assert_int_equal(style_at(block, "Head").role, STYLE_HEADING);
    assert_int_equal(style_at(block, "plain").role, STYLE_TEXT);
    assert_int_equal(style_at(block, "soft").role, STYLE_EMPHASIS);
    assert_int_equal(style_at(block, "hard").attributes, STYLED_BOLD);
    assert_int_equal(style_at(block, "code").role, STYLE_CODE);
    assert_int_equal(style_at(block, "link").role, STYLE_LINK);
}

static void an_admonition_stands_behind_a_bar(void **state)
{
    assert_renders("before\n\n/// warning | Take care\nIt *may* be slow.\n///\nafter\n", 40,
                   "before\n\n┃ Take care\n┃ It may be slow.\n\nafter\n");
    assert_renders("/// tip\na\n///\n", 40, "┃ Tip\n┃ a\n");
    g_autoptr(Block) block = block_new(40, 100);
    static const char TYPED[] = "/// admonition | Oh\n    type: danger\n\nbad\n///\n";
    markdown_block(block, TYPED, strlen(TYPED));
    assert_int_equal(style_at(block, "Oh").role, STYLE_ERROR);
}

static void code_in_an_admonition_does_not_close_it(void **state)
{
    g_autoptr(Block) block = block_new(40, 100);
    static const char TEXT[] = "/// tip | Like so\n```text\n/// tip\n///\n```\nbehind\n///\n";
    markdown_block(block, TEXT, strlen(TEXT));
    g_autofree char *got = text_of(block);
    assert_non_null(strstr(got, "┃   ///\n"));
    assert_non_null(strstr(got, "┃ behind\n"));
}

static void headings_need_no_blank_and_formulas_are_characters(void **state)
{
    g_autoptr(Block) block = block_new(40, 100);
    static const char TEXT[] = "##Title\n\nis $\\pi r^2$, or\n$$\n\\frac{1}{2}\n$$\n";
    markdown_block(block, TEXT, strlen(TEXT));
    g_autofree char *got = text_of(block);
    assert_non_null(strstr(got, "Title\n"));
    assert_null(strchr(got, '#'));
    assert_non_null(strstr(got, "is π r², or 1/2"));
}

static void what_is_no_admonition_is_text(void **state)
{
    assert_renders("/// unheard-of\na\n///\n", 40, "/// unheard-of a ///\n");
    assert_renders("/// tip\nnever closed\n", 40, "/// tip never closed\n");
    assert_renders("```\n/// tip\na\n///\n```\n", 40, "  /// tip\n  a\n  ///\n");
}

static void admonitions_nest_by_the_number_of_slashes(void **state)
{
    assert_renders("//// note | Outer\n/// tip | Inner\na\n///\n////\n", 40, "┃ Outer\n┃ ┃ Inner\n┃ ┃ a\n");
}

static void a_block_counts_the_lines_it_does_not_keep(void **state)
{
    g_autoptr(Block) block = block_new(10, 2);
    block_add_text(block, "a\nb\nc\nd\n", style_of(STYLE_TEXT), NULL, FOLD_CHARACTERS);
    assert_int_equal(block->lines->len, 2);
    assert_int_equal(block->more, 2);
}

static void blocks_stand_side_by_side(void **state)
{
    g_autoptr(Block) block = block_new(40, 100);
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
    static const char *const TEXTS[] = {"a\nbb\nc", "日本\nx"};
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        Block *part = block_new(20, 100);
        block_add_text(part, TEXTS[i], style_of(STYLE_TEXT), NULL, FOLD_WORDS);
        g_ptr_array_add(parts, part);
    }
    block_join(block, parts, (int[]){0, 7}, (int[]){0, 1});
    g_autofree char *got = text_of(block);
    assert_string_equal(got, "a\nbb     日本\nc      x\n");
}

/* --- escapes ----------------------------------------------------------------------------------------- */

static Block *ansi(const char *text)
{
    Block *block = block_new(40, 100);
    ansi_block(block, text, STYLE_OUTPUT);
    return block;
}

static void colours_and_attributes_come_and_go(void **state)
{
    g_autoptr(Block) block = ansi("a\033[1;31mb\033[22mc\033[39md\033[38;5;200me\033[48;2;1;2;3mf\033[0mg\n");
    g_autofree char *text = text_of(block);
    assert_string_equal(text, "abcdefg\n");
    assert_int_equal(style_at(block, "b").foreground, 1);
    assert_int_equal(style_at(block, "b").attributes, STYLED_BOLD);
    assert_int_equal(style_at(block, "c").attributes, 0);
    assert_int_equal(style_at(block, "c").foreground, 1);
    assert_int_equal(style_at(block, "d").foreground, -1);
    assert_int_equal(style_at(block, "e").foreground, 200);
    assert_int_equal(style_at(block, "f").background, 0x1010203);
    assert_true(style_equal(style_at(block, "g"), style_of(STYLE_OUTPUT)));
}

static void other_escapes_leave_nothing(void **state)
{
    g_autoptr(Block) block = ansi("a\033[2Jb\033]0;title\ac\033]8;;http://x\033\\d\033(Be\033[?25lf\r\ng\033");
    g_autofree char *text = text_of(block);
    assert_non_null(strstr(text, "ab"));
    assert_null(strstr(text, "title"));
    assert_null(strstr(text, "http"));
    assert_null(strchr(text, '\033'));
    assert_non_null(strstr(text, "f\ng"));
}

static void an_escape_that_is_cut_off_does_no_harm(void **state)
{
    static const char *const TEXTS[] = {"a\033", "a\033[", "a\033[3", "a\033[38;5", "a\033]0;x", "a\033[38;2;1;2",
                                        "a\033[999999999999m"};
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(Block) block = ansi(TEXTS[i]);
        g_autofree char *text = text_of(block);
        assert_string_equal(text, "a\n");
    }
}

/* md4c closes the emphasis here without having opened it. */
static void a_span_that_was_never_opened_closes_nothing(void **state)
{
    g_autoptr(Block) block = block_new(80, 10);
    const char *text = "# A _title [x](https://a_b.org/_c)\n_ goes on_\n\n| a _b [x](y_z_)_ |\n|--|\n| *c |\n\nplain";
    markdown_plain_block(block, text, strlen(text));
    assert_int_equal(style_at(block, "plain").role, STYLE_TEXT);
    assert_int_equal(style_at(block, "plain").attributes, 0);
}

static void icons_are_left_out_and_footnotes_are_numbers(void **state)
{
    assert_renders("click ::lucide:circle-plus:: here", 60, "click here\n");
    assert_renders("a[^x] b[^y] c[^x] d[^z]\n\n[^y]: why\n\n[^x]: what", 60, "a¹ b² c¹ d[^z]\n\n² why\n\n¹ what\n");
    assert_renders("`::a:b::` and `[^x]` [^x]\n\n[^x]: ~~~ `open", 60, "::a:b:: and [^x] ¹\n\n¹ ~~~ `open\n");
    assert_renders("```\n[^x]: ::a:b::\n```\n[^x]", 60, "  [^x]: ::a:b::\n\n[^x]\n");
    assert_renders("std::vector::size and a::b:c", 60, "std::vector::size and a::b:c\n");
}

static void underscores_of_an_address_do_not_end_emphasis(void **state)
{
    const char *markdown = "_one [two](http://a.b/_c/d_e) three!_ *x [y](http://a.b/*z*) four*";
    assert_renders(markdown, 80, "one two (http://a.b/_c/d_e) three! x y (http://a.b/*z*) four\n");
    g_autoptr(Block) block = block_new(80, 100);
    markdown_block(block, markdown, strlen(markdown));
    assert_int_equal(style_at(block, "three").role, STYLE_EMPHASIS);
    assert_int_equal(style_at(block, "four").role, STYLE_EMPHASIS);
}

static void text_that_begins_many_things_and_ends_none_is_read_at_once(void **state)
{
    static const char *const BEGINNINGS[] = {"[^", "::a", "](", "` ``", "~~~", "[^a]:"};
    for (size_t i = 0; i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 200000)
            g_string_append(text, BEGINNINGS[i]);
        gint64 begun = g_get_monotonic_time();
        g_autofree char *source = markdown_source(text->str, text->len);
        assert_true(strlen(source) > 0);
        assert_true(g_get_monotonic_time() - begun < G_USEC_PER_SEC);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_span_that_was_never_opened_closes_nothing),
        cmocka_unit_test(paragraphs_are_folded_between_words),
        cmocka_unit_test(prose_is_not_as_wide_as_a_wide_screen),
        cmocka_unit_test(lists_keep_their_indent_when_folded),
        cmocka_unit_test(a_table_gives_way_where_it_is_widest),
        cmocka_unit_test(code_keeps_its_lines),
        cmocka_unit_test(a_link_tells_where_it_leads),
        cmocka_unit_test(spans_have_roles),
        cmocka_unit_test(an_admonition_stands_behind_a_bar),
        cmocka_unit_test(code_in_an_admonition_does_not_close_it),
        cmocka_unit_test(headings_need_no_blank_and_formulas_are_characters),
        cmocka_unit_test(what_is_no_admonition_is_text),
        cmocka_unit_test(admonitions_nest_by_the_number_of_slashes),
        cmocka_unit_test(icons_are_left_out_and_footnotes_are_numbers),
        cmocka_unit_test(underscores_of_an_address_do_not_end_emphasis),
        cmocka_unit_test(text_that_begins_many_things_and_ends_none_is_read_at_once),
        cmocka_unit_test(a_block_counts_the_lines_it_does_not_keep),
        cmocka_unit_test(blocks_stand_side_by_side),
        cmocka_unit_test(colours_and_attributes_come_and_go),
        cmocka_unit_test(other_escapes_leave_nothing),
        cmocka_unit_test(an_escape_that_is_cut_off_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
