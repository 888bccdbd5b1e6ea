/* tarn trust: which folders may run something by themselves when a notebook in them is opened. */
#include "cli/command.h"

#include <stdio.h>

#include "base/json.h"
#include "base/trust.h"
#include "base/utf8.h"

typedef struct {
    gboolean list, json, revoke, refuse;
    char **folders;
} TrustOptions;

static void trust_options_clear(TrustOptions *options)
{
    g_strfreev(options->folders);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TrustOptions, trust_options_clear)

static void print_json(const GArray *words)
{
    g_autoptr(JsonWriter) json = json_writer_new(2);
    json_writer_begin_array(json);
    for (guint i = 0; i < words->len; i++) {
        const TrustWord *word = &g_array_index(words, TrustWord, i);
        json_writer_begin_object(json);
        json_writer_key(json, "folder"), json_writer_string(json, word->folder);
        json_writer_key(json, "trusted"), json_writer_bool(json, word->trust == TRUST_GIVEN);
        json_writer_end_object(json);
    }
    json_writer_end_array(json);
    puts(json_writer_text(json));
}

static int list(bool as_json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) words = trust_list(&error);
    if (!words)
        return command_refuse(error->message);
    if (as_json)
        print_json(words);
    for (guint i = 0; !as_json && i < words->len; i++) {
        const TrustWord *word = &g_array_index(words, TrustWord, i);
        g_autofree char *folder = utf8_printable(word->folder);
        printf("%-8s  %s\n", word->trust == TRUST_GIVEN ? "trusted" : "refused", folder);
    }
    return EXIT_DONE;
}

static int set(const TrustOptions *options, const char *folder)
{
    Trust trust = options->revoke ? TRUST_OPEN : options->refuse ? TRUST_REFUSED : TRUST_GIVEN;
    bool changed = false;
    g_autoptr(GError) error = NULL;
    if (!options->revoke && !g_file_test(folder, G_FILE_TEST_IS_DIR)) /* what is gone can still be taken back */
        return command_fail(folder, "there is no such folder");
    if (!trust_set(folder, trust, &changed, &error))
        return command_refuse(error->message);
    if (options->revoke && !changed)
        return command_fail(folder, "nothing was said about this folder; tarn trust --list shows all that was");
    return EXIT_DONE;
}

int cmd_trust(int argc, char **argv)
{
    g_auto(TrustOptions) options = {0};
    const GOptionEntry entries[] = {
        {"list", 0, 0, G_OPTION_ARG_NONE, &options.list, "show the folders that are trusted, or refused", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "with --list: as JSON", NULL},
        {"revoke", 0, 0, G_OPTION_ARG_NONE, &options.revoke, "forget what was said about the folders: it is asked again", NULL},
        {"refuse", 0, 0, G_OPTION_ARG_NONE, &options.refuse, "do not trust the folders, and do not ask", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.folders, NULL, "[FOLDER...]"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return command_fail("trust", error->message);
    if (options.list + options.revoke + options.refuse > 1 || (options.list && options.folders))
        return command_fail("trust", "--list stands alone, and --revoke and --refuse exclude each other");
    if (options.json && !options.list)
        return command_fail("--json", "belongs to --list");
    if (options.list)
        return list(options.json);
    if (!options.folders)
        return set(&options, ".");
    int status = EXIT_DONE;
    for (char **folder = options.folders; *folder; folder++) {
        int one = **folder ? set(&options, *folder) : command_fail("trust", "the name of the folder is empty");
        status = MAX(status, one);
    }
    return status;
}
