/** Which AI extensions run in this window. The editor tells of no activation, so it is asked now and then. */

import * as vscode from 'vscode';
import { SEVERAL_TOOLS, toolsOf } from '../../domain/assistants.ts';

const ASK_EVERY_MS = 2_000;

export class Assistants {
  readonly #nowMs: () => number;
  #tools: readonly string[] = [];
  #askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The one tool there is, `SEVERAL_TOOLS` where it can be any of them, undefined where there is none. */
  get tool(): string | undefined {
    const nowMs = this.#nowMs();
    if (nowMs - this.#askedAtMs >= ASK_EVERY_MS) {
      this.#askedAtMs = nowMs;
      this.#tools = toolsOf(vscode.extensions.all.filter(({ isActive }) => isActive).map(({ id }) => id));
    }
    return this.#tools.length > 1 ? SEVERAL_TOOLS : this.#tools[0];
  }
}
