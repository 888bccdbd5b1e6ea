/* Runs a notebook as the editor does, through the engine's door: engine_run TARN PYTHON FILE.
 *
 * Prints how each cell ended, in the words of `tarn exec --json`; then a line for each placeholder in what they show at
 * the end: "placeholder NAME: TEXT".
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "engine/engine.h"
#include "notebook/format_marimo.h"

static const char *const WORDS[] = {
    [RESULT_NONE] = "new",           [RESULT_OK] = "ok",           [RESULT_ERROR] = "error",
    [RESULT_STOPPED] = "stopped",    [RESULT_CANCELLED] = "cancelled", [RESULT_INVALID] = "invalid",
    [RESULT_INTERRUPTED] = "interrupted", [RESULT_DISABLED] = "disabled", [RESULT_DEAD] = "dead",
};

/* A description that failed is a placeholder "TYPE: EXCEPTION" (marimo/_tarn.py): nobody may see one. */
static bool is_sound(const Node *node)
{
    if (node->kind == NODE_PLACEHOLDER && node->name && strstr(node->name, ": ")) {
        fprintf(stderr, "cannot be shown: %s: %s\n", node->name, node->text);
        return false;
    }
    for (guint i = 0; i < node->children->len; i++) {
        if (!is_sound(g_ptr_array_index(node->children, i)))
            return false;
    }
    return true;
}

typedef struct {
    GHashTable *results; /* of cells */
    GHashTable *outputs; /* the last of each */
} Shown;

static void print_placeholders(const Node *node)
{
    if (node->kind == NODE_PLACEHOLDER)
        printf("placeholder %s: %s\n", node->name, node->text);
    for (guint i = 0; i < node->children->len; i++)
        print_placeholders(g_ptr_array_index(node->children, i));
}

/* Until the engine is idle; the last result of each cell goes into `results`.  False: it says nothing
 * any more, or an output is not sound. */
static bool settle(Engine *engine, Shown *shown)
{
    enum { DEADLINE_MS = 60000 };
    bool sound = true;
    for (;;) {
        g_autoptr(EngineEvent) event = engine_receive(engine);
        struct pollfd wait = {.fd = engine_fd(engine), .events = POLLIN};
        if (!event && poll(&wait, 1, DEADLINE_MS) != 1)
            return false;
        if (!event)
            continue;
        if (event->kind == ENGINE_IDLE)
            return sound;
        if (event->kind == ENGINE_OUTPUT) {
            sound &= !event->output || !event->output->root || is_sound(event->output->root);
            g_hash_table_insert(shown->outputs, g_memdup2(&event->cell, sizeof event->cell), g_steal_pointer(&event->output));
        }
        if (event->kind == ENGINE_MESSAGE)
            fprintf(stderr, "%s\n", event->text);
        if (event->kind == ENGINE_STATUS)
            g_hash_table_insert(shown->results, g_memdup2(&event->cell, sizeof event->cell),
                                (gpointer)WORDS[event->status.result]);
    }
}

static void print_results(const Notebook *notebook, const Shown *shown)
{
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        uint64_t id = cell_id(notebook_cell(notebook, i));
        const char *result = g_hash_table_lookup(shown->results, &id);
        printf("%s%s", i ? " " : "", result ? result : "new");
    }
    puts("");
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        uint64_t id = cell_id(notebook_cell(notebook, i));
        const Output *output = g_hash_table_lookup(shown->outputs, &id);
        if (output && output->root)
            print_placeholders(output->root);
    }
}

static void drop_output(gpointer output)
{
    g_clear_pointer((Output **)&output, output_unref);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(argv[3], NULL, &error);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    g_autoptr(FormatRead) read = text ? format_marimo_read(text, size, argv[3], &error) : NULL;
    if (!read) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    g_autoptr(GHashTable) results = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(GHashTable) outputs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, drop_output);
    Shown shown = {results, outputs};
    g_autoptr(Engine) engine = engine_start(&(EngineOptions){.program = argv[1], .python = argv[2]});
    engine_open(engine, notebook_snapshot(read->notebook), argv[3]);
    bool done = settle(engine, &shown);
    engine_run(engine, ENGINE_RUN_ALL, NULL, 0);
    done = done && settle(engine, &shown);
    print_results(read->notebook, &shown);
    return done ? 0 : 1;
}
