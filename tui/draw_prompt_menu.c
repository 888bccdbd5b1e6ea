/* What the word of the `:` line could become, in a box that stands on the status line: its place and its size are the same while
 * one goes through it, a page after the other. */
#include "tui/draw.h"

#include <string.h>

#include "edit/prompt_view.h"

enum { MOST_ROWS = 10, GAP = 2, EDGES = 3, SAMPLE = 400 }; /* EDGES: a bar, and a blank at both sides */

typedef struct {
    int words, helps; /* columns */
} Widths;

/* Of so many entries that it does not matter what the others would add. */
static Widths widths_of(const Editor *editor, guint count)
{
    Widths widths = {0};
    for (guint i = 0; i < MIN(count, SAMPLE); i++) {
        PromptMenuEntry entry = editor_prompt_menu_entry(editor, i);
        widths.words = MAX(widths.words, text_columns(entry.word, strlen(entry.word)));
        widths.helps = MAX(widths.helps, text_columns(entry.help, strlen(entry.help)));
    }
    return widths;
}

/* Below the word, as far to the right as there is room; `*top` is the first entry. */
static Rect box_of(const Scene *scene, Rect area, const PromptMenuView *menu, Widths widths, int *top)
{
    int count = (int)menu->count, rows = MIN(MIN(count, MOST_ROWS), MAX(area.rows * 2 / 3, 1));
    int wanted = widths.words + (widths.helps ? GAP + widths.helps : 0) + EDGES, columns = MIN(wanted, area.columns);
    PromptView prompt;
    editor_prompt(scene->editor, &prompt);
    int column = 1 + text_columns(prompt.text, menu->start) - 2;
    *top = CLAMP(MAX(menu->chosen, 0) / rows * rows, 0, count - rows);
    return (Rect){area.row + area.rows - rows, area.column + CLAMP(column, 0, area.columns - columns), rows, columns};
}

static void draw_entry(Grid *grid, Rect clip, PromptMenuEntry entry, int words, bool chosen)
{
    StyleRole role = chosen ? STYLE_MENU_CHOSEN : STYLE_MENU;
    grid_fill(grid, clip, style_of(role));
    grid_print(grid, clip, clip.row, clip.column, "│", style_of(STYLE_WIDGET));
    Rect inner = {clip.row, clip.column + 2, 1, clip.columns - EDGES};
    int behind = grid_print(grid, inner, clip.row, inner.column, entry.word, style_of(role));
    int help = MAX(behind, inner.column + words) + GAP;
    grid_print(grid, inner, clip.row, help, entry.help, style_of(STYLE_DIM));
    if (chosen)
        grid_overlay(grid, clip.row, clip.column + 1, clip.column + clip.columns, STYLE_MENU_CHOSEN);
}

void draw_prompt_menu(const Scene *scene, Grid *grid, Rect area)
{
    PromptMenuView menu;
    if (!editor_prompt_menu(scene->editor, &menu))
        return;
    int top;
    Widths widths = widths_of(scene->editor, menu.count);
    Rect box = box_of(scene, area, &menu, widths, &top);
    for (int row = 0; row < box.rows; row++) {
        PromptMenuEntry entry = editor_prompt_menu_entry(scene->editor, (guint)(top + row));
        draw_entry(grid, (Rect){box.row + row, box.column, 1, box.columns}, entry, widths.words, top + row == menu.chosen);
    }
    draw_more(grid, box, box.column, top, (int)menu.count - top - box.rows);
}
