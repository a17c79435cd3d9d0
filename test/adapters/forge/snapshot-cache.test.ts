/** What was seen last, on disk: shared, private, and begun anew when it is damaged. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../../../src/adapters/forge/cache-folder.ts';
import { createSnapshotCache } from '../../../src/adapters/forge/snapshot-cache.ts';
import type { LastLook, SnapshotCache } from '../../../src/services/pull-requests/sharing.ts';

const LOOK: LastLook = {
  lookedAtMs: 1_000,
  failure: { kind: 'offline' },
  snapshot: {
    forge: 'github.com',
    viewer: 'dana',
    teams: ['acme/reviewers'],
    fetchedAtMs: 900,
    pullRequests: [],
    hidden: [],
    hasProduction: { 'acme/shop': true },
  },
};

describe('the cache of what was seen last', () => {
  let folder: string;
  let cache: SnapshotCache;
  const log = { info() {}, warn() {} };
  const fileIn = async () => {
    const [name] = await readdir(path.join(folder, 'forges'));
    return path.join(folder, 'forges', name!);
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lastmile-cache-'));
    cache = createSnapshotCache(folder, log);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('has nothing at first', async () => {
    assert.equal(await cache.load('github.com', 'dana'), null);
  });

  it('gives back what was kept, to other processes as well', async () => {
    await cache.save('github.com', 'dana', LOOK);
    assert.deepEqual(await createSnapshotCache(folder, log).load('github.com', 'dana'), {
      version: 1,
      ...LOOK,
    });
  });

  it('keeps accounts and hosts apart, whatever their names', async () => {
    const names: [string, string][] = [
      ['github.com', 'dana'],
      ['github.com', 'dana-x'],
      ['github.com-dana', 'x'],
      ['127.0.0.1:8080', '../../dana'],
    ];
    for (const [i, [forge, account]] of names.entries())
      await cache.save(forge, account, { ...LOOK, lookedAtMs: i });
    for (const [i, [forge, account]] of names.entries())
      assert.equal((await cache.load(forge, account))?.lookedAtMs, i);
    assert.equal((await readdir(path.join(folder, 'forges'))).length, names.length);
  });

  it('lets nobody else read', async function () {
    if (process.platform === 'win32') this.skip();
    await cache.save('github.com', 'dana', LOOK);
    assert.equal((await stat(await fileIn())).mode & 0o777, 0o600);
    assert.equal((await stat(path.join(folder, 'forges'))).mode & 0o777, 0o700);
  });

  for (const [what, text] of [
    ['half a file', '{"version":1,"lookedAtMs":'],
    ['another shape', '{"version":1,"snapshot":{"viewer":7}}'],
    ['nothing', ''],
  ] as const)
    it(`sets ${what} aside and begins anew`, async () => {
      await cache.save('github.com', 'dana', LOOK);
      const file = await fileIn();
      await writeFile(file, text);
      assert.equal(await cache.load('github.com', 'dana'), null);
      assert.equal(await readFile(`${file}.damaged`, 'utf8'), text);
      await cache.save('github.com', 'dana', LOOK);
      assert.equal((await cache.load('github.com', 'dana'))?.lookedAtMs, 1_000);
    });

  it('leaves what a newer version has written, and goes on without it', async () => {
    await cache.save('github.com', 'dana', LOOK);
    const file = await fileIn();
    await writeFile(file, '{"version":2}');
    assert.equal(await cache.load('github.com', 'dana'), null);
    assert.equal(await readFile(file, 'utf8'), '{"version":2}');
  });

  it('is never half there while it is written', async () => {
    const large = { ...LOOK, snapshot: { ...LOOK.snapshot!, teams: Array(20_000).fill('acme/reviewers') } };
    await cache.save('github.com', 'dana', large);
    const writes = Array.from({ length: 10 }, () => cache.save('github.com', 'dana', large));
    for (let i = 0; i < 20; i++)
      assert.equal((await cache.load('github.com', 'dana'))?.snapshot?.teams.length, 20_000);
    await Promise.all(writes);
    assert.equal((await readdir(path.join(folder, 'forges'))).length, 1);
  });

  it('does without a folder that cannot be made', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const nowhere = createSnapshotCache(file, log);
    await nowhere.save('github.com', 'dana', LOOK);
    assert.equal(await nowhere.load('github.com', 'dana'), null);
  });

  it('tells when another process has written', async () => {
    let stop = () => {};
    const told = new Promise<void>((resolve) => {
      stop = cache.watch(resolve);
    });
    await createSnapshotCache(folder, log).save('github.com', 'dana', LOOK);
    await told;
    stop();
  });
});

describe('the folder for it', () => {
  const cases: [NodeJS.Platform, NodeJS.ProcessEnv, string][] = [
    ['linux', {}, '/home/dev/.cache/lastmile'],
    ['linux', { XDG_CACHE_HOME: '/var/cache/dev' }, '/var/cache/dev/lastmile'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/dev/.cache/lastmile'],
    ['darwin', { XDG_CACHE_HOME: '/var/cache/dev' }, '/home/dev/Library/Caches/lastmile'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/lastmile'],
  ];
  for (const [platform, env, expected] of cases)
    it(`${platform} with ${JSON.stringify(env)}: ${expected}`, function () {
      if (process.platform === 'win32') this.skip();
      assert.equal(cacheFolder(env, platform, '/home/dev'), expected);
    });
});
