/** What the editor and its thread for reports say to each other. All of it can be copied from one to the other. */

import type { Report, ReportFilter } from '../../domain/retention/report.ts';

/** What the thread begins with. */
export interface Beginning {
  /** where the user's repositories are listed */
  readonly folder: string;
}

export interface Question {
  readonly id: number;
  readonly filter: Partial<ReportFilter>;
  /** the git to run; the one on the PATH by default */
  readonly gitProgram: string | undefined;
}

export type Answer =
  | { readonly id: number; readonly report: Report }
  | { readonly id: number; readonly error: string }
  | { readonly warning: string; readonly cause: string | undefined };
