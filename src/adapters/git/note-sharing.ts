/** Notes beside the branches of a remote: fetched with them, merged with ours, pushed with them, never forced. */

import { NOTES_REF } from '../../domain/notes.ts';
import { GitError } from '../../services/ports.ts';
import { mergeNotes, REMOTE_NOTES } from './notes.ts';
import { type Runner, run } from './run.ts';

export interface NoteSharing {
  /** remotes with which notes are shared */
  remotes(): Promise<string[]>;
  /** from now on `git fetch` brings the notes of `remote`, and a push takes ours along */
  turnOn(remote: string): Promise<void>;
  turnOff(remote: string): Promise<void>;
  /** merges what was fetched; true if that was anything */
  merge(remote: string): Promise<boolean>;
  /** fetches and merges */
  pull(remote: string): Promise<boolean>;
  /** pushes, after merging what others pushed meanwhile; false when there is nothing to push */
  push(remote: string): Promise<boolean>;
}

/** How often a push is begun anew when somebody else has pushed in between. */
const ATTEMPTS = 5;

/** With this code git ends when it is given an option that it does not know. */
const UNKNOWN_OPTION = 129;

const SHARED = /^remote\.(.+)\.lastmileshare$/;

/** @param combine makes one note of two of the same commit; must not depend on their order */
export function createNoteSharing(runner: Runner, combine: (a: string, b: string) => string): NoteSharing {
  const fetched = (remote: string) => `${REMOTE_NOTES}/${remote}/ai`;
  // A pattern: what it matches need not be there, as it is not on a remote that nobody has pushed notes to.
  const refspec = (remote: string) => `+${NOTES_REF}*:${fetched(remote)}*`;

  async function tip(ref: string): Promise<string> {
    const { stdout } = await run(runner, ['for-each-ref', '--format=%(objectname)', ref]);
    return stdout.toString('latin1').trim();
  }

  const merge = (remote: string) => mergeNotes(runner, NOTES_REF, fetched(remote), combine);

  async function pull(remote: string): Promise<boolean> {
    const command = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules'];
    const what = [remote, refspec(remote)];
    // FETCH_HEAD is what the user fetched last, for them to merge. Git before 2.29 writes it in any case.
    const { code } = await run(runner, [...command, '--no-write-fetch-head', ...what], {
      allow: [UNKNOWN_OPTION],
    });
    if (code === UNKNOWN_OPTION) await run(runner, [...command, ...what]);
    return merge(remote);
  }

  return {
    merge,
    pull,

    async remotes() {
      const args = ['config', '--local', '-z', '--get-regexp', '^remote\\..*\\.lastmileshare$'];
      const { stdout } = await run(runner, args, { allow: [1] });
      return stdout
        .toString('utf8')
        .split('\0')
        .flatMap((entry) => {
          const [key, value] = entry.split('\n');
          return value === 'true' ? [SHARED.exec(key ?? '')?.[1] ?? []].flat() : [];
        });
    },

    async turnOn(remote) {
      await run(runner, ['config', '--local', `remote.${remote}.lastmileShare`, 'true']);
      await run(runner, [
        'config',
        '--local',
        '--replace-all',
        `remote.${remote}.fetch`,
        refspec(remote),
        literally(refspec(remote)),
      ]);
    },

    async turnOff(remote) {
      const gone = { allow: [5] };
      await run(runner, ['config', '--local', '--unset-all', `remote.${remote}.lastmileShare`], gone);
      await run(
        runner,
        ['config', '--local', '--unset-all', `remote.${remote}.fetch`, literally(refspec(remote))],
        gone,
      );
    },

    async push(remote) {
      if ((await tip(NOTES_REF)) === '') return false;
      for (let attempt = 1; ; attempt++) {
        await pull(remote);
        if ((await tip(NOTES_REF)) === (await tip(fetched(remote)))) return false;
        try {
          // Not verified: the hook that pushes notes beside branches is the one that called.
          const options = ['--quiet', '--no-verify', '--recurse-submodules=no'];
          await run(runner, ['push', ...options, remote, `${NOTES_REF}:${NOTES_REF}`]);
          return true;
        } catch (error) {
          const before = await tip(fetched(remote));
          if (!(error instanceof GitError) || attempt === ATTEMPTS) throw error;
          await pull(remote);
          if ((await tip(fetched(remote))) === before) throw error;
        }
      }
    },
  };
}

/** A pattern for git config that matches `text` alone. */
const literally = (text: string): string => `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
