/** Layers, and who may import whom: read from the imports of the files themselves. */

import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';

type Layer = 'domain' | 'services' | 'adapters' | 'cli' | 'views' | 'webview' | 'extension';

/** What the product may import of its own, by layer; a group of adapters is a layer of its own to the others. */
const ALLOWED: Record<Layer, (target: string, source: string, isOfTypes: boolean) => boolean> = {
  domain: (target) => isIn(target, 'domain'),
  services: (target) => isIn(target, 'domain', 'services'),
  // The types of the services that it drives are ports to an adapter as well; the services are handed to it.
  adapters: (target, source, isOfTypes) =>
    isIn(target, 'domain', groupOf(source)) ||
    target === 'services/ports.ts' ||
    (isOfTypes && isIn(target, 'services')),
  cli: (target) => isIn(target, 'domain', 'services', 'adapters', 'cli') && !isIn(target, 'adapters/vscode'),
  views: (target) => isIn(target, 'domain', 'services', 'views') || target === 'webview/protocol.ts',
  webview: (target) => isIn(target, 'domain', 'webview'),
  extension: () => true,
};

/** Where the editor may be reached for. */
const WITH_EDITOR = ['adapters/vscode', 'views', 'extension'];
/** Pure: the same result for the same arguments, whatever the machine. */
const WITHOUT_NODE = ['domain', 'webview'];

const isIn = (path: string, ...places: string[]): boolean =>
  places.some((place) => path === place || path.startsWith(`${place}/`));
const groupOf = (path: string): string => path.split('/').slice(0, 2).join('/');

const layerOf = (path: string): string => path.split('/')[0]!;

interface Import {
  /** of types alone: nothing is left of it when the program runs */
  readonly isOfTypes: boolean;
  /** `import()`: loaded when it is run */
  readonly isLater: boolean;
  readonly source: string;
  /** relative to src, or the name of a package */
  readonly target: string;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.[cm]?tsx?$/.test(path));

function importsOf(source: string): Import[] {
  const text = readFileSync(`src/${source}`, 'utf8');
  const found = text.matchAll(/\b(from|import|require)\s*\(?\s*(['"])([^'"\n]+)\2/g);
  return [...found].map(({ 0: whole, 1: word, 3: specifier = '', index }) => {
    const statement = Math.max(text.lastIndexOf('\nimport ', index), text.lastIndexOf('\nexport ', index));
    return {
      isOfTypes: word === 'from' && /^\n(import|export) type /.test(text.slice(statement, statement + 14)),
      isLater: /^import\s*\(/.test(whole),
      source,
      target: specifier.startsWith('.') ? posix.join(posix.dirname(source), specifier) : specifier,
    };
  });
}

const imports = files.flatMap(importsOf);
const isOwn = ({ target }: Import): boolean => files.includes(target);
const told = ({ source, target }: Import): string => `${source} -> ${target}`;

describe('the architecture', () => {
  it('is read from files that import something', () => {
    assert.ok(files.length > 20, `${files.length} files`);
    assert.ok(imports.filter(isOwn).length > files.length, 'imports of own files');
  });

  it('has no file outside its layers', () => {
    assert.deepEqual([...new Set(files.map(layerOf))].sort(), Object.keys(ALLOWED).sort());
  });

  for (const layer of Object.keys(ALLOWED) as Layer[]) {
    it(`lets ${layer} import what is to its left alone`, () => {
      const broken = imports.filter(
        (it) =>
          isOwn(it) && layerOf(it.source) === layer && !ALLOWED[layer](it.target, it.source, it.isOfTypes),
      );
      assert.deepEqual(broken.map(told), []);
    });
  }

  it('reaches for the editor from its adapter, the views and the extension alone', () => {
    const reaching = imports.filter(({ target }) => target === 'vscode');
    assert.ok(reaching.length > 0);
    assert.deepEqual(reaching.filter(({ source }) => !isIn(source, ...WITH_EDITOR)).map(told), []);
  });

  it('keeps domain and webview free of Node', () => {
    const broken = imports.filter(
      ({ source, target }) => isIn(source, ...WITHOUT_NODE) && (isBuiltin(target) || target === 'simple-git'),
    );
    assert.deepEqual(broken.map(told), []);
  });

  it('keeps clocks and chance out of the domain', () => {
    const impure = files
      .filter((path) => isIn(path, 'domain'))
      .filter((path) =>
        /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.)/.test(
          readFileSync(`src/${path}`, 'utf8'),
        ),
      );
    assert.deepEqual(impure, []);
  });

  it('has no default exports, barrels or utils', () => {
    const broken = files.filter((path) => {
      const text = readFileSync(`src/${path}`, 'utf8');
      return /(^|\/)(utils?|helpers|index)\.ts$/.test(path) || /^export (default|\*)/m.test(text);
    });
    assert.deepEqual(broken, []);
  });

  it('starts the editor without what opens repositories and what talks to GitHub', () => {
    const loaded = new Set(['extension/main.ts']);
    for (const file of loaded)
      for (const { source, target, isOfTypes, isLater } of imports)
        if (source === file && !isOfTypes && !isLater) loaded.add(target);
    assert.ok(loaded.has('extension/compose.ts'));
    const later =
      /^(extension\/(editor-repository|compose-github)\.ts|adapters\/git\/.*|simple-git|@octokit\/.*)$/;
    assert.deepEqual(
      [...loaded].filter((it) => later.test(it)),
      [],
    );
  });

  it('lets nobody import in a circle', () => {
    assert.deepEqual(cycleOf(imports.filter((it) => isOwn(it) && !it.isOfTypes)), []);
  });
});

/** The files of one circle of imports, or nothing. */
function cycleOf(edges: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { source, target } of edges) targets.set(source, [...(targets.get(source) ?? []), target]);
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const target of targets.get(file) ?? []) {
      const cycle = visit(target);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of targets.keys()) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
