/** A repository that hooks are installed in, a new one for each test. */

import assert from 'node:assert/strict';
import { type Hooked, type HookedOptions, hooked, snapshot, told } from '../../fixtures/hooked.ts';
import type { CommandResult } from '../../fixtures/repository.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';

export interface Installing {
  repository: Repository;
  hooked: Hooked;
  /** makes both; to be called first */
  begin(name?: string, options?: HookedOptions): Promise<Repository>;
  install(): Promise<void>;
  uninstall(): Promise<void>;
  /** in one line, see `told` */
  status(): Promise<string>;
  commit(...args: string[]): Promise<CommandResult>;
  /** what installing may change in the Git folder */
  gitFolder(): Promise<Record<string, unknown>>;
}

/** Registers with the suite around it what is to be done after each test. */
export function installing(): Installing {
  const at = {
    async begin(name, options) {
      at.repository = await createRepository(name === undefined ? {} : { name });
      at.hooked = await hooked(at.repository, options);
      return at.repository;
    },
    install: async () => assert.equal((await at.hooked.installer.install()).kind, 'installed'),
    uninstall: async () => assert.equal((await at.hooked.installer.uninstall()).kind, 'uninstalled'),
    status: async () => told(await at.hooked.installer.status()),
    commit: (...args) => at.repository.tryGit(['commit', '--allow-empty', '-m', 'message', ...args]),
    async gitFolder() {
      const files = await snapshot(at.repository.path('.git'));
      return Object.fromEntries(
        Object.entries(files).filter(
          ([name]) => /^(hooks|config|lastmile|info)/.test(name) && !name.endsWith('pending'),
        ),
      );
    },
  } as Installing;
  afterEach(() => at.repository.dispose());
  return at;
}
