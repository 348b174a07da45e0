import { urlHost } from '../inventory/address.ts';
import { wrote, type Host, type Profile } from '../inventory/inventory.ts';
import type {
  AnswersName,
  DiskData,
  HostInstallData,
  InstallData,
  InstallUserData,
  LayoutData,
} from '../inventory/install-schema.ts';
import type { Architecture, Firmware, SecretPlace } from '../inventory/schema.ts';
import type { Reason, Rule, Sourced } from '../reason.ts';
import type { HostPlan, Plan } from './plan.ts';

/*
 * An installation that runs alone, with everything resolved: the profile's `install`, what the host says otherwise, and what
 * follows from both. Formats of answers read this and nothing else.
 */

/** What one host's installer is to do. */
export interface Install {
  readonly host: HostPlan;
  readonly profile: Profile;
  readonly answers: AnswersName;
  /** Whether the profile counts now, so that the host would be installed at its next boot. */
  readonly armed: boolean;
  /** Whether any of its files has a secret, so that all of them are for the armed host alone. */
  readonly secret: boolean;
  readonly hostName: Sourced<string>;
  readonly domain: Sourced<string>;
  readonly firmware: Firmware;
  readonly architecture: Architecture;
  /** A mirror, a tree or an image; undefined where nobody named one. */
  readonly source: Sourced<string> | undefined;
  /** One, or two where the layout mirrors. */
  readonly disks: readonly Sourced<DiskData>[];
  readonly layout: Sourced<InstallLayout>;
  readonly locale: Sourced<string>;
  readonly keyboard: Sourced<string>;
  readonly timezone: Sourced<string>;
  readonly ntp: readonly Sourced<string>[];
  readonly users: readonly InstallUser[];
  readonly rootKeys: readonly Sourced<string>[];
  readonly packages: readonly Sourced<string>[];
  /** What the installed machine asks for when it has booted from its disk; undefined if it is not to report. */
  readonly report: Sourced<ReportTarget> | undefined;
  /** Where its answers are served, with a slash at the end: `http://10.20.80.2/answers/deb01/`. */
  readonly url: string;
}

export type InstallLayout = Omit<LayoutData, 'group'> & {
  /** Of the volume group. */
  readonly group: string;
};

export interface InstallUser {
  readonly name: string;
  readonly fullName: string;
  readonly sudo: boolean;
  readonly password: SecretPlace | undefined;
  readonly sshKeys: readonly Sourced<string>[];
  /** Why there is this user. */
  readonly because: readonly Reason[];
}

export interface ReportTarget {
  /** The boot server's address, IPv6 without brackets. */
  readonly address: string;
  /** Path of the URL: `/installed/deb01`. */
  readonly path: string;
}

const reportRule: Rule = {
  id: 'install-report',
  says: 'The installed machine asks the boot server for one address when it has booted from its disk, so that the log of the web server shows it.',
  page: '/howto/unattended-debian/',
};

const siteKeysRule: Rule = {
  id: 'install-site-keys',
  says: "Nobody gave keys for this user, so the site's own keys may log in.",
  page: '/howto/unattended-debian/',
};

/** Where the answers of a host lie below the TFTP root, with a slash at the end. */
export function answersFolder(host: Host): string {
  return `answers/${host.id}/`;
}

/** What a host's installed system asks for, below the root of the web server. */
export function reportPath(host: Host): string {
  return `installed/${host.id}`;
}

/** The profile that the host boots, or would boot if it were armed. */
export function wantedProfile({ profile, withheld }: HostPlan): Profile {
  return (withheld ?? profile).value;
}

/** One value of `install`, the host's own if it has one, and where it stands. */
export function installValue<K extends keyof HostInstallData>(
  profile: Profile & { readonly install: InstallData },
  host: Host,
  key: K,
): Sourced<InstallData[K]> {
  const own = host.install?.[key];
  return own === undefined
    ? { value: profile.install[key], because: [wrote(profile, 'install', key)] }
    : { value: own as InstallData[K], because: [wrote(host, 'install', key)] };
}

/** Whether the profile has an installation that answers itself. */
export function installs(profile: Profile): profile is Profile & { readonly install: InstallData } {
  return profile.install !== undefined;
}

/** The installation of a host, armed or not; undefined if its profile has none. */
export function installOf({ site }: Pick<Plan, 'site'>, host: HostPlan): Install | undefined {
  const profile = wantedProfile(host);
  if (!installs(profile)) return undefined;
  const value = <K extends keyof HostInstallData>(key: K): Sourced<InstallData[K]> =>
    installValue(profile, host.host, key);
  const { install } = profile;
  const users = value('users');
  const report = value('report');
  const layout = value('layout');
  return {
    host,
    profile,
    answers: install.answers,
    armed: host.withheld === undefined,
    secret: secretsOf(users.value, layout.value).length > 0,
    hostName: { value: host.host.id, because: [wrote(host.host)] },
    domain: { value: site.domain, because: [wrote(site, 'domain')] },
    firmware: host.firmware.value,
    architecture: host.model.architecture,
    source:
      install.source === undefined
        ? undefined
        : { value: install.source, because: [wrote(profile, 'install', 'source')] },
    disks: disksOf(value('disk')),
    layout: { ...layout, value: { ...layout.value, group: layout.value.group ?? 'system' } },
    locale: value('locale'),
    keyboard: value('keyboard'),
    timezone: value('timezone'),
    ntp: site.ntp.map((server, index) => ({ value: server, because: [wrote(site, 'ntp', index)] })),
    users: users.value.map((user) => {
      const own = user.sshKeys?.map((key) => ({ value: key, because: users.because }));
      return {
        name: user.name,
        fullName: user.fullName ?? user.name,
        sudo: user.sudo,
        password: user.password?.secret,
        sshKeys:
          own ??
          site.sshKeys.map((key, index) => ({
            value: key,
            because: [wrote(site, 'sshKeys', index), { kind: 'rule', rule: siteKeysRule }],
          })),
        because: users.because,
      };
    }),
    rootKeys: each(value('rootKeys')),
    packages: each(value('packages')),
    report: report.value
      ? {
          value: { address: host.nextServer.value, path: `/${reportPath(host.host)}` },
          because: [
            ...report.because,
            ...host.nextServer.because,
            { kind: 'rule', rule: reportRule },
          ],
        }
      : undefined,
    url: `http://${urlHost(host.nextServer.value)}/${answersFolder(host.host)}`,
  };
}

/** The installations of all hosts of a boot server, in the order of the plan. */
export function* installsOf(plan: Pick<Plan, 'site' | 'hosts'>): Generator<Install> {
  for (const host of plan.hosts) {
    const install = installOf(plan, host);
    if (install !== undefined) yield install;
  }
}

function disksOf({ value, because }: Sourced<InstallData['disk']>): Sourced<DiskData>[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((disk) => ({ value: disk, because }));
}

function each<T>({ value, because }: Sourced<readonly T[]>): Sourced<T>[] {
  return value.map((one) => ({ value: one, because }));
}

/** Where every secret of an installation is kept. */
export function secretsOf(
  users: readonly Pick<InstallUserData, 'password'>[],
  layout: Pick<LayoutData, 'key'>,
): SecretPlace[] {
  const places = users.flatMap(({ password }) => (password === undefined ? [] : [password.secret]));
  return layout.key === undefined ? places : [...places, layout.key.secret];
}

/** Bytes of a decimal size: `480G`. */
export function bytesOf(size: string): number {
  const factors: Readonly<Record<string, number>> = { M: 1e6, G: 1e9, T: 1e12 };
  return Number(size.slice(0, -1)) * factors[size.slice(-1)]!;
}

/** A volume's name out of where it is mounted: `/var/log` is `var-log`. */
export function volumeName(mount: string): string {
  return mount.slice(1).replaceAll('/', '-');
}
