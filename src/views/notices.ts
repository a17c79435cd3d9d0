/** What is wrong with the local database of a repository, said once in a window. */

import * as vscode from 'vscode';
import { withoutLinks } from '../domain/visible-text.ts';
import type { Repository } from './repository.ts';

const { l10n } = vscode;

export class Notices {
  readonly #told = new Set<string>();
  readonly #showLog: () => void;

  constructor(showLog: () => void) {
    this.#showLog = showLog;
  }

  /** Call when a repository has been opened. Resolves when the message, if there is one, has been read. */
  async tell({ commonDir, ledger, name, setAside }: Repository): Promise<void> {
    const message = messageOf(ledger, withoutLinks(name), setAside);
    if (message === undefined || this.#told.has(commonDir)) return;
    this.#told.add(commonDir);
    const showLog = l10n.t('Show Log');
    const answer = await vscode.window.showWarningMessage(message, showLog);
    if (answer === showLog) this.#showLog();
  }
}

function messageOf(
  ledger: Repository['ledger'],
  name: string,
  setAside: string | undefined,
): string | undefined {
  switch (ledger) {
    case 'ok':
      return undefined;
    case 'set-aside':
      return l10n.t(
        'The Lastmile database of {0} was damaged. It was kept as {1} and a new one was created; earlier origins are unknown.',
        name,
        setAside ?? '',
      );
    case 'newer':
      return l10n.t(
        'The Lastmile database of {0} is from a newer version and is left alone. Nothing is tracked until the extension is updated.',
        name,
      );
    case 'unavailable':
      return l10n.t('The Lastmile database of {0} cannot be opened, so nothing is tracked.', name);
  }
}
