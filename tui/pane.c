#include "tui/pane.h"

#include <string.h>

#include "tui/ansi.h"
#include "tui/markdown.h"
#include "tui/output_block.h"

/* Lines laid out of one output at most: what is beyond is counted only. */
enum { KEPT_LINES = 2000, PANES_KEPT = 256 };

/* The same while the cursor is in it. */
enum { ENTERED_LINES = 100000 };

/* All that a pane's picture depends on; it is laid out again when one of these differs. */
typedef struct {
    uint64_t revision, version, structure;
    int width, output_limit, picture_limit, console_limit;
    bool app, waits; /* waits: for input */
    bool focused, folded, whole, entered, stale, old_output, old_console, editing, reading;
    const char *keymap; /* interned */
    CellConfig config; /* borrowed pieces are not looked at */
} PaneKey;

typedef struct {
    Pane pane; /* first, so that a Pane * is a PaneEntry * */
    PaneKey key;
    guint64 used;
    uint64_t model_changes; /* when `references` were collected */
} PaneEntry;

struct PaneCache {
    GHashTable *entries; /* &pane.cell -> PaneEntry *, owned */
    Pictures *pictures;
    guint64 frame;
    size_t work, sets;
};

static void clear_blocks(Pane *pane)
{
    g_clear_pointer(&pane->errors, block_free);
    g_clear_pointer(&pane->output, block_free);
    g_clear_pointer(&pane->console, block_free);
}

static void entry_free(gpointer data)
{
    PaneEntry *entry = data;
    clear_blocks(&entry->pane);
    lex_cache_free(entry->pane.lexer);
    g_clear_pointer(&entry->pane.references, g_hash_table_unref);
    g_free(entry);
}

PaneCache *pane_cache_new(void)
{
    PaneCache *cache = g_new0(PaneCache, 1);
    cache->entries = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, entry_free);
    cache->pictures = pictures_new();
    return cache;
}

void pane_cache_free(PaneCache *cache)
{
    g_hash_table_unref(cache->entries);
    pictures_free(cache->pictures);
    g_free(cache);
}

void pane_cache_set_look(PaneCache *cache, PictureLook look)
{
    if (pictures_set_look(cache->pictures, look))
        g_hash_table_remove_all(cache->entries);
}

Pictures *pane_cache_pictures(PaneCache *cache)
{
    return cache->pictures;
}

size_t pane_cache_work(const PaneCache *cache)
{
    return cache->work;
}

/* --- Markdown cells -------------------------------------------------------------------------------- */

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t\n");
}

/* Takes the common indentation off all lines, and blank lines off both ends. */
static char *dedent(const char *text, size_t length)
{
    g_autofree char *copy = g_strndup(text, length);
    g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
    size_t common = G_MAXSIZE;
    for (guint i = 0; lines[i]; i++) {
        size_t indent = strspn(lines[i], " \t");
        if (lines[i][indent] != '\0' && !(i == 0 && indent == 0))
            common = MIN(common, indent);
    }
    GString *result = g_string_new(NULL);
    for (guint i = 0; lines[i]; i++) {
        size_t indent = strspn(lines[i], " \t");
        g_string_append_printf(result, "%s\n", lines[i] + (common == G_MAXSIZE ? indent : MIN(indent, common)));
    }
    return g_strstrip(g_string_free(result, FALSE));
}

char *cell_markdown(const Cell *cell)
{
    const Text *text = cell_text(cell);
    TextLine first = text_line(text, 0);
    if (!g_str_has_prefix(first.bytes, "mo.md("))
        return NULL;
    g_autoptr(GString) code = text_slice(text, (TextPos){0, 0}, text_end(text));
    const char *at = skip_blanks(code->str + strlen("mo.md("));
    bool raw = *at == 'r' || *at == 'R';
    at += raw;
    if (!g_str_has_prefix(at, "\"\"\"") && !g_str_has_prefix(at, "'''"))
        return NULL;
    char quotes[4] = {at[0], at[0], at[0], '\0'};
    const char *end = strstr(at + 3, quotes);
    if (!end || (!raw && memchr(at, '\\', (size_t)(end - at))))
        return NULL;
    const char *behind = skip_blanks(end + 3);
    if (*behind == ',')
        behind = skip_blanks(behind + 1);
    if (*behind != ')' || *skip_blanks(behind + 1) != '\0')
        return NULL;
    return dedent(at + 3, (size_t)(end - at - 3));
}

/* --- laying out ------------------------------------------------------------------------------------ */

/* How to see more, unless that is all that is kept. */
static char *hint(const Editor *editor, int limit)
{
    g_autofree char *keys = editor_keys_of(editor, "unfold-output");
    return limit < KEPT_LINES ? g_strdup_printf(", %s shows them", keys) : g_strdup("");
}

/* Cuts a block to `limit` rows, the last of which tells what is missing. */
static void clamp_block(Block *block, const Editor *editor, int limit)
{
    size_t rows = block->lines->len + block->more;
    if (rows <= (size_t)limit)
        return;
    size_t kept = (size_t)MAX(limit - 1, 0);
    if (kept < block->lines->len)
        g_ptr_array_set_size(block->lines, (gint)kept);
    g_autofree char *how = hint(editor, limit), *note = g_strdup_printf("… %zu more lines%s", rows - kept, how);
    block->limit = kept + 1;
    block->more = 0;
    block_add_text(block, note, style_of(STYLE_FOLD), NULL, FOLD_CUT);
}

/* A console keeps its end: that is where things happen. */
static void clamp_console(Block *block, const Editor *editor, int limit)
{
    size_t rows = block->lines->len;
    if (rows <= (size_t)limit)
        return;
    size_t gone = rows - (size_t)MAX(limit - 1, 1);
    g_ptr_array_remove_range(block->lines, 0, (guint)gone);
    g_autofree char *how = hint(editor, limit), *note = g_strdup_printf("… %zu lines above%s", gone + block->more, how);
    BlockLine *line = block_line_new();
    block_line_add(line, note, -1, style_of(STYLE_FOLD));
    g_ptr_array_insert(block->lines, 0, line);
}

static Block *folded_block(const Block *whole, int width)
{
    Block *block = block_new(width, 1);
    size_t rows = whole->lines->len + whole->more;
    g_autofree char *note = g_strdup_printf("▸ output folded, %zu line%s", rows, rows == 1 ? "" : "s");
    block_add_text(block, note, style_of(STYLE_FOLD), NULL, FOLD_CUT);
    return block;
}

/* How a list of mistakes looks. */
typedef struct {
    const char *sign;
    StyleRole sign_role, text_role;
} Complaint;

static void lay_out_list(Block *block, const GPtrArray *list, const PaneKey *key, const Complaint *look)
{
    g_autoptr(BlockLine) indent = block_line_new();
    block_line_add(indent, "  ", -1, style_of(look->text_role));
    for (guint i = 0; list && i < list->len; i++) {
        const CellError *error = g_ptr_array_index(list, i);
        /* Half-typed code is no mistake yet. */
        if (key->editing && g_strcmp0(error->kind, "syntax") == 0)
            continue;
        BlockLine *line = block_line_new();
        block_line_add(line, look->sign, -1, style_of(look->sign_role));
        if (error->line > 0) {
            g_autofree char *place = g_strdup_printf("line %d: ", error->line);
            block_line_add(line, place, -1, style_of(look->sign_role));
        }
        const char *message = error->message ? error->message : error->kind;
        block_line_add(line, message, (gssize)strcspn(message, "\n"), style_of(look->text_role));
        block_fold(block, line, NULL, indent, FOLD_WORDS);
    }
}

/* What does not keep a cell from running is in words only where the cursor is, and not while one types. */
static Block *lay_out_errors(const PaneContext *context, const CellModel *known, const PaneKey *key)
{
    static const Complaint ERROR = {"✗ ", STYLE_ERROR_TYPE, STYLE_ERROR}, FINDING = {"▴ ", STYLE_WARNING, STYLE_DIM};
    Block *block = block_new(context->width, 20);
    lay_out_list(block, known->errors, key, &ERROR);
    if (key->focused && !key->editing)
        lay_out_list(block, known->findings, key, &FINDING);
    if (block->lines->len == 0)
        g_clear_pointer(&block, block_free);
    return block;
}

/* A cell of Markdown shows its present text, as long as running it did not fail. */
static char *shown_markdown(const Cell *cell, const CellModel *known)
{
    bool fails = known && (known->status.result == RESULT_ERROR || known->status.result == RESULT_CANCELLED);
    return fails ? NULL : cell_markdown(cell);
}

static int kept_lines(const PaneKey *key)
{
    return key->entered ? ENTERED_LINES : KEPT_LINES;
}

static Block *lay_out_output(Pictures *pictures, const PaneContext *context, const Cell *cell, const CellModel *known,
                             const PaneKey *key)
{
    g_autoptr(Block) block = block_new(context->width, kept_lines(key));
    g_autofree char *markdown = shown_markdown(cell, known);
    g_autofree char *goto_frame = editor_words(context->editor, MODE_MODELESS, "{gf|goto-frame}");
    if (markdown)
        markdown_block(block, markdown, strlen(markdown));
    else if (known && known->output)
        output_block(block, known->output,
                     &(OutputContext){context->cells ? context->cells : editor_notebook(context->editor), model_widgets(context->model), pictures,
                                      key->picture_limit, key->app, .goto_frame = goto_frame, .in_scratch = context->cells != NULL});
    if (block->lines->len == 0)
        return NULL;
    if (key->folded)
        return folded_block(block, context->width);
    bool whole = markdown || key->config.expand_output || key->whole || key->app;
    int limit = key->output_limit + (block->pictured ? key->picture_limit : 0);
    clamp_block(block, context->editor, whole ? kept_lines(key) : limit);
    return g_steal_pointer(&block);
}

static void lay_out(Pane *pane, Pictures *pictures, const PaneContext *context, const Cell *cell,
                    const CellModel *known, const PaneKey *key)
{
    g_autoptr(Block) before = g_steal_pointer(&pane->output); /* its pictures may stay */
    clear_blocks(pane);
    g_autofree char *markdown = shown_markdown(cell, known);
    pane->is_markdown = markdown != NULL;
    pane->output_folded = key->folded;
    bool hidden = key->app || (key->reading ? !key->editing : key->config.hide_code && !key->focused);
    pane->shows_code = !hidden;
    pane->reads = key->reading;
    bool notice = known && known->output && output_is_notice(known->output);
    bool restored = known && known->output_restored;
    pane->output_stale = (key->stale || key->old_output || restored) && !markdown && (!notice || restored);
    pane->console_stale = key->stale || key->old_console || (known && known->console_restored);
    pane->errors = known ? lay_out_errors(context, known, key) : NULL;
    pane->output = lay_out_output(pictures, context, cell, known, key);
    bool printed = known && known->console && known->console->lines->len > 0;
    if (printed && (!key->app || key->waits)) {
        pane->console = block_new(context->width, kept_lines(key));
        styled_block(pane->console, known->console, STYLE_CONSOLE);
        clamp_console(pane->console, context->editor, key->whole ? kept_lines(key) : key->console_limit);
    }
}

static bool is_kept(const PaneContext *context, uint64_t cell)
{
    for (guint i = 0; context->kept && i < context->kept->len; i++) {
        if (g_array_index(context->kept, uint64_t, i) == cell)
            return true;
    }
    return false;
}

static PaneKey key_now(const PaneContext *context, size_t index, const Cell *cell, const CellModel *known)
{
    Notebook *notebook = editor_notebook(context->editor);
    bool focused = index == context->focus;
    OutputFocus focus;
    return (PaneKey){
        .revision = cell_revision(cell),
        .version = known ? known->version : 0,
        .structure = notebook_structure_generation(notebook) +
                     (context->cells ? notebook_structure_generation((Notebook *)context->cells) : 0),
        .width = context->width,
        .output_limit = context->output_limit,
        .picture_limit = context->picture_limit,
        .console_limit = context->console_limit,
        .app = context->app,
        .waits = known && known->status.wants_input,
        .focused = focused || is_kept(context, cell_id(cell)),
        .folded = editor_output_folded(context->editor, cell_id(cell)),
        .whole = editor_output_whole(context->editor, cell_id(cell)),
        .entered = editor_output(context->editor, &focus) && focus.cell == cell_id(cell),
        .stale = known && cell_model_is_stale(known, cell_revision(cell)),
        .old_output = known && known->output_old,
        .old_console = known && known->console_old,
        .keymap = editor_keymap(context->editor),
        .editing = focused && editor_is_typing(context->editor),
        .reading = context->reading,
        .config = *cell_config(cell),
    };
}

/* Whether the blocks would come out the same.  The code itself shows in them only if it is Markdown. */
static bool same_blocks(const PaneKey *a, const PaneKey *b, bool is_markdown)
{
    return (a->revision == b->revision || !is_markdown) && a->version == b->version && a->structure == b->structure &&
           a->width == b->width && a->output_limit == b->output_limit &&
           a->picture_limit == b->picture_limit && a->app == b->app && a->waits == b->waits && a->console_limit == b->console_limit &&
           a->focused == b->focused && a->keymap == b->keymap && a->folded == b->folded && a->whole == b->whole &&
           a->entered == b->entered &&
           a->stale == b->stale && a->editing == b->editing && a->reading == b->reading &&
           a->old_output == b->old_output && a->old_console == b->old_console &&
           a->config.hide_code == b->config.hide_code && a->config.expand_output == b->config.expand_output;
}

/* Whether the cell became or ceased to be Markdown, as far as its first line tells. */
static bool may_be_markdown(const Cell *cell)
{
    return g_str_has_prefix(text_line(cell_text(cell), 0).bytes, "mo.md(");
}

/* --- references ------------------------------------------------------------------------------------ */

static bool same_names(GHashTable *a, GHashTable *b)
{
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, a);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        if (!g_hash_table_contains(b, name))
            return false;
    }
    return g_hash_table_size(a) == g_hash_table_size(b);
}

/* Which of the names that a cell reads come from other cells: collected anew when the engine told something. */
static void collect_references(PaneCache *cache, PaneEntry *entry, const Model *model, const CellModel *known)
{
    if (entry->model_changes == model_changes(model))
        return;
    entry->model_changes = model_changes(model);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; known && known->analysis && known->parents && i < known->parents->len; i++) {
        const CellModel *parent = model_cell(model, g_array_index(known->parents, uint64_t, i));
        for (char **name = parent && parent->analysis ? parent->analysis->defs : NULL; name && *name; name++) {
            if (names_contain(known->analysis->refs, *name))
                g_hash_table_add(names, g_strdup(*name));
        }
    }
    if (entry->pane.references && same_names(names, entry->pane.references))
        return;
    g_clear_pointer(&entry->pane.references, g_hash_table_unref);
    entry->pane.references = g_steal_pointer(&names);
    entry->pane.names = ++cache->sets;
}

/* --- the cache ------------------------------------------------------------------------------------- */

static PaneEntry *entry_of(PaneCache *cache, uint64_t id)
{
    PaneEntry *entry = g_hash_table_lookup(cache->entries, &id);
    if (entry)
        return entry;
    entry = g_new0(PaneEntry, 1);
    entry->pane.cell = id;
    entry->pane.lexer = lex_cache_new();
    entry->model_changes = G_MAXUINT64;
    g_hash_table_insert(cache->entries, &entry->pane.cell, entry);
    return entry;
}

const Pane *pane_cache_get(PaneCache *cache, const PaneContext *context, size_t index)
{
    const Cell *cell = notebook_cell(editor_notebook(context->editor), index);
    const CellModel *known = model_cell(context->model, cell_id(cell));
    PaneKey key = key_now(context, index, cell, known);
    PaneEntry *entry = entry_of(cache, cell_id(cell));
    bool was_made = entry->key.width > 0;
    if (!was_made || !same_blocks(&entry->key, &key, entry->pane.is_markdown || may_be_markdown(cell))) {
        entry->pane.layout = ++cache->work;
        lay_out(&entry->pane, cache->pictures, context, cell, known, &key);
    }
    collect_references(cache, entry, context->model, known);
    entry->key = key;
    entry->used = cache->frame;
    return &entry->pane;
}

static gboolean is_old(gpointer key, gpointer value, gpointer data)
{
    const PaneEntry *entry = value;
    const PaneCache *cache = data;
    return entry->used + 8 < cache->frame;
}

void pane_cache_trim(PaneCache *cache)
{
    cache->frame++;
    if (g_hash_table_size(cache->entries) > PANES_KEPT)
        g_hash_table_foreach_remove(cache->entries, is_old, cache);
}
