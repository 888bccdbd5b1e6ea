/* Keys and their names: one table of named keys, read both ways. */
#include "edit/key.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

typedef struct {
    const char *name;
    uint32_t code;
    uint8_t modifiers;
} NamedKey;

/* The first name of a code is the one that is written. */
static const NamedKey NAMED_KEYS[] = {
    {"Esc", 27, 0},
    {"CR", 13, 0},
    {"Tab", 9, 0},
    {"BS", 127, 0},
    {"Space", ' ', 0},
    {"lt", '<', 0},
    {"Bar", '|', 0},
    {"Bslash", '\\', 0},
    {"Up", KEY_UP, 0},
    {"Down", KEY_DOWN, 0},
    {"Left", KEY_LEFT, 0},
    {"Right", KEY_RIGHT, 0},
    {"Home", KEY_HOME, 0},
    {"End", KEY_END, 0},
    {"PageUp", KEY_PAGE_UP, 0},
    {"PageDown", KEY_PAGE_DOWN, 0},
    {"Insert", KEY_INSERT, 0},
    {"Del", KEY_DELETE, 0},
    {"Paste", KEY_PASTE, 0},
    {"Cmd", KEY_COMMAND, 0},
    {"Plug", KEY_PLUG, 0},
    {"NL", 'j', MOD_CTRL},
    {"Nul", '@', MOD_CTRL},
    {"Enter", 13, 0},
    {"Return", 13, 0},
    {"Escape", 27, 0},
    {"Backspace", 127, 0},
    {"Delete", KEY_DELETE, 0},
    {"Ins", KEY_INSERT, 0},
    {"Leader", '\\', 0}, /* as in Vim without a mapleader */
    {"LocalLeader", '\\', 0},
};

static const NamedKey *named_by_name(const char *name, size_t length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(NAMED_KEYS); i++) {
        if (strlen(NAMED_KEYS[i].name) == length && g_ascii_strncasecmp(NAMED_KEYS[i].name, name, length) == 0)
            return &NAMED_KEYS[i];
    }
    return NULL;
}

static const NamedKey *named_by_code(uint32_t code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(NAMED_KEYS); i++) {
        if (NAMED_KEYS[i].code == code && NAMED_KEYS[i].modifiers == 0)
            return &NAMED_KEYS[i];
    }
    return NULL;
}

static uint8_t modifier_of(char letter)
{
    switch (g_ascii_toupper(letter)) {
    case 'S':
        return MOD_SHIFT;
    case 'A':
    case 'M':
        return MOD_ALT;
    case 'C':
        return MOD_CTRL;
    default:
        return 0;
    }
}

/* Control chords that are keys of their own on most terminals. */
static const struct {
    uint32_t chord, code;
} TWINS[] = {{'i', 9}, {'m', 13}, {'[', 27}};

/* And those that are another chord there, or none. */
static const struct {
    uint32_t chord;
    Key sent;
} SENT[] = {
    {' ', {'@', MOD_CTRL}}, {'2', {'@', MOD_CTRL}}, {'3', {27, 0}},         {'4', {'\\', MOD_CTRL}}, {'5', {']', MOD_CTRL}},
    {'6', {'^', MOD_CTRL}}, {'7', {'_', MOD_CTRL}}, {'/', {'_', MOD_CTRL}}, {'8', {127, 0}},
    {'-', {'_', MOD_CTRL}}, {'`', {'@', MOD_CTRL}},
    {127, {127, 0}},        {13, {13, 0}},          {9, {9, 0}},            {27, {27, 0}},
};

Key key_twin(Key key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TWINS); i++) {
        if (TWINS[i].code == key.code && !(key.modifiers & MOD_CTRL))
            return (Key){TWINS[i].chord, key.modifiers | MOD_CTRL};
    }
    return key;
}

Key key_plain(Key key)
{
    bool character = key.code < KEY_NONE, shifted_tab = key.code == 9 && key.modifiers == MOD_SHIFT;
    if (!character || shifted_tab)
        return key;
    key.modifiers &= (uint8_t)~MOD_SHIFT;
    if (!(key.modifiers & MOD_CTRL))
        return key;
    uint8_t others = key.modifiers & (uint8_t)~MOD_CTRL;
    for (size_t i = 0; i < G_N_ELEMENTS(TWINS); i++) {
        if (TWINS[i].chord == key.code)
            return (Key){TWINS[i].code, others};
    }
    for (size_t i = 0; i < G_N_ELEMENTS(SENT); i++) {
        if (SENT[i].chord == key.code)
            return (Key){SENT[i].sent.code, SENT[i].sent.modifiers | others};
    }
    return key;
}

Key key_normal(Key key)
{
    if ((key.modifiers & MOD_CTRL) && key.code < 128)
        key.code = (uint32_t)g_ascii_tolower((char)key.code);
    if ((key.modifiers & MOD_SHIFT) && !(key.modifiers & MOD_CTRL) && key.code > ' ' && key.code < 127) {
        key.code = (uint32_t)g_ascii_toupper((char)key.code);
        key.modifiers &= (uint8_t)~MOD_SHIFT;
    }
    return key;
}

static bool parse_name(const char *name, size_t length, Key *key)
{
    *key = (Key){0};
    while (length > 2 && name[1] == '-' && modifier_of(name[0])) {
        key->modifiers |= modifier_of(name[0]);
        name += 2;
        length -= 2;
    }
    const NamedKey *named = named_by_name(name, length);
    if (named) {
        key->code = named->code;
        key->modifiers |= named->modifiers;
    } else if ((name[0] == 'F' || name[0] == 'f') && length >= 2 && length <= 3 && g_ascii_isdigit(name[1])) {
        int number = atoi(name + 1);
        if (number < 1 || number > 12)
            return false;
        key->code = KEY_F1 + (uint32_t)number - 1;
    } else {
        Utf8Char one = utf8_decode(name, length);
        if (!key->modifiers || !one.valid || one.length != length)
            return false;
        key->code = one.code;
    }
    *key = key_normal(*key);
    return true;
}

size_t key_parse(const char *text, Key *key)
{
    if (!*text)
        return 0;
    if (*text == '<') {
        const char *close = text[1] && text[2] ? strchr(text + 2, '>') : NULL;
        if (close && close[-1] == '-' && close[1] == '>')
            close++; /* "<A->>" */
        if (close && parse_name(text + 1, (size_t)(close - text - 1), key))
            return (size_t)(close - text) + 1;
    }
    Utf8Char one = utf8_decode(text, strlen(text));
    *key = (Key){one.code, 0};
    if (one.code < ' ' && one.code != 27 && one.code != 13 && one.code != 9)
        *key = (Key){(uint32_t)g_ascii_tolower((char)(one.code + '@')), MOD_CTRL};
    return one.length;
}

GArray *keys_parse(const char *text)
{
    GArray *keys = g_array_new(FALSE, FALSE, sizeof(Key));
    Key key;
    for (size_t taken; (taken = key_parse(text, &key)) > 0; text += taken)
        g_array_append_val(keys, key);
    return keys;
}

char *key_name(Key key)
{
    GString *name = g_string_new(NULL);
    const NamedKey *named = named_by_code(key.code);
    if (key.code == ' ' && !key.modifiers)
        named = NULL;
    else if ((key.code == '|' || key.code == '\\') && !key.modifiers)
        named = NULL;
    bool bracket = named || key.modifiers || key.code >= KEY_NONE;
    if (bracket)
        g_string_append_c(name, '<');
    if (key.modifiers & MOD_CTRL)
        g_string_append(name, "C-");
    if (key.modifiers & MOD_ALT)
        g_string_append(name, "A-");
    if (key.modifiers & MOD_SHIFT)
        g_string_append(name, "S-");
    if (named) {
        g_string_append(name, named->name);
    } else if (key.code >= KEY_F1 && key.code <= KEY_F12) {
        g_string_append_printf(name, "F%u", key.code - KEY_F1 + 1);
    } else {
        char bytes[4];
        g_string_append_len(name, bytes, (gssize)utf8_encode(key.code, bytes));
    }
    if (bracket)
        g_string_append_c(name, '>');
    return g_string_free(name, FALSE);
}

char *keys_shown(const char *names)
{
    GString *shown = g_string_new(NULL);
    for (const char *at = names; *at; at++) {
        if (*at == ' ')
            g_string_append(shown, "<Space>");
        else
            g_string_append_c(shown, *at);
    }
    return g_string_free(shown, FALSE);
}
