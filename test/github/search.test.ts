/** What a search finds, by the qualifiers of GitHub's search. */

import assert from 'node:assert/strict';
import { search } from './search.ts';
import { Story } from './story/story.ts';

const world = new Story({ now: '2026-11-20T12:00:00Z' })
  .team('acme/reviewers', { members: ['dana', 'alice'] })
  .team('acme/security', { members: ['carol'] });
const shop = world.repository('acme/shop').rules({ approvals: 1 });
const tools = world.repository('acme/tools', { isPrivate: true });
const own = world.repository('dana/notes', { isPersonal: true });

shop.ago({ days: 30 }).pullRequest({ by: 'dana', title: 'first' }).after({ days: 1 }).merge();
shop
  .ago({ days: 10 })
  .pullRequest({ by: 'dana', title: 'second', branch: 'tax' })
  .label('needs QA')
  .requestReview('alice')
  .check('build', 'failure');
shop
  .ago({ days: 9 })
  .pullRequest({ by: 'alice', title: 'third', draft: true })
  .requestReview('acme/reviewers')
  .check('build', 'success');
shop
  .ago({ days: 8 })
  .pullRequest({ by: 'bob', title: 'fourth part' })
  .requestReview('dana')
  .approve('alice')
  .after({ days: 7 })
  .label('hold');
tools
  .ago({ days: 7 })
  .pullRequest({ by: 'dana', title: 'fifth', base: 'main' })
  .requestReview('acme/security')
  .assign('bob');
own
  .ago({ days: 6 })
  .pullRequest({ by: 'alice', title: 'sixth' })
  .requestReview('dana')
  .comment('dana', 'Soon')
  .close('alice');
const old = world.repository('acme/old');
old.ago({ days: 5 }).pullRequest({ by: 'dana', title: 'seventh' });
old.archive();
shop.ago({ days: 4 }).issue('eighth', 'dana', ['bug']);

const found = (
  query: string,
  { advanced = false, viewer = 'dana', canSee = (_: string): boolean => true } = {},
) =>
  search(query, advanced, { state: world.state(), viewer, canSee })
    .map((it) => it.title.replace(' part', ''))
    .toSorted();

const TABLE: readonly [query: string, ...titles: string[]][] = [
  ['is:pr author:dana', 'fifth', 'first', 'second', 'seventh'],
  ['is:pr author:@me is:open', 'fifth', 'second', 'seventh'],
  ['is:pr is:open archived:false author:@me', 'fifth', 'second'],
  ['is:issue', 'eighth'],
  ['is:pr is:merged', 'first'],
  ['is:pr is:closed', 'first', 'sixth'],
  ['is:pr is:closed is:unmerged', 'sixth'],
  ['is:pr state:open repo:acme/shop', 'fourth', 'second', 'third'],
  ['is:pr repo:acme/tools repo:dana/notes', 'fifth', 'sixth'],
  ['is:pr is:open org:acme -author:dana', 'fourth', 'third'],
  ['is:pr user:dana', 'sixth'],
  ['is:pr review-requested:dana is:open', 'fourth', 'third'],
  ['is:pr user-review-requested:@me is:open', 'fourth'],
  ['is:pr team-review-requested:acme/security', 'fifth'],
  ['is:pr reviewed-by:alice', 'fourth'],
  ['is:pr review:approved', 'fourth'],
  ['is:pr is:open review:required', 'second', 'third'],
  ['is:pr review:none repo:acme/shop', 'first', 'second', 'third'],
  ['is:pr assignee:bob', 'fifth'],
  ['is:pr commenter:dana', 'sixth'],
  ['is:pr involves:bob', 'fifth', 'fourth'],
  ['is:pr label:"needs qa"', 'second'],
  ['is:pr label:hold,"needs QA"', 'fourth', 'second'],
  ['is:pr is:open -label:hold repo:acme/shop', 'second', 'third'],
  ['is:pr draft:true', 'third'],
  ['is:pr is:open draft:false repo:acme/shop', 'fourth', 'second'],
  ['is:pr head:tax', 'second'],
  ['is:pr base:main repo:acme/tools', 'fifth'],
  ['is:pr status:failure', 'second'],
  ['is:pr status:success', 'third'],
  ['is:private', 'fifth'],
  ['fourth', 'fourth'],
  ['"fourth part" is:pr', 'fourth'],
  ['is:pr merged:>=2026-10-22', 'first'],
  ['is:pr merged:<2026-10-22'],
  ['is:pr created:2026-11-10', 'second'],
  ['is:pr created:2026-11-10..2026-11-12', 'fourth', 'second', 'third'],
  ['is:pr created:*..2026-11-01', 'first'],
  ['is:pr updated:>2026-11-18', 'fourth'],
  ['is:pr updated:>=2026-11-19T12:00:00Z', 'fourth'],
  ['is:pr closed:<2026-11-01', 'first'],
  ['is:pr author:nobody'],
];

describe('a search', () => {
  for (const [query, ...titles] of TABLE) {
    it(query, () => assert.deepEqual(found(query), titles.toSorted()));
  }

  it('takes "me" for whoever asks', () => {
    assert.deepEqual(found('is:pr is:open review-requested:@me', { viewer: 'carol' }), ['fifth']);
  });

  it('shows nothing of repositories that may not be seen', () => {
    const canSee = (repository: string) => repository !== 'acme/tools';
    assert.deepEqual(found('is:pr is:open author:dana archived:false', { canSee }), ['second']);
  });

  it('knows AND, OR and brackets when it is advanced', () => {
    const advanced = { advanced: true };
    assert.deepEqual(found('is:pr (author:bob OR author:alice) is:open', advanced), ['fourth', 'third']);
    assert.deepEqual(found('is:pr AND (draft:true OR (label:hold AND author:bob))', advanced), [
      'fourth',
      'third',
    ]);
    assert.deepEqual(found('is:pr is:open NOT org:acme', advanced), []);
    assert.deepEqual(found('is:pr (repo:acme/tools OR repo:dana/notes)', advanced), ['fifth', 'sixth']);
  });

  it('takes several repositories for a narrowing when it is advanced', () => {
    assert.deepEqual(found('is:pr repo:acme/tools repo:dana/notes', { advanced: true }), []);
  });

  it('puts what it finds in the order asked for', () => {
    const titles = (query: string) =>
      search(query, false, { state: world.state(), viewer: 'dana', canSee: () => true }).map(
        (it) => it.title,
      );
    assert.deepEqual(titles('is:pr is:open repo:acme/shop sort:created-asc'), [
      'second',
      'third',
      'fourth part',
    ]);
    assert.equal(titles('is:pr is:open repo:acme/shop sort:updated-desc')[0], 'fourth part');
  });
});
