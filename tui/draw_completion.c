/* The menu of what could be typed, below the word or above it, with what is known of the chosen entry beside it; and
 * what the call takes that is being typed. */
#include "tui/draw.h"

#include <string.h>

#include "tui/block.h"

enum { MENU_ROWS = 10, NAME_COLUMNS = 32, WHAT_COLUMNS = 28, DOC_COLUMNS = 56, DOC_LEAST = 24, DOC_ROWS = 12 };

/* "function (path, sep=',')"; the caller frees it. */
static char *what_of(const Completion *entry)
{
    bool both = *entry->kind && *entry->type, says_more = strcmp(entry->kind, "instance") != 0;
    if (!says_more && *entry->type)
        return g_strdup(entry->type);
    return g_strconcat(entry->kind, both ? " " : "", entry->type, NULL);
}

static void draw_entry(Grid *grid, Rect clip, const Completion *entry, int name_columns, bool chosen)
{
    StyleRole role = chosen ? STYLE_MENU_CHOSEN : STYLE_MENU;
    g_autofree char *what = what_of(entry);
    grid_fill(grid, clip, style_of(role));
    Rect name = {clip.row, clip.column, 1, MIN(name_columns, clip.columns)};
    grid_print(grid, name, clip.row, clip.column, entry->name, style_of(role));
    grid_print(grid, clip, clip.row, clip.column + name_columns + 1, what, style_of(STYLE_DIM));
    if (chosen)
        grid_overlay(grid, clip.row, clip.column, clip.column + clip.columns, STYLE_MENU_CHOSEN);
}

/* Right of the menu or left of it, wherever there is more room. */
static void draw_doc(Grid *grid, Rect area, Rect menu, const Completion *entry)
{
    int right = area.column + area.columns - (menu.column + menu.columns), left = menu.column - 2 - area.column;
    int columns = MIN(MAX(right, left), DOC_COLUMNS);
    g_autofree char *what = what_of(entry);
    if (columns < DOC_LEAST || (!*entry->doc && strlen(what) <= WHAT_COLUMNS))
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%s%s%s", what, *what && *entry->doc ? "\n" : "", entry->doc);
    Block *block = block_new(columns - 3, DOC_ROWS);
    block_add_text(block, text->str, style_of(STYLE_MENU), NULL, FOLD_WORDS);
    int rows = MIN((int)block->lines->len, area.row + area.rows - menu.row);
    Rect box = {menu.row, right >= left ? menu.column + menu.columns : menu.column - 2 - columns, rows, columns};
    grid_fill(grid, box, style_of(STYLE_MENU));
    for (int row = 0; row < rows; row++) {
        grid_print(grid, box, box.row + row, box.column, "│", style_of(STYLE_RULE));
        Rect clip = {box.row + row, box.column + 2, 1, box.columns - 3};
        draw_block_line(grid, clip, clip.row, g_ptr_array_index(block->lines, row), block->links, 0);
    }
    block_free(block);
}

/* Where the menu is, its first entry, and the columns of names in it. */
static Rect box_of_menu(const Scene *scene, Rect area, const CompletionMenu *menu, WidgetPlace place, int *top, int *names)
{
    int count = (int)menu->count, shown = MIN(count, MENU_ROWS), name_columns = 0, what_columns = 0;
    *top = menu->chosen < 0 ? 0 : CLAMP(menu->chosen - shown / 2, 0, count - shown);
    for (int i = *top; i < *top + shown; i++) {
        Completion entry = editor_completion_entry(scene->editor, (guint)i);
        g_autofree char *what = what_of(&entry);
        name_columns = MAX(name_columns, text_columns(entry.name, strlen(entry.name)));
        what_columns = MAX(what_columns, text_columns(what, strlen(what)));
    }
    *names = MIN(name_columns, NAME_COLUMNS);
    Rect box = draw_box_place(area, place, shown, *names + MIN(what_columns, WHAT_COLUMNS) + 4);
    *top = menu->chosen < 0 ? 0 : CLAMP(menu->chosen - box.rows / 2, 0, MAX(count - box.rows, 0));
    return box;
}

static void draw_menu(const Scene *scene, Grid *grid, Rect area, const CompletionMenu *menu, WidgetPlace place)
{
    int top, names, count = (int)menu->count;
    Rect whole = box_of_menu(scene, area, menu, place, &top, &names);
    Rect box = draw_open_box(grid, area, place, whole.rows, whole.columns);
    for (int i = 0; i < box.rows && top + i < count; i++) {
        Completion entry = editor_completion_entry(scene->editor, (guint)(top + i));
        draw_entry(grid, (Rect){box.row + i, box.column, 1, box.columns}, &entry, names, top + i == menu->chosen);
    }
    draw_more(grid, box, box.column - 2, top, count - top - box.rows);
    Completion told = editor_completion_entry(scene->editor, (guint)MAX(menu->chosen, 0));
    draw_doc(grid, area, box, &told);
}

/* In one line above the cursor's, or below it where there is none. */
static void draw_signature(Grid *grid, Rect area, const char *text, int row, int column, bool below)
{
    int columns = MIN(text_columns(text, strlen(text)) + 3, area.columns);
    int at = row > area.row && !below ? row - 1 : row + 1;
    if (at >= area.row + area.rows)
        return;
    Rect box = {at, CLAMP(column, area.column, area.column + area.columns - columns), 1, columns};
    grid_fill(grid, box, style_of(STYLE_MENU));
    grid_print(grid, box, box.row, box.column, "│", style_of(STYLE_WIDGET));
    grid_print(grid, box, box.row, box.column + 2, text, style_of(STYLE_MENU));
}

static WidgetPlace place_of_menu(const Scene *scene, Rect area, const CompletionMenu *menu, int row, int column)
{
    Pos cursor = editor_cursor(scene->editor);
    const char *bytes = notebook_line(editor_notebook(scene->editor), cursor.line).bytes;
    int back = text_columns(bytes + menu->start, cursor.byte - menu->start);
    return (WidgetPlace){row, MAX(column - back - 2, area.column), 1};
}

int draw_completion_at(const Scene *scene, Rect area, int row, int column)
{
    CompletionMenu menu;
    int at_row, at_column, top, names;
    if (!editor_completion(scene->editor, &menu) || !view_cursor(scene->view, &at_row, &at_column))
        return -1;
    Rect box = box_of_menu(scene, area, &menu, place_of_menu(scene, area, &menu, at_row, at_column), &top, &names);
    int entry = top + row - box.row;
    return rect_holds(box, row, column) && entry < (int)menu.count ? entry : -1;
}

void draw_completion(const Scene *scene, Grid *grid, Rect area)
{
    CompletionMenu menu;
    int row, column;
    const char *signature = editor_signature(scene->editor);
    bool any = editor_completion(scene->editor, &menu);
    if ((!any && !signature) || !view_cursor(scene->view, &row, &column))
        return;
    if (signature)
        draw_signature(grid, area, signature, row, column, false);
    if (!any)
        return;
    draw_menu(scene, grid, area, &menu, place_of_menu(scene, area, &menu, row, column));
}
