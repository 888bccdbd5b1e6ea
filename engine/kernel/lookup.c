/* What the editor asks of names while code is typed; _tarn_lookup.py knows, and nothing of the user's runs for it.  And
 * where the data is, which _tarn_sources.py finds. */
#include "engine/kernel/kernel.h"

#include <string.h>

static PyObject *look_up(Kernel *kernel, int what, WireBytes code)
{
    PyObject *module = PyImport_ImportModule("_tarn_lookup");
    PyObject *text = PyUnicode_DecodeUTF8(code.bytes, (Py_ssize_t)code.length, "replace");
    PyObject *found = module && text ? PyObject_CallMethod(module, "look_up", "OOiO", kernel->globals, kernel->sources,
                                                           what, text)
                                     : NULL;
    Py_XDECREF(text);
    Py_XDECREF(module);
    if (found && !PyList_Check(found))
        Py_CLEAR(found);
    return found;
}

/* Answered in any case; the packet is made apart, for what jedi imports may take its time and send packets of its own. */
void inspect_lookup(Kernel *kernel, WirePacket *packet)
{
    int64_t request = wire_int(packet), what = wire_int(packet);
    PyObject *found = look_up(kernel, (int)what, wire_bytes(packet));
    PyErr_Clear();
    WireWriter answer = {0};
    wire_begin(&answer, WIRE_FOUND);
    wire_put_int(&answer, request);
    wire_put_int(&answer, what);
    put_strings(&answer, found);
    wire_end(&answer);
    Py_XDECREF(found);
    wire_write_raw(&kernel->out, WIRE_BYTES(answer.bytes, answer.length));
    wire_writer_free(&answer);
    kernel_send(kernel);
}

/* A database may let itself be waited for: an interrupt ends that, and the answer is empty. */
void inspect_sources(Kernel *kernel, WirePacket *packet)
{
    int64_t request = wire_int(packet);
    PyObject *paths = packet_strings(packet), *module = PyImport_ImportModule("_tarn_sources");
    PyObject *rows = paths && module ? PyObject_CallMethod(module, "sources", "OO", kernel->globals, paths) : NULL;
    if (rows && !PyList_Check(rows))
        Py_CLEAR(rows);
    PyErr_Clear();
    WireWriter answer = {0};
    wire_begin(&answer, WIRE_SOURCES_ARE);
    wire_put_int(&answer, request);
    put_strings(&answer, rows);
    wire_end(&answer);
    Py_XDECREF(rows);
    Py_XDECREF(module);
    Py_XDECREF(paths);
    wire_write_raw(&kernel->out, WIRE_BYTES(answer.bytes, answer.length));
    wire_writer_free(&answer);
    kernel_send(kernel);
}
