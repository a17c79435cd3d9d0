/** The part of the desktop editor's command line that the server edition understands. */
import { parseArgs } from 'node:util';

export interface EditorArguments {
  readonly folder: string | undefined;
  readonly files: readonly string[];
  readonly extensionDevelopmentPaths: readonly string[];
  readonly extensionTestsPath: string | undefined;
  readonly userDataDir: string | undefined;
  readonly extensionsDir: string | undefined;
  readonly remoteDebuggingPort: number | undefined;
  readonly workspaceTrust: boolean;
  readonly installExtensions: readonly string[];
}

export function parseEditorArguments(argv: readonly string[]): EditorArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    strict: false, // `--no-sandbox`, `--disable-updates` and others that mean nothing here are passed as well
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
      'remote-debugging-port': { type: 'string' },
      'disable-workspace-trust': { type: 'boolean' },
      'install-extension': { type: 'string', multiple: true },
    },
  });
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const texts = (value: unknown) =>
    Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
  const port = text(values['remote-debugging-port']);
  return {
    folder: positionals[0],
    files: positionals.slice(1),
    extensionDevelopmentPaths: texts(values.extensionDevelopmentPath),
    extensionTestsPath: text(values.extensionTestsPath),
    userDataDir: text(values['user-data-dir']),
    extensionsDir: text(values['extensions-dir']),
    remoteDebuggingPort: port === undefined ? undefined : Number(port),
    workspaceTrust: values['disable-workspace-trust'] !== true,
    installExtensions: texts(values['install-extension']),
  };
}
