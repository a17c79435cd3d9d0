/** Line by line: whose origin each line of a committed file has. */

import type { LineClass } from '../domain/contribution.ts';
import type { ContributionDeps } from './contributions.ts';
import type { Oid } from './ports.ts';

export interface AttributedLine {
  /** 1-based */
  line: number;
  class: LineClass;
  tool?: string;
  model?: string;
  session?: string;
  commit?: Oid;
}

export interface Blame {
  path: string;
  rev: string;
  lines: AttributedLine[];
}

export function blame(_deps: ContributionDeps, _path: string, _revision: string): Promise<Blame> {
  throw new Error('being written');
}
