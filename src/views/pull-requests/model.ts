/** What the three lists show: the board as it is now, how it is grouped, filtered and what is put aside. */

import * as vscode from 'vscode';
import { byUrgency } from '../../domain/pull-requests/order.ts';
import type { Attention, Memory } from '../../services/pull-requests/attention.ts';
import type { Board, BoardRow, BoardState } from '../../services/pull-requests/board.ts';
import type { ListState } from './list-states.ts';
import {
  GROUPINGS,
  type Grouping,
  inUse,
  type ListOptions,
  listOf,
  type Row,
  rowsIn,
  type ViewName,
  waitsOnMe,
} from './rows.ts';

export interface ModelDeps {
  readonly memory: Memory;
  readonly attention: Attention;
  /** makes the board, which looks at the forges from then on */
  openBoard(): Board;
  /** sees who is signed in now */
  updateAccounts(): Promise<void>;
  mayLook(): boolean;
  /** whether the team list has any repository, organisation or team to show */
  hasTeamScope(): boolean;
}

const GROUPING = 'lastmile.pullRequests.grouping';
const FILTER = 'lastmile.pullRequests.filter';
const NOTHING: BoardState = { forges: [], rows: [], isPartial: true };

export class PullRequestModel implements vscode.Disposable {
  readonly #deps: ModelDeps;
  readonly #changed = new vscode.EventEmitter<void>();
  #board: Board | undefined;
  #unsubscribe: () => void = () => {};
  #state = NOTHING;

  readonly onDidChange = this.#changed.event;

  constructor(deps: ModelDeps) {
    this.#deps = deps;
  }

  get state(): BoardState {
    return this.#state;
  }

  get board(): Board | undefined {
    return this.#board;
  }

  get isLooking(): boolean {
    return this.#state.forges.some(({ isLooking }) => isLooking);
  }

  get grouping(): Grouping {
    const kept = this.#deps.memory.get(GROUPING);
    return GROUPINGS.find((it) => it === kept) ?? 'stage';
  }

  get filter(): string {
    const kept = this.#deps.memory.get(FILTER);
    return typeof kept === 'string' ? kept : '';
  }

  async setGrouping(grouping: Grouping): Promise<void> {
    await this.#deps.memory.set(GROUPING, grouping);
    this.#changed.fire();
  }

  async setFilter(filter: string): Promise<void> {
    await this.#deps.memory.set(FILTER, filter.trim());
    this.#changed.fire();
  }

  /** Begins to look at the forges, unless that has begun or must not. */
  start(): void {
    if (this.#board || !this.#deps.mayLook()) return;
    const board = this.#deps.openBoard();
    this.#board = board;
    this.#unsubscribe = board.onDidChange((state) => {
      this.#state = state;
      this.#changed.fire();
    });
    this.#state = board.state();
    this.#changed.fire();
  }

  async refresh(signal?: AbortSignal): Promise<void> {
    this.start();
    await this.#deps.updateAccounts();
    await this.#board?.refresh(signal);
  }

  /** Draws again, for what is not of the board: snoozes, settings, trust. */
  redraw(): void {
    if (this.#board) this.#state = this.#board.state();
    this.#changed.fire();
  }

  rows(view: ViewName): Row[] {
    return listOf(view, this.#state, this.#options());
  }

  isSnoozed(row: BoardRow): boolean {
    return this.#deps.attention.isSnoozed(row);
  }

  /** pull requests that wait on the viewer, each once, without those put aside */
  myTurns(): BoardRow[] {
    const rows = [...rowsIn('mine', this.#state), ...rowsIn('waiting', this.#state)];
    const turns = rows.filter((row) => waitsOnMe(row) && !this.isSnoozed(row));
    return [...new Map(turns.map((row) => [row.pullRequest.key, row])).values()].sort(byUrgency);
  }

  stateOf(view: ViewName): ListState {
    if (!this.#deps.mayLook()) return 'untrusted';
    const forges = inUse(this.#state.forges);
    if (this.rows(view).length > 0) return 'rows';
    if (!this.#board) return 'loading';
    if (rowsIn(view, this.#state).length > 0) return 'filtered';
    // Whose pull requests to look for is not known yet.
    if (forges.length === 0 || (view === 'team' && this.#state.isPartial)) return 'loading';
    const troubled = forges.find(({ failure }) => failure !== null);
    if (troubled?.failure) return troubled.failure.kind;
    if (forges.every(({ fetchedAtMs }) => fetchedAtMs === null)) return 'loading';
    if (forges.some(({ hidden }) => hidden.length > 0)) return 'sso-required';
    return view === 'team' && !this.#deps.hasTeamScope() ? 'no-remote' : 'nothing';
  }

  dispose(): void {
    this.#unsubscribe();
    this.#board?.dispose();
    this.#changed.dispose();
  }

  #options(): ListOptions {
    return {
      grouping: this.grouping,
      filter: this.filter,
      isSnoozed: (row) => this.isSnoozed(row),
    };
  }
}
