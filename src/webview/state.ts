/** What the page knows: the last report, what the person chose, and how everything else stands. */

import type { Report } from '../domain/retention/report.ts';
import { type Choice, DEFAULT_CHOICE, type DeliveryState, type ToPage } from './protocol.ts';

export type Breakdown = keyof Report['by'];

export interface State {
  readonly report: Report | null;
  /** the figures are older than the choice, or than what is on record */
  readonly isStale: boolean;
  readonly choice: Choice;
  readonly breakdown: Breakdown;
  readonly delivery: DeliveryState;
  readonly failure: string | null;
}

export const INITIAL: State = {
  report: null,
  isStale: true,
  choice: DEFAULT_CHOICE,
  breakdown: 'tool',
  delivery: { kind: 'loading' },
  failure: null,
};

export function told(state: State, message: ToPage): State {
  switch (message.type) {
    case 'report':
      return {
        ...state,
        report: message.report,
        choice: message.choice,
        isStale: message.isStale,
        failure: null,
      };
    case 'delivery':
      return { ...state, delivery: message.state };
    case 'failed':
      return { ...state, failure: message.message, isStale: false };
  }
}
