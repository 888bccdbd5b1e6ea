/* The loop of the kernel: wait for a packet without the GIL, do it, wait again. */
#include "engine/kernel/kernel.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void kernel_send(Kernel *kernel)
{
    if (getpid() != kernel->pid) {
        wire_writer_free(&kernel->out);
        return;
    }
    /* What another thread appends while one sends, that one sends too: the GIL is the lock. */
    if (kernel->sending)
        return;
    kernel->sending = true;
    while (wire_waiting(&kernel->out) > 0) {
        WireWriter out = kernel->out;
        kernel->out = (WireWriter){0};
        Py_BEGIN_ALLOW_THREADS
        if (!wire_flush(&out, kernel->fd))
            out.length = out.sent = 0; /* the host is gone: the loop will see it */
        Py_END_ALLOW_THREADS
        if (wire_waiting(&kernel->out) == 0 && !kernel->out.bytes) {
            kernel->out = out; /* keep the buffer */
        } else {
            wire_writer_free(&out);
        }
    }
    kernel->sending = false;
}

static void begin(Kernel *kernel, WirePacket *packet)
{
    WireBytes secret = wire_bytes(packet);
    size_t length = secret.length < sizeof kernel->secret ? secret.length : sizeof kernel->secret - 1;
    memcpy(kernel->secret, secret.bytes, length);
    kernel->secret[length] = '\0';
}

typedef struct {
    int type;
    void (*handle)(Kernel *kernel, WirePacket *packet);
} Handler;

static const Handler HANDLERS[] = {
    {WIRE_RUN, kernel_run},
    {WIRE_AHEAD, kernel_run_ahead},
    {WIRE_PARSE, kernel_parse},
    {WIRE_FORGET, inspect_forget},
    {WIRE_DROP, inspect_drop},
    {WIRE_WIDGET, inspect_widget},
    {WIRE_GLOBALS, inspect_globals},
    {WIRE_TABLE, inspect_table},
    {WIRE_VARIABLES, inspect_variables},
    {WIRE_NOTEBOOK, inspect_notebook},
    {WIRE_ENVIRONMENT, inspect_environment},
    {WIRE_DEFINERS, inspect_definers},
    {WIRE_SETTLED, inspect_settled},
    {WIRE_MODULES, reload_switch},
    {WIRE_CHANGED, reload_changed},
    {WIRE_LOOKUP, inspect_lookup},
    {WIRE_SOURCES, inspect_sources},
    {WIRE_BEGIN, begin},
    {WIRE_CHECKPOINT, kernel_checkpoint},
};

static void handle(Kernel *kernel, WirePacket *packet)
{
    for (size_t i = 0; i < sizeof HANDLERS / sizeof *HANDLERS; i++) {
        if (HANDLERS[i].type == packet->type)
            HANDLERS[i].handle(kernel, packet);
    }
    PyErr_Clear(); /* an interrupt between runs interrupts nothing */
    if (getpid() != kernel->pid)
        _exit(1); /* a child forked by a repr or a callback */
}

/* More bytes; false at the end. */
static bool receive(Kernel *kernel)
{
    ptrdiff_t count;
    int error;
    Py_BEGIN_ALLOW_THREADS
    count = wire_reader_fill(&kernel->in, kernel->fd);
    error = errno;
    Py_END_ALLOW_THREADS
    if (count >= 0)
        return count > 0;
    if (PyErr_CheckSignals() < 0)
        PyErr_Clear();
    return error == EINTR;
}

PyObject *packet_strings(WirePacket *packet)
{
    PyObject *list = PyList_New(0);
    while (wire_more(packet)) {
        WireBytes bytes = wire_bytes(packet);
        PyObject *string = list ? PyUnicode_DecodeUTF8(bytes.bytes, (Py_ssize_t)bytes.length, "replace") : NULL;
        if (list && (!string || PyList_Append(list, string) < 0))
            Py_CLEAR(list);
        Py_XDECREF(string);
    }
    return list;
}

void kernel_serve(Kernel *kernel)
{
    for (;;) {
        WirePacket packet;
        WireResult result = wire_reader_next(&kernel->in, &packet);
        if (result == WIRE_BROKEN || (result == WIRE_PACKET && packet.type == WIRE_SHUTDOWN))
            return;
        if (result == WIRE_PACKET)
            handle(kernel, &packet);
        else if (!receive(kernel))
            return;
    }
}
