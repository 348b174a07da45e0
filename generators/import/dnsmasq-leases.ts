import { Findings, isIpv4, numbered, type Importer } from './records.ts';

/*
 * The lease file of dnsmasq: time of expiry, MAC, address, name (or *), client id (or *), one lease a line; leases of
 * DHCPv6 follow a line that begins with `duid`. Written by lease_update_file in lease.c.
 */
export const dnsmasqLeases: Importer = {
  id: 'dnsmasq-leases',
  title: 'leases of dnsmasq',
  takes: 'dnsmasq.leases, mostly /var/lib/misc/dnsmasq.leases',
  source:
    'https://github.com/imp/dnsmasq/blob/cb321709e9f20cd0949aa375dad2b97050394659/src/lease.c',
  files: /\.leases$/,
  read(files) {
    const found = new Findings();
    for (const file of files)
      for (const { line, text } of numbered(file.text)) {
        const origin = { file: file.path, line };
        const [expiry = '', hardware = '', address = '', name = '*'] = text.trim().split(/\s+/);
        if (expiry === '') continue;
        // Hardware that is not Ethernet has its type in front: 06-00:11:…
        const mac = hardware.replace(/^01-(?=(?:[0-9a-f]{2}:){5})/i, '');
        if (!/^[0-9]+$/.test(expiry) || !isIpv4(address))
          found.leftOut(origin, text, 'only leases of IPv4 are taken over');
        else
          found.hosts.push({
            origin,
            ...(name !== '*' && { name }),
            interfaces: [{ origin, mac, address }],
          });
      }
    return found;
  },
};
