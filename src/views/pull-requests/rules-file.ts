/** The rules of a repository in the editor: opening the file they are in, and trying it out on what is on the screen. */

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { dryRun } from '../../domain/pull-requests/explain.ts';
import {
  parseRulesFile,
  RULES_FILE,
  type RulesLayer,
  type RulesProblem,
  readRules,
} from '../../domain/pull-requests/rules-file.ts';
import { visible } from '../../domain/visible-text.ts';
import type { Board } from '../../services/pull-requests/board.ts';
import type { Documents } from '../documents.ts';
import { slaWord, stageWord } from './words.ts';

const { l10n } = vscode;

export interface RulesFileDeps {
  readonly documents: Documents;
  /** of the current repository, absolute; undefined: there is none */
  worktree(): string | undefined;
  board(): Board | undefined;
  /** what the settings lay over the file */
  settingsLayer(): RulesLayer | null;
}

/** The editor offers what may stand in it by the schema that the extension brings along. */
const TEMPLATE = '{\n  "sla": {\n    "review": 24\n  }\n}\n';

export class RulesFile {
  readonly #deps: RulesFileDeps;

  constructor(deps: RulesFileDeps) {
    this.#deps = deps;
  }

  /** Opens the file; begins one where there is none. */
  async edit(): Promise<void> {
    const path = this.#path();
    await writeFile(path, TEMPLATE, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await vscode.window.showTextDocument(vscode.Uri.file(path));
  }

  /** Shows what the file as it is in the editor, saved or not, would change. */
  async dryRun(): Promise<void> {
    const board = this.#deps.board();
    if (!board) throw new Error(l10n.t('no pull request has been looked at yet'));
    const path = this.#path();
    if (!existsSync(path)) return this.#offerFile();
    const { getText } = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    const file = parseRulesFile(getText());
    const settings = this.#deps.settingsLayer();
    const { rules, problems } =
      'value' in file
        ? readRules(settings ? [file, settings] : [file])
        : { rules: null, problems: [file satisfies RulesProblem] };
    const { rows } = board.state();
    const moved =
      rules === null ? [] : rows.flatMap((row) => dryRun([row.pullRequest], board.contextOf(row), rules));
    const lines = moved.map(({ before, after }) => {
      const { repository, number, title } = before.pullRequest;
      const changes = [
        changeText(stageWord(before.stage), stageWord(after.stage)),
        changeText(before.turn.join(', '), after.turn.join(', ')),
        changeText(slaWord(before.sla.state), slaWord(after.sla.state)),
      ];
      return visible(`${repository}#${number} ${title}: ${changes.filter(Boolean).join('; ')}`);
    });
    await this.#deps.documents.show(
      l10n.t('Stage Rules Preview'),
      [
        l10n.t('{0} of {1} pull requests would change.', moved.length, rows.length),
        '',
        ...problems.map(({ layer, path, message }) => visible(`${layer} ${path}: ${message}`)),
        ...(problems.length > 0 ? [''] : []),
        ...lines,
        '',
      ].join('\n'),
    );
  }

  async #offerFile(): Promise<void> {
    const create = l10n.t('Create File');
    const answer = await vscode.window.showInformationMessage(
      l10n.t('This repository has no {0} yet, so the default rules apply.', RULES_FILE),
      create,
    );
    if (answer === create) await this.edit();
  }

  #path(): string {
    const worktree = this.#deps.worktree();
    if (worktree === undefined) throw new Error(l10n.t('there is no Git repository here'));
    return join(worktree, RULES_FILE);
  }
}

const changeText = (before: string, after: string): string =>
  before === after ? '' : `${before || '–'} → ${after || '–'}`;
