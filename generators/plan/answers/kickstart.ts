import { wrote } from '../../inventory/inventory.ts';
import type { Rule } from '../../reason.ts';
import type { Installer } from './installer.ts';

const findsAnswers: Rule = {
  id: 'kickstart-argument',
  says: 'Anaconda fetches its kickstart file from there, with DHCP on every interface that has a link.',
  page: '/howto/unattended-rhel/',
  source: 'https://github.com/rhinstaller/anaconda/blob/main/docs/user-guide/boot-options.rst',
};

const findsItself: Rule = {
  id: 'kickstart-stage2',
  says: 'The initrd holds only the beginning of the installer; the rest, install.img, lies in the same tree as the packages.',
  page: '/howto/unattended-rhel/',
  source: 'https://github.com/rhinstaller/anaconda/blob/main/docs/user-guide/boot-options.rst',
};

export const KICKSTART_FILE = 'ks.cfg';

export const kickstart: Installer = {
  title: 'Anaconda (kickstart)',
  arguments: ({ profile, url }) => {
    const { source } = profile.install;
    return [
      ...(source === undefined
        ? []
        : [
            {
              value: `inst.stage2=${source}`,
              because: [
                wrote(profile, 'install', 'source'),
                { kind: 'rule', rule: findsItself } as const,
              ],
            },
          ]),
      {
        value: `inst.ks=${url.value}${KICKSTART_FILE}`,
        because: [...url.because, { kind: 'rule', rule: findsAnswers }],
      },
    ];
  },
};
