/* A thread that answers a person, among threads and processes that compute. */
#pragma once

/* The calling thread asks for short turns on the processor, and so gets one soon after it is woken, however busy the
 * machine is; its share stays the same.  What it starts later does not inherit that.  Needs Linux 6.12; an older one
 * takes no notice.  Source: sched_setattr(2). */
void latency_prefer(void);
