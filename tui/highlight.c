#include "tui/highlight.h"

#include <string.h>

static const StyleRole TOKEN_ROLES[] = {
    [TOKEN_PLAIN] = STYLE_TEXT,           [TOKEN_KEYWORD] = STYLE_KEYWORD,       [TOKEN_CONSTANT] = STYLE_CONSTANT,
    [TOKEN_BUILTIN] = STYLE_BUILTIN,      [TOKEN_STRING] = STYLE_STRING,         [TOKEN_ESCAPE] = STYLE_ESCAPE,
    [TOKEN_NUMBER] = STYLE_NUMBER,        [TOKEN_COMMENT] = STYLE_COMMENT,       [TOKEN_DECORATOR] = STYLE_DECORATOR,
    [TOKEN_DEFINITION] = STYLE_DEFINITION, [TOKEN_OPERATOR] = STYLE_OPERATOR,
};

StyleRole token_role(TokenKind kind)
{
    return TOKEN_ROLES[kind];
}

static BlockLine *highlighted(const char *bytes, size_t length, LexState *state)
{
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(Token));
    *state = lexer_line(*state, bytes, length, tokens);
    BlockLine *line = block_line_new();
    size_t at = 0;
    for (guint i = 0; i < tokens->len; i++) {
        Token token = g_array_index(tokens, Token, i);
        block_line_add(line, bytes + at, (gssize)(token.start - at), style_of(STYLE_CODE));
        block_line_add(line, bytes + token.start, (gssize)token.length, style_of(token_role(token.kind)));
        at = token.start + token.length;
    }
    block_line_add(line, bytes + at, (gssize)(length - at), style_of(STYLE_CODE));
    return line;
}

void code_block(Block *block, const char *text, size_t length, const char *language, const BlockLine *prefix)
{
    bool python = !language || !*language || g_str_has_prefix(language, "py");
    Fold fold = g_strcmp0(language, "diagram") == 0 ? FOLD_CUT : FOLD_CHARACTERS; /* broken lines would be other boxes */
    LexState state = LEX_START;
    for (const char *at = text, *stop = text + length; at < stop; ) {
        const char *end = memchr(at, '\n', (size_t)(stop - at));
        end = end ? end : stop;
        BlockLine *line;
        if (python) {
            line = highlighted(at, (size_t)(end - at), &state);
        } else {
            line = block_line_new();
            block_line_add(line, at, end - at, style_of(STYLE_CODE));
        }
        block_fold(block, line, prefix, prefix, fold);
        at = end + 1;
    }
}
