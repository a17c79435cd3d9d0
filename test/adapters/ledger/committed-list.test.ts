import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { addCommitted, listBeside, takeCommitted } from '../../../src/adapters/ledger/committed-list.ts';

describe('the list of committed contents', () => {
  let folder: string;
  let file: string;
  const content = (of: string) => ({ path: of, key: Buffer.from(of) });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lastmile-'));
    file = path.join(folder, 'ledger.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is taken once, in the order in which it was written', () => {
    addCommitted(file, [content('a'), content('line\nbreak “ü”')]);
    addCommitted(file, [content('b')]);
    assert.deepEqual(takeCommitted(file), ['a', 'line\nbreak “ü”', 'b'].map(content));
    assert.deepEqual(takeCommitted(file), []);
  });

  it('leaves nothing behind, and nothing for nothing', async () => {
    addCommitted(file, []);
    addCommitted(file, [content('a')]);
    takeCommitted(file);
    assert.deepEqual(await readdir(folder), []);
  });

  it('passes over what was cut off', async () => {
    addCommitted(file, [content('a')]);
    await appendFile(listBeside(file), '["b", "0');
    assert.deepEqual(takeCommitted(file), [content('a')]);
  });
});
