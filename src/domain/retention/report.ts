/** What became of the AI code that was accepted, as figures: what `report --json` prints and the dashboard draws. */

/** What happened to a character that an AI tool inserted. `rewritten-by-others`: a teammate's commit replaced it. */
export const FATES = [
  'kept',
  'rewritten-by-me',
  'rewritten-by-ai',
  'rewritten-by-others',
  'deleted',
  'undone',
] as const;
export type Fate = (typeof FATES)[number];

/** Days count from the commit; minutes from the insertion. */
export const MOMENTS = [
  '5-minutes',
  '30-minutes',
  'commit',
  'merge',
  '1-day',
  '7-days',
  '14-days',
  '30-days',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** A share with what it is a share of. In non-whitespace characters. A denominator of 0 is "no data". */
export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
  /** AI insertions that the denominator is made of */
  readonly edits: number;
  /** 0..1: how much of what was added in the window has a known origin; null when nothing was added */
  readonly coverage: number | null;
}

/** The fates of all characters that had reached this moment by the end of the window. */
export interface FatesAt {
  readonly moment: Moment | 'now';
  readonly characters: Readonly<Record<Fate, number>>;
  readonly edits: number;
}

export interface Slice {
  /** tool, model, language, repository, cause; `unknown` where it is not known */
  readonly name: string;
  readonly acceptance: Rate;
  readonly rewrite: Rate;
}

export interface SurvivalPoint {
  readonly moment: Moment;
  /** days since the commit; 0 for the commit itself */
  readonly days: number;
  /** characters of commits at least this old; those still there unchanged */
  readonly rate: Rate;
}

const FUNNEL = ['generated', 'committed', 'merged', 'incident-free', 'valuable'] as const;
export type FunnelStage = (typeof FUNNEL)[number];

export interface FunnelStep {
  readonly stage: FunnelStage;
  /** characters that reached this stage; null: no data */
  readonly characters: number | null;
  /** those of the stage before that could have reached it by now (30 days have passed, for example) */
  readonly eligible: number | null;
}

export const INCIDENT_RULES = ['reverted', 'fix-names-it', 'line-in-incident-commit'] as const;
export type IncidentRule = (typeof INCIDENT_RULES)[number];

export interface Place {
  readonly repository: string;
  /** absolute, for a click; null when the repository is not on this machine any more */
  readonly worktree: string | null;
  readonly path: string;
  /** 1-based, where its text was last; null when nothing of it is left */
  readonly line: number | null;
}

export interface RewrittenFile extends Place {
  readonly inserted: number;
  readonly rewritten: number;
}

/** One AI insertion, by how much of it was rewritten, deleted or undone. */
export interface RewrittenEdit extends RewrittenFile {
  readonly atMs: number;
  readonly tool: string;
  readonly model: string | null;
  readonly fates: Readonly<Record<Fate, number>>;
}

export interface ReportFilter {
  /** insertions from here on, epoch ms, up to and with `toMs` */
  readonly fromMs: number;
  readonly toMs: number;
  /** names as in `repositories`; null: all */
  readonly repository: string | null;
  readonly tool: string | null;
  readonly incidentRules: readonly IncidentRule[];
}

export interface Report {
  readonly atMs: number;
  readonly filter: ReportFilter;
  /** what can be chosen */
  readonly repositories: readonly { readonly name: string; readonly worktree: string | null }[];
  readonly tools: readonly string[];
  /** AI insertions in the window */
  readonly edits: number;
  readonly inserted: number;
  /** characters in a commit / characters inserted, of insertions that have been committed or given up */
  readonly acceptance: Rate;
  /** (rewritten by me + deleted + undone) / inserted, now */
  readonly rewrite: Rate;
  /** offered but not accepted: what no extension sees; null: not known */
  readonly offered: number | null;
  readonly fates: readonly FatesAt[];
  readonly weeks: readonly { readonly startMs: number; readonly acceptance: Rate; readonly rewrite: Rate }[];
  readonly by: {
    readonly tool: readonly Slice[];
    readonly model: readonly Slice[];
    readonly language: readonly Slice[];
    readonly repository: readonly Slice[];
  };
  readonly survival: readonly SurvivalPoint[];
  readonly funnel: readonly FunnelStep[];
  /** commits with an incident, by each rule alone */
  readonly incidents: readonly { readonly rule: IncidentRule; readonly commits: number }[];
  readonly files: readonly RewrittenFile[];
  readonly costliest: readonly RewrittenEdit[];
  /** what could not be read: a repository that is gone, a ledger of a newer version */
  readonly remarks: readonly string[];
}
