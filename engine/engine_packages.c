/* What is installed for the notebook's Python, and what of it the cells import; asked beside all else, by a program of its
 * own (_tarn_packages.py beside the kernel's _tarn_boot.py): the interpreter of the notebook may be busy. */
#include "engine/engine_worker_state.h"

#include <string.h>

#include "base/json.h"
#include "engine/host_python.h"

void worker_packages_clear(Worker *worker)
{
    g_clear_pointer(&worker->packages, child_free);
}

/* Takes what was found; NULL: `why` tells. */
static void tell(Worker *worker, char **found, const char *why)
{
    EngineEvent *event = engine_event_new(ENGINE_PACKAGES, 0);
    event->found = found;
    event->text = g_strdup(why);
    event->failed = !found;
    worker_tell(worker, event);
    worker_packages_clear(worker);
}

/* "a" of `import a.b`, each once. */
static char *input_of(Worker *worker)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    json_writer_key(writer, "modules");
    json_writer_begin_array(writer);
    for (size_t i = 0; i < live_count(worker->live); i++) {
        PlanCode code = live_code(worker->live, live_page(worker->live)[i]);
        for (char **module = code.analysis ? code.analysis->modules : NULL; module && *module; module++) {
            char *name = g_strndup(*module, strcspn(*module, "."));
            if (*name && g_hash_table_add(seen, name))
                json_writer_bytes(writer, name, -1);
        }
    }
    json_writer_end_array(writer);
    json_writer_end_object(writer);
    return json_writer_steal(writer);
}

void worker_do_packages(Worker *worker, EngineRequest *request)
{
    worker_packages_clear(worker);
    if (worker->restrained) {
        tell(worker, NULL, "not asked: this folder is not trusted (:trust)");
        return;
    }
    g_autofree char *folder = worker->file.path ? g_path_get_dirname(worker->file.path) : g_get_current_dir();
    g_autofree char *python = worker_tool_python(worker);
    KernelPlace place = kernel_place();
    g_autofree char *home = g_path_get_dirname(place.boot), *script = g_build_filename(home, "_tarn_packages.py", NULL);
    kernel_place_clear(&place);
    char *arguments[] = {python, script, NULL};
    g_autoptr(GError) error = NULL;
    worker->packages = python ? child_start(arguments, folder, &error) : NULL;
    if (!worker->packages) {
        tell(worker, NULL, error ? error->message : "there is no Python for this notebook");
        return;
    }
    g_autofree char *input = input_of(worker);
    child_send(worker->packages, input, strlen(input));
    child_end_input(worker->packages);
}

/* --- the answer ---------------------------------------------------------------------------------------------------- */

static void add(GPtrArray *found, const char *name, const char *version, const char *summary, const char *modules)
{
    g_ptr_array_add(found, g_strdup(name ? name : ""));
    g_ptr_array_add(found, g_strdup(version ? version : ""));
    g_ptr_array_add(found, g_strdup(summary ? summary : ""));
    g_ptr_array_add(found, g_strdup(modules));
}

static char *joined(const JsonValue *list)
{
    GString *words = g_string_new(NULL);
    for (size_t i = 0; i < json_value_length(list); i++) {
        const char *word = json_value_string(json_value_at(list, i));
        g_string_append_printf(words, "%s%s", words->len ? " " : "", word ? word : "");
    }
    return g_string_free(words, FALSE);
}

/* First what is missing, without a version. */
static char **found_in(const JsonValue *answer)
{
    GPtrArray *found = g_ptr_array_new();
    const JsonValue *missing = json_value_get(answer, "missing"), *packages = json_value_get(answer, "packages");
    for (size_t i = 0; i < json_value_length(missing); i++) {
        const char *name = json_value_string(json_value_at(missing, i));
        add(found, name, "", "", name ? name : "");
    }
    for (size_t i = 0; i < json_value_length(packages); i++) {
        const JsonValue *one = json_value_at(packages, i);
        g_autofree char *modules = joined(json_value_at(one, 3));
        add(found, json_value_string(json_value_at(one, 0)), json_value_string(json_value_at(one, 1)),
            json_value_string(json_value_at(one, 2)), modules);
    }
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}

void worker_packages_serve(Worker *worker)
{
    if (!worker->packages || child_serve(worker->packages))
        return;
    const GString *said = child_received(worker->packages);
    g_autoptr(JsonValue) answer = json_value_parse(said->str, (gssize)said->len, NULL);
    bool good = answer && json_value_get(answer, "packages");
    tell(worker, good ? found_in(answer) : NULL, good ? NULL : "the interpreter did not say what is installed");
}
