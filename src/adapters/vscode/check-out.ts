/** Checks a pull request's branch out through the editor's own Git support, so that its views follow. */

import * as vscode from 'vscode';
import { isPlainBranchName } from '../../domain/branch-name.ts';
import type { PullRequest } from '../../domain/pull-requests/pull-request.ts';
import { visible } from '../../domain/visible-text.ts';

/** What is used of the API of the built-in Git extension, version 1. */
interface GitApi {
  readonly repositories: readonly GitRepository[];
}
interface GitRepository {
  readonly state: { readonly remotes: readonly { readonly name: string; readonly fetchUrl?: string }[] };
  fetch(remote: string, ref: string): Promise<void>;
  getBranch(name: string): Promise<unknown>;
  checkout(name: string): Promise<void>;
  createBranch(name: string, checkout: boolean, ref?: string): Promise<void>;
  setBranchUpstream(name: string, upstream: string): Promise<void>;
}

export interface CheckOutOptions {
  /** whether a remote is the repository of the pull request */
  isRemoteOf(url: string, pullRequest: PullRequest): boolean;
  /** the forge's ref of its head, for those that come from a fork: `refs/pull/7/head` */
  headRef(pullRequest: PullRequest): string;
}

/**
 * @returns the name of the branch
 * @throws when no open folder has the repository, or Git refuses; what is uncommitted is Git's to protect
 */
export async function checkOut(pullRequest: PullRequest, options: CheckOutOptions): Promise<string> {
  const found = place(await gitApi(), pullRequest, options);
  try {
    return await checkOutIn(found, pullRequest, options);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

/** The message of the Git extension's errors is the same for all of them; what Git said stands beside it. */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as Partial<Record<'stderr' | 'message', unknown>>;
  const lines = typeof stderr === 'string' ? stderr.trim().split('\n') : [];
  const said = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines[0];
  return said ? visible(said.replace(/^(fatal|error): /, '')) : String(message ?? error);
}

async function checkOutIn(
  { repository, remote }: Place,
  pullRequest: PullRequest,
  options: CheckOutOptions,
): Promise<string> {
  if (pullRequest.isFork) {
    const branch = `pr/${pullRequest.number}`;
    await repository.fetch(remote, options.headRef(pullRequest));
    if (await hasBranch(repository, branch)) await repository.checkout(branch);
    else await repository.createBranch(branch, true, 'FETCH_HEAD');
    return branch;
  }
  const branch = pullRequest.head;
  if (!isPlainBranchName(branch)) throw new Error(vscode.l10n.t('the name of the branch cannot be used'));
  await repository.fetch(remote, branch);
  if (await hasBranch(repository, branch)) await repository.checkout(branch);
  else {
    await repository.createBranch(branch, true, `${remote}/${branch}`);
    await repository.setBranchUpstream(branch, `${remote}/${branch}`);
  }
  return branch;
}

interface Place {
  readonly repository: GitRepository;
  readonly remote: string;
}

async function gitApi(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  if (!extension) throw new Error(vscode.l10n.t("the editor's Git support is switched off"));
  return (await extension.activate()).getAPI(1);
}

function place({ repositories }: GitApi, pullRequest: PullRequest, { isRemoteOf }: CheckOutOptions): Place {
  for (const repository of repositories)
    for (const { name, fetchUrl } of repository.state.remotes)
      if (fetchUrl !== undefined && isRemoteOf(fetchUrl, pullRequest)) return { repository, remote: name };
  throw new Error(vscode.l10n.t('no open folder has {0}', pullRequest.repository));
}

const hasBranch = (repository: GitRepository, name: string): Promise<boolean> =>
  repository.getBranch(name).then(
    () => true,
    () => false,
  );
