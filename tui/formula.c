#include "tui/formula.h"

#include <stdbool.h>
#include <string.h>

enum { DEEPEST = 40 };

typedef struct {
    const char *at, *end;
    int depth;
} Source;

/* --- what commands stand for -------------------------------------------------------------------------------------- */

static const struct {
    const char *name, *text;
} SYMBOLS[] = {
    {"alpha", "α"}, {"beta", "β"}, {"gamma", "γ"}, {"delta", "δ"}, {"epsilon", "ε"}, {"varepsilon", "ε"}, {"zeta", "ζ"},
    {"eta", "η"}, {"theta", "θ"}, {"vartheta", "ϑ"}, {"iota", "ι"}, {"kappa", "κ"}, {"lambda", "λ"}, {"mu", "μ"}, {"nu", "ν"},
    {"xi", "ξ"}, {"pi", "π"}, {"rho", "ρ"}, {"sigma", "σ"}, {"tau", "τ"}, {"upsilon", "υ"}, {"phi", "φ"}, {"varphi", "φ"},
    {"chi", "χ"}, {"psi", "ψ"}, {"omega", "ω"}, {"Gamma", "Γ"}, {"Delta", "Δ"}, {"Theta", "Θ"}, {"Lambda", "Λ"}, {"Xi", "Ξ"},
    {"Pi", "Π"}, {"Sigma", "Σ"}, {"Phi", "Φ"}, {"Psi", "Ψ"}, {"Omega", "Ω"},
    {"to", "→"}, {"rightarrow", "→"}, {"leftarrow", "←"}, {"gets", "←"}, {"leftrightarrow", "↔"}, {"mapsto", "↦"},
    {"Rightarrow", "⇒"}, {"implies", "⇒"}, {"Leftarrow", "⇐"}, {"Leftrightarrow", "⇔"}, {"iff", "⇔"},
    {"times", "×"}, {"cdot", "·"}, {"cdots", "⋯"}, {"ldots", "…"}, {"dots", "…"}, {"vdots", "⋮"}, {"div", "÷"}, {"pm", "±"},
    {"mp", "∓"}, {"ast", "∗"}, {"circ", "∘"}, {"oplus", "⊕"}, {"otimes", "⊗"},
    {"leq", "≤"}, {"le", "≤"}, {"geq", "≥"}, {"ge", "≥"}, {"neq", "≠"}, {"ne", "≠"}, {"approx", "≈"}, {"sim", "∼"},
    {"equiv", "≡"}, {"propto", "∝"}, {"ll", "≪"}, {"gg", "≫"},
    {"in", "∈"}, {"notin", "∉"}, {"ni", "∋"}, {"subset", "⊂"}, {"subseteq", "⊆"}, {"supset", "⊃"}, {"supseteq", "⊇"},
    {"cup", "∪"}, {"cap", "∩"}, {"setminus", "∖"}, {"emptyset", "∅"}, {"varnothing", "∅"}, {"forall", "∀"}, {"exists", "∃"},
    {"neg", "¬"}, {"lnot", "¬"}, {"land", "∧"}, {"wedge", "∧"}, {"lor", "∨"}, {"vee", "∨"},
    {"sum", "∑"}, {"prod", "∏"}, {"int", "∫"}, {"iint", "∬"}, {"oint", "∮"}, {"partial", "∂"}, {"nabla", "∇"}, {"infty", "∞"},
    {"angle", "∠"}, {"perp", "⊥"}, {"parallel", "∥"}, {"mid", "|"}, {"vert", "|"}, {"lvert", "|"}, {"rvert", "|"}, {"Vert", "‖"},
    {"langle", "⟨"}, {"rangle", "⟩"}, {"lfloor", "⌊"}, {"rfloor", "⌋"}, {"lceil", "⌈"}, {"rceil", "⌉"}, {"prime", "′"},
    {"degree", "°"}, {"hbar", "ℏ"}, {"ell", "ℓ"}, {"Re", "ℜ"}, {"Im", "ℑ"}, {"aleph", "ℵ"}, {"top", "⊤"}, {"bot", "⊥"},
    {"dagger", "†"}, {"star", "⋆"}, {"bullet", "•"}, {"colon", ":"}, {"quad", "  "}, {"qquad", "    "}, {"lbrace", "{"},
    {"rbrace", "}"}, {"backslash", "\\"}, {"square", "□"}, {"blacksquare", "■"}, {"therefore", "∴"}, {"because", "∵"},
    /* nothing to be seen */
    {"left", ""}, {"right", ""}, {"big", ""}, {"Big", ""}, {"bigl", ""}, {"bigr", ""}, {"limits", ""}, {"nolimits", ""},
    {"displaystyle", ""}, {"textstyle", ""}, {"nonumber", ""},
};

/* Functions are words: a blank keeps them from what stands before. */
static const char *const FUNCTIONS[] = {"sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh",
                                        "tanh", "log", "ln", "lg", "exp", "max", "min", "sup", "inf", "lim", "limsup", "liminf",
                                        "det", "dim", "ker", "deg", "gcd", "arg", "argmax", "argmin", "Pr", "mod", "bmod", NULL};

/* Their argument as it is. */
static const char *const FONTS[] = {"mathbf", "mathrm", "mathit", "mathcal", "mathsf", "mathtt", "mathfrak", "boldsymbol", "bm",
                                    "text", "textbf", "textit", "textrm", "texttt", "operatorname", "mbox", "hbox", "mathop", NULL};

static const struct {
    const char *name, *mark; /* behind the letter */
} ACCENTS[] = {
    {"hat", "\u0302"}, {"widehat", "\u0302"}, {"bar", "\u0304"}, {"overline", "\u0305"}, {"vec", "\u20d7"}, {"dot", "\u0307"},
    {"ddot", "\u0308"}, {"tilde", "\u0303"}, {"widetilde", "\u0303"}, {"underline", "\u0332"},
};

static const struct {
    char letter;
    const char *text;
} BLACKBOARD[] = {{'C', "ℂ"}, {'H', "ℍ"}, {'N', "ℕ"}, {'P', "ℙ"}, {'Q', "ℚ"}, {'R', "ℝ"}, {'Z', "ℤ"}};

static const struct {
    const char *plain, *above, *below; /* or NULL */
} SCRIPTS[] = {
    {"0", "⁰", "₀"}, {"1", "¹", "₁"}, {"2", "²", "₂"}, {"3", "³", "₃"}, {"4", "⁴", "₄"}, {"5", "⁵", "₅"}, {"6", "⁶", "₆"},
    {"7", "⁷", "₇"}, {"8", "⁸", "₈"}, {"9", "⁹", "₉"}, {"+", "⁺", "₊"}, {"-", "⁻", "₋"}, {"−", "⁻", "₋"}, {"=", "⁼", "₌"},
    {"(", "⁽", "₍"}, {")", "⁾", "₎"}, {"a", "ᵃ", "ₐ"}, {"b", "ᵇ", NULL}, {"c", "ᶜ", NULL}, {"d", "ᵈ", NULL}, {"e", "ᵉ", "ₑ"},
    {"f", "ᶠ", NULL}, {"g", "ᵍ", NULL}, {"h", "ʰ", "ₕ"}, {"i", "ⁱ", "ᵢ"}, {"j", "ʲ", "ⱼ"}, {"k", "ᵏ", "ₖ"}, {"l", "ˡ", "ₗ"},
    {"m", "ᵐ", "ₘ"}, {"n", "ⁿ", "ₙ"}, {"o", "ᵒ", "ₒ"}, {"p", "ᵖ", "ₚ"}, {"r", "ʳ", "ᵣ"}, {"s", "ˢ", "ₛ"}, {"t", "ᵗ", "ₜ"},
    {"u", "ᵘ", "ᵤ"}, {"v", "ᵛ", "ᵥ"}, {"w", "ʷ", NULL}, {"x", "ˣ", "ₓ"}, {"y", "ʸ", NULL}, {"z", "ᶻ", NULL}, {"T", "ᵀ", NULL},
    {"′", "′", NULL}, {" ", "", ""},
};

static bool is_among(const char *const *names, const char *name)
{
    return g_strv_contains(names, name);
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static void read_until(Source *source, char stop, GString *out);

static void skip_blanks(Source *source)
{
    while (source->at < source->end && g_ascii_isspace(*source->at))
        source->at++;
}

/* What follows a command or a script: a group in braces, a command, or a character. */
static char *read_argument(Source *source)
{
    GString *out = g_string_new(NULL);
    skip_blanks(source);
    if (source->at >= source->end)
        return g_string_free(out, FALSE);
    if (*source->at == '{') {
        source->at++;
        read_until(source, '}', out);
        return g_string_free(out, FALSE);
    }
    const char *start = source->at, *next = g_utf8_find_next_char(start, source->end);
    next = next ? next : source->end;
    if (*start == '\\')
        for (next = start + 2; next < source->end && g_ascii_isalpha(start[1]) && g_ascii_isalpha(*next);)
            next++;
    Source one = {start, MIN(next, source->end), source->depth};
    source->at = one.end;
    read_until(&one, '\0', out);
    return g_string_free(out, FALSE);
}

/* "x", "12", or "(x + 1)" if it is more than a letter or a number. */
static void add_operand(GString *out, const char *text)
{
    int letters = 0, digits = 0, others = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        digits += g_ascii_isdigit(*at) || *at == '.';
        letters += g_unichar_isalpha(character);
        others += !g_ascii_isdigit(*at) && *at != '.' && !g_unichar_isalpha(character) && !g_unichar_ismark(character);
    }
    bool one = others == 0 && (letters == 0 ? digits > 0 : letters == 1 && digits == 0);
    g_string_append_printf(out, one ? "%s" : "(%s)", text);
}

static const char *script_of(const char *character, bool above)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SCRIPTS); i++) {
        if (g_str_has_prefix(character, SCRIPTS[i].plain))
            return above ? SCRIPTS[i].above : SCRIPTS[i].below;
    }
    return NULL;
}

/* Small characters if there are such for all of it. */
static void add_script(GString *out, const char *text, bool above)
{
    g_autoptr(GString) small = g_string_new(NULL);
    bool fits = true;
    for (const char *at = text; *at && fits; at = g_utf8_next_char(at)) {
        const char *script = script_of(at, above);
        fits = script != NULL;
        g_string_append(small, script ? script : "");
    }
    if (fits) {
        g_string_append(out, small->str);
        return;
    }
    g_string_append_c(out, above ? '^' : '_');
    add_operand(out, text);
}

static void add_root(Source *source, GString *out)
{
    if (source->at < source->end && *source->at == '[') {
        g_autoptr(GString) index = g_string_new(NULL);
        source->at++;
        read_until(source, ']', index);
        add_script(out, index->str, true);
    }
    g_autofree char *inner = read_argument(source);
    g_string_append(out, "√");
    add_operand(out, inner);
}

static void add_fraction(Source *source, GString *out)
{
    g_autofree char *above = read_argument(source), *below = read_argument(source);
    add_operand(out, above);
    g_string_append_c(out, '/');
    add_operand(out, below);
}

static void add_blackboard(GString *out, const char *text)
{
    for (; *text; text++) {
        const char *found = NULL;
        for (size_t i = 0; i < G_N_ELEMENTS(BLACKBOARD); i++)
            found = BLACKBOARD[i].letter == *text ? BLACKBOARD[i].text : found;
        if (found)
            g_string_append(out, found);
        else
            g_string_append_c(out, *text);
    }
}

static bool add_accent(Source *source, GString *out, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ACCENTS); i++) {
        if (strcmp(ACCENTS[i].name, name) != 0)
            continue;
        g_autofree char *inner = read_argument(source);
        for (const char *at = inner; *at; at = g_utf8_next_char(at)) {
            g_string_append_unichar(out, g_utf8_get_char(at));
            g_string_append(out, ACCENTS[i].mark);
        }
        return true;
    }
    return false;
}

static bool add_symbol(GString *out, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SYMBOLS); i++) {
        if (strcmp(SYMBOLS[i].name, name) == 0) {
            g_string_append(out, SYMBOLS[i].text);
            return true;
        }
    }
    return false;
}

static void add_function(GString *out, const char *name)
{
    if (out->len > 0 && (g_ascii_isalnum(out->str[out->len - 1]) || out->str[out->len - 1] == ')' || (signed char)out->str[out->len - 1] < 0))
        g_string_append_c(out, ' ');
    g_string_append(out, name);
}

static void add_named(Source *source, GString *out, const char *name)
{
    if (strcmp(name, "frac") == 0 || strcmp(name, "dfrac") == 0 || strcmp(name, "tfrac") == 0) {
        add_fraction(source, out);
    } else if (strcmp(name, "sqrt") == 0) {
        add_root(source, out);
    } else if (strcmp(name, "mathbb") == 0) {
        g_autofree char *inner = read_argument(source);
        add_blackboard(out, inner);
    } else if (is_among(FONTS, name)) {
        g_autofree char *inner = read_argument(source);
        g_string_append(out, inner);
    } else if (strcmp(name, "begin") == 0 || strcmp(name, "end") == 0) {
        g_free(read_argument(source));
    } else if (is_among(FUNCTIONS, name)) {
        add_function(out, name);
    } else if (!add_accent(source, out, name) && !add_symbol(out, name)) {
        g_string_append_printf(out, "\\%s", name);
    }
}

static void add_command(Source *source, GString *out)
{
    const char *start = source->at;
    while (source->at < source->end && g_ascii_isalpha(*source->at))
        source->at++;
    if (source->at > start) {
        g_autofree char *name = g_strndup(start, (gsize)(source->at - start));
        add_named(source, out, name);
        return;
    }
    if (source->at >= source->end)
        return;
    char sign = *source->at++;
    if (sign == '\\')
        g_string_append(out, "; ");
    else if (strchr(",;: >", sign))
        g_string_append_c(out, ' ');
    else if (sign == '|')
        g_string_append(out, "‖");
    else if (sign != '!')
        g_string_append_c(out, sign); /* \{, \%, \$ ... */
}

/* Up to the sign that stops it, which is read, too; '\0': to the end. */
static void read_until(Source *source, char stop, GString *out)
{
    if (++source->depth > DEEPEST) {
        source->at = source->end;
        return;
    }
    while (source->at < source->end && !(stop && *source->at == stop)) {
        char sign = *source->at++;
        if (sign == '\\') {
            add_command(source, out);
        } else if (sign == '^' || sign == '_') {
            g_autofree char *inner = read_argument(source);
            add_script(out, inner, sign == '^');
        } else if (sign == '{') {
            read_until(source, '}', out);
        } else if (g_ascii_isspace(sign) || sign == '~') {
            if (out->len > 0 && out->str[out->len - 1] != ' ')
                g_string_append_c(out, ' ');
        } else if (sign == '\'') {
            g_string_append(out, "′");
        } else if (sign != '&' && sign != '}') {
            g_string_append_c(out, sign);
        }
    }
    source->at += source->at < source->end;
    source->depth--;
}

char *formula_text(const char *tex, gssize length)
{
    GString *out = g_string_new(NULL);
    Source source = {tex, tex + (length < 0 ? strlen(tex) : (size_t)length), 0};
    read_until(&source, '\0', out);
    return g_strstrip(g_string_free(out, FALSE));
}
