/* Keys on a page: they scroll it, select lines of it, and copy. */
#include "edit/apart.h"
#include "tui/app_private.h"

#include <string.h>

/* How far a key scrolls: lines, screens, or headings. */
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
static Key page_key(const Editor *editor, Key key)
{
    static const struct {
        Key from, to;
    } SAME[] = {
        {{KEY_HOME, 0}, {'g', 0}}, {{KEY_END, 0}, {'G', 0}}, {{KEY_HOME, MOD_CTRL}, {'g', 0}}, {{KEY_END, MOD_CTRL}, {'G', 0}},
        {{'<', MOD_ALT}, {'g', 0}}, {{'>', MOD_ALT}, {'G', 0}}, {{'n', MOD_CTRL}, {KEY_DOWN, 0}}, {{'p', MOD_CTRL}, {KEY_UP, 0}},
        {{'v', MOD_CTRL}, {KEY_PAGE_DOWN, 0}}, {{'v', MOD_ALT}, {KEY_PAGE_UP, 0}},
        {{'f', MOD_CTRL}, {KEY_NONE, 0}}, /* it finds, or moves */
    };
    for (size_t i = 0; !editor_has_modes(editor) && i < G_N_ELEMENTS(SAME); i++) {
        if (key_equal(SAME[i].from, key))
            return SAME[i].to;
    }
    return key;
}

static bool scroll(App *app, Key key)
{
    View *view = app->at->view;
    for (size_t i = 0; i < G_N_ELEMENTS(PAGE_KEYS); i++) {
        if (!key_equal(PAGE_KEYS[i].key, key))
            continue;
        long rows = PAGE_KEYS[i].lines + PAGE_KEYS[i].pages * (grid_rows(app->grid) - 4);
        if (view_page_selects(view)) {
            view_page_extend(view, rows);
            return true;
        }
        view_page_heading(view, PAGE_KEYS[i].headings);
        view_scroll_page(view, rows);
        return true;
    }
    return false;
}

/* A picture that is larger than the screen is moved before the page is.  Where an output without one is looked at these
 * keys do nothing, for who does not know what there is. */
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
    bool pictures = view_page_has_pictures(view), output = editor_page_cell(app->at->editor) != 0;
    for (size_t i = 0; (pictures || output) && i < G_N_ELEMENTS(ZOOMS); i++) {
        if (!key_equal(ZOOMS[i].key, key))
            continue;
        if (!pictures)
            return !ZOOMS[i].down;
        if (ZOOMS[i].factor != 1)
            view_zoom_page(view, ZOOMS[i].factor);
        return ZOOMS[i].factor != 1 || view_pan_page(view, ZOOMS[i].right, ZOOMS[i].down) || ZOOMS[i].right;
    }
    return false;
}

static void copy(App *app)
{
    g_autofree char *text = view_page_text(app->at->view);
    if (text)
        editor_copy(app->at->editor, text);
    else
        editor_tell(app->at->editor, true, "{V selects lines|=<S-Down> selects lines}");
    view_page_select(app->at->view, false);
}

static bool is_shift(Key key, uint32_t code)
{
    return key_equal(key, (Key){code, MOD_SHIFT});
}

/* Lines are selected, and copied. */
static bool select_key(App *app, Key key)
{
    View *view = app->at->view;
    bool selects = view_page_selects(view), extends = is_shift(key, KEY_DOWN) || is_shift(key, KEY_UP);
    bool letter = !key.modifiers && (key.code == 'v' || key.code == 'V');
    if (letter || (extends && !selects)) {
        view_page_select(view, !selects);
    } else if (extends) {
        view_page_extend(view, key.code == KEY_DOWN ? 1 : -1);
    } else if (key_equal(key, (Key){'y', 0}) || editor_key_copies(app->at->editor, key)) {
        copy(app);
    } else if (selects && (key_equal(key, (Key){27, 0}) || key_equal(key, (Key){'g', MOD_CTRL}))) {
        view_page_select(view, false);
    } else {
        return false;
    }
    return true;
}

/* Keys may come faster than pictures. */
static void lay_out(App *app)
{
    Layout layout = panel_layout(app->at->panel);
    if (app->at->paged)
        return;
    view_page_home(app->at->view);
    view_update(app->at->view, app->at->editor, app->at->model, layout.notebook.rows, layout.notebook.columns);
    app->at->paged = true;
}

bool app_page_key(App *app, Key pressed)
{
    Editor *editor = app->at->editor;
    if (!editor_page(editor, NULL) || editor_mode(editor) == MODE_PROMPT || editor_picker(editor, &(PickView){0}))
        return false;
    editor_clear_message(editor);
    lay_out(app);
    Key key = page_key(editor, pressed);
    return (!view_page_selects(app->at->view) && zoom_page(app, key)) || scroll(app, key) || select_key(app, pressed);
}

bool app_do_find(App *app, const Request *request)
{
    Buffer *at = app->at;
    if (request->kind != REQUEST_FIND)
        return false;
    if (!editor_page(at->editor, NULL)) {
        panel_find(at->panel, at->editor, request);
        return true;
    }
    lay_out(app);
    view_find_page(at->view, at->editor, request);
    return true;
}
