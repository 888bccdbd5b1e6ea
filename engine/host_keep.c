#include "engine/host_keep.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "engine/host_queue.h"

/* The scratchpad runs under the number of no cell. */
static const int64_t SCRATCH = INT64_MAX;

/* The last run of a cell. */
typedef struct {
    int64_t cell, run, started, cause;
    int far; /* WIRE_RAN_... */
    char *name;
    GBytes *code;
    GByteArray *head, *tail; /* of its console */
    HostConsoleLost dropped; /* between them */
    GByteArray *facts;       /* packets that explain the DONE */
    GByteArray *asks;        /* INPUT_WANTED, while it waits */
    GHashTable *widgets;     /* id of an element -> GByteArray: packets that say what it was set to */
    char *output;            /* JSON of OUTPUT or DONE, or NULL */
    size_t output_bytes;
    int64_t status, nanoseconds, waited; /* of DONE */
    bool lost;               /* its output was given up */
} Kept;

struct HostKeep {
    GHashTable *cells; /* id -> Kept, owned */
    GHashTable *ahead; /* run -> GByteArray, an AHEAD that has not begun */
    HostQueue *queue;
    Kept *running;     /* or NULL */
    GByteArray *widget; /* what was said of the element that is being set */
    Kept *last;        /* that ran; what threads print goes there */
    GByteArray *ready, *modules, *states, *died; /* packets as they came */
    int64_t last_run, last_cell;
    size_t bytes;
};

/* --- life ---------------------------------------------------------------------------------------------------- */

static void kept_free(gpointer data)
{
    Kept *kept = data;
    g_free(kept->name);
    g_free(kept->output);
    g_bytes_unref(kept->code);
    g_byte_array_unref(kept->head);
    g_byte_array_unref(kept->tail);
    g_byte_array_unref(kept->facts);
    g_byte_array_unref(kept->asks);
    g_hash_table_unref(kept->widgets);
    g_free(kept);
}

static void free_packets(gpointer packets)
{
    g_byte_array_unref(packets);
}

HostKeep *host_keep_new(void)
{
    HostKeep *keep = g_new0(HostKeep, 1);
    keep->cells = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, kept_free);
    keep->ahead = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_packets);
    keep->queue = host_queue_new();
    keep->ready = g_byte_array_new();
    keep->modules = g_byte_array_new();
    keep->states = g_byte_array_new();
    keep->died = g_byte_array_new();
    keep->widget = g_byte_array_new();
    return keep;
}

void host_keep_free(HostKeep *keep)
{
    g_hash_table_unref(keep->cells);
    g_hash_table_unref(keep->ahead);
    host_queue_free(keep->queue);
    g_byte_array_unref(keep->ready);
    g_byte_array_unref(keep->modules);
    g_byte_array_unref(keep->states);
    g_byte_array_unref(keep->died);
    g_byte_array_unref(keep->widget);
    g_free(keep);
}

static size_t weight(const Kept *kept)
{
    return kept->head->len + kept->tail->len + kept->output_bytes;
}

static void drop_kept(HostKeep *keep, int64_t cell)
{
    Kept *kept = g_hash_table_lookup(keep->cells, &cell);
    if (!kept)
        return;
    keep->bytes -= weight(kept);
    keep->running = keep->running == kept ? NULL : keep->running;
    keep->last = keep->last == kept ? NULL : keep->last;
    g_hash_table_remove(keep->cells, &cell);
}

static Kept *begin_kept(HostKeep *keep, int64_t cell, const char *name, GBytes *code, int far)
{
    drop_kept(keep, cell);
    Kept *kept = g_new0(Kept, 1);
    *kept = (Kept){.cell = cell, .far = far, .started = g_get_real_time(), .name = g_strdup(name),
                   .code = g_bytes_ref(code), .head = g_byte_array_new(), .tail = g_byte_array_new(),
                   .facts = g_byte_array_new(), .asks = g_byte_array_new()};
    kept->widgets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_packets);
    g_hash_table_insert(keep->cells, &kept->cell, kept);
    return kept;
}

static void drop(Kept *kept, GByteArray *bytes, guint count)
{
    host_console_lose(&kept->dropped, (const char *)bytes->data, count);
    g_byte_array_remove_range(bytes, 0, count);
}

/* Of too much, what ran first goes first; never what runs now. */
static void stay_bounded(HostKeep *keep)
{
    while (keep->bytes > KEEP_BYTES) {
        Kept *oldest = NULL;
        GHashTableIter all;
        g_hash_table_iter_init(&all, keep->cells);
        for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
            Kept *kept = value;
            if (weight(kept) > 0 && kept != keep->running && (!oldest || kept->run < oldest->run))
                oldest = kept;
        }
        oldest = oldest ? oldest : keep->running;
        if (!oldest)
            return;
        keep->bytes -= weight(oldest);
        drop(oldest, oldest->head, oldest->head->len);
        drop(oldest, oldest->tail, oldest->tail->len);
        oldest->lost |= oldest->output_bytes > 0;
        g_clear_pointer(&oldest->output, g_free);
        oldest->output_bytes = 0;
    }
}

/* --- what passes --------------------------------------------------------------------------------------------- */

static char *take_text(WirePacket *packet)
{
    WireBytes bytes = wire_bytes(packet);
    return g_strndup(bytes.bytes, bytes.length);
}

static GBytes *take_code(WirePacket *packet)
{
    WireBytes code = wire_bytes(packet);
    return g_bytes_new(code.bytes, code.length);
}

static void note_run(HostKeep *keep, int64_t run, int64_t cell, const char *name, GBytes *code)
{
    Kept *kept = begin_kept(keep, cell, name, code, WIRE_RAN_RUNNING);
    kept->run = run;
    keep->running = keep->last = kept;
    keep->last_run = MAX(keep->last_run, run);
    if (cell != SCRATCH)
        keep->last_cell = MAX(keep->last_cell, cell);
    g_byte_array_set_size(keep->died, 0);
}

static void take_run(HostKeep *keep, WirePacket *packet)
{
    int64_t run = wire_int(packet), cell = wire_int(packet);
    g_autofree char *name = take_text(packet);
    g_autoptr(GBytes) code = take_code(packet);
    host_queue_pass(keep->queue, cell);
    note_run(keep, run, cell, name, code);
}

static void take_ahead(HostKeep *keep, WirePacket *packet)
{
    const WireBytes raw = packet->raw;
    int64_t run = wire_int(packet);
    GByteArray *copy = g_byte_array_append(g_byte_array_new(), (const guint8 *)raw.bytes, (guint)raw.length);
    g_hash_table_replace(keep->ahead, g_memdup2(&run, sizeof run), copy);
    keep->last_run = MAX(keep->last_run, run);
}

/* It has begun by itself. */
static void begin_ahead(HostKeep *keep, int64_t run)
{
    const GByteArray *copy = g_hash_table_lookup(keep->ahead, &run);
    WireReader reader = {0};
    WirePacket packet;
    if (!copy)
        return;
    wire_reader_feed(&reader, copy->data, copy->len);
    if (wire_reader_next(&reader, &packet) == WIRE_PACKET)
        take_run(keep, &packet);
    wire_reader_free(&reader);
    g_hash_table_remove(keep->ahead, &run);
}

static void take_widget(HostKeep *keep, WirePacket *packet)
{
    WireBytes id = wire_bytes(packet), value = wire_bytes(packet);
    WireWriter was = {0};
    wire_write(&was, WIRE_WIDGET_WAS, id, value);
    g_byte_array_set_size(keep->widget, 0);
    g_byte_array_append(keep->widget, (const guint8 *)was.bytes, (guint)was.length);
    wire_writer_free(&was);
}

void host_keep_from_editor(HostKeep *keep, WirePacket packet)
{
    if (packet.type == WIRE_RUN)
        take_run(keep, &packet);
    else if (packet.type == WIRE_AHEAD)
        take_ahead(keep, &packet);
    else if (packet.type == WIRE_FORGET)
        drop_kept(keep, wire_int(&packet));
    else if (packet.type == WIRE_WIDGET)
        take_widget(keep, &packet);
    else if (packet.type == WIRE_QUEUE)
        host_queue_take(keep->queue, &packet);
    else if (packet.type == WIRE_INTERRUPT || packet.type == WIRE_SUPERSEDE)
        host_queue_clear(keep->queue);
}

static void set_output(HostKeep *keep, Kept *kept, WireBytes json)
{
    keep->bytes += json.length - kept->output_bytes;
    g_free(kept->output);
    kept->output = json.length ? g_memdup2(json.bytes, json.length) : NULL;
    kept->output_bytes = json.length;
    kept->lost = false;
    stay_bounded(keep);
}

static void cancel(HostKeep *keep, const Kept *failed)
{
    int far = failed->status == WIRE_RUN_STOPPED ? WIRE_RAN_STOPPED : WIRE_RAN_CANCELLED;
    host_queue_fail(keep->queue, failed->cell);
    for (HostQueued *next; (next = host_queue_pop_victim(keep->queue));) {
        g_autoptr(HostQueued) victim = next;
        begin_kept(keep, victim->cell, victim->name, victim->code, far)->cause = failed->cell;
    }
}

/* The fields after run and cell, but the last. */
static void finish_kept(HostKeep *keep, Kept *kept, WirePacket *packet)
{
    keep->running = keep->running == kept ? NULL : keep->running;
    kept->far = WIRE_RAN_DONE;
    kept->status = wire_int(packet);
    set_output(keep, kept, wire_bytes(packet));
    kept->nanoseconds = wire_int(packet);
    kept->waited = wire_int(packet);
    g_byte_array_set_size(kept->asks, 0);
    if (kept->cell == SCRATCH)
        drop_kept(keep, SCRATCH); /* nobody reads it again */
    else if (kept->status == WIRE_RUN_INTERRUPTED)
        host_queue_clear(keep->queue);
    else if (kept->status != WIRE_RUN_OK)
        cancel(keep, kept);
}

static void take_done(HostKeep *keep, WirePacket *packet)
{
    int64_t run = wire_int(packet), cell = wire_int(packet);
    Kept *kept = g_hash_table_lookup(keep->cells, &cell);
    if (!kept || kept->run != run)
        return;
    finish_kept(keep, kept, packet);
    begin_ahead(keep, wire_int(packet));
}

static void append(GByteArray *array, const WirePacket *packet)
{
    g_byte_array_append(array, (const guint8 *)packet->raw.bytes, (guint)packet->raw.length);
}

static void take_input_wanted(HostKeep *keep, WirePacket *packet)
{
    const WirePacket whole = *packet;
    if (!keep->running || wire_int(packet) != keep->running->run)
        return;
    g_byte_array_set_size(keep->running->asks, 0);
    if (wire_int(packet))
        append(keep->running->asks, &whole);
}

/* The value is the cell's that made the element, until it runs again. */
static void take_widget_bound(HostKeep *keep, const WirePacket *packet)
{
    WirePacket fields = *packet;
    int64_t cell = wire_int(&fields);
    Kept *kept = g_hash_table_lookup(keep->cells, &cell);
    append(keep->widget, packet);
    if (kept && keep->widget->len <= KEEP_WIDGET)
        g_hash_table_replace(kept->widgets, take_text(&fields), g_steal_pointer(&keep->widget));
    if (!keep->widget)
        keep->widget = g_byte_array_new();
}

void host_keep_from_kernel(HostKeep *keep, WirePacket packet, bool watched)
{
    switch (packet.type) {
    case WIRE_READY:
        g_byte_array_set_size(keep->ready, 0);
        append(keep->ready, &packet);
        break;
    case WIRE_MODULES_ARE:
        append(keep->modules, &packet);
        break;
    case WIRE_STATE_SET: case WIRE_STATE_LOOPS:
        if (!watched)
            append(keep->states, &packet);
        break;
    case WIRE_UNBOUND: case WIRE_WIDGETS:
        if (keep->running)
            append(keep->running->facts, &packet);
        break;
    case WIRE_OUTPUT: {
        int64_t run = wire_int(&packet), cell = wire_int(&packet);
        Kept *kept = g_hash_table_lookup(keep->cells, &cell);
        if (kept && kept->run == run)
            set_output(keep, kept, wire_bytes(&packet));
        break;
    }
    case WIRE_WIDGET_SHOWN:
        append(keep->widget, &packet);
        break;
    case WIRE_WIDGET_BOUND:
        take_widget_bound(keep, &packet);
        break;
    case WIRE_INPUT_WANTED:
        take_input_wanted(keep, &packet);
        break;
    case WIRE_DONE:
        take_done(keep, &packet);
        break;
    case WIRE_SKIPPED: {
        int64_t run = wire_int(&packet);
        g_hash_table_remove(keep->ahead, &run);
        break;
    }
    }
}

void host_keep_console(HostKeep *keep, int64_t run, const char *bytes, size_t length, HostConsoleLost lost)
{
    Kept *kept = run ? keep->running : keep->last;
    if (!kept || (run && kept->run != run))
        return;
    size_t before = weight(kept);
    size_t head = kept->tail->len == 0 && lost.bytes == 0 ? MIN(length, KEEP_HEAD - kept->head->len) : 0;
    g_byte_array_append(kept->head, (const guint8 *)bytes, (guint)head);
    kept->dropped = (HostConsoleLost){kept->dropped.bytes + lost.bytes, kept->dropped.lines + lost.lines};
    g_byte_array_append(kept->tail, (const guint8 *)bytes + head, (guint)(length - head));
    if (kept->tail->len > 2 * KEEP_TAIL) /* rarely, and then much: moving bytes costs */
        drop(kept, kept->tail, kept->tail->len - KEEP_TAIL);
    keep->bytes += weight(kept) - before;
    stay_bounded(keep);
}

void host_keep_lost(HostKeep *keep, int64_t status, const char *why)
{
    host_queue_clear(keep->queue);
    g_hash_table_remove_all(keep->ahead);
    g_byte_array_set_size(keep->ready, 0);
    g_byte_array_set_size(keep->modules, 0);
    g_byte_array_set_size(keep->states, 0);
    g_byte_array_set_size(keep->died, 0);
    if (keep->running)
        keep->running->far = WIRE_RAN_DEAD;
    keep->running = NULL;
    if (why) {
        WireWriter died = {0};
        wire_write(&died, WIRE_DIED, status, WIRE_TEXT(why));
        g_byte_array_append(keep->died, (const guint8 *)died.bytes, (guint)died.length);
        wire_writer_free(&died);
        return;
    }
    keep->last = NULL;
    keep->bytes = 0;
    g_hash_table_remove_all(keep->cells);
}

void host_keep_rolled_back(HostKeep *keep, GHashTable *ran)
{
    GHashTableIter all;
    gpointer cell;
    host_queue_clear(keep->queue);
    g_hash_table_remove_all(keep->ahead);
    g_byte_array_set_size(keep->states, 0);
    keep->running = NULL;
    g_hash_table_iter_init(&all, ran);
    while (g_hash_table_iter_next(&all, &cell, NULL)) {
        Kept *kept = g_hash_table_lookup(keep->cells, cell);
        if (kept)
            kept->far = WIRE_RAN_DEAD;
    }
}

/* --- without an editor, and for the next one ------------------------------------------------------------------- */

bool host_keep_is_empty(const HostKeep *keep)
{
    return g_hash_table_size(keep->cells) == 0;
}

int64_t host_keep_next(HostKeep *keep, WireWriter *to_kernel)
{
    g_autoptr(HostQueued) queued = host_queue_pop(keep->queue);
    if (!queued)
        return 0;
    gsize size;
    const char *code = g_bytes_get_data(queued->code, &size);
    note_run(keep, keep->last_run + 1, queued->cell, queued->name, queued->code);
    wire_write(to_kernel, WIRE_RUN, keep->last_run, queued->cell, WIRE_TEXT(queued->name),
               WIRE_BYTES(code ? code : "", size), queued->flags);
    return keep->last_run;
}

static void put_raw(WireWriter *out, const GByteArray *packets)
{
    if (packets->len > 0)
        wire_write_raw(out, WIRE_BYTES((const char *)packets->data, packets->len));
}

static void tell_ran(WireWriter *out, const Kept *kept, int far)
{
    gsize size;
    const char *code = g_bytes_get_data(kept->code, &size);
    wire_write(out, WIRE_RAN, kept->run, kept->cell, WIRE_TEXT(kept->name), WIRE_BYTES(code ? code : "", size),
               kept->started, (int64_t)far, kept->cause);
}

static void tell_kept(WireWriter *out, const Kept *kept)
{
    static const char LOST[] = "{\"mime\": \"text/plain\", \"root\": {\"node\": \"text\", \"text\": "
                               "\"(this output was too large to be kept while nobody was here; run the cell to see it)\"}}";
    WireBytes output = kept->lost ? WIRE_TEXT(LOST) : WIRE_BYTES(kept->output ? kept->output : "", kept->output_bytes);
    tell_ran(out, kept, kept->far);
    const GByteArray *head = kept->head, *tail = kept->tail;
    if (head->len > 0)
        wire_write(out, WIRE_CONSOLE, kept->run, WIRE_BYTES((const char *)head->data, head->len), (int64_t)0, (int64_t)0);
    if (tail->len > 0 || kept->dropped.bytes > 0)
        wire_write(out, WIRE_CONSOLE, kept->run, WIRE_BYTES(tail->data ? (const char *)tail->data : "", tail->len),
                   kept->dropped.bytes, kept->dropped.lines);
    put_raw(out, kept->facts);
    put_raw(out, kept->asks);
    if (kept->far == WIRE_RAN_DONE)
        wire_write(out, WIRE_DONE, kept->run, kept->cell, kept->status, output, kept->nanoseconds, kept->waited,
                   (int64_t)0);
    else if (output.length > 0)
        wire_write(out, WIRE_OUTPUT, kept->run, kept->cell, output);
    GHashTableIter all;
    g_hash_table_iter_init(&all, kept->widgets);
    for (gpointer packets; g_hash_table_iter_next(&all, NULL, &packets);)
        put_raw(out, packets);
}

static gint by_run(gconstpointer a, gconstpointer b)
{
    const Kept *left = a, *right = b;
    return left->run != right->run ? (left->run > right->run) - (left->run < right->run)
                                   : (left->cell > right->cell) - (left->cell < right->cell);
}

void host_keep_tell(HostKeep *keep, WireWriter *out)
{
    g_autoptr(GList) kept = g_list_sort(g_hash_table_get_values(keep->cells), by_run);
    wire_write(out, WIRE_ATTACHED, keep->last_run, keep->last_cell, (int64_t)(keep->ready->len > 0));
    put_raw(out, keep->ready);
    put_raw(out, keep->modules);
    for (GList *link = kept; link; link = link->next)
        tell_kept(out, link->data);
    for (const GList *link = host_queue_list(keep->queue); link; link = link->next) {
        const HostQueued *queued = link->data;
        tell_ran(out, &(Kept){.cell = queued->cell, .name = queued->name, .code = queued->code}, WIRE_RAN_QUEUED);
    }
    put_raw(out, keep->states);
    put_raw(out, keep->died);
    g_byte_array_set_size(keep->states, 0);
    wire_write(out, WIRE_ATTACHED_ALL);
}

HostKeepSummary host_keep_summary(const HostKeep *keep)
{
    return (HostKeepSummary){
        .cells = g_hash_table_size(keep->cells),
        .queued = g_list_length((GList *)host_queue_list(keep->queue)),
        .wants_input = keep->running && keep->running->asks->len > 0,
        .dead = keep->died->len > 0,
    };
}
