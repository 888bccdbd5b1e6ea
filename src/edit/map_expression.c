/* A reader for each level of precedence; what it reads it evaluates at once, and both sides of a `?`, since nothing that
 * can be asked changes anything. */
#include "edit/map_expression.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "edit/map_value.h"
#include "edit/option.h"

enum { DEEPEST = 50, MOST_ARGUMENTS = 3 };

G_DEFINE_QUARK(tarn-map-expression-error-quark, map_expression_error)

typedef struct {
    const Editor *editor;
    const char *at;
    unsigned depth;
    bool as_text; /* keys are what they send, not names */
    GError *error; /* the first one: from there on nothing is read */
} Reader;

static MapValue read_choice(Reader *reader);

static void fail(Reader *reader, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void fail(Reader *reader, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!reader->error)
        reader->error = g_error_new_valist(MAP_EXPRESSION_ERROR, 0, format, arguments);
    va_end(arguments);
    reader->at += strlen(reader->at);
}

static bool takes(Reader *reader, const char *sign)
{
    reader->at += strspn(reader->at, " \t");
    if (!g_str_has_prefix(reader->at, sign))
        return false;
    reader->at += strlen(sign);
    return true;
}

static void must_take(Reader *reader, const char *sign)
{
    if (!takes(reader, sign))
        fail(reader, "E15: Invalid expression: \"%s\" expected%s%s", sign, *reader->at ? " before " : "", reader->at);
}

static MapValue whole(long number)
{
    return (MapValue){.number = number};
}

/* --- what stands alone ------------------------------------------------------------------------------------ */

/* "\<C-n>": the name, which keys_parse() reads, or what the key sends; false: it names none. */
static bool read_key(Reader *reader, GString *text)
{
    Key key;
    size_t length = *reader->at == '<' ? key_parse(reader->at, &key) : 0;
    if (length <= 1)
        return false;
    g_autofree char *sent = reader->as_text ? text_of_keys(&key, 1) : g_strndup(reader->at, length);
    g_string_append(text, sent);
    reader->at += length;
    return true;
}

/* "\x41", "\u20ac", "\101". */
static bool read_code(Reader *reader, GString *text)
{
    static const struct {
        const char *letters, *digits;
        size_t most;
        int base;
    } CODES[] = {{"xX", "0123456789abcdefABCDEF", 2, 16}, {"u", "0123456789abcdefABCDEF", 4, 16},
                 {"U", "0123456789abcdefABCDEF", 8, 16}, {"", "01234567", 3, 8}};
    for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++) {
        const char *at = reader->at + (*CODES[i].letters ? 1 : 0);
        bool named = !*CODES[i].letters || (*reader->at && strchr(CODES[i].letters, *reader->at));
        size_t length = named ? MIN(strspn(at, CODES[i].digits), CODES[i].most) : 0;
        if (!length)
            continue;
        g_autofree char *number = g_strndup(at, length);
        gunichar code = (gunichar)strtoul(number, NULL, CODES[i].base);
        if (code == '<' && !reader->as_text)
            g_string_append(text, "<lt>");
        else if (code && g_unichar_validate(code))
            g_string_append_unichar(text, code);
        reader->at = at + length;
        return true;
    }
    return false;
}

static void read_escape(Reader *reader, GString *text)
{
    static const char NAMES[] = "nterbf", CODES[] = "\n\t\033\r\b\f";
    char letter = *reader->at;
    const char *name = letter ? strchr(NAMES, letter) : NULL;
    if (!letter || read_key(reader, text) || read_code(reader, text))
        return;
    g_string_append_c(text, name ? CODES[name - NAMES] : letter);
    reader->at++;
}

static MapValue read_string(Reader *reader)
{
    char quote = *reader->at++;
    g_autoptr(GString) text = g_string_new(NULL);
    for (;;) {
        char here = *reader->at;
        if (!here) {
            fail(reader, "E115: Missing quote");
            return whole(0);
        }
        reader->at++;
        if (here == quote && quote == '\'' && *reader->at == quote)
            g_string_append_c(text, *reader->at++);
        else if (here == quote)
            return (MapValue){.text = g_strdup(text->str)};
        else if (here == '\\' && quote == '"')
            read_escape(reader, text);
        else
            g_string_append_c(text, here);
    }
}

static MapValue read_option(Reader *reader)
{
    size_t length = strspn(reader->at, "abcdefghijklmnopqrstuvwxyz");
    g_autofree char *name = g_strndup(reader->at, length);
    const Option *option = option_find(name, length);
    reader->at += length;
    if (!option) {
        fail(reader, "E113: Unknown option: %s", name);
        return whole(0);
    }
    if (option->type == OPTION_BOOL || option->type == OPTION_NUMBER)
        return whole(editor_option(reader->editor, option->name));
    g_autofree char *shown = option_show(reader->editor, option);
    return (MapValue){.text = g_strdup(strchr(shown, '=') + 1)};
}

static MapValue call(Reader *reader, const char *name)
{
    MapValue arguments[MOST_ARGUMENTS] = {0}, value = {0};
    size_t count = 0;
    while (!reader->error && !takes(reader, ")")) {
        if (count == MOST_ARGUMENTS)
            fail(reader, "E118: Too many arguments for function: %s", name);
        else
            arguments[count++] = read_choice(reader);
        if (!takes(reader, ",")) {
            must_take(reader, ")");
            break;
        }
    }
    const MapFunctionRow *row = MAP_FUNCTION_ROWS;
    while (row->name && strcmp(row->name, name) != 0)
        row++;
    if (!row->name)
        fail(reader, "E117: Unknown function: %s: there are no scripts, and of Vim's functions a few; see :help <expr>", name);
    else if (count < row->least || count > row->most)
        fail(reader, "E119: %s arguments for function: %s", count < row->least ? "Not enough" : "Too many", name);
    if (!reader->error)
        value = row->function(reader->editor, arguments, count);
    for (size_t i = 0; i < count; i++)
        map_value_clear(&arguments[i]);
    return value;
}

static MapValue read_name(Reader *reader)
{
    size_t scope = g_ascii_isalpha(reader->at[0]) && reader->at[1] == ':' ? 2 : 0; /* of "v:count" */
    size_t length = scope + strspn(reader->at + scope, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_#");
    g_autofree char *name = g_strndup(reader->at, length);
    reader->at += length;
    MapValue value = {0};
    if (length && *reader->at == '(') {
        reader->at++;
        return call(reader, name);
    }
    if (!length)
        fail(reader, "E15: Invalid expression: %s", *reader->at ? reader->at : "something is missing at its end");
    else if (!map_variable(reader->editor, name, &value))
        fail(reader, "E121: Undefined variable: %s", name);
    return value;
}

static MapValue read_alone(Reader *reader)
{
    reader->at += strspn(reader->at, " \t");
    char here = *reader->at;
    if (here == '\'' || here == '"')
        return read_string(reader);
    if (g_ascii_isdigit(here)) {
        MapValue number = whole(strtol(reader->at, (char **)&reader->at, 10));
        if (reader->at[0] == '.' && g_ascii_isdigit(reader->at[1])) /* or else it would be "15" of 1.5 */
            fail(reader, "E15: Invalid expression: there are whole numbers only");
        return number;
    }
    if (takes(reader, "&"))
        return read_option(reader);
    if (takes(reader, "(")) {
        MapValue value = read_choice(reader);
        must_take(reader, ")");
        return value;
    }
    return read_name(reader);
}

/* --- what stands before and behind --------------------------------------------------------------------------- */

/* "abc"[1], "abc"[0:1]; what is not there is empty. */
static void read_index(Reader *reader, MapValue *value)
{
    g_autofree char *text = map_text(value);
    long length = (long)strlen(text);
    MapValue first = read_choice(reader), last = {0};
    long from = map_number(&first), to = from;
    if (takes(reader, ":")) {
        last = read_choice(reader);
        to = map_number(&last);
        from += from < 0 ? length : 0;
        to += to < 0 ? length : 0;
    }
    must_take(reader, "]");
    map_value_clear(&first);
    map_value_clear(&last);
    map_value_clear(value);
    bool empty = from < 0 || from >= length || to < from;
    value->text = empty ? g_strdup("") : g_strndup(text + from, (gsize)(MIN(to, length - 1) - from + 1));
}

static MapValue read_signed(Reader *reader)
{
    char sign = 0;
    reader->at += strspn(reader->at, " \t");
    if (*reader->at && strchr("!-+", *reader->at))
        sign = *reader->at++;
    if (++reader->depth > DEEPEST)
        fail(reader, "E1169: Expression too recursive");
    MapValue value = sign ? read_signed(reader) : read_alone(reader);
    while (!sign && *reader->at == '[') {
        reader->at++;
        read_index(reader, &value);
    }
    reader->depth--;
    if (!sign)
        return value;
    long number = map_number(&value);
    map_value_clear(&value);
    return whole(sign == '!' ? !number : sign == '-' && number != LONG_MIN ? -number : number);
}

/* --- two sides --------------------------------------------------------------------------------------------------- */

static long calculate(char sign, long left, long right)
{
    long value = 0;
    bool wrong = false;
    if (sign == '*')
        wrong = __builtin_mul_overflow(left, right, &value);
    else if (sign == '+')
        wrong = __builtin_add_overflow(left, right, &value);
    else if (sign == '-')
        wrong = __builtin_sub_overflow(left, right, &value);
    else if (right && !(left == LONG_MIN && right == -1))
        value = sign == '/' ? left / right : left % right;
    return wrong ? 0 : value;
}

static MapValue read_product(Reader *reader)
{
    MapValue left = read_signed(reader);
    for (;;) {
        char sign = takes(reader, "*") ? '*' : takes(reader, "/") ? '/' : takes(reader, "%") ? '%' : 0;
        if (!sign)
            return left;
        MapValue right = read_signed(reader);
        long value = calculate(sign, map_number(&left), map_number(&right));
        map_value_clear(&left);
        map_value_clear(&right);
        left = whole(value);
    }
}

static MapValue read_sum(Reader *reader)
{
    MapValue left = read_product(reader);
    for (;;) {
        bool joins = takes(reader, "..") || takes(reader, ".");
        char sign = joins ? '.' : takes(reader, "+") ? '+' : takes(reader, "-") ? '-' : 0;
        if (!sign)
            return left;
        MapValue right = read_product(reader), value = {0};
        if (joins) {
            g_autofree char *first = map_text(&left), *second = map_text(&right);
            value.text = g_strconcat(first, second, NULL);
        } else {
            value.number = calculate(sign, map_number(&left), map_number(&right));
        }
        map_value_clear(&left);
        map_value_clear(&right);
        left = value;
    }
}

static bool matches(Reader *reader, const char *text, const char *pattern, bool ignores_case)
{
    g_autoptr(Regex) regex = regex_new(pattern, ignores_case ? REGEX_IGNORE_CASE : 0, NULL, reader->error ? NULL : &reader->error);
    RegexMatch match;
    return regex && regex_match(regex, text, strlen(text), 0, &match, NULL);
}

static const char *const COMPARISONS[] = {"==", "!=", "=~", "!~", "<=", ">=", "<", ">"};

static bool compare(Reader *reader, const char *sign, const MapValue *left, const MapValue *right, bool ignores_case)
{
    g_autofree char *first = map_text(left), *second = map_text(right);
    if (sign[1] == '~')
        return matches(reader, first, second, ignores_case) == (sign[0] == '=');
    long a = map_number(left), b = map_number(right);
    int order = !left->text || !right->text ? (a > b) - (a < b) : ignores_case ? g_ascii_strcasecmp(first, second)
                                                                               : strcmp(first, second);
    switch (sign[0]) {
    case '=':
        return order == 0;
    case '!':
        return order != 0;
    case '<':
        return sign[1] ? order <= 0 : order < 0;
    default:
        return sign[1] ? order >= 0 : order > 0;
    }
}

static MapValue read_comparison(Reader *reader)
{
    MapValue left = read_sum(reader);
    const char *sign = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(COMPARISONS) && !sign; i++)
        sign = takes(reader, COMPARISONS[i]) ? COMPARISONS[i] : NULL;
    if (!sign)
        return left;
    bool ignores = *reader->at == '?' || (*reader->at != '#' && reader->editor->options.ignorecase);
    reader->at += *reader->at == '?' || *reader->at == '#';
    MapValue right = read_sum(reader);
    bool value = compare(reader, sign, &left, &right, ignores);
    map_value_clear(&left);
    map_value_clear(&right);
    return whole(value);
}

static MapValue read_and(Reader *reader)
{
    MapValue left = read_comparison(reader);
    while (takes(reader, "&&")) {
        MapValue right = read_comparison(reader);
        bool both = map_number(&left) && map_number(&right);
        map_value_clear(&left);
        map_value_clear(&right);
        left = whole(both);
    }
    return left;
}

static MapValue read_or(Reader *reader)
{
    MapValue left = read_and(reader);
    while (takes(reader, "||")) {
        MapValue right = read_and(reader);
        bool any = map_number(&left) || map_number(&right);
        map_value_clear(&left);
        map_value_clear(&right);
        left = whole(any);
    }
    return left;
}

static MapValue read_choice(Reader *reader)
{
    if (++reader->depth > DEEPEST)
        fail(reader, "E1169: Expression too recursive");
    MapValue value = read_or(reader);
    if (takes(reader, "?")) {
        bool first = map_number(&value) != 0;
        MapValue yes = read_choice(reader);
        must_take(reader, ":");
        MapValue no = read_choice(reader);
        map_value_clear(&value);
        map_value_clear(first ? &no : &yes);
        value = first ? yes : no;
    }
    reader->depth--;
    return value;
}

static bool evaluate(const Editor *editor, const char *text, bool as_text, MapValue *value, GError **error)
{
    Reader reader = {.editor = editor, .at = text, .as_text = as_text};
    *value = read_choice(&reader);
    reader.at += strspn(reader.at, " \t");
    if (*reader.at && *reader.at != '"') /* a comment */
        fail(&reader, "E15: Invalid expression: %s", reader.at);
    if (reader.error) {
        map_value_clear(value);
        g_propagate_error(error, reader.error);
        return false;
    }
    return true;
}

static char *text_of_value(const Editor *editor, const char *text, bool as_text, GError **error)
{
    MapValue value;
    if (!evaluate(editor, text, as_text, &value, error))
        return NULL;
    char *shown = map_text(&value);
    map_value_clear(&value);
    return shown;
}

char *map_expression(const Editor *editor, const char *text, GError **error)
{
    return text_of_value(editor, text, false, error);
}

char *map_expression_text(const Editor *editor, const char *text, GError **error)
{
    return text_of_value(editor, text, true, error);
}

bool map_condition(const Editor *editor, const char *text, bool *value, GError **error)
{
    MapValue result;
    if (!evaluate(editor, text, false, &result, error))
        return false;
    *value = map_number(&result) != 0;
    map_value_clear(&result);
    return true;
}
