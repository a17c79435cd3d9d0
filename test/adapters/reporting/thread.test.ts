/** Reports made in a thread of its own, with the script as it is shipped and a repository as a user has it. */

import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { knownRepositoriesFolder } from '../../../src/adapters/ledger/known-repositories.ts';
import { ReportThread, type ThreadOptions } from '../../../src/adapters/reporting/thread.ts';
import type { Report } from '../../../src/domain/retention/report.ts';
import { createHistory, type History, text } from '../../fixtures/history.ts';

describe('a thread for reports', function () {
  this.timeout(60_000);
  let folder: string;
  let script: string;
  let history: History;
  let thread: ReportThread | undefined;
  const warnings: string[] = [];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'lastmile-thread-'));
    script = path.join(folder, 'report-thread.js');
    buildSync({
      entryPoints: ['src/extension/report-thread.ts'],
      outfile: script,
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      logLevel: 'error',
    });
    history = await createHistory();
    await history.ai('a.ts', text('const one = 1;'));
    await history.commit();
  });
  after(async () => {
    await history.dispose();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    warnings.length = 0;
  });
  afterEach(() => thread?.dispose());

  function start(options: Partial<ThreadOptions> = {}): ReportThread {
    thread = new ReportThread({
      script,
      folder: knownRepositoriesFolder(history.env),
      log: { info() {}, warn: (message, cause) => void warnings.push(`${message}: ${cause}`) },
      gitProgram: () => undefined,
      ...options,
    });
    return thread;
  }

  const ended = async (one: ReportThread) => {
    while (one.isRunning) await setTimeout(10);
  };

  it('says what the command line says, whatever is asked meanwhile', async () => {
    const { stdout } = await history.lastmile(['report', '--all', '--json']);
    const { inserted, acceptance } = JSON.parse(stdout) as Report;
    assert.equal(inserted, 11);
    const reports = start();
    const [all, none] = await Promise.all([reports.report(), reports.report({ toMs: 1 })]);
    assert.deepEqual({ inserted: all.inserted, acceptance: all.acceptance }, { inserted, acceptance });
    assert.equal(none.inserted, 0);
  });

  it('runs the git that the settings name', async () => {
    const { remarks } = await start({ gitProgram: () => path.join(folder, 'no-such-git') }).report();
    assert.equal(remarks.length, 1);
    assert.match(remarks[0]!, /Git cannot read it/);
  });

  it('ends when nothing is asked, and begins again when something is', async () => {
    const reports = start({ idleMs: 1 });
    await reports.report();
    await ended(reports);
    assert.equal((await reports.report()).inserted, 11);
  });

  it('fails what it was asked when it takes more memory than it may, and is begun again', async () => {
    const greedy = path.join(folder, 'greedy.js');
    writeFileSync(
      greedy,
      `const all = []; require('node:worker_threads').parentPort.on('message', () => { for (;;) all.push([all]); });`,
    );
    const reports = start({ script: greedy, memoryMb: 16 });
    await assert.rejects(reports.report(), /memory/);
    await ended(reports);
    await assert.rejects(reports.report(), /memory/);
  });

  it('fails without its script, with a reason', async () => {
    await assert.rejects(start({ script: path.join(folder, 'gone.js') }).report(), /gone\.js/);
  });
});
