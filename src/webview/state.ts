/** What the page knows: the last report, what the person chose, and how everything else stands. */

import type { Report } from '../domain/retention/report.ts';
import { allVisible } from '../domain/visible-text.ts';
import { type Choice, DEFAULT_CHOICE, type DeliveryState, type ToPage } from './protocol.ts';

export type Breakdown = keyof Report['by'] | 'cause';

export interface State {
  /** its texts made visible: names in it are for reading, not for choosing by */
  readonly report: Report | null;
  /** what can be chosen, as it is called */
  readonly repositories: readonly string[];
  readonly tools: readonly string[];
  /** the figures are older than the choice, or than what is on record */
  readonly isStale: boolean;
  readonly choice: Choice;
  readonly breakdown: Breakdown;
  readonly delivery: DeliveryState;
  readonly failure: string | null;
}

export const INITIAL: State = {
  report: null,
  repositories: [],
  tools: [],
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
        report: allVisible(message.report),
        repositories: message.report.repositories.map(({ name }) => name),
        tools: message.report.tools,
        choice: message.choice,
        isStale: message.isStale,
        failure: null,
      };
    case 'delivery':
      return { ...state, delivery: allVisible(message.state) };
    case 'outdated':
      return { ...state, isStale: true };
    case 'failed':
      return { ...state, failure: allVisible(message.message), isStale: false };
  }
}
