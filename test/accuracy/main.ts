/** See test/accuracy.mjs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withFigures } from './report.ts';

const FILE = 'docs/accuracy.md';
const text = readFileSync(FILE, 'utf8');
const wanted = withFigures(text);
if (process.argv.includes('--write')) writeFileSync(FILE, wanted);
else if (wanted !== text) {
  console.error(`${FILE} says something else than the classifier does: node test/accuracy.mjs --write`);
  process.exitCode = 1;
}
