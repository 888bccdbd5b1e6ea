#include "edit/register.h"

#include <string.h>

enum { LETTERS = 26, DIGITS = 10, SMALL = LETTERS + DIGITS, CLIPBOARD, SLOTS };

struct Registers {
    Register slots[SLOTS];
    bool filled[SLOTS];
    int last; /* the slot that '"' is another name of, or -1 */
};

Registers *registers_new(void)
{
    Registers *registers = g_new0(Registers, 1);
    registers->last = -1;
    return registers;
}

static void slot_clear(Register *slot)
{
    g_clear_pointer(&slot->text, g_free);
    g_clear_pointer(&slot->cells, g_ptr_array_unref);
}

void registers_free(Registers *registers)
{
    for (int i = 0; i < SLOTS; i++)
        slot_clear(&registers->slots[i]);
    g_free(registers);
}

static int slot_of(const Registers *registers, uint32_t name)
{
    if (name == '"')
        return registers->last;
    if (name >= 'a' && name <= 'z')
        return (int)(name - 'a');
    if (name >= 'A' && name <= 'Z')
        return (int)(name - 'A');
    if (name >= '0' && name <= '9')
        return LETTERS + (int)(name - '0');
    if (name == '-')
        return SMALL;
    return name == '+' || name == '*' ? CLIPBOARD : -1;
}

const Register *registers_get(const Registers *registers, uint32_t name)
{
    int slot = slot_of(registers, name);
    return slot >= 0 && registers->filled[slot] ? &registers->slots[slot] : NULL;
}

bool registers_writable(uint32_t name)
{
    return name == '"' || name == '-' || name == '_' || name == '+' || name == '*' ||
           (name < 128 && g_ascii_isalnum((char)name));
}

static void slot_set(Registers *registers, int slot, const Register *what)
{
    Register copy = *what;
    copy.text = g_strdup(what->text);
    copy.cells = what->cells ? g_ptr_array_ref(what->cells) : NULL;
    slot_clear(&registers->slots[slot]);
    registers->slots[slot] = copy;
    registers->filled[slot] = true;
}

/* Appending a line to characters, or the other way round, makes the register linewise. */
static void slot_append(Registers *registers, int slot, const Register *what)
{
    if (!registers->filled[slot]) {
        slot_set(registers, slot, what);
        return;
    }
    Register *old = &registers->slots[slot];
    bool by_line = what->wise != WISE_CHAR || old->wise != WISE_CHAR;
    char *text = g_strconcat(old->text, by_line ? "\n" : "", what->text, NULL);
    g_free(old->text);
    old->text = text;
    if (what->wise == WISE_LINE && old->wise == WISE_CHAR)
        old->wise = WISE_LINE;
    old->width = MAX(old->width, what->width);
    if (old->cells && what->cells) {
        for (guint i = 0; i < what->cells->len; i++)
            g_ptr_array_add(old->cells, cell_snapshot_ref(g_ptr_array_index(what->cells, i)));
    } else if (old->cells) {
        g_clear_pointer(&old->cells, g_ptr_array_unref);
        old->wise = WISE_LINE;
    }
}

void registers_set(Registers *registers, uint32_t name, const Register *what)
{
    if (name == '"')
        name = '0';
    int slot = slot_of(registers, name);
    if (slot < 0)
        return;
    if (name < 128 && g_ascii_isupper((char)name))
        slot_append(registers, slot, what);
    else
        slot_set(registers, slot, what);
    registers->last = slot;
}

void registers_record(Registers *registers, uint32_t name, const Register *what)
{
    int last = registers->last;
    registers_set(registers, name, what);
    registers->last = last;
}

void registers_yank(Registers *registers, uint32_t name, const Register *what)
{
    if (name != '_')
        registers_set(registers, name, what);
}

static void shift_numbered(Registers *registers)
{
    slot_clear(&registers->slots[LETTERS + 9]);
    for (int digit = 9; digit > 1; digit--) {
        registers->slots[LETTERS + digit] = registers->slots[LETTERS + digit - 1];
        registers->filled[LETTERS + digit] = registers->filled[LETTERS + digit - 1];
    }
    registers->slots[LETTERS + 1] = (Register){0};
    registers->filled[LETTERS + 1] = false;
}

void registers_delete(Registers *registers, uint32_t name, const Register *what, bool several_lines, bool big)
{
    if (name == '_')
        return;
    bool named = name != '"';
    bool appends = name < 128 && g_ascii_isupper((char)name);
    if (named)
        registers_set(registers, name, what);
    int last = registers->last;
    if (several_lines || big) {
        shift_numbered(registers);
        registers_set(registers, '1', what);
    }
    if (appends)
        registers->last = last;
    if (!named && !several_lines)
        registers_set(registers, '-', what);
}
