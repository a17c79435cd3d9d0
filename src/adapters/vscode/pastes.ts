/** A paste provider that provides nothing: the editor tells it what is copied, and what is about to be pasted. */

import * as vscode from 'vscode';

export interface PasteObserver {
  copied(document: vscode.TextDocument, ranges: readonly vscode.Range[]): void;
  willPaste(document: vscode.TextDocument, text: string): void;
}

const TEXT = 'text/plain';
const SELECTOR: vscode.DocumentSelector = [{ scheme: 'file' }, { scheme: 'untitled' }];

export function observePastes(observer: PasteObserver): vscode.Disposable {
  return vscode.languages.registerDocumentPasteEditProvider(
    SELECTOR,
    {
      prepareDocumentPaste(document, ranges) {
        observer.copied(document, ranges);
      },
      async provideDocumentPasteEdits(document, _ranges, dataTransfer) {
        const text = await dataTransfer.get(TEXT)?.asString();
        if (text !== undefined) observer.willPaste(document, text);
        return undefined;
      },
    },
    {
      copyMimeTypes: [TEXT],
      pasteMimeTypes: [TEXT],
      providedPasteEditKinds: [vscode.DocumentDropOrPasteEditKind.Text],
    },
  );
}
