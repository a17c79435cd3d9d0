/** What is said of pull requests: for programs, in an order, with reasons, and under other rules. */

import assert from 'node:assert/strict';
import { assess, type Context } from '../../../src/domain/pull-requests/assess.ts';
import { dryRun, explain, explanationText } from '../../../src/domain/pull-requests/explain.ts';
import { listingJson } from '../../../src/domain/pull-requests/json.ts';
import { byUrgency } from '../../../src/domain/pull-requests/order.ts';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import { readRules } from '../../../src/domain/pull-requests/rules-file.ts';
import { hour, type Story, story } from '../../fixtures/pull-requests/builder.ts';

const context: Context = { nowMs: hour(75), viewer: 'dana', teams: [], rules: DEFAULT_RULES };
const reviewed = () =>
  story()
    .branch({ requiredApprovals: 2 })
    .ask('alice')
    .ask('acme/reviewers')
    .approve('bob')
    .check('build', 'passed')
    .commitMessages('Work\n\nAI-Contribution: 62% heavy; lines ai=67 mixed=12 human=40 unknown=9', 'More');

describe('rows for programs', () => {
  it('have times in ISO 8601, gates without a time where nobody uses them, and reviewers’ clocks', () => {
    const rules = readRules([{ name: 'rules', value: { workingHours: { timeZone: 'UTC' } } }]).rules;
    const row = { ...assess(reviewed().build(), { ...context, rules }), lists: ['mine' as const] };
    const forges = [{ id: 'github.com', state: 'ok', points: 3, remaining: 4997 }];
    assert.deepEqual(
      JSON.parse(JSON.stringify(listingJson({ nowMs: hour(75), viewer: 'dana', forges, rows: [row] }))),
      {
        now: '2026-11-19T12:00:00Z',
        viewer: 'dana',
        forges,
        pullRequests: [
          {
            repository: 'acme/shop',
            number: 7,
            title: 'Sell more',
            url: 'https://github.com/acme/shop/pull/7',
            author: 'dana',
            lists: ['mine'],
            stage: 'review',
            turn: ['alice', 'acme/reviewers'],
            since: '2026-11-16T09:00:00Z',
            gates: {
              ci: { state: 'passed', since: '2026-11-16T13:00:00Z' },
              review: {
                state: 'waiting',
                since: '2026-11-16T10:00:00Z',
                owners: ['alice', 'acme/reviewers'],
              },
              qa: { state: 'na' },
              security: { state: 'na' },
              deploy: { state: 'na' },
            },
            reviewers: [
              { who: 'alice', requestedAt: '2026-11-16T10:00:00Z', answeredAt: null },
              { who: 'acme/reviewers', requestedAt: '2026-11-16T11:00:00Z', answeredAt: null },
            ],
            sla: { state: 'breached', limitHours: 24, elapsedHours: 75, workingHours: 27 },
            risk: { band: 'low', reasons: ['AI-heavy'] },
            ai: { share: 0.62, level: 'heavy', taggedCommits: 1, commits: 2 },
            why: 'review waiting: 1 of 2 required approvals',
            hint: null,
            incomplete: false,
          },
        ],
      },
    );
  });

  it('say null where nobody knows', () => {
    const row = { ...assess(story().conflict(true).build(), context), lists: [] };
    const [found] = listingJson({ nowMs: hour(75), viewer: null, forges: [], rows: [row] }).pullRequests;
    assert.deepEqual([found?.since, found?.ai], [null, null]);
  });
});

describe('the order of rows', () => {
  it('is mine first, then what is late, then what waits for longest', () => {
    const tales: [string, Story][] = [
      ['in time', story().wait(60).ask('alice')],
      ['fresh', story().wait(73).ask('alice')],
      ['unknown since when', story('erin').conflict(true)],
      ['late', story().ask('alice')],
      ['mine', story().branch({ requiredApprovals: 1 }).wait(74).draft()],
      ['older and late', story('erin').ask('alice').wait(2)],
      ['hour ago', story().wait(74).ask('bob')],
      ['late soon after', story().wait(70).check('build', 'running')],
    ];
    const rows = tales.map(([title, tale]) => assess(tale.with({ title, key: title }).build(), context));
    assert.deepEqual(
      rows.sort(byUrgency).map(({ pullRequest }) => pullRequest.title),
      [
        'mine',
        'late',
        'older and late',
        'late soon after',
        'in time',
        'fresh',
        'hour ago',
        'unknown since when',
      ],
    );
  });
});

describe('why a pull request is in its stage', () => {
  const tale = reviewed().label('needs-qa');

  it('is every rule in order, what it saw, and the one that decided', () => {
    const rules = explain(tale.build(), context);
    assert.deepEqual(
      rules.map(({ stage, verdict }) => `${stage} ${verdict}`),
      [
        'draft not',
        'hold not',
        'conflict not',
        'checks-failed not',
        'changes-requested not',
        'security-failed not',
        'review decided',
        'security not',
        'qa skipped',
        'checks not',
        'behind not',
        'deploy-approval not',
        'merge-queue not',
        'ready skipped',
      ],
    );
    assert.equal(rules[6]?.saw, 'review waiting: 1 of 2 required approvals');
    assert.equal(rules[3]?.saw, 'CI has passed');
  });

  it('is told with its gates as text', () => {
    const text = explanationText(tale.build(), context);
    assert.match(text, /^Stage: review$/m);
    assert.match(text, /^Turn: alice, acme\/reviewers$/m);
    assert.match(text, /^→ 7\. review, when a review is pending$/m);
    assert.match(text, /^QA is pending: label needs-qa$/m);
  });

  it('decides once, whatever the situation', () => {
    for (const it of [story(), story().asDraft(), story().close(), story().merge(), reviewed()]) {
      const decided = explain(it.build(), context).filter(({ verdict }) => verdict === 'decided');
      assert.equal(decided.length, 1);
      assert.equal(decided[0]?.stage, assess(it.build(), context).stage);
    }
  });
});

describe('other rules, tried out', () => {
  it('tell which rows they would move, and where to', () => {
    const moved = story().ask('alice').approve('alice').label('triage').with({ title: 'moved' }).build();
    const same = story().ask('alice').approve('alice').with({ title: 'same' }).build();
    const { rules } = readRules([{ name: 'rules', value: { qa: { labels: { waiting: ['triage'] } } } }]);
    assert.deepEqual(
      dryRun([moved, same], context, rules).map(({ before, after }) => [
        before.pullRequest.title,
        before.stage,
        after.stage,
      ]),
      [['moved', 'ready', 'qa']],
    );
  });

  it('tell when somebody else would have the turn, or a limit be broken', () => {
    const asked = story().ask('alice').approve('alice').label('needs-qa').build();
    const owned = readRules([{ name: 'rules', value: { qa: { owners: ['quinn'] } } }]).rules;
    const strict = readRules([{ name: 'rules', value: { sla: { qa: null } } }]).rules;
    assert.deepEqual(dryRun([asked], context, owned)[0]?.after.turn, ['quinn']);
    assert.deepEqual(dryRun([asked], context, strict)[0]?.after.sla.state, 'none');
    assert.deepEqual(dryRun([asked], context, DEFAULT_RULES), []);
  });
});
