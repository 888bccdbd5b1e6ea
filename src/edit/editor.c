#include "edit/preview.h"
#include "edit/abbreviation.h"
#include "edit/editor_private.h"

#include <stdarg.h>
#include <string.h>

#include "base/settings.h"
#include "edit/ex_user.h"
#include "edit/option.h"
#include "edit/snippets.h"
#include "edit/output.h"
#include "edit/table.h"
#include "edit/widget.h"
#include "notebook/history.h"

static void text_changed(size_t at, size_t before, size_t after, gpointer data)
{
    marks_adjust(data, at, before, after);
    ex_lines_changed(data, at, before, after);
}

static Keymap *keymap_of_vim(void)
{
    g_autoptr(GError) error = NULL;
    Keymap *keymap = keymap_load("vim", &error);
    if (!keymap)
        g_error("%s", error->message); /* compiled in: a fault of the program, and a test reads it */
    return keymap;
}

bool editor_choose_keymap(Editor *editor, const char *name, GError **error)
{
    if (editor->borrows) {
        g_set_error_literal(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, "the keymap is chosen in the notebook");
        return false;
    }
    Keymap *keymap = keymap_load(name, error);
    if (!keymap)
        return false;
    modeless_set(editor, false); /* what the old keys have begun ends by their rules */
    keymap_free(editor->keymap);
    editor->keymap = keymap;
    editor->options.keymap = g_string_chunk_insert_const(editor->option_texts, name);
    modeless_set(editor, keymap_has(keymap, MAP_MODELESS));
    return true;
}

const char *editor_keymap(const Editor *editor)
{
    return editor->options.keymap;
}

Editor *editor_new(Notebook *notebook)
{
    Editor *editor = g_new0(Editor, 1);
    editor->notebook = notebook;
    if (notebook_cell_count(notebook) == 0)
        notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "", 0);
    notebook_forget_history(notebook);
    notebook_set_listener(notebook, text_changed, editor);
    editor->saved_content = notebook_generation(notebook);
    editor->option_texts = g_string_chunk_new(64);
    options_init(&editor->options);
    editor->keymap = keymap_of_vim();
    editor->mappings = keymap_new();
    editor->local_mappings = keymap_new();
    editor->abbreviations = abbreviations_new();
    editor->user_commands = user_commands_new();
    editor->registers = registers_new();
    editor->messages = g_ptr_array_new_with_free_func(g_free);
    editor->folded = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    editor->whole = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    conflicts_init(editor);
    g_queue_init(&editor->requests);
    input_init(editor);
    insert_init(&editor->insert);
    marks_init(&editor->marks);
    history_set_noter(notebook_history(notebook), marks_of_step, editor);
    return editor;
}

static void free_request(gpointer request)
{
    request_free(request);
}

void editor_free(Editor *editor)
{
    if (editor->scratch)
        scratch_state_free(editor);
    if (editor->borrows)
        editor_give_back(editor);
    output_free(editor);
    g_clear_pointer(&editor->preview, preview_free);
    g_clear_pointer(&editor->prompt, prompt_free);
    g_clear_pointer(&editor->search, search_free);
    g_clear_pointer(&editor->ex, ex_state_free);
    g_clear_pointer(&editor->picker, picker_free);
    g_clear_pointer(&editor->snippets, snippet_state_free);
    input_clear(editor);
    insert_clear(&editor->insert);
    g_free(editor->modeless.sought);
    g_clear_pointer(&editor->letters, letters_free);
    g_clear_pointer(&editor->widget, widget_state_free);
    g_clear_pointer(&editor->table, table_state_free);
    g_clear_pointer(&editor->complete, complete_menu_free);
    g_clear_pointer(&editor->lookup, lookup_state_free);
    marks_clear(&editor->marks);
    g_queue_clear_full(&editor->requests, free_request);
    g_ptr_array_unref(editor->messages);
    g_hash_table_unref(editor->folded);
    g_hash_table_unref(editor->whole);
    conflicts_clear(editor);
    columns_forget(editor);
    register_clear(&editor->computed);
    g_clear_pointer(&editor->registers, registers_free);
    g_clear_pointer(&editor->keymap, keymap_free);
    g_clear_pointer(&editor->mappings, keymap_free);
    g_clear_pointer(&editor->abbreviations, abbreviations_free);
    g_clear_pointer(&editor->user_commands, user_commands_free);
    g_clear_pointer(&editor->local_mappings, keymap_free);
    g_clear_pointer(&editor->folder, g_free);
    g_clear_pointer(&editor->folder_before, g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(editor->leaders); i++)
        g_clear_pointer(&editor->leaders[i], g_free);
    notebook_free(editor->notebook);
    line_undo_clear(editor);
    g_free(editor->path);
    g_free(editor->title);
    g_string_chunk_free(editor->option_texts);
    g_free(editor);
}

/* --- what the screen shows ------------------------------------------------------------------------ */

/* Also during a turn in an output, when the view asks: the code's. */
Notebook *editor_notebook(const Editor *editor)
{
    return output_is_entered(editor) && editor->output->in_turn ? editor->output->other.notebook : editor->notebook;
}

Mode editor_mode(const Editor *editor)
{
    if (editor->mode == MODE_NORMAL && editor->pending.operator)
        return MODE_PENDING;
    return editor->mode == MODE_NORMAL && output_has_keys(editor) ? MODE_OUTPUT : editor->mode;
}

bool editor_is_typing(const Editor *editor)
{
    ModelessStep step = editor->modeless.step;
    bool types = step == DID_TYPE || step == DID_BLANK || step == DID_ERASE;
    return editor->mode == MODE_MODELESS ? types : mode_inserts(editor->mode);
}

Pos editor_cursor(const Editor *editor)
{
    return output_is_entered(editor) && editor->output->in_turn ? editor->output->other.cursor : editor->cursor;
}

size_t editor_cell(const Editor *editor)
{
    return notebook_cell_of_line(editor_notebook(editor), editor_cursor(editor).line);
}

bool editor_modified(const Editor *editor)
{
    const Notebook *notebook = editor_notebook(editor);
    if (editor->scratch)
        return false;
    return notebook_content_generation(notebook, notebook_generation(notebook)) != editor->saved_content;
}

const char *editor_pending(const Editor *editor)
{
    return editor->pending.shown->str;
}

bool editor_output_whole(const Editor *editor, uint64_t cell)
{
    bool entered = output_is_entered(editor) && editor->output->cell == cell;
    return entered || g_hash_table_contains(editor->whole, &cell);
}

bool editor_output_folded(const Editor *editor, uint64_t cell)
{
    return g_hash_table_contains(editor->folded, &cell);
}

void editor_set_themes(Editor *editor, const char *const *names)
{
    editor->theme_names = names;
}

void editor_set_notebooks(Editor *editor, EditorNotebooks notebooks, gpointer self)
{
    editor->notebooks = notebooks;
    editor->notebooks_self = self;
}

/* --- messages --------------------------------------------------------------------------------------- */

const char *editor_message(const Editor *editor, bool *is_error)
{
    if (!editor->message_shown || !editor->messages->len)
        return NULL;
    if (is_error)
        *is_error = editor->message_is_error;
    return g_ptr_array_index(editor->messages, editor->messages->len - 1);
}

/* Keys in a message are those of the keymap: see editor_words().  A key may be a "%". */
static char *format_with_keys(const Editor *editor, const char *format)
{
    g_autofree char *words = editor_words(editor, MODE_MODELESS, format);
    if (strcmp(words, format) == 0)
        return g_steal_pointer(&words);
    g_autoptr(GString) text = g_string_new(words);
    g_string_replace(text, "<A-%>", "<A-%%>", 0);
    return g_strdup(text->str);
}

static void tell(Editor *editor, bool is_error, const char *format, va_list arguments)
{
    g_autofree char *with_keys = strchr(format, '{') ? format_with_keys(editor, format) : NULL;
    g_ptr_array_add(editor->messages, g_strdup_vprintf(with_keys ? with_keys : format, arguments));
    if (editor->messages->len > 200)
        g_ptr_array_remove_index(editor->messages, 0);
    editor->message_shown = true;
    editor->message_is_error = is_error;
}

void editor_tell(Editor *editor, bool is_error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell(editor, is_error, format, arguments);
    va_end(arguments);
}

void editor_error(Editor *editor, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell(editor, true, format, arguments);
    va_end(arguments);
    editor_fail(editor);
}

const GPtrArray *editor_messages(const Editor *editor)
{
    return editor->messages;
}

void editor_clear_message(Editor *editor)
{
    editor->message_shown = false;
}

/* --- what the world tells ---------------------------------------------------------------------------- */

void editor_set_view(Editor *editor, const EditorView *view)
{
    editor->view = view ? *view : (EditorView){0};
}

void editor_move_to(Editor *editor, Pos pos)
{
    output_leave(editor);
    marks_push_jump(editor);
    size_t lines = editor_line_count(editor);
    pos.line = MIN(pos.line, lines - 1);
    pos.byte = MIN(pos.byte, editor_line_length(editor, pos.line));
    editor_set_cursor(editor, pos);
    editor_clamp_cursor(editor);
}

size_t editor_become(Editor *editor, const NotebookSnapshot *want)
{
    editor_finish_keys(editor);
    History *history = notebook_history(editor->notebook);
    history_break(history);
    history_set_cursor(history, editor->cursor);
    size_t changed = notebook_become(editor->notebook, want);
    if (notebook_cell_count(editor->notebook) == 0)
        notebook_insert_cell(editor->notebook, 0, "_", CELL_PLAIN, NULL, "", 0);
    columns_forget(editor);
    history_break(history);
    editor_set_cursor(editor, (Pos){MIN(editor->cursor.line, editor_line_count(editor) - 1), editor->cursor.byte});
    editor_clamp_cursor(editor);
    return changed;
}

bool editor_add_cell(Editor *editor, const char *code, const char *needs)
{
    if (!editor_may_change(editor))
        return false;
    Notebook *notebook = editor->notebook;
    History *history = notebook_history(notebook);
    size_t cell = editor_cell(editor), line = notebook_first_line(notebook, cell);
    bool fills = line == notebook_last_line(notebook, cell) && editor_line_length(editor, line) == 0;
    history_break(history);
    history_set_cursor(history, editor->cursor);
    notebook_insert_cell(notebook, cell + 1, "_", CELL_PLAIN, NULL, code, (gssize)strlen(code));
    if (fills)
        notebook_remove_cell(notebook, cell);
    if (needs)
        notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, needs, (gssize)strlen(needs));
    columns_settle(editor);
    history_break(history);
    size_t now = cell + !fills + (needs != NULL);
    editor_cursor_to_indent(editor, notebook_first_line(notebook, now));
    return true;
}

#define SWAP(a, b)                                                                                                     \
    do {                                                                                                               \
        typeof(a) swapped = (a);                                                                                       \
        (a) = (b);                                                                                                     \
        (b) = swapped;                                                                                                 \
    } while (0)

void editor_hand_over(Editor *from, Editor *to)
{
    modeless_set(from, false); /* what is begun ends by the rules of its keys */
    modeless_set(to, false);
    SWAP(from->options, to->options);
    SWAP(from->keymap, to->keymap);
    SWAP(from->mappings, to->mappings);
    for (size_t i = 0; i < G_N_ELEMENTS(from->leaders); i++)
        SWAP(from->leaders[i], to->leaders[i]);
    SWAP(from->abbreviations, to->abbreviations);
    SWAP(from->user_commands, to->user_commands);
    SWAP(from->registers, to->registers);
    SWAP(from->prompt, to->prompt);
    SWAP(from->search, to->search);
    modeless_set(from, keymap_has(from->keymap, MAP_MODELESS));
    modeless_set(to, keymap_has(to->keymap, MAP_MODELESS));
    to->find = from->find;
    if (!from->folder_is_local && !to->folder_is_local) {
        g_free(to->folder);
        to->folder = g_strdup(from->folder);
    }
    to->input.last_macro = from->input.last_macro;
}

void editor_set_path(Editor *editor, const char *path)
{
    char *copy = g_strdup(path);
    g_free(editor->path);
    editor->path = copy;
}

const char *editor_path(const Editor *editor)
{
    return editor->path;
}

void editor_set_title(Editor *editor, const char *title)
{
    g_free(editor->title);
    editor->title = g_strdup(title);
}

char *editor_title(const Editor *editor)
{
    if (editor->path)
        return g_path_get_basename(editor->path);
    return g_strdup(editor->title ? editor->title : "[no name]");
}

void editor_saved(Editor *editor, uint64_t generation, const char *path)
{
    editor->saved_content = notebook_content_generation(editor_notebook(editor), generation);
    editor->path_is_new &= generation == EDITOR_NEVER_SAVED;
    if (generation != EDITOR_NEVER_SAVED)
        history_note_save(notebook_history(editor_notebook(editor)), generation);
    if (path)
        editor_set_path(editor, path);
}

void editor_enter_console(Editor *editor)
{
    widget_blur(editor);
    editor_finish_keys(editor);
    output_leave(editor);
    table_close(editor);
    editor->mode = MODE_CONSOLE;
    editor->input.console_prefix = false;
}

void editor_leave_console(Editor *editor)
{
    if (editor->mode == MODE_CONSOLE)
        editor->mode = MODE_NORMAL;
    modeless_settle(editor);
}

/* --- requests ------------------------------------------------------------------------------------------ */

void editor_request(Editor *editor, Request request)
{
    Request *copy = g_memdup2(&request, sizeof request);
    copy->text = g_strdup(request.text);
    copy->value = g_strdup(request.value);
    g_queue_push_tail(&editor->requests, copy);
}

Request *editor_next_request(Editor *editor)
{
    return g_queue_pop_head(&editor->requests);
}

void request_free(Request *request)
{
    if (request->cells)
        g_array_unref(request->cells);
    g_free(request->text);
    g_free(request->value);
    g_free(request);
}
