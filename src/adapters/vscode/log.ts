/** The extension's log: a channel of the editor's output view, whose level the user sets there. */

import * as vscode from 'vscode';
import type { Log } from '../../services/ports.ts';

export interface LogChannel extends Log, vscode.Disposable {
  debug(message: string): void;
  show(): void;
}

export function openLog(): LogChannel {
  const channel = vscode.window.createOutputChannel('Lastmile', { log: true });
  return {
    debug: (message) => channel.debug(message),
    info: (message) => channel.info(message),
    warn: (message, cause) =>
      cause === undefined ? channel.warn(message) : channel.warn(`${message}: ${chainOf(cause)}`),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}

/** What went wrong and what led to it. */
function chainOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? text : `${text}\ncaused by ${chainOf(error.cause)}`;
}
