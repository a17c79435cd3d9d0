/** What the tests of tracking share: files with a known past, edits by hand, and the origins that these leave. */
import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { LastmileApi } from '../../../src/extension/compose.ts';
import { lettersOf } from '../../fixtures/letters.ts';
import { clipboard, focus, keys, screen } from '../driver.ts';
import { until } from '../waiting.ts';
import { command, setting, taken } from '../workbench.ts';

const run = promisify(execFile);

export let api: LastmileApi;
export let root: string;

export const git = async (...args: string[]) => (await run('git', args, { cwd: root })).stdout.trimEnd();
export const lastmile = (...args: string[]) => {
  const cli = join(vscode.extensions.getExtension('lastmile.lastmile')!.extensionPath, 'dist', 'cli.js');
  return run(process.execPath, [cli, ...args], { cwd: root });
};

/**
 * Everything is asked on the stable API, in every edition, as that is what users have. With the source of changes named,
 * what it decides is asked in every edition, and the rest only in the newest.
 */
const isOldest = process.env.LASTMILE_EDITION === 'oldest';
type About = 'the source' | 'changes' | 'files';
const isAsked = (isDetailed: boolean, about: About) =>
  !isDetailed || about === 'the source' || (about === 'changes' && !isOldest);

export interface Way {
  /** whether the editor names the source of each change, and the extension listens */
  readonly isDetailed: boolean;
  /** the letter of what a person asked the editor for: it is known as such only where the editor says so */
  readonly asked: 'r' | 'x';
}

/** The tests of one subject, with the source of changes named and on the stable API alone. */
export function describeTracking(subject: string, about: About, tests: (way: Way) => void): void {
  for (const isDetailed of [true, false].filter((it) => isAsked(it, about)))
    describe(`tracking, ${subject}, ${isDetailed ? 'the source of changes named' : 'on the stable API'}`, () => {
      before(async () => {
        api = await vscode.extensions.getExtension<LastmileApi>('lastmile.lastmile')!.activate();
        root = await realpath(vscode.workspace.workspaceFolders![0]!.uri.fsPath);
        await git('init', '--quiet');
        await setting('lastmile', 'tracking.useDetailedReason', isDetailed);
        await setting('lastmile', 'askToInstallHooks', false);
        await setting('files', 'autoSave', 'off');
        await setting('editor', 'find.seedSearchStringFromSelection', 'never');
        await setting('editor', 'quickSuggestions', false); // or Enter takes the word it shows
        await command('workbench.action.closeAllEditors');
        await api.refresh();
      });

      // Also what a test has left that failed half-way. Under test, the editor closes unsaved files without a question.
      afterEach(async () => {
        if (!vscode.window.state.focused) await focus.restore();
        if (api.status().isPaused) await command('lastmile.resume');
        await command('workbench.action.closeAllEditors');
        if (vscode.window.tabGroups.all.length > 1) await command('workbench.action.closeAllGroups');
      });

      tests({ isDetailed, asked: isDetailed ? 'r' : 'x' });
    });
}

/** The text line by line, each with the origins of its characters; see `lettersOf`. */
export function shown(document: vscode.TextDocument): string[] | undefined {
  const content = api.attributionOf(document.uri);
  if (!content) return undefined;
  const letters = lettersOf(content).split('\n');
  return content.text.split('\n').map((line, at) => `${line.replace('\r', '')} ${letters[at]}`.trimEnd());
}

export async function becomes(document: vscode.TextDocument, ...expected: string[]): Promise<void> {
  const isThere = () => JSON.stringify(shown(document)) === JSON.stringify(expected);
  await until(isThere, () => `${JSON.stringify(expected)}; it is ${JSON.stringify(shown(document))}`);
  assert.equal(api.attributionOf(document.uri)!.text, document.getText());
}

/** The origins alone, where it does not matter what was deleted beside them. */
export async function originsBecome(document: vscode.TextDocument, expected: string): Promise<void> {
  const letters = () => {
    const content = api.attributionOf(document.uri);
    return content && lettersOf(content).replaceAll('A', 'a');
  };
  await until(
    () => letters() === expected,
    () => `${JSON.stringify(expected)}; it is ${JSON.stringify(letters())}`,
  );
}

export const textBecomes = (document: vscode.TextDocument, text: string) =>
  until(
    () => document.getText() === text,
    () => `${JSON.stringify(text)}; it is ${JSON.stringify(document.getText())}`,
  );

export async function show(document: vscode.TextDocument, column = vscode.ViewColumn.One): Promise<void> {
  await vscode.window.showTextDocument(document, { viewColumn: column });
  await screen.waitFor('.editor-instance .monaco-editor.focused');
}

export const isTracked = (document: vscode.TextDocument) =>
  until(
    () => api.attributionOf(document.uri),
    () => `${document.fileName} is tracked`,
  );

interface Past {
  /** an agent has written it; otherwise it was there before anybody looked */
  readonly ai?: boolean;
  readonly name?: string;
}

/** Of no other file in this window, whichever test made it: the editor remembers what a name had. */
export const newName = (extension = 'txt') => `file-${randomUUID().slice(0, 8)}.${extension}`;

/** A new file with this text, shown in the only editor. */
export async function open(text: string, past: Past = {}): Promise<vscode.TextDocument> {
  await command('workbench.action.closeAllEditors');
  const document = await vscode.workspace.openTextDocument(await newFile(text, past));
  await show(document);
  await isTracked(document);
  return document;
}

/** @returns the path of a new file with this text, in HEAD or, by an agent, uncommitted */
export async function newFile(text: string, { ai = false, name = newName() }: Past = {}): Promise<string> {
  // In HEAD before it is in the folder, so that the views cannot have seen it uncommitted.
  const draft = join(root, '.git', 'draft');
  await writeFile(draft, ai ? '' : text);
  await git('add', '.');
  const blob = await git('hash-object', '-w', '--no-filters', draft);
  await git('update-index', '--add', '--cacheinfo', `100644,${blob},${name}`);
  await git('commit', '--quiet', '--allow-empty', '-m', name);
  await git('checkout', '--quiet', '--', name);
  const path = join(root, name);
  if (ai) {
    await writeFile(path, text);
    await lastmile('checkpoint', '--origin', 'ai', '--tool', 'codex', name);
  }
  return path;
}

/** A selection from one place in the text to another; only one place: the cursor. */
export async function select(from: number, to = from): Promise<void> {
  const editor = vscode.window.activeTextEditor!;
  const { document } = editor;
  editor.selection = new vscode.Selection(document.positionAt(from), document.positionAt(to));
  await taken();
}

export async function selectText(text: string): Promise<void> {
  const at = vscode.window.activeTextEditor!.document.getText().indexOf(text);
  assert.ok(at >= 0);
  await select(at, at + text.length);
}

/** Copies or cuts by its chord. @param text what is in the clipboard then */
export async function take(chord: 'ControlOrMeta+C' | 'ControlOrMeta+X', text: string): Promise<void> {
  await clipboard.write('not taken yet');
  await keys.press(chord);
  await until(
    async () => (await clipboard.read()) === text,
    async () => `${JSON.stringify(text)} in the clipboard; it is ${JSON.stringify(await clipboard.read())}`,
  );
}

/** Keys as a person strikes them. Their effect is to be waited for. */
export const type = (text: string) => keys.type(text, { delayMs: 20 });
