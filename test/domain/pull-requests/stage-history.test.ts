import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assess, type Context, rememberingAssess } from '../../../src/domain/pull-requests/assess.ts';
import { STAGES } from '../../../src/domain/pull-requests/assessment.ts';
import type { Deployment, EnvironmentApproval } from '../../../src/domain/pull-requests/pull-request.ts';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import { stageAt, stageHistory } from '../../../src/domain/pull-requests/stage-history.ts';
import { HOUR_MS, hour, type Story, story } from '../../fixtures/pull-requests/builder.ts';

const rules = { ...DEFAULT_RULES, qa: { ...DEFAULT_RULES.qa, owners: ['quinn'], projectField: 'Status' } };
const at = (nowMs: number): Context => ({
  nowMs,
  viewer: 'dana',
  teams: [],
  rules,
  hasProduction: { 'acme/shop': true },
});
const told = (tale: Story, hours = tale.hours + 1) =>
  stageHistory(tale.build(), at(hour(hours))).map(
    ({ stage, fromMs, toMs }) => `${stage} ${(toMs - fromMs) / HOUR_MS}h`,
  );

type Step = (tale: Story) => Story;

const waitingEnvironment: EnvironmentApproval = {
  environment: 'eu',
  sinceMs: null,
  reviewers: [],
  canApprove: false,
};

const PEOPLE = ['alice', 'bob', 'quinn', 'sam', 'renovate[bot]'];
const ASKED = [...PEOPLE, 'acme/reviewers', 'acme/security'];
const LABELS = ['needs-qa', 'QA Passed', 'qa-failed', 'on hold', 'needs-security-review', 'bug'];
const person = fc.constantFrom(...PEOPLE);

/** Everything of which a forge keeps a dated record. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    (it) => it.draft(),
    (it) => it.ready(),
    (it) => it.push(),
    (it) => it.queue(),
    (it) => it.unqueue(),
    (it) => it.wait(20),
    (it) => it.deploy('staging', 'success'),
    (it) => it.deploy('production', 'failure'),
  ),
  fc.constantFrom(...ASKED).map(
    (name): Step =>
      (it) =>
        it.ask(name),
  ),
  fc.constantFrom(...ASKED).map(
    (name): Step =>
      (it) =>
        it.unask(name),
  ),
  person.map(
    (name): Step =>
      (it) =>
        it.approve(name),
  ),
  person.map(
    (name): Step =>
      (it) =>
        it.approve(name, ['acme/reviewers']),
  ),
  person.map(
    (name): Step =>
      (it) =>
        it.requestChanges(name),
  ),
  person.map(
    (name): Step =>
      (it) =>
        it.comment(name, ['acme/security']),
  ),
  person.map(
    (name): Step =>
      (it) =>
        it.dismiss(name),
  ),
  person.map(
    (name): Step =>
      (it) =>
        it.thread(name),
  ),
  fc.constantFrom(...LABELS).map(
    (label): Step =>
      (it) =>
        it.label(label, 'erin'),
  ),
  fc.constantFrom(...LABELS).map(
    (label): Step =>
      (it) =>
        it.unlabel(label),
  ),
  fc.constantFrom('In QA', 'QA passed', 'Doing').map(
    (status): Step =>
      (it) =>
        it.status(status),
  ),
);
const beginning = fc.constantFrom<() => Story>(
  () => story(),
  () => story().asDraft(),
  () => story().branch({ requiredApprovals: 1 }),
  () => story('renovate[bot]').branch({ requiredApprovals: 2, requiresResolvedThreads: true }),
);
/** What is known of the present commits alone comes at the end: before a push it would be forgotten. */
const ending = fc.constantFrom<Step>(
  (it) => it,
  (it) => it,
  (it) => it.awaitEnvironment('eu', 'olga'),
  (it) => it.close(),
  (it) => it.merge(),
  (it) => it.merge().deploy('production', 'success'),
);
const tales = fc.tuple(beginning, fc.array(step, { maxLength: 25 }), ending);
const tell = (begin: () => Story, steps: readonly Step[]): Story =>
  steps.reduce((tale, next) => next(tale), begin());

describe('the stages that a pull request went through', function () {
  this.timeout(30_000); // hundreds of lives are replayed

  it('are its life from the first hour on', () => {
    const tale = story()
      .branch({ requiredApprovals: 1 })
      .asDraft()
      .wait(5)
      .ready()
      .ask('alice')
      .wait(10)
      .requestChanges('alice')
      .wait(3)
      .push()
      .approve('alice')
      .label('needs-qa')
      .wait(4)
      .label('qa passed')
      .merge()
      .wait(2)
      .deploy('production', 'success');
    assert.deepEqual(told(tale), [
      'draft 5h',
      'review 11h',
      'changes-requested 3h',
      'review 1h',
      'ready 1h',
      'qa 4h',
      'ready 1h',
      'deploy 2h',
      'done 1h',
    ]);
  });

  it('add up to its age, whatever happens', () => {
    fc.assert(
      fc.property(tales, fc.integer({ min: 0, max: 500 }), ([begin, steps, end], later) => {
        const tale = end(tell(begin, steps));
        const nowMs = hour(tale.hours + later);
        const intervals = stageHistory(tale.build(), at(nowMs));
        const sum = intervals.reduce((total, { fromMs, toMs }) => total + toMs - fromMs, 0);
        assert.equal(sum, nowMs - hour(0));
        for (const [i, { stage, fromMs, toMs }] of intervals.entries()) {
          assert.ok(STAGES.includes(stage));
          assert.ok(fromMs < toMs || i === intervals.length - 1);
          assert.equal(fromMs, intervals[i - 1]?.toMs ?? hour(0));
          assert.notEqual(stage, intervals[i - 1]?.stage);
        }
      }),
    );
  });

  it('are, at any moment of the past, what was said at that moment', () => {
    fc.assert(
      fc.property(tales, fc.nat(), ([begin, steps, end], cut) => {
        const whole = end(tell(begin, steps)).build();
        const before = tell(begin, steps.slice(0, steps.length === 0 ? 0 : cut % (steps.length + 1)));
        const thenMs = hour(before.hours);
        const said = assess(before.build(), at(thenMs));
        // what the branch and the people asked are now is all that a forge tells of them
        assert.equal(stageAt(whole, thenMs, at(thenMs + 1_000 * HOUR_MS)), said.stage);
      }),
      { numRuns: 150 },
    );
  });

  it('are the same whoever asks, and when: the past does not change', () => {
    fc.assert(
      fc.property(tales, ([begin, steps, end]) => {
        const tale = end(tell(begin, steps));
        const pullRequest = tale.build();
        const first = stageHistory(pullRequest, at(hour(tale.hours + 1)));
        const second = stageHistory(pullRequest, at(hour(tale.hours + 100)));
        assert.deepEqual(second.slice(0, first.length - 1), first.slice(0, -1));
        assert.deepEqual(second[first.length - 1]?.stage, first.at(-1)?.stage);
      }),
    );
  });

  it('begin before anything is known of it with nothing', () => {
    assert.equal(stageAt(story().build(), hour(-1), at(hour(5))), null);
  });

  it('end where the forge says it stands, also when its timeline has holes', () => {
    const tale = story().branch({ requiredApprovals: 1 }).ask('alice').approve('alice').label('on hold');
    const holes = { ...tale.build(), labels: [], updatedAtMs: hour(9) };
    assert.equal(stageAt(holes, hour(5), at(hour(12))), 'hold');
    assert.equal(stageAt(holes, hour(12), at(hour(12))), 'ready');
  });
});

describe('an assessment', function () {
  this.timeout(30_000);

  it('never waits on a bot', () => {
    fc.assert(
      fc.property(tales, ([begin, steps, end]) => {
        const tale = end(tell(begin, steps));
        const { turn, gates, reviewers } = assess(tale.build(), at(hour(tale.hours + 1)));
        const named = [
          ...turn,
          ...Object.values(gates).flatMap(({ owners }) => owners),
          ...reviewers.map(({ who }) => who),
        ];
        assert.deepEqual(
          named.filter((name) => name.endsWith('[bot]')),
          [],
        );
      }),
    );
  });

  it('says since when as its history does', () => {
    fc.assert(
      fc.property(tales, ([begin, steps, end]) => {
        const tale = end(tell(begin, steps));
        const pullRequest = tale.build();
        const context = at(hour(tale.hours + 7));
        const { stage, sinceMs } = assess(pullRequest, context);
        const last = stageHistory(pullRequest, context).at(-1);
        assert.deepEqual([stage, sinceMs], [last?.stage, last?.fromMs]);
      }),
    );
  });

  it('that remembers says what one that does not would say, whatever the time and whatever happened since', () => {
    const unseen = fc.constantFrom<Step>(
      (it) => it,
      (it) => it.conflict(true),
      (it) => it.behind(true),
      (it) => it.with({ environmentApprovals: [waitingEnvironment] }),
    );
    const times = fc.array(fc.double({ min: 0, max: 1.5, noNaN: true }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(tales, unseen, times, ([begin, steps, end], last, moments) => {
        const tale = last(end(tell(begin, steps)));
        const pullRequest = tale.build();
        const remembering = rememberingAssess();
        for (const moment of moments) {
          const context = at(hour(moment * (tale.hours + 24 * 14)));
          assert.deepEqual(remembering(pullRequest, context), assess(pullRequest, context));
        }
      }),
    );
  });

  it('that remembers forgets when rules, viewer, teams, history, notes or deployments are others', () => {
    const pullRequest = story().ask('acme/reviewers').merge().build();
    const remembering = rememberingAssess();
    const context = at(hour(9));
    const changes: Partial<Context>[] = [
      {},
      { rules: { ...rules, heavyThreshold: 0.1, deploy: { ...rules.deploy, days: 0 } } },
      { hasProduction: {} },
      { viewer: 'alice' },
      { teams: ['acme/reviewers'] },
      { history: { changedLines: Array(20).fill(1), hasChanged: () => false } },
      { notes: new Map([['head-0', { percent: 90, lines: { ai: 9, mixed: 0, human: 1, unknown: 0 } }]]) },
    ];
    for (const change of changes)
      assert.deepEqual(
        remembering(pullRequest, { ...context, ...change }),
        assess(pullRequest, { ...context, ...change }),
      );
  });

  it('changes nothing of what it looks at', () => {
    const tale = story().asDraft().ready().ask('alice').label('wip').approve('alice');
    const pullRequest = tale.build();
    const copy = structuredClone(pullRequest);
    assess(pullRequest, at(hour(9)));
    assert.deepEqual(pullRequest, copy);
  });

  it('minds nothing that is missing: no events, no author, no rules', () => {
    const deployments: Deployment[] = [];
    const bare = { ...story().build(), author: null, rules: null, files: [], commits: [], deployments };
    const { stage, turn } = assess({ ...bare, isDraft: true }, at(hour(1)));
    assert.deepEqual([stage, turn], ['draft', []]);
  });
});
