import type { TFunction } from 'i18next';
import type { CrowdFault } from './use-crowd.ts';

/** How the server is started so that it can bring a crowd. */
const command = 'npm start';

/** Why an order was refused, in the page's language; a code that has no text of its own is told. */
export function faultWords({ code }: CrowdFault, t: TFunction): string {
  const other = t('frame.crowdFault.other', { code });
  return t(`frame.crowdFault.${code}`, { command, defaultValue: other });
}
