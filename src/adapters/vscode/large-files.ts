/** Says once that files of a certain size are not tracked. The editor does not even show the largest to extensions. */

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { withoutLinks } from '../../domain/visible-text.ts';
import type { Log } from '../../services/ports.ts';

export interface LargeFilesOptions {
  /** whether the file would be tracked if it were smaller */
  readonly isWanted: (uri: vscode.Uri) => boolean;
  readonly maxBytes: () => number;
  readonly log: Log;
}

export function tellOfLargeFiles({ isWanted, maxBytes, log }: LargeFilesOptions): vscode.Disposable {
  let hasTold = false;
  const look = async ({ input }: vscode.Tab): Promise<void> => {
    if (hasTold || !(input instanceof vscode.TabInputText) || input.uri.scheme !== 'file') return;
    const file = await stat(input.uri.fsPath).catch(() => undefined);
    if (hasTold || !file || file.size <= maxBytes() || !isWanted(input.uri)) return;
    hasTold = true;
    const name = withoutLinks(basename(input.uri.fsPath));
    log.info(`${name} is larger than files that are tracked`);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is too large for Lastmile to track. So are other files of its size.', name),
    );
  };
  for (const { tabs } of vscode.window.tabGroups.all) for (const tab of tabs) void look(tab);
  return vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
    for (const tab of opened) void look(tab);
  });
}
