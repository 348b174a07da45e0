import { describe, expect, test } from 'vitest';
import { highlightLines } from '../../src/grammars/highlight.ts';
import type { Listing } from '../../src/grammars/index.ts';

/*
 * Lines as they are emitted, and what each grammar makes of them, written so that a person can read it: a token that has
 * a colour of its own stands in brackets behind the first letter of its class, d(irective), t(ext), a(ddress),
 * v(ariable), c(omment).
 */

function marked(language: Listing, text: string): string {
  return highlightLines(text.split('\n'), language)
    .map((line) =>
      line
        .replaceAll(/<span class="t-([a-z])[a-z]*">([^<]*)<\/span>/g, '$1[$2]')
        .replaceAll('&quot;', '"')
        .replaceAll('&gt;', '>')
        .replaceAll('&lt;', '<')
        .replaceAll('&amp;', '&'),
    )
    .join('\n');
}

describe('the grammar of', () => {
  test('dnsmasq tells directives, tags, addresses, boot files and comments apart', () => {
    expect(
      marked(
        'dnsmasq',
        `# Hosts of prod
dhcp-authoritative
dhcp-range=set:network-prod,10.20.0.200,10.20.0.239,255.255.255.0,1h
dhcp-match=set:efi-x64,option:client-arch,7
dhcp-host=94:40:c9:1f:02:7a,set:uefi-secure-boot-amd64-tftp-grub,10.20.0.33,db03
dhcp-boot=tag:network-prod,tag:!known,tag:bios,pxelinux.0,,10.20.0.2
dhcp-boot=tag:ipxe,http://10.20.0.2/boot.ipxe
tftp-root=/srv/tftp
dhcp-option-force=tag:x,67,"a \\"quoted\\" # name"`,
      ),
    ).toMatchInlineSnapshot(`
      "c[# Hosts of prod]
      d[dhcp-authoritative]
      d[dhcp-range]=v[set]:network-prod,a[10.20.0.200],a[10.20.0.239],a[255.255.255.0],a[1h]
      d[dhcp-match]=v[set]:efi-x64,v[option]:client-arch,a[7]
      d[dhcp-host]=a[94:40:c9:1f:02:7a],v[set]:uefi-secure-boot-amd64-tftp-grub,a[10.20.0.33],db03
      d[dhcp-boot]=v[tag]:network-prod,v[tag]:!known,v[tag]:bios,t[pxelinux.0],,a[10.20.0.2]
      d[dhcp-boot]=v[tag]:ipxe,t[http://10.20.0.2/boot.ipxe]
      d[tftp-root]=t[/srv/tftp]
      d[dhcp-option-force]=v[tag]:x,a[67],t["a \\"quoted\\" # name"]"
    `);
  });

  test('kickstart tells commands, options, words, sections and variables apart', () => {
    expect(
      marked(
        'kickstart',
        `# rocky01
lang "en_US.UTF-8"
user --name="ops" --gecos="Anna \\"the\\" O'Neil" --groups=wheel
part pv.1 --fstype=lvmpv --size=1024 --grow
%include /tmp/bootbook-disks.ks
%pre --erroronfail
ignoredisk --only-use=$disk1
%end`,
      ),
    ).toMatchInlineSnapshot(`
      "c[# rocky01]
      d[lang] t["en_US.UTF-8"]
      d[user] v[--name]=t["ops"] v[--gecos]=t["Anna \\"the\\" O'Neil"] v[--groups]=wheel
      d[part] pv.1 v[--fstype]=lvmpv v[--size]=1024 v[--grow]
      d[%include] /tmp/bootbook-disks.ks
      d[%pre] v[--erroronfail]
      d[ignoredisk] v[--only-use]=v[$disk1]
      d[%end]"
    `);
  });

  test('PXELINUX tells keywords, labels, titles, files and arguments apart', () => {
    expect(
      marked(
        'pxelinux',
        `# web02, 00:24:e8:5a:10:02
SERIAL 1 115200
UI menu.c32
MENU TITLE web02 (Amsterdam 1)
TIMEOUT 50
ONTIMEOUT debian-12-rescue

LABEL debian-12-rescue
  MENU LABEL Rescue system (Debian 12)
  MENU DEFAULT
  LINUX images/debian-12-installer-amd64/linux
  INITRD images/debian-12-installer-amd64/initrd.gz
  APPEND console=tty0 console=ttyS1,115200n8 BOOTIF=01-00-24-e8-5a-10-02 url=http://10.20.0.2/a.cfg
  SYSAPPEND 2
LABEL local
  LOCALBOOT 0`,
      ),
    ).toMatchInlineSnapshot(`
      "c[# web02, 00:24:e8:5a:10:02]
      d[SERIAL] a[1] a[115200]
      d[UI] t[menu.c32]
      d[MENU TITLE] t[web02 (Amsterdam 1)]
      d[TIMEOUT] a[50]
      d[ONTIMEOUT] v[debian-12-rescue]

      d[LABEL] v[debian-12-rescue]
        d[MENU LABEL] t[Rescue system (Debian 12)]
        d[MENU DEFAULT]
        d[LINUX] t[images/debian-12-installer-amd64/linux]
        d[INITRD] t[images/debian-12-installer-amd64/initrd.gz]
        d[APPEND] v[console]=tty0 v[console]=ttyS1,115200n8 v[BOOTIF]=a[01-00-24-e8-5a-10-02] v[url]=t[http://10.20.0.2/a.cfg]
        d[SYSAPPEND] a[2]
      d[LABEL] v[local]
        d[LOCALBOOT] a[0]"
    `);
  });

  test('iPXE tells commands, labels, settings, options and what is said apart', () => {
    expect(
      marked(
        'ipxe',
        `#!ipxe
# edge01, 0c:c4:7a:d9:60:01
chain --replace --autofree ipxe/\${netX/mac:hexhyp}.ipxe ||
echo \${netX/mac} is not in the inventory.
goto menu_\${platform} || exit 1
:menu
menu edge01 (Amsterdam 1)
item local Boot from the local disk
choose --default local --timeout 5000 entry || goto shell
kernel http://10.20.0.2/images/linux initrd=initrd.gz console=ttyS1,115200n8 || goto failed
initrd images/debian-12-installer-amd64/initrd.gz || goto failed
boot || goto failed`,
      ),
    ).toMatchInlineSnapshot(`
      "d[#!ipxe]
      c[# edge01, 0c:c4:7a:d9:60:01]
      d[chain] v[--replace] v[--autofree] ipxe/v[\${netX/mac:hexhyp}].ipxe ||
      d[echo] v[\${netX/mac}]t[ is not in the inventory.]
      d[goto] v[menu_\${platform}] || d[exit] a[1]
      :v[menu]
      d[menu] t[edge01 (Amsterdam 1)]
      d[item] v[local] t[Boot from the local disk]
      d[choose] v[--default] local v[--timeout] a[5000] entry || d[goto] v[shell]
      d[kernel] t[http://10.20.0.2/images/linux] v[initrd]=initrd.gz v[console]=ttyS1,115200n8 || d[goto] v[failed]
      d[initrd] t[images/debian-12-installer-amd64/initrd.gz] || d[goto] v[failed]
      d[boot] || d[goto] v[failed]"
    `);
  });

  test('GRUB tells commands, variables, entries and arguments apart', () => {
    expect(
      marked(
        'grub',
        `# app01, e4:43:4b:20:7a:01
set default=0
set client="01-$m1-$m2"
if [ -s "/grub/grub.cfg-$client" ]; then
  configfile "/grub/grub.cfg-$client"
fi
menuentry 'Rescue system (Debian 12)' --id debian-12-rescue {
  linux /images/linux console=ttyS0,115200n8 BOOTIF=01-e4-43-4b-20-7a-01 "a=\${b}"
  initrd /images/initrd.gz
}`,
      ),
    ).toMatchInlineSnapshot(`
      "c[# app01, e4:43:4b:20:7a:01]
      d[set] v[default]=a[0]
      d[set] v[client]=t["01-]v[$m1]t[-]v[$m2]t["]
      d[if] [ -s t["/grub/grub.cfg-]v[$client]t["] ]; d[then]
        d[configfile] t["/grub/grub.cfg-]v[$client]t["]
      d[fi]
      d[menuentry] t['Rescue system (Debian 12)'] v[--id] debian-12-rescue {
        d[linux] t[/images/linux] v[console]=ttyS0,115200n8 v[BOOTIF]=a[01-e4-43-4b-20-7a-01] t["a=]v[\${b}]t["]
        d[initrd] t[/images/initrd.gz]
      }"
    `);
  });

  test('dhcpd.conf tells statements, options and addresses apart', () => {
    expect(
      marked(
        'dhcpd',
        `# Network dmz
option client-architecture code 93 = unsigned integer 16;
subnet 10.20.40.0 netmask 255.255.255.0 {
  option domain-name "ams1.example.net";
  next-server 10.20.40.2;
  if option client-architecture = 0 {
    filename "pxelinux.0";
  }
  host mail01 { hardware ethernet e4:43:4b:20:7c:01; fixed-address 10.20.40.11; }
}`,
      ),
    ).toMatchInlineSnapshot(`
      "c[# Network dmz]
      d[option] v[client-architecture] d[code] a[93] = d[unsigned] d[integer] a[16];
      d[subnet] a[10.20.40.0] d[netmask] a[255.255.255.0] {
        d[option] v[domain-name] t["ams1.example.net"];
        d[next-server] a[10.20.40.2];
        d[if] d[option] v[client-architecture] = a[0] {
          d[filename] t["pxelinux.0"];
        }
        d[host] mail01 { d[hardware] d[ethernet] a[e4:43:4b:20:7c:01]; d[fixed-address] a[10.20.40.11]; }
      }"
    `);
  });

  test('RouterOS, IOS and preseed files have their directives told from values', () => {
    expect(
      marked(
        'routeros',
        '/ip dhcp-server option add name="bootbook-dmz:ipxe" code=67 value="s\'pxelinux.0\'"\n/ip dhcp-server network set [find address=10.20.40.0/24] gateway=10.20.40.1',
      ),
    ).toMatchInlineSnapshot(`
      "d[/ip dhcp-server option] d[add] v[name]=t["bootbook-dmz:ipxe"] v[code]=a[67] v[value]=t["s'pxelinux.0'"]
      d[/ip dhcp-server network] d[set] [d[find] v[address]=a[10.20.40.0/24]] v[gateway]=a[10.20.40.1]"
    `);
    expect(
      marked(
        'cisco',
        '! Network dmz\nip dhcp pool bootbook-dmz\n network 10.20.40.0 255.255.255.0',
      ),
    ).toMatchInlineSnapshot(`
      "c[! Network dmz]
      d[ip] dhcp pool bootbook-dmz
       d[network] a[10.20.40.0] a[255.255.255.0]"
    `);
    expect(marked('preseed', '# Clock\nd-i clock-setup/utc boolean true')).toMatchInlineSnapshot(`
      "c[# Clock]
      v[d-i] d[clock-setup/utc] booleant[ true]"
    `);
  });

  test('a console marks only the prompt, so that output that begins with # stays as it is', () => {
    expect(marked('console', '$ npx bootbook validate\nroot@boot1# ls\n#cloud-config\n# a comment'))
      .toMatchInlineSnapshot(`
        "p[$] npx bootbook validate
        p[root@boot1#] ls
        #cloud-config
        # a comment"
      `);
  });

  test('no line is lost or changed, whatever stands in it', () => {
    const odd = ['', '  <b>&amp;</b> "x" \'y\' $z `w` \\', '=,:#;{}', "menuentry 'a", 'dhcp-host='];
    const languages: Listing[] = [
      'dnsmasq',
      'pxelinux',
      'ipxe',
      'grub',
      'dhcpd',
      'nginx',
      'json',
      'text',
    ];
    for (const language of languages) {
      const back = highlightLines(odd, language).map((line) =>
        line
          .replaceAll(/<\/?span[^>]*>/g, '')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&amp;', '&'),
      );
      expect(back, language).toEqual(odd);
    }
  });
});
