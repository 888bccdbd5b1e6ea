#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/regex_vim.h"

/* Backtracking steps before a match is given up: well under a second, and far more than an honest
 * pattern needs on a line. */
static const uint32_t STEPS_LIMIT = 5000000;
static const uint32_t HEAP_LIMIT_KIB = 64 * 1024;
static const size_t JIT_STACK_BYTES = 1024 * 1024;

struct Regex {
    RegexSource source;
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack; /* NULL where there is no JIT */
};

G_DEFINE_QUARK(tarn-regex-error-quark, regex_error)

static bool compile(Regex *regex, const char *pattern, GError **error)
{
    uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE | PCRE2_ALT_CIRCUMFLEX |
                       PCRE2_MATCH_UNSET_BACKREF;
    if (regex->source.ignore_case)
        options |= PCRE2_CASELESS;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);

    int code;
    PCRE2_SIZE offset;
    const GString *translated = regex->source.pattern;
    regex->code = pcre2_compile((PCRE2_SPTR)translated->str, translated->len, options, &code, &offset, context);
    pcre2_compile_context_free(context);
    if (regex->code)
        return true;

    PCRE2_UCHAR reason[120];
    pcre2_get_error_message(code, reason, sizeof reason);
    g_set_error(error, REGEX_ERROR, REGEX_ERROR_SYNTAX, "E383: Invalid search string: %s (%s)", pattern, reason);
    return false;
}

Regex *regex_new(const char *pattern, int flags, const char *tilde, GError **error)
{
    g_autoptr(Regex) regex = g_new0(Regex, 1);
    if (!regex_translate(pattern, flags, tilde, &regex->source, error) || !compile(regex, pattern, error))
        return NULL;

    regex->data = pcre2_match_data_create_from_pattern(regex->code, NULL);
    regex->context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(regex->context, STEPS_LIMIT);
    pcre2_set_heap_limit(regex->context, HEAP_LIMIT_KIB);
    if (pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE) == 0) {
        regex->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK_BYTES, NULL);
        pcre2_jit_stack_assign(regex->context, NULL, regex->stack);
    }
    return g_steal_pointer(&regex);
}

void regex_free(Regex *regex)
{
    regex_source_clear(&regex->source);
    pcre2_code_free(regex->code);
    pcre2_match_data_free(regex->data);
    pcre2_match_context_free(regex->context);
    pcre2_jit_stack_free(regex->stack);
    g_free(regex);
}

bool regex_spans_lines(const Regex *regex)
{
    return regex->source.spans_lines;
}

/* Where the last of some empty groups matched, or `otherwise`. */
static size_t last_of(const GArray *groups, const PCRE2_SIZE *offsets, size_t otherwise)
{
    for (size_t i = groups->len; i-- > 0;) {
        PCRE2_SIZE at = offsets[2 * g_array_index(groups, unsigned, i)];
        if (at != PCRE2_UNSET)
            return at;
    }
    return otherwise;
}

bool regex_match(Regex *regex, const char *subject, size_t length, size_t at, RegexMatch *match, GError **error)
{
    /* The direct call leaves out checks that cost more than a match in a short line. */
    int found = regex->stack
                    ? pcre2_jit_match(regex->code, (PCRE2_SPTR)subject, length, at, 0, regex->data, regex->context)
                    : pcre2_match(regex->code, (PCRE2_SPTR)subject, length, at, 0, regex->data, regex->context);
    if (found == PCRE2_ERROR_NOMATCH)
        return false;
    if (found < 0) {
        g_set_error(error, REGEX_ERROR, REGEX_ERROR_LIMIT, "E363: The pattern takes too many steps");
        return false;
    }

    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(regex->data);
    match->start[0] = last_of(regex->source.starts, offsets, offsets[0]);
    match->end[0] = last_of(regex->source.ends, offsets, offsets[1]);
    match->end[0] = MAX(match->start[0], match->end[0]);
    for (size_t i = 1; i < REGEX_GROUPS; i++) {
        unsigned group = regex->source.groups[i];
        bool took_part = group > 0 && offsets[2 * group] != PCRE2_UNSET;
        match->start[i] = took_part ? offsets[2 * group] : SIZE_MAX;
        match->end[i] = took_part ? offsets[2 * group + 1] : SIZE_MAX;
    }
    return true;
}
