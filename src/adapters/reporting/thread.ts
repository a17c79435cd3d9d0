/**
 * Reports made in a thread of their own: to follow a year of insertions through thousands of commits would keep the
 * editor's other extensions waiting. The thread is started by the first question and ended when none has come for a
 * while, so that nothing of it stays in memory.
 */

import { Worker } from 'node:worker_threads';
import type { ReportFilter } from '../../domain/retention/report.ts';
import type { Log } from '../../services/ports.ts';
import type { Reporter } from '../../services/retention/reporter.ts';
import type { Answer, Beginning, Question } from './messages.ts';

export interface ThreadOptions extends Beginning {
  /** absolute path of the thread's script */
  readonly script: string;
  readonly log: Log;
  readonly gitProgram: () => string | undefined;
  /** without a question */
  readonly idleMs?: number;
  /** more than this it does not take; what it was asked then fails */
  readonly memoryMb?: number;
}

const IDLE_MS = 5 * 60_000;
const MEMORY_MB = 1024;

interface Waiting {
  resolve(report: Awaited<ReturnType<Reporter['report']>>): void;
  reject(error: Error): void;
}

export class ReportThread implements Reporter {
  readonly #options: ThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  report(filter: Partial<ReportFilter> = {}): ReturnType<Reporter['report']> {
    clearTimeout(this.#idle);
    const worker = this.#worker ?? this.#start();
    this.#worker = worker;
    const id = ++this.#asked;
    const answered = new Promise<Awaited<ReturnType<Reporter['report']>>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    worker.postMessage({ id, filter, gitProgram: this.#options.gitProgram() } satisfies Question);
    return answered;
  }

  dispose(): void {
    clearTimeout(this.#idle);
    void this.#worker?.terminate();
  }

  #start(): Worker {
    const { script, folder, memoryMb = MEMORY_MB } = this.#options;
    const worker = new Worker(script, {
      name: 'lastmile reports',
      workerData: { folder } satisfies Beginning,
      execArgv: [], // the editor's own are not for us
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    let reason = new Error('the figures were not finished');
    worker.on('message', (answer: Answer) => this.#heard(answer));
    worker.on('error', (error) => {
      reason = error;
    });
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(reason);
      this.#waiting.clear();
    });
    worker.unref();
    return worker;
  }

  #heard(answer: Answer): void {
    if ('warning' in answer) {
      this.#options.log.warn(answer.warning, answer.cause);
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.report);
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => this.#rest(), this.#options.idleMs ?? IDLE_MS);
    this.#idle.unref();
  }

  #rest(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}
