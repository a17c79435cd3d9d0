/** What other extensions and other programs write: some are agents of AI, which the editor does not tell. */
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { keys } from '../editor/driver.ts';
import type { ExtensionEdit } from './acting.ts';
import type { Action } from './actions.ts';
import { command, pause, type Stage } from './stage.ts';

const program = (family: string, action: string, run: Action['run']): Action => ({
  action,
  family,
  by: 'program',
  run,
});
const ai = (family: string, action: string, run: Action['run']): Action => ({
  action,
  family,
  by: 'ai',
  run,
});

export const programs = ({ blocks, typed, statements, streamDelaysMs }: Stage['material']): Action[] => [
  program('other extension', 'a header on top', async (stage) => {
    await stage.open();
    const text = `${stage.material.comment}Copyright of somebody\n${stage.material.comment}All rights reserved\n`;
    const edit = { path: stage.path, range: [0, 0, 0, 0] as const, text };
    await stage.changed(() => stage.edit('refactor', 'workspace', [[edit]]));
  }),
  program('other extension', 'a block at the end, in one edit', async (stage) => {
    await stage.open();
    await stage.changed(() => stage.edit('refactor', 'workspace', [[stage.atEnd(blocks[1]!)]]));
  }),
  program('other extension', 'a line at the caret, while one types', async (stage) => {
    await stage.open();
    await stage.type(typed[0]!.slice(0, 12), 40);
    await stage.changed(() => stage.edit('refactor', 'editor', [[stage.atEnd(' // written for you')]]));
    await stage.type('x', 40);
  }),
  program('other extension', 'one character at the caret', async (stage) => {
    await stage.open();
    await stage.changed(() => stage.edit('refactor', 'editor', [[stage.atEnd('x')]]));
    await keys.press('ArrowLeft');
    await keys.press('ArrowRight');
    await stage.rest();
  }),
  program('other extension', 'closing a tag that was typed', async (stage) => {
    await stage.open();
    await stage.type('<b>', 60);
    await stage.changed(() => command('refactor.snippet', '$0</b>'));
    await stage.type('text', 60);
  }),
  program('other extension', 'names changed in several files', async (stage) => {
    await stage.open();
    const paths = [stage.path, await stage.file(), await stage.file()];
    const edits: ExtensionEdit[] = [];
    for (const path of paths) {
      const document = await vscode.workspace.openTextDocument(path);
      const { identifier, newName } = stage.material;
      for (const { index } of document.getText().matchAll(new RegExp(`\\b${identifier}\\b`, 'g'))) {
        const [start, end] = [document.positionAt(index), document.positionAt(index + identifier.length)];
        edits.push({ path, range: [start.line, start.character, end.line, end.character], text: newName });
      }
    }
    await stage.changed(() => stage.edit('refactor', 'workspace', [edits]));
  }),
  program('other extension', 'somebody else typing along', async (stage) => {
    await stage.open();
    const text = typed[2]!;
    const steps = [...text].map((character, at) => {
      const end = stage.atEnd('');
      const column = end.range[1] + at;
      return [{ ...end, range: [end.range[0], column, end.range[0], column] as const, text: character }];
    });
    await stage.changed(() => stage.edit('refactor', 'workspace', steps, 60));
  }),
  program('other extension', 'lines, one after the other', async (stage) => {
    await stage.open();
    const [delayMs = 50] = streamDelaysMs;
    await stage.changed(() =>
      stage.edit('refactor', 'workspace', stage.pieces(blocks[2]!, 'lines'), delayMs),
    );
  }),
  program('file', 'reload of what another program wrote', async (stage) => {
    await stage.open();
    await pause(1_100);
    await stage.changed(() => writeFile(stage.path, `${stage.material.base}${statements[0]}\n`));
  }),
  program('file', 'reload of another text', async (stage) => {
    await stage.open();
    await stage.type(typed[0]!, 10);
    await command('workbench.action.files.save');
    await pause(1_100);
    await stage.changed(() => writeFile(stage.path, blocks.join('\n')));
  }),
];

export const agents = ({ blocks, statements, streamDelaysMs }: Stage['material']): Action[] => [
  ai('agent in an extension', 'a block, in one edit', async (stage) => {
    await stage.open();
    await stage.changed(() => stage.edit('vscode-tabby', 'workspace', [[stage.atEnd(blocks[0]!)]]));
  }),
  ai('agent in an extension', 'a line at the caret', async (stage) => {
    await stage.open();
    await stage.changed(() => stage.edit('vscode-tabby', 'editor', [[stage.atEnd(statements[0]!)]]));
  }),
  ai('agent in an extension', 'a big file, in one edit', async (stage) => {
    await stage.open();
    const text = blocks.join('\n').repeat(5);
    await stage.changed(() => stage.edit('vscode-tabby', 'workspace', [[stage.atEnd(text)]]));
  }),
  ai('agent in an extension', 'several files, in one edit', async (stage) => {
    await stage.open();
    const edits = [stage.atEnd(blocks[1]!)];
    for (const text of [blocks[0]!, statements[2]!]) {
      const path = await stage.file();
      await vscode.workspace.openTextDocument(path);
      edits.push({ path, range: [0, 0, 0, 0], text });
    }
    await stage.changed(() => stage.edit('vscode-tabby', 'workspace', [edits]));
  }),
  ...streamDelaysMs.flatMap((delayMs) => [
    ai('agent in an extension', `streamed by lines, ${delayMs} ms`, async (stage) => {
      await stage.open();
      await stage.changed(() =>
        stage.edit('vscode-tabby', 'workspace', stage.pieces(blocks[1]!, 'lines'), delayMs),
      );
    }),
    ai('agent in an extension', `streamed by pieces at the caret, ${delayMs} ms`, async (stage) => {
      await stage.open();
      await stage.changed(() =>
        stage.edit('vscode-tabby', 'editor', stage.pieces(blocks[0]!, 'characters'), delayMs),
      );
    }),
  ]),
  ai('agent in an extension', 'the whole text again and again, as it grows', async (stage) => {
    await stage.open('');
    const lines = blocks[0]!.split('\n');
    const steps = lines.map((_, at): ExtensionEdit[] => [
      {
        path: stage.path,
        range: [0, 0, Math.max(0, at), 0],
        text: `${lines.slice(0, at + 1).join('\n')}\n`,
      },
    ]);
    await stage.changed(() => stage.edit('vscode-tabby', 'workspace', steps, streamDelaysMs[1]));
  }),
];
