/* What is shown of a value: representations that cannot drown or hang the editor, and descriptions. */
#include "engine/kernel/kernel.h"

#include <stdio.h>
#include <string.h>

/* A string that PyUnicode_AsUTF8String refuses has lone surrogates: they are written as \udc80. */
static PyObject *encode(PyObject *string)
{
    PyObject *bytes = PyUnicode_AsUTF8String(string);
    if (bytes || !PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
        return bytes;
    PyErr_Clear();
    return PyUnicode_AsEncodedString(string, "utf-8", "backslashreplace");
}

static bool with_bytes(Text *text, PyObject *string, void (*add)(Text *, const char *, size_t))
{
    char *start;
    Py_ssize_t length;
    PyObject *bytes = encode(string);
    bool done = bytes && PyBytes_AsStringAndSize(bytes, &start, &length) == 0;
    if (done)
        add(text, start, (size_t)length);
    Py_XDECREF(bytes);
    return done;
}

bool text_add_unicode(Text *text, PyObject *string)
{
    return with_bytes(text, string, text_add);
}

bool json_add_unicode(Text *json, PyObject *string)
{
    return with_bytes(json, string, text_add_json);
}

/* --- bounded repr ----------------------------------------------------------------------------- */

typedef struct {
    Text *text;
    size_t limit;
} Show;

/* An object whose repr is made by its own type: no more of that is copied than can be shown. */
static bool show_other(Show *show, PyObject *value)
{
    PyObject *string = PyObject_Repr(value);
    Py_ssize_t left = show->limit > show->text->length ? (Py_ssize_t)(show->limit - show->text->length) + 1 : 1;
    if (string && PyUnicode_GetLength(string) > left) {
        PyObject *part = PyUnicode_Substring(string, 0, left);
        Py_DECREF(string);
        string = part;
    }
    bool done = string && text_add_unicode(show->text, string);
    Py_XDECREF(string);
    return done;
}

/* str and bytes: no more of them is looked at than can be shown. */
static bool show_string(Show *show, PyObject *value)
{
    Py_ssize_t left = (Py_ssize_t)(show->limit - show->text->length) + 1;
    if (PyObject_Size(value) <= left)
        return show_other(show, value);
    PyObject *part = PySequence_GetSlice(value, 0, left);
    bool done = part && show_other(show, part);
    Py_XDECREF(part);
    return done;
}

static bool show_any(Show *show, PyObject *value);

static bool show_items(Show *show, PyObject *iterable, bool pairs)
{
    PyObject *iterator = PyObject_GetIter(iterable), *item = NULL;
    bool first = true, done = iterator != NULL;
    while (done && show->text->length <= show->limit && (item = PyIter_Next(iterator))) {
        if (!first)
            text_add(show->text, ", ", 2);
        first = false;
        if (pairs) {
            done = show_any(show, PyTuple_GetItem(item, 0));
            text_add(show->text, ": ", 2);
            done = done && show_any(show, PyTuple_GetItem(item, 1));
        } else {
            done = show_any(show, item);
        }
        Py_CLEAR(item);
    }
    Py_XDECREF(iterator);
    return done && !PyErr_Occurred();
}

static bool show_dict(Show *show, PyObject *dict)
{
    PyObject *view = PyObject_CallMethod(dict, "items", NULL);
    text_add(show->text, "{", 1);
    bool done = view && show_items(show, view, true);
    text_add(show->text, "}", 1);
    Py_XDECREF(view);
    return done;
}

typedef struct {
    PyTypeObject *type;
    const char *open, *close, *recursive;
} Brackets;

static bool show_container(Show *show, PyObject *value, Brackets brackets)
{
    int again = Py_ReprEnter(value);
    if (again) {
        text_add_string(show->text, brackets.recursive);
        return again > 0;
    }
    bool done;
    if (brackets.type == &PyDict_Type) {
        done = show_dict(show, value);
    } else {
        text_add_string(show->text, brackets.open);
        done = show_items(show, value, false);
        text_add_string(show->text, PyTuple_Check(value) && PyTuple_Size(value) == 1 ? ",)" : brackets.close);
    }
    Py_ReprLeave(value);
    return done;
}

static bool show_any(Show *show, PyObject *value)
{
    const Brackets containers[] = {
        {&PyList_Type, "[", "]", "[...]"},
        {&PyTuple_Type, "(", ")", "(...)"},
        {&PyDict_Type, "{", "}", "{...}"},
        {&PySet_Type, "{", "}", "set(...)"},
        {&PyFrozenSet_Type, "frozenset({", "})", "frozenset(...)"},
    };
    PyTypeObject *type = Py_TYPE(value);
    if (type == &PyUnicode_Type || type == &PyBytes_Type)
        return show_string(show, value);
    for (size_t i = 0; i < sizeof containers / sizeof *containers; i++) {
        if (type != containers[i].type)
            continue;
        if (i >= 3 && PySet_Size(value) == 0)
            return show_other(show, value); /* set(), frozenset() */
        if (Py_EnterRecursiveCall(" while getting the repr of an object"))
            return false;
        bool done = show_container(show, value, containers[i]);
        Py_LeaveRecursiveCall();
        return done;
    }
    return show_other(show, value);
}

bool show_repr(Kernel *kernel, PyObject *value, size_t limit, Text *text, bool *failed)
{
    Show show = {text, limit};
    *failed = !show_any(&show, value);
    if (*failed) {
        if (error_is_exit())
            return false;
        PyObject *type, *error, *trace;
        PyErr_Fetch(&type, &error, &trace);
        PyObject *name = type ? PyObject_GetAttrString(type, "__name__") : NULL;
        text->length = 0;
        text_add_string(text, "<repr failed: ");
        if (!name || !text_add_unicode(text, name))
            PyErr_Clear();
        text_add_string(text, ">");
        Py_XDECREF(name);
        Py_XDECREF(type);
        Py_XDECREF(error);
        Py_XDECREF(trace);
    }
    if (text->length > limit) {
        text_cut(text, limit);
        text_add_string(text, "…");
    }
    return true;
}

static bool add_name(Text *text, PyObject *type)
{
    PyObject *name = PyObject_GetAttrString(type, "__name__");
    bool done = name && PyUnicode_Check(name) && text_add_unicode(text, name);
    Py_XDECREF(name);
    return done;
}

bool is_from_marimo(PyObject *type)
{
    PyObject *module = PyObject_GetAttrString(type, "__module__");
    Text name = {0};
    if (module && PyUnicode_Check(module))
        text_add_unicode(&name, module);
    PyErr_Clear();
    bool ours = name.length >= 6 && memcmp(name.bytes, "marimo", 6) == 0 &&
                (name.length == 6 || name.bytes[6] == '.');
    text_free(&name);
    Py_XDECREF(module);
    return ours;
}

static bool show_module(Text *text, PyObject *module)
{
    PyObject *name = PyObject_GetAttrString(module, "__name__");
    PyObject *quoted = name ? PyObject_Repr(name) : NULL;
    text_add_string(text, "<module ");
    bool done = quoted && text_add_unicode(text, quoted);
    text_add_string(text, ">");
    Py_XDECREF(name);
    Py_XDECREF(quoted);
    return done;
}

static bool show_marimo_object(Text *text, PyObject *value)
{
    PyObject *type = (PyObject *)Py_TYPE(value);
    if (PyObject_HasAttrString(type, "_tarn_repr_")) {
        PyObject *string = PyObject_CallMethod(value, "_tarn_repr_", NULL);
        bool done = string && PyUnicode_Check(string) && text_add_unicode(text, string);
        Py_XDECREF(string);
        return done;
    }
    text_add_string(text, "<");
    bool done = add_name(text, type);
    text_add_string(text, ">");
    return done;
}

bool show_variable(Kernel *kernel, PyObject *value, size_t limit, Text *text, bool *failed)
{
    bool module = PyObject_TypeCheck(value, &PyModule_Type);
    *failed = false;
    if (!module && !is_from_marimo((PyObject *)Py_TYPE(value)))
        return show_repr(kernel, value, limit, text, failed);
    if (module ? show_module(text, value) : show_marimo_object(text, value))
        return true;
    if (error_is_exit())
        return false;
    PyErr_Clear();
    text->length = 0;
    return show_repr(kernel, value, limit, text, failed);
}
