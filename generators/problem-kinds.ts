/** What one kind of problem means, whichever value it was found with. */
export interface ProblemKind {
  /** A warning does not stop a build. */
  readonly severity: 'error' | 'warning';
  readonly means: string;
  /** What a person does about it. */
  readonly advice: string;
}

/** Kinds of problems that belong together. */
export interface ProblemGroup {
  readonly title: string;
  readonly id: string;
  readonly kinds: Readonly<Record<string, ProblemKind>>;
}

const error = (means: string, advice: string): ProblemKind => ({
  severity: 'error',
  means,
  advice,
});

const warning = (means: string, advice: string): ProblemKind => ({
  severity: 'warning',
  means,
  advice,
});

const files = {
  'empty-inventory': error(
    'The inventory folder holds no YAML file.',
    'Name the right folder with `--inventory`, or write the first file.',
  ),
  'file-too-large': error(
    'A file is larger than an inventory file may be.',
    'Split it. Any number of files may hold objects of one collection.',
  ),
  'yaml-syntax': error(
    'The file is not valid YAML 1.2, so nothing in it can be read.',
    'Mend the YAML at the mark. Indent with spaces, and give a mapping each key once.',
  ),
  'not-an-inventory': error(
    'The top of the file is a list or a single value.',
    'Start the file with the name of a collection, such as `hosts:`.',
  ),
};

const values = {
  'unknown-key': error(
    'There is no such key at this place.',
    'Take the key that is meant, or remove it.',
  ),
  'missing-value': error(
    'A key that the object cannot do without is not there.',
    'Add it, or let a model or profile extend one that has it.',
  ),
  'wrong-value': error(
    'A value does not have the form that its key asks for.',
    'Write it in the form that is expected. Text that looks like a number needs quotes.',
  ),
  'bad-id': error(
    'An id cannot become part of host names and file names.',
    'Use lower-case letters, digits and inner hyphens, 63 at most. Words for people go into `name`, `label` or `notes`.',
  ),
  'duplicate-id': error(
    'Two objects of one collection have the same id.',
    'Rename or remove one of them.',
  ),
  'unknown-id': error(
    'A value names an object that does not exist.',
    'Take the id that is meant, or add the object.',
  ),
  'extends-loop': error(
    'A model or profile extends itself by way of others.',
    'Take `extends` out of one of them.',
  ),
  'duplicate-name': error('A host and a boot server have the same name.', 'Rename one of them.'),
  'missing-file': warning(
    'A file of the repo that should go into the bundle cannot be had.',
    'Correct the path, or add the file. Until then the bundle leaves it out.',
  ),
};

const networks = {
  'not-a-network': error(
    '`cidr` or `cidr6` holds an address inside a network instead of the network.',
    'Write the first address of the network with its prefix length.',
  ),
  'networks-overlap': error(
    'Two networks share addresses, so a relayed request could be answered out of either.',
    'Correct the address or the prefix length of one of them.',
  ),
  'address-outside': error(
    'An address is not one that a machine on this network can have.',
    'Correct the address, or name the network that it belongs to.',
  ),
  'address-in-range': error(
    'A fixed address lies in the dynamic range, so another machine may get it first.',
    'Choose an address outside the range, or make the range smaller.',
  ),
  'duplicate-address': error(
    'Two interfaces or gateways have the same address.',
    'Correct the one that is wrong.',
  ),
  'duplicate-mac': error('Two interfaces have the same MAC.', 'Correct the one that is wrong.'),
  'range-backwards': error('The dynamic range ends before it starts.', 'Swap `from` and `to`.'),
  'range-not-ours': warning(
    'There is a dynamic range, but another server gives the addresses on this network. The range is only written into its snippet.',
    'Keep it if it describes that server; remove it if our server should use it.',
  ),
  'relay-not-needed': error(
    'The boot server is attached to a network that has a relay to it.',
    'Remove `relay`, or take the interface away from the server.',
  ),
  'server-not-attached': error(
    "No interface and no relay brings the clients' DHCP requests to the boot server.",
    'Give the server an interface on the network, or give the network the address of its relay.',
  ),
  'proxy-needs-attachment': error(
    'proxyDHCP answers broadcasts on the wire, and the boot server is not on that wire.',
    'Attach the server to the network, or use mode `external` with a snippet for the other server.',
  ),
  'prefix-not-ours': error(
    'The network has an IPv6 prefix, but another DHCP server gives its addresses.',
    'Remove `cidr6` and the `address6` of its hosts, or make our server give the addresses.',
  ),
  'prefix-needs-attachment': error(
    'The network has an IPv6 prefix, and the boot server has no interface on it. Router advertisements do not pass a router.',
    'Attach the server to the network, or remove `cidr6`.',
  ),
  'no-address6': error(
    'The network has an IPv6 prefix, and the boot server has no address in it.',
    "Add `address6` to the server's interface, or remove `cidr6`.",
  ),
  'duplicate-prefix': error(
    'Two networks have the same IPv6 prefix.',
    'Correct the one that is wrong.',
  ),
  'address6-block': error(
    'Each interface has four IPv6 addresses, and `address6` is not the first of such a block.',
    'Take an address that ends in 0, 4, 8 or c.',
  ),
  'no-interface': error(
    'A boot server has no interface, so no machine can reach it.',
    'Add its interfaces.',
  ),
};

const hosts = {
  'route-by-ipv6': error(
    'An interface with an IPv6 address alone boots by IPv6, and this boot route does not.',
    'Add an IPv4 address, or take a loader and transport that boot by IPv6.',
  ),
  'profile-by-ipv6': error(
    'The host boots by IPv6, and what its profile runs asks for its address by IPv4 only.',
    'Add an IPv4 address, or take an installer or the local disk.',
  ),
  'boot-interface': error(
    'It is not clear which interface a host boots from.',
    'Say `boot: true` at exactly one of several interfaces.',
  ),
  'no-address': error(
    'A host has no address, and its network has no dynamic range.',
    'Give the interface an address, or the network a range.',
  ),
  'no-route': error(
    'No boot route fits the firmware, architecture, transport and loader of a host.',
    'Set `loader` and `transport` to one of the pairs that the problem names.',
  ),
  'unsigned-nbp': error(
    'Secure Boot is on, and the chosen loader is iPXE, which Debian does not sign.',
    'Use `loader: grub`, which shim starts.',
  ),
  'proxydhcp-unsupported': error(
    'The host is on a proxyDHCP network, and its model is known not to use proxyDHCP offers.',
    'Boot it from another network, or put the snippet of mode `external` into the other DHCP server.',
  ),
  'loader-behind-proxy': error(
    "The host is on a proxyDHCP network, and its loader does not take the server's address from a proxyDHCP answer.",
    'Choose the loader that the problem names, or another network.',
  ),
  'armed-for-nothing': warning(
    'A host is armed, but the profile it boots does not overwrite disks.',
    'Remove `armedUntil`, or name the profile that it was meant for.',
  ),
};

const secrets = {
  'looks-like-secret': error(
    'A value of the inventory looks like a password hash, a private key or a token.',
    'Keep it elsewhere, and write a reference. Replace the one that stood there: history keeps it.',
  ),
  'secret-for-everybody': error(
    'A profile with a secret could run on any host at any time, so everybody could fetch it.',
    'Add `destructive: true`: then it counts, and the secret is served, only while a host is armed.',
  ),
  'secret-without-answers': error(
    'A profile names the password of the first user, but no preseed file that it could go into.',
    'Add `preseed`, or remove `userPassword`.',
  ),
  'secret-without-address': error(
    'A host boots a profile with a secret, and has no IPv4 address that the secret could be kept for.',
    'Give the interface that boots an address.',
  ),
};

const quirks = {
  'unknown-quirk': error(
    'The inventory names or declines a quirk that the catalogue does not have.',
    'Take the id of a page of content/quirks, or write that page.',
  ),
  'quirk-overruled': warning(
    'The inventory sets something for a model or host that one of its quirks would set otherwise. The inventory counts.',
    'Remove the setting, or decline the quirk with the reason why the setting is right.',
  ),
  'quirks-disagree': warning(
    'Two quirks of a model want different values for one setting. The one whose id comes first counts.',
    'Decline one of them with a reason, or set the value for the model.',
  ),
  'declined-for-nothing': warning(
    'The inventory declines a quirk that no machine would have there.',
    'Remove the line, or correct the id.',
  ),
};

const profiles = {
  'profile-without-image': error(
    'A profile that does not boot the local disk has no image.',
    'Add `image:`.',
  ),
  'local-with-image': error(
    'A profile that boots the local disk names an image.',
    'Remove the image, or choose another kind.',
  ),
  'local-destructive': error(
    'A profile that boots the local disk says that it overwrites it.',
    'Remove `destructive`.',
  ),
  'nfs-and-kind': error(
    'Kind `nfs-root` and `nfs:` belong together, and one of them is missing.',
    'Add the one, or remove the other.',
  ),
  'write-and-kind': error(
    'Kind `image` and `write:` belong together, and one of them is missing.',
    'Add the one, or remove the other.',
  ),
  'image-not-destructive': error(
    'A profile writes an image, which overwrites a disk, and does not say so.',
    'Add `destructive: true`: then it counts only while a host is armed.',
  ),
  'recipe-file': error(
    'A recipe gives no file of this name.',
    'Name one of the files that the problem lists.',
  ),
  'recipe-architecture': error(
    'A recipe makes nothing for this architecture.',
    'Choose another recipe, or give the file from elsewhere.',
  ),
  'preseed-and-kind': error(
    'Only an installer reads a preseed file.',
    'Remove `preseed`, or use kind `installer`.',
  ),
  'image-architecture': error(
    'A profile has no image for the architecture of a host, or one that is for another.',
    'Name an image for this architecture, or choose another profile.',
  ),
  'image-firmware': error(
    "An image does not start under a host's firmware.",
    'Choose another profile for this host.',
  ),
  'unsigned-kernel': error(
    'A host has Secure Boot on, and the kernel it would boot is not signed.',
    'Choose a profile with a signed kernel, or say `signed: true` if shim accepts this one.',
  ),
  'unsigned-secure-boot': error(
    'An image lists Secure Boot among its firmware, but does not say that it is signed.',
    'Say `signed: true` if shim accepts the kernel, or take `uefi-secure-boot` away.',
  ),
  memory: error(
    "A model has too little memory for an image's kernel and unpacked initrd.",
    'Choose a smaller image, or correct the memory of the model.',
  ),
};

const installs = {
  'install-and-kind': error(
    'Only an installer does an installation.',
    'Remove `install`, or use kind `installer`.',
  ),
  'install-and-preseed': error(
    'A profile has both a file of answers and `install`, and an installer reads one of them.',
    'Remove the one that is not meant.',
  ),
  'install-not-destructive': error(
    'A profile installs a system, which overwrites a disk, and does not say so.',
    'Add `destructive: true`: then it counts only while a host is armed.',
  ),
  'install-disk': error(
    'An installation does not say which disk may be erased, or names as many as its layout cannot use.',
    'Give `disk` to the profile or the host: one, or a list of two for raid1.',
  ),
  'install-source': error(
    'A profile does not say where its installer gets the system from, and that installer has to be told.',
    'Give `source`: the tree of a distribution for kickstart and autoyast, the ISO of the live server for autoinstall.',
  ),
  'install-layout': error(
    'A layout has a value that means nothing for its kind, lacks one that its kind needs, or has two volumes in one place.',
    'Give `key` to luks and to no other kind, and volumes, a root size and a group to lvm and luks only.',
  ),
  'install-user': error(
    'An installation makes two users of one name.',
    'Rename or remove one of the two.',
  ),
  'install-user-taken': error(
    'The system that is installed has an account or a group of this name from the start.',
    'Choose another name for the user.',
  ),
  'install-letters': error(
    'A value holds letters that the format of the installer would read as something else.',
    'Write it without them.',
  ),
  'install-no-login': warning(
    'Nobody could log in to the installed system: no user has a password or a key, and root has no key.',
    'Give a user a password or `sshKeys`, or the site `sshKeys`.',
  ),
  'install-package': error(
    'A package has a name that no package of that system can have.',
    'Take the name that the system itself uses.',
  ),
  'install-product': error(
    'A profile does not say which product is installed, and its installer knows several.',
    'Give `product`, such as SLES or openSUSE_Leap.',
  ),
  'install-unable': error(
    'The system that is chosen, or its installer, has no way to do what the installation asks for.',
    'Ask for what it can do, or choose another system.',
  ),
  'install-for-nothing': warning(
    'A host says how its installation differs, and its profile installs nothing by `install`.',
    'Remove `install` from the host, or give it the profile that was meant.',
  ),
};

const loaders = {
  'kernel-argument': error(
    'Linux would not read a kernel argument as one: it holds white space outside double quotes, or a quote is left open.',
    'Make an item of each argument, and write quotes in pairs.',
  ),
  'command-line-too-long': error(
    'The kernel command line would be cut off.',
    'Leave out arguments, or move settings into a file that the started system reads.',
  ),
  'pxelinux-label': error(
    'The menu of PXELINUX would show a label other than it is written.',
    'Start the label with a letter, a digit or a sign, and leave out ^.',
  ),
  'pxelinux-letters': warning(
    'A menu of PXELINUX holds letters beyond ASCII, which a BIOS shows as other signs.',
    'Write it without accents if people should read it at the machine.',
  ),
  'pxelinux-argument': error(
    'PXELINUX would take a kernel argument for the list of initrds.',
    'Leave out `initrd=`: the initrds are those of the image.',
  ),
  'grub-label': error(
    'GRUB would take a label for an option, because it starts with a hyphen.',
    'Remove the hyphen at its start.',
  ),
  'grub-argument': error(
    'GRUB would change a kernel argument: one with spaces, quotes or backslashes.',
    'Write the value without them, or boot this profile by PXELINUX or iPXE.',
  ),
  'ipxe-name': error(
    'iPXE would put the value of a setting in place of `${…}` in the name of a site, which is the title of its menus.',
    'Write it without the braces.',
  ),
  'ipxe-label': error(
    'iPXE would put the value of a setting in place of `${…}` in a label.',
    'Write it without the braces.',
  ),
  'ipxe-argument': error(
    'iPXE would change a kernel argument: it holds `${…}`, or, under UEFI, letters beyond ASCII.',
    'Write the value without the braces and in ASCII, or boot this profile by GRUB.',
  ),
  'ipxe-letters': warning(
    'A menu of iPXE holds letters beyond ASCII, which it shows as other signs.',
    'Write it without accents if people should read it at the machine.',
  ),
};

const dnsmasq = {
  'dnsmasq-host-name': error(
    'dnsmasq would read the name of a host as a lease time or a keyword.',
    'Give the host a longer name.',
  ),
  'dnsmasq-interface-name': error(
    'An interface of a boot server is called like a tag that has another meaning in dnsmasq.',
    'Rename the interface on the boot server and in the inventory.',
  ),
  'dnsmasq-lease': error(
    'dnsmasq cannot give leases of this length.',
    'Choose a time from `2m` to `24855d`.',
  ),
  'dnsmasq-too-many-addresses': error(
    'A site has more DNS or NTP servers than one DHCP option can hold.',
    'Name a few of them: clients ask the first two or three only.',
  ),
};

const catalogue = {
  'no-front-matter': error(
    'A page of the catalogue does not start with front matter between two lines of three hyphens.',
    'Start the file with it: `npx bootbook new error ID` writes one to fill in.',
  ),
  'unknown-entry': error(
    'A page of the catalogue names an error, a quirk or a fault that does not exist.',
    'Correct the id, or write the page that it names.',
  ),
  'pattern-misses': error(
    'The patterns of an error do not find a text that they should find.',
    'Change the pattern, or the text.',
  ),
  'pattern-overreaches': error(
    'The patterns of an error find a text that is something else.',
    'Make the pattern narrower, or name what excludes it under `unless`.',
  ),
  'unknown-placeholder': error(
    'Braces in a command hold a word that stands for nothing.',
    "Take one that exists, or a named group of the entry's own patterns.",
  ),
  'double-code': error(
    'Two errors claim the same code without naming one another as related.',
    'Take the code from one of them, or name each as related to the other.',
  ),
};

/** Every kind of problem. The code of a problem is a key of this, so a kind that is not told here cannot be reported. */
export const problemKinds = {
  ...files,
  ...values,
  ...networks,
  ...hosts,
  ...quirks,
  ...profiles,
  ...secrets,
  ...installs,
  ...loaders,
  ...dnsmasq,
  ...catalogue,
};

export type ProblemCode = keyof typeof problemKinds;

/** The same kinds by what they concern, in the order in which an inventory is read, planned and emitted. */
export const problemGroups: readonly ProblemGroup[] = [
  { title: 'Files', id: 'files', kinds: files },
  { title: 'Keys, values and names', id: 'values', kinds: values },
  { title: 'Networks and addresses', id: 'networks', kinds: networks },
  { title: 'Hosts and their boot routes', id: 'hosts', kinds: hosts },
  { title: 'Quirks of machines', id: 'quirks', kinds: quirks },
  { title: 'Profiles and images', id: 'profiles', kinds: profiles },
  { title: 'Secrets', id: 'secrets', kinds: secrets },
  { title: 'Installations', id: 'installs', kinds: installs },
  { title: 'Boot menus and kernel arguments', id: 'loaders', kinds: loaders },
  { title: 'dnsmasq', id: 'dnsmasq', kinds: dnsmasq },
  { title: 'Errors and quirks', id: 'catalogue', kinds: catalogue },
];
