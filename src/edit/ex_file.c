/* `:` commands on files and other programs: w q x e r ! cq.  What has to wait is a request. */
#include "edit/ex_text.h"

#include <limits.h>
#include <string.h>

#include "edit/filter.h"
#include "notebook/format.h"

/* What `:r` reads and a filter returns: more than a person wants in a notebook. */
static const size_t LARGEST_INPUT = 16 * 1024 * 1024;
static const FilterLimits FILTER_LIMITS = {16 * 1024 * 1024, 10};

static bool takes_part_of_file(Editor *editor, const ExCall *call)
{
    if (call->addresses == 0 || (call->first <= 1 && call->last == (long)editor_line_count(editor)))
        return false;
    editor_error(editor, "E140: A part of a notebook is not a notebook; give no range");
    return true;
}

static bool has_path(Editor *editor, const char *typed)
{
    if (*typed || editor_path(editor))
        return true;
    editor_error(editor, "E32: No file name");
    return false;
}

/* Gives lines to a program, and returns what it prints; NULL after having told what went wrong. */
static char *run_filter(Editor *editor, const char *command, GBytes *input);

static bool write_to_program(Editor *editor, const ExCall *call)
{
    size_t first = call->addresses ? ex_first(call) : 0;
    size_t last = call->addresses ? ex_last(call) : editor_line_count(editor) - 1;
    GString *lines = notebook_slice(editor->notebook, (Pos){first, 0}, (Pos){last, editor_line_length(editor, last)});
    g_string_append_c(lines, '\n');
    g_autoptr(GBytes) input = g_string_free_to_bytes(lines);
    g_autofree char *output = run_filter(editor, call->argument + 1, input);
    if (output)
        ex_show_page(editor, call->argument + 1, g_string_new(output));
    return output != NULL;
}

/* The name of the format in which a file is written that is not the notebook's own; NULL: it is one that the notebook
 * could be edited in. */
static char *export_format(const Format *named, const char *path, bool own)
{
    const Format *usual = *path ? format_for_file(path) : NULL;
    if (own && (!named || named == usual))
        return NULL;
    const Format *format = named ? named : usual;
    return format != usual || !format_can_be_edited(format) ? (char *)format->name : NULL;
}

/* w, wq, x, wa, wqa, xa, up */
bool ex_write(Editor *editor, ExCall *call)
{
    const char *name = call->command->name;
    bool quits = strchr(name, 'q') || strchr(name, 'x');
    bool only_if_changed = name[0] == 'x' || name[0] == 'u';
    if (strcmp(name, "write") == 0 && call->argument[0] == '!')
        return write_to_program(editor, call);
    if (takes_part_of_file(editor, call))
        return false;
    if (only_if_changed && !*call->argument && !editor_modified(editor)) {
        if (quits)
            editor_request(editor, (Request){.kind = REQUEST_QUIT, .force = call->bang}); /* a cell may be running */
        return true;
    }
    if (!has_path(editor, call->argument))
        return false;
    g_autofree char *typed = ex_path(editor, call->argument), *path = NULL;
    g_autoptr(GError) error = NULL;
    const Format *format;
    if (!format_of_target(typed, &path, &format, &error)) {
        editor_error(editor, "%s", error->message);
        return false;
    }
    bool own = !*path || g_strcmp0(path, editor_path(editor)) == 0;
    if (own && editor->options.readonly && !call->bang) {
        editor_error(editor, "E45: 'readonly' option is set (add ! to override)");
        return false;
    }
    size_t conflicts = editor_conflict_count(editor);
    if (own && conflicts > 0 && !call->bang) {
        editor_error(editor, "not saved: %zu cell%s changed here and on disk: {]x|next-conflict} goes there ({:w!|:w!} writes yours)", conflicts,
                     conflicts == 1 ? " was" : "s were");
        return false;
    }
    if (own)
        editor->saving_generation = notebook_generation(editor->notebook);
    editor_request(editor, (Request){.kind = REQUEST_SAVE,
                                     .text = *path ? path : NULL,
                                     .value = export_format(format, path, own),
                                     .force = call->bang,
                                     .then_quit = quits});
    return true;
}

/* wa, wqa, xa */
bool ex_write_all(Editor *editor, ExCall *call)
{
    bool quits = strcmp(call->command->name, "wall") != 0;
    editor_request(editor, (Request){.kind = REQUEST_SAVE_ALL, .force = call->bang, .then_quit = quits});
    return true;
}

bool ex_quit_all(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_QUIT, .force = call->bang, .text = (char *)"all"});
    return true;
}

/* :b N, :b NAME, :Nb */
bool ex_buffer(Editor *editor, ExCall *call)
{
    g_autofree char *number = call->addresses ? g_strdup_printf("%ld", call->last) : NULL;
    const char *wanted = *call->argument ? call->argument : number;
    if (wanted)
        editor_request(editor, (Request){.kind = REQUEST_BUFFER, .text = strcmp(wanted, "#") ? (char *)wanted : NULL});
    return true;
}

bool ex_buffer_next(Editor *editor, ExCall *call)
{
    int count = call->addresses ? (int)CLAMP(call->last, 1, INT_MAX) : 1;
    editor_request(editor, (Request){.kind = REQUEST_BUFFER, .code = g_str_has_suffix(call->command->name, "next") ? count : -count});
    return true;
}

/* :bfirst, :blast */
bool ex_buffer_end(Editor *editor, ExCall *call)
{
    g_auto(GStrv) names = editor->notebooks ? editor->notebooks(editor->notebooks_self) : NULL;
    guint count = names ? g_strv_length(names) : 0;
    bool last = g_str_has_suffix(call->command->name, "last");
    if (count)
        editor_request(editor, (Request){.kind = REQUEST_BUFFER, .text = names[last ? count - 1 : 0]});
    return true;
}

bool ex_buffer_close(Editor *editor, ExCall *call)
{
    g_autofree char *number = call->addresses ? g_strdup_printf("%ld", call->last) : NULL;
    char *wanted = *call->argument ? (char *)call->argument : number;
    editor_request(editor, (Request){.kind = REQUEST_BUFFER_CLOSE, .text = wanted, .force = call->bang});
    return true;
}

bool ex_buffer_list(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_BUFFER_LIST});
    return true;
}

/* A save takes its time; that what is being saved is saved is for the owner of the editor to judge. */
bool ex_quit(Editor *editor, ExCall *call)
{
    bool saving = editor->saving_generation == notebook_generation(editor->notebook);
    if (!call->bang && !saving && editor_modified(editor)) {
        editor_error(editor, editor->modeless.on ? "E37: there are changes that are not saved ({:q!|:q!} leaves without them)"
                                                 : "E37: not saved since the last change: :wq saves and leaves, :q! leaves without it");
        return false;
    }
    editor_request(editor, (Request){.kind = REQUEST_QUIT, .force = call->bang});
    return true;
}

bool ex_detach(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_DETACH});
    return true;
}

bool ex_take_over(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_TAKE_OVER, .force = call->bang});
    return true;
}

/* :checkpoint, :rollback */
bool ex_checkpoint(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_CHECKPOINT, .force = call->command->name[0] == 'r'});
    return true;
}

bool ex_ran(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_RAN});
    return true;
}

/* :trust, :trust!, :distrust */
bool ex_trust(Editor *editor, ExCall *call)
{
    bool refuses = call->bang || call->command->name[0] == 'd';
    g_autofree char *folder = *call->argument ? ex_path(editor, call->argument) : NULL;
    if (ex_may_touch_world(editor))
        editor_request(editor, (Request){.kind = REQUEST_TRUST, .text = folder, .force = refuses});
    return true;
}

/* A picture to a name that ends in .png, text to any other. */
bool ex_save_output(Editor *editor, ExCall *call)
{
    g_autofree char *path = ex_path(editor, call->argument), *text = NULL;
    uint64_t stamp = 0, cell = cell_id(notebook_cell(editor->notebook, editor_cell(editor)));
    if (!path || !ex_may_touch_world(editor))
        return true;
    if (!editor->view.output || !editor->view.output(editor->view.self, cell, &stamp, &text)) {
        editor_error(editor, "this cell shows nothing");
        return false;
    }
    GArray *cells = g_array_new(FALSE, FALSE, sizeof(uint64_t)); /* the request's */
    g_array_append_val(cells, cell);
    editor_request(editor, (Request){.kind = REQUEST_SAVE_OUTPUT, .cells = cells, .text = path, .value = text, .force = call->bang});
    return true;
}

bool ex_quit_with_error(Editor *editor, ExCall *call)
{
    int code = call->addresses ? (int)CLAMP(call->last, 0, 255) : 1;
    editor_request(editor, (Request){.kind = REQUEST_QUIT, .force = true, .code = code});
    return true;
}

bool ex_edit(Editor *editor, ExCall *call)
{
    if (strcmp(call->argument, "#") == 0) {
        editor_request(editor, (Request){.kind = REQUEST_BUFFER});
        return true;
    }
    if (!has_path(editor, call->argument))
        return false;
    g_autofree char *path = *call->argument ? ex_path(editor, call->argument) : g_strdup(editor_path(editor));
    bool own = g_strcmp0(path, editor_path(editor)) == 0;
    if (own && !call->bang && editor_modified(editor)) {
        editor_error(editor, "E37: not saved since the last change: :e! reads the file anew and forgets it");
        return false;
    }
    editor_request(editor, (Request){.kind = REQUEST_OPEN, .text = path, .force = call->bang});
    return true;
}

/* `git` may stand before the revision, and must before one with a name like `disk`. */
bool ex_diff(Editor *editor, ExCall *call)
{
    g_auto(GStrv) words = g_strsplit_set(call->argument, " \t", -1);
    guint git = g_strcmp0(words[0], "git") == 0, count = g_strv_length(words);
    if (count > git + 1) {
        editor_error(editor, "E488: Trailing characters: %s", words[git + 1]);
        return false;
    }
    if (!has_path(editor, "") || !ex_may_touch_world(editor))
        return false;
    const char *revision = count > git ? words[git] : git ? "HEAD" : "disk";
    bool disk = !git && strcmp(revision, "disk") == 0;
    editor_request(editor, (Request){.kind = REQUEST_DIFF, .text = disk ? NULL : (char *)revision});
    return true;
}

bool ex_recover(Editor *editor, ExCall *call)
{
    bool look = strcmp(call->argument, "diff") == 0 && !call->bang;
    if (*call->argument && !look) {
        editor_error(editor, "E488: Trailing characters: %s", call->argument);
        return false;
    }
    editor_request(editor, (Request){.kind = REQUEST_RECOVER, .force = call->bang, .text = look ? (char *)"diff" : NULL});
    return true;
}

void ex_rename_file(Editor *editor, const char *path)
{
    g_autofree char *before = g_strdup(editor_path(editor));
    editor_set_path(editor, path);
    editor->path_is_new = true;
    editor_request(editor, (Request){.kind = REQUEST_NAME, .text = (char *)path, .value = before});
}

bool ex_file_name(Editor *editor, ExCall *call)
{
    if (*call->argument) {
        g_autofree char *path = ex_path(editor, call->argument);
        if (g_strcmp0(path, editor_path(editor)) != 0)
            ex_rename_file(editor, path);
    }
    const char *path = editor_path(editor);
    size_t lines = editor_line_count(editor), cells = notebook_cell_count(editor->notebook);
    editor_tell(editor, false, "\"%s\"%s%s %zu line%s, %zu cell%s", path ? path : "[No Name]",
                editor_modified(editor) ? " [Modified]" : "", editor->path_is_new ? "[Not edited]" : "", lines, lines == 1 ? "" : "s",
                cells, cells == 1 ? "" : "s");
    return true;
}

void editor_restrict(Editor *editor)
{
    editor->restricted = true;
}

bool ex_may_touch_world(Editor *editor)
{
    if (editor->restricted)
        editor_error(editor, "E145: Programs and files are not allowed here");
    return !editor->restricted;
}

/* --- reading ---------------------------------------------------------------------------------------- */

/* Puts lines below `line` (0: above the first); a last newline ends the last line. */
static void put_text(Editor *editor, long line, const char *bytes, size_t length)
{
    if (length > 0 && bytes[length - 1] == '\n')
        length--;
    size_t before = editor_line_count(editor);
    editor_insert_lines(editor, (size_t)MAX(line - 1, 0), line > 0, bytes, length);
    size_t more = editor_line_count(editor) - before;
    editor_set_change_marks(editor, (Pos){(size_t)line, 0}, (Pos){(size_t)line + more - 1, 0});
    editor_cursor_to_indent(editor, (size_t)line);
    ex_report(editor, (long)more, "more lines");
}

bool ex_read(Editor *editor, ExCall *call)
{
    g_autofree char *content = NULL;
    if (call->argument[0] == '!') {
        content = run_filter(editor, call->argument + 1, NULL);
        if (!content)
            return false;
        if (*content)
            put_text(editor, call->last, content, strlen(content));
        return true;
    }
    if (!*call->argument) {
        editor_error(editor, "E32: No file name");
        return false;
    }
    if (!ex_may_touch_world(editor))
        return false;
    g_autofree char *path = ex_path(editor, call->argument);
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    if (!file) {
        editor_error(editor, "E484: Can't open file %s", path);
        return false;
    }
    size_t length = g_mapped_file_get_length(file);
    if (length > LARGEST_INPUT) {
        editor_error(editor, "%s is too large", path);
        return false;
    }
    if (length > 0)
        put_text(editor, call->last, g_mapped_file_get_contents(file), length);
    return true;
}

/* --- programs --------------------------------------------------------------------------------------- */

static char *run_filter(Editor *editor, const char *command, GBytes *input)
{
    if (!ex_may_touch_world(editor))
        return NULL;
    g_autoptr(GError) error = NULL;
    int code = 0;
    g_autofree char *here = ex_command_here(editor, command);
    char *output = filter_run(here, input, &FILTER_LIMITS, &code, &error);
    if (!output)
        editor_error(editor, "%s", error->message);
    else if (code != 0)
        editor_tell(editor, true, "shell returned %d", code);
    return output;
}

static bool filter_lines(Editor *editor, const ExCall *call, const char *command)
{
    size_t first = ex_first(call), last = ex_last(call);
    if (notebook_cell_of_line(editor->notebook, first) != notebook_cell_of_line(editor->notebook, last)) {
        editor_error(editor, "a filter takes the lines of one cell");
        return false;
    }
    Pos end = {last, editor_line_length(editor, last)};
    GString *lines = notebook_slice(editor->notebook, (Pos){first, 0}, end);
    g_string_append_c(lines, '\n');
    g_autoptr(GBytes) input = g_string_free_to_bytes(lines);
    g_autofree char *output = run_filter(editor, command, input);
    if (!output)
        return false;
    size_t length = strlen(output);
    if (length > 0 && output[length - 1] == '\n')
        length--;
    if (length == 0 && !*output)
        editor_delete_lines(editor, first, last);
    else
        editor_replace(editor, (Pos){first, 0}, end, output, length);
    editor_cursor_to_indent(editor, MIN(first, editor_line_count(editor) - 1));
    ex_report(editor, call->last - call->first + 1, "lines filtered");
    return true;
}

/* `!` alone stands for the last command. */
bool ex_shell(Editor *editor, ExCall *call)
{
    ExState *ex = ex_state_of(editor);
    g_autoptr(GString) command = g_string_new(NULL);
    for (const char *at = call->argument; *at; at++) {
        if (at[0] == '\\' && at[1] == '!') {
            g_string_append_c(command, *++at);
        } else if (*at == '!' && !ex->last_shell) {
            editor_error(editor, "E34: No previous command");
            return false;
        } else if (*at == '!') {
            g_string_append(command, ex->last_shell);
        } else {
            g_string_append_c(command, *at);
        }
    }
    g_free(ex->last_shell);
    ex->last_shell = g_strdup(command->str);
    if (call->addresses)
        return filter_lines(editor, call, command->str);
    g_autofree char *here = ex_command_here(editor, command->str);
    editor_request(editor, (Request){.kind = REQUEST_SHELL, .text = here});
    return true;
}
