import type { Rule } from '../../reason.ts';
import * as rules from '../rules.ts';
import type { Installer } from './installer.ts';

const nameBeforeAnswers: Rule = {
  id: 'preseed-host-name',
  says: 'The installer needs a host name for the network, before it can fetch its answers.',
  page: '/howto/unattended-debian/',
  source: 'https://www.debian.org/releases/bookworm/amd64/apbs04.en.html',
};

export const PRESEED_FILE = 'preseed.cfg';

export const preseed: Installer = {
  title: "Debian's installer (preseed)",
  arguments: ({ hostName, domain, url }) => [
    ...['auto=true', 'priority=critical'].map((value) => ({
      value,
      because: [{ kind: 'rule', rule: rules.preseedArguments } as const],
    })),
    {
      value: 'interface=auto',
      because: [{ kind: 'rule', rule: rules.installerInterface }],
    },
    {
      value: `hostname=${hostName.value}`,
      because: [...hostName.because, { kind: 'rule', rule: nameBeforeAnswers }],
    },
    {
      value: `domain=${domain.value}`,
      because: [...domain.because, { kind: 'rule', rule: nameBeforeAnswers }],
    },
    { value: `url=${url.value}${PRESEED_FILE}`, because: url.because },
  ],
};
