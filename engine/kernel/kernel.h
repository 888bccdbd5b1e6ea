/* The kernel: what runs cells inside the user's own interpreter.
 *
 * The extension module `_tarn` is loaded by _tarn_boot.py and serves packets (engine/wire.h) on one descriptor until
 * it closes.  Everything here belongs to the main thread of the interpreter and holds the GIL, but for
 * kernel_send, which any thread may call that holds the GIL.
 *
 * Built against the limited API of 3.9, so that one build serves every CPython from there on; links to libc only;
 * keeps all it knows in one Kernel, the state of the module.  A function that returns NULL or false has set a
 * Python exception, unless its comment says otherwise.
 */
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

#include "engine/kernel/text.h"
#include "engine/wire.h"

typedef struct {
    int fd;      /* packets to and from the host */
    int control; /* to the host, for checkpoints; -1: none */
    int console; /* where markers go: the terminal or pipe that was standard output at the start */
    struct termios modes; /* of the console at the start, if it is a terminal */
    pid_t pid;   /* of the kernel; a forked child sees another one and keeps silent */
    WireReader in;
    WireWriter out;
    bool script;  /* the notebook runs once, without an editor */
    bool app;     /* it is looked at and operated, but not edited */
    bool sending; /* some thread is in kernel_send with the GIL released */
    char secret[96];

    PyObject *module;   /* _tarn itself; borrowed */
    PyObject *globals;  /* of __main__, where cells run */
    PyObject *compile;  /* builtins.compile */
    PyObject *input;    /* builtins.input, the original */
    PyObject *files;    /* file name that a cell is compiled under -> its id */
    PyObject *sources;  /* the same -> its code */
    PyObject *definers; /* name -> id of the cell that defines it */
    PyObject *defs;     /* the same the other way: id of a cell -> list of names */
    PyObject *kept;     /* id of a cell -> list of its underscore names that outlive its run */

    PyObject *reloader; /* of _tarn_reload; NULL: nobody wants to know of modules that change */
    PyObject *attempts; /* name of a module -> when it was looked for, since the last MODULES_ARE; NULL as above */
    bool outdated;      /* a module may have to be loaded anew before the next run */

    int64_t run, cell; /* the run under way, or 0 */
    int64_t ahead;     /* the AHEAD that begins next, as DONE has said; or 0 */
    int64_t asked_at, waited; /* nanoseconds: when it asked for input, or 0; how long it has waited for that so far */
    Text shown;        /* what mo.output made of it; the JSON of an output */
} Kernel;

Kernel *kernel_of(PyObject *module);

/* --- serve.c ------------------------------------------------------------------------------------ */

/* Serves until the descriptor closes or SHUTDOWN comes. */
void kernel_serve(Kernel *kernel);

/* The fields of a packet that are left, a new list of str; NULL with an error set. */
PyObject *packet_strings(WirePacket *packet);

/* Sends what is in `out`; a forked child sends nothing. */
void kernel_send(Kernel *kernel);

/* The interpreter can be used. */
void kernel_say_ready(Kernel *kernel);

/* --- checkpoint.c --------------------------------------------------------------------------------- */

/* A CHECKPOINT packet: makes a copy of this process that sleeps, or tells the host why it cannot.  When the copy is
 * woken it returns there as the kernel. */
void kernel_checkpoint(Kernel *kernel, WirePacket *packet);

/* --- run.c ---------------------------------------------------------------------------------------- */

/* A RUN packet, answered by DONE; an AHEAD packet, answered by that or SKIPPED. */
void kernel_run(Kernel *kernel, WirePacket *packet);
void kernel_run_ahead(Kernel *kernel, WirePacket *packet);

/* Text for the console of a run that may be over: a thread of its cell prints. */
void kernel_say(Kernel *kernel, int64_t run, const char *bytes, size_t length);

/* The cell asks for input, or has its answer; for `waited`. */
void kernel_note_asking(Kernel *kernel, bool begins);

/* A PARSE packet, answered by PARSED. */
void kernel_parse(Kernel *kernel, WirePacket *packet);

/* --- code.c --------------------------------------------------------------------------------------- */

/* A cell, compiled: new references, each maybe NULL. */
typedef struct {
    PyObject *body;        /* the code of all statements, or of all but the last */
    PyObject *last;        /* the code of a last statement that is an expression whose value is wanted */
    PyObject *temporaries; /* list of underscore names to delete after the run */
    PyObject *kept;        /* list of those to keep, for functions that read them */
    bool async;            /* their code may be a coroutine */
} CellCode;

/* May the code hold tests?  A wrong yes costs only time. */
bool code_may_be_tests(WireBytes code);
bool code_compile(Kernel *kernel, WireBytes code, PyObject *file, int64_t cell, CellCode *compiled);

/* {"async": ..., "body": [...]}: what the engine needs to know of code that its own Python cannot parse. */
bool code_describe_tree(Kernel *kernel, WireBytes code, PyObject *file, const CellCode *compiled, Text *json);
void code_clear(CellCode *compiled);

/* The value of the last expression, or None. */
PyObject *code_execute(Kernel *kernel, const CellCode *compiled);

/* --- show.c --------------------------------------------------------------------------------------- */

/* --- describe.c ----------------------------------------------------------------------------------- */

/* What the kernel shows of a value. */
typedef struct {
    char mime[64];
    Text repr;      /* UTF-8; empty if there is none */
    PyObject *node; /* a dict, or NULL: the text of `repr` */
    bool has_repr;
} Description;

/* Fails only by an interrupt (or SystemExit from a repr, or the like): everything else is described. */
bool describe(Kernel *kernel, PyObject *value, Description *description);
void description_clear(Description *description);

/* {"mime":..., "repr":..., "root":...} */
bool description_to_json(const Description *description, Text *json);

/* repr() of a value, cut at `limit` bytes: does not build what it cuts off of built-in containers.  As `describe`
 * fails only by an interrupt. */
bool show_repr(Kernel *kernel, PyObject *value, size_t limit, Text *text, bool *failed);

/* As the oracle shows a variable: modules and marimo's objects in short. */
bool show_variable(Kernel *kernel, PyObject *value, size_t limit, Text *text, bool *failed);

/* JSON of dicts, lists and what is in them. */
bool json_add(Kernel *kernel, Text *json, PyObject *value);

/* The UTF-8 of a str, in `text`; lone surrogates escaped. */
bool text_add_unicode(Text *text, PyObject *string);
bool json_add_unicode(Text *json, PyObject *string);

/* How long a shown representation can be. */
enum { SHOWN_BYTES = 256 << 10, VARIABLE_BYTES = 8 << 10 };

/* --- error.c -------------------------------------------------------------------------------------- */

/* Takes the exception that is set and describes it as an output, {"root": {"node": "error"...}}.  Returns the run
 * status it stands for.  MarimoStopError becomes its `output`. */
int error_take(Kernel *kernel, Text *json);

/* Is the exception that is set one that only a run may catch: an interrupt? */
bool error_is_exit(void);

/* --- reload.c ------------------------------------------------------------------------------------- */

/* MODULES and CHANGED packets. */
void reload_switch(Kernel *kernel, WirePacket *packet);
void reload_changed(Kernel *kernel, WirePacket *packet);

/* A module of this name is looked for. */
void reload_note_attempt(Kernel *kernel, PyObject *name);

/* Tells of the modules of the user that were imported since the last time, or, if the run `failed`, could not be. */
void reload_tell_modules(Kernel *kernel, bool failed);

/* Loads anew what changed.  A module that cannot be is told of, and no error; an interrupt is. */
bool reload_modules(Kernel *kernel);

/* --- inspect.c ------------------------------------------------------------------------------------ */

void inspect_globals(Kernel *kernel, WirePacket *packet);
void inspect_table(Kernel *kernel, WirePacket *packet);
void inspect_variables(Kernel *kernel, WirePacket *packet); /* variables.c */
void inspect_forget(Kernel *kernel, WirePacket *packet);
void inspect_drop(Kernel *kernel, WirePacket *packet);
void inspect_widget(Kernel *kernel, WirePacket *packet);
void inspect_notebook(Kernel *kernel, WirePacket *packet);
void inspect_environment(Kernel *kernel, WirePacket *packet);
void inspect_definers(Kernel *kernel, WirePacket *packet);
void inspect_settled(Kernel *kernel, WirePacket *packet);
void inspect_lookup(Kernel *kernel, WirePacket *packet);  /* lookup.c */
void inspect_sources(Kernel *kernel, WirePacket *packet); /* lookup.c */

/* Says which widgets the defs of the cell that has run are, or hold; nothing if there are none. */
void inspect_widgets(Kernel *kernel);

/* Says which defs of the cell that has run are not bound; nothing if all are. */
void inspect_unbound(Kernel *kernel);

/* Public names bound to this very object, a sorted list. */
PyObject *inspect_names_of(Kernel *kernel, PyObject *value);

/* Appends the strings of a list to the packet that is being written. */
void put_strings(WireWriter *writer, PyObject *list);
void put_unicode(WireWriter *writer, PyObject *string);

/* `name` of marimo._tarn, a new reference; NULL without an exception if marimo is not imported (and not to be
 * imported) or has no such name. */
PyObject *marimo_hook(const char *name, bool import);

/* True if the type of `value` is from the package marimo. */
bool is_from_marimo(PyObject *type);
