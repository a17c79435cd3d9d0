/** A pause, which is everybody's: of the editor, of the command line, and of the hooks. */
import * as assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { until } from '../waiting.ts';
import { command } from '../workbench.ts';
import {
  api,
  becomes,
  describeTracking,
  lastmile,
  newFile,
  open,
  root,
  select,
  textBecomes,
  type,
} from './editing.ts';

describeTracking('a pause', 'files', () => {
  it('records nothing', async () => {
    const document = await open('one\n', { ai: true });
    await command('lastmile.pause');
    await until(() => api.attributionOf(document.uri) === undefined, 'paused');
    await select(4);
    await type('two');
    await textBecomes(document, 'one\ntwo');
    await command('lastmile.resume');
    await becomes(document, 'one aaa', 'two xxx');
  });

  it('stops the command line as well, and what happened meanwhile nobody takes over', async () => {
    const path = await newFile('one\n', { ai: true });
    const checkpoint = async () => (await lastmile('checkpoint', '--origin', 'ai', '--tool', 'codex')).stdout;
    const settings = async () =>
      JSON.parse(await readFile(join(root, '.git', 'lastmile', 'settings.json'), 'utf8').catch(() => '{}'));

    await command('lastmile.pause');
    await until(async () => (await settings()).tracking === false, 'told to the command line');
    await writeFile(path, 'one\nduring the pause\n');
    assert.match(await checkpoint(), /paused/);

    await command('lastmile.resume');
    await until(() => !api.status().isPaused, 'resumed');
    await api.refresh();
    await until(async () => (await settings()).tracking === undefined, 'told to the command line again');
    await writeFile(path, 'one\nduring the pause\nafterwards\n');
    await checkpoint();

    const { stdout } = await lastmile('stats', '--worktree', '--json');
    const { files } = JSON.parse(stdout) as { files: { path: string; added: object }[] };
    assert.deepEqual(files.find((file) => file.path === basename(path))?.added, {
      total: 3,
      ai: 2,
      mixed: 0,
      human: 0,
      unknown: 1,
    });
  });
});
