#include "tui/theme.h"

#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "tui/theme_builtin.h"

G_DEFINE_QUARK(tarn-theme-error, theme_error)

typedef struct {
    StyledColour foreground, background;       /* true or of the palette */
    StyledColour foreground16, background16;
    uint8_t attributes, mono;
} Row;

struct Theme {
    Row rows[STYLE_COUNT];
    bool grounded; /* what has no colour has those of STYLE_GROUND */
};

static const char *const COLOUR_NAMES[16] = {
    "black",        "red",        "green",        "yellow",        "blue",        "magenta",        "cyan",        "white",
    "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white",
};

static const struct {
    const char *name;
    uint8_t attribute;
} ATTRIBUTE_NAMES[] = {
    {"bold", STYLED_BOLD}, {"italic", STYLED_ITALIC}, {"underline", STYLED_UNDERLINE}, {"reverse", STYLED_REVERSE},
    {"dim", STYLED_DIM},
};

/* --- reducing colours ------------------------------------------------------------------------------ */

/* xterm's palette: 16-231 a cube of six levels, 232-255 greys. */
static const int LEVELS[] = {0, 95, 135, 175, 215, 255};

static int nearest_level(int value)
{
    int best = 0;
    for (int i = 1; i < 6; i++) {
        if (abs(LEVELS[i] - value) < abs(LEVELS[best] - value))
            best = i;
    }
    return best;
}

static int distance(int r, int g, int b, int r2, int g2, int b2)
{
    return (r - r2) * (r - r2) + (g - g2) * (g - g2) + (b - b2) * (b - b2);
}

static StyledColour to_256(StyledColour colour)
{
    int r = colour >> 16 & 0xff, g = colour >> 8 & 0xff, b = colour & 0xff;
    int ri = nearest_level(r), gi = nearest_level(g), bi = nearest_level(b);
    int grey = CLAMP(((r + g + b) / 3 - 8 + 5) / 10, 0, 23), level = 8 + 10 * grey;
    if (distance(r, g, b, level, level, level) < distance(r, g, b, LEVELS[ri], LEVELS[gi], LEVELS[bi]))
        return 232 + grey;
    return 16 + 36 * ri + 6 * gi + bi;
}

/* xterm's own sixteen; the user's differ, but which is the nearest seldom does. */
static const int SIXTEEN[16] = {
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

static int rgb_of_palette(int number)
{
    if (number < 16)
        return SIXTEEN[number];
    if (number >= 232)
        return (8 + 10 * (number - 232)) * 0x010101;
    number -= 16;
    return LEVELS[number / 36] << 16 | LEVELS[number / 6 % 6] << 8 | LEVELS[number % 6];
}

static StyledColour to_16(StyledColour colour)
{
    int rgb = colour & 0x1000000 ? colour & 0xffffff : rgb_of_palette(colour);
    int best = 0, least = G_MAXINT;
    for (int i = 0; i < 16; i++) {
        int d = distance(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff, SIXTEEN[i] >> 16, SIXTEEN[i] >> 8 & 0xff,
                         SIXTEEN[i] & 0xff);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

static StyledColour reduce(StyledColour colour, ColourDepth depth)
{
    if (colour < 0 || depth == COLOUR_NONE)
        return -1;
    if (depth == COLOUR_256 && colour & 0x1000000)
        return to_256(colour);
    if (depth == COLOUR_16 && colour >= 16)
        return to_16(colour);
    return colour;
}

/* --- reading --------------------------------------------------------------------------------------- */

static bool read_colour(const char *word, StyledColour *colour)
{
    if (strcmp(word, "default") == 0) {
        *colour = -1;
        return true;
    }
    for (int i = 0; i < 16; i++) {
        if (strcmp(word, COLOUR_NAMES[i]) == 0) {
            *colour = i;
            return true;
        }
    }
    char *end;
    long number = strtol(word + (*word == '#'), &end, *word == '#' ? 16 : 10);
    if (*end || end == word)
        return false;
    if (*word == '#' && strlen(word) == 7) {
        *colour = 0x1000000 | (StyledColour)number;
        return true;
    }
    *colour = (StyledColour)number;
    return *word != '#' && number >= 0 && number < 256;
}

/* "#c099ff/magenta" */
static bool read_colours(const char *word, StyledColour *colour, StyledColour *colour16)
{
    g_auto(GStrv) parts = g_strsplit(word, "/", 2);
    if (!parts[0] || !read_colour(parts[0], colour))
        return false;
    *colour16 = reduce(*colour, COLOUR_16);
    return !parts[1] || read_colour(parts[1], colour16);
}

static uint8_t find_attribute(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ATTRIBUTE_NAMES); i++) {
        if (strcmp(word, ATTRIBUTE_NAMES[i].name) == 0)
            return ATTRIBUTE_NAMES[i].attribute;
    }
    return 0;
}

/* The word that cannot be read, or NULL. */
static const char *read_row(Row *row, char **words)
{
    bool mono = false;
    for (; *words; words++) {
        uint8_t attribute = find_attribute(*words);
        if (attribute && mono)
            row->mono |= attribute;
        else if (attribute)
            row->attributes |= attribute;
        else if (strcmp(*words, "mono") == 0)
            mono = true;
        else if (strcmp(*words, "on") == 0 && words[1] && read_colours(words[1], &row->background, &row->background16))
            words++;
        else if (!read_colours(*words, &row->foreground, &row->foreground16))
            return *words;
    }
    if (!mono)
        row->mono = row->attributes;
    return NULL;
}

static bool read_setting(Theme *theme, const Settings *settings, Setting setting, GError **error)
{
    StyleRole role = style_find(setting.key);
    if (role == STYLE_COUNT)
        return settings_fail(settings, &setting, error, "no such style: %s", setting.key);
    g_autoptr(GError) unread = NULL;
    g_auto(GStrv) words = settings_words(setting.value, &unread);
    if (!words)
        return settings_fail(settings, &setting, error, "%s", unread->message);
    Row row = {-1, -1, -1, -1, 0, 0};
    const char *wrong = read_row(&row, words);
    if (wrong)
        return settings_fail(settings, &setting, error, "neither a colour nor an attribute: %s", wrong);
    theme->rows[role] = row;
    return true;
}

Theme *theme_parse(const char *name, const char *bytes, GError **error)
{
    g_autoptr(Settings) settings = settings_parse(name, bytes, -1, error);
    if (!settings)
        return NULL;
    g_autoptr(Theme) theme = g_new0(Theme, 1);
    for (int i = 0; i < STYLE_COUNT; i++)
        theme->rows[i] = (Row){-1, -1, -1, -1, 0, 0};
    for (size_t i = 0; i < settings_count(settings); i++) {
        if (!read_setting(theme, settings, settings_at(settings, i), error))
            return NULL;
    }
    return g_steal_pointer(&theme);
}

/* Those that are compiled in: "dark, light"; the caller frees it. */
static char *theme_names(void)
{
    GString *names = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(BUILTIN_THEMES); i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", BUILTIN_THEMES[i].name);
    return g_string_free(names, FALSE);
}

static gpointer make_list(gpointer unused)
{
    const char **names = g_new0(const char *, G_N_ELEMENTS(BUILTIN_THEMES) + 1);
    for (size_t i = 0; i < G_N_ELEMENTS(BUILTIN_THEMES); i++)
        names[i] = BUILTIN_THEMES[i].name;
    return names;
}

const char *const *theme_list(void)
{
    static GOnce once = G_ONCE_INIT; /* a constant that is computed */
    return g_once(&once, make_list, NULL);
}

Theme *theme_find(const char *name, GError **error)
{
    g_autofree char *file = g_strconcat(name, ".theme", NULL);
    g_autofree char *path = g_build_filename(g_get_user_config_dir(), "tarn", "themes", file, NULL);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GString) own = strchr(name, '/') ? NULL : settings_read(path, &problem);
    if (own)
        return theme_parse(path, own->str, error);
    if (problem && problem->domain == SETTINGS_ERROR) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(BUILTIN_THEMES); i++) {
        if (strcmp(BUILTIN_THEMES[i].name, name) == 0)
            return theme_parse(file, BUILTIN_THEMES[i].text, error);
    }
    g_autofree char *known = theme_names();
    g_set_error(error, THEME_ERROR, THEME_ERROR_UNKNOWN, "no theme named %s; there are %s", name, known);
    return NULL;
}

void theme_free(Theme *theme)
{
    g_free(theme);
}

/* --- using ----------------------------------------------------------------------------------------- */

static bool is_light(StyledColour colour)
{
    return (colour >> 16 & 0xff) * 299 + (colour >> 8 & 0xff) * 587 + (colour & 0xff) * 114 > 127 * 1000;
}

bool theme_stand_on(Theme *theme, bool light)
{
    StyledColour ground = theme->rows[STYLE_GROUND].background;
    bool before = theme->grounded;
    theme->grounded = ground >= 0x1000000 && is_light(ground) != light;
    return theme->grounded != before;
}

static Face face_of_row(const Row *row, ColourDepth depth)
{
    if (depth == COLOUR_NONE)
        return (Face){-1, -1, row->mono};
    if (depth == COLOUR_16)
        return (Face){row->foreground16, row->background16, row->attributes};
    return (Face){reduce(row->foreground, depth), reduce(row->background, depth), row->attributes};
}

Face theme_face(const Theme *theme, Style style, ColourDepth depth)
{
    Face face = face_of_row(&theme->rows[style.role < STYLE_COUNT ? style.role : STYLE_TEXT], depth);
    if (style.foreground >= 0)
        face.foreground = reduce(style.foreground, depth);
    if (style.background >= 0)
        face.background = reduce(style.background, depth);
    face.attributes |= style.attributes;
    if (style.over && style.over < STYLE_COUNT) {
        Face over = face_of_row(&theme->rows[style.over], depth);
        face.foreground = over.foreground >= 0 ? over.foreground : face.foreground;
        face.background = over.background >= 0 ? over.background : face.background;
        face.attributes |= over.attributes;
    }
    if (theme->grounded && depth != COLOUR_NONE) {
        Face ground = face_of_row(&theme->rows[STYLE_GROUND], depth);
        face.foreground = face.foreground >= 0 ? face.foreground : ground.foreground;
        face.background = face.background >= 0 ? face.background : ground.background;
    }
    return face;
}
