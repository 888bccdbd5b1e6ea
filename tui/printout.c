#include "tui/printout.h"

#include "edit/editor.h"
#include "tui/draw_row.h"
#include "tui/model.h"
#include "tui/sgr.h"
#include "tui/view.h"

enum { ROWS = 100000, MOST_ROWS = 1 << 20 };

/* What the screen would have been told of the cells. */
static void tell(Model *model, const Notebook *notebook, const GPtrArray *results)
{
    for (guint i = 0; results && i < results->len && i < notebook_cell_count(notebook); i++) {
        const CellResult *result = g_ptr_array_index(results, i);
        uint64_t cell = cell_id(notebook_cell(notebook, i));
        EngineEvent output = {.kind = ENGINE_OUTPUT, .cell = cell, .restored = result->restored};
        EngineEvent console = {.kind = ENGINE_CONSOLE, .cell = cell, .restored = result->restored};
        output.output = result->output ? output_ref(result->output) : NULL;
        console.console = result->console ? styled_text_ref(result->console) : NULL;
        model_apply(model, &output);
        model_apply(model, &console);
    }
}

static int colours_of(ColourDepth depth)
{
    return depth == COLOUR_16 ? 16 : 256;
}

static void add_row(GString *text, const Grid *grid, int row, const PrintoutLook *look)
{
    const Face plain = {-1, -1, 0};
    const Glyph *glyphs = grid_row(grid, row);
    int end = grid_columns(grid);
    Face now = plain;
    while (end > 0 && glyph_is_blank(&glyphs[end - 1]) &&
           (!look->theme || theme_face(look->theme, glyphs[end - 1].style, look->depth).background < 0))
        end--;
    for (int column = 0; column < end; column++) {
        Face face = look->theme ? theme_face(look->theme, glyphs[column].style, look->depth) : plain;
        if (!face_same(now, face))
            sgr_add(text, now, face, colours_of(look->depth));
        now = face;
        g_string_append(text, grid_text(grid, &glyphs[column]));
    }
    if (!face_same(now, plain))
        g_string_append(text, "\033[0m");
    g_string_append_c(text, '\n');
}

/* Draws what the view holds, up to the cell that is no part of the notebook. */
static void add_rows(GString *text, const Scene *scene, size_t cells, const PrintoutLook *look)
{
    int rows = 0;
    for (int i = 0; i < view_rows(scene->view); i++) {
        if (view_row(scene->view, i)->cell < cells)
            rows = MAX(rows, view_place(scene->view, i).row + 1);
    }
    g_autoptr(Grid) grid = grid_new(MAX(rows, 1), look->columns);
    DrawnRow drawn = {0};
    for (int i = 0; i < view_rows(scene->view); i++) {
        if (view_row(scene->view, i)->cell >= cells)
            continue;
        draw_find_row(scene, i, &drawn);
        draw_pane_row(scene, grid, &drawn);
    }
    for (int row = 0; row < rows; row++)
        add_row(text, grid, row, look);
}

/* The cursor is in a cell behind all others: none of these is marked, or unfolded, for it. */
static Editor *editor_behind(Notebook *notebook)
{
    notebook_insert_cell(notebook, notebook_cell_count(notebook), "_", CELL_PLAIN, NULL, "", 0);
    Editor *editor = editor_new(notebook);
    editor_move_to(editor, (Pos){notebook_line_count(notebook) - 1, 0});
    return editor;
}

GString *printout(Notebook *notebook, const GPtrArray *results, const PrintoutLook *look)
{
    GString *text = g_string_new(NULL);
    size_t cells = notebook_cell_count(notebook);
    g_autoptr(Editor) editor = editor_behind(notebook);
    g_autoptr(View) view = view_new();
    Model *model = model_new();
    tell(model, notebook, results);
    view_set_app(view, !look->code);
    PictureManner manner = look->theme && look->depth != COLOUR_NONE ? PICTURES_HALFBLOCKS : PICTURES_NONE;
    view_set_look(view, (PictureLook){.depth = look->depth, .manner = manner});
    for (int rows = ROWS; rows <= MOST_ROWS; rows *= 2) {
        view_update(view, editor, model, rows, look->columns);
        if (view_rows(view) < rows)
            break;
    }
    add_rows(text, &(Scene){.view = view, .editor = editor, .model = model, .now = g_get_real_time()}, cells, look);
    model_free(model);
    return text;
}
