/** How the rows of the lists look and read: label, icon, tooltip, and what a screen reader says. */

import * as vscode from 'vscode';
import type { GateState, SlaState } from '../../domain/pull-requests/assessment.ts';
import { visible } from '../../domain/visible-text.ts';
import type { BoardRow } from '../../services/pull-requests/board.ts';
import { levelWord, percent } from '../text.ts';
import {
  type Detail,
  type DetailRow,
  type ForgeRow,
  type GroupName,
  type GroupRow,
  hasFailedChecks,
  insidesOf,
  type PullRequestRow,
  type Row,
  type StageGroup,
} from './rows.ts';
import {
  ageText,
  aiText,
  failureText,
  gateSinceText,
  gateStateWord,
  gateWord,
  groupWord,
  HOUR_MS,
  longDuration,
  riskWord,
  shortDuration,
  shortName,
  shortStageWord,
  sinceText,
  slaWord,
  stageWord,
  turnText,
  verdictWord,
} from './words.ts';

const { l10n } = vscode;
const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

const icon = (name: string, colour?: string): vscode.ThemeIcon =>
  colour === undefined
    ? new vscode.ThemeIcon(name)
    : new vscode.ThemeIcon(name, new vscode.ThemeColor(colour));

const PASSED = 'testing.iconPassed';
const WARNING = 'list.warningForeground';
const ERROR = 'list.errorForeground';
/** Groups with fewer pull requests than this are open from the start. */
const MANY = 30;

export function itemOf(row: Row, nowMs: number): vscode.TreeItem {
  const item = faceOf(row, nowMs);
  item.id = row.id;
  return item;
}

function faceOf(row: Row, nowMs: number): vscode.TreeItem {
  switch (row.kind) {
    case 'forge':
      return forgeItem(row, nowMs);
    case 'group':
      return groupItem(row);
    case 'pullRequest':
      return pullRequestItem(row, nowMs);
    case 'detail':
      return detailItem(row, nowMs);
    case 'loading':
      return loadingItem();
  }
}

function loadingItem(): vscode.TreeItem {
  const label = l10n.t('Loading pull requests…');
  const item = new vscode.TreeItem(label, None);
  item.iconPath = icon('loading~spin');
  item.contextValue = 'lastmile.loading';
  item.accessibilityInformation = { label };
  return item;
}

function forgeItem({ forge }: ForgeRow, nowMs: number): vscode.TreeItem {
  const [hidden] = forge.hidden;
  const trouble = forge.failure
    ? failureText(forge.failure)
    : l10n.t('{0} asks for single sign-on', visible(hidden?.organisation ?? ''));
  const name = visible(forge.id);
  const age = ageText(forge, nowMs);
  const item = new vscode.TreeItem(`${name}: ${trouble}`, None);
  item.description = age;
  item.iconPath = icon(forge.failure?.kind === 'offline' ? 'cloud' : 'warning', WARNING);
  const state = forge.failure?.kind ?? 'sso-required';
  item.contextValue = `lastmile.forge.${state}`;
  item.tooltip = plain([`${name}: ${trouble}`, age]);
  item.accessibilityInformation = { label: [`${name}: ${trouble}`, age].filter(Boolean).join(', ') };
  item.command = {
    command: MENDING[state] ?? 'lastmile.refreshPullRequests',
    title: l10n.t('Fix'),
    arguments: [forge],
  };
  return item;
}

const MENDING: Readonly<Record<string, string>> = {
  'signed-out': 'lastmile.signIn',
  'sso-required': 'lastmile.authorizeSso',
  'scope-missing': 'lastmile.grantPermissions',
  error: 'lastmile.showLog',
};

const GROUP_ICONS: Readonly<Record<StageGroup, string>> = {
  'your-turn': 'arrow-right',
  author: 'edit',
  review: 'eye',
  qa: 'beaker',
  security: 'shield',
  ci: 'play-circle',
  'merge-queue': 'list-ordered',
  ready: 'check',
  deploy: 'rocket',
  draft: 'git-pull-request-draft',
  hold: 'debug-pause',
};

function groupIcon(name: GroupName): vscode.ThemeIcon {
  switch (name.by) {
    case 'stage':
      return icon(GROUP_ICONS[name.stage]);
    case 'developer':
      return icon('account');
    case 'repository':
      return icon('repo');
    case 'queue':
      return icon(name.queue === 'ai-heavy' ? 'sparkle' : 'bell-slash');
  }
}

function groupItem({ name, count }: GroupRow): vscode.TreeItem {
  const isSnoozed = name.by === 'queue' && name.queue === 'snoozed';
  const item = new vscode.TreeItem(groupWord(name), isSnoozed || count >= MANY ? Collapsed : Expanded);
  item.description = `${count}`;
  item.iconPath = groupIcon(name);
  item.contextValue = 'lastmile.group';
  item.tooltip = `${groupWord(name)}: ${countText(count)}`;
  item.accessibilityInformation = { label: `${groupWord(name)}, ${countText(count)}` };
  return item;
}

const countText = (count: number): string =>
  count === 1 ? l10n.t('1 pull request') : l10n.t('{0} pull requests', count);

/** Shapes differ, so that colour is not needed to tell states apart. */
function pullRequestIcon({ sla, pullRequest, isMyTurn }: BoardRow): vscode.ThemeIcon {
  switch (sla.state) {
    case 'breached':
      return icon('flame', ERROR);
    case 'soon':
      return icon('clock', WARNING);
    default:
      if (pullRequest.state === 'merged') return icon('git-merge');
      if (pullRequest.isDraft) return icon('git-pull-request-draft');
      return icon(isMyTurn ? 'git-pull-request-go-to-changes' : 'git-pull-request');
  }
}

function pullRequestItem({ row, isSnoozed, shows }: PullRequestRow, nowMs: number): vscode.TreeItem {
  const { pullRequest } = row;
  const waits = [
    shows.stage ? shortStageWord(row.stage) : '',
    shows.turn ? turnText(row) : '',
    sinceText(row, nowMs),
  ]
    .filter(Boolean)
    .join(' ');
  // A narrow side bar cuts off at the end: whose turn and for how long come before the title, which may be long.
  const title = visible(pullRequest.title);
  const item = new vscode.TreeItem(waits === '' ? title : `${waits} · ${title}`, Collapsed);
  const facts = [
    `#${pullRequest.number}`,
    slaWord(row.sla.state),
    aiText(row),
    riskWord(row.risk.band),
    shows.author ? shortName(pullRequest.author?.name ?? '') : '',
    shows.repository ? visible(pullRequest.repository) : '',
    pullRequest.incomplete.length > 0 ? l10n.t('incomplete') : '',
  ];
  item.description = facts.filter(Boolean).join(' · ');
  item.iconPath = pullRequestIcon(row);
  item.contextValue = contextOf(row, isSnoozed);
  item.tooltip = tooltipOf(row, nowMs);
  item.accessibilityInformation = { label: spoken(row, nowMs) };
  return item;
}

/** What the menus ask for, as words behind the kind. */
function contextOf(row: BoardRow, isSnoozed: boolean): string {
  const words = [
    isSnoozed ? 'snoozed' : 'awake',
    hasFailedChecks(row) ? 'failed' : '',
    row.stage === 'review' && row.pullRequest.state === 'open' ? 'review' : '',
    row.turn.length > 0 && !row.isMyTurn ? 'others' : '',
    row.ai?.level === 'heavy' ? 'heavy' : '',
  ];
  return ['lastmile.pullRequest', ...words.filter(Boolean)].join(' ');
}

function spoken(row: BoardRow, nowMs: number): string {
  const { pullRequest, turn, isMyTurn, sinceMs, ai, sla, risk } = row;
  const whose = isMyTurn
    ? l10n.t('your turn')
    : turn.length > 0
      ? l10n.t('waits on {0}', turn.map(visible).join(', '))
      : '';
  return [
    visible(pullRequest.title),
    l10n.t('number {0} in {1}', pullRequest.number, visible(pullRequest.repository)),
    l10n.t('stage {0}', stageWord(row.stage)),
    whose,
    sinceMs === null
      ? ''
      : row.isSinceAtLeast
        ? l10n.t('for at least {0}', longDuration(nowMs - sinceMs))
        : l10n.t('for {0}', longDuration(nowMs - sinceMs)),
    slaWord(sla.state),
    ai ? l10n.t('AI {0}, {1}', percent(ai.share), levelWord(ai.level)) : '',
    riskWord(risk.band),
  ]
    .filter(Boolean)
    .join(', ');
}

function tooltipOf(row: BoardRow, nowMs: number): vscode.MarkdownString {
  const { pullRequest, ai, sla, risk, sinceMs } = row;
  const author = pullRequest.author ? shortName(pullRequest.author.name) : l10n.t('unknown author');
  const since = sinceMs === null ? '' : longDuration(nowMs - sinceMs);
  const whose = turnText(row);
  return plain([
    visible(pullRequest.title),
    `${visible(pullRequest.repository)}#${pullRequest.number} · ${author} · ${visible(pullRequest.head)} → ${visible(pullRequest.base)}`,
    [stageWord(row.stage), whose, since].filter(Boolean).join(' · '),
    visible(row.why),
    row.hint ? `→ ${visible(row.hint)}` : '',
    slaText(sla.state, sla),
    ai
      ? l10n.t(
          'AI {0} ({1}), from {2} of {3} commits',
          percent(ai.share),
          levelWord(ai.level),
          ai.taggedCommits + (ai.notedCommits ?? 0),
          ai.commits,
        )
      : l10n.t('AI share not known: no commit carries a trailer'),
    [riskWord(risk.band), ...risk.reasons.map(visible)].join(' · '),
    pullRequest.labels.length > 0 ? l10n.t('Labels: {0}', pullRequest.labels.map(visible).join(', ')) : '',
  ]);
}

function slaText(state: SlaState, { limitHours, elapsedHours, workingHours }: BoardRow['sla']): string {
  if (state === 'none' || limitHours === null) return l10n.t('No SLA in this stage');
  // In the words, and rounded in the way, of the time in the stage, which stands above it.
  const elapsed = l10n.t('{0} elapsed', longDuration(elapsedHours * HOUR_MS));
  const working =
    Math.floor(workingHours) === Math.floor(elapsedHours)
      ? ''
      : l10n.t('{0} of working time', longDuration(workingHours * HOUR_MS));
  return [slaWord(state), l10n.t('limit {0} h', limitHours), working, elapsed].filter(Boolean).join(' · ');
}

/** Lines as plain text: nothing in them becomes a link, a picture or emphasis. */
function plain(lines: readonly string[]): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  for (const line of lines.filter(Boolean)) tooltip.appendText(line).appendMarkdown('\n\n');
  return tooltip;
}

const GATE_ICONS: Readonly<Record<GateState, readonly [name: string, colour?: string]>> = {
  na: ['circle-slash'],
  waiting: ['clock'],
  active: ['sync'],
  failed: ['error', ERROR],
  passed: ['pass', PASSED],
  stale: ['history', WARNING],
  'infra-error': ['debug-disconnect', WARNING],
};

function detailItem(row: DetailRow, nowMs: number): vscode.TreeItem {
  const { label, description, picture, spoken } = detailFace(row, nowMs);
  const hasInsides = insidesOf(row).length > 0;
  const item = new vscode.TreeItem(label, hasInsides ? Expanded : None);
  if (description) item.description = description;
  item.iconPath = icon(...picture);
  item.contextValue = `lastmile.detail.${row.detail.of}`;
  const whole = [spoken ?? label, description].filter(Boolean).join(', ');
  item.tooltip = plain([whole, ...factsOf(row)]);
  item.accessibilityInformation = { label: whole };
  if (row.detail.of === 'why')
    item.command = { command: 'lastmile.whyThisStage', title: l10n.t('Why This Stage?'), arguments: [row] };
  if (row.detail.of === 'check' && row.detail.check.url !== null)
    item.command = { command: 'lastmile.openCheck', title: l10n.t('Open Check'), arguments: [row] };
  return item;
}

const factsOf = ({ row, detail }: DetailRow): string[] =>
  detail.of === 'gate' ? row.gates[detail.gate].facts.map(visible) : [];

interface Face {
  readonly label: string;
  readonly description?: string;
  readonly picture: readonly [name: string, colour?: string];
  readonly spoken?: string;
}

function detailFace({ row, detail }: { row: BoardRow; detail: Detail }, nowMs: number): Face {
  const ago = (sinceMs: number) => shortDuration(Math.max(0, nowMs - sinceMs));
  switch (detail.of) {
    case 'why':
      return {
        label: visible(row.why),
        description: visible(row.hint ?? ''),
        picture: ['info'],
        spoken: l10n.t('Why this stage: {0}', visible(row.why)),
      };
    case 'gate': {
      const gate = row.gates[detail.gate];
      return {
        label: `${gateWord(detail.gate)}: ${gateStateWord(gate.state)}`,
        description: gateSinceText(gate, nowMs),
        picture: GATE_ICONS[gate.state],
      };
    }
    case 'unused':
      return {
        label: l10n.t('Not used here: {0}', detail.gates.map(gateWord).join(', ')),
        picture: GATE_ICONS.na,
      };
    case 'reviewer': {
      const { clock } = detail;
      const time =
        clock.answeredAtMs === null
          ? ago(clock.requestedAtMs)
          : l10n.t('after {0}', shortDuration(clock.answeredAtMs - clock.requestedAtMs));
      return {
        label: `@${visible(clock.who)}`,
        description: `${verdictWord(clock)} · ${time}`,
        picture: [clock.isTeam ? 'organization' : 'person'],
      };
    }
    case 'check': {
      const { check } = detail;
      return {
        label: visible(check.name),
        description: [check.isRequired ? l10n.t('required') : '', visible(check.description ?? '')]
          .filter(Boolean)
          .join(' · '),
        picture: ['error', ERROR],
        spoken: l10n.t('failed check {0}', visible(check.name)),
      };
    }
    case 'threads':
      return {
        label:
          detail.count === 1 ? l10n.t('1 unresolved thread') : l10n.t('{0} unresolved threads', detail.count),
        ...(detail.sinceMs !== null && { description: ago(detail.sinceMs) }),
        picture: ['comment-unresolved'],
      };
    case 'alerts':
      return {
        label: detail.count === 1 ? l10n.t('1 open finding') : l10n.t('{0} open findings', detail.count),
        picture: ['shield', ERROR],
      };
    case 'approval':
      return {
        label: l10n.t('{0} waits for approval', visible(detail.environment)),
        description: detail.who.map(shortName).join(', '),
        picture: ['rocket'],
      };
    case 'incomplete':
      return {
        label: l10n.t('Could not be read in full: {0}', detail.what.map(visible).join(', ')),
        picture: ['warning', WARNING],
      };
  }
}
