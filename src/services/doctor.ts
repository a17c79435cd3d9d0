/** What is installed, what is not, and what to do about it. Facts come in; none of them holds a secret. */

import { CONFIG_KEYS, type Config, DEFAULTS, type Mirrored, readConfig } from '../domain/config.ts';

export type CheckState = 'ok' | 'warning' | 'problem';

export interface Check {
  readonly name: string;
  readonly state: CheckState;
  readonly text: string;
  /** what to do */
  readonly advice?: string;
}

export type LedgerFact =
  | {
      readonly kind: 'ok';
      readonly file: string;
      readonly bytes: number;
      readonly schemaVersion: number;
      readonly contents: number;
      readonly texts: number;
      readonly edits: number;
      readonly oldestMs: number | null;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'newer' }
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface HooksFact {
  /**
   * `displaced`: something has since put other hooks in the place of ours; `broken`: what they run is not there any more
   */
  readonly kind: 'installed' | 'missing' | 'displaced' | 'broken';
  /** in which way they are called, or what is gone */
  readonly text?: string;
}

/** An AI tool, and the ways in which its edits are heard of. */
export interface AgentFact {
  readonly tool: string;
  readonly name: string;
  /** one of its own folders is there */
  readonly isFound: boolean;
  /** files of its configuration; `other`: the hook there calls another program of ours than this one */
  readonly hooks: readonly {
    readonly scope: 'project' | 'user';
    readonly file: string;
    readonly kind: 'installed' | 'other' | 'absent' | 'refused';
  }[];
  /** null: it leaves none that can be read */
  readonly sessions: {
    /** not where the setting says so, or while recording is paused */
    readonly isRead: boolean;
    /** when one last changed that may be about this work tree; null: none lately */
    readonly changedAtMs: number | null;
  } | null;
  /** time of the last edit of this tool on record */
  readonly recordedAtMs: number | null;
}

export interface Facts {
  readonly version: string;
  readonly runtime: { readonly name: string; readonly version: string };
  /** null: there is no git to be found */
  readonly git: string | null;
  readonly worktree: string;
  readonly hooks: HooksFact;
  readonly ledger: LedgerFact;
  /** files of ledgers that were damaged */
  readonly setAside: readonly string[];
  readonly config: Config;
  readonly gitConfig: ReadonlyMap<string, string>;
  readonly mirrored: Mirrored;
  readonly isPaused: boolean;
  readonly agents: readonly AgentFact[];
}

export interface Diagnosis {
  readonly version: string;
  readonly checks: readonly Check[];
  /** of each tool that is known, whether it is found here or not */
  readonly agents: readonly AgentFact[];
  readonly config: readonly {
    readonly key: keyof Config;
    readonly value: unknown;
    readonly from: ConfigSource;
  }[];
}

export type ConfigSource = 'git config' | 'editor settings' | 'default';

/** Below it `node:sqlite` needs a flag; https://nodejs.org/api/sqlite.html */
const OLDEST_NODE = [22, 13] as const;

export function diagnose(facts: Facts): Diagnosis {
  const { version, config, gitConfig, mirrored, agents } = facts;
  const checks = [
    runtime(facts),
    git(facts),
    hooks(facts),
    ...ledger(facts),
    ...paused(facts),
    ...agents.flatMap(agent),
  ];
  if (config.trailers === 'off')
    checks.push({
      name: 'Trailers',
      state: 'warning',
      text: 'switched off: no commit is tagged',
      advice: 'git config lastmile.trailers full',
    });
  return {
    version,
    checks,
    agents,
    config: (Object.keys(CONFIG_KEYS) as (keyof Config)[]).map((key) => ({
      key,
      value: config[key],
      from: sourceOf(key, gitConfig, mirrored),
    })),
  };
}

/** `readConfig` passes over a value that makes no sense: a source counts where it says what is in force. */
function sourceOf(
  key: keyof Config,
  gitConfig: ReadonlyMap<string, string>,
  mirrored: Mirrored,
): ConfigSource {
  const text = (config: Config) => JSON.stringify(config[key]);
  const fallback = text(DEFAULTS);
  const says = (given: unknown, alone: Config) =>
    given !== undefined && (text(alone) !== fallback || JSON.stringify(given) === fallback);
  const given = gitConfig.get(CONFIG_KEYS[key]);
  if (says(given, readConfig(gitConfig))) return 'git config';
  return says(mirrored[key], readConfig(new Map(), mirrored)) ? 'editor settings' : 'default';
}

function runtime({ runtime: { name, version } }: Facts): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return {
    name: 'Runtime',
    state: isOld ? 'problem' : 'ok',
    text: `${name} ${version}`,
    ...(isOld && { advice: `install Node.js ${OLDEST_NODE.join('.')} or later` }),
  };
}

function git({ git: version, worktree }: Facts): Check {
  return version === null
    ? { name: 'Git', state: 'problem', text: 'not found', advice: 'install Git and put it on the PATH' }
    : { name: 'Git', state: 'ok', text: `${version}, work tree ${worktree}` };
}

function hooks({ hooks: { kind, text } }: Facts): Check {
  const words = {
    installed: 'installed',
    missing: 'not installed: commits are not tagged',
    displaced: 'no longer called: other hooks have taken their place',
    broken: 'installed, but they do nothing',
  }[kind];
  return {
    name: 'Git hooks',
    state: kind === 'installed' ? 'ok' : 'warning',
    text: [words, ...(text ? [text] : [])].join('; '),
    ...(kind !== 'installed' && { advice: 'lastmile hooks install' }),
  };
}

function ledger({ ledger: fact, setAside }: Facts): Check[] {
  const damaged = setAside.map(
    (file): Check => ({
      name: 'Ledger',
      state: 'warning',
      text: `a damaged one was set aside as ${file}`,
      advice: 'delete it when nobody wants to look into it',
    }),
  );
  return [stateOf(fact), ...damaged];
}

function stateOf(fact: LedgerFact): Check {
  switch (fact.kind) {
    case 'ok': {
      const since =
        fact.oldestMs === null ? '' : `, since ${new Date(fact.oldestMs).toISOString().slice(0, 10)}`;
      const size = `${(fact.bytes / 1024 / 1024).toFixed(1)} MB, schema ${fact.schemaVersion}`;
      const text = `${size}: ${fact.edits} edits, ${fact.contents} versions of files (${fact.texts} with text)${since}`;
      return { name: 'Ledger', state: 'ok', text };
    }
    case 'absent':
      return { name: 'Ledger', state: 'ok', text: 'nothing recorded yet' };
    case 'newer':
      return {
        name: 'Ledger',
        state: 'problem',
        text: 'written by a newer version of Lastmile; it is left alone',
        advice: 'update Lastmile',
      };
    case 'unavailable':
      return {
        name: 'Ledger',
        state: 'problem',
        text: fact.reason,
        advice: 'see that the git folder can be written, and that no program keeps it locked',
      };
  }
}

function paused({ isPaused }: Facts): Check[] {
  return isPaused
    ? [
        {
          name: 'Recording',
          state: 'warning',
          text: 'paused: nothing is recorded',
          advice: "'Lastmile: Resume Tracking' in the editor",
        },
      ]
    : [];
}

/** A tool is heard of by its hook or by its sessions. Of one that is not there, nothing is said. */
function agent({ tool, isFound, hooks, sessions, recordedAtMs }: AgentFact): Check[] {
  const installed = hooks.filter(({ kind }) => kind === 'installed' || kind === 'other');
  if (!isFound && installed.length === 0) return [];
  const refused = hooks.filter(({ kind }) => kind === 'refused').map(({ file }) => file);
  const text = [
    installed.length > 0 ? `hook in ${installed.map(hookText).join(', ')}` : 'no hook',
    ...(refused.length > 0 ? [`${refused.join(', ')} cannot be changed`] : []),
    sessionsText(sessions),
    recordedAtMs === null ? 'no edit recorded' : `last edit recorded ${minute(recordedAtMs)}`,
  ].join('; ');
  const isHeard = installed.length > 0 || sessions?.isRead === true;
  return [
    {
      name: tool,
      state: isHeard ? 'ok' : 'warning',
      text,
      ...(!isHeard && { advice: `lastmile hooks install --agents ${tool}` }),
    },
  ];
}

const hookText = ({ file, kind }: AgentFact['hooks'][number]): string =>
  kind === 'other' ? `${file} (calls another Lastmile)` : file;

function sessionsText(sessions: AgentFact['sessions']): string {
  if (!sessions) return 'no sessions that can be read';
  const { isRead, changedAtMs } = sessions;
  const last = changedAtMs === null ? 'none lately' : `the last one changed ${minute(changedAtMs)}`;
  return `sessions are ${isRead ? '' : 'not '}read, ${last}`;
}

/** In UTC, as `2030-01-31 12:00Z`. */
const minute = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')}Z`;

const SIGNS: Record<CheckState, string> = { ok: 'ok', warning: '!', problem: 'x' };

/** The diagnosis for people, one check a line, advice below it. */
export function describe({ version, checks, config }: Diagnosis): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length), ...config.map(({ key }) => key.length));
  return [
    `Lastmile ${version}`,
    ...checks.flatMap(({ name, state, text, advice }) => [
      `${SIGNS[state].padEnd(2)} ${name.padEnd(width)}  ${text}`,
      ...(advice ? [`   ${' '.repeat(width)}  -> ${advice}`] : []),
    ]),
    'Settings',
    ...config.map(({ key, value, from }) => {
      return `   ${key.padEnd(width)}  ${settingText(key, value)} (${from})`;
    }),
  ];
}

/** As the user writes it in the settings. */
function settingText(key: keyof Config, value: unknown): string {
  if (Array.isArray(value)) return `${value.length} patterns`;
  return key === 'heavyThreshold' && typeof value === 'number'
    ? `${Number((value * 100).toFixed(6))}%`
    : String(value);
}
