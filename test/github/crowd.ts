/** Many pull requests, alike and yet not the same, to count costs by. */

import { Story } from './story/story.ts';

const PEOPLE = ['dana', 'alice', 'bob', 'carol', 'erin', 'frank', 'grace', 'heidi'];

export interface CrowdOptions {
  readonly now?: Date | string | number;
  /** share of them that are Dana's own; of the others every second asks for Dana's review */
  readonly own?: number;
  readonly repositories?: number;
}

/** A world of `count` open pull requests with reviews, checks, threads and labels. The same each time. */
export function crowd(
  count: number,
  { now = '2026-11-20T12:00:00Z', own = 0.5, repositories = 4 }: CrowdOptions = {},
): Story {
  const world = new Story({ now }).team('acme/reviewers', { members: ['dana', 'alice', 'bob'] });
  const repos = Array.from({ length: repositories }, (_, index) =>
    world
      .repository(`acme/service-${index + 1}`)
      .rules({ approvals: 1, checks: ['build', 'test'] })
      .environment('production'),
  );
  for (let index = 0; index < count; index += 1) {
    const repository = repos[index % repos.length]!;
    const isOwn = (index * 7919) % count < own * count;
    const by = isOwn ? 'dana' : PEOPLE[1 + (index % (PEOPLE.length - 1))]!;
    const reviewer = !isOwn && index % 2 === 0 ? 'dana' : PEOPLE[1 + ((index + 3) % (PEOPLE.length - 1))]!;
    const pullRequest = repository
      .ago({ hours: 2 + (index % 97) * 3 })
      .pullRequest({
        by,
        title: `Change ${index + 1} of ${count}`,
        files: { [`src/part-${index % 40}.ts`]: 10 + (index % 200), [`test/part-${index % 40}.test.ts`]: 10 },
        ai: { ai: (index * 13) % 120, human: (index * 29) % 90, unknown: index % 5 },
        draft: index % 11 === 0,
      })
      .requestReview(reviewer === by ? 'alice' : reviewer)
      .check('build', 'running')
      .after({ minutes: 7 })
      .check('build', 'success')
      .check('lint', index % 9 === 0 ? 'failure' : 'success')
      .check('test', index % 8 === 0 ? 'failure' : 'success');
    if (index % 4 === 0) pullRequest.thread(reviewer === by ? 'alice' : reviewer).after({ minutes: 20 });
    if (index % 5 === 0) pullRequest.label('needs-qa');
    if (index % 6 === 0)
      pullRequest
        .push({ message: 'Mend it', ai: { ai: 3, human: 4 } })
        .check('build', 'success')
        .check('test', 'success');
    if (index % 3 === 0) pullRequest.after({ minutes: 10 }).approve('heidi');
  }
  return world;
}
