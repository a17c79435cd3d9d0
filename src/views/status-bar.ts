/** The AI share of the uncommitted change in the status bar. */

import * as vscode from 'vscode';
import { visible, withoutTags } from '../domain/visible-text.ts';
import { isNothing } from '../services/uncommitted-change.ts';
import type { ChangeModel } from './change-model.ts';
import type { Snapshot } from './repository.ts';
import { classWord, evidenceText, levelWord, linesText, percent, shareFigure, toolText } from './text.ts';

const { l10n } = vscode;

export interface StatusBarOptions {
  isVisible(): boolean;
  isPaused(): boolean;
}

export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #model: ChangeModel;
  readonly #options: StatusBarOptions;
  readonly #subscription: vscode.Disposable;

  constructor(model: ChangeModel, options: StatusBarOptions) {
    this.#model = model;
    this.#options = options;
    this.#item = vscode.window.createStatusBarItem('lastmile.share', vscode.StatusBarAlignment.Left, 10);
    this.#item.name = l10n.t('Lastmile: AI Share');
    this.#subscription = model.onDidChange(() => this.update());
    this.update();
  }

  /** for tests, and for those who ask what is shown */
  get text(): string {
    return this.#item.text;
  }

  /** Draws again; call when an option has changed. */
  update(): void {
    const { snapshot } = this.#model;
    const isPaused = this.#options.isPaused();
    const shown = faceOf(snapshot, isPaused);
    if (!shown || !this.#options.isVisible()) {
      this.#item.hide();
      return;
    }
    this.#item.text = shown.text;
    this.#item.accessibilityInformation = { label: `Lastmile: ${shown.label}` };
    this.#item.tooltip = tooltipOf(snapshot, isPaused, shown.label);
    this.#item.command = snapshot.kind === 'untrusted' ? 'workbench.trust.manage' : 'lastmile.showShare';
    this.#item.show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}

const face = (icon: string, share?: string): string =>
  `${icon} ${share === undefined ? l10n.t('AI') : l10n.t('AI {0}', share)}`;

/** What it says on the face of it, and in words for a screen reader; nothing where there is no folder to speak of. */
function faceOf(snapshot: Snapshot, isPaused: boolean): { text: string; label: string } | undefined {
  switch (snapshot.kind) {
    case 'no-folder':
    case 'virtual':
      return undefined;
    case 'untrusted':
      return { text: face('$(shield)'), label: l10n.t('nothing is tracked in Restricted Mode') };
    case 'git-missing':
      return { text: face('$(warning)'), label: l10n.t('Git was not found') };
    case 'dubious-ownership':
      return { text: face('$(warning)'), label: l10n.t('Git does not trust this repository') };
    case 'no-repository':
      return { text: face('$(circle-slash)'), label: l10n.t('not in a Git repository') };
    case 'loading':
      return { text: face('$(sparkle)', '…'), label: l10n.t('looking at the uncommitted change') };
    case 'failed':
      return { text: face('$(warning)'), label: l10n.t('the uncommitted change could not be read') };
    case 'ready': {
      const isTracking = snapshot.repository.ledger === 'ok' || snapshot.repository.ledger === 'set-aside';
      const icon = isPaused ? '$(debug-pause)' : isTracking ? '$(sparkle)' : '$(circle-slash)';
      const share = isNothing(snapshot.all) ? '–' : shareFigure(snapshot.all);
      const figure = isNothing(snapshot.all)
        ? l10n.t('no uncommitted changes')
        : snapshot.all.coverage === 0
          ? l10n.t('where the uncommitted change comes from is not known')
          : l10n.t('{0} of the uncommitted change is AI, {1}', share, levelWord(snapshot.all.level));
      const state = isPaused ? l10n.t('tracking is paused') : isTracking ? '' : l10n.t('not tracking');
      return { text: face(icon, share), label: [figure, state].filter(Boolean).join('; ') };
    }
  }
}

/**
 * The commands that the tooltip links to. Names of files and tools come in as plain text, so nobody else can put a link
 * into it, and these could do no harm.
 */
const LINKED = [
  'lastmile.pause',
  'lastmile.resume',
  'lastmile.installHooks',
  'lastmile.previewTrailers',
  'lastmile.openDashboard',
];

function tooltipOf(snapshot: Snapshot, isPaused: boolean, label: string): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString(undefined, true);
  if (snapshot.kind !== 'ready') return tooltip.appendText(`Lastmile: ${label}`);
  tooltip.isTrusted = { enabledCommands: LINKED };
  const { all, next, hooks, repository } = snapshot;
  const line = (text: string) => tooltip.appendText(withoutTags(text)).appendMarkdown('\n\n');
  const link = (command: string, text: string) => `[${text}](command:lastmile.${command})`;

  tooltip.appendMarkdown('**');
  const name = withoutTags(visible(repository.name));
  tooltip.appendText(l10n.t('AI share of the uncommitted change in {0}', name));
  tooltip.appendMarkdown('**\n\n');
  if (isNothing(all)) line(l10n.t('No uncommitted changes.'));
  else {
    const { added } = all;
    tooltip.appendMarkdown(
      `| | | |\n|:--|--:|:--|\n` +
        `| ${l10n.t('Share')} | ${shareFigure(all)} | ${all.coverage === 0 ? '' : levelWord(all.level)} |\n` +
        (['ai', 'mixed', 'human', 'unknown'] as const)
          .filter((lineClass) => added[lineClass] > 0)
          .map(
            (lineClass) =>
              `| ${classWord(lineClass)} | ${added[lineClass]} | ${l10n.t('of {0}', linesText(added.total))} |\n`,
          )
          .join('') +
        `| ${l10n.t('Origin known')} | ${percent(all.coverage)} | ${evidenceText(all)} |\n\n`,
    );
    const characters = all.tools.reduce((sum, tool) => sum + tool.characters, 0);
    for (const tool of all.tools)
      line(`${toolText(tool)}: ${percent((all.share * tool.characters) / characters)}`);
    if (added.excluded > 0) line(l10n.t('{0} in excluded files not counted', linesText(added.excluded)));
    tooltip.appendMarkdown('---\n\n');
    line(nextCommitText(next.from, next.trailers.length > 0, hooks === 'installed'));
    if (next.trailers.length > 0) tooltip.appendCodeblock(next.trailers.join('\n'), 'text');
  }
  const links = [
    isPaused
      ? link('resume', `$(debug-start) ${l10n.t('Resume Tracking')}`)
      : link('pause', `$(debug-pause) ${l10n.t('Pause Tracking')}`),
    hooks === 'installed'
      ? link('previewTrailers', `$(preview) ${l10n.t('Preview')}`)
      : link('installHooks', `$(shield) ${l10n.t('Install Commit Hooks')}`),
    link('openDashboard', `$(graph) ${l10n.t('Dashboard')}`),
  ];
  return tooltip.appendMarkdown(`\n\n${links.join(' &nbsp; ')}`);
}

/** What is going to happen to the trailers that follow. */
export function nextCommitText(from: 'staged' | 'all', hasTrailers: boolean, isInstalled: boolean): string {
  if (!hasTrailers)
    return from === 'staged'
      ? l10n.t('A commit of the staged changes gets no trailer.')
      : l10n.t('If you commit everything, the commit gets no trailer.');
  if (!isInstalled) return l10n.t('The commit hooks are not installed. With them, the commit would get:');
  return from === 'staged'
    ? l10n.t('Trailers for the staged changes:')
    : l10n.t('Nothing is staged. Trailers if you commit everything:');
}
