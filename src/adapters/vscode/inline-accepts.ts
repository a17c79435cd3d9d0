/**
 * What can be seen of inline suggestions on the stable API.
 * Keys that accept one are wrapped: an accept looks like any other edit, so a command of ours notes it and then runs the
 * editor's own. The manifest binds the editor's keys to these commands while `lastmile.observesAccepts` is set.
 * Accepts by mouse or by other keys go past that. For those there is a provider that suggests nothing: the editor asks it
 * whenever it asks others, so it knows where a suggestion can be on the screen.
 */

import * as vscode from 'vscode';

const ACCEPTS = {
  'lastmile.acceptInlineSuggestion': 'editor.action.inlineSuggest.commit',
  'lastmile.acceptNextWord': 'editor.action.inlineSuggest.acceptNextWord',
  'lastmile.acceptNextLine': 'editor.action.inlineSuggest.acceptNextLine',
} as const;

const CONTEXT = 'lastmile.observesAccepts';

export interface AcceptObserver {
  willAccept(document: vscode.TextDocument): void;
  accepted(document: vscode.TextDocument): void;
}

export function observeInlineAccepts(observer: AcceptObserver): vscode.Disposable {
  const commands = Object.entries(ACCEPTS).map(([wrapper, command]) =>
    vscode.commands.registerCommand(wrapper, async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document) observer.willAccept(document);
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

export interface SuggestionObserver {
  /** Suggestions are asked for at `position`; `completion`: what the list of completions would insert now. */
  asked(document: vscode.TextDocument, position: vscode.Position, completion: string | undefined): void;
}

/** To be used only where others suggest something: the editor treats files with and without providers differently. */
export const observeSuggestionRequests = (observer: SuggestionObserver): vscode.Disposable =>
  vscode.languages.registerInlineCompletionItemProvider([{ scheme: 'file' }, { scheme: 'untitled' }], {
    provideInlineCompletionItems(document, position, { selectedCompletionInfo }) {
      observer.asked(document, position, selectedCompletionInfo?.text);
      return undefined;
    },
  });
