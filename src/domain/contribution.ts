/** The figures of one commit (or any change): their shape on the command line, levels and sums. */

export type LineClass = 'ai' | 'mixed' | 'human' | 'unknown';
export type Level = 'none' | 'light' | 'moderate' | 'heavy';

/** Numbers of added lines by class; `ai + mixed + human + unknown = total`, always. */
export interface LineCounts {
  total: number;
  ai: number;
  mixed: number;
  human: number;
  unknown: number;
}

export interface ToolContribution {
  tool: string;
  model?: string;
  /** distinct sessions */
  sessions: number;
  /** non-whitespace characters of this tool and model in added lines */
  characters: number;
  /** added lines that hold any of them */
  lines: number;
}

/** What `stats --json` prints. Shares are 0..1; `evidence` adds up to `coverage`. */
export interface Contribution {
  commit: string | null;
  parent: string | null;
  added: LineCounts & { excluded: number };
  deleted: number;
  share: number;
  coverage: number;
  level: Level;
  tools: ToolContribution[];
  evidence: { reported: number; observed: number; inferred: number };
  files: { path: string; added: LineCounts }[];
}

/** Thresholds: none 0, light below 25 %, moderate below `heavy`, heavy from there (a setting, 50 % by default). */
export function levelOf(share: number, heavy = 0.5): Level {
  if (share <= 0) return 'none';
  if (share >= heavy) return 'heavy';
  return share < Math.min(0.25, heavy) ? 'light' : 'moderate';
}

/** A share (0..1) in whole percent; 0 and 100 only when nothing, or everything, is. */
export function percentOf(share: number): number {
  if (share <= 0) return 0;
  return share >= 1 ? 100 : Math.min(99, Math.max(1, Math.round(share * 100)));
}
