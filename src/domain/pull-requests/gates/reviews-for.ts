/** Reviews by people and teams that a gate other than the ordinary review waits on. */

import { keyOf, type Request } from '../moment.ts';
import type { NamedGate } from '../names.ts';
import { list, namesOf, type View } from '../view.ts';
import type { Said } from './labels.ts';

export interface ReviewsFor {
  readonly pending: readonly Request[];
  /** the last verdict of one of them */
  readonly said: Said | null;
}

export function reviewsFor({ moment, names }: View, gate: NamedGate): ReviewsFor {
  const pending: Request[] = [];
  let said: Said | null = null;
  for (const request of moment.requests.values()) {
    if (names.reviewerGate(request.of) !== gate) continue;
    if (request.answeredAtMs === null && !moment.isDraft) pending.push(request);
  }
  for (const { by, teams, verdict, atMs } of moment.opinions.values()) {
    const isOurs =
      names.reviewerGate(by) === gate ||
      teams.some((name) => names.reviewerGate({ kind: 'team', name }) === gate) ||
      teams.some((team) => pending.some(({ of }) => keyOf(of) === keyOf(team)));
    // changes asked for are the author's to answer, whoever asked: the review says so
    if (!isOurs || verdict !== 'approved' || (said && said.atMs >= atMs)) continue;
    said = { state: 'passed', atMs, fact: `approved by ${list(namesOf([by]))}` };
  }
  return { pending, said };
}
