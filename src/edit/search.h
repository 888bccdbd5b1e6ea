/* Searching the notebook: patterns, their cache, and where they match.  For the files of src/edit alone.
 *
 * A match lies within one cell.  The last search pattern, its offset and its direction are remembered
 * here; `:s` and `:g` use and set the pattern too (`:help last-pattern`).
 */
#pragma once

#include "base/regex.h"
#include "edit/editor_private.h"

/* What follows the second slash: lines, or characters from the start or the end of the match. */
typedef struct {
    bool lines, end;
    long number;
} SearchOffset;

struct Search {
    char *pattern;      /* the last one used, by whichever command; or NULL */
    char *replacement;  /* the last of `:s`, for `~`; or NULL */
    bool backward;      /* direction of the last `/` or `?` */
    bool no_smartcase;  /* the pattern came from `*` */
    bool silenced;      /* `:nohlsearch` until the next search */
    SearchOffset offset;
    Regex *regex; /* compiled from the next two */
    char *compiled;
    int compiled_flags;
    GString *subject; /* lines joined, for patterns that span some */
    char *preview;    /* the pattern that is being typed, for highlighting; or NULL */
};

/* A match, with what is needed to expand a replacement. */
typedef struct {
    Pos start, end;
    const char *subject; /* good until the next search or change */
    RegexMatch match;
} SearchMatch;

Search *search_of(Editor *editor); /* made on first use */

/* Remembers a pattern as the last one. */
void search_remember(Editor *editor, const char *pattern, bool no_smartcase);

/* The compiled pattern, or that of the last search if `pattern` is NULL or empty; NULL after having told
 * the error.  `force_case`: 'i', 'I' or 0.  Owned by the Search, good until the next call. */
Regex *search_compile(Editor *editor, const char *pattern, char force_case);

/* The first match that begins at `from` or later, but not behind line `last`.  Tells errors. */
bool search_in_lines(Editor *editor, Regex *regex, Pos from, size_t last, SearchMatch *found);

typedef struct {
    bool backward;
    bool at_start; /* accept a match at `from` itself */
    bool to_end;   /* go to the last character of the match */
    bool quiet;    /* do not tell that nothing was found */
} SearchHow;

/* The count-th match before or behind `from`, wrapping around if 'wrapscan' is set. */
bool search_from(Editor *editor, Regex *regex, Pos from, long count, SearchHow how, Pos *found);

/* Executes what was typed after `/` or `?` (pattern, offset, `;`): moves `motion`. */
bool search_line(Editor *editor, const char *line, bool backward, long count, Motion *motion);

/* The end of a pattern that begins at `at`: the delimiter, or the final NUL. */
const char *search_skip_pattern(const char *at, char delimiter);

/* A pattern that matches a text as it is, small letters also capitals; the caller frees it. */
char *search_literal(const char *text);
/* The pattern that was sought last, for a message: without modes the text that search_literal() got.  The caller frees it. */
char *search_shown(const Editor *editor);
void search_tell_missing(Editor *editor); /* that it is nowhere: the command fails */

/* The word under or behind the cursor, or else what is no blank; false if there is nothing. */
bool search_word_at_cursor(Editor *editor, size_t *start, size_t *end, bool *is_word);

/* Keys are in a page or a panel: the search goes on there, as REQUEST_FIND says; `ends`: no more is typed. */
bool search_is_apart(const Editor *editor);
bool search_page_key(Editor *editor, Key key); /* false: it is no key that searches a page */
void search_apart(Editor *editor, const char *how, long count, bool ends);

/* Shows where the pattern that is being typed would lead; NULL ends it. */
void search_preview(Editor *editor, const char *typed, bool backward, Pos origin);
