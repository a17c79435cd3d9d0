/** The names that tokens had last: for the same token at the same host, and nothing of the token on disk. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLastName } from '../../../src/adapters/forge/account-names.ts';

const HOST = 'ghe.example.com';
const TOKEN = 'gho_token-of-dana';

describe('the names that tokens had last', () => {
  let folder: string;
  const log = { info() {}, warn() {} };
  const lastName = (token: string | null = TOKEN, host = HOST) =>
    createLastName(folder, host, async () => token, log);
  const text = async () => {
    const names = await readdir(folder);
    return (await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')))).join('\n');
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lastmile-names-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are not known before the first look', async () => {
    assert.equal(await lastName().load(), null);
  });

  it('come back for the same token at the same host alone', async () => {
    await lastName().save('dana');
    await lastName('gho_token-of-bob').save('bob');
    assert.equal(await lastName().load(), 'dana');
    assert.equal(await lastName('gho_token-of-bob').load(), 'bob');
    assert.equal(await lastName('gho_token-of-erin').load(), null);
    assert.equal(await lastName(TOKEN, 'github.com').load(), null);
  });

  it('follow an account that was renamed', async () => {
    await lastName().save('dana');
    await lastName().save('dana-x');
    assert.equal(await lastName().load(), 'dana-x');
  });

  it('are kept without the token, by a hash that is another one on another machine', async () => {
    await lastName().save('dana');
    const here = await text();
    assert.match(here, /dana/);
    assert.ok(!here.includes(TOKEN));
    await rm(folder, { recursive: true });
    await lastName().save('dana');
    const hashOf = (kept: string) => JSON.parse(kept).names[0][0];
    assert.notEqual(hashOf(await text()), hashOf(here));
  });

  it('are nobody else’s to read', async function () {
    if (process.platform === 'win32') this.skip();
    await lastName().save('dana');
    assert.equal((await stat(path.join(folder, 'accounts.json'))).mode & 0o077, 0);
  });

  it('are not kept of nobody', async () => {
    await lastName(null).save('dana');
    assert.deepEqual(await readdir(folder), []);
    await lastName().save('dana');
    assert.equal(await lastName(null).load(), null);
  });

  it('begin anew when the file is damaged', async () => {
    await writeFile(path.join(folder, 'accounts.json'), '{"key":');
    assert.equal(await lastName().load(), null);
    await lastName().save('dana');
    assert.equal(await lastName().load(), 'dana');
  });

  it('are forgotten, the oldest first, when there are many', async () => {
    await lastName().save('dana');
    for (let n = 0; n < 20; n++) await lastName(`gho_${n}`).save('dana');
    assert.equal(await lastName().load(), null);
    assert.equal(await lastName('gho_0').load(), 'dana');
  });
});
