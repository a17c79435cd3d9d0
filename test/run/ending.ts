/** When a process of a run has to end early: nothing that was started may be left behind. */

/**
 * Calls `end` once: on a signal, or when the process that started this one is gone, even if it was killed.
 * `parent`: its process id where it can be told; it may be gone before this one asks.
 * Several signals are one: a terminal sends Ctrl+C to all its processes, and the parent passes it on.
 */
export function onEnd(end: (signal: NodeJS.Signals) => void, parent = process.ppid): void {
  let called = false;
  const once = (signal: NodeJS.Signals) => {
    if (called) return;
    called = true;
    end(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once);
  setInterval(() => process.ppid !== parent && once('SIGHUP'), 1_000).unref();
}
