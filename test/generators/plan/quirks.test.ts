import { describe, expect, test } from 'vitest';
import { problemText } from '../../../generators/inventory/problem.ts';
import { hostMenu } from '../../../generators/plan/menu.ts';
import type { HostPlan, Plan } from '../../../generators/plan/plan.ts';
import { reasonText } from '../../../generators/reason.ts';
import { quirksOf } from '../../support/quirks.ts';
import { changed, plan, smallSite } from '../../support/small-site.ts';

type Quirks = ReturnType<typeof quirksOf>;

function hostOf(text: string, quirks: Quirks, id = 'web01'): { plan: Plan; host: HostPlan } {
  const { plans, problems } = plan(text, quirks);
  const [only] = plans;
  if (only === undefined) throw new Error(problems.map(problemText).join('\n'));
  return { plan: only, host: only.hosts.find((each) => each.host.id === id)! };
}

function problemsOf(text: string, quirks: Quirks): string {
  return plan(text, quirks).problems.map(problemText).join('\n');
}

/** What a host has: `id` if it has its effect, `id: reason` if it is declined. */
function quirksHad(text: string, quirks: Quirks, id?: string): string[] {
  return hostOf(text, quirks, id).host.quirks.map(({ quirk, declined }) =>
    declined === undefined ? quirk.id : `${quirk.id}: ${declined.value}`,
  );
}

/** Lines at the end of web01, of its model, of the network, of the site. */
const places = {
  host: (lines: string, text?: string) =>
    changed('    model: old\n', `    model: old\n${lines}`, text),
  model: (lines: string, text?: string) =>
    changed('    memory: 1024\n', `    memory: 1024\n${lines}`, text),
  network: (lines: string, text?: string) =>
    changed(
      'servers:\n',
      `    defaults:\n${lines.replaceAll(/^/gm, '  ').trimEnd()}\nservers:\n`,
      text,
    ),
  site: (lines: string, text?: string) =>
    changed(
      'networks:\n',
      `    defaults:\n${lines.replaceAll(/^/gm, '  ').trimEnd()}\nnetworks:\n`,
      text,
    ),
};

describe('which quirks a host has', () => {
  const quirks = quirksOf({ a: {}, b: {}, c: {}, d: {}, e: { match: '{ vendor: [Acme] }' } });

  test('those of site, network, model and host are added up, with those that match', () => {
    const text = places.host(
      '    quirks: [d]\n',
      places.model(
        '    quirks: [c]\n',
        places.network('    quirks: [b]\n', places.site('    quirks: [a]\n')),
      ),
    );
    expect(quirksHad(text, quirks)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(quirksHad(text, quirks, 'web02')).toEqual(['a', 'b', 'c', 'e']);
  });

  test('each is told with every place that it comes from', () => {
    const text = places.host('    quirks: [e]\n', places.network('    quirks: [e]\n'));
    const { host } = hostOf(text, quirks);
    expect(host.quirks[0]!.because.map(reasonText)).toEqual([
      'Quirk: The quirk e [/quirks/e/]',
      'site.yaml:23 models.old.vendor',
      'site.yaml:47 hosts.web01.quirks.0',
      'site.yaml:15 networks.prod.defaults.quirks.0',
    ]);
  });

  test.each(['host', 'model', 'network'] as const)('a %s can decline what matches', (place) => {
    const text = places[place]('    declined: { e: we have a newer card }\n');
    expect(quirksHad(text, quirks)).toEqual(['e: we have a newer card']);
    expect(problemsOf(text, quirks)).toBe('');
  });

  test('what is nearer to the host counts: its own word over what its model and network say', () => {
    const named = places.host('    quirks: [a]\n', places.model('    declined: { a: not ours }\n'));
    expect(quirksHad(named, quirks)).toContain('a');
    const declined = places.host(
      '    declined: { b: other switch }\n',
      places.network('    quirks: [b]\n'),
    );
    expect(quirksHad(declined, quirks)).toEqual(['b: other switch', 'e']);
    expect(quirksHad(declined, quirks, 'web02')).toEqual(['b', 'e']);
  });

  test('a model takes them from the one that it extends', () => {
    const text = places.model('    quirks: [c]\n    declined: { e: new board }\n');
    expect(quirksHad(text, quirks, 'web02')).toEqual(['c', 'e: new board']);
  });

  test('without a catalogue there are none', () => {
    const { plans, problems } = plan(smallSite);
    expect(problems).toEqual([]);
    expect(plans[0]!.hosts.flatMap((host) => host.quirks)).toEqual([]);
  });
});

describe('what they do', () => {
  const toGrub = quirksOf({
    slow: { match: '{ model: [Two] }', effect: '{ loader: grub, transport: http-boot }' },
  });
  const withImage = (lines: string): string =>
    changed('    memory: 512', '    memory: 512\n    signed: true', changed(...web02(lines)));
  function web02(lines: string): [string, string] {
    return ['    model: new\n', `    model: new\n${lines}`];
  }

  test('another way to boot', () => {
    const { host } = hostOf(withImage(''), toGrub, 'web02');
    expect(host.route.value.id).toBe('uefi-secure-boot-amd64-http-boot-grub');
    expect(host.route.because.map(reasonText)).toContain('Quirk: The quirk slow [/quirks/slow/]');
  });

  test('but not where it is declined', () => {
    const { host } = hostOf(withImage('    declined: { slow: mended }\n'), toGrub, 'web02');
    expect(host.route.value.id).toBe('uefi-secure-boot-amd64-tftp-grub');
  });

  test('it weighs more than network and site', () => {
    const text = places.network('    transport: tftp\n', withImage(''));
    const { host } = hostOf(text, toGrub, 'web02');
    expect(host.route.value.transport).toBe('http-boot');
    expect(problemsOf(text, toGrub)).toBe('');
  });

  test('and less than model and host, which is told', () => {
    const text = withImage('    transport: tftp\n');
    expect(hostOf(text, toGrub, 'web02').host.route.value.transport).toBe('tftp');
    expect(problemsOf(text, toGrub)).toMatchInlineSnapshot(`
      "site.yaml:50:16 warning quirk-overruled
        The quirk slow would set transport: http-boot here; what the inventory says weighs more.
          49 |     model: new
          50 |     transport: tftp
             |                ^^^^
          51 |     interfaces:
        expected  transport: http-boot, or the quirk declined with a reason
        received  transport: tftp
        do        Remove the line, or say why it is right: \`declined: { slow: … }\`."
    `);
  });

  test('a way that there is not is a problem of the host, with a way out', () => {
    const quirks = quirksOf({
      unsigned: { match: '{ model: [Two] }', effect: '{ loader: ipxe }' },
    });
    expect(problemsOf(withImage(''), quirks)).toMatchInlineSnapshot(`
      "site.yaml:48:3 error unsigned-nbp
        Secure Boot refuses this NBP: Debian's iPXE is not signed.
          47 |       eno1: { mac: 52:54:00:00:00:01, network: prod, address: 10.1.0.11 }
          48 |   web02:
             |   ^^^^^
          49 |     model: new
        expected  loader: grub with transport: tftp, or loader: grub with transport: http-boot
        received  loader: ipxe with transport: http (quirk unsigned)
        do        Set loader and transport for this host or its model to one of these. Or decline the quirk with a reason: \`declined: { unsigned: … }\`."
    `);
  });

  test('two that want different things: the first counts, which is told', () => {
    const quirks = quirksOf({
      one: { match: '{ model: [One] }', effect: '{ loader: ipxe }' },
      two: { match: '{ model: [One] }', effect: '{ loader: pxelinux }' },
    });
    expect(hostOf(smallSite, quirks).host.route.value.loader).toBe('ipxe');
    expect(problemsOf(smallSite, quirks)).toMatchInlineSnapshot(`
      "site.yaml:20:3 warning quirks-disagree
        Two quirks want different things for machines of this model: one loader: ipxe, and two loader: pxelinux. The first one counts.
          19 | models:
          20 |   old:
             |   ^^^
          21 |     vendor: Acme
        expected  quirks that agree, or a setting of the model itself
        received  loader: pxelinux
        do        Decline one of them with a reason, or make the setting in the model."
    `);
  });

  test('no proxyDHCP, unless the model says that it works', () => {
    const proxied = changed(
      '      mode: authoritative\n      range: { from: 10.1.0.100, to: 10.1.0.199 }\n',
      '      mode: proxy\n',
      changed('    model: new', '    model: old'),
    );
    const quirks = quirksOf({
      deaf: { match: '{ model: [One] }', effect: '{ proxydhcp: false }' },
    });
    expect(plan(proxied, quirks).problems[0]!.message).toMatchInlineSnapshot(
      `"web01 is on a proxyDHCP network, but the firmware of Acme One does not use proxyDHCP offers (quirk deaf)."`,
    );
    const heard = changed('    memory: 1024\n', '    memory: 1024\n    proxydhcp: true\n', proxied);
    const { plans, problems } = plan(heard, quirks);
    expect(plans).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(['quirk-overruled']);
  });

  test('kernel arguments, for profiles of the kinds that it names, between network and model', () => {
    const quirks = quirksOf({
      link: {
        effect:
          '{ args: [{ kinds: [installer], args: [wait=90] }, { kinds: [live], args: [no=1] }] }',
      },
    });
    const text = places.model(
      '    args: [model=1]\n',
      places.network(
        '    args: [network=1]\n    quirks: [link]\n',
        changed(
          '    model: old\n',
          '    model: old\n    profile: install\n    armedUntil: 2026-12-01T00:00:00Z\n    args: [host=1]\n',
        ),
      ),
    );
    const { plan: site, host } = hostOf(text, quirks);
    const args = hostMenu(site, host).entries[0]!.linux!.args;
    expect(args.map(({ value }) => value).join(' ')).toMatchInlineSnapshot(
      `"network=1 wait=90 model=1 BOOTIF=01-52-54-00-00-00-01 host=1"`,
    );
    expect(args.find(({ value }) => value === 'wait=90')!.because.map(reasonText)).toEqual([
      'Quirk: The quirk link [/quirks/link/]',
      'site.yaml:16 networks.prod.defaults.quirks.0',
    ]);
  });
});

describe('what is wrong with them', () => {
  const quirks = quirksOf({ 'slow-link': {}, deaf: { match: '{ model: [Two] }' } });

  test('an id that the catalogue does not have', () => {
    expect(problemsOf(places.network('    quirks: [slow-lnik]\n'), quirks)).toMatchInlineSnapshot(`
      "site.yaml:15:16 error unknown-quirk
        The catalogue has no quirk of this id.
          14 |     defaults:
          15 |       quirks: [slow-lnik]
             |                ^^^^^^^^^
          16 | servers:
        expected  the name of a file of content/quirks, without .mdx
        received  "slow-lnik"
        do        Did you mean slow-link?"
    `);
    expect(problemsOf(places.model('    declined: { daef: whatever }\n'), quirks))
      .toMatchInlineSnapshot(`
      "site.yaml:26:17 error unknown-quirk
        The catalogue has no quirk of this id.
          25 |     memory: 1024
          26 |     declined: { daef: whatever }
             |                 ^^^^
          27 |   new:
        expected  the name of a file of content/quirks, without .mdx
        received  "daef"
        do        Did you mean deaf?"
    `);
  });

  test('declined where nobody has it', () => {
    const text = places.host('    declined: { deaf: another model }\n');
    expect(problemsOf(text, quirks)).toMatchInlineSnapshot(`
      "site.yaml:45:17 warning declined-for-nothing
        No machine would have the quirk deaf here, so there is nothing to decline.
          44 |     model: old
          45 |     declined: { deaf: another model }
             |                 ^^^^
          46 |     interfaces:
        expected  a quirk that matches the model, or that is named at this place or further out
        received  "deaf"
        do        Remove the line, or correct the id."
    `);
  });

  test('declined for a model or network without hosts is fine', () => {
    const model = changed(
      'images:\n',
      '  spare:\n    extends: old\n    name: Two\n    declined: { deaf: new firmware }\nimages:\n',
    );
    expect(problemsOf(model, quirks)).toBe('');
    const network = changed(
      'servers:\n',
      '  spare:\n    site: lab\n    cidr: 10.9.0.0/24\n    server: boot1\n    dhcp: { mode: external }\n' +
        '    defaults: { declined: { slow-link: a good switch } }\nservers:\n',
      places.site('    quirks: [slow-link]\n'),
    );
    expect(problemsOf(network, quirks)).toBe('');
  });
});
