#!/usr/bin/env node
/** The program: what a hook runs, or the command line. Each is a bundle of its own, and loaded alone. */

import path from 'node:path';

/** Compiled code is kept where the launcher of the hooks keeps theirs. */
function keepCompiled(): void {
  const { XDG_CACHE_HOME, HOME, NODE_COMPILE_CACHE } = process.env;
  const caches = XDG_CACHE_HOME || (HOME && path.join(HOME, '.cache'));
  if (caches && !NODE_COMPILE_CACHE)
    process.getBuiltinModule('node:module').enableCompileCache(path.join(caches, 'lastmile'));
}

async function main([first, ...rest]: readonly string[]): Promise<number> {
  if (first === 'hook') return (await import('./hook.ts')).runHook(rest);
  // Older ones have none, or only behind a flag; https://nodejs.org/api/sqlite.html
  if (!process.getBuiltinModule?.('node:sqlite')) {
    process.stderr.write(`lastmile: needs Node.js 22.13 or newer, and this is ${process.version}\n`);
    // A tool is never in trouble because of us.
    return first === 'agent-hook' ? 0 : 1;
  }
  keepCompiled();
  return (await import('./command-line.ts')).runCommandLine(process.argv.slice(2));
}

// That the runtime calls a part of itself experimental is for us to know (`node:sqlite`, before Node 24).
if (!process.env.LASTMILE_DEBUG) process.removeAllListeners('warning');

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
