/* What headless.c and headless_judge.c share. */
#pragma once

#include "engine/headless.h"

/* A question to the interpreter about the syntax of a cell. */
typedef struct {
    Analyzer *analyzer;
    const CellSnapshot *cell; /* NULL: nothing was asked */
    Analysis *answer;         /* or NULL */
    bool waiting;
} HeadlessQuestion;

struct Headless {
    HeadlessListener listener;
    Session *session;
    GHashTable *views; /* id -> View, owned */
    GArray *ran;
    GPtrArray *globals; /* names and reprs in turns */
    bool asked;         /* for globals */
    bool stopped;
    HeadlessQuestion question;
    GError *failure;
};

/* Waits for something to happen, and takes it in; `stop` as in headless_settle(). */
void headless_turn(Headless *headless, int stop);

/* For the session's listener: the answer to the question. */
void headless_take_syntax(gpointer self, int64_t request, const SessionSyntax *syntax);
