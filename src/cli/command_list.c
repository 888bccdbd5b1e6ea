#include "cli/command.h"

#include <stddef.h>

/* One row a subcommand, in the order in which the help shows them. */
const Command COMMANDS[] = {
    {"edit", "[edit] [FILE...] [--keymap plain]", "open notebooks in the editor; with keys of vim, plain, emacs", cmd_edit},
    {"tutorial", "tutorial [NAME] [--keymap plain]", "learn tarn in a notebook about it, or look at one of its dashboards", cmd_tutorial},
    {"help", "help", "this list", cmd_help},
    {"check", "check [FILE...] [--fix]", "what is wrong with notebooks, by marimo's rules", cmd_check},
    {"fmt", "fmt FILE... [--check]", "format the code of cells with ruff or black", cmd_fmt},
    {"convert", "convert IN -t FORMAT [-o OUT]", "a notebook in another form, or in its canonical one", cmd_convert},
    {"run", "run FILE... [-- ARGS]", "a notebook as an app: what its cells show, and what can be moved", cmd_run},
    {"view", "view FILE [--no-code] [--width N]", "print a notebook and what was saved of its outputs, without running it", cmd_view},
    {"exec", "exec FILE [-p NAME=VALUE] [-- ARGS]", "run a notebook without a screen", cmd_exec},
    {"test", "test FILE... [-- ARGS]", "run the tests in notebooks, with pytest", cmd_test},
    {"graph", "graph FILE [--json]", "who defines what and who reads it", cmd_graph},
    {"sessions", "sessions [--json]", "what goes on, or waits for an editor", cmd_sessions},
    {"attach", "attach [NOTEBOOK|ID]", "back to a session", cmd_attach},
    {"kill", "kill NOTEBOOK|ID...|--all", "end sessions", cmd_kill},
    {"trust", "trust [FOLDER...] [--list|--revoke]", "which folders may run something when a notebook is opened", cmd_trust},
    {"doctor", "doctor [FILE]", "what this terminal can show and which Python would run FILE", cmd_doctor},
    {"trace", "trace SCRIPT", "what a notebook does when it is edited and run, as JSON, for the oracle", cmd_trace},
    {"host", "host --fd N | --stdio", "the supervisor of a session; tarn starts it itself", cmd_host},
    {"keys", "keys", "the editor headless: JSON cases on standard input, for the oracle", cmd_keys},
    {NULL},
};
