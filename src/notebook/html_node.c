/* Outputs, by the kind of their nodes. */
#include "notebook/html.h"

#include <string.h>

static void add_children(GString *html, const Node *node, const HtmlCells *cells)
{
    for (guint i = 0; i < node->children->len; i++)
        html_add_node(html, g_ptr_array_index(node->children, i), cells);
}

static void add_label(GString *html, const Node *node)
{
    if (node->label && *node->label) {
        g_string_append(html, "<p class=\"label\">");
        html_add_string(html, node->label);
        g_string_append(html, "</p>\n");
    }
}

static void add_stack(GString *html, const Node *node, const HtmlCells *cells, const char *name)
{
    g_string_append_printf(html, "<div class=\"%s\">\n", name);
    add_label(html, node);
    for (guint i = 0; i < node->children->len; i++) {
        g_string_append(html, "<div>");
        html_add_node(html, g_ptr_array_index(node->children, i), cells);
        g_string_append(html, "</div>\n");
    }
    g_string_append(html, "</div>\n");
}

/* Tabs and accordions are both folds: no script has to turn their pages. */
static void add_folds(GString *html, const Node *node, const HtmlCells *cells)
{
    guint labels = g_strv_length(node->labels);
    g_string_append(html, "<div class=\"folds\">\n");
    add_label(html, node);
    for (guint i = 0; i < node->children->len; i++) {
        bool open = node->kind == NODE_TABS && i == node->selected;
        g_string_append_printf(html, "<details%s><summary>", open ? " open" : "");
        if (i < labels)
            html_add_string(html, node->labels[i]);
        g_string_append(html, "</summary>\n");
        html_add_node(html, g_ptr_array_index(node->children, i), cells);
        g_string_append(html, "</details>\n");
    }
    g_string_append(html, "</div>\n");
}

static void add_callout(GString *html, const Node *node, const HtmlCells *cells)
{
    static const char *const KINDS[] = {"neutral", "info", "warn", "success", "danger", "alert", NULL};
    bool known = node->name && g_strv_contains(KINDS, node->name);
    g_string_append_printf(html, "<div class=\"callout %s\">\n", known ? node->name : "neutral");
    add_label(html, node);
    add_children(html, node, cells);
    g_string_append(html, "</div>\n");
}

static void add_widget(GString *html, const Node *node, const HtmlCells *cells)
{
    g_string_append(html, "<p class=\"widget\">");
    html_add_span(html, "label", node->label);
    html_add_span(html, "control", *node->text ? node->text : node->name);
    g_string_append(html, "</p>\n");
    add_children(html, node, cells);
}

static void add_frame(GString *html, const ErrorFrame *frame, const HtmlCells *cells)
{
    guint number = frame->cell && cells ? cells->number(cells->self, frame->cell) : 0;
    g_string_append(html, "<li>");
    if (number)
        g_string_append_printf(html, "<a href=\"#cell-%u\">cell %u</a>", number, number);
    else
        html_add_string(html, frame->cell ? "a cell" : frame->file ? frame->file : "?");
    g_string_append_printf(html, ", line %d, in ", frame->line);
    html_add_string(html, frame->name);
    if (frame->source && *frame->source) {
        const char *source = frame->source + strspn(frame->source, " \t");
        html_add_code(html, source, strlen(source), "python");
    }
    g_string_append(html, "</li>\n");
}

static void add_error(GString *html, const Node *node, const HtmlCells *cells)
{
    const char *lead = error_lead(node);
    g_string_append_printf(html, "<div class=\"error\">\n<p>%s%s", lead, *lead ? " " : "");
    html_add_span(html, "type", node->name);
    if (node->name && *node->name && *node->text)
        g_string_append(html, ": ");
    html_add_string(html, node->text);
    g_string_append(html, "</p>\n");
    guint number = node->cell && cells ? cells->number(cells->self, node->cell) : 0;
    if (number) {
        g_autofree char *blame = error_blame(node);
        g_string_append_printf(html, "<p><a href=\"#cell-%u\">cell %u</a> ", number, number);
        html_add_string(html, blame);
        g_string_append(html, "</p>\n");
    }
    if (node->frames->len) {
        g_string_append(html, "<ol class=\"frames\">\n");
        for (guint i = 0; i < node->frames->len; i++)
            add_frame(html, g_ptr_array_index(node->frames, i), cells);
        g_string_append(html, "</ol>\n");
    }
    add_children(html, node, cells);
    g_string_append(html, "</div>\n");
}

static void add_text(GString *html, const char *text)
{
    if (!*text)
        return;
    g_string_append(html, "<pre>");
    html_add_string(html, text);
    g_string_append(html, "</pre>\n");
}

static void add_placeholder(GString *html, const Node *node)
{
    g_string_append(html, "<p class=\"placeholder\">");
    html_add_span(html, "name", node->name);
    g_string_append_c(html, ' ');
    html_add_string(html, node->text);
    g_string_append(html, "</p>\n");
}

/* Its bytes are in the page. */
static void add_picture(GString *html, const Node *node)
{
    const Picture *picture = node->picture;
    g_autoptr(GBytes) png = picture ? picture_to_png(picture->pixels, picture->columns, picture->rows, PICTURE_SMALL) : NULL;
    if (!png) {
        add_placeholder(html, node);
        return;
    }
    gsize length;
    const guchar *bytes = g_bytes_get_data(png, &length);
    g_autofree char *encoded = g_base64_encode(bytes, length);
    g_string_append_printf(html, "<p class=\"picture\"><img src=\"data:image/png;base64,%s\" width=\"%d\" alt=\"", encoded,
                           picture->width);
    html_add_string(html, node->text);
    g_string_append(html, "\"></p>\n");
}

void html_add_node(GString *html, const Node *node, const HtmlCells *cells)
{
    switch (node->kind) {
    case NODE_TEXT: case NODE_TABLE: add_text(html, node->text); break;
    case NODE_ANSI: html_add_ansi(html, node->text); break;
    case NODE_MARKDOWN: html_add_markdown(html, node->text, strlen(node->text)); break;
    case NODE_CODE: html_add_code(html, node->text, strlen(node->text), node->name); break;
    case NODE_ERROR: add_error(html, node, cells); return;
    case NODE_WIDGET: add_widget(html, node, cells); return;
    case NODE_PICTURE: add_picture(html, node); break;
    case NODE_PLACEHOLDER: add_placeholder(html, node); break;
    case NODE_VSTACK: add_stack(html, node, cells, "vstack"); return;
    case NODE_HSTACK: add_stack(html, node, cells, "hstack"); return;
    case NODE_INLINE: add_stack(html, node, cells, "inline"); return;
    case NODE_TABS:
    case NODE_ACCORDION: add_folds(html, node, cells); return;
    case NODE_CALLOUT: add_callout(html, node, cells); return;
    case NODE_SIDEBAR: add_stack(html, node, cells, "sidebar"); return;
    }
    add_children(html, node, cells);
}
