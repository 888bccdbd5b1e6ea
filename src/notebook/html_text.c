#include "notebook/html_text.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

typedef struct {
    GString *text;
    unsigned preformatted; /* how many <pre> are open */
    bool blank;            /* one is due before the next letter */
} Reader;

typedef struct {
    char name[32]; /* lower case; cut */
    bool closes;
} Tag;

static void end_line(Reader *reader)
{
    reader->blank = false;
    if (reader->text->len && reader->text->str[reader->text->len - 1] != '\n')
        g_string_append_c(reader->text, '\n');
}

static void add_characters(Reader *reader, const char *bytes, size_t length)
{
    if (reader->blank && reader->text->len && reader->text->str[reader->text->len - 1] != '\n')
        g_string_append_c(reader->text, ' ');
    reader->blank = false;
    g_string_append_len(reader->text, bytes, (gssize)length);
}

/* --- character references ------------------------------------------------------------------------------------------ */

static gunichar numbered(const char *name)
{
    bool hexadecimal = name[1] == 'x' || name[1] == 'X';
    guint64 number = g_ascii_strtoull(name + (hexadecimal ? 2 : 1), NULL, hexadecimal ? 16 : 10);
    return number < 0x110000 && g_unichar_validate((gunichar)number) && number >= ' ' ? (gunichar)number
           : number == '\n' || number == '\t' ? (gunichar)number : 0xfffd;
}

static gunichar named(const char *name)
{
    static const struct {
        const char *name;
        gunichar character;
    } NAMES[] = {{"lt", '<'},       {"gt", '>'},      {"amp", '&'},      {"quot", '"'},
                 {"apos", '\''},    {"nbsp", ' '},    {"hellip", 0x2026}, {"ndash", 0x2013},
                 {"mdash", 0x2014}, {"times", 0xd7},  {"copy", 0xa9},    {"middot", 0xb7}};
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (strcmp(name, NAMES[i].name) == 0)
            return NAMES[i].character;
    }
    return 0;
}

/* Behind "&"; what is no reference is text.  Returns the byte behind it. */
static const char *read_reference(Reader *reader, const char *at)
{
    char name[12];
    size_t length = strspn(at, "#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    gunichar character = 0;
    if (length > 1 && length < sizeof name && at[length] == ';') {
        memcpy(name, at, length);
        name[length] = '\0';
        character = *name == '#' ? numbered(name) : named(name);
    }
    if (!character) {
        add_characters(reader, "&", 1);
        return at;
    }
    char encoded[6];
    add_characters(reader, encoded, (size_t)g_unichar_to_utf8(character, encoded));
    return at + length + 1;
}

/* --- tags ------------------------------------------------------------------------------------------------------------ */

/* Behind the name of a tag to behind its ">", quoted values passed over. */
static const char *skip_attributes(const char *at)
{
    while (*at && *at != '>') {
        const char *close = *at == '"' || *at == '\'' ? strchr(at + 1, *at) : NULL;
        at = close ? close + 1 : at + 1;
    }
    return *at ? at + 1 : at;
}

/* Behind the end tag of that name. */
static const char *skip_content(const char *at, const char *name)
{
    size_t length = strlen(name);
    while ((at = strstr(at, "</"))) {
        at += 2;
        if (g_ascii_strncasecmp(at, name, length) == 0)
            return skip_attributes(at);
    }
    return NULL;
}

static bool is_one_of(const char *name, const char *const *names)
{
    return g_strv_contains(names, name);
}

static void take_tag(Reader *reader, const Tag *tag)
{
    static const char *const BLOCKS[] = {"p",  "div", "br", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
                                         "tr", "table", "blockquote", "section", "details", "summary", "hr", NULL};
    static const char *const WRAPPERS[] = {"marimo-ui-element", "marimo-island", NULL};
    if (is_one_of(tag->name, BLOCKS))
        end_line(reader);
    if (strcmp(tag->name, "td") == 0 || strcmp(tag->name, "th") == 0)
        reader->blank = true;
    if (strcmp(tag->name, "pre") == 0) {
        unsigned fewer = reader->preformatted ? reader->preformatted - 1 : 0;
        reader->preformatted = tag->closes ? fewer : reader->preformatted + 1;
    }
    if (strcmp(tag->name, "li") == 0 && !tag->closes)
        g_string_append(reader->text, "• ");
    if (g_str_has_prefix(tag->name, "marimo-") && !tag->closes && !is_one_of(tag->name, WRAPPERS)) {
        g_autofree char *named_element = g_strdup_printf("(%s)", tag->name + strlen("marimo-"));
        add_characters(reader, named_element, strlen(named_element));
    }
}

/* Behind "<"; returns the byte behind the tag, NULL if nothing follows. */
static const char *read_tag(Reader *reader, const char *at)
{
    if (g_str_has_prefix(at, "!--")) {
        const char *end = strstr(at + 3, "-->");
        return end ? end + 3 : NULL;
    }
    Tag tag = {.closes = *at == '/'};
    const char *name = at + tag.closes;
    if (!g_ascii_isalpha(*name) && *at != '!' && *at != '?') {
        add_characters(reader, "<", 1);
        return at;
    }
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    for (size_t i = 0; i < MIN(length, sizeof tag.name - 1); i++)
        tag.name[i] = g_ascii_tolower(name[i]);
    at = skip_attributes(name + length);
    static const char *const SILENT[] = {"script", "style", "head", "svg", "template", NULL};
    if (!tag.closes && is_one_of(tag.name, SILENT))
        return skip_content(at, tag.name);
    take_tag(reader, &tag);
    return at;
}

char *html_to_text(const char *html)
{
    Reader reader = {.text = g_string_new(NULL)};
    for (const char *at = html; at && *at;) {
        if (*at == '<') {
            at = read_tag(&reader, at + 1);
        } else if (*at == '&') {
            at = read_reference(&reader, at + 1);
        } else if (g_ascii_isspace(*at) && !reader.preformatted) {
            reader.blank = true;
            at++;
        } else {
            add_characters(&reader, at, 1);
            at++;
        }
    }
    while (reader.text->len && g_ascii_isspace(reader.text->str[reader.text->len - 1]))
        g_string_truncate(reader.text, reader.text->len - 1);
    return g_string_free(reader.text, FALSE);
}
