/* tarn exec -o OUT, --save-session: what a run showed, as files.
 *
 *     ExecExport export = {.output = "report.html"};
 *     if (!exec_export_check(&export, "nb.py", &error)) ...         // before anything runs
 *     exec_export(&export, &(ExecRun){"nb.py", exact, analyzer, headless}, &failed, &error);
 *
 * OUT has the format that its name tells.  It is written in one step, also if cells failed: a report of what went
 * wrong is wanted most then.
 */
#pragma once

#include "cli/exact.h"
#include "engine/headless.h"

typedef struct {
    char *output;     /* or NULL */
    gboolean no_code; /* where the format lets one choose */
    gboolean session; /* save the outputs where marimo saves them, too */
} ExecExport;

typedef struct {
    const char *name; /* of the notebook */
    const ExactNotebook *exact;
    Analyzer *analyzer;
    Headless *headless; /* nothing runs any more */
} ExecRun;

bool exec_export_check(const ExecExport *export, const char *name, GError **error);

/* Does nothing if nothing is asked for.  With an output, errors of cells are said on standard error, and `failed` is
 * set if there are any. */
bool exec_export(const ExecExport *export, const ExecRun *run, bool *failed, GError **error);
