/* `:s/pattern/\=expression/` (`:help sub-replace-expression`): the expression's value takes the place of each match. */
#include "edit/ex_substitute.h"

#include "base/substitute.h"
#include "edit/map_expression.h"

static bool is_expression(const char *replacement)
{
    return g_str_has_prefix(replacement, "\\=");
}

char *substitute_replacement(const char *typed, const char *previous)
{
    return is_expression(typed) ? g_strdup(typed) : substitute_tilde(typed, previous);
}

/* With what submatch() and line('.') are to find; the caller frees it. */
static char *value_of(Editor *editor, const char *expression, const RegexMatch *match, const char *subject, size_t line, GError **error)
{
    ExState *ex = ex_state_of(editor);
    Pos cursor = editor->cursor;
    ex->submatch = match;
    ex->submatch_subject = subject;
    editor->cursor = (Pos){line, 0};
    char *value = map_expression_text(editor, expression, error);
    editor->cursor = cursor;
    ex->submatch = NULL;
    return value;
}

/* What is wrong in an expression is so at every match, but for a pattern that a match becomes. */
bool substitute_check(Editor *editor, const Substitution *sub)
{
    g_autoptr(GError) error = NULL;
    if (!is_expression(sub->replacement))
        return true;
    g_autofree char *value = value_of(editor, sub->replacement + 2, NULL, NULL, editor->cursor.line, &error);
    if (!value)
        editor_error(editor, "\\=: %s", error->message);
    return value != NULL;
}

void substitute_append(Editor *editor, const Substitution *sub, GString *into, const RegexMatch *match, const char *subject, size_t line)
{
    if (!is_expression(sub->replacement)) {
        substitute_expand(into, sub->replacement, match, subject);
        return;
    }
    g_autofree char *value = value_of(editor, sub->replacement + 2, match, subject, line, NULL);
    if (value)
        g_string_append(into, g_strdelimit(value, "\r", '\n'));
    else /* it stays */
        g_string_append_len(into, subject + match->start[0], (gssize)(match->end[0] - match->start[0]));
}
