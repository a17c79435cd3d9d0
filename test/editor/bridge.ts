/**
 * Where tests in the extension host reach the process that has the window: an HTTP server on this machine,
 * for one run, with a token. POST /event takes what the tests report; POST /call does what the driver asks.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestEvent } from '../run/events.ts';
import type { EditorWindow } from './window.ts';

export interface Bridge {
  /** for the environment of the editor */
  readonly env: { readonly LASTMILE_TEST_BRIDGE: string; readonly LASTMILE_TEST_TOKEN: string };
  close(): void;
}

export async function openBridge(
  editorWindow: () => Promise<EditorWindow>,
  onEvent: (event: TestEvent) => void,
): Promise<Bridge> {
  const token = randomBytes(24).toString('hex');
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${token}`) return answer(403, {});
    try {
      const body = JSON.parse(await text(request));
      if (request.url === '/event') {
        onEvent(body as TestEvent);
        answer(200, {});
      } else {
        answer(200, { value: await perform(await editorWindow(), body as Call) });
      }
    } catch (error) {
      answer(200, { error: error instanceof Error ? error.message : String(error) });
    }
  });
  server.keepAliveTimeout = 600_000; // a test may stop at a breakpoint
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: { LASTMILE_TEST_BRIDGE: `http://127.0.0.1:${port}`, LASTMILE_TEST_TOKEN: token },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Call {
  readonly group: string;
  readonly name: string;
  readonly args: readonly unknown[];
}

async function perform(editorWindow: EditorWindow, { group, name, args }: Call): Promise<unknown> {
  const methods = editorWindow[group as keyof EditorWindow] as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  return methods[name]!(...args);
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
