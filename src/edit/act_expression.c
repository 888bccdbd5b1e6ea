/* The register "=: what is typed at its prompt is evaluated, here if it is numbers and strings, or else by the
 * interpreter of the notebook, whose answer comes later (`:help quote=`).
 */
#include "edit/act_expression.h"

#include <string.h>

#include "edit/ex_text.h"
#include "edit/expression.h"

/* Asks the interpreter; its answer is for where the cursor is now, if text is being typed there. */
static void ask(Editor *editor, bool insert)
{
    ExState *ex = ex_state_of(editor);
    g_autofree char *code = g_strdup_printf("print((%s), end='')", ex->expression);
    ex->asked++;
    ex->asked_to_insert = insert;
    ex->asked_to_put = 0;
    ex->asked_at = editor->cursor;
    ex->asked_generation = notebook_generation(editor->notebook);
    editor_request(editor, (Request){.kind = REQUEST_SCRATCH, .text = code});
}

bool expression_set(Editor *editor, const char *text, bool insert)
{
    ExState *ex = ex_state_of(editor);
    if (!*text && ex->expression)
        return true; /* the last one again */
    g_free(ex->expression);
    ex->expression = g_strdup(text);
    g_free(ex->expression_value);
    ex->expression_value = expression_evaluate(text);
    if (!ex->expression_value && editor->restricted) {
        editor_error(editor, "E15: this needs an interpreter: %s", text);
        return false;
    }
    if (!ex->expression_value && *text)
        ask(editor, insert);
    return true;
}

const char *expression_value(const Editor *editor)
{
    return editor->ex ? editor->ex->expression_value : NULL;
}

bool expression_put_later(Editor *editor, PutWhere where, long count, int flags)
{
    ExState *ex = ex_state_of(editor);
    if (!ex->asked || ex->expression_value)
        return false;
    ex->asked_to_put = count;
    ex->put_where = where;
    ex->put_flags = flags;
    ex->asked_at = editor->cursor;
    ex->asked_generation = notebook_generation(editor->notebook);
    return true;
}

/* Whether nothing moved or was typed since somebody asked. */
static bool is_as_asked(const Editor *editor, Mode mode)
{
    return editor->mode == mode && pos_compare(editor->ex->asked_at, editor->cursor) == 0 &&
           editor->ex->asked_generation == notebook_generation(editor->notebook);
}

static bool put_now(Editor *editor)
{
    ExState *ex = editor->ex;
    long count = ex->asked_to_put;
    ex->asked_to_put = 0;
    if (!count || !is_as_asked(editor, MODE_NORMAL) || *editor_pending(editor))
        return false;
    editor_undo_break(editor);
    editor_put(editor, editor_register(editor, '='), ex->put_where, count, ex->put_flags);
    editor_clamp_cursor(editor);
    return true;
}

bool editor_evaluated(Editor *editor, const char *text, bool failed)
{
    ExState *ex = ex_state_of(editor);
    if (!ex->asked)
        return false;
    ex->asked--;
    if (failed)
        return false;
    g_free(ex->expression_value);
    ex->expression_value = g_strdup(text);
    if (ex->asked_to_insert && is_as_asked(editor, MODE_INSERT))
        insert_as_typed(editor, text);
    else if (!put_now(editor))
        editor_tell(editor, false, "\"= is %s", text);
    return true;
}

/* `"=`: what is typed becomes the register of the command that follows. */
static bool expression_register(Editor *editor, const ActionCall *call)
{
    if (!expression_set(editor, call->text ? call->text : "", false))
        return false;
    editor->pending.reg = '=';
    return true;
}

/* <C-r>= in insert mode. */
static bool insert_expression(Editor *editor, const ActionCall *call)
{
    if (!expression_set(editor, call->text ? call->text : "", true))
        return false;
    const char *value = expression_value(editor);
    GArray *keys = editor->insert.keys;
    if (keys->len >= 2) { /* repeated, it is what came out */
        g_autoptr(GArray) typed = keys_of_text(value ? value : "", value ? strlen(value) : 0);
        g_array_set_size(keys, keys->len - 2);
        g_array_append_vals(keys, typed->data, typed->len);
    }
    if (value)
        insert_as_typed(editor, value);
    return true;
}

const Action ACTIONS_EXPRESSION[] = {
    {"expression-register", ACTION_COMMAND, "the value of an expression is the register of the next command",
     .function = expression_register, .flags = ACTION_PREFIX | ACTION_LINE_EQUALS},
    {"insert-expression", ACTION_COMMAND, "insert the value of an expression", .function = insert_expression,
     .flags = ACTION_LINE_EQUALS},
    {NULL},
};
