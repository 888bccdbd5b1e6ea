/* The scratchpad's input, its history, and the keys that are its own. */
#include "edit/apart.h"
#include "edit/scratch.h"

#include <string.h>

#include "edit/editor_private.h"
#include "edit/ex.h"
#include "edit/output.h"
#include "notebook/lexer.h"

enum { MOST_ENTRIES = 200, LONGEST_HISTORY = 1000 };

struct ScratchState {
    GHashTable *ran;    /* id (uint64_t *) -> char *, both owned: what the entries said when they ran */
    GPtrArray *history; /* of char *, oldest first */
    guint browsed;      /* index in it; its length: none */
    char *typed;        /* before browsing, or NULL */
};

void editor_make_scratch(Editor *editor)
{
    ScratchState *scratch = g_new0(ScratchState, 1);
    scratch->ran = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    scratch->history = g_ptr_array_new_with_free_func(g_free);
    editor->scratch = scratch;
    editor_borrow(editor);
}

bool editor_is_scratch(const Editor *editor)
{
    return editor->scratch != NULL;
}

void scratch_state_free(Editor *editor)
{
    ScratchState *scratch = editor->scratch;
    g_hash_table_unref(scratch->ran);
    g_ptr_array_unref(scratch->history);
    g_free(scratch->typed);
    g_free(scratch);
}

/* --- code that is complete ------------------------------------------------------------------------------------ */

typedef struct {
    int depth;     /* of brackets */
    bool goes_on;  /* the last line that says something opens a block, or is in one */
    bool blank;    /* the last line says nothing */
    bool continued; /* by a backslash */
    LexState state;
} Reading;

static bool is_of_code(const GArray *tokens, size_t at)
{
    for (guint i = 0; i < tokens->len; i++) {
        Token token = g_array_index(tokens, Token, i);
        if (at >= token.start && at < token.start + token.length)
            return token.kind != TOKEN_STRING && token.kind != TOKEN_ESCAPE && token.kind != TOKEN_COMMENT;
    }
    return true;
}

static void read_line(Reading *reading, const char *line)
{
    size_t length = strlen(line), last = SIZE_MAX, first = SIZE_MAX;
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(Token));
    bool in_string = reading->state != LEX_START;
    reading->state = lexer_line(reading->state, line, length, tokens);
    for (size_t at = 0; at < length; at++) {
        if (!is_of_code(tokens, at) || g_ascii_isspace(line[at]))
            continue;
        last = at;
        first = MIN(first, at);
        reading->depth += line[at] && strchr("([{", line[at]) ? 1 : line[at] && strchr(")]}", line[at]) ? -1 : 0;
    }
    reading->blank = !in_string && first == SIZE_MAX && strspn(line, " \t") == length;
    reading->continued = length > 0 && line[length - 1] == '\\' && is_of_code(tokens, length - 1);
    if (!reading->blank)
        reading->goes_on = g_ascii_isspace(*line) || *line == '@' || (last != SIZE_MAX && line[last] == ':');
}

bool scratch_is_complete(const char *code)
{
    g_auto(GStrv) lines = g_strsplit(code, "\n", -1);
    Reading reading = {0};
    for (char **line = lines; *line; line++)
        read_line(&reading, *line);
    bool open = reading.depth > 0 || reading.continued || reading.state != LEX_START;
    return !open && (!reading.goes_on || reading.blank);
}

/* --- the cells ------------------------------------------------------------------------------------------------- */

static size_t input_of(const Editor *editor)
{
    return notebook_cell_count(editor->notebook) - 1;
}

static bool is_in_input(const Editor *editor)
{
    return notebook_cell_of_line(editor->notebook, editor->cursor.line) == input_of(editor);
}

static char *code_of(const Editor *editor, size_t cell)
{
    GString *code = g_string_new(NULL);
    size_t last = notebook_last_line(editor->notebook, cell);
    for (size_t line = notebook_first_line(editor->notebook, cell); line <= last; line++) {
        TextLine text = notebook_line(editor->notebook, line);
        g_string_append_len(code, text.bytes, (gssize)text.length);
        if (line < last)
            g_string_append_c(code, '\n');
    }
    return g_string_free(code, FALSE);
}

static void set_code(Editor *editor, size_t cell, const char *code)
{
    size_t last = notebook_last_line(editor->notebook, cell);
    editor_replace(editor, (Pos){notebook_first_line(editor->notebook, cell), 0},
                   (Pos){last, editor_line_length(editor, last)}, code, strlen(code));
}

static const char *ran_as(const Editor *editor, size_t cell)
{
    uint64_t id = cell_id(notebook_cell(editor->notebook, cell));
    return g_hash_table_lookup(editor->scratch->ran, &id);
}

static void go_to_input_end(Editor *editor)
{
    size_t line = notebook_last_line(editor->notebook, input_of(editor));
    editor_set_cursor(editor, (Pos){line, editor_line_length(editor, line)});
    editor_clamp_cursor(editor);
}

static void add_cell(Editor *editor, size_t at, const char *code)
{
    notebook_insert_cell(editor->notebook, at, "_", CELL_PLAIN, NULL, code, (gssize)strlen(code));
}

/* The entry for what is in a cell; below it there is an input. */
static size_t place_entry(Editor *editor, size_t cell, const char *code)
{
    size_t input = input_of(editor);
    g_autofree char *behind = cell + 1 == input ? code_of(editor, input) : NULL;
    bool went_on = behind && !*behind && !ran_as(editor, cell); /* `run-cell-and-go-on` made the input */
    if (cell == input || went_on) {
        set_code(editor, cell, code);
        if (cell == input)
            add_cell(editor, cell + 1, "");
        return cell;
    }
    if (ran_as(editor, cell))
        set_code(editor, cell, ran_as(editor, cell));
    add_cell(editor, input, code);
    return input;
}

static void forget_oldest(Editor *editor, size_t most)
{
    while (notebook_cell_count(editor->notebook) > most + 1) {
        uint64_t id = cell_id(notebook_cell(editor->notebook, 0));
        g_hash_table_remove(editor->scratch->ran, &id);
        notebook_remove_cell(editor->notebook, 0);
    }
}

uint64_t editor_scratch_begin(Editor *editor, uint64_t id, char **code)
{
    size_t cell;
    if (!notebook_find_cell(editor->notebook, id, &cell))
        return 0;
    g_autofree char *text = g_strchomp(code_of(editor, cell));
    if (!*text)
        return 0;
    bool inserts = editor->mode == MODE_INSERT || editor->mode == MODE_REPLACE;
    output_leave(editor);
    complete_menu_close(editor);
    if (inserts)
        insert_leave(editor);
    modeless_end_selection(editor);
    uint64_t entry = cell_id(notebook_cell(editor->notebook, place_entry(editor, cell, text)));
    g_hash_table_insert(editor->scratch->ran, g_memdup2(&entry, sizeof entry), g_strdup(text));
    editor_scratch_remember(editor, text);
    forget_oldest(editor, MOST_ENTRIES);
    go_to_input_end(editor);
    notebook_forget_history(editor->notebook); /* what ran, ran */
    if (inserts)
        insert_start(editor, &(ActionCall){.count = 1, .reg = '"'}, MODE_INSERT);
    *code = g_steal_pointer(&text);
    return entry;
}

void editor_scratch_clear(Editor *editor)
{
    output_leave(editor);
    bool inserts = editor->mode == MODE_INSERT;
    if (inserts)
        insert_leave(editor);
    forget_oldest(editor, 0);
    g_hash_table_remove_all(editor->scratch->ran);
    notebook_forget_history(editor->notebook);
    go_to_input_end(editor);
    if (inserts)
        insert_start(editor, &(ActionCall){.count = 1, .reg = '"'}, MODE_INSERT);
}

/* --- history --------------------------------------------------------------------------------------------------- */

const GPtrArray *editor_scratch_history(const Editor *editor)
{
    return editor->scratch->history;
}

void editor_scratch_remember(Editor *editor, const char *code)
{
    ScratchState *scratch = editor->scratch;
    GPtrArray *history = scratch->history;
    if (!history->len || strcmp(g_ptr_array_index(history, history->len - 1), code) != 0)
        g_ptr_array_add(history, g_strdup(code));
    if (history->len > LONGEST_HISTORY)
        g_ptr_array_remove_index(history, 0);
    scratch->browsed = history->len;
    g_clear_pointer(&scratch->typed, g_free);
}

/* The input is what was run once, as the history has it. */
static bool is_recalled(const Editor *editor)
{
    const ScratchState *scratch = editor->scratch;
    g_autofree char *now = code_of(editor, input_of(editor));
    return scratch->browsed < scratch->history->len &&
           strcmp(now, g_ptr_array_index(scratch->history, scratch->browsed)) == 0;
}

/* What was run last and begins with what was typed takes its place; `direction` 1: back towards that. */
static bool browse(Editor *editor, int direction)
{
    ScratchState *scratch = editor->scratch;
    g_autofree char *now = code_of(editor, input_of(editor));
    if (!is_recalled(editor)) {
        g_free(scratch->typed);
        scratch->typed = g_strdup(now);
        scratch->browsed = scratch->history->len;
    }
    guint at = scratch->browsed, count = scratch->history->len;
    while (direction < 0 ? at > 0 : at < count) {
        at += (guint)direction;
        const char *code = at < count ? g_ptr_array_index(scratch->history, at) : scratch->typed;
        if (at < count && (!g_str_has_prefix(code, scratch->typed) || strcmp(code, now) == 0))
            continue;
        scratch->browsed = at;
        set_code(editor, input_of(editor), code);
        go_to_input_end(editor);
        size_t first = notebook_first_line(editor->notebook, input_of(editor));
        if (direction < 0) /* the next step back is one key away */
            editor_set_cursor(editor, (Pos){first, editor_line_length(editor, first)});
        editor_clamp_cursor(editor);
        return true;
    }
    return true;
}

static bool is_at_edge(const Editor *editor, bool first)
{
    size_t input = input_of(editor), line = editor->cursor.line;
    return line == (first ? notebook_first_line(editor->notebook, input) : notebook_last_line(editor->notebook, input));
}

static bool is_scratch(Editor *editor)
{
    if (!editor->scratch)
        editor_error(editor, "this is for the scratchpad: {<Space>>|panel-scratch} opens it");
    return editor->scratch != NULL;
}

static bool older(Editor *editor, const ActionCall *call)
{
    return is_scratch(editor) && is_in_input(editor) && is_at_edge(editor, true) && browse(editor, -1);
}

static bool newer(Editor *editor, const ActionCall *call)
{
    return is_scratch(editor) && is_in_input(editor) && is_at_edge(editor, false) && browse(editor, 1);
}

/* --- other actions --------------------------------------------------------------------------------------------- */

static void request_run(Editor *editor)
{
    GArray *cells = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    uint64_t id = cell_id(notebook_cell(editor->notebook, editor_cell(editor)));
    g_array_append_val(cells, id);
    editor_request(editor, (Request){.kind = REQUEST_RUN_CELLS, .cells = cells});
}

/* Where text is typed, code that is not complete gets another line instead. */
static bool enter(Editor *editor, const ActionCall *call)
{
    if (!is_scratch(editor))
        return false;
    g_autofree char *code = code_of(editor, editor_cell(editor));
    bool whole = (is_at_edge(editor, false) && scratch_is_complete(code)) || is_recalled(editor);
    bool may_run = !is_in_input(editor) || whole;
    if (mode_inserts(editor->mode) && !may_run)
        return false;
    request_run(editor);
    return true;
}

static bool copy(Editor *editor, const ActionCall *call)
{
    Selection selection;
    uint64_t id = cell_id(notebook_cell(editor->notebook, editor_cell(editor))), stamp = 0;
    g_autofree char *text = NULL;
    if (!is_scratch(editor) || is_in_input(editor) || editor_selection(editor, &selection))
        return false;
    if (!editor->view.output || !editor->view.output(editor->view.self, id, &stamp, &text) || !text) {
        editor_tell(editor, true, "this entry shows nothing");
        return true;
    }
    editor_copy(editor, text);
    return true;
}

static bool to_cell(Editor *editor, const ActionCall *call)
{
    if (!is_scratch(editor))
        return false;
    g_autofree char *code = g_strchomp(code_of(editor, editor_cell(editor)));
    if (*code)
        editor_request(editor, (Request){.kind = REQUEST_SCRATCH_CELL, .text = code});
    else
        editor_tell(editor, true, "there is nothing to make a cell of");
    return true;
}

static bool clear(Editor *editor, const ActionCall *call)
{
    if (is_scratch(editor))
        editor_request(editor, (Request){.kind = REQUEST_SCRATCH_CLEAR});
    return editor->scratch != NULL;
}

static bool close_it(Editor *editor, const ActionCall *call)
{
    if (is_scratch(editor))
        editor_request(editor, (Request){.kind = REQUEST_PANEL});
    return editor->scratch != NULL;
}

/* Back to the notebook, unless the key has something to end here. */
static bool leave(Editor *editor, const ActionCall *call)
{
    Selection selection;
    if (!is_scratch(editor) || editor_selection(editor, &selection) || editor->modeless.sticky)
        return false;
    editor_request(editor, (Request){.kind = REQUEST_PANEL_FOCUS});
    return true;
}

/* What the key does without this row, unless the scratchpad runs something or is about to. */
static bool interrupt(Editor *editor, const ActionCall *call)
{
    Selection selection;
    if (!is_scratch(editor) || !editor->scratch_busy || editor_selection(editor, &selection))
        return false;
    editor_request(editor, (Request){.kind = REQUEST_INTERRUPT});
    return true;
}

void editor_set_scratch_busy(Editor *editor, bool busy)
{
    editor->scratch_busy = busy;
}

void editor_scratch_type(Editor *editor)
{
    g_autofree char *code = code_of(editor, input_of(editor));
    if (editor->mode != MODE_NORMAL || *code || normal_is_begun(editor) || output_is_entered(editor))
        return;
    go_to_input_end(editor);
    insert_start(editor, &(ActionCall){.count = 1, .reg = '"'}, MODE_INSERT);
}

void editor_begin_command(Editor *editor)
{
    normal_open_prompt(editor, action_find("command-line"));
}

void editor_do_command(Editor *editor, const char *line)
{
    ex_execute(editor, line);
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

bool scratch_key(Editor *editor, Key key)
{
    const Binding *binding;
    bool waits = editor->pending.waiting || editor->pending.sequence->len || editor->insert.waiting;
    bool at_rest = editor->mode == MODE_NORMAL ? !normal_is_begun(editor) && !output_is_entered(editor)
                                               : mode_inserts(editor->mode);
    if (!editor->scratch || waits || !at_rest || editor->modeless.visit == VISIT_KEYS || !editor->input.from_person)
        return false;
    bool bound = keymap_longest(editor->keymap, MAP_SCRATCH, &key, 1, &binding) == 1 && binding->action;
    bool is_text = mode_inserts(editor->mode) && !key.modifiers && key.code >= ' ' && key.code < KEY_NONE && key.code != 127;
    ActionCall call = {.count = 1, .reg = '"', .argument = key};
    return bound && !is_text && binding->action->kind == ACTION_COMMAND && !binding->action->takes_key &&
           ((CommandFunction)binding->action->function)(editor, &call);
}

const Action ACTIONS_SCRATCH[] = {
    {"scratch-enter", ACTION_COMMAND, "of the scratchpad: run what is complete; else another line", .function = enter},
    {"scratch-older", ACTION_COMMAND, "of the scratchpad: what was run before, beginning with what was typed", .function = older},
    {"scratch-newer", ACTION_COMMAND, "of the scratchpad: what was run after that", .function = newer},
    {"scratch-copy", ACTION_COMMAND, "of the scratchpad: copy what the entry at the cursor shows", .function = copy},
    {"scratch-to-cell", ACTION_COMMAND, "of the scratchpad: make the entry at the cursor a cell of the notebook", .function = to_cell},
    {"scratch-clear", ACTION_COMMAND, "of the scratchpad: leave nothing but the input", .function = clear},
    {"scratch-close", ACTION_COMMAND, "of the scratchpad: close it", .function = close_it},
    {"scratch-leave", ACTION_COMMAND, "of the scratchpad: back to the notebook", .function = leave},
    {"scratch-interrupt", ACTION_COMMAND, "of the scratchpad: interrupt what it runs; if nothing, what the key does elsewhere",
     .function = interrupt},
    {NULL},
};
