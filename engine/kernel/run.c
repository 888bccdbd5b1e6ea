/* One run of one cell: from a RUN packet to DONE; and what runs by itself after it (AHEAD), if all is well.
 *
 * Whether it does is decided as late as can be, just before DONE is sent, which tells: so the one who sent it knows at
 * any time what runs, and what has come from him meanwhile is done first.
 */
#include "engine/kernel/kernel.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST_OUTPUT = 64 << 20 };

/* After a run of so many nanoseconds nothing begins by itself: the host may want a checkpoint of what it has computed. */
static const int64_t DEAR = 1000000000;

static int64_t nanoseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

void kernel_note_asking(Kernel *kernel, bool begins)
{
    int64_t now = nanoseconds_now();
    if (kernel->asked_at)
        kernel->waited += now - kernel->asked_at;
    kernel->asked_at = begins ? now : 0;
}

enum { MARKER_BYTES = 160 };

/* In the console, so that the host knows which bytes belong to which run: it begins (B), it ends (E), or the one before
 * ends and it begins (N); what follows belongs to another one (T), or no more (U).  How long it is; 0: too long. */
static size_t make_marker(const Kernel *kernel, char marker[MARKER_BYTES], char what, int64_t run)
{
    int length = snprintf(marker, MARKER_BYTES, "\033]tarn;%s;%c%lld\a", kernel->secret, what, (long long)run);
    return length > 0 && length < MARKER_BYTES ? (size_t)length : 0;
}

/* The descriptor is our own: a cell may close or redirect 0, 1 and 2. */
static void write_console(const Kernel *kernel, const char *bytes, size_t length)
{
    Py_BEGIN_ALLOW_THREADS
    while (length > 0 && kernel->console >= 0) {
        ssize_t count = write(kernel->console, bytes, length);
        if (count <= 0)
            break;
        bytes += count;
        length -= (size_t)count;
    }
    Py_END_ALLOW_THREADS
}

static void write_marker(Kernel *kernel, char what, int64_t run)
{
    char marker[MARKER_BYTES];
    write_console(kernel, marker, make_marker(kernel, marker, what, run));
}

/* Pieces that go into the terminal, or the pipe, as one: nothing that others write gets between the markers. */
void kernel_say(Kernel *kernel, int64_t run, const char *bytes, size_t length)
{
    enum { PIECE = 1024 };
    char piece[PIECE + 2 * MARKER_BYTES];
    while (length > 0) {
        size_t size = make_marker(kernel, piece, 'T', run), count = length < PIECE ? length : PIECE;
        while (count < length && count > 1 && (bytes[count] & 0xc0) == 0x80) /* within a character */
            count--;
        memcpy(piece + size, bytes, count);
        size += count;
        size += make_marker(kernel, piece + size, 'U', run);
        write_console(kernel, piece, size);
        bytes += count;
        length -= count;
    }
}

static void flush_stream(const char *name)
{
    PyObject *stream = PySys_GetObject(name); /* borrowed */
    Py_XINCREF(stream);
    PyObject *done = stream && stream != Py_None ? PyObject_CallMethod(stream, "flush", NULL) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(stream);
    PyErr_Clear(); /* closed, full, replaced by something without flush: the cell's own business */
}

/* The name under which a cell is compiled: the one shown, made unique if another cell has it. */
static PyObject *file_of(Kernel *kernel, WireBytes shown, int64_t cell, WireBytes code)
{
    PyObject *file = PyUnicode_DecodeUTF8(shown.bytes, (Py_ssize_t)shown.length, "replace");
    PyObject *id = PyLong_FromLongLong(cell);
    PyObject *owner = file ? PyDict_GetItemWithError(kernel->files, file) : NULL; /* borrowed */
    if (owner && id && PyObject_RichCompareBool(owner, id, Py_EQ) != 1) {
        PyObject *unique = PyUnicode_FromFormat("%U (%lld)", file, (long long)cell);
        Py_DECREF(file);
        file = unique;
    }
    PyObject *source = PyUnicode_DecodeUTF8(code.bytes, (Py_ssize_t)code.length, "replace");
    if (file && id && source) {
        PyDict_SetItem(kernel->files, file, id);
        PyDict_SetItem(kernel->sources, file, source);
    }
    Py_XDECREF(id);
    Py_XDECREF(source);
    return file;
}

/* linecache, if some module has imported it, knows the code. */
static void tell_linecache(PyObject *file, PyObject *sources)
{
    PyObject *name = PyUnicode_FromString("linecache");
    PyObject *module = name ? PyImport_GetModule(name) : NULL;
    PyObject *cache = module ? PyObject_GetAttrString(module, "cache") : NULL;
    PyObject *source = PyDict_GetItemWithError(sources, file); /* borrowed */
    PyObject *lines = cache && source ? PyUnicode_Splitlines(source, 1) : NULL;
    PyObject *entry = lines ? Py_BuildValue("(nOOO)", PyUnicode_GetLength(source), Py_None, lines, file) : NULL;
    if (entry)
        PyObject_SetItem(cache, file, entry);
    Py_XDECREF(entry);
    Py_XDECREF(lines);
    Py_XDECREF(cache);
    Py_XDECREF(module);
    Py_XDECREF(name);
    PyErr_Clear();
}

static void delete_temporaries(Kernel *kernel, PyObject *names)
{
    for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++) {
        if (PyDict_DelItem(kernel->globals, PyList_GetItem(names, i)) < 0)
            PyErr_Clear();
    }
    PyErr_Clear();
}

/* What closes over underscore names lives on; FORGET ends it. */
static void note_kept(Kernel *kernel, PyObject *names)
{
    PyObject *id = names && PyList_Size(names) > 0 ? PyLong_FromLongLong(kernel->cell) : NULL;
    if (id)
        PyDict_SetItem(kernel->kept, id, names);
    Py_XDECREF(id);
    PyErr_Clear();
}

/* A name of a module, if some cell has imported that; owned. */
static PyObject *find_imported(const char *module_name, const char *attribute)
{
    PyObject *name = PyUnicode_FromString(module_name);
    PyObject *module = name ? PyImport_GetModule(name) : NULL;
    PyObject *found = module ? PyObject_GetAttrString(module, attribute) : NULL;
    Py_XDECREF(module);
    Py_XDECREF(name);
    PyErr_Clear();
    return found;
}

/* The value comes below the figures that plt.show() has shown.  False if an interrupt came; *added: it is shown now. */
static bool add_to_figures(PyObject *value, bool *added)
{
    PyObject *add = find_imported("_tarn_mpl", "add_to_shown");
    PyObject *answer = add ? PyObject_CallFunctionObjArgs(add, value, NULL) : NULL;
    bool done = !add || answer;
    *added = answer == Py_True;
    Py_XDECREF(answer);
    Py_XDECREF(add);
    return done;
}

/* Figures of pyplot that the cell has left open are not those of the next. */
static void close_figures(void)
{
    PyObject *all = find_imported("matplotlib._pylab_helpers", "Gcf");
    PyObject *open = all ? PyObject_GetAttrString(all, "figs") : NULL;
    PyObject *done = open && PyObject_Size(open) > 0 ? PyObject_CallMethod(all, "destroy_all", NULL) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(open);
    Py_XDECREF(all);
    PyErr_Clear();
}

/* The JSON of what the cell shows: its value, or what mo.output has shown.  False if an interrupt came. */
static bool show_value(Kernel *kernel, PyObject *value, Text *json)
{
    bool added = false;
    if (value != Py_None && kernel->shown.length > 0 && !add_to_figures(value, &added))
        return false;
    if (value == Py_None || added) {
        text_add(json, kernel->shown.bytes, kernel->shown.length);
        return true;
    }
    Description description = {0};
    bool done = describe(kernel, value, &description);
    if (done && (description.node || description.repr.length > 0))
        done = description_to_json(&description, json);
    description_clear(&description);
    return done;
}

/* mo.output tells of many items a little later: those of this run are told before its end is. */
static void finish_output(const Kernel *kernel)
{
    PyObject *type, *error, *traceback;
    if (getpid() != kernel->pid)
        return;
    PyErr_Fetch(&type, &error, &traceback);
    PyObject *hook = marimo_hook("finish_output", false);
    PyObject *done = hook ? PyObject_CallObject(hook, NULL) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(hook);
    PyErr_Clear();
    PyErr_Restore(type, error, traceback);
}

/* If a cell has used pdb, an interrupt is the kernel's again. */
static void leave_debugger(void)
{
    PyObject *name = PyUnicode_FromString("pdb");
    PyObject *pdb = name ? PyImport_GetModule(name) : NULL;
    PyObject *patch = pdb ? PyImport_ImportModule("_tarn_patch") : NULL;
    PyObject *done = patch ? PyObject_CallMethod(patch, "leave_debugger", "O", pdb) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(patch);
    Py_XDECREF(pdb);
    Py_XDECREF(name);
    PyErr_Clear();
}

/* A signal that came before the run is not meant for it. */
static void forget_signals(void)
{
    if (PyErr_CheckSignals() < 0)
        PyErr_Clear();
}

typedef struct {
    int64_t flags;
    int64_t nanoseconds;
    int status;
    Text json;
} RunResult;

/* What pytest says of the tests in a cell that has run; with what the cell shows.  False: an interrupt, or pytest's own
 * failure. */
static bool run_tests(Kernel *kernel, WireBytes source, RunResult *result)
{
    bool all = result->flags & WIRE_RUN_ALL_TESTS;
    if (!(all || result->flags & WIRE_RUN_TESTS) || !code_may_be_tests(source))
        return true;
    PyObject *module = PyImport_ImportModule("_tarn_run_tests");
    PyObject *code = PyUnicode_DecodeUTF8(source.bytes, (Py_ssize_t)source.length, "replace");
    Text *json = &result->json;
    PyObject *told = !module || !code ? NULL
                                      : PyObject_CallMethod(module, "run", "OOOOis#", kernel->globals, code, kernel->files,
                                                            kernel->sources, (int)all, json->bytes ? json->bytes : "",
                                                            (Py_ssize_t)json->length);
    bool done = told != NULL;
    if (told && told != Py_None) {
        text_free(json);
        done = text_add_unicode(json, told);
    }
    Py_XDECREF(told);
    Py_XDECREF(code);
    Py_XDECREF(module);
    return done;
}

static void run_code(Kernel *kernel, WireBytes shown, WireBytes source, RunResult *result)
{
    CellCode code = {0};
    PyObject *value = NULL, *notebook = kernel->globals;
    PyObject *copy = result->flags & WIRE_RUN_SCRATCH ? PyDict_Copy(notebook) : NULL;
    kernel->globals = copy ? copy : notebook;
    PyObject *file = file_of(kernel, shown, kernel->cell, source);
    int64_t started = nanoseconds_now();
    kernel->asked_at = kernel->waited = 0;
    if (file) {
        tell_linecache(file, kernel->sources);
        if (reload_modules(kernel) && code_compile(kernel, source, file, kernel->cell, &code))
            value = code_execute(kernel, &code);
    }
    finish_output(kernel);
    result->nanoseconds = nanoseconds_now() - started;
    kernel_note_asking(kernel, false);
    if (getpid() != kernel->pid) /* a forked child that ran to the end of the cell: a traceback is all it may leave */
        goto out;

    result->status = WIRE_RUN_OK;
    bool wanted = value && !(result->flags & WIRE_RUN_NO_OUTPUT);
    if (!value || (wanted && !show_value(kernel, value, &result->json)) || !run_tests(kernel, source, result))
        result->status = error_take(kernel, &result->json);
    if (result->flags & (WIRE_RUN_TESTS | WIRE_RUN_ALL_TESTS))
        result->nanoseconds = nanoseconds_now() - started;
out:
    if (getpid() == kernel->pid) {
        delete_temporaries(kernel, code.temporaries);
        note_kept(kernel, code.kept);
        close_figures();
    }
    code_clear(&code);
    kernel->globals = notebook;
    Py_XDECREF(copy);
    Py_XDECREF(value);
    Py_XDECREF(file);
}

/* The end of a child of os.fork that came back to us instead of leaving. */
static void leave_child(void)
{
    int status = PyErr_Occurred() ? 1 : 0;
    if (status)
        PyErr_Print(); /* exits if it is SystemExit */
    flush_stream("stdout");
    flush_stream("stderr");
    _exit(status);
}

/* What is too large for any screen is not sent: DONE must arrive. */
static void bound_output(Text *json)
{
    if (!json->failed && json->length <= LARGEST_OUTPUT)
        return;
    text_free(json);
    text_add_string(json, "{\"mime\":\"text/plain\",\"repr\":\"\",\"root\":{\"node\":\"placeholder\","
                          "\"name\":\"output\",\"text\":\"the output is too large to be shown\"}}");
}

/* --- what runs by itself ------------------------------------------------------------------------- */

/* All that has come. */
static void receive_now(Kernel *kernel)
{
    while (wire_reader_fill_now(&kernel->in, kernel->fd) > 0)
        ;
}

/* Has the run left the terminal raw, or without echo?  The host repairs that, but only when nothing runs. */
static bool console_is_bent(const Kernel *kernel)
{
    struct termios modes;
    const struct termios *first = &kernel->modes;
    return tcgetattr(kernel->console, &modes) == 0 &&
           (modes.c_lflag != first->c_lflag || modes.c_oflag != first->c_oflag || modes.c_iflag != first->c_iflag);
}

/* The run that may begin now, or 0.  The memory of packets that were read is gone. */
static int64_t find_ahead(Kernel *kernel, const RunResult *result)
{
    WirePacket next;
    if (PyErr_CheckSignals() < 0) { /* it came too late for the run before, and is meant for all that follows */
        PyErr_Clear();
        return 0;
    }
    receive_now(kernel);
    bool well = result->status == WIRE_RUN_OK && result->nanoseconds < DEAR && !console_is_bent(kernel);
    bool there = well && wire_reader_holds_only(&kernel->in, WIRE_AHEAD) &&
                 wire_reader_peek(&kernel->in, &next) == WIRE_PACKET;
    return there ? wire_int(&next) : 0;
}

static void skip(Kernel *kernel, WirePacket *packet)
{
    int64_t run = wire_int(packet), cell = wire_int(packet);
    wire_write(&kernel->out, WIRE_SKIPPED, run, cell);
}

/* Those that have come. */
static void skip_all(Kernel *kernel)
{
    WirePacket next;
    while (wire_reader_peek(&kernel->in, &next) == WIRE_PACKET && next.type == WIRE_AHEAD) {
        wire_reader_next(&kernel->in, &next);
        skip(kernel, &next);
    }
}

/* --- a run ----------------------------------------------------------------------------------------- */

static void tell_done(Kernel *kernel, RunResult *result)
{
    reload_tell_modules(kernel, result->status != WIRE_RUN_OK);
    inspect_unbound(kernel);
    inspect_widgets(kernel);
    bound_output(&result->json);
    kernel->ahead = find_ahead(kernel, result);
    if (kernel->ahead)
        write_marker(kernel, 'N', kernel->ahead);
    else
        write_marker(kernel, 'E', kernel->run);
    wire_write(&kernel->out, WIRE_DONE, kernel->run, kernel->cell, (int64_t)result->status,
               WIRE_BYTES(result->json.bytes, result->json.length), result->nanoseconds,
               kernel->waited < result->nanoseconds ? kernel->waited : result->nanoseconds, kernel->ahead);
    if (!kernel->ahead)
        skip_all(kernel);
}

static void run(Kernel *kernel, WirePacket *packet)
{
    RunResult result = {0};
    WireBytes shown = wire_bytes(packet), source = wire_bytes(packet);
    result.flags = wire_int(packet);

    text_free(&kernel->shown);
    run_code(kernel, shown, source, &result);
    if (getpid() != kernel->pid)
        leave_child();
    flush_stream("stdout");
    flush_stream("stderr");
    tell_done(kernel, &result);
    kernel->run = kernel->cell = 0;
    text_free(&result.json);
    kernel_send(kernel);
}

void kernel_run(Kernel *kernel, WirePacket *packet)
{
    kernel->run = wire_int(packet);
    kernel->cell = wire_int(packet);
    write_marker(kernel, 'B', kernel->run);
    leave_debugger();
    forget_signals();
    run(kernel, packet);
}

void kernel_run_ahead(Kernel *kernel, WirePacket *packet)
{
    WirePacket fields = *packet;
    int64_t number = wire_int(&fields);
    if (number != kernel->ahead || number == 0) {
        skip(kernel, packet);
        skip_all(kernel);
        kernel_send(kernel);
        return;
    }
    kernel->run = number;
    kernel->cell = wire_int(&fields);
    kernel->ahead = 0;
    leave_debugger();
    run(kernel, &fields);
}

/* --- syntax ----------------------------------------------------------------------------------------- */


/* Line and column of the SyntaxError that is set; its message. */
static void take_syntax_error(int64_t *line, int64_t *column, Text *message)
{
    PyObject *type, *error, *trace;
    PyErr_Fetch(&type, &error, &trace);
    PyErr_NormalizeException(&type, &error, &trace);
    PyObject *at = PyObject_GetAttrString(error, "lineno");
    PyObject *offset = PyObject_GetAttrString(error, "offset");
    PyObject *what = PyObject_GetAttrString(error, "msg");
    *line = at && PyLong_Check(at) ? PyLong_AsLongLong(at) : 0;
    *column = offset && PyLong_Check(offset) ? PyLong_AsLongLong(offset) : 0;
    PyErr_Clear();
    PyObject *text = PyObject_Str(what && what != Py_None ? what : error);
    if (!text || !text_add_unicode(message, text))
        PyErr_Clear();
    Py_XDECREF(text);
    Py_XDECREF(at);
    Py_XDECREF(offset);
    Py_XDECREF(what);
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(trace);
}

void kernel_parse(Kernel *kernel, WirePacket *packet)
{
    int64_t request = wire_int(packet), line = 0, column = 0;
    WireBytes source = wire_bytes(packet);
    Text message = {0}, tree = {0};
    CellCode code = {0};
    PyObject *file = PyUnicode_FromString("cell");
    bool parses = file && code_compile(kernel, source, file, 0, &code) &&
                  code_describe_tree(kernel, source, file, &code, &tree);
    if (!parses)
        take_syntax_error(&line, &column, &message);
    code_clear(&code);
    Py_XDECREF(file);
    wire_write(&kernel->out, WIRE_PARSED, request, (int64_t)parses, line, column,
               WIRE_BYTES(message.bytes, message.length), WIRE_BYTES(tree.bytes, parses ? tree.length : 0));
    text_free(&message);
    text_free(&tree);
    kernel_send(kernel);
}
