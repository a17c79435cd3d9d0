/** The repositories of the window: those of its folders and those nested in them, and which one is looked at. */

import { realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../services/ports.ts';
import { watchGitFolders } from './git-folder-watch.ts';
import { portable, relativeTo } from './paths.ts';

/** One work tree, opened. */
export interface OpenRepository extends vscode.Disposable {
  readonly worktree: string;
  readonly gitDir: string;
  readonly commonDir: string;
  /** whether another process has recorded something since this was asked last */
  hasNews(): boolean;
}

export type Opening<R> =
  | { readonly kind: 'repository'; readonly repository: R }
  | { readonly kind: NotOpened };

/** `dubious-ownership`: the repository is another user's, and git wants to be told that it is safe */
type NotOpened = 'no-repository' | 'git-missing' | 'dubious-ownership';
export type NoRepository = 'no-folder' | 'virtual' | 'untrusted' | NotOpened;

export interface Located<R> {
  readonly repository: R;
  /** relative to the root of the work tree, `/`-separated */
  readonly path: string;
}

export class Repositories<R extends OpenRepository> implements vscode.Disposable {
  readonly #open: (folder: string) => Promise<Opening<R>>;
  readonly #log: Log;
  readonly #repositories = new Map<string, R>();
  readonly #watches = new Map<R, vscode.Disposable>();
  /** what a folder turned out to be in, so that git is not asked at every change of the active editor */
  readonly #outcomes = new Map<string, { readonly worktree: string } | { readonly kind: NotOpened }>();
  readonly #changedCurrent = new vscode.EventEmitter<void>();
  readonly #changedContent = new vscode.EventEmitter<R>();
  readonly #changedAll = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  /** real paths of folders that are opened through a symbolic link */
  readonly #realPaths = new Map<string, string>();
  #current: R | NoRepository | 'loading' = 'loading';
  #work: Promise<void> = Promise.resolve();
  #isDisposed = false;

  readonly onDidChangeCurrent = this.#changedCurrent.event;
  readonly onDidChangeContent = this.#changedContent.event;
  /** one was opened or closed */
  readonly onDidChangeAll = this.#changedAll.event;

  /** @param open gives the repository that a folder is in; the same one again is given back to be disposed of */
  constructor(open: (folder: string) => Promise<Opening<R>>, log: Log) {
    this.#open = open;
    this.#log = log;
    const files = vscode.workspace.createFileSystemWatcher('**/*');
    const touched = (uri: vscode.Uri) => this.#fileChanged(uri);
    const afresh = () => {
      this.#outcomes.clear();
      this.#again();
    };
    const cameOrWent = (uri: vscode.Uri) => {
      if (/[\\/]\.git(?:[\\/]HEAD)?$/.test(uri.fsPath)) afresh();
      else touched(uri);
    };
    this.#subscriptions = [
      files,
      files.onDidChange(touched),
      files.onDidCreate(cameOrWent),
      files.onDidDelete(cameOrWent),
      vscode.workspace.onDidChangeWorkspaceFolders(afresh),
      vscode.workspace.onDidGrantWorkspaceTrust(afresh),
      vscode.window.onDidChangeActiveTextEditor(() => this.#again()),
    ];
    this.#current = this.#withoutRepository() ?? 'loading';
    this.#again();
  }

  get current(): R | NoRepository | 'loading' {
    return this.#current;
  }

  get all(): R[] {
    return [...this.#repositories.values()];
  }

  /** resolves when what has happened so far has been taken in */
  settled(): Promise<void> {
    return this.#work;
  }

  /** The innermost open repository that a file is in. */
  locate(uri: vscode.Uri): Located<R> | undefined {
    if (uri.scheme !== 'file') return undefined;
    const file = this.#real(portable(uri.fsPath));
    let found: Located<R> | undefined;
    for (const [worktree, repository] of this.#repositories) {
      const path = relativeTo(worktree, file);
      if (path && (!found || path.length < found.path.length)) found = { repository, path };
    }
    return found && !isInGitFolder(found.path) ? found : undefined;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const repository of this.all) this.#close(repository);
    this.#changedCurrent.dispose();
    this.#changedContent.dispose();
    this.#changedAll.dispose();
  }

  #withoutRepository(): NoRepository | undefined {
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) return 'no-folder';
    if (folders.every(({ uri }) => uri.scheme !== 'file')) return 'virtual';
    return vscode.workspace.isTrusted ? undefined : 'untrusted';
  }

  /** One look after the other, because each opens processes and the order decides who is current. */
  #again(): void {
    this.#work = this.#work
      .then(() => this.#look())
      .catch((error: unknown) => this.#log.warn('the repositories of the window are not known', error));
  }

  async #look(): Promise<void> {
    if (this.#isDisposed) return;
    const without = this.#withoutRepository();
    if (without) {
      for (const repository of this.all) this.#close(repository);
      return this.#setCurrent(without);
    }
    for (const repository of this.all) {
      const isThere = await stat(repository.gitDir).catch(() => undefined);
      if (!isThere) this.#close(repository);
    }
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    let first: R | NotOpened = 'no-repository';
    for (const { uri } of folders) {
      this.#realPaths.set(portable(uri.fsPath), portable(await realpath(uri.fsPath).catch(() => uri.fsPath)));
      const opened = await this.#openAt(uri.fsPath);
      if (typeof first === 'string') first = opened;
    }
    this.#setCurrent((await this.#ofActiveEditor()) ?? (this.#isOpen(this.#current) ? this.#current : first));
  }

  #isOpen(current: R | string): current is R {
    return typeof current !== 'string' && this.#watches.has(current);
  }

  async #ofActiveEditor(): Promise<R | undefined> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    // The sides of a comparison with an earlier version have a scheme of their own and the path of the file.
    if (!uri || (uri.scheme !== 'file' && uri.scheme !== 'git')) return undefined;
    const file = vscode.Uri.file(uri.fsPath);
    const folder = vscode.workspace.getWorkspaceFolder(file);
    if (!folder) return undefined;
    const nested = await folderWithGit(dirname(file.fsPath), folder.uri.fsPath);
    if (nested !== undefined) await this.#openAt(nested);
    return this.locate(file)?.repository;
  }

  async #openAt(folder: string): Promise<R | NotOpened> {
    const outcome = this.#outcomes.get(folder);
    if (outcome !== undefined && 'kind' in outcome) return outcome.kind;
    const known = outcome && this.#repositories.get(outcome.worktree);
    if (known) return known;
    const opening = await this.#open(folder);
    if (opening.kind !== 'repository') {
      this.#outcomes.set(folder, { kind: opening.kind });
      return opening.kind;
    }
    const { repository } = opening;
    const worktree = portable(repository.worktree);
    this.#outcomes.set(folder, { worktree });
    const same = this.#repositories.get(worktree);
    if (same || this.#isDisposed) {
      repository.dispose();
      return same ?? 'no-repository';
    }
    this.#repositories.set(worktree, repository);
    const changed = () => this.#changedContent.fire(repository);
    const ledgerChanged = () => {
      if (repository.hasNews()) changed();
    };
    this.#watches.set(
      repository,
      watchGitFolders(repository, { git: changed, ledger: ledgerChanged }, this.#log),
    );
    this.#changedAll.fire();
    return repository;
  }

  #close(repository: R): void {
    this.#watches.get(repository)?.dispose();
    this.#watches.delete(repository);
    this.#repositories.delete(portable(repository.worktree));
    repository.dispose();
    if (!this.#isDisposed) this.#changedAll.fire();
  }

  #setCurrent(current: R | NoRepository): void {
    if (current === this.#current || this.#isDisposed) return;
    this.#current = current;
    this.#changedCurrent.fire();
  }

  #fileChanged(uri: vscode.Uri): void {
    const located = this.locate(uri);
    if (located) this.#changedContent.fire(located.repository);
  }

  #real(path: string): string {
    for (const [folder, real] of this.#realPaths) {
      const rest = folder === real ? undefined : relativeTo(folder, path);
      if (rest !== undefined) return rest === '' ? real : `${real}/${rest}`;
    }
    return path;
  }
}

const isInGitFolder = (path: string): boolean => path === '.git' || path.startsWith('.git/');

/** The innermost folder from `from` up to and including `limit` that has a `.git`. */
async function folderWithGit(from: string, limit: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    if (await stat(join(folder, '.git')).catch(() => undefined)) return folder;
    if (folder === limit || folder === dirname(folder)) return undefined;
  }
}
