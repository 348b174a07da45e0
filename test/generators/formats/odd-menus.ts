/**
 * A small site of values that every loader can express but none of them likes: several initrds, quotes and signs in
 * labels and arguments, a root over NFS, no serial console, a menu that does not wait.
 */
export function oddButLegal(
  firmware: 'bios' | 'uefi' | 'uefi-secure-boot',
  loader: 'pxelinux' | 'grub' | 'ipxe',
  architecture: 'amd64' | 'arm64' = 'amd64',
): string {
  return (
    String.raw`sites:
  lab:
    name: 'Lab; the "first" #1'
    domain: lab.example.net
    menu: { timeout: 0, profiles: [nfs, live, memtest] }
    defaults: { loader: ${loader} }
networks:
  prod:
    site: lab
    cidr: 10.1.0.0/24
    server: boot1
    dhcp: { mode: authoritative, range: { from: 10.1.0.100, to: 10.1.0.199 } }
servers:
  boot1:
    site: lab
    interfaces:
      eno1: { network: prod, address: 10.1.0.2 }
models:
  box: { vendor: Acme, name: Box, architecture: ${architecture}, firmware: ${firmware} }
images:
  live:
    architecture: ${architecture}
    kernel: { path: images/vmlinuz }
    initrds:
      - { path: images/microcode.img }
      - { path: images/initrd.gz }
      - { path: other/initrd.gz }
    signed: true
  memtest:
    architecture: ${architecture}
    kernel: { path: images/memtest.bin }
    firmware: [bios]
profiles:
  live:
    label: "It's \"live\" & #1; $5 || {more} \\"
    kind: live
    image: live
    args: ["#hash", "||", ";", a$b, "{x}", "*", "/etc/*", "` +
    '`id`' +
    String.raw`", "$(id)", done, "---"]
  nfs:
    label: Root over NFS  (two spaces)
    kind: nfs-root
    image: live
    nfs: { path: /srv/nfs/root, options: [ro, vers=3] }
  memtest: { label: Memory test, kind: memtest, image: memtest }
hosts:
  web01:
    model: box
    profile: live
    interfaces:
      eno1: { mac: 52:54:00:00:00:01, network: prod, address: 10.1.0.11 }
  web02:
    model: box
    interfaces:
      eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.1.0.12 }
`
  );
}
