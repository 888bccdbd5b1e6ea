/* Any bytes as a Vim pattern, a replacement and a text, parted by newlines: it compiles or says why not, and
 * matching ends.  A match lies within the text. */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "base/substitute.h"

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void match_everywhere(Regex *regex, const char *replacement, const char *text, size_t length)
{
    RegexMatch match;
    g_autoptr(GError) error = NULL;
    for (size_t at = 0; at <= length; at++) {
        if (!regex_match(regex, text, length, at, &match, &error))
            return;
        require(match.start[0] <= match.end[0] && match.end[0] <= length);
        for (size_t i = 1; i < REGEX_GROUPS; i++)
            require(match.start[i] == SIZE_MAX || (match.start[i] <= match.end[i] && match.end[i] <= length));
        g_autoptr(GString) expanded = g_string_new(NULL);
        substitute_expand(expanded, replacement, &match, text);
        at = MAX(at, match.end[0]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *input = g_strndup((const char *)data, size);
    g_auto(GStrv) parts = g_strsplit(input, "\n", 3);
    guint count = g_strv_length(parts);
    g_autoptr(GError) error = NULL;
    g_autoptr(Regex) regex = regex_new(count > 0 ? parts[0] : "", REGEX_IGNORE_CASE, "~", &error);
    require((regex == NULL) == (error != NULL));
    if (regex && count == 3)
        match_everywhere(regex, parts[1], parts[2], MIN(strlen(parts[2]), 2000));
    return 0;
}
