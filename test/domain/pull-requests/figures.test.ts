/** Figures beside the stage: the limit, the risk, the AI share. */

import assert from 'node:assert/strict';
import { aiShare } from '../../../src/domain/pull-requests/ai-share.ts';
import { assess } from '../../../src/domain/pull-requests/assess.ts';
import { type RepositoryHistory, riskOf } from '../../../src/domain/pull-requests/risk.ts';
import { DEFAULT_RULES, type Rules } from '../../../src/domain/pull-requests/rules.ts';
import { readRules } from '../../../src/domain/pull-requests/rules-file.ts';
import { hour, type Story, story } from '../../fixtures/pull-requests/builder.ts';

const trailer = (percent: number, level: string, [ai, mixed, human, unknown]: number[]) =>
  `Work\n\nAI-Contribution: ${percent}% ${level}; lines ai=${ai} mixed=${mixed} human=${human} unknown=${unknown}`;
const HEAVY = trailer(80, 'heavy', [80, 0, 20, 0]);

const rulesWith = (value: object): Rules => readRules([{ name: 'rules', value }]).rules;
const waiting = () => story().branch({ requiredApprovals: 1 }).ask('alice');
const slaAfter = (hours: number, rules: Rules = DEFAULT_RULES, tale: Story = waiting()) =>
  assess(tale.build(), { nowMs: hour(hours), viewer: 'dana', teams: [], rules }).sla;

describe('the limit of a stage', () => {
  it('is in time, soon from three quarters on, and broken once it is over', () => {
    const states = [1, 17, 18, 24, 25].map((hours) => slaAfter(hours).state);
    assert.deepEqual(states, ['in-time', 'in-time', 'soon', 'soon', 'breached']);
    assert.deepEqual(slaAfter(30), {
      state: 'breached',
      limitHours: 24,
      elapsedHours: 30,
      workingHours: 30,
    });
  });

  it('counts working time, and shows the time that has gone by', () => {
    // opened on a Monday at 9:00 in UTC
    const rules = rulesWith({ workingHours: { timeZone: 'UTC' } });
    assert.deepEqual(slaAfter(72 + 3, rules), {
      state: 'breached',
      limitHours: 24,
      elapsedHours: 75,
      workingHours: 27,
    });
  });

  it('begins anew with the stage', () => {
    const tale = waiting().wait(40).requestChanges('alice');
    assert.deepEqual(slaAfter(tale.hours + 2, DEFAULT_RULES, tale).elapsedHours, 2);
  });

  it('there is none in a draft, on hold, or when nobody can say since when', () => {
    for (const tale of [story().asDraft(), story().label('on hold'), story().conflict(true)])
      assert.equal(slaAfter(900, DEFAULT_RULES, tale).state, 'none');
  });

  it('may be lifted', () => {
    assert.deepEqual(slaAfter(900, rulesWith({ sla: { review: null } })).limitHours, null);
  });

  it('may be another one for AI-heavy work, and for high risk; the stricter one counts', () => {
    const rules = rulesWith({ sla: { aiHeavy: { review: 8 }, highRisk: { review: 4 } } });
    const heavy = waiting().commitMessages(HEAVY);
    const risky = {
      additions: 2_000,
      fileCount: 60,
      files: [{ path: 'src/auth/a.ts', additions: 9, deletions: 0 }],
    };
    assert.equal(slaAfter(1, rules).limitHours, 24);
    assert.equal(slaAfter(1, rules, heavy).limitHours, 8);
    assert.equal(slaAfter(1, rules, waiting().with(risky)).limitHours, 4);
    assert.equal(slaAfter(1, rules, waiting().with(risky).commitMessages(HEAVY)).limitHours, 4);
  });
});

describe('the AI share of a pull request', () => {
  const shareOf = (...messages: string[]) =>
    aiShare(
      story()
        .commitMessages(...messages)
        .build(),
      0.5,
    );

  it('is weighted by the lines that the trailers count', () => {
    const light = trailer(10, 'light', [10, 0, 290, 0]);
    assert.deepEqual(shareOf(HEAVY, light), {
      share: (0.8 * 100 + 0.1 * 300) / 400,
      level: 'moderate',
      taggedCommits: 2,
      commits: 2,
    });
  });

  it('takes the note of a commit without a trailer, and of a commit with one the trailer', () => {
    const pullRequest = story().commitMessages(HEAVY, 'By hand', 'More').build();
    const note = { percent: 20, lines: { ai: 60, mixed: 0, human: 240, unknown: 0 } };
    const notes = new Map([
      ['oid-0', { ...note, percent: 1 }],
      ['oid-1', note],
      ['of-another', note],
    ]);
    assert.deepEqual(aiShare(pullRequest, 0.5, notes), {
      share: (0.8 * 100 + 0.2 * 300) / 400,
      level: 'moderate',
      taggedCommits: 1,
      notedCommits: 1,
      commits: 3,
    });
  });

  it('leaves out commits that say nothing, and merges', () => {
    assert.deepEqual(shareOf(HEAVY, 'By hand', `Merge main\n\n${trailer(0, 'none', [0, 0, 900, 0])}`), {
      share: 0.8,
      level: 'heavy',
      taggedCommits: 1,
      commits: 2,
    });
  });

  it('is not known when no commit says anything', () => {
    assert.equal(shareOf('By hand', 'More'), null);
  });

  it('is nothing when commits say that it is nothing', () => {
    assert.deepEqual(shareOf(trailer(0, 'none', [0, 0, 0, 0]))?.share, 0);
    assert.deepEqual(shareOf(trailer(0, 'none', [0, 0, 7, 0]))?.level, 'none');
  });

  it('is heavy from where the rules say', () => {
    const moderate = story()
      .commitMessages(trailer(30, 'moderate', [3, 0, 7, 0]))
      .build();
    assert.equal(aiShare(moderate, 0.3)?.level, 'heavy');
    assert.equal(aiShare(moderate, 0.5)?.level, 'moderate');
  });

  it('counts commits that could not be read as untold', () => {
    const all = story().commitMessages(HEAVY).with({ commitCount: 120 }).build();
    assert.deepEqual([aiShare(all, 0.5)?.taggedCommits, aiShare(all, 0.5)?.commits], [1, 120]);
  });
});

describe('the risk of a pull request', () => {
  const file = (path: string, additions = 5) => ({ path, additions, deletions: 0 });
  const tested = [file('src/cart.ts'), file('test/cart.test.ts')];
  const risk = (facts: Parameters<Story['with']>[0], history?: RepositoryHistory) =>
    riskOf(
      story()
        .with({ files: tested, fileCount: 2, ...facts })
        .build(),
      DEFAULT_RULES,
      null,
      history,
    );

  it('is low where nothing speaks for it', () => {
    assert.deepEqual(risk({}), { band: 'low', reasons: [] });
  });

  it('names what it touches', () => {
    const files = [
      ...tested,
      file('src/auth/login.ts'),
      file('src/auth/token.ts'),
      file('.github/workflows/ci.yml'),
    ];
    assert.deepEqual(risk({ files }).reasons, ['touches src/auth and 1 more']);
  });

  it('names source without a test', () => {
    const untested = [file('src/cart.ts')];
    assert.deepEqual(risk({ files: untested, fileCount: 1 }).reasons, ['no test changed']);
    assert.deepEqual(risk({ files: untested, fileCount: 2 }).reasons, [], 'one could not be read');
    assert.deepEqual(risk({ files: [file('README.md')], fileCount: 1 }).reasons, []);
  });

  it('adds up to a band, of which the three weightiest reasons are told', () => {
    const files = [file('src/auth/login.ts')];
    assert.equal(risk({ files, fileCount: 1 }).band, 'medium');
    const { band, reasons } = risk({ files, additions: 3_000, fileCount: 50 });
    assert.equal(band, 'high');
    assert.equal(reasons.length, 3);
    assert.equal(reasons[0], '3002 lines changed');
  });

  it('measures size against what is usual in the repository', () => {
    const changedLines = Array.from({ length: 40 }, (_, at) => at * 10);
    const history: RepositoryHistory = { changedLines, hasChanged: () => true };
    assert.deepEqual(risk({ additions: 300 }, history).reasons, ['302 lines, larger than 77% here']);
    assert.deepEqual(risk({ additions: 100 }, history).reasons, []);
  });

  it('names an author who is new to most of the files, where that is known', () => {
    const history = (hasChanged: RepositoryHistory['hasChanged']) => ({ changedLines: [], hasChanged });
    assert.deepEqual(
      risk(
        {},
        history(() => false),
      ).reasons,
      ['author new to 2 of 2 files'],
    );
    assert.deepEqual(
      risk(
        {},
        history(() => null),
      ).reasons,
      [],
    );
  });

  it('names AI-heavy work', () => {
    const tale = story().commitMessages(HEAVY).with({ files: tested });
    const { risk: found } = assess(tale.build(), {
      nowMs: hour(1),
      viewer: 'dana',
      teams: [],
      rules: DEFAULT_RULES,
    });
    assert.deepEqual(found.reasons, ['AI-heavy']);
  });
});
