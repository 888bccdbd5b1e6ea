#include "tui/csi_keys.h"

#include <string.h>

#include <glib.h>

/* Numbers of kitty's for keys that are no characters: those of the keypad; all others of that plane are no keys here. */
enum { FUNCTIONAL = 0xe000, FUNCTIONAL_END = 0xf900, KEYPAD = 57399, MOST_NUMBERS = 3, LARGEST = 0x10ffff };

static const uint32_t KEYPAD_KEYS[] = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '/', '*', '-', '+', '\r', '=', ',',
    KEY_LEFT, KEY_RIGHT, KEY_UP, KEY_DOWN, KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_HOME, KEY_END, KEY_INSERT, KEY_DELETE,
};

/* Bits of what is told one too high. */
enum { TOLD_SHIFT = 1, TOLD_ALT = 2, TOLD_CTRL = 4, TOLD_SUPER = 8, TOLD_HYPER = 16, TOLD_META = 32 };
enum { EVENT_RELEASE = 3 };

typedef struct {
    uint32_t numbers[MOST_NUMBERS]; /* the first of each parameter */
    uint32_t event;                 /* the second of the second */
    size_t count;
    bool strange; /* no key is told so: libtermkey 0.22 reads beyond its tables for some of them */
    char last;    /* 0: it is broken off */
} Sequence;

enum { MOST_COMMON = 4, MOST_DIGITS = 4 }; /* numbers of any key's, and their digits */

/* "CSI 97:65 ; 5:1 ; 97 u", or "CSI < 0 ; 10 ; 20 M". */
static size_t read_sequence(const char *bytes, size_t length, Sequence *sequence, bool *wait)
{
    size_t sub = 0, digits = 0;
    *sequence = (Sequence){.count = 1};
    for (size_t i = 2; i < length; i++) {
        size_t at = sequence->count - 1;
        if (g_ascii_isdigit(bytes[i])) {
            uint32_t *number = sub == 0 && at < MOST_NUMBERS ? &sequence->numbers[at]
                               : sub == 1 && at == 1         ? &sequence->event
                                                             : NULL;
            if (number)
                *number = MIN(*number * 10 + (uint32_t)(bytes[i] - '0'), LARGEST + 1);
            else
                sequence->strange |= at >= MOST_COMMON;
            sequence->strange |= ++digits > MOST_DIGITS;
        } else if (bytes[i] == ';') {
            sequence->count++;
            sub = digits = 0;
        } else if (bytes[i] == ':') {
            sub++;
            digits = 0;
            sequence->strange = true;
        } else if (bytes[i] >= ' ' && bytes[i] <= '?') {
            sequence->strange |= bytes[i] != '<' || i != 2;
        } else {
            bool whole = bytes[i] >= '@' && bytes[i] <= '~';
            sequence->last = whole ? bytes[i] : 0;
            sequence->strange |= !whole;
            return whole ? i + 1 : i;
        }
    }
    *wait = true;
    return 0;
}

/* As the keys of key.h are: a control chord in lower case, a shifted character by itself. */
static Key key_of(uint32_t code, uint32_t told)
{
    Key none = {KEY_NONE, 0};
    uint32_t bits = told > 0 ? told - 1 : 0;
    if (bits & (TOLD_SUPER | TOLD_HYPER) || code > LARGEST || code == 0 || (code >= 0xd800 && code < 0xe000))
        return none;
    Key key = {code, 0};
    key.modifiers |= bits & TOLD_SHIFT ? MOD_SHIFT : 0;
    key.modifiers |= bits & (TOLD_ALT | TOLD_META) ? MOD_ALT : 0;
    key.modifiers |= bits & TOLD_CTRL ? MOD_CTRL : 0;
    if (code >= KEYPAD && code < KEYPAD + G_N_ELEMENTS(KEYPAD_KEYS))
        key.code = KEYPAD_KEYS[code - KEYPAD];
    else if (code >= FUNCTIONAL && code < FUNCTIONAL_END)
        return none;
    else if (code < ' ' && code != 27 && code != '\r' && code != '\t')
        key = code == 8 ? (Key){127, key.modifiers}
                        : (Key){(uint32_t)g_ascii_tolower((char)(code + '@')), key.modifiers | MOD_CTRL};
    return key_normal(key);
}

size_t csi_key_read(const char *bytes, size_t length, Key *key, bool *wait)
{
    if (length < 3 || bytes[0] != '\033' || bytes[1] != '[' || (bytes[2] >= '@' && bytes[2] <= '~'))
        return 0;
    Sequence sequence;
    size_t taken = read_sequence(bytes, length, &sequence, wait);
    if (taken == 0)
        return 0;
    if (sequence.last == 'u')
        *key = key_of(sequence.numbers[0], sequence.event == EVENT_RELEASE ? TOLD_SUPER + 1 : sequence.numbers[1]);
    else if (sequence.last == '~' && sequence.numbers[0] == 27) /* (of one without the third number termkey makes anything) */
        *key = key_of(sequence.count == MOST_NUMBERS ? sequence.numbers[2] : 0, sequence.numbers[1]);
    else if (sequence.strange)
        *key = (Key){KEY_NONE, 0};
    else
        return 0;
    return taken;
}
