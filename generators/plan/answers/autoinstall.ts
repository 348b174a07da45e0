import { wrote } from '../../inventory/inventory.ts';
import type { Reason, Rule, Sourced } from '../../reason.ts';
import type { Installer } from './installer.ts';

const NETBOOT =
  'https://github.com/canonical/ubuntu-server-documentation/blob/main/docs/how-to/installation/how-to-netboot-the-server-installer-on-amd64.md';

const liveSystem: Rule = {
  id: 'autoinstall-live-system',
  says: "Ubuntu's installer runs in the live system of the ISO, which its initrd downloads into memory.",
  page: '/howto/unattended-ubuntu/',
  source: NETBOOT,
};

const isoOnce: Rule = {
  id: 'autoinstall-iso-once',
  says: 'cloud-init would take url= for its own and download the ISO a second time; this argument is asked first.',
  page: '/howto/unattended-ubuntu/',
  source: NETBOOT,
};

const withoutQuestion: Rule = {
  id: 'autoinstall-without-question',
  says: 'Without the word autoinstall, the installer asks for a confirmation before it writes to a disk.',
  page: '/howto/unattended-ubuntu/',
  source:
    'https://github.com/canonical/subiquity/blob/main/doc/explanation/zero-touch-autoinstall.rst',
};

const seed: Rule = {
  id: 'autoinstall-seed',
  says: 'cloud-init fetches user-data, meta-data and vendor-data from this folder; the slash at its end is needed.',
  page: '/howto/unattended-ubuntu/',
  source:
    'https://github.com/canonical/cloud-init/blob/main/doc/rtd/reference/datasources/nocloud.rst',
};

export const autoinstall: Installer = {
  title: "Ubuntu's installer (autoinstall)",
  arguments: ({ profile, url }) => {
    const { source } = profile.install;
    const live: Reason[] = [{ kind: 'rule', rule: liveSystem }];
    const iso: Sourced<string>[] =
      source === undefined
        ? []
        : [
            { value: `url=${source}`, because: [wrote(profile, 'install', 'source'), ...live] },
            {
              value: 'cloud-config-url=/dev/null',
              because: [{ kind: 'rule', rule: isoOnce }],
            },
          ];
    return [
      ...['root=/dev/ram0', 'ramdisk_size=1500000', 'ip=dhcp'].map((value) => ({
        value,
        because: live,
      })),
      ...iso,
      { value: 'autoinstall', because: [{ kind: 'rule', rule: withoutQuestion }] },
      {
        value: `ds=nocloud-net;s=${url.value}`,
        because: [...url.because, { kind: 'rule', rule: seed }],
      },
    ];
  },
};
