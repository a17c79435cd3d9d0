/**
 * Whether the commits of a repository may be tagged: asked once for each repository, when there is something to tag,
 * and remembered. Nothing is installed without a yes.
 */

import * as vscode from 'vscode';
import { visible, withoutLinks } from '../domain/visible-text.ts';
import type { Log } from '../services/ports.ts';
import type { ChangeModel } from './change-model.ts';
import type { Repository, Snapshot } from './repository.ts';

const { l10n } = vscode;

type Answer = 'yes' | 'never';

export interface HooksQuestionOptions {
  mayAsk(): boolean;
}

export class HooksQuestion implements vscode.Disposable {
  readonly #model: ChangeModel;
  readonly #memory: vscode.Memento;
  readonly #options: HooksQuestionOptions;
  readonly #log: Log;
  readonly #subscription: vscode.Disposable;
  /** asked or repaired in this window, by common folder: `Not Now` is for as long as the window lives */
  readonly #asked = new Set<string>();
  readonly #repaired = new Set<string>();

  /** @param memory shared by all windows, because the answer is about the repository */
  constructor(model: ChangeModel, memory: vscode.Memento, options: HooksQuestionOptions, log: Log) {
    this.#model = model;
    this.#memory = memory;
    this.#options = options;
    this.#log = log;
    this.#subscription = model.onDidChange((snapshot) => void this.#consider(snapshot));
    void this.#consider(model.snapshot);
  }

  async install(repository: Repository): Promise<void> {
    await repository.installHooks();
    await this.#remember(repository, 'yes');
    await this.#model.refresh();
    vscode.window.setStatusBarMessage(
      l10n.t('$(check) Commits of {0} will be tagged', visible(repository.name)),
      5000,
    );
  }

  async uninstall(repository: Repository): Promise<void> {
    await repository.uninstallHooks();
    await this.#remember(repository, 'never');
    await this.#model.refresh();
    vscode.window.setStatusBarMessage(
      l10n.t('Commits of {0} are no longer tagged', visible(repository.name)),
      5000,
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #consider(snapshot: Snapshot): Promise<void> {
    if (snapshot.kind !== 'ready' || snapshot.hooks === 'installed' || !vscode.workspace.isTrusted) return;
    const { repository } = snapshot;
    const answer = this.#memory.get<Answer>(keyOf(repository));
    try {
      if (answer === 'yes' && snapshot.hooks === 'displaced') await this.#repair(repository);
      else if (answer === undefined && snapshot.all.share > 0 && this.#options.mayAsk())
        await this.#ask(repository);
    } catch (error) {
      this.#log.warn('the hooks could not be installed', error);
      void vscode.window.showErrorMessage(
        l10n.t(
          'Lastmile could not install the commit hooks: {0}',
          withoutLinks(String((error as Error).message)),
        ),
      );
    }
  }

  /** Another tool has put its hooks in the place of ours, which run it as they ran what was there before. */
  async #repair(repository: Repository): Promise<void> {
    if (this.#repaired.has(repository.commonDir)) return;
    this.#repaired.add(repository.commonDir);
    await repository.installHooks();
    this.#log.info('the hooks were installed again, because another tool had replaced them');
    await this.#model.refresh();
  }

  async #ask(repository: Repository): Promise<void> {
    if (this.#asked.has(repository.commonDir)) return;
    this.#asked.add(repository.commonDir);
    const [yes, notNow, never] = [
      l10n.t('Install Hooks'),
      l10n.t('Not Now'),
      l10n.t('Never for This Repository'),
    ];
    const answer = await vscode.window.showInformationMessage(
      l10n.t(
        '{0} has uncommitted AI text. Add an AI trailer to its commits? This installs Git hooks beside the ones you have.',
        withoutLinks(repository.name),
      ),
      yes,
      notNow,
      never,
    );
    if (answer === yes) await this.install(repository);
    if (answer === never) await this.#remember(repository, 'never');
  }

  async #remember(repository: Repository, answer: Answer): Promise<void> {
    await this.#memory.update(keyOf(repository), answer);
  }
}

const keyOf = ({ commonDir }: Repository): string => `lastmile.hooks:${commonDir}`;
