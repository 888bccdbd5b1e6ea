/* tarn exec --json: one object that says everything. */
#include "cli/command.h"
#include "cli/exec.h"

#include <stdio.h>
#include <string.h>

static const char *status_word(FormatStatus status)
{
    static const char *const WORDS[] = {
        [FORMAT_VALID] = "valid",     [FORMAT_HAS_WARNINGS] = "has_warnings", [FORMAT_HAS_ERRORS] = "has_errors",
        [FORMAT_INVALID] = "invalid", [FORMAT_EMPTY] = "empty",
    };
    return WORDS[status];
}

/* Of the last run; null if there was none. */
static void write_seconds(Headless *headless, uint64_t cell, JsonWriter *writer)
{
    CellStatus status = session_status(headless_session(headless), cell);
    json_writer_key(writer, "seconds");
    if (status.started)
        json_writer_real(writer, status.seconds);
    else
        json_writer_null(writer);
}

bool exec_report(Exec *exec, Headless *headless, bool timing, GError **error)
{
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    g_autoptr(GArray) ran = headless_take_ran(headless);
    json_writer_begin_object(writer);
    json_writer_key(writer, "status");
    json_writer_string(writer, status_word(exec->exact->read->status));
    json_writer_key(writer, "order");
    json_writer_begin_array(writer);
    for (guint i = 0; i < ran->len; i++)
        json_writer_integer(writer, exec_index(exec, g_array_index(ran, uint64_t, i)));
    json_writer_end_array(writer);
    json_writer_key(writer, "cells");
    json_writer_begin_array(writer);
    for (guint i = 0; i < exec->exact->notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(exec->exact->notebook->cells, i);
        const char *status = headless_cell_status(headless, cell->id);
        exec->failed |= strcmp(status, "error") == 0 || strcmp(status, "invalid") == 0;
        json_writer_begin_object(writer);
        json_writer_key(writer, "index");
        json_writer_integer(writer, i);
        json_writer_key(writer, "name");
        json_writer_string(writer, cell->name);
        headless_write_cell(headless, cell->id, writer, false);
        if (timing)
            write_seconds(headless, cell->id, writer);
        json_writer_end_object(writer);
    }
    json_writer_end_array(writer);
    json_writer_key(writer, "defs");
    if (!headless_write_globals(headless, writer, error))
        return false;
    json_writer_end_object(writer);
    puts(json_writer_text(writer));
    exec->failed = false; /* the report says it */
    return true;
}

void exec_report_unreadable(const char *status)
{
    printf("{\"status\": \"%s\", \"cells\": [], \"order\": [], \"defs\": {}}\n", status);
}
