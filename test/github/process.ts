/**
 * A local GitHub as a process of its own, for tests that run where it cannot:
 *   node test/github/process.ts (demo | NUMBER)
 * Its first line says where it is. It obeys lines of standard input, each answered by a line: `refuse`, `listen`, `log`, `wait`
 * for a second of its own clock, and `send-back TITLE`, by which Alice asks for changes in that pull request.
 */
import { createInterface } from 'node:readline';
import { crowd } from './crowd.ts';
import { demoWorld } from './demo.ts';
import { startGitHub } from './server.ts';

const [wanted = 'demo'] = process.argv.slice(2);
const world = wanted === 'demo' ? demoWorld(Date.now()) : crowd(Number(wanted), { now: Date.now() });
const github = await startGitHub(world);
const SEND_BACK = 'send-back ';
const answer = (value: unknown) => console.log(JSON.stringify(value));

answer({ url: github.url, restUrl: github.restUrl, graphqlUrl: github.graphqlUrl });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'refuse') await github.refuse();
  if (line === 'listen') await github.listen();
  if (line === 'wait') world.advance({ seconds: 1 });
  if (line.startsWith(SEND_BACK)) sendBack(line.slice(SEND_BACK.length));
  answer(line === 'log' ? github.log : line);
}
await github.stop();

function sendBack(title: string): void {
  const repositories = [...world.state().repositories.values()];
  const pullRequest = repositories
    .flatMap((it) => [...it.pullRequests.values()])
    .find((it) => it.title === title);
  if (!pullRequest) throw new Error(`no pull request is called ${title}`);
  const { repository, number } = pullRequest;
  const review = { by: 'alice', state: 'CHANGES_REQUESTED', body: 'This needs another look.' } as const;
  world.add({ kind: 'reviewed', atMs: world.now, repository, number, ...review });
}
