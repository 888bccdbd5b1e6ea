#include "tui/answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool answer_is_iterm(const char *name)
{
    static const char *const NAMES[] = {"iTerm", "WezTerm", "mintty"};
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (g_ascii_strncasecmp(name, NAMES[i], strlen(NAMES[i])) == 0)
            return true;
    }
    return false;
}

/* --- OSC, APC, DCS: up to ST ---------------------------------------------------------------------------- */

/* "rgb:RRRR/GGGG/BBBB" of one to four digits each, as XParseColor(3) has it.  Light is what black text is read on. */
static Answer read_background(const char *colour, size_t length)
{
    static const double SHARES[] = {0.2126, 0.7152, 0.0722};
    double light = 0;
    g_autofree char *text = g_strndup(colour, length);
    g_auto(GStrv) parts = g_strsplit(text, "/", -1);
    if (g_strv_length(parts) != G_N_ELEMENTS(SHARES))
        return (Answer){ANSWER_NONE};
    for (size_t i = 0; i < G_N_ELEMENTS(SHARES); i++) {
        size_t digits = strspn(parts[i], "0123456789abcdefABCDEF");
        if (digits == 0 || digits > 4 || parts[i][digits])
            return (Answer){ANSWER_NONE};
        light += SHARES[i] * (double)strtoul(parts[i], NULL, 16) / (double)((1UL << 4 * digits) - 1);
    }
    return (Answer){.kind = ANSWER_BACKGROUND, .known = light > 0.5};
}

static Answer read_string(const char *bytes, size_t length)
{
    if (bytes[1] == '_')
        return (Answer){.kind = ANSWER_KITTY, .known = memmem(bytes, length, "i=31;OK", 7) != NULL};
    static const char BACKGROUND[] = "\033]11;rgb:";
    size_t head = strlen(BACKGROUND), end = bytes[length - 1] == '\a' ? 1 : 2; /* BEL, or ST */
    if (length > head + end && memcmp(bytes, BACKGROUND, head) == 0)
        return read_background(bytes + head, length - head - end);
    if (bytes[1] == 'P')
        return (Answer){.kind = ANSWER_NAME, .known = answer_is_iterm(bytes + 4)};
    return (Answer){ANSWER_NONE};
}

static bool begins_string(const GString *raw)
{
    const char *bytes = raw->str;
    return raw->len >= 3 && bytes[0] == '\033' &&
           ((bytes[1] == ']' && g_ascii_isdigit(bytes[2])) || (bytes[1] == '_' && bytes[2] == 'G') ||
            (bytes[1] == 'P' && bytes[2] == '>'));
}

static size_t string_length(const GString *raw, bool *wait)
{
    const char *bytes = raw->str;
    for (size_t i = 3; i < raw->len; i++) {
        if (bytes[i] == '\a' || (bytes[i] == '\\' && bytes[i - 1] == '\033'))
            return i + 1;
    }
    *wait = true;
    return 0;
}

/* --- CSI ------------------------------------------------------------------------------------------------- */

/* "CSI ? ...": no key begins so; "CSI 6 ; height ; width t", while "CSI 6 ~" is a key; "CSI 2 ; column R", while
 * "CSI 1 ; 2 R" is one. */
static bool begins_report(const GString *raw)
{
    return raw->len >= 3 && (memcmp(raw->str, "\033[?", 3) == 0 ||
                             (raw->len >= 5 && (memcmp(raw->str, "\033[6;", 4) == 0 || memcmp(raw->str, "\033[2;", 4) == 0) &&
                              g_ascii_isdigit(raw->str[4])));
}

static bool ends_report(const char *bytes, char last)
{
    return bytes[2] == '?' || (bytes[2] == '6' && last == 't') || (bytes[2] == '2' && last == 'R');
}

static size_t report_length(const GString *raw, bool *wait)
{
    for (size_t i = 3; i < raw->len; i++) {
        if (raw->str[i] >= '@' && raw->str[i] <= '~')
            return ends_report(raw->str, raw->str[i]) ? i + 1 : 0;
        if (raw->str[i] < ' ' || raw->str[i] > '~')
            return raw->str[2] == '?' ? i : 0; /* broken off */
    }
    *wait = true;
    return 0;
}

/* The first number of DA1 is a class; those behind it are what it knows: 4 is sixels. */
static bool knows_sixels(const char *bytes, size_t length)
{
    g_autofree char *numbers = g_strndup(bytes + 3, length - 4);
    g_auto(GStrv) words = g_strsplit(numbers, ";", -1);
    for (guint i = 1; words[0] && words[i]; i++) {
        if (strcmp(words[i], "4") == 0)
            return true;
    }
    return false;
}

/* DECRPM: 1 the mode is set, 2 it is not, 3 and 4 the same for ever, 0 it is not known.  (termkey reads these, too, but
 * loses the high bits of the mode.) */
static Answer read_mode(const char *bytes, size_t length)
{
    int mode, value;
    if (length < 6 || memcmp(bytes + length - 2, "$y", 2) != 0 || sscanf(bytes + 3, "%d;%d", &mode, &value) != 2)
        return (Answer){ANSWER_NONE};
    bool may_be_set = value >= 1 && value <= 3;
    if (mode == 2026)
        return (Answer){.kind = ANSWER_SYNCHRONISED, .known = may_be_set};
    if (mode == 2027)
        return (Answer){.kind = ANSWER_CLUSTERS, .known = may_be_set, .first = value == 2};
    return (Answer){ANSWER_NONE};
}

static Answer read_report(const char *bytes, size_t length)
{
    enum { LARGEST_CELL = 500 };
    int first, second, third;
    char last = bytes[length - 1];
    if (last == 't' && sscanf(bytes + 2, "6;%d;%d", &first, &second) == 2 && first > 0 && second > 0 &&
        first <= LARGEST_CELL && second <= LARGEST_CELL)
        return (Answer){ANSWER_CELL, true, first, second};
    if (last == 'R' && sscanf(bytes + 2, "%d;%d", &first, &second) == 2)
        return (Answer){ANSWER_PLACE, true, first, second};
    if (bytes[2] == '?' && last == 'c' && length > 4)
        return (Answer){.kind = ANSWER_LAST, .known = knows_sixels(bytes, length)};
    if (bytes[2] == '?' && last == 'n' && sscanf(bytes + 3, "%d;%d", &first, &second) == 2 && first == 997 &&
        (second == 1 || second == 2))
        return (Answer){.kind = ANSWER_BACKGROUND, .known = second == 2};
    if (bytes[2] == '?' && last == 'u')
        return (Answer){.kind = ANSWER_KEYBOARD, .known = length > 4};
    if (bytes[2] == '?' && last == 'S' && sscanf(bytes + 3, "%d;%d;%d", &first, &second, &third) == 3 && first == 1 &&
        second == 0)
        return (Answer){ANSWER_COLOURS, true, third, 0};
    return read_mode(bytes, length);
}

size_t answer_read(const GString *raw, Answer *answer, bool *wait)
{
    *answer = (Answer){ANSWER_NONE};
    if (begins_report(raw)) {
        size_t length = report_length(raw, wait);
        if (length > 0)
            *answer = read_report(raw->str, length);
        return length;
    }
    if (!begins_string(raw))
        return 0;
    size_t length = string_length(raw, wait);
    if (length > 0)
        *answer = read_string(raw->str, length);
    return length;
}
