#include "test/unit/plan_story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    Plan *plan;
    GPtrArray *names;  /* of the cells, in page order */
    GHashTable *codes; /* name -> text */
    GHashTable *bound; /* names in the fake kernel */
    GHashTable *changed, *broken; /* modules that it loads anew before a run, and those that it cannot */
    GString *ran;
    GString *shown;
    GHashTable *moved; /* statements: each moves its widget but once */
    guint window;      /* so many cells the kernel gets ahead */
    GQueue ahead;      /* ids of these, in pointers */
    uint64_t begun;    /* the one of them that runs by itself */
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

/* "moves w 3": is the cell that runs interrupted for it? */
static bool move_widget(World *world, uint64_t cell, const char *statement)
{
    g_auto(GStrv) words = g_strsplit(statement, " ", -1);
    if (!g_hash_table_add(world->moved, g_strdup(statement)))
        return false;
    for (int value = 1; value <= atoi(words[2]); value++) {
        g_autofree char *json = g_strdup_printf("%d", value);
        plan_widget(world->plan, words[1], json);
    }
    bool interrupted = false;
    for (;;) {
        g_autoptr(PlanStep) step = plan_next(world->plan);
        if (!step) {
            assert_int_equal(plan_is_superseded(world->plan, cell), interrupted);
            return interrupted;
        }
        assert_true(step->kind == PLAN_DO_STATUS || (step->kind == PLAN_DO_SUPERSEDE && step->cell == cell) ||
                    (step->kind == PLAN_DO_WITHDRAW && world->ahead.length > 0));
        if (step->kind == PLAN_DO_WITHDRAW)
            g_queue_clear(&world->ahead);
        interrupted |= step->kind == PLAN_DO_SUPERSEDE;
    }
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
        g_autoptr(Analysis) analysis = story_analysis(step->cell, statement);
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
        if (g_str_has_prefix(statement, "moves ") && move_widget(world, step->cell, statement))
            return RESULT_INTERRUPTED;
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

static void hand_ahead(World *world)
{
    CellSnapshot *code;
    while (world->ahead.length < world->window && (code = plan_hand_ahead(world->plan)))
        g_queue_push_tail(&world->ahead, GSIZE_TO_POINTER(code->id));
}

/* All goes on after a success only. */
static uint64_t begin_next(World *world, RunResult result)
{
    world->begun = result == RESULT_OK ? GPOINTER_TO_SIZE(g_queue_pop_head(&world->ahead)) : 0;
    if (!world->begun) {
        g_queue_clear(&world->ahead);
        plan_take_back(world->plan);
    }
    return world->begun;
}

static void run_cell(World *world, const PlanStep *step)
{
    assert_true(!world->begun || world->begun == step->cell);
    hand_ahead(world);
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
    g_autoptr(GPtrArray) widgets = g_ptr_array_new(); /* each name may be one, under its own name */
    for (char **def = step->analysis->defs; *def; def++)
        g_ptr_array_add(widgets, *def), g_ptr_array_add(widgets, *def);
    g_ptr_array_add(widgets, NULL);
    PlanRan ran = {.result = result, .missing = (char *const *)missing->pdata, .widgets = (char *const *)widgets->pdata,
                   .next = begin_next(world, result)};
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
            g_string_append_printf(world->shown, "%s%s=%s", world->shown->len ? " " : "", step->id, step->json);
            if (strcmp(step->json, "9") == 0)
                names[0] = NULL;
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

typedef enum { AS_RUN, AS_ONCE, AS_OPEN, AS_INSTANTIATE, AS_APPLY } Submission;

static void submit(World *world, char *const *names, guint count, Submission how)
{
    PlanCode *codes = g_new0(PlanCode, count + 1);
    for (guint i = 0; i < count; i++) {
        const char *text = g_hash_table_lookup(world->codes, names[i]);
        assert_non_null(text);
        codes[i].code = cell_snapshot_new(id_of(names[i]), 1, "_", CELL_PLAIN, NULL, text, -1);
        codes[i].analysis = story_analysis(id_of(names[i]), text);
    }
    if (how == AS_RUN)
        plan_run(world->plan, codes, count);
    else if (how == AS_ONCE)
        plan_run_once(world->plan, codes, count);
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

/* What the names were bound to matters to nobody here. */
static void roll_back(World *world, char **names)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (char **name = names; *name; name++) {
        uint64_t id = id_of(*name);
        g_array_append_val(ids, id);
    }
    plan_roll_back(world->plan, (const uint64_t *)(gpointer)ids->data, ids->len);
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
    g_auto(GStrv) names = story_words(words);
    g_autofree char *got = g_strjoinv(" ", names);
    expect(world, line, strlen(line) > 2 ? line + 2 : "", got);
}

static void act(World *world, const char *verb, char **words)
{
    guint count = g_strv_length(words);
    if (strcmp(verb, "run") == 0) {
        submit(world, words, count, AS_RUN);
    } else if (strcmp(verb, "once") == 0) {
        submit(world, words, count, AS_ONCE);
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
    } else if (strcmp(verb, "absorb") == 0) {
        plan_absorb(world->plan, id_of(words[0]));
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
    } else if (strcmp(verb, "back") == 0) {
        roll_back(world, words);
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

static void play(const StoryCase *played, guint window)
{
    World world = {
        .window = window,
        .plan = plan_new(),
        .names = g_ptr_array_new_with_free_func(g_free),
        .codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .bound = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .broken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .ran = g_string_new(NULL),
        .moved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .shown = g_string_new(NULL),
        .title = played->name,
    };
    plan_set_lazy(world.plan, strcmp(played->mode, "lazy") == 0);
    plan_set_supersedes(world.plan, strcmp(played->mode, "supersede") == 0);
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
    g_hash_table_unref(world.moved);
    g_hash_table_unref(world.changed);
    g_hash_table_unref(world.broken);
    g_string_free(world.ran, TRUE);
    g_string_free(world.shown, TRUE);
}

/* What the kernel gets ahead changes nothing. */
void story_play(const StoryCase *played)
{
    for (guint window = 0; window <= 3; window++)
        play(played, window);
}
