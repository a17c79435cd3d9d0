/** Runs work some time after it was asked for: once for many requests, never twice at a time, never unasked. */

/** Requests that never cease do not put a run off for longer than this. */
const PATIENCE_MS = 2000;

export interface Schedule {
  /** asks for a run soon; a run that is under way is followed by another */
  request(): void;
  /** runs without the delay; resolves when a run that began after this call has ended */
  now(): Promise<void>;
  dispose(): void;
}

/**
 * @param quietMs how long no request must have come before a run; a slow run lengthens it, so that running does not
 *   take all of the time
 * @param work must not reject
 */
export function createSchedule(work: () => Promise<void>, quietMs: number): Schedule {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let lastDurationMs = 0;
  let askedAtMs: number | undefined;
  let isDisposed = false;

  const start = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    askedAtMs = undefined;
    const began = performance.now();
    const run = work().finally(() => {
      lastDurationMs = performance.now() - began;
      running = undefined;
      if (askedAtMs !== undefined) schedule.request();
    });
    running = run;
    return run;
  };

  const schedule: Schedule = {
    request() {
      if (isDisposed) return;
      const nowMs = performance.now();
      askedAtMs ??= nowMs;
      if (running) return;
      clearTimeout(timer);
      const delayMs = Math.min(quietMs, Math.max(0, askedAtMs + PATIENCE_MS - nowMs));
      timer = setTimeout(start, Math.max(delayMs, Math.min(lastDurationMs * 2, PATIENCE_MS)));
    },
    async now() {
      while (running) await running;
      if (!isDisposed) await start();
    },
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
  return schedule;
}
