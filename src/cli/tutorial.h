/* The text of man/tutorials/tour.py, compiled in. */
#pragma once

extern const char TUTORIAL[];
