#include "edit/option.h"

#include <stdlib.h>
#include <string.h>

#include "base/picture.h"
#include "edit/ex.h"
#include "edit/vim_names.h"
#include "notebook/auto_reload.h"

static bool apply_keymap(Editor *editor, const char *value)
{
    g_autoptr(GError) error = NULL;
    if (strcmp(value, editor->options.keymap) == 0)
        return true; /* it may have rows of `:keymap`, and those stay */
    if (!keymap_is_builtin(value) && !ex_may_touch_world(editor))
        return false;
    bool done = editor_choose_keymap(editor, value, &error);
    if (!done)
        editor_error(editor, "%s", error->message);
    return done;
}

/* What executes a program, or reads files: nothing that may not touch the world can say which. */
static bool apply_worldly(Editor *editor, const char *value)
{
    return !*value || ex_may_touch_world(editor);
}

const char *editor_lsp(const Editor *editor)
{
    return editor->options.lsp;
}

static bool apply_mouse(Editor *editor, const char *value)
{
    bool known = strspn(value, "anvichr") == strlen(value);
    if (!known)
        editor_error(editor, "E539: Illegal character in mouse: %s (a is all modes, nothing is off)", value);
    return known;
}

#define FLAG(name) .type = OPTION_BOOL, .offset = offsetof(EditorOptions, name)
#define TEXT(name) .type = OPTION_TEXT, .offset = offsetof(EditorOptions, name)
#define NUMBER(name) .type = OPTION_NUMBER, .offset = offsetof(EditorOptions, name)
#define CHOICE(name, words) .type = OPTION_CHOICE, .offset = offsetof(EditorOptions, name), .choices = words

const Option OPTIONS[] = {
    {"autocomplete", "ac", FLAG(autocomplete), .help = "show what could be typed behind a dot or three letters"},
    {"autoindent", "ai", FLAG(autoindent), .preset = 1, .help = "a new line gets the indent of the one before"},
    {"autoreload", NULL, CHOICE(autoreload, AUTO_RELOAD_NAMES),
     .help = "off, lazy, autorun: when a module changes on disk, cells that import it are left alone, are stale, or run"},
    {"checkpointafter", NULL, NUMBER(checkpointafter), .preset = 10,
     .help = "seconds of runs that are worth a checkpoint before the next one; 0: only by :checkpoint"},
    {"checkpointmemory", NULL, NUMBER(checkpointmemory), .preset = 1024,
     .help = "megabytes that checkpoints may have of their own; beyond that the oldest go"},
    {"checkpoints", NULL, NUMBER(checkpoints), .preset = 1,
     .help = "how many copies of the interpreter sleep until it dies; 0: none"},
    {"columns", NULL, FLAG(columns), .preset = 1, .help = "show the columns of App(width=\"columns\") side by side; else one list"},
    {"columnwidth", NULL, NUMBER(columnwidth), .least = 10, .preset = 40,
     .help = "room for text that each of them has at least: as many are in sight as fit"},
    {"expandtab", "et", FLAG(expandtab), .preset = 1, .help = "indent with blanks"},
    {"formatonsave", "fos", FLAG(formatonsave), .help = ":w formats the cells first, if ruff or black is there"},
    {"gdefault", "gd", FLAG(gdefault), .help = ":s replaces all matches of a line unless told otherwise"},
    {"hlsearch", "hls", FLAG(hlsearch), .preset = 1, .help = "show all matches of the last search"},
    {"ignorecase", "ic", FLAG(ignorecase), .help = "patterns match capitals and small letters alike"},
    {"incsearch", "is", FLAG(incsearch), .preset = 1, .help = "show where a pattern matches while it is typed"},
    {"keymap", NULL, TEXT(keymap), .preset_text = "vim", .apply = apply_keymap,
     .help = "what keys do: vim, plain, emacs, or a keymap file of yours"},
    {"lazy", NULL, FLAG(lazy), .help = "what depends on a cell that ran becomes stale, instead of running, too"},
    {"list", NULL, FLAG(list), .help = "show tabs and blanks at the end of lines"},
    {"lsp", NULL, TEXT(lsp), .preset_text = "", .apply = apply_worldly,
     .help = "commands of language servers, a blank in one as \"\\ \", with ; between them: pylsp;ruff\\ server; empty: none"},
    {"mouse", NULL, TEXT(mouse), .preset_text = "a", .apply = apply_mouse,
     .help = "the mouse is tarn's; empty: the terminal's"},
    {"notify", NULL, NUMBER(notify), .preset = 10,
     .help = "seconds of a run whose end the terminal shows on the desktop while another window has the keys; 0: never"},
    {"number", "nu", FLAG(number), .help = "show the number of each line"},
    {"pictures", NULL, CHOICE(pictures, PICTURE_MANNERS),
     .help = "auto, kitty, sixel, iterm, halfblocks, braille, ascii, none: how pictures are shown; auto asks the terminal"},
    {"reading", NULL, FLAG(reading), .help = "hide all code, but that of the cell in which one types"},
    {"reactivetests", "rt", FLAG(reactivetests), .preset = 1,
     .help = "pytest runs the tests of a cell that holds nothing else when the cell runs"},
    {"readonly", "ro", FLAG(readonly), .help = "the file is not to be written: :w wants a !"},
    {"relativenumber", "rnu", FLAG(relativenumber), .help = "show how far each line is from the cursor's"},
    {"runchanged", "rch", FLAG(runchanged), .help = "cells that change on disk run at once, instead of becoming stale"},
    {"scroll", "scr", NUMBER(scroll), .is_long = true, .help = "lines that <C-d> moves; 0: half of the screen"},
    {"sessionttl", NULL, NUMBER(sessionttl), .preset = 24, .help = "hours that the session waits for another editor when this one is gone; 0: not at all"},
    {"shiftwidth", "sw", NUMBER(shiftwidth), .least = 1, .preset = 4, .help = "columns of one step of indent"},
    {"signature", "sig", FLAG(signature), .help = "show what a call takes when its bracket is typed"},
    {"smartcase", "scs", FLAG(smartcase), .help = "with ignorecase: not if the pattern has a capital"},
    {"smartindent", "si", FLAG(smartindent), .preset = 1, .help = "typed lines get the indent that Python wants"},
    {"softtabstop", "sts", NUMBER(softtabstop), .preset = 4, .help = "columns that a typed <Tab> stands for"},
    {"snippets", NULL, TEXT(snippets), .preset_text = "", .apply = apply_worldly,
     .help = "files of snippets, or folders of them, besides those of tarn and the user, with , between them"},
    {"startofline", "sol", FLAG(startofline), .help = "commands like G go to the first character of a line"},
    {"tabstop", "ts", NUMBER(tabstop), .least = 1, .preset = 4, .help = "columns between the stops of a tab"},
    {"termsync", "tsy", FLAG(termsync), .preset = 1, .help = "show a picture at once on terminals that know how (mode 2026)"},
    {"textwidth", "tw", NUMBER(textwidth), .help = "columns at which a line is broken while one types; 0: never, and gq takes 79"},
    {"timeoutlen", "tm", NUMBER(timeoutlen), .preset = 1000, .help = "milliseconds that a mapping is waited for"},
    {"ttimeoutlen", "ttm", NUMBER(ttimeoutlen), .preset = 20, .help = "milliseconds after which an <Esc> begins no key of the terminal's any more"},
    {"undofile", "udf", FLAG(undofile), .preset = 1, .help = "undo is kept with each save, and goes on when the notebook is opened again"},
    {"undolevels", "ul", NUMBER(undolevels), .preset = 10000, .help = "changes that can be undone; 0: all"},
    {"undosize", NULL, NUMBER(undosize), .least = 1, .preset = 4, .help = "megabytes of them that are kept for the next session"},
    {"wrap", NULL, FLAG(wrap), .preset = 1, .help = "show long lines on several rows"},
    {"wrapscan", "ws", FLAG(wrapscan), .preset = 1, .help = "a search goes on at the other end"},
    {0},
};

static const long LARGEST = 9999;

/* The screen asks for options by their names with each key: most rows are told by their first letters. */
static bool is_name(const char *word, const char *name, size_t length)
{
    return word && *word == *name && strncmp(word, name, length) == 0 && word[length] == '\0';
}

const Option *option_find(const char *name, size_t length)
{
    for (const Option *row = OPTIONS; length > 0 && row->name; row++) {
        if (is_name(row->name, name, length) || is_name(row->shorter, name, length))
            return row;
    }
    return NULL;
}

static const char *text_of(const EditorOptions *options, const Option *option)
{
    return *(const char *const *)((const char *)options + option->offset);
}

static long value_of(const EditorOptions *options, const Option *option)
{
    const char *place = (const char *)options + option->offset;
    if (option->type == OPTION_TEXT)
        return *text_of(options, option) != '\0';
    if (option->type == OPTION_BOOL)
        return *(const bool *)place;
    return option->is_long ? *(const long *)place : (long)*(const unsigned *)place;
}

long editor_option(const Editor *editor, const char *name)
{
    const Option *option = option_find(name, strlen(name));
    return option ? value_of(&editor->options, option) : -1;
}

static void set_value(EditorOptions *options, const Option *option, long value)
{
    char *place = (char *)options + option->offset;
    if (option->type == OPTION_TEXT)
        *(const char **)place = option->preset_text;
    else if (option->type == OPTION_BOOL)
        *(bool *)place = value != 0;
    else if (option->is_long)
        *(long *)place = value;
    else
        *(unsigned *)place = (unsigned)value;
}

void options_init(EditorOptions *options)
{
    *options = (EditorOptions){0};
    for (const Option *row = OPTIONS; row->name; row++)
        set_value(options, row, row->preset);
}

char *option_show(const Editor *editor, const Option *option)
{
    long value = value_of(&editor->options, option);
    if (option->type == OPTION_TEXT)
        return g_strdup_printf("  %s=%s", option->name, text_of(&editor->options, option));
    if (option->type == OPTION_BOOL)
        return g_strdup_printf("%s%s", value ? "  " : "no", option->name);
    if (option->type == OPTION_CHOICE)
        return g_strdup_printf("  %s=%s", option->name, option->choices[value]);
    return g_strdup_printf("  %s=%ld", option->name, value);
}

static bool set_number(Editor *editor, const Option *option, const char *operation, const char *word)
{
    long value = value_of(&editor->options, option);
    size_t skip = operation[0] == '=' || operation[0] == ':' ? 1 : 2;
    char *end;
    long operand = strtol(operation + skip, &end, 10);
    if (end == operation + skip || *end) {
        editor_error(editor, "E521: Number required after =: %s", word);
        return false;
    }
    operand = CLAMP(operand, -LARGEST, LARGEST);
    value = operation[0] == '+' ? value + operand : operation[0] == '-' ? value - operand
            : operation[0] == '^' ? value * operand : operand;
    if (value < option->least || value > LARGEST) {
        editor_error(editor, "E487: Argument must be positive: %s", word);
        return false;
    }
    set_value(&editor->options, option, value);
    return true;
}

static bool set_text(Editor *editor, const Option *option, const char *value)
{
    if (!option->apply(editor, value))
        return false;
    *(const char **)((char *)&editor->options + option->offset) = g_string_chunk_insert_const(editor->option_texts, value);
    return true;
}

/* As it comes. */
static bool reset(Editor *editor, const Option *option)
{
    if (option->type == OPTION_TEXT)
        return set_text(editor, option, option->preset_text);
    set_value(&editor->options, option, option->preset);
    return true;
}

/* "=word" */
static bool set_choice(Editor *editor, const Option *option, const char *operation, const char *word)
{
    for (long place = 0; strchr("=:", *operation) && option->choices[place]; place++) {
        if (strcmp(option->choices[place], operation + 1) == 0) {
            set_value(&editor->options, option, place);
            return true;
        }
    }
    g_autofree char *choices = g_strjoinv(", ", (char **)option->choices);
    editor_error(editor, "E474: Invalid argument: %s: it is one of %s", word, choices);
    return false;
}

static bool set_one(Editor *editor, const char *word)
{
    size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz");
    const char *rest = word + length;
    const Option *option = option_find(word, length);
    const char *name = word;
    bool no = false, invert = false;
    if (!option && g_str_has_prefix(word, "no")) {
        no = true;
        name += 2;
    } else if (!option && g_str_has_prefix(word, "inv")) {
        invert = true;
        name += 3;
    }
    if (!option)
        option = option_find(name, (size_t)(rest - name));
    if (!option && (vim_has_option(word, length) || vim_has_option(name, (size_t)(rest - name))))
        return ex_lack(editor, "E519: an option of Vim that tarn has not: %s", word);
    if (!option) {
        editor_error(editor, "E518: Unknown option: %s", word);
        return false;
    }

    bool is_bool = option->type == OPTION_BOOL;
    long value = value_of(&editor->options, option);
    if (strcmp(rest, "?") == 0 || (*rest == '\0' && !is_bool && !no && !invert)) {
        g_autofree char *shown = option_show(editor, option);
        editor_tell(editor, false, "%s", shown);
    } else if (strcmp(rest, "&") == 0) {
        return reset(editor, option);
    } else if (option->type == OPTION_TEXT) {
        if (!no && !invert && strchr("=:", *rest))
            return set_text(editor, option, rest + 1);
        editor_error(editor, "E474: Invalid argument: %s", word);
        return false;
    } else if (is_bool && (strcmp(rest, "!") == 0 || (invert && *rest == '\0'))) {
        set_value(&editor->options, option, !value);
    } else if (is_bool && *rest == '\0') {
        set_value(&editor->options, option, !no);
    } else if (!is_bool && !no && !invert && (strchr("=:", *rest) || (strchr("+-^", *rest) && rest[1] == '='))) {
        return (option->type == OPTION_CHOICE ? set_choice : set_number)(editor, option, rest, word);
    } else {
        editor_error(editor, "E474: Invalid argument: %s", word);
        return false;
    }
    return true;
}

/* `:set` alone shows what differs from the presets, `:set all` everything: a page, a row for each. */
static void show_options(Editor *editor, bool all)
{
    GString *page = g_string_new(NULL);
    for (const Option *row = OPTIONS; row->name; row++) {
        bool preset = row->type == OPTION_TEXT ? strcmp(text_of(&editor->options, row), row->preset_text) == 0
                                               : value_of(&editor->options, row) == row->preset;
        if (!all && preset)
            continue;
        g_autofree char *one = option_show(editor, row);
        g_string_append_printf(page, "%-26s  %s\n", one, row->help);
    }
    if (page->len) {
        ex_show_page(editor, "options", page);
        return;
    }
    g_string_free(page, TRUE);
    editor_tell(editor, false, "all options are as they come");
}

static void reset_all(Editor *editor)
{
    for (const Option *row = OPTIONS; row->name; row++)
        reset(editor, row);
}

bool option_set(Editor *editor, const char *argument)
{
    static const char BLANK = '\001'; /* stands for one behind a backslash */
    g_autofree char *marked = g_strdup(argument);
    for (char *at = marked; (at = strstr(at, "\\ "));) {
        *at = BLANK;
        memmove(at + 1, at + 2, strlen(at + 1));
    }
    g_auto(GStrv) words = g_strsplit_set(marked, " \t", -1);
    bool any = false;
    for (size_t i = 0; words[i]; i++) {
        g_strdelimit(words[i], (char[]){BLANK, 0}, ' ');
        if (!*words[i])
            continue;
        any = true;
        if (strcmp(words[i], "all") == 0)
            show_options(editor, true);
        else if (strcmp(words[i], "all&") == 0)
            reset_all(editor);
        else if (!set_one(editor, words[i]))
            return false;
    }
    if (!any)
        show_options(editor, false);
    return true;
}
