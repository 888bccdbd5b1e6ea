/* What terminals answer, told apart from keys. */
#include "tui/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *bytes;
    AnswerKind kind;
    bool known;
    int first, second;
} ANSWERS[] = {
    {"\033[?62;4;6;9c", ANSWER_LAST, true, 0, 0},          {"\033[?1;2c", ANSWER_LAST, false, 0, 0},
    {"\033[?4;6c", ANSWER_LAST, false, 0, 0} /* a VT132 */, {"\033[?62;14;41c", ANSWER_LAST, false, 0, 0},
    {"\033[?2026;2$y", ANSWER_SYNCHRONISED, true, 0, 0},   {"\033[?2026;0$y", ANSWER_SYNCHRONISED, false, 0, 0},
    {"\033[?1049;2$y", ANSWER_NONE, false, 0, 0},          {"\033_Gi=31;OK\033\\", ANSWER_KITTY, true, 0, 0},
    {"\033_Gi=31;ENOTSUPPORTED:no\033\\", ANSWER_KITTY, false, 0, 0},
    {"\033P>|WezTerm 20240203-110809\033\\", ANSWER_NAME, true, 0, 0},
    {"\033P>|XTerm(379)\033\\", ANSWER_NAME, false, 0, 0}, {"\033[6;20;10t", ANSWER_CELL, true, 20, 10},
    {"\033[6;0;10t", ANSWER_NONE, false, 0, 0},            {"\033[6;99999;10t", ANSWER_NONE, false, 0, 0},
    {"\033[?1;0;16S", ANSWER_COLOURS, true, 16, 0},        {"\033[?1;3;0S", ANSWER_NONE, false, 0, 0},
    {"\033[?0u", ANSWER_KEYBOARD, true, 0, 0},             {"\033[?31u", ANSWER_KEYBOARD, true, 0, 0},
    {"\033]11;rgb:0000/0000/0000\a", ANSWER_BACKGROUND, false, 0, 0},
    {"\033]11;rgb:ffff/ffff/ffff\033\\", ANSWER_BACKGROUND, true, 0, 0},
    {"\033]11;rgb:fd/f6/e3\a", ANSWER_BACKGROUND, true, 0, 0}, {"\033]11;rgb:0/2/4\a", ANSWER_BACKGROUND, false, 0, 0},
    {"\033]11;rgb:0/0\a", ANSWER_NONE, false, 0, 0},        {"\033]11;rgb:0/0/x\a", ANSWER_NONE, false, 0, 0},
    {"\033]11;rgb:0/0/00000\a", ANSWER_NONE, false, 0, 0},  {"\033]11;rgb:\a", ANSWER_NONE, false, 0, 0},
    {"\033]10;rgb:f/f/f\a", ANSWER_NONE, false, 0, 0},      {"\033[?997;2n", ANSWER_BACKGROUND, true, 0, 0},
    {"\033[?997;1n", ANSWER_BACKGROUND, false, 0, 0},       {"\033[?997;3n", ANSWER_NONE, false, 0, 0},
    {"\033[?c", ANSWER_NONE, false, 0, 0},                 {"\033[2;5R", ANSWER_PLACE, true, 2, 5},
};

static void each_is_understood_and_taken_whole(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
        g_autoptr(GString) bytes = g_string_new(ANSWERS[i].bytes);
        g_string_append(bytes, "ix");
        Answer answer;
        bool wait = false;
        assert_int_equal(answer_read(bytes, &answer, &wait), strlen(ANSWERS[i].bytes));
        assert_int_equal(answer.kind, ANSWERS[i].kind);
        assert_int_equal(answer.known, ANSWERS[i].known);
        assert_int_equal(answer.first, ANSWERS[i].first);
        assert_int_equal(answer.second, ANSWERS[i].second);
        assert_false(wait);
    }
}

/* Three bytes are enough to know that no key begins so, for the size of a glyph and the cursor's place five. */
static void the_rest_of_one_that_has_begun_is_waited_for(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
        size_t least = ANSWERS[i].bytes[1] == '[' && ANSWERS[i].bytes[2] != '?' ? 5 : 3;
        for (size_t length = least; length < strlen(ANSWERS[i].bytes); length++) {
            g_autoptr(GString) bytes = g_string_new_len(ANSWERS[i].bytes, (gssize)length);
            Answer answer;
            bool wait = false;
            assert_int_equal(answer_read(bytes, &answer, &wait), 0);
            assert_true(wait);
        }
    }
}

static void keys_are_none(void **state)
{
    static const char *const KEYS[] = {"\033[6~", "\033[6;5~", "\033[6;10~", "\033[A", "\033[1;5A", "\033P", "\033_",
                                       "\033]",   "\033OP",    "\033",       "i",      "\033[200~", "\033P!", "\033[1;2R", "\033[2;5~", "\033[2~", "\033_a"};
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        g_autoptr(GString) bytes = g_string_new(KEYS[i]);
        Answer answer;
        bool wait = false;
        assert_int_equal(answer_read(bytes, &answer, &wait), 0);
        assert_false(wait);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_understood_and_taken_whole),
        cmocka_unit_test(the_rest_of_one_that_has_begun_is_waited_for),
        cmocka_unit_test(keys_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
