/* Keys on a page over the notebook: help, lists, an output on the whole screen. */
#include "tui/app_private.h"

/* How far a key scrolls a page: lines, screens, or headings. */
static const struct {
    Key key;
    int lines, pages, headings;
} PAGE_KEYS[] = {
    {{'j', 0}, 1, 0},       {{KEY_DOWN, 0}, 1, 0},      {{'k', 0}, -1, 0},          {{KEY_UP, 0}, -1, 0},
    {{'f', MOD_CTRL}, 0, 1}, {{KEY_PAGE_DOWN, 0}, 0, 1}, {{' ', 0}, 0, 1},           {{'b', MOD_CTRL}, 0, -1},
    {{KEY_PAGE_UP, 0}, 0, -1}, {{'d', MOD_CTRL}, 10, 0}, {{'u', MOD_CTRL}, -10, 0},  {{'G', 0}, 1000000, 0},
    {{'g', 0}, -1000000, 0}, {{'e', MOD_CTRL}, 1, 0},   {{'y', MOD_CTRL}, -1, 0},
    {{'}', 0}, 0, 0, 1},    {{'{', 0}, 0, 0, -1},
};

/* Without modes; a row of the keymap that scrolls there scrolls a page, too. */
static Key page_key(const App *app, Key key)
{
    static const struct {
        Key from, to;
    } SAME[] = {
        {{KEY_HOME, 0}, {'g', 0}}, {{KEY_END, 0}, {'G', 0}}, {{KEY_HOME, MOD_CTRL}, {'g', 0}}, {{KEY_END, MOD_CTRL}, {'G', 0}},
        {{'<', MOD_ALT}, {'g', 0}}, {{'>', MOD_ALT}, {'G', 0}}, {{'n', MOD_CTRL}, {KEY_DOWN, 0}}, {{'p', MOD_CTRL}, {KEY_UP, 0}},
        {{'v', MOD_CTRL}, {KEY_PAGE_DOWN, 0}}, {{'v', MOD_ALT}, {KEY_PAGE_UP, 0}},
    };
    for (size_t i = 0; !editor_has_modes(app->at->editor) && i < G_N_ELEMENTS(SAME); i++) {
        if (key_equal(SAME[i].from, key))
            return SAME[i].to;
    }
    return key;
}

/* A picture that is larger than the screen is moved before the page is. */
static bool zoom_page(App *app, Key key)
{
    static const struct {
        Key key;
        double factor;
        int right, down;
    } ZOOMS[] = {
        {{'+', 0}, 1.5},        {{'=', 0}, 1.5},           {{'-', 0}, 1 / 1.5},     {{'0', 0}, 0},
        {{'h', 0}, 1, -1, 0},   {{KEY_LEFT, 0}, 1, -1, 0}, {{'l', 0}, 1, 1, 0},     {{KEY_RIGHT, 0}, 1, 1, 0},
        {{'k', 0}, 1, 0, -1},   {{KEY_UP, 0}, 1, 0, -1},   {{'j', 0}, 1, 0, 1},     {{KEY_DOWN, 0}, 1, 0, 1},
    };
    View *view = app->at->view;
    for (size_t i = 0; view_page_has_pictures(view) && i < G_N_ELEMENTS(ZOOMS); i++) {
        if (!key_equal(ZOOMS[i].key, key))
            continue;
        if (ZOOMS[i].factor != 1)
            view_zoom_page(view, ZOOMS[i].factor);
        return ZOOMS[i].factor != 1 || view_pan_page(view, ZOOMS[i].right, ZOOMS[i].down) || ZOOMS[i].right;
    }
    return false;
}

bool app_scroll_page(App *app, Key pressed)
{
    const char *title;
    Key key = page_key(app, pressed);
    if (!editor_page(app->at->editor, &title) || editor_mode(app->at->editor) == MODE_PROMPT)
        return false;
    if (zoom_page(app, key))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(PAGE_KEYS); i++) {
        if (key_equal(PAGE_KEYS[i].key, key)) {
            view_page_heading(app->at->view, PAGE_KEYS[i].headings);
            view_scroll_page(app->at->view, PAGE_KEYS[i].lines + PAGE_KEYS[i].pages * (grid_rows(app->grid) - 4));
            return true;
        }
    }
    return false;
}
