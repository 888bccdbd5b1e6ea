/* What several commands do with the words of the command line. */
#include "cli/command.h"

#include <string.h>

bool command_parse(const GOptionEntry *entries, int argc, char **argv, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_auto(GStrv) arguments = g_new0(char *, argc + 1); /* the parser takes out what it knows */
    for (int i = 0; i < argc; i++)
        arguments[i] = g_strdup(argv[i]);
    return g_option_context_parse_strv(context, &arguments, error);
}

int command_files(int argc, char **argv, char **files)
{
    int count = files ? (int)g_strv_length(files) : 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            return MAX(count - (argc - i - 1), 0);
    }
    return count;
}
