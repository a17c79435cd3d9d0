/**
 * A local GitHub as a process of its own, for tests that run where it cannot:
 *   node test/github/process.ts (demo | NUMBER)
 * Its first line says where it is. It obeys lines of standard input, `refuse`, `listen`, `log`, each answered by a line.
 */
import { createInterface } from 'node:readline';
import { crowd } from './crowd.ts';
import { demoWorld } from './demo.ts';
import { startGitHub } from './server.ts';

const [wanted = 'demo'] = process.argv.slice(2);
const world = wanted === 'demo' ? demoWorld(Date.now()) : crowd(Number(wanted), { now: Date.now() });
const github = await startGitHub(world);
const answer = (value: unknown) => console.log(JSON.stringify(value));

answer({ url: github.url, restUrl: github.restUrl, graphqlUrl: github.graphqlUrl });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'refuse') await github.refuse();
  if (line === 'listen') await github.listen();
  answer(line === 'log' ? github.log : line);
}
await github.stop();
