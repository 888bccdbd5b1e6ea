/* The plan against tables.  A case is a mode, a notebook and a story, one line a deed:
 *
 *     run a b -> a b c         these cells are run; these start, in this order
 *     edit a: x = 2            the text changes; nobody notices before the next run
 *     set s -> b                    a thread calls the setter of the state s
 *     touch m, reload m -> a        the file of the module m changes: what imports it is stale, or runs
 *     break m, mend m               it cannot be loaded any more, until it is mended
 *     all, stale, delete a, disable a, enable a, apply a: x = 3, widget x, mode lazy, open, reset
 *     ? a=ok b=cancelled*      results; * stale, - blocked by an ancestor
 *     = x y                    the names that are bound
 *     ! b<a c<a                what is shown: b was not run because of a; b: its errors; b~: interrupted; a:3 three cells,
 *                              the first of them a, are stale since a module changed
 *
 * Cells are statements between ";", or "#", a comment: `x = y + 1` defines x and refers to y; `import m`; `del x`;
 * `raise`, `stop`, `interrupt`; `set s` calls the setter of the state s; `touch m` changes the module m, what imports it is
 * to run; `!` is a syntax error; `md`
 * a Markdown cell; `%manual` and `%confirm` the run mode; `!` b? b asks.
 */
#include "engine/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *name;
    const char *mode;
    const char *cells;
    const char *story;
} Case;

typedef struct {
    Plan *plan;
    GPtrArray *names;  /* of the cells, in page order */
    GHashTable *codes; /* name -> text */
    GHashTable *bound; /* names in the fake kernel */
    GHashTable *changed, *broken; /* modules that it loads anew before a run, and those that it cannot */
    GString *ran;
    GString *shown;
    const char *title;
} World;

/* Ids are made from names, so that a story needs no table: "a" is 'a', "b2" is 'b' and '2'. */
static uint64_t id_of(const char *name)
{
    uint64_t id = 0;
    for (; *name; name++)
        id = id * 256 + (unsigned char)*name;
    return id;
}

static char *name_of(uint64_t id)
{
    GString *name = g_string_new(NULL);
    for (; id; id /= 256)
        g_string_prepend_c(name, (char)(id % 256));
    return g_string_free(name, FALSE);
}

/* --- a tiny language --------------------------------------------------------------------------------------- */

static void add_words(GPtrArray *words, const char *text)
{
    g_auto(GStrv) parts = g_strsplit_set(text, " +-(),", -1);
    for (char **part = parts; *part; part++) {
        if (g_ascii_isalpha(**part))
            g_ptr_array_add(words, g_strdup(*part));
    }
}

static gint compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **sorted(GPtrArray *words)
{
    g_ptr_array_sort(words, compare_words);
    for (guint i = words->len; i > 1; i--) {
        if (strcmp(g_ptr_array_index(words, i - 1), g_ptr_array_index(words, i - 2)) == 0)
            g_ptr_array_remove_index(words, i - 1);
    }
    g_ptr_array_add(words, NULL);
    return g_strdupv((char **)words->pdata);
}

/* "m", "m.sub", which binds m, or "m as k". */
static void add_import(Analysis *analysis, const char *what, GPtrArray *defs, GPtrArray *modules)
{
    g_auto(GStrv) parts = g_strsplit(what, " as ", 2);
    g_autofree char *package = g_strndup(parts[0], strcspn(parts[0], "."));
    ImportedName import = {g_strdup(parts[1] ? parts[1] : package), g_strdup(package)};
    g_array_append_val(analysis->imports, import);
    g_ptr_array_add(defs, g_strdup(import.name));
    g_ptr_array_add(modules, g_strdup(parts[0]));
}

static Analysis *analyze(uint64_t cell, const char *code)
{
    Analysis *analysis = analysis_new(cell, 1);
    g_autoptr(GPtrArray) defs = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) deletes = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) statements = g_strsplit(code, ";", -1);
    g_autoptr(GPtrArray) modules = g_ptr_array_new_with_free_func(g_free);
    analysis->imports = imported_names_new();
    analysis->imports_only = *code != '\0';
    analysis->empty = strcmp(code, "#") == 0;
    for (char **at = statements; *at; at++) {
        char *statement = g_strstrip(*at);
        char *equals = strstr(statement, " = ");
        bool import = g_str_has_prefix(statement, "import ");
        analysis->imports_only &= import;
        if (strcmp(statement, "!") == 0)
            analysis->fault = ANALYSIS_SYNTAX;
        else if (strcmp(statement, "md") == 0)
            analysis->language = LANGUAGE_MARKDOWN;
        else if (*statement == '%')
            analysis->run_mode = strcmp(statement, "%manual") == 0 ? RUN_MODE_MANUAL : RUN_MODE_CONFIRM;
        else if (import)
            add_import(analysis, statement + strlen("import "), defs, modules);
        else if (g_str_has_prefix(statement, "del "))
            add_words(deletes, statement + strlen("del ")), add_words(refs, statement + strlen("del "));
        else if (g_str_has_prefix(statement, "use "))
            add_words(refs, statement + strlen("use "));
        else if (equals)
            g_ptr_array_add(defs, g_strndup(statement, (gsize)(equals - statement))), add_words(refs, equals + 3);
    }
    if (analysis->fault == ANALYSIS_OK) {
        g_strfreev(analysis->defs);
        g_strfreev(analysis->refs);
        g_strfreev(analysis->deletes);
        g_strfreev(analysis->modules);
        analysis->modules = sorted(modules);
        analysis->defs = sorted(defs);
        analysis->refs = sorted(refs);
        analysis->deletes = sorted(deletes);
    }
    return analysis;
}

static void change_module(World *world, const char *name, bool run)
{
    char *names[] = {(char *)name, NULL};
    g_hash_table_add(world->changed, g_strdup(name));
    plan_modules_changed(world->plan, &(PlanChange){.what = name, .modules = names, .run = run});
}

/* As the kernel does it before a run. */
static void load_modules(World *world)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, world->changed);
    for (gpointer name; g_hash_table_iter_next(&all, &name, NULL);) {
        char *names[] = {name, NULL};
        if (g_hash_table_contains(world->broken, name))
            continue;
        plan_modules_loaded(world->plan, names);
        g_hash_table_iter_remove(&all);
    }
}

static RunResult execute(World *world, const PlanStep *step)
{
    gsize size;
    const char *code = g_bytes_get_data(step->code->code, &size);
    g_autofree char *text = g_strndup(code ? code : "", size);
    g_auto(GStrv) statements = g_strsplit(text, ";", -1);
    for (char **at = statements; *at; at++) {
        char *statement = g_strstrip(*at);
        g_autoptr(Analysis) analysis = analyze(step->cell, statement);
        for (char **ref = analysis->refs; *ref; ref++) {
            if (!g_hash_table_contains(world->bound, *ref))
                return RESULT_ERROR;
        }
        for (char **def = analysis->defs; *def; def++)
            g_hash_table_add(world->bound, g_strdup(*def));
        for (char **gone = analysis->deletes; *gone; gone++)
            g_hash_table_remove(world->bound, *gone);
        if (g_str_has_prefix(statement, "set ")) {
            char *names[] = {statement + strlen("set "), NULL};
            plan_state_set(world->plan, step->cell, names, false);
        }
        if (g_str_has_prefix(statement, "touch "))
            change_module(world, statement + strlen("touch "), true);
        if (strcmp(statement, "raise") == 0)
            return RESULT_ERROR;
        if (strcmp(statement, "stop") == 0)
            return RESULT_STOPPED;
        if (strcmp(statement, "interrupt") == 0)
            return RESULT_INTERRUPTED;
    }
    return RESULT_OK;
}

static void run_cell(World *world, const PlanStep *step)
{
    g_autofree char *name = name_of(step->cell);
    g_string_append_printf(world->ran, "%s%s", world->ran->len ? " " : "", name);
    load_modules(world);
    RunResult result = execute(world, step);
    g_autoptr(GPtrArray) missing = g_ptr_array_new();
    for (char **def = step->analysis->defs; *def; def++) {
        if (!g_hash_table_contains(world->bound, *def))
            g_ptr_array_add(missing, *def);
    }
    g_ptr_array_add(missing, NULL);
    PlanRan ran = {.result = result, .missing = (char *const *)missing->pdata};
    plan_done(world->plan, step->cell, &ran);
}

static void show(World *world, const PlanStep *step)
{
    g_autofree char *name = name_of(step->cell);
    g_autofree char *cause = name_of(step->cause);
    if (world->shown->len)
        g_string_append_c(world->shown, ' ');
    if (step->kind == PLAN_DO_CANCEL)
        g_string_append_printf(world->shown, "%s%s%s", name, step->stopped ? "<<" : "<", cause);
    else if (step->kind == PLAN_DO_CHANGED)
        g_string_append_printf(world->shown, "%s:%u", name, step->count);
    else
        g_string_append_printf(world->shown, "%s%s", name, step->kind == PLAN_DO_INTERRUPT ? "~"
                                                                                         : step->kind == PLAN_DO_ASK ? "?" : "");
}

static void drain(World *world)
{
    for (;;) {
        g_autoptr(PlanStep) step = plan_next(world->plan);
        if (!step)
            return;
        switch (step->kind) {
        case PLAN_DO_FORGET:
            for (char **name = step->names; *name; name++)
                g_hash_table_remove(world->bound, *name);
            break;
        case PLAN_DO_RUN:
            run_cell(world, step);
            break;
        case PLAN_DO_WIDGET: {
            char *names[] = {step->id, NULL};
            plan_widget_bound(world->plan, names);
            break;
        }
        case PLAN_DO_CANCEL:
        case PLAN_DO_INTERRUPT:
        case PLAN_DO_INVALID:
        case PLAN_DO_ASK:
        case PLAN_DO_CHANGED:
            show(world, step);
            break;
        default:
            break;
        }
    }
}

/* --- telling a story ------------------------------------------------------------------------------------------- */

static void tell_page(World *world)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < world->names->len; i++) {
        uint64_t id = id_of(g_ptr_array_index(world->names, i));
        g_array_append_val(ids, id);
    }
    plan_set_order(world->plan, (const uint64_t *)ids->data, ids->len);
}

/* "a: x = 1" */
static char *set_code(World *world, const char *line)
{
    const char *colon = strchr(line, ':');
    assert_non_null(colon);
    char *name = g_strstrip(g_strndup(line, (gsize)(colon - line)));
    if (!g_hash_table_contains(world->codes, name)) {
        g_ptr_array_add(world->names, g_strdup(name));
        tell_page(world);
    }
    g_hash_table_insert(world->codes, g_strdup(name), g_strstrip(g_strdup(colon + 1)));
    return name;
}

typedef enum { AS_RUN, AS_OPEN, AS_INSTANTIATE, AS_APPLY } Submission;

static void submit(World *world, char *const *names, guint count, Submission how)
{
    PlanCode *codes = g_new0(PlanCode, count + 1);
    for (guint i = 0; i < count; i++) {
        const char *text = g_hash_table_lookup(world->codes, names[i]);
        assert_non_null(text);
        codes[i].code = cell_snapshot_new(id_of(names[i]), 1, "_", CELL_PLAIN, NULL, text, -1);
        codes[i].analysis = analyze(id_of(names[i]), text);
    }
    if (how == AS_RUN)
        plan_run(world->plan, codes, count);
    else if (how == AS_APPLY)
        plan_apply(world->plan, codes, count, NULL, 0);
    else
        plan_instantiate(world->plan, codes, count, how == AS_INSTANTIATE);
    for (guint i = 0; i < count; i++) {
        cell_snapshot_unref(codes[i].code);
        analysis_unref(codes[i].analysis);
    }
    g_free(codes);
}

static void submit_all(World *world, Submission how)
{
    submit(world, (char *const *)world->names->pdata, world->names->len, how);
}

static void forget_cell(World *world, const char *name)
{
    for (guint i = 0; i < world->names->len; i++) {
        if (strcmp(g_ptr_array_index(world->names, i), name) == 0)
            g_ptr_array_remove_index(world->names, i);
    }
    g_hash_table_remove(world->codes, name);
    tell_page(world);
}

static void expect(const World *world, const char *line, const char *wanted, const char *got)
{
    if (strcmp(wanted, got) != 0)
        fail_msg("%s\n    at: %s\n    want: %s\n    got:  %s", world->title, line, wanted, got);
}

static char *describe(World *world, const char *name)
{
    static const char *const WORDS[] = {
        [RESULT_NONE] = "new",         [RESULT_OK] = "ok",           [RESULT_ERROR] = "error",
        [RESULT_STOPPED] = "stopped",  [RESULT_CANCELLED] = "cancelled", [RESULT_INVALID] = "invalid",
        [RESULT_INTERRUPTED] = "interrupted", [RESULT_DISABLED] = "disabled", [RESULT_DEAD] = "dead",
    };
    PlanStatus status = plan_status(world->plan, id_of(name));
    const char *word = status.invalid ? "invalid" : status.pending ? "pending" : WORDS[status.result];
    return g_strdup_printf("%s=%s%s%s", name, word, status.stale ? "*" : "", status.blocked ? "-" : "");
}

static void check_results(World *world, const char *line)
{
    g_auto(GStrv) wanted = g_strsplit(line + 2, " ", -1);
    for (char **word = wanted; *word; word++) {
        g_auto(GStrv) parts = g_strsplit(*word, "=", 2);
        g_autofree char *got = describe(world, parts[0]);
        expect(world, line, *word, got);
    }
}

static void check_names(World *world, const char *line)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter all;
    g_hash_table_iter_init(&all, world->bound);
    for (gpointer name; g_hash_table_iter_next(&all, &name, NULL);)
        g_ptr_array_add(words, g_strdup(name));
    g_auto(GStrv) names = sorted(words);
    g_autofree char *got = g_strjoinv(" ", names);
    expect(world, line, strlen(line) > 2 ? line + 2 : "", got);
}

static void act(World *world, const char *verb, char **words)
{
    guint count = g_strv_length(words);
    if (strcmp(verb, "run") == 0) {
        submit(world, words, count, AS_RUN);
    } else if (strcmp(verb, "all") == 0) {
        submit_all(world, AS_RUN);
    } else if (strcmp(verb, "open") == 0) {
        submit_all(world, AS_OPEN);
    } else if (strcmp(verb, "instantiate") == 0) {
        submit_all(world, AS_INSTANTIATE);
    } else if (strcmp(verb, "stale") == 0) {
        plan_run_stale(world->plan);
    } else if (strcmp(verb, "delete") == 0) {
        plan_delete(world->plan, id_of(words[0]));
        forget_cell(world, words[0]);
    } else if (strcmp(verb, "disable") == 0 || strcmp(verb, "enable") == 0) {
        plan_disable(world->plan, id_of(words[0]), *verb == 'd');
    } else if (strcmp(verb, "widget") == 0) {
        plan_widget(world->plan, words[0], "1");
    } else if (strcmp(verb, "mode") == 0) {
        plan_set_lazy(world->plan, strcmp(words[0], "lazy") == 0);
    } else if (strcmp(verb, "set") == 0) {
        plan_state_set(world->plan, 0, words, false);
    } else if (strcmp(verb, "touch") == 0 || strcmp(verb, "reload") == 0) {
        change_module(world, words[0], *verb == 'r');
    } else if (strcmp(verb, "break") == 0) {
        g_hash_table_add(world->broken, g_strdup(words[0]));
        change_module(world, words[0], false);
    } else if (strcmp(verb, "mend") == 0) {
        g_hash_table_remove(world->broken, words[0]);
        change_module(world, words[0], true);
    } else if (strcmp(verb, "reset") == 0) {
        plan_reset(world->plan);
        g_hash_table_remove_all(world->bound);
    } else {
        fail_msg("%s: what is \"%s\"?", world->title, verb);
    }
}

static void tell(World *world, const char *line)
{
    if (g_str_has_prefix(line, "? ")) {
        check_results(world, line);
        return;
    }
    if (line[0] == '=') {
        check_names(world, line);
        return;
    }
    if (line[0] == '!') {
        expect(world, line, strlen(line) > 2 ? line + 2 : "", world->shown->str);
        return;
    }
    g_string_truncate(world->ran, 0);
    g_string_truncate(world->shown, 0);
    if (g_str_has_prefix(line, "edit ")) {
        g_free(set_code(world, line + strlen("edit ")));
        return;
    }
    const char *arrow = strstr(line, " ->");
    const char *wanted = !arrow ? "" : arrow[3] ? arrow + 4 : "";
    g_autofree char *deed = arrow ? g_strndup(line, (gsize)(arrow - line)) : g_strdup(line);
    if (g_str_has_prefix(deed, "apply ")) {
        g_autofree char *name = set_code(world, deed + strlen("apply "));
        submit(world, &name, 1, AS_APPLY);
    } else {
        g_auto(GStrv) words = g_strsplit(deed, " ", -1);
        act(world, words[0], words + 1);
    }
    drain(world);
    expect(world, line, wanted, world->ran->str);
    assert_true(plan_is_idle(world->plan));
}

static void play(const Case *played)
{
    World world = {
        .plan = plan_new(),
        .names = g_ptr_array_new_with_free_func(g_free),
        .codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .bound = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .broken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .ran = g_string_new(NULL),
        .shown = g_string_new(NULL),
        .title = played->name,
    };
    plan_set_lazy(world.plan, strcmp(played->mode, "lazy") == 0);
    g_auto(GStrv) cells = g_strsplit(played->cells, "\n", -1);
    for (char **cell = cells; *cell; cell++)
        g_free(set_code(&world, *cell));
    g_auto(GStrv) lines = g_strsplit(played->story, "\n", -1);
    for (char **line = lines; *line; line++)
        tell(&world, *line);
    plan_free(world.plan);
    g_ptr_array_unref(world.names);
    g_hash_table_unref(world.codes);
    g_hash_table_unref(world.bound);
    g_hash_table_unref(world.changed);
    g_hash_table_unref(world.broken);
    g_string_free(world.ran, TRUE);
    g_string_free(world.shown, TRUE);
}

/* --- the tables ------------------------------------------------------------------------------------------------- */

#define CHAIN "a: x = 1\nb: y = x\nc: z = y"

#define TRAINED "a: x = 1\nb: %manual; y = x\nc: z = y\nd: w = x"
#define ASKED "a: x = 1\nb: %confirm; y = x\nc: z = y"

/* Ours: marimo has no run modes. */
static const Case RUN_MODES[] = {
    {"who asks for all asks for each", "autorun", TRAINED, "all -> a b c d\n? b=ok c=ok"},
    {"another's run makes a manual cell stale, and what is below it, and they keep their names", "autorun", TRAINED,
     "all -> a b c d\nrun a -> a d\n? a=ok b=ok* c=ok* d=ok\n= w x y z\n!"},
    {"a manual cell that is asked for runs, and what is below it", "autorun", TRAINED,
     "all -> a b c d\nrun a -> a d\nrun b -> b c\n? b=ok c=ok"},
    {"what is below a manual cell can be asked for without it", "autorun", TRAINED,
     "all -> a b c d\nrun a -> a d\nrun c -> c\n? b=ok* c=ok"},
    {"what is stale runs, but not a manual cell nor what is below it", "autorun", TRAINED,
     "all -> a b c d\napply a: x = 2 ->\nstale -> a d\n? a=ok b=ok* c=ok* d=ok"},
    {"it is no matter of the manual cell if what else its readers read changes", "autorun",
     "a: x = 1\nb: %manual; y = 2\nc: z = y + x", "all -> a b c\nrun a -> a c\n? b=ok c=ok"},
    {"at the opening a manual cell waits, and what is below it", "autorun", TRAINED,
     "instantiate -> a d\n? a=ok b=pending* c=pending* d=ok\nrun b -> b\nrun c -> c"},
    {"a reader pulls in neither a manual cell nor what that alone needs", "autorun",
     "a: x = 1\nb: %manual; y = x\nc: z = y\nd: w = 1; use z", "open ->\nrun d -> c\n? a=pending* b=pending* c=error d=cancelled"},
    {"stale cells at the opening", "autorun", TRAINED, "open ->\nstale -> a d\n? b=pending* c=pending*"},
    {"a manual cell in the way of an edit", "autorun", TRAINED,
     "all -> a b c d\nedit a: raise; x = 1\nrun a -> a\n? a=error b=ok* c=ok* d=cancelled\n= y z"},
    {"lazily it is nothing special", "lazy", TRAINED, "all -> a b c d\nrun a -> a\n? b=ok* c=ok*\nrun c -> c\n? c=ok"},
    {"a state that is set makes a manual reader stale", "autorun", "s: st = 1\na: %manual; y = st\nb: set st; use st",
     "all -> s a b\n? a=ok*"},
    {"a widget makes a manual reader stale", "autorun", "a: w = 1\nb: %manual; y = w\nc: z = w",
     "all -> a b c\nwidget w -> c\n? b=ok*"},
    {"confirm asks once, until it has run", "autorun", ASKED,
     "all -> a b c\n!\nrun a -> a\n! b?\nrun a -> a\n!\nrun b -> b c\nrun a -> a\n! b?"},
    {"the mode is that of the code that ran last", "autorun", TRAINED,
     "all -> a b c d\nedit b: y = x\nrun b -> b c\nrun a -> a b c d"},
    {"a deleted ancestor", "autorun", TRAINED, "all -> a b c d\ndelete a -> d\n? b=ok* c=ok* d=error"},
};

static const Case TRANSITIONS[] = {
    {"a run takes its descendants along", "autorun", CHAIN,
     "all -> a b c\nedit a: x = 2\nrun a -> a b c\nrun c -> c\n? a=ok b=ok c=ok\n= x y z"},
    {"lazily they become stale", "lazy", CHAIN,
     "all -> a b c\nedit a: x = 2\nrun a -> a\n? a=ok b=ok* c=ok*\n= x y z\nrun c -> b c\n? b=ok c=ok"},
    {"a failure cancels what follows", "autorun", CHAIN,
     "all -> a b c\nedit a: raise; x = 1\nrun a -> a\n? a=error b=cancelled c=cancelled\n=\n! b<a c<a"},
    {"lazily a failure leaves old values", "lazy", CHAIN,
     "all -> a b c\nedit a: raise; x = 1\nrun a -> a\n? a=error b=ok* c=ok*\n= y z"},
    {"a syntax error leaves the graph", "autorun", CHAIN,
     "all -> a b c\nedit a: !\nrun a -> b\n? a=invalid b=error c=cancelled\n=\n! a c<b"},
    {"lazily the readers of a syntax error are stale", "lazy", CHAIN,
     "all -> a b c\nedit a: !\nrun a\n? a=invalid b=ok* c=ok*\n= y z"},
    {"only the new one of two definitions is wrong", "autorun", CHAIN,
     "all -> a b c\nedit d: x = 7\nrun d\n? a=ok b=ok c=ok d=invalid\n= x y z\n! d"},
    {"until the old one is run, too", "autorun", CHAIN,
     "all -> a b c\nedit d: x = 7\nrun d\nedit a: x = 2\nrun a -> b\n? a=invalid b=error c=cancelled d=invalid\n="},
    {"lazily the readers of two definitions are stale", "lazy", CHAIN,
     "all -> a b c\nedit d: x = 7\nrun d\nedit a: x = 2\nrun a\n? a=invalid b=ok* c=ok* d=invalid\n= y z"},
    {"without the second definition the first recovers", "autorun", CHAIN,
     "all -> a b c\nedit d: x = 7\nrun d\nedit a: x = 2\nrun a -> b\ndelete d -> a b c\n? a=ok b=ok c=ok\n= x y z"},
    {"lazily it only becomes stale", "lazy", CHAIN,
     "all -> a b c\nedit d: x = 7\nrun d\nedit a: x = 2\nrun a\ndelete d\n? a=invalid* b=ok* c=ok*"},
    {"a cycle stops all of its cells", "autorun", CHAIN,
     "all -> a b c\nedit a: x = z\nrun a\n? a=invalid b=invalid c=invalid\n=\n! a b c"},
    {"a disabled cell is skipped and forgotten", "autorun", CHAIN,
     "all -> a b c\ndisable b\n? b=ok c=ok-\nrun a -> a\n? a=ok b=disabled* c=disabled*-\n= x\nenable b -> b c\n"
     "? b=ok c=ok\n= x y z"},
    {"lazily a disabled cell keeps its names", "lazy", CHAIN,
     "all -> a b c\ndisable b\nrun a -> a\n? b=ok* c=ok*-\n= x y z\nenable b\n? b=ok* c=ok*\nstale -> b c\n? b=ok c=ok"},
    {"who reads a deleted cell fails", "autorun", CHAIN, "all -> a b c\ndelete a -> b\n? b=error c=cancelled\n="},
    {"lazily who reads a deleted cell is stale", "lazy", CHAIN, "all -> a b c\ndelete a\n? b=ok* c=ok*\n= y z"},
    {"a renamed definition leaves its readers behind", "autorun", CHAIN,
     "all -> a b c\nedit a: w = 1\nrun a -> a b\n? a=ok b=error c=cancelled\n= w"},
    {"lazily, with their old values", "lazy", CHAIN,
     "all -> a b c\nedit a: w = 1\nrun a -> a\n? a=ok b=ok* c=ok*\n= w y z"},
    {"new imports run only their own readers", "autorun", "a: import m\nb: y = m\nc: z = n",
     "all -> a b c\n? c=error\nedit a: import m; import n\nrun a -> a c\n? b=ok c=ok\n= m n y z"},
    {"a cell that is no more only imports runs all readers", "autorun", "a: import m\nb: y = m",
     "all -> a b\nedit a: import m; w = 1\nrun a -> a b"},
};

static const Case RUNS[] = {
    {"a state that is set between runs starts one", "autorun", "s: st = 1\na: y = st\nb: z = y\nc: w = 1",
     "all -> s a b c\nset st -> a b\nset nothing ->\n? a=ok b=ok"},
    {"lazily its readers become stale", "lazy", "s: st = 1\na: y = st\nb: z = y", "all -> s a b\nset st ->\n? a=ok* b=ok*"},
    {"ties are broken by the page, not by the time of the edit", "autorun", "a: w = 1\nb: x = 1\nc: y = 1\nd: z = 1",
     "all -> a b c d\nedit a: w = 2\nrun a -> a\nall -> a b c d"},
    {"the page does not matter where the graph speaks", "autorun", "a: z = y\nb: y = x\nc: x = 1", "all -> c b a"},
    {"opened cells wait, and pull their ancestors when they run", "autorun", CHAIN "\nd: w = 1",
     "open\n? a=pending* b=pending* c=pending* d=pending*\nrun b -> a b\n? a=ok b=ok c=pending* d=pending*\nstale -> c d"},
    {"code of a waiting cell is replaced in place", "autorun", CHAIN, "open\napply a: x = 5\nrun b -> a b\n? c=pending*"},
    {"a mark of stale code runs nothing", "autorun", CHAIN,
     "all -> a b c\napply b: y = x + 1\n? b=new* c=ok\nrun c -> b c\n? b=ok c=ok"},
    {"who is blocked by an old failure is not blamed on a new one", "autorun",
     "a: raise; x = 1\nb: y = 1\nc: z = y\nd: w = z + x",
     "all -> a b c\n! d<a\nedit b: raise; y = 1\nrun b -> b\n! c<b d<a"},
    {"stop is no failure but cancels the same", "autorun", CHAIN,
     "edit a: x = 1; stop\nall -> a\n? a=stopped b=cancelled c=cancelled\n= x\n! b<<a c<<a"},
    {"the last of several failures is blamed", "autorun", "a: x = 1; raise\nb: y = 1; raise\nc: z = x + y",
     "all -> a b\n? c=cancelled\n! c<b"},
    {"an interrupt ends the run", "autorun", "a: x = 1; interrupt\nb: y = x\nc: z = 1",
     "all -> a\n? a=interrupted b=cancelled c=new\n! b~ c~ b<a"},
    {"a child of a failed cell cannot be run while a name is missing", "autorun", CHAIN,
     "edit a: raise; x = 1\nall -> a\nrun b\n? b=cancelled c=cancelled\n! b<a c<a"},
    {"it can if the name was bound before the failure", "autorun", "a: x = 1; raise\nb: y = x",
     "all -> a\n? b=cancelled\nrun b -> b\n? b=ok"},
    {"a state runs its readers that have not run since", "autorun", "a: s = 1\nb: y = s\nc: set s; w = s\nd: z = s",
     "all -> a b c d b\nrun c -> c b d"},
    {"lazily a state marks its readers", "lazy", "a: s = 1\nb: y = s\nc: set s; w = s",
     "all -> a b c\n? b=ok*\nrun c -> c\n? b=ok*"},
    {"a widget runs its readers and not its maker", "autorun", "a: k = 1; y = k\nb: z = k\nc: w = z",
     "all -> a b c\nwidget k -> b c"},
    {"lazily a widget marks them", "lazy", "a: k = 1; y = k\nb: z = k", "all -> a b\nwidget k\n? a=ok b=ok*"},
    {"Markdown is rendered on opening if mo is defined", "autorun", "a: mo = 1\nb: md\nc: x = mo",
     "instantiate -> a c\n? b=new"},
    {"a deleter runs after the readers", "autorun", "a: x = 1\nb: del x\nc: y = x", "all -> a c b\n= y"},
    {"a new interpreter has run nothing", "autorun", CHAIN,
     "all -> a b c\nreset\n? a=pending* b=pending* c=pending*\nrun b -> a b\n= x y"},
    {"a failed cell that is disabled is only disabled after its ancestor recovers", "autorun", CHAIN,
     "edit a: raise; x = 1\nall -> a\n? b=cancelled\ndisable b\nedit a: x = 1\nrun a -> a\n? b=disabled* c=disabled*-"},
    {"the same code is run again but not registered anew", "autorun", CHAIN, "all -> a b c\nrun b -> b c\n= x y z"},
    {"only comments are registered anew each time", "autorun", "a: #\nb: x = 1\nc: interrupt\nd: #",
     "run d -> d\n? d=ok\nall -> a b c\n? a=ok b=ok d=new"},
    {"a cell on a cycle is no ancestor of itself", "autorun", "a: x = 1\nb: y = x\nc: z = x",
     "all -> a b c\napply a: x = y\n? a=invalid b=invalid c=ok"},
    {"what is registered as stale makes its children stale only if it lies below another", "autorun", CHAIN,
     "all -> a b c\napply b: y = x + x\n? b=new* c=ok\napply a: x = 2\napply b: y = x\n? a=new* b=new* c=ok*"},
};

static void marimos_transitions_are_kept(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TRANSITIONS); i++)
        play(&TRANSITIONS[i]);
}

static void a_cell_with_a_run_mode_waits_to_be_asked_for(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(RUN_MODES); i++)
        play(&RUN_MODES[i]);
}

static void runs_follow_the_rules(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(RUNS); i++)
        play(&RUNS[i]);
}

#define MODULES "a: import m; import n\nb: x = m\nc: y = x\nd: z = n\ne: w = 1"

/* marimo's _runtime/reload, but that only what the change made stale runs by it. */
static const Case MODULES_CHANGE[] = {
    {"what imports a module is stale when it changes, and what follows, and no reader of another import", "autorun", MODULES,
     "all -> a b c d e\ntouch m ->\n! a:3\n? a=ok* b=ok* c=ok* d=ok e=ok\n= m n w x y z"},
    {"or it runs", "autorun", MODULES, "all -> a b c d e\nreload m -> a b c\n? a=ok b=ok c=ok d=ok"},
    {"also in a lazy notebook", "lazy", MODULES, "all -> a b c d e\nreload m -> a b c\n? a=ok b=ok c=ok d=ok"},
    {"what was stale before does not run by it", "autorun", MODULES,
     "all -> a b c d e\napply e: w = 2 ->\nreload m -> a b c\n? e=new*"},
    {"what is stale by it runs with all that is stale", "autorun", MODULES,
     "all -> a b c d e\ntouch m ->\nstale -> a b c\n? a=ok b=ok c=ok"},
    {"a run of another cell loads it, and what imports it is stale all the same", "autorun", MODULES,
     "all -> a b c d e\ntouch m ->\nrun e -> e\n? a=ok* b=ok* c=ok* e=ok"},
    {"a module that nobody imports is nothing", "autorun", MODULES, "all -> a b c d e\nreload o ->\n!\n? a=ok b=ok"},
    {"nor is one whose cell never ran", "autorun", MODULES, "open ->\nreload m ->\n!\n? a=pending* b=pending*"},
    {"an import beside other code sets off all who read of the cell", "autorun", "a: import m; v = 1\nb: x = v",
     "all -> a b\nreload m -> a b"},
    {"a submodule sets off who reads its package", "autorun", "a: import m.s\nb: x = m\nc: import m",
     "run a b -> a b\nreload m.s -> a b"},
    {"what failed for it runs again", "autorun", "a: import m; raise\nb: x = m", "all -> a\nreload m -> a\n? a=error b=cancelled"},
    {"who ran before a change runs again, who ran after it does not", "autorun",
     "a: import m\nb: touch m; u = 1\nc: import m as k; use u\nd: x = m", "all -> a b c d a d\n? a=ok b=ok c=ok d=ok"},
    {"an interrupt ends what would run by it, too", "autorun", "a: import m\nb: touch m; interrupt", "all -> a b\n? a=ok* b=interrupted"},
    {"a disabled cell does not run, nor what is below it", "autorun", MODULES,
     "all -> a b c d e\ndisable b ->\nreload m -> a\n? a=ok b=disabled* c=disabled*-"},
    {"a cell that is to be asked for is not run by it", "autorun", "a: import m\nb: %manual; x = m\nc: y = x",
     "all -> a b c\nreload m -> a\n? a=ok b=ok* c=ok*"},
    {"what cannot be loaded leaves what imports it stale, however often it runs", "autorun", MODULES,
     "all -> a b c d e\nbreak m ->\n! a:3\n? a=ok* b=ok* c=ok*\nrun a -> a b c\n? a=ok* b=ok* c=ok* d=ok\nrun e -> e\n? a=ok* e=ok"
     "\nmend m -> a b c\n? a=ok b=ok c=ok"},
    {"a new interpreter has loaded everything", "autorun", MODULES,
     "all -> a b c d e\nbreak m ->\nreset ->\n? a=pending* e=pending*\nall -> a b c d e\n? a=ok b=ok c=ok"},
};

static void what_imports_a_module_that_changes_is_stale_or_runs(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MODULES_CHANGE); i++)
        play(&MODULES_CHANGE[i]);
}

/* --- size ---------------------------------------------------------------------------------------------------------- */

static void register_chain(Plan *plan, guint length)
{
    PlanCode *codes = g_new0(PlanCode, length);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < length; i++) {
        uint64_t id = i + 1;
        g_autofree char *code = i ? g_strdup_printf("v%u = v%u", i, i - 1) : g_strdup("v0 = 1");
        codes[i] = (PlanCode){cell_snapshot_new(id, 1, "_", CELL_PLAIN, NULL, code, -1), analyze(id, code)};
        g_array_append_val(ids, id);
    }
    plan_set_order(plan, (const uint64_t *)ids->data, ids->len);
    plan_run(plan, codes, length);
    for (guint i = 0; i < length; i++) {
        cell_snapshot_unref(codes[i].code);
        analysis_unref(codes[i].analysis);
    }
    g_free(codes);
}

static guint count_runs(Plan *plan)
{
    guint runs = 0;
    for (;;) {
        g_autoptr(PlanStep) step = plan_next(plan);
        if (!step)
            return runs;
        if (step->kind != PLAN_DO_RUN)
            continue;
        runs++;
        plan_done(plan, step->cell, &(PlanRan){.result = RESULT_OK});
    }
}

/* Steps that grow with the square of the length would take minutes here. */
static void a_chain_of_ten_thousand_cells_runs_at_once(void **state)
{
    g_autoptr(Plan) plan = plan_new();
    register_chain(plan, 10000);
    gint64 start = g_get_monotonic_time();
    assert_int_equal(count_runs(plan), 10000);
    double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    assert_true(seconds < 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marimos_transitions_are_kept),
        cmocka_unit_test(runs_follow_the_rules),
        cmocka_unit_test(a_cell_with_a_run_mode_waits_to_be_asked_for),
        cmocka_unit_test(what_imports_a_module_that_changes_is_stale_or_runs),
        cmocka_unit_test(a_chain_of_ten_thousand_cells_runs_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
