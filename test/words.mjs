// The texts that people read, for translators: l10n/bundle.l10n.json, from where the sources say them.
//   node test/words.mjs           fails when it has others
//   node test/words.mjs --write   makes it have them
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

export const BUNDLE = 'l10n/bundle.l10n.json';

const CALL = /\b(?:l10n\.t|phrase)\(\s*/g;
const LITERAL = /^(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*[,)]/;

/** @returns the texts of one file; each is a literal, or nobody could find it */
export function textsIn(source, path) {
  return [...source.matchAll(CALL)].map(({ 0: call, index }) => {
    const rest = source.slice(index + call.length);
    const [, single, double] = LITERAL.exec(rest) ?? [];
    const text = single ?? double;
    if (text === undefined) {
      const line = source.slice(0, index).split('\n').length;
      throw new Error(`${path}:${line}: ${call.trim()} takes a text as it stands, not ${rest.slice(0, 40)}`);
    }
    return text.replace(/\\(.)/g, '$1');
  });
}

export function bundle() {
  const texts = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => textsIn(readFileSync(`src/${path}`, 'utf8'), `src/${path}`));
  const sorted = [...new Set(texts)].sort();
  return `${JSON.stringify(Object.fromEntries(sorted.map((text) => [text, text])), null, 2)}\n`;
}

if (import.meta.main) {
  const wanted = bundle();
  if (process.argv.includes('--write')) {
    mkdirSync('l10n', { recursive: true });
    writeFileSync(BUNDLE, wanted);
  } else if (readFileSync(BUNDLE, 'utf8') !== wanted) {
    console.error(`${BUNDLE} differs from the sources: node test/words.mjs --write`);
    process.exitCode = 1;
  }
}
