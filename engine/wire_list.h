/* The packets between engine, host and kernel: PACKET(NAME, number, shape, "fields").
 *
 * Below 100: engine -> kernel; 100 and up: kernel -> engine; both relayed by the host untouched.
 * 200 and up: engine -> host; 300 and up: host -> engine; 400 and up: both ways.  The shape has a letter a field: `i` a 64-bit
 * integer, `s` bytes, and at its end `S` any number of byte strings.  The numbers never change; the
 * protocol number grows when a meaning does.  Described for people in man/tarn-kernel.7.
 */
#define WIRE_PROTOCOL 5

/*      name              no.  shape    fields */
#define WIRE_PACKETS(PACKET) \
    PACKET(RUN,           1,   "iissi", "run, cell, name shown for its file, code, flags")                      \
    PACKET(FORGET,        2,   "iS",    "cell, names to delete from globals before a run")                      \
    PACKET(WIDGET,        3,   "ss",    "element id, value as JSON")                                            \
    PACKET(GLOBALS,       4,   "i",     "request; answered by GLOBALS_ARE")                                     \
    PACKET(PARSE,         5,   "is",    "request, code: does it compile here? answered by PARSED")              \
    PACKET(SHUTDOWN,      6,   "",      "")                                                                     \
    PACKET(NOTEBOOK,      7,   "siS",   "path or empty, 1: runs as a script, 2: as an app, strings: __file__, mode and sys.argv") \
    PACKET(DEFINERS,      8,   "S",     "name, cell id as decimal, in turns: who defines what, for NameErrors") \
    PACKET(BEGIN,         9,   "s",     "secret of the markers in the console; the host sends it, first")       \
    PACKET(SETTLED,       10,  "",      "the cells that a WIDGET set off have run: run buttons are released")           \
    PACKET(DROP,          11,  "S",     "table, view, schema or catalog, catalog, schema, name, in turns: made in DuckDB by a cell that is to run again") \
    PACKET(MODULES,       12,  "i",     "1: tell which modules of the user are loaded, and load those anew that change; 0: no more") \
    PACKET(CHANGED,       13,  "S",     "files of modules that may have changed; OUTDATED if one has")              \
    PACKET(VARIABLES,     14,  "i",     "request; answered by VARIABLES_ARE")                                   \
    PACKET(TABLE,         15,  "iss",   "request, id of a table that was shown, question as JSON; answered by TABLE_IS, when no cell runs") \
    PACKET(LOOKUP,        16,  "iis",   "request, what (WIRE_LOOKUP_...), code of a cell up to the place that is asked about; answered by FOUND") \
    PACKET(AHEAD,         17,  "iissi", "as RUN, but it begins by itself, when the run before it is well over and nothing but AHEAD has come since; else answered by SKIPPED") \
    PACKET(WITHDRAW,      18,  "",      "an AHEAD that came before it, and has not begun, does not")              \
    PACKET(ENVIRONMENT,   19,  "iS",    "how many of the strings are folders for imports, the others are files of variables; what is there already stays") \
    PACKET(SOURCES,       20,  "iS",    "request, paths of the tree of data sources that are not as they are at first (_tarn_sources.py); answered by SOURCES_ARE") \
    PACKET(CHECKPOINT,    40,  "",      "make a copy of the interpreter that sleeps, or tell why not, at the descriptor for that; the host sends it") \
    PACKET(READY,         100, "issi",  "protocol, version as 3.11.2, executable, pid")                         \
    PACKET(OUTPUT,        101, "iis",   "run, cell, output as JSON: what the cell shows now (mo.output)")       \
    PACKET(DONE,          102, "iiisiii", "run, cell, status (WIRE_RUN_...), output as JSON or empty, nanoseconds, those of them in which it waited for input, run of the AHEAD that begins now or 0") \
    PACKET(STATE_SET,     103, "iiS",   "run, cell, names of a state that it set: their other readers must run")       \
    PACKET(WIDGET_BOUND,  104, "isS",   "cell, element id, names bound to it, after a WIDGET")                  \
    PACKET(GLOBALS_ARE,   105, "iS",    "request, name and repr in turns; public names, sorted")                \
    PACKET(PARSED,        106, "iiiiss", "request, ok, line, column, message, syntax tree as JSON (_tarn_tree.py)") \
    PACKET(INPUT_WANTED,  107, "iisi",  "run, wanted (1 begins, 0 ends), prompt, secret (1: getpass)")          \
    PACKET(UNBOUND,       108, "iiS",   "run, cell, defs of the cell that are not bound now; before DONE, if there are any") \
    PACKET(STATE_LOOPS,   109, "iiS",   "as STATE_SET, of a state with allow_self_loops: the setter runs again, too") \
    PACKET(WIDGETS,       110, "iiS", "run, cell, id of an element and a def of the cell that it is reached by, in turns; before DONE, if there are any") \
    PACKET(MODULES_ARE,   111, "S",     "name and file in turns: modules of the user, loaded since the last time") \
    PACKET(OUTDATED,      112, "ssS",   "what is wrong or empty, what changed or empty, names of modules that are not as on disk") \
    PACKET(RELOADED,      113, "S",     "names of modules that are as on disk again; before the DONE of the run that needed them") \
    PACKET(WIDGET_SHOWN,  114, "ss",    "element id, as an OUTPUT what it shows now; before WIDGET_BOUND, if there is such an element") \
    PACKET(VARIABLES_ARE, 115, "iS",    "request, name, type, length or shape or empty, the beginning of the repr, in turns; public names, sorted") \
    PACKET(TABLE_IS,      116, "iss",   "request, id of the table, answer as JSON") \
    PACKET(FOUND,         117, "iiS",   "request, what; of names: name, kind, type, documentation in turns; else lines of text") \
    PACKET(SKIPPED,       118, "ii",    "run, cell: an AHEAD that does not begin, nor does any that was sent before this is read") \
    PACKET(WIDGET_DRAWN,  119, "ss",    "element id, as WIDGET_SHOWN what it shows meanwhile: before WIDGET_BOUND, any number of them") \
    PACKET(SOURCES_ARE,   120, "iS",    "request, the notebook's name for marimo or empty, then of each row: depth, fold (+, - or empty), kind, path, name, note, code of a cell that shows it") \
    PACKET(START,         200, "ssiiis", "interpreter or empty, directory, columns, rows, pipes, secret or empty") \
    PACKET(INTERRUPT,     201, "i",     "level: 1 SIGINT, 2 SIGTERM, 3 SIGKILL")                                \
    PACKET(TYPE,          202, "s",     "bytes for the console")                                                \
    PACKET(RESIZE,        203, "ii",    "columns, rows")                                                        \
    PACKET(RESTART,       204, "",      "")                                                                     \
    PACKET(STOP,          205, "",      "")                                                                     \
    PACKET(FINISH,        206, "",      "nothing more is to run: as STOP, but what the interpreter still does is waited for") \
    PACKET(KEEP,          207, "si",    "path of the notebook, seconds: the session outlives its editor by so many while nothing runs") \
    PACKET(QUEUE,         208, "S",     "cell, name, code, flags, cells of the queue or run that it needs, in turns: what follows the next RUN") \
    PACKET(ATTACH,        209, "is",    "of a new editor, first: 1 takes the session from another; the notebook, or empty; answered by ATTACHED, BUSY or NO_SESSION") \
    PACKET(ASK,           210, "",      "of anybody, instead: answered by SESSION_IS")                            \
    PACKET(SUPERSEDE,     212, "i",     "run: is interrupted if it still runs in a moment; no AHEAD begins after it") \
    PACKET(DIAL,          213, "issi",  "as ATTACH, of a connection that may break: take, the notebook, a token; bytes that were read by an earlier connection with that token, or -1") \
    PACKET(LEAVE,         214, "",      "the connection will end now, and not come back") \
    PACKET(CHECKPOINTS,   220, "iii",   "how many copies at most, megabytes that they may take, milliseconds of runs that are worth one; 0: only when it is asked for") \
    PACKET(MAKE_CHECKPOINT, 221, "",    "now, or when the cell that runs has; answered by CHECKPOINTED")                \
    PACKET(ROLL_BACK,     222, "",      "to the last checkpoint; answered by ROLLED_BACK, or CHECKPOINTED if there is none") \
    PACKET(STARTED,       300, "si",    "interpreter, pid")                                                     \
    PACKET(CONSOLE,       301, "isii",  "run (0: none), bytes, bytes lost before these, lines in those")        \
    PACKET(DIED,          302, "is",    "wait status, what happened, for a person")                             \
    PACKET(NO_PYTHON,     303, "s",     "why, for a person")                                                      \
    PACKET(SESSION_IS,    304, "s",     "JSON: what tarn sessions shows")                                         \
    PACKET(ATTACHED,      305, "iii",   "highest run, highest cell, 1 if the kernel is there: RAN and what was said of each follow") \
    PACKET(RAN,           306, "iissiii", "run, cell, name, code, microseconds since 1970, how far it came (WIRE_RAN_...), cell that kept it from running") \
    PACKET(ATTACHED_ALL,  307, "",      "from here on everything is news")                                        \
    PACKET(BUSY,          308, "i",     "pid of the editor that has the session")                                 \
    PACKET(TAKEN,         309, "",      "another editor takes the session: let go")                                \
    PACKET(WIDGET_WAS,    310, "ss",    "element id, its last value as JSON; before what it shows by that")           \
    PACKET(NO_SESSION,    311, "",      "START begins one, by the same connection")                                   \
    PACKET(CHECKPOINTED,  312, "iiis",  "1: it was asked for, how many there are, bytes that they have of their own, why there is no new one or empty") \
    PACKET(ROLLED_BACK,   313, "isiiS", "wait status, what happened or empty: it was asked for, microseconds since 1970 of the checkpoint, pid, cells that ran since as decimals") \
    PACKET(RESUMED,       314, "i",     "to a DIAL that goes on: bytes that were read by the earlier connection; what was not follows") \
    PACKET(CAME,          400, "i",     "both ways, after a DIAL: bytes that were read; they need not be kept any more")

/* RunStatus of DONE. */
enum {
    WIRE_RUN_OK = 0,
    WIRE_RUN_ERROR = 1,
    WIRE_RUN_STOPPED = 2,
    WIRE_RUN_INTERRUPTED = 3,
};

/* What LOOKUP asks. */
enum {
    WIRE_LOOKUP_NAMES = 0,     /* what could be typed next */
    WIRE_LOOKUP_HELP = 1,      /* what is the name that ends here */
    WIRE_LOOKUP_SIGNATURE = 2, /* what does the call take that is being typed */
};

/* Flags of RUN. */
enum {
    WIRE_RUN_NO_OUTPUT = 1, /* the value of the last expression is not wanted */
    WIRE_RUN_SCRATCH = 2,   /* what it binds and deletes is bound and deleted in a copy of the globals, and lost */
    WIRE_RUN_TESTS = 4,     /* of a cell that holds nothing but tests, pytest runs them afterwards */
    WIRE_RUN_ALL_TESTS = 8, /* of any cell */
};

/* How far RAN came. */
enum {
    WIRE_RAN_DONE = 0,      /* its DONE follows */
    WIRE_RAN_RUNNING = 1,   /* it runs */
    WIRE_RAN_QUEUED = 2,    /* it will run; in this order */
    WIRE_RAN_CANCELLED = 3, /* another failed */
    WIRE_RAN_STOPPED = 4,   /* another stopped */
    WIRE_RAN_DEAD = 5,      /* the interpreter died under it */
};

#define WIRE_AS_ENUM(name, number, shape, fields) WIRE_##name = number,
enum { WIRE_PACKETS(WIRE_AS_ENUM) };
#undef WIRE_AS_ENUM
