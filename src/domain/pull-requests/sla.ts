/** How long a pull request may be in its stage, and how it stands. */

import type { PullRequestAi, RiskBand, Sla, Stage } from './assessment.ts';
import type { Rules, SlaStage } from './rules.ts';
import { workingMs } from './working-time.ts';

const HOUR_MS = 3_600_000;
/** of the limit; from there on it is soon */
const SOON = 0.75;

const LIMITS: Readonly<Record<Stage, SlaStage | null>> = {
  draft: null,
  hold: null,
  conflict: 'yourTurn',
  'checks-failed': 'yourTurn',
  'changes-requested': 'yourTurn',
  'security-failed': 'yourTurn',
  review: 'review',
  security: 'security',
  qa: 'qa',
  checks: 'checks',
  behind: 'yourTurn',
  'deploy-approval': 'deploy',
  'merge-queue': null,
  ready: 'yourTurn',
  deploy: 'deploy',
  done: null,
};

/** @param sinceMs when it entered the stage; null: not known, then nothing has been missed yet */
export function slaOf(
  stage: Stage,
  sinceMs: number | null,
  nowMs: number,
  rules: Rules,
  { ai, band }: { readonly ai: PullRequestAi | null; readonly band: RiskBand },
): Sla {
  const limitHours = limitOf(stage, rules, ai?.level === 'heavy', band === 'high');
  const elapsedMs = sinceMs === null ? 0 : Math.max(0, nowMs - sinceMs);
  const countedMs = sinceMs === null ? 0 : workingMs(sinceMs, nowMs, rules.workingHours);
  const workingHours = countedMs / HOUR_MS;
  const state =
    limitHours === null || sinceMs === null
      ? 'none'
      : workingHours > limitHours
        ? 'breached'
        : workingHours >= SOON * limitHours
          ? 'soon'
          : 'in-time';
  return { state, limitHours, elapsedHours: elapsedMs / HOUR_MS, workingHours };
}

function limitOf(stage: Stage, { sla }: Rules, isHeavy: boolean, isHighRisk: boolean): number | null {
  const name = LIMITS[stage];
  if (name === null) return null;
  const own = [isHeavy ? sla.aiHeavy[name] : undefined, isHighRisk ? sla.highRisk[name] : undefined];
  const set = own.filter((it) => it !== undefined);
  if (set.length === 0) return sla[name];
  const limits = set.filter((it) => it !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}
