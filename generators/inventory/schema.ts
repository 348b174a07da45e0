import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { hostInstallSchema, installSchema } from './install-schema.ts';
import { recipeNames } from './recipes.ts';
import { secretPlace, sshKey, webUrl, type SecretPlace } from './schema-parts.ts';

/*
 * The shape of the inventory, once: validation, editors' completion (public/schema/inventory.json) and the reference
 * pages all come from these schemas. What concerns several objects at a time stands in check.ts.
 */

/** Ids are host names and file names at the same time, so they keep to RFC 1123: lower case, digits and inner hyphens. */
export const ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const id = (what: string): z.ZodString =>
  z
    .string()
    .regex(ID, `an id of a ${what}: lower-case letters, digits and inner hyphens, 63 at most`);

const MAC_DIGITS = /^[0-9a-f]{12}$/;
const MAC_SPELLINGS =
  /^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}|[0-9a-f]{6}-?[0-9a-f]{6})$/i;

/** Lower-case, colon-separated form of a MAC in any usual spelling, or undefined. */
export function normaliseMac(text: string): string | undefined {
  if (!MAC_SPELLINGS.test(text)) return undefined;
  const digits = text.toLowerCase().replaceAll(/[^0-9a-f]/g, '');
  return MAC_DIGITS.test(digits) ? digits.replaceAll(/..(?!$)/g, '$&:') : undefined;
}

const mac = z
  .string({ error: 'a MAC address, in quotes if it is made of digits only' })
  .regex(
    MAC_SPELLINGS,
    'a MAC address such as 52:54:00:12:34:56, 52-54-00-12-34-56 or 5254.0012.3456',
  )
  .transform((text) => normaliseMac(text)!)
  .meta({ description: 'MAC address, in any usual spelling', examples: ['52:54:00:12:34:56'] });

const address = z
  .string()
  .refine((text) => ipaddr.IPv4.isValidFourPartDecimal(text), 'an IPv4 address such as 10.20.0.11')
  .meta({ description: 'IPv4 address', examples: ['10.20.0.11'] });

/** Ranges of addresses that no single machine on a network can have, as ipaddr.js names them. */
const NOT_FOR_MACHINES = ['unspecified', 'loopback', 'linkLocal', 'multicast', 'ipv4Mapped'];

const address6 = z
  .string()
  .refine(
    (text) => isPlainAddress6(text) && !NOT_FOR_MACHINES.includes(ipaddr.IPv6.parse(text).range()),
    'an IPv6 address such as 2001:db8:20::40, neither link-local nor multicast',
  )
  .transform((text) => ipaddr.IPv6.parse(text).toRFC5952String())
  .meta({
    description: 'IPv6 address, in any usual spelling',
    examples: ['2001:db8:20::40'],
  });

/** Without a zone, which means something on one machine only. */
function isPlainAddress6(text: string): boolean {
  return /^[0-9a-f:]+$/i.test(text) && ipaddr.IPv6.isValid(text);
}

const cidr6 = z
  .string()
  .refine((text) => {
    const [base, bits] = text.split('/');
    return isPlainAddress6(base ?? '') && bits === '64';
  }, 'a prefix such as 2001:db8:20::/64, with 64 bits')
  .transform((text) => `${ipaddr.IPv6.parse(text.slice(0, -3)).toRFC5952String()}/64`)
  .meta({ description: 'IPv6 prefix of 64 bits', examples: ['2001:db8:20::/64'] });

const cidr = z
  .string()
  .refine((text) => {
    const [base, bits] = text.split('/');
    return (
      ipaddr.IPv4.isValidFourPartDecimal(base ?? '') && /^(?:[89]|[12][0-9]|30)$/.test(bits ?? '')
    );
  }, 'a network such as 10.20.0.0/24, with 8 to 30 bits')
  .meta({ description: 'IPv4 network with its prefix length', examples: ['10.20.0.0/24'] });

const DOMAIN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const domain = z
  .string()
  .regex(DOMAIN, 'a DNS domain such as ams1.example.net')
  .meta({ description: 'DNS domain' });

const label = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'text on one line, without control characters')
  .meta({ description: 'Words for people, on one line' });

/** PCI vendor and device, as lspci -nn writes them. */
const PCI = /^[0-9a-f]{4}:[0-9a-f]{4}$/i;
const pci = z
  .string()
  .regex(PCI, 'a PCI id such as 14e4:1639, in quotes')
  .transform((text) => text.toLowerCase());

/** Numbers and letters, parted by dots, as vendors write them. */
export const FIRMWARE_VERSION = /^[0-9A-Za-z][0-9A-Za-z.()-]*$/;

/** Control characters (a newline above all) cannot stand on a kernel command line, whatever the boot loader. */
const kernelArgument = z
  .string()
  .min(1)
  .regex(
    /^[^\p{Cc}\u2028\u2029]*$/u,
    'one kernel argument, without line breaks or other control characters',
  )
  .regex(/^\S(?:.*\S)?$/su, 'one kernel argument, without white space at its ends')
  .meta({ description: 'One kernel argument', examples: ['console=ttyS0,115200n8'] });

const kernelArguments = z.array(kernelArgument).meta({
  description:
    'Kernel arguments, one an item. Those of site, network, model, profile and host are put together in that order',
});

const SAFE_RELATIVE = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9_+.@-][A-Za-z0-9_+.@/-]*$/;
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 sum: 64 lower-case hexadecimal digits')
  .meta({ description: 'SHA-256 of the file' });

export const architectures = ['amd64', 'arm64'] as const;

const source = z
  .union(
    [
      z.strictObject({
        package: z
          .string()
          .regex(/^[a-z0-9][a-z0-9+.-]+$/, 'the name of a Debian package')
          .meta({
            description:
              'Debian package that holds the file; it is downloaded and unpacked, not installed',
          }),
        architecture: z
          .enum(['amd64', 'arm64', 'i386'])
          .optional()
          .meta({ description: "The package's own architecture, where it is not this machine's" }),
        file: z
          .string()
          .regex(
            /^\/(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9_+.@/-]+$/,
            'an absolute path inside the package, without ..',
          )
          .meta({ description: 'Absolute path of the file inside the package' }),
        sha256: sha256.optional(),
      }),
      z.strictObject({
        path: z
          .string()
          .regex(SAFE_RELATIVE, 'a path from the root of the repo, without ..')
          .meta({ description: 'Path from the root of the repo' }),
        sha256: sha256.optional(),
      }),
      z.strictObject({
        url: webUrl.meta({ description: 'http or https URL' }),
        sha256,
        sums: z
          .strictObject({
            url: webUrl.meta({ description: 'List of SHA-256 sums that has the file: SHA256SUMS' }),
            release: webUrl
              .optional()
              .meta({ description: 'Release file of an archive that lists that list' }),
            signature: webUrl.optional().meta({
              description:
                'Detached OpenPGP signature of the Release file, or of the list if there is none',
            }),
            keyring: z
              .string()
              .regex(
                /^\/?(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9_+.@-][A-Za-z0-9_+.@/-]*$/,
                'an absolute path, or one from the root of the repo, without ..',
              )
              .default('/usr/share/keyrings/debian-archive-keyring.gpg')
              .meta({ description: 'Keys that may have made the signature, for gpgv' }),
          })
          .optional()
          .meta({
            description:
              'Where its publisher lists it: `images update` finds newer versions there, and with a signature the file is taken only if the signed list has it',
          }),
      }),
      z.strictObject({
        recipe: z.enum(recipeNames).meta({
          description: 'Recipe that makes the file out of Debian packages when the bundle is built',
        }),
        architecture: z
          .enum(architectures)
          .meta({ description: 'Architecture that it is made for' }),
        file: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.-]*$/, 'the name of a file that the recipe gives')
          .meta({ description: 'Which of the files that the recipe gives' }),
        sha256: sha256.optional(),
      }),
    ],
    'where the file comes from: {package, file}, {path}, {url, sha256} or {recipe, architecture, file}',
  )
  .meta({ description: 'Where a file comes from' });

export const firmwares = ['bios', 'uefi', 'uefi-secure-boot'] as const;
export const loaders = ['pxelinux', 'grub', 'ipxe'] as const;
export const transports = ['tftp', 'http', 'http-boot'] as const;
export const drivers = ['firmware', 'ipxe'] as const;

const serial = z
  .strictObject({
    unit: z
      .number()
      .int()
      .min(0)
      .max(3)
      .default(0)
      .meta({ description: 'Number of the port: 0 is ttyS0, COM1 (arm64: ttyAMA0)' }),
    speed: z
      .literal([9600, 19200, 38400, 57600, 115200])
      .default(115200)
      .meta({ description: 'Bits per second' }),
  })
  .meta({ description: 'Serial console' });

/** Settings that flow site → network → model → host; the nearest to the host wins. */
const settings = {
  profile: id('profile')
    .optional()
    .meta({ description: 'What the host boots into; `local` unless somebody says otherwise' }),
  loader: z
    .enum(loaders)
    .optional()
    .meta({ description: 'Boot loader; by default pxelinux for BIOS and grub for UEFI' }),
  transport: z.enum(transports).optional().meta({
    description:
      'How files travel: everything by tftp, all but the NBP by http, or everything by http (http-boot)',
  }),
  drivers: z.enum(drivers).optional().meta({
    description:
      "Whose network drivers iPXE uses: those of the firmware (snponly.efi, the default), or iPXE's own (ipxe.efi), for firmware whose own are slow or broken",
  }),
  serial: serial.optional(),
  args: kernelArguments.optional(),
  quirks: z
    .array(id('quirk'))
    .optional()
    .meta({
      description:
        'Quirks of the catalogue (content/quirks) that are known to concern it, though nothing in the inventory shows it, such as those of a switch. Those of site, network, model and host are added up',
      examples: ['stp-no-portfast'],
    }),
};

/** Where something is declined, the reason is all that the next person has. */
const declined = z
  .record(
    id('quirk'),
    label.min(3).meta({ description: 'Why it does not concern these machines, or is not wanted' }),
  )
  .optional()
  .meta({
    description: 'Quirks that have no effect here, each with the reason',
  });

const siteSchema = z
  .strictObject({
    name: label,
    domain,
    dns: z.array(address).default([]).meta({ description: 'DNS servers' }),
    ntp: z.array(address).default([]).meta({ description: 'NTP servers' }),
    menu: z
      .strictObject({
        timeout: z
          .number()
          .int()
          .min(0)
          .max(3600)
          .default(5)
          .meta({ description: 'Seconds until the first entry starts' }),
        profiles: z.array(id('profile')).default([]).meta({
          description: "Further entries of every host's menu; destructive ones are left out",
        }),
      })
      .prefault({})
      .meta({ description: 'Boot menu' }),
    sshKeys: z.array(sshKey).default([]).meta({
      description:
        'Who may log in as root by SSH to a rescue system, and to what an image writer has put onto a disk',
    }),
    defaults: z
      .strictObject(settings)
      .prefault({})
      .meta({ description: 'Settings for every host of the site' }),
  })
  .meta({ description: 'A place with its own domain and name servers' });

const range = z
  .strictObject({ from: address, to: address })
  .meta({ description: 'Addresses given to machines without a reservation' });

const networkSchema = z
  .strictObject({
    site: id('site'),
    cidr,
    cidr6: cidr6.optional().meta({
      description:
        'IPv6 prefix. Hosts with an address6 and no IPv4 address boot by IPv6, from DHCPv6 and router advertisements of our server',
      examples: ['2001:db8:20::/64'],
    }),
    vlan: z.number().int().min(1).max(4094).optional().meta({ description: 'VLAN id' }),
    gateway: address.optional(),
    server: id('server').meta({ description: 'Boot server of this network' }),
    dhcp: z
      .strictObject({
        mode: z.enum(['authoritative', 'proxy', 'external']).meta({
          description:
            'authoritative: our DHCP server gives addresses. proxy: another server does, ours adds only the boot information (proxyDHCP). external: another server does both, from a snippet that we emit',
        }),
        range: range.optional(),
        lease: z
          .string()
          .regex(/^[1-9][0-9]{0,5}[smhd]$/, 'a time such as 30m, 1h or 7d')
          .default('1h')
          .meta({ description: 'Lease time' }),
        relay: address.optional().meta({
          description:
            'Address of the DHCP relay on this network, where our server is not attached to it',
        }),
        foreign: address
          .optional()
          .meta({ description: 'Address of the other DHCP server (proxy and external)' }),
      })
      .meta({ description: 'Who answers DHCP here' }),
    defaults: z
      .strictObject({ ...settings, declined })
      .prefault({})
      .meta({ description: 'Settings for every host of the network' }),
  })
  .meta({ description: 'A network' });

const interfaceName = z
  .string()
  .regex(/^[a-z][a-z0-9_.-]{0,14}$/, 'an interface name such as eno1');

const serverInterface = z.strictObject({
  network: id('network'),
  address,
  address6: address6.optional(),
});

const serverSchema = z
  .strictObject({
    site: id('site'),
    interfaces: z.record(interfaceName, serverInterface).meta({
      description: 'Network interfaces; the first one is the address for networks behind a relay',
    }),
  })
  .meta({ description: 'A boot server: DHCP, TFTP and HTTP' });

const modelSchema = z
  .strictObject({
    extends: id('model')
      .optional()
      .meta({ description: 'Model to take all values from that are not given here' }),
    vendor: label.optional(),
    name: label.optional(),
    architecture: z.enum(architectures).optional(),
    firmware: z.enum(firmwares).optional(),
    memory: z.number().int().min(64).optional().meta({ description: 'Memory in MiB' }),
    proxydhcp: z
      .boolean()
      .optional()
      .meta({ description: 'false where the firmware is known not to use proxyDHCP offers' }),
    nic: z
      .union([label, z.array(label).min(1)], 'the name of a card, or a list of them')
      .optional()
      .meta({
        description: 'Name of the network card, or of each; quirks are matched by it',
        examples: ['Broadcom NetXtreme II BCM5709'],
      }),
    pci: z
      .array(pci)
      .optional()
      .meta({
        description: 'PCI ids of its network cards, as `lspci -nn` shows them in brackets',
        examples: ['14e4:1639'],
      }),
    firmwareVersion: z
      .string({ error: 'a version in quotes, such as "2.10.0"' })
      .regex(FIRMWARE_VERSION, 'a version such as 2.10.0')
      .optional()
      .meta({ description: 'Version of the system firmware', examples: ['2.10.0'] }),
    ...settings,
    declined,
    notes: z
      .string()
      .max(2000)
      .optional()
      .meta({ description: 'What people should know about it' }),
  })
  .meta({ description: 'A hardware model' });

const hostSchema = z
  .strictObject({
    model: id('model'),
    rack: label.optional(),
    interfaces: z
      .record(
        interfaceName,
        z.strictObject({
          mac,
          network: id('network'),
          address: address.optional(),
          address6: address6.optional().meta({
            description:
              'The first of four IPv6 addresses of this interface: firmware, boot loader and operating system ask as different clients and get one each. Without an IPv4 address beside it, the host boots by IPv6',
            examples: ['2001:db8:20::40'],
          }),
          boot: z
            .boolean()
            .optional()
            .meta({ description: 'true for the interface that boots, where there are several' }),
        }),
      )
      .meta({ description: 'Network interfaces' }),
    firmware: z
      .enum(firmwares)
      .optional()
      .meta({ description: "Where it differs from the model's" }),
    ...settings,
    declined,
    armedUntil: z.iso
      .datetime({ offset: true, error: 'a time with its zone, such as 2026-11-22T03:40:00Z' })
      .optional()
      .meta({ description: 'Until when a destructive profile may run on this host' }),
    install: hostInstallSchema.optional(),
  })
  .meta({ description: 'A machine that boots from the network' });

const byArchitecture = z
  .union(
    [id('image'), z.partialRecord(z.enum(architectures), id('image'))],
    'an image, or one for each architecture',
  )
  .meta({ description: 'An image, or one for each architecture' });

const profileSchema = z
  .strictObject({
    extends: id('profile')
      .optional()
      .meta({ description: 'Profile to take all values from that are not given here' }),
    label: label.optional(),
    kind: z
      .enum(['local', 'installer', 'image', 'rescue', 'memtest', 'nfs-root', 'live'])
      .optional()
      .meta({ description: 'What it is' }),
    image: byArchitecture.optional(),
    destructive: z.boolean().optional().meta({
      description: 'true if it may overwrite disks: it then counts only while the host is armed',
    }),
    args: kernelArguments.optional(),
    nfs: z
      .strictObject({
        server: address
          .optional()
          .meta({ description: 'NFS server; the boot server unless given' }),
        path: z
          .string()
          .regex(/^\/[A-Za-z0-9_+.@/-]*$/, 'an absolute path')
          .meta({ description: 'Exported path' }),
        root: source.optional().meta({
          description:
            'Archive of the root file system (.tar.zst), to be unpacked at the exported path',
        }),
        options: z
          .array(z.string().regex(/^[a-z0-9_=.]+$/, 'an NFS mount option'))
          .default(['ro'])
          .meta({ description: 'Mount options' }),
      })
      .optional()
      .meta({ description: 'Root file system over NFS, for kind nfs-root' }),
    write: z
      .strictObject({
        file: source.meta({ description: 'What is written: a .tar.zst, or a disk image as .zst' }),
        form: z.enum(['tar', 'raw']).meta({
          description:
            'tar: the disk gets partitions, file systems, these files and a boot loader. raw: the disk becomes this, byte by byte',
        }),
        disk: z
          .string()
          .regex(
            /^\/dev\/(?:[shv]d[a-z]{1,2}|xvd[a-z]|nvme[0-9]{1,2}n[0-9]{1,2}|mmcblk[0-9])$/,
            'a whole disk such as /dev/sda, /dev/vda or /dev/nvme0n1',
          )
          .meta({ description: 'The disk that is overwritten' }),
      })
      .optional()
      .meta({ description: 'What is written onto which disk, for kind image' }),
    preseed: z
      .string()
      .regex(SAFE_RELATIVE, 'a path from the root of the repo, without ..')
      .optional()
      .meta({ description: 'Answers for the Debian installer: path from the root of the repo' }),
    userPassword: z
      .strictObject({ secret: secretPlace })
      .optional()
      .meta({
        description:
          'Password of the first user, for the installer: where it is kept. Only its hash gets into a bundle, and that is served to armed hosts alone',
        examples: [{ secret: { env: 'OPS_PASSWORD' } }],
      }),
    install: installSchema.optional(),
  })
  .meta({ description: 'What a host boots into' });

const imageSchema = z
  .strictObject({
    architecture: z.enum(architectures),
    kernel: source,
    initrds: z.array(source).default([]).meta({ description: 'Initial RAM disks, in their order' }),
    signed: z
      .boolean()
      .default(false)
      .meta({ description: 'true if shim accepts the kernel under Secure Boot' }),
    firmware: z
      .array(z.enum(firmwares))
      .default([...firmwares])
      .meta({ description: 'Firmware that the kernel starts under' }),
    memory: z
      .number()
      .int()
      .min(16)
      .optional()
      .meta({ description: 'MiB of memory that it needs to start, unpacked initrds included' }),
  })
  .meta({ description: 'Kernel and initrds' });

/** The top-level collections of an inventory file, each a mapping from id to object. */
export const collections = {
  sites: siteSchema,
  networks: networkSchema,
  servers: serverSchema,
  models: modelSchema,
  profiles: profileSchema,
  images: imageSchema,
  hosts: hostSchema,
} as const;

export type CollectionName = keyof typeof collections;
export const collectionNames = Object.keys(collections) as CollectionName[];

export type Source = z.output<typeof source>;
export type { SecretPlace };
export type Serial = z.output<typeof serial>;
export type Firmware = (typeof firmwares)[number];
export type Architecture = (typeof architectures)[number];
export type Loader = (typeof loaders)[number];
export type Transport = (typeof transports)[number];
export type Drivers = (typeof drivers)[number];
export type SiteData = z.output<typeof siteSchema>;
export type NetworkData = z.output<typeof networkSchema>;
export type ServerData = z.output<typeof serverSchema>;
export type ModelData = z.output<typeof modelSchema>;
export type ProfileData = z.output<typeof profileSchema>;
export type ImageData = z.output<typeof imageSchema>;
export type HostData = z.output<typeof hostSchema>;

/** JSON Schema of one inventory file, for editors: `# yaml-language-server: $schema=…` */
export function inventoryJsonSchema(): object {
  const file = z
    .strictObject(
      Object.fromEntries(
        collectionNames.map((name): [string, z.ZodType] => [
          name,
          z.record(id(name.slice(0, -1)), collections[name]).optional(),
        ]),
      ),
    )
    .meta({
      title: 'Bootbook inventory',
      description: 'One file of a Bootbook inventory; any file may hold any of these.',
    });
  return z.toJSONSchema(file, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
}
