/* `:s///c`: asks for each match (`:help :s_c`): y n a q l, Escape, and ! of Emacs; <C-e> and <C-y> scroll. */
#include "edit/ex_substitute.h"

#include <stdlib.h>
#include <string.h>

struct Confirm {
    Substitution sub;
    SearchMatch match; /* the one that is asked about */
    Pos last;          /* the last one asked about: the cursor stays there */
};

bool ex_confirms(const Editor *editor)
{
    return editor->ex && editor->ex->confirm;
}

void ex_confirm_free(struct Confirm *confirm)
{
    substitution_clear(&confirm->sub);
    g_free(confirm);
}

static void finish(Editor *editor)
{
    struct Confirm *confirm = g_steal_pointer(&editor->ex->confirm);
    editor->mode = MODE_NORMAL;
    confirm->sub.confirm_left = true;
    substitute_report(editor, &confirm->sub, &confirm->last);
    ex_confirm_free(confirm);
}

/* Finds the next match and asks, or ends. */
static bool ask(Editor *editor)
{
    struct Confirm *confirm = editor->ex->confirm;
    Regex *regex = search_compile(editor, confirm->sub.pattern, confirm->sub.force_case);
    if (!regex || !substitute_next(editor, regex, &confirm->sub, &confirm->match)) {
        finish(editor);
        return false;
    }
    confirm->last = confirm->match.start;
    editor_set_cursor(editor, confirm->match.start);
    const char *answers = editor->modeless.on ? "?  y yes, n no, a or ! all, l this and no more, q no more "
                                              : " (y/n/a/q/l/^E/^Y)? ";
    g_autofree char *question = g_strconcat("replace with ", confirm->sub.replacement, answers, NULL);
    prompt_open(editor, '=', question);
    prompt_set_label(editor, ""); /* it is no line that one could type */
    return true;
}

bool ex_confirm_start(Editor *editor, Substitution *sub)
{
    ExState *ex = ex_state_of(editor);
    if (ex->confirm) { /* `:s/a/b/c|s/c/d/c` */
        editor_error(editor, "another :s is still asking");
        return false;
    }
    ex->confirm = g_new0(struct Confirm, 1);
    ex->confirm->sub = *sub;
    if (!sub->pattern)
        ex->confirm->sub.pattern = g_strdup(ex->sub_pattern);
    *sub = (Substitution){0};
    ex->confirm->last = editor->cursor;
    if (!ask(editor)) {
        if (ex->marked)
            return true;
        search_tell_missing(editor);
        return false;
    }
    return true;
}

static void replace(Editor *editor, struct Confirm *confirm)
{
    /* The match is found again: the subject of the first search may be gone. */
    Regex *regex = search_compile(editor, confirm->sub.pattern, confirm->sub.force_case);
    if (regex && substitute_next(editor, regex, &confirm->sub, &confirm->match))
        substitute_replace(editor, &confirm->sub, &confirm->match);
}

static void scroll(Editor *editor, const char *name)
{
    ((CommandFunction)action_find(name)->function)(editor, &(ActionCall){.count = 1, .reg = '"'});
}

/* A key with a modifier is no answer: <C-c> gives up, two scroll, all others do nothing, as other keys that nobody
 * asked for.  True: enough. */
static bool chord(Editor *editor, Key key)
{
    bool emacs = editor->modeless.on && key_equal(key, (Key){'g', MOD_CTRL});
    if (key_equal(key, (Key){'e', MOD_CTRL}))
        scroll(editor, "scroll-down");
    else if (key_equal(key, (Key){'y', MOD_CTRL}))
        scroll(editor, "scroll-up");
    return emacs || key_equal(key, (Key){'c', MOD_CTRL}) || key_equal(key, (Key){'[', MOD_CTRL});
}

static void replace_rest(Editor *editor, struct Confirm *confirm)
{
    SearchMatch match;
    Regex *regex = search_compile(editor, confirm->sub.pattern, confirm->sub.force_case);
    while (regex && substitute_next(editor, regex, &confirm->sub, &match)) {
        confirm->last = match.start;
        substitute_replace(editor, &confirm->sub, &match);
    }
    editor->ex->marked_unasked = editor->ex->marked != NULL;
    finish(editor);
}

/* True: that was enough of it. */
static bool answer(Editor *editor, struct Confirm *confirm, uint32_t code)
{
    switch (code) {
    case 'y':
        replace(editor, confirm);
        ask(editor);
        return false;
    case 'l':
        replace(editor, confirm);
        return true;
    case 'a':
    case '!':
        replace_rest(editor, confirm);
        return false;
    case 'n':
        substitute_go_on(editor, &confirm->sub, confirm->match.end.line > confirm->match.start.line,
                         confirm->match.end);
        ask(editor);
        return false;
    default:
        return code == 'q' || code == 27;
    }
}

bool ex_confirm_key(Editor *editor, Key key)
{
    if (!ex_confirms(editor))
        return false;
    bool enough = key.modifiers ? chord(editor, key) : answer(editor, editor->ex->confirm, key.code);
    if (enough)
        finish(editor);
    if (!ex_confirms(editor))
        ex_global_go_on(editor, enough);
    return true;
}
