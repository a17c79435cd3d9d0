/** Other people's published figures, shown beside the user's own and always with their source. */

export interface Yardstick {
  readonly text: string;
  readonly source: string;
}

/** 41 % of code is AI-written, 55 % of that reaches production, 80 % of that has no incident in 30 days, 60 % has value. */
export const VALUE_REALIZATION: Yardstick = {
  text: 'About 11%: 41% of code AI-written × 55% in production × 80% without incident for 30 days × 60% of value',
  source: 'Value-realization funnel',
};
