import type { Scenario } from './scenario.ts';

/** Nobody has the private half of the example's key, so the lab adds one of its own to those that are served. */
const before = `
ssh-keygen -q -t ed25519 -N '' -f /run/lab/key
cat /run/lab/key.pub >>/srv/tftp/ssh/authorized_keys`;

const visit = `
ssh -i /run/lab/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes \\
  -o ConnectTimeout=60 root@10.20.0.12 'uname -v; id -un; lsblk --version; mke2fs -V 2>&1; ls /etc/dropbear'
# The key is the only way in.
ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o PubkeyAuthentication=no -o ConnectTimeout=60 \\
  -o NumberOfPasswordPrompts=0 root@10.20.0.12 true 2>&1 || echo "refused without the key"`;

/** Written once, for each firmware that it is proven with. */
function rescue(part: Pick<Scenario, 'id' | 'title' | 'changes' | 'regular'>): Scenario {
  return {
    ...part,
    host: 'web02',
    before,
    visit: {
      script: visit,
      says: [
        'Debian 6.',
        /^root$/,
        'lsblk from util-linux',
        /^mke2fs 1\./,
        'refused without the key',
      ],
    },
    expect: {
      console: [
        'bootbook.keys=http://10.20.0.2/ssh/authorized_keys',
        /^bootbook: network \w+ has 10\.20\.0\.12 /,
        /^bootbook: host key ED25519 SHA256:/,
      ],
    },
  };
}

export const rescueSshBios = rescue({
  id: 'rescue-ssh-bios',
  title: 'BIOS: a rescue system in RAM, reached by SSH',
  regular: true,
  changes: { 'hosts.web02.profile': 'rescue' },
});

export const rescueSshSecureBoot = rescue({
  id: 'rescue-ssh-secure-boot',
  title: 'UEFI with Secure Boot: a rescue system in RAM, reached by SSH',
  changes: { 'hosts.web02.profile': 'rescue', 'hosts.web02.firmware': 'uefi-secure-boot' },
});
