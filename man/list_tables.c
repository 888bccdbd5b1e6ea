/* Fills a manual page with the program's own tables, so that the page cannot disagree with them:
 *
 *     list_tables tarn-keys.7.scd > page.scd
 *
 * A line that is the name of a table between at signs, like "@commands@", is replaced by that table in scdoc's
 * format.  An unknown name fails the build.
 */
#include <stdio.h>
#include <string.h>

#include "edit/ex.h"
#include "edit/option.h"
#include "engine/wire_list.h"
#include "tui/style.h"

/* --- scdoc ------------------------------------------------------------------------------------------ */

/* Signs that mean something to scdoc, behind a backslash. */
static char *escaped(const char *text)
{
    GString *out = g_string_new(NULL);
    for (; *text; text++) {
        if (g_ascii_ispunct(*text))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *text);
    }
    return g_string_free(out, FALSE);
}

static const char PLAIN[] = "", BOLD[] = "*";

/* The first cell of a row begins it: "|[ ", the others are ":[ "; the last column takes the room that is left. */
static void print_cell(const char *begin, const char *sign, const char *text)
{
    g_autofree char *safe = escaped(text);
    printf("%s %s%s%s\n", begin, *text ? sign : PLAIN, safe, *text ? sign : PLAIN);
}

static void print_row(const char *first, const char *second, const char *last)
{
    print_cell("|[", BOLD, first);
    if (second)
        print_cell(":[", PLAIN, second);
    print_cell(":<", PLAIN, last);
}

/* --- keys ------------------------------------------------------------------------------------------- */

/* What keys do, by "KEYS\001WHAT\001" and a group: in which modes, and its help. */
typedef struct {
    unsigned modes;
    const char *help;
} KeyRow;

typedef struct {
    GHashTable *rows; /* char * -> KeyRow *, owned */
    MapMode mode;
} KeyTable;

static void add_key(const char *keys, const Binding *binding, gpointer data)
{
    KeyTable *table = data;
    g_autofree char *shown = keys_shown(keys), *what = binding_shown(binding);
    /* What keys do to elements of mo.ui is told apart, though some of it they do elsewhere, too. */
    bool apart = table->mode == MAP_WIDGET || table->mode == MAP_MENU || table->mode == MAP_TABLE || table->mode == MAP_PANEL ||
                 table->mode == MAP_COMPLETION || table->mode == MAP_SCRATCH;
    g_autofree char *name = g_strdup_printf("%s\001%s\001%d", shown, what, apart ? (int)table->mode : -1);
    if (table->mode == MAP_OUTPUT && g_hash_table_contains(table->rows, name))
        return; /* as in normal mode */
    KeyRow *row = g_hash_table_lookup(table->rows, name);
    if (!row) {
        row = g_new0(KeyRow, 1);
        row->help = ex_binding_help(binding);
        g_hash_table_insert(table->rows, g_steal_pointer(&name), row);
    }
    row->modes |= 1u << table->mode;
}

static GHashTable *key_rows(const Keymap *keymap)
{
    KeyTable table = {.rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
    bool modeless = keymap_has(keymap, MAP_MODELESS); /* then the rows of the other modes are Vim's */
    for (table.mode = 0; table.mode < MAP_MODES; table.mode++) {
        if (!modeless || table.mode == MAP_MODELESS || table.mode == MAP_PROMPT || table.mode == MAP_PANEL ||
            table.mode == MAP_COMPLETION || table.mode == MAP_SCRATCH)
            keymap_each(keymap, table.mode, "", add_key, &table);
    }
    return table.rows;
}

enum {
    NORMAL = 1 << MAP_NORMAL, VISUAL = 1 << MAP_VISUAL, PENDING = 1 << MAP_PENDING, INSERT = 1 << MAP_INSERT,
    OUTPUT = 1 << MAP_OUTPUT, REPLACE = 1 << MAP_REPLACE, PROMPT = 1 << MAP_PROMPT, MODELESS = 1 << MAP_MODELESS,
    TABLE = 1 << MAP_TABLE, PANEL = 1 << MAP_PANEL, WIDGET = 1 << MAP_WIDGET, MENU = 1 << MAP_MENU, COMPLETION = 1 << MAP_COMPLETION,
    SCRATCH = 1 << MAP_SCRATCH,
};

/* Rows are told once, under the modes they have in common. */
static const struct {
    unsigned modes;
    const char *title;
} PARTS[] = {
    {NORMAL | VISUAL | PENDING, "Motions: normal mode, visual mode, after an operator"},
    {VISUAL | PENDING, "Objects: visual mode, after an operator"},
    {NORMAL | VISUAL, "Normal and visual mode"},
    {NORMAL, "Normal mode"},
    {VISUAL, "Visual mode"},
    {PENDING, "After an operator"},
    {NORMAL | PENDING, "Normal mode, after an operator"},
    {INSERT, "Insert and replace mode"},
    {REPLACE, "Replace mode"},
    {MODELESS, "While editing"},
    {PROMPT, "While a line is typed"},
    {OUTPUT, "In an output: these, and what moves, selects and copies in normal mode"},
    {TABLE, "In a table that fills the screen"},
    {PANEL, "In a panel"},
    {WIDGET, "While keys operate an element of mo.ui"},
    {MENU, "While its options are open"},
    {COMPLETION, "While the menu of completion is open"},
    {SCRATCH, "In the scratchpad"},
};

static GList *sorted_names(GHashTable *rows)
{
    return g_list_sort(g_hash_table_get_keys(rows), (GCompareFunc)strcmp);
}

static bool print_keys(const Keymap *keymap)
{
    g_autoptr(GHashTable) rows = key_rows(keymap);
    g_autoptr(GList) names = sorted_names(rows);
    guint told = 0;
    for (size_t part = 0; part < G_N_ELEMENTS(PARTS); part++) {
        bool any = false;
        for (GList *name = names; name; name = name->next) {
            const KeyRow *row = g_hash_table_lookup(rows, name->data);
            if (row->modes != PARTS[part].modes)
                continue;
            if (!any)
                printf("## %s\n\n", PARTS[part].title);
            any = true;
            told++;
            g_auto(GStrv) cells = g_strsplit(name->data, "\001", 3);
            print_row(cells[0], cells[1], row->help);
        }
        if (any)
            puts("");
    }
    return told == g_hash_table_size(rows); /* else a mixture of modes has no title */
}

static bool print_keys_of(const char *name)
{
    g_autoptr(Keymap) keymap = keymap_load(name, NULL);
    return keymap && print_keys(keymap);
}

static bool print_plain_keys(const Keymap *keymap)
{
    return print_keys_of("plain");
}

static bool print_emacs_keys(const Keymap *keymap)
{
    return print_keys_of("emacs");
}

/* --- the other tables ------------------------------------------------------------------------------- */

typedef struct {
    const Action *action;
    GString *keys;
} ActionKeys;

static void add_action_keys(const char *keys, const Binding *binding, gpointer data)
{
    ActionKeys *wanted = data;
    if (!binding_is(binding, wanted->action))
        return;
    g_autofree char *shown = keys_shown(keys), *padded = g_strdup_printf(" %s ", shown);
    g_autofree char *before = g_strdup_printf(" %s ", wanted->keys->str);
    if (!strstr(before, padded))
        g_string_append_printf(wanted->keys, "%s%s", wanted->keys->len ? " " : "", shown);
}

static bool print_actions(const Keymap *keymap)
{
    static const char *const KINDS[] = {"command", "motion", "object", "operator"};
    size_t count;
    const Action *const *actions = actions_all(&count);
    for (size_t i = 0; i < count; i++) {
        g_autoptr(GString) keys = g_string_new(NULL);
        for (MapMode mode = 0; mode < MAP_MODES; mode++)
            keymap_each(keymap, mode, "", add_action_keys, &(ActionKeys){actions[i], keys});
        print_row(actions[i]->name, KINDS[actions[i]->kind], keys->len ? keys->str : actions[i]->help);
    }
    return true;
}

static bool print_commands(const Keymap *keymap)
{
    for (const ExCommand *row = EX_COMMANDS; row->name; row++) {
        g_autofree char *synopsis = ex_synopsis(row);
        print_row(synopsis, NULL, row->help);
    }
    return true;
}

static bool print_options(const Keymap *keymap)
{
    for (const Option *row = OPTIONS; row->name; row++) {
        g_autofree char *preset = row->type == OPTION_TEXT     ? g_strdup(row->preset_text)
                                  : row->type == OPTION_BOOL   ? g_strdup(row->preset ? "on" : "off")
                                  : row->type == OPTION_CHOICE ? g_strdup(row->choices[row->preset])
                                                               : g_strdup_printf("%ld", row->preset);
        g_autofree char *names = g_strjoin(", ", row->name, row->shorter, NULL);
        print_row(names, preset, row->help);
    }
    return true;
}

static bool print_styles(const Keymap *keymap)
{
    for (StyleRole role = 0; role < STYLE_COUNT; role++) {
        g_autofree char *name = escaped(style_name(role));
        printf("*%s*%s\n", name, role + 1 < STYLE_COUNT ? "," : ".");
    }
    return true;
}

/* Fields as they are written: each with a letter of the shape. */
static bool print_packets(const Keymap *keymap)
{
#define AS_ROW(name, number, shape, fields) {#name, #number, shape, fields},
    static const struct {
        const char *name, *number, *shape, *fields;
    } PACKETS[] = {WIRE_PACKETS(AS_ROW)};
#undef AS_ROW
    for (size_t i = 0; i < G_N_ELEMENTS(PACKETS); i++) {
        g_autofree char *named = g_strdup_printf("%s %s", PACKETS[i].number, PACKETS[i].name);
        print_row(named, PACKETS[i].shape, PACKETS[i].fields);
    }
    return true;
}

static bool print_protocol(const Keymap *keymap)
{
    printf("The number is %d.\n", WIRE_PROTOCOL);
    return true;
}

static const struct {
    const char *name;
    bool (*print)(const Keymap *keymap);
} TABLES[] = {
    {"@keys@", print_keys},       {"@actions@", print_actions}, {"@commands@", print_commands},
    {"@plain@", print_plain_keys}, {"@emacs@", print_emacs_keys},
    {"@options@", print_options}, {"@styles@", print_styles},
    {"@packets@", print_packets},   {"@protocol@", print_protocol},
};

static bool print_line(const char *line, const Keymap *keymap)
{
    if (*line != '@') {
        puts(line);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(TABLES); i++) {
        if (strcmp(TABLES[i].name, line) == 0)
            return TABLES[i].print(keymap);
    }
    return false;
}

int main(int argc, char **argv)
{
    g_autofree char *text = NULL;
    g_autoptr(Keymap) keymap = keymap_new();
    if (argc != 2 || !g_file_get_contents(argv[1], &text, NULL, NULL) ||
        !keymap_read(keymap, KEYMAP_VIM, "vim.keys", NULL)) {
        fprintf(stderr, "usage: list_tables PAGE.scd\n");
        return 2;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] && (lines[i][0] || lines[i + 1]); i++) {
        if (!print_line(lines[i], keymap)) {
            fprintf(stderr, "%s:%zu: the table %s cannot be printed\n", argv[1], i + 1, lines[i]);
            return 1;
        }
    }
    return 0;
}
