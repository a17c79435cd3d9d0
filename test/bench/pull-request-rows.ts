/** How soon the rows of what was seen last are there, and what a refresh takes in which nothing has changed. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { createSnapshotCache } from '../../src/adapters/forge/snapshot-cache.ts';
import { forgeOf } from '../fixtures/forge.ts';
import { crowd } from '../github/crowd.ts';
import { startGitHub } from '../github/server.ts';
import { quantile } from './measure.ts';
import { count, kilobytes, milliseconds, type Table, times } from './report.ts';

const SIZES = [5, 100, 1_000];
const ROUNDS = 9;
const run = promisify(execFile);

interface Spent {
  readonly ms: number;
  readonly cpuMs: number;
}

interface Shown extends Spent {
  readonly own: number;
  readonly all: number;
  readonly allCpuMs: number;
}

export async function rowTables(): Promise<Table[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lastmile-rows-'));
  try {
    const probe = path.join(folder, 'probe.mjs');
    await build({
      entryPoints: [path.join(import.meta.dirname, 'pull-request-rows-probe.ts')],
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      outfile: probe,
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    });
    const ask = async (...args: string[]) =>
      JSON.parse((await run(process.execPath, [probe, ...args])).stdout) as unknown;
    const rows = [];
    for (const size of SIZES) rows.push(await measured(size, path.join(folder, String(size)), ask));
    return [
      {
        title: 'From opening the lists to the first rows, out of the cache file of the last look',
        header: [
          'open pull requests',
          'file',
          'read as JSON',
          'first rows',
          'to them',
          'processor',
          'to them / JSON',
          'processor, all rows',
        ],
        rows: rows.map(({ toRows }) => toRows),
      },
      {
        title: 'Processor time of a refresh in which nothing has changed, asking included',
        header: ['open pull requests', 'median', 'slowest of ten'],
        rows: rows.map(({ refresh }) => refresh),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(size: number, folder: string, ask: (...args: string[]) => Promise<unknown>) {
  const world = crowd(size);
  const github = await startGitHub(world, { limits: { graphql: 1_000_000 } });
  try {
    const { snapshot } = await forgeOf(github, world).look({ organisations: ['acme'] });
    assert.equal(snapshot?.pullRequests.length, size);
    const cache = createSnapshotCache(folder, console);
    await cache.save('github.com', 'dana', { snapshot, failure: null, lookedAtMs: world.now });
    const file = path.join(folder, 'forges', 'github.com-dana.json');
    const { size: bytes } = await stat(file);

    const parsed: Spent[] = [];
    const shown: Shown[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      parsed.push((await ask('parse', file)) as Spent);
      shown.push((await ask('rows', folder, String(world.now))) as Shown);
    }
    assert.ok(shown.every((it) => it.all === size));
    const median = (of: readonly number[]) => quantile(of, 0.5);
    const refresh = (await ask(
      'refresh',
      folder,
      String(world.now),
      github.restUrl,
      github.graphqlUrl,
    )) as number[];
    return {
      toRows: [
        count(size),
        kilobytes(bytes),
        milliseconds(median(parsed.map(({ ms }) => ms))),
        count(shown[0]!.own),
        milliseconds(median(shown.map(({ ms }) => ms))),
        milliseconds(median(shown.map(({ cpuMs }) => cpuMs))),
        times(median(shown.map(({ ms }, n) => ms / parsed[n]!.ms))),
        milliseconds(median(shown.map(({ allCpuMs }) => allCpuMs))),
      ],
      refresh: [count(size), milliseconds(median(refresh)), milliseconds(Math.max(...refresh))],
    };
  } finally {
    await github.stop();
  }
}
