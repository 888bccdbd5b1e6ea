/* What a folder has to be trusted for: opening a notebook runs nothing of it else. */
#include "engine/engine_worker_state.h"

#include <unistd.h>

#include "engine/host_python.h"
#include "engine/script_python.h"
#include "engine/session_find.h"
#include "engine/session_place.h"

char *engine_folder_python(const char *path)
{
    g_autofree char *absolute = path ? g_canonicalize_filename(path, NULL) : NULL;
    g_autofree char *folder = absolute ? g_path_get_dirname(absolute) : g_get_current_dir();
    char *named = absolute ? script_named_python(absolute) : NULL;
    return named ? named : python_find_venv(folder);
}

char *engine_plain_python(void)
{
    return python_find_plain();
}

/* The user ran something here before, and it goes on. */
static bool has_session(const Worker *worker)
{
    g_autofree char *id = worker->file.path && !worker->setup->options.via ? session_known(worker->file.path) : NULL;
    int socket = id ? session_dial_any(id) : -1;
    if (socket >= 0)
        close(socket);
    return socket >= 0;
}

void worker_prestart(Worker *worker)
{
    if (worker->setup->options.prestart && (!worker->restrained || has_session(worker)))
        session_start(worker->session);
}

void worker_do_trust(Worker *worker, EngineRequest *request)
{
    worker->restrained = false;
    session_set_python(worker->session, request->text);
    worker_prestart(worker);
}
