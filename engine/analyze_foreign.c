#include "engine/analyze_foreign.h"

#include <string.h>

static PyObject *value_of(Tree *tree, const JsonValue *json);

static PyObject *list_of(Tree *tree, const JsonValue *json)
{
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list && i < json_value_length(json); i++) {
        PYREF PyObject *item = value_of(tree, json_value_at(json, i));
        if (!item || PyList_Append(list, item) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static bool is_field(const char *key)
{
    static const char *const OTHERS[] = {"_", "lineno", "col_offset", "end_lineno", "end_col_offset", "written", NULL};
    return !g_strv_contains(OTHERS, key);
}

/* The names of its fields, in CPython's order, which is that of the text. */
static PyObject *fields_of(const JsonValue *json)
{
    PYREF PyObject *list = PyList_New(0);
    for (JsonMember member = {0}; list && json_value_next(json, &member);) {
        PYREF PyObject *name = PyUnicode_FromString(member.key);
        if (!name || (is_field(member.key) && PyList_Append(list, name) < 0))
            return NULL;
    }
    return list ? PyList_AsTuple(list) : NULL;
}

static PyObject *node_of(Tree *tree, const JsonValue *json)
{
    const char *name = json_value_string(json_value_get(json, "_"));
    PYREF PyObject *fields = fields_of(json);
    PyObject *class = name && fields ? tree_define(tree, name, fields) : NULL;
    PyObject *node = class ? PyObject_CallObject(class, NULL) : NULL;
    for (JsonMember member = {0}; node && json_value_next(json, &member);) {
        PYREF PyObject *value = strcmp(member.key, "_") ? value_of(tree, member.value) : Py_NewRef(Py_None);
        if (!value || PyObject_SetAttrString(node, member.key, value) < 0)
            Py_CLEAR(node);
    }
    return node;
}

/* How deep a tree may be is bounded by the reader of JSON. */
static PyObject *value_of(Tree *tree, const JsonValue *json)
{
    switch (json_value_kind(json)) {
    case JSON_KIND_OBJECT:
        return node_of(tree, json);
    case JSON_KIND_ARRAY:
        return list_of(tree, json);
    case JSON_KIND_STRING:
        return PyUnicode_FromString(json_value_string(json));
    case JSON_KIND_INTEGER:
        return PyLong_FromLongLong(json_value_integer(json, 0));
    case JSON_KIND_BOOL:
        return PyBool_FromLong(json_value_bool(json, false));
    default:
        return Py_NewRef(Py_None);
    }
}

PyObject *foreign_statements(Tree *tree, const JsonValue *json)
{
    if (json_value_kind(json) == JSON_KIND_ARRAY)
        return list_of(tree, json);
    PyErr_SetString(PyExc_ValueError, "the interpreter sent no syntax tree");
    return NULL;
}
