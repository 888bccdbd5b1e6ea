/* The packets between engine, host and kernel: PACKET(NAME, number, "fields").
 *
 * Below 100: engine -> kernel; 100 and up: kernel -> engine; both relayed by the host untouched.
 * 200 and up: engine -> host; 300 and up: host -> engine.  Fields are in order; `i` a 64-bit integer,
 * `s` bytes, `s*` any number of byte strings to the end.  The numbers never change; the protocol number
 * grows when a meaning does.  Described for people in man/tarn-kernel.7.
 */
#define WIRE_PROTOCOL 1

/*      name              no.  fields */
#define WIRE_PACKETS(PACKET) \
    PACKET(RUN,           1,   "i run, i cell, s name shown for its file, s code, i flags")                    \
    PACKET(FORGET,        2,   "i cell, s* names to delete from globals before a run")                          \
    PACKET(WIDGET,        3,   "s element id, s value as JSON")                                                 \
    PACKET(GLOBALS,       4,   "i request; answered by GLOBALS_ARE")                                            \
    PACKET(PARSE,         5,   "i request, s code: does it compile here? answered by PARSED")                   \
    PACKET(SHUTDOWN,      6,   "")                                                                              \
    PACKET(NOTEBOOK,      7,   "s path or empty, s* arguments: __file__ and sys.argv")                          \
    PACKET(DEFINERS,      8,   "s* name, cell id as decimal, in turns: who defines what, for NameErrors")       \
    PACKET(READY,         100, "i protocol, s version as 3.11.2, s executable, i pid")                          \
    PACKET(OUTPUT,        101, "i run, i cell, s output as JSON: what the cell shows now (mo.output)")          \
    PACKET(DONE,          102, "i run, i cell, i status (RunStatus), s output as JSON or empty, i nanoseconds") \
    PACKET(STATE_SET,     103, "i run, i cell, s* names bound to the state object: their readers must run")     \
    PACKET(WIDGET_BOUND,  104, "i cell, s element id, s* names bound to it, after a WIDGET")                    \
    PACKET(GLOBALS_ARE,   105, "i request, s* name, repr in turns; public names, sorted")                       \
    PACKET(PARSED,        106, "i request, i ok, i line, i column, s message")                                  \
    PACKET(INPUT_WANTED,  107, "i run, i wanted (1 begins, 0 ends), s prompt, i secret (getpass)")              \
    PACKET(START,         200, "s interpreter or empty, s directory, i columns, i rows, i pipes, s secret")     \
    PACKET(INTERRUPT,     201, "i level: 1 SIGINT, 2 SIGTERM, 3 SIGKILL")                                       \
    PACKET(TYPE,          202, "s bytes for the console")                                                       \
    PACKET(RESIZE,        203, "i columns, i rows")                                                             \
    PACKET(RESTART,       204, "")                                                                              \
    PACKET(STOP,          205, "")                                                                              \
    PACKET(STARTED,       300, "s interpreter, i pid")                                                          \
    PACKET(CONSOLE,       301, "i run (0: none), s bytes, i dropped: bytes lost before these")                  \
    PACKET(DIED,          302, "i wait status, s what happened, for a person")                                  \
    PACKET(NO_PYTHON,     303, "s why, for a person")

/* RunStatus of DONE. */
enum {
    WIRE_RUN_OK = 0,
    WIRE_RUN_ERROR = 1,
    WIRE_RUN_STOPPED = 2,
    WIRE_RUN_INTERRUPTED = 3,
};

/* Flags of RUN. */
enum {
    WIRE_RUN_NO_OUTPUT = 1, /* the value of the last expression is not wanted */
};

#define WIRE_AS_ENUM(name, number, fields) WIRE_##name = number,
enum { WIRE_PACKETS(WIRE_AS_ENUM) };
