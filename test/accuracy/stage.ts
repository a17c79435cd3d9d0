/** The editor as an action finds it: a new file, keys, and the two extensions that act. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { keys, screen } from '../editor/driver.ts';
import type { ExtensionEdit, Suggestion } from './acting.ts';
import type { Material } from './materials.ts';

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
export const command = (id: string, ...args: unknown[]) => vscode.commands.executeCommand(id, ...args);

const PATIENCE_MS = 15_000;

export async function until(condition: () => unknown, what: string): Promise<void> {
  for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await pause(20)) {
    if (await condition()) return;
  }
  throw new Error(`never: ${what}`);
}

export type Actor = 'vscode-tabby' | 'refactor';

export class Stage {
  readonly material: Material;
  readonly root: string;
  #files = 0;

  constructor(material: Material, root: string) {
    this.material = material;
    this.root = root;
  }

  get editor(): vscode.TextEditor {
    return vscode.window.activeTextEditor!;
  }
  get document(): vscode.TextDocument {
    return this.editor.document;
  }
  get path(): string {
    return this.document.uri.fsPath;
  }

  async file(text = this.material.base): Promise<string> {
    const path = join(this.root, `file-${++this.#files}.${this.material.extension}`);
    await writeFile(path, text);
    return path;
  }

  /** a new file in the editor, with the caret at its end */
  async open(text = this.material.base): Promise<vscode.TextDocument> {
    await command('workbench.action.closeAllEditors');
    return this.show(await this.file(text));
  }

  async show(path: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(path);
    await vscode.window.showTextDocument(document);
    await screen.waitFor('.editor-instance .monaco-editor.focused');
    await this.caret(document.getText().length);
    return document;
  }

  async caret(...offsets: number[]): Promise<void> {
    const { document } = this;
    this.editor.selections = offsets.map((at) => {
      const position = document.positionAt(at);
      return new vscode.Selection(position, position);
    });
    await command('setContext', 'lastmile.test.taken', true);
  }

  async select(from: number, to: number): Promise<void> {
    const { document } = this;
    this.editor.selection = new vscode.Selection(document.positionAt(from), document.positionAt(to));
    await command('setContext', 'lastmile.test.taken', true);
  }

  /** where the text has `needle`, the `occurrence`th time */
  find(needle: string, occurrence = 1): number {
    let at = -1;
    for (let i = 0; i < occurrence; i++) at = this.document.getText().indexOf(needle, at + 1);
    if (at < 0) throw new Error(`the document has no ${needle}`);
    return at;
  }

  /** `line` typed behind the caret, and the text as it is then */
  async type(text: string, delayMs: number): Promise<void> {
    const { version } = this.document;
    await keys.type(text, { delayMs });
    await until(() => this.document.version > version, 'typed');
    await this.rest();
  }

  async changed(work: () => unknown): Promise<void> {
    const { document } = this;
    const { version } = document;
    await work();
    await until(() => document.version > version, 'the document has changed');
    await this.rest();
  }

  /** until the document has been quiet for a moment */
  async rest(): Promise<void> {
    let version = -1;
    while (version !== this.document.version) {
      version = this.document.version;
      await pause(150);
    }
  }

  /** the suggestion comes up as grey text */
  async suggest(suggestion: Suggestion): Promise<void> {
    await command('vscode-tabby.suggest', suggestion);
    for (let attempt = 0; attempt < 3; attempt++) {
      await command('editor.action.inlineSuggest.trigger');
      for (let i = 0; i < 15; i++) {
        await pause(300);
        if ((await screen.count('.ghost-text, .ghost-text-decoration')) > 0) return;
      }
    }
    throw new Error('no suggestion came up');
  }

  edit(actor: Actor, via: 'workspace' | 'editor', steps: ExtensionEdit[][], delayMs = 0): Thenable<unknown> {
    return command(`${actor}.edit`, via, steps, delayMs);
  }

  /** `text` inserted behind what the file has, piece by piece */
  pieces(text: string, by: 'lines' | 'characters', start = this.document.getText()): ExtensionEdit[][] {
    const pattern = by === 'lines' ? /.*\n|.+$/g : new RegExp(`[^]{1,${this.material.pieceLength}}`, 'g');
    let before = start;
    return (text.match(pattern) ?? []).map((piece) => {
      const lines = before.split('\n');
      const [line, character] = [lines.length - 1, lines.at(-1)!.length];
      before += piece;
      return [{ path: this.path, range: [line, character, line, character], text: piece }];
    });
  }

  /** insertion at the end of the document that is shown */
  atEnd(text: string): ExtensionEdit {
    const { line, character } = this.document.positionAt(this.document.getText().length);
    return { path: this.path, range: [line, character, line, character], text };
  }
}
