/**
 * A history of six weeks, made with real git and a clock set by hand, and every figure of its report worked out on
 * paper. A line such as `alpha=1234` has ten characters; white space does not count.
 *
 * | when          | what happens                                                  | insertions                          |
 * | ------------- | ------------------------------------------------------------- | ----------------------------------- |
 * | Mon  2, 09:00 | a commit on main with base.py and rest.ts                     |                                     |
 * | Mon  2, 09:10 | claude-code writes four lines of app.ts                       | A: 40                               |
 * | Mon  2, 09:20 | copilot adds two lines to base.py                             | B: 20                               |
 * | Mon  2, 09:22 | I rewrite the line of delta in app.ts                         | A: 10 by me                         |
 * | Mon  2, 09:24 | I discard what is in base.py                                  | B: 20 undone                        |
 * | Mon  2, 09:45 | claude-code, another model, rewrites the line of bravo        | A: 10 by AI; C: 12                  |
 * | Mon  2, 10:00 | I commit on a branch: pull request 5                          | A: 20, C: 12 committed              |
 * | Tue  3, 10:00 | it is merged into main                                        | A: 20, C: 12 merged                 |
 * | Wed  4, 12:00 | a colleague rewrites the line of gamma on main                | A: 10 by others                     |
 * | Thu  5, 12:00 | I indent and move what is left of app.ts, which changes nothing |                                   |
 * | Sat  7, 12:00 | I take out the line of C: a fix that names pull request 5     | C: 12 deleted                       |
 * | Mon  9, 09:00 | copilot adds three lines to rest.ts                           | D: 30                               |
 * | Mon  9, 09:10 | I commit them to main                                         | D: 30 committed and merged          |
 * | Tue 10, 09:00 | the commit is reverted                                        | D: 30 undone                        |
 * | Mon 16, 09:00 | claude-code writes 10 characters that never get committed     | E: 10                               |
 * | Wed 15 April  | the report                                                    |                                     |
 */

import * as assert from 'node:assert/strict';
import { FATES, type FatesAt, type Report } from '../../../src/domain/retention/report.ts';
import { text } from '../../fixtures/history.ts';
import { COLLEAGUE, createStory, type Story } from '../../fixtures/story.ts';

const OPUS = { tool: 'claude-code', model: 'opus' };
const SONNET = { tool: 'claude-code', model: 'sonnet' };
const COPILOT = { tool: 'copilot', model: 'gpt' };

const REWRITTEN = 'let mine = written(by, hand);';
const BY_SONNET = 'sonnet=12345'; // 12 characters

async function tell(story: Story): Promise<void> {
  story.at('2026-03-02T09:00Z');
  await story.unseen('base.py', text('base = 1'));
  await story.unseen('rest.ts', text('rest;'));
  await story.commit('Begin');
  await story.run('checkout', '--quiet', '-b', 'feature');

  story.at('2026-03-02T09:10Z');
  await story.ai('app.ts', text('alpha=1234', 'bravo=1234', 'delta=1234', 'gamma=1234'), OPUS);
  story.at('2026-03-02T09:20Z');
  await story.ai('base.py', text('base = 1', 'hotel=1234', 'india=1234'), COPILOT);
  story.at('2026-03-02T09:22Z');
  await story.me('app.ts', text('alpha=1234', 'bravo=1234', REWRITTEN, 'gamma=1234'));
  story.at('2026-03-02T09:24Z');
  await story.run('checkout', '--quiet', '--', 'base.py');
  await story.me('base.py', text('base = 1'));
  story.at('2026-03-02T09:45Z');
  await story.ai('app.ts', text('alpha=1234', BY_SONNET, REWRITTEN, 'gamma=1234'), SONNET);
  story.at('2026-03-02T10:00Z');
  await story.commit('Add the app');

  story.at('2026-03-03T10:00Z');
  await story.run('checkout', '--quiet', 'main');
  await story.run('merge', '--quiet', '--no-ff', '-m', 'Merge pull request #5 from feature', 'feature');

  story.at('2026-03-04T12:00Z');
  const THEIRS = 'return something(entirely, different);';
  await story.unseen('app.ts', text('alpha=1234', BY_SONNET, REWRITTEN, THEIRS));
  await story.commit('Say it otherwise', COLLEAGUE);

  story.at('2026-03-05T12:00Z');
  await story.run('mv', 'app.ts', 'main.ts');
  await story.unseen('main.ts', text('  alpha=1234', `  ${BY_SONNET}`, `  ${REWRITTEN}`, `  ${THEIRS}`));
  await story.commit('Indent and rename');

  story.at('2026-03-07T12:00Z');
  await story.unseen('main.ts', text('  alpha=1234', `  ${REWRITTEN}`, `  ${THEIRS}`));
  await story.commit('Fix the crash of #5');

  story.at('2026-03-09T09:00Z');
  await story.ai('rest.ts', text('rest;', 'kilo1=1234', 'lima1=1234', 'mike1=1234'), COPILOT);
  story.at('2026-03-09T09:10Z');
  await story.commit('Add the rest');
  story.at('2026-03-10T09:00Z');
  await story.run('revert', '--no-edit', 'HEAD');

  story.at('2026-03-16T09:00Z');
  await story.ai('notes.md', text('never=1234'), OPUS);
  story.at('2026-04-15T12:00Z');
}

/** Counts in the order of FATES, left out after the last that is not 0. */
const counts = ({ characters }: FatesAt): number[] => {
  const all = FATES.map((fate) => characters[fate]);
  return all.slice(0, all.findLastIndex((count) => count > 0) + 1);
};

describe('the report of a history worked out on paper', function () {
  this.timeout(60_000);
  let story: Story;
  let report: Report;
  before(async () => {
    story = await createStory();
    await tell(story);
    report = await story.report();
  });
  after(() => story.dispose());

  it('counts what went in: A 40, B 20, C 12, D 30, E 10', () => {
    assert.equal(report.edits, 5);
    assert.equal(report.inserted, 112);
  });

  it('accepts what got into a commit: A 20, C 12, D 30; E has waited for 30 days and is given up', () => {
    assert.deepEqual(
      { ...report.acceptance, coverage: undefined },
      { numerator: 62, denominator: 112, edits: 5, coverage: undefined },
    );
  });

  it('knows the origin of all that my commits added', () => {
    // My commits added 20 of A, 12 of C, 25 that I typed, and 30 of D; nothing of it is unknown.
    assert.equal(report.acceptance.coverage, 1);
  });

  it('tells fates at each moment: kept, by me, by AI, by others, deleted, undone', () => {
    const at = Object.fromEntries(report.fates.map((fates) => [fates.moment, counts(fates)]));
    assert.deepEqual(at, {
      // A 40, C 12, D 30, E 10 are as they were; B is gone
      '5-minutes': [92, 0, 0, 0, 0, 20],
      // A: 30 kept, 10 by me
      '30-minutes': [82, 10, 0, 0, 0, 20],
      // A: 20 kept, 10 by me, 10 by AI; C 12; D 30
      commit: [62, 10, 10],
      merge: [62, 10, 10],
      // A, C as they were; D was reverted 23 hours and 50 minutes after its commit
      '1-day': [32, 10, 10, 0, 0, 30],
      // A: 10 kept and 10 by others; C 12 deleted
      '7-days': [10, 10, 10, 10, 12, 30],
      '14-days': [10, 10, 10, 10, 12, 30],
      '30-days': [10, 10, 10, 10, 12, 30],
      // and E, which nobody has taken out, and B
      now: [20, 10, 10, 10, 12, 50],
    });
  });

  it('counts the insertions that have reached each moment', () => {
    assert.deepEqual(
      report.fates.map(({ edits }) => edits),
      [5, 5, 3, 3, 3, 3, 3, 3, 5],
    );
  });

  it('counts as rewritten what I rewrote, deleted or undid, now: A 10, B 20, C 12, D 30', () => {
    assert.deepEqual(
      { ...report.rewrite, coverage: undefined },
      { numerator: 72, denominator: 112, edits: 5, coverage: undefined },
    );
  });

  it('draws the curve of survival: of 62 committed, 62, 32, 10, 10, 10', () => {
    assert.deepEqual(
      report.survival.map(({ days, rate }) => [days, rate.numerator, rate.denominator, rate.edits]),
      [
        [0, 62, 62, 3],
        [1, 32, 62, 3],
        [7, 10, 62, 3],
        [14, 10, 62, 3],
        [30, 10, 62, 3],
      ],
    );
  });

  it('narrows: 112 generated, 62 committed, 62 merged; the 10 alive came with a pull request that a fix names', () => {
    assert.deepEqual(
      report.funnel.map(({ stage, characters, eligible }) => [stage, characters, eligible]),
      [
        ['generated', 112, 112],
        ['committed', 62, 112],
        ['merged', 62, 62],
        ['incident-free', 0, 62],
        ['valuable', null, null],
      ],
    );
  });

  it('names incidents, and leaves out the rules that are switched off', async () => {
    assert.deepEqual(report.incidents, [
      { rule: 'reverted', commits: 1 },
      { rule: 'fix-names-it', commits: 1 },
      { rule: 'line-in-incident-commit', commits: 0 },
    ]);
    const lenient = await story.report({ incidentRules: ['reverted'] });
    assert.deepEqual(lenient.funnel[3], { stage: 'incident-free', characters: 10, eligible: 62 });
  });

  it('tells tools, models and languages apart', () => {
    const of = (slices: Report['by']['tool']) =>
      slices.map(({ name, acceptance, rewrite }) => [
        name,
        `${acceptance.numerator}/${acceptance.denominator}`,
        `${rewrite.numerator}/${rewrite.denominator}`,
      ]);
    assert.deepEqual(of(report.by.tool), [
      ['claude-code', '32/62', '22/62'],
      ['copilot', '30/50', '50/50'],
    ]);
    assert.deepEqual(of(report.by.model), [
      ['gpt', '30/50', '50/50'],
      ['opus', '20/50', '10/50'],
      ['sonnet', '12/12', '12/12'],
    ]);
    assert.deepEqual(of(report.by.language), [
      ['TypeScript', '62/82', '52/82'],
      ['Python', '0/20', '20/20'],
      ['Markdown', '0/10', '0/10'],
    ]);
    assert.deepEqual(of(report.by.repository), [['demo', '62/112', '72/112']]);
  });

  it('goes by weeks, which begin on Monday', () => {
    assert.deepEqual(
      report.weeks.map(({ startMs, acceptance, rewrite }) => [
        new Date(startMs).toISOString().slice(0, 10),
        `${acceptance.numerator}/${acceptance.denominator}`,
        `${rewrite.numerator}/${rewrite.denominator}`,
      ]),
      [
        ['2026-03-02', '32/72', '42/72'],
        ['2026-03-09', '30/30', '30/30'],
        ['2026-03-16', '0/10', '0/10'],
      ],
    );
  });

  it('names the files and the edits that cost most', () => {
    assert.deepEqual(
      report.files.map(({ path, rewritten, inserted }) => [path, rewritten, inserted]),
      [
        ['app.ts', 42, 52],
        ['rest.ts', 30, 30],
        ['base.py', 20, 20],
      ],
    );
    assert.deepEqual(
      report.costliest.map(({ path, model, rewritten }) => [path, model, rewritten]),
      [
        ['app.ts', 'opus', 30],
        ['rest.ts', 'gpt', 30],
        ['base.py', 'gpt', 20],
        ['app.ts', 'sonnet', 12],
      ],
    );
  });

  it('answers for a window, a tool and a repository', async () => {
    const week = { fromMs: Date.parse('2026-03-09T00:00Z'), toMs: Date.parse('2026-03-10T00:00Z') };
    const some = await story.report(week);
    // On the evening of the 9th nobody had reverted anything.
    assert.deepEqual([some.edits, some.inserted, some.rewrite.numerator], [1, 30, 0]);
    assert.equal((await story.report({ tool: 'copilot' })).inserted, 50);
    assert.equal((await story.report({ repository: 'demo' })).inserted, 112);
    assert.equal((await story.report({ repository: 'another' })).inserted, 0);
  });
});
