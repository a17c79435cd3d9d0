/** What a tool has to say about the sessions it leaves on disk, so that they can be read. */

import type { Replacement } from '../../domain/edit-claim.ts';

/** The user's folders. Only stores below them are read, never one that a repository brings along. */
export interface Places {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** Which sessions are wanted. */
export interface Scope {
  readonly places: Places;
  /** the work tree's root, absolute, as it was given and without symbolic links */
  readonly roots: readonly string[];
  /** older sessions are of no interest */
  readonly sinceMs: number;
}

/** An edit as a tool reports it: done, not just asked for. */
export interface ReportedEdit {
  readonly session: string;
  /** the tool's name for the call, unique within the session */
  readonly call: string;
  readonly model?: string | undefined;
  readonly atMs: number;
  /** absolute, a `file:` URI, or relative to `cwd` */
  readonly path: string;
  readonly cwd?: string | undefined;
  readonly change:
    | { readonly before: string | null | undefined; readonly after: string }
    | { readonly replacements: readonly Replacement[] };
}

/** What a reader keeps between two looks at a file: identifiers and names, never text of files or prompts. */
export type Memory = Readonly<Record<string, string>>;

export interface Parsed {
  readonly edits: readonly ReportedEdit[];
  readonly memory: Memory;
  /** records that look like edits and have a shape unknown to us */
  readonly strange: number;
}

export interface ParsedLines extends Parsed {
  /** index of the first line to be given again with the next ones: a call whose result is still to come */
  readonly openFrom?: number | undefined;
}

interface Store {
  /** who made the edits */
  readonly tool: string;
  /** files that may hold edits made in `scope`, as far as names tell */
  find(scope: Scope): Promise<string[]>;
  /**
   * Whether a file that begins with `head` (up to 64 KiB) is of `scope`; null when that cannot be said yet.
   * Left out where `find` knows.
   */
  isOf?(head: string, scope: Scope): boolean | null;
}

/** A file that grows by lines. Each line is given once, but for open ones. */
export interface LineStore extends Store {
  readonly kind: 'lines';
  parse(lines: readonly Buffer[], memory: Memory): ParsedLines;
}

/** A file that is rewritten, or a database: read whole whenever it changed, or from where `memory` says. */
export interface SnapshotStore extends Store {
  readonly kind: 'snapshot';
  /** it does not say when an edit was made: all have the time at which the file was last written */
  readonly isUntimed?: true;
  /** other files whose change is a change of this one */
  companions?(file: string): string[];
  /** May throw: the store is then left for the next time. */
  read(file: string, memory: Memory, scope: Scope): Parsed;
}

export type SessionStore = LineStore | SnapshotStore;
