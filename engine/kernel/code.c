/* From the text of a cell to code objects, and running them. */
#include "engine/kernel/kernel.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ast.PyCF_ALLOW_TOP_LEVEL_AWAIT and ast.PyCF_ONLY_AST; inspect.CO_COROUTINE. */
enum { ALLOW_AWAIT = 0x2000, ONLY_AST = 0x400, CO_IS_COROUTINE = 0x80 };

void code_clear(CellCode *compiled)
{
    Py_CLEAR(compiled->body);
    Py_CLEAR(compiled->last);
    Py_CLEAR(compiled->temporaries);
    Py_CLEAR(compiled->kept);
}

/* compile(source, file, mode, flags, dont_inherit=True) */
static PyObject *compile_source(Kernel *kernel, PyObject *source, PyObject *file, const char *mode, int flags)
{
    return PyObject_CallFunction(kernel->compile, "OOsiO", source, file, mode, flags | ALLOW_AWAIT, Py_True);
}

static bool continues_name(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || (byte & 0x80);
}

/* May it hold an underscore name?  Strings and comments count too: a wrong yes costs only time. */
static bool may_have_locals(const char *code, size_t length)
{
    const char *end = code + length;
    for (const char *at = code; (at = memchr(at, '_', (size_t)(end - at))); at++) {
        bool starts = at == code || (!continues_name(at[-1]) && at[-1] != '.');
        bool dunder = at + 1 < end && at[1] == '_' && at + 2 < end && continues_name(at[2]);
        if (starts && !dunder)
            return true;
    }
    return false;
}

/* Is there a `;` behind byte `column` of line `line`, that is, behind the last statement? */
static bool semicolon_follows(const char *code, size_t length, long line, long column)
{
    const char *end = code + length;
    const char *at = code;
    for (; line > 1 && at; line--) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    if (!at || column > end - at)
        return false;
    for (at += column; at < end; at++) {
        if (*at == ';')
            return true;
        if (*at == '#')
            return false;
        if (!isspace((unsigned char)*at) && *at != '\\')
            return false;
    }
    return false;
}

static long int_attribute(PyObject *object, const char *name)
{
    PyObject *number = PyObject_GetAttrString(object, name);
    long value = number ? PyLong_AsLong(number) : -1;
    Py_XDECREF(number);
    return value;
}

static bool is_node(PyObject *node, const char *kind)
{
    PyObject *name = PyObject_GetAttrString((PyObject *)Py_TYPE(node), "__name__");
    bool same = name && PyUnicode_CompareWithASCIIString(name, kind) == 0;
    Py_XDECREF(name);
    return same;
}

/* Takes the last statement out of `body` if it is an expression whose value is wanted: an Expression, or NULL. */
static PyObject *split_last(PyObject *body, const char *code, size_t length)
{
    Py_ssize_t count = PyList_Size(body);
    PyObject *last = count > 0 ? PyList_GetItem(body, count - 1) : NULL; /* borrowed */
    if (!last || !is_node(last, "Expr"))
        return NULL;
    long line = int_attribute(last, "end_lineno"), column = int_attribute(last, "end_col_offset");
    if (PyErr_Occurred() || semicolon_follows(code, length, line, column))
        return NULL;

    PyObject *ast = PyImport_ImportModule("_ast");
    PyObject *value = PyObject_GetAttrString(last, "value");
    PyObject *expression = ast && value ? PyObject_CallMethod(ast, "Expression", "O", value) : NULL;
    Py_XDECREF(ast);
    Py_XDECREF(value);
    if (expression && PyList_SetSlice(body, count - 1, count, NULL) < 0)
        Py_CLEAR(expression);
    return expression;
}

static bool mangle(PyObject *tree, int64_t cell, CellCode *compiled)
{
    PyObject *module = PyImport_ImportModule("_tarn_mangle");
    PyObject *names = module ? PyObject_CallMethod(module, "mangle", "OL", tree, (long long)cell) : NULL;
    if (names) {
        compiled->temporaries = PySequence_GetItem(names, 0);
        compiled->kept = PySequence_GetItem(names, 1);
    }
    Py_XDECREF(module);
    Py_XDECREF(names);
    return names != NULL;
}

bool code_may_be_tests(WireBytes code)
{
    static const char *const WORDS[] = {"def test", "class test", "fixture"};
    for (size_t i = 0; i < code.length; i++) {
        for (size_t k = 0; k < sizeof WORDS / sizeof *WORDS; k++) {
            size_t word = strlen(WORDS[k]);
            if (code.length - i >= word && strncasecmp(code.bytes + i, WORDS[k], word) == 0)
                return true;
        }
    }
    return false;
}

/* A failure in pytest's own code is no error of the cell's; false: an interrupt came. */
static bool rewrite_assertions(PyObject *tree, PyObject *source, PyObject *file)
{
    PyObject *module = PyImport_ImportModule("_tarn_test");
    PyObject *done = module ? PyObject_CallMethod(module, "rewrite", "OOO", tree, source, file) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(module);
    if (PyErr_Occurred() && error_is_exit())
        return false;
    PyErr_Clear();
    return true;
}

/* By way of the syntax tree. */
static bool compile_tree(Kernel *kernel, PyObject *source, WireBytes code, PyObject *file, int64_t cell,
                         CellCode *compiled)
{
    PyObject *tree = compile_source(kernel, source, file, "exec", ONLY_AST);
    PyObject *body = NULL, *expression = NULL;
    bool done = false;
    if (!tree)
        return false;
    if (may_have_locals(code.bytes, code.length) && !mangle(tree, cell, compiled))
        goto out;
    if (code_may_be_tests(code) && !rewrite_assertions(tree, source, file))
        goto out;
    body = PyObject_GetAttrString(tree, "body");
    if (!body)
        goto out;
    expression = split_last(body, code.bytes, code.length);
    if (PyErr_Occurred())
        goto out;
    if (PyList_Size(body) > 0 && !(compiled->body = compile_source(kernel, tree, file, "exec", 0)))
        goto out;
    if (expression && !(compiled->last = compile_source(kernel, expression, file, "eval", 0)))
        goto out;
    done = true;
out:
    Py_XDECREF(tree);
    Py_XDECREF(body);
    Py_XDECREF(expression);
    return done;
}

/* One line, one statement, and no name that must be changed: it needs no tree. */
static bool is_simple(WireBytes code)
{
    return !memchr(code.bytes, '\n', code.length) && !memchr(code.bytes, ';', code.length) &&
           !may_have_locals(code.bytes, code.length) && !code_may_be_tests(code);
}

/* Does it begin as `name = ...` does?  Then it has no value to be shown. */
static bool assigns(WireBytes code)
{
    size_t at = 0;
    while (at < code.length && continues_name(code.bytes[at]))
        at++;
    size_t name = at;
    while (at < code.length && code.bytes[at] == ' ')
        at++;
    return name > 0 && at + 1 < code.length && code.bytes[at] == '=' && code.bytes[at + 1] != '=';
}

/* A cell of one line is often one expression, or gives a name to one. */
static bool compile_simple(Kernel *kernel, PyObject *source, WireBytes code, PyObject *file, CellCode *compiled)
{
    if (!is_simple(code))
        return false;
    if (assigns(code))
        compiled->body = compile_source(kernel, source, file, "exec", 0);
    else
        compiled->last = compile_source(kernel, source, file, "eval", 0);
    if (compiled->last || compiled->body)
        return true;
    PyErr_Clear();
    return false;
}

/* marimo reads a no-break space as a space. */
static PyObject *decode(Text *plain, WireBytes code)
{
    for (size_t i = 0; i < code.length; i++) {
        if (i + 1 < code.length && (unsigned char)code.bytes[i] == 0xC2 && (unsigned char)code.bytes[i + 1] == 0xA0) {
            text_add(plain, " ", 1);
            i++;
        } else {
            text_add(plain, code.bytes + i, 1);
        }
    }
    if (plain->failed)
        return PyErr_NoMemory();
    return PyUnicode_DecodeUTF8(plain->bytes ? plain->bytes : "", (Py_ssize_t)plain->length, "replace");
}

bool code_compile(Kernel *kernel, WireBytes code, PyObject *file, int64_t cell, CellCode *compiled)
{
    *compiled = (CellCode){0};
    Text plain = {0};
    PyObject *source = decode(&plain, code);
    code = (WireBytes){plain.bytes ? plain.bytes : "", plain.length};
    bool done = source && (compile_simple(kernel, source, code, file, compiled) ||
                           compile_tree(kernel, source, code, file, cell, compiled));
    compiled->async = done && (memmem(code.bytes, code.length, "await", 5) || memmem(code.bytes, code.length, "async", 5));
    Py_XDECREF(source);
    text_free(&plain);
    if (!done)
        code_clear(compiled);
    return done;
}

static bool is_coroutine(PyObject *code)
{
    return code && (int_attribute(code, "co_flags") & CO_IS_COROUTINE) != 0;
}

bool code_describe_tree(Kernel *kernel, WireBytes code, PyObject *file, const CellCode *compiled, Text *json)
{
    Text plain = {0};
    PyObject *source = decode(&plain, code);
    PyObject *tree = source ? compile_source(kernel, source, file, "exec", ONLY_AST) : NULL;
    PyObject *body = tree ? PyObject_GetAttrString(tree, "body") : NULL;
    PyObject *module = body ? PyImport_ImportModule("_tarn_tree") : NULL;
    PyObject *described = module ? PyObject_CallMethod(module, "tree_of", "O", body) : NULL;
    if (described) {
        bool async = is_coroutine(compiled->body) || is_coroutine(compiled->last);
        text_add_string(json, async ? "{\"async\":true,\"body\":" : "{\"async\":false,\"body\":");
    }
    bool done = described && json_add(kernel, json, described);
    text_add_string(json, "}");
    Py_XDECREF(described);
    Py_XDECREF(module);
    Py_XDECREF(body);
    Py_XDECREF(tree);
    Py_XDECREF(source);
    text_free(&plain);
    return done;
}

static PyObject *evaluate(Kernel *kernel, PyObject *code, bool may_await)
{
    PyObject *value = PyEval_EvalCode(code, kernel->globals, kernel->globals);
    if (!value || !may_await || !is_coroutine(code))
        return value;
    PyObject *module = PyImport_ImportModule("_tarn_async");
    PyObject *result = module ? PyObject_CallMethod(module, "run", "O", value) : NULL;
    Py_XDECREF(module);
    Py_DECREF(value);
    return result;
}

PyObject *code_execute(Kernel *kernel, const CellCode *compiled)
{
    if (compiled->body) {
        PyObject *nothing = evaluate(kernel, compiled->body, compiled->async);
        if (!nothing)
            return NULL;
        Py_DECREF(nothing);
    }
    if (compiled->last)
        return evaluate(kernel, compiled->last, compiled->async);
    Py_RETURN_NONE;
}
