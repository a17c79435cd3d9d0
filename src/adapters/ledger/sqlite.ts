/** Getting at `node:sqlite`, which some runtimes lack and others announce as an experiment each time. */

/**
 * Null where the runtime has none. Node 22 warns on standard error when the module is first loaded, which nobody who
 * commits wants to read: warnings are off for that one call, in which nothing else happens.
 */
export function loadSqlite(): typeof import('node:sqlite') | null {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule?.('node:sqlite') ?? null;
  } finally {
    process.emitWarning = emitWarning;
  }
}
