/** Where the editor starts and stops the extension. */

import type * as vscode from 'vscode';
import { compose, type LastmileApi } from './compose.ts';

let stop: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): LastmileApi {
  const { api, deactivate } = compose(context);
  stop = deactivate;
  return api;
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
