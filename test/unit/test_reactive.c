/* What runs, when, in the editor's engine with a real interpreter: stories, one line a deed.
 *
 *     open lazy                     lazily (must come first)
 *     run a b, all, stale           as the keys do it; so do: restart, disable a, enable a, delete a
 *     edit a: x = 2                 the text changes; "|" is a line end
 *     new d before a: y = 1         a new cell; also "setup d"
 *     move a to 2, name a word      only the structure changes
 *     interrupt a                   once a, already started with "start a", has printed something
 *     widget a 7                    the widget that a shows gets a value
 *     scratch: x + 1                code that is no cell's; "shows @", "prints @" and "is @" are about it
 *     queue: x + 1                  the same, and it is not waited for
 *     slide a 7 while b             the same once b, already started, has printed something
 *     ran a b                       these cells started since the last deed, in this order
 *     is a=ok b=error*              how they ended; * is stale, - blocked
 *     shows a: text                 its output now; errors as "NameError: text"
 *     blames b a                    the output of b is an error that names the cell a
 *     prints a: text                the last line of its console
 *
 * $CASE plays only those that have it in their names.
 */
#include "desk.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

typedef struct {
    const char *name;
    const char *cells; /* named a, b, ..., separated by "||" */
    const char *story;
} Case;

typedef struct {
    Desk *desk;
    GPtrArray *names;    /* of strings, by the page */
    GHashTable *ids;     /* name -> cell id */
    GHashTable *status;  /* cell id -> CellStatus */
    GHashTable *outputs; /* cell id -> Output */
    GHashTable *consoles; /* cell id -> last line */
    GString *ran;
    guint seen; /* of desk->events */
    const char *title;
    const char *line;
} World;

static void unref_output(gpointer output)
{
    if (output)
        output_unref(output);
}

static uint64_t id_of(World *world, const char *name)
{
    if (strcmp(name, "@") == 0)
        return ENGINE_SCRATCH;
    const uint64_t *found = g_hash_table_lookup(world->ids, name);
    if (!found)
        fail_msg("%s: %s: there is no cell %s", world->title, world->line, name);
    return *found;
}

static const char *name_of(World *world, uint64_t cell)
{
    if (cell == ENGINE_SCRATCH)
        return "@";
    GHashTableIter all;
    g_hash_table_iter_init(&all, world->ids);
    for (gpointer name, value; g_hash_table_iter_next(&all, &name, &value);) {
        if (*(uint64_t *)value == cell)
            return name;
    }
    return "?";
}

static size_t index_of(World *world, const char *name)
{
    size_t index = 0;
    if (!notebook_find_cell(world->desk->notebook, id_of(world, name), &index))
        fail_msg("%s: %s: the cell %s is gone", world->title, world->line, name);
    return index;
}

/* --- what the engine tells ------------------------------------------------------------------------------------------ */

static void take_status(World *world, const EngineEvent *event)
{
    const CellStatus *before = g_hash_table_lookup(world->status, &event->cell);
    bool started = event->status.state == RUN_RUNNING && (!before || before->state != RUN_RUNNING);
    if (started)
        g_string_append_printf(world->ran, "%s%s", world->ran->len ? " " : "", name_of(world, event->cell));
    g_hash_table_insert(world->status, g_memdup2(&event->cell, sizeof event->cell),
                        g_memdup2(&event->status, sizeof event->status));
}

static void take(World *world, const EngineEvent *event)
{
    gpointer key = g_memdup2(&event->cell, sizeof event->cell);
    if (event->kind == ENGINE_STATUS) {
        take_status(world, event);
        g_free(key);
    } else if (event->kind == ENGINE_OUTPUT) {
        g_hash_table_insert(world->outputs, key, event->output ? output_ref(event->output) : NULL);
    } else if (event->kind == ENGINE_CONSOLE) {
        guint lines = event->console ? event->console->lines->len : 0;
        const StyledLine *line = lines ? g_ptr_array_index(event->console->lines, lines - 1) : NULL;
        g_hash_table_insert(world->consoles, key, g_strdup(line ? line->text : ""));
    } else {
        g_free(key);
    }
}

static const EngineEvent *await(World *world)
{
    const EngineEvent *event = next(world->desk);
    take(world, event);
    return event;
}

/* Until all that was asked for is done.  What becomes idle before the save is answered was idle before. */
static void finish(World *world)
{
    g_autofree char *path = g_build_filename(world->desk->folder, "fence.py", NULL);
    g_ptr_array_set_size(world->desk->events, 0);
    engine_save(world->desk->engine, notebook_snapshot(world->desk->notebook), path, true);
    while (await(world)->kind != ENGINE_SAVED)
        ;
    while (await(world)->kind != ENGINE_IDLE)
        ;
    g_unlink(path);
}

/* --- deeds ----------------------------------------------------------------------------------------------------------- */

static char *code_of(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "|", -1);
    return g_strjoinv("\n", lines);
}

static void restructure(World *world)
{
    engine_restructure(world->desk->engine, notebook_snapshot(world->desk->notebook));
}

static void learn(World *world, const char *name, size_t index)
{
    uint64_t cell = id(world->desk, index);
    g_hash_table_insert(world->ids, g_strdup(name), g_memdup2(&cell, sizeof cell));
}

static void run_named(World *world, char **names)
{
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (; *names; names++) {
        uint64_t cell = id_of(world, *names);
        g_array_append_val(cells, cell);
    }
    engine_run(world->desk->engine, ENGINE_RUN_CELLS, (const uint64_t *)(gpointer)cells->data, cells->len);
}

static void add_cell(World *world, char **words, const char *code, bool setup)
{
    size_t index = words[1] ? index_of(world, words[2]) : 0;
    notebook_insert_cell(world->desk->notebook, index, setup ? "setup" : "_", setup ? CELL_SETUP : CELL_PLAIN, NULL,
                         code, -1);
    learn(world, words[0], index);
    restructure(world);
}

static void set_disabled(World *world, const char *name, bool disabled)
{
    size_t index = index_of(world, name);
    CellConfig config = cell_config_copy(cell_config(notebook_cell(world->desk->notebook, index)));
    config.disabled = disabled;
    notebook_set_cell_config(world->desk->notebook, index, &config);
    cell_config_clear(&config);
    restructure(world);
}

static void await_print(World *world, const char *name)
{
    uint64_t cell = id_of(world, name);
    while (!g_hash_table_lookup(world->consoles, &cell) ||
           !*(const char *)g_hash_table_lookup(world->consoles, &cell))
        await(world);
}

static const Node *find_widget(const Node *node)
{
    if (node->kind == NODE_WIDGET && node->id)
        return node;
    for (guint i = 0; i < node->children->len; i++) {
        const Node *found = find_widget(g_ptr_array_index(node->children, i));
        if (found)
            return found;
    }
    return NULL;
}

static void set_widget(World *world, const char *name, const char *json)
{
    uint64_t cell = id_of(world, name);
    const Output *output = g_hash_table_lookup(world->outputs, &cell);
    const Node *widget = output && output->root ? find_widget(output->root) : NULL;
    if (!widget)
        fail_msg("%s: %s: it shows no widget", world->title, world->line);
    engine_set_widget(world->desk->engine, widget->id, json);
}

static void do_deed(World *world, const char *verb, char **words, const char *text)
{
    Desk *desk = world->desk;
    g_autofree char *code = code_of(text);
    if (strcmp(verb, "slide") != 0 && strcmp(verb, "interrupt") != 0) /* what they meet has been started before */
        g_string_truncate(world->ran, 0);
    if (strcmp(verb, "run") == 0 || strcmp(verb, "start") == 0)
        run_named(world, words);
    else if (strcmp(verb, "all") == 0)
        engine_run(desk->engine, ENGINE_RUN_ALL, NULL, 0);
    else if (strcmp(verb, "stale") == 0)
        engine_run(desk->engine, ENGINE_RUN_STALE, NULL, 0);
    else if (strcmp(verb, "restart") == 0)
        engine_restart(desk->engine);
    else if (strcmp(verb, "edit") == 0)
        edit(desk, index_of(world, words[0]), code);
    else if (strcmp(verb, "new") == 0 || strcmp(verb, "setup") == 0)
        add_cell(world, words, code, *verb == 's');
    else if (strcmp(verb, "delete") == 0)
        notebook_remove_cell(desk->notebook, index_of(world, words[0])), restructure(world);
    else if (strcmp(verb, "move") == 0)
        notebook_move_cell(desk->notebook, index_of(world, words[0]), (size_t)atoi(words[2])), restructure(world);
    else if (strcmp(verb, "name") == 0)
        notebook_set_cell_name(desk->notebook, index_of(world, words[0]), words[1]), restructure(world);
    else if (strcmp(verb, "disable") == 0 || strcmp(verb, "enable") == 0)
        set_disabled(world, words[0], *verb == 'd');
    else if (strcmp(verb, "scratch") == 0 || strcmp(verb, "queue") == 0)
        engine_scratch(desk->engine, code);
    else if (strcmp(verb, "interrupt") == 0)
        await_print(world, words[0]), engine_interrupt(desk->engine);
    else if (strcmp(verb, "slide") == 0)
        await_print(world, words[3]), set_widget(world, words[0], words[1]);
    else if (strcmp(verb, "widget") == 0)
        set_widget(world, words[0], words[1]);
    else
        fail_msg("%s: no such deed: %s", world->title, world->line);
    if (strcmp(verb, "start") != 0 && strcmp(verb, "queue") != 0)
        finish(world);
}

/* --- claims ------------------------------------------------------------------------------------------------------------- */

static void expect(const World *world, const char *want, const char *got)
{
    if (g_strcmp0(want, got) != 0)
        fail_msg("%s\n    at: %s\n    want: %s\n    got:  %s", world->title, world->line, want, got);
}

static char *status_word(World *world, const char *name)
{
    static const char *const WORDS[] = {
        [RESULT_NONE] = "new",           [RESULT_OK] = "ok",           [RESULT_ERROR] = "error",
        [RESULT_STOPPED] = "stopped",    [RESULT_CANCELLED] = "cancelled", [RESULT_INVALID] = "invalid",
        [RESULT_INTERRUPTED] = "interrupted", [RESULT_DISABLED] = "disabled", [RESULT_DEAD] = "dead",
    };
    uint64_t cell = id_of(world, name);
    const CellStatus *status = g_hash_table_lookup(world->status, &cell);
    if (!status)
        return g_strdup_printf("%s=untold", name);
    return g_strdup_printf("%s=%s%s%s", name, WORDS[status->result], status->stale ? "*" : "",
                           status->blocked ? "-" : "");
}

static void claim_statuses(World *world, char **words)
{
    for (; *words; words++) {
        g_auto(GStrv) pair = g_strsplit(*words, "=", 2);
        g_autofree char *got = status_word(world, pair[0]);
        expect(world, *words, got);
    }
}

static char *shown_text(World *world, const char *name)
{
    uint64_t cell = id_of(world, name);
    const Output *output = g_hash_table_lookup(world->outputs, &cell);
    if (!output || !output->root)
        return g_strdup("");
    if (output->root->kind == NODE_ERROR)
        return g_strdup_printf("%s: %s", output->root->name, output->root->text);
    return g_strdup(output->root->text);
}

/* False: it is no claim but a deed. */
static bool claim(World *world, const char *verb, char **words, const char *text)
{
    if (strcmp(verb, "ran") == 0) {
        g_autofree char *want = g_strjoinv(" ", words);
        expect(world, want, world->ran->str);
    } else if (strcmp(verb, "is") == 0) {
        claim_statuses(world, words);
    } else if (strcmp(verb, "shows") == 0) {
        g_autofree char *got = shown_text(world, words[0]);
        expect(world, text, got);
    } else if (strcmp(verb, "prints") == 0) {
        uint64_t cell = id_of(world, words[0]);
        expect(world, text, g_hash_table_lookup(world->consoles, &cell));
    } else if (strcmp(verb, "blames") == 0) {
        uint64_t cell = id_of(world, words[0]);
        const Output *output = g_hash_table_lookup(world->outputs, &cell);
        expect(world, words[1], output && output->root ? name_of(world, output->root->cell) : NULL);
    } else {
        return false;
    }
    return true;
}

/* --- playing ----------------------------------------------------------------------------------------------------------- */

static void play_line(World *world, const char *line)
{
    world->line = line;
    const char *colon = strstr(line, ": ");
    g_autofree char *head = colon ? g_strndup(line, (gsize)(colon - line)) : g_strdup(line);
    g_auto(GStrv) words = g_strsplit(head, " ", -1);
    const char *text = colon ? colon + 2 : "";
    if (!claim(world, words[0], words + 1, text))
        do_deed(world, words[0], words + 1, text);
}

static void open_notebook(World *world, const char *cells, bool lazy)
{
    g_auto(GStrv) texts = g_strsplit(cells, "||", -1);
    for (char **text = texts; *text; text++) {
        char *code = code_of(g_strstrip(*text));
        g_free(*text);
        *text = code;
    }
    world->desk = desk_new_with((const char *const *)texts, &(EngineOptions){.lazy = lazy});
    for (guint i = 0; texts[i]; i++)
        learn(world, (char[]){(char)('a' + i), '\0'}, i);
    finish(world);
}

static void play(const Case *played)
{
    World world = {.title = played->name, .ran = g_string_new(NULL)};
    world.ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    world.status = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    world.outputs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, unref_output);
    world.consoles = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_auto(GStrv) lines = g_strsplit(played->story, "\n", -1);
    char **line = lines;
    bool lazy = strcmp(*line, "open lazy") == 0;
    open_notebook(&world, played->cells, lazy);
    for (line += lazy; *line; line++)
        play_line(&world, *line);
    desk_free(world.desk);
    g_hash_table_unref(world.ids);
    g_hash_table_unref(world.status);
    g_hash_table_unref(world.outputs);
    g_hash_table_unref(world.consoles);
    g_string_free(world.ran, TRUE);
}

#define CHAIN "x = 1 || y = x + 1|y || z = y + 1|z"

static const Case CASES[] = {
    {"a manual cell waits to be asked for, and what reads it", "x = 1 || # tarn: run=manual|y = x + 1 || z = y + 1|z",
     "all\nran a b c\nedit a: x = 10\nrun a\nran a\nis b=ok* c=ok*\nrun b\nran b c\nshows c: 12\nis b=ok c=ok"},
    {"a run mode counts without a run, and is no reason for one", "x = 1 || y = x + 1",
     "all\nran a b\nedit b: # tarn: run=manual|y = x + 1\nran \nis b=ok\nrun a\nran a\nis b=ok*\n"
     "edit b: y = x + 1\nstale\nran b\nrun a\nran a b"},
    {"opening runs nothing", CHAIN, "ran \nis a=new* b=new* c=new*"},
    {"what is stale after opening is everything", CHAIN, "stale\nran a b c\nis a=ok b=ok c=ok\nshows c: 3"},
    {"the first run of a cell takes along what it needs", CHAIN, "run b\nran a b\nis c=new*\nshows b: 2"},
    {"Markdown is there without a run", "import marimo as mo || mo.md('# hi')", "is b=new\nshows b: # hi\nstale\nran a"},
    {"an edited cell runs with all that follow", CHAIN,
     "all\nedit a: x = 10\nran \nis a=ok* b=ok*\nrun a\nran a b c\nshows c: 12\nis a=ok"},
    {"a run does not take along what was edited above and not run", CHAIN, "all\nedit a: x = 10\nrun c\nran c\nshows c: 3"},
    {"lazily a stale ancestor runs first", CHAIN,
     "open lazy\nall\nedit a: x = 5\nrun a\nran a\nis b=ok* c=ok*\nrun c\nran b c\nshows c: 7"},
    {"who reads a deleted cell fails and says so", CHAIN,
     "all\ndelete a\nran b\nis b=error c=cancelled\nshows b: NameError: name 'x' is not defined\nblames c b"},
    {"a NameError names the cell that should have defined it", "raise ValueError|x = 1 || x",
     "all\nis a=error b=cancelled\nblames b a\nedit a: if False:|    x = 1\nrun a\nran a b\nis b=error\nblames b a"},
    {"a second definition harms only the newcomer, and goes", CHAIN,
     "all\nnew d before a: x = 7\nrun d\nran \nis d=invalid a=ok\nedit a: x = 2\nrun a\nis a=invalid b=error\n"
     "delete d\nran a b c\nis a=ok c=ok\nshows c: 4"},
    {"a cycle stops its cells and goes again", CHAIN,
     "all\nedit a: x = z\nrun a\nis a=invalid b=invalid c=invalid\nedit a: x = 3\nrun a\nran a b c\nis c=ok\nshows c: 5"},
    {"a disabled cell and what follows wait", CHAIN,
     "all\ndisable b\nedit a: x = 10\nrun a\nran a\nis b=disabled*- c=disabled*-\nenable b\nran b c\nshows c: 12"},
    {"lazily an enabled cell waits", CHAIN,
     "open lazy\nall\ndisable b\nrun a\nran a\nenable b\nran \nstale\nran b c\nis b=ok c=ok"},
    {"mo.stop shows its output and cancels what follows", "import marimo as mo || x = 1|mo.stop(True, 'halt') || x || 2",
     "all\nran a b d\nis b=stopped c=cancelled d=ok\nshows b: 'halt'\nblames c b"},
    {"a state runs its readers and not its setter",
     "import marimo as mo|get, put = mo.state(0) || get() || n = 5 || put(n)",
     "all\nran a b c d b\nshows b: 5\nedit c: n = 6\nrun c\nran c d b\nshows b: 6"},
    {"a widget runs its readers", "import marimo as mo || s = mo.ui.slider(0, 10)|s || s.value * 2",
     "all\nshows c: 0\nwidget b 4\nran c\nshows c: 8"},
    {"a widget that moves while its reader runs runs it again with the new value",
     "import marimo as mo || s = mo.ui.slider(0, 10)|s || print('on', flush=True)|while s.value < 9: pass|y = s.value|y"
     " || y + 1 || z = 1|z",
     "start a b c d e\nslide b 9 while c\nran a b c e c d\nis c=ok d=ok e=ok\nshows c: 9\nshows d: 10"},
    {"also if it is a part of what the reader reads",
     "import marimo as mo || s = mo.ui.slider(0, 10)|p = mo.ui.array([s])|p || print('on', flush=True)|"
     "while p.value[0] < 9: pass|p.value",
     "start a b c\nslide b 9 while c\nran a b c c\nis c=ok"},
    {"code in the scratchpad sees the names and leaves none, and nothing is stale by it", CHAIN,
     "all\nscratch: w = x + 41|x = 0|print('hi')|w\nran @\nis a=ok b=ok c=ok @=ok\nshows @: 42\nprints @: hi\n"
     "scratch: w\nis @=error\nshows @: NameError: name 'w' is not defined\nscratch: x\nshows @: 1\nrun b\nran b c"},
    {"it can be the first to run, and its states run their readers",
     "import marimo as mo|get, put = mo.state(0) || get()",
     "scratch: 1 + 1\nshows @: 2\nis a=new* b=new*\nall\nscratch: put(7)\nran @ b\nshows b: 7\nis a=ok b=ok"},
    {"it waits for the cell that runs, and an interrupt takes it along", "print('on', flush=True)|while True: pass || x = 1",
     "start a\nqueue: print('never')\ninterrupt a\nran a\nis a=interrupted\nscratch: print('then')\nprints @: then"},
    {"it can be interrupted, and what it shows is gone with the next", "x = 1",
     "queue: print('on', flush=True)|while True: pass\ninterrupt @\nran @\nis @=interrupted\nscratch: pass\n"
     "shows @: \nis @=ok"},
    {"if the interpreter dies of it, that is what it shows", "x = 1",
     "all\nscratch: import os|os._exit(3)\nis a=ok*\nshows @: InterpreterDied: the interpreter died: Python ended (exit code 3)\n"
     "scratch: 1\nshows @: 1"},
    {"an interrupt leaves the others not run", "x = 1 || x|print('on', flush=True)|while True: pass || y = x || 7",
     "start a b c d\ninterrupt b\nran a b\nis a=ok b=interrupted\nshows d: Interrupted: not run: interrupted before "
     "its turn\nrun d\nran d\nshows d: 7"},
    {"so they are where the cell takes the interrupt for its own",
     "x = 1 || try:|    print('on', flush=True)|    while True: pass|except KeyboardInterrupt:|    y = x || y || 7",
     "start a b c d\ninterrupt b\nran a b\nis a=ok b=ok\nshows c: Interrupted: not run: interrupted before its turn\n"
     "shows d: Interrupted: not run: interrupted before its turn\nrun d\nran d\nshows d: 7"},
    {"what fails stops only what needs it", "x = 1 || y = x / 0 || y || z = x + 1 || z",
     "all\nran a b d e\nis a=ok b=error c=cancelled d=ok e=ok\nblames c b\nshows e: 2"},
    {"each prints to its own console", "print('one') || import os|n = os.write(1, b'two') || 3 || n2 = os.system('echo four')",
     "all\nran a b c d\nprints a: one\nprints b: two\nprints d: four"},
    {"the cell that kills the interpreter is the one that shows it", "x = 1 || y = 2 || import os|os._exit(3) || z = 4",
     "all\nran a b c\nis a=ok* b=ok* c=dead* d=new*\n"
     "shows c: InterpreterDied: the interpreter died: Python ended (exit code 3)\nrun d\nran d\nis d=ok"},
    {"a cell that awaits can be interrupted",
     "import asyncio || print('on', flush=True)|await asyncio.sleep(600) || import asyncio as a2|await a2.sleep(0, 'up')",
     "start b\ninterrupt b\nis a=ok b=interrupted\nrun c\nshows c: 'up'"},
    {"a restart makes everything wait for its first run again", CHAIN,
     "all\nrestart\nran \nis a=ok* b=ok* c=ok*\nrun b\nran a b\nis c=ok*\nshows b: 2"},
    {"a new name of a cell runs nothing", CHAIN, "all\nname b middle\nran \nis b=ok\nname a first\nis a=ok b=ok c=ok"},
    {"ties are broken by the page", "p = 1 || q = 2 || r = p + q",
     "all\nran a b c\nmove b to 0\nran \nis a=ok b=ok c=ok\nall\nran b a c\nmove c to 0\nall\nran b a c"},
    {"the setup cell runs with whoever needs it", "n * 2",
     "setup s: n = 4\nrun s\nrestart\nrun a\nran s a\nshows a: 8\nedit s: n = 5\nrun s\nran s a\nshows a: 10"},
    {"a setup cell cannot need another cell", "n = 1", "setup s: m = n\nall\nis s=invalid a=ok"},
    {"another import runs only those who use it", "import os || os.sep || import_time = 1",
     "all\nedit a: import os|import sys\nrun a\nran a\nnew d before c: sys.byteorder\nrun d\nran d\n"
     "edit a: import os|import sys|k = 1\nrun a\nran a b d"},
    {"a syntax error takes the names along", CHAIN,
     "all\nedit a: x = = 1\nrun a\nran b\nis a=invalid b=error c=cancelled\nedit a: x = 1\nrun a\nran a b c\nis c=ok"},
    {"what the kernel was not given does no harm", "x = 1 || x = 2|w = 1 || print(w)",
     "run c\nran b c\nis b=ok c=ok\nrun a\nran \nis a=invalid b=ok\ndelete b\nran a c\nis a=ok c=error"},
    {"a cell that does not compile is stale once it is edited again", "x = = 1",
     "all\nis a=invalid\nedit a: x = = 2\nis a=invalid*\nrun a\nis a=invalid\nedit a: x = 2\nis a=invalid*\n"
     "run a\nran a\nis a=ok"},
    {"a deleted name is gone for those who come after", "x = 1 || x || del x", "all\nran a b c\nrun b\nis b=error"},
    {"a cell with a name in two functions is no definition", "def f():|    t = 1|    return t || t = 2 || f() + t",
     "all\nis a=ok b=ok c=ok\nshows c: 3"},
    {"underscore names stay at home", "_n = 1|x = _n || _n = 2|y = _n || x + y", "all\nshows c: 3"},
};

static void the_right_cells_run(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        if (!g_getenv("CASE") || strstr(CASES[i].name, g_getenv("CASE")))
            play(&CASES[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_cells_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
