import { emitArtifacts } from '../../generators/formats/index.ts';
import type { HostPlan, Plan } from '../../generators/plan/plan.ts';
import { checkPayload, guestFiles, nfsRoots } from '../bundle.ts';
import type { Watched } from '../fleet.ts';
import type { Job } from '../job.ts';
import { machineOf, type MachineOptions } from '../machine.ts';
import { promiseOf } from '../promise.ts';
import { needTools, toolsFor } from '../tools.ts';
import { wireOf, type Port } from '../wire.ts';

/*
 * A site as a lab keeps it: plain values, which can be handed to another process.
 */

/** A machine of a kept lab. */
export interface LabMachine extends Watched {
  readonly id: string;
  /** `BIOS, PXELINUX over TFTP`. */
  readonly route: string;
  /** The label of what it boots into. */
  readonly profile: string;
  /** Where its card that boots is plugged in. */
  readonly port: Port;
  /** The serial port that is its console: what is typed goes there. */
  readonly console: string;
}

/** Everything that a lab needs to be brought up. */
export interface LabSite {
  readonly name: string;
  readonly server: string;
  readonly job: Job;
  readonly machines: readonly LabMachine[];
  /** Paths of the emitted files, from the root of the boot server. */
  readonly emitted: readonly string[];
}

/** What to bring up. */
export interface LabOptions {
  readonly name: string;
  readonly plan: Plan;
  readonly hosts: readonly HostPlan[];
  /** The boot server's tree, as `bootbook build` wrote it: an absolute path. */
  readonly bundle: string;
  /** What is different about a machine. */
  readonly machine?: ((host: string) => MachineOptions | undefined) | undefined;
}

/**
 * A boot server with some of its hosts, ready to be brought up.
 * @throws Unable if this machine lacks a program, or the bundle what a host boots
 */
export function labSite({ name, plan, hosts, bundle, machine }: LabOptions): LabSite {
  for (const host of hosts) {
    checkPayload(bundle, promiseOf(plan, host));
    needTools(toolsFor(host));
  }
  const wire = wireOf(plan, hosts);
  // An accelerator drives one architecture only, and a room has one.
  const native = process.arch === 'x64' && hosts.every(isAmd64);
  return {
    name,
    server: plan.server.id,
    job: {
      bundle,
      wire,
      machines: hosts.map((host) => {
        const ports = wire.ports.filter((port) => port.host === host.host.id);
        const made = machineOf(host, ports, machine?.(host.host.id));
        return { ...made, files: guestFiles(made, bundle, 'menu') };
      }),
      roots: nfsRoots(plan, hosts),
      accelerators: native ? ['kvm', 'tcg'] : ['tcg'],
    },
    machines: labMachines(plan, hosts),
    emitted: [...emitArtifacts(plan)].map(({ path }) => path),
  };
}

/** What a plan says of some hosts, as a lab watches them. */
export function labMachines(plan: Plan, hosts: readonly HostPlan[]): LabMachine[] {
  const { ports } = wireOf(plan, hosts);
  return hosts.map((host) => ({
    ...watchedOf(plan, host),
    id: host.host.id,
    route: host.route.value.title,
    profile: host.profile.value.label,
    port: ports.find((port) => port.host === host.host.id)!,
    console: `serial${host.serial?.value.unit ?? 0}`,
  }));
}

/** A host as it is watched. */
export function watchedOf(plan: Plan, host: HostPlan): Watched {
  return {
    promised: promiseOf(plan, host),
    addresses: Object.values(host.host.interfaces).flatMap(({ address }) => address ?? []),
  };
}

function isAmd64({ model }: HostPlan): boolean {
  return model.architecture === 'amd64';
}
