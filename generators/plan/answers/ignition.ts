import type { Reason, Rule, Sourced } from '../../reason.ts';
import type { AnswersMachine, Installer } from './installer.ts';

const PAGE = '/howto/flatcar-and-coreos/';
const rule = (of: Rule): Reason => ({ kind: 'rule', rule: of });

const asksAtFirstBoot: Rule = {
  id: 'ignition-first-boot',
  says: 'A system from the network has no disk that says whether this is its first boot, so the kernel is told, and Ignition runs.',
  page: PAGE,
  source:
    'https://github.com/coreos/fedora-coreos-docs/blob/9db0773ba2aa153d278387d2b8e0edbce148af78/modules/ROOT/pages/live-booting.adoc',
};

const flatcarFirstBoot: Rule = {
  ...asksAtFirstBoot,
  id: 'ignition-first-boot-flatcar',
  source:
    'https://github.com/flatcar/flatcar-docs/blob/e0411428c378f4c20c4da6cc31b15abba627f95f/docs/installing/bare-metal/booting-with-pxe.md',
};

const bareMetal: Rule = {
  id: 'ignition-platform',
  says: 'Real hardware: no cloud is asked for a config.',
  page: PAGE,
  source: 'https://coreos.github.io/ignition/supported-platforms/',
};

const liveConfig: Rule = {
  id: 'ignition-live',
  says: 'What runs from the network gets a config whose only purpose is to install; the installed system gets one of its own.',
  page: PAGE,
  source: asksAtFirstBoot.source!,
};

/** For the system that runs from the network. */
export const LIVE_FILE = 'live.ign';

function url({ url: folder }: AnswersMachine): Sourced<string> {
  return {
    value: `ignition.config.url=${folder.value}${LIVE_FILE}`,
    because: [...folder.because, rule(liveConfig)],
  };
}

export const fedoraCoreos: Installer = {
  title: 'Fedora CoreOS (Ignition)',
  arguments: (machine) => [
    { value: 'ignition.firstboot', because: [rule(asksAtFirstBoot)] },
    { value: 'ignition.platform.id=metal', because: [rule(bareMetal)] },
    url(machine),
  ],
};

export const flatcar: Installer = {
  title: 'Flatcar Container Linux (Ignition)',
  arguments: (machine) => [
    { value: 'flatcar.first_boot=1', because: [rule(flatcarFirstBoot)] },
    url(machine),
  ],
};
