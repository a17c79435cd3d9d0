/** What runs in the editor's thread for reports; `adapters/reporting/thread.ts` starts it. One report at a time. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, Beginning, Question } from '../adapters/reporting/messages.ts';
import { systemReporter } from '../cli/reporting.ts';
import type { Log } from '../services/ports.ts';

const port = parentPort;
if (!port) throw new Error('this is a part of the extension, not a program');
const tell = (answer: Answer) => port.postMessage(answer);

// That the runtime calls a part of itself experimental is for us to know.
process.removeAllListeners('warning');

const log: Log = {
  info() {},
  warn: (warning, cause) => tell({ warning, cause: cause instanceof Error ? cause.message : undefined }),
};
let gitProgram: string | undefined;
const { folder } = workerData as Beginning;
const reporter = systemReporter({
  folder,
  clock: { nowMs: () => Date.now() },
  log,
  gitProgram: () => gitProgram,
});

let last: Promise<void> = Promise.resolve();
port.on('message', (question: Question) => {
  last = last.then(() => answer(question));
});

async function answer({ id, filter, gitProgram: program }: Question): Promise<void> {
  gitProgram = program;
  try {
    tell({ id, report: await reporter.report(filter) });
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) });
  }
}
