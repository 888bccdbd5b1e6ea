/* The extension module `_tarn`: what _tarn_boot.py and the marimo package can call.  Described in _tarn.pyi. */
#include "engine/kernel/kernel.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Descriptors of ours lie above what programs dup2 to. */
enum { LOW_DESCRIPTORS = 20 };

Kernel *kernel_of(PyObject *module)
{
    return PyModule_GetState(module);
}

/* --- for _tarn_boot.py ---------------------------------------------------------------------------------- */

/* A fresh __main__ for the cells: that of _tarn_boot.py is none of theirs. */
static PyObject *new_main(void)
{
    PyObject *module = PyModule_New("__main__"), *builtins = PyImport_ImportModule("builtins");
    PyObject *globals = module ? PyModule_GetDict(module) : NULL; /* borrowed */
    PyObject *modules = PyImport_GetModuleDict();                 /* borrowed */
    if (!globals || !builtins || PyDict_SetItemString(globals, "__builtins__", builtins) < 0 ||
        PyDict_SetItemString(modules, "__main__", module) < 0)
        globals = NULL;
    Py_XINCREF(globals);
    Py_XDECREF(module);
    Py_XDECREF(builtins);
    return globals;
}

/* input() tells the editor that the cell waits. */
static bool wrap_input(Kernel *kernel)
{
    PyObject *builtins = PyImport_ImportModule("builtins");
    PyObject *wrapper = PyObject_GetAttrString(kernel->module, "input");
    kernel->input = builtins ? PyObject_GetAttrString(builtins, "input") : NULL;
    kernel->compile = builtins ? PyObject_GetAttrString(builtins, "compile") : NULL;
    bool done = kernel->input && kernel->compile && wrapper &&
                PyObject_SetAttrString(builtins, "input", wrapper) == 0;
    Py_XDECREF(wrapper);
    Py_XDECREF(builtins);
    return done;
}

/* The module itself is the finder. */
static bool watch_imports(Kernel *kernel)
{
    PyObject *finders = PySys_GetObject("meta_path"); /* borrowed */
    return finders && PyList_Check(finders) && PyList_Insert(finders, 0, kernel->module) == 0;
}

static bool set_up(Kernel *kernel)
{
    kernel->globals = new_main();
    kernel->files = PyDict_New();
    kernel->sources = PyDict_New();
    kernel->definers = PyDict_New();
    kernel->kept = PyDict_New();
    kernel->defs = PyDict_New();
    return kernel->defs && kernel->globals && kernel->files && kernel->sources && kernel->definers && kernel->kept &&
           wrap_input(kernel) && watch_imports(kernel);
}

void kernel_say_ready(Kernel *kernel)
{
    PyObject *executable = PySys_GetObject("executable"); /* borrowed */
    const char *version = Py_GetVersion();
    Text path = {0};
    if (executable && PyUnicode_Check(executable) && !text_add_unicode(&path, executable))
        PyErr_Clear();
    wire_write(&kernel->out, WIRE_READY, (int64_t)WIRE_PROTOCOL, WIRE_BYTES(version, strcspn(version, " ")),
               WIRE_BYTES(path.bytes, path.length), (int64_t)kernel->pid);
    text_free(&path);
    kernel_send(kernel);
}

static PyObject *serve(PyObject *module, PyObject *arguments)
{
    Kernel *kernel = kernel_of(module);
    int fd, control = -1;
    if (!PyArg_ParseTuple(arguments, "i|i", &fd, &control))
        return NULL;
    if (fd < 0)
        return PyErr_Format(PyExc_ValueError, "not a descriptor");
    kernel->module = module;
    kernel->pid = getpid();
    kernel->fd = fcntl(fd, F_DUPFD_CLOEXEC, LOW_DESCRIPTORS);
    kernel->control = control < 0 ? -1 : fcntl(control, F_DUPFD_CLOEXEC, LOW_DESCRIPTORS);
    kernel->console = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, LOW_DESCRIPTORS);
    if (kernel->fd < 0)
        return PyErr_SetFromErrno(PyExc_OSError);
    close(fd);
    if (control >= 0)
        close(control);
    if (tcgetattr(kernel->console, &kernel->modes) < 0)
        memset(&kernel->modes, 0, sizeof kernel->modes);
    if (!set_up(kernel))
        return NULL;
    kernel_say_ready(kernel);
    kernel_serve(kernel);
    Py_RETURN_NONE;
}

/* Does _tarn_patch do something to the module of this name? */
static bool is_patched(PyObject *name)
{
    static const char *const PATCHED[] = {"linecache", "getpass", "matplotlib"};
    bool found = false;
    for (size_t i = 0; i < sizeof PATCHED / sizeof *PATCHED && !found; i++)
        found = PyUnicode_CompareWithASCIIString(name, PATCHED[i]) == 0;
    return found;
}

static PyObject *find_spec(PyObject *module, PyObject *arguments)
{
    PyObject *name = PyTuple_Size(arguments) > 0 ? PyTuple_GetItem(arguments, 0) : NULL; /* borrowed */
    if (name)
        reload_note_attempt(kernel_of(module), name);
    if (!name || !PyUnicode_Check(name) || !is_patched(name))
        Py_RETURN_NONE;
    PyObject *patch = PyImport_ImportModule("_tarn_patch");
    PyObject *find = patch ? PyObject_GetAttrString(patch, "find_spec") : NULL;
    PyObject *specification = find ? PyObject_CallObject(find, arguments) : NULL;
    Py_XDECREF(find);
    Py_XDECREF(patch);
    return specification;
}

/* What linecache holds: {file: (size, None, lines, file)} */
static PyObject *sources(PyObject *module, PyObject *nothing)
{
    Kernel *kernel = kernel_of(module);
    PyObject *cache = PyDict_New(), *file, *source;
    Py_ssize_t at = 0;
    while (cache && PyDict_Next(kernel->sources, &at, &file, &source)) {
        PyObject *lines = PyUnicode_Splitlines(source, 1);
        PyObject *entry = lines ? Py_BuildValue("(nOOO)", PyUnicode_GetLength(source), Py_None, lines, file) : NULL;
        if (!entry || PyDict_SetItem(cache, file, entry) < 0)
            Py_CLEAR(cache);
        Py_XDECREF(entry);
        Py_XDECREF(lines);
    }
    return cache;
}

/* --- input ---------------------------------------------------------------------------------------- */

static void say_asking(Kernel *kernel, bool begins, PyObject *prompt, bool secret)
{
    PyObject *string = prompt ? PyObject_Str(prompt) : NULL;
    kernel_note_asking(kernel, begins);
    Text text = {0};
    if (!string || !text_add_unicode(&text, string))
        PyErr_Clear();
    wire_write(&kernel->out, WIRE_INPUT_WANTED, kernel->run, (int64_t)begins, WIRE_BYTES(text.bytes, text.length),
               (int64_t)secret);
    text_free(&text);
    Py_XDECREF(string);
    kernel_send(kernel);
}

static PyObject *asking(PyObject *module, PyObject *arguments)
{
    int begins, secret;
    PyObject *prompt;
    if (!PyArg_ParseTuple(arguments, "pOp", &begins, &prompt, &secret))
        return NULL;
    say_asking(kernel_of(module), begins, prompt, secret);
    Py_RETURN_NONE;
}

/* Where output is data for another program, a prompt is none of it: it goes to standard error. */
static PyObject *ask_quietly(Kernel *kernel, PyObject *prompt)
{
    PyObject *stream = PySys_GetObject("stderr"); /* borrowed */
    if (stream && stream != Py_None && PyFile_WriteObject(prompt, stream, Py_PRINT_RAW) < 0)
        return NULL;
    return PyObject_CallObject(kernel->input, NULL);
}

static PyObject *ask(PyObject *module, PyObject *arguments)
{
    Kernel *kernel = kernel_of(module);
    PyObject *prompt = PyTuple_Size(arguments) == 1 ? PyTuple_GetItem(arguments, 0) : NULL; /* borrowed */
    say_asking(kernel, true, prompt, false);
    PyObject *line = prompt && !isatty(kernel->console) ? ask_quietly(kernel, prompt)
                                                        : PyObject_CallObject(kernel->input, arguments);
    PyObject *type, *error, *trace;
    PyErr_Fetch(&type, &error, &trace);
    say_asking(kernel, false, NULL, false);
    PyErr_Restore(type, error, trace);
    return line;
}

/* --- for the marimo package ------------------------------------------------------------------------ */

static PyObject *current(PyObject *module, PyObject *nothing)
{
    Kernel *kernel = kernel_of(module);
    if (kernel->run == 0 || getpid() != kernel->pid)
        Py_RETURN_NONE;
    return Py_BuildValue("(LL)", (long long)kernel->run, (long long)kernel->cell);
}

static PyObject *is_script(PyObject *module, PyObject *nothing)
{
    return PyBool_FromLong(kernel_of(module)->script);
}

static PyObject *is_app(PyObject *module, PyObject *nothing)
{
    return PyBool_FromLong(kernel_of(module)->app);
}

static PyObject *unicode_of(const Text *text)
{
    return PyUnicode_DecodeUTF8(text->bytes ? text->bytes : "", (Py_ssize_t)text->length, "replace");
}

static PyObject *describe_value(PyObject *module, PyObject *value)
{
    Description description = {0};
    if (!describe(kernel_of(module), value, &description)) {
        description_clear(&description);
        return NULL;
    }
    PyObject *repr = description.has_repr ? unicode_of(&description.repr) : Py_BuildValue("");
    if (!description.node && repr)
        description.node = Py_BuildValue("{s:s,s:O}", "node", "text", "text", repr);
    PyObject *tuple = repr && description.node ? Py_BuildValue("(sOO)", description.mime, repr, description.node) : NULL;
    Py_XDECREF(repr);
    description_clear(&description);
    return tuple;
}

static PyObject *representation(PyObject *module, PyObject *value)
{
    Text text = {0};
    bool failed;
    PyObject *string = NULL;
    if (show_variable(kernel_of(module), value, SHOWN_BYTES, &text, &failed))
        string = unicode_of(&text);
    text_free(&text);
    return string;
}

static PyObject *to_json(PyObject *module, PyObject *value)
{
    Text json = {0};
    PyObject *string = json_add(kernel_of(module), &json, value) ? unicode_of(&json) : NULL;
    text_free(&json);
    return string;
}

/* {"mime":..., "repr":..., "root":...} of a description tuple. */
static bool output_to_json(Kernel *kernel, PyObject *tuple, Text *json)
{
    static const char *const KEYS[] = {"{\"mime\":", ",\"repr\":", ",\"root\":"};
    for (Py_ssize_t i = 0; i < 3; i++) {
        text_add_string(json, KEYS[i]);
        PyObject *part = PySequence_GetItem(tuple, i);
        bool done = part && json_add(kernel, json, part);
        Py_XDECREF(part);
        if (!done)
            return false;
    }
    text_add_string(json, "}");
    return true;
}

static void send_shown(Kernel *kernel, int64_t run, int64_t cell, const Text *json)
{
    if (json->failed || json->length > WIRE_MAXIMUM / 4) /* DONE will say that it is too large */
        return;
    wire_write(&kernel->out, WIRE_OUTPUT, run, cell, WIRE_BYTES(json->bytes, json->length));
    kernel_send(kernel);
}

static PyObject *show(PyObject *module, PyObject *arguments)
{
    Kernel *kernel = kernel_of(module);
    Text json = {0};
    PyObject *tuple;
    long long run = kernel->run, cell = kernel->cell;
    if (!PyArg_ParseTuple(arguments, "O|LL", &tuple, &run, &cell))
        return NULL;
    if (tuple != Py_None && !output_to_json(kernel, tuple, &json)) {
        text_free(&json);
        return NULL;
    }
    if (run > 0 && getpid() == kernel->pid)
        send_shown(kernel, run, cell, &json);
    if (run > 0 && run == kernel->run && getpid() == kernel->pid) {
        text_free(&kernel->shown);
        kernel->shown = json;
    } else {
        text_free(&json);
    }
    Py_RETURN_NONE;
}

static PyObject *say(PyObject *module, PyObject *arguments)
{
    Kernel *kernel = kernel_of(module);
    long long run;
    PyObject *string;
    Text text = {0};
    if (!PyArg_ParseTuple(arguments, "LU", &run, &string))
        return NULL;
    if (!text_add_unicode(&text, string)) {
        text_free(&text);
        return NULL;
    }
    kernel_say(kernel, run, text.bytes, text.length); /* in a forked child, too */
    text_free(&text);
    Py_RETURN_NONE;
}

static PyObject *draw(PyObject *module, PyObject *arguments)
{
    Kernel *kernel = kernel_of(module);
    PyObject *id, *json;
    Text name = {0}, tree = {0};
    if (!PyArg_ParseTuple(arguments, "UU", &id, &json))
        return NULL;
    bool done = text_add_unicode(&name, id) && text_add_unicode(&tree, json);
    if (done && tree.length <= WIRE_MAXIMUM / 4 && getpid() == kernel->pid) {
        wire_write(&kernel->out, WIRE_WIDGET_DRAWN, WIRE_BYTES(name.bytes, name.length), WIRE_BYTES(tree.bytes, tree.length));
        kernel_send(kernel);
    }
    text_free(&name);
    text_free(&tree);
    return done ? Py_BuildValue("") : NULL;
}

static PyObject *state_set(PyObject *module, PyObject *arguments, PyObject *keywords)
{
    static char *names[] = {"getter", "allow_self_loops", "run", "cell", NULL};
    Kernel *kernel = kernel_of(module);
    PyObject *state;
    int self_loops = 0;
    long long run = kernel->run, cell = kernel->cell;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "O|pLL", names, &state, &self_loops, &run, &cell))
        return NULL;
    PyObject *bound = inspect_names_of(kernel, state);
    if (!bound)
        return NULL;
    wire_begin(&kernel->out, self_loops ? WIRE_STATE_LOOPS : WIRE_STATE_SET);
    wire_put_int(&kernel->out, run);
    wire_put_int(&kernel->out, cell);
    put_strings(&kernel->out, bound);
    wire_end(&kernel->out);
    Py_DECREF(bound);
    kernel_send(kernel);
    Py_RETURN_NONE;
}

static PyObject *names_of(PyObject *module, PyObject *value)
{
    return inspect_names_of(kernel_of(module), value);
}

static PyObject *namespace(PyObject *module, PyObject *nothing)
{
    PyObject *globals = kernel_of(module)->globals;
    Py_XINCREF(globals);
    return globals;
}

/* Python wants these two writable. */
static PyMethodDef METHODS[] = {
    {"serve", serve, METH_VARARGS, NULL},
    {"find_spec", find_spec, METH_VARARGS, NULL},
    {"sources", sources, METH_NOARGS, NULL},
    {"asking", asking, METH_VARARGS, NULL},
    {"input", ask, METH_VARARGS, "input(prompt='', /)\n--\n\nRead a line from the console of the cell."},
    {"current", current, METH_NOARGS, NULL},
    {"is_script", is_script, METH_NOARGS, NULL},
    {"is_app", is_app, METH_NOARGS, NULL},
    {"describe", describe_value, METH_O, NULL},
    {"representation", representation, METH_O, NULL},
    {"show", show, METH_VARARGS, NULL},
    {"say", say, METH_VARARGS, NULL},
    {"draw", draw, METH_VARARGS, NULL},
    {"state_set", (PyCFunction)(void (*)(void))state_set, METH_VARARGS | METH_KEYWORDS, NULL},
    {"names_of", names_of, METH_O, NULL},
    {"namespace", namespace, METH_NOARGS, NULL},
    {"to_json", to_json, METH_O, NULL},
    {NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_tarn",
    .m_doc = "The kernel of tarn; see _tarn.pyi.",
    .m_size = sizeof(Kernel),
    .m_methods = METHODS,
};

PyMODINIT_FUNC PyInit__tarn(void);

PyMODINIT_FUNC PyInit__tarn(void)
{
    PyObject *module = PyModule_Create(&MODULE);
    if (module) {
        Kernel *kernel = kernel_of(module);
        memset(kernel, 0, sizeof *kernel);
        kernel->module = module;
        kernel->fd = kernel->control = kernel->console = -1;
        kernel->pid = getpid();
    }
    return module;
}
