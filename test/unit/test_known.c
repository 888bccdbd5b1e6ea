/* What is known of cells from one session to the next: the same as what is found out anew, or nothing. */
#include "desk.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include <glib/gstdio.h>

#include "base/files.h"
#include "engine/analysis_store.h"
#include "engine/analyze.h"
#include "engine/analyze_record.h"
#include "notebook/format_marimo.h"

static const char PATH[] = "/nowhere/nb.py";

enum { HASH = 32 };

/* A cell for each kind of thing that an analysis may say. */
static const char *const CELLS[] = {
    "import os.path, sys as _s\nfrom math import pi as _pi, tau\n_s, _pi",
    "# tarn: run=manual\nx: dict[str, Thing] = {}\ny = x | {}\ndel z\n_local = 1\n_f = lambda: _local",
    "mo.md('''\n    # A title — with a dash\n    ''')",
    "_df = mo.sql(f\"CREATE TABLE a.t AS SELECT * FROM b.c.U, v WHERE x = {x}; CREATE SCHEMA s\")",
    "@cached\ndef area(r=tau):\n    return pi * r",
    "class Thing(Base):\n    pass",
    "await x\nif y:\n    y\nelse:\n    3",
    "x = (",
    "\n\nfrom os import *",
    "",
    "pass",
    "def test_area():\n    assert area(1)\n# the end",
    "global _g\n_g = 1\ntry:\n    1\nfinally:\n    2",
    "'\\ud800'\nµ = 1;",
    NULL,
};

typedef struct {
    Analyzer *analyzer;
    GPtrArray *cells, *analyses;
} Notes;

static void free_cell(gpointer cell)
{
    cell_snapshot_unref(cell);
}

static void free_analysis(gpointer analysis)
{
    analysis_unref(analysis);
}

static Notes *notes_new(void)
{
    Notes *notes = g_new0(Notes, 1);
    notes->analyzer = analyzer_new(NULL);
    assert_non_null(notes->analyzer);
    notes->cells = g_ptr_array_new_with_free_func(free_cell);
    notes->analyses = g_ptr_array_new_with_free_func(free_analysis);
    for (guint i = 0; CELLS[i]; i++) {
        CellSnapshot *cell = cell_snapshot_new(i + 1, 5, "_", CELL_PLAIN, NULL, CELLS[i], -1);
        g_ptr_array_add(notes->cells, cell);
        g_ptr_array_add(notes->analyses, analyzer_analyze(notes->analyzer, cell));
    }
    return notes;
}

static void notes_free(Notes *notes)
{
    g_ptr_array_unref(notes->cells);
    g_ptr_array_unref(notes->analyses);
    analyzer_free(notes->analyzer);
    g_free(notes);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notes, notes_free)

/* A cache of its own for each test. */
static int begin(void **state)
{
    *state = g_dir_make_tmp("tarn-known-XXXXXX", NULL);
    g_setenv("XDG_CACHE_HOME", *state, TRUE);
    return 0;
}

static void remove_all(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        remove_all(below);
    }
    g_remove(path);
}

static int end(void **state)
{
    remove_all(*state);
    g_free(*state);
    return 0;
}

static void write_notes(const Notes *notes)
{
    g_autoptr(GError) error = NULL;
    assert_true(analysis_store_write(PATH, notes->cells, notes->analyses, &error));
    assert_null(error);
}

static GByteArray *stored(void)
{
    g_autofree char *file = analysis_store_file(PATH);
    char *bytes;
    gsize size;
    assert_true(g_file_get_contents(file, &bytes, &size, NULL));
    return g_byte_array_new_take((guint8 *)bytes, size);
}

static void store_bytes(const GByteArray *bytes)
{
    g_autofree char *file = analysis_store_file(PATH);
    assert_true(g_file_set_contents_full(file, (const char *)bytes->data, bytes->len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* The sum that belongs to the payload, by these rules. */
static void sum(GByteArray *bytes, const char *version)
{
    gsize length = HASH;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)version, (gssize)strlen(version) + 1);
    guint64 payload = analysis_store_sum(bytes->data + HASH, bytes->len - HASH);
    g_checksum_update(checksum, (const guchar *)&payload, sizeof payload);
    g_checksum_get_digest(checksum, bytes->data, &length);
}

static guint known(const Notes *notes)
{
    g_autoptr(AnalysisStore) store = analysis_store_open(PATH);
    guint count = 0;
    for (guint i = 0; i < notes->cells->len; i++) {
        g_autoptr(Analysis) found = analysis_store_find(store, g_ptr_array_index(notes->cells, i));
        count += found != NULL;
    }
    return count;
}

/* --- the same --------------------------------------------------------------------------------------------------- */

static void assert_names(char *const *a, char *const *b)
{
    assert_true(g_strv_equal((const char *const *)a, (const char *const *)b));
}

static void assert_tables(const GPtrArray *a, const GPtrArray *b)
{
    assert_int_equal(a->len, b->len);
    for (guint i = 0; i < a->len; i++) {
        const SqlName *one = g_ptr_array_index(a, i), *other = g_ptr_array_index(b, i);
        assert_int_equal(one->kind, other->kind);
        assert_int_equal(g_strcmp0(one->catalog, other->catalog), 0);
        assert_int_equal(g_strcmp0(one->schema, other->schema), 0);
        assert_string_equal(one->table, other->table);
        assert_string_equal(one->qualified, other->qualified);
    }
}

static void assert_imports(const Analysis *a, const Analysis *b)
{
    guint count = a->imports ? a->imports->len : 0;
    assert_int_equal(count, b->imports ? b->imports->len : 0);
    for (guint i = 0; i < count; i++) {
        const ImportedName *one = &g_array_index(a->imports, ImportedName, i);
        const ImportedName *other = &g_array_index(b->imports, ImportedName, i);
        assert_string_equal(one->name, other->name);
        assert_string_equal(one->package, other->package);
    }
    count = a->private_imports ? a->private_imports->len : 0;
    assert_int_equal(count, b->private_imports ? b->private_imports->len : 0);
    for (guint i = 0; i < count; i++) {
        const PrivateImport *one = &g_array_index(a->private_imports, PrivateImport, i);
        const PrivateImport *other = &g_array_index(b->private_imports, PrivateImport, i);
        assert_string_equal(one->what, other->what);
        assert_string_equal(one->name, other->name);
        assert_string_equal(one->alias, other->alias);
        assert_int_equal(one->line, other->line);
        assert_int_equal(one->column, other->column);
    }
}

/* Field by field, in the order of analysis.h. */
static void assert_same(const Analysis *a, const Analysis *b)
{
#define SAME(field) assert_int_equal(a->field, b->field)
    SAME(cell), SAME(revision), SAME(run_mode), SAME(judged), SAME(empty), SAME(only_passes);
    SAME(hidden), SAME(hidden_line), SAME(hidden_column);
    SAME(fault), SAME(line), SAME(column), SAME(character);
    assert_int_equal(g_strcmp0(a->message, b->message), 0);
    SAME(language), SAME(async), SAME(imports_only), SAME(test_only), SAME(has_output);
    assert_names(a->defs, b->defs), assert_names(a->refs, b->refs), assert_names(a->deletes, b->deletes);
    assert_names(a->locals, b->locals), assert_names(a->local_refs, b->local_refs);
    assert_names(a->temporaries, b->temporaries), assert_names(a->global_locals, b->global_locals);
    assert_names(a->sql_defs, b->sql_defs), assert_names(a->sql_first, b->sql_first);
    assert_names(a->sql_refs, b->sql_refs), assert_names(a->unbounded_refs, b->unbounded_refs);
    assert_names(a->modules, b->modules);
    assert_imports(a, b);
    assert_tables(a->tables_made, b->tables_made), assert_tables(a->tables_read, b->tables_read);
    assert_int_equal(a->annotated->len, b->annotated->len);
    for (guint i = 0; i < a->annotated->len; i++) {
        const AnnotatedDef *one = g_ptr_array_index(a->annotated, i), *other = g_ptr_array_index(b->annotated, i);
        assert_string_equal(one->name, other->name);
        assert_string_equal(one->text, other->text);
        assert_names(one->refs, other->refs);
    }
    assert_int_equal(g_strcmp0(a->markdown, b->markdown), 0);
    assert_int_equal(g_strcmp0(a->toplevel_name, b->toplevel_name), 0);
    SAME(toplevel), SAME(toplevel_line), SAME(trailing_comment), SAME(blank_before_return);
#undef SAME
}

static void what_was_written_is_found(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    write_notes(notes);
    g_autoptr(AnalysisStore) store = analysis_store_open(PATH);
    for (guint i = 0; i < notes->cells->len; i++) {
        g_autoptr(Analysis) found = analysis_store_find(store, g_ptr_array_index(notes->cells, i));
        assert_non_null(found);
        assert_same(found, g_ptr_array_index(notes->analyses, i));
    }
}

/* A field that is new in analysis.h needs a row in analyze_record.c, a line in assert_same(), and then this number. */
static void no_field_is_forgotten(void **state)
{
    if (sizeof(void *) == 8)
        assert_int_equal(sizeof(Analysis), 264);
}

/* Of which nothing is kept that is a text. */
static void a_notebook_without_names_is_known(void **state)
{
    g_autoptr(Analyzer) analyzer = analyzer_new(NULL);
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(free_cell);
    g_autoptr(GPtrArray) analyses = g_ptr_array_new_with_free_func(free_analysis);
    g_ptr_array_add(cells, cell_snapshot_new(1, 1, "_", CELL_PLAIN, NULL, "1 + 1", -1));
    g_ptr_array_add(analyses, analyzer_analyze(analyzer, cells->pdata[0]));
    assert_true(analysis_store_write(PATH, cells, analyses, NULL));
    g_autoptr(AnalysisStore) store = analysis_store_open(PATH);
    g_autoptr(Analysis) found = analysis_store_find(store, cells->pdata[0]);
    assert_non_null(found);
    assert_same(found, analyses->pdata[0]);
}

static void the_same_code_is_known_wherever_it_stands(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    write_notes(notes);
    g_autoptr(AnalysisStore) store = analysis_store_open(PATH);
    g_autoptr(CellSnapshot) moved = cell_snapshot_new(77, 8, "named", CELL_PLAIN, NULL, CELLS[1], -1);
    g_autoptr(Analysis) found = analysis_store_find(store, moved);
    assert_int_equal(found->cell, 77);
    assert_int_equal(found->revision, 8);
    assert_int_equal(found->run_mode, RUN_MODE_MANUAL);
    g_autoptr(CellSnapshot) edited = cell_snapshot_new(2, 6, "_", CELL_PLAIN, NULL, "x = 2", -1);
    assert_null(analysis_store_find(store, edited));
}

/* --- nothing ----------------------------------------------------------------------------------------------------- */

static void nothing_is_known_of_a_notebook_that_is_new(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    assert_int_equal(known(notes), 0);
}

static void what_other_rules_or_another_python_found_is_not_read(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    write_notes(notes);
    g_autoptr(GByteArray) bytes = stored();
    g_autofree char *version = analyzer_version(), *other = g_strconcat(version, "+", NULL);
    sum(bytes, version);
    store_bytes(bytes);
    assert_int_equal(known(notes), notes->cells->len);
    sum(bytes, other);
    store_bytes(bytes);
    assert_int_equal(known(notes), 0);
}

static void what_an_interpreter_said_is_not_kept(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    g_ptr_array_set_size(notes->cells, 1);
    g_ptr_array_set_size(notes->analyses, 0);
    g_ptr_array_add(notes->analyses, analyzer_take_error(g_ptr_array_index(notes->cells, 0), "too new", 1, 1));
    write_notes(notes);
    assert_int_equal(known(notes), 0);
}

static void a_spoilt_or_cut_file_is_no_file(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    write_notes(notes);
    g_autoptr(GByteArray) bytes = stored();
    for (guint i = 0; i < bytes->len; i += 7) {
        bytes->data[i] ^= 1u << i % 8;
        store_bytes(bytes);
        assert_int_equal(known(notes), 0);
        bytes->data[i] ^= 1u << i % 8;
    }
    for (guint size = 0; size < bytes->len; size += 13) {
        GByteArray cut = {bytes->data, size};
        store_bytes(&cut);
        assert_int_equal(known(notes), 0);
    }
}

static void assert_sorted(char *const *names)
{
    for (; names[0] && names[1]; names++)
        assert_true(strcmp(names[0], names[1]) < 0);
}

/* Whoever writes a right sum below what he likes is told nothing that an analysis could not be. */
static void a_hostile_file_gives_analyses_or_nothing(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    write_notes(notes);
    g_autoptr(GByteArray) whole = stored();
    g_autofree char *version = analyzer_version();
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    guint found_at_all = 0, refused = 0;
    for (int round = 0; round < 3000; round++) {
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        g_byte_array_append(bytes, whole->data, whole->len);
        for (int i = 0; i < 1 + round % 40; i++)
            bytes->data[g_rand_int_range(random, HASH, (gint32)bytes->len)] = (guint8)g_rand_int_range(random, 0, 256);
        if (round % 5 == 0)
            g_byte_array_set_size(bytes, (guint)g_rand_int_range(random, HASH + 1, (gint32)bytes->len));
        sum(bytes, version);
        store_bytes(bytes);
        g_autoptr(AnalysisStore) store = analysis_store_open(PATH);
        for (guint i = 0; i < notes->cells->len; i++) {
            const CellSnapshot *cell = g_ptr_array_index(notes->cells, i);
            g_autoptr(Analysis) found = analysis_store_find(store, cell);
            found_at_all += found != NULL;
            refused += !found;
            if (!found)
                continue;
            assert_sorted(found->defs), assert_sorted(found->refs), assert_sorted(found->locals);
            assert_in_range(found->line, 0, g_bytes_get_size(cell->code) + 2);
            assert_in_range(found->language, LANGUAGE_PYTHON, LANGUAGE_MARKDOWN);
            assert_int_equal(found->tables_made->len, g_strv_length(found->sql_defs));
            assert_true(found->fault == ANALYSIS_OK || (!*found->defs && found->message));
        }
    }
    assert_true(found_at_all > 1000 && refused > 1000);
}

/* --- the folder ------------------------------------------------------------------------------------------------- */

static void where_there_can_be_no_folder_nothing_is_known(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    g_autofree char *file = g_build_filename(*state, "file", NULL);
    assert_true(g_file_set_contents(file, "", 0, NULL));
    g_setenv("XDG_CACHE_HOME", file, TRUE);
    g_autoptr(GError) error = NULL;
    assert_false(analysis_store_write(PATH, notes->cells, notes->analyses, &error));
    assert_non_null(error);
    assert_int_equal(known(notes), 0);
}

static void folder_and_file_are_private(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    write_notes(notes);
    g_autofree char *file = analysis_store_file(PATH), *folder = g_path_get_dirname(file);
    GStatBuf status;
    assert_int_equal(g_stat(file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(g_stat(folder, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
}

static void what_was_not_used_for_longest_makes_room(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    write_notes(notes);
    g_autofree char *file = analysis_store_file(PATH), *folder = g_path_get_dirname(file);
    g_autofree char *old = g_build_filename(folder, "old", NULL), *older = g_build_filename(folder, "older", NULL);
    const char *const both[] = {older, old};
    for (int i = 0; i < 2; i++) {
        assert_true(g_file_set_contents(both[i], "", 0, NULL));
        assert_int_equal(truncate(both[i], ANALYSIS_STORE_LIMIT * 2 / 3), 0);
        struct utimbuf times = {i + 1, i + 1};
        assert_int_equal(g_utime(both[i], &times), 0);
    }
    write_notes(notes);
    assert_false(g_file_test(older, G_FILE_TEST_EXISTS));
    assert_true(g_file_test(old, G_FILE_TEST_EXISTS));
    assert_int_equal(known(notes), notes->cells->len);
}

static void there_are_no_more_than_a_thousand_files(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    write_notes(notes);
    g_autofree char *file = analysis_store_file(PATH), *folder = g_path_get_dirname(file);
    for (int i = 0; i < ANALYSIS_STORE_FILES + 5; i++) {
        g_autofree char *name = g_strdup_printf("%s/other%d", folder, i);
        assert_true(g_file_set_contents(name, "", 0, NULL));
        struct utimbuf times = {i + 1, i + 1};
        assert_int_equal(g_utime(name, &times), 0);
    }
    write_notes(notes);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    int count = 0;
    while (g_dir_read_name(names))
        count++;
    assert_int_equal(count, ANALYSIS_STORE_FILES);
    assert_int_equal(known(notes), notes->cells->len);
}

/* --- the engine -------------------------------------------------------------------------------------------------- */

/* What an engine tells of a notebook that it opens. */
typedef struct {
    Engine *engine;
    Notebook *notebook;
    GPtrArray *events;
} Session;

static void free_event(gpointer event)
{
    engine_event_free(event);
}

static Session session_begin(const char *text, gsize size, bool keep)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(FormatRead) read = format_marimo_read(text, size, "nb.py", &error);
    assert_null(error);
    EngineOptions options = {.program = g_getenv("TARN"), .no_kernel = true, .keep_analyses = keep};
    assert_non_null(options.program);
    Session session = {engine_start(&options), format_read_steal_notebook(read),
                       g_ptr_array_new_with_free_func(free_event)};
    engine_open(session.engine, notebook_snapshot(session.notebook), PATH);
    Desk desk = {.engine = session.engine, .events = session.events};
    while (next(&desk)->kind != ENGINE_IDLE)
        ;
    return session;
}

static void session_end(Session *session)
{
    engine_stop(session->engine);
    notebook_free(session->notebook);
    g_ptr_array_unref(session->events);
}

static const EngineEvent *told(const Session *session, EngineEventKind kind, size_t cell)
{
    Desk desk = {.events = session->events};
    return last(&desk, kind, cell_id(notebook_cell(session->notebook, cell)));
}

static void assert_same_errors(const EngineEvent *a, const EngineEvent *b)
{
    guint count = a && a->errors ? a->errors->len : 0;
    assert_int_equal(count, b && b->errors ? b->errors->len : 0);
    for (guint i = 0; i < count; i++) {
        const CellError *one = g_ptr_array_index(a->errors, i), *other = g_ptr_array_index(b->errors, i);
        assert_string_equal(one->kind, other->kind);
        assert_string_equal(one->message, other->message);
        assert_int_equal(one->line, other->line);
        assert_int_equal(one->column, other->column);
    }
}

static void assert_same_links(const EngineEvent *a, const EngineEvent *b, gint64 shift)
{
    assert_int_equal(a->children->len, b->children->len);
    for (guint i = 0; i < a->children->len; i++)
        assert_int_equal(g_array_index(a->children, uint64_t, i) + (uint64_t)shift,
                         g_array_index(b->children, uint64_t, i));
}

static void assert_told_the_same(const Session *one, const Session *other)
{
    for (size_t i = 0; i < notebook_cell_count(one->notebook); i++) {
        const EngineEvent *a = told(one, ENGINE_ANALYSIS, i), *b = told(other, ENGINE_ANALYSIS, i);
        Analysis again = *b->analysis;
        again.cell = a->cell;
        again.revision = a->analysis->revision;
        assert_same(a->analysis, &again);
        assert_same_errors(told(one, ENGINE_ERRORS, i), told(other, ENGINE_ERRORS, i));
        assert_same_errors(told(one, ENGINE_FINDINGS, i), told(other, ENGINE_FINDINGS, i));
        assert_same_links(told(one, ENGINE_LINKS, i), told(other, ENGINE_LINKS, i), (gint64)(b->cell - a->cell));
    }
}

static void open_thrice(const char *path)
{
    g_autofree char *text = NULL, *file = analysis_store_file(PATH);
    gsize size;
    assert_true(g_file_get_contents(path, &text, &size, NULL));
    g_unlink(file);
    Session without = session_begin(text, size, false);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
    Session first = session_begin(text, size, true);
    assert_told_the_same(&without, &first);
    session_end(&first); /* it has written what it found */
    Session second = session_begin(text, size, true);
    assert_told_the_same(&without, &second);
    session_end(&without);
    session_end(&second);
}

static void sessions_tell_the_same_with_and_without(void **state)
{
    const char *folders[] = {g_getenv("NOTEBOOKS"), g_getenv("TUTORIALS")};
    int seen = 0;
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autoptr(GDir) folder = g_dir_open(folders[i], 0, NULL);
        assert_non_null(folder);
        for (const char *name; (name = g_dir_read_name(folder));) {
            g_autofree char *path = g_build_filename(folders[i], name, NULL);
            if (g_str_has_suffix(name, ".py")) {
                open_thrice(path);
                seen++;
            }
        }
    }
    assert_true(seen > 3);
}

static const char TWO_CELLS[] = "import marimo\n\n__generated_with = \"0.25.2\"\napp = marimo.App()\n\n\n"
                                "@app.cell\ndef _():\n    x = 1\n    return (x,)\n\n\n"
                                "@app.cell\ndef _(x):\n    x\n    return\n";

/* That what is kept is what is read: a lie in it is told. */
static void what_is_known_is_not_looked_at_again(void **state)
{
    g_autoptr(Notes) notes = notes_new();
    Session first = session_begin(TWO_CELLS, sizeof TWO_CELLS - 1, true);
    engine_stop(first.engine); /* it would read what is written here */
    Analysis *lie = told(&first, ENGINE_ANALYSIS, 0)->analysis;
    g_ptr_array_set_size(notes->cells, 0);
    g_ptr_array_set_size(notes->analyses, 0);
    g_free(lie->defs[0]);
    lie->defs[0] = g_strdup("other");
    g_ptr_array_add(notes->cells, cell_snapshot(notebook_cell(first.notebook, 0)));
    g_ptr_array_add(notes->analyses, analysis_ref(lie));
    write_notes(notes);
    Session second = session_begin(TWO_CELLS, sizeof TWO_CELLS - 1, true);
    assert_string_equal(told(&second, ENGINE_ANALYSIS, 0)->analysis->defs[0], "other");
    assert_int_equal(told(&second, ENGINE_LINKS, 0)->children->len, 0);
    session_end(&second);
    notebook_free(first.notebook);
    g_ptr_array_unref(first.events);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_found),
        TEST(no_field_is_forgotten),
        TEST(a_notebook_without_names_is_known),
        TEST(the_same_code_is_known_wherever_it_stands),
        TEST(nothing_is_known_of_a_notebook_that_is_new),
        TEST(what_other_rules_or_another_python_found_is_not_read),
        TEST(what_an_interpreter_said_is_not_kept),
        TEST(a_spoilt_or_cut_file_is_no_file),
        TEST(a_hostile_file_gives_analyses_or_nothing),
        TEST(where_there_can_be_no_folder_nothing_is_known),
        TEST(folder_and_file_are_private),
        TEST(what_was_not_used_for_longest_makes_room),
        TEST(there_are_no_more_than_a_thousand_files),
        TEST(sessions_tell_the_same_with_and_without),
        TEST(what_is_known_is_not_looked_at_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
#undef TEST
}
