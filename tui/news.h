/* Which of the engine's events may change the picture: what follows each key of somebody who types mostly does not,
 * and a second frame for each key is not drawn for it.
 *
 *     dirty |= event_shows(model, event);   // before model_apply, which takes the event apart
 *
 * Errs on the side of drawing.  Pure; main thread.
 */
#pragma once

#include "tui/model.h"

bool event_shows(const Model *model, const EngineEvent *event);
