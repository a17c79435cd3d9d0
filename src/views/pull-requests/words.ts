/** The words for stages, gates, clocks and people. Text of strangers comes out fit to show as plain text. */

import { env, l10n } from 'vscode';
import type {
  Gate,
  GateName,
  GateState,
  ReviewerClock,
  RiskBand,
  SlaState,
  Stage,
} from '../../domain/pull-requests/assessment.ts';
import type { ForgeFailure } from '../../domain/pull-requests/forge-answer.ts';
import { visible } from '../../domain/visible-text.ts';
import type { BoardRow, ForgeState } from '../../services/pull-requests/board.ts';
import { agoText, percent } from '../text.ts';
import type { GroupName, StageGroup } from './rows.ts';

function stageGroupWord(stage: StageGroup): string {
  switch (stage) {
    case 'your-turn':
      return l10n.t('Your turn');
    case 'author':
      return l10n.t("Author's turn");
    case 'review':
      return l10n.t('Review');
    case 'qa':
      return l10n.t('QA');
    case 'security':
      return l10n.t('Security');
    case 'ci':
      return l10n.t('CI');
    case 'merge-queue':
      return l10n.t('Merge queue');
    case 'ready':
      return l10n.t('Ready');
    case 'deploy':
      return l10n.t('Deploy');
    case 'draft':
      return l10n.t('Draft');
    case 'hold':
      return l10n.t('On hold');
  }
}

export function stageWord(stage: Stage): string {
  switch (stage) {
    case 'draft':
      return l10n.t('draft');
    case 'hold':
      return l10n.t('on hold');
    case 'conflict':
      return l10n.t('conflict');
    case 'checks-failed':
      return l10n.t('checks failed');
    case 'changes-requested':
      return l10n.t('changes requested');
    case 'security-failed':
      return l10n.t('security failed');
    case 'review':
      return l10n.t('review');
    case 'security':
      return l10n.t('security');
    case 'qa':
      return l10n.t('QA');
    case 'checks':
      return l10n.t('CI');
    case 'behind':
      return l10n.t('behind its base');
    case 'deploy-approval':
      return l10n.t('deploy approval');
    case 'merge-queue':
      return l10n.t('merge queue');
    case 'ready':
      return l10n.t('ready');
    case 'deploy':
      return l10n.t('deploy');
    case 'done':
      return l10n.t('done');
  }
}

/** In front of a title, where room is short. */
export function shortStageWord(stage: Stage): string {
  switch (stage) {
    case 'checks-failed':
      return l10n.t('CI failed');
    case 'changes-requested':
      return l10n.t('changes');
    case 'security-failed':
      return l10n.t('security');
    case 'behind':
      return l10n.t('behind');
    case 'deploy-approval':
      return l10n.t('approve');
    case 'merge-queue':
      return l10n.t('queue');
    default:
      return stageWord(stage);
  }
}

export function groupWord(name: GroupName): string {
  switch (name.by) {
    case 'stage':
      return stageGroupWord(name.stage);
    case 'developer':
      return name.name === '' ? l10n.t('unknown author') : visible(name.name);
    case 'repository':
      return visible(name.name);
    case 'queue':
      return name.queue === 'ai-heavy' ? l10n.t('AI-heavy') : l10n.t('Snoozed');
  }
}

export function gateWord(gate: GateName): string {
  switch (gate) {
    case 'ci':
      return l10n.t('CI');
    case 'review':
      return l10n.t('Review');
    case 'qa':
      return l10n.t('QA');
    case 'security':
      return l10n.t('Security');
    case 'deploy':
      return l10n.t('Deploy');
  }
}

export function gateStateWord(state: GateState): string {
  switch (state) {
    case 'na':
      return l10n.t('not used here');
    case 'waiting':
      return l10n.t('waiting');
    case 'active':
      return l10n.t('active');
    case 'failed':
      return l10n.t('failed');
    case 'passed':
      return l10n.t('passed');
    case 'stale':
      return l10n.t('stale');
    case 'infra-error':
      return l10n.t('could not run');
  }
}

export function slaWord(state: SlaState): string {
  switch (state) {
    case 'in-time':
      return l10n.t('in time');
    case 'soon':
      return l10n.t('SLA soon');
    case 'breached':
      return l10n.t('SLA breached');
    case 'none':
      return '';
  }
}

export function riskWord(band: RiskBand): string {
  switch (band) {
    case 'low':
      return l10n.t('low risk');
    case 'medium':
      return l10n.t('medium risk');
    case 'high':
      return l10n.t('high risk');
  }
}

export function verdictWord({ verdict, answeredAtMs }: ReviewerClock): string {
  switch (verdict) {
    case 'approved':
      return l10n.t('approved');
    case 'changes-requested':
      return l10n.t('requested changes');
    case 'commented':
      return l10n.t('commented');
    case null:
      return answeredAtMs === null ? l10n.t('review requested') : l10n.t('answered');
  }
}

/** What a forge has to say for itself, one line. */
export function failureText(failure: ForgeFailure): string {
  switch (failure.kind) {
    case 'signed-out':
      return l10n.t('not signed in');
    case 'rate-limited':
      return l10n.t('rate limited, again at {0}', clockText(failure.retryAtMs));
    case 'sso-required':
      return l10n.t('{0} asks for single sign-on', visible(failure.organisation));
    case 'scope-missing':
      return l10n.t('permission missing: {0}', failure.scopes.map(visible).join(', '));
    case 'offline':
      return l10n.t('offline');
    case 'error':
      return visible(failure.message);
  }
}

/** `as of 5 minutes ago`; empty while nothing was fetched. */
export const ageText = ({ fetchedAtMs }: ForgeState, nowMs: number): string =>
  fetchedAtMs === null ? '' : l10n.t('as of {0}', agoText(fetchedAtMs, nowMs));

const clockText = (atMs: number): string =>
  new Date(atMs).toLocaleTimeString(env.language, { hour: '2-digit', minute: '2-digit' });

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Beside a limit of a day, 45 hours are more than `1d`. */
const DAYS_FROM_MS = 2 * DAY_MS;

/** `3d`, `45h`, `12m`, `now`: as much as there is room for. */
export function shortDuration(ms: number): string {
  if (ms >= DAYS_FROM_MS) return l10n.t('{0}d', Math.floor(ms / DAY_MS));
  if (ms >= HOUR_MS) return l10n.t('{0}h', Math.floor(ms / HOUR_MS));
  return ms >= MINUTE_MS ? l10n.t('{0}m', Math.floor(ms / MINUTE_MS)) : l10n.t('now');
}

/** In full, for those who listen: `3 days`. */
export function longDuration(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor(ms / MINUTE_MS);
  if (ms >= DAYS_FROM_MS) return l10n.t('{0} days', Math.floor(ms / DAY_MS));
  if (hours > 0) return hours === 1 ? l10n.t('1 hour') : l10n.t('{0} hours', hours);
  return minutes === 1 ? l10n.t('1 minute') : l10n.t('{0} minutes', minutes);
}

/** `3d`; `≥3d` for at least that; empty where no event tells. */
export function sinceText(row: Pick<BoardRow, 'sinceMs' | 'isSinceAtLeast'>, nowMs: number): string {
  if (row.sinceMs === null) return '';
  const duration = shortDuration(Math.max(0, nowMs - row.sinceMs));
  return row.isSinceAtLeast && nowMs - row.sinceMs >= MINUTE_MS ? `≥${duration}` : duration;
}

/** A team without its organisation where room is short; a person as they are. */
export const shortName = (name: string): string => `@${visible(name.slice(name.lastIndexOf('/') + 1))}`;

/** `you`, `@alice`, `@alice +1`; empty when it is nobody's turn. */
export function turnText({ turn, isMyTurn }: Pick<BoardRow, 'turn' | 'isMyTurn'>): string {
  if (isMyTurn) return l10n.t('you');
  const [first, ...others] = turn;
  if (first === undefined) return '';
  return others.length > 0 ? `${shortName(first)} +${others.length}` : shortName(first);
}

/** `@alice 3d`. */
export const gateSinceText = ({ sinceMs, owners }: Gate, nowMs: number): string =>
  [
    sinceMs === null ? '' : shortDuration(Math.max(0, nowMs - sinceMs)),
    owners.map((name) => `@${visible(name)}`).join(', '),
  ]
    .filter(Boolean)
    .join(' · ');

/** `AI 62%`; empty where no commit says anything. */
export const aiText = ({ ai }: Pick<BoardRow, 'ai'>): string =>
  ai ? l10n.t('AI {0}', percent(ai.share)) : '';
