#include "engine/analyze_statement.h"

#include "engine/analyze_names.h"

bool statement_is_definition(TreeClass is)
{
    return is == IS_FunctionDef || is == IS_AsyncFunctionDef || is == IS_ClassDef;
}

bool statement_is_import(TreeClass is)
{
    return is == IS_Import || is == IS_ImportFrom;
}

/* @fixture, @fixture(), @pytest.fixture, @pytest.fixture(), alone */
static bool is_fixture(const Tree *tree, PyObject *definition)
{
    PYREF PyObject *decorators = tree_get(tree, definition, AT_decorator_list);
    if (!decorators || PyList_Size(decorators) != 1)
        return false;
    PyObject *decorator = PyList_GetItem(decorators, 0);
    PYREF PyObject *called = tree_class(tree, decorator) == IS_Call ? tree_get(tree, decorator, AT_func) : NULL;
    PyObject *named = called ? called : decorator;
    if (tree_class(tree, named) == IS_Name)
        return tree_text_is(tree, named, AT_id, "fixture");
    if (tree_class(tree, named) != IS_Attribute || !tree_text_is(tree, named, AT_attr, "fixture"))
        return false;
    PYREF PyObject *module = tree_get(tree, named, AT_value);
    return module && tree_class(tree, module) == IS_Name && tree_text_is(tree, module, AT_id, "pytest");
}

bool statement_is_test(const Tree *tree, PyObject *statement)
{
    if (!statement_is_definition(tree_class(tree, statement)))
        return false;
    PYREF PyObject *name = tree_get(tree, statement, AT_name);
    g_autofree char *text = name ? names_utf8(name) : NULL;
    return (text && g_ascii_strncasecmp(text, "test", 4) == 0) || is_fixture(tree, statement);
}

PyObject *statement_markdown(const Tree *tree, PyObject *expression)
{
    PYREF PyObject *call = tree_get(tree, expression, AT_value);
    if (!call || tree_class(tree, call) != IS_Call)
        return NULL;
    PYREF PyObject *function = tree_get(tree, call, AT_func);
    PYREF PyObject *arguments = tree_get(tree, call, AT_args);
    if (!function || tree_class(tree, function) != IS_Attribute || !tree_text_is(tree, function, AT_attr, "md") ||
        !arguments || PyList_Size(arguments) != 1)
        return NULL;
    PYREF PyObject *module = tree_get(tree, function, AT_value);
    if (!module || tree_class(tree, module) != IS_Name || !tree_text_is(tree, module, AT_id, "mo"))
        return NULL;

    PyObject *argument = PyList_GetItem(arguments, 0);
    TreeClass is = tree_class(tree, argument);
    PYREF PyObject *parts = is == IS_JoinedStr || is == IS_TemplateStr ? tree_get(tree, argument, AT_values) : NULL;
    if (parts)
        argument = PyList_Size(parts) == 1 ? PyList_GetItem(parts, 0) : NULL;
    if (!argument || tree_class(tree, argument) != IS_Constant)
        return NULL;
    PyObject *value = tree_get(tree, argument, AT_value);
    if (value && PyUnicode_Check(value))
        return value;
    Py_XDECREF(value);
    return NULL;
}
