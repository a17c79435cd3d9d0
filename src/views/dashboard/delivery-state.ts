/** How delivery stands, in the words of the dashboard. */

import { env, l10n } from 'vscode';
import type { DeliveryOutcome } from '../../services/delivery/delivery.ts';
import type { DeliveryState } from '../../webview/protocol.ts';

export function deliveryState(outcome: DeliveryOutcome): DeliveryState {
  switch (outcome.kind) {
    case 'ready':
      return outcome;
    case 'no-repositories':
      return missing(
        l10n.t('No data: no open repository has a remote on a GitHub where you are signed in.'),
        true,
      );
    case 'failed':
      return failed(outcome);
  }
}

const missing = (message: string, canSignIn = false): DeliveryState => ({
  kind: 'missing',
  message,
  canSignIn,
});

function failed({ host, failure }: Extract<DeliveryOutcome, { kind: 'failed' }>): DeliveryState {
  switch (failure.kind) {
    case 'signed-out':
      return missing(l10n.t('Sign in to {0} to see how your pull requests fare.', host), true);
    case 'rate-limited':
      return missing(
        l10n.t(
          'No data: {0} answers again from {1} on.',
          host,
          new Date(failure.retryAtMs).toLocaleTimeString(env.language, { timeStyle: 'short' }),
        ),
      );
    case 'sso-required':
      return missing(l10n.t('No access: {0} asks for single sign-on.', failure.organisation), true);
    case 'scope-missing':
      return missing(l10n.t('No access: the sign-in lacks {0}.', failure.scopes.join(', ')), true);
    case 'offline':
      return missing(l10n.t('No data: {0} cannot be reached.', host));
    case 'error':
      return missing(l10n.t('No data: {0} answered with an error. The log says more.', host));
  }
}
