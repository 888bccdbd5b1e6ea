#include "tui/kitty.h"

#include <string.h>

enum { PIECE = 4096 }; /* bytes of a picture that a command may have */

/* The characters above a placeholder that count its row and column: ranges of those in the list of the protocol. */
static const struct {
    uint32_t first, count;
} MARKS[] = {
    {0x0305, 1}, {0x030d, 2}, {0x0310, 1}, {0x0312, 1}, {0x033d, 3}, {0x0346, 1}, {0x034a, 3}, {0x0350, 3},
    {0x0357, 1}, {0x035b, 1}, {0x0363, 13}, {0x0483, 5}, {0x0592, 4}, {0x0597, 3}, {0x059c, 6}, {0x05a8, 2},
    {0x05ab, 2}, {0x05af, 1}, {0x05c4, 1}, {0x0610, 8}, {0x0657, 5}, {0x065d, 2}, {0x06d6, 7}, {0x06df, 4},
    {0x06e4, 1}, {0x06e7, 2}, {0x06eb, 2}, {0x0730, 1}, {0x0732, 2}, {0x0735, 2}, {0x073a, 1}, {0x073d, 1},
    {0x073f, 3}, {0x0743, 1}, {0x0745, 1}, {0x0747, 1}, {0x0749, 2}, {0x07eb, 7}, {0x07f3, 1}, {0x0816, 4},
    {0x081b, 9}, {0x0825, 3}, {0x0829, 5}, {0x0951, 1}, {0x0953, 2}, {0x0f82, 2}, {0x0f86, 2}, {0x135d, 3},
    {0x17dd, 1}, {0x193a, 1}, {0x1a17, 1}, {0x1a75, 8}, {0x1b6b, 1}, {0x1b6d, 7}, {0x1cd0, 3}, {0x1cda, 2},
    {0x1ce0, 1}, {0x1dc0, 2}, {0x1dc3, 7}, {0x1dcb, 2}, {0x1dd1, 22}, {0x1dfe, 1}, {0x20d0, 2}, {0x20d4, 4},
    {0x20db, 2}, {0x20e1, 1}, {0x20e7, 1}, {0x20e9, 1}, {0x20f0, 1}, {0x2cef, 3}, {0x2de0, 32}, {0xa66f, 1},
    {0xa67c, 2}, {0xa6f0, 2}, {0xa8e0, 18}, {0xaab0, 1}, {0xaab2, 2}, {0xaab7, 2}, {0xaabe, 2}, {0xaac1, 1},
    {0xfe20, 7}, {0x10a0f, 1}, {0x10a38, 1}, {0x1d185, 5}, {0x1d1aa, 4}, {0x1d242, 3},
};

static void add_mark(GString *bytes, uint32_t number)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MARKS); i++) {
        if (number < MARKS[i].count) {
            g_string_append_unichar(bytes, MARKS[i].first + number);
            return;
        }
        number -= MARKS[i].count;
    }
}

/* `tmux`: packed so that it goes on to the terminal. */
static void add_command(GString *bytes, bool tmux, const char *command, size_t length)
{
    static const char PACK[] = "\033Ptmux;\033\033_G", END[] = "\033\033\\\033\\";
    g_string_append(bytes, tmux ? PACK : "\033_G");
    g_string_append_len(bytes, command, (gssize)length);
    g_string_append(bytes, tmux ? END : "\033\\");
}

G_GNUC_PRINTF(3, 4) static void add_formatted(GString *bytes, bool tmux, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *command = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    add_command(bytes, tmux, command, strlen(command));
}

void kitty_ask(GString *bytes, bool tmux)
{
    add_formatted(bytes, tmux, "i=31,s=1,v=1,a=q,t=d,f=24;AAAA");
}

void kitty_send(GString *bytes, bool tmux, uint32_t id, const uint8_t *png, size_t length)
{
    g_autofree char *encoded = g_base64_encode(png, length);
    size_t left = strlen(encoded);
    g_autoptr(GString) command = g_string_new(NULL);
    g_string_printf(command, "a=t,q=2,f=100,i=%u,", id);
    for (const char *at = encoded; left > 0;) {
        size_t piece = MIN(left, PIECE);
        left -= piece;
        g_string_append_printf(command, "m=%d;", left > 0);
        g_string_append_len(command, at, (gssize)piece);
        add_command(bytes, tmux, command->str, command->len);
        g_string_assign(command, "q=2,");
        at += piece;
    }
}

void kitty_forget(GString *bytes, bool tmux, uint32_t id)
{
    add_formatted(bytes, tmux, "a=d,d=I,q=2,i=%u", id);
}

void kitty_place(GString *bytes, uint32_t id, uint32_t place, const KittyPlace *part)
{
    add_formatted(bytes, false, "a=p,q=2,i=%u,p=%u,x=%d,y=%d,w=%d,h=%d,c=%d,r=%d,C=1", id, place, part->x, part->y,
                  part->width, part->height, part->columns, part->rows);
}

void kitty_take_away(GString *bytes, uint32_t id, uint32_t place)
{
    add_formatted(bytes, false, "a=d,d=i,q=2,i=%u,p=%u", id, place);
}

void kitty_make_placeholders(GString *bytes, bool tmux, uint32_t id, int columns, int rows)
{
    add_formatted(bytes, tmux, "a=p,U=1,q=2,i=%u,c=%d,r=%d", id, columns, rows);
}

/* The lowest byte of the id is a colour, the highest a third mark: what lies between them tmux might change. */
void kitty_add_placeholder(GString *bytes, uint32_t id, int row, int column)
{
    g_string_append_unichar(bytes, 0x10eeee);
    add_mark(bytes, (uint32_t)row);
    add_mark(bytes, (uint32_t)column);
    add_mark(bytes, id >> 24);
}
