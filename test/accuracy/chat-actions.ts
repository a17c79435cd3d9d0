/** What the editor's chat edits, and what happens to that while it is under review. */
import * as vscode from 'vscode';
import { clipboard, keys, screen } from '../editor/driver.ts';
import type { ExtensionEdit } from './acting.ts';
import { type Action, person } from './actions.ts';
import { command, pause, type Stage, until } from './stage.ts';

/** The chat is asked, and does these steps. */
async function chat(stage: Stage, steps: ExtensionEdit[][], delayMs: number): Promise<void> {
  await command('vscode-tabby.chat', steps, delayMs);
  await command('workbench.action.chat.open', {
    query: '@tabby go on',
    mode: 'agent',
    blockOnResponse: true,
  });
  await stage.rest();
}

/** the chat's changes of earlier actions are no longer under review */
async function reviewed(how: 'accept' | 'reject' = 'accept'): Promise<void> {
  await command(how === 'accept' ? 'chatEditing.acceptAllFiles' : 'chatEditing.discardAllFiles');
  await pause(400);
}

async function openForChat(stage: Stage): Promise<void> {
  await stage.open();
  await until(() => stage.document.getText() !== '', 'opened');
}

export const chatEdits = ({
  blocks,
  statements,
  typed,
  newName,
  identifier,
  streamDelaysMs,
}: Stage['material']): Action[] => [
  person('chat', 'a block, in one step', async (stage) => {
    await openForChat(stage);
    await chat(stage, [[stage.atEnd(blocks[0]!)]], 50);
    await reviewed();
  }),
  ...streamDelaysMs.map((delayMs) =>
    person('chat', `line by line, ${delayMs} ms`, async (stage) => {
      await openForChat(stage);
      await chat(stage, stage.pieces(blocks[1]!, 'lines'), delayMs);
      await reviewed();
    }),
  ),
  person('chat', 'in several files', async (stage) => {
    await openForChat(stage);
    const [first, second] = [await stage.file(), await stage.file()];
    const on = (path: string, text: string) => [{ path, range: [0, 0, 0, 0] as const, text }];
    await chat(
      stage,
      [
        on(stage.path, blocks[0]!),
        on(first, blocks[1]!),
        on(second, `${stage.material.comment}${statements[0]}\n`),
      ],
      80,
    );
    await reviewed();
  }),
  person('chat', 'a line replaced, a word of it', async (stage) => {
    await openForChat(stage);
    const { line, character } = stage.document.positionAt(stage.find(identifier));
    const range = [line, character, line, character + identifier.length] as const;
    await chat(stage, [[{ path: stage.path, range, text: `${newName}_${identifier}` }]], 50);
    await reviewed();
  }),
  person('chat', 'a big file', async (stage) => {
    await openForChat(stage);
    await chat(stage, [[stage.atEnd(blocks.join('\n').repeat(6))]], 50);
    await reviewed();
  }),
  person('chat', 'undone and redone', async (stage) => {
    await openForChat(stage);
    await chat(stage, [[stage.atEnd(blocks[2]!)]], 50);
    await vscode.window.showTextDocument(stage.document);
    await stage.changed(() => command('undo'));
    await stage.changed(() => command('redo'));
    await reviewed();
  }),
  person('chat', 'rejected', async (stage) => {
    await openForChat(stage);
    const all = stage.document.getText().split('\n').length - 1;
    const edit = { path: stage.path, range: [1, 0, all, 0] as const, text: blocks[0]! };
    await chat(stage, [[edit]], 50);
    await stage.changed(() => reviewed('reject'));
  }),
  person('chat', 'under review, while one types', async (stage) => {
    await openForChat(stage);
    await chat(stage, [[stage.atEnd(blocks[2]!)]], 50);
    await vscode.window.showTextDocument(stage.document);
    await stage.caret(stage.find('\n', 2));
    await stage.type(typed[3]!, 40);
    await stage.caret(stage.find(blocks[2]!.trim().slice(0, 8)) + 4);
    await stage.type('mine', 40);
    await reviewed();
  }),
  person('chat', 'under review, while one pastes, renames and comments', async (stage) => {
    await openForChat(stage);
    await chat(stage, [[stage.atEnd(`\n${statements[1]}\n`)]], 50);
    await vscode.window.showTextDocument(stage.document);
    await stage.caret(stage.find('\n', 2));
    await clipboard.write(statements[2]!);
    await stage.changed(() => keys.press('ControlOrMeta+V'));
    await stage.changed(() => command('editor.action.commentLine'));
    await stage.caret(stage.find(identifier) + 1);
    await command('refactor.alsoRenames', []);
    await keys.press('F2');
    await screen.waitFor('.rename-box input');
    await pause(200);
    await keys.type(newName, { delayMs: 30 });
    await stage.changed(() => keys.press('Enter'));
    await reviewed();
  }),
  person('chat', 'kept, and another extension writes after that', async (stage) => {
    await openForChat(stage);
    await chat(stage, [[stage.atEnd(`${statements[3]}\n`)]], 50);
    await reviewed();
    await vscode.window.showTextDocument(stage.document);
    await pause(600);
    const text = `${stage.material.comment}added by a tool that is not AI\n`;
    await stage.changed(() =>
      stage.edit('refactor', 'workspace', [[{ path: stage.path, range: [0, 0, 0, 0], text }]]),
    );
  }),
];
