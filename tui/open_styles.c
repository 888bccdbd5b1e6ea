#include "tui/open_styles.h"

typedef struct {
    Style style;
    int kind;
    char *target; /* of a link, or NULL */
} OpenStyle;

struct OpenStyles {
    GArray *stack; /* of OpenStyle; the first is never closed */
};

static void clear(gpointer data)
{
    OpenStyle *open = data;
    g_free(open->target);
}

OpenStyles *open_styles_new(void)
{
    OpenStyles *styles = g_new0(OpenStyles, 1);
    OpenStyle plain = {style_of(STYLE_TEXT), OPEN_BLOCK, NULL};
    styles->stack = g_array_new(FALSE, FALSE, sizeof(OpenStyle));
    g_array_set_clear_func(styles->stack, clear);
    g_array_append_val(styles->stack, plain);
    return styles;
}

void open_styles_free(OpenStyles *styles)
{
    g_array_unref(styles->stack);
    g_free(styles);
}

static OpenStyle *at(const OpenStyles *styles, guint index)
{
    return &g_array_index(styles->stack, OpenStyle, index);
}

Style open_styles_now(const OpenStyles *styles)
{
    return at(styles, styles->stack->len - 1)->style;
}

void open_styles_push(OpenStyles *styles, int kind, StyleRole role, uint8_t attributes)
{
    OpenStyle open = {open_styles_now(styles), kind, NULL};
    if (role != STYLE_TEXT)
        open.style.role = (uint8_t)role;
    open.style.attributes |= attributes;
    g_array_append_val(styles->stack, open);
}

void open_styles_set_link(OpenStyles *styles, char *target, uint8_t link)
{
    OpenStyle *open = at(styles, styles->stack->len - 1);
    g_free(open->target);
    open->target = target;
    open->style.link = link;
}

/* Where the innermost of that kind is; 0: none is open in this block.  md4c closes some that it never opened: emphasis
 * around a link with underscores in its address. */
static guint find(const OpenStyles *styles, int kind)
{
    for (guint i = styles->stack->len - 1; i > 0; i--) {
        if (at(styles, i)->kind == kind)
            return i;
        if (at(styles, i)->kind == OPEN_BLOCK)
            return 0;
    }
    return 0;
}

const char *open_styles_target(const OpenStyles *styles, int kind)
{
    guint index = find(styles, kind);
    return index ? at(styles, index)->target : NULL;
}

bool open_styles_close(OpenStyles *styles, int kind)
{
    guint index = find(styles, kind);
    if (index > 0)
        g_array_set_size(styles->stack, index);
    return index > 0;
}

void open_styles_close_spans(OpenStyles *styles)
{
    guint kept = styles->stack->len;
    while (at(styles, kept - 1)->kind != OPEN_BLOCK)
        kept--;
    g_array_set_size(styles->stack, kept);
}
