/* `tarn check`, in parts: which rules, one file at a time, what is told of them.
 *
 *     CheckChoice choice = {0};
 *     CheckFile *file = check_file("nb.py", analyzer, &options);
 *     check_print(file);
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "engine/lint_rules.h"

/* Prefixes of codes.  NULL: nothing was said. */
typedef struct {
    GPtrArray *select;
    GPtrArray *ignore;
} CheckChoice;

void check_choice_clear(CheckChoice *choice);

/* "MB,MR001" replaces what is selected, or is ignored in addition. */
void check_choice_select(CheckChoice *choice, const char *list);
void check_choice_ignore(CheckChoice *choice, const char *list);

/* [tool.marimo.lint] of the nearest pyproject.toml from the working directory up. */
void check_choice_read_project(CheckChoice *choice);
/* The same in the header of a file (PEP 723), in addition to `base`; the caller clears it. */
CheckChoice check_choice_of_file(const CheckChoice *base, const char *text, size_t size);

typedef struct {
    bool fix, unsafe, ignore_scripts;
    CheckChoice choice;
    char **site_packages;
} CheckOptions;

typedef enum { CHECK_DONE, CHECK_SKIPPED, CHECK_FAILED } CheckStatus;

typedef struct {
    char *name;
    CheckStatus status;
    char *message;       /* FAILED: what, as marimo says it */
    char *detail;        /* FAILED: why, or NULL */
    GPtrArray *findings; /* DONE: of LintFinding * */
    GBytes *bytes;       /* DONE: what was read */
    bool fixed;
    char *refusal;       /* why it was not fixed, or NULL */
} CheckFile;

/* "-" is standard input.  With `fix`, the file is written anew if that makes a difference. */
CheckFile *check_file(const char *name, Analyzer *analyzer, const CheckOptions *options);
void check_file_free(CheckFile *file);

/* Whether --fix did away with a finding. */
bool check_fixed(const CheckOptions *options, const CheckFile *file, const LintFinding *finding);

/* check_fix.c: the fixed text, or NULL: there is nothing to write, or `error` says what would be lost. */
typedef struct {
    const char *name;
    GBytes *bytes;
    const LintInput *input;
    GPtrArray *findings;
    Analyzer *analyzer;
    bool unsafe;
} CheckFix;
GBytes *check_fixed_text(const CheckFix *fix, GError **error);

/* Findings for people, on standard output; `color`: with escapes. */
void check_print(const CheckFile *file, bool color);
/* All files, as `marimo check --format json` has it. */
void check_print_json(GPtrArray *files, const CheckOptions *options, bool errored);

/* Of char *: the files that arguments name: files, folders with all below them, patterns. */
GPtrArray *check_expand(char *const *arguments);

/* Folders in which an interpreter looks for installed packages; the caller frees them. */
char **check_site_packages(void);
