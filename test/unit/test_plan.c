/* The plan against tables, in the language of plan_story.h. */
#include "test/unit/plan_story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define CHAIN "a: x = 1\nb: y = x\nc: z = y"

#define TRAINED "a: x = 1\nb: %manual; y = x\nc: z = y\nd: w = x"
#define ASKED "a: x = 1\nb: %confirm; y = x\nc: z = y"

/* Ours: marimo has no run modes. */
static const StoryCase RUN_MODES[] = {
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

/* Ours: with marimo the reader runs to its end first. */
static const StoryCase SUPERSEDED[] = {
    {"what reads a widget that moves runs again with the newest value, and once", "supersede",
     "a: w = 1\nb: y = w; moves w 3\nc: z = y\nd: u = 1",
     "all -> a b d b c\n! w=3\n? b=ok c=ok d=ok\n= u w y z\nrun b -> b c"},
    {"newest: cells that wait for their turn wait for the new value", "supersede",
     "a: w = 1\nb: u = 1; moves w 2\nc: y = w\nd: z = y; use u", "all -> a b c d\n! w=2\n? b=ok c=ok d=ok"},
    {"what does not read it runs to its end", "supersede", "a: w = 1\nb: v = 1; moves v 1\nc: y = w", "all -> a b c\n! v=1"},
    {"a widget whose own cell is still to run interrupts nothing", "supersede",
     "a: w = 1\nb: u = 1; moves w 1\nc: y = w", "all -> a b c\nedit b: u = 2; moves w 2\nall -> a b c\n! w=2"},
    {"a cell with a run mode is never interrupted, nor what is below it", "supersede",
     "a: w = 1\nb: %manual; y = w; moves w 1\nc: z = y", "all -> a b c\n! w=1\n? b=ok* c=ok*"},
    {"lazily nothing is interrupted", "supersede", "a: w = 1\nb: y = w; moves w 1\nc: z = y",
     "mode lazy\nall -> a b c\n! w=1\n? b=ok* c=ok*"},
    {"who wants it the other way gets it", "autorun", "a: w = 1\nb: y = w; moves w 3\nc: z = y",
     "all -> a b c b c\n! w=3\n? b=ok c=ok"},
    {"the newest value of a widget that is no more leaves no reader behind", "supersede",
     "a: w = 1\nb: y = w; moves w 9\nc: z = y", "all -> a b b c\n! w=9\n? b=ok c=ok"},
    {"a failure of what does not read it is a failure", "supersede",
     "a: w = 1\nb: u = 1; moves w 1; raise\nc: y = w\nd: z = u", "all -> a b c\n! d<b w=1\n? b=error c=ok d=cancelled"},
};

static const StoryCase TRANSITIONS[] = {
    {"a run takes its descendants along", "autorun", CHAIN,
     "all -> a b c\nedit a: x = 2\nrun a -> a b c\nrun c -> c\n? a=ok b=ok c=ok\n= x y z"},
    {"lazily they become stale", "lazy", CHAIN,
     "all -> a b c\nedit a: x = 2\nrun a -> a\n? a=ok b=ok* c=ok*\n= x y z\nrun c -> b c\n? b=ok c=ok"},
    {"a failure cancels what follows", "autorun", CHAIN,
     "all -> a b c\nedit a: raise; x = 1\nrun a -> a\n? a=error b=cancelled c=cancelled\n=\n! b<a c<a"},
    {"a later failure above cells that do not run does not hide the earlier one", "autorun",
     "a: del x\nb: y = x\nc: y = w\nd: use x y\ne: w = 1; raise",
     "all -> d e\n? a=cancelled b=invalid c=invalid d=error e=error\n! b c a<d"},
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
    {"a disabled cell with new code knows of a disabled ancestor before it", "lazy", CHAIN,
     "all -> a b c\ndisable a\ndisable b\n? b=ok- c=ok-\napply b: y = x + x\n? b=new*-\nrun b ->\n? b=disabled*"},
    {"a disabled cell runs once when it is told to, and what is below it does not", "autorun", CHAIN,
     "all -> a b c\ndisable b\nonce b -> b\n? a=ok b=ok c=disabled*-\n= x y\nrun a -> a\n? b=disabled* c=disabled*-\n= x"},
    {"so does one below it, with the old values", "lazy", CHAIN,
     "all -> a b c\ndisable b\nonce c -> c\n? b=ok c=ok\n= x y z\nrun c ->\n? c=disabled*-"},
    {"what is to run once and cannot does not do so later", "autorun", CHAIN,
     "all -> a b c\ndisable b\nedit b: !\nonce b -> c\nedit b: y = x\nrun b ->\n? b=disabled*"},
    {"who reads a deleted cell fails", "autorun", CHAIN, "all -> a b c\ndelete a -> b\n? b=error c=cancelled\n="},
    {"who reads a cell that went into another one waits, and so do those below", "autorun", CHAIN,
     "all -> a b c\nabsorb a\n? b=ok* c=ok*\n= y z\nedit b: x = 1; y = x + 1\nrun b -> b c\n= x y z"},
    {"a cell that is healed by a merge waits, too", "autorun", CHAIN,
     "all -> a b c\nedit d: x = 7\nrun d\nedit a: x = 2\nrun a -> b\nabsorb d\n? a=invalid*"},
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

static const StoryCase RUNS[] = {
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
    {"an interpreter of an earlier time knows nothing of what ran since, and all else", "autorun", CHAIN "\nd: u = 1",
     "all -> a b c d\nback b ->\n? a=ok b=ok* c=ok* d=ok\nstale -> b c\n? b=ok c=ok\n= u x y z"},
    {"a cell that ran since is forgotten before it runs again, as any other", "autorun", CHAIN,
     "all -> a b c\nback b c ->\nedit b: v = x\nrun b -> b c\n? b=ok c=error\n= v x"},
    {"an import that ran since sets off its readers again", "autorun", "a: import m\nb: y = m",
     "all -> a b\nrun a -> a\nback a ->\n? b=ok*\nstale -> a b"},
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
        story_play(&TRANSITIONS[i]);
}

static void a_cell_with_a_run_mode_waits_to_be_asked_for(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(RUN_MODES); i++)
        story_play(&RUN_MODES[i]);
}

static void a_widget_that_moves_supersedes_what_reads_it(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SUPERSEDED); i++)
        story_play(&SUPERSEDED[i]);
}

static void runs_follow_the_rules(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(RUNS); i++)
        story_play(&RUNS[i]);
}

#define MODULES "a: import m; import n\nb: x = m\nc: y = x\nd: z = n\ne: w = 1"

/* marimo's _runtime/reload, but that only what the change made stale runs by it. */
static const StoryCase MODULES_CHANGE[] = {
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
        story_play(&MODULES_CHANGE[i]);
}

/* --- size ---------------------------------------------------------------------------------------------------------- */

static void register_chain(Plan *plan, guint length)
{
    PlanCode *codes = g_new0(PlanCode, length);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < length; i++) {
        uint64_t id = i + 1;
        g_autofree char *code = i ? g_strdup_printf("v%u = v%u", i, i - 1) : g_strdup("v0 = 1");
        codes[i] = (PlanCode){cell_snapshot_new(id, 1, "_", CELL_PLAIN, NULL, code, -1), story_analysis(id, code)};
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

/* --- ahead --------------------------------------------------------------------------------------------------------- */

/* Steps up to a run, which is left out as all others are: the cell that runs, or 0. */
static uint64_t next_run(Plan *plan, PlanDo *last)
{
    *last = PLAN_DO_SETTLED;
    for (;;) {
        g_autoptr(PlanStep) step = plan_next(plan);
        if (!step)
            return 0;
        *last = step->kind == PLAN_DO_STATUS ? *last : step->kind;
        if (step->kind == PLAN_DO_RUN)
            return step->cell;
    }
}

static void what_the_kernel_has_begun_runs_in_spite_of_an_interrupt_and_nothing_else_does(void **state)
{
    g_autoptr(Plan) plan = plan_new();
    PlanDo last;
    register_chain(plan, 5);
    assert_int_equal(next_run(plan, &last), 1);
    assert_int_equal(plan_hand_ahead(plan)->id, 2);
    assert_int_equal(plan_hand_ahead(plan)->id, 3);
    plan_interrupt(plan);
    assert_null(plan_hand_ahead(plan));
    plan_done(plan, 1, &(PlanRan){.result = RESULT_OK, .next = 2});
    assert_int_equal(next_run(plan, &last), 2);
    plan_done(plan, 2, &(PlanRan){.result = RESULT_OK});
    plan_take_back(plan);
    assert_int_equal(next_run(plan, &last), 0);
    assert_true(plan_is_idle(plan));
}

static void while_something_else_runs_all_waits_and_can_be_interrupted(void **state)
{
    g_autoptr(Plan) plan = plan_new();
    PlanDo last;
    plan_pause(plan, true);
    register_chain(plan, 3);
    plan_scratch(plan, "1");
    assert_int_equal(next_run(plan, &last), 0);
    assert_int_equal(plan_status(plan, 1).state, RUN_QUEUED);
    assert_int_equal(plan_status(plan, 3).state, RUN_QUEUED);
    assert_false(plan_is_idle(plan));
    plan_interrupt(plan);
    assert_int_equal(next_run(plan, &last), 0);
    assert_int_equal(last, PLAN_DO_INTERRUPT);
    assert_int_equal(plan_status(plan, 1).state, RUN_IDLE);
    assert_true(plan_is_idle(plan));
    plan_scratch(plan, "1");
    register_chain(plan, 3);
    assert_int_equal(next_run(plan, &last), 0);
    plan_pause(plan, false);
    assert_int_equal(next_run(plan, &last), 0);
    assert_int_equal(last, PLAN_DO_SCRATCH);
    plan_done(plan, PLAN_SCRATCH, &(PlanRan){.result = RESULT_OK});
    assert_int_equal(count_runs(plan), 3);
}

static void a_cell_that_was_not_handed_out_has_not_begun(void **state)
{
    g_autoptr(Plan) plan = plan_new();
    PlanDo last;
    register_chain(plan, 5);
    assert_int_equal(next_run(plan, &last), 1);
    assert_int_equal(plan_hand_ahead(plan)->id, 2);
    plan_interrupt(plan);
    plan_done(plan, 1, &(PlanRan){.result = RESULT_OK, .next = 3});
    assert_int_equal(next_run(plan, &last), 0);
}

static void what_is_left_of_five_is_handed_out_once(void **state)
{
    g_autoptr(Plan) plan = plan_new();
    PlanDo last;
    assert_null(plan_hand_ahead(plan));
    register_chain(plan, 5);
    assert_null(plan_hand_ahead(plan)); /* nothing runs yet */
    assert_int_equal(next_run(plan, &last), 1);
    for (uint64_t id = 2; id <= 5; id++)
        assert_int_equal(plan_hand_ahead(plan)->id, id);
    assert_null(plan_hand_ahead(plan));
    plan_done(plan, 1, &(PlanRan){.result = RESULT_OK});
    plan_take_back(plan);
    assert_int_equal(next_run(plan, &last), 2);
    assert_int_equal(plan_hand_ahead(plan)->id, 3);
}

/* It ran with the old value, and runs again. */
static void a_superseded_cell_that_has_begun_is_interrupted_in_its_turn(void **state)
{
    g_autoptr(Plan) plan = plan_new();
    PlanDo last;
    char *widgets[] = {"w", "v0", NULL};
    plan_set_supersedes(plan, true);
    register_chain(plan, 4);
    assert_int_equal(next_run(plan, &last), 1);
    plan_done(plan, 1, &(PlanRan){.result = RESULT_OK, .widgets = widgets});
    assert_int_equal(next_run(plan, &last), 2);
    assert_int_equal(plan_hand_ahead(plan)->id, 3);
    plan_widget(plan, "w", "1");
    assert_int_equal(next_run(plan, &last), 0);
    assert_int_equal(last, PLAN_DO_WITHDRAW);
    plan_done(plan, 2, &(PlanRan){.result = RESULT_OK, .next = 3});
    assert_int_equal(next_run(plan, &last), 3);
    g_autoptr(PlanStep) step = plan_next(plan);
    assert_int_equal(step->kind, PLAN_DO_SUPERSEDE);
    assert_int_equal(step->cell, 3);
    plan_done(plan, 3, &(PlanRan){.result = RESULT_INTERRUPTED});
    assert_int_equal(next_run(plan, &last), 0); /* the widget is being set */
    char *names[] = {"v0", NULL};
    plan_widget_bound(plan, names);
    for (uint64_t id = 2; id <= 4; id++) {
        assert_int_equal(next_run(plan, &last), id);
        plan_done(plan, id, &(PlanRan){.result = RESULT_OK});
    }
    assert_int_equal(next_run(plan, &last), 0);
}

/* Of two values the later one stands for both; but what was said first is said. */
static void what_an_element_is_told_is_told_all(void **state)
{
    static const char *const SENT[] = {"1", "2", "{\"tarn\": \"say\", \"text\": \"a\"}", "{\"tarn\": \"say\", \"text\": \"b\"}", "3", "4"};
    static const size_t SET[] = {1, 2, 3, 5};
    g_autoptr(Plan) plan = plan_new();
    for (size_t i = 0; i < G_N_ELEMENTS(SENT); i++)
        plan_widget(plan, "w", SENT[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(SET); i++) {
        PlanStep *step = plan_next(plan);
        for (; step && step->kind != PLAN_DO_WIDGET; step = plan_next(plan))
            plan_step_free(step);
        assert_non_null(step);
        assert_string_equal(step->json, SENT[SET[i]]);
        plan_step_free(step);
        plan_widget_bound(plan, (char *[]){NULL});
    }
}

/* A chain of four of which the first defines the widget: has each of the others run so long, is the second interrupted
 * when the widget moves while it has run for `elapsed`? */
static bool is_superseded_after(double seconds, double elapsed)
{
    g_autoptr(Plan) plan = plan_new();
    PlanDo last;
    char *widgets[] = {"w", "v0", NULL};
    char *names[] = {"v0", NULL};
    plan_set_supersedes(plan, true);
    register_chain(plan, 4);
    for (uint64_t id = 1; id <= 4; id++) {
        assert_int_equal(next_run(plan, &last), id);
        plan_done(plan, id, &(PlanRan){.result = RESULT_OK, .seconds = seconds, .widgets = id == 1 ? widgets : NULL});
    }
    assert_int_equal(next_run(plan, &last), 0);
    plan_widget(plan, "w", "1");
    assert_int_equal(next_run(plan, &last), 0);
    plan_widget_bound(plan, names);
    assert_int_equal(next_run(plan, &last), 2);
    plan_set_elapsed(plan, elapsed);
    plan_widget(plan, "w", "2");
    return plan_is_superseded(plan, 2);
}

/* Who holds a key down wants to see something before letting it go. */
static void what_is_quick_is_not_interrupted(void **state)
{
    assert_true(is_superseded_after(0, 0.1));       /* nobody knows how long it takes */
    assert_false(is_superseded_after(0.001, 0.01));
    assert_false(is_superseded_after(0.3, 0.1));    /* three of them: a little less than a second */
    assert_true(is_superseded_after(0.4, 0.1));
    assert_true(is_superseded_after(60, 0.1));
    assert_true(is_superseded_after(0.001, 1.5));   /* it was quick with another value */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_element_is_told_is_told_all),
        cmocka_unit_test(marimos_transitions_are_kept),
        cmocka_unit_test(runs_follow_the_rules),
        cmocka_unit_test(a_cell_with_a_run_mode_waits_to_be_asked_for),
        cmocka_unit_test(a_widget_that_moves_supersedes_what_reads_it),
        cmocka_unit_test(what_is_quick_is_not_interrupted),
        cmocka_unit_test(what_imports_a_module_that_changes_is_stale_or_runs),
        cmocka_unit_test(what_the_kernel_has_begun_runs_in_spite_of_an_interrupt_and_nothing_else_does),
        cmocka_unit_test(while_something_else_runs_all_waits_and_can_be_interrupted),
        cmocka_unit_test(a_cell_that_was_not_handed_out_has_not_begun),
        cmocka_unit_test(what_is_left_of_five_is_handed_out_once),
        cmocka_unit_test(a_superseded_cell_that_has_begun_is_interrupted_in_its_turn),
        cmocka_unit_test(a_chain_of_ten_thousand_cells_runs_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
