/* The last two rows: the status line, and messages, prompts and pending keys. */
#include "tui/draw.h"

#include <string.h>

#include "edit/line_window.h"
#include "edit/prompt_view.h"
#include "tui/wrap.h"

static const struct {
    const char *name;
    StyleRole role;
} MODES[] = {
    [MODE_NORMAL] = {"NORMAL", STYLE_MODE_NORMAL},
    [MODE_INSERT] = {"INSERT", STYLE_MODE_INSERT},
    [MODE_REPLACE] = {"REPLACE", STYLE_MODE_INSERT},
    [MODE_VISUAL] = {"VISUAL", STYLE_MODE_VISUAL},
    [MODE_VISUAL_LINE] = {"V-LINE", STYLE_MODE_VISUAL},
    [MODE_VISUAL_BLOCK] = {"V-BLOCK", STYLE_MODE_VISUAL},
    [MODE_PENDING] = {"NORMAL", STYLE_MODE_NORMAL},
    [MODE_PROMPT] = {"COMMAND", STYLE_MODE_NORMAL},
    [MODE_CONSOLE] = {"CONSOLE", STYLE_MODE_CONSOLE},
    [MODE_PANEL] = {"PANEL", STYLE_MODE_NORMAL},
    [MODE_PICK] = {"PICK", STYLE_MODE_NORMAL},
    [MODE_MODELESS] = {"EDIT", STYLE_MODE_INSERT},
    [MODE_WIDGET] = {"WIDGET", STYLE_MODE_WIDGET},
    [MODE_MENU] = {"MENU", STYLE_MODE_WIDGET},
    [MODE_ENTRY] = {"TYPING", STYLE_MODE_INSERT},
    [MODE_OUTPUT] = {"OUTPUT", STYLE_MODE_WIDGET},
    [MODE_TABLE] = {"TABLE", STYLE_MODE_WIDGET},
};

static const struct {
    const char *text;
    StyleRole role;
} KERNELS[] = {
    [KERNEL_NONE] = {"no kernel", STYLE_RAIL},
    [KERNEL_STARTING] = {"starting", STYLE_RUNNING},
    [KERNEL_IDLE] = {"idle", STYLE_OK},
    [KERNEL_BUSY] = {"busy", STYLE_RUNNING},
    [KERNEL_DEAD] = {"dead", STYLE_FAILED},
    [KERNEL_AWAY] = {"no line", STYLE_STALE},
    [KERNEL_CONNECTING] = {"connecting", STYLE_RUNNING},
};

/* A colour of a role on the background of the status line. */
static Style on_status(StyleRole role)
{
    Style style = style_of(STYLE_STATUS);
    style.over = (uint8_t)role;
    return style;
}

/* "Python 3.11" of "Python 3.11.2 /usr/bin/python3". */
static char *short_version(const char *kernel)
{
    int dots = 0;
    size_t length = 0;
    while (kernel[length] && kernel[length] != '/' && !(kernel[length] == '.' && ++dots == 2))
        length++;
    return g_strchomp(g_strndup(kernel, length));
}

/* What is in sight: "top", "30%", "end", or "all" of it. */
static void add_percent(const Scene *scene, GString *text)
{
    int percent = view_percent(scene->view);
    if (percent < 0)
        g_string_append(text, "  all");
    else if (percent == 0 || percent == 100)
        g_string_append(text, percent ? "  end" : "  top");
    else
        g_string_append_printf(text, "  %d%%", percent);
}

/* Where the cursor is: "cell 3/12  4:1  30%"; the narrower the screen, the less of it. */
static GString *right_side(const Scene *scene, int columns)
{
    GString *text = g_string_new(NULL);
    const Editor *editor = scene->editor;
    TableFocus table;
    if (editor_table(editor, &table)) {
        TableShape shape = tables_shape(view_tables(scene->view), &table);
        g_string_append_printf(text, "row %" G_GUINT64_FORMAT "  column %zu/%zu ", table.row + 1, table.column + 1, shape.columns);
        return text;
    }
    Notebook *notebook = editor_notebook(editor);
    Pos pos = editor_cursor(editor);
    if (editor_is_line_window(editor)) {
        TextLine line = notebook_line(notebook, pos.line);
        g_string_append_printf(text, "%zu:%d ", pos.line + 1, text_columns(line.bytes, pos.byte) + 1);
        return text;
    }
    size_t cell = editor_cell(editor), first = notebook_first_line(notebook, cell);
    int column = wrap_columns(notebook_line(notebook, pos.line), 0, pos.byte, view_tab_stop(scene->view)) + 1;
    OutputFocus output;
    if (editor_output(editor, &output)) {
        pos = (Pos){first + output.cursor.line, 0};
        column = view_output_cursor(scene->view) + 1;
    }
    size_t slide, slides;
    if (view_slide(scene->view, &slide, &slides))
        g_string_append_printf(text, "slide %zu/%zu", slide, slides);
    if (!view_is_app(scene->view))
        g_string_append_printf(text, "%s%zu/%zu  %zu:%d", columns < 50 ? "" : "cell ", cell + 1,
                               view_cells(scene->view), pos.line - first + 1, column);
    if (columns >= 50 || view_is_app(scene->view))
        add_percent(scene, text);
    g_string_append_c(text, ' ');
    return text;
}

/* The pieces of the status line from left to right, each left out where there is no room for it. */
typedef struct {
    Grid *grid;
    Rect clip; /* what is left for them */
    int column;
} Line;

static bool put(Line *line, const char *text, Style style)
{
    int columns = text_columns(text, strlen(text));
    if (line->column + columns > line->clip.column + line->clip.columns)
        return false;
    line->column = grid_print(line->grid, line->clip, line->clip.row, line->column, text, style);
    return true;
}

/* A name that is too long loses its end. */
static void draw_file(const Scene *scene, Line *line)
{
    g_autofree char *name = editor_title(scene->editor);
    bool modified = editor_modified(scene->editor);
    int room = line->clip.columns - line->column - (modified ? 2 : 0);
    size_t fits = text_fit(name, strlen(name), MAX(room, 0));
    if (name[fits]) {
        g_autofree char *start = g_strndup(name, text_fit(name, strlen(name), MAX(room - 1, 0)));
        g_autofree char *cut = room > 3 ? g_strconcat(start, "…", NULL) : g_strdup("");
        put(line, cut, style_of(STYLE_STATUS_STRONG));
    } else {
        put(line, name, style_of(STYLE_STATUS_STRONG));
    }
    if (modified)
        put(line, " ●", on_status(STYLE_STALE));
    if (editor_option(scene->editor, "readonly") > 0)
        put(line, " read-only", style_of(STYLE_STATUS_DIM));
}

/* "running cell 3 12s, 4 wait"; or of a cell that is not here "busy, 1 waits" */
static char *running_words(const Scene *scene)
{
    uint64_t id = model_running(scene->model);
    const CellModel *known = id ? model_cell(scene->model, id) : NULL;
    size_t index, queued = model_queued(scene->model);
    if (!known || !notebook_find_cell(editor_notebook(scene->editor), id, &index)) {
        g_autofree char *wait = queued > 0 ? g_strdup_printf(", %zu %s", queued, queued == 1 ? "waits" : "wait") : g_strdup("");
        return g_strconcat(KERNELS[KERNEL_BUSY].text, wait, NULL);
    }
    if (model_wants_input(scene->model) == id)
        return g_strdup_printf("cell %zu waits for input", index + 1);
    char elapsed[8];
    draw_elapsed((double)(scene->now - known->status.started) / 1e6, elapsed);
    GString *words = g_string_new(NULL);
    g_string_append_printf(words, "running cell %zu%s%s", index + 1, *elapsed ? " " : "", elapsed);
    if (queued > 0)
        g_string_append_printf(words, ", %zu %s", queued, queued == 1 ? "waits" : "wait");
    return g_string_free(words, FALSE);
}

static void draw_kernel(const Scene *scene, Line *line)
{
    KernelState state = model_kernel(scene->model);
    g_autofree char *version = short_version(model_kernel_text(scene->model));
    g_autofree char *running = state == KERNEL_BUSY ? running_words(scene) : NULL;
    int columns = grid_columns(line->grid);
    if (state == KERNEL_NONE && columns < 60)
        return;
    put(line, "  ", style_of(STYLE_STATUS));
    if (*version && state != KERNEL_DEAD && state != KERNEL_NONE && columns >= 100 && put(line, version, style_of(STYLE_STATUS_DIM)))
        put(line, " ", style_of(STYLE_STATUS));
    if (!put(line, running ? running : KERNELS[state].text, on_status(KERNELS[state].role)))
        put(line, KERNELS[state].text, on_status(KERNELS[state].role));
}

/* What a run of this cell would set off, if it is more than the cell itself or takes long. */
static void draw_forecast(const Scene *scene, Line *line)
{
    CostEstimate forecast = view_forecast(scene->view);
    size_t cells = forecast.known + forecast.unknown;
    KernelState state = model_kernel(scene->model);
    bool worth_telling = cells > 1 || (cells == 1 && forecast.seconds >= 1);
    Mode mode = editor_mode(scene->editor);
    bool can_run = state != KERNEL_BUSY && state != KERNEL_DEAD && (mode == MODE_NORMAL || mode == MODE_MODELESS);
    if (!worth_telling || !can_run)
        return;
    g_autofree char *described = cost_estimate_describe(&forecast);
    g_autofree char *words = g_strdup_printf("  runs %s%s", cells >= VIEW_FORECAST ? "over " : "", described);
    g_autofree char *shorter = g_strndup(words, strcspn(words, ","));
    if (!put(line, words, style_of(STYLE_STATUS_DIM)))
        put(line, shorter, style_of(STYLE_STATUS_DIM));
}

static void draw_conflicts(const Scene *scene, Line *line)
{
    size_t conflicts = editor_conflict_count(scene->editor);
    g_autofree char *words = g_strdup_printf("  %zu conflict%s", conflicts, conflicts == 1 ? "" : "s");
    if (conflicts > 0)
        put(line, words, on_status(STYLE_FAILED));
}

/* How to get out of where keys are not for the text, and what is done there most: who knows no modes needs it. */
static const struct {
    Mode mode;
    const char *words, *few;
} MODE_KEYS[] = {
    {MODE_OUTPUT, "<Esc> code  {|copy-text} copies  {|find} finds", "<Esc> code"},
    {MODE_TABLE, "<Esc> closes  <Space> picks  {|table-copy} copies  f filters", "<Esc> closes"},
    {MODE_PANEL, "<Esc> closes  <CR> goes there  {|panel-focus} code", "<Esc> closes"},
    {MODE_PICK, "<CR> takes it  <Esc> leaves", "<Esc> leaves"},
};

static bool draw_mode_keys(const Scene *scene, Line *line)
{
    Mode mode = editor_mode(scene->editor);
    for (size_t i = 0; !editor_has_modes(scene->editor) && i < G_N_ELEMENTS(MODE_KEYS); i++) {
        if (MODE_KEYS[i].mode != mode)
            continue;
        g_autofree char *words = editor_words(scene->editor, mode, MODE_KEYS[i].words);
        if (!put(line, words, style_of(STYLE_STATUS)))
            put(line, MODE_KEYS[i].few, style_of(STYLE_STATUS));
        return true;
    }
    return false;
}

static const char *mode_name(const Scene *scene, Mode mode)
{
    if (mode == MODE_NORMAL && editor_is_read_only(scene->editor))
        return "APP";
    PromptView prompt;
    if (mode == MODE_PROMPT && editor_prompt(scene->editor, &prompt) && prompt.sign != ':') {
        if (editor_table(scene->editor, &(TableFocus){0}))
            return "TABLE";
        bool asks = prompt.label && !*prompt.label; /* of `:s///c`: a key answers, and nothing can be typed */
        return prompt.sign != '=' ? "SEARCH" : asks ? "CONFIRM" : prompt.label ? "REPLACE" : "EXPRESSION";
    }
    Selection selection;
    if (mode == MODE_MODELESS && editor_selection(scene->editor, &selection))
        return "SELECT";
    return MODES[mode].name;
}

void draw_status(const Scene *scene, Grid *grid, int row)
{
    Rect clip = {row, 0, 1, grid_columns(grid)};
    grid_fill(grid, clip, style_of(STYLE_STATUS));
    Mode mode = editor_mode(scene->editor);
    g_autofree char *name = g_strdup_printf(" %s ", mode_name(scene, mode));
    int column = grid_print(grid, clip, row, 0, name, style_of(MODES[mode].role));
    char recording[8] = "";
    if (editor_recording(scene->editor, recording)) {
        g_autofree char *words = g_strdup_printf(" @%s", recording);
        column = grid_print(grid, clip, row, column, words, on_status(STYLE_FAILED));
    }
    g_autoptr(GString) right = right_side(scene, clip.columns);
    int from = clip.columns - text_columns(right->str, right->len);
    if (from > column && !editor_widget(scene->editor, &(WidgetFocus){0}))
        grid_print(grid, clip, row, from, right->str, style_of(STYLE_STATUS));
    if (draw_widget_keys(scene, grid, (Rect){row, column, 1, clip.columns - column}))
        return;
    Line line = {grid, {row, 0, 1, from > column ? from - 1 : clip.columns}, column + 1};
    if (draw_mode_keys(scene, &line) || editor_is_line_window(scene->editor))
        return;
    draw_file(scene, &line);
    if (scene->recovery) {
        g_autofree char *recovery = editor_words(scene->editor, MODE_MODELESS, "  {:recover|:recover}?");
        put(&line, recovery, on_status(STYLE_FAILED));
    }
    draw_conflicts(scene, &line);
    if (scene->untrusted)
        put(&line, grid_columns(grid) < 60 ? "  ?" : "  not trusted", on_status(STYLE_STALE));
    draw_kernel(scene, &line);
    if (!editor_is_read_only(scene->editor))
        draw_forecast(scene, &line);
}

size_t draw_prompt_byte(const PromptView *prompt, int columns, int column)
{
    int label = prompt->label ? MIN(text_columns(prompt->label, strlen(prompt->label)), columns / 2) : 1;
    int shift = MAX(text_columns(prompt->text, prompt->cursor) - (columns - label - 1), 0);
    return text_fit(prompt->text, strlen(prompt->text), MAX(column - label + shift, 0));
}

/* The prompt's text moves left so that its cursor stays in sight. */
static void draw_prompt(Grid *grid, int row, const PromptView *prompt)
{
    char sign[2] = {prompt->sign, '\0'};
    const char *label = prompt->label ? prompt->label : sign;
    Rect half = {row, 0, 1, prompt->label ? grid_columns(grid) / 2 : 1}; /* a long label leaves room for the text */
    int left = grid_print(grid, half, row, 0, label, style_of(STYLE_PROMPT));
    left = MIN(left, half.columns);
    Rect clip = {row, left, 1, grid_columns(grid) - left};
    int cursor = text_columns(prompt->text, prompt->cursor);
    int shift = MAX(cursor - (clip.columns - 1), 0);
    grid_print(grid, clip, row, left - shift, prompt->text, style_of(prompt->whole ? STYLE_SELECTION : STYLE_TEXT));
    grid_set_cursor(grid, (GridCursor){row, left + cursor - shift, true, CURSOR_BAR});
}

/* What is said of a key that the prompt does not know stands behind what is typed, if there is room. */
static void draw_prompt_message(const Scene *scene, Grid *grid, int row, const PromptView *prompt)
{
    enum { GAP = 2 };
    const char *message = editor_has_modes(scene->editor) ? NULL : editor_message(scene->editor, NULL);
    const char *label = prompt->label ? prompt->label : "?";
    int typed = text_columns(label, strlen(label)) + text_columns(prompt->text, strlen(prompt->text));
    int from = message ? grid_columns(grid) - text_columns(message, strlen(message)) - 1 : 0;
    if (message && !strchr(message, '\n') && from > typed + GAP)
        grid_print(grid, (Rect){row, 0, 1, grid_columns(grid)}, row, from, message, style_of(STYLE_MESSAGE_ERROR));
}

/* Which of how many words is taken, behind what is typed if there is room. */
static void draw_prompt_count(const Scene *scene, Grid *grid, int row, const PromptView *prompt)
{
    PromptMenuView menu;
    if (!editor_prompt_menu(scene->editor, &menu))
        return;
    g_autofree char *words = g_strdup_printf("%d/%u", menu.chosen + 1, menu.count);
    int from = grid_columns(grid) - text_columns(words, strlen(words)) - 1;
    if (from > text_columns(prompt->text, strlen(prompt->text)) + 2)
        grid_print(grid, (Rect){row, 0, 1, grid_columns(grid)}, row, from, words, style_of(STYLE_DIM));
}

/* Keys that are typed, with blanks to be seen. */
static char *shown_keys(const char *keys)
{
    GString *shown = g_string_new(NULL);
    for (const char *at = keys ? keys : ""; *at; at++)
        g_string_append_printf(shown, *at == ' ' ? "<Space>" : "%c", *at);
    return g_string_free(shown, FALSE);
}

void draw_message(const Scene *scene, Grid *grid, int row)
{
    PromptView prompt;
    if (editor_prompt(scene->editor, &prompt)) {
        draw_prompt(grid, row, &prompt);
        draw_prompt_message(scene, grid, row, &prompt);
        draw_prompt_count(scene, grid, row, &prompt);
        return;
    }
    Rect clip = {row, 0, 1, grid_columns(grid)};
    g_autofree char *pending = shown_keys(editor_pending(scene->editor));
    int room = clip.columns;
    if (*pending) {
        room -= text_columns(pending, strlen(pending)) + 1;
        grid_print(grid, clip, row, MAX(room, 0), pending, style_of(STYLE_DIM));
    }
    bool is_error = false;
    const char *message = editor_message(scene->editor, &is_error);
    if (!message)
        return;
    clip.columns = MAX(room - 1, 0);
    size_t length = strcspn(message, "\n");
    Style style = style_of(is_error ? STYLE_MESSAGE_ERROR : STYLE_MESSAGE);
    int behind = grid_put(grid, clip, row, 1, message, length, style);
    if (behind > clip.columns && clip.columns > 0)
        grid_print(grid, clip, row, clip.columns - 1, "…", style_of(STYLE_DIM));
}
