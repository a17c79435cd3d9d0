/** Translations have every text of the sources, with what is filled in, and nothing else. */

import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
// @ts-expect-error a script without types
import { BUNDLE, bundle, textsIn } from '../words.mjs';

type Texts = Readonly<Record<string, string>>;
const read = (path: string): Texts => JSON.parse(readFileSync(path, 'utf8'));

const sorted = (found: Iterable<string>): string[] => [...found].sort();
const matches = (text: string, pattern: RegExp): string[] => sorted(text.match(pattern) ?? []);
/** What stays as it is in every language. */
const KEPT: readonly [what: string, pattern: RegExp][] = [
  ['what is filled in', /\{\d+\}/g],
  ['icons', /\$\([a-z-]+\)/g],
  ['code, but for names of commands', /(?<=^[^`]*(?:`[^`]*`[^`]*)*)`(?!Lastmile: )[^`]+`/g],
  ['where links lead', /\]\([^)]+\)/g],
];

const languagesOf = (names: readonly string[], pattern: RegExp): string[] =>
  names.flatMap((name) => pattern.exec(name)?.[1] ?? []);
const OF_MANIFEST = languagesOf(readdirSync('.'), /^package\.nls\.(.+)\.json$/);
const OF_SOURCES = languagesOf(readdirSync('l10n'), /^bundle\.l10n\.(.+)\.json$/);

describe('the texts of the sources', () => {
  it('are in the bundle', () => {
    assert.equal(readFileSync(BUNDLE, 'utf8'), bundle(), 'out of date: node test/words.mjs --write');
  });

  it('are found wherever they are said', () => {
    const source = `l10n.t('it\\'s {0}', x); vscode.l10n.t(\n  "a", b); [phrase('c'), phrase('d')]`;
    assert.deepEqual(textsIn(source, 'a.ts'), ["it's {0}", 'a', 'c', 'd']);
  });

  for (const source of ['\nl10n.t(text)', "\nl10n.t('a' + b)", '\nphrase(`a`)'])
    it(`are literals: ${source.trim()} is refused`, () => {
      assert.throws(() => textsIn(source, 'a.ts'), /^Error: a\.ts:2: /);
    });
});

describe('translations', () => {
  it('are of the manifest and of the sources', () => {
    assert.ok(OF_SOURCES.length > 0);
    assert.deepEqual(sorted(OF_MANIFEST), sorted(OF_SOURCES));
    assert.equal(JSON.parse(readFileSync('package.json', 'utf8')).l10n, './l10n');
  });

  for (const language of OF_SOURCES)
    for (const [of, english, translated] of [
      ['the manifest', 'package.nls.json', `package.nls.${language}.json`],
      ['the sources', BUNDLE, `l10n/bundle.l10n.${language}.json`],
    ] as const)
      describe(`into ${language} of ${of}`, () => {
        const from = read(english);
        const to = read(translated);

        it('are of every text, and of no other', () => {
          assert.deepEqual(sorted(Object.keys(to)), sorted(Object.keys(from)));
        });

        it('are no empty texts', () => {
          assert.deepEqual(
            Object.keys(to).filter((key) => to[key]?.trim() === ''),
            [],
          );
        });

        it('call commands what they are called', () => {
          const named = Object.values(to).flatMap((text) => [...text.matchAll(/`Lastmile: ([^`]+)`/g)]);
          for (const [, title = ''] of named) assert.ok(Object.values(to).includes(title), title);
        });

        for (const [what, pattern] of KEPT)
          it(`keep ${what}`, () => {
            for (const [key, text] of Object.entries(to))
              assert.deepEqual(matches(text, pattern), matches(from[key] ?? '', pattern), key);
          });
      });
});
