/** A limit on the time of this process. */

import type { Worker } from 'node:worker_threads';

export interface TimeLimit {
  /**
   * Has the limit hold also while the process computes, when no timer of its own comes to its turn: a thread ends it
   * then, and `lastWords` go to standard error. Costs the start of a thread.
   */
  enforce(lastWords: string): void;
  end(): void;
}

/** How long a process that still takes turns has to end itself in its own way. */
const GRACE_MS = 250;

const KILLER = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => {
    try { require('node:fs').writeSync(2, workerData.lastWords); } catch {}
    process.kill(process.pid, 'SIGINT'); // shells have nothing to say of it, as they have of others
  }, workerData.remainingMs);`;

/** Not `performance`, which is loaded when somebody first asks it. */
const nowMs = () => process.uptime() * 1000;

/** Calls `expire` after `limitMs`. */
export function limitTime(limitMs: number, expire: () => void): TimeLimit {
  const untilMs = nowMs() + limitMs;
  const timer = setTimeout(expire, limitMs);
  let worker: Worker | undefined;
  return {
    enforce(lastWords) {
      const remainingMs = Math.max(0, untilMs - nowMs()) + GRACE_MS;
      if (worker) return;
      // Loading it takes as long as a git command, and hardly any commit needs it.
      const threads = process.getBuiltinModule('node:worker_threads');
      worker = new threads.Worker(KILLER, { eval: true, workerData: { remainingMs, lastWords } });
      worker.on('error', () => {}); // there is no thread to be had: the timer is left
      worker.unref();
    },
    end() {
      clearTimeout(timer);
      void worker?.terminate();
    },
  };
}
