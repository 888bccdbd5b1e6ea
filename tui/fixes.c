#include "tui/fixes.h"

#include <string.h>

#include "notebook/pytoken.h"
#include "tui/rename.h"

/* --- names in code --------------------------------------------------------------------------------------- */

static bool is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* In the braces of an f-string: names, but not those behind a dot. */
static void append_renamed_string(GString *out, const char *text, size_t length, const char *name, const char *to)
{
    size_t size = strlen(name);
    int depth = 0;
    for (size_t i = 0; i < length; i++) {
        bool doubled = i + 1 < length && text[i] == text[i + 1] && depth == 0;
        if (doubled && (text[i] == '{' || text[i] == '}')) {
            g_string_append_c(out, text[i++]);
        } else {
            depth += (text[i] == '{') - (text[i] == '}');
            bool begins = depth > 0 && i > 0 && !is_word(text[i - 1]) && text[i - 1] != '.';
            if (begins && length - i > size && strncmp(text + i, name, size) == 0 && !is_word(text[i + size])) {
                g_string_append(out, to);
                i += size - 1;
                continue;
            }
        }
        g_string_append_c(out, text[i]);
    }
}

static bool is_fstring(const TokenList *tokens, guint at)
{
    const char *text = tokens->text + tokens->all[at].start;
    size_t prefix = strcspn(text, "'\"");
    return tokens->all[at].kind == TOKEN_STRING && (memchr(text, 'f', prefix) || memchr(text, 'F', prefix));
}

/* `calls`: whether each open bracket is that of a call, not of a def. */
static bool names_argument(const TokenList *tokens, guint at, const GArray *calls)
{
    return calls->len > 0 && g_array_index(calls, bool, calls->len - 1) && at > 0 && at + 1 < tokens->count &&
           pytoken_is(tokens, at + 1, "=") && (pytoken_is_op(tokens, at - 1, '(') || pytoken_is_op(tokens, at - 1, ','));
}

static void note_bracket(GArray *calls, const TokenList *tokens, guint at)
{
    int bracket = pytoken_bracket(tokens, at);
    bool call = pytoken_is_op(tokens, at, '(') && !(at > 1 && pytoken_is(tokens, at - 2, "def"));
    if (bracket > 0)
        g_array_append_val(calls, call);
    else if (bracket < 0 && calls->len > 0)
        g_array_set_size(calls, calls->len - 1);
}

static bool is_plain_use(const TokenList *tokens, guint at, const char *name)
{
    return tokens->all[at].kind == TOKEN_NAME && pytoken_is(tokens, at, name) &&
           !(at > 0 && pytoken_is_op(tokens, at - 1, '.'));
}

GString *fixes_renamed(const char *code, size_t length, const char *name, const char *to)
{
    g_autoptr(TokenList) tokens = pytoken_scan(code, length);
    g_autoptr(GArray) calls = g_array_new(FALSE, FALSE, sizeof(bool));
    GString *out = g_string_sized_new(length + 16);
    size_t done = 0;
    for (guint i = 0; i < tokens->count; i++) {
        const Token *token = &tokens->all[i];
        note_bracket(calls, tokens, i);
        bool rename = is_plain_use(tokens, i, name) && !names_argument(tokens, i, calls);
        if (!rename && !is_fstring(tokens, i))
            continue;
        g_string_append_len(out, code + done, (gssize)(token->start - done));
        if (rename)
            g_string_append(out, to);
        else
            append_renamed_string(out, code + token->start, token->end - token->start, name, to);
        done = token->end;
    }
    g_string_append_len(out, code + done, (gssize)(length - done));
    return out;
}

/* In the braces of an f-string: where a name stands, but not behind a dot. */
static void add_string_uses(GArray *uses, const char *code, size_t start, size_t end, const char *name)
{
    size_t size = strlen(name);
    int depth = 0;
    for (size_t i = start; i < end; i++) {
        if (depth == 0 && i + 1 < end && code[i] == code[i + 1] && (code[i] == '{' || code[i] == '}')) {
            i++;
            continue;
        }
        depth += (code[i] == '{') - (code[i] == '}');
        bool begins = depth > 0 && i > start && !is_word(code[i - 1]) && code[i - 1] != '.';
        if (begins && end - i > size && strncmp(code + i, name, size) == 0 && !is_word(code[i + size]))
            g_array_append_val(uses, i);
    }
}

GArray *fixes_find_uses(const char *code, size_t length, const char *name)
{
    g_autoptr(TokenList) tokens = pytoken_scan(code, length);
    g_autoptr(GArray) calls = g_array_new(FALSE, FALSE, sizeof(bool));
    GArray *uses = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (guint i = 0; i < tokens->count; i++) {
        size_t start = (size_t)tokens->all[i].start;
        note_bracket(calls, tokens, i);
        if (is_plain_use(tokens, i, name) && !names_argument(tokens, i, calls))
            g_array_append_val(uses, start);
        else if (is_fstring(tokens, i))
            add_string_uses(uses, code, start, (size_t)tokens->all[i].end, name);
    }
    return uses;
}

gssize fixes_find_definition(const char *code, size_t length, const char *name)
{
    static const char *const BEFORE[] = {"def", "class", "import", "as", "for"};
    static const char *const BEHIND[] = {"=", ":", ":=", "+=", "in"};
    g_autoptr(TokenList) tokens = pytoken_scan(code, length);
    gssize first = -1;
    for (guint i = 0; i < tokens->count; i++) {
        if (!is_plain_use(tokens, i, name))
            continue;
        bool defines = false;
        for (size_t j = 0; j < G_N_ELEMENTS(BEFORE) && i > 0; j++)
            defines |= pytoken_is(tokens, i - 1, BEFORE[j]);
        for (size_t j = 0; j < G_N_ELEMENTS(BEHIND) && i + 1 < tokens->count; j++)
            defines |= pytoken_is(tokens, i + 1, BEHIND[j]);
        if (defines)
            return tokens->all[i].start;
        if (first < 0)
            first = tokens->all[i].start;
    }
    return first;
}

/* --- going there ------------------------------------------------------------------------------------------- */

static const CellModel *known_of(const Editor *editor, const Model *model, size_t index)
{
    return model_cell(model, cell_id(notebook_cell(editor_notebook(editor), index)));
}

static int first_line(const GPtrArray *errors)
{
    return errors && errors->len > 0 ? MAX(((const CellError *)g_ptr_array_index(errors, 0))->line, 1) : 0;
}

/* The line, from 1, of the first thing that is wrong with a cell: what keeps it from running, where its run failed, what
 * might be better; 0: nothing is. */
static int wrong_line(const Editor *editor, const Model *model, size_t index)
{
    const CellModel *known = known_of(editor, model, index);
    int line = known ? first_line(known->errors) : 0;
    if (!known || line)
        return line;
    bool failed = cell_model_failure(known, cell_id(notebook_cell(editor_notebook(editor), index)), &line);
    return failed ? line : first_line(known->findings);
}

static void go_to_line(Editor *editor, size_t cell, int line)
{
    const Notebook *notebook = editor_notebook(editor);
    size_t at = MIN(notebook_first_line(notebook, cell) + (size_t)line - 1, notebook_last_line(notebook, cell));
    editor_move_to(editor, (Pos){at, 0});
}

static void goto_finding(Editor *editor, const Model *model, int steps)
{
    size_t count = notebook_cell_count(editor_notebook(editor)), at = editor_cell(editor), found = at;
    bool any = false;
    for (int left = ABS(steps); left > 0; left--) {
        for (size_t tried = 0; tried < count; tried++) {
            at = steps > 0 ? (at + 1) % count : (at + count - 1) % count;
            if (wrong_line(editor, model, at) == 0)
                continue;
            found = at;
            any = true;
            break;
        }
    }
    if (any)
        go_to_line(editor, found, wrong_line(editor, model, found));
    else
        editor_tell(editor, false, "nothing is wrong with any cell");
}

bool fixes_goto_fault(Editor *editor, const Model *model)
{
    const CellModel *known = known_of(editor, model, editor_cell(editor));
    int line = known ? first_line(known->errors) : 0;
    if (line)
        go_to_line(editor, editor_cell(editor), line);
    return line != 0;
}

/* The cells that define a name, but for one. */
static bool find_definer(const Editor *editor, const Model *model, const char *name, size_t without, size_t *cell)
{
    for (size_t i = 0; i < notebook_cell_count(editor_notebook(editor)); i++) {
        const CellModel *known = known_of(editor, model, i);
        if (i == without || !known || !known->analysis || !names_contain(known->analysis->defs, name))
            continue;
        *cell = i;
        return true;
    }
    return false;
}

Pos fixes_definition_place(const Editor *editor, size_t index, const char *name)
{
    const Notebook *notebook = editor_notebook(editor);
    g_autoptr(CellSnapshot) cell = cell_snapshot(notebook_cell(notebook, index));
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    gssize at = MAX(fixes_find_definition(code ? code : "", size, name), 0);
    Pos pos = {notebook_first_line(notebook, index), 0};
    for (gssize i = 0; i < at; i++) {
        pos.byte = code[i] == '\n' ? 0 : pos.byte + 1;
        pos.line += code[i] == '\n';
    }
    return pos;
}

static void go_to_definition(Editor *editor, const char *name, size_t index)
{
    editor_move_to(editor, fixes_definition_place(editor, index, name));
}

char *fixes_name_at_cursor(const Editor *editor)
{
    Pos cursor = editor_cursor(editor);
    TextLine line = notebook_line(editor_notebook(editor), cursor.line);
    size_t start = MIN(cursor.byte, line.length);
    while (start < line.length && !is_word(line.bytes[start]))
        start++;
    while (start > 0 && start < line.length && is_word(line.bytes[start - 1]))
        start--;
    size_t end = start;
    while (end < line.length && is_word(line.bytes[end]))
        end++;
    return g_strndup(line.bytes + start, end - start);
}

bool fixes_cell_uses(const Editor *editor, const Model *model, size_t index, const char *name)
{
    const CellModel *known = known_of(editor, model, index);
    size_t definer;
    if (!find_definer(editor, model, name, SIZE_MAX, &definer))
        return index == editor_cell(editor);
    return known && known->analysis &&
           (names_contain(known->analysis->defs, name) || names_contain(known->analysis->refs, name));
}

char *fixes_name_to_mark(const Editor *editor, const Model *model)
{
    Pos cursor = editor_cursor(editor);
    TextLine line = notebook_line(editor_notebook(editor), cursor.line);
    if (editor_mode(editor) != MODE_NORMAL || cursor.byte >= line.length || !is_word(line.bytes[cursor.byte]))
        return NULL;
    g_autofree char *name = fixes_name_at_cursor(editor);
    size_t definer;
    bool attribute = false;
    for (size_t at = cursor.byte + 1; at-- > 0 && (is_word(line.bytes[at]) || (attribute = line.bytes[at] == '.'));) {
        if (attribute)
            return NULL;
    }
    return find_definer(editor, model, name, SIZE_MAX, &definer) ? g_steal_pointer(&name) : NULL;
}

static bool is_behind_dot(TextLine line, size_t at)
{
    at = MIN(at, line.length);
    while (at < line.length && !is_word(line.bytes[at]))
        at++;
    while (at > 0 && at <= line.length && is_word(line.bytes[at - 1]))
        at--;
    return at > 0 && line.bytes[at - 1] == '.';
}

bool fixes_is_known(const Editor *editor, const Model *model)
{
    Pos cursor = editor_cursor(editor);
    g_autofree char *name = fixes_name_at_cursor(editor);
    const CellModel *known = known_of(editor, model, editor_cell(editor));
    const Analysis *analysis = known ? known->analysis : NULL;
    size_t definer;
    bool own = !analysis || names_contain(analysis->defs, name) || names_contain(analysis->refs, name);
    return own && !is_behind_dot(notebook_line(editor_notebook(editor), cursor.line), cursor.byte) &&
           find_definer(editor, model, name, SIZE_MAX, &definer);
}

static void goto_definition(Editor *editor, const Model *model)
{
    g_autofree char *name = fixes_name_at_cursor(editor);
    size_t here = editor_cell(editor), cell;
    const CellModel *known = known_of(editor, model, here);
    if (known && known->analysis && names_contain(known->analysis->defs, name))
        go_to_definition(editor, name, here);
    else if (find_definer(editor, model, name, here, &cell))
        go_to_definition(editor, name, cell);
    else
        editor_tell(editor, true, "no cell defines %s", *name ? name : "what is here");
}

/* --- a name of two cells ------------------------------------------------------------------------------------- */

static const char *doubled_name(const CellModel *known)
{
    for (guint i = 0; known && known->errors && i < known->errors->len; i++) {
        const CellError *error = g_ptr_array_index(known->errors, i);
        if (strcmp(error->kind, "multiple-defs") == 0 && error->names[0])
            return error->names[0];
    }
    return NULL;
}

/* The notebook as it is, with the code of a cell replaced and another one left out (SIZE_MAX: none). */
static NotebookSnapshot *changed(Editor *editor, size_t cell, const GString *code, size_t without)
{
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(editor_notebook(editor));
    NotebookSnapshot *want = g_new0(NotebookSnapshot, 1);
    want->references = 1;
    want->header = notebook_header_copy(now->header);
    want->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    for (guint i = 0; i < now->cells->len; i++) {
        CellSnapshot *old = g_ptr_array_index(now->cells, i);
        if (i == cell)
            g_ptr_array_add(want->cells, cell_snapshot_new(old->id, old->revision, old->name, old->kind, &old->config,
                                                           code->str, (gssize)code->len));
        else if (i != without)
            g_ptr_array_add(want->cells, cell_snapshot_ref(old));
    }
    return want;
}

static GString *code_of(const Editor *editor, size_t index)
{
    g_autoptr(CellSnapshot) cell = cell_snapshot(notebook_cell(editor_notebook(editor), index));
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    return g_string_new_len(code ? code : "", (gssize)size);
}

/* In the cursor's cell alone. */
static void rename_here(Editor *editor, const char *name, const char *to)
{
    size_t cell = editor_cell(editor);
    g_autoptr(GString) code = code_of(editor, cell);
    g_autoptr(GString) renamed = fixes_renamed(code->str, code->len, name, to);
    if (g_string_equal(code, renamed)) {
        editor_tell(editor, true, "%s is not in this cell any more", name);
        return;
    }
    g_autoptr(NotebookSnapshot) want = changed(editor, cell, renamed, SIZE_MAX);
    editor_become(editor, want);
    editor_tell(editor, false, "%s is %s in this cell; {u|undo} takes it back", name, to);
}

static void make_local(Editor *editor, const char *name)
{
    g_autofree char *local = g_strconcat("_", name, NULL);
    rename_here(editor, name, local);
}

static void give_name(Editor *editor, const Model *model, const char *name, const char *to)
{
    size_t cell;
    if (!rename_is_name(to))
        editor_tell(editor, true, "%s is no name", *to ? to : "nothing");
    else if (rename_find_cell(editor, model, to, false, &cell))
        editor_tell(editor, true, "cell %zu has a name %s already", cell + 1, to);
    else
        rename_here(editor, name, to);
}

/* The cell that comes later goes into the other. */
static void merge(Editor *editor, size_t other)
{
    size_t here = editor_cell(editor), first = MIN(here, other), second = MAX(here, other);
    g_autoptr(GString) code = code_of(editor, first);
    g_autoptr(GString) rest = code_of(editor, second);
    g_string_append_printf(code, "\n\n%s", rest->str);
    g_autoptr(NotebookSnapshot) want = changed(editor, first, code, second);
    editor_become(editor, want);
    editor_move_to(editor, (Pos){notebook_first_line(editor_notebook(editor), first), 0});
    editor_tell(editor, false, "cells %zu and %zu are one; {u|undo} takes it back", first + 1, second + 1);
}

static void fix(Editor *editor, const Model *model, const char *how)
{
    g_autofree char *name = g_strdup(doubled_name(known_of(editor, model, editor_cell(editor))));
    size_t other;
    if (!name || !find_definer(editor, model, name, editor_cell(editor), &other))
        editor_tell(editor, true, "no name of this cell is defined in another one, too");
    else if (strcmp(how, "other") == 0)
        go_to_definition(editor, name, other);
    else if (strcmp(how, "merge") == 0)
        merge(editor, other);
    else if (g_str_has_prefix(how, FIX_RENAME))
        give_name(editor, model, name, how + strlen(FIX_RENAME));
    else
        make_local(editor, name);
}

bool fixes_do(Editor *editor, const Model *model, const Request *request)
{
    switch (request->kind) {
    case REQUEST_GOTO_FINDING: goto_finding(editor, model, request->code); return true;
    case REQUEST_GOTO_DEFINITION: goto_definition(editor, model); return true;
    case REQUEST_FIX: fix(editor, model, request->text ? request->text : "local"); return true;
    default: return false;
    }
}
