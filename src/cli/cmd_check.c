/* tarn check [FILE...]: what is wrong with notebooks, by marimo's rules; --fix: and put right. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/check.h"

typedef struct {
    CheckOptions check;
    gboolean fix, unsafe, strict, quiet, ignore_scripts;
    char *format, *select, *ignore;
    char **files;
} CommandLine;

static void command_line_clear(CommandLine *line)
{
    check_choice_clear(&line->check.choice);
    g_strfreev(line->check.site_packages);
    g_free(line->format);
    g_free(line->select);
    g_free(line->ignore);
    g_strfreev(line->files);
}

static bool parse(int argc, char **argv, CommandLine *line, GError **error)
{
    const GOptionEntry entries[] = {
        {"fix", 0, 0, G_OPTION_ARG_NONE, &line->fix, "write the files anew, as marimo would", NULL},
        {"unsafe-fixes", 0, 0, G_OPTION_ARG_NONE, &line->unsafe, "with --fix: also drop empty cells, move definitions",
         NULL},
        {"strict", 0, 0, G_OPTION_ARG_NONE, &line->strict, "any finding is a failure", NULL},
        {"ignore-scripts", 0, 0, G_OPTION_ARG_NONE, &line->ignore_scripts, "pass over what is no notebook", NULL},
        {"select", 0, 0, G_OPTION_ARG_STRING, &line->select, "only rules whose codes begin so: MB,MR001", "CODES"},
        {"ignore", 0, 0, G_OPTION_ARG_STRING, &line->ignore, "none whose codes begin so", "CODES"},
        {"format", 0, 0, G_OPTION_ARG_STRING, &line->format, "full or json", "FORMAT"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &line->quiet, "tell only how many", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &line->files, NULL, "[FILE...]"},
        {NULL},
    };
    return command_parse(entries, argc, argv, error);
}

static bool is_json(const CommandLine *line)
{
    return line->format && g_ascii_strcasecmp(line->format, "json") == 0;
}

static const char *misuse(const CommandLine *line)
{
    if (line->format && !is_json(line) && g_ascii_strcasecmp(line->format, "full") != 0)
        return "--format wants full or json";
    bool standard = line->files && g_strv_contains((const char *const *)line->files, "-");
    if (standard && line->fix)
        return "--fix wants files, not standard input";
    return NULL;
}

static void prepare(CommandLine *line)
{
    CheckOptions *check = &line->check;
    check->fix = line->fix;
    check->unsafe = line->unsafe;
    check->ignore_scripts = line->ignore_scripts;
    check->site_packages = check_site_packages();
    check_choice_read_project(&check->choice);
    if (line->select)
        check_choice_select(&check->choice, line->select);
    if (line->ignore)
        check_choice_ignore(&check->choice, line->ignore);
}

static bool is_set(const char *variable)
{
    const char *value = g_getenv(variable);
    return value && *value;
}

/* As no-color.org and bixense.com/clicolors have it: who wants none is stronger than who wants them always. */
static bool is_colored(void)
{
    if (is_set("NO_COLOR"))
        return false;
    if (is_set("CLICOLOR_FORCE") && strcmp(g_getenv("CLICOLOR_FORCE"), "0") != 0)
        return true;
    return isatty(STDOUT_FILENO) && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

typedef struct {
    guint left, fixed;
    bool errored, refused;
} Tally;

static void count(Tally *tally, const CheckFile *file, const CheckOptions *options)
{
    tally->errored |= file->status == CHECK_FAILED;
    tally->fixed += file->fixed;
    tally->refused |= file->refusal != NULL;
    for (guint i = 0; file->findings && i < file->findings->len; i++) {
        const LintFinding *finding = g_ptr_array_index(file->findings, i);
        tally->errored |= finding->rule->severity == LINT_BREAKING;
        tally->left += !check_fixed(options, file, finding);
    }
}

static Tally check_all(const CommandLine *line, const GPtrArray *paths, Analyzer *analyzer, GPtrArray *files)
{
    Tally tally = {0};
    bool color = is_colored();
    for (guint i = 0; i < paths->len; i++) {
        CheckFile *file = check_file(g_ptr_array_index(paths, i), analyzer, &line->check);
        count(&tally, file, &line->check);
        if (!is_json(line) && !line->quiet) {
            check_print(file, color);
            if (file->fixed)
                printf("Updated: %s\n", file->name);
        }
        if (file->refusal)
            command_refuse(file->refusal);
        if (is_json(line))
            g_ptr_array_add(files, file);
        else
            check_file_free(file);
    }
    return tally;
}

static int run(CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Analyzer) analyzer = analyzer_new(&error);
    if (!analyzer)
        return command_refuse(error->message);
    prepare(line);
    static const char *const EVERYTHING[] = {"**/*.py", "**/*.md", "**/*.qmd", NULL};
    g_autoptr(GPtrArray) paths = check_expand(line->files ? line->files : (char *const *)EVERYTHING);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)check_file_free);
    Tally tally = check_all(line, paths, analyzer, files);
    if (is_json(line)) {
        check_print_json(files, &line->check, tally.errored);
    } else {
        if (tally.fixed > 0)
            printf("Updated %u file%s.\n", tally.fixed, tally.fixed > 1 ? "s" : "");
        if (tally.left > 0)
            printf("Found %u issue%s.\n", tally.left, tally.left > 1 ? "s" : "");
    }
    bool failed = tally.errored || tally.refused || (line->strict && (tally.fixed > 0 || tally.left > 0));
    return failed ? EXIT_NOTEBOOK_FAILED : EXIT_DONE;
}

int cmd_check(int argc, char **argv)
{
    CommandLine line = {0};
    g_autoptr(GError) error = NULL;
    int code = EXIT_WRONG_USE;
    if (!parse(argc, argv, &line, &error))
        command_fail("check", error->message);
    else if (misuse(&line))
        command_fail("check", misuse(&line));
    else
        code = run(&line);
    command_line_clear(&line);
    return code;
}
