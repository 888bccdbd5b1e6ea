/* `tarn host --stdio`: the far end of a link that is no socket, such as the streams of ssh.
 *
 * The first packet is ATTACH or DIAL with the name of the notebook.  If it has a session here the bytes of both sides go to and
 * from its socket; if not NO_SESSION is the answer, and they go to a host that is made for it.  When the near end closes,
 * the host takes that for an editor that is gone.
 */
#pragma once

/* The exit status of the process. */
int host_relay(int in, int out);
