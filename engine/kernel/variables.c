/* What the names of the notebook hold, in a few words each: for a person who looks at all of them at once. */
#include "engine/kernel/kernel.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 2000, VALUE_BYTES = 200, MOST_DIMENSIONS = 8 };

static void put_type(WireWriter *answer, PyObject *value)
{
    PyObject *name = PyObject_GetAttrString((PyObject *)Py_TYPE(value), "__name__");
    Text text = {0};
    if (!name || !text_add_unicode(&text, name))
        PyErr_Clear();
    wire_put_bytes(answer, WIRE_BYTES(text.bytes, text.length));
    text_free(&text);
    Py_XDECREF(name);
}

/* "3×4" of an array or a table, as its class says it. */
static bool add_shape(PyObject *value, Text *text)
{
    PyObject *shape = PyObject_HasAttrString((PyObject *)Py_TYPE(value), "shape")
                          ? PyObject_GetAttrString(value, "shape") : NULL;
    bool known = shape && PyTuple_Check(shape) && PyTuple_Size(shape) <= MOST_DIMENSIONS;
    for (Py_ssize_t i = 0; known && i < PyTuple_Size(shape); i++) {
        PyObject *size = PyTuple_GetItem(shape, i);
        char digits[32];
        if (PyLong_Check(size))
            snprintf(digits, sizeof digits, "%lld", PyLong_AsLongLong(size));
        else
            snprintf(digits, sizeof digits, "?");
        text_add_string(text, i ? "×" : "");
        text_add_string(text, digits);
    }
    Py_XDECREF(shape);
    PyErr_Clear();
    return known && text->length > 0;
}

/* The length of what Python itself keeps: of other objects it may run any code. */
static void add_length(PyObject *value, Text *text)
{
    bool counted = PyList_Check(value) || PyTuple_Check(value) || PyDict_Check(value) || PyAnySet_Check(value) ||
                   PyUnicode_Check(value) || PyBytes_Check(value) || PyByteArray_Check(value);
    Py_ssize_t length = counted ? PyObject_Size(value) : -1;
    char digits[32];
    PyErr_Clear();
    if (length < 0)
        return;
    snprintf(digits, sizeof digits, "%lld", (long long)length);
    text_add_string(text, digits);
}

static void put_value(Kernel *kernel, WireWriter *answer, PyObject *value)
{
    Text text = {0};
    bool failed;
    if (!show_variable(kernel, value, VALUE_BYTES, &text, &failed)) {
        PyErr_Clear();
        text.length = 0;
        text_add_string(&text, "<repr failed: KeyboardInterrupt>");
    }
    wire_put_bytes(answer, WIRE_BYTES(text.bytes, text.length));
    text_free(&text);
}

/* The packet is made apart: a repr may run code that sends packets of its own. */
void inspect_variables(Kernel *kernel, WirePacket *packet)
{
    WireWriter answer = {0};
    wire_begin(&answer, WIRE_VARIABLES_ARE);
    wire_put_int(&answer, wire_int(packet));
    PyObject *names = inspect_names_of(kernel, NULL);
    for (Py_ssize_t i = 0; names && i < PyList_Size(names) && i < MOST; i++) {
        PyObject *name = PyList_GetItem(names, i);
        PyObject *value = PyDict_GetItemWithError(kernel->globals, name); /* borrowed */
        Text size = {0};
        if (!value)
            continue;
        Py_INCREF(value);
        put_unicode(&answer, name);
        put_type(&answer, value);
        if (!add_shape(value, &size))
            add_length(value, &size);
        wire_put_bytes(&answer, WIRE_BYTES(size.bytes, size.length));
        put_value(kernel, &answer, value);
        text_free(&size);
        Py_DECREF(value);
    }
    Py_XDECREF(names);
    wire_end(&answer);
    wire_write_raw(&kernel->out, WIRE_BYTES(answer.bytes, answer.length));
    wire_writer_free(&answer);
    kernel_send(kernel);
}
