/**
 * What the editor's chat is editing. While it has changes of a file under review, it keeps the text without them in a
 * document of a scheme of its own, which extensions can see like any other: opened before the first change, and given
 * every change of the file that is not the chat's. Recorded in VS Code 1.139; an editor without such documents tells nothing.
 */

import * as vscode from 'vscode';
import type { TextChange } from '../../domain/evidence.ts';

const SCHEME = 'chat-editing-text-model';

export interface ChatEditObserver {
  /** A change of `document` was made to the text without the chat's changes as well: it is not the chat's. */
  mirrored(document: vscode.TextDocument, changes: readonly TextChange[]): void;
}

export class ChatEdits implements vscode.Disposable {
  readonly #originals = new Map<string, vscode.TextDocument>();
  readonly #subscriptions: vscode.Disposable;

  constructor(observer: ChatEditObserver) {
    for (const document of vscode.workspace.textDocuments) this.#open(document);
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#open(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === SCHEME) this.#originals.delete(uri.path);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.uri.scheme !== SCHEME || contentChanges.length === 0) return;
        const edited = vscode.workspace.textDocuments.find((it) => isEditedBy(it.uri, document.uri));
        const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
          offset: rangeOffset,
          length: rangeLength,
          text,
        }));
        if (edited) observer.mirrored(edited, changes);
      }),
    );
  }

  /** The text of `document` without what the chat has changed; undefined when the chat does not edit it. */
  originalOf({ uri }: vscode.TextDocument): (() => string) | undefined {
    const original = this.#originals.get(uri.path);
    return original && (() => original.getText());
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #open(document: vscode.TextDocument): void {
    if (document.uri.scheme === SCHEME) this.#originals.set(document.uri.path, document);
  }
}

const isEditedBy = (uri: vscode.Uri, original: vscode.Uri): boolean =>
  (uri.scheme === 'file' || uri.scheme === 'untitled') && uri.path === original.path;
