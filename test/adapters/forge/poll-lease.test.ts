/** One window looks for all. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createPollLease } from '../../../src/adapters/forge/poll-lease.ts';
import type { Wish } from '../../../src/services/pull-requests/sharing.ts';

const scopesOf = (...repositories: string[]): Wish['scopes'] => ({
  'github.com': { repositories, organisations: [], teams: [], projectField: null, deployDays: 14 },
});
const WISH: Wish = { isFocused: true, scopes: scopesOf() };

describe('the lease to look at forges', () => {
  let folder: string;
  let nowMs: number;
  const log = { info() {}, warn() {} };
  const window = () => createPollLease(folder, { nowMs: () => nowMs }, log);

  beforeEach(async () => {
    nowMs = 1_000_000;
    folder = await mkdtemp(path.join(os.tmpdir(), 'lastmile-lease-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('goes to whoever asks first, and stays there', async () => {
    const [first, second] = [window(), window()];
    assert.equal((await first.claim(WISH)).isHolder, true);
    for (let i = 0; i < 5; i++) {
      nowMs += 60_000;
      assert.equal((await first.claim(WISH)).isHolder, true);
      assert.equal((await second.claim(WISH)).isHolder, false);
    }
  });

  it('goes to one of many who ask at once', async () => {
    const windows = Array.from({ length: 12 }, window);
    const claims = await Promise.all(windows.map((it) => it.claim(WISH)));
    assert.equal(claims.filter(({ isHolder }) => isHolder).length, 1);
  });

  it('goes to one of many when its holder is gone without a word', async () => {
    await window().claim(WISH);
    nowMs += 200_000;
    const claims = await Promise.all(Array.from({ length: 12 }, window).map((it) => it.claim(WISH)));
    assert.equal(claims.filter(({ isHolder }) => isHolder).length, 1);
  });

  it('is given back at once by a window that is closed', async () => {
    const [first, second] = [window(), window()];
    await first.claim(WISH);
    await first.release();
    assert.equal((await second.claim(WISH)).isHolder, true);
  });

  it('is not given back by a window that does not have it', async () => {
    const [first, second, third] = [window(), window(), window()];
    await first.claim(WISH);
    await second.claim(WISH);
    await second.release();
    assert.equal((await third.claim(WISH)).isHolder, false);
  });

  it('tells what all windows want, and not what windows wanted that are gone', async () => {
    const [first, second] = [window(), window()];
    await second.claim({ isFocused: false, scopes: scopesOf('acme/docs') });
    const { wishes } = await first.claim({ isFocused: true, scopes: scopesOf('acme/shop') });
    const wished = wishes.flatMap(({ scopes }) => scopes['github.com']?.repositories ?? []);
    assert.deepEqual(wished.sort(), ['acme/docs', 'acme/shop']);
    await second.release();
    assert.equal((await first.claim(WISH)).wishes.length, 1);
    await second.claim(WISH);
    nowMs += 200_000;
    assert.equal((await first.claim(WISH)).wishes.length, 1);
  });

  it('does not wait for ever for a clock that was wrong', async () => {
    await window().claim(WISH);
    nowMs -= 365 * 24 * 3_600_000;
    assert.equal((await window().claim(WISH)).isHolder, true);
  });

  it('is everybody’s own where there is no folder to agree in', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const claim = await createPollLease(file, { nowMs: () => nowMs }, log).claim(WISH);
    assert.deepEqual(claim, { isHolder: true, wishes: [WISH] });
  });
});
