#include "engine/headless_state.h"

void headless_take_syntax(gpointer self, int64_t request, const SessionSyntax *syntax)
{
    Headless *headless = self;
    HeadlessQuestion *question = &headless->question;
    if (!question->waiting)
        return;
    question->waiting = false;
    question->answer =
        syntax->tree ? analyzer_take_tree(question->analyzer, question->cell, syntax->tree)
                     : analyzer_take_error(question->cell, syntax->message, syntax->line, syntax->character);
}

/* The version of the interpreter, started if need be; 0: there is none. */
static int await_version(Headless *headless)
{
    session_start(headless->session);
    session_advance(headless->session);
    while (!headless->failure && session_fd(headless->session) >= 0 && !session_python(headless->session))
        headless_turn(headless, -1);
    return session_python(headless->session);
}

Analysis *headless_judge(Headless *headless, Analyzer *analyzer, const CellSnapshot *cell)
{
    if (await_version(headless) <= analyzer_python())
        return NULL;
    headless->question = (HeadlessQuestion){.analyzer = analyzer, .cell = cell, .waiting = true};
    session_ask_syntax(headless->session, 0, cell->code);
    session_advance(headless->session);
    while (!headless->failure && headless->question.waiting)
        headless_turn(headless, -1);
    headless->question.waiting = false;
    return headless->question.answer;
}
