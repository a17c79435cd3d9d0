/** What the repositories of a window say of pull requests: their remotes, their rules, and what is known of their past. */

import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { LogChannel } from '../adapters/vscode/log.ts';
import type { Repositories } from '../adapters/vscode/repositories.ts';
import { rulesSetting } from '../adapters/vscode/settings.ts';
import type { PullRequest } from '../domain/pull-requests/pull-request.ts';
import type { Rules } from '../domain/pull-requests/rules.ts';
import { RULES_FILE, type RulesProblem, readRules } from '../domain/pull-requests/rules-file.ts';
import { withoutLinks } from '../domain/visible-text.ts';
import type { Clock } from '../services/ports.ts';
import type { LocalFacts } from '../services/pull-requests/board.ts';
import { type Hosts, isRemoteAt } from '../services/pull-requests/hosts.ts';
import { createLocalKnowledge, type LocalKnowledge } from '../services/pull-requests/local-knowledge.ts';
import { type Remote, remotesOf } from '../services/pull-requests/remotes.ts';
import type { EditorRepository } from './editor-repository.ts';

export interface EditorProjectOptions {
  readonly clock: Clock;
  readonly log: LogChannel;
  readonly hosts: () => Hosts;
}

type Place = Pick<PullRequest, 'forge' | 'repository'>;

/** A remote of an open repository. */
interface Known {
  readonly remote: Remote;
  readonly rules: Rules;
  readonly local: LocalKnowledge;
}

export class EditorProject implements vscode.Disposable {
  readonly #repositories: Repositories<EditorRepository>;
  readonly #options: EditorProjectOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly #told = new Set<string>();
  readonly #local = new WeakMap<EditorRepository, LocalKnowledge>();
  #known: readonly Known[] = [];
  #others = readRules([]).rules;
  #updating: Promise<void> = Promise.resolve();

  /** remotes, rules, or what is known of the past */
  readonly onDidChange = this.#changed.event;

  constructor(repositories: Repositories<EditorRepository>, options: EditorProjectOptions) {
    this.#repositories = repositories;
    this.#options = options;
    const files = vscode.workspace.createFileSystemWatcher(`**/${RULES_FILE}`);
    const again = () => void this.update().then(() => this.#changed.fire());
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      files,
      files.onDidChange(again),
      files.onDidCreate(again),
      files.onDidDelete(again),
      repositories.onDidChangeAll(again),
    );
  }

  get hasRemotes(): boolean {
    return this.#known.length > 0;
  }

  /** `owner/name` of the remotes at a host */
  namesAt(host: string): string[] {
    const hosts = this.#options.hosts();
    const here = this.#known.filter(({ remote }) => isRemoteAt(host, remote, hosts));
    return [...new Set(here.map(({ remote }) => remote.repository))];
  }

  /** @param place null: of what is in no open folder */
  rulesOf(place: Place | null): Rules {
    return (place && this.#at(place)?.rules) ?? this.#others;
  }

  /** Read when it is first asked for; until then nothing is known. */
  localOf(pullRequest: PullRequest): LocalFacts | undefined {
    return this.#at(pullRequest)?.local.of(pullRequest);
  }

  /** One after the other: an earlier call may have read an older file and take longer than a later one. */
  update(): Promise<void> {
    const read = () => this.#read();
    this.#updating = this.#updating.then(read, read);
    return this.#updating;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #read(): Promise<void> {
    const before = this.#known;
    const setting = rulesSetting();
    this.#others = kept(this.#others, readRules(setting ? [setting] : []).rules);
    const known: Known[] = [];
    for (const repository of this.#repositories.all) {
      try {
        const [remotes, read] = await Promise.all([remotesOf(repository.git), repository.rules()]);
        const local = this.#localOf(repository);
        const rules = kept(before.find((it) => it.local === local)?.rules, read.rules);
        known.push(...remotes.map((remote) => ({ remote, rules, local })));
        for (const problem of read.problems) this.#tell(problem);
      } catch (error) {
        this.#options.log.warn(`the rules of ${repository.name} could not be read`, error);
      }
    }
    this.#known = known;
  }

  #at({ forge, repository }: Place): Known | undefined {
    const name = repository.toLowerCase();
    return this.#known.find(
      ({ remote }) =>
        remote.repository.toLowerCase() === name && isRemoteAt(forge, remote, this.#options.hosts()),
    );
  }

  #localOf(repository: EditorRepository): LocalKnowledge {
    const there = this.#local.get(repository);
    if (there) return there;
    const { clock, log } = this.#options;
    const made = createLocalKnowledge({
      git: repository.git,
      clock,
      log,
      config: () => repository.config(),
      onNews: () => this.#changed.fire(),
    });
    this.#local.set(repository, made);
    return made;
  }

  /** Each once in a window; what it is about does not hold, the rest does. */
  #tell({ layer, path, message }: RulesProblem): void {
    // Keys of a file that a clone brought along are in it.
    const text = withoutLinks([layer, path, message].filter(Boolean).join(': '));
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#options.log.warn(text);
    void vscode.window.showWarningMessage(`Lastmile: ${text}`);
  }
}

/** The rules that were there before where they say the same: what was remembered of them stays good. */
const kept = (before: Rules | undefined, now: Rules): Rules =>
  before && isDeepStrictEqual(before, now) ? before : now;
