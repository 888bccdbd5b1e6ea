/* Questions about the globals, and changes to them between runs. */
#include "engine/kernel/kernel.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static PyObject *decode(WireBytes bytes)
{
    return PyUnicode_DecodeUTF8(bytes.bytes, (Py_ssize_t)bytes.length, "replace");
}

PyObject *marimo_hook(const char *name, bool import)
{
    PyObject *key = PyUnicode_FromString("marimo");
    PyObject *package = key ? PyImport_GetModule(key) : NULL;
    PyObject *module = package || import ? PyImport_ImportModule("marimo._tarn") : NULL;
    PyObject *hook = module ? PyObject_GetAttrString(module, name) : NULL;
    Py_XDECREF(key);
    Py_XDECREF(package);
    Py_XDECREF(module);
    PyErr_Clear();
    return hook;
}

/* An exception in a callback of the user's goes to the console; it ends nothing. */
static void print_error(void)
{
    if (!PyErr_Occurred())
        return;
    if (PyErr_ExceptionMatches(PyExc_SystemExit) || error_is_exit())
        PyErr_Clear();
    else
        PyErr_PrintEx(0);
}

/* --- globals -------------------------------------------------------------------------------------- */

static bool is_public(PyObject *name)
{
    return PyUnicode_Check(name) && PyUnicode_GetLength(name) > 0 && PyUnicode_ReadChar(name, 0) != '_';
}

/* The public names of the notebook, a sorted list. */
static PyObject *public_names(Kernel *kernel, PyObject *only_of)
{
    PyObject *names = PyList_New(0), *name, *value;
    Py_ssize_t at = 0;
    while (names && PyDict_Next(kernel->globals, &at, &name, &value)) {
        if (is_public(name) && (!only_of || value == only_of) && PyList_Append(names, name) < 0)
            Py_CLEAR(names);
    }
    if (names && PyList_Sort(names) < 0)
        Py_CLEAR(names);
    return names;
}

PyObject *inspect_names_of(Kernel *kernel, PyObject *value)
{
    return public_names(kernel, value);
}

void put_unicode(WireWriter *writer, PyObject *string)
{
    Text text = {0};
    if (!text_add_unicode(&text, string))
        PyErr_Clear();
    wire_put_bytes(writer, WIRE_BYTES(text.bytes, text.length));
    text_free(&text);
}

void put_strings(WireWriter *writer, PyObject *list)
{
    for (Py_ssize_t i = 0; list && i < PyList_Size(list); i++)
        put_unicode(writer, PyList_GetItem(list, i));
}

/* The packet is made apart: a repr may run code that sends packets of its own. */
void inspect_globals(Kernel *kernel, WirePacket *packet)
{
    WireWriter answer = {0};
    wire_begin(&answer, WIRE_GLOBALS_ARE);
    wire_put_int(&answer, wire_int(packet));
    PyObject *names = public_names(kernel, NULL);
    for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++) {
        PyObject *name = PyList_GetItem(names, i);
        PyObject *value = PyDict_GetItemWithError(kernel->globals, name); /* borrowed */
        Text text = {0};
        bool failed;
        if (!value)
            continue;
        Py_INCREF(value);
        if (!show_variable(kernel, value, VARIABLE_BYTES, &text, &failed)) {
            PyErr_Clear();
            text.length = 0;
            text_add_string(&text, "<repr failed: KeyboardInterrupt>");
        }
        Py_DECREF(value);
        put_unicode(&answer, name);
        wire_put_bytes(&answer, WIRE_BYTES(text.bytes, text.length));
        text_free(&text);
    }
    Py_XDECREF(names);
    wire_end(&answer);
    wire_write_raw(&kernel->out, WIRE_BYTES(answer.bytes, answer.length));
    wire_writer_free(&answer);
    kernel_send(kernel);
}

static void delete_global(Kernel *kernel, PyObject *name)
{
    if (name && PyDict_GetItemWithError(kernel->globals, name))
        PyDict_DelItem(kernel->globals, name);
    PyErr_Clear();
}

void inspect_forget(Kernel *kernel, WirePacket *packet)
{
    int64_t cell = wire_int(packet);
    while (wire_more(packet)) {
        PyObject *name = decode(wire_bytes(packet));
        delete_global(kernel, name);
        Py_XDECREF(name);
    }
    PyObject *id = PyLong_FromLongLong(cell);
    PyObject *kept = id ? PyDict_GetItemWithError(kernel->kept, id) : NULL; /* borrowed */
    for (Py_ssize_t i = 0; kept && i < PyList_Size(kept); i++)
        delete_global(kernel, PyList_GetItem(kept, i));
    if (kept)
        PyDict_DelItem(kernel->kept, id);
    Py_XDECREF(id);

    PyObject *hook = marimo_hook("forget", false);
    PyObject *done = hook ? PyObject_CallFunction(hook, "L", (long long)cell) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(hook);
    print_error();
}

/* Where no cell has imported DuckDB there is nothing to drop. */
void inspect_drop(Kernel *kernel, WirePacket *packet)
{
    PyObject *fields = packet_strings(packet);
    PyObject *modules = PyImport_GetModuleDict(); /* borrowed */
    PyObject *duckdb = PyDict_GetItemString(modules, "duckdb"); /* borrowed */
    PyObject *module = fields && duckdb ? PyImport_ImportModule("_tarn_sql") : NULL;
    PyObject *done = module ? PyObject_CallMethod(module, "drop", "OO", duckdb, fields) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(module);
    Py_XDECREF(fields);
    print_error();
}

/* --- the notebook ----------------------------------------------------------------------------------- */

/* In front of what Python has; `behind` so many. */
static void put_in_front(PyObject *folder, Py_ssize_t behind)
{
    PyObject *list = PySys_GetObject("path"); /* borrowed */
    if (folder && list && PyList_Check(list) && PySequence_Contains(list, folder) == 0)
        PyList_Insert(list, PyList_Size(list) < behind ? PyList_Size(list) : behind, folder);
}

/* The notebook's folder comes right behind ours on sys.path; "" (the working directory) if it has none.  For a script it is
 * the first, where the file really is, as Python has it. */
static void put_on_path(WireBytes path, bool script)
{
    char file[PATH_MAX], real[PATH_MAX];
    bool fits = script && path.length < sizeof file;
    if (fits) {
        memcpy(file, path.bytes, path.length);
        file[path.length] = '\0';
        if (realpath(file, real))
            path = WIRE_BYTES(real, strlen(real));
    }
    const char *slash = path.length ? memrchr(path.bytes, '/', path.length) : NULL;
    PyObject *folder = decode(WIRE_BYTES(path.bytes, slash ? (size_t)(slash - path.bytes) : 0));
    put_in_front(folder, script ? 0 : 1);
    Py_XDECREF(folder);
}

void inspect_notebook(Kernel *kernel, WirePacket *packet)
{
    WireBytes path = wire_bytes(packet);
    int64_t how = wire_int(packet);
    kernel->script = how == 1;
    kernel->app = how == 2;
    PyObject *file = PyUnicode_DecodeUTF8(path.bytes, (Py_ssize_t)path.length, "surrogateescape");
    PyObject *arguments = PyList_New(0);
    while (wire_more(packet)) {
        WireBytes bytes = wire_bytes(packet);
        PyObject *argument = PyUnicode_DecodeUTF8(bytes.bytes, (Py_ssize_t)bytes.length, "surrogateescape");
        if (argument && arguments)
            PyList_Append(arguments, argument);
        Py_XDECREF(argument);
    }
    PySys_SetObject("argv", arguments);
    if (path.length > 0)
        PyDict_SetItemString(kernel->globals, "__file__", file);
    else if (PyDict_DelItemString(kernel->globals, "__file__") < 0)
        PyErr_Clear();
    put_on_path(path, kernel->script);
    Py_XDECREF(file);
    Py_XDECREF(arguments);
}

void inspect_environment(Kernel *kernel, WirePacket *packet)
{
    PyObject *files = PyList_New(0);
    for (int64_t folders = wire_int(packet); wire_more(packet); folders--) {
        PyObject *path = decode(wire_bytes(packet));
        if (path && folders > 0)
            put_in_front(path, 1);
        else if (path && files)
            PyList_Append(files, path);
        Py_XDECREF(path);
    }
    PyObject *module = files && PyList_Size(files) > 0 ? PyImport_ImportModule("_tarn_environment") : NULL;
    PyObject *done = module ? PyObject_CallMethod(module, "load", "O", files) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(module);
    Py_XDECREF(files);
    PyErr_Clear();
}

/* Adds a name to the list of the cell `id`. */
static void note_def(Kernel *kernel, PyObject *id, PyObject *name)
{
    PyObject *names = PyDict_GetItemWithError(kernel->defs, id); /* borrowed */
    if (names) {
        PyList_Append(names, name);
        return;
    }
    names = Py_BuildValue("[O]", name);
    if (names)
        PyDict_SetItem(kernel->defs, id, names);
    Py_XDECREF(names);
}

void inspect_definers(Kernel *kernel, WirePacket *packet)
{
    PyDict_Clear(kernel->definers);
    PyDict_Clear(kernel->defs);
    while (wire_more(packet)) {
        PyObject *name = decode(wire_bytes(packet));
        WireBytes digits = wire_bytes(packet);
        char number[24] = "";
        memcpy(number, digits.bytes, digits.length < sizeof number ? digits.length : sizeof number - 1);
        PyObject *id = PyLong_FromLongLong(strtoll(number, NULL, 10));
        if (name && id) {
            PyDict_SetItem(kernel->definers, name, id);
            note_def(kernel, id, name);
        }
        Py_XDECREF(name);
        Py_XDECREF(id);
    }
}

/* marimo's rule: "__", and what begins with one underscore but not two, belongs to its cell alone. */
static bool is_local(PyObject *name)
{
    Py_ssize_t length = PyUnicode_GetLength(name);
    if (length < 1 || PyUnicode_ReadChar(name, 0) != '_')
        return false;
    return length == 1 || PyUnicode_ReadChar(name, 1) != '_' || length == 2;
}

void inspect_unbound(Kernel *kernel)
{
    PyObject *id = PyLong_FromLongLong(kernel->cell);
    PyObject *names = id ? PyDict_GetItemWithError(kernel->defs, id) : NULL; /* borrowed */
    bool begun = false;
    for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++) {
        PyObject *name = PyList_GetItem(names, i);
        if (is_local(name) || PyDict_GetItemWithError(kernel->globals, name))
            continue;
        if (!begun) {
            wire_begin(&kernel->out, WIRE_UNBOUND);
            wire_put_int(&kernel->out, kernel->run);
            wire_put_int(&kernel->out, kernel->cell);
            begun = true;
        }
        put_unicode(&kernel->out, name);
    }
    if (begun)
        wire_end(&kernel->out);
    Py_XDECREF(id);
    PyErr_Clear();
}

/* --- widgets -------------------------------------------------------------------------------------- */

void inspect_widgets(Kernel *kernel)
{
    PyObject *id = PyLong_FromLongLong(kernel->cell);
    PyObject *names = id ? PyDict_GetItemWithError(kernel->defs, id) : NULL; /* borrowed */
    PyObject *hook = names ? marimo_hook("reached", false) : NULL;
    PyObject *found = hook ? PyObject_CallFunctionObjArgs(hook, kernel->globals, names, NULL) : NULL;
    if (found && PyList_Check(found) && PyList_Size(found) > 0) {
        wire_begin(&kernel->out, WIRE_WIDGETS);
        wire_put_int(&kernel->out, kernel->run);
        wire_put_int(&kernel->out, kernel->cell);
        put_strings(&kernel->out, found);
        wire_end(&kernel->out);
    }
    Py_XDECREF(found);
    Py_XDECREF(hook);
    Py_XDECREF(id);
    print_error();
}

void inspect_settled(Kernel *kernel, WirePacket *packet)
{
    PyObject *hook = marimo_hook("settled", false);
    PyObject *done = hook ? PyObject_CallObject(hook, NULL) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(hook);
    print_error();
}

/* The names of all objects in a sequence, sorted, each once. */
static PyObject *names_of_all(Kernel *kernel, PyObject *objects)
{
    PyObject *all = PySet_New(NULL);
    for (Py_ssize_t i = 0; all && i < PySequence_Size(objects); i++) {
        PyObject *object = PySequence_GetItem(objects, i);
        PyObject *names = object ? public_names(kernel, object) : NULL;
        for (Py_ssize_t k = 0; names && k < PyList_Size(names); k++)
            PySet_Add(all, PyList_GetItem(names, k));
        Py_XDECREF(names);
        Py_XDECREF(object);
    }
    PyObject *list = all ? PySequence_List(all) : NULL;
    if (list)
        PyList_Sort(list);
    Py_XDECREF(all);
    return list;
}

static void put_widget_shown(Kernel *kernel, WireBytes id, PyObject *json)
{
    PyObject *bytes = json ? PyUnicode_AsUTF8String(json) : NULL;
    if (bytes)
        wire_write(&kernel->out, WIRE_WIDGET_SHOWN, id,
                   WIRE_BYTES(PyBytes_AsString(bytes), (size_t)PyBytes_Size(bytes)));
    Py_XDECREF(bytes);
}

/* Answered in any case, if only by "no cell, no names". */
void inspect_widget(Kernel *kernel, WirePacket *packet)
{
    WireBytes id = wire_bytes(packet), json = wire_bytes(packet);
    PyObject *hook = marimo_hook("set_widget", false);
    PyObject *element = decode(id), *value = decode(json), *names = NULL, *objects = NULL, *shown = NULL;
    long long cell = 0;
    PyObject *answer = hook && element && value ? PyObject_CallFunctionObjArgs(hook, element, value, NULL) : NULL;
    if (answer && PyTuple_Check(answer) && PyArg_ParseTuple(answer, "LOO", &cell, &objects, &shown))
        names = names_of_all(kernel, objects);
    put_widget_shown(kernel, id, shown);
    print_error();

    wire_begin(&kernel->out, WIRE_WIDGET_BOUND);
    wire_put_int(&kernel->out, cell);
    wire_put_bytes(&kernel->out, id);
    put_strings(&kernel->out, names);
    wire_end(&kernel->out);
    Py_XDECREF(names);
    Py_XDECREF(answer);
    Py_XDECREF(value);
    Py_XDECREF(element);
    Py_XDECREF(hook);
    kernel_send(kernel);
}

/* --- tables ------------------------------------------------------------------------------------------ */

/* Answered in any case; an interrupt that comes through becomes an answer, too. */
void inspect_table(Kernel *kernel, WirePacket *packet)
{
    static const char NOTHING[] = "{\"error\": \"interrupted\"}";
    int64_t request = wire_int(packet);
    WireBytes id = wire_bytes(packet), json = wire_bytes(packet);
    PyObject *hook = marimo_hook("ask_table", false), *table = decode(id), *question = decode(json);
    PyObject *answer = hook && table && question ? PyObject_CallFunctionObjArgs(hook, table, question, NULL) : NULL;
    PyObject *bytes = answer && PyUnicode_Check(answer) ? PyUnicode_AsUTF8String(answer) : NULL;
    PyErr_Clear();
    wire_write(&kernel->out, WIRE_TABLE_IS, request, id,
               bytes ? WIRE_BYTES(PyBytes_AsString(bytes), (size_t)PyBytes_Size(bytes)) : WIRE_TEXT(NOTHING));
    Py_XDECREF(bytes);
    Py_XDECREF(answer);
    Py_XDECREF(question);
    Py_XDECREF(table);
    Py_XDECREF(hook);
    kernel_send(kernel);
}
