/* md4c calls back for each block, span and text; a paragraph is gathered as one long line and folded
 * when it ends, behind the prefixes of the lists and quotes that it stands in. */
#include "tui/markdown.h"

#include <string.h>

#include <md4c.h>

#include "tui/grid.h"
#include "tui/highlight.h"
#include "tui/formula.h"
#include "tui/open_styles.h"

typedef struct {
    BlockLine *first; /* before the first line that follows ("• "), or NULL once it was used */
    BlockLine *rest;
    bool ordered; /* of a list */
    unsigned number;
    bool is_list;
    bool tight;
} Level;

typedef struct {
    Block *block;
    GArray *levels; /* of Level: open lists, items, quotes */
    OpenStyles *styles;
    BlockLine *line;
    bool need_gap; /* a blank line before the next block */
    unsigned heading; /* 1-6 in one */
    bool in_code;
    GString *code;
    GString *formula; /* NULL: the text is none */
    char *language;
    /* a table: its cells as lines, row by row */
    GPtrArray *table;
    GArray *alignments; /* of MD_ALIGN */
    unsigned table_columns, head_rows;
} Renderer;

/* All that stands before a line here; the bullets are used up by the first. */
static BlockLine *make_prefix(Renderer *renderer, bool use_first)
{
    BlockLine *prefix = block_line_new();
    for (guint i = 0; i < renderer->levels->len; i++) {
        Level *level = &g_array_index(renderer->levels, Level, i);
        if (use_first && level->first) {
            block_line_append(prefix, level->first);
            g_clear_pointer(&level->first, block_line_free);
        } else if (level->rest) {
            block_line_append(prefix, level->rest);
        }
    }
    return prefix;
}

static void add_gap(Renderer *renderer)
{
    if (renderer->need_gap) {
        BlockLine *prefix = make_prefix(renderer, false);
        while (prefix->text->len > 0 && g_str_has_suffix(prefix->text->str, " ")) {
            g_string_truncate(prefix->text, prefix->text->len - 1);
            BlockSpan *last = &g_array_index(prefix->spans, BlockSpan, prefix->spans->len - 1);
            if (--last->length == 0)
                g_array_set_size(prefix->spans, prefix->spans->len - 1);
        }
        block_add(renderer->block, prefix);
    }
    renderer->need_gap = false;
}

static bool in_tight_list(const Renderer *renderer)
{
    for (guint i = renderer->levels->len; i > 0; i--) {
        const Level *level = &g_array_index(renderer->levels, Level, i - 1);
        if (level->is_list)
            return level->tight;
    }
    return false;
}

/* Longer lines of prose are tiresome: the eye loses the next one. */
enum { PROSE_COLUMNS = 92 };

/* The gathered line becomes lines of the block. */
static void flush_line(Renderer *renderer, Fold fold)
{
    if (renderer->line->text->len == 0)
        return;
    g_autoptr(BlockLine) first = make_prefix(renderer, true);
    g_autoptr(BlockLine) rest = make_prefix(renderer, false);
    int width = renderer->block->width;
    renderer->block->width = MIN(width, PROSE_COLUMNS);
    block_fold(renderer->block, renderer->line, first, rest, fold);
    renderer->block->width = width;
    renderer->line = block_line_new();
}

static void push_level(Renderer *renderer, Level level)
{
    g_array_append_val(renderer->levels, level);
}

static void pop_level(Renderer *renderer)
{
    Level *level = &g_array_index(renderer->levels, Level, renderer->levels->len - 1);
    if (level->first) { /* an item without text */
        g_autoptr(BlockLine) prefix = make_prefix(renderer, true);
        block_add(renderer->block, g_steal_pointer(&prefix));
        level = &g_array_index(renderer->levels, Level, renderer->levels->len - 1);
    }
    if (level->rest)
        block_line_free(level->rest);
    g_array_set_size(renderer->levels, renderer->levels->len - 1);
}

static BlockLine *one_piece(const char *text, StyleRole role)
{
    BlockLine *line = block_line_new();
    block_line_add(line, text, -1, style_of(role));
    return line;
}

static void enter_item(Renderer *renderer, const MD_BLOCK_LI_DETAIL *detail)
{
    Level *list = &g_array_index(renderer->levels, Level, renderer->levels->len - 1);
    g_autofree char *bullet = list->ordered ? g_strdup_printf("%u. ", list->number++) : g_strdup("• ");
    if (detail->is_task) {
        g_free(bullet);
        bullet = g_strdup(detail->task_mark == ' ' ? "☐ " : "☑ ");
    }
    g_autofree char *blanks = g_strnfill((gsize)text_columns(bullet, strlen(bullet)), ' ');
    push_level(renderer, (Level){.first = one_piece(bullet, STYLE_DIM), .rest = one_piece(blanks, STYLE_TEXT)});
}

/* --- code ---------------------------------------------------------------------------------------- */

static void leave_code(Renderer *renderer)
{
    g_autoptr(BlockLine) prefix = make_prefix(renderer, false);
    block_line_add(prefix, "  ", -1, style_of(STYLE_TEXT));
    code_block(renderer->block, renderer->code->str, renderer->code->len, renderer->language, prefix);
    g_string_truncate(renderer->code, 0);
    g_clear_pointer(&renderer->language, g_free);
    renderer->in_code = false;
}

/* --- tables -------------------------------------------------------------------------------------- */

static void pad(BlockLine *line, int count)
{
    g_autofree char *blanks = g_strnfill((gsize)MAX(count, 0), ' ');
    block_line_add(line, blanks, -1, style_of(STYLE_TEXT));
}

/* Widths of the columns; the widest give way until all fit. */
static int *column_widths(const Renderer *renderer)
{
    int *widths = g_new0(int, renderer->table_columns + 1);
    int total = 0;
    for (guint i = 0; i < renderer->table->len; i++) {
        int *width = widths + i % renderer->table_columns;
        *width = MAX(*width, block_line_columns(g_ptr_array_index(renderer->table, i)));
    }
    for (unsigned i = 0; i < renderer->table_columns; i++)
        total += widths[i] + 3;
    for (; total - 3 > renderer->block->width; total--) {
        unsigned widest = 0;
        for (unsigned i = 1; i < renderer->table_columns; i++)
            widest = widths[i] > widths[widest] ? i : widest;
        if (widths[widest] <= 3)
            break;
        widths[widest]--;
    }
    return widths;
}

static void add_table_cell(BlockLine *row, const BlockLine *cell, int width, MD_ALIGN alignment)
{
    g_autoptr(Block) fitted = block_new(width, 1);
    BlockLine *copy = block_line_new();
    block_line_append(copy, cell);
    block_fold(fitted, copy, NULL, NULL, FOLD_CUT);
    const BlockLine *text = g_ptr_array_index(fitted->lines, 0);
    int room = width - block_line_columns(text);
    int before = alignment == MD_ALIGN_RIGHT ? room : alignment == MD_ALIGN_CENTER ? room / 2 : 0;
    pad(row, before);
    block_line_append(row, text);
    pad(row, room - before);
}

static void add_table_rule(Renderer *renderer, const int *widths)
{
    BlockLine *rule = make_prefix(renderer, true);
    for (unsigned column = 0; column < renderer->table_columns; column++) {
        if (column > 0)
            block_line_add(rule, "─┼─", -1, style_of(STYLE_TABLE_RULE));
        for (int i = 0; i < widths[column]; i++)
            block_line_add(rule, "─", -1, style_of(STYLE_TABLE_RULE));
    }
    block_add(renderer->block, rule);
}

static void leave_table(Renderer *renderer)
{
    g_autofree int *widths = column_widths(renderer);
    for (guint i = 0; i + renderer->table_columns <= renderer->table->len; i += renderer->table_columns) {
        if (i == renderer->head_rows * renderer->table_columns)
            add_table_rule(renderer, widths);
        BlockLine *row = make_prefix(renderer, true);
        for (unsigned column = 0; column < renderer->table_columns; column++) {
            if (column > 0)
                block_line_add(row, " │ ", -1, style_of(STYLE_TABLE_RULE));
            MD_ALIGN alignment = column < renderer->alignments->len
                                     ? g_array_index(renderer->alignments, MD_ALIGN, column) : MD_ALIGN_DEFAULT;
            add_table_cell(row, g_ptr_array_index(renderer->table, i + column), widths[column], alignment);
        }
        block_add(renderer->block, row);
    }
    g_ptr_array_set_size(renderer->table, 0);
    g_array_set_size(renderer->alignments, 0);
}

static void leave_table_cell(Renderer *renderer, const MD_BLOCK_TD_DETAIL *detail, bool head)
{
    g_ptr_array_add(renderer->table, renderer->line);
    renderer->line = block_line_new();
    if (head)
        g_array_append_val(renderer->alignments, detail->align);
}

/* --- the callbacks ------------------------------------------------------------------------------- */

static char *attribute_text(const MD_ATTRIBUTE *attribute)
{
    return g_strndup(attribute->text ? attribute->text : "", attribute->size);
}

static void add_rule(Renderer *renderer)
{
    BlockLine *line = make_prefix(renderer, true);
    for (int column = block_line_columns(line); column < MIN(renderer->block->width, 60); column++)
        block_line_add(line, "─", -1, style_of(STYLE_RULE));
    block_add(renderer->block, line);
    renderer->need_gap = true;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    Renderer *renderer = data;
    flush_line(renderer, FOLD_WORDS);
    if (type != MD_BLOCK_DOC && type != MD_BLOCK_LI && type < MD_BLOCK_THEAD)
        add_gap(renderer);
    switch (type) {
    case MD_BLOCK_QUOTE:
        push_level(renderer, (Level){.first = one_piece("▏ ", STYLE_QUOTE), .rest = one_piece("▏ ", STYLE_QUOTE)});
        break;
    case MD_BLOCK_UL:
        push_level(renderer, (Level){.is_list = true, .tight = ((MD_BLOCK_UL_DETAIL *)detail)->is_tight});
        break;
    case MD_BLOCK_OL:
        push_level(renderer, (Level){.is_list = true, .ordered = true, .tight = ((MD_BLOCK_OL_DETAIL *)detail)->is_tight,
                                     .number = ((MD_BLOCK_OL_DETAIL *)detail)->start});
        break;
    case MD_BLOCK_LI:
        if (!in_tight_list(renderer))
            add_gap(renderer);
        renderer->need_gap = false;
        enter_item(renderer, detail);
        break;
    case MD_BLOCK_H:
        renderer->heading = ((MD_BLOCK_H_DETAIL *)detail)->level;
        open_styles_push(renderer->styles, OPEN_BLOCK, STYLE_HEADING, renderer->heading == 1 ? STYLED_UNDERLINE : 0);
        break;
    case MD_BLOCK_CODE:
        renderer->in_code = true;
        renderer->language = attribute_text(&((MD_BLOCK_CODE_DETAIL *)detail)->lang);
        break;
    case MD_BLOCK_TABLE:
        renderer->table_columns = MAX(((MD_BLOCK_TABLE_DETAIL *)detail)->col_count, 1);
        renderer->head_rows = ((MD_BLOCK_TABLE_DETAIL *)detail)->head_row_count;
        break;
    case MD_BLOCK_TH:
        open_styles_push(renderer->styles, OPEN_BLOCK, STYLE_TABLE_HEAD, 0);
        break;
    case MD_BLOCK_HR:
        add_rule(renderer);
        break;
    default:
        break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    Renderer *renderer = data;
    if (type != MD_BLOCK_TH && type != MD_BLOCK_TD)
        flush_line(renderer, FOLD_WORDS);
    open_styles_close_spans(renderer->styles);
    switch (type) {
    case MD_BLOCK_QUOTE: case MD_BLOCK_UL: case MD_BLOCK_OL:
        pop_level(renderer);
        renderer->need_gap = true;
        break;
    case MD_BLOCK_LI:
        pop_level(renderer);
        renderer->need_gap = !in_tight_list(renderer);
        break;
    case MD_BLOCK_H:
        open_styles_close(renderer->styles, OPEN_BLOCK);
        renderer->need_gap = true;
        break;
    case MD_BLOCK_CODE:
        leave_code(renderer);
        renderer->need_gap = true;
        break;
    case MD_BLOCK_TABLE:
        leave_table(renderer);
        renderer->need_gap = true;
        break;
    case MD_BLOCK_TH:
        open_styles_close(renderer->styles, OPEN_BLOCK);
        leave_table_cell(renderer, detail, true);
        break;
    case MD_BLOCK_TD:
        leave_table_cell(renderer, detail, false);
        break;
    case MD_BLOCK_P: case MD_BLOCK_HTML:
        renderer->need_gap = true;
        break;
    default:
        break;
    }
    return 0;
}

static void enter_link(Renderer *renderer, const MD_SPAN_A_DETAIL *detail)
{
    char *target = attribute_text(&detail->href);
    open_styles_push(renderer->styles, MD_SPAN_A, STYLE_LINK, 0);
    open_styles_set_link(renderer->styles, target, block_link(renderer->block, target));
}

static int enter_span(MD_SPANTYPE type, void *detail, void *data)
{
    Renderer *renderer = data;
    OpenStyles *styles = renderer->styles;
    switch (type) {
    case MD_SPAN_EM: open_styles_push(styles, type, STYLE_EMPHASIS, 0); break;
    case MD_SPAN_STRONG: open_styles_push(styles, type, STYLE_TEXT, STYLED_BOLD); break;
    case MD_SPAN_U: open_styles_push(styles, type, STYLE_TEXT, STYLED_UNDERLINE); break;
    case MD_SPAN_DEL: open_styles_push(styles, type, STYLE_DIM, 0); break;
    case MD_SPAN_CODE: open_styles_push(styles, type, STYLE_CODE, 0); break;
    case MD_SPAN_LATEXMATH: case MD_SPAN_LATEXMATH_DISPLAY:
        open_styles_push(styles, type, STYLE_CODE, 0);
        renderer->formula = renderer->formula ? renderer->formula : g_string_new(NULL);
        break;
    case MD_SPAN_A: enter_link(renderer, detail); break;
    case MD_SPAN_IMG:
        block_line_add(renderer->line, "[image: ", -1, style_of(STYLE_PLACEHOLDER));
        open_styles_push(styles, type, STYLE_PLACEHOLDER, 0);
        break;
    default: open_styles_push(styles, type, STYLE_TEXT, 0); break;
    }
    return 0;
}

/* A link whose text does not tell where it leads: the place in parentheses. */
static void add_target(Renderer *renderer, const char *target)
{
    if (!target || !strstr(target, "://") || g_str_has_suffix(renderer->line->text->str, target))
        return;
    g_autofree char *place = g_strdup_printf(" (%s)", target);
    block_line_add(renderer->line, place, -1, style_of(STYLE_DIM));
}

static void add_formula(Renderer *renderer)
{
    GString *tex = g_steal_pointer(&renderer->formula);
    g_autofree char *text = tex ? formula_text(tex->str, (gssize)tex->len) : NULL;
    if (text)
        block_line_add(renderer->line, text, -1, open_styles_now(renderer->styles));
    if (tex)
        g_string_free(tex, TRUE);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *data)
{
    Renderer *renderer = data;
    if (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY)
        add_formula(renderer);
    if (type == MD_SPAN_A)
        add_target(renderer, open_styles_target(renderer->styles, type));
    if (open_styles_close(renderer->styles, type) && type == MD_SPAN_IMG)
        block_line_add(renderer->line, "]", -1, style_of(STYLE_PLACEHOLDER));
    return 0;
}

/* The entities that prose uses; others stay as they are written. */
static const struct {
    const char *entity, *text;
} ENTITIES[] = {
    {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "}, {"&rarr;", "→"},
    {"&larr;", "←"}, {"&mdash;", "—"}, {"&ndash;", "–"}, {"&hellip;", "…"}, {"&copy;", "©"}, {"&times;", "×"},
};

static void add_entity(Renderer *renderer, const char *text, size_t size)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ENTITIES); i++) {
        if (strlen(ENTITIES[i].entity) == size && memcmp(ENTITIES[i].entity, text, size) == 0) {
            block_line_add(renderer->line, ENTITIES[i].text, -1, open_styles_now(renderer->styles));
            return;
        }
    }
    block_line_add(renderer->line, text, (gssize)size, open_styles_now(renderer->styles));
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
    Renderer *renderer = data;
    if (renderer->in_code) {
        g_string_append_len(renderer->code, text, size);
        return 0;
    }
    if (renderer->formula) {
        g_string_append_len(renderer->formula, type == MD_TEXT_SOFTBR ? " " : text, type == MD_TEXT_SOFTBR ? 1 : size);
        return 0;
    }
    switch (type) {
    case MD_TEXT_BR: flush_line(renderer, FOLD_WORDS); break;
    case MD_TEXT_SOFTBR: block_line_add(renderer->line, " ", 1, open_styles_now(renderer->styles)); break;
    case MD_TEXT_ENTITY: add_entity(renderer, text, size); break;
    case MD_TEXT_HTML:
        if (size >= 3 && g_ascii_strncasecmp(text, "<br", 3) == 0)
            flush_line(renderer, FOLD_WORDS);
        break;
    default: block_line_add(renderer->line, text, (gssize)size, open_styles_now(renderer->styles)); break;
    }
    return 0;
}

void markdown_plain_block(Block *block, const char *text, size_t length)
{
    Renderer renderer = {
        .block = block,
        .levels = g_array_new(FALSE, FALSE, sizeof(Level)),
        .styles = open_styles_new(),
        .line = block_line_new(),
        .code = g_string_new(NULL),
        .table = g_ptr_array_new_with_free_func((GDestroyNotify)block_line_free),
        .alignments = g_array_new(FALSE, FALSE, sizeof(MD_ALIGN)),
    };
    const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_PERMISSIVEURLAUTOLINKS |
                 MD_FLAG_LATEXMATHSPANS | MD_FLAG_PERMISSIVEATXHEADERS, /* "##x" is a heading, as in marimo */
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = add_text,
    };
    md_parse(text, (MD_SIZE)length, &parser, &renderer);
    flush_line(&renderer, FOLD_WORDS);
    while (renderer.levels->len > 0)
        pop_level(&renderer);
    block_line_free(renderer.line);
    if (renderer.formula)
        g_string_free(renderer.formula, TRUE);
    g_array_unref(renderer.levels);
    open_styles_free(renderer.styles);
    g_string_free(renderer.code, TRUE);
    g_free(renderer.language);
    g_ptr_array_unref(renderer.table);
    g_array_unref(renderer.alignments);
}
