#include "engine/line.h"

#include <string.h>

/* So much is read before it is said that it came. */
static const uint64_t ACKNOWLEDGE = 64 << 10;

void line_clear(Line *line)
{
    g_free(line->token);
    g_clear_pointer(&line->kept, g_byte_array_unref);
    *line = (Line){0};
}

void line_begin(Line *line, const char *token)
{
    char *copy = g_strdup(token);
    line_clear(line);
    line->token = copy;
    line->kept = copy ? g_byte_array_new() : NULL;
}

size_t line_waiting(const Line *line, const WireWriter *out)
{
    return wire_waiting(out) + (line->token ? line->kept->len - line->sent : 0);
}

static void keep(Line *line, WireWriter *out)
{
    if (line->taken - line->told >= ACKNOWLEDGE) {
        wire_write(out, WIRE_CAME, (int64_t)line->taken);
        line->told = line->taken;
    }
    size_t count = wire_waiting(out);
    if (count == 0)
        return;
    g_byte_array_append(line->kept, (const guint8 *)out->bytes + out->sent, (guint)count);
    wire_sent(out, count);
}

bool line_flush(Line *line, WireWriter *out, int fd)
{
    if (!line->token)
        return wire_flush(out, fd);
    keep(line, out);
    if (fd < 0 || line->kept->len == line->sent)
        return true;
    return wire_send(WIRE_BYTES((const char *)line->kept->data, line->kept->len), &line->sent, fd);
}

static void forget(Line *line, uint64_t received)
{
    line->start += received - line->acknowledged;
    line->acknowledged = received;
    if (line->start < line->kept->len / 2) /* moving bytes costs */
        return;
    g_byte_array_remove_range(line->kept, 0, (guint)line->start);
    line->sent -= line->start;
    line->start = 0;
}

/* Whatever the other end claims to have read. */
static bool is_ours(const Line *line, int64_t received, size_t until)
{
    uint64_t bytes = (uint64_t)received;
    return received >= 0 && bytes >= line->acknowledged && bytes - line->acknowledged <= until - line->start;
}

bool line_note(Line *line, const WirePacket *packet)
{
    WirePacket fields = *packet;
    if (!line->token)
        return packet->type == WIRE_CAME;
    line->taken += packet->raw.length;
    if (packet->type != WIRE_CAME)
        return false;
    int64_t received = wire_int(&fields);
    if (is_ours(line, received, line->sent))
        forget(line, (uint64_t)received);
    return true;
}

bool line_resume(Line *line, int64_t received)
{
    if (!line->token || !is_ours(line, received, line->kept->len))
        return false;
    line->sent = MAX(line->sent, line->start + (size_t)((uint64_t)received - line->acknowledged));
    forget(line, (uint64_t)received);
    line->sent = line->start;
    return true;
}
