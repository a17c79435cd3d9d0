/**
 * An extension that does what the recorder tells it: edits, suggestions, and what language extensions provide. Installed
 * twice under two names, so that the editor's events are those of extensions that are not the one that looks on.
 */
import * as vscode from 'vscode';
import type { ExtensionEdit, Suggestion } from './acting.ts';

/** Proposed API, which the server edition gives to every extension. */
interface ChatStream {
  markdown(text: string): void;
  textEdit(uri: vscode.Uri, edits: vscode.TextEdit[] | true): void;
}
interface ProposedApi {
  readonly chat: {
    createChatParticipant(
      id: string,
      handler: (request: unknown, context: unknown, stream: ChatStream) => Promise<object>,
    ): vscode.Disposable;
  };
  readonly lm: {
    registerLanguageModelChatProvider(vendor: string, provider: object): vscode.Disposable;
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const rangeOf = ([startLine, start, endLine, end]: ExtensionEdit['range']) =>
  new vscode.Range(startLine, start, endLine, end);

let suggestion: Suggestion | undefined;
/** what a rename changes as well */
let otherFiles: readonly vscode.TextDocument[] = [];
let chatSteps: readonly ExtensionEdit[][] = [];
let chatDelayMs = 0;

export function activate({ extension, subscriptions }: vscode.ExtensionContext): void {
  const name: string = extension.packageJSON.name;
  const command = (id: string, work: (...args: never[]) => unknown) =>
    subscriptions.push(vscode.commands.registerCommand(`${name}.${id}`, work));
  command('suggest', (it: Suggestion | undefined) => {
    suggestion = it;
  });
  command('edit', editAll);
  command('alsoRenames', async (paths: string[]) => {
    otherFiles = await Promise.all(paths.map((path) => vscode.workspace.openTextDocument(path)));
  });
  command('snippet', (text: string) =>
    vscode.window.activeTextEditor!.insertSnippet(new vscode.SnippetString(text)),
  );
  command('chat', (steps: ExtensionEdit[][], delayMs: number) => {
    chatSteps = steps;
    chatDelayMs = delayMs;
  });
  subscriptions.push(...(name === 'refactor' ? languageFeatures() : assistance()));
}

async function editAll(
  via: 'workspace' | 'editor',
  steps: ExtensionEdit[][],
  delayMs: number,
): Promise<void> {
  for (const [at, edits] of steps.entries()) {
    if (at > 0) await pause(delayMs);
    if (via === 'editor') {
      await vscode.window.activeTextEditor!.edit((builder) => {
        for (const { range, text } of edits) builder.replace(rangeOf(range), text);
      });
    } else {
      const edit = new vscode.WorkspaceEdit();
      for (const { path, range, text } of edits) edit.replace(vscode.Uri.file(path), rangeOf(range), text);
      await vscode.workspace.applyEdit(edit);
    }
  }
}

function assistance(): vscode.Disposable[] {
  const { chat, lm } = vscode as unknown as ProposedApi;
  return [
    vscode.languages.registerInlineCompletionItemProvider(
      { scheme: 'file' },
      {
        provideInlineCompletionItems(document, position) {
          if (!suggestion) return [];
          const { text, character = 0, isEdit = false, range } = suggestion;
          const replaced = range
            ? rangeOf(range)
            : new vscode.Range(
                position.with({ character: Math.min(character, position.character) }),
                position,
              );
          // What was typed of it is no longer to be suggested.
          if (!isEdit && !range && !text.startsWith(document.getText(replaced))) return [];
          const item = new vscode.InlineCompletionItem(text, replaced);
          return [Object.assign(item, isEdit ? { isInlineEdit: true, showRange: replaced } : {})];
        },
      },
    ),
    chat.createChatParticipant('tabby.chat', async (_request, _context, stream) => {
      stream.markdown('Working on it.');
      for (const edits of chatSteps) {
        for (const { path, range, text } of edits)
          stream.textEdit(vscode.Uri.file(path), [new vscode.TextEdit(rangeOf(range), text)]);
        await pause(chatDelayMs);
      }
      for (const path of new Set(chatSteps.flat().map((it) => it.path)))
        stream.textEdit(vscode.Uri.file(path), true);
      return {};
    }),
    lm.registerLanguageModelChatProvider('tabby', {
      provideLanguageModelChatInformation: () => [
        {
          id: 'model',
          name: 'Model',
          family: 'model',
          version: '1',
          maxInputTokens: 1_000,
          maxOutputTokens: 1_000,
          capabilities: { toolCalling: true },
          isDefault: true,
          isUserSelectable: true,
        },
      ],
      provideLanguageModelChatResponse: async () => {},
      provideTokenCount: async () => 1,
    }),
  ];
}

function languageFeatures(): vscode.Disposable[] {
  const files = { scheme: 'file' };
  const wordEdits = (document: vscode.TextDocument, word: string, name: string) =>
    [...document.getText().matchAll(new RegExp(`\\b${word}\\b`, 'g'))].map(({ index }) => {
      const range = new vscode.Range(document.positionAt(index), document.positionAt(index + word.length));
      return new vscode.TextEdit(range, name);
    });
  const spaced = (document: vscode.TextDocument, range: vscode.Range) => {
    const text = document.getText(range);
    const formatted = text.replace(/,(?=\S)/g, ', ').replace(/(?<=\w)=(?=\w)/g, ' = ');
    return formatted === text ? [] : [vscode.TextEdit.replace(range, formatted)];
  };
  return [
    vscode.languages.registerDocumentFormattingEditProvider(files, {
      provideDocumentFormattingEdits: (document) =>
        spaced(document, new vscode.Range(0, 0, document.lineCount, 0)),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(files, {
      provideDocumentRangeFormattingEdits: spaced,
    }),
    vscode.languages.registerOnTypeFormattingEditProvider(
      files,
      {
        provideOnTypeFormattingEdits: (document, { line }) => spaced(document, document.lineAt(line).range),
      },
      ';',
    ),
    vscode.languages.registerRenameProvider(files, {
      async provideRenameEdits(document, position, newName) {
        const word = document.getText(document.getWordRangeAtPosition(position));
        const edit = new vscode.WorkspaceEdit();
        const all = [document, ...otherFiles];
        for (const it of all) edit.set(it.uri, wordEdits(it, word, newName));
        return edit;
      },
    }),
    vscode.languages.registerCodeActionsProvider(files, {
      provideCodeActions(document, range) {
        const action = new vscode.CodeAction('Write the missing members', vscode.CodeActionKind.QuickFix);
        action.edit = new vscode.WorkspaceEdit();
        const text = '\n  open() {\n    throw new Error("not implemented");\n  }\n\n  close() {\n  }\n';
        action.edit.insert(document.uri, document.lineAt(range.start.line).range.end, text);
        action.isPreferred = true;
        return [action];
      },
    }),
    vscode.languages.registerCompletionItemProvider(files, {
      provideCompletionItems() {
        const method = new vscode.CompletionItem('configureEverything', vscode.CompletionItemKind.Method);
        const snippet = new vscode.CompletionItem('configureLoop', vscode.CompletionItemKind.Snippet);
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet
        snippet.insertText = new vscode.SnippetString('for item in ${1:items}:\n\tprint(item)$0');
        const imported = new vscode.CompletionItem('configureImport', vscode.CompletionItemKind.Function);
        imported.additionalTextEdits = [
          vscode.TextEdit.insert(new vscode.Position(0, 0), 'import { configureImport } from "configure";\n'),
        ];
        return [method, snippet, imported];
      },
    }),
  ];
}
