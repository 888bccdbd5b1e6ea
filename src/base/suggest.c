#include "base/suggest.h"

#include <stdbool.h>
#include <string.h>

/* Longer names are compared by their beginning: who mistypes a name does not mistype sixty letters. */
enum { COMPARED = 60 };

/* Edits between two names, swaps of neighbours included (Damerau 1964, in its restricted form). */
static guint mistakes(const char *a, const char *b)
{
    size_t m = MIN(strlen(a), COMPARED), n = MIN(strlen(b), COMPARED);
    guint rows[COMPARED + 1][COMPARED + 1];
    for (guint i = 0; i <= m; i++)
        rows[i][0] = i;
    for (guint j = 0; j <= n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        for (size_t j = 1; j <= n; j++) {
            guint other = g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1]);
            guint best = MIN(MIN(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + other);
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            rows[i][j] = swapped ? MIN(best, rows[i - 2][j - 2] + 1) : best;
        }
    }
    return rows[m][n];
}

const char *suggest_name(const char *wanted, const GPtrArray *names)
{
    const char *nearest = NULL;
    guint least = (guint)strlen(wanted) / 3 + 2; /* so many are another word */
    for (guint i = 0; i < names->len; i++) {
        guint count = mistakes(wanted, g_ptr_array_index(names, i));
        if (count < least && count < strlen(wanted)) {
            least = count;
            nearest = g_ptr_array_index(names, i);
        }
    }
    return nearest;
}

char *suggest_text(const char *wanted, const GPtrArray *names)
{
    const char *nearest = suggest_name(wanted, names);
    return nearest ? g_strdup_printf("; did you mean %s?", nearest) : g_strdup("");
}
