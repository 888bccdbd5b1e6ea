#include "engine/analyze_quick_parse.h"

void quick_retarget(Quick *quick, Expression expression, guint begin, ActKind kind)
{
    if (!expression.target)
        quick_fail(quick);
    for (guint i = begin; i < quick->acts->len; i++) {
        Act *act = &g_array_index(quick->acts, Act, i);
        if (act->bare)
            *act = (Act){kind, false, act->name};
    }
}

void quick_targets(Quick *quick, bool many)
{
    guint begin = quick->acts->len;
    Expression whole = quick_primary(quick);
    while (many && quick_take(quick, ',') && quick->word != WORD_in)
        whole.target &= quick_primary(quick).target;
    quick_retarget(quick, whole, begin, ACT_STORE);
}

/* One of them goes to `own`, with its annotation; its default stays, since that is read outside. */
static void parameter(Quick *quick, bool annotated, bool rest, bool *defaults, GArray *own)
{
    Act act = {.kind = ACT_PARAMETER, .name = quick_name(quick)};
    for (guint i = 0; i < own->len; i++) {
        const Act *before = &g_array_index(own, Act, i);
        if (before->kind == ACT_PARAMETER && before->name == act.name)
            quick_fail(quick);
    }
    g_array_append_val(own, act);
    guint begin = quick->acts->len;
    if (annotated && quick_take(quick, ':'))
        quick_expression(quick);
    g_array_append_vals(own, &g_array_index(quick->acts, Act, begin), quick->acts->len - begin);
    g_array_set_size(quick->acts, begin);
    if (quick_take(quick, '=')) {
        if (rest)
            quick_fail(quick);
        quick_expression(quick);
        *defaults = true;
    } else if (*defaults && !rest) {
        quick_fail(quick);
    }
}

void quick_parameters(Quick *quick, bool annotated)
{
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(Act));
    bool defaults = false;
    int rest = 0; /* 1: behind *args, 2: behind **kwargs */
    while (!quick_sees(quick, annotated ? ')' : ':') && !quick->failed) {
        int before = rest;
        if (quick_sees_long(quick, "**"))
            rest = 2;
        else if (quick_sees(quick, '*'))
            rest = 1;
        if (rest != before)
            quick_advance(quick);
        if (before == 2 || (before == rest && rest > 0)) /* parameters by keyword alone are CPython's */
            quick_fail(quick);
        parameter(quick, annotated, rest > 0, &defaults, own);
        if (!quick_take(quick, ','))
            break;
    }
    g_array_append_vals(quick->acts, own->data, own->len);
}
