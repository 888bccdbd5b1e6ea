/* Files of `:` commands: tarnrc, and what `:source` names.  A subset of a vimrc: `set`, `map` and their like, `if` that asks
 * what an expression of map_expression.h can, `"` comments, `|`, lines that go on behind a `\`.  What is Vim's alone is passed
 * over, and told of once; what is wrong in tarn, too, is told line by line.
 */
#include "edit/ex_text.h"

#include <string.h>

#include "base/settings.h"
#include "edit/map_expression.h"
#include "edit/vim_names.h"

/* A file that sources itself ends here. */
static const unsigned DEEPEST_SOURCE = 10;

/* What is not executed up to its end: a function; or an `if` of which another part was, or that nobody can decide. */
typedef struct {
    char *opens, *closes; /* words of the lines that do */
    unsigned line;        /* the one that opened it */
    unsigned depth;       /* of the same within it */
    bool passes;          /* its lines are passed over... */
    bool settled;         /* ...and so are those behind `else`: of an `if` */
    bool unknown;         /* they are counted: nobody could say whether they are to be executed */
} Block;

typedef struct {
    Editor *editor;
    const char *name;
    GArray *blocks;       /* of Block, the innermost last */
    GString *passed;      /* "2-4, 9": lines that were passed over... */
    unsigned passed_from, passed_to; /* ...and the last of them, not yet in it */
    unsigned passed_count;
    char *first;          /* the first that is wrong */
    unsigned failed;
    char *heredoc;        /* lines up to this one are no commands; or NULL */
    bool finished;
} Source;

static const struct {
    const char *opens, *closes;
} BLOCKS[] = {
    {"function", "endfunction"}, {"def", "enddef"}, {"for", "endfor"}, {"while", "endwhile"}, {"try", "endtry"},
};

static void clear_block(gpointer data)
{
    Block *block = data;
    g_free(block->opens);
    g_free(block->closes);
}

static void end_range(Source *source)
{
    if (!source->passed_from)
        return;
    g_string_append_printf(source->passed, source->passed->len ? ", %u" : "%u", source->passed_from);
    if (source->passed_to > source->passed_from)
        g_string_append_printf(source->passed, "-%u", source->passed_to);
    source->passed_from = 0;
}

static void pass(Source *source, unsigned first, unsigned last)
{
    if (source->passed_from && last <= source->passed_to)
        return; /* another part of the same line */
    source->passed_count += last - first + 1;
    if (source->passed_from && first <= source->passed_to + 1) {
        source->passed_to = last;
        return;
    }
    end_range(source);
    source->passed_from = first;
    source->passed_to = last;
}

static void went_wrong(Source *source, unsigned line, const char *why)
{
    if (source->failed++ == 0)
        source->first = g_strdup_printf("%s:%u: %s", source->name, line, why ? why : "failed");
}

/* The word of a command, "endif" of "  endif \" why"; to be freed. */
static char *word_of(const char *line)
{
    line += strspn(line, " \t:");
    return g_strndup(line, strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"));
}

/* "fu", "func" and "function" are the same. */
static bool is_word(const char *word, const char *whole, size_t shortest)
{
    return strlen(word) >= shortest && g_str_has_prefix(whole, word);
}

static bool closes(const char *word, const char *whole)
{
    static const struct {
        const char *whole;
        size_t shortest;
    } ENDS[] = {{"endif", 2}, {"endfunction", 4}, {"enddef", 6}, {"endfor", 5}, {"endwhile", 4}, {"endtry", 4}};
    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
        if (strcmp(ENDS[i].whole, whole) == 0)
            return is_word(word, whole, ENDS[i].shortest);
    }
    return false;
}

static bool opens(const char *word, const char *whole)
{
    return is_word(word, whole, strlen(whole) > 4 ? 2 : strlen(whole)); /* fu, wh; but def, for, if, try */
}

/* The line that decides a part of an `if`; `behind` is the expression. */
static void decide(Source *source, Block *block, const char *behind, unsigned line, unsigned last)
{
    g_autoptr(GError) error = NULL;
    bool value = false;
    if (!map_condition(source->editor, behind, &value, &error)) {
        block->unknown = block->settled = block->passes = true;
        pass(source, line, last);
        return;
    }
    block->passes = !value;
    block->settled = value;
}

static void begin_block(Source *source, const char *whole, unsigned line, unsigned last, const char *text)
{
    bool is_if = strcmp(whole, "if") == 0;
    Block block = {.opens = g_strdup(whole), .closes = g_strconcat("end", whole, NULL), .line = line, .passes = true};
    if (is_if) {
        decide(source, &block, text, line, last);
    } else {
        block.unknown = true;
        pass(source, line, last);
    }
    g_array_append_val(source->blocks, block);
}

/* A line of a block: its end, another part of an `if`, or what is passed over.  False: it is to be executed. */
static bool in_block(Source *source, const char *word, const char *behind, unsigned line, unsigned last)
{
    Block *block = &g_array_index(source->blocks, Block, source->blocks->len - 1);
    bool is_if = strcmp(block->opens, "if") == 0, counted = block->unknown;
    if (closes(word, block->closes) && block->depth == 0) {
        g_array_set_size(source->blocks, source->blocks->len - 1);
    } else if (is_if && block->depth == 0 && (is_word(word, "else", 2) || is_word(word, "elseif", 5))) {
        if (block->settled)
            block->passes = true;
        else if (is_word(word, "else", 2))
            block->passes = false, block->settled = true;
        else
            decide(source, block, behind, line, last);
    } else if (!block->passes) {
        return false;
    } else {
        block->depth += opens(word, block->opens);
        block->depth -= closes(word, block->closes) && block->depth;
    }
    if (counted)
        pass(source, line, last);
    return true;
}

/* `lua << EOF`, `let lines =<< trim END`: what follows is no command. */
static char *heredoc_of(const char *word, const char *text)
{
    static const char *const LANGUAGES[] = {"lua", "let", "py", "py3", "python", "python3", "pythonx", "pyx", "perl", "ruby", "tcl", "mzscheme", NULL};
    const char *behind = text + strspn(text, " \t:") + strlen(word), *arrows = NULL;
    if (strcmp(word, "let") == 0)
        arrows = strstr(behind, "=<<") ? strstr(behind, "=<<") + 1 : NULL;
    else if (g_strv_contains(LANGUAGES, word) && g_str_has_prefix(behind + strspn(behind, " \t"), "<<"))
        arrows = strstr(behind, "<<");
    if (!arrows)
        return NULL;
    g_auto(GStrv) words = g_strsplit_set(arrows + 2, " \t", -1);
    guint count = g_strv_length(words);
    return g_strdup(count && *words[count - 1] ? words[count - 1] : ".");
}

/* One line, with those that go on behind a backslash: file lines `line` to `last`. */
static void take(Source *source, const char *text, unsigned line, unsigned last)
{
    ExState *ex = ex_state_of(source->editor);
    g_autofree char *word = word_of(text), *bare = g_strstrip(g_strdup(text));
    const char *behind = text + strspn(text, " \t:") + strlen(word);
    if (source->heredoc) {
        if (strcmp(bare, source->heredoc) == 0)
            g_clear_pointer(&source->heredoc, g_free);
        pass(source, line, last);
        return;
    }
    if (source->blocks->len && in_block(source, word, behind, line, last))
        return;
    if (strcmp(word, "if") == 0) {
        begin_block(source, "if", line, last, behind);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(BLOCKS); i++) {
        bool declares = *behind == ' ' || *behind == '!' || !*behind;
        if (declares && *word && opens(word, BLOCKS[i].opens) && vim_lacking(word)) {
            begin_block(source, BLOCKS[i].opens, line, last, behind);
            return;
        }
    }
    source->heredoc = heredoc_of(word, text);
    source->finished = is_word(word, "finish", 4);
    if (source->finished)
        return;
    if (source->heredoc) {
        pass(source, line, last);
        return;
    }
    ex->lacks = false;
    if (ex_execute(source->editor, text) && !ex->lacks)
        return;
    if (ex->lacks)
        pass(source, line, last);
    else
        went_wrong(source, line, editor_message(source->editor, NULL));
}

/* The bar behind a command; NULL: there is none.  In a condition one may be in a text, or half of an "or". */
static char *bar_in(char *text, bool condition)
{
    char quote = '\0';
    for (char *at = text; *at; at++) {
        if ((*at == '\\' || *at == 0x16) && at[1])
            at++;
        else if (condition && (quote || *at == '"' || *at == '\''))
            quote = quote == *at ? '\0' : quote ? quote : *at;
        else if (condition && at[0] == '|' && at[1] == '|')
            at++;
        else if (*at == '|')
            return at;
    }
    return NULL;
}

/* `if x | set y | endif`: a block in one line is one in several. */
static char *bar_behind(char *text)
{
    static const char *const CONDITIONS[] = {"if", "elseif", "while", "for", NULL};
    g_autofree char *word = word_of(text);
    return bar_in(text, g_strv_contains(CONDITIONS, word));
}

static void take_line(Source *source, char *text, unsigned line, unsigned last)
{
    static const char *const OPENING[] = {"if", "for", "while", "try", NULL};
    static const char *const WITHIN[] = {"else", "elseif", "catch", "finally", NULL};
    g_autofree char *word = word_of(text);
    bool parts = !source->heredoc && (g_strv_contains(OPENING, word) || (source->blocks->len && g_strv_contains(WITHIN, word)));
    for (char *bar; parts && !source->finished && (bar = bar_behind(text)); text = bar + 1) {
        *bar = '\0';
        take(source, g_strchomp(text), line, last);
    }
    if (!source->finished)
        take(source, text, line, last);
}

/* The file ends within a block: what the innermost one lacks is told, as Vim does. */
static void check_ends(Source *source, unsigned last)
{
    static const struct {
        const char *opens, *error;
    } ERRORS[] = {{"if", "E171"}, {"while", "E170"}, {"for", "E170"}, {"try", "E600"}, {"function", "E126"}, {"def", "E1057"}};
    if (source->finished || ex_state_of(source->editor)->sources_itself)
        return;
    if (source->heredoc) {
        g_autofree char *why = g_strdup_printf("E990: Missing end marker '%s'", source->heredoc);
        went_wrong(source, last, why);
    }
    for (guint i = source->blocks->len; i-- > 0;) {
        const Block *block = &g_array_index(source->blocks, Block, i);
        for (size_t row = 0; row < G_N_ELEMENTS(ERRORS); row++) {
            g_autofree char *why = g_strdup_printf("%s: Missing :%s", ERRORS[row].error, block->closes);
            if (strcmp(ERRORS[row].opens, block->opens) == 0)
                went_wrong(source, block->line, why);
        }
    }
}

static bool goes_on(const char *line)
{
    return line && line[strspn(line, " \t")] == '\\';
}

static bool report(Source *source, GError **error)
{
    end_range(source);
    g_autofree char *file = g_path_get_basename(source->name);
    if (source->passed_count)
        editor_tell(source->editor, false, source->passed_count == 1 ? "%s: %u line for Vim alone is passed over: %s"
                                                                     : "%s: %u lines for Vim alone are passed over: %s",
                    file, source->passed_count, source->passed->str);
    if (source->failed == 1)
        g_set_error_literal(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, source->first);
    else if (source->failed > 1)
        g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, "%s (and %u more, see :messages)", source->first,
                    source->failed - 1);
    return source->failed == 0;
}

bool editor_source(Editor *editor, const char *name, const char *text, GError **error)
{
    ExState *ex = ex_state_of(editor);
    if (ex->sourcing >= DEEPEST_SOURCE) {
        ex->sources_itself = true;
        g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX, "%s: files source each other without end", name);
        return false;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    Source source = {.editor = editor, .name = name, .passed = g_string_new(NULL),
                     .blocks = g_array_new(FALSE, FALSE, sizeof(Block))};
    g_array_set_clear_func(source.blocks, clear_block);
    ex->sources_itself = ex->sourcing++ > 0 && ex->sources_itself;
    for (unsigned i = 0; lines[i] && !ex->sources_itself && !source.finished; i++) {
        g_autoptr(GString) whole = g_string_new(g_strchomp(lines[i]));
        unsigned first = i + 1;
        while (goes_on(lines[i + 1])) {
            g_strchomp(lines[++i]);
            g_string_append(whole, lines[i] + strspn(lines[i], " \t") + 1);
        }
        take_line(&source, whole->str, first, i + 1);
    }
    check_ends(&source, g_strv_length(lines));
    ex->sourcing--;
    ex->lacks = false;
    bool done = report(&source, error);
    g_string_free(source.passed, TRUE);
    g_array_unref(source.blocks);
    g_free(source.first);
    g_free(source.heredoc);
    return done;
}

GString *ex_read_settings(Editor *editor, const char *path)
{
    g_autoptr(GError) error = NULL;
    GString *text = settings_read(path, &error);
    if (!text && error->domain == SETTINGS_ERROR)
        editor_error(editor, "%s", error->message);
    else if (!text)
        editor_error(editor, "E484: Can't open file %s", path);
    return text;
}

bool ex_source(Editor *editor, ExCall *call)
{
    if (!ex_may_touch_world(editor))
        return false;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = ex_path(editor, call->argument);
    g_autoptr(GString) content = ex_read_settings(editor, path);
    if (!content)
        return false;
    if (!editor_source(editor, path, content->str, &error)) {
        editor_error(editor, "%s", error->message);
        return false;
    }
    return true;
}
