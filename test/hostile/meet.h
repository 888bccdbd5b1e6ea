/* A hostile file is met as a user would meet it: through the commands that read it, in this process.
 *
 *     Meeting *meeting = meeting_new(folder);         // the file is put into this folder
 *     const char *wrong = meeting_meet(meeting, &file);        // NULL: all is well
 */
#pragma once

#include <glib.h>

#include "test/hostile/make.h"

typedef struct Meeting Meeting;

/* Standard output and standard error go to files of the folder from here on. */
Meeting *meeting_new(const char *folder);
void meeting_free(Meeting *meeting);

/* What is wrong, or NULL; borrowed until the next one. */
const char *meeting_meet(Meeting *meeting, const HostileFile *file);

/* The seconds of processor time that its slowest step took, and which that was. */
double meeting_slowest(const Meeting *meeting, const char **step);

/* Where standard error goes. */
const char *meeting_said(const Meeting *meeting);

/* The good files: notebooks in every format that can be read, made of those named, and settings. */
void meeting_add_notebook(Meeting *meeting, const char *path, GPtrArray *seeds);
