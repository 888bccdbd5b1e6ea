/* What is told of a notebook while it is being edited, without a thread and a kernel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine_event.h"
#include "engine/live.h"

typedef struct {
    Notebook *notebook;
    Analyzer *analyzer;
    Live *live;
    GPtrArray *told; /* of EngineEvent * */
} Page;

static void take(gpointer self, EngineEvent *event)
{
    g_ptr_array_add(((Page *)self)->told, event);
}

static void free_event(gpointer event)
{
    engine_event_free(event);
}

/* Forgets what was told before. */
static void look(Page *page)
{
    g_ptr_array_set_size(page->told, 0);
    while (live_work(page->live, 1000) || !live_is_current(page->live))
        ;
}

static void page_open(Page *page, const char *const *cells)
{
    *page = (Page){notebook_new(), analyzer_new(NULL), NULL, g_ptr_array_new_with_free_func(free_event)};
    for (size_t i = 0; cells[i]; i++)
        notebook_insert_cell(page->notebook, i, "_", CELL_PLAIN, NULL, cells[i], -1);
    page->live = live_new(take, page);
    live_set_analyzer(page->live, page->analyzer);
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(page->notebook);
    LiveChange change = live_set(page->live, snapshot);
    live_change_clear(&change);
    look(page);
}

static void page_close(Page *page)
{
    live_free(page->live);
    analyzer_free(page->analyzer);
    notebook_free(page->notebook);
    g_ptr_array_unref(page->told);
}

static uint64_t id_of(const Page *page, size_t index)
{
    return cell_id(notebook_cell(page->notebook, index));
}

static void type(Page *page, size_t index, const char *code)
{
    size_t first = notebook_first_line(page->notebook, index), end = notebook_last_line(page->notebook, index);
    Pos from = {first, 0}, to = {end, notebook_line(page->notebook, end).length};
    notebook_replace(page->notebook, from, to, code, strlen(code));
    CellSnapshot *snapshot = cell_snapshot(notebook_cell(page->notebook, index));
    live_edit(page->live, snapshot);
    cell_snapshot_unref(snapshot);
    look(page);
}

static const EngineEvent *told(const Page *page, EngineEventKind kind, size_t index)
{
    for (guint i = page->told->len; i > 0; i--) {
        const EngineEvent *event = g_ptr_array_index(page->told, i - 1);
        if (event->kind == kind && event->cell == id_of(page, index))
            return event;
    }
    return NULL;
}

static const char *const CHAIN[] = {"x = 1", "y = x", "z = y", NULL};

/* Who reads x would be told to be unlinked, and linked again, with every bracket. */
static void what_does_not_parse_keeps_its_links_while_it_is_typed(void **state)
{
    Page page;
    page_open(&page, CHAIN);
    type(&page, 0, "x = (1");
    assert_int_equal(told(&page, ENGINE_ANALYSIS, 0)->analysis->fault, ANALYSIS_SYNTAX);
    assert_int_equal(told(&page, ENGINE_ERRORS, 0)->errors->len, 1);
    assert_null(told(&page, ENGINE_LINKS, 0));
    assert_null(told(&page, ENGINE_LINKS, 1));
    assert_in_range(live_keep_links(page.live), 1, 1000);
    type(&page, 0, "x = (1)");
    assert_int_equal(told(&page, ENGINE_ERRORS, 0)->errors->len, 0);
    assert_null(told(&page, ENGINE_LINKS, 1));
    live_settle_links(page.live);
    look(&page);
    assert_int_equal(page.told->len, 0);
    page_close(&page);
}

static void links_of_what_does_not_parse_are_gone_when_they_are_settled(void **state)
{
    Page page;
    page_open(&page, CHAIN);
    type(&page, 0, "x = (1");
    live_settle_links(page.live);
    assert_int_equal(live_keep_links(page.live), -1);
    look(&page);
    assert_int_equal(told(&page, ENGINE_LINKS, 0)->children->len, 0);
    assert_int_equal(told(&page, ENGINE_LINKS, 1)->parents->len, 0);
    type(&page, 0, "x = (1 +");
    assert_null(told(&page, ENGINE_LINKS, 1)); /* nor do they come back */
    type(&page, 0, "x = (1)");
    assert_int_equal(told(&page, ENGINE_LINKS, 1)->parents->len, 1);
    page_close(&page);
}

static void a_name_that_changes_takes_its_links_along(void **state)
{
    Page page;
    page_open(&page, CHAIN);
    type(&page, 0, "x = (1");
    type(&page, 0, "w = (1)");
    assert_int_equal(told(&page, ENGINE_LINKS, 1)->parents->len, 0);
    page_close(&page);
}

static void errors_of_others_stay_and_go_with_the_names(void **state)
{
    Page page;
    page_open(&page, CHAIN);
    type(&page, 2, "y = 7");
    assert_int_equal(told(&page, ENGINE_ERRORS, 1)->errors->len, 1);
    type(&page, 2, "w = (");
    assert_null(told(&page, ENGINE_ERRORS, 1));
    live_settle_links(page.live);
    look(&page);
    assert_int_equal(told(&page, ENGINE_ERRORS, 1)->errors->len, 0);
    page_close(&page);
}

/* A cell that goes while it does not parse is no cell to settle. */
static void what_is_gone_is_not_settled(void **state)
{
    Page page;
    page_open(&page, CHAIN);
    type(&page, 0, "x = (1");
    notebook_remove_cell(page.notebook, 0);
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(page.notebook);
    LiveChange change = live_set(page.live, snapshot);
    assert_int_equal(change.removed->len, 1);
    live_change_clear(&change);
    live_settle_links(page.live);
    look(&page);
    assert_int_equal(told(&page, ENGINE_LINKS, 0)->parents->len, 0);
    page_close(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_not_parse_keeps_its_links_while_it_is_typed),
        cmocka_unit_test(links_of_what_does_not_parse_are_gone_when_they_are_settled),
        cmocka_unit_test(a_name_that_changes_takes_its_links_along),
        cmocka_unit_test(errors_of_others_stay_and_go_with_the_names),
        cmocka_unit_test(what_is_gone_is_not_settled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
