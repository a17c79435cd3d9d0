/** Where a pull request is stuck until it is reviewed, whose turn it is and since when: told as situations. */

import assert from 'node:assert/strict';
import { assess } from '../../../src/domain/pull-requests/assess.ts';
import type { PullRequest } from '../../../src/domain/pull-requests/pull-request.ts';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import { hour, type Story, story } from '../../fixtures/pull-requests/builder.ts';
import {
  approved,
  check,
  oneApproval,
  seenBy,
  twoApprovals,
} from '../../fixtures/pull-requests/situations.ts';

const build = { requiredChecks: ['build'] };

describe('the stage of a pull request', () => {
  describe('draft and hold', () => {
    check([
      ['a draft is the author’s', story().asDraft(), 'draft dana 0'],
      [
        'a draft waits for nobody’s review',
        oneApproval().asDraft().ask('alice'),
        { is: 'draft dana 0', gates: { review: 'na' } },
      ],
      ['made a draft again', oneApproval().ask('alice').draft(), 'draft dana 2'],
      [
        'a draft that fails its checks is a draft',
        story().asDraft().check('build', 'failed'),
        'draft dana 0',
      ],
      [
        'on hold is the turn of whoever put it there',
        approved().label('on hold', 'erin'),
        { is: 'hold erin 3', why: 'on hold: label on hold' },
      ],
      ['do not merge', approved().label('DO NOT MERGE', 'erin'), 'hold erin 3'],
      [
        'a bot’s hold is the author’s to lift',
        approved().label('do-not-merge/hold', 'prow[bot]'),
        'hold dana 3',
      ],
      ['off hold again', approved().label('blocked', 'erin').unlabel('blocked'), 'ready dana 4'],
      [
        'two holds count from the first',
        approved().label('wip', 'erin').label('blocked', 'frank'),
        'hold erin 3',
      ],
      [
        'a label that a team does not mean as hold',
        approved().label('blocked', 'erin'),
        'ready dana 2',
        { hold: { labels: [], ignoredLabels: ['blocked'] } },
      ],
      [
        'a label that only this team means as hold',
        approved().label('freeze', 'erin'),
        'hold erin 3',
        { hold: { labels: ['free*'], ignoredLabels: [] } },
      ],
      ['on hold comes before a conflict', approved().conflict().label('wip', 'erin'), 'hold erin 4'],
    ]);
  });

  describe('conflict', () => {
    check([
      [
        'counts from when it was first seen',
        approved().conflict(),
        { is: 'conflict dana 3', hint: 'resolve the conflicts' },
      ],
      ['seen for the first time: nobody knows since when', approved().conflict(true), 'conflict dana ?'],
      ['not known whether there is one', approved().with({ mergeable: 'unknown' }), 'ready dana 2'],
      ['comes before failed checks', approved().check('build', 'failed').conflict(), 'conflict dana 4'],
      ['of a bot’s pull request is nobody’s turn', story('renovate[bot]').conflict(), 'conflict - 1'],
    ]);
  });

  describe('checks', () => {
    check([
      [
        'a required one failed',
        approved().branch(build).check('build', 'failed', { isRequired: true }),
        { is: 'checks-failed dana 3', why: 'checks failed: build failed', gates: { ci: 'failed' } },
      ],
      [
        'counts from when it failed, not from when it began',
        approved().branch(build).check('build', 'failed', { tookHours: 2 }),
        'checks-failed dana 5',
      ],
      [
        'an optional one blocks nothing',
        approved().branch(build).check('build', 'passed').check('lint', 'failed'),
        { is: 'ready dana 3', gates: { ci: 'passed' } },
      ],
      [
        'where none is required, all decide',
        approved().check('build', 'passed').check('lint', 'failed'),
        'checks-failed dana 4',
      ],
      [
        'neutral and skipped ones pass',
        approved().check('build', 'passed').check('lint', 'neutral'),
        { is: 'ready dana 2', gates: { ci: 'passed' } },
      ],
      [
        'a cancelled one has not passed',
        approved().check('build', 'cancelled'),
        { is: 'checks-failed dana 3', why: 'checks failed: build was cancelled' },
      ],
      [
        'a running one is nobody’s turn',
        approved().check('build', 'running'),
        { is: 'checks - 3', why: 'checks: build is running', gates: { ci: 'active' } },
      ],
      [
        'a queued one as well',
        approved().check('build', 'queued'),
        { is: 'checks - 3', gates: { ci: 'waiting' } },
      ],
      [
        'a required one that never reported is pending',
        approved().branch(build),
        { is: 'checks - 2', why: 'checks: build has not reported' },
      ],
      [
        'one that broke is the author’s to run again',
        approved().check('build', 'broken'),
        { is: 'checks dana 3', hint: 're-run them', gates: { ci: 'infra-error' } },
      ],
      [
        'a maintainer has to approve the run',
        approved().with({ checksAwaitApproval: true }),
        { is: 'checks - 2', hint: 'a maintainer has to approve the run' },
      ],
      [
        'a review that is waited for comes before running checks',
        oneApproval().ask('alice').check('build', 'running'),
        'review alice 0',
      ],
      ['no check at all', approved(), { is: 'ready dana 2', gates: { ci: 'na' } }],
      [
        'those of earlier commits say nothing of these',
        approved().check('build', 'failed').push(),
        'ready dana 2',
      ],
    ]);
  });

  describe('changes requested and threads', () => {
    check([
      [
        'changes were asked for',
        oneApproval().ask('alice').requestChanges('alice'),
        { is: 'changes-requested dana 2', gates: { review: 'failed' } },
      ],
      [
        'pushed since, not asked again',
        oneApproval().ask('alice').requestChanges('alice').push(),
        { is: 'review alice 3', hint: 'not asked again', gates: { review: 'waiting' } },
      ],
      [
        'asked again without a push',
        oneApproval().ask('alice').requestChanges('alice').ask('alice'),
        'review alice 3',
      ],
      [
        'dismissed',
        oneApproval().ask('alice').requestChanges('alice').dismiss('alice'),
        { is: 'review dana 3', hint: 'ask for a review' },
      ],
      [
        'the same reviewer approved later',
        oneApproval().ask('alice').requestChanges('alice').push().approve('alice'),
        'ready dana 4',
      ],
      [
        'a comment later takes nothing of it back',
        oneApproval().ask('alice').requestChanges('alice').comment('alice'),
        { is: 'changes-requested dana 2', gates: { review: 'failed' } },
      ],
      [
        'one wants changes, the other approved',
        twoApprovals().ask('alice').ask('bob').approve('bob').requestChanges('alice'),
        'changes-requested dana 4',
      ],
      [
        'pushed, and another reviewer is still asked',
        twoApprovals().ask('alice').ask('bob').requestChanges('alice').push(),
        'review alice,bob 4',
      ],
      [
        'a comment does not ask for changes',
        oneApproval().ask('alice').ask('bob').comment('alice'),
        'review bob 0',
      ],
      [
        'a thread of somebody else is the author’s to answer',
        oneApproval().ask('alice').thread('alice'),
        { is: 'changes-requested dana 2', why: '1 unresolved thread', gates: { review: 'active' } },
      ],
      [
        'answered by the author, it is the starter’s',
        oneApproval().ask('alice').comment('alice').thread('alice').reply('dana'),
        'review alice 4',
      ],
      [
        'answered, and answered back',
        oneApproval().ask('alice').thread('alice').reply('dana').reply('alice'),
        'changes-requested dana 4',
      ],
      ['resolved', oneApproval().ask('alice').thread('alice').resolve(), 'review alice 0'],
      ['outdated', oneApproval().ask('alice').thread('alice').push().outdate(), 'review alice 3'],
      ['started by a bot', oneApproval().ask('alice').thread('linter[bot]'), 'review alice 0'],
      [
        'a bot’s remark in it is not the last word',
        oneApproval().ask('alice').comment('alice').thread('alice').reply('dana').reply('helper[bot]'),
        'review alice 4',
      ],
      ['the author’s own note to readers', oneApproval().ask('alice').thread('dana'), 'review alice 0'],
      ['approved: a thread holds up nothing', approved().thread('alice'), 'ready dana 2'],
      [
        'approved, but the branch wants it resolved',
        approved().branch({ requiredApprovals: 1, requiresResolvedThreads: true }).thread('alice'),
        'changes-requested dana 3',
      ],
      [
        'approved, answered, the branch wants it resolved',
        approved()
          .branch({ requiredApprovals: 1, requiresResolvedThreads: true })
          .thread('alice')
          .reply('dana'),
        'review alice 4',
      ],
    ]);
  });

  describe('review', () => {
    check([
      [
        'waits for the person who was asked',
        oneApproval().ask('alice'),
        { is: 'review alice 0', why: 'review waiting: 0 of 1 required approvals' },
      ],
      ['waits for the team that was asked', oneApproval().ask('acme/reviewers'), 'review acme/reviewers 0'],
      ['nobody was asked', oneApproval(), { is: 'review dana 0', hint: 'ask for a review' }],
      [
        'one of two approvals',
        twoApprovals().ask('alice').ask('bob').approve('alice'),
        { is: 'review bob 0', why: 'review waiting: 1 of 2 required approvals' },
      ],
      [
        'one of two, nobody else asked',
        twoApprovals().ask('alice').approve('alice'),
        { is: 'review dana 0', hint: 'ask for a review' },
      ],
      [
        'enough, although another is still asked',
        oneApproval().ask('alice').ask('bob').approve('bob'),
        { is: 'ready dana 3', gates: { review: 'passed' } },
      ],
      [
        'enough, but a code owner is still asked',
        oneApproval()
          .branch({ requiredApprovals: 1, requiresCodeOwners: true })
          .ask('alice', true)
          .ask('bob')
          .approve('bob'),
        'review alice 0',
      ],
      [
        'a team is answered on its behalf, by a comment as well',
        twoApprovals().ask('acme/reviewers').ask('bob').comment('alice', ['acme/reviewers']),
        'review bob 0',
      ],
      ['a request that was taken back', oneApproval().ask('alice').ask('bob').unask('bob'), 'review alice 0'],
      [
        'an approval that was dismissed as stale',
        approved().push().dismiss('alice'),
        { is: 'review dana 4', hint: 'ask for a review again', gates: { review: 'stale' } },
      ],
      [
        'an approval that does not count',
        oneApproval().ask('alice').approve('mallory', [], false),
        'review alice 0',
      ],
      ['a bot was asked: nobody’s clock', oneApproval().ask('copilot[bot]'), 'review dana 0'],
      [
        'a bot’s approval answers nothing',
        oneApproval().ask('alice').approve('helper[bot]'),
        'review alice 0',
      ],
      [
        'the author’s own remarks answer nothing',
        oneApproval().ask('alice').comment('dana'),
        'review alice 0',
      ],
      ['no rules, nobody asked', story(), { is: 'ready dana 0', gates: { review: 'na' } }],
      [
        'no rules, somebody asked',
        story().ask('alice'),
        { is: 'review alice 1', gates: { review: 'waiting' } },
      ],
      ['no rules, asked and approved', story().ask('alice').approve('alice'), 'ready dana 2'],
      [
        'ready for review opens the wait again',
        oneApproval().asDraft().ask('alice').wait(5).ready(),
        'review alice 6',
      ],
    ]);
  });
});

describe('whose turn it is', () => {
  const pullRequest: PullRequest = oneApproval().ask('alice').ask('acme/reviewers').build();
  const isTurnOf = (viewer: string, teams: string[] = []) =>
    assess(pullRequest, { nowMs: hour(5), viewer, teams, rules: DEFAULT_RULES }).isMyTurn;

  it('is mine when I was asked, however my name is written', () => {
    assert.equal(isTurnOf('Alice'), true);
    assert.equal(isTurnOf('dana'), false);
  });

  it('is mine when my team was asked', () => {
    assert.equal(isTurnOf('bob', ['acme/reviewers']), true);
    assert.equal(isTurnOf('bob', ['acme/others']), false);
  });
});

describe('the clocks of reviewers', () => {
  const clocks = (told: Story) =>
    assess(told.build(), seenBy(told)).reviewers.map(({ who, requestedAtMs, answeredAtMs, verdict }) => [
      who,
      (requestedAtMs - hour(0)) / 3_600_000,
      answeredAtMs === null ? null : (answeredAtMs - hour(0)) / 3_600_000,
      verdict,
    ]);

  it('run from the request to the first answer', () => {
    assert.deepEqual(clocks(twoApprovals().ask('alice').ask('bob').comment('alice').approve('alice')), [
      ['alice', 1, 3, 'approved'],
      ['bob', 2, null, null],
    ]);
  });

  it('keep a verdict over later comments, until another one or a dismissal', () => {
    const tale = twoApprovals().ask('alice').requestChanges('alice').comment('alice');
    assert.deepEqual(clocks(tale), [['alice', 1, 2, 'changes-requested']]);
    assert.deepEqual(clocks(tale.dismiss('alice')), [['alice', 1, 2, null]]);
    assert.deepEqual(clocks(tale.comment('alice')), [['alice', 1, 2, 'commented']]);
    assert.deepEqual(clocks(tale.approve('alice').comment('alice')), [['alice', 1, 2, 'approved']]);
  });

  it('begin anew when asked again', () => {
    assert.deepEqual(clocks(oneApproval().ask('alice').requestChanges('alice').push().ask('alice')), [
      ['alice', 4, null, null],
    ]);
  });

  it('stop in a draft and begin anew when it is ready', () => {
    const tale = oneApproval().ask('alice').draft();
    assert.deepEqual(clocks(tale), []);
    assert.deepEqual(clocks(tale.ready()), [['alice', 3, null, null]]);
  });

  it('of a team end with a review on its behalf', () => {
    assert.deepEqual(clocks(twoApprovals().ask('acme/reviewers').comment('alice', ['acme/reviewers'])), [
      ['acme/reviewers', 1, 2, 'commented'],
    ]);
  });
});
