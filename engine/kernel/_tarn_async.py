"""Cells with a top-level await: one event loop for the life of the kernel.  Imported by the first such cell."""

import asyncio

_loop = None


def run(coroutine):
    """Its result.  An interrupt ends it as a cancelled task ends, with its `finally` blocks run."""
    global _loop
    if _loop is None or _loop.is_closed():
        _loop = asyncio.new_event_loop()
    asyncio.set_event_loop(_loop)
    task = _loop.create_task(coroutine)
    try:
        return _loop.run_until_complete(task)
    except BaseException:
        if not task.done():
            task.cancel()
            try:
                _loop.run_until_complete(task)
            except BaseException:
                pass
        raise
