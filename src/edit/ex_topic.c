/* From the source of a manual page (scdoc(5)) to a page of help: sections are found by their headings, paragraphs are filled anew
 * for the smallest screen, what makes letters bold or underlined is taken away. */
#include "edit/ex_topic.h"

#include <stdbool.h>
#include <string.h>

enum { PAGE_COLUMNS = 76, INDENT = 4 };

static const char *const MANUALS[] = {MANUAL_KEYS, MANUAL_TARN, MANUAL_CONFIG, MANUAL_FORMAT};

/* Words that are no headings, and the headings of the sections that they mean, with a ";" between several. */
static const struct {
    const char *words, *headings;
} TOPICS[] = {
    {"buffers tabs windows", "SEVERAL NOTEBOOKS"},
    {"cell", "CELLS"},
    {"checkpoint", "CHECKPOINTS"},
    {"cmdline prompt wildmenu completion-of-commands", "TYPING A LINE"},
    {"colors colours highlight", "THEMES"},
    {"complete", "COMPLETION"},
    {"conflict conflicts merge", "CHANGES ON DISK"},
    {"crash", "RECOVERY;WHAT A FAULT COSTS"},
    {"dataframes frames sort filter", "TABLES"},
    {"detach session take-over", "SESSIONS"},
    {"emacs modeless plain without-modes", "WITHOUT MODES"},
    {"expr <expr> <cmd> <leader> <plug> <buffer> <silent> leader map mapleader", "MAPPINGS"},
    {"formats ipynb jupyter", "OTHER FORMATS"},
    {"formatter", "FORMATTING"},
    {"images picture kitty sixel", "PICTURES"},
    {"interpreter venv kernel", "PYTHON"},
    {"lsp-servers", "LANGUAGE SERVERS"},
    {"easymotion leap labels jump-labels", "GOING BY LABELS"},
    {"languages markdown mo.md mo.sql", "MARKDOWN AND SQL"},
    {"mode", "MODES"},
    {"mouse clicks", "THE MOUSE"},
    {"output", "OUTPUTS"},
    {"panel", "PANELS"},
    {"picker", "PICKING FROM A LIST"},
    {"register clipboard", "REGISTERS"},
    {"reactive run-mode lazy disabled", "RUNNING;RUN MODES"},
    {"sql", "MARKDOWN AND SQL;TABLES OF SQL"},
    {"stale", "RUNNING;WHAT AN OUTPUT IS OF"},
    {"table", "TABLES"},
    {"terminal tmux ssh", "THE TERMINAL"},
    {"ui mo.ui widget", "WIDGETS"},
    {"undofile undo-tree", "UNDO THAT IS KEPT"},
    {"vim vi vim-differences", "DIFFERENCES FROM VIM"},
    {"vimrc config", "TARNRC"},
};

/* Sections that are but lists which `:help` makes itself, or that are about the page. */
static const char *const LEFT_OUT[] = {"NAME", "SYNOPSIS", "SEE ALSO", "KEYS", "KEYS OF PLAIN", "KEYS OF EMACS", "ACTIONS",
                                       "COMMANDS", "OPTIONS", "DESCRIPTION", "FILES", NULL};

/* --- sections ---------------------------------------------------------------------------------------------- */

static const char *next_line(const char *line)
{
    const char *end = strchr(line, '\n');
    return end ? end + 1 : line + strlen(line);
}

static bool is_heading(const char *line)
{
    return line[0] == '#' && line[1] == ' ' && g_ascii_isupper(line[2]);
}

/* Behind the heading, or NULL. */
static const char *section_of(const char *manual, const char *heading, size_t length)
{
    bool code = false;
    for (const char *line = manual; *line; line = next_line(line)) {
        code ^= g_str_has_prefix(line, "```");
        if (!code && is_heading(line) && g_ascii_strncasecmp(line + 2, heading, length) == 0 && line[2 + length] == '\n')
            return next_line(line);
    }
    return NULL;
}

/* --- text ---------------------------------------------------------------------------------------------------- */

static bool is_letter(char c)
{
    return g_ascii_isalnum(c) || (unsigned char)c >= 128;
}

/* "*:w* _FILE_" is ":w FILE". */
static void append_plain(GString *text, const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char here = line[i], before = i ? line[i - 1] : ' ', behind = i + 1 < length ? line[i + 1] : ' ';
        if (here == '\\' && i + 1 < length)
            g_string_append_c(text, line[++i]);
        else if (here == '*' || (here == '_' && !(is_letter(before) && is_letter(behind))))
            continue;
        else if (here == '+' && behind == '+' && i + 2 == length)
            break;
        else
            g_string_append_c(text, here);
    }
}

static void append_filled(GString *page, const char *text, size_t indent)
{
    size_t column = 0;
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (size_t i = 0; words[i]; i++) {
        size_t width = (size_t)g_utf8_strlen(words[i], -1);
        if (!width)
            continue;
        if (column && column + 1 + width > PAGE_COLUMNS) {
            g_string_append_c(page, '\n');
            column = 0;
        }
        g_string_append_printf(page, "%*s%s", column ? 1 : (int)indent, "", words[i]);
        column += (column ? 1 : indent) + width;
    }
    g_string_append_c(page, '\n');
}

static void end_paragraph(GString *page, GString *paragraph, size_t indent)
{
    if (paragraph->len)
        append_filled(page, paragraph->str, indent);
    g_string_truncate(paragraph, 0);
}

/* A line that stands for itself: of a table, of a list, or one that is to be filled by the program (@keys@). */
static bool stands_alone(const char *line)
{
    return (*line && strchr("|:[]-@", *line)) || g_str_has_prefix(line, "## ");
}

static void append_section(GString *page, const char *heading, const char *section)
{
    g_autoptr(GString) paragraph = g_string_new(NULL);
    size_t indent = 0;
    bool code = false;
    g_string_append_printf(page, "%s%s\n", page->len ? "\n" : "", heading);
    for (const char *line = section, *next; *line && (code || !is_heading(line)); line = next) {
        next = next_line(line);
        size_t length = (size_t)(next - line) - (next > line && next[-1] == '\n'), tabs = strspn(line, "\t");
        if (g_str_has_prefix(line, "```")) {
            end_paragraph(page, paragraph, indent);
            code = !code;
        } else if (code) {
            g_string_append_printf(page, "    %.*s\n", (int)length, line);
        } else if (tabs >= length) {
            end_paragraph(page, paragraph, indent);
            g_string_append_c(page, '\n');
        } else {
            bool breaks = length > 2 && line[length - 1] == '+' && line[length - 2] == '+';
            if (tabs * INDENT != indent || stands_alone(line))
                end_paragraph(page, paragraph, indent);
            indent = tabs * INDENT;
            g_string_append(paragraph, paragraph->len ? " " : "");
            if (*line != '@')
                append_plain(paragraph, line + tabs, length - tabs);
            if (breaks)
                end_paragraph(page, paragraph, indent);
        }
    }
    end_paragraph(page, paragraph, indent);
}

/* --- topics ---------------------------------------------------------------------------------------------------- */

/* The sections of that heading, of all pages: of TABLES there are some. */
static void append_all(GString *page, const char *heading, size_t length)
{
    g_autofree char *title = g_ascii_strup(heading, (gssize)length);
    if (g_strv_contains(LEFT_OUT, title))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(MANUALS); i++) {
        const char *section = section_of(MANUALS[i], heading, length);
        if (section)
            append_section(page, title, section);
    }
}

static bool has_word(const char *words, const char *word)
{
    g_auto(GStrv) each = g_strsplit(words, " ", -1);
    return g_strv_contains((const char *const *)each, word);
}

GString *ex_topic(const char *topic)
{
    GString *page = g_string_new(NULL);
    g_autofree char *word = g_ascii_strdown(topic, -1), *heading = g_strdelimit(g_strdup(word), "-_", ' ');
    append_all(page, heading, strlen(heading));
    for (size_t i = 0; i < G_N_ELEMENTS(TOPICS) && !page->len; i++) {
        const char *at = has_word(TOPICS[i].words, word) ? TOPICS[i].headings : "";
        for (; *at; at += strspn(at, ";")) {
            append_all(page, at, strcspn(at, ";"));
            at += strcspn(at, ";");
        }
    }
    if (page->len)
        return page;
    g_string_free(page, TRUE);
    return NULL;
}

void ex_topic_names(GPtrArray *words)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MANUALS); i++) {
        bool code = false;
        for (const char *line = MANUALS[i]; *line; line = next_line(line)) {
            code ^= g_str_has_prefix(line, "```");
            if (code || !is_heading(line))
                continue;
            g_autofree char *title = g_strndup(line + 2, strcspn(line + 2, "\n"));
            if (!g_strv_contains(LEFT_OUT, title))
                g_ptr_array_add(words, g_strdelimit(g_ascii_strdown(title, -1), " ", '-'));
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(TOPICS); i++) {
        g_auto(GStrv) each = g_strsplit(TOPICS[i].words, " ", -1);
        for (size_t word = 0; each[word]; word++)
            g_ptr_array_add(words, g_strdup(each[word]));
    }
}
