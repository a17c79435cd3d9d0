/**
 * Tells what happens in a world: `story.repository('acme/shop').pullRequest({ by: 'dana' }).requestReview('alice')`.
 * People and organisations exist from their first mention; a login that ends in `[bot]` is a bot.
 */

import { ownerOf } from '../lookup.ts';
import { World } from '../world.ts';
import { RepositoryStory, type ToldRepository } from './repository.ts';

/** When whatever is not told of, such as the accounts of those who act, came to be. */
const BEGINNING_MS = Date.UTC(2020, 0, 1);

export interface ToldTeam {
  readonly members: readonly string[];
  readonly name?: string;
  readonly isSecret?: boolean;
}

export class Story extends World {
  readonly #accounts = new Set<string>();
  readonly #repositories = new Map<string, RepositoryStory>();

  /** The repository of that name; told of for the first time, it is created, with a first commit. */
  repository(nameWithOwner: string, told: ToldRepository = {}): RepositoryStory {
    const known = this.#repositories.get(nameWithOwner);
    if (known) return known;
    const owner = ownerOf(nameWithOwner);
    if (told.isPersonal) this.account(owner);
    else this.organisation(owner);
    const repository = new RepositoryStory(this, nameWithOwner, told, BEGINNING_MS);
    this.#repositories.set(nameWithOwner, repository);
    return repository;
  }

  /** `organisation/slug` */
  team(key: string, { members, name, isSecret = false }: ToldTeam): this {
    const [organisation = '', slug = ''] = key.split('/');
    this.organisation(organisation);
    for (const member of members) this.account(member);
    this.add({ kind: 'team', atMs: BEGINNING_MS, organisation, slug, name: name ?? slug, isSecret, members });
    return this;
  }

  account(login: string, name: string | null = null): this {
    return this.#account(login, login.endsWith('[bot]') ? 'Bot' : 'User', name);
  }

  organisation(login: string): this {
    return this.#account(login, 'Organization', null);
  }

  /** The account is no more: whatever it did is by nobody. */
  deleteAccount(login: string): this {
    this.add({ kind: 'account-deleted', atMs: this.now, login });
    return this;
  }

  #account(login: string, type: 'User' | 'Bot' | 'Organization', name: string | null): this {
    if (this.#accounts.has(login)) return this;
    this.#accounts.add(login);
    this.add({ kind: 'account', atMs: BEGINNING_MS, login, type, name });
    return this;
  }
}
