/* The state of a `:s`, which may wait for answers.  For ex_substitute.c and ex_confirm.c. */
#pragma once

#include "edit/ex.h"
#include "edit/search.h"

typedef struct {
    char *pattern; /* NULL: the last one */
    char *typed; /* the replacement with its `~` */
    char *replacement;
    bool global, confirm, silent, count_only, last_search;
    char force_case;
    Pos at; /* where the next match is looked for */
    size_t first_line, last_line;
    bool has_last;
    Pos last_end; /* of the match before */
    long count, lines;
    size_t counted_line, last_changed;
    bool confirm_left; /* the person had enough: no complaint that nothing was replaced */
} Substitution;

void substitution_clear(Substitution *sub);

bool substitute_next(Editor *editor, Regex *regex, Substitution *sub, SearchMatch *match);
void substitute_replace(Editor *editor, Substitution *sub, const SearchMatch *match);
void substitute_go_on(Editor *editor, Substitution *sub, bool over_lines, Pos end);

/* Tells what was done, sets '[ and ']; the cursor goes to `cursor` or to the last changed line. */
bool substitute_report(Editor *editor, const Substitution *sub, const Pos *cursor);

/* ex_replacement.c: what was typed with each `~` replaced by the previous one, unless it is an expression; the caller frees it. */
char *substitute_replacement(const char *typed, const char *previous);
/* False, and a message, if it is an expression that cannot be evaluated. */
bool substitute_check(Editor *editor, const Substitution *sub);
/* Appends what takes the place of a match in `line`. */
void substitute_append(Editor *editor, const Substitution *sub, GString *into, const RegexMatch *match, const char *subject, size_t line);

/* ex_confirm.c: takes what `sub` owns and asks for each match. */
bool ex_confirm_start(Editor *editor, Substitution *sub);
