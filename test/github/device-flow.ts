/**
 * How a program signs somebody in by a code that they type in on GitHub's page:
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow
 */

import type { TokenOptions } from './access.ts';
import type { Incoming, Outgoing } from './server.ts';

const CODE_PATH = '/login/device/code';
const TOKEN_PATH = '/login/oauth/access_token';
const USER_CODE = 'WDJB-MJHT';

export interface DeviceFlow {
  /** null: the request is about something else. Needs no token, because it gives one. */
  answer(incoming: Incoming, webUrl: string): Outgoing | null;
}

interface Asked {
  readonly scopes: readonly string[];
  /** how often it was asked whether the code has been typed in */
  times: number;
}

/**
 * @param tokens of whoever types the code in, which takes them until the program has asked once in vain; the first that
 * has the scopes asked for is theirs
 */
export function createDeviceFlow(tokens: Readonly<Record<string, TokenOptions>>): DeviceFlow {
  const asked = new Map<string, Asked>();
  const tokenWith = (wanted: readonly string[]) =>
    Object.entries(tokens).find(
      ([, { scopes }]) => scopes === undefined || wanted.every((it) => scopes.includes(it)),
    )?.[0];
  return {
    answer({ method, url }, webUrl) {
      if (method !== 'POST' || (url.pathname !== CODE_PATH && url.pathname !== TOKEN_PATH)) return null;
      if (url.pathname === CODE_PATH) {
        const code = `device-${asked.size + 1}`;
        const scopes = (url.searchParams.get('scope') ?? '').split(/[\s,]+/).filter(Boolean);
        asked.set(code, { scopes, times: 0 });
        const page = { user_code: USER_CODE, verification_uri: `${webUrl}/login/device` };
        return { status: 200, body: { device_code: code, ...page, expires_in: 900, interval: 1 } };
      }
      const code = url.searchParams.get('device_code') ?? '';
      const it = asked.get(code);
      if (it === undefined) return { status: 200, body: { error: 'incorrect_device_code' } };
      it.times += 1;
      if (it.times === 1) return { status: 200, body: { error: 'authorization_pending' } };
      const token = tokenWith(it.scopes);
      if (token === undefined) return { status: 200, body: { error: 'access_denied' } };
      const scope = it.scopes.join(',');
      return { status: 200, body: { access_token: token, token_type: 'bearer', scope } };
    },
  };
}
