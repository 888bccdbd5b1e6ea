/* What is said to the terminal besides what it shows, and what it answers. */
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "tui/csi_keys.h"
#include "tui/kitty.h"
#include "tui/osc.h"
#include "tui/term_private.h"

void term_set_title(Term *term, const char *title)
{
    if (term->has_title)
        osc_title(term->bytes, title, term->caps.ascii);
}

void term_copy(Term *term, const char *bytes, size_t length)
{
    if (term->xterm_like)
        osc_clipboard(term->bytes, bytes, length);
}

/* Many a description of a terminal promises that it can write a sign again; whether it does, also a sign that is not ASCII,
 * is tried out where the first picture will be: the cursor stands behind the sign, or behind all of them. */
enum { TRIAL_ROW = 2, TRIAL_COLUMN = 5 };

/* A sign of two columns is one of East Asian "ambiguous" width, as all of ours: they would break every row. */
static void take_trial(Term *term, const Answer *answer)
{
    enum { ONE_OF_TWO_COLUMNS = 3, ALL_OF_TWO_COLUMNS = 9 };
    if (answer->first != TRIAL_ROW)
        return;
    term->caps.repeats = answer->second == TRIAL_COLUMN || answer->second == ALL_OF_TWO_COLUMNS;
    term->caps.plain_signs = answer->second == ONE_OF_TWO_COLUMNS || answer->second == ALL_OF_TWO_COLUMNS;
    if (term->caps.plain_signs)
        painter_forget(term->painter);
}

void term_set_synchronised(Term *term, bool on)
{
    term->plain_frames = !on;
    term->caps.synchronised = term->knows_frames && on;
}

/* VTE and rxvt-unicode know only the one way of telling, the others the other. */
void term_notify(Term *term, const char *text)
{
    bool rxvt = g_str_has_prefix(term->name, "rxvt") || g_getenv("VTE_VERSION");
    if (!term->xterm_like || (g_getenv("STY") && !term->caps.tmux))
        return;
    osc_notify(term->bytes, text, rxvt, term->caps.ascii);
    term_send(term);
}

/* What is on the screen may have been drawn in pieces. */
static void take_clusters(Term *term, const Answer *answer)
{
    if (!answer->known || term->caps.clusters)
        return;
    term->caps.clusters = true;
    painter_forget_clusters(term->painter);
    if (!answer->first || !term->entered)
        return;
    term->sets_clusters = true;
    term_tell_guard(term);
    g_string_append(term->bytes, "\033[?2027h");
    term_send(term);
}

/* Who does not know of such commands may show them as text: what is asked before the first picture is cleared with what
 * else was on the screen.  GNU screen shows them as a message. */
void term_ask_early(Term *term)
{
    if (!term->xterm_like)
        return;
    if (!g_getenv("STY") || term->caps.tmux)
        kitty_ask(term->bytes, term->caps.tmux);
    g_string_append_printf(term->bytes, "\033[%d;1H%s\033[3b\033[6n\033[2K", TRIAL_ROW, term->caps.ascii ? "-" : "─");
}

void term_probe(Term *term)
{
    if (!term->xterm_like)
        return;
    /* Modes 2026 and 2027, its name, the size of a glyph, the colours of sixels, how it tells keys; and a question that every
     * terminal answers: when its answer is here, so are all others. */
    if (!g_getenv("STY") || term->caps.tmux)
        g_string_append(term->bytes, "\033]11;?\a"); /* the colour of the background */
    g_string_append(term->bytes, "\033[?2026$p\033[?2027$p\033[>q\033[16t\033[?1;1;0S" KEYBOARD_ASK "\033[c");
    term->awaits_answers = true;
    term->asked = g_get_monotonic_time();
    term_send(term);
}

/* --- keys ---------------------------------------------------------------------------------------------- */

/* Of the protocols that tell keys apart: kitty's where it is known, else xterm's, which cannot be asked for; who does
 * not know it ignores that.  (GNU screen would pass it on.) */
static void choose_keyboard(Term *term)
{
    if (term->keyboard != KEYBOARD_PLAIN)
        return;
    bool screen = g_getenv("STY") && !term->caps.tmux;
    term->keyboard = term->tells_keys ? KEYBOARD_KITTY : screen ? KEYBOARD_PLAIN : KEYBOARD_OTHER_KEYS;
    if (term->keyboard == KEYBOARD_PLAIN || !term->entered)
        return;
    term_tell_guard(term);
    term_add_keyboard(term, term->bytes, false);
    term_send(term);
}

void term_add_keyboard(const Term *term, GString *bytes, bool again)
{
    if (term->keyboard == KEYBOARD_KITTY)
        g_string_append(bytes, again ? KEYBOARD_AGAIN : KEYBOARD_BEGIN);
    else if (term->keyboard == KEYBOARD_OTHER_KEYS)
        g_string_append(bytes, OTHER_KEYS_BEGIN);
}

void term_add_keyboard_end(Keyboard keyboard, GString *bytes)
{
    if (keyboard == KEYBOARD_KITTY)
        g_string_append(bytes, KEYBOARD_END);
    else if (keyboard == KEYBOARD_OTHER_KEYS)
        g_string_append(bytes, OTHER_KEYS_END);
}

void term_take_answer(Term *term, const Answer *answer)
{
    switch (answer->kind) {
    case ANSWER_SYNCHRONISED:
        term->knows_frames = answer->known;
        term->caps.synchronised = answer->known && !term->plain_frames;
        break;
    case ANSWER_CLUSTERS: take_clusters(term, answer); break;
    case ANSWER_KITTY: term->kitty = answer->known; break;
    case ANSWER_KEYBOARD: term->tells_keys = answer->known; break;
    case ANSWER_NAME: term->iterm |= answer->known && !term->caps.tmux; break;
    case ANSWER_CELL:
        term->cell_height = answer->first;
        term->cell_width = answer->second;
        break;
    case ANSWER_PLACE: take_trial(term, answer); break;
    case ANSWER_COLOURS: term->caps.sixel_colours = CLAMP(answer->first, 2, MOST_SIXEL_COLOURS); break;
    case ANSWER_LAST:
        term->sixel = answer->known;
        term->awaits_answers = false;
        choose_keyboard(term);
        break;
    case ANSWER_BACKGROUND: /* what is drawn goes by it */
    case ANSWER_NONE: break;
    }
}

/* --- pictures ------------------------------------------------------------------------------------------ */

PictureManner term_best_pictures(const Term *term)
{
    bool placeholders = term->caps.tmux && term->caps.ascii;
    return term->kitty && !placeholders ? PICTURES_KITTY
           : term->iterm                ? PICTURES_ITERM
           : term->sixel                ? PICTURES_SIXEL
                                        : PICTURES_AUTO;
}

void term_set_pictures(Term *term, PictureManner manner)
{
    term->pictures = manner;
}

PictureManner term_pictures(const Term *term)
{
    return term->pictures;
}

Rasters *term_rasters(const Term *term)
{
    return term->rasters;
}

/* --- answers ------------------------------------------------------------------------------------------- */

int term_answer_ms(const Term *term)
{
    gint64 left = term->asked + ANSWER_MS * 1000 - g_get_monotonic_time();
    return term->awaits_answers && left > 0 ? (int)(left / 1000 + 1) : -1;
}

/* The last is "CSI ? ... c". */
void term_swallow_answers(Term *term)
{
    char buffer[256];
    ssize_t got;
    struct pollfd ready = {term->input, POLLIN, 0};
    while (term_answer_ms(term) >= 0 && poll(&ready, 1, LATE_ANSWER_MS) > 0 &&
           (got = read(term->input, buffer, sizeof buffer)) > 0) {
        const char *answer = memmem(buffer, (size_t)got, "\033[?", 3);
        if (answer && memchr(answer, 'c', (size_t)(buffer + got - answer)))
            break;
    }
    term->awaits_answers = false;
}
