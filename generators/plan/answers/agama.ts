import { wrote } from '../../inventory/inventory.ts';
import type { Reason, Rule } from '../../reason.ts';
import type { Installer } from './installer.ts';

const PAGE = '/howto/unattended-suse/';
const NETWORK = 'https://agama-project.github.io/docs/user/guides/network';

const findsItself: Rule = {
  id: 'agama-live',
  says: 'The installer is a live system, whose root file system dracut fetches from there; for that it needs the network.',
  page: PAGE,
  source: NETWORK,
};

const findsAnswers: Rule = {
  id: 'agama-argument',
  says: 'With a profile the installer begins by itself.',
  page: PAGE,
  source: 'https://agama-project.github.io/docs/overview/unattended',
};

export const AGAMA_FILE = 'profile.json';

export const agama: Installer = {
  title: 'Agama',
  arguments: ({ profile, url }) => {
    const { source } = profile.install;
    const rule = (of: Rule): Reason => ({ kind: 'rule', rule: of });
    return [
      ...(source === undefined
        ? []
        : [
            {
              value: `root=live:${source}`,
              because: [wrote(profile, 'install', 'source'), rule(findsItself)],
            },
          ]),
      { value: 'ip=dhcp', because: [rule(findsItself)] },
      { value: 'rd.neednet=1', because: [rule(findsItself)] },
      {
        value: `inst.auto=${url.value}${AGAMA_FILE}`,
        because: [...url.because, rule(findsAnswers)],
      },
    ];
  },
};
