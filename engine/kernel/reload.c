/* Modules of the user that change on disk: what _tarn_reload.py finds, as packets. */
#include "engine/kernel/kernel.h"

#include <time.h>

void reload_note_attempt(Kernel *kernel, PyObject *name)
{
    if (!kernel->attempts || !PyUnicode_Check(name) || PyDict_GetItemWithError(kernel->attempts, name))
        return;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    PyObject *when = PyLong_FromLongLong(now.tv_sec * INT64_C(1000000000) + now.tv_nsec);
    if (!when || PyDict_SetItem(kernel->attempts, name, when) < 0)
        PyErr_Clear();
    Py_XDECREF(when);
}

/* Nothing here is worth more than the run that it comes with. */
static void give_up(void)
{
    PyErr_WriteUnraisable(NULL);
}

/* `what` may be NULL. */
static void tell_outdated(Kernel *kernel, PyObject *wrong, PyObject *what, PyObject *names)
{
    Text why = {0}, change = {0};
    if (!text_add_unicode(&why, wrong) || (what && !text_add_unicode(&change, what)))
        PyErr_Clear();
    wire_begin(&kernel->out, WIRE_OUTDATED);
    wire_put_bytes(&kernel->out, WIRE_BYTES(why.bytes, why.length));
    wire_put_bytes(&kernel->out, WIRE_BYTES(change.bytes, change.length));
    put_strings(&kernel->out, names);
    wire_end(&kernel->out);
    text_free(&why);
    text_free(&change);
}

/* The kernel has to know before the editor does: a cell that runs next is to find it loaded anew. */
static void look_at(Kernel *kernel, PyObject *paths)
{
    PyObject *answer = PyObject_CallMethod(kernel->reloader, "changed", "O", paths);
    PyObject *wrong, *what, *names; /* borrowed */
    kernel->outdated = true;
    if (!answer || (answer != Py_None && !PyArg_ParseTuple(answer, "UUO", &wrong, &what, &names)))
        give_up();
    else if (answer != Py_None)
        tell_outdated(kernel, wrong, what, names);
    Py_XDECREF(answer);
}

void reload_tell_modules(Kernel *kernel, bool failed)
{
    if (!kernel->reloader || PyDict_Size(kernel->attempts) == 0)
        return;
    PyObject *attempts = kernel->attempts;
    kernel->attempts = NULL; /* looking is no attempt */
    PyObject *answer = PyObject_CallMethod(kernel->reloader, "news", "Oi", attempts, (int)failed);
    PyDict_Clear(attempts);
    kernel->attempts = attempts;
    PyObject *found, *missed; /* borrowed */
    if (!answer || !PyArg_ParseTuple(answer, "OO", &found, &missed)) {
        give_up();
    } else if (PyList_Size(found) > 0) {
        wire_begin(&kernel->out, WIRE_MODULES_ARE);
        put_strings(&kernel->out, found);
        wire_end(&kernel->out);
        look_at(kernel, missed);
        kernel_send(kernel);
    }
    Py_XDECREF(answer);
}

/* All that was imported before anyone wanted to know. */
static bool attempt_all(Kernel *kernel)
{
    PyObject *names = PyDict_Keys(PyImport_GetModuleDict());
    for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++)
        reload_note_attempt(kernel, PyList_GetItem(names, i));
    Py_XDECREF(names);
    return names != NULL;
}

static bool begin(Kernel *kernel)
{
    PyObject *module = PyImport_ImportModule("_tarn_reload");
    kernel->reloader = module ? PyObject_CallMethod(module, "Reloader", NULL) : NULL;
    kernel->attempts = kernel->reloader ? PyDict_New() : NULL;
    Py_XDECREF(module);
    return kernel->attempts && attempt_all(kernel);
}

void reload_switch(Kernel *kernel, WirePacket *packet)
{
    bool on = wire_int(packet) != 0;
    if (on == (kernel->reloader != NULL))
        return;
    if (on && begin(kernel)) {
        reload_tell_modules(kernel, false);
        return;
    }
    if (PyErr_Occurred())
        give_up();
    Py_CLEAR(kernel->reloader);
    Py_CLEAR(kernel->attempts);
    kernel->outdated = false;
}

void reload_changed(Kernel *kernel, WirePacket *packet)
{
    PyObject *paths = kernel->reloader ? packet_strings(packet) : NULL;
    if (paths)
        look_at(kernel, paths);
    Py_XDECREF(paths);
    kernel_send(kernel);
}

bool reload_modules(Kernel *kernel)
{
    if (!kernel->outdated)
        return true;
    kernel->outdated = false;
    PyObject *answer = PyObject_CallMethod(kernel->reloader, "reload", NULL);
    PyObject *loaded, *wrong, *left; /* borrowed */
    if (!answer || !PyArg_ParseTuple(answer, "OUO", &loaded, &wrong, &left)) {
        Py_XDECREF(answer);
        kernel->outdated = true; /* an interrupt settles nothing */
        return false;
    }
    if (PyUnicode_GetLength(wrong) > 0)
        tell_outdated(kernel, wrong, NULL, left);
    if (PyList_Size(loaded) > 0) {
        wire_begin(&kernel->out, WIRE_RELOADED);
        put_strings(&kernel->out, loaded);
        wire_end(&kernel->out);
    }
    Py_DECREF(answer);
    kernel_send(kernel);
    return true;
}
