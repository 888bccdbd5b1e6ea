/* What `tarn check` tells, for people and for programs. */
#include "cli/check.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "notebook/pytext.h"

/* --- for people ------------------------------------------------------------------------------------------------ */

static const char *paint(bool color, const char *code)
{
    return color ? code : "";
}

/* A line of a file, without what a terminal would obey. */
static void print_line(PySlice line)
{
    while (line.length > 0) {
        Utf8Char one = utf8_decode(line.bytes, line.length);
        bool control = (one.code < 0x20 && one.code != '\t') || one.code == 0x7f || (one.code >= 0x80 && one.code < 0xa0);
        if (control || !one.valid)
            putchar('?');
        else
            fwrite(line.bytes, 1, one.length, stdout);
        line.bytes += one.length;
        line.length -= one.length;
    }
    putchar('\n');
}

static bool find_line(GBytes *bytes, int number, PySlice *line)
{
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    for (const char *at = text, *end = text + size; at && at < end; number--) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        *line = (PySlice){at, (size_t)((stop ? stop : end) - at)};
        if (number == 1) {
            *line = pytext_rstrip(*line);
            return true;
        }
        at = stop ? stop + 1 : NULL;
    }
    return false;
}

static gint compare_file_lines(gconstpointer a, gconstpointer b)
{
    return ((const LintPlace *)a)->file_line - ((const LintPlace *)b)->file_line;
}

static void print_finding(const CheckFile *file, const LintFinding *finding, bool color)
{
    static const struct {
        const char *word, *color;
    } WORDS[] = {[LINT_BREAKING] = {"critical", "\033[1;31m"},
                 [LINT_RUNTIME] = {"error", "\033[31m"},
                 [LINT_FORMATTING] = {"warning", "\033[33m"}};
    printf("%s%s[%s %s]%s: ", paint(color, WORDS[finding->rule->severity].color), WORDS[finding->rule->severity].word,
           finding->rule->code, finding->rule->name, paint(color, "\033[0m"));
    print_line((PySlice){finding->message, strlen(finding->message)});
    g_autoptr(GArray) places = g_array_copy(finding->places); /* told in marimo's order, shown in the file's */
    g_array_sort(places, compare_file_lines);
    const LintPlace *first = &g_array_index(places, LintPlace, 0);
    g_autofree char *where = g_strdup_printf(first->file_line > 0 ? " --> %s:%d" : " --> %s",
                                             strcmp(file->name, "-") == 0 ? "standard input" : file->name,
                                             first->file_line);
    print_line((PySlice){where, strlen(where)});
    for (guint i = 0; i < places->len; i++) {
        const LintPlace *place = &g_array_index(places, LintPlace, i);
        PySlice line;
        if (place->file_line > 0 && find_line(file->bytes, place->file_line, &line)) {
            printf("%5d | ", place->file_line);
            print_line(line);
        }
    }
    if (finding->hint)
        printf("%shint:%s %s\n", paint(color, "\033[36m"), paint(color, "\033[0m"), finding->hint);
    putchar('\n');
}

void check_print(const CheckFile *file, bool color)
{
    if (file->status == CHECK_FAILED) {
        print_line((PySlice){file->message, strlen(file->message)});
        if (file->detail)
            print_line((PySlice){file->detail, strlen(file->detail)});
    }
    for (guint i = 0; file->findings && i < file->findings->len; i++)
        print_finding(file, g_ptr_array_index(file->findings, i), color);
}

/* --- for programs ------------------------------------------------------------------------------------------------ */

static void write_text(JsonWriter *writer, const char *key, const char *text)
{
    json_writer_key(writer, key);
    json_writer_bytes(writer, text, (gssize)strlen(text));
}

static void write_number(JsonWriter *writer, const char *key, int64_t number)
{
    json_writer_key(writer, key);
    json_writer_integer(writer, number);
}

static void write_numbers(JsonWriter *writer, const char *key, const GArray *places, size_t member)
{
    json_writer_key(writer, key);
    json_writer_begin_array(writer);
    for (guint i = 0; i < places->len; i++)
        json_writer_integer(writer, G_STRUCT_MEMBER(int, &g_array_index(places, LintPlace, i), member));
    json_writer_end_array(writer);
}

static void write_cells(JsonWriter *writer, const GArray *places)
{
    json_writer_key(writer, "cell_id");
    json_writer_begin_array(writer);
    for (guint i = 0; i < places->len && g_array_index(places, LintPlace, i).cell >= 0; i++) {
        g_autofree char *cell = g_strdup_printf("%d", g_array_index(places, LintPlace, i).cell);
        json_writer_string(writer, cell);
    }
    json_writer_end_array(writer);
}

static void write_finding(JsonWriter *writer, const char *name, const LintFinding *finding)
{
    const GArray *places = finding->places;
    json_writer_begin_object(writer);
    write_text(writer, "type", "diagnostic");
    write_text(writer, "message", finding->message);
    write_text(writer, "filename", name);
    write_number(writer, "line", places->len ? g_array_index(places, LintPlace, 0).line : 0);
    write_number(writer, "column", places->len ? g_array_index(places, LintPlace, 0).column : 0);
    if (places->len > 1) {
        write_numbers(writer, "lines", places, G_STRUCT_OFFSET(LintPlace, line));
        write_numbers(writer, "columns", places, G_STRUCT_OFFSET(LintPlace, column));
    }
    write_text(writer, "severity", lint_severity_word(finding->rule->severity));
    write_text(writer, "name", finding->rule->name);
    write_text(writer, "code", finding->rule->code);
    json_writer_key(writer, "fixable");
    if (finding->fix == LINT_FIX_UNSAFE)
        json_writer_string(writer, "unsafe");
    else
        json_writer_bool(writer, finding->fix == LINT_FIX_SAFE);
    if (finding->hint)
        write_text(writer, "fix", finding->hint);
    write_cells(writer, places);
    json_writer_end_object(writer);
}

static void write_file(JsonWriter *writer, const CheckFile *file)
{
    if (file->status == CHECK_FAILED) {
        json_writer_begin_object(writer);
        write_text(writer, "type", "error");
        write_text(writer, "filename", file->name);
        write_text(writer, "error", file->message);
        json_writer_end_object(writer);
    }
    for (guint i = 0; file->findings && i < file->findings->len; i++)
        write_finding(writer, file->name, g_ptr_array_index(file->findings, i));
}

void check_print_json(GPtrArray *files, const CheckOptions *options, bool errored)
{
    guint with_issues = 0, issues = 0, fixed = 0;
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    json_writer_key(writer, "issues");
    json_writer_begin_array(writer);
    for (guint i = 0; i < files->len; i++) {
        const CheckFile *file = g_ptr_array_index(files, i);
        write_file(writer, file);
        with_issues += file->status == CHECK_FAILED || (file->findings && file->findings->len);
        fixed += file->fixed;
        for (guint j = 0; file->findings && j < file->findings->len; j++)
            issues += !check_fixed(options, file, g_ptr_array_index(file->findings, j));
    }
    json_writer_end_array(writer);
    json_writer_key(writer, "summary");
    json_writer_begin_object(writer);
    write_number(writer, "total_files", files->len);
    write_number(writer, "files_with_issues", with_issues);
    write_number(writer, "total_issues", issues);
    write_number(writer, "fixed_issues", fixed);
    json_writer_key(writer, "errored");
    json_writer_bool(writer, errored);
    json_writer_end_object(writer);
    json_writer_end_object(writer);
    puts(json_writer_text(writer));
}
