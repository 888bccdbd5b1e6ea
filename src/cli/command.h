/* The subcommands of tarn: one row, one small file (cmd_NAME.c) each. */
#pragma once

#include <stdbool.h>

#include <glib.h>

/* Exit codes of all commands. */
enum { EXIT_DONE = 0, EXIT_NOTEBOOK_FAILED = 1, EXIT_WRONG_USE = 2, EXIT_INTERRUPTED = 130 };

typedef struct {
    const char *name;
    const char *synopsis; /* "exec FILE [-- ARGS]" */
    const char *help;     /* one line */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
} Command;

/* Ends with a row without a name. */
extern const Command COMMANDS[];

/* "tarn: text" on standard error, in one line without control characters; returns EXIT_WRONG_USE. */
int command_refuse(const char *text);

/* "tarn: what: why" on standard error; returns EXIT_WRONG_USE. */
int command_fail(const char *what, const char *why);

/* A text on standard error, of whose control characters only newlines and tabs are left as they are. */
void command_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Fills what the entries say from the command line, which is left as it is; strings are the caller's then. */
bool command_parse(const GOptionEntry *entries, int argc, char **argv, GError **error);

/* How many of the `files` that a parser left over stand before the "--" of the command line, behind which the
 * notebook's own arguments are. */
int command_files(int argc, char **argv, char **files);

int cmd_attach(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_convert(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_edit(int argc, char **argv);
int cmd_exec(int argc, char **argv);
int cmd_fmt(int argc, char **argv);
int cmd_graph(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_trust(int argc, char **argv);
int cmd_help(int argc, char **argv);
int cmd_host(int argc, char **argv);
int cmd_keys(int argc, char **argv);
int cmd_kill(int argc, char **argv);
int cmd_sessions(int argc, char **argv);
int cmd_tutorial(int argc, char **argv);
int cmd_view(int argc, char **argv);
