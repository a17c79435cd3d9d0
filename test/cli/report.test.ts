/** `report` on the command line: what it prints, in which form, and of which repositories. */

import * as assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { Report } from '../../src/domain/retention/report.ts';
import { createHistory, type History, text } from '../fixtures/history.ts';

describe('lastmile report', function () {
  this.timeout(120_000);
  let history: History;
  before(async () => {
    history = await createHistory();
    await history.ai('a.ts', text('const one = 1;', 'const two = 2;'));
    await history.commit();
    // Times of commits are whole seconds: what happens within one of them has no order.
    await setTimeout(1100);
    await history.human('a.ts', text('const one = 1;', 'return something(else);'));
    await history.commit();
  });
  after(() => history.dispose());

  it('tells people the rates with what they are made of, and that there is no data where there is none', async () => {
    const { code, stdout, stderr } = await history.lastmile(['report']);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /^1 AI edit, 22 characters$/m);
    assert.match(stdout, /^ {2}accepted +100% +22 of 22 characters, 1 edit, 100% known$/m);
    assert.match(stdout, /^ {2}rewritten +50% +11 of 22 characters, 1 edit, 100% known$/m);
    assert.match(stdout, /^ {2}30 days without incident +no data$/m);
  });

  it('says how figures come about where there are none', async () => {
    const { stdout } = await history.lastmile(['report', '--tool', 'copilot']);
    assert.equal(
      stdout,
      '0 AI edits, 0 characters\nOnce AI has edited a file, this tells what became of it.\n',
    );
  });

  it('prints one JSON document, of all repositories of the user with --all', async () => {
    const { code, stdout } = await history.lastmile(['report', '--all', '--json']);
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as Report;
    assert.deepEqual(
      report.repositories.map(({ worktree }) => worktree),
      [history.root],
    );
    assert.equal(report.inserted, 22);
  });

  it('prints CSV, of a tool and a window', async () => {
    const { stdout } = await history.lastmile([
      'report',
      '--format',
      'csv',
      '--since',
      '7d',
      '--tool',
      'a-tool',
    ]);
    assert.match(stdout, /^total,[^,]+,acceptance,22,22,1,1,1\r$/m);
    const other = await history.lastmile(['report', '--json', '--until', '2020-01-01']);
    assert.equal((JSON.parse(other.stdout) as Report).edits, 0);
  });

  it('takes a date for the day here, and a time with its offset for what it says', async () => {
    for (const [given, fromMs] of [
      ['2020-01-31', Date.UTC(2020, 0, 30, 15)],
      ['2020-01-31T12:00Z', Date.UTC(2020, 0, 31, 12)],
    ] as const) {
      const env = { TZ: 'Asia/Tokyo' };
      const { stdout } = await history.lastmile(['report', '--json', '--since', given], { env });
      assert.equal((JSON.parse(stdout) as Report).filter.fromMs, fromMs);
    }
  });

  it('says how it is used where it was not understood', async () => {
    for (const [args, message] of [
      [['--since', 'lately'], /^lastmile: report: --since takes a date/],
      [['--since', '90'], /^lastmile: report: --since takes a date/],
      [['--format', 'xml'], /^lastmile: report: --format is csv or json/],
    ] as const) {
      const { code, stdout, stderr } = await history.lastmile(['report', ...args]);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, message);
    }
  });

  it('leaves a repository out once it was forgotten', async () => {
    await history.lastmile(['forget', '--yes']);
    const { stdout } = await history.lastmile(['report', '--all', '--json']);
    assert.deepEqual((JSON.parse(stdout) as Report).repositories, []);
  });
});
