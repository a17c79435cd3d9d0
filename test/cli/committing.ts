/** Ways of committing, and what they leave: the parts of the specifications of the commit hooks. */

import assert from 'node:assert/strict';
import { createProject, MODEL, type Project, TOOL } from './program.ts';

export const BY = `Assisted-by: ${TOOL}:${MODEL}`;
export const SIGNED = 'Signed-off-by: A Developer <dev@example.com>';

/** The trailers of a commit of `lines` lines, all by the tool. */
export const allAi = (lines: number) => [
  `AI-Contribution: 100% heavy; lines ai=${lines} mixed=0 human=0 unknown=0`,
  BY,
];

export interface Scenario {
  readonly title: string;
  readonly act: (project: Project) => Promise<unknown>;
  /** trailers of HEAD, as Git parses them */
  readonly trailers: readonly string[] | RegExp;
  /** the whole message, where it matters */
  readonly message?: string;
  /** commits on the branch, where it matters that there is a new one or none */
  readonly commits?: number;
}

/** Stages two lines by the tool. */
export async function stage(project: Project, file = 'a.txt'): Promise<void> {
  await project.ai(file, 'first line of the tool', 'second line of the tool');
  await project.git('add', '--', file);
}

/** Commits two lines by the tool and stages a third. */
export async function stageMore(project: Project): Promise<void> {
  await stage(project);
  await project.git('commit', '-q', '-m', 'Add a');
  await project.ai('a.txt', 'third line of the tool');
  await project.git('add', 'a.txt');
}

export const commitWith = async (project: Project, script: string, ...args: string[]) =>
  project.tryGit(['commit', '-q', ...args], { env: await project.editor(script) });

export const write = (text: string) => `printf '${text.replaceAll('\n', '\\n')}' > "$1"`;
export const prepend = (text: string) =>
  `{ printf '${text.replaceAll('\n', '\\n')}'; cat "$1"; } > "$1.new" && mv "$1.new" "$1"`;

/** Each scenario in a repository of its own, with the hooks as they are installed. */
export function specify(groups: Readonly<Record<string, readonly Scenario[]>>): void {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.dispose());

  for (const [group, scenarios] of Object.entries(groups))
    describe(group, () => {
      for (const { title, act, trailers, message, commits } of scenarios)
        it(title, async () => {
          await act(project);
          const found = await project.trailers();
          if (trailers instanceof RegExp) assert.match(found.join('\n'), trailers);
          else assert.deepEqual(found, trailers);
          if (message !== undefined)
            assert.equal(`${await project.git('log', '-1', '--format=%B')}`, message);
          if (commits !== undefined)
            assert.equal(await project.git('rev-list', '--count', 'HEAD'), String(commits));
          assert.equal((await project.git('fsck', '--strict', '--no-dangling')).trim(), '');
        });
    });
}
