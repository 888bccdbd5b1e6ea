#include "viewing.h"

Viewing *viewing_new(Notebook *taken, int rows, int columns)
{
    Viewing *viewing = g_new0(Viewing, 1);
    viewing->editor = editor_new(taken);
    viewing->model = model_new();
    viewing->view = view_new();
    viewing->grid = grid_new(rows, columns);
    EditorView view = view_interface(viewing->view);
    editor_set_view(viewing->editor, &view);
    return viewing;
}

void viewing_free(Viewing *viewing)
{
    editor_free(viewing->editor);
    model_free(viewing->model);
    view_free(viewing->view);
    grid_free(viewing->grid);
    g_free(viewing);
}

void viewing_draw(Viewing *viewing)
{
    view_update(viewing->view, viewing->editor, viewing->model, draw_pane_rows(grid_rows(viewing->grid)), grid_columns(viewing->grid));
    draw(&(Scene){.view = viewing->view, .editor = viewing->editor, .model = viewing->model}, viewing->grid);
}

void viewing_type(Viewing *viewing, const char *keys)
{
    g_autoptr(GArray) parsed = keys_parse(keys);
    for (guint i = 0; i < parsed->len; i++) {
        viewing_draw(viewing);
        editor_key(viewing->editor, g_array_index(parsed, Key, i));
    }
    viewing_draw(viewing);
}

char *viewing_code(size_t index)
{
    return g_strdup_printf("x%zu = %zu\nx%zu", index + 1, index + 1, index + 1);
}
