/** Stack traces of bundled tests in terms of the files they came from. The extension host cannot do it: it has
 * its own way with stacks, which Node's source maps do not survive. */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** @param folder of the bundles, with a `.map` beside each */
export function createStackMapper(folder: string): (text: string) => string {
  const maps = new Map<string, SourceMap | undefined>();
  const mapOf = (file: string) => {
    if (!maps.has(file)) maps.set(file, read(join(folder, `${file}.map`)));
    return maps.get(file);
  };
  const name = relative('.', folder).replaceAll('\\', '/');
  const place = new RegExp(`[^\\s(]*${name}/([^\\s:()]+\\.cjs):(\\d+):(\\d+)`, 'g');
  return (text) =>
    text.replaceAll(place, (whole, file: string, line: string, column: string) => {
      const found = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (!found || !('originalSource' in found)) return whole;
      const source = relative('.', join(folder, dirname(file), found.originalSource));
      return `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`;
    });
}

function read(path: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined; // the trace stays as it is
  }
}
