#include "tui/output_table.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "tui/grid.h"

static const char RULE[] = "─";

enum { GAP = 2, MOST_IN_TEXT = 99 }; /* between columns; columns that the kernel sends */

/* Which columns are shown. */
typedef struct {
    int edge;     /* the screen's column behind the last of them; 0: all are */
    int left_out;
} Cut;

static size_t length_of(const char *line)
{
    return strcspn(line, "\n");
}

static const char *next_line(const char *line)
{
    const char *end = line + length_of(line);
    return *end ? end + 1 : end;
}

/* The line of rules, below names and types; or NULL. */
static const char *find_rule(const char *text)
{
    enum { HEAD_LINES = 4 };
    for (int i = 0; i < HEAD_LINES && *text; i++, text = next_line(text)) {
        if (g_str_has_prefix(text + strspn(text, " "), RULE))
            return text;
    }
    return NULL;
}

/* The kernel leaves columns out, too: "  … 5 more columns" behind the names. */
static int not_in_text(const char *text)
{
    static const char NOTE_BEGINS[] = "  … ";
    const char *note = g_strrstr_len(text, (gssize)length_of(text), NOTE_BEGINS);
    char *behind = NULL;
    long more = note ? strtol(note + strlen(NOTE_BEGINS), &behind, 10) : 0;
    return behind && g_str_has_prefix(behind, " more columns") ? (int)CLAMP(more, 0, INT_MAX / 2) : 0;
}

/* "  … 14 more" */
static char *note_of(int left_out)
{
    return g_strdup_printf("%*s… %d more", GAP, "", left_out);
}

static Cut cut_of(const char *text, int width)
{
    Cut cut = {0};
    const char *rule = find_rule(text);
    if (!rule || text_columns(rule, length_of(rule)) <= width)
        return cut;
    int column = 0, not_sent = not_in_text(text);
    g_autofree char *longest = note_of(MOST_IN_TEXT + not_sent);
    int note = text_columns(longest, strlen(longest));
    for (const char *at = rule; *at && *at != '\n';) {
        size_t blanks = strspn(at, " ");
        column += (int)blanks;
        at += blanks;
        for (; g_str_has_prefix(at, RULE); at += strlen(RULE))
            column++;
        bool fits = column + note <= width;
        cut.edge = fits ? column : cut.edge;
        cut.left_out += !fits;
        if (*at != ' ')
            break;
    }
    cut.left_out += not_sent;
    return cut.edge ? cut : (Cut){0};
}

/* Of the table, and not a line that tells of it: between the last column that is shown and the next one is nothing. */
static bool is_row(const char *line, size_t length, const Cut *cut)
{
    size_t edge = text_fit(line, length, cut->edge);
    return text_columns(line, edge) <= cut->edge && strspn(line + edge, " ") >= MIN(GAP, length - edge);
}

static BlockLine *line_of(const char *text, size_t length, const Cut *cut, bool first, guint mark)
{
    BlockLine *line = block_line_new();
    line->mark = mark; /* of all that is added from here on */
    bool cuts = cut->edge > 0 && is_row(text, length, cut);
    size_t shown = cuts ? text_fit(text, length, cut->edge) : length;
    block_line_add(line, text, (gssize)shown, style_of(STYLE_OUTPUT));
    if (!cuts || !first)
        return line;
    g_autofree char *blanks = g_strnfill((gsize)MAX(cut->edge - text_columns(text, shown), 0), ' ');
    g_autofree char *note = note_of(cut->left_out);
    block_line_add(line, blanks, -1, style_of(STYLE_FOLD));
    block_line_add(line, note, -1, style_of(STYLE_FOLD));
    return line;
}

void output_table(Block *block, const Node *node)
{
    guint mark = node->id ? block_mark(block, node->id) : 0;
    Cut cut = cut_of(node->text, block->width);
    for (const char *at = node->text; *at; at = next_line(at)) {
        BlockLine *line = line_of(at, length_of(at), &cut, at == node->text, mark);
        block_fold(block, line, NULL, NULL, FOLD_CHARACTERS);
    }
}
