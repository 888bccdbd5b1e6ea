#include "notebook/html.h"

#include <string.h>

#include "notebook/lexer.h"

static const char REPLACEMENT[] = "\xef\xbf\xbd";

static void add_character(GString *html, const char *at, size_t length)
{
    switch (*at) {
    case '&': g_string_append(html, "&amp;"); return;
    case '<': g_string_append(html, "&lt;"); return;
    case '>': g_string_append(html, "&gt;"); return;
    case '"': g_string_append(html, "&quot;"); return;
    case '\'': g_string_append(html, "&#39;"); return;
    case '\n':
    case '\t': g_string_append_c(html, *at); return;
    default: break;
    }
    if ((unsigned char)*at < ' ' || *at == 0x7f)
        g_string_append(html, REPLACEMENT);
    else
        g_string_append_len(html, at, (gssize)length);
}

void html_add_text(GString *html, const char *bytes, size_t length)
{
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        gunichar c = g_utf8_get_char_validated(at, end - at);
        size_t size = c == (gunichar)-1 || c == (gunichar)-2 ? 0 : (size_t)(g_utf8_next_char(at) - at);
        if (size == 0)
            g_string_append(html, REPLACEMENT);
        else
            add_character(html, at, size);
        at += size ? size : 1;
    }
}

void html_add_string(GString *html, const char *text)
{
    html_add_text(html, text, strlen(text));
}

void html_add_span(GString *html, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    g_string_append_printf(html, "<span class=\"%s\">", name);
    html_add_string(html, text);
    g_string_append(html, "</span>");
}

/* --- code -------------------------------------------------------------------------------------------------------- */

static const char *const CLASSES[] = {
    [TOKEN_KEYWORD] = "k",  [TOKEN_CONSTANT] = "n", [TOKEN_BUILTIN] = "b",   [TOKEN_STRING] = "s",
    [TOKEN_ESCAPE] = "e",   [TOKEN_NUMBER] = "n",   [TOKEN_COMMENT] = "c",   [TOKEN_DECORATOR] = "d",
    [TOKEN_DEFINITION] = "f", [TOKEN_OPERATOR] = "o",
};

static LexState add_line(GString *html, LexState state, const char *line, size_t length, GArray *tokens)
{
    g_array_set_size(tokens, 0);
    state = lexer_line(state, line, length, tokens);
    size_t done = 0;
    for (guint i = 0; i < tokens->len; i++) {
        const Token *token = &g_array_index(tokens, Token, i);
        if (token->start < done || token->start + token->length > length)
            continue;
        html_add_text(html, line + done, token->start - done);
        g_string_append_printf(html, "<span class=\"%s\">", CLASSES[token->kind]);
        html_add_text(html, line + token->start, token->length);
        g_string_append(html, "</span>");
        done = token->start + token->length;
    }
    html_add_text(html, line + done, length - done);
    return state;
}

void html_add_code(GString *html, const char *code, size_t length, const char *language)
{
    g_string_append(html, "<pre class=\"code\">");
    if (g_strcmp0(language, "python") != 0) {
        html_add_text(html, code, length);
        g_string_append(html, "</pre>\n");
        return;
    }
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(Token));
    LexState state = LEX_START;
    const char *at = code, *end = code + length;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        state = add_line(html, state, at, (size_t)(stop - at), tokens);
        if (newline)
            g_string_append_c(html, '\n');
        at = newline ? newline + 1 : end;
    }
    g_string_append(html, "</pre>\n");
}
