/* A session without a screen: it runs until nothing is left to run, and remembers what each cell shows.
 *
 *     Headless *headless = headless_new(&options, label, self);
 *     plan_run(headless_plan(headless), codes, count);
 *     headless_settle(headless, &error);
 *     headless_write_cell(headless, cell, writer);
 *
 * For `tarn exec` and `tarn trace`, whose JSON it writes.  One thread: the one that made it.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "base/json.h"
#include "engine/analyze.h"
#include "engine/session.h"

typedef struct Headless Headless;

/* Writes what stands for a cell in lists of cells. */
typedef void HeadlessLabel(gpointer self, uint64_t cell, JsonWriter *writer);

/* What a person should see at once; each may be NULL. */
typedef struct {
    gpointer self;
    HeadlessLabel *label;
    void (*bytes)(gpointer self, uint64_t cell, const char *bytes, size_t length); /* standard output; 0: of no cell */
    void (*done)(gpointer self, uint64_t cell, RunResult result, Output *output);  /* it ran */
    void (*skipped)(gpointer self, const PlanStep *step);                          /* it did not run, and why */
    void (*started)(gpointer self, uint64_t cell);
    int (*tick)(gpointer self); /* before each wait: after how many milliseconds to be called again; -1: never */
} HeadlessListener;

Headless *headless_new(const SessionOptions *options, const HeadlessListener *listener);
void headless_free(Headless *headless);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Headless, headless_free)

Session *headless_session(Headless *headless);
Plan *headless_plan(Headless *headless);

/* Until every request is done.  `stop` (or -1) becomes readable when a person interrupts.  Fails if there is
 * no interpreter, or if it died. */
bool headless_settle(Headless *headless, int stop, GError **error);
/* Lets the interpreter end: what threads and atexit functions still print is told of. */
void headless_finish(Headless *headless, int stop);
bool headless_was_stopped(const Headless *headless);

/* A second opinion on a cell whose syntax is wrong to `analyzer`: that of the interpreter that would run it, if it
 * is a newer Python.  NULL: there is none.  The caller unrefs it. */
Analysis *headless_judge(Headless *headless, Analyzer *analyzer, const CellSnapshot *cell);

/* Which cells started since the last call, in order; the caller unrefs it. */
GArray *headless_take_ran(Headless *headless);

/* "status", "errors", "output" and "stdout" into an object that was begun; `runtime`: those of a trace, too. */
void headless_write_cell(Headless *headless, uint64_t cell, JsonWriter *writer, bool runtime);
const char *headless_cell_status(Headless *headless, uint64_t cell);

/* What a cell shows, its error too, or NULL; and what it printed.  Borrowed, until something runs. */
Output *headless_cell_output(Headless *headless, uint64_t cell);
const GString *headless_cell_console(Headless *headless, uint64_t cell);

/* {"x": "1"}: the public names and their reprs.  Asks the kernel. */
bool headless_write_globals(Headless *headless, JsonWriter *writer, GError **error);
/* The id of the element that `name` is bound to, or NULL; the caller frees it. */
char *headless_widget_of(Headless *headless, const char *name);
void headless_forget_cell(Headless *headless, uint64_t cell);

#define HEADLESS_ERROR (headless_error_quark())
GQuark headless_error_quark(void);
enum { HEADLESS_ERROR_NO_INTERPRETER, HEADLESS_ERROR_DIED };
