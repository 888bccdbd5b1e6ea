#include "base/fuzzy.h"

#include <stdbool.h>
#include <string.h>

enum { WORD = 64 }; /* bytes of a word that was typed: what goes on behind them is not looked at */
enum { FIT = 16, CONSECUTIVE = 6, BEGINS_WORD = 8, BEGINS_HUMP = 6, GAP = 1, NEVER = INT_MIN / 4 };

typedef struct {
    const char *word, *text;
    size_t word_length, text_length;
    bool folds;
    int fits[WORD][FUZZY_TEXT];  /* the best of which the word's byte is this one of the text */
    int until[WORD][FUZZY_TEXT]; /* the best so far in the text, less what was left out */
} Match;

static bool same(const Match *match, size_t i, size_t j)
{
    char c = match->text[j];
    return match->word[i] == (match->folds ? g_ascii_tolower(c) : c);
}

static bool is_letter(char c)
{
    return g_ascii_isalnum(c) || (unsigned char)c >= 0x80;
}

/* What a letter counts for where it stands. */
static int bonus(const Match *match, size_t at)
{
    char here = match->text[at], before = at > 0 ? match->text[at - 1] : ' ';
    if (is_letter(here) && !is_letter(before))
        return BEGINS_WORD;
    return g_ascii_isupper(here) && g_ascii_islower(before) ? BEGINS_HUMP : 0;
}

static bool is_subsequence(const Match *match)
{
    size_t i = 0;
    for (size_t j = 0; j < match->text_length && i < match->word_length; j++)
        i += same(match, i, j);
    return i == match->word_length;
}

static void fill_row(Match *match, size_t i)
{
    for (size_t j = 0; j < match->text_length; j++) {
        int fit = NEVER;
        if (same(match, i, j) && i == 0)
            fit = FIT + 2 * bonus(match, j);
        else if (same(match, i, j) && j > 0)
            fit = FIT + MAX(match->until[i - 1][j - 1] + bonus(match, j),
                            match->fits[i - 1][j - 1] + MAX(CONSECUTIVE, bonus(match, j)));
        match->fits[i][j] = MAX(fit, NEVER);
        match->until[i][j] = j > 0 ? MAX(fit, match->until[i][j - 1] - GAP) : fit;
        match->until[i][j] = MAX(match->until[i][j], NEVER);
    }
}

/* The last byte of the word at its best place, the one before it at the place that made that the best, and so on. */
static void add_places(const Match *match, size_t end, GArray *places)
{
    size_t at = end;
    for (size_t i = match->word_length; i-- > 0;) {
        g_array_append_val(places, at);
        if (i == 0 || at == 0)
            return;
        int alone = match->until[i - 1][at - 1] + bonus(match, at);
        int follows = match->fits[i - 1][at - 1] + MAX(CONSECUTIVE, bonus(match, at));
        at--;
        while (follows < alone && at > 0 && match->until[i - 1][at] != match->fits[i - 1][at])
            at--;
    }
}

static int score_word(Match *match, GArray *places)
{
    if (!is_subsequence(match))
        return FUZZY_NONE;
    for (size_t i = 0; i < match->word_length; i++)
        fill_row(match, i);
    const int *last = match->fits[match->word_length - 1];
    size_t best = 0;
    for (size_t j = 1; j < match->text_length; j++) {
        if (last[j] > last[best])
            best = j;
    }
    if (places)
        add_places(match, best, places);
    return last[best];
}

int fuzzy_score(const char *typed, const char *text, size_t length, GArray *places)
{
    Match match;
    match.text = text;
    match.text_length = MIN(length, (size_t)FUZZY_TEXT);
    int sum = 0;
    for (const char *at = typed + strspn(typed, " "); *at; at += strspn(at, " ")) {
        size_t word = strcspn(at, " ");
        match.word = at;
        match.word_length = MIN(word, (size_t)WORD);
        match.folds = true;
        for (size_t i = 0; i < match.word_length; i++)
            match.folds &= !g_ascii_isupper(at[i]);
        int score = score_word(&match, places);
        if (score == FUZZY_NONE)
            return FUZZY_NONE;
        sum += score;
        at += word;
    }
    return sum;
}
