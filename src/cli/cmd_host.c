/* tarn host --fd N: the supervisor of a session, started by the engine with a socket to it; tarn host --stdio, by way of
 * another program, on another machine. */
#include "cli/command.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/host.h"
#include "engine/host_relay.h"

int cmd_host(int argc, char **argv)
{
    char *end;
    if (argc == 2 && strcmp(argv[1], "--stdio") == 0)
        return host_relay(STDIN_FILENO, STDOUT_FILENO);
    if (argc != 3 || strcmp(argv[1], "--fd") != 0)
        return command_fail("host", "is started by tarn itself, with --stdio, or --fd and a descriptor");
    long fd = strtol(argv[2], &end, 10);
    if (*end || fd < 3 || fd > 1 << 20)
        return command_fail("host", "--fd wants the number of an open descriptor");
    return host_serve((int)fd, NULL);
}
