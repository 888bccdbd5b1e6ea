#include "notebook/format_ipynb_code.h"

#include <string.h>

#include "notebook/pytext.h"
#include "notebook/pytoken.h"
#include "notebook/pyvalue.h"

typedef struct {
    GPtrArray *packages;
    const FormatPython *python;
    bool needs_subprocess;
} Shell;

/* --- the words of a command ------------------------------------------------------------------------------------ */

/* What quotes hold; returns where they end, or NULL if they do not. */
static const char *read_quoted(const char *at, GString *word)
{
    char quote = *at++;
    for (; *at && *at != quote; at++) {
        if (quote == '"' && *at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        g_string_append_c(word, *at);
    }
    return *at ? at + 1 : NULL;
}

/* shlex.split, or NULL where that fails. */
static GPtrArray *shell_words(const char *command)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (const char *at = command;;) {
        at += strspn(at, " \t\r\n");
        if (!*at)
            return g_steal_pointer(&words);
        g_autoptr(GString) word = g_string_new(NULL);
        while (at && *at && !strchr(" \t\r\n", *at)) {
            if (*at == '\'' || *at == '"') {
                at = read_quoted(at, word);
            } else if (*at == '\\' && !at[1]) {
                at = NULL;
            } else {
                at += *at == '\\';
                g_string_append_c(word, *at++);
            }
        }
        if (!at)
            return NULL;
        g_ptr_array_add(words, g_strdup(word->str));
    }
}

static GPtrArray *command_words(const char *command)
{
    GPtrArray *words = shell_words(command);
    if (words)
        return words;
    words = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) plain = g_strsplit_set(command, " \t\r\n\f\v", -1);
    for (char **word = plain; *word; word++) {
        if (**word)
            g_ptr_array_add(words, g_strdup(*word));
    }
    return words;
}

static bool is_template(const char *word)
{
    return *word == '{' && g_str_has_suffix(word, "}");
}

/* --- pip ------------------------------------------------------------------------------------------------------------ */

/* "git+https://host/user/repo.git" -> "repo @ git+https://host/user/repo.git" (PEP 508) */
static char *package_of_url(const char *word)
{
    bool git = g_str_has_prefix(word, "git+");
    size_t length = strlen(word);
    while (length && word[length - 1] == '/')
        length--;
    bool url = strstr(word, "://") && length >= 4 && memcmp(word + length - 4, ".git", 4) == 0 && !strstr(word, " @ ");
    if (!git && !url)
        return g_strdup(word);
    g_autoptr(GUri) uri = g_uri_parse(git ? word + 4 : word, G_URI_FLAGS_NONE, NULL);
    g_autofree char *path = g_strdup(uri ? g_uri_get_path(uri) : "");
    size_t end = strlen(path);
    while (end && path[end - 1] == '/')
        path[--end] = '\0';
    const char *name = strrchr(path, '/');
    g_autofree char *repository = g_strdup(name ? name + 1 : path);
    if (g_str_has_suffix(repository, ".git"))
        repository[strlen(repository) - 4] = '\0';
    return g_strdup_printf("%s @ %s%s", *repository ? repository : "package", git ? "" : "git+", word);
}

static char *subprocess_call(Shell *shell, const char *command, const GPtrArray *words, guint first, bool indented);

static char *pip_command(Shell *shell, const char *command, const GPtrArray *words, guint first, bool indented)
{
    guint install = first;
    while (install < words->len && strcmp(g_ptr_array_index(words, install), "install") != 0)
        install++;
    if (install == words->len)
        return subprocess_call(shell, command, words, first, indented);
    g_autoptr(GString) shown = g_string_new(NULL);
    const char *template = NULL;
    for (guint i = install + 1; i < words->len && !template; i++) {
        const char *word = g_ptr_array_index(words, i);
        if (*word == '-')
            continue;
        if (is_template(word)) {
            template = word;
            continue;
        }
        g_string_append_printf(shown, "%s%s", shown->len ? " " : "", word);
        g_ptr_array_add(shell->packages, package_of_url(word));
    }
    return g_strdup_printf("%s# packages added via marimo's package management: %s !%s", indented ? "pass  " : "",
                           shown->len || !template ? shown->str : template, command);
}

/* --- other commands ---------------------------------------------------------------------------------------------------- */

static bool is_expression(const Shell *shell, const char *text, size_t length)
{
    if (!shell->python || !shell->python->parses)
        return true;
    g_autofree char *wrapped = g_strdup_printf("(%.*s\n)", (int)length, text);
    return length && shell->python->parses(shell->python->self, wrapped, strlen(wrapped));
}

static char *subprocess_call(Shell *shell, const char *command, const GPtrArray *words, guint first, bool indented)
{
    g_autoptr(GString) call = g_string_new(NULL);
    g_string_append_printf(call, "#! %s\nsubprocess.call([", command);
    for (guint i = first; i < words->len; i++) {
        const char *word = g_ptr_array_index(words, i);
        size_t length = strlen(word);
        g_string_append(call, i > first ? ", " : "");
        if (!is_template(word)) {
            pyvalue_append_repr(call, word, length);
        } else if (is_expression(shell, word + 1, length - 2)) {
            g_string_append_printf(call, "str(%.*s)", (int)length - 2, word + 1);
        } else {
            return g_strdup_printf("# Note: Command contains invalid template expression\n%s# !%s",
                                   indented ? "pass  " : "", command);
        }
    }
    g_string_append(call, "])");
    shell->needs_subprocess = true;
    return g_strdup(call->str);
}

static char *replace_command(Shell *shell, const char *command, bool indented)
{
    g_autoptr(GPtrArray) words = command_words(command);
    if (words->len == 0)
        return g_strdup_printf("# !%s", command);
    for (guint i = 0; i < words->len; i++) {
        if (g_str_has_prefix(g_ptr_array_index(words, i), "pip"))
            return pip_command(shell, command, words, i, indented);
    }
    return subprocess_call(shell, command, words, 0, indented);
}

/* --- finding them -------------------------------------------------------------------------------------------------------- */

/* Lines [first, end) of a cell, from 0, and what comes in their place. */
typedef struct {
    uint32_t first, end;
    char *text;
} Replacement;

static void replacement_clear(gpointer data)
{
    g_free(((Replacement *)data)->text);
}

static bool begins_command(const TokenList *tokens, guint at)
{
    const Token *token = &tokens->all[at];
    if ((token->kind != TOKEN_OP && token->kind != TOKEN_ERROR) || token->end != token->start + 1 ||
        tokens->text[token->start] != '!')
        return false;
    TokenKind before = at ? tokens->all[at - 1].kind : TOKEN_NL;
    return before == TOKEN_NEWLINE || before == TOKEN_NL || before == TOKEN_INDENT;
}

static bool starts_line(const TokenList *tokens, const Token *token)
{
    return token->start == 0 || tokens->text[token->start - 1] == '\n';
}

/* "a \<newline> b" -> "a b" */
static char *one_line(const char *text, size_t length)
{
    g_autofree char *copy = g_strndup(text, length);
    g_autoptr(GString) joined = g_string_new(copy);
    g_string_replace(joined, "\\\n", " ", 0);
    g_auto(GStrv) words = g_strsplit_set(joined->str, " \t\r\n\f\v", -1);
    GString *out = g_string_new(NULL);
    for (char **word = words; *word; word++) {
        if (**word)
            g_string_append_printf(out, "%s%s", out->len ? " " : "", *word);
    }
    return g_string_free(out, FALSE);
}

/* The command whose '!' is token `at`; returns the token that ends it. */
static guint take_command(Shell *shell, const TokenList *tokens, guint at, GArray *found)
{
    guint end = at + 1;
    while (end < tokens->count && tokens->all[end].kind != TOKEN_NEWLINE && tokens->all[end].kind != TOKEN_NL)
        end++;
    if (end == tokens->count)
        return end;
    guint last = end - 1;
    const Token *comment = last > at && tokens->all[last].kind == TOKEN_COMMENT ? &tokens->all[last--] : NULL;
    uint32_t line = tokens->all[at].line, last_line = line;
    g_autofree char *command = g_strdup("");
    if (last > at) {
        const Token *from = &tokens->all[at + 1], *to = &tokens->all[last];
        PySlice text = pytext_strip((PySlice){tokens->text + from->start, to->end - from->start});
        g_free(command);
        last_line = pytoken_end_line(tokens, last);
        command = from->line == last_line ? g_strndup(text.bytes, text.length) : one_line(text.bytes, text.length);
    }
    g_autofree char *text = replace_command(shell, command, !starts_line(tokens, &tokens->all[at]));
    Replacement replacement = {line, last_line + 1, NULL};
    replacement.text = comment ? g_strdup_printf("%s\n%.*s", text, (int)(comment->end - comment->start),
                                                 tokens->text + comment->start)
                               : g_steal_pointer(&text);
    g_array_append_val(found, replacement);
    return end;
}

static void append_indented(GString *out, const char *line, const char *text)
{
    PySlice whole = {line, strlen(line)};
    size_t indent = pytext_characters(whole) - pytext_characters(pytext_lstrip(whole));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **at = lines; *at; at++)
        g_string_append_printf(out, "%*s%s\n", (int)indent, "", *at);
}

static char *apply(const char *cell, const GArray *found)
{
    g_auto(GStrv) lines = g_strsplit(cell, "\n", -1);
    GString *out = g_string_new(NULL);
    guint next = 0;
    uint32_t skip = 0;
    for (uint32_t i = 0; lines[i]; i++) {
        const Replacement *replacement = next < found->len ? &g_array_index(found, Replacement, next) : NULL;
        if (replacement && replacement->first == i) {
            append_indented(out, lines[i], replacement->text);
            skip = replacement->end;
            next++;
        } else if (i >= skip) {
            g_string_append_printf(out, "%s\n", lines[i]);
        }
    }
    g_string_truncate(out, out->len ? out->len - 1 : 0);
    return g_string_free(out, FALSE);
}

bool code_replace_commands(GPtrArray *sources, GPtrArray *packages, const FormatPython *python)
{
    Shell shell = {packages, python, false};
    for (guint i = 0; i < sources->len; i++) {
        const char *cell = g_ptr_array_index(sources, i);
        if (!strchr(cell, '!'))
            continue;
        g_autoptr(TokenList) tokens = pytoken_scan(cell, strlen(cell));
        if (tokens->fault != TOKEN_FAULT_NONE)
            continue;
        g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Replacement));
        g_array_set_clear_func(found, replacement_clear);
        for (guint at = 0; at < tokens->count; at++) {
            if (begins_command(tokens, at))
                at = take_command(&shell, tokens, at, found);
        }
        if (found->len)
            code_set(sources, i, apply(cell, found));
    }
    return shell.needs_subprocess;
}
