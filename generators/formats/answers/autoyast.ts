import { linesOf, type Line } from '../../artifact.ts';
import { AUTOYAST_FILE } from '../../plan/answers/autoyast.ts';
import { bytesOf, volumeName, type Install } from '../../plan/install.ts';
import type { Reason, Sourced } from '../../reason.ts';
import { diskChoice, diskVariable } from './disk-choice.ts';
import { reportSteps } from './first-boot.ts';
import { Slots, type AnswersFormat, type Fault } from './format.ts';
import { rulesOf } from './rules.ts';
import { suseFaults, suseSudo } from './suse.ts';
import { xmlLines, xmlText, type Element } from './xml.ts';

/*
 * A control file of AutoYaST, for openSUSE Leap 15 and SUSE Linux Enterprise 15.
 * Source: https://doc.opensuse.org/documentation/leap/autoyast/html/book-autoyast/cha-configuration-installation-options.html
 */

const GUIDE =
  'https://doc.opensuse.org/documentation/leap/autoyast/html/book-autoyast/cha-configuration-installation-options.html';
const GUIDE_SOURCE =
  'https://github.com/SUSE/doc-sle/blob/00a0d3e8eaa49c2ced5eb539f1943ca38786acbe/xml/ay_partitioning.xml';
const STORAGE =
  'https://github.com/yast/yast-storage-ng/blob/d831b0981311718c959a55952c4f7ccaf9ebca3f/src/lib/y2storage';

const rule = rulesOf('autoyast', '/howto/unattended-suse/');

const because = {
  form: rule('form', 'The installer takes the whole description from this one file.', GUIDE),
  unasked: rule('unasked', 'Nobody sits there to confirm what is shown, or the licence.', GUIDE),
  disk: rule(
    'disk',
    'The names of disks are known only on the machine. A script finds them and writes them into the file, which the installer then reads again; a disk of the name that stands here does not exist, and the installer stops for want of it.',
    `${STORAGE}/autoinst_issues/no_disk.rb`,
  ),
  erase: rule('erase', 'All of the disk is used, and its partition table made anew.', GUIDE_SOURCE),
  firmware: rule(
    'firmware',
    "A partition of the kind that the firmware or GRUB needs to start from a GPT, by YaST's own number for it.",
    `${STORAGE}/partition_id.rb`,
  ),
  rootLocked: rule('root-locked', 'Nobody logs in as root by password.', GUIDE),
  sudoers: rule(
    'sudoers',
    "SUSE's sudo asks for root's password unless it is told otherwise, and root has none.",
    'https://documentation.suse.com/sled/15-SP5/html/SLED-all/cha-adm-sudo.html',
  ),
  ssh: rule('ssh', 'The installed system is reached by SSH.', GUIDE),
  late: rule(
    'late',
    'What the file has no words for is done by a script in the installed system, before it starts for the first time.',
    'https://github.com/SUSE/doc-sle/blob/0035c3803dda027f229529336a15bd01fae533f2/xml/ay_custom_user_scripts.xml',
  ),
  clock: rule('clock', 'The clock of the hardware shows UTC.', GUIDE),
  patterns: rule('base', 'What makes a system without a desktop.', GUIDE),
} as const;

const MIB = 2 ** 20;
const BOOT_MIB = 1024;
const ESP_MIB = 512;
const BIOS_BOOT_MIB = 8;

/** Numbers of partition types, as YaST has always had them: LEGACY_TO_CURRENT in partition_id.rb. */
const types = { lvm: 142, raid: 253, efi: 259, biosBoot: 263 } as const;

/** The name of a disk until the script has found it. */
function unknownDisk(index: number): string {
  return `/dev/bootbook-${diskVariable(index)}`;
}

/**
 * XKB layouts that YaST knows by the same name, and those that it knows by another.
 * Source: https://github.com/yast/yast-country/blob/master/keyboard/src/lib/y2keyboard/keyboards.rb
 */
const KEYBOARDS: ReadonlySet<string> = new Set(
  'us gb de ch fr ca es latam it ir pt br gr nl dk no se cz sk si hu pl ru ee lt tr hr jp be is kr tw cn ro'.split(
    ' ',
  ),
);
const KEYBOARD_NAMES: ReadonlyMap<string, string> = new Map([
  ['fi', 'finnish'],
  ['rs', 'serbian'],
  ['ua', 'ukrainian'],
]);

export const autoyast: AnswersFormat = {
  check: (install) => [...faultsOf(install)],
  emit(install) {
    const slots = new Slots();
    return [
      {
        name: AUTOYAST_FILE,
        language: 'xml',
        lines: [...controlFile(install, slots)],
        secrets: slots.all,
      },
    ];
  },
};

function* faultsOf(install: Install): Generator<Fault> {
  const { source, profile, keyboard } = install;
  if (source === undefined)
    yield {
      value: { value: undefined, because: [] },
      text: {
        code: 'install-source',
        message: `linuxrc has to be told where the installer is, and ${profile.id} does not say it.`,
        expected: 'install.source: the URL of an installation tree',
        received: 'nothing',
        advice:
          'Add `source`, such as https://download.opensuse.org/distribution/leap/15.6/repo/oss/.',
      },
    };
  if (!KEYBOARDS.has(keyboard.value) && !KEYBOARD_NAMES.has(keyboard.value))
    yield {
      value: keyboard,
      text: {
        code: 'install-unable',
        message: 'YaST has no keyboard of this name.',
        expected: [...KEYBOARDS, ...KEYBOARD_NAMES.keys()].toSorted().join(', '),
        received: keyboard.value,
        advice: 'Take one of these.',
      },
    };
  yield* suseFaults(install, '@base');
}

function* controlFile(install: Install, slots: Slots): Generator<Line> {
  const own = [because.form];
  yield { text: '<?xml version="1.0" encoding="UTF-8"?>', because: own };
  yield { text: '<!DOCTYPE profile>', because: own };
  yield {
    text: '<!-- Written by Bootbook: edit the inventory, not this file. -->',
    because: own,
  };
  yield* xmlLines(
    {
      tag: 'profile',
      attributes:
        'xmlns="http://www.suse.com/1.0/yast2ns" xmlns:config="http://www.suse.com/1.0/configns"',
      content: [
        general(),
        ...localisation(install),
        networking(install),
        ...time(install),
        partitioning(install, slots),
        software(install),
        accounts(install, slots),
        ...access(),
        scripts(install),
      ],
    },
    own,
  );
}

function general(): Element {
  return map(
    'general',
    [map('mode', [flag('confirm', false), flag('confirm_base_product_license', false)])],
    [because.unasked],
  );
}

function localisation({ locale, keyboard, timezone }: Install): Element[] {
  return [
    // YaST adds the UTF-8 by itself: https://github.com/yast/yast-country/blob/master/language/src/modules/Language.rb
    map('language', [text('language', locale.value.replace('.UTF-8', ''))], locale.because),
    map(
      'keyboard',
      [text('keymap', KEYBOARD_NAMES.get(keyboard.value) ?? keyboard.value)],
      keyboard.because,
    ),
    map(
      'timezone',
      [text('hwclock', 'UTC', [because.clock]), text('timezone', timezone.value)],
      timezone.because,
    ),
  ];
}

function networking({ hostName, domain }: Install): Element {
  return map('networking', [
    flag('keep_install_network', true),
    map(
      'dns',
      [text('hostname', hostName.value), text('domain', domain.value)],
      [...hostName.because, ...domain.because],
    ),
  ]);
}

function time({ ntp }: Install): Element[] {
  if (ntp.length === 0) return [];
  return [
    map('ntp-client', [
      text('ntp_sync', 'systemd'),
      list(
        'ntp_servers',
        ntp.map(({ value, because: why }) =>
          map('ntp_server', [text('address', value), flag('iburst', true)], why),
        ),
      ),
    ]),
  ];
}

function partitioning(install: Install, slots: Slots): Element {
  const { value: layout, because: why } = install.layout;
  const { kind, fileSystem, swap, root, volumes, key } = layout;
  const grouped = kind === 'lvm' || kind === 'luks';
  const drives = install.disks.map((disk, index): Element => {
    const parts = [firmwarePart(install, index)];
    if (grouped)
      parts.push(
        part(mebibytes(BOOT_MIB), 'ext4', '/boot'),
        map('partition', [
          flag('create', true),
          number('partition_id', types.lvm),
          text('size', 'max'),
          ...(key === undefined
            ? []
            : [
                symbol('crypt_method', 'luks1'),
                text('crypt_key', slots.plain(key.secret, keyText)),
              ]),
          text('lvm_group', layout.group ?? 'system'),
        ]),
      );
    else if (kind === 'raid1') {
      if (swap !== undefined) parts.push(member('swap', sizeOf(swap)));
      parts.push(member('root', 'max'));
    } else {
      if (swap !== undefined) parts.push(part(sizeOf(swap), 'swap', 'swap'));
      parts.push(part('max', fileSystem, '/'));
    }
    return map('drive', [
      text('device', unknownDisk(index), [...disk.because, because.disk]),
      symbol('type', 'CT_DISK'),
      text('disklabel', 'gpt'),
      { ...flag('initialize', true), because: [because.erase] },
      text('use', 'all', [because.erase]),
      list('partitions', parts),
    ]);
  });
  if (grouped)
    drives.push(
      map('drive', [
        text('device', `/dev/${layout.group ?? 'system'}`),
        symbol('type', 'CT_LVM'),
        list('partitions', [
          ...(swap === undefined ? [] : [part(sizeOf(swap), 'swap', 'swap', 'swap')]),
          ...volumes.map(({ mount, size }) =>
            part(sizeOf(size), fileSystem, mount, volumeName(mount)),
          ),
          part(root === undefined ? 'max' : sizeOf(root), fileSystem, '/', 'root'),
        ]),
      ]),
    );
  if (kind === 'raid1') {
    if (swap !== undefined) drives.push(mirror('swap', 'swap', 'swap'));
    drives.push(mirror('root', fileSystem, '/'));
  }
  return list('partitioning', drives, why);
}

/** What the firmware starts from. A mirror has one on each disk, and uses the first. */
function firmwarePart({ firmware }: Install, index: number): Element {
  if (firmware === 'bios')
    return map(
      'partition',
      [
        flag('create', true),
        number('partition_id', types.biosBoot),
        text('size', mebibytes(BIOS_BOOT_MIB)),
        flag('format', false),
      ],
      [because.firmware],
    );
  return map(
    'partition',
    [
      flag('create', true),
      number('partition_id', types.efi),
      text('size', mebibytes(ESP_MIB)),
      flag('format', true),
      symbol('filesystem', 'vfat'),
      ...(index === 0 ? [text('mount', '/boot/efi')] : []),
    ],
    [because.firmware],
  );
}

function part(size: string, fileSystem: string, mount: string, volume?: string): Element {
  return map('partition', [
    flag('create', true),
    ...(volume === undefined ? [] : [text('lv_name', volume)]),
    text('size', size),
    flag('format', true),
    symbol('filesystem', fileSystem),
    text('mount', mount),
  ]);
}

/** One half of a mirror. */
function member(name: string, size: string): Element {
  return map('partition', [
    flag('create', true),
    number('partition_id', types.raid),
    text('size', size),
    flag('format', false),
    text('raid_name', `/dev/md/${name}`),
  ]);
}

function mirror(name: string, fileSystem: string, mount: string): Element {
  return map('drive', [
    text('device', `/dev/md/${name}`),
    symbol('type', 'CT_MD'),
    text('disklabel', 'none'),
    list('partitions', [
      map('partition', [
        flag('format', true),
        symbol('filesystem', fileSystem),
        text('mount', mount),
      ]),
    ]),
    map('raid_options', [flag('persistent_superblock', true), text('raid_type', 'raid1')]),
  ]);
}

function mebibytes(count: number): string {
  return `${count}MiB`;
}

function sizeOf(size: string): string {
  return mebibytes(Math.round(bytesOf(size) / MIB));
}

/** A passphrase as the content of an element, whose white space at the ends would be lost. */
function keyText(value: string): string | undefined {
  return value === value.trim() ? xmlText(value) : undefined;
}

function software({ packages, users, profile }: Install): Element {
  const patterns: Sourced<string>[] = packages
    .filter(({ value }) => value.startsWith('@'))
    .map((each) => ({ ...each, value: each.value.slice(1) }));
  if (!patterns.some(({ value }) => value === 'base'))
    patterns.unshift({ value: 'base', because: [because.patterns] });
  const names = new Map<string, readonly Reason[]>([['openssh', [because.ssh]]]);
  for (const user of users) if (user.sudo && !names.has('sudo')) names.set('sudo', user.because);
  for (const each of packages) if (!each.value.startsWith('@')) names.set(each.value, each.because);
  const { product } = profile.install ?? {};
  return map('software', [
    ...(product === undefined ? [] : [list('products', [text('product', product)])]),
    list(
      'patterns',
      patterns.map(({ value, because: why }) => text('pattern', value, why)),
    ),
    list(
      'packages',
      [...names].map(([name, why]) => text('package', name, why)),
    ),
  ]);
}

function accounts({ users, rootKeys }: Install, slots: Slots): Element {
  return list('users', [
    map(
      'user',
      [
        text('username', 'root'),
        flag('encrypted', true),
        text('user_password', '!', [because.rootLocked]),
        ...keyList(rootKeys),
      ],
      [because.rootLocked],
    ),
    ...users.map((user) =>
      map(
        'user',
        [
          text('username', user.name),
          text('fullname', user.fullName),
          flag('encrypted', true),
          text('user_password', user.password === undefined ? '!' : slots.hash(user.password)),
          ...keyList(user.sshKeys),
        ],
        user.because,
      ),
    ),
  ]);
}

function keyList(keys: readonly Sourced<string>[]): Element[] {
  if (keys.length === 0) return [];
  return [
    list(
      'authorized_keys',
      keys.map(({ value, because: why }) => text('authorized_key', value, why)),
    ),
  ];
}

function access(): Element[] {
  const why = [because.ssh];
  return [
    map(
      'firewall',
      [
        flag('enable_firewall', true),
        flag('start_firewall', true),
        text('default_zone', 'public'),
        list('zones', [
          map('zone', [
            text('name', 'public'),
            list('services', [text('service', 'dhcpv6-client'), text('service', 'ssh')]),
          ]),
        ]),
      ],
      why,
    ),
    map('services-manager', [map('services', [list('enable', [text('service', 'sshd')])])], why),
  ];
}

function scripts(install: Install): Element {
  return map('scripts', [
    list('pre-scripts', [script('bootbook-disk.sh', [...diskScript(install)])], [because.disk]),
    list(
      'chroot-scripts',
      [script('bootbook-late.sh', [...lateScript(install)], true)],
      [because.late],
    ),
  ]);
}

function script(name: string, lines: readonly Line[], chrooted?: boolean): Element {
  return map('script', [
    text('filename', name),
    text('interpreter', '/bin/sh'),
    ...(chrooted === true ? [flag('chrooted', true)] : []),
    { tag: 'source', content: { script: lines } },
  ]);
}

function* diskScript({ disks }: Install): Generator<Line> {
  const why = [because.disk];
  yield { text: 'set -eu', because: why };
  yield* diskChoice(disks, ['while :; do sleep 60; done']);
  const found = disks.map((_, index) => {
    const name = unknownDisk(index);
    return `-e "s|<device>${name}</device>|<device>$${diskVariable(index)}</device>|"`;
  });
  yield {
    text: `sed ${found.join(' ')} /tmp/profile/autoinst.xml > /tmp/profile/modified.xml`,
    because: why,
  };
}

function* lateScript({ users, report }: Install): Generator<Line> {
  yield { text: 'set -eu', because: [because.late] };
  for (const user of users)
    if (user.sudo) yield* linesOf([...user.because, because.sudoers], ...suseSudo(user));
  if (report !== undefined) yield* linesOf(report.because, ...reportSteps(report.value));
}

function text(tag: string, content: string, why?: readonly Reason[]): Element {
  return { tag, content, ...(why !== undefined && { because: why }) };
}

function flag(tag: string, value: boolean): Element {
  return { tag, attributes: 'config:type="boolean"', content: String(value) };
}

function number(tag: string, value: number): Element {
  return { tag, attributes: 'config:type="integer"', content: String(value) };
}

function symbol(tag: string, value: string): Element {
  return { tag, attributes: 'config:type="symbol"', content: value };
}

function map(tag: string, content: readonly Element[], why?: readonly Reason[]): Element {
  return { tag, content, ...(why !== undefined && { because: why }) };
}

function list(tag: string, content: readonly Element[], why?: readonly Reason[]): Element {
  return {
    tag,
    attributes: 'config:type="list"',
    content,
    ...(why !== undefined && { because: why }),
  };
}
