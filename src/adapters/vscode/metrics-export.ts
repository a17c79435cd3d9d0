/**
 * Sends aggregate figures to the collector that the user has named in the settings, once a day and only while there is
 * one. The command line does it in a process of its own: the exporter is large, and the headers that it takes from the
 * environment are no business of the extension's.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Clock, Log } from '../../services/ports.ts';

export interface MetricsExportOptions {
  /** a Node as soon as ELECTRON_RUN_AS_NODE says so, and the bundled command line */
  readonly runtime: { readonly executable: string; readonly cli: string };
  readonly memory: vscode.Memento;
  readonly clock: Clock;
  readonly log: Log;
  /** address of the collector; empty: nothing is sent */
  endpoint(): string;
}

const SENT_AT = 'lastmile.metricsSentAt';
const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 60 * 60_000;
const TIMEOUT_MS = 60_000;
/** Not while the editor starts. */
const FIRST_AFTER_MS = 60_000;
const run = promisify(execFile);

export class MetricsExport implements vscode.Disposable {
  readonly #options: MetricsExportOptions;
  readonly #first: NodeJS.Timeout;
  readonly #timer: NodeJS.Timeout;

  constructor(options: MetricsExportOptions) {
    this.#options = options;
    this.#first = setTimeout(() => void this.#sendIfDue(), FIRST_AFTER_MS);
    this.#timer = setInterval(() => void this.#sendIfDue(), LOOK_EVERY_MS);
  }

  /** One window of the editor sends for all: the time is remembered before, so that no other begins meanwhile. */
  async #sendIfDue(): Promise<void> {
    const { runtime, memory, clock, log, endpoint } = this.#options;
    const to = endpoint();
    const nowMs = clock.nowMs();
    if (to === '' || !vscode.workspace.isTrusted || Math.abs(nowMs - memory.get(SENT_AT, 0)) < DAY_MS) return;
    const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
    try {
      await memory.update(SENT_AT, nowMs);
      const { stdout } = await run(runtime.executable, [runtime.cli, 'export', '--format', 'otlp'], {
        ...(folder !== undefined && { cwd: folder }),
        // An argument would show the address, and what may be secret in it, to everybody on this machine.
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: to },
        timeout: TIMEOUT_MS,
        windowsHide: true,
      });
      log.info(`to the collector: ${stdout.trim()}`);
    } catch (error) {
      // Not its message, which quotes what was run.
      const { stderr, signal, code } = error as { stderr?: string; signal?: string; code?: string | number };
      log.warn(`the collector was not reached: ${stderr?.trim() || signal || code}`);
    }
  }

  dispose(): void {
    clearTimeout(this.#first);
    clearInterval(this.#timer);
  }
}
