/* What the editor asks of checkpoints goes to the session. */
#include "engine/engine_worker_state.h"

void worker_do_checkpoint(Worker *worker, EngineRequest *request)
{
    session_checkpoint(worker->session);
    session_advance(worker->session);
}

void worker_do_roll_back(Worker *worker, EngineRequest *request)
{
    session_roll_back(worker->session);
    session_advance(worker->session);
}

void worker_do_set_checkpoints(Worker *worker, EngineRequest *request)
{
    session_set_checkpoints(worker->session, &(SessionCheckpoints){request->most, request->megabytes, request->seconds * 1000});
    session_advance(worker->session);
}
