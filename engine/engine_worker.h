/* The engine thread: takes requests, looks at cells, drives the session, saves.  For engine.c. */
#pragma once

#include "base/channel.h"
#include "engine/engine.h"

typedef struct EngineWorkerSetup EngineWorkerSetup;

/* Copies the options; the channels are borrowed until the thread has ended. */
EngineWorkerSetup *engine_worker_setup(const EngineOptions *options, Channel *requests, Channel *events, Channel *kept);

/* The thread's function; takes the setup; returns after ENGINE_DO_STOP. */
gpointer engine_worker_run(gpointer setup);
