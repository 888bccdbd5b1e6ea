#include "engine/analyze_sql.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *joined(GPtrArray *texts)
{
    g_ptr_array_sort(texts, compare_texts);
    g_ptr_array_add(texts, NULL);
    return g_strjoinv(" ", (char **)texts->pdata);
}

/* Each name once, as it was last made. */
static char *made(const SqlNames *names)
{
    static const char *const KINDS[] = {"table", "view", "schema", "catalog"};
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < names->defs->len; i++) {
        const SqlName *name = g_ptr_array_index(names->defs, i);
        bool again = false;
        for (guint j = i + 1; j < names->defs->len; j++)
            again |= strcmp(((const SqlName *)g_ptr_array_index(names->defs, j))->table, name->table) == 0;
        if (!again)
            g_ptr_array_add(texts, g_strdup_printf("%s:%s=%s", KINDS[name->kind], name->table, name->qualified));
    }
    return joined(texts);
}

static char *read_names(const SqlNames *names)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    for (guint i = 0; i < names->refs->len; i++)
        g_ptr_array_add(texts, ((const SqlName *)g_ptr_array_index(names->refs, i))->qualified);
    return joined(texts);
}

static void queries_mean_what_they_mean_in_marimo(void **state)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, "sql_cases.txt", NULL);
    g_autofree char *content = NULL;
    assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
    size_t cases = 0, wrong = 0;
    for (size_t i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], "\t", -1);
        if (lines[i][0] == '#' || g_strv_length(fields) != 3)
            continue;
        g_autofree char *query = g_strcompress(fields[0]);
        g_autoptr(SqlNames) names = sql_names_new(query, strlen(query));
        g_autofree char *defs = made(names);
        g_autofree char *refs = read_names(names);
        cases++;
        if (strcmp(defs, fields[1]) != 0 || strcmp(refs, fields[2]) != 0) {
            wrong++;
            print_error("%s:%zu: %s: marimo [%s] [%s], got [%s] [%s]\n", path, i + 1, query, fields[1], fields[2], defs,
                        refs);
        }
    }
    assert_true(cases > 300);
    assert_int_equal(wrong, 0);
}

static void what_is_left_open_refers_to_nothing(void **state)
{
    const char *const cases[] = {"SELECT * FROM t WHERE a = 'x", "SELECT * FROM \"t", "FROM t /* x", "FROM t WHERE $a$x",
                                 "FROM t WHERE (", "\xff FROM t", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(SqlNames) names = sql_names_new(cases[i], strlen(cases[i]));
        assert_int_equal(names->refs->len, 0);
    }
}

/* marimo's parser gives up on these, and finds nothing. */
static void tables_are_found_where_marimo_gives_up(void **state)
{
    const char *const cases[][2] = {
        {"FROM unnest([1]) x JOIN t ON true SELECT *", "t"},
        {"SELECT lower(a, b) FROM t", "t"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(SqlNames) names = sql_names_new(cases[i][0], strlen(cases[i][0]));
        g_autofree char *refs = read_names(names);
        assert_string_equal(refs, cases[i][1]);
    }
}

/* How much slower than a sanitised program this one runs, by the word of who runs it. */
static double slowness(void)
{
    const char *word = g_getenv("SLOWNESS");
    return word ? MAX(g_ascii_strtod(word, NULL), 1) : 1;
}

/* Whatever the text, the time it takes grows with its length. */
static void a_long_query_is_read_at_once(void **state)
{
    const char *const parts[] = {"SELECT a, b FROM t JOIN u USING (a) WHERE c IN (SELECT d FROM e); ", "(", "SELECT ",
                                 "a.", "/* ", "$x", "FROM t, ", "CREATE TABLE a AS ", "'' ", "CASE ", "FROM (", "; "};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(GString) query = g_string_new(NULL);
        while (query->len < 1 << 20)
            g_string_append(query, parts[i]);
        clock_t before = clock(); /* of the processor: the machine may be busy */
        sql_names_free(sql_names_new(query->str, query->len));
        double took = (double)(clock() - before) / CLOCKS_PER_SEC, most = 2 * slowness(); /* sanitised; some 20 ms otherwise */
        if (took > most)
            print_error("%s: %.3f s\n", parts[i], took);
        assert_true(took <= most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_mean_what_they_mean_in_marimo),
        cmocka_unit_test(what_is_left_open_refers_to_nothing),
        cmocka_unit_test(tables_are_found_where_marimo_gives_up),
        cmocka_unit_test(a_long_query_is_read_at_once),
    };
    g_test_init(&(int){1}, &(char **){(char *[]){"test_sql", NULL}}, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
