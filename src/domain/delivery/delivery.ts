/** How the last mile went: delivery figures of my own view, each with what makes it honest. */

export type YardstickLabel = 'Benchmark' | 'Average';

/** A figure that says what it is. `value` null is "no data", never 0. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly definition: string;
  readonly unit: 'hours' | 'days' | 'per-day' | 'per-week' | 'share';
  readonly value: number | null;
  /** beside a median: how it is for the slower ones */
  readonly upper: { readonly percentile: 75 | 90; readonly value: number } | null;
  readonly sample: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly isProxy: boolean;
  /** why there is no data: `no access`, `no deployments`, ... */
  readonly missing: string | null;
  /** other people's published figures, with their source */
  readonly yardsticks: readonly {
    readonly label: YardstickLabel;
    readonly value: number;
    readonly source: string;
  }[];
}

export interface Comparison {
  readonly id: string;
  readonly heavy: Figure;
  readonly others: Figure;
}

export interface Delivery {
  readonly figures: readonly Figure[];
  /** cycle time by stage, in the order of the stages */
  readonly cycle: readonly Figure[];
  /** AI-heavy against other pull requests */
  readonly comparisons: readonly Comparison[];
  readonly remarks: readonly string[];
}
