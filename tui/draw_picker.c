/* The picker over the notebook: what was typed, and of what fits as much as there is room for. */
#include "tui/draw.h"

#include <string.h>

#include "edit/picker.h"
#include "tui/highlight.h"

enum { WIDEST = 100, HIGHEST = 24, FRAME = 2, NARROW = 60 };

/* In the middle, and higher than that, so that the list has its place whatever its length; on a narrow screen all. */
static Rect box_of(Rect area)
{
    if (area.columns < NARROW || area.rows < FRAME + 8)
        return area;
    int columns = MIN(area.columns - 4, WIDEST), rows = MIN(area.rows - 2, HIGHEST);
    return (Rect){area.row + MIN(2, (area.rows - rows) / 2), area.column + (area.columns - columns) / 2, rows, columns};
}

static void draw_frame(Grid *grid, Rect box, const PickView *pick)
{
    Style rule = style_of(STYLE_RULE);
    int right = box.column + box.columns - 1, bottom = box.row + box.rows - 1;
    grid_fill(grid, box, style_of(STYLE_MENU));
    grid_repeat(grid, box, box.row, box.column, box.columns, "─", rule);
    grid_repeat(grid, box, bottom, box.column, box.columns, "─", rule);
    for (int row = box.row; row <= bottom; row++) {
        const char *left_sign = row == box.row ? "╭" : row == bottom ? "╰" : "│";
        grid_print(grid, box, row, box.column, left_sign, rule);
        grid_print(grid, box, row, right, row == box.row ? "╮" : row == bottom ? "╯" : "│", rule);
    }
    g_autofree char *title = g_strdup_printf(" %s ", pick->title);
    g_autofree char *count = g_strdup_printf(" %u of %u%s ", pick->shown->len, pick->entries->len,
                                             pick->expects ? "…" : "");
    int behind = grid_print(grid, box, box.row, box.column + 2, title, style_of(STYLE_PAGE_TITLE));
    int from = right - 1 - text_columns(count, strlen(count));
    if (from > behind)
        grid_print(grid, box, box.row, from, count, style_of(STYLE_DIM));
}

static void draw_typed(Grid *grid, Rect clip, const PickView *pick)
{
    grid_print(grid, clip, clip.row, clip.column, "> ", style_of(STYLE_PROMPT));
    Rect text = {clip.row, clip.column + 2, 1, clip.columns - 2};
    int cursor = text_columns(pick->typed, pick->cursor), shift = MAX(cursor - (text.columns - 1), 0);
    grid_print(grid, text, text.row, text.column - shift, pick->typed, style_of(STYLE_MENU));
    grid_set_cursor(grid, (GridCursor){text.row, text.column + cursor - shift, true, CURSOR_BAR});
}

static bool holds(const GArray *places, size_t from, size_t to)
{
    for (guint i = 0; i < places->len; i++) {
        size_t at = g_array_index(places, size_t, i);
        if (at >= from && at < to)
            return true;
    }
    return false;
}

static void draw_entry(Grid *grid, Rect clip, const PickView *pick, const PickEntry *entry, bool chosen)
{
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(size_t));
    pick_entry_score(entry, pick->typed, places);
    int keys = entry->keys ? text_columns(entry->keys, strlen(entry->keys)) : 0;
    int right = clip.column + clip.columns;
    if (keys > 0 && keys + 20 < clip.columns)
        grid_print(grid, clip, clip.row, right -= keys, entry->keys, style_of(STYLE_PROMPT));
    Rect text = {clip.row, clip.column + 1, 1, MAX(right - clip.column - 2, 0)};
    int column = text.column;
    size_t length = strlen(entry->text);
    for (size_t at = 0, next; at < length && column < text.column + text.columns; at = next) {
        next = (size_t)(g_utf8_find_next_char(entry->text + at, entry->text + length) ?: entry->text + length) -
               (size_t)entry->text;
        StyleRole role = holds(places, at, next) ? STYLE_PROMPT : at < entry->name ? STYLE_MENU : STYLE_DIM;
        column = grid_put(grid, text, clip.row, column, entry->text + at, next - at, style_of(role));
    }
    if (chosen)
        grid_overlay(grid, clip.row, clip.column, clip.column + clip.columns, STYLE_MENU_CHOSEN);
}

/* Entries that have a preview leave the lower half to it. */
static int preview_rows(Rect box, const PickView *pick)
{
    enum { LEAST = 8 };
    const PickEntry *first = pick->entries->len ? g_ptr_array_index(pick->entries, 0) : NULL;
    return first && first->preview && box.rows >= LEAST ? (box.rows - 3) / 2 : 0;
}

static Rect list_of(Rect box, const PickView *pick)
{
    return (Rect){box.row + 2, box.column + 1, box.rows - 3 - preview_rows(box, pick), box.columns - 2};
}

static void draw_preview(Grid *grid, Rect box, const PickView *pick)
{
    int rows = preview_rows(box, pick);
    Rect area = {box.row + box.rows - 1 - rows, box.column + 1, rows, box.columns - 2};
    if (rows == 0)
        return;
    grid_repeat(grid, area, area.row, area.column, area.columns, "─", style_of(STYLE_RULE));
    if (pick->chosen >= pick->shown->len)
        return;
    const PickEntry *entry = g_ptr_array_index(pick->entries, g_array_index(pick->shown, guint, pick->chosen));
    g_autoptr(Block) block = block_new(MAX(area.columns - 2, 1), (size_t)rows);
    if (entry->preview)
        code_block(block, entry->preview, strlen(entry->preview), NULL, NULL);
    for (int row = 1; row < rows && (guint)row <= block->lines->len; row++) {
        Rect clip = {area.row + row, area.column + 1, 1, area.columns - 2};
        draw_block_line(grid, clip, clip.row, g_ptr_array_index(block->lines, (guint)row - 1), NULL, 0);
    }
}

/* The entry in the first row. */
static int top_of(const PickView *pick, Rect list)
{
    int count = (int)pick->shown->len;
    return CLAMP((int)pick->chosen - list.rows / 2, 0, MAX(count - list.rows, 0));
}

PickerSpot draw_picker_spot(const PickView *pick, Rect area, int row, int column, int *entry)
{
    Rect box = box_of(area), list = list_of(box, pick);
    if (area.rows < 4 || !rect_holds(box, row, column))
        return PICKER_OUTSIDE;
    *entry = top_of(pick, list) + row - list.row;
    return rect_holds(list, row, column) && *entry < (int)pick->shown->len ? PICKER_ENTRY : PICKER_FRAME;
}

void draw_picker(const Scene *scene, Grid *grid, Rect area)
{
    PickView pick;
    if (!editor_picker(scene->editor, &pick) || area.rows < 4)
        return;
    Rect box = box_of(area);
    draw_frame(grid, box, &pick);
    draw_typed(grid, (Rect){box.row + 1, box.column + 2, 1, box.columns - 4}, &pick);
    Rect list = list_of(box, &pick);
    int count = (int)pick.shown->len, top = top_of(&pick, list);
    for (int row = 0; row < list.rows && top + row < count; row++) {
        guint at = g_array_index(pick.shown, guint, top + row);
        Rect clip = {list.row + row, list.column, 1, list.columns};
        draw_entry(grid, clip, &pick, g_ptr_array_index(pick.entries, at), top + row == (int)pick.chosen);
    }
    draw_preview(grid, box, &pick);
    if (count == 0)
        grid_print(grid, list, list.row, list.column + 1, pick.expects ? "looking…" : "nothing fits",
                   style_of(STYLE_DIM));
}
