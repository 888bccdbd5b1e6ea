#include "engine/analyze_quick.h"

#include <string.h>

#include "engine/analyze_code.h"
#include "engine/analyze_quick_parse.h"
#include "engine/analyze_statement.h"
#include "engine/analyze_syntax.h"

/* CPython nests twenty and more. */
enum { MAX_BLOCKS = 8 };

/* --- what statements do to names --------------------------------------------------------------------------------- */

void quick_swap(Quick *quick, guint begin, guint middle)
{
    guint before = middle - begin, after = quick->acts->len - middle;
    if (before == 0 || after == 0)
        return;
    Act *acts = &g_array_index(quick->acts, Act, begin);
    g_autofree Act *first = g_memdup2(acts, before * sizeof *acts);
    memmove(acts, acts + before, after * sizeof *acts);
    memcpy(acts + after, first, before * sizeof *acts);
}

static void perform(Walk *walk, const Act *act)
{
    Scope *scope = &walk->scope;
    switch (act->kind) {
    case ACT_LOAD: walk_use_name(walk, act->name, IS_Load); return;
    case ACT_STORE: walk_use_name(walk, act->name, IS_Store); return;
    case ACT_DELETE: walk_use_name(walk, act->name, IS_Del); return;
    case ACT_PARAMETER: walk_parameter(walk, act->name); return;
    case ACT_COMPREHENSION: scope_push(scope, BLOCK_COMPREHENSION); return;
    case ACT_LAMBDA: walk_begin_lambda(walk); return;
    case ACT_POP: scope_pop(scope); return;
    }
}

static void perform_all(Quick *quick, const GArray *acts)
{
    for (guint i = 0; i < acts->len && !quick->failed; i++)
        perform(quick->walk, &g_array_index(acts, Act, i));
}

/* A statement, or the head of one, is over. */
static void settle_acts(Quick *quick)
{
    perform_all(quick, quick->acts);
    g_array_set_size(quick->acts, 0);
}

/* --- simple statements ------------------------------------------------------------------------------------------- */

typedef struct {
    TreeClass is;
    bool output; /* ends with a value that might be shown, if it were the last one of a cell */
    Expression value;
} Statement;

static bool take_augmented(Quick *quick)
{
    static const char *const OPS[] = {"+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", ">>=", "<<=", "**="};
    for (size_t i = 0; i < G_N_ELEMENTS(OPS); i++) {
        if (quick_sees_long(quick, OPS[i])) {
            quick_advance(quick);
            return true;
        }
    }
    return false;
}

/* An expression, or an assignment: the value counts first. */
static Statement assignment(Quick *quick)
{
    Expression first = quick_expressions(quick);
    bool augmented = (first.kind == EXPRESSION_NAME || first.kind == EXPRESSION_PLACE) && take_augmented(quick);
    if (!augmented && !quick_sees(quick, '=')) {
        bool output = first.kind != EXPRESSION_CALL || first.of_mo;
        settle_acts(quick);
        return (Statement){IS_Expr, output, first};
    }
    quick_retarget(quick, first, 0, ACT_STORE);
    guint value = quick->acts->len;
    if (augmented)
        quick_expressions(quick);
    while (!augmented && quick_take(quick, '=')) {
        value = quick->acts->len;
        Expression next = quick_expressions(quick);
        if (quick_sees(quick, '='))
            quick_retarget(quick, next, value, ACT_STORE);
    }
    quick_swap(quick, 0, value);
    scope_begin_reads(&quick->walk->scope);
    settle_acts(quick);
    scope_end_reads(&quick->walk->scope);
    return (Statement){.is = IS_OTHER};
}

/* a.b, without blanks between */
static Name *dotted(Quick *quick)
{
    guint start = quick_token(quick)->start;
    do {
        if (!quick_sees_name(quick))
            quick_fail(quick);
        quick_advance(quick);
    } while (quick_take(quick, '.'));
    return quick->failed ? NULL : quick_text(quick, start, quick->tokens->all[quick->last].end);
}

static void import_name(Quick *quick, Name *module, long level)
{
    Name *imported = level >= 0 ? quick_name(quick) : dotted(quick);
    Name *as = quick_take_word(quick, WORD_as) ? quick_name(quick) : NULL;
    if (imported && !quick->failed)
        walk_import(quick->walk, as, imported, module, level);
}

static Statement import(Quick *quick)
{
    do
        import_name(quick, NULL, -1);
    while (quick_take(quick, ','));
    return (Statement){.is = IS_Import};
}

static Statement import_from(Quick *quick)
{
    long level = 0;
    for (;; quick_advance(quick)) {
        if (quick_sees(quick, '.'))
            level++;
        else if (quick_sees_long(quick, "..."))
            level += 3;
        else
            break;
    }
    Name *module = level == 0 || quick->word != WORD_import ? dotted(quick) : NULL;
    quick_expect_word(quick, WORD_import);
    bool within = quick_take(quick, '(');
    do
        import_name(quick, module, level);
    while (quick_take(quick, ',') && !(within && quick_sees(quick, ')')));
    if (within)
        quick_expect(quick, ')');
    return (Statement){.is = IS_ImportFrom};
}

static void deletion(Quick *quick)
{
    Expression gone = quick_expressions(quick);
    quick_retarget(quick, gone, 0, ACT_DELETE);
}

static bool ends_statement(const Quick *quick)
{
    return quick_token(quick)->kind == TOKEN_NEWLINE || quick_sees(quick, ';');
}

static Statement simple(Quick *quick)
{
    Statement statement = {.is = IS_OTHER};
    if (quick_take_word(quick, WORD_import))
        return import(quick);
    if (quick_take_word(quick, WORD_from))
        return import_from(quick);
    if (quick_take_word(quick, WORD_pass)) {
        statement.is = IS_Pass;
    } else if (quick_take_word(quick, WORD_del)) {
        deletion(quick);
    } else if (quick_take_word(quick, WORD_assert)) {
        quick_expression(quick);
        if (quick_take(quick, ','))
            quick_expression(quick);
    } else if (quick_take_word(quick, WORD_raise)) {
        if (!ends_statement(quick))
            quick_expression(quick);
        if (quick_take_word(quick, WORD_from))
            quick_expression(quick);
    } else if (quick->functions > 0 && quick_take_word(quick, WORD_return)) {
        if (!ends_statement(quick))
            quick_expressions(quick);
    } else {
        return assignment(quick);
    }
    settle_acts(quick);
    return statement;
}

/* --- statements with a suite ----------------------------------------------------------------------------------------- */

static Statement statement(Quick *quick);

/* Whether it ends with something that might be shown. */
static bool suite(Quick *quick)
{
    quick_expect(quick, ':');
    settle_acts(quick);
    if (++quick->blocks > MAX_BLOCKS)
        quick_fail(quick);
    Statement last = {.is = IS_OTHER};
    if (quick_take_kind(quick, TOKEN_NEWLINE)) {
        if (!quick_take_kind(quick, TOKEN_INDENT))
            quick_fail(quick);
        do
            last = statement(quick);
        while (!quick->failed && !quick_take_kind(quick, TOKEN_DEDENT));
    } else {
        last = simple(quick);
        if (!quick_take_kind(quick, TOKEN_NEWLINE))
            quick_fail(quick);
    }
    quick->blocks--;
    return last.output;
}

static bool else_suite(Quick *quick)
{
    return quick_take_word(quick, WORD_else) && suite(quick);
}

static Statement condition(Quick *quick)
{
    bool output = false;
    do {
        quick_expression(quick);
        output |= suite(quick);
    } while (quick_take_word(quick, WORD_elif));
    output |= else_suite(quick);
    return (Statement){.is = IS_If, .output = output};
}

/* Its target counts before what it goes through. */
static void loop(Quick *quick)
{
    quick_targets(quick, true);
    quick_expect_word(quick, WORD_in);
    quick_expressions(quick);
    suite(quick);
    else_suite(quick);
}

static void context(Quick *quick)
{
    do {
        quick_expression(quick);
        if (quick_take_word(quick, WORD_as))
            quick_targets(quick, false);
    } while (quick_take(quick, ','));
    suite(quick);
}

/* Takes what was noted since. */
static GArray *acts_taken(Quick *quick)
{
    GArray *acts = quick->acts;
    quick->acts = g_array_new(FALSE, FALSE, sizeof(Act));
    return acts;
}

/* As visit_definition(): the signature counts twice. */
static void definition(Quick *quick)
{
    Walk *walk = quick->walk;
    Name *name = quick_name(quick);
    quick_expect(quick, '(');
    quick_parameters(quick, true);
    quick_expect(quick, ')');
    g_autoptr(GArray) parameters = acts_taken(quick);
    if (quick_sees_long(quick, "->")) {
        quick_advance(quick);
        quick_expression(quick);
    }
    g_autoptr(GArray) returns = acts_taken(quick);
    if (quick->failed)
        return;
    Definition definition = walk_begin_definition(walk, name);
    perform_all(quick, parameters);
    perform_all(quick, returns);
    walk_begin_body(walk, &definition);
    perform_all(quick, parameters);
    quick->functions++;
    suite(quick);
    quick->functions--;
    perform_all(quick, returns);
    walk_end_definition(walk, &definition);
}

static Statement statement(Quick *quick)
{
    if (quick_take_word(quick, WORD_def)) {
        definition(quick);
        return (Statement){.is = IS_FunctionDef};
    }
    if (quick_take_word(quick, WORD_if))
        return condition(quick);
    if (quick_take_word(quick, WORD_while)) {
        quick_expression(quick);
        suite(quick);
        else_suite(quick);
    } else if (quick_take_word(quick, WORD_for)) {
        loop(quick);
    } else if (quick_take_word(quick, WORD_with)) {
        context(quick);
    } else {
        Statement last = simple(quick);
        if (!quick_take_kind(quick, TOKEN_NEWLINE)) /* the end of what is around has a semicolon, or has it not */
            quick_fail(quick);
        return last;
    }
    return (Statement){.is = IS_OTHER};
}

/* --- a cell ------------------------------------------------------------------------------------------------------------ */

/* Its last statement ends with the token that was taken last. */
static void note(Quick *quick, CellShape *shape, const Statement *statement, guint first)
{
    const TokenList *tokens = quick->tokens;
    const Token *name = &tokens->all[first + 1];
    bool definition = statement->is == IS_FunctionDef;
    shape->count++;
    shape->last = statement->is;
    shape->only_passes &= statement->is == IS_Pass;
    shape->imports_only &= statement_is_import(statement->is);
    shape->test_only &= definition && name->end - name->start >= 4 &&
                        g_ascii_strncasecmp(tokens->text + name->start, "test", 4) == 0;
    shape->end = tokens->text + tokens->all[quick->last].end;
    shape->end_line = pytoken_end_line(tokens, quick->last) + 1;
    shape->line = tokens->all[first].line + 1;
}

static void settle_shape(Quick *quick, CellShape *shape, const Statement *last, guint first)
{
    bool only = shape->count == 1;
    if (last->is == IS_If && last->output) /* hidden perhaps */
        quick_fail(quick);
    if (only && last->is == IS_Expr && last->value.markdown && last->value.text == TEXT_UNKNOWN)
        quick_fail(quick);
    if (quick->failed)
        return;
    if (only && last->is == IS_Expr && last->value.markdown && last->value.text == TEXT_PLAIN) {
        shape->markdown = true;
        shape->text = quick_plain_text(quick, last->value.token);
    }
    if (only && last->is == IS_FunctionDef) {
        const Token *name = &quick->tokens->all[first + 1];
        shape->name = g_strndup(quick->tokens->text + name->start, name->end - name->start);
    }
}

static void cell(Quick *quick, CellShape *shape)
{
    Statement last = {.is = IS_OTHER};
    guint first = 0;
    while (!quick->failed && quick_token(quick)->kind != TOKEN_END) {
        first = quick->at;
        bool compound = quick->word == WORD_def || quick->word == WORD_if || quick->word == WORD_while ||
                        quick->word == WORD_for || quick->word == WORD_with;
        last = compound ? statement(quick) : simple(quick);
        note(quick, shape, &last, first);
        if (compound || quick_take_kind(quick, TOKEN_NEWLINE))
            continue;
        quick_expect(quick, ';');
        quick_take_kind(quick, TOKEN_NEWLINE);
    }
    settle_shape(quick, shape, &last, first);
}

/* What the tokens do not tell apart as CPython does. */
static bool is_clean(const char *code, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (((guchar)code[i] < 0x20 && code[i] != '\n') || code[i] == 0x7F)
            return false;
        if (code[i] == '\\' && i + 1 < length && code[i + 1] == '\n')
            return false;
    }
    return true;
}

bool quick_walk(Walk *walk, Names *names, const char *code, size_t length, CellShape *shape)
{
    if (length > G_MAXINT32 || !is_clean(code, length) || code_is_doubtful(code) || syntax_may_import_privately(code))
        return false;
    g_autoptr(TokenList) tokens = pytoken_scan(code, length);
    if (tokens->fault != TOKEN_FAULT_NONE || !tokens->sound)
        return false;
    *shape = (CellShape){.imports_only = true, .test_only = true, .only_passes = true};
    walk_begin(walk, names);
    Quick quick = {.walk = walk, .acts = g_array_new(FALSE, FALSE, sizeof(Act))};
    quick_start(&quick, tokens);
    cell(&quick, shape);
    g_array_unref(quick.acts);
    return !quick.failed;
}
