import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkProofs } from '../../cli/proofs/check.ts';
import { emittedContents } from '../../cli/proofs/contents.ts';
import { standingOf } from '../../cli/proofs/standing.ts';
import { Today } from '../../cli/proofs/today.ts';
import { FileLevels, routeLevels } from '../../generators/proof/levels.ts';
import { proofStatement, type ProofStatement } from '../../generators/proof/statement.ts';
import { proofOf } from '../../lab/proof/prove.ts';
import { installationIn } from '../../lab/install/installation.ts';
import { toolsOf, type Booted } from '../../lab/proof/took-part.ts';
import { biosPxelinuxRescue } from '../../lab/scenarios/bios-pxelinux-rescue.ts';
import { provable } from '../../lab/scenarios/provable.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { source } from './lab.ts';
import { promises, recorded, replay } from './replay.ts';
import { example } from './site.ts';

/*
 * A proof out of a recorded boot of web02, whose payload is made up here: so much of each file as nobody looks at.
 */

const { plan, host } = example('web02');
const scenario = biosPxelinuxRescue;
const capture = readFileSync(
  new URL('../generators/proof/recorded/bios-pxelinux.pcap', import.meta.url),
);
const contents = new Map<string, { sha256: string; size: number }>([
  ...emittedContents(plan),
  ...plan.payload.map(({ path }) => [path, { sha256: 'a'.repeat(64), size: 1000 }] as const),
]);

function booted(altered: readonly string[] = []): Booted {
  const { observer } = replay(recorded('web02'), promises.web02);
  const { seconds } = observer.ending!;
  return {
    plan,
    host,
    expect: scenario.expect,
    result: {
      host: 'web02',
      server: 'boot1',
      route: host.route.value.id,
      profile: host.profile.value.id,
      ok: true,
      failure: undefined,
      until: 'root',
      seconds,
      limit: 200,
      accelerator: 'tcg',
      ...observer.seen,
      altered,
      capture,
    },
  };
}

function proof(of: Booted = booted()): ProofStatement {
  const versions = new Map([
    ['qemu-system-x86', '1:7.2'],
    ['dnsmasq-base', '2.90'],
  ]);
  const time = Date.parse('2026-11-22T03:40:00Z');
  return proofOf({ scenario, boots: [{ ...of, contents }], configuration: [], versions, time });
}

describe('a proof', () => {
  test('says what was seen', () => {
    const { subject, predicate } = proof();
    const { console, capture: cut, files, stages, ...boot } = predicate.boot;
    expect(subject.map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "boot1/etc/dnsmasq.d/bootbook.conf",
        "boot1/srv/tftp/images/debian-12-installer-amd64/initrd.gz",
        "boot1/srv/tftp/images/debian-12-installer-amd64/linux",
        "boot1/srv/tftp/ldlinux.c32",
        "boot1/srv/tftp/libutil.c32",
        "boot1/srv/tftp/menu.c32",
        "boot1/srv/tftp/pxelinux.0",
        "boot1/srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-02",
      ]
    `);
    expect({ ...predicate, boot }).toMatchInlineSnapshot(`
      {
        "boot": {
          "accelerator": "tcg",
          "changes": undefined,
          "commandLine": "BOOT_IMAGE=images/debian-12-installer-amd64/linux console=tty0 console=ttyS1,115200n8 BOOTIF=01-00-24-e8-5a-10-02 rescue/enable=true initrd=images/debian-12-installer-amd64/initrd.gz",
          "host": "web02",
          "now": "2026-11-21T12:00:00Z",
          "profile": "debian-12-rescue",
          "promised": "root",
          "route": "bios-amd64-tftp-pxelinux",
          "scenario": "bios-pxelinux-rescue",
          "seconds": 39.2,
          "server": "boot1",
          "time": "2026-11-22T03:40:00Z",
          "title": "BIOS, PXELINUX: the rescue system on the second serial port",
          "until": "root",
          "versions": {
            "dnsmasq-base": "2.90",
            "qemu-system-x86": "1:7.2",
          },
        },
        "configuration": [],
        "failedTests": [],
        "passedTests": [
          "It reached root.",
          "The kernel printed the arguments of the plan, in their order.",
          "The console says console=tty0 console=ttyS1,115200n8 BOOTIF=01-00-24-e8-5a-10-02 rescue/enable=true.",
          "The console says Rescue mode.",
        ],
        "result": "PASSED",
      }
    `);
    expect(stages.map(({ stage, seconds }) => `${stage} ${seconds}`)).toMatchInlineSnapshot(`
      [
        "firmware 0.5",
        "link 2.9",
        "dhcp 2.9",
        "nbp 20.8",
        "menu 20.9",
        "kernel 28.9",
        "initrd 39.2",
        "root 39.2",
      ]
    `);
    expect(files.slice(0, 2)).toMatchInlineSnapshot(`
      [
        {
          "by": "tftp",
          "bytes": 1000,
          "path": "pxelinux.0",
          "seconds": 20.8,
        },
        {
          "by": "tftp",
          "bytes": 1000,
          "path": "ldlinux.c32",
          "seconds": 20.9,
        },
      ]
    `);
    expect(console.at(-1)).toMatchInlineSnapshot(
      `"serial1: <Tab> moves; <Space> selects; <Enter> activates buttons"`,
    );
    expect(cut.omitted).toMatchInlineSnapshot(`
      [
        {
          "before": 7,
          "packets": 28,
        },
        {
          "before": 11,
          "packets": 83,
        },
        {
          "before": 18,
          "packets": 17,
        },
        {
          "before": 22,
          "packets": 15,
        },
      ]
    `);
  });

  test('is read again as it was written', () => {
    expect(proofStatement.parse(JSON.parse(JSON.stringify(proof())))).toEqual(proof());
  });

  test('is small', () => {
    expect(JSON.stringify(proof(), undefined, 1).length).toBeLessThan(30_000);
  });

  test('names the programs that took part, and no other ones', () => {
    expect(toolsOf(booted()).map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "dnsmasq",
        "qemu-system-x86_64",
        "SeaBIOS",
        "iPXE option ROMs",
      ]
    `);
  });

  test('says nothing about a file that was changed for the boot alone', () => {
    const config = `pxelinux.cfg/01-00-24-e8-5a-10-02`;
    const names = proof(booted([config])).subject.map(({ name }) => name);
    expect(proof().subject.map(({ name }) => name)).toContain(`boot1/srv/tftp/${config}`);
    expect(names).not.toContain(`boot1/srv/tftp/${config}`);
  });
});

describe('whether it holds', () => {
  const today = new Today(source, false);
  const config = 'boot1/srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-02';

  /** The proof with something else in the place of a file of its subject. */
  function withFile(name: string, other: { name?: string; sha256?: string }): ProofStatement {
    const { subject, ...rest } = proof();
    const put = subject.map((file) =>
      file.name === name
        ? { name: other.name ?? name, digest: { sha256: other.sha256 ?? file.digest.sha256 } }
        : file,
    );
    return { ...rest, subject: put };
  }

  const cases: [string, Scenario, ProofStatement | undefined][] = [
    ['as it was booted', scenario, proof()],
    ['never proven', scenario, undefined],
    ['another byte', scenario, withFile(config, { sha256: 'b'.repeat(64) })],
    ['a file that is gone', scenario, withFile(config, { name: 'boot1/srv/tftp/gone' })],
    ['other changes', { ...scenario, changes: { 'hosts.web02.profile': 'memtest' } }, proof()],
    ['another host', { ...scenario, host: 'web01' }, proof()],
    ['another stage', { ...scenario, until: 'kernel' }, proof()],
    ['another boot after it', { ...scenario, then: [{ expect: {} }] }, proof()],
  ];

  test.each(cases)('%s', async (name, of, is) => {
    const standing = await standingOf(of, is, today);
    expect(standing.holds ? 'It holds.' : standing.why).toBe(
      {
        'as it was booted': 'It holds.',
        'never proven': 'was never proven',
        'another byte': `${config} is another now`,
        'a file that is gone': 'boot1/srv/tftp/gone is not there any more',
        'other changes': 'makes other changes to the inventory now',
        'another host': 'boots web01 now, and web02 then',
        'another stage': 'waits for kernel now, and for root then',
        'another boot after it': 'boots 2 times now, and 1 times then',
      }[name],
    );
  });

  test('all at once', async () => {
    const proofs = new Map([
      [scenario.id, proof()],
      ['host-old', proof()],
    ]);
    const others = [{ ...scenario, id: 'other' }];
    const { unknown, ...checked } = await checkProofs([scenario, ...others], proofs, today);
    expect(checked).toEqual({
      holding: [scenario.id],
      stale: [],
      installations: [],
      missing: [{ scenario: 'other', why: 'was never proven', file: undefined }],
      orphans: ['host-old'],
    });
    expect(unknown).toContain('boot1/srv/tftp/pxelinux.0');
  });

  test('an installation that does not hold is told of apart', async () => {
    const { predicate, ...statement } = proof();
    const boot = { ...predicate.boot, scenario: 'install-web02' };
    const installed = { ...statement, predicate: { ...predicate, boot } };
    const proofs = new Map([['install-web02', installed]]);
    const { stale, installations, orphans } = await checkProofs(
      [installationIn(installed)!],
      proofs,
      today,
    );
    expect({ stale, orphans }).toEqual({ stale: [], orphans: [] });
    expect(installations).toEqual([
      { scenario: 'install-web02', why: 'boots 3 times now, and 1 times then', file: undefined },
    ]);
  });
});

describe('levels', () => {
  const file = (name: string): { name: string; digest: { sha256: string } } =>
    proof().subject.find((each) => each.name === name)!;
  const config = file('boot1/srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-02');

  function short(): ProofStatement {
    const { predicate, ...rest } = proof();
    return {
      ...rest,
      predicate: { ...predicate, boot: { ...predicate.boot, scenario: 'short', until: 'kernel' } },
    };
  }

  test('a boot to the promised stage', () => {
    expect(new FileLevels([short(), proof()], []).of(config)).toEqual({
      level: 'booted',
      time: '2026-11-22T03:40:00Z',
      versions: { 'dnsmasq-base': '2.90', 'qemu-system-x86': '1:7.2' },
      proof: 'bios-pxelinux-rescue',
    });
    expect(routeLevels([short(), proof()]).get('bios-amd64-tftp-pxelinux')?.level).toBe('booted');
  });

  test('a boot that was not watched to its end', () => {
    expect(new FileLevels([short()], []).of(config)?.level).toBe('served');
  });

  test('a badge follows the bytes', () => {
    const other = { ...config, digest: { sha256: 'c'.repeat(64) } };
    expect(new FileLevels([proof()], []).of(other)).toBeUndefined();
  });

  test('what a checker has read', () => {
    const parsed = new FileLevels(
      [],
      [
        {
          _type: 'https://in-toto.io/Statement/v1',
          subject: [config],
          predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
          predicate: {
            result: 'PASSED',
            configuration: [],
            passedTests: [],
            failedTests: [],
            check: { checker: 'grub', time: '2026-11-22T03:41:00Z', versions: {} },
          },
        },
      ],
    );
    expect(parsed.of(config)).toEqual({
      level: 'parsed',
      time: '2026-11-22T03:41:00Z',
      versions: {},
      proof: 'grub',
    });
  });
});

test('every host can be proven, and none is booted twice as it is', () => {
  const ids = (declared: readonly Scenario[]): string[] =>
    provable([plan], declared).map(({ id }) => id);
  expect(ids([]).length).toBe(plan.hosts.length);
  expect(ids([scenario])).toContain('bios-pxelinux-rescue');
  expect(ids([scenario])).not.toContain('host-web02');
  expect(ids([{ ...scenario, until: 'kernel' }])).toContain('host-web02');
});

test('the scenarios of the example are not those of a site with other hosts', () => {
  const other = { ...scenario, id: 'other', host: 'nobody' };
  const ids = provable([plan], [scenario, other]).map(({ id }) => id);
  expect(ids).toEqual(plan.hosts.map(({ host: { id } }) => `host-${id}`));
});
