/* What a cell shows, to a file: its picture, or its text. */
#include <string.h>

#include "tui/app_private.h"

/* The pictures below a node; `first` becomes the first of them. */
static guint count_pictures(const Widgets *widgets, const Node *own, Picture **first)
{
    const Node *node = widgets_node(widgets, own);
    guint count = node->picture != NULL;
    if (node->picture && !*first)
        *first = node->picture;
    for (guint i = 0; i < node->children->len; i++)
        count += count_pictures(widgets, g_ptr_array_index(node->children, i), first);
    return count;
}

static GBytes *picture_of(App *app, uint64_t cell)
{
    Picture *picture = NULL;
    const Model *model = app->at->model;
    const CellModel *known = model_cell(model, cell);
    const Node *root = known && known->output ? known->output->root : NULL;
    guint count = root ? count_pictures(model_widgets(model), root, &picture) : 0;
    if (!picture) {
        editor_tell(app->at->editor, true, "this cell shows no picture: a name that does not end in .png takes its text");
        return NULL;
    }
    if (count > 1)
        editor_tell(app->at->editor, false, "this is the first of %u pictures", count);
    return picture_to_png(picture->pixels, picture->columns, picture->rows, PICTURE_SMALL);
}

void app_do_save_output(App *app, const Request *request)
{
    bool png = g_str_has_suffix(request->text, ".png");
    g_autoptr(GBytes) bytes = NULL;
    if (png) {
        bytes = picture_of(app, g_array_index(request->cells, uint64_t, 0));
    } else {
        g_autofree char *text = g_strconcat(request->value ? request->value : "", "\n", NULL);
        bytes = g_bytes_new(text, strlen(text));
    }
    if (bytes && app->at->engine)
        engine_write(app->at->engine, request->text, bytes, request->force);
}
