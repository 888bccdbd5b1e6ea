#include "engine/state_folder.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/files.h"

static char *absolute_path(const char *path)
{
    g_autofree char *folder = g_get_current_dir();
    return path ? g_canonicalize_filename(path, NULL) : g_build_filename(folder, "", NULL);
}

/* What `path` is called in its real folder, whether it is a link or not there at all.  To be freed. */
static char *name_in_folder(const char *absolute)
{
    g_autofree char *above = g_path_get_dirname(absolute), *base = g_path_get_basename(absolute);
    char *real_above = realpath(above, NULL);
    char *name = g_build_filename(real_above ? real_above : above, base, NULL);
    free(real_above);
    return name;
}

char *state_key(const char *path)
{
    g_autofree char *absolute = absolute_path(path);
    char *real = realpath(absolute, NULL);
    g_autofree char *name = real ? g_strdup(real) : name_in_folder(absolute);
    free(real);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
}

char *state_key_of_link(const char *path)
{
    g_autofree char *absolute = absolute_path(path);
    g_autofree char *name = name_in_folder(absolute);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
}

/* No link of somebody else's, who might have been able to write there once. */
static bool make_private(const char *folder)
{
    struct stat status;
    if (g_mkdir_with_parents(folder, 0700) != 0 || lstat(folder, &status) != 0)
        return false;
    errno = S_ISDIR(status.st_mode) ? EACCES : ENOTDIR;
    return S_ISDIR(status.st_mode) && status.st_uid == geteuid() && ((status.st_mode & 077) == 0 || chmod(folder, 0700) == 0);
}

char *state_folder_make(const char *kind, GError **error)
{
    g_autofree char *state = folder_make(FOLDER_STATE, error);
    if (!state)
        return NULL;
    char *folder = g_build_filename(state, kind, NULL);
    if (make_private(folder))
        return folder;
    g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_FAILED, "%s (%s)", g_strerror(errno), folder);
    g_free(folder);
    return NULL;
}
