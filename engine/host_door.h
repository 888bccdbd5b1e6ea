/* Where a host that outlives its editor is found and spoken to: its files in the folder of sessions, the socket that it
 * listens at, and those who have come and not said yet what they want.
 */
#pragma once

#include <poll.h>
#include <stdbool.h>

#include "engine/wire.h"

typedef struct {
    int fd; /* -1: nobody */
    WireReader in;
    WireWriter out;
    bool served; /* it was answered, and has only to read that */
    char *token; /* of its line, or NULL */
} HostGuest;

enum { HOST_GUESTS = 8, HOST_DOOR_POLLS = HOST_GUESTS + 2 };

typedef struct {
    char *path, *id;
    int folder, file, listener, watch; /* -1: none */
    HostGuest guests[HOST_GUESTS];
} HostDoor;

HostDoor *host_door_new(void);
void host_door_free(HostDoor *door); /* and nobody finds it any more */

/* The notebook is this one; `about` is what its file says, JSON.  If another host has it this one stays hidden. */
void host_door_open(HostDoor *door, const char *path, const char *about);

/* Fills HOST_DOOR_POLLS descriptors; guests begin at the third. */
void host_door_polls(const HostDoor *door, struct pollfd *polled);

/* Lets in who has come.  True: its files are gone, and host_door_open() is due again. */
bool host_door_serve(HostDoor *door, const struct pollfd *polled);

void host_guest_close(HostGuest *guest);
