#include "test/soup/ladle.h"

#include <string.h>

#include "edit/ex.h"
#include "engine/engine_event.h"
#include "notebook/output_node.h"

#define PICK(dice, list) ((list)[g_rand_int_range((dice), 0, G_N_ELEMENTS(list))])

static bool chance(GRand *dice, int of_thousand)
{
    return g_rand_int_range(dice, 0, 1000) < of_thousand;
}

/* --- keys ------------------------------------------------------------------------------------------ */

static const char *const SPECIAL[] = {
    "<Esc>", "<Esc>", "<Esc>", "<CR>", "<CR>", "<BS>", "<Tab>", "<S-Tab>", "<Space>", "<Up>", "<Down>", "<Left>", "<Right>",
    "<Home>", "<End>", "<PageUp>", "<PageDown>", "<Insert>", "<Del>", "<F1>", "<F5>", "<S-Up>", "<S-Down>", "<S-Left>",
    "<S-Right>", "<C-Left>", "<C-Right>", "<S-CR>", "<C-CR>", "<A-CR>", "<C-BS>", "<C-Space>",
};

static const char *const LETTERS[] = {"é", "日", "本", "😀", "👩‍🔬", "e\u0301", "ß", "İ", "ﬁ", "\u200b", "\u00a0", "α", "あ", "한"};

/* What leads elsewhere than into the text. */
static const char *const ENTRANCES[] = {
    "<Space><Space>", "<C-k>", "<Esc>]o", "<Esc>]o<CR>", "<Esc>]w", "<Esc>]w<CR>", "<Esc>]wi", "<Esc>]w<CR>", "<Esc><Space>T", "<Esc><Space>v<C-w>w", "<Esc><Space>D<C-w>w",
    "<Esc><Space>M<C-w>w", "<Esc><Space>l", "<Esc>q:", "<Esc><Space>f", "<Esc>K", "<Esc>:help<CR>", "<C-Space>", "<Esc><Space>z",
};

static const char *const PATTERNS[] = {"a", "\\<x", "e\\+", "^", "$", ".", "[0-9]", "\\v(a|b)*", "é", "\\n", "\\zsa", "x\\@!", "*", "\\(", "a\\{2,3}"};

static const char *const ARGUMENTS[] = {
    "", "", "", "a", "1", "x = 1", "/a/b/g", "/e/E/gc", "/a/d", "/x/normal Ay", "!", "! a", "3", "0", "$", ".", "'a", "n", "ir",
    "number", "nowrap", "keymap=vim", "keymap=plain", "keymap=emacs", "keymap?", "tabstop=3", "textwidth=20", "all", "nb.py",
    "variables", "graph", "outline", "errors", "messages", "dark", "light", "mono", "new_name", "_x y", "j dw", "<F5> :s/a/b/<CR>", "Q Q", "%", "# ", "\\=1", "ruff",
};

static const char *const RANGES[] = {"", "", "", "%", "2", ".", "$", "1,3", ".,+2", "'<,'>", "'a", "/a/", "2;+1", "0", "99", "?x?-1"};

static void add(GArray *keys, const char *names)
{
    g_autoptr(GArray) more = keys_parse(names);
    g_array_append_vals(keys, more->data, more->len);
}

static void add_line(GArray *keys, const char *line)
{
    for (const char *at = line; *at; at = g_utf8_next_char(at)) {
        Key key = {g_utf8_get_char(at), 0};
        g_array_append_val(keys, key);
    }
    Key enter = {13, 0};
    g_array_append_val(keys, enter);
}

static void add_command(GRand *dice, GArray *keys)
{
    int count = 0;
    while (EX_COMMANDS[count].name)
        count++;
    const ExCommand *command = &EX_COMMANDS[g_rand_int_range(dice, 0, count)];
    g_autofree char *line = g_strdup_printf(":%s%s%s%s", PICK(dice, RANGES), command->name, chance(dice, 500) ? " " : "",
                                            PICK(dice, ARGUMENTS));
    add_line(keys, line);
}

static void add_search(GRand *dice, GArray *keys)
{
    g_autofree char *line = g_strconcat(chance(dice, 500) ? "/" : "?", PICK(dice, PATTERNS), NULL);
    add_line(keys, line);
}

static void collect(const char *keys, const Binding *binding, gpointer names)
{
    g_ptr_array_add(names, g_strdup(keys));
}

/* Something that the keymap knows where the editor is, or anywhere. */
static void add_bound(GRand *dice, Desk *desk, GArray *keys)
{
    MapMode mode = chance(dice, 700) ? normal_map_mode(desk->editor) : (MapMode)g_rand_int_range(dice, 0, MAP_MODES);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    keymap_each(desk->editor->keymap, mode, "", collect, names);
    if (names->len)
        add(keys, g_ptr_array_index(names, g_rand_int_range(dice, 0, (gint32)names->len)));
}

static void add_chord(GRand *dice, GArray *keys)
{
    Key key = {(uint32_t)g_rand_int_range(dice, 'a', 'z' + 1), chance(dice, 800) ? MOD_CTRL : MOD_ALT};
    g_array_append_val(keys, key);
}

/* Where few keys mean anything, and the others lead away. */
static bool is_elsewhere(const Desk *desk)
{
    Mode mode = editor_mode(desk->editor);
    return mode == MODE_WIDGET || mode == MODE_MENU || mode == MODE_TABLE || mode == MODE_OUTPUT || mode == MODE_PANEL;
}

enum { BOUND = 84 };

GArray *ladle_keys(GRand *dice, Desk *desk)
{
    GArray *keys = g_array_new(FALSE, FALSE, sizeof(Key));
    int what = is_elsewhere(desk) && chance(dice, 700) ? BOUND : g_rand_int_range(dice, 0, 100);
    Key letter = {(uint32_t)g_rand_int_range(dice, '!', '~' + 1), 0};
    if (what < 35)
        g_array_append_val(keys, letter);
    else if (what < 55)
        add(keys, PICK(dice, SPECIAL));
    else if (what < 62)
        add_chord(dice, keys);
    else if (what <= BOUND)
        add_bound(dice, desk, keys);
    else if (what < 91)
        add_command(dice, keys);
    else if (what < 93)
        add_search(dice, keys);
    else if (what < 97)
        add(keys, PICK(dice, LETTERS));
    else
        add(keys, PICK(dice, ENTRANCES));
    return keys;
}

/* --- texts ------------------------------------------------------------------------------------------- */

static const char *const CODE[] = {
    "import marimo as mo", "x = 1", "", "def f(a, b):\n    if a:\n        return b\n    return {'k': [1, 2]}", "y = x + 1\n",
    "\n\n", "# a comment. Two sentences!\n\n    indented", "text = \"\"\"three\nlines\n\"\"\"", "日本語 = 'é'  # ünï\n\tTab\tt",
    "for i in range(3):\n    print(i)", "mo.md(\"# Title\")", "x", "class A:\n    def m(self): pass\n", "(((", "a b c d e f g h i j k l m n o p",
};

/* Some as marimo writes them, others as a person may. */
static void add_columns(GRand *dice, Notebook *notebook)
{
    notebook_header_set_option(notebook_header(notebook), "width", "\"columns\"");
    int number = 0;
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        number = chance(dice, 900) ? number + 1 : g_rand_int_range(dice, -1, 5);
        CellConfig config = {.has_column = chance(dice, 500), .column = number};
        notebook_set_cell_config(notebook, i, &config);
    }
}

Notebook *ladle_notebook(GRand *dice)
{
    Notebook *notebook = notebook_new();
    int count = g_rand_int_range(dice, 1, 9);
    for (int i = 0; i < count; i++)
        notebook_insert_cell(notebook, (size_t)i, chance(dice, 200) ? "named" : "_", CELL_PLAIN, NULL, PICK(dice, CODE), -1);
    if (chance(dice, 400))
        add_columns(dice, notebook);
    return notebook;
}

const char *ladle_text(GRand *dice)
{
    return PICK(dice, CODE);
}

/* --- messages ---------------------------------------------------------------------------------------- */

static const char *const OUTPUTS[] = {
    "{\"root\": {\"node\": \"text\", \"text\": \"1\\n2\\n3\"}}",
    "{\"root\": {\"node\": \"markdown\", \"text\": \"# A\\n\\n- b\\n- *c*\\n\\n|x|y|\\n|-|-|\\n|1|2|\"}}",
    "{\"root\": {\"node\": \"error\", \"type\": \"ValueError\", \"text\": \"v\", \"frames\": [{\"cell\": 1, \"line\": 1}]}}",
    "{\"root\": {\"node\": \"vstack\", \"children\": [{\"node\": \"widget\", \"name\": \"slider\", \"id\": \"s\", \"args\": "
    "{\"start\": 0, \"stop\": 9, \"value\": 3}}, {\"node\": \"widget\", \"name\": \"text\", \"id\": \"t\", \"args\": {\"value\": \"ab\"}}]}}",
    "{\"root\": {\"node\": \"hstack\", \"children\": [{\"node\": \"widget\", \"name\": \"dropdown\", \"id\": \"d\", \"args\": {\"options\": "
    "[\"a\", \"b\", \"c\"], \"value\": [\"a\"]}}, {\"node\": \"widget\", \"name\": \"date\", \"id\": \"e\", \"args\": {\"value\": \"2024-02-29\"}}, "
    "{\"node\": \"widget\", \"name\": \"checkbox\", \"id\": \"c\", \"args\": {\"value\": true}}]}}",
    "{\"root\": {\"node\": \"tabs\", \"id\": \"b\", \"labels\": [\"A\", \"B\"], \"children\": [{\"node\": \"text\", \"text\": \"one\"}, "
    "{\"node\": \"callout\", \"kind\": \"warn\", \"children\": [{\"node\": \"text\", \"text\": \"two\"}]}]}}",
    "{\"root\": {\"node\": \"table\", \"id\": \"q\", \"args\": {\"rows\": 100, \"columns\": [\"a\", \"b\"]}}}",
    "{\"root\": {\"node\": \"text\", \"text\": \"日本\\t😀 \\u001b[31m long long long long long long long long long long long long\"}}",
};

static const char *const TABLES[] = {
    "{\"rows\":[[\"1\",\"x\"],[\"2\",null]],\"columns\":[{\"name\":\"a\",\"type\":\"int64\"},{\"name\":\"b\",\"type\":\"str\"}],\"width\":2,\"total\":2,\"first\":0}",
    "{\"rows\":[],\"columns\":[],\"width\":0,\"total\":0,\"first\":0}", "{\"error\":\"no such column\"}", "[]",
};

static const char *const NAMES[] = {"x", "y", "f", "text", "mo", "i", "日本語"};

static uint64_t some_cell(GRand *dice, Desk *desk)
{
    Notebook *notebook = editor_notebook(desk->editor);
    size_t index = (size_t)g_rand_int_range(dice, 0, (gint32)notebook_cell_count(notebook));
    return chance(dice, 950) ? cell_id(notebook_cell(notebook, index)) : g_rand_int(dice);
}

static StyledText *printed(GRand *dice)
{
    StyledText *text = styled_text_new();
    for (int lines = g_rand_int_range(dice, 0, 30); lines > 0; lines--) {
        const char *line = PICK(dice, LETTERS);
        styled_text_add(text, line, strlen(line));
    }
    return text;
}

static void tell_status(GRand *dice, Desk *desk, EngineEvent *event)
{
    event->kind = ENGINE_STATUS;
    event->status.state = (RunState)g_rand_int_range(dice, 0, RUN_RUNNING + 1);
    event->status.result = (RunResult)g_rand_int_range(dice, 0, RESULT_DEAD + 1);
    event->status.stale = chance(dice, 300);
    event->status.wants_input = event->status.state == RUN_RUNNING && chance(dice, 400);
    event->status.cost = chance(dice, 500) ? 1.5 : -1;
    event->status.seconds = chance(dice, 500) ? 0.25 : 0;
}

/* A cell has run as it is now: what it shows can be operated. */
static void tell_run(GRand *dice, Desk *desk, uint64_t id)
{
    size_t index;
    if (!notebook_find_cell(editor_notebook(desk->editor), id, &index))
        return;
    const char *shown = PICK(dice, OUTPUTS);
    EngineEvent kernel = {.kind = ENGINE_KERNEL, .kernel = KERNEL_IDLE}, ran = {.kind = ENGINE_STATUS, .cell = id};
    EngineEvent output = {.kind = ENGINE_OUTPUT, .cell = id, .output = output_parse(shown, strlen(shown), NULL)};
    ran.status.result = RESULT_OK;
    ran.status.revision = cell_revision(notebook_cell(editor_notebook(desk->editor), index));
    model_apply(desk->model, &kernel);
    model_apply(desk->model, &ran);
    model_apply(desk->model, &output);
    g_clear_pointer(&output.output, output_unref);
    g_free(kernel.text);
}

/* What the code of a cell is: of the present one, or of one that was there before. */
static Analysis *analysed(GRand *dice, const Cell *cell)
{
    Analysis *analysis = analysis_new(cell_id(cell), cell_revision(cell) - chance(dice, 200));
    const char *defs[] = {PICK(dice, NAMES), NULL}, *refs[] = {PICK(dice, NAMES), NULL};
    if (chance(dice, 400)) {
        analysis->fault = ANALYSIS_SYNTAX;
        analysis->line = g_rand_int_range(dice, 0, (gint)text_line_count(cell_text(cell)) + 2);
        analysis->column = g_rand_int_range(dice, 0, 20);
    } else {
        analysis_set_names(&analysis->defs, g_strdupv((char **)defs));
        analysis_set_names(&analysis->refs, g_strdupv((char **)refs));
    }
    return analysis;
}

static GPtrArray *found(GRand *dice)
{
    GPtrArray *all = cell_errors_new();
    for (int left = g_rand_int_range(dice, 0, 3); left > 0; left--) {
        CellError *error = cell_error_new("empty-cell", "something is to be said", NULL);
        error->line = g_rand_int_range(dice, 0, 4);
        g_ptr_array_add(all, error);
    }
    return all;
}

static void tell_code(GRand *dice, Desk *desk, uint64_t id)
{
    static const EngineEventKind KINDS[] = {ENGINE_ANALYSIS, ENGINE_ANALYSIS, ENGINE_FINDINGS, ENGINE_ERRORS, ENGINE_LINKS};
    size_t index;
    if (!notebook_find_cell(editor_notebook(desk->editor), id, &index))
        return;
    EngineEvent event = {.kind = PICK(dice, KINDS), .cell = id};
    if (event.kind == ENGINE_ANALYSIS) {
        event.analysis = analysed(dice, notebook_cell(editor_notebook(desk->editor), index));
    } else if (event.kind == ENGINE_LINKS) {
        uint64_t parent = some_cell(dice, desk);
        event.parents = g_array_new(FALSE, FALSE, sizeof parent);
        g_array_append_val(event.parents, parent);
    } else {
        event.errors = found(dice);
    }
    model_apply(desk->model, &event);
}

/* What an answer to a question about a table leads to. */
static void answer_table(GRand *dice, Desk *desk)
{
    uint64_t number;
    g_autofree char *table = NULL, *question = NULL;
    const char *answer = PICK(dice, TABLES);
    if (view_ask_table(desk->view, &number, &table, &question))
        view_take_table(desk->view, number, answer);
    else if (editor_mode(desk->editor) == MODE_TABLE)
        editor_table_answer(desk->editor, answer);
}

void ladle_message(GRand *dice, Desk *desk)
{
    EngineEvent event = {.cell = some_cell(dice, desk)};
    const char *output = PICK(dice, OUTPUTS);
    if (chance(dice, 400)) {
        tell_run(dice, desk, event.cell);
        return;
    }
    if (chance(dice, 300)) {
        tell_code(dice, desk, event.cell);
        return;
    }
    switch (g_rand_int_range(dice, 0, 7)) {
    case 0:
        event.kind = ENGINE_OUTPUT;
        event.output = chance(dice, 900) ? output_parse(output, strlen(output), NULL) : NULL;
        break;
    case 1:
        event.kind = ENGINE_CONSOLE;
        event.console = chance(dice, 800) ? printed(dice) : NULL;
        break;
    case 2:
        event.kind = ENGINE_KERNEL;
        event.kernel = (KernelState)g_rand_int_range(dice, 0, KERNEL_DEAD + 1);
        event.text = g_strdup("Python 3.11.2 /usr/bin/python3");
        break;
    case 3:
        event.kind = ENGINE_IDLE;
        break;
    case 4:
        answer_table(dice, desk);
        return;
    default:
        tell_status(dice, desk, &event);
    }
    if (event.kind == ENGINE_STATUS && event.status.wants_input && editor_mode(desk->editor) == MODE_NORMAL)
        editor_enter_console(desk->editor);
    if (event.kind == ENGINE_STATUS && !event.status.wants_input && editor_mode(desk->editor) == MODE_CONSOLE)
        editor_leave_console(desk->editor);
    model_apply(desk->model, &event);
    g_clear_pointer(&event.output, output_unref);
    g_clear_pointer(&event.console, styled_text_unref);
    g_free(event.text);
}
