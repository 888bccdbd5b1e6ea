#include "base/channel.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static gboolean is_readable(Channel *channel)
{
    struct pollfd wait = {.fd = channel_fd(channel), .events = POLLIN};
    return poll(&wait, 1, 0) == 1;
}

static void messages_arrive_in_order(void **state)
{
    g_autoptr(Channel) channel = channel_new(g_free);
    channel_send(channel, g_strdup("first"));
    channel_send(channel, g_strdup("second"));

    g_autofree char *first = channel_receive(channel);
    g_autofree char *second = channel_receive(channel);
    assert_string_equal(first, "first");
    assert_string_equal(second, "second");
    assert_null(channel_receive(channel));
}

static void the_descriptor_is_readable_exactly_while_messages_wait(void **state)
{
    g_autoptr(Channel) channel = channel_new(g_free);
    assert_false(is_readable(channel));
    channel_send(channel, g_strdup("x"));
    channel_send(channel, g_strdup("y"));
    assert_true(is_readable(channel));
    g_free(channel_receive(channel));
    assert_true(is_readable(channel));
    g_free(channel_receive(channel));
    assert_false(is_readable(channel));
}

static void what_nobody_received_is_freed(void **state)
{
    Channel *channel = channel_new(g_free);
    channel_send(channel, g_strdup("left")); /* the leak checker of the test build looks */
    channel_free(channel);
}

enum { SENDERS = 4, EACH = 10000 };

static gpointer send_many(gpointer channel)
{
    for (int i = 0; i < EACH; i++)
        channel_send(channel, g_new(int, 1));
    return NULL;
}

static void many_senders_lose_nothing(void **state)
{
    g_autoptr(Channel) channel = channel_new(g_free);
    GThread *threads[SENDERS];
    for (int i = 0; i < SENDERS; i++)
        threads[i] = g_thread_new("sender", send_many, channel);

    int received = 0;
    while (received < SENDERS * EACH) {
        struct pollfd wait = {.fd = channel_fd(channel), .events = POLLIN};
        assert_int_equal(poll(&wait, 1, 10000), 1);
        for (gpointer message; (message = channel_receive(channel)); received++)
            g_free(message);
    }
    for (int i = 0; i < SENDERS; i++)
        g_thread_join(threads[i]);
    assert_null(channel_receive(channel));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_arrive_in_order),
        cmocka_unit_test(the_descriptor_is_readable_exactly_while_messages_wait),
        cmocka_unit_test(what_nobody_received_is_freed),
        cmocka_unit_test(many_senders_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
