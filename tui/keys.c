#include "tui/keys.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <termkey.h>

#include "tui/csi_keys.h"

static const char PASTE_START[] = "\033[200~", PASTE_END[] = "\033[201~";

struct Keys {
    TermKey *termkey;
    int fd;
    size_t count;   /* of the bytes read */
    unsigned patience; /* milliseconds that the rest of a sequence may take */
    gint64 read;    /* when the last came, g_get_monotonic_time() */
    GString *raw;   /* read, not yet given to termkey */
    GString *paste; /* what is being pasted, then what was */
    bool pasting;
    unsigned rest; /* bytes that the character still has, of which termkey got the first */
    bool expired; /* what is there is all that comes */
    bool partial; /* a sequence is unfinished */
    bool answered; /* what is there begins an answer */
};

/* Newer terminfo calls "ESC [ <" the mouse key: termkey would take that alone for a key, and what follows it
 * for typed text.  Without the entry it knows the whole sequence by itself. */
static const char *without_mouse_key(const char *name, const char *value, void *data)
{
    return strcmp(name, "key_mouse") == 0 ? NULL : value;
}

static TermKey *open_termkey(const char *term)
{
    int flags = TERMKEY_FLAG_UTF8 | TERMKEY_FLAG_NOTERMIOS | TERMKEY_FLAG_CTRLC | TERMKEY_FLAG_NOSTART;
    TermKey *termkey = termkey_new_abstract(term, flags);
    if (!termkey)
        return NULL;
    termkey_hook_terminfo_getstr(termkey, without_mouse_key, NULL);
    termkey_set_canonflags(termkey, TERMKEY_CANON_DELBS);
    termkey_start(termkey);
    return termkey;
}

Keys *keys_new(const char *term, int fd)
{
    Keys *keys = g_new0(Keys, 1);
    keys->termkey = open_termkey(term);
    keys->fd = fd;
    keys->patience = 20;
    keys->raw = g_string_new(NULL);
    keys->paste = g_string_new(NULL);
    return keys;
}

void keys_free(Keys *keys)
{
    if (keys->termkey)
        termkey_destroy(keys->termkey);
    g_string_free(keys->raw, TRUE);
    g_string_free(keys->paste, TRUE);
    g_free(keys);
}

bool keys_read(Keys *keys)
{
    char buffer[65536];
    ssize_t got = read(keys->fd, buffer, sizeof buffer);
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
        return false;
    if (got > 0)
        g_string_append_len(keys->raw, buffer, got);
    keys->count += (size_t)MAX(got, 0);
    keys->read = g_get_monotonic_time();
    keys->expired = false;
    return true;
}

void keys_set_patience(Keys *keys, unsigned milliseconds)
{
    keys->patience = milliseconds;
}

size_t keys_count(const Keys *keys)
{
    return keys->count;
}

/* The end of the first <C-c> among the bytes, in whichever way it is told; 0: there is none. */
static size_t interrupt_end(const GString *raw)
{
    for (size_t i = 0; i < raw->len; i++) {
        Key key = {0};
        bool wait;
        size_t length = raw->str[i] == '\033' ? csi_key_read(raw->str + i, raw->len - i, &key, &wait) : 0;
        if (raw->str[i] == '\003' || (length > 0 && key_equal(key, (Key){'c', MOD_CTRL})))
            return i + MAX(length, 1);
    }
    return 0;
}

bool keys_interrupted(Keys *keys)
{
    size_t end = keys->pasting ? 0 : interrupt_end(keys->raw);
    TermKeyKey before;
    while (end > 0 && termkey_getkey_force(keys->termkey, &before) == TERMKEY_RES_KEY)
        ;
    g_string_erase(keys->raw, 0, (gssize)end);
    return end > 0;
}

/* --- taking pastes and answers out of the bytes ------------------------------------------------------ */

static void drop(GString *string, size_t length)
{
    g_string_erase(string, 0, (gssize)length);
}

/* Terminals send line ends as carriage returns, some with a line feed behind. */
static void unify_line_ends(GString *text)
{
    size_t kept = 0;
    for (size_t i = 0; i < text->len; i++) {
        char byte = text->str[i];
        if (byte == '\r' && text->str[i + 1] == '\n')
            i++;
        text->str[kept++] = byte == '\r' ? '\n' : byte;
    }
    g_string_truncate(text, kept);
}

/* Takes bytes up to the end of the paste; true when it is complete. */
static bool take_paste(Keys *keys)
{
    char *end = memmem(keys->raw->str, keys->raw->len, PASTE_END, strlen(PASTE_END));
    size_t length = end ? (size_t)(end - keys->raw->str) : keys->raw->len;
    if (!end) { /* the end mark may be cut in two */
        for (size_t tail = MIN(strlen(PASTE_END) - 1, length); tail > 0; tail--) {
            if (memcmp(keys->raw->str + length - tail, PASTE_END, tail) == 0) {
                length -= tail;
                break;
            }
        }
    }
    g_string_append_len(keys->paste, keys->raw->str, (gssize)length);
    drop(keys->raw, length + (end ? strlen(PASTE_END) : 0));
    if (!end)
        return false;
    keys->pasting = false;
    unify_line_ends(keys->paste);
    return true;
}

/* How many bytes at the start are surely keys; sets `*paste` if a paste begins there instead. */
static size_t key_bytes(Keys *keys, bool *paste)
{
    const GString *raw = keys->raw;
    if (raw->len > 0 && raw->str[0] == '\033') {
        size_t mark = strlen(PASTE_START), common = MIN(raw->len, mark);
        if (memcmp(raw->str, PASTE_START, common) == 0) {
            *paste = common == mark;
            return common == mark || !keys->expired ? 0 : raw->len;
        }
    }
    /* Up to the next escape, which may begin a paste or an answer, or the next <C-c>: see keys_interrupted(). */
    size_t length = MIN(raw->len, 1);
    while (length < raw->len && raw->str[length] != '\033' && raw->str[length] != '\003')
        length++;
    return length;
}

/* termkey takes a lone byte of 0x80 to 0x9f for the beginning of a sequence, which no terminal sends in UTF-8, and reads
 * beyond its tables for some.  It gets a byte that is no character instead; so it does for what begins none. */
static void spoil_lone_bytes(Keys *keys, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        guint8 byte = (guint8)keys->raw->str[i];
        bool goes_on = (byte & 0xc0) == 0x80, never = byte == 0xc0 || byte == 0xc1 || byte >= 0xf5;
        if (never || (goes_on && keys->rest == 0)) {
            keys->raw->str[i] = '\xff';
            keys->rest = 0;
        } else {
            keys->rest = goes_on ? keys->rest - 1 : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2;
        }
    }
}

/* "CSI I" and "CSI O" (mode 1004). */
static bool read_focus(const GString *raw, bool *focused)
{
    bool told = raw->len >= 3 && memcmp(raw->str, "\033[", 2) == 0 && (raw->str[2] == 'I' || raw->str[2] == 'O');
    *focused = told && raw->str[2] == 'I';
    return told;
}

/* Answers, and keys that termkey would not know whole: takes one from the start of the bytes.  False: there is none. */
static bool take_sequence(Keys *keys, Input *input, bool *wait)
{
    *input = (Input){.kind = INPUT_ANSWER};
    size_t length = answer_read(keys->raw, &input->answer, wait);
    keys->answered = *wait;
    if (length == 0 && !*wait) {
        length = csi_key_read(keys->raw->str, keys->raw->len, &input->key, wait);
        input->kind = INPUT_KEY;
    }
    if (length == 0 && !*wait && read_focus(keys->raw, &input->focused)) {
        length = 3;
        input->kind = INPUT_FOCUS;
    }
    drop(keys->raw, length);
    return length > 0;
}

static bool says_nothing(const Input *input)
{
    return input->kind == INPUT_KEY ? input->key.code == KEY_NONE
                                    : input->kind == INPUT_ANSWER && input->answer.kind == ANSWER_NONE;
}

/* Feeds termkey; true if something that is not for it has become complete. */
static bool feed(Keys *keys, Input *input)
{
    while (keys->raw->len > 0) {
        if (keys->pasting) {
            *input = (Input){.kind = INPUT_PASTE, .text = keys->paste};
            return take_paste(keys);
        }
        bool wait = false, paste = false;
        if (take_sequence(keys, input, &wait)) {
            if (!says_nothing(input))
                return true;
            continue;
        }
        if (wait && !keys->expired)
            return false;
        size_t length = key_bytes(keys, &paste);
        if (paste) {
            drop(keys->raw, strlen(PASTE_START));
            g_string_truncate(keys->paste, 0);
            keys->pasting = true;
            continue;
        }
        length = MIN(length, termkey_get_buffer_remaining(keys->termkey));
        spoil_lone_bytes(keys, length);
        size_t pushed = length > 0 ? termkey_push_bytes(keys->termkey, keys->raw->str, length) : 0;
        if (pushed == 0 || pushed == (size_t)-1)
            return false;
        drop(keys->raw, pushed);
        return false;
    }
    return false;
}

/* --- keys -------------------------------------------------------------------------------------------- */

/* termkey's names of keys that are no characters. */
static const struct {
    TermKeySym sym;
    uint32_t code;
} SYMBOLS[] = {
    {TERMKEY_SYM_BACKSPACE, 127}, {TERMKEY_SYM_DEL, 127},        {TERMKEY_SYM_TAB, '\t'},
    {TERMKEY_SYM_ENTER, '\r'},    {TERMKEY_SYM_ESCAPE, 27},      {TERMKEY_SYM_SPACE, ' '},
    {TERMKEY_SYM_UP, KEY_UP},     {TERMKEY_SYM_DOWN, KEY_DOWN},  {TERMKEY_SYM_LEFT, KEY_LEFT},
    {TERMKEY_SYM_RIGHT, KEY_RIGHT}, {TERMKEY_SYM_HOME, KEY_HOME}, {TERMKEY_SYM_END, KEY_END},
    {TERMKEY_SYM_FIND, KEY_HOME}, {TERMKEY_SYM_SELECT, KEY_END}, {TERMKEY_SYM_PAGEUP, KEY_PAGE_UP},
    {TERMKEY_SYM_PAGEDOWN, KEY_PAGE_DOWN}, {TERMKEY_SYM_INSERT, KEY_INSERT}, {TERMKEY_SYM_DELETE, KEY_DELETE},
    {TERMKEY_SYM_KPENTER, '\r'},
};

static uint8_t modifiers_of(const TermKeyKey *from)
{
    uint8_t modifiers = 0;
    modifiers |= from->modifiers & TERMKEY_KEYMOD_SHIFT ? MOD_SHIFT : 0;
    modifiers |= from->modifiers & TERMKEY_KEYMOD_ALT ? MOD_ALT : 0;
    modifiers |= from->modifiers & TERMKEY_KEYMOD_CTRL ? MOD_CTRL : 0;
    return modifiers;
}

static bool read_mouse(TermKey *termkey, const TermKeyKey *from, MouseInput *mouse)
{
    TermKeyMouseEvent event;
    int button, line, column;
    if (termkey_interpret_mouse(termkey, from, &event, &button, &line, &column) != TERMKEY_RES_KEY ||
        event == TERMKEY_MOUSE_UNKNOWN)
        return false;
    MouseKind kind = event == TERMKEY_MOUSE_PRESS ? MOUSE_PRESS : event == TERMKEY_MOUSE_DRAG ? MOUSE_DRAG : MOUSE_RELEASE;
    *mouse = (MouseInput){kind, button, line - 1, column - 1, modifiers_of(from)};
    return true;
}

/* Where terminfo has more than twelve (kf13 to kf36), they are the same twelve with Shift, and then with Control. */
static Key function_key(uint32_t number, uint8_t modifiers)
{
    static const uint8_t OF_TWELVE[] = {0, MOD_SHIFT, MOD_CTRL};
    return (Key){KEY_F1 + number % 12, (uint8_t)(modifiers | OF_TWELVE[number / 12])};
}

static bool translate(const TermKeyKey *from, Key *key)
{
    uint8_t modifiers = modifiers_of(from);
    if (from->type == TERMKEY_TYPE_UNICODE) {
        uint32_t code = (uint32_t)from->code.codepoint; /* of a broken sequence: any number */
        if (code == 0 || !g_unichar_validate(code))
            return false;
        if (modifiers & MOD_CTRL && code < 0x80)
            code = (uint32_t)g_ascii_tolower((char)code);
        *key = (Key){code, (uint8_t)(modifiers & ~MOD_SHIFT)};
        return true;
    }
    if (from->type == TERMKEY_TYPE_FUNCTION && from->code.number >= 1 && from->code.number <= 36) {
        *key = function_key((uint32_t)from->code.number - 1, modifiers);
        return true;
    }
    for (size_t i = 0; from->type == TERMKEY_TYPE_KEYSYM && i < G_N_ELEMENTS(SYMBOLS); i++) {
        if (SYMBOLS[i].sym == from->code.sym) {
            *key = (Key){SYMBOLS[i].code, modifiers};
            return true;
        }
    }
    return false;
}

bool keys_next(Keys *keys, Input *input)
{
    for (;;) {
        TermKeyKey key;
        TermKeyResult result = keys->expired && keys->raw->len == 0 ? termkey_getkey_force(keys->termkey, &key)
                                                                   : termkey_getkey(keys->termkey, &key);
        if (result == TERMKEY_RES_KEY) {
            *input = (Input){.kind = INPUT_MOUSE};
            if (key.type == TERMKEY_TYPE_MOUSE && read_mouse(keys->termkey, &key, &input->mouse))
                return true;
            input->kind = INPUT_KEY;
            if (translate(&key, &input->key))
                return true;
            continue;
        }
        keys->partial = result == TERMKEY_RES_AGAIN;
        size_t before = keys->raw->len;
        if (feed(keys, input))
            return true;
        if (keys->raw->len == before)
            return false;
    }
}

int keys_timeout(const Keys *keys)
{
    enum { OF_ANSWERS = 20 }; /* times as much: nobody types three bytes of one at once, and a line may cut it */
    if (!keys->partial && (keys->raw->len == 0 || keys->pasting))
        return -1;
    gint64 patience = keys->patience * (keys->raw->len > 0 && keys->answered ? OF_ANSWERS : 1);
    gint64 left = keys->read + patience * G_GINT64_CONSTANT(1000) - g_get_monotonic_time();
    return left > 0 ? (int)((left + 999) / 1000) : 0;
}

void keys_expire(Keys *keys)
{
    keys->expired = true;
}
