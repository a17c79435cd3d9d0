/** The tests for the extension host as it can load them: one CommonJS file for each, in a folder of their own. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** @returns the path for `--extensionTestsPath`; its folder is the caller's to remove */
export async function bundleTests(files: readonly string[]): Promise<string> {
  await mkdir('out', { recursive: true });
  // Inside the project, because mocha itself is not bundled; one for each run, because two may run at once.
  const folder = await mkdtemp(join('out', 'editor-'));
  await build({
    entryPoints: ['test/editor/host.ts', ...files],
    outbase: 'test/editor',
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'linked',
    external: ['vscode', 'mocha', 'playwright-core', 'esbuild'],
    logLevel: 'warning',
  });
  return join(process.cwd(), folder, 'host.cjs');
}
