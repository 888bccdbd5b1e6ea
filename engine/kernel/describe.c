/* What a cell shows whose value is this: a type, a representation, a node. */
#include "engine/kernel/kernel.h"

#include <stdio.h>
#include <string.h>

/* Methods by which an object says how it wants to be shown; marimo._tarn knows what to do with them. */
static const char *const DISPLAY_METHODS[] = {
    "_display_",     "_mime_",      "_repr_html_", "_repr_mimebundle_", "_repr_svg_",  "_repr_json_",
    "_repr_png_",    "_repr_jpeg_", "_repr_markdown_", "_repr_latex_",  "_repr_text_",
};

static bool has_display_method(PyObject *value)
{
    if (PyType_Check(value) || PyObject_TypeCheck(value, &PyModule_Type))
        return false;
    for (size_t i = 0; i < sizeof DISPLAY_METHODS / sizeof *DISPLAY_METHODS; i++) {
        if (PyObject_HasAttrString((PyObject *)Py_TYPE(value), DISPLAY_METHODS[i]))
            return true;
    }
    return false;
}

/* Is its type from a library whose values marimo._describe knows, though they do not say how they are shown? */
static bool is_from_known_library(PyObject *value)
{
    static const char *const LIBRARIES[] = {"matplotlib", "PIL", "plotly", "altair", "bokeh",
                                            "pandas",     "polars", "pyarrow", "duckdb", "numpy"};
    PyObject *module = PyObject_GetAttrString((PyObject *)Py_TYPE(value), "__module__");
    Text name = {0};
    bool known = false;
    if (module && PyUnicode_Check(module) && text_add_unicode(&name, module)) {
        size_t length = strcspn(name.bytes ? name.bytes : "", ".");
        for (size_t i = 0; i < sizeof LIBRARIES / sizeof *LIBRARIES && !known; i++)
            known = strlen(LIBRARIES[i]) == length && memcmp(LIBRARIES[i], name.bytes, length) == 0;
    }
    text_free(&name);
    Py_XDECREF(module);
    PyErr_Clear();
    return known;
}

/* Must the package describe it, even if no cell has imported it? */
static bool needs_package(PyObject *value)
{
    if (has_display_method(value) || is_from_known_library(value))
        return true;
    if (!(PyList_CheckExact(value) || PyTuple_CheckExact(value)) || PySequence_Size(value) < 1)
        return false;
    PyObject *first = PySequence_GetItem(value, 0); /* plt.plot() answers with a list of lines; dicts are rows of a table */
    bool known = first && (PyDict_CheckExact(first) || is_from_known_library(first));
    Py_XDECREF(first);
    return known;
}

/* Values that nobody shows in a way of their own. */
static bool is_plain(PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    return type == &PyLong_Type || type == &PyFloat_Type || type == &PyUnicode_Type || type == &PyBool_Type ||
           type == &PyBytes_Type || type == &PyComplex_Type || value == Py_None;
}

static bool is_function(PyObject *value)
{
    static const char *const KINDS[] = {"function", "builtin_function_or_method", "method"};
    PyObject *name = PyObject_GetAttrString((PyObject *)Py_TYPE(value), "__name__");
    bool found = false;
    for (size_t i = 0; name && i < sizeof KINDS / sizeof *KINDS; i++)
        found = found || PyUnicode_CompareWithASCIIString(name, KINDS[i]) == 0;
    Py_XDECREF(name);
    PyErr_Clear();
    return found;
}

/* Does a subclass of tuple, list or dict write itself as the plain one would?  (namedtuple does not.) */
static bool prints_as(PyObject *value, PyTypeObject *plain_type)
{
    if (Py_TYPE(value) == plain_type || PyObject_Size(value) > 10000)
        return true;
    PyObject *plain = PyObject_CallFunctionObjArgs((PyObject *)plain_type, value, NULL);
    PyObject *own = PyObject_Str(value);
    PyObject *other = plain ? PyObject_Str(plain) : NULL;
    bool same = own && other && PyObject_RichCompareBool(own, other, Py_EQ) == 1;
    Py_XDECREF(plain);
    Py_XDECREF(own);
    Py_XDECREF(other);
    PyErr_Clear();
    return same;
}

static bool is_defaultdict(PyObject *value)
{
    PyObject *name = PyObject_GetAttrString((PyObject *)Py_TYPE(value), "__name__");
    bool same = name && PyUnicode_CompareWithASCIIString(name, "defaultdict") == 0;
    Py_XDECREF(name);
    PyErr_Clear();
    return same;
}

/* The type that marimo would give it, for headless commands. */
static const char *plain_mime(PyObject *value)
{
    PyTypeObject *const structures[] = {&PyTuple_Type, &PyList_Type, &PyDict_Type};
    for (size_t i = 0; i < 3; i++) {
        if (PyObject_TypeCheck(value, structures[i]))
            return prints_as(value, structures[i]) || is_defaultdict(value) ? "application/json" : "text/html";
    }
    return is_function(value) ? "text/html" : "text/plain";
}

void description_clear(Description *description)
{
    text_free(&description->repr);
    Py_CLEAR(description->node);
}

/* (mime, repr or None, node or None) from marimo._tarn.node_of. */
static bool take_description(PyObject *tuple, Description *description)
{
    PyObject *mime, *repr, *node;
    Text name = {0};
    if (!PyArg_ParseTuple(tuple, "OOO;node_of returns (mime, repr, node)", &mime, &repr, &node))
        return false;
    bool done = PyUnicode_Check(mime) && text_add_unicode(&name, mime);
    snprintf(description->mime, sizeof description->mime, "%.*s", (int)name.length, name.bytes ? name.bytes : "");
    text_free(&name);
    description->has_repr = done && PyUnicode_Check(repr);
    if (description->has_repr)
        done = text_add_unicode(&description->repr, repr);
    if (node != Py_None) {
        Py_INCREF(node);
        description->node = node;
    }
    return done;
}

/* Asks the package.  False with an exception; else `found` tells whether it had an answer. */
static bool describe_by_package(PyObject *value, Description *description, bool *found)
{
    PyObject *hook = marimo_hook("node_of", needs_package(value));
    if (!hook)
        return true;
    PyObject *answer = PyObject_CallFunctionObjArgs(hook, value, NULL);
    Py_DECREF(hook);
    bool done = answer != NULL;
    if (answer && answer != Py_None) {
        done = PyTuple_Check(answer) && take_description(answer, description);
        *found = done;
    }
    Py_XDECREF(answer);
    return done && !PyErr_Occurred();
}

bool describe(Kernel *kernel, PyObject *value, Description *description)
{
    bool found = false, failed = false;
    if (!is_plain(value) && !describe_by_package(value, description, &found)) {
        if (error_is_exit())
            return false;
        PyErr_Clear(); /* a broken display method: its repr is better than nothing */
    }
    if (found)
        return true;
    description_clear(description);
    description->has_repr = true;
    if (!show_variable(kernel, value, SHOWN_BYTES, &description->repr, &failed))
        return false;
    snprintf(description->mime, sizeof description->mime, "%s", failed ? "text/plain" : plain_mime(value));
    return true;
}

bool description_to_json(const Description *description, Text *json)
{
    text_add_string(json, "{\"mime\":");
    text_add_json(json, description->mime, strlen(description->mime));
    if (description->has_repr) {
        text_add_string(json, ",\"repr\":");
        text_add_json(json, description->repr.bytes, description->repr.length);
    }
    text_add_string(json, ",\"root\":");
    if (description->node) {
        if (!json_add(NULL, json, description->node))
            return false;
    } else {
        text_add_string(json, "{\"node\":\"text\",\"text\":");
        text_add_json(json, description->repr.bytes, description->repr.length);
        text_add_string(json, "}");
    }
    text_add_string(json, "}");
    return true;
}

/* --- JSON of dicts and lists ------------------------------------------------------------------- */

static bool json_add_dict(Kernel *kernel, Text *json, PyObject *dict)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;
    bool first = true;
    text_add(json, "{", 1);
    while (PyDict_Next(dict, &at, &key, &value)) {
        if (!first)
            text_add(json, ",", 1);
        first = false;
        PyObject *name = PyObject_Str(key);
        bool done = name && json_add_unicode(json, name);
        Py_XDECREF(name);
        text_add(json, ":", 1);
        if (!done || !json_add(kernel, json, value))
            return false;
    }
    text_add(json, "}", 1);
    return true;
}

static bool json_add_sequence(Kernel *kernel, Text *json, PyObject *sequence)
{
    text_add(json, "[", 1);
    for (Py_ssize_t i = 0; i < PySequence_Size(sequence); i++) {
        if (i > 0)
            text_add(json, ",", 1);
        PyObject *item = PySequence_GetItem(sequence, i);
        bool done = item && json_add(kernel, json, item);
        Py_XDECREF(item);
        if (!done)
            return false;
    }
    text_add(json, "]", 1);
    return true;
}

static bool json_add_number(Text *json, PyObject *number)
{
    PyObject *text = PyObject_Repr(number);
    bool done = text && text_add_unicode(json, text);
    Py_XDECREF(text);
    return done;
}

bool json_add(Kernel *kernel, Text *json, PyObject *value)
{
    if (value == Py_None || value == Py_True || value == Py_False) {
        text_add_string(json, value == Py_None ? "null" : value == Py_True ? "true" : "false");
        return true;
    }
    if (PyUnicode_Check(value))
        return json_add_unicode(json, value);
    if (Py_TYPE(value) == &PyLong_Type)
        return json_add_number(json, value);
    double number = Py_TYPE(value) == &PyFloat_Type ? PyFloat_AsDouble(value) : 0;
    if (Py_TYPE(value) == &PyFloat_Type && number - number == 0) /* no NaN, no infinity */
        return json_add_number(json, value);
    if (Py_EnterRecursiveCall(" in the JSON of an output"))
        return false;
    bool done = true, failed;
    if (PyDict_Check(value)) {
        done = json_add_dict(kernel, json, value);
    } else if (PyList_Check(value) || PyTuple_Check(value)) {
        done = json_add_sequence(kernel, json, value);
    } else {
        Text text = {0};
        done = show_repr(kernel, value, VARIABLE_BYTES, &text, &failed);
        text_add_json(json, text.bytes, text.length);
        text_free(&text);
    }
    Py_LeaveRecursiveCall();
    return done;
}
