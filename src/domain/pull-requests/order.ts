/** The order of rows in every list. */

import type { Assessment } from './assessment.ts';

/** My turn first, then what broke its SLA, then what has been in its stage for longest; unknown for how long: last. */
export function byUrgency(a: Assessment, b: Assessment): number {
  return (
    Number(b.isMyTurn) - Number(a.isMyTurn) ||
    Number(isLate(b)) - Number(isLate(a)) ||
    (a.sinceMs ?? Number.MAX_VALUE) - (b.sinceMs ?? Number.MAX_VALUE) ||
    (a.pullRequest.key < b.pullRequest.key ? -1 : Number(a.pullRequest.key > b.pullRequest.key))
  );
}

const isLate = ({ sla }: Assessment): boolean => sla.state === 'breached';
