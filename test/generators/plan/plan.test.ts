import { describe, expect, test } from 'vitest';
import { problemText } from '../../../generators/inventory/problem.ts';
import { explainHost } from '../../../generators/plan/explain.ts';
import { hostMenu, unknownMenu } from '../../../generators/plan/menu.ts';
import type { HostPlan, Plan } from '../../../generators/plan/plan.ts';
import { reasonText, type Reason } from '../../../generators/reason.ts';
import { changed, plan, smallSite } from '../../support/small-site.ts';

function shown(text: string): string {
  return plan(text).problems.map(problemText).join('\n');
}

function hostOf(text: string, id: string): { plan: Plan; host: HostPlan } {
  const { plans, problems } = plan(text);
  for (const each of plans) {
    const host = each.hosts.find((candidate) => candidate.host.id === id);
    if (host !== undefined) return { plan: each, host };
  }
  throw new Error(`${id} has no plan: ${problems.map(({ message }) => message).join(' ')}`);
}

function why(because: readonly Reason[]): string[] {
  return because.map(reasonText);
}

const signed = changed('    memory: 512', '    memory: 512\n    signed: true');

describe('profiles and arming', () => {
  test('a host boots its disk unless somebody says otherwise', () => {
    const { host } = hostOf(smallSite, 'web01');
    expect(host.profile.value.id).toBe('local');
    expect(why(host.profile.because)).toEqual([
      'A host boots its local disk unless its inventory says otherwise. [/explain/arming/]',
    ]);
  });

  const asked = changed('    model: old', '    profile: install\n    model: old');

  test('a destructive profile that is not armed is withheld', () => {
    const { host } = hostOf(asked, 'web01');
    expect(host.profile.value.id).toBe('local');
    expect(host.withheld?.value.id).toBe('install');
    expect(why(host.profile.because)).toEqual([
      'site.yaml:44 hosts.web01.profile',
      'A destructive profile counts only while the host is armed, so the host boots its local disk. [/explain/arming/]',
    ]);
  });

  test.each([
    ['2026-11-22T12:00:01Z', 'install'],
    ['2026-11-22T13:00:01+01:00', 'install'],
    ['2026-11-22T12:00:00Z', 'local'],
    ['2020-01-01T00:00:00Z', 'local'],
  ])('armed until %s, at noon: %s', (until, profile) => {
    const { host } = hostOf(
      changed('    model: old', `    armedUntil: "${until}"\n    model: old`, asked),
      'web01',
    );
    expect(host.profile.value.id).toBe(profile);
    expect(why(host.profile.because).slice(0, 2)).toEqual([
      'site.yaml:44 hosts.web01.profile',
      'site.yaml:45 hosts.web01.armedUntil',
    ]);
  });

  test('a destructive profile is never in a menu that somebody did not arm', () => {
    const text = changed(
      'domain: lab.example.net',
      'domain: lab.example.net\n    menu: { profiles: [install] }',
    );
    const { plan: of, host } = hostOf(text, 'web01');
    expect(hostMenu(of, host).entries.map(({ id }) => id)).toEqual(['local']);
    for (const route of of.routes)
      expect(unknownMenu(of, route).entries.map(({ id }) => id)).toEqual(['local']);
  });
});

describe('defaults', () => {
  test('the nearest to the host wins, and says where it stands', () => {
    const site = changed(
      'domain: lab.example.net',
      'domain: lab.example.net\n    defaults: { serial: { unit: 0 } }',
    );
    expect(why(hostOf(site, 'web01').host.serial!.because)).toEqual([
      'site.yaml:5 sites.lab.defaults.serial',
    ]);
    const network = changed(
      '    server: boot1',
      '    server: boot1\n    defaults: { serial: { unit: 1 } }',
      site,
    );
    expect(why(hostOf(network, 'web01').host.serial!.because)).toEqual([
      'site.yaml:12 networks.prod.defaults.serial',
    ]);
    const model = changed('    vendor: Acme', '    vendor: Acme\n    serial: { unit: 2 }', network);
    expect(why(hostOf(model, 'web01').host.serial!.because)).toEqual([
      'site.yaml:24 models.old.serial',
    ]);
    // web02's model takes it from the one that it extends, and the reason names the line where it really stands.
    expect(why(hostOf(model, 'web02').host.serial!.because)).toEqual([
      'site.yaml:24 models.old.serial',
    ]);
    const host = changed('    model: old', '    serial: { unit: 3 }\n    model: old', model);
    expect(why(hostOf(host, 'web01').host.serial!.because)).toEqual([
      'site.yaml:47 hosts.web01.serial',
    ]);
  });

  test('kernel arguments add up in the order site, network, model, profile, host, and those after --- stay last', () => {
    let text = changed(
      'domain: lab.example.net',
      'domain: lab.example.net\n    defaults: { args: [site=1], serial: {} }',
    );
    text = changed(
      '    server: boot1',
      '    server: boot1\n    defaults: { args: [network=1] }',
      text,
    );
    text = changed('    vendor: Acme', '    vendor: Acme\n    args: [model=1]', text);
    text = changed(
      '    kind: installer',
      '    kind: installer\n    args: [profile=1, "---", quiet]',
      text,
    );
    text = changed(
      '    model: old',
      '    args: [host=1]\n    profile: install\n    armedUntil: "2027-01-01T00:00:00Z"\n    model: old',
      text,
    );
    const { plan: of, host } = hostOf(text, 'web01');
    expect(hostMenu(of, host).entries[0]!.linux!.args.map(({ value }) => value)).toEqual([
      'console=tty0',
      'console=ttyS0,115200n8',
      'site=1',
      'network=1',
      'model=1',
      'BOOTIF=01-52-54-00-00-00-01',
      'profile=1',
      'host=1',
      '---',
      'quiet',
    ]);
  });
});

describe('routes', () => {
  test.each([
    ['bios', '', 'bios-amd64-tftp-pxelinux'],
    ['bios', 'transport: http', 'bios-amd64-http-pxelinux'],
    ['bios', 'loader: ipxe', 'bios-amd64-http-ipxe'],
    ['uefi', '', 'uefi-amd64-tftp-grub'],
    ['uefi', 'transport: http', 'uefi-amd64-http-grub'],
    ['uefi', 'transport: http-boot', 'uefi-amd64-http-boot-grub'],
    ['uefi', 'loader: ipxe', 'uefi-amd64-http-ipxe'],
    ['uefi', 'loader: ipxe\n    drivers: ipxe', 'uefi-amd64-http-ipxe-own-drivers'],
    ['uefi', 'drivers: ipxe', 'uefi-amd64-tftp-grub'],
    ['uefi', 'loader: ipxe\n    transport: http-boot', 'uefi-amd64-http-boot-ipxe'],
    ['uefi-secure-boot', '', 'uefi-secure-boot-amd64-tftp-grub'],
    ['uefi-secure-boot', 'transport: http-boot', 'uefi-secure-boot-amd64-http-boot-grub'],
  ])('%s %s', (firmware, settings, route) => {
    const text = changed(
      '    model: old',
      `    firmware: ${firmware}\n    ${settings}\n    model: old`,
      signed,
    );
    expect(hostOf(text, 'web01').host.route.value.id).toBe(route);
  });

  test('iPXE under Secure Boot', () => {
    expect(shown(changed('    model: new', '    loader: ipxe\n    model: new')))
      .toMatchInlineSnapshot(`
        "site.yaml:47:3 error unsigned-nbp
          Secure Boot refuses this NBP: Debian's iPXE is not signed.
            46 |       eno1: { mac: 52:54:00:00:00:01, network: prod, address: 10.1.0.11 }
            47 |   web02:
               |   ^^^^^
            48 |     loader: ipxe
          expected  loader: grub with transport: tftp, or loader: grub with transport: http-boot
          received  loader: ipxe with transport: http (site.yaml:48)
          do        Set loader and transport for this host or its model to one of these."
      `);
  });

  test('drivers that no iPXE of this firmware has', () => {
    expect(shown(changed('    model: old', '    loader: ipxe\n    drivers: ipxe\n    model: old')))
      .toMatchInlineSnapshot(`
      "site.yaml:43:3 error no-route
        There is no boot route for bios, amd64, http, ipxe with iPXE's own drivers.
          42 | hosts:
          43 |   web01:
             |   ^^^^^
          44 |     loader: ipxe
        expected  loader: pxelinux with transport: tftp, or loader: pxelinux with transport: http, or loader: ipxe with transport: http
        received  loader: ipxe with transport: http and drivers: ipxe (site.yaml:44)
        do        Set loader and transport for this host or its model to one of these."
    `);
  });

  test("to a machine that nobody knows: one for each kind of client, by the network's loader", () => {
    const offered = (text: string): string[] =>
      plan(text).plans[0]!.networks[0]!.unknownRoutes.map(({ id }) => id);
    expect(offered(smallSite)).toEqual([
      'bios-amd64-tftp-pxelinux',
      'uefi-secure-boot-amd64-tftp-grub',
      'uefi-secure-boot-arm64-tftp-grub',
      'uefi-amd64-http-boot-ipxe',
    ]);
    const ipxe = changed('    server: boot1', '    server: boot1\n    defaults: { loader: ipxe }');
    expect(offered(changed('    model: new', '    loader: grub\n    model: new', ipxe))).toEqual([
      'bios-amd64-http-ipxe',
      'uefi-amd64-http-ipxe',
      'uefi-secure-boot-arm64-tftp-grub',
      'uefi-amd64-http-boot-ipxe',
    ]);
  });

  test('a loader that this firmware does not have', () => {
    expect(shown(changed('    model: old', '    loader: grub\n    model: old')))
      .toMatchInlineSnapshot(`
        "site.yaml:43:3 error no-route
          There is no boot route for bios, amd64, tftp, grub.
            42 | hosts:
            43 |   web01:
               |   ^^^^^
            44 |     loader: grub
          expected  loader: pxelinux with transport: tftp, or loader: pxelinux with transport: http, or loader: ipxe with transport: http
          received  loader: grub with transport: tftp (site.yaml:44)
          do        Set loader and transport for this host or its model to one of these."
      `);
  });

  test('an unsigned kernel under Secure Boot', () => {
    expect(shown(changed('    model: new', '    profile: install\n    model: new')))
      .toMatchInlineSnapshot(`
      "site.yaml:48:14 error unsigned-kernel
        web02 has Secure Boot on, and the kernel of installer is not signed.
          47 |   web02:
          48 |     profile: install
             |              ^^^^^^^
          49 |     model: new
        expected  an image with signed: true
        received  install (image installer)
        do        Choose a profile with a signed kernel, or say \`signed: true\` if shim accepts this one."
    `);
  });

  test('an image for another architecture', () => {
    const text = changed(
      '    architecture: amd64\n    kernel',
      '    architecture: arm64\n    kernel',
    );
    expect(shown(changed('    model: old', '    profile: install\n    model: old', text)))
      .toMatchInlineSnapshot(`
      "site.yaml:44:14 error image-architecture
        Profile install has no image for amd64, which web01 needs.
          43 |   web01:
          44 |     profile: install
             |              ^^^^^^^
          45 |     model: old
        expected  image: with an entry for amd64
        received  install
        do        Choose another profile, or add an image for this architecture."
    `);
  });

  test('an initrd larger than the memory', () => {
    const text = changed('    memory: 512', '    memory: 2048');
    expect(shown(changed('    model: old', '    profile: install\n    model: old', text)))
      .toMatchInlineSnapshot(`
      "site.yaml:44:14 error memory
        web01 has too little memory for installer: kernel and unpacked initrd would not fit.
          43 |   web01:
          44 |     profile: install
             |              ^^^^^^^
          45 |     model: old
        expected  at least 2048 MiB
        received  1024 MiB (model old)
        do        Choose a smaller image, or correct the memory of the model."
    `);
  });

  const proxy = changed(
    'mode: authoritative\n      range: { from: 10.1.0.100, to: 10.1.0.199 }',
    'mode: proxy',
  );

  test('proxyDHCP and a firmware that does not use it', () => {
    expect(shown(changed('    memory: 1024', '    memory: 1024\n    proxydhcp: false', proxy)))
      .toMatchInlineSnapshot(`
      "site.yaml:46:48 error proxydhcp-unsupported
        web01 is on a proxyDHCP network, but the firmware of Acme One does not use proxyDHCP offers.
          45 |     interfaces:
          46 |       eno1: { mac: 52:54:00:00:00:01, network: prod, address: 10.1.0.11 }
             |                                                ^^^^
          47 |   web02:
        expected  a network whose DHCP server itself gives the boot information
        received  prod (mode proxy)
        do        Boot it from another network, or put the snippet for mode external into the other DHCP server.
      site.yaml:50:48 error proxydhcp-unsupported
        web02 is on a proxyDHCP network, but the firmware of Acme Two does not use proxyDHCP offers.
          49 |     interfaces:
          50 |       eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.1.0.12 }
             |                                                ^^^^
        expected  a network whose DHCP server itself gives the boot information
        received  prod (mode proxy)
        do        Boot it from another network, or put the snippet for mode external into the other DHCP server.
      site.yaml:50:48 error loader-behind-proxy
        web02 would boot by Secure Boot x64, shim and GRUB over TFTP, and that loader does not take the server's address from a proxyDHCP answer.
          49 |     interfaces:
          50 |       eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.1.0.12 }
             |                                                ^^^^
        expected  a loader that does, or a network in another mode
        received  grub on prod (mode proxy)
        do        Boot it from a network whose DHCP server itself gives the boot information."
    `);
  });

  test('a host without an address on a network without a range', () => {
    const text = changed('      range: { from: 10.1.0.100, to: 10.1.0.199 }\n', '');
    expect(shown(changed(', address: 10.1.0.11', '', text))).toMatchInlineSnapshot(`
      "site.yaml:45:13 error no-address
        web01 has no address, and prod has no range to give it one from.
          44 |     interfaces:
          45 |       eno1: { mac: 52:54:00:00:00:01, network: prod }
             |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          46 |   web02:
        expected  an address for the interface, or dhcp.range for the network
        do        Add one of the two."
    `);
  });

  test('armed for a profile that destroys nothing', () => {
    expect(
      shown(changed('    model: old', '    armedUntil: "2027-01-01T00:00:00Z"\n    model: old')),
    ).toMatchInlineSnapshot(`
      "site.yaml:44:17 warning armed-for-nothing
        web01 is armed, but its profile local is not destructive.
          43 |   web01:
          44 |     armedUntil: "2027-01-01T00:00:00Z"
             |                 ^^^^^^^^^^^^^^^^^^^^^^
          45 |     model: old
        do        Remove \`armedUntil\`, or name the profile that it was meant for."
    `);
  });
});

test('the boot of a host, stage by stage', () => {
  const text = changed(
    '    model: old',
    '    profile: install\n    armedUntil: "2027-01-01T00:00:00Z"\n    model: old',
  );
  const { plan: of, host } = hostOf(text, 'web01');
  const lines = explainHost(of, host).flatMap(({ stage, short, told }) => [
    `${stage.id}: ${short}`,
    ...told.flatMap((each) => [
      `  ${each.text}`,
      ...why(each.because).map((reason) => `      ${reason}`),
    ]),
  ]);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "firmware: BIOS
      Acme One: BIOS, amd64.
          site.yaml:24 models.old.firmware
          site.yaml:23 models.old.architecture
    link: eno1
      It boots from eno1 (52:54:00:00:00:01) on network prod.
          site.yaml:48 hosts.web01.interfaces.eno1.mac
          site.yaml:48 hosts.web01.interfaces.eno1.network
    dhcp: 10.1.0.11, arch 0
      Its address is 10.1.0.11.
          site.yaml:48 hosts.web01.interfaces.eno1.address
      It announces client architecture 0 in option 93.
          BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
      Boot file: pxelinux.0 from 10.1.0.2.
          site.yaml:18 servers.boot1.interfaces.eno1.address
          The boot server's own address on this network. [/explain/post-to-kernel/]
          site.yaml:24 models.old.firmware
          site.yaml:23 models.old.architecture
          Nobody chose a boot loader: PXELINUX for BIOS, GRUB for UEFI. [/explain/option-93/]
          Nobody chose a transport: iPXE uses HTTP, PXELINUX and GRUB use TFTP. [/explain/tftp-and-http/]
          BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
    nbp: pxelinux.0
      pxelinux.0 comes from 10.1.0.2 by TFTP.
          BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
      It is followed by ldlinux.c32, libcom32.c32, libutil.c32, menu.c32.
          BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
      The PXE ROM fetches pxelinux.0 by TFTP. PXELINUX looks for pxelinux.cfg/01-<mac>, then for default, and fetches kernel and initrd by TFTP.
          BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
    menu: install
      Its own config is pxelinux.cfg/01-52-54-00-00-00-01.
          BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
      'Install' starts by itself after 5 s.
          site.yaml:44 hosts.web01.profile
          site.yaml:45 hosts.web01.armedUntil
          The host is armed, so its destructive profile counts until that time. [/explain/arming/]
          site.yaml:38 profiles.install.label
          site.yaml:2 sites.lab.menu.timeout
    kernel: installer
      Kernel: tftp://10.1.0.2/images/installer/linux
          site.yaml:33 images.installer.kernel
      Initrd: tftp://10.1.0.2/images/installer/initrd.gz
          site.yaml:34 images.installer.initrds.0
    initrd: 1 argument
      BOOTIF=01-52-54-00-00-00-01
          BOOTIF names the interface that booted, so that the initrd does not ask on another one. [/explain/post-to-kernel/]
    root: install
      The installer runs from its initrd.
          site.yaml:39 profiles.install.kind
    handoff: armed until 2027-01-01T00:00:00Z
      Until 2027-01-01T00:00:00Z each network boot runs 'Install'. Then the boot server sends it to its disk again, if the playbook has set it up; else the next bundle does.
          site.yaml:44 hosts.web01.profile
          site.yaml:45 hosts.web01.armedUntil
          The host is armed, so its destructive profile counts until that time. [/explain/arming/]"
  `);
});

test('the same inventory gives the same plan', () => {
  const text = (): string => JSON.stringify(plan(smallSite).plans[0]!.payload);
  expect(text()).toBe(text());
});
