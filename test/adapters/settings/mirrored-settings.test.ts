/** The editor's settings on their way to the hooks and the command line. */

import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readMirrored, writeMirrored } from '../../../src/adapters/settings/mirrored-settings.ts';

describe('the settings that the extension leaves for others', () => {
  let commonDir: string;
  const file = () => path.join(commonDir, 'lastmile', 'settings.json');
  beforeEach(async () => {
    commonDir = await mkdtemp(path.join(tmpdir(), 'lastmile-settings-'));
  });
  afterEach(() => rm(commonDir, { recursive: true, force: true }));

  it('are read as they were written, and nothing is left beside them', async () => {
    await writeMirrored(commonDir, { trailers: 'off', heavyThreshold: 0.4 });
    assert.deepEqual(readMirrored(commonDir), { trailers: 'off', heavyThreshold: 0.4 });
    await writeMirrored(commonDir, {});
    assert.deepEqual(readMirrored(commonDir), {});
    assert.deepEqual(await readdir(path.dirname(file())), ['settings.json']);
  });

  it('are not written where there is nothing new to say', async () => {
    await writeMirrored(commonDir, {});
    assert.equal(existsSync(path.dirname(file())), false);
    await writeMirrored(commonDir, { always: true });
    const before = await stat(file());
    await writeMirrored(commonDir, { always: true });
    assert.equal((await stat(file())).ino, before.ino);
  });

  it('do not bring a repository back that was deleted', async () => {
    await rm(commonDir, { recursive: true });
    await assert.rejects(writeMirrored(commonDir, { always: true }), { code: 'ENOENT' });
    assert.equal(existsSync(commonDir), false);
  });

  for (const [what, text] of [
    ['no JSON', '{ "always": tr'],
    ['no settings', '[]'],
  ] as const)
    it(`say nothing where there is ${what}`, async () => {
      await mkdir(path.dirname(file()));
      await writeFile(file(), text);
      assert.deepEqual(readMirrored(commonDir), {});
    });
});
