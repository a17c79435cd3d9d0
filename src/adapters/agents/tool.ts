/** What is known of an AI tool: where its sessions are, what its hooks say, and how they are set up. */

import type { Places, ReportedEdit, SessionStore } from './session-source.ts';

export interface AgentTool {
  /** as in trailers and on the command line */
  readonly id: string;
  readonly name: string;
  /** folders of its own, absolute: where one of them is, it is or was installed */
  folders(places: Places): string[];
  /** in order of how much they say: where two tell of the same edit, the first to be read counts */
  readonly stores: readonly SessionStore[];
  readonly hook?: ToolHook;
}

export interface ToolHook {
  /** What a payload means; null where it means nothing to us: another event, a failed call, a shape unknown to us. */
  read(payload: unknown, context: HookContext): HookAction | null;
  readonly setup: HookSetup;
  /** what the user has to do once the hook is installed */
  readonly afterInstall?: string;
}

export interface HookContext {
  readonly nowMs: number;
  readonly places: Places;
}

export type HookAction =
  /** the tool is about to change these files: absolute paths */
  | { readonly kind: 'before-edit'; readonly files: readonly string[] }
  | { readonly kind: 'edits'; readonly edits: readonly ReportedEdit[] };

export type HookScope = 'project' | 'user';

export type HookSetup =
  /** entries in lists of a JSON file that others write too */
  | {
      readonly kind: 'entries';
      file(scope: HookScope, places: Places, worktree: string): string;
      /** other files of the same shape that the tool reads in a project: the hook may be there by hand */
      otherFiles?(worktree: string): string[];
      /** what the file needs where it is new */
      readonly base?: Readonly<Record<string, unknown>>;
      /** the entry to put in each list below `hooks` */
      readonly lists: readonly string[];
      entry(command: string): Readonly<Record<string, unknown>>;
    }
  /** a file of our own */
  | {
      readonly kind: 'own-file';
      file(scope: HookScope, places: Places, worktree: string): string;
      content(command: string): string;
    };
