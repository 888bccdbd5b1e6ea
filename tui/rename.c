#include "tui/rename.h"

#include <string.h>

#include "notebook/pytoken.h"
#include "tui/fixes.h"

/* --- in the code of a cell --------------------------------------------------------------------------------- */

typedef struct {
    const char *code, *name, *to;
    TokenList *tokens;
    GHashTable *at; /* offsets at which the name is to be replaced: GUINT_TO_POINTER */
    size_t in_strings;
    const char *why;
} Renamer;

static bool is_in_import(const TokenList *tokens, guint at)
{
    while (at > 0 && tokens->all[at - 1].kind != TOKEN_NEWLINE && tokens->all[at - 1].kind != TOKEN_INDENT &&
           tokens->all[at - 1].kind != TOKEN_DEDENT && !pytoken_is_op(tokens, at - 1, ';'))
        at--;
    while (tokens->all[at].kind == TOKEN_NL || tokens->all[at].kind == TOKEN_COMMENT)
        at++;
    return pytoken_is(tokens, at, "import") || pytoken_is(tokens, at, "from");
}

/* The offset of a line and a column as the analyzer counts them; SIZE_MAX: there is no such place. */
static size_t offset_of(const char *code, const NameUse *use)
{
    const char *line = code;
    for (int i = 1; i < use->line && line; i++)
        line = (line = strchr(line, '\n')) ? line + 1 : NULL;
    size_t length = line ? strcspn(line, "\n") : 0;
    return line && use->column >= 0 && (size_t)use->column <= length ? (size_t)(line - code) + (size_t)use->column : SIZE_MAX;
}

static bool stands_at(const Renamer *renamer, size_t offset)
{
    guint at = 0;
    const TokenList *tokens = renamer->tokens;
    while (at < tokens->count && tokens->all[at].start < offset)
        at++;
    return at < tokens->count && tokens->all[at].start == offset && pytoken_is(tokens, at, renamer->name);
}

/* The name of a def or the like stands behind the place. */
static size_t first_behind(const Renamer *renamer, size_t offset)
{
    const TokenList *tokens = renamer->tokens;
    for (guint i = 0; i < tokens->count; i++) {
        if (tokens->all[i].start >= offset && pytoken_is(tokens, i, renamer->name))
            return tokens->all[i].start;
    }
    return SIZE_MAX;
}

static void note(Renamer *renamer, size_t offset)
{
    g_hash_table_add(renamer->at, GUINT_TO_POINTER((guint)offset + 1));
}

static bool is_noted(const Renamer *renamer, size_t offset)
{
    return g_hash_table_contains(renamer->at, GUINT_TO_POINTER((guint)offset + 1));
}

/* Whether a place is in a string: of those in f-strings the analyzer cannot always tell where they are. */
static void take_use(Renamer *renamer, const NameUse *use)
{
    size_t offset = offset_of(renamer->code, use);
    if (use->behind && offset != SIZE_MAX)
        offset = first_behind(renamer, offset);
    if (offset != SIZE_MAX && stands_at(renamer, offset))
        note(renamer, offset);
    else
        renamer->in_strings++;
}

/* All that f-strings hold is renamed, or nothing is: which of them are meant is not known one by one. */
static void take_strings(Renamer *renamer)
{
    g_autoptr(GArray) all = fixes_find_uses(renamer->code, strlen(renamer->code), renamer->name);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (guint i = 0; i < all->len; i++) {
        size_t offset = g_array_index(all, size_t, i);
        if (!stands_at(renamer, offset))
            g_array_append_val(found, offset);
    }
    if (found->len != renamer->in_strings) {
        renamer->why = "an f-string uses the name in a way that cannot be told apart";
        return;
    }
    for (guint i = 0; i < found->len; i++)
        note(renamer, g_array_index(found, size_t, i));
}

/* `global x` has no place of its own in the tree, and neither have imports. */
static void take_statements(Renamer *renamer)
{
    const TokenList *tokens = renamer->tokens;
    bool global = false;
    int depth = 0;
    for (guint i = 0; i < tokens->count; i++) {
        const Token *token = &tokens->all[i];
        depth += token->kind == TOKEN_INDENT;
        depth -= token->kind == TOKEN_DEDENT;
        global = pytoken_is(tokens, i, "global") || (global && token->kind != TOKEN_NEWLINE && !pytoken_is_op(tokens, i, ';'));
        if (token->kind != TOKEN_NAME || !pytoken_is(tokens, i, renamer->name))
            continue;
        bool module = i > 0 && (pytoken_is(tokens, i - 1, "from") || pytoken_is_op(tokens, i - 1, '.'));
        bool other = i + 1 < tokens->count && pytoken_is(tokens, i + 1, "as");
        if (global) {
            note(renamer, token->start);
        } else if (!module && !other && is_in_import(tokens, i)) {
            if (depth > 0 || (i + 1 < tokens->count && pytoken_is_op(tokens, i + 1, '.')))
                renamer->why = "an import in a block, or of a module with dots, is to be renamed by hand";
            note(renamer, token->start);
        }
    }
}

/* `import x` becomes `import x as y`, but `import a as x` `import a as y`. */
static bool keeps_old_name(const Renamer *renamer, size_t offset)
{
    const TokenList *tokens = renamer->tokens;
    for (guint i = 0; i < tokens->count; i++) {
        if (tokens->all[i].start == offset)
            return is_in_import(tokens, i) && !(i > 0 && pytoken_is(tokens, i - 1, "as"));
    }
    return false;
}

static char *replaced(const Renamer *renamer)
{
    GString *out = g_string_new(NULL);
    size_t size = strlen(renamer->name);
    for (size_t i = 0; renamer->code[i];) {
        if (!is_noted(renamer, i)) {
            g_string_append_c(out, renamer->code[i++]);
            continue;
        }
        if (keeps_old_name(renamer, i))
            g_string_append_printf(out, "%s as ", renamer->name);
        g_string_append(out, renamer->to);
        i += size;
    }
    return g_string_free(out, FALSE);
}

char *rename_in_code(const char *code, const GArray *uses, const char *name, const char *to, const char **why)
{
    g_autoptr(TokenList) tokens = pytoken_scan(code, strlen(code));
    g_autoptr(GHashTable) at = g_hash_table_new(NULL, NULL);
    Renamer renamer = {code, name, to, tokens, at, 0, NULL};
    g_autoptr(GArray) taken = fixes_find_uses(code, strlen(code), to);
    if (taken->len > 0)
        renamer.why = "the new name is used there already";
    for (guint i = 0; i < uses->len; i++)
        take_use(&renamer, &g_array_index(uses, NameUse, i));
    if (renamer.in_strings > 0)
        take_strings(&renamer);
    take_statements(&renamer);
    *why = renamer.why;
    return renamer.why ? NULL : replaced(&renamer);
}

/* --- in the notebook --------------------------------------------------------------------------------------- */

bool rename_is_name(const char *name)
{
    static const char *const KEYWORDS[] = {
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
        "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
        "pass", "raise", "return", "try", "while", "with", "yield", NULL,
    };
    g_autoptr(TokenList) tokens = pytoken_scan(name, strlen(name));
    bool one = tokens->count > 0 && tokens->all[0].kind == TOKEN_NAME && tokens->all[0].end == strlen(name);
    return one && !g_strv_contains(KEYWORDS, name);
}

static const Analysis *analysis_at(const Editor *editor, const Model *model, size_t cell)
{
    const CellModel *known = model_cell(model, cell_id(notebook_cell(editor_notebook(editor), cell)));
    return known ? known->analysis : NULL;
}

bool rename_find_cell(const Editor *editor, const Model *model, const char *name, bool defines, size_t *cell)
{
    for (*cell = 0; *cell < notebook_cell_count(editor_notebook(editor)); ++*cell) {
        const Analysis *analysis = analysis_at(editor, model, *cell);
        if (analysis && (names_contain(analysis->defs, name) || (!defines && names_contain(analysis->refs, name))))
            return true;
    }
    return false;
}

static bool is_table(const Editor *editor, const Model *model, const char *name)
{
    for (size_t i = 0; i < notebook_cell_count(editor_notebook(editor)); i++) {
        const Analysis *analysis = analysis_at(editor, model, i);
        bool names_it = analysis && ((analysis->sql_defs && names_contain(analysis->sql_defs, name)) ||
                                     (analysis->sql_refs && names_contain(analysis->sql_refs, name)));
        if (names_it)
            return true;
    }
    return false;
}

bool rename_refuse(Editor *editor, const Model *model, const Request *request, char **name, char **to)
{
    g_autofree char *old = fixes_name_at_cursor(editor);
    const char *new = request->text ? request->text : "";
    size_t cell;
    if (!*old || !rename_find_cell(editor, model, old, true, &cell))
        editor_tell(editor, true, "%s is no name that a cell defines", *old ? old : "what is here");
    else if (!rename_is_name(new))
        editor_tell(editor, true, "%s is no name", new);
    else if (new[0] == '_')
        editor_tell(editor, true, "%s would be local to its cell, as all names that begin with _ are", new);
    else if (rename_find_cell(editor, model, new, false, &cell))
        editor_tell(editor, true, "cell %zu has a name %s already", cell + 1, new);
    else if (is_table(editor, model, old))
        editor_tell(editor, true, "%s is used in a query: it is to be renamed by hand", old);
    else {
        *name = g_steal_pointer(&old);
        *to = g_strdup(new);
        return false;
    }
    return true;
}

/* The new code of a cell, or NULL and a message; the cell may have changed since it was looked at. */
static char *new_code(Editor *editor, const CellSnapshot *cell, size_t index, const CellUses *found, const EngineEvent *event)
{
    gsize size;
    const char *why = NULL, *bytes = g_bytes_get_data(cell->code, &size);
    g_autofree char *code = g_strndup(bytes ? bytes : "", size);
    char *renamed = NULL;
    if (cell->revision != found->revision)
        why = "it has changed meanwhile";
    else if (!found->uses)
        why = "it is not Python";
    else
        renamed = rename_in_code(code, found->uses, event->text, event->path, &why);
    if (!renamed)
        editor_tell(editor, true, "nothing is renamed: cell %zu: %s", index + 1, why);
    return renamed;
}

void rename_apply(Editor *editor, const EngineEvent *event)
{
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(editor_notebook(editor));
    NotebookSnapshot *want = g_new0(NotebookSnapshot, 1);
    g_autoptr(NotebookSnapshot) owner = want;
    size_t changed = 0;
    want->references = 1;
    want->header = notebook_header_copy(now->header);
    want->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    for (guint i = 0; i < now->cells->len; i++) {
        CellSnapshot *cell = g_ptr_array_index(now->cells, i);
        const CellUses *found = NULL;
        for (guint j = 0; j < event->uses->len && !found; j++) {
            const CellUses *one = g_ptr_array_index(event->uses, j);
            found = one->cell == cell->id ? one : NULL;
        }
        g_autofree char *code = found ? new_code(editor, cell, i, found, event) : NULL;
        if (found && !code)
            return;
        changed += code != NULL;
        g_ptr_array_add(want->cells, code ? cell_snapshot_new(cell->id, cell->revision, cell->name, cell->kind,
                                                              &cell->config, code, -1)
                                          : cell_snapshot_ref(cell));
    }
    editor_become(editor, want);
    editor_tell(editor, false, "%s is %s now, in %zu cell%s; {u|undo} takes it back", event->text, event->path, changed,
                changed == 1 ? "" : "s");
}
