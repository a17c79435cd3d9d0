/** What Lastmile says of a pull request: gates, stage, turn, clocks, SLA, risk and AI share. The rows of every list. */

import type { Level } from '../contribution.ts';
import type { Check, PullRequest } from './pull-request.ts';

export type GateName = 'ci' | 'review' | 'qa' | 'security' | 'deploy';
export type GateState = 'na' | 'waiting' | 'active' | 'failed' | 'passed' | 'stale' | 'infra-error';

export interface Gate {
  readonly state: GateState;
  /** when it came to this, epoch ms; null when no event tells */
  readonly sinceMs: number | null;
  /** people and teams it waits on; names, teams as `organisation/team` */
  readonly owners: readonly string[];
  /** what decided, one short line each, for "Why this stage?" */
  readonly facts: readonly string[];
  /** checks of this gate that failed; of CI those that decide */
  readonly failures: readonly Check[];
}

/** In the order in which they are looked for: the first that matches is the stage. */
export const STAGES = [
  'draft',
  'hold',
  'conflict',
  'checks-failed',
  'changes-requested',
  'security-failed',
  'review',
  'security',
  'qa',
  'checks',
  'behind',
  'deploy-approval',
  'merge-queue',
  'ready',
  'deploy',
  'done',
] as const;
export type Stage = (typeof STAGES)[number];

export interface ReviewerClock {
  readonly who: string;
  readonly isTeam: boolean;
  readonly requestedAtMs: number;
  readonly answeredAtMs: number | null;
  readonly verdict: 'approved' | 'changes-requested' | 'commented' | null;
}

export type SlaState = 'in-time' | 'soon' | 'breached' | 'none';

export interface Sla {
  readonly state: SlaState;
  readonly limitHours: number | null;
  readonly elapsedHours: number;
  readonly workingHours: number;
}

export type RiskBand = 'low' | 'medium' | 'high';

export interface Risk {
  readonly band: RiskBand;
  /** the three that weigh most, heaviest first */
  readonly reasons: readonly string[];
}

/** From the trailers of its commits, and notes on others; commits without either are not counted as anything. */
export interface PullRequestAi {
  /** 0..1, weighted by added lines */
  readonly share: number;
  readonly level: Level;
  /** commits with a trailer */
  readonly taggedCommits: number;
  /** commits without one of which a note tells; left out when there are none */
  readonly notedCommits?: number;
  readonly commits: number;
}

export type ListName = 'mine' | 'waiting-on-me' | 'team';

export interface Assessment {
  readonly pullRequest: PullRequest;
  readonly stage: Stage;
  /** whose move it is; empty when nobody's */
  readonly turn: readonly string[];
  readonly isMyTurn: boolean;
  /** when it entered this stage; null when no event tells */
  readonly sinceMs: number | null;
  /** `sinceMs` is when it was first seen so, not when it became so */
  readonly isSinceAtLeast: boolean;
  readonly gates: Readonly<Record<GateName, Gate>>;
  readonly reviewers: readonly ReviewerClock[];
  readonly sla: Sla;
  readonly risk: Risk;
  readonly ai: PullRequestAi | null;
  /** the rule that decided, with its facts, one line */
  readonly why: string;
  /** what to do next, one line: `ask for a review`, `not asked again since your push` */
  readonly hint: string | null;
}
