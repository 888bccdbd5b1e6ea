#include "engine/analyze_unparse.h"

#include "engine/analyze_names.h"
#include "engine/analyze_code.h"
#include "engine/pyhost.h"

#include <string.h>

/* The usual annotations (names, attributes, subscripts, unions, plain constants) are written here, since
 * importing the module `ast` takes longer than all else that an analysis needs; false for others. */
static bool write_simple(const Tree *tree, PyObject *node, GString *text);

static bool write_elements(const Tree *tree, PyObject *node, GString *text)
{
    PYREF PyObject *elements = tree_get(tree, node, AT_elts);
    if (!elements)
        return false;
    Py_ssize_t count = PyList_Size(elements);
    for (Py_ssize_t i = 0; i < count; i++) {
        if (i > 0)
            g_string_append(text, ", ");
        if (!write_simple(tree, PyList_GetItem(elements, i), text))
            return false;
    }
    return true;
}

static bool write_constant(const Tree *tree, PyObject *node, GString *text)
{
    PYREF PyObject *value = tree_get(tree, node, AT_value);
    PYREF PyObject *kind = tree_get(tree, node, AT_kind);
    if (!value || kind != Py_None)
        return false;
    if (value == Py_Ellipsis) {
        g_string_append(text, "...");
        return true;
    }
    if (value != Py_None && !PyBool_Check(value) && !PyLong_Check(value) && !PyUnicode_Check(value))
        return false;
    PYREF PyObject *repr = PyObject_Repr(value);
    g_autofree char *utf8 = repr ? names_utf8(repr) : NULL;
    if (utf8)
        g_string_append(text, utf8);
    return utf8 != NULL;
}

static bool write_attribute(const Tree *tree, PyObject *node, GString *text)
{
    PYREF PyObject *value = tree_get(tree, node, AT_value);
    PYREF PyObject *attribute = tree_get(tree, node, AT_attr);
    TreeClass is = value ? tree_class(tree, value) : IS_OTHER;
    if (!attribute || (is != IS_Name && is != IS_Attribute) || !write_simple(tree, value, text))
        return false;
    g_autofree char *name = names_utf8(attribute);
    g_string_append_printf(text, ".%s", name);
    return true;
}

static bool write_subscript(const Tree *tree, PyObject *node, GString *text)
{
    PYREF PyObject *value = tree_get(tree, node, AT_value);
    PYREF PyObject *slice = tree_get(tree, node, AT_slice);
    TreeClass is = value ? tree_class(tree, value) : IS_OTHER;
    if (!slice || (is != IS_Name && is != IS_Attribute) || !write_simple(tree, value, text))
        return false;
    g_string_append_c(text, '[');
    PYREF PyObject *elements = tree_class(tree, slice) == IS_Tuple ? tree_get(tree, slice, AT_elts) : NULL;
    bool several = elements && PyList_Size(elements) > 1;
    if ((elements && !several) || !(several ? write_elements(tree, slice, text) : write_simple(tree, slice, text)))
        return false;
    g_string_append_c(text, ']');
    return true;
}

/* `a | b | c`, where nothing needs parentheses. */
static bool write_union(const Tree *tree, PyObject *node, GString *text)
{
    PYREF PyObject *left = tree_get(tree, node, AT_left);
    PYREF PyObject *right = tree_get(tree, node, AT_right);
    PYREF PyObject *operator = tree_get(tree, node, AT_op);
    if (!left || !right || !operator || tree_class(tree, operator) != IS_BitOr ||
        tree_class(tree, right) == IS_BinOp || !write_simple(tree, left, text))
        return false;
    g_string_append(text, " | ");
    return write_simple(tree, right, text);
}

static bool write_name(const Tree *tree, PyObject *node, GString *text)
{
    PYREF PyObject *identifier = tree_get(tree, node, AT_id);
    g_autofree char *name = identifier ? names_utf8(identifier) : NULL;
    if (name)
        g_string_append(text, name);
    return name != NULL;
}

static bool write_simple(const Tree *tree, PyObject *node, GString *text)
{
    switch (tree_class(tree, node)) {
    case IS_Name:
        return write_name(tree, node, text);
    case IS_Constant:
        return write_constant(tree, node, text);
    case IS_Attribute:
        return write_attribute(tree, node, text);
    case IS_Subscript:
        return write_subscript(tree, node, text);
    case IS_BinOp:
        return write_union(tree, node, text);
    case IS_List:
        g_string_append_c(text, '[');
        if (!write_elements(tree, node, text))
            return false;
        g_string_append_c(text, ']');
        return true;
    default:
        return false;
    }
}

static char *unparse_by_library(PyObject *node)
{
    if (!pyhost_complete(NULL))
        return NULL;
    PYREF PyObject *module = PyImport_ImportModule("ast");
    PYREF PyObject *text = module ? PyObject_CallMethod(module, "unparse", "O", node) : NULL;
    if (!text) {
        PyErr_Clear();
        return NULL;
    }
    return names_utf8(text);
}

static char *text_of(const Tree *tree, PyObject *annotation)
{
    g_autoptr(GString) simple = g_string_new(NULL);
    PYREF PyObject *written = tree_get(tree, annotation, AT_written); /* by the Python that made the tree */
    PyErr_Clear();
    if (written)
        return names_utf8(written);
    bool done = write_simple(tree, annotation, simple);
    PyErr_Clear();
    return done ? g_strdup(simple->str) : unparse_by_library(annotation);
}

char *unparse_annotation(const Tree *tree, PyObject *annotation)
{
    g_autofree char *text = text_of(tree, annotation);
    if (!text)
        return NULL;
    for (char *from = text, *to = text;; from++) { /* annotations are one line */
        if (*from != '\n')
            *to++ = *from;
        if (!*from)
            break;
    }
    return annotation_double_quotes(g_strstrip(text));
}
