/* The modules that the kernel has loaded are watched, and it is told which files may have changed; what that means it
 * says itself (engine/session_modules.c).  An interpreter that starts has loaded nothing. */
#include "engine/engine_worker_state.h"

void worker_set_auto_reload(Worker *worker, AutoReload mode)
{
    session_set_auto_reload(worker->session, mode);
    session_advance(worker->session);
    if (mode == AUTO_RELOAD_OFF)
        worker_forget_modules(worker);
}

void worker_forget_modules(Worker *worker)
{
    g_clear_pointer(&worker->watch, module_watch_free);
}

/* What changed between its import and now is not lost: the kernel compares. */
void worker_take_modules(gpointer self, char *const *names_and_files)
{
    Worker *worker = self;
    g_autoptr(GError) error = NULL;
    if (!worker->watch)
        worker->watch = module_watch_new(&error);
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    for (char *const *pair = names_and_files; worker->watch && pair[0] && pair[1]; pair += 2) {
        module_watch_add(worker->watch, pair[1], error ? NULL : &error);
        g_ptr_array_add(files, pair[1]);
    }
    if (error)
        worker_tell_message(worker, true, error->message);
    session_tell_changed(worker->session, files);
}

int worker_modules_fd(const Worker *worker)
{
    return worker->watch ? module_watch_fd(worker->watch) : -1;
}

int worker_keep_modules(Worker *worker)
{
    if (!worker->watch)
        return -1;
    module_watch_read(worker->watch);
    g_autoptr(GPtrArray) files = module_watch_take(worker->watch);
    if (files) {
        session_tell_changed(worker->session, files);
        session_advance(worker->session);
    }
    return module_watch_timeout(worker->watch);
}
