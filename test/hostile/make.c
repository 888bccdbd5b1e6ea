#include "test/hostile/make.h"

#include <stdbool.h>
#include <string.h>

enum { LONG_LINE = 1 << 20, MANY_CELLS = 1000, BIG_EVERY = 80 };

typedef struct {
    GRand *random;
    GString *bytes;
    const GPtrArray *seeds;
    const char *kind;
    GString *tale;
} Making;

HostileSeed *hostile_seed_new(const char *kind, GBytes *bytes)
{
    HostileSeed *seed = g_new0(HostileSeed, 1);
    seed->kind = kind;
    seed->bytes = bytes;
    return seed;
}

void hostile_seed_free(HostileSeed *seed)
{
    g_bytes_unref(seed->bytes);
    g_free(seed);
}

static guint pick(Making *making, guint count)
{
    return count ? g_rand_int(making->random) % count : 0;
}

static gssize place(Making *making)
{
    return (gssize)pick(making, (guint)making->bytes->len + 1);
}

static void insert(Making *making, gssize at, const char *bytes, gsize length)
{
    g_string_insert_len(making->bytes, MIN(at, (gssize)making->bytes->len), bytes, (gssize)length);
}

/* Behind a random byte of those in `set`; a random place if there is none. */
static gssize place_behind(Making *making, const char *set)
{
    gssize from = place(making);
    for (gsize i = 0; i < making->bytes->len; i++) {
        gsize at = ((gsize)from + i) % making->bytes->len;
        if (making->bytes->str[at] && strchr(set, making->bytes->str[at]))
            return (gssize)at + 1;
    }
    return from;
}

/* `count` times `open`, then `middle`, then `count` times `close`. */
static void insert_nest(Making *making, gssize at, const char *const parts[3], guint count)
{
    g_autoptr(GString) nest = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        g_string_append(nest, parts[0]);
    g_string_append(nest, parts[1]);
    for (guint i = 0; i < count; i++)
        g_string_append(nest, parts[2]);
    insert(making, at, nest->str, nest->len);
}

/* --- small changes ---------------------------------------------------------------------------------------------- */

static void truncate_anywhere(Making *making)
{
    g_string_truncate(making->bytes, (gsize)place(making));
}

static void truncate_at_a_token(Making *making)
{
    g_string_truncate(making->bytes, (gsize)place_behind(making, "\n\"'\\([{,:#@=`-"));
}

static void change_bytes(Making *making)
{
    for (guint i = pick(making, 16) + 1; i > 0 && making->bytes->len > 0; i--)
        making->bytes->str[pick(making, (guint)making->bytes->len)] = (char)g_rand_int(making->random);
}

static void change_bits(Making *making)
{
    for (guint i = pick(making, 6) + 1; i > 0 && making->bytes->len > 0; i--)
        making->bytes->str[pick(making, (guint)making->bytes->len)] ^= (char)(1 << pick(making, 8));
}

static void insert_nul(Making *making)
{
    insert(making, place(making), "\0\0\0", pick(making, 3) + 1);
}

static void delete_a_piece(Making *making)
{
    gssize at = place(making);
    g_string_erase(making->bytes, at, (gssize)pick(making, (guint)MIN(making->bytes->len - (gsize)at, 200) + 1));
}

static void double_a_piece(Making *making)
{
    gssize at = place_behind(making, "\n");
    g_autofree char *piece = g_strndup(making->bytes->str + at, making->bytes->len - (gsize)at);
    insert(making, place_behind(making, "\n"), piece, pick(making, (guint)strlen(piece) + 1));
}

static void move_a_piece(Making *making)
{
    gssize at = place_behind(making, "\n");
    gsize length = pick(making, (guint)MIN(making->bytes->len - (gsize)at, 400) + 1);
    g_autofree char *piece = g_memdup2(making->bytes->str + at, length + 1);
    g_string_erase(making->bytes, at, (gssize)length);
    insert(making, place_behind(making, "\n"), piece, length);
}

/* A file of any kind may turn up in the middle of another. */
static void splice(Making *making)
{
    const HostileSeed *other = g_ptr_array_index(making->seeds, pick(making, making->seeds->len));
    gsize size;
    const char *bytes = g_bytes_get_data(other->bytes, &size);
    gsize from = pick(making, (guint)size + 1);
    insert(making, place(making), bytes + from, pick(making, (guint)(MIN(size - from, 2000) + 1)));
}

static void insert_wrong_utf8(Making *making)
{
    static const char *const WRONG[] = {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80",
                                        "\xf8\x88\x80\x80\x80", "\xc3"};
    const char *wrong = WRONG[pick(making, G_N_ELEMENTS(WRONG))];
    insert(making, place(making), wrong, strlen(wrong));
}

static void insert_odd_characters(Making *making)
{
    static const char *const ODD[] = {"\xef\xbb\xbf", "\xe2\x80\xa8", "\xc2\x85", "\f", "\v", "\x1c", "\x1a", "\xc2\xa0",
                                      "\xe2\x80\xae", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "e\xcc\x81", "\x1b[2J",
                                      "\xef\xbf\xbf", "\xe2\x80\x8b", "\x7f", "\xf3\xa0\x81\x81"};
    for (guint i = pick(making, 4) + 1; i > 0; i--) {
        const char *odd = ODD[pick(making, G_N_ELEMENTS(ODD))];
        insert(making, place(making), odd, strlen(odd));
    }
}

static void begin_with_a_mark(Making *making)
{
    for (guint i = pick(making, 3) + 1; i > 0; i--)
        insert(making, 0, "\xef\xbb\xbf", 3);
}

/* Each byte, with a NUL before or behind it. */
static void become_utf16(Making *making)
{
    g_autoptr(GString) plain = g_string_new_len(making->bytes->str, (gssize)making->bytes->len);
    bool big = pick(making, 2);
    g_string_assign(making->bytes, big ? "\xfe\xff" : "\xff\xfe");
    for (gsize i = 0; i < plain->len; i++) {
        const char pair[] = {big ? '\0' : plain->str[i], big ? plain->str[i] : '\0'};
        g_string_append_len(making->bytes, pair, 2);
    }
}

static void mix_line_ends(Making *making)
{
    static const char *const ENDS[] = {"\r\n", "\r", "\n", "\n\r", "\r\r\n", "\\\n", "\f\n", "\xe2\x80\xa9"};
    g_autoptr(GString) plain = g_string_new_len(making->bytes->str, (gssize)making->bytes->len);
    guint one = pick(making, 2) ? pick(making, G_N_ELEMENTS(ENDS)) : G_N_ELEMENTS(ENDS);
    g_string_truncate(making->bytes, 0);
    for (gsize i = 0; i < plain->len; i++) {
        if (plain->str[i] != '\n')
            g_string_append_c(making->bytes, plain->str[i]);
        else
            g_string_append(making->bytes, ENDS[one < G_N_ELEMENTS(ENDS) ? one : pick(making, G_N_ELEMENTS(ENDS))]);
    }
}

static void insert_a_word(Making *making)
{
    static const char *const WORDS[] = {
        "@app.cell\n", "@app.function\n", "@app.class_definition\n", "with app.setup:\n", "app = marimo.App(",
        "if __name__ == \"__main__\":\n    app.run()\n", "app._unparsable_cell(r\"\"\"", "import marimo as mo\n", "return",
        "async def _():\n", "lambda: ", "f\"{x!r:{y}}\"", "f'{f\"{f'''{1}'''}\"}'", "\"\"\"", "'''", "r'\\'", "\\", "match x:\n",
        "mo.sql(f\"\"\"SELECT * FROM {x}\"\"\")", "nonlocal x\n", "global x\n", "del x\n", "from x import *\n", "*x, y = z\n",
        "(x := 1)", "class A[T]: pass\n", "type X = int\n", "except* E:\n", "@", "...", "\t", "        ", "#", ";", "else:\n",
        "# /// script\n# dependencies = []\n# ///\n", "# %%\n", "# %% [markdown]\n", "```python {.marimo}\n", "````\n",
        "```sql {.marimo query=\"x\"}\n", "---\n", "&a ", "*a", "<<: *a\n", "!!python/object ", "? ", "- ", "| \n", "{", "}", "[",
        "]", "null", "true", "NaN", "-0", "1e999", "1e-999", "\"\\ud800\"", "\"\\u0000\"", "\"cells\": 3,", "\"source\": {},",
        "\"metadata\": [],", "\"nbformat\": 99999999999999999999,", "\"cell_type\": null,", "\"outputs\": \"x\",",
        "%%bash\n", "!ls\n", "%matplotlib inline\n", "?x\n", "--", "/*", "$$", "[normal]\n", "x = ", "map ", "set ",
        " on ", "<C-", "mono", "WITH RECURSIVE a AS (", "hide_code=", "column=", "disabled=True",
    };
    for (guint i = pick(making, 3) + 1; i > 0; i--) {
        const char *word = WORDS[pick(making, G_N_ELEMENTS(WORDS))];
        insert(making, pick(making, 2) ? place(making) : place_behind(making, "\n(,= "), word, strlen(word));
    }
}

/* A number becomes one that fits nowhere. */
static void insert_a_huge_number(Making *making)
{
    static const char *const NUMBERS[] = {"99999999999999999999", "-9223372036854775809", "0x", "1e400", "4294967296", "0b",
                                          "18446744073709551616", "2147483648", "1_", "0o8", "1__0", "00"};
    gssize at = place_behind(making, "0123456789=:(");
    if (pick(making, 4) == 0) {
        insert_nest(making, at, (const char *const[]){"9", "", ""}, 5000);
    } else {
        const char *number = NUMBERS[pick(making, G_N_ELEMENTS(NUMBERS))];
        insert(making, at, number, strlen(number));
    }
}

/* The same line twice: keys of objects, options, names. */
static void double_a_line(Making *making)
{
    gssize at = place_behind(making, "\n");
    const char *line = making->bytes->str + at;
    gsize length = strcspn(line, "\n");
    g_autofree char *copy = g_strdup_printf("%.*s\n", (int)length, line);
    for (guint i = pick(making, 3) + 1; i > 0; i--)
        insert(making, at, copy, strlen(copy));
}

static const char *const NESTS[][3] = {
    {"(", "1", ")"}, {"[", "", "]"}, {"{", "", "}"}, {"{1:", "2", "}"}, {"f(", "x", ")"}, {"x[", "0", "]"}, {"(", "", ""},
    {"[", "", ""}, {"{", "", ""}, {")", "", ""}, {"]", "", ""}, {"}", "", ""}, {"not ", "x", ""}, {"-", "1", ""},
    {"lambda: ", "0", ""}, {"x.", "y", ""}, {"x+", "1", ""}, {"x if y else ", "z", ""}, {"await ", "x", ""}, {"x,", "", ""},
    {"x=", "1", ""}, {"*", "x", ""}, {"\"", "", ""}, {"'''", "", ""}, {"\\", "", ""}, {"\\\n", "x", ""}, {"@x\n", "def f(): pass\n", ""},
    {"f'{", "1", "}'"}, {"{{", "", "}}"}, {"#", "", ""}, {"\t", "x", ""}, {" ", "x", ""}, {"`", "", ""}, {"- ", "x", ""},
    {"> ", "x", ""}, {"{\"a\":", "1", "}"}, {"[{\"a\":", "1", "}]"}, {"\n", "", ""}, {"\r", "", ""}, {";", "", ""},
    {"/*", "", "*/"}, {"(SELECT * FROM ", "t", ")"}, {"\\(", "a", "\\)"}, {"<<: ", "", ""}, {"? ", "x", ""}, {"&a ", "", ""},
    {"*a,", "", ""}, {"!x ", "", ""}, {"x:", "", ""}, {"def f():\n", "pass", ""}, {"%", "", ""}, {"!", "", ""}, {"<", "", ">"},
    {"**", "x", "**"}, {"[", "x", "](y)"}, {"$", "", "$"}, {"class A(", "", "): pass\n"}, {"if x: ", "", ""},
};

static void nest(Making *making)
{
    static const guint DEPTHS[] = {20, 90, 100, 101, 199, 201, 500, 1000, 3000};
    guint kind = pick(making, G_N_ELEMENTS(NESTS));
    g_string_append_printf(making->tale, " of %s", NESTS[kind][0]);
    insert_nest(making, place_behind(making, "\n=(: "), NESTS[kind], DEPTHS[pick(making, G_N_ELEMENTS(DEPTHS))]);
}

/* Blocks within blocks, each a step further in. */
static void nest_blocks(Making *making)
{
    static const char *const HEADS[] = {"if x:", "for x in y:", "def f():", "class A:", "with x:", "try:", "while 1:", "- ", "a:"};
    const char *head = HEADS[pick(making, G_N_ELEMENTS(HEADS))];
    g_autoptr(GString) blocks = g_string_new("\n");
    guint depth = 10 + pick(making, 120);
    for (guint i = 0; i < depth; i++)
        g_string_append_printf(blocks, "%*s%s\n", (int)(i + 4), "", head);
    g_string_append_printf(blocks, "%*sx = 1\n", (int)(depth + 4), "");
    insert(making, place_behind(making, "\n"), blocks->str, blocks->len);
}

/* --- large ones --------------------------------------------------------------------------------------------------- */

static void insert_a_long_line(Making *making)
{
    static const char *const PIECES[] = {"x", " ", "9", "x + ", "\"a\", ", "(", "\\\\", "#", "\xc3\xa9", "[1], ", "{}", "''", "a.b", "f(x, ",
                                         "\t", "`", "*", "- ", "SELECT ", "%", "x = 1; ", "\\", "{", "]", "<a>", "&", "_", "\xe2\x80\x8d"};
    guint kind = pick(making, G_N_ELEMENTS(PIECES));
    g_autoptr(GString) line = g_string_new(NULL);
    while (line->len < LONG_LINE)
        g_string_append(line, PIECES[kind]);
    g_string_append_printf(making->tale, " of %s", PIECES[kind]);
    insert(making, place_behind(making, "\n=(\""), line->str, line->len);
}

static void nest_deep(Making *making)
{
    guint kind = pick(making, G_N_ELEMENTS(NESTS));
    g_string_append_printf(making->tale, " of %s", NESTS[kind][0]);
    insert_nest(making, place_behind(making, "\n=(: "), NESTS[kind], 100000);
}

static void only_depth(Making *making)
{
    g_string_truncate(making->bytes, 0);
    nest_deep(making);
}

/* A piece of it again and again: many cells, many keys, many rows. */
static void repeat_a_piece(Making *making)
{
    gssize at = place_behind(making, "\n");
    gsize length = pick(making, (guint)MIN(making->bytes->len - (gsize)at, 300) + 1);
    gsize end = (gsize)at + length;
    while (end < making->bytes->len && making->bytes->str[end - (end > 0)] != '\n')
        end++;
    g_autofree char *piece = g_memdup2(making->bytes->str + at, end - (gsize)at + 1);
    g_autoptr(GString) again = g_string_new(NULL);
    for (guint i = 0; i < MANY_CELLS && again->len < LONG_LINE / 4; i++)
        g_string_append_len(again, piece, (gssize)(end - (gsize)at));
    insert(making, at, again->str, again->len);
}

/* With a number for each $0, $1, $2. */
static void append_body(GString *bytes, const char *body, const guint numbers[3])
{
    for (; *body; body++) {
        if (*body == '$')
            g_string_append_printf(bytes, "%u", numbers[*++body - '0']);
        else
            g_string_append_c(bytes, *body);
    }
}

/* Cells that define and need each other's names, in a file that is good otherwise. */
static void many_cells(Making *making)
{
    static const char *const BODIES[] = {"x$0 = x$1", "x = $0", "print(x$1)", "x$0 = x$1 + x$2", "def f$0(): return x$1",
                                         "import a$0", "", "# only a comment"};
    static const struct {
        const char *kind, *head, *cell, *indent, *end;
    } SHAPES[] = {
        {"marimo", "import marimo\n\n__generated_with = \"0.25.2\"\napp = marimo.App()\n", "\n\n@app.cell\ndef _():\n", "    ",
         "\n    return\n"},
        {"percent", "", "# %%\n", "", "\n"},
        {"md", "", "```python {.marimo}\n", "", "\n```\n\n"},
        {"script", "", "\n", "", "\n"},
    };
    guint shape = 0;
    while (shape + 1 < G_N_ELEMENTS(SHAPES) && strcmp(SHAPES[shape].kind, making->kind) != 0)
        shape++;
    guint body = pick(making, G_N_ELEMENTS(BODIES)), count = 300 + pick(making, MANY_CELLS);
    g_string_assign(making->bytes, SHAPES[shape].head);
    for (guint i = 0; i < count; i++) {
        g_string_append_printf(making->bytes, "%s%s", SHAPES[shape].cell, SHAPES[shape].indent);
        append_body(making->bytes, BODIES[body], (const guint[]){i, i ? i - 1 : 0, pick(making, count)});
        g_string_append(making->bytes, SHAPES[shape].end);
    }
    g_string_append_printf(making->tale, " of %s", BODIES[body]);
}

/* Aliases of aliases of aliases: small to write, too large to hold. */
static void yaml_bomb(Making *making)
{
    g_autoptr(GString) bomb = g_string_new("---\na0: &a0 [x, x]\n");
    for (guint i = 1; i < 30; i++)
        g_string_append_printf(bomb, "a%u: &a%u [*a%u, *a%u, *a%u]\n", i, i, i - 1, i - 1, i - 1);
    g_string_append(bomb, "---\n");
    insert(making, pick(making, 2) ? 0 : place_behind(making, "\n"), bomb->str, bomb->len);
}

/* --- all of them -------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    void (*make)(Making *making);
} Trick;

static const Trick SMALL[] = {
    {"cut", truncate_anywhere}, {"cut at a token", truncate_at_a_token}, {"other bytes", change_bytes},
    {"other bits", change_bits}, {"NUL", insert_nul}, {"a piece deleted", delete_a_piece}, {"a piece twice", double_a_piece},
    {"a piece moved", move_a_piece}, {"spliced", splice}, {"wrong UTF-8", insert_wrong_utf8},
    {"odd characters", insert_odd_characters}, {"marks in front", begin_with_a_mark}, {"UTF-16", become_utf16},
    {"line ends", mix_line_ends}, {"words", insert_a_word}, {"words", insert_a_word}, {"a huge number", insert_a_huge_number},
    {"a line again", double_a_line}, {"nested", nest}, {"nested", nest}, {"blocks", nest_blocks}, {"YAML bomb", yaml_bomb},
};
static const Trick BIG[] = {
    {"a long line", insert_a_long_line}, {"deep", nest_deep}, {"only depth", only_depth}, {"again and again", repeat_a_piece},
    {"many cells", many_cells},
};

static void play(Making *making, const Trick *tricks, guint count)
{
    const Trick *trick = &tricks[pick(making, count)];
    g_string_append_printf(making->tale, "%s%s", making->tale->len ? ", " : "", trick->name);
    trick->make(making);
}

HostileFile hostile_make(const GPtrArray *seeds, guint32 run, guint32 number)
{
    const guint32 both[] = {run, number};
    g_autoptr(GRand) random = g_rand_new_with_seed_array(both, G_N_ELEMENTS(both));
    Making making = {.random = random, .seeds = seeds, .tale = g_string_new(NULL)};
    const HostileSeed *seed = g_ptr_array_index(seeds, pick(&making, seeds->len));
    gsize size;
    const char *bytes = g_bytes_get_data(seed->bytes, &size);
    making.kind = seed->kind;
    making.bytes = g_string_new_len(bytes, (gssize)size);
    if (number % BIG_EVERY == 0)
        play(&making, BIG, G_N_ELEMENTS(BIG));
    else
        for (guint i = MIN(pick(&making, 4), 2) + 1; i > 0; i--)
            play(&making, SMALL, G_N_ELEMENTS(SMALL));
    return (HostileFile){seed->kind, making.bytes, making.tale};
}

void hostile_file_clear(HostileFile *file)
{
    g_string_free(file->bytes, TRUE);
    g_string_free(file->tale, TRUE);
}
