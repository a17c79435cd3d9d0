/**
 * Keys that accept an inline suggestion, wrapped: on the stable API an accept looks like any other edit, so a command of
 * ours notes it and then runs the editor's own. The manifest binds the editor's keys to these commands while
 * `lastmile.observesAccepts` is set.
 */

import * as vscode from 'vscode';
import { onlyTool } from '../../domain/evidence.ts';

const ACCEPTS = {
  'lastmile.acceptInlineSuggestion': 'editor.action.inlineSuggest.commit',
  'lastmile.acceptNextWord': 'editor.action.inlineSuggest.acceptNextWord',
  'lastmile.acceptNextLine': 'editor.action.inlineSuggest.acceptNextLine',
} as const;

const CONTEXT = 'lastmile.observesAccepts';

export interface AcceptObserver {
  /** `tool`: where only one can have suggested something */
  willAccept(document: vscode.TextDocument, tool: string | undefined): void;
  accepted(document: vscode.TextDocument): void;
}

export function observeInlineAccepts(observer: AcceptObserver): vscode.Disposable {
  const commands = Object.entries(ACCEPTS).map(([wrapper, command]) =>
    vscode.commands.registerCommand(wrapper, async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document) observer.willAccept(document, suggestingTool());
      try {
        await vscode.commands.executeCommand(command);
      } finally {
        if (document) observer.accepted(document);
      }
    }),
  );
  void vscode.commands.executeCommand('setContext', CONTEXT, true);
  return vscode.Disposable.from(...commands, {
    dispose: () => void vscode.commands.executeCommand('setContext', CONTEXT, false),
  });
}

const suggestingTool = (): string | undefined =>
  onlyTool(vscode.extensions.all.filter(({ isActive }) => isActive).map(({ id }) => id));
