/* What the files of `tarn exec` share: cmd_exec.c (options, the run), exec_choose.c (which cells, with which values),
 * exec_print.c (for people), exec_report.c (for machines), exec_progress.c (meanwhile, and how long it took).
 */
#pragma once

#include "cli/exact.h"
#include "engine/headless.h"

typedef struct ExecProgress ExecProgress;

typedef struct {
    ExactNotebook *exact;
    const char *name;   /* of the file, for messages */
    GHashTable *indices; /* id of a cell -> place on the page, from 1 */
    GHashTable *chosen; /* ids of the cells that are to run; NULL: all */
    GPtrArray *pending; /* what of each cell is not printed yet, by the page */
    guint first;        /* the first that is not done */
    bool fresh; /* its cells were analysed anew, and as they stand in the file */
    bool failed;
    bool ended;  /* a cell called sys.exit() or was interrupted: nothing runs after it */
    int code;    /* to exit with then */
    Plan *plan;
    ExecProgress *progress; /* or NULL */
} Exec;

int exec_index(const Exec *exec, uint64_t cell); /* on the page, from 0; -1: no such cell */
bool exec_is_chosen(const Exec *exec, uint64_t cell);

/* "cell 3 (name)" or "cell 3", the caller's. */
char *exec_cell_name(const Exec *exec, uint64_t cell);

/* --- exec_choose.c --- */

/* Sets parameters: `assignments` are "name=value", `file` a JSON object; each may be NULL.  The first that cannot be
 * set is the error. */
bool exec_set_parameters(Exec *exec, char *const *assignments, const char *file, Analyzer *analyzer,
                         const ExactJudge *judge, GError **error);

/* Chooses the cells of these names, or that define them, with all that they need; lists with commas. */
bool exec_choose(Exec *exec, char *const *names, GError **error);

/* --- exec_print.c --- */

void exec_print_begin(Exec *exec);
void exec_print_end(Exec *exec); /* nothing runs any more: the rest is due */
void exec_print_bytes(gpointer self, uint64_t cell, const char *bytes, size_t length);
void exec_print_done(gpointer self, uint64_t cell, RunResult result, Output *output);
void exec_print_skipped(gpointer self, const PlanStep *step);

/* --- exec_report.c --- */

bool exec_report(Exec *exec, Headless *headless, bool timing, GError **error);
void exec_report_unreadable(const char *status);

/* --- exec_progress.c --- */

/* One line on standard error that says what runs, if that is a terminal; it takes itself away before anything else is
 * written. */
ExecProgress *exec_progress_new(guint count);
void exec_progress_free(ExecProgress *progress);
void exec_progress_started(ExecProgress *progress, const char *cell);
void exec_progress_done(ExecProgress *progress);
void exec_progress_hide(ExecProgress *progress); /* NULL is fine */
int exec_progress_tick(ExecProgress *progress);  /* milliseconds until the next */

/* The slowest cells, on standard error. */
void exec_print_timing(const Exec *exec, Headless *headless);
