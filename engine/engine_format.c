/* Cells are formatted by ruff or black in the environment of the notebook: a program of its own, since it takes its time
 * (_tarn_format.py beside the kernel's _tarn_boot.py).  One request goes on at a time; a later one takes its place. */
#include "engine/engine_worker_state.h"

#include <string.h>

#include "base/json.h"
#include "engine/host_python.h"
#include "engine/script_python.h"

void worker_format_clear(Worker *worker)
{
    g_clear_pointer(&worker->formatter, child_free);
    g_clear_pointer(&worker->formatting, notebook_snapshot_unref);
}

static void tell(Worker *worker, NotebookSnapshot *formatted, const char *text, bool failed)
{
    EngineEvent *event = engine_event_new(ENGINE_FORMATTED, 0);
    event->base = g_steal_pointer(&worker->formatting);
    event->theirs = formatted;
    event->text = g_strdup(text);
    event->failed = failed;
    worker_tell(worker, event);
    worker_format_clear(worker);
}

static char *python_of(Worker *worker, const char *folder, char **why)
{
    g_autofree char *named = worker->setup->options.python ? g_strdup(worker->setup->options.python)
                             : worker->file.path           ? script_python(worker->file.path) : NULL;
    return python_find(named ? named : "", folder, why);
}

char *worker_tool_python(Worker *worker)
{
    g_autofree char *folder = worker->file.path ? g_path_get_dirname(worker->file.path) : g_get_current_dir(), *why = NULL;
    return python_of(worker, folder, &why);
}

static char *input_of(const NotebookSnapshot *notebook)
{
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    json_writer_key(writer, "cells");
    json_writer_begin_array(writer);
    for (guint i = 0; i < notebook->cells->len; i++) {
        gsize size;
        const char *code = g_bytes_get_data(((CellSnapshot *)g_ptr_array_index(notebook->cells, i))->code, &size);
        json_writer_bytes(writer, code ? code : "", (gssize)size);
    }
    json_writer_end_array(writer);
    json_writer_end_object(writer);
    return json_writer_steal(writer);
}

void worker_format(Worker *worker, NotebookSnapshot *notebook)
{
    worker_format_clear(worker);
    worker->formatting = notebook_snapshot_ref(notebook);
    if (worker->restrained) {
        tell(worker, NULL, "not formatted: this folder is not trusted (:trust)", true);
        return;
    }
    g_autofree char *folder = worker->file.path ? g_path_get_dirname(worker->file.path) : g_get_current_dir();
    g_autofree char *why = NULL, *python = python_of(worker, folder, &why);
    if (!python) {
        tell(worker, NULL, why, true);
        return;
    }
    KernelPlace place = kernel_place();
    g_autofree char *home = g_path_get_dirname(place.boot), *script = g_build_filename(home, "_tarn_format.py", NULL);
    kernel_place_clear(&place);
    char *arguments[] = {python, script, NULL};
    g_autoptr(GError) error = NULL;
    worker->formatter = child_start(arguments, folder, &error);
    if (!worker->formatter) {
        tell(worker, NULL, error->message, true);
        return;
    }
    g_autofree char *input = input_of(notebook);
    child_send(worker->formatter, input, strlen(input));
    child_end_input(worker->formatter);
}

/* --- the answer ---------------------------------------------------------------------------------------------------- */

static CellSnapshot *with_code(const CellSnapshot *cell, const char *code)
{
    return cell_snapshot_new(cell->id, cell->revision, cell->name, cell->kind, &cell->config, code, -1);
}

static void take(Worker *worker, const JsonValue *answer)
{
    const char *error = json_value_string(json_value_get(answer, "error"));
    const JsonValue *cells = json_value_get(answer, "cells");
    const NotebookSnapshot *asked = worker->formatting;
    if (error || json_value_length(cells) != asked->cells->len) {
        tell(worker, NULL, error ? error : "the formatter ended without an answer", true);
        return;
    }
    NotebookSnapshot *formatted = g_new0(NotebookSnapshot, 1);
    formatted->references = 1;
    formatted->header = notebook_header_copy(asked->header);
    formatted->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    g_autoptr(GString) faults = g_string_new(NULL);
    for (guint i = 0; i < asked->cells->len; i++) {
        CellSnapshot *cell = g_ptr_array_index(asked->cells, i);
        const JsonValue *one = json_value_at(cells, i);
        const char *code = json_value_string(json_value_get(one, "code"));
        const char *fault = json_value_string(json_value_get(one, "error"));
        g_ptr_array_add(formatted->cells, code ? with_code(cell, code) : cell_snapshot_ref(cell));
        const uint64_t *page = live_page(worker->live);
        size_t number = 0;
        while (number < live_count(worker->live) && page[number] != cell->id)
            number++;
        if (!code)
            g_string_append_printf(faults, "%scell %zu is left alone: %s", faults->len ? "; " : "", number + 1,
                                   fault ? fault : "no answer");
    }
    tell(worker, formatted, faults->len ? faults->str : NULL, faults->len > 0);
}

void worker_format_serve(Worker *worker)
{
    if (!worker->formatter || child_serve(worker->formatter))
        return;
    const GString *said = child_received(worker->formatter);
    g_autoptr(JsonValue) answer = json_value_parse(said->str, (gssize)said->len, NULL);
    take(worker, answer);
}
