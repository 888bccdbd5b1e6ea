#include "base/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"

static const char FILE_NAME[] = "trust";
static const char *const WORDS[] = {[TRUST_GIVEN] = "yes", [TRUST_REFUSED] = "no"};

static bool fail(GError **error, const char *path, const char *why)
{
    g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_FAILED, "%s: %s", path, why);
    return false;
}

/* --- the file ---------------------------------------------------------------------------------------------- */

static char *file_path(void)
{
    g_autofree char *folder = folder_path(FOLDER_STATE);
    return g_build_filename(folder, FILE_NAME, NULL);
}

/* Of the folder of states, looked at after it is open: what a name leads to may change meanwhile.  -1: it is not there
 * (without an error), or not ours alone. */
static int open_folder(bool make, GError **error)
{
    struct stat status;
    g_autofree char *path = make ? folder_make(FOLDER_STATE, error) : folder_path(FOLDER_STATE);
    int folder = path ? open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (folder < 0) {
        if (path && (make || errno != ENOENT))
            fail(error, path, g_strerror(errno));
        return -1;
    }
    if (fstat(folder, &status) == 0 && status.st_uid == geteuid() && (status.st_mode & 077) == 0)
        return folder;
    close(folder);
    fail(error, path, "is not a private folder of this user");
    return -1;
}

/* What the file says, or "" if there is none; NULL: it cannot be believed. */
static char *read_words(int folder, GError **error)
{
    g_autofree char *path = file_path();
    struct stat status;
    int file = openat(folder, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return g_strdup("");
    if (file < 0 || fstat(file, &status) != 0) {
        fail(error, path, g_strerror(errno));
        if (file >= 0)
            close(file);
        return NULL;
    }
    bool ours = S_ISREG(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & 022) == 0 && status.st_nlink == 1;
    g_autoptr(GBytes) bytes = ours ? file_read_descriptor(file, path, error) : NULL;
    close(file);
    if (!ours)
        fail(error, path, "is not a file that only this user can write");
    return bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
}

static bool write_all(int file, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t done = write(file, text, length);
        if (done < 0 && errno != EINTR)
            return false;
        text += MAX(done, 0);
        length -= (size_t)MAX(done, 0);
    }
    return fsync(file) == 0;
}

/* A new file that takes the name of the old one. */
static bool write_words(int folder, const char *text, GError **error)
{
    g_autofree char *path = file_path();
    g_autofree char *beside = g_strdup_printf("%s.%d-%08x", FILE_NAME, (int)getpid(), g_random_int());
    int file = openat(folder, beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool done = file >= 0 && write_all(file, text, strlen(text));
    int problem = errno;
    if (file >= 0)
        close(file);
    if (done && renameat(folder, beside, folder, FILE_NAME) == 0) {
        fsync(folder);
        return true;
    }
    problem = done ? errno : problem;
    if (file >= 0)
        unlinkat(folder, beside, 0);
    return fail(error, path, g_strerror(problem));
}

/* --- the words --------------------------------------------------------------------------------------------- */

static void word_clear(gpointer word)
{
    g_free(((TrustWord *)word)->folder);
}

/* "yes PATH": control characters of a path are escaped, so that it is one line.  What is no such line says nothing. */
static GArray *parse(const char *text)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(TrustWord));
    g_array_set_clear_func(words, word_clear);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        const char *blank = strchr(*line, ' ');
        for (Trust trust = TRUST_GIVEN; blank && blank[1] == '/' && trust <= TRUST_REFUSED; trust++) {
            TrustWord word = {.trust = trust};
            if (strncmp(*line, WORDS[trust], (size_t)(blank - *line)) != 0 || WORDS[trust][blank - *line])
                continue;
            word.folder = g_strcompress(blank + 1);
            g_array_append_val(words, word);
        }
    }
    return words;
}

static char *format(const GArray *words)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++) {
        const TrustWord *word = &g_array_index(words, TrustWord, i);
        g_autofree char *escaped = g_strescape(word->folder, NULL);
        g_string_append_printf(text, "%s %s\n", WORDS[word->trust], escaped);
    }
    return g_string_free(text, FALSE);
}

static gint by_folder(gconstpointer a, gconstpointer b)
{
    return strcmp(((const TrustWord *)a)->folder, ((const TrustWord *)b)->folder);
}

GArray *trust_list(GError **error)
{
    g_autoptr(GError) wrong = NULL;
    int folder = open_folder(false, &wrong);
    g_autofree char *text = folder >= 0 ? read_words(folder, &wrong) : wrong ? NULL : g_strdup("");
    if (folder >= 0)
        close(folder);
    if (!text) {
        g_propagate_error(error, g_steal_pointer(&wrong));
        return NULL;
    }
    GArray *words = parse(text);
    g_array_sort(words, by_folder);
    return words;
}

/* Where a folder really is; of one that is not there yet, where it will be. */
static char *real_folder(const char *folder)
{
    g_autofree char *absolute = g_canonicalize_filename(folder, NULL);
    char *real = realpath(absolute, NULL);
    if (real)
        return real;
    if (strcmp(absolute, "/") == 0)
        return g_steal_pointer(&absolute);
    g_autofree char *above = g_path_get_dirname(absolute), *name = g_path_get_basename(absolute);
    g_autofree char *there = real_folder(above);
    return g_build_filename(there, name, NULL);
}

static TrustWord *find(const GArray *words, const char *folder)
{
    for (guint i = words->len; i-- > 0;) { /* the last word counts */
        TrustWord *word = &g_array_index(words, TrustWord, i);
        if (strcmp(word->folder, folder) == 0)
            return word;
    }
    return NULL;
}

Trust trust_of(const char *folder)
{
    g_autoptr(GArray) words = trust_list(NULL);
    g_autofree char *at = words && words->len ? real_folder(folder) : NULL;
    while (at) {
        const TrustWord *word = find(words, at);
        if (word)
            return word->trust;
        char *above = strcmp(at, "/") == 0 ? NULL : g_path_get_dirname(at);
        g_free(at);
        at = above;
    }
    return TRUST_OPEN;
}

static bool change(int folder, const char *about, Trust trust, bool *changed, GError **error)
{
    g_autofree char *text = read_words(folder, error);
    g_autoptr(GArray) words = text ? parse(text) : NULL;
    if (!words)
        return false;
    TrustWord *word = find(words, about);
    bool differs = word ? word->trust != trust : trust != TRUST_OPEN;
    if (changed)
        *changed = differs;
    if (!differs)
        return true;
    for (guint i = words->len; i-- > 0;) {
        if (strcmp(g_array_index(words, TrustWord, i).folder, about) == 0)
            g_array_remove_index(words, i);
    }
    if (trust != TRUST_OPEN) {
        TrustWord added = {g_strdup(about), trust};
        g_array_append_val(words, added);
    }
    g_autofree char *formatted = format(words);
    return write_words(folder, formatted, error);
}

bool trust_set(const char *folder, Trust trust, bool *changed, GError **error)
{
    g_autofree char *about = real_folder(folder);
    int states = open_folder(true, error);
    if (states < 0)
        return false;
    while (flock(states, LOCK_EX) != 0 && errno == EINTR) /* another tarn may be at it */
        ;
    bool done = change(states, about, trust, changed, error);
    close(states);
    return done;
}

/* --- what to ask about ------------------------------------------------------------------------------------- */

static bool is_root(const char *folder)
{
    static const char *const MARKS[] = {".git", ".hg", ".jj", "pyproject.toml", ".venv", "pixi.toml", "uv.lock"};
    for (size_t i = 0; i < G_N_ELEMENTS(MARKS); i++) {
        g_autofree char *path = g_build_filename(folder, MARKS[i], NULL);
        if (g_file_test(path, G_FILE_TEST_EXISTS))
            return true;
    }
    return false;
}

char *trust_root(const char *folder)
{
    g_autofree char *own = real_folder(folder), *home = real_folder(g_get_home_dir()), *at = g_strdup(own);
    size_t length = strlen(at);
    while (length > 1) {
        bool around_home = g_str_has_prefix(home, at) && (home[length] == '/' || home[length] == '\0');
        struct stat status;
        bool others_write = stat(at, &status) != 0 || (status.st_mode & 0002) != 0; /* as into /tmp */
        if (around_home || others_write)
            break;
        if (is_root(at))
            return g_steal_pointer(&at);
        char *above = g_path_get_dirname(at);
        g_free(at);
        at = above;
        length = strlen(at);
    }
    return g_steal_pointer(&own);
}
