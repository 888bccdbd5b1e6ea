/* A reader for each level of precedence.  Whatever is not understood for sure is left to the interpreter. */
#include "edit/expression.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

enum { DEEPEST = 100, LONGEST = 100000 };

typedef struct {
    GString *text; /* a string; or NULL, and then it is a number */
    bool is_float;
    int64_t whole;
    double real;
} Value;

typedef struct {
    const char *at;
    bool wrong;
    unsigned depth;
} Reader;

static Value read_sum(Reader *reader);

static void value_clear(Value *value)
{
    if (value->text)
        g_string_free(value->text, TRUE);
    value->text = NULL;
}

static void skip_blanks(Reader *reader)
{
    reader->at += strspn(reader->at, " \t");
}

/* Takes a sign if it comes next. */
static bool takes(Reader *reader, const char *sign)
{
    skip_blanks(reader);
    if (!g_str_has_prefix(reader->at, sign))
        return false;
    reader->at += strlen(sign);
    return true;
}

static double real_of(const Value *value)
{
    return value->is_float ? value->real : (double)value->whole;
}

/* --- what stands alone ---------------------------------------------------------------------------------- */

static Value read_string(Reader *reader)
{
    char quote = *reader->at++;
    Value value = {.text = g_string_new(NULL)};
    if (reader->at[0] == quote && reader->at[1] == quote)
        reader->wrong = true; /* three of them */
    while (*reader->at && *reader->at != quote) {
        char c = *reader->at++;
        if (c == '\\') {
            const char *known = *reader->at ? strchr("n\nt\t\\\\'\'\"\"", *reader->at) : NULL;
            reader->wrong |= !known;
            c = *reader->at == 'n' ? '\n' : *reader->at == 't' ? '\t' : *reader->at;
            reader->at += *reader->at != '\0';
        }
        g_string_append_c(value.text, c);
    }
    if (*reader->at)
        reader->at++;
    else
        reader->wrong = true;
    return value;
}

static Value read_number(Reader *reader)
{
    size_t digits = strspn(reader->at, "0123456789"), length = digits;
    bool is_float = reader->at[length] == '.';
    if (is_float)
        length += 1 + strspn(reader->at + length + 1, "0123456789");
    g_autofree char *text = g_strndup(reader->at, length);
    bool leading_zero = !is_float && digits > 1 && text[0] == '0';
    reader->at += length;
    const int MOST_DIGITS = 18; /* of 64 bits */
    reader->wrong |= length == 0 || digits > MOST_DIGITS || leading_zero || g_ascii_isalnum(*reader->at) || *reader->at == '_' ||
                     *reader->at == '.';
    return (Value){.is_float = is_float, .whole = g_ascii_strtoll(text, NULL, 10), .real = g_ascii_strtod(text, NULL)};
}

static Value read_atom(Reader *reader)
{
    skip_blanks(reader);
    if (*reader->at == '"' || *reader->at == '\'')
        return read_string(reader);
    if (!takes(reader, "("))
        return read_number(reader);
    Value value = read_sum(reader);
    reader->wrong |= !takes(reader, ")");
    return value;
}

/* --- operators ------------------------------------------------------------------------------------------ */

static Value negative(Reader *reader, Value value)
{
    reader->wrong |= value.text != NULL;
    reader->wrong |= __builtin_sub_overflow(0, value.whole, &value.whole);
    value.real = -value.real;
    return value;
}

static Value power(Reader *reader, Value base, Value exponent)
{
    Value result = {.is_float = base.is_float || exponent.is_float || exponent.whole < 0, .whole = 1};
    if (result.is_float) {
        result.real = pow(real_of(&base), real_of(&exponent));
        return result;
    }
    bool grows = base.whole > 1 || base.whole < -1;
    int64_t times = grows ? exponent.whole : exponent.whole % 2 + 2 * (exponent.whole > 0); /* 0, 1, -1: even or odd */
    for (int64_t i = times; i > 0 && !reader->wrong; i--)
        reader->wrong |= __builtin_mul_overflow(result.whole, base.whole, &result.whole);
    return result;
}

static Value divided(Reader *reader, Value a, Value b, bool floors, bool rest)
{
    double left = real_of(&a), right = real_of(&b);
    reader->wrong |= right == 0 || (a.whole == INT64_MIN && b.whole == -1);
    if (reader->wrong)
        return a;
    if (!floors && !rest)
        return (Value){.is_float = true, .real = left / right};
    if (a.is_float || b.is_float) {
        double quotient = floor(left / right);
        return (Value){.is_float = true, .real = rest ? left - quotient * right : quotient};
    }
    int64_t quotient = a.whole / b.whole, remainder = a.whole % b.whole;
    if (remainder && (remainder < 0) != (b.whole < 0)) {
        quotient--;
        remainder += b.whole;
    }
    return (Value){.whole = rest ? remainder : quotient};
}

static Value repeated(Reader *reader, Value text, Value count)
{
    size_t length = text.text->len;
    bool is_number = !count.is_float && !count.text && count.whole <= LONGEST;
    reader->wrong |= !is_number || (count.whole > 0 && (uint64_t)count.whole * length > LONGEST);
    g_autofree char *one = g_strndup(text.text->str, length);
    g_string_truncate(text.text, 0);
    for (int64_t i = 0; !reader->wrong && i < count.whole; i++)
        g_string_append(text.text, one);
    return text;
}

static Value multiplied(Reader *reader, Value a, Value b)
{
    if (a.text || b.text) {
        Value result = a.text ? repeated(reader, a, b) : repeated(reader, b, a);
        if (a.text && b.text)
            value_clear(&b);
        return result;
    }
    Value result = {.is_float = a.is_float || b.is_float, .real = real_of(&a) * real_of(&b)};
    if (!result.is_float)
        reader->wrong |= __builtin_mul_overflow(a.whole, b.whole, &result.whole);
    return result;
}

static Value added(Reader *reader, Value a, Value b, bool minus)
{
    if (a.text || b.text) {
        reader->wrong |= !a.text || !b.text || minus;
        if (!reader->wrong)
            g_string_append_len(a.text, b.text->str, (gssize)b.text->len);
        Value *kept = a.text ? &a : &b;
        if (kept == &a)
            value_clear(&b);
        return *kept;
    }
    Value result = {.is_float = a.is_float || b.is_float, .real = real_of(&a) + (minus ? -real_of(&b) : real_of(&b))};
    if (!result.is_float && minus)
        reader->wrong |= __builtin_sub_overflow(a.whole, b.whole, &result.whole);
    else if (!result.is_float)
        reader->wrong |= __builtin_add_overflow(a.whole, b.whole, &result.whole);
    return result;
}

/* --- precedence ----------------------------------------------------------------------------------------- */

static Value read_signed(Reader *reader)
{
    if (++reader->depth > DEEPEST) {
        reader->wrong = true;
        return (Value){0};
    }
    Value value;
    if (takes(reader, "-")) {
        value = negative(reader, read_signed(reader));
    } else if (takes(reader, "+")) {
        value = read_signed(reader);
        reader->wrong |= value.text != NULL;
    } else {
        value = read_atom(reader);
        if (!reader->wrong && takes(reader, "**")) {
            Value exponent = read_signed(reader);
            reader->wrong |= value.text || exponent.text;
            value_clear(&exponent);
            if (!reader->wrong)
                value = power(reader, value, exponent);
        }
    }
    reader->depth--;
    return value;
}

static Value read_product(Reader *reader)
{
    Value value = read_signed(reader);
    while (!reader->wrong) {
        bool floors = takes(reader, "//"), divides = !floors && takes(reader, "/"), rest = takes(reader, "%");
        bool multiplies = !floors && !divides && !rest && takes(reader, "*");
        if (!floors && !divides && !rest && !multiplies)
            break;
        Value right = read_signed(reader);
        if (multiplies) {
            value = multiplied(reader, value, right);
            continue;
        }
        reader->wrong |= value.text || right.text; /* "%s" % x is the interpreter's */
        value_clear(&right);
        if (!reader->wrong)
            value = divided(reader, value, right, floors, rest);
    }
    return value;
}

static Value read_sum(Reader *reader)
{
    Value value = read_product(reader);
    while (!reader->wrong) {
        bool minus = takes(reader, "-");
        if (!minus && !takes(reader, "+"))
            break;
        value = added(reader, value, read_product(reader), minus);
    }
    return value;
}

/* The fewest decimals that are the same number, as repr() has it; NULL where it would write an exponent. */
static char *text_of_real(double real)
{
    const double MOST = 1e15, LEAST = 1e-4;
    if (!isfinite(real) || fabs(real) >= MOST || (real != 0 && fabs(real) < LEAST))
        return NULL;
    for (int decimals = 1; decimals < 25; decimals++) {
        char format[8], text[64];
        g_snprintf(format, sizeof format, "%%.%df", decimals);
        g_ascii_formatd(text, sizeof text, format, real);
        if (g_ascii_strtod(text, NULL) == real)
            return g_strdup(text);
    }
    return NULL;
}

char *expression_evaluate(const char *text)
{
    Reader reader = {.at = text};
    Value value = read_sum(&reader);
    skip_blanks(&reader);
    reader.wrong |= *reader.at != '\0';
    char *result = NULL;
    if (!reader.wrong && value.text)
        result = g_strdup(value.text->str);
    else if (!reader.wrong)
        result = value.is_float ? text_of_real(value.real) : g_strdup_printf("%" G_GINT64_FORMAT, value.whole);
    value_clear(&value);
    return result;
}
