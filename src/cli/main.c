/* tarn COMMAND ...; without a known command, what is named is opened in the editor. */
#include "cli/command.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

static const Command *find_command(const char *name)
{
    for (const Command *command = COMMANDS; command->name; command++) {
        if (strcmp(command->name, name) == 0)
            return command;
    }
    return NULL;
}

int cmd_help(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[0], "help") == 0)
        return command_fail(argv[1], "help takes no argument: tarn COMMAND --help tells of a command, man tarn of all");
    puts("usage: tarn [COMMAND] [ARGUMENTS]\n");
    for (const Command *command = COMMANDS; command->name; command++)
        printf("  tarn %-36s %s\n", command->synopsis, command->help);
    puts("\nWithout a command, tarn edits the named notebook.  See tarn(1).");
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    const char *name = argc > 1 ? argv[1] : "edit";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return cmd_help(argc, argv);
    if (strcmp(name, "--version") == 0) {
        puts("tarn " TARN_VERSION);
        return EXIT_DONE;
    }
    const Command *command = find_command(name);
    g_autofree char *program = g_strdup_printf("tarn %s", command ? name : "edit");
    g_set_prgname(program); /* for the usage that --help prints */
    if (command)
        return command->run(argc > 1 ? argc - 1 : argc, argc > 1 ? argv + 1 : argv);
    const Command *edit = find_command("edit");
    return edit ? edit->run(argc, argv) : command_fail(name, "no such command; see tarn --help");
}
