/* The names that need no definition. */
#include "engine/analyze_names.h"

#include <string.h>

#include "engine/analyze_tree.h"

/* Builtins of a Python that runs notebooks which the parser's own lacks, and what marimo adds. */
static const char *const MORE_BUILTINS[] = {
    "__builtin__", "__builtins__", "__class__", "__file__", "copyright", "credits", "exit",
    "help",        "license",      "open",      "quit",
};

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **names_builtins(PyObject *module)
{
    PYREF PyObject *names = PyObject_Dir(module);
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++)
        g_ptr_array_add(list, names_utf8(PyList_GetItem(names, i)));
    for (size_t i = 0; i < G_N_ELEMENTS(MORE_BUILTINS); i++) {
        if (!g_ptr_array_find_with_equal_func(list, MORE_BUILTINS[i], g_str_equal, NULL))
            g_ptr_array_add(list, g_strdup(MORE_BUILTINS[i]));
    }
    g_ptr_array_sort(list, compare_names);
    g_ptr_array_add(list, NULL);
    return (char **)g_ptr_array_steal(list, NULL);
}
