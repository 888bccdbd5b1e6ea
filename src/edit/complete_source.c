/* What could be typed, as far as the editor itself knows: words of the notebook and of the language. */
#include "edit/editor_private.h"

#include <string.h>

#include "notebook/lexer.h"

/* Words are looked for so many lines around the cursor: a key must not wait for a notebook to be read through. */
enum { LINES_AROUND = 2000, SHORTEST_WORD = 2 };

static bool is_word_at(TextLine line, size_t at)
{
    return utf8_is_word(utf8_decode(line.bytes + at, line.length - at).code);
}

/* Names: no number is one, nor is the word that is being typed. */
static void add_words(const Editor *editor, size_t number, CompletionSet *set, bool attribute)
{
    TextLine line = editor_line(editor, number);
    for (size_t at = 0, end; at < line.length; at = MAX(end, utf8_next(line.bytes, line.length, at))) {
        for (end = at; end < line.length && is_word_at(line, end);)
            end = utf8_next(line.bytes, line.length, end);
        bool behind_dot = at > 0 && line.bytes[at - 1] == '.';
        bool typed = number == editor->cursor.line && end == editor->cursor.byte;
        if (end - at < SHORTEST_WORD || g_ascii_isdigit(line.bytes[at]) || typed || (attribute && !behind_dot))
            continue;
        g_autofree char *word = g_strndup(line.bytes + at, end - at);
        completion_set_add(set, COMPLETION_WORD, word, NULL, NULL, NULL);
    }
}

static void add_word_of_language(const char *word, TokenKind kind, gpointer set)
{
    const char *what = kind == TOKEN_KEYWORD ? "keyword" : kind == TOKEN_BUILTIN ? "builtin" : "constant";
    if (word[0] != '_')
        completion_set_add(set, COMPLETION_LANGUAGE, word, what, NULL, NULL);
}

void complete_add_own(const Editor *editor, CompletionSet *set, bool attribute)
{
    size_t here = editor->cursor.line, first = here - MIN(here, LINES_AROUND);
    size_t end = MIN(here + LINES_AROUND, editor_line_count(editor));
    for (size_t line = first; line < end; line++)
        add_words(editor, line, set, attribute);
    if (!attribute)
        lexer_each_word(add_word_of_language, set);
}

bool complete_in_code(const Editor *editor)
{
    Pos cursor = editor->cursor;
    size_t first = notebook_first_line(editor->notebook, notebook_cell_of_line(editor->notebook, cursor.line));
    LexState state = LEX_START;
    for (size_t line = first; line < cursor.line; line++)
        state = lexer_line(state, editor_line(editor, line).bytes, editor_line_length(editor, line), NULL);
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(Token));
    TextLine text = editor_line(editor, cursor.line);
    lexer_line(state, text.bytes, text.length, tokens);
    for (guint i = 0; i < tokens->len; i++) {
        const Token *token = &g_array_index(tokens, Token, i);
        bool text_of_person = token->kind == TOKEN_COMMENT || token->kind == TOKEN_STRING || token->kind == TOKEN_ESCAPE;
        if (text_of_person && token->start < cursor.byte && token->start + token->length >= cursor.byte)
            return false;
    }
    return true;
}
