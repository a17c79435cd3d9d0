/** The uncommitted change of the current repository, kept up to date for everything that shows it. */

import * as vscode from 'vscode';
import type { Log } from '../services/ports.ts';
import type { Current, Repository, Snapshot } from './repository.ts';
import { createSchedule, type Schedule } from './schedule.ts';

const QUIET_MS = 300;

export interface CurrentRepository {
  readonly current: Current;
  readonly onDidChangeCurrent: vscode.Event<void>;
  /** files, index, HEAD or origins of this repository may have changed */
  readonly onDidChangeContent: vscode.Event<Repository>;
}

export class ChangeModel implements vscode.Disposable {
  readonly #repositories: CurrentRepository;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<Snapshot>();
  readonly #schedule: Schedule;
  readonly #subscriptions: vscode.Disposable;
  /** what was last known of each repository, to show while it is looked at again */
  readonly #known = new WeakMap<Repository, Snapshot>();
  #snapshot: Snapshot;

  readonly onDidChange = this.#changed.event;

  constructor(repositories: CurrentRepository, log: Log) {
    this.#repositories = repositories;
    this.#log = log;
    this.#schedule = createSchedule(() => this.#look(), QUIET_MS);
    this.#snapshot = this.#withoutFigures();
    this.#subscriptions = vscode.Disposable.from(
      repositories.onDidChangeCurrent(() => this.#follow()),
      repositories.onDidChangeContent((repository) => {
        if (repository === repositories.current) this.#schedule.request();
        else this.#known.delete(repository);
      }),
    );
    this.#follow();
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Looks again at once. */
  refresh(): Promise<void> {
    return this.#schedule.now();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#schedule.dispose();
    this.#changed.dispose();
  }

  #withoutFigures(): Snapshot {
    const { current } = this.#repositories;
    return typeof current === 'string'
      ? { kind: current }
      : (this.#known.get(current) ?? { kind: 'loading' });
  }

  #follow(): void {
    this.#show(this.#withoutFigures());
    if (typeof this.#repositories.current !== 'string') this.#schedule.request();
  }

  #show(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#changed.fire(snapshot);
  }

  async #look(): Promise<void> {
    const repository = this.#repositories.current;
    if (typeof repository === 'string') return this.#show({ kind: repository });
    let snapshot: Snapshot;
    try {
      snapshot = { kind: 'ready', repository, ...(await repository.figures()) };
    } catch (error) {
      this.#log.warn('the uncommitted change could not be read', error);
      snapshot = { kind: 'failed', repository };
    }
    this.#known.set(repository, snapshot);
    if (repository === this.#repositories.current) this.#show(snapshot);
  }
}
