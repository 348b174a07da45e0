import { wrote } from '../../inventory/inventory.ts';
import type { Reason, Rule } from '../../reason.ts';
import type { Installer } from './installer.ts';

const LINUXRC =
  'https://doc.opensuse.org/documentation/leap/autoyast/html/book-autoyast/appendix-linuxrc.html';

const findsTree: Rule = {
  id: 'autoyast-install',
  says: 'The initrd is linuxrc alone; it gets the installer and the packages from there.',
  page: '/howto/unattended-suse/',
  source: LINUXRC,
};

const findsAnswers: Rule = {
  id: 'autoyast-argument',
  says: 'linuxrc sets the network up and fetches the control file from there.',
  page: '/howto/unattended-suse/',
  source: LINUXRC,
};

const textMode: Rule = {
  id: 'autoyast-text',
  says: 'In text mode the installer works on a serial console as well.',
  page: '/howto/unattended-suse/',
  source:
    'https://doc.opensuse.org/documentation/leap/archive/15.3/autoyast/html/book-autoyast/Invoking.html',
};

export const AUTOYAST_FILE = 'autoinst.xml';

export const autoyast: Installer = {
  title: 'YaST (AutoYaST)',
  arguments: ({ profile, url }) => {
    const { source } = profile.install;
    const rule = (of: Rule): Reason => ({ kind: 'rule', rule: of });
    return [
      ...(source === undefined
        ? []
        : [
            {
              value: `install=${source}`,
              because: [wrote(profile, 'install', 'source'), rule(findsTree)],
            },
          ]),
      {
        value: `autoyast=${url.value}${AUTOYAST_FILE}`,
        because: [...url.because, rule(findsAnswers)],
      },
      { value: 'textmode=1', because: [rule(textMode)] },
    ];
  },
};
