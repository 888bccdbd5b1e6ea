/* What is drawn over the notebook while keys operate an element of mo.ui: the value being typed, the menu of options,
 * the letters to jump by; and what keys do, in the status line. */
#include "tui/draw.h"

#include "edit/letters.h"

#include <string.h>

/* What keys operate; false if nothing is. */
static bool focused(const Scene *scene, WidgetFocus *focus, Widget *widget)
{
    const Widgets *widgets = model_widgets(scene->model);
    const Node *node = editor_widget(scene->editor, focus) ? widgets_find(widgets, focus->id) : NULL;
    if (node)
        *widget = widgets_value(widgets, node);
    return node != NULL;
}

StyleRole draw_widget_role(const Scene *scene, const char *id, uint64_t cell)
{
    WidgetFocus focus;
    if (editor_widget(scene->editor, &focus) && focus.cell == cell && strcmp(focus.id, id) == 0)
        return STYLE_WIDGET_FOCUS;
    /* What is confirmed at once need not be marked. */
    bool waits = model_running(scene->model) && widgets_is_pending(model_widgets(scene->model), id);
    return waits ? STYLE_WIDGET_PENDING : 0;
}

/* --- in place ---------------------------------------------------------------------------------------------------- */

static void draw_part(Grid *grid, const WidgetFocus *focus, const Widget *widget, WidgetPlace place)
{
    int row, from, to;
    if (widget_parts(widget) < 2 && !widget_part_columns(widget))
        return;
    widget_part_place(widget, focus->part, &row, &from, &to);
    grid_overlay(grid, place.row + row, place.column + from, place.column + MIN(to, place.columns), STYLE_WIDGET_PART);
    if (!widget_part_columns(widget))
        return;
    grid_print(grid, grid_area(grid), place.row + row, place.column + from - 1, "‹", style_of(STYLE_WIDGET));
    grid_print(grid, grid_area(grid), place.row + row, place.column + to, "›", style_of(STYLE_WIDGET));
}

/* Dates have their own. */
int draw_widget_arrow(const Scene *scene, int row, int column)
{
    WidgetFocus focus;
    Widget widget;
    WidgetPlace place;
    int at, from, to;
    bool here = focused(scene, &focus, &widget) && editor_mode(scene->editor) == MODE_WIDGET && widget_part_columns(&widget) &&
                view_widget_place(scene->view, focus.id, focus.cell, &place);
    if (!here)
        return 0;
    widget_part_place(&widget, focus.part, &at, &from, &to);
    return row != place.row + at ? 0 : column == place.column + from - 1 ? -1 : column == place.column + to ? 1 : 0;
}

/* The text moves left so that its cursor stays in sight. */
static void draw_entry_line(Grid *grid, Rect clip, const WidgetFocus *focus)
{
    int cursor = text_columns(focus->entry, focus->entry_cursor), shift = MAX(cursor - (clip.columns - 1), 0);
    grid_fill(grid, clip, style_of(STYLE_MENU_CHOSEN));
    grid_print(grid, clip, clip.row, clip.column - shift, focus->entry, style_of(STYLE_MENU_CHOSEN));
    grid_set_cursor(grid, (GridCursor){clip.row, clip.column + cursor - shift, true, CURSOR_BAR});
}

/* A number of a matrix is typed where it stands. */
static WidgetPlace place_of_part(const WidgetFocus *focus, const Widget *widget, WidgetPlace place)
{
    int row, from, to;
    if (!widget_part_columns(widget))
        return place;
    widget_part_place(widget, focus->part, &row, &from, &to);
    return (WidgetPlace){place.row + row, place.column + from, to - from};
}

enum { ENTRY_COLUMNS = 24, AREA_ROWS = 12 };

static void draw_entry(Grid *grid, Rect area, const WidgetFocus *focus, WidgetPlace place)
{
    int room = area.column + area.columns - place.column;
    int wanted = MAX(text_columns(focus->entry, strlen(focus->entry)) + 2, MAX(place.columns, ENTRY_COLUMNS));
    draw_entry_line(grid, (Rect){place.row, place.column, 1, MIN(wanted, room)}, focus);
}

/* Below a place, or above it if there is more room. */
Rect draw_box_place(Rect area, WidgetPlace place, int rows, int columns)
{
    int below = area.row + area.rows - place.row - 1, above = place.row - area.row;
    bool up = below < rows && above > below;
    rows = MIN(rows, MAX(up ? above : below, 1));
    columns = MIN(columns, area.columns);
    int left = MIN(place.column, area.column + area.columns - columns);
    return (Rect){up ? place.row - rows : place.row + 1, MAX(left, area.column), rows, columns};
}

static Rect inside_of_box(Rect box)
{
    return (Rect){box.row, box.column + 2, box.rows, MAX(box.columns - 2, 1)};
}

/* Answers with its inside. */
static Rect draw_box(Grid *grid, Rect box)
{
    grid_fill(grid, box, style_of(STYLE_MENU));
    for (int row = 0; row < box.rows; row++)
        grid_print(grid, box, box.row + row, box.column, "│", style_of(STYLE_WIDGET));
    return inside_of_box(box);
}

Rect draw_open_box(Grid *grid, Rect area, WidgetPlace place, int rows, int columns)
{
    return draw_box(grid, draw_box_place(area, place, rows, columns));
}

void draw_more(Grid *grid, Rect list, int column, int above, int below)
{
    Rect edge = {list.row, column, list.rows, 1};
    if (above > 0)
        grid_print(grid, edge, list.row, column, "↑", style_of(STYLE_WIDGET));
    if (below > 0)
        grid_print(grid, edge, list.row + list.rows - 1, column, "↓", style_of(STYLE_WIDGET));
}

/* Lines of text with the cursor's in sight, in a box as wide as there is room: below the element, or over its lines. */
typedef struct {
    Rect box;
    int count, at, top; /* lines; that with the cursor; the first in sight */
} EntryArea;

static EntryArea area_of(Rect area, const WidgetFocus *focus, const Widget *widget, WidgetPlace place)
{
    EntryArea entry = {.count = 1};
    const char *shown = json_value_string(widget->value);
    place.row -= shown && strchr(shown, '\n');
    for (size_t i = 0; focus->entry[i]; i++) {
        entry.count += focus->entry[i] == '\n';
        entry.at += i < focus->entry_cursor && focus->entry[i] == '\n';
    }
    entry.box = draw_box_place(area, place, CLAMP(entry.count, 3, AREA_ROWS), area.column + area.columns - place.column);
    entry.top = CLAMP(entry.at - entry.box.rows + 1, 0, MAX(entry.count - entry.box.rows, 0));
    return entry;
}

static void draw_area(Grid *grid, Rect area, const WidgetFocus *focus, const Widget *widget, WidgetPlace place)
{
    g_auto(GStrv) lines = g_strsplit(focus->entry, "\n", -1);
    EntryArea entry = area_of(area, focus, widget, place);
    int count = entry.count, at = entry.at, top = entry.top;
    Rect box = draw_box(grid, entry.box);
    draw_more(grid, box, box.column - 2, top, count - top - box.rows);
    for (int row = 0; row < box.rows && top + row < count && lines[top + row]; row++) /* of no text there are no lines */
        grid_print(grid, box, box.row + row, box.column, lines[top + row], style_of(STYLE_MENU));
    const char *start = focus->entry + focus->entry_cursor;
    while (start > focus->entry && start[-1] != '\n')
        start--;
    int column = text_columns(start, (size_t)(focus->entry + focus->entry_cursor - start));
    grid_set_cursor(grid, (GridCursor){box.row + at - top, box.column + MIN(column, box.columns - 1), true, CURSOR_BAR});
}

/* The byte at a row and a column of the box, or the nearest one. */
static size_t entry_byte_at(const WidgetFocus *focus, const EntryArea *entry, int row, int column)
{
    const char *at = focus->entry;
    int line = MIN(entry->top + row, entry->count - 1);
    while (line > 0)
        line -= *at++ == '\n';
    const char *end = at + strcspn(at, "\n"), *start = at;
    while (at < end && text_columns(start, (size_t)(g_utf8_next_char(at) - start)) <= column)
        at = g_utf8_next_char(at);
    return (size_t)(at - focus->entry);
}

bool draw_widget_entry(const Scene *scene, Rect area, int row, int column, size_t *byte)
{
    WidgetFocus focus;
    Widget widget;
    WidgetPlace place;
    if (!focused(scene, &focus, &widget) || !focus.entry || !focus.entry_has_lines ||
        !view_widget_place(scene->view, focus.id, focus.cell, &place))
        return false;
    EntryArea entry = area_of(area, &focus, &widget, place);
    *byte = entry_byte_at(&focus, &entry, MAX(row - entry.box.row, 0), column - inside_of_box(entry.box).column);
    return rect_holds(entry.box, row, column);
}

/* --- the menu -------------------------------------------------------------------------------------------------- */

enum { MENU_ROWS = 12, MENU_COLUMNS = 60, MENU_LEAST = 16 };

static const char *sign_of(const Widget *widget, size_t option)
{
    bool picked = widget_is_picked(widget, option);
    if (widget_form(widget) == WIDGET_CHOICES || widget_form(widget) == WIDGET_FILES)
        return picked ? "[x] " : widget_form(widget) == WIDGET_FILES ? "    " : "[ ] ";
    return picked ? "• " : "  ";
}

/* "/ab  3 of 100000" */
static void draw_filter(Grid *grid, Rect box, const WidgetFocus *focus, size_t all)
{
    g_autofree char *typed = g_strdup_printf("/%s", focus->filter);
    int behind = grid_print(grid, box, box.row, box.column, typed, style_of(STYLE_PROMPT));
    g_autofree char *count = g_strdup_printf("  %u of %zu", focus->options->len, all);
    grid_print(grid, box, box.row, behind, count, style_of(STYLE_DIM));
    if (focus->filtering)
        grid_set_cursor(grid, (GridCursor){box.row, MIN(behind, box.column + box.columns - 1), true, CURSOR_BAR});
}

static bool is_filtered(const WidgetFocus *focus)
{
    return focus->filtering || *focus->filter;
}

/* How much room the options in sight want. */
static void size_of_menu(const WidgetFocus *focus, const Widget *widget, int *rows, int *columns)
{
    int count = (int)focus->options->len, shown = CLAMP(count, 1, MENU_ROWS);
    int top = focus->top >= 0 ? (int)focus->top : (int)focus->option - shown / 2;
    top = CLAMP(top, 0, MAX(count - shown, 0));
    *columns = is_filtered(focus) ? MENU_LEAST * 2 : MENU_LEAST;
    for (int i = 0; i < shown && i < count; i++) {
        g_autofree char *name = widget_option(widget, g_array_index(focus->options, size_t, top + i));
        *columns = MAX(*columns, text_columns(name, strlen(name)) + 8);
    }
    *columns = MIN(*columns, MENU_COLUMNS);
    *rows = shown + is_filtered(focus);
}

/* Where the options are in the inside of their box, and the first of them. */
static Rect options_of(const WidgetFocus *focus, Rect inside, int *top)
{
    int filter = is_filtered(focus);
    Rect list = {inside.row + filter, inside.column, inside.rows - filter, inside.columns};
    *top = focus->top >= 0 ? (int)focus->top : (int)focus->option - list.rows / 2;
    *top = CLAMP(*top, 0, MAX((int)focus->options->len - list.rows, 0));
    return list;
}

static void draw_menu(Grid *grid, Rect area, const WidgetFocus *focus, const Widget *widget, WidgetPlace place)
{
    int rows, columns, top, count = (int)focus->options->len;
    size_of_menu(focus, widget, &rows, &columns);
    Rect inside = draw_open_box(grid, area, place, rows, columns), list = options_of(focus, inside, &top);
    if (is_filtered(focus))
        draw_filter(grid, inside, focus, widget_options(widget));
    for (int i = 0; i < list.rows && top + i < count; i++) {
        size_t option = g_array_index(focus->options, size_t, top + i);
        Rect clip = {list.row + i, list.column, 1, list.columns};
        StyleRole role = top + i == (int)focus->option ? STYLE_MENU_CHOSEN : STYLE_MENU;
        g_autofree char *name = widget_option(widget, option);
        grid_fill(grid, clip, style_of(role));
        int behind = grid_print(grid, clip, clip.row, clip.column, sign_of(widget, option), style_of(role));
        grid_print(grid, clip, clip.row, behind, name, style_of(role));
    }
    draw_more(grid, list, inside.column - 2, top, count - top - list.rows);
    if (count == 0)
        grid_print(grid, list, list.row, list.column, "nothing contains this", style_of(STYLE_DIM));
}

PickerSpot draw_widget_spot(const Scene *scene, Rect area, int row, int column, int *option, int *first, int *shown)
{
    WidgetFocus focus;
    Widget widget;
    WidgetPlace place;
    if (!focused(scene, &focus, &widget) || !focus.options || !view_widget_place(scene->view, focus.id, focus.cell, &place))
        return PICKER_OUTSIDE;
    int rows, columns, top;
    size_of_menu(&focus, &widget, &rows, &columns);
    Rect box = draw_box_place(area, place, rows, columns), list = options_of(&focus, inside_of_box(box), &top);
    *option = top + row - list.row;
    *first = top;
    *shown = list.rows;
    bool there = rect_holds(list, row, column) && *option < (int)focus.options->len;
    return there ? PICKER_ENTRY : rect_holds(box, row, column) ? PICKER_FRAME : PICKER_OUTSIDE;
}

/* --- letters ----------------------------------------------------------------------------------------------------- */

static void draw_labels(const Scene *scene, Grid *grid, const char *labels)
{
    for (size_t i = 0; labels[i]; i++) {
        uint64_t cell;
        g_autofree char *id = view_visible_widget(scene->view, i, &cell);
        WidgetPlace place;
        if (!id)
            return;
        if (view_widget_place(scene->view, id, cell, &place))
            grid_put(grid, grid_area(grid), place.row, place.column, labels + i, 1, style_of(STYLE_LABEL));
    }
}

void draw_widget(const Scene *scene, Grid *grid, Rect area)
{
    const char *labels = editor_widget_labels(scene->editor);
    WidgetFocus focus;
    Widget widget;
    WidgetPlace place;
    if (focused(scene, &focus, &widget) && view_widget_place(scene->view, focus.id, focus.cell, &place)) {
        if (focus.options)
            draw_menu(grid, area, &focus, &widget, place);
        else if (focus.entry && focus.entry_has_lines)
            draw_area(grid, area, &focus, &widget, place);
        else if (focus.entry)
            draw_entry(grid, area, &focus, place_of_part(&focus, &widget, place));
        else
            draw_part(grid, &focus, &widget, place);
    }
    if (labels)
        draw_labels(scene, grid, labels);
}

/* --- the status line --------------------------------------------------------------------------------------------- */

static const char *keys_of_menu(const WidgetFocus *focus, const Widget *widget)
{
    if (focus->filtering)
        return "<CR> takes it  {<C-n>/<C-p>|=<Down>/<Up>} down/up  <Esc> all options";
    if (widget_form(widget) == WIDGET_FILES)
        return "{j/k|=<Up>/<Down>}  <CR> opens or takes it  <Space> in/out  {/|menu-filter} filter  <Esc> done";
    return widget_form(widget) == WIDGET_CHOICES ? "{j/k|=<Up>/<Down>}  <Space> in/out  {/|menu-filter} filter  <CR> done"
                                                 : "{j/k|=<Up>/<Down>}  <CR> takes it  {/|menu-filter} filter  <Esc> leaves";
}

/* Without modes <C-c> copies, and nothing gives up what was typed but to take it back. */
static const char *keys_of_entry(const WidgetFocus *focus, const Widget *widget)
{
    if (widget_form(widget) == WIDGET_CHAT)
        return "<CR> sends it  <Esc> later  {<C-c> gives it up|undo}{|= takes it back}";
    return focus->entry_has_lines ? "<Esc> takes the text  {<C-c> gives it up|undo}{|= takes it back}"
                                  : "<CR> takes it  {<C-c> gives it up|undo}{|= takes it back}";
}

static char *keys_of(const Scene *scene, const WidgetFocus *focus, const Widget *widget)
{
    if (focus->options || focus->filtering)
        return editor_words(scene->editor, MODE_MENU, keys_of_menu(focus, widget));
    if (focus->entry)
        return editor_words(scene->editor, MODE_MODELESS, keys_of_entry(focus, widget));
    return editor_words(scene->editor, MODE_WIDGET, widget_keys(widget, editor_has_modes(scene->editor)));
}

bool draw_widget_keys(const Scene *scene, Grid *grid, Rect area)
{
    WidgetFocus focus;
    Widget widget;
    if (!focused(scene, &focus, &widget))
        return false;
    int column = grid_print(grid, area, area.row, area.column + 1, widget.name, style_of(STYLE_STATUS_STRONG));
    if (model_running(scene->model) && widgets_is_pending(model_widgets(scene->model), focus.id))
        column = grid_print(grid, area, area.row, column + 1, "pending", style_of(STYLE_STATUS_DIM));
    g_autofree char *keys = keys_of(scene, &focus, &widget);
    g_autofree char *others = editor_words(scene->editor, MODE_WIDGET, "{]w [w others  <Esc> text|=<Esc> leaves  <Tab> the next}");
    bool own = !focus.options && !focus.entry, first = own && !editor_has_modes(scene->editor);
    if (first) /* how to get out is what must not be cut */
        column = grid_print(grid, area, area.row, column + 2, others, style_of(STYLE_STATUS_DIM));
    column = grid_print(grid, area, area.row, column + 2, keys, style_of(STYLE_STATUS));
    if (own && !first)
        grid_print(grid, area, area.row, column + 2, others, style_of(STYLE_STATUS_DIM));
    return true;
}
