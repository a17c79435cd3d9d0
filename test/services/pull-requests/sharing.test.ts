/** What one who looks leaves of what others have seen, and takes over from them. */

import assert from 'node:assert/strict';
import type { ListName } from '../../../src/domain/pull-requests/assessment.ts';
import type { ForgeSnapshot } from '../../../src/domain/pull-requests/forge-answer.ts';
import { type LastLook, withFresh, withKnown } from '../../../src/services/pull-requests/sharing.ts';

type Row = ForgeSnapshot['pullRequests'][number];

const row = (repository: string, title: string, ...lists: ListName[]): Row =>
  ({ id: repository + title.split(' ')[0], repository, title, lists }) as unknown as Row;

const snapshot = (fetchedAtMs: number, ...pullRequests: Row[]): ForgeSnapshot => ({
  forge: 'github.com',
  viewer: 'dana',
  teams: [],
  fetchedAtMs,
  pullRequests,
  hidden: [],
  hasProduction: {},
});

const BEFORE: LastLook = {
  lookedAtMs: 1_000,
  failure: null,
  snapshot: snapshot(
    1_000,
    row('acme/shop', 'Sort', 'mine', 'team'),
    row('acme/shop', 'Closed', 'team'),
    row('acme/docs', 'Explain', 'mine'),
    row('acme/other', 'Theirs', 'team'),
  ),
};

const titles = ({ snapshot }: LastLook) => snapshot?.pullRequests.map(({ title }) => title).sort();

describe('what is kept after a look at less', () => {
  it('at some repositories: the others stay, and the windows still have to look', () => {
    const answer = {
      snapshot: snapshot(9_000, row('acme/shop', 'Sort anew', 'mine', 'team')),
      failure: null,
    };
    const kept = withFresh(BEFORE, answer, { narrow: true, repositories: ['acme/shop'] }, 9_000);
    assert.deepEqual(titles(kept), ['Explain', 'Sort anew', 'Theirs']);
    assert.deepEqual([kept.lookedAtMs, kept.snapshot?.fetchedAtMs], [1_000, 1_000]);
  });

  it('at some repositories, before anybody has looked: it is no look that counts', () => {
    const answer = { snapshot: snapshot(9_000, row('acme/shop', 'Sort', 'mine')), failure: null };
    const kept = withFresh(null, answer, { narrow: true, repositories: ['acme/shop'] }, 9_000);
    assert.deepEqual([titles(kept), kept.lookedAtMs], [['Sort'], 0]);
  });

  it('at the team of one folder: the teams of others stay, what is mine is as it is now', () => {
    const answer = { snapshot: snapshot(9_000, row('acme/shop', 'Sort', 'mine', 'team')), failure: null };
    const kept = withFresh(BEFORE, answer, { narrow: false, repositories: ['acme/shop'] }, 9_000);
    assert.deepEqual([titles(kept), kept.lookedAtMs], [['Sort', 'Theirs'], 9_000]);
  });

  it('that failed: everything stays, beside the failure', () => {
    const failure = { kind: 'offline' } as const;
    const kept = withFresh(BEFORE, { snapshot: null, failure }, { narrow: false, repositories: [] }, 9_000);
    assert.deepEqual(kept, { snapshot: BEFORE.snapshot, failure, lookedAtMs: 9_000 });
  });
});

describe('what another process has seen', () => {
  it('is, where nothing has changed, what was known as the very same object', () => {
    const told = structuredClone({
      ...BEFORE,
      lookedAtMs: 2_000,
      snapshot: snapshot(
        2_000,
        row('acme/other', 'Theirs', 'team'),
        row('acme/shop', 'Sort anew', 'mine', 'team'),
        row('acme/shop', 'New', 'mine'),
      ),
    });
    const { snapshot: now, lookedAtMs } = withKnown(BEFORE, told);
    assert.deepEqual(now, told.snapshot);
    assert.equal(lookedAtMs, 2_000);
    const same = now?.pullRequests.filter((it) => BEFORE.snapshot?.pullRequests.includes(it));
    assert.deepEqual(
      same?.map(({ title }) => title),
      ['Theirs'],
    );
  });

  it('is all there is where nothing was known', () => {
    assert.equal(withKnown(null, BEFORE), BEFORE);
  });
});
