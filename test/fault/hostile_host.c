/* What stands in the place of `tarn host` and does not mean well.  It answers as a host and its kernel do, until the
 * byte that $HOSTILE names:
 *
 *     good        answers until it is told to stop
 *     cut N       N bytes, and it is gone
 *     flip N      the byte after N others is another one; then it goes on, and is gone after the run
 *     garbage N   N answers, then what is no packet at all, and it stays
 *     huge N      N answers, then a packet that claims to be longer than any may be, and it stays
 *     random N    packets of the right shapes with wild numbers and bytes in them (N: the seed); gone after the run
 *     mute        says nothing and stays
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/wire.h"

enum { EDITOR = 3, WILD_PACKETS = 300, FLIP_PATIENCE_MS = 100 };

typedef struct {
    char how[16];
    size_t number;
    size_t sent, answers;
} Mood;

static void send_bytes(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t count = send(EDITOR, bytes, length, MSG_NOSIGNAL);
        if (count <= 0)
            exit(0);
        bytes += count;
        length -= (size_t)count;
    }
}

static void stay(void)
{
    char bytes[4096];
    while (read(EDITOR, bytes, sizeof bytes) > 0)
        ;
    exit(0);
}

static void rave(const char *how)
{
    if (strcmp(how, "huge") == 0)
        send_bytes("\xff\xff\xff\xff\x2d\x01\x00\x00", 8);
    for (int i = 0; i < 4096 && strcmp(how, "garbage") == 0; i++)
        send_bytes("\xf3\x01tarn", 6);
    stay();
}

/* The bytes go out as the mood allows. */
static void utter(Mood *mood, WireWriter *writer)
{
    size_t length = writer->length;
    bool raves = strcmp(mood->how, "garbage") == 0 || strcmp(mood->how, "huge") == 0;
    if (raves && mood->answers++ == mood->number)
        rave(mood->how);
    bool here = mood->number >= mood->sent && mood->number < mood->sent + length;
    if (here && strcmp(mood->how, "flip") == 0)
        writer->bytes[mood->number - mood->sent] ^= (char)0x81;
    bool cut = here && strcmp(mood->how, "cut") == 0;
    send_bytes(writer->bytes, cut ? mood->number - mood->sent : length);
    mood->sent += length;
    wire_sent(writer, length);
    if (cut)
        exit(0);
}

static void say_started(Mood *mood)
{
    WireWriter out = {0};
    wire_write(&out, WIRE_STARTED, WIRE_TEXT("/usr/bin/python3"), (int64_t)77);
    wire_write(&out, WIRE_READY, (int64_t)WIRE_PROTOCOL, WIRE_TEXT("3.11.2"), WIRE_TEXT("/usr/bin/python3"), (int64_t)77);
    utter(mood, &out);
    wire_writer_free(&out);
}

/* --- wild packets --------------------------------------------------------------------------------------------- */

static int64_t wild_number(int64_t run, int64_t cell)
{
    static const int64_t NUMBERS[] = {0, 1, -1, 2, 3, 17, INT64_MAX, INT64_MIN, 1 << 30};
    int which = rand() % 16;
    return which < 9 ? NUMBERS[which] : which < 12 ? run : which < 15 ? cell : rand();
}

static WireBytes wild_bytes(void)
{
    static const char *const TEXTS[] = {
        "", "x", "{\"mime\":\"text/plain\",\"root\":{\"node\":\"text\",\"text\":\"42\"}}", "{", "[[[[[[[[", "\033]0;title\a",
        "\377\376", "null", "{\"root\":{\"node\":\"error\",\"name\":\"NameError\",\"text\":\"name '_q' is not defined\"}}",
    };
    return WIRE_TEXT(TEXTS[(size_t)rand() % (sizeof TEXTS / sizeof *TEXTS)]);
}

static void wild_packet(WireWriter *out, int64_t run, int64_t cell)
{
    static const int TYPES[] = {WIRE_READY, WIRE_OUTPUT, WIRE_DONE, WIRE_STATE_SET, WIRE_WIDGET_BOUND, WIRE_GLOBALS_ARE,
                                WIRE_PARSED, WIRE_INPUT_WANTED, WIRE_UNBOUND, WIRE_STATE_LOOPS, WIRE_STARTED, WIRE_CONSOLE,
                                WIRE_RUN, WIRE_RESTART, WIRE_BEGIN, WIRE_SKIPPED};
    int type = TYPES[(size_t)rand() % (sizeof TYPES / sizeof *TYPES)];
    wire_begin(out, type);
    for (const char *letter = wire_shape(type); *letter; letter++) {
        if (*letter == 'i')
            wire_put_int(out, wild_number(run, cell));
        for (int more = *letter == 'i' ? 0 : *letter == 's' ? 1 : rand() % 4; more > 0; more--)
            wire_put_bytes(out, wild_bytes());
    }
    wire_end(out);
}

/* --- runs -------------------------------------------------------------------------------------------------------- */

static void take_run(Mood *mood, WirePacket *packet)
{
    static const char OUTPUT[] = "{\"mime\":\"text/plain\",\"root\":{\"node\":\"text\",\"text\":\"42\"}}";
    int64_t run = wire_int(packet), cell = wire_int(packet);
    WireWriter out = {0};
    if (strcmp(mood->how, "random") == 0) {
        srand((unsigned)mood->number);
        for (int i = 0; i < WILD_PACKETS; i++)
            wild_packet(&out, run, cell);
    }
    wire_write(&out, WIRE_CONSOLE, run, WIRE_TEXT("hello\r\n"), (int64_t)0, (int64_t)0);
    wire_write(&out, WIRE_OUTPUT, run, cell, WIRE_TEXT(OUTPUT));
    wire_write(&out, WIRE_DONE, run, cell, (int64_t)WIRE_RUN_OK, WIRE_TEXT(OUTPUT), (int64_t)1000, (int64_t)0,
               (int64_t)0);
    utter(mood, &out);
    wire_writer_free(&out);
    if (strcmp(mood->how, "good") != 0)
        exit(0);
}

/* It begins nothing by itself. */
static void take_ahead(Mood *mood, WirePacket *packet)
{
    int64_t run = wire_int(packet), cell = wire_int(packet);
    WireWriter out = {0};
    wire_write(&out, WIRE_SKIPPED, run, cell);
    utter(mood, &out);
    wire_writer_free(&out);
}

int main(void)
{
    const char *order = getenv("HOSTILE");
    Mood mood = {0};
    WireReader in = {0};
    WirePacket packet;
    if (!order || sscanf(order, "%15s %zu", mood.how, &mood.number) < 1)
        return 2;
    if (strcmp(mood.how, "mute") == 0)
        stay();
    struct pollfd wait = {.fd = EDITOR, .events = POLLIN};
    /* After a wrong length the other side waits for more than was said: then somebody must give up. */
    int patience = strcmp(mood.how, "flip") == 0 ? FLIP_PATIENCE_MS : -1;
    while (poll(&wait, 1, patience) == 1 && wire_reader_fill(&in, EDITOR) > 0) {
        while (wire_reader_next(&in, &packet) == WIRE_PACKET) {
            if (packet.type == WIRE_START || packet.type == WIRE_RESTART)
                say_started(&mood);
            else if (packet.type == WIRE_RUN)
                take_run(&mood, &packet);
            else if (packet.type == WIRE_AHEAD)
                take_ahead(&mood, &packet);
        }
    }
    return 0;
}
