/* The last two rows: the status line, and messages, prompts and pending keys. */
#include "tui/draw.h"

#include <string.h>

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

/* How many cells run or wait, "3 of 12 running": 0 waiting says nothing. */
static GString *right_side(const Scene *scene)
{
    GString *text = g_string_new(NULL);
    const Editor *editor = scene->editor;
    Notebook *notebook = editor_notebook(editor);
    Pos pos = editor_cursor(editor);
    size_t cell = editor_cell(editor), first = notebook_first_line(notebook, cell);
    g_string_append_printf(text, "cell %zu/%zu  %zu:%d", cell + 1, notebook_cell_count(notebook), pos.line - first + 1,
                           wrap_columns(notebook_line(notebook, pos.line), 0, pos.byte) + 1);
    int percent = view_percent(scene->view);
    if (percent < 0)
        g_string_append(text, "  all");
    else if (percent == 0 || percent == 100)
        g_string_append(text, percent ? "  end" : "  top");
    else
        g_string_append_printf(text, "  %d%%", percent);
    g_string_append_c(text, ' ');
    return text;
}

static int draw_file(const Scene *scene, Grid *grid, Rect clip, int column)
{
    const char *path = editor_path(scene->editor);
    g_autofree char *name = path ? g_path_get_basename(path) : g_strdup("[no name]");
    column = grid_print(grid, clip, clip.row, column, name, style_of(STYLE_STATUS_STRONG));
    if (editor_modified(scene->editor))
        column = grid_print(grid, clip, clip.row, column, " ●", on_status(STYLE_STALE));
    return column;
}

static int draw_kernel(const Scene *scene, Grid *grid, Rect clip, int column)
{
    KernelState state = model_kernel(scene->model);
    g_autofree char *version = short_version(model_kernel_text(scene->model));
    if (state == KERNEL_NONE && clip.columns < 60)
        return column;
    if (*version && state != KERNEL_DEAD && clip.columns >= 60) {
        column = grid_print(grid, clip, clip.row, column, version, style_of(STYLE_STATUS_DIM));
        column = grid_print(grid, clip, clip.row, column, " ", style_of(STYLE_STATUS));
    }
    return grid_print(grid, clip, clip.row, column, KERNELS[state].text, on_status(KERNELS[state].role));
}

void draw_status(const Scene *scene, Grid *grid, int row)
{
    Rect clip = {row, 0, 1, grid_columns(grid)};
    grid_fill(grid, clip, style_of(STYLE_STATUS));
    Mode mode = editor_mode(scene->editor);
    StyleRole role = MODES[mode].role;
    int column = grid_print(grid, clip, row, 0, " ", style_of(role));
    column = grid_print(grid, clip, row, column, MODES[mode].name, style_of(role));
    column = grid_print(grid, clip, row, column, " ", style_of(role));
    g_autoptr(GString) right = right_side(scene);
    int from = clip.columns - text_columns(right->str, right->len);
    clip.columns = MAX(from - 1, 0);
    column = draw_file(scene, grid, clip, column + 1);
    draw_kernel(scene, grid, (Rect){row, 0, 1, clip.columns}, column + 2);
    clip.columns = grid_columns(grid);
    if (from > column)
        grid_print(grid, clip, row, from, right->str, style_of(STYLE_STATUS));
}

/* The prompt's text moves left so that its cursor stays in sight. */
static void draw_prompt(Grid *grid, int row, const PromptView *prompt)
{
    Rect clip = {row, 1, 1, grid_columns(grid) - 1};
    char sign[2] = {prompt->sign, '\0'};
    grid_print(grid, grid_area(grid), row, 0, sign, style_of(STYLE_PROMPT));
    int cursor = text_columns(prompt->text, prompt->cursor);
    int shift = MAX(cursor - (clip.columns - 1), 0);
    grid_print(grid, clip, row, 1 - shift, prompt->text, style_of(STYLE_TEXT));
    grid_set_cursor(grid, (GridCursor){row, 1 + cursor - shift, true, CURSOR_BAR});
}

void draw_message(const Scene *scene, Grid *grid, int row)
{
    PromptView prompt;
    if (editor_prompt(scene->editor, &prompt)) {
        draw_prompt(grid, row, &prompt);
        return;
    }
    Rect clip = {row, 0, 1, grid_columns(grid)};
    const char *pending = editor_pending(scene->editor);
    int room = clip.columns;
    if (pending && *pending) {
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
