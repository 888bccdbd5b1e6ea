/* Text objects of the keys; what they take is in notebook/text_object.c. */
#include "edit/editor_private.h"

#include "notebook/text_object.h"

typedef bool (*Finder)(TextObject *object);

/* Asks for the object at the cursor, or grows the selection, and changes its kind to the object's. */
static bool take(Editor *editor, const ActionCall *call, Motion *motion, bool around, Finder finder)
{
    bool visual = mode_is_visual(editor->mode);
    TextObject object = {
        .notebook = editor->notebook,
        .from = visual ? editor->visual.anchor : editor->cursor,
        .to = editor->cursor,
        .visual = visual,
        .by_lines = editor->mode == MODE_VISUAL_LINE,
        .around = around,
        .count = call->count,
    };
    if (!finder(&object)) {
        if (visual)
            editor->visual.anchor = object.from;
        if (pos_compare(editor->cursor, object.to) != 0) { /* it got as far as there was something */
            editor_set_cursor(editor, object.to);
            editor_clamp_cursor(editor);
        }
        return false;
    }
    motion->from = object.from;
    motion->to = object.to;
    motion->wise = object.cells ? WISE_CELL : object.linewise ? WISE_LINE : WISE_CHAR;
    motion->inclusive = object.inclusive;
    if (!visual)
        return true;
    editor->visual.cells = object.cells;
    if (object.grown)
        return true;
    if (object.linewise)
        editor->mode = MODE_VISUAL_LINE;
    else if (object.charwise || editor->mode == MODE_VISUAL_LINE)
        editor->mode = MODE_VISUAL;
    return true;
}

static bool find_word(TextObject *object)
{
    return object_word(object, false);
}

static bool inner_word(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_word);
}

static bool around_word(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_word);
}

static bool find_big_word(TextObject *object)
{
    return object_word(object, true);
}

static bool inner_big_word(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_big_word);
}

static bool around_big_word(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_big_word);
}

static bool find_sentence(TextObject *object)
{
    return object_sentence(object);
}

static bool inner_sentence(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_sentence);
}

static bool around_sentence(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_sentence);
}

static bool find_paragraph(TextObject *object)
{
    return object_paragraph(object);
}

static bool inner_paragraph(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_paragraph);
}

static bool around_paragraph(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_paragraph);
}

static bool find_parens(TextObject *object)
{
    return object_bracket(object, '(');
}

static bool inner_parens(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_parens);
}

static bool around_parens(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_parens);
}

static bool find_brackets(TextObject *object)
{
    return object_bracket(object, '[');
}

static bool inner_brackets(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_brackets);
}

static bool around_brackets(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_brackets);
}

static bool find_braces(TextObject *object)
{
    return object_bracket(object, '{');
}

static bool inner_braces(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_braces);
}

static bool around_braces(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_braces);
}

static bool find_angles(TextObject *object)
{
    return object_bracket(object, '<');
}

static bool inner_angles(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_angles);
}

static bool around_angles(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_angles);
}

static bool find_quotes(TextObject *object)
{
    return object_quote(object, '"');
}

static bool inner_quotes(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_quotes);
}

static bool around_quotes(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_quotes);
}

static bool find_single_quotes(TextObject *object)
{
    return object_quote(object, '\'');
}

static bool inner_single_quotes(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_single_quotes);
}

static bool around_single_quotes(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_single_quotes);
}

static bool find_backticks(TextObject *object)
{
    return object_quote(object, '`');
}

static bool inner_backticks(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_backticks);
}

static bool around_backticks(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_backticks);
}

static bool find_triple_quotes(TextObject *object)
{
    return object_triple_quote(object);
}

static bool inner_triple_quotes(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_triple_quotes);
}

static bool around_triple_quotes(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_triple_quotes);
}

static bool find_tag(TextObject *object)
{
    return object_tag(object);
}

static bool inner_tag(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_tag);
}

static bool around_tag(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_tag);
}

static bool find_indent(TextObject *object)
{
    return object_indent(object);
}

static bool inner_indent(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_indent);
}

static bool around_indent(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_indent);
}

static bool find_cell(TextObject *object)
{
    return object_cell(object);
}

static bool inner_cell(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, false, find_cell);
}

static bool around_cell(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take(editor, call, motion, true, find_cell);
}

const Action ACTIONS_OBJECT[] = {
    {"inner-word", ACTION_TEXT_OBJECT, "a word", .function = inner_word},
    {"around-word", ACTION_TEXT_OBJECT, "a word with blanks beside it", .function = around_word},
    {"inner-big-word", ACTION_TEXT_OBJECT, "a WORD", .function = inner_big_word},
    {"around-big-word", ACTION_TEXT_OBJECT, "a WORD with blanks beside it", .function = around_big_word},
    {"inner-sentence", ACTION_TEXT_OBJECT, "a sentence", .function = inner_sentence},
    {"around-sentence", ACTION_TEXT_OBJECT, "a sentence with blanks beside it", .function = around_sentence},
    {"inner-paragraph", ACTION_TEXT_OBJECT, "a paragraph", .function = inner_paragraph},
    {"around-paragraph", ACTION_TEXT_OBJECT, "a paragraph with blanks beside it", .function = around_paragraph},
    {"inner-parens", ACTION_TEXT_OBJECT, "inside of ( )", .function = inner_parens},
    {"around-parens", ACTION_TEXT_OBJECT, "( ) and what is in them", .function = around_parens},
    {"inner-brackets", ACTION_TEXT_OBJECT, "inside of [ ]", .function = inner_brackets},
    {"around-brackets", ACTION_TEXT_OBJECT, "[ ] and what is in them", .function = around_brackets},
    {"inner-braces", ACTION_TEXT_OBJECT, "inside of { }", .function = inner_braces},
    {"around-braces", ACTION_TEXT_OBJECT, "{ } and what is in them", .function = around_braces},
    {"inner-angles", ACTION_TEXT_OBJECT, "inside of < >", .function = inner_angles},
    {"around-angles", ACTION_TEXT_OBJECT, "< > and what is in them", .function = around_angles},
    {"inner-quotes", ACTION_TEXT_OBJECT, "inside of a string in double quotes", .function = inner_quotes},
    {"around-quotes", ACTION_TEXT_OBJECT, "a string in double quotes with blanks beside it", .function = around_quotes},
    {"inner-single-quotes", ACTION_TEXT_OBJECT, "inside of a string in single quotes", .function = inner_single_quotes},
    {"around-single-quotes", ACTION_TEXT_OBJECT, "a string in single quotes with blanks beside it", .function = around_single_quotes},
    {"inner-backticks", ACTION_TEXT_OBJECT, "inside of a string in backticks", .function = inner_backticks},
    {"around-backticks", ACTION_TEXT_OBJECT, "a string in backticks with blanks beside it", .function = around_backticks},
    {"inner-triple-quotes", ACTION_TEXT_OBJECT, "inside of a string in triple quotes", .function = inner_triple_quotes},
    {"around-triple-quotes", ACTION_TEXT_OBJECT, "a string in triple quotes", .function = around_triple_quotes},
    {"inner-tag", ACTION_TEXT_OBJECT, "inside of a pair of tags", .function = inner_tag},
    {"around-tag", ACTION_TEXT_OBJECT, "a pair of tags", .function = around_tag},
    {"inner-indent", ACTION_TEXT_OBJECT, "lines of the same indent", .function = inner_indent},
    {"around-indent", ACTION_TEXT_OBJECT, "lines of the same indent and the one above", .function = around_indent},
    {"inner-cell", ACTION_TEXT_OBJECT, "the lines of a cell", .function = inner_cell},
    {"around-cell", ACTION_TEXT_OBJECT, "a cell itself", .function = around_cell},
    {NULL},
};
