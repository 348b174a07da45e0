import { z } from 'zod';
import { secretPlace, sshKey, webUrl } from './schema-parts.ts';

/*
 * What an installation that runs alone is to do: one description, whichever installer does it. A profile has all of it; a host may
 * say otherwise where machines differ. Each installer's own words are a format (generators/formats/answers).
 */

/** The languages in which installers take their answers. */
export const answersNames = [
  'preseed',
  'kickstart',
  'autoinstall',
  'autoyast',
  'agama',
  'fedora-coreos',
  'flatcar',
] as const;

/** Decimal, as the makers of disks count: 1G is 1,000,000,000 bytes. */
const size = z
  .string({ error: 'a size such as 480G' })
  .regex(/^[1-9][0-9]{0,5}[MGT]$/, 'a size such as 480G: a number, and M, G or T')
  .meta({ description: 'Decimal size: 1G is 1,000,000,000 bytes', examples: ['480G'] });

const disk = z
  .union(
    [
      z.strictObject({
        serial: z
          .string({ error: 'a serial number, in quotes if it is made of digits only' })
          .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{1,63}$/, 'a serial number')
          .meta({
            description: 'Serial number, as `lsblk --nodeps --output NAME,SERIAL` shows it',
            examples: ['S3Z8NB0K123456'],
          }),
      }),
      z.strictObject({
        path: z
          .string()
          .regex(
            /^\/dev\/(?:[shv]d[a-z]{1,2}|xvd[a-z]|nvme[0-9]{1,2}n[0-9]{1,2}|mmcblk[0-9]|disk\/by-(?:id|path)\/[A-Za-z0-9][A-Za-z0-9_.:+-]{0,127})$/,
            'a whole disk such as /dev/sda, /dev/nvme0n1 or /dev/disk/by-path/pci-0000:00:1f.2-ata-1',
          )
          .meta({ description: 'Device of a whole disk', examples: ['/dev/nvme0n1'] }),
      }),
      z.strictObject({
        size: z
          .strictObject({ least: size.optional(), most: size.optional() })
          .refine(({ least, most }) => least !== undefined || most !== undefined, {
            error: 'least, most, or both',
          })
          .meta({ description: 'The only disk of a size in this range' }),
      }),
    ],
    'which disk: { serial: … }, { path: /dev/… } or { size: { least: 100G, most: 600G } }',
  )
  .meta({
    description:
      'A disk that may be erased. If not exactly one disk of the machine fits, the installer stops before it writes',
  });

/** Each step without a hyphen, so that `/var/log` can become `var-log` and nothing else does. */
const mountPoint = z
  .string()
  .regex(/^(?:\/[a-z0-9_]{1,32}){1,4}$/, 'a mount point such as /var or /srv/data')
  .meta({ description: 'Where it is mounted', examples: ['/var'] });

export const layoutKinds = ['plain', 'lvm', 'raid1', 'luks'] as const;

const layout = z
  .strictObject({
    kind: z.enum(layoutKinds).meta({
      description:
        'plain: partitions. lvm: a volume group. raid1: every partition mirrored on two disks. luks: a volume group within an encrypted partition, /boot outside of it',
    }),
    fileSystem: z
      .enum(['ext4', 'xfs'])
      .default('ext4')
      .meta({ description: 'File system of the root and of further volumes' }),
    swap: size.optional().meta({ description: 'Swap space; none unless given' }),
    root: size.optional().meta({
      description:
        'Size of the root file system, for lvm and luks, where room is to be left in the volume group; all that is left unless given',
    }),
    volumes: z
      .array(z.strictObject({ mount: mountPoint, size }))
      .default([])
      .meta({ description: 'Further file systems beside the root, for lvm and luks' }),
    group: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,31}$/, 'a name: lower-case letters, digits and underscores')
      .optional()
      .meta({ description: 'Name of the volume group, for lvm and luks; system unless given' }),
    key: z.strictObject({ secret: secretPlace }).optional().meta({
      description:
        'Passphrase of the encrypted partition, for luks: where it is kept. The installer needs it as it is, so it stands in what the armed host is served',
    }),
  })
  .meta({ description: 'What the disk is made into' });

const user = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,30}$/, 'a user name: a letter, then letters, digits, - and _')
    .meta({ description: 'Login name', examples: ['ops'] }),
  fullName: z
    .string()
    .regex(
      /^[^\p{C}\p{Z}:,⟦⟧](?:[^\p{C}\u2028\u2029:,⟦⟧]{0,58}[^\p{C}\p{Z}:,⟦⟧])?$/u,
      'words on one line, without colon, comma and white brackets',
    )
    .optional()
    .meta({ description: 'Name for people; the login name unless given' }),
  password: z.strictObject({ secret: secretPlace }).optional().meta({
    description: 'Where the password is kept; without one it cannot log in by password',
  }),
  sshKeys: z.array(sshKey).optional().meta({
    description: "Who may log in as this user by SSH; those of the site's sshKeys unless given",
  }),
  sudo: z.boolean().default(false).meta({
    description: 'Whether it may become root by sudo; one without a password is not asked for one',
  }),
});

const locale = z
  .string()
  .regex(/^[a-z]{2,3}_[A-Z]{2}\.UTF-8$/, 'a locale with its country, such as en_US.UTF-8')
  .meta({ description: 'Locale' });
const keyboard = z
  .string()
  .regex(/^[a-z]{2,10}$/, 'an XKB layout such as us or de')
  .meta({ description: 'Keyboard, as an XKB layout' });
const timezone = z
  .string()
  .regex(
    /^[A-Z][A-Za-z0-9_+-]{1,30}(?:\/[A-Za-z0-9_+-]{1,30}){0,2}$/,
    'a time zone such as Europe/Amsterdam',
  )
  .meta({ description: 'Time zone of the tz database' });
const users = z.array(user).min(1).meta({ description: 'Who gets an account' });
const rootKeys = z
  .array(sshKey)
  .meta({ description: 'Who may log in as root by SSH; nobody unless given' });
/** RPM has letters of both cases, and groups: @core, @^minimal-environment. */
const packages = z
  .array(z.string().regex(/^(?:@\^?)?[A-Za-z0-9][A-Za-z0-9+._-]{0,127}$/, 'the name of a package'))
  .meta({ description: 'Packages beside what the installer takes by itself' });
const report = z.boolean().meta({
  description:
    'Whether the installed machine tells the boot server when it has booted from its disk for the first time: one request, which the log of its web server shows',
});
const source = webUrl
  .regex(/^[A-Za-z0-9:/?#@&+,=._~%-]+$/, 'a URL in ASCII, without spaces, quotes and brackets')
  .meta({ description: 'Where the installer gets the system from: a mirror, a tree or an image' });
/** SLES has several in one tree; Leap has one, which needs no name. */
const product = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{1,63}$/, 'a product such as SLES or Leap')
  .meta({
    description:
      'Which product of the tree is installed, for agama, and for autoyast where there are several',
    examples: ['SLES', 'openSUSE_Leap'],
  });
const disks = z.union(
  [disk, z.tuple([disk, disk])],
  'a disk: { serial: … }, { path: /dev/… } or { size: { least: 100G } }, or a list of two for raid1',
);

export const installSchema = z
  .strictObject({
    answers: z.enum(answersNames).meta({ description: 'The format that the installer reads' }),
    source: source.optional(),
    product: product.optional(),
    disk: disks.optional().meta({
      description: 'The disk that is erased, or two for raid1; a host may say which it is',
    }),
    layout: layout.prefault({ kind: 'plain' }),
    locale: locale.default('en_US.UTF-8'),
    keyboard: keyboard.default('us'),
    timezone: timezone.default('Etc/UTC'),
    users,
    rootKeys: rootKeys.default([]),
    packages: packages.default([]),
    report: report.default(true),
  })
  .meta({
    description:
      'What an installation that runs alone does, for kind installer: in place of a file of answers of your own',
  });

export const hostInstallSchema = z
  .strictObject({
    disk: disks.optional().meta({ description: 'The disk that is erased, or two for raid1' }),
    layout: layout.optional(),
    locale: locale.optional(),
    keyboard: keyboard.optional(),
    timezone: timezone.optional(),
    users: users.optional(),
    rootKeys: rootKeys.optional(),
    packages: packages.optional(),
    report: report.optional(),
  })
  .meta({
    description: "What of the profile's `install` is otherwise for this host, key by key",
  });

export type AnswersName = (typeof answersNames)[number];
export type LayoutKind = (typeof layoutKinds)[number];
export type InstallData = z.output<typeof installSchema>;
export type HostInstallData = z.output<typeof hostInstallSchema>;
export type DiskData = z.output<typeof disk>;
export type LayoutData = z.output<typeof layout>;
export type InstallUserData = z.output<typeof user>;
