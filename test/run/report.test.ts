/** What a run prints and counts: of mocha as it runs the tests, in a process of its own. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testProgram } from './processes.ts';
import { createReport } from './report.ts';

const TESTS = `
import assert from 'node:assert/strict';
let attempts = 0;
describe('a suite', () => {
  it('passes', () => {});
  it('has a bad moment', () => assert.notEqual(++attempts, 1, 'the first attempt'));
  it('fails', () => assert.fail('always'));
  it.skip('is left out', () => {});
});
`;

describe('the report of a run', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lastmile-report-'));
    await writeFile(join(folder, 'some.test.mjs'), TESTS);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function reported(...options: string[]): Promise<{ code: number; lines: string[] }> {
    const lines: string[] = [];
    const report = createReport({ verbose: true, print: (line) => lines.push(...line.split('\n')) });
    await report.phase('a phase', () =>
      testProgram(['test/run/mocha.ts', ...options, join(folder, 'some.test.mjs')], report.event),
    );
    return { code: report.finish(), lines };
  }

  it('counts a test once that passes at the second attempt, and says so with what went wrong at first', async () => {
    const { code, lines } = await reported('--retries', '1');
    const at = lines.indexOf('  ↻ passed at the second attempt: a suite › has a bad moment');
    assert.notEqual(at, -1, lines.join('\n'));
    assert.match(lines[at + 1]!, /^ {4}AssertionError .*the first attempt/);
    assert.match(lines.at(-2)!, /^\d+\.\d s, 1 skipped, 1 passed at the second attempt$/);
    assert.equal(lines.at(-1), '2 passed, 1 failed');
    assert.equal(code, 1);
  });

  it('shows both errors of a test that fails twice', async () => {
    const { lines } = await reported('--retries', '1', '--grep', 'fails');
    assert.equal(
      lines.filter((line) => /^ {4}(first attempt: )?AssertionError .*always/.test(line)).length,
      2,
    );
    assert.equal(lines.at(-1), '0 passed, 1 failed');
  });

  it('gives no second attempt unless told to', async () => {
    const { lines } = await reported('--grep', 'bad moment');
    assert.ok(!lines.some((line) => line.includes('↻')));
    assert.equal(lines.at(-1), '0 passed, 1 failed');
  });
});
