/* From an exception to an output: the kind of error, its message, its frames, the cell to blame. */
#include "engine/kernel/kernel.h"

#include <stdlib.h>
#include <string.h>

/* Of a long traceback (endless recursion) so many frames at its beginning and at its end are kept. */
enum { FIRST_FRAMES = 10, LAST_FRAMES = 40, MESSAGE_BYTES = 64 << 10, SOURCE_BYTES = 1 << 10 };

/* Of an exception so many others are told that led to it, or that it is a group of. */
enum { MOST_WITHIN = 20 };

typedef struct {
    PyObject *type, *value, *trace;
} Raised;

bool error_is_exit(void)
{
    return PyErr_ExceptionMatches(PyExc_KeyboardInterrupt);
}

static void add_attribute(Text *json, PyObject *object, const char *name)
{
    PyObject *string = PyObject_GetAttrString(object, name);
    if (!string || !PyUnicode_Check(string) || !json_add_unicode(json, string)) {
        PyErr_Clear();
        text_add_string(json, "\"?\"");
    }
    Py_XDECREF(string);
}

/* The id of the cell that was compiled under `file`, or 0. */
static int64_t cell_of_file(Kernel *kernel, PyObject *file)
{
    PyObject *id = file ? PyDict_GetItemWithError(kernel->files, file) : NULL; /* borrowed */
    return id ? PyLong_AsLongLong(id) : 0;
}

/* A line of the code of a cell; of other files the editor reads it itself. */
static void add_source(Kernel *kernel, Text *json, PyObject *file, long line)
{
    PyObject *source = PyDict_GetItemWithError(kernel->sources, file); /* borrowed */
    PyObject *lines = source ? PyUnicode_Splitlines(source, 0) : NULL;
    PyObject *text = lines && line > 0 && line <= PyList_Size(lines) ? PyList_GetItem(lines, line - 1) : NULL;
    Text plain = {0};
    if (text && text_add_unicode(&plain, text)) {
        text_cut(&plain, SOURCE_BYTES);
        text_add_string(json, ",\"source\":");
        text_add_json(json, plain.bytes, plain.length);
    }
    text_free(&plain);
    Py_XDECREF(lines);
    PyErr_Clear();
}

static void add_frame(Kernel *kernel, Text *json, PyObject *code, PyObject *file, long line)
{
    text_add_string(json, json->bytes[json->length - 1] == '[' ? "{\"cell\":" : ",{\"cell\":");
    text_add_int(json, cell_of_file(kernel, file));
    text_add_string(json, ",\"line\":");
    text_add_int(json, line);
    text_add_string(json, ",\"name\":");
    add_attribute(json, code, "co_name");
    text_add_string(json, ",\"file\":");
    if (!json_add_unicode(json, file))
        text_add_string(json, "\"?\"");
    add_source(kernel, json, file, line);
    text_add_string(json, "}");
}

/* One entry of a traceback; false if it should not be shown.  `file` and `code` are new references. */
static bool read_entry(PyObject *entry, PyObject **code, PyObject **file, long *line)
{
    PyObject *frame = PyObject_GetAttrString(entry, "tb_frame");
    PyObject *number = PyObject_GetAttrString(entry, "tb_lineno");
    *code = frame ? PyObject_GetAttrString(frame, "f_code") : NULL;
    *file = *code ? PyObject_GetAttrString(*code, "co_filename") : NULL;
    *line = number && PyLong_Check(number) ? PyLong_AsLong(number) : 0;
    Py_XDECREF(frame);
    Py_XDECREF(number);
    PyErr_Clear();
    return *file != NULL;
}

static PyObject *next_entry(PyObject *entry)
{
    PyObject *next = PyObject_GetAttrString(entry, "tb_next");
    PyErr_Clear();
    if (next == Py_None)
        Py_CLEAR(next);
    Py_DECREF(entry);
    return next;
}

static bool passes_cell(Kernel *kernel, PyObject *trace)
{
    bool passes = false;
    Py_XINCREF(trace);
    for (PyObject *entry = trace; entry && entry != Py_None; entry = next_entry(entry)) {
        PyObject *code, *file;
        long line;
        if (!passes && read_entry(entry, &code, &file, &line))
            passes = cell_of_file(kernel, file) != 0;
        else if (passes)
            continue;
        Py_XDECREF(code);
        Py_XDECREF(file);
    }
    return passes;
}

/* The traceback from the first frame of a cell on; what is before is machinery (asyncio).  What never came to a cell,
 * since a library caught it, is told `whole`. */
static void add_frames(Kernel *kernel, Text *json, PyObject *trace, bool whole)
{
    size_t count = 0, index = 0;
    bool started = whole && !passes_cell(kernel, trace);
    Py_XINCREF(trace);
    for (PyObject *entry = trace; entry && entry != Py_None; entry = next_entry(entry))
        count++;
    Py_XINCREF(trace);
    for (PyObject *entry = trace; entry && entry != Py_None; entry = next_entry(entry), index++) {
        PyObject *code, *file;
        long line;
        bool middle = index >= FIRST_FRAMES && index + LAST_FRAMES < count;
        if (!middle && read_entry(entry, &code, &file, &line)) {
            started = started || cell_of_file(kernel, file);
            if (started)
                add_frame(kernel, json, code, file, line);
        }
        if (!middle) {
            Py_XDECREF(code);
            Py_XDECREF(file);
        }
    }
}

/* Where a SyntaxError is, if it is in a cell: the last frame. */
static void add_syntax_frame(Kernel *kernel, Text *json, PyObject *error)
{
    PyObject *file = PyObject_GetAttrString(error, "filename");
    PyObject *number = PyObject_GetAttrString(error, "lineno");
    if (file && PyUnicode_Check(file) && cell_of_file(kernel, file) && number && PyLong_Check(number)) {
        text_add_string(json, json->bytes[json->length - 1] == '[' ? "{\"cell\":" : ",{\"cell\":");
        text_add_int(json, cell_of_file(kernel, file));
        text_add_string(json, ",\"line\":");
        text_add_int(json, PyLong_AsLong(number));
        text_add_string(json, ",\"name\":\"<module>\",\"file\":");
        json_add_unicode(json, file);
        add_source(kernel, json, file, PyLong_AsLong(number));
        text_add_string(json, "}");
    }
    Py_XDECREF(file);
    Py_XDECREF(number);
    PyErr_Clear();
}

/* Kinds of exceptions for which Python has hints that str() does not show. */
static bool may_have_hints(PyObject *error)
{
    return PyErr_GivenExceptionMatches(error, PyExc_NameError) ||
           PyErr_GivenExceptionMatches(error, PyExc_AttributeError) ||
           PyErr_GivenExceptionMatches(error, PyExc_ImportError) || PyObject_HasAttrString(error, "__notes__");
}

/* "_cell_7_x" is "_x" to the one who wrote it. */
static void unmangle(Text *text)
{
    static const char PREFIX[] = "_cell_";
    size_t kept = 0;
    for (size_t i = 0; i < text->length; i++) {
        size_t left = text->length - i, digits = sizeof PREFIX - 1;
        if (left > digits && memcmp(text->bytes + i, PREFIX, digits) == 0) {
            while (digits < left && text->bytes[i + digits] >= '0' && text->bytes[i + digits] <= '9')
                digits++;
            if (digits > sizeof PREFIX - 1 && digits < left && text->bytes[i + digits] == '_')
                i += digits;
        }
        text->bytes[kept++] = text->bytes[i];
    }
    text->length = kept;
}

static void add_message(Text *message, PyObject *error)
{
    PyObject *string = NULL;
    if (may_have_hints(error)) {
        PyObject *module = PyImport_ImportModule("_tarn_error");
        string = module ? PyObject_CallMethod(module, "message", "O", error) : NULL;
        Py_XDECREF(module);
        PyErr_Clear();
    }
    if (!string)
        string = PyObject_Str(error);
    if (!string || !text_add_unicode(message, string)) {
        PyErr_Clear();
        text_add_string(message, "<its message could not be made: str() failed>");
    }
    Py_XDECREF(string);
    unmangle(message);
    text_cut(message, MESSAGE_BYTES);
}

/* The name that a NameError is about, a new reference, or NULL. */
static PyObject *missing_name(PyObject *error, const Text *message)
{
    PyObject *name = PyObject_GetAttrString(error, "name"); /* from 3.10 on */
    PyErr_Clear();
    if (name && PyUnicode_Check(name)) {
        Text plain = {0};
        if (text_add_unicode(&plain, name))
            unmangle(&plain);
        Py_DECREF(name);
        name = PyUnicode_DecodeUTF8(plain.bytes ? plain.bytes : "", (Py_ssize_t)plain.length, "replace");
        text_free(&plain);
        return name;
    }
    Py_XDECREF(name);
    const char *start = message->length ? memchr(message->bytes, '\'', message->length) : NULL;
    size_t left = start ? message->length - (size_t)(start + 1 - message->bytes) : 0;
    const char *end = left ? memchr(start + 1, '\'', left) : NULL;
    return end ? PyUnicode_DecodeUTF8(start + 1, end - start - 1, "replace") : NULL;
}

/* The other cell that should have defined the name that a NameError misses, or 0. */
static int64_t cell_to_blame(Kernel *kernel, PyObject *error, const Text *message)
{
    if (!PyErr_GivenExceptionMatches(error, PyExc_NameError))
        return 0;
    PyObject *name = missing_name(error, message);
    PyObject *id = name ? PyDict_GetItemWithError(kernel->definers, name) : NULL; /* borrowed */
    int64_t cell = id ? PyLong_AsLongLong(id) : 0;
    Py_XDECREF(name);
    PyErr_Clear();
    return cell == kernel->cell ? 0 : cell;
}

/* Is it the package's way to stop a cell?  Then what to show instead. */
static PyObject *stop_output(PyObject *type, PyObject *error)
{
    PyObject *name = PyObject_GetAttrString(type, "__name__");
    bool stops = name && PyUnicode_Check(name) && PyUnicode_CompareWithASCIIString(name, "MarimoStopError") == 0 &&
                 is_from_marimo(type);
    Py_XDECREF(name);
    PyObject *output = stops ? PyObject_GetAttrString(error, "output") : NULL;
    PyErr_Clear();
    if (stops && !output) {
        output = Py_None;
        Py_INCREF(output);
    }
    return output;
}

static int take_stop(Kernel *kernel, PyObject *output, Text *json)
{
    Description description = {0};
    if (output != Py_None && !describe(kernel, output, &description))
        PyErr_Clear();
    else if (output != Py_None)
        description_to_json(&description, json);
    else
        text_add(json, kernel->shown.bytes, kernel->shown.length);
    description_clear(&description);
    Py_DECREF(output);
    return WIRE_RUN_STOPPED;
}

static void add_error(Kernel *kernel, Text *json, PyObject *error, const char *how, int *left);

static void add_within(Kernel *kernel, Text *json, PyObject *error, const char *how, int *left)
{
    if (!error || !PyExceptionInstance_Check(error) || *left <= 0)
        return;
    --*left;
    if (json->bytes[json->length - 1] != '[')
        text_add_string(json, ",");
    add_error(kernel, json, error, how, left);
}

/* Those of an ExceptionGroup. */
static void add_members(Kernel *kernel, Text *json, PyObject *error, int *left)
{
    PyObject *members = PyObject_GetAttrString(error, "exceptions");
    PyErr_Clear();
    for (Py_ssize_t i = 0; members && PyTuple_Check(members) && i < PyTuple_Size(members); i++)
        add_within(kernel, json, PyTuple_GetItem(members, i), "member", left);
    Py_XDECREF(members);
}

/* What `raise ... from` named, or else what was being handled. */
static void add_cause(Kernel *kernel, Text *json, PyObject *error, int *left)
{
    PyObject *cause = PyException_GetCause(error), *context = PyException_GetContext(error);
    PyObject *suppress = PyObject_GetAttrString(error, "__suppress_context__");
    PyErr_Clear();
    if (cause)
        add_within(kernel, json, cause, "cause", left);
    else if (suppress == Py_False)
        add_within(kernel, json, context, "context", left);
    Py_XDECREF(cause);
    Py_XDECREF(context);
    Py_XDECREF(suppress);
}

/* How to install what an import did not find: a text within. */
static void add_hint(Text *json, PyObject *error)
{
    bool missing = PyErr_GivenExceptionMatches(error, PyExc_ModuleNotFoundError);
    PyObject *module = missing ? PyImport_ImportModule("_tarn_error") : NULL;
    PyObject *hint = module ? PyObject_CallMethod(module, "hint", "O", error) : NULL;
    PyErr_Clear();
    if (hint && PyUnicode_Check(hint)) {
        text_add_string(json, json->bytes[json->length - 1] == '[' ? "{\"node\":\"text\",\"text\":" : ",{\"node\":\"text\",\"text\":");
        if (!json_add_unicode(json, hint))
            text_add_string(json, "\"\"");
        text_add_string(json, "}");
        PyErr_Clear();
    }
    Py_XDECREF(hint);
    Py_XDECREF(module);
}

/* A node; `how` it belongs to the one it is in, or NULL. */
static void add_error(Kernel *kernel, Text *json, PyObject *error, const char *how, int *left)
{
    Text message = {0};
    add_message(&message, error);
    text_add_string(json, "{\"node\":\"error\",\"type\":");
    add_attribute(json, (PyObject *)Py_TYPE(error), "__name__");
    text_add_string(json, ",\"text\":");
    text_add_json(json, message.bytes, message.length);
    if (how) {
        text_add_string(json, ",\"label\":");
        text_add_json(json, how, strlen(how));
    }
    text_add_string(json, ",\"cell\":");
    text_add_int(json, cell_to_blame(kernel, error, &message));
    text_add_string(json, ",\"frames\":[");
    PyObject *trace = PyException_GetTraceback(error);
    add_frames(kernel, json, trace, how != NULL);
    Py_XDECREF(trace);
    if (PyErr_GivenExceptionMatches(error, PyExc_SyntaxError))
        add_syntax_frame(kernel, json, error);
    text_add_string(json, "],\"children\":[");
    add_hint(json, error);
    add_cause(kernel, json, error, left);
    add_members(kernel, json, error, left);
    text_add_string(json, "]}");
    text_free(&message);
}

int error_take(Kernel *kernel, Text *json)
{
    Raised raised;
    PyErr_Fetch(&raised.type, &raised.value, &raised.trace);
    PyErr_NormalizeException(&raised.type, &raised.value, &raised.trace);
    json->length = 0;
    int status = WIRE_RUN_ERROR;
    PyObject *output = stop_output(raised.type, raised.value);
    if (output) {
        status = take_stop(kernel, output, json);
    } else {
        if (PyErr_GivenExceptionMatches(raised.value, PyExc_KeyboardInterrupt))
            status = WIRE_RUN_INTERRUPTED;
        if (raised.trace)
            PyException_SetTraceback(raised.value, raised.trace);
        int left = MOST_WITHIN;
        text_add_string(json, "{\"root\":");
        add_error(kernel, json, raised.value, NULL, &left);
        text_add_string(json, "}");
    }
    Py_XDECREF(raised.type);
    Py_XDECREF(raised.value);
    Py_XDECREF(raised.trace);
    PyErr_Clear();
    return status;
}
