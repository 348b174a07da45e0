# The far half of `bootbook apply`: it runs on the boot server as root, with POSIX sh, coreutils, findutils, tar, util-linux.
# It is sent along with each command, and nothing of it stays. Arguments: the root of the boot server, a verb, what it needs.
#
#   srv/bootbook/releases/<name>/   whole trees; a name that begins with a dot is unfinished
#   srv/bootbook/current            -> releases/<name>: the one rename by which a release goes live
#   srv/tftp                        -> bootbook/current/srv/tftp
#   srv/private                     -> bootbook/current/srv/private, while a release has answers with secrets
#   etc/dnsmasq.d/bootbook.conf …   -> the same file below srv/bootbook/current
#   srv/bootbook/pending            there while a release is on trial: its name, and the one before
set -eu
umask 022
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
root=${1%/} verb=$2
shift 2
home=$root/srv/bootbook
fail() { echo "$*" >&2; exit 1; }

# One at a time. The lock goes with the process that holds it, however that ends.
lock() {
  mkdir -p "$home/releases"
  exec 9>"$home/.lock"
  flock -w 30 9 || fail 'Somebody else is changing the releases of this boot server.'
}

current() { readlink "$home/current" 2>/dev/null | sed 's,^releases/,,'; }

# A link changes by a rename, so that nobody ever finds none.
link() { # what, where
  rm -f "$2.bootbook-new"
  ln -s "$1" "$2.bootbook-new"
  mv -fT "$2.bootbook-new" "$2"
}

etc_files() { (cd "$1" && find etc -type f 2>/dev/null | sort) || true; }

# What was there before the first release becomes a release itself, so that there is a way back.
adopt() {
  if test -L "$home/current"; then return; fi
  before=$home/releases/.before
  rm -rf "$before"
  mkdir -p "$before/srv"
  if test -d "$root/srv/tftp" && ! test -L "$root/srv/tftp"; then
    cp -al "$root/srv/tftp" "$before/srv/tftp" 2>/dev/null || {
      rm -rf "$before/srv/tftp"
      cp -a "$root/srv/tftp" "$before/srv/tftp"
    }
  else
    mkdir -p "$before/srv/tftp"
  fi
  etc_files "$1" | while read -r file; do
    if ! test -f "$root/$file"; then continue; fi
    mkdir -p "$before/${file%/*}"
    cp -pL "$root/$file" "$before/$file"
  done
  sync -f "$home" 2>/dev/null || true
  rm -rf "$home/releases/before-bootbook"
  mv -T "$before" "$home/releases/before-bootbook"
  link releases/before-bootbook "$home/current"
}

# The places where servers look lead into the current release. A folder cannot be exchanged for a link by one rename, so the
# first time there is none for a moment; whoever comes next mends it if this is where it ended.
connect() {
  if ! test -L "$home/current"; then return; fi
  if ! test -L "$root/srv/tftp"; then
    if test -d "$root/srv/tftp"; then
      rm -rf "$home/.tftp-before"
      mv -T "$root/srv/tftp" "$home/.tftp-before" || fail "$root/srv/tftp cannot be moved: is it a mount?"
    fi
    link bootbook/current/srv/tftp "$root/srv/tftp"
    rm -rf "$home/.tftp-before"
  fi
  private=bootbook/current/srv/private
  if test -d "$home/current/srv/private"; then
    test "$(readlink "$root/srv/private" 2>/dev/null)" = "$private" || link "$private" "$root/srv/private"
  elif test "$(readlink "$root/srv/private" 2>/dev/null)" = "$private"; then
    rm -f "$root/srv/private"
  fi
  etc_files "$home/current/" | while read -r file; do
    mkdir -p "$root/${file%/*}"
    up=$(echo "${file%/*}" | sed 's,[^/][^/]*,..,g')
    test "$(readlink "$root/$file" 2>/dev/null)" = "$up/srv/bootbook/current/$file" ||
      link "$up/srv/bootbook/current/$file" "$root/$file"
  done
  # What was cut off between two steps of a link: dnsmasq would read it as one config more.
  find "$root/etc" -type l -name '*.bootbook-new' -lname '*/srv/bootbook/current/etc/*' -exec rm -f {} + 2>/dev/null || true
  rm -f "$home/current.bootbook-new" "$home/pending.new" "$root/srv/tftp.bootbook-new" "$root/srv/private.bootbook-new"
  # What the current release has no more.
  find "$root/etc" -type l -lname '*/srv/bootbook/current/etc/*' 2>/dev/null | while read -r old; do
    test -e "$old" || rm -f "$old"
  done
}

same() { diff -r "$1/$3" "$2/$3" >/dev/null 2>&1 || { ! test -e "$1/$3" && ! test -e "$2/$3"; }; }

# Servers whose configs differ between two releases.
concerned() {
  if ! same "$1" "$2" etc/dnsmasq.d; then printf 'dnsmasq '; fi
  if ! same "$1" "$2" etc/nginx; then printf 'nginx '; fi
  if ! same "$1" "$2" etc/exports.d; then printf 'nfs-server '; fi
  if ! same "$1" "$2" etc/ganesha; then printf 'nfs-ganesha '; fi
}

# A restart of dnsmasq ends its TFTP transfers, so they are waited for. nginx ends its own before an old worker goes.
drain() { # seconds
  left=$1
  while test "$left" -gt 0 && for pid in $(pidof dnsmasq); do ls -l "/proc/$pid/fd" 2>/dev/null; done |
    grep -q '/srv/bootbook/releases/'; do
    sleep 1
    left=$((left - 1))
  done
}

# Makes servers read their configs: by systemd, by the command that was given, or not at all.
restart() { # how, servers…
  how=$1
  shift
  if test $# = 0 || test "$how" = none; then return 0; fi
  if test "$how" != systemd; then sh -c "$how \"\$@\"" restart "$@" >&2 9>&-; return; fi
  for server in "$@"; do
    case $server in
      dnsmasq) systemctl restart dnsmasq 9>&- || return 1 ;;
      *) systemctl reload-or-restart "$server" 9>&- || return 1 ;;
    esac
  done
}

switch() { # name, how to restart, seconds to wait for transfers
  servers=$(concerned "$home/current" "$home/releases/$1")
  case $servers in *dnsmasq*) if test "$2" != none; then drain "$3"; fi ;; esac
  link "releases/$1" "$home/current"
  connect
  sync -f "$home" 2>/dev/null || true
  restart "$2" $servers
}

# Back to the release before the one on trial.
undo() { # how to restart
  read -r tried before <"$home/pending"
  # The end of a trial that never got as far as the swap: servers need not be disturbed.
  if test "$(current)" = "$tried"; then switch "$before" "$1" 0 || echo 'A server did not start.' >&2; fi
  connect
  rm -f "$home/pending"
  forget
}

# Releases that never served as planned: they would only push out those that did.
forget() {
  for mark in "$home"/releases/*/.untried; do
    if test -f "$mark" && ! test "${mark%/.untried}" -ef "$home/current"; then rm -rf "${mark%/.untried}"; fi
  done
}

# Answers with secrets are read by root, and by nginx, whose group has a name of its own in each family of systems.
close_private() { # folder of a release
  if ! test -d "$1/srv/private"; then return; fi
  group=$(sed -n 's/^\(www-data\|nginx\):[^:]*:\([0-9]*\):.*/\2/p' "$root/etc/group" 2>/dev/null | head -n 1)
  if test -n "$group"; then chgrp -R "$group" "$1/srv/private"; fi
  find "$1/srv/private" -type d -exec chmod 750 {} +
}

# What a checker does not pass is no release.
refuse() {
  rm -rf "$home/releases/$1"
  exit 1
}

case $verb in
  state)
    if test -L "$home/current"; then echo "current $(current)"; fi
    if test -f "$home/pending"; then echo "pending $(cat "$home/pending")"; fi
    for each in "$home"/releases/*/; do
      if test -d "$each"; then echo "release $(basename "$each")"; fi
    done
    ;;
  sums) cat "$home/current/SHA256SUMS" 2>/dev/null || true ;;
  tree) # the files that were emitted, for a comparison
    folder=$home/current
    if ! test -f "$folder/manifest.jsonl"; then folder=$root; fi
    cd "$folder/"
    while read -r file; do
      if test -f "$file"; then echo "$file"; fi
    done | sort -u | tar -chf - -T -
    ;;
  receive) # name, SHA-256 of its SHA256SUMS, all or rest; a tar of all files, or of what the current release has not, comes in
    lock
    connect
    new=$home/releases/.$1
    if ! test -f "$home/pending"; then forget; fi
    find "$home/releases" -mindepth 1 -maxdepth 1 -name '.*' -exec rm -rf {} +
    trap 'test $? = 0 || rm -rf "$new"' EXIT
    mkdir "$new"
    if test "$3" = rest; then cp -al "$home/current/." "$new/"; fi
    # tar takes the old name away before it writes, so other releases keep their bytes.
    tar -xpof - -C "$new" || fail 'The files did not arrive whole.'
    echo "$2  $new/SHA256SUMS" | sha256sum --quiet -c - || fail 'The list of files did not arrive whole.'
    cd "$new"
    { sed -n 's,^[0-9a-f]*  ,./,p' SHA256SUMS; echo ./SHA256SUMS; } | sort >../.wanted
    find . -type f | sort | comm -23 - ../.wanted | tr '\n' '\0' | xargs -0r rm -f
    rm -f ../.wanted
    find . -type d -empty -delete
    sha256sum --quiet -c SHA256SUMS >&2 || fail 'Files differ from what was sent.'
    close_private .
    : >.untried
    sync -f "$home" 2>/dev/null || true
    mv -T "$new" "$home/releases/$1"
    ;;
  verify) # name
    if test -f "$home/releases/$1/SHA256SUMS"; then
      cd "$home/releases/$1"
      sha256sum --quiet -c SHA256SUMS >&2 || fail 'Files of this release are not what they were.'
    fi
    ;;
  manifest) # name, or that of the current release
    cat "$home/${1:+releases/}${1:-current}/manifest.jsonl" 2>/dev/null || true ;;
  check) # name: by the checkers of the servers that are here
    new=$home/releases/$1
    for file in "$new"/etc/dnsmasq.d/*.conf; do
      test -f "$file" || continue
      if command -v dnsmasq >/dev/null; then
        dnsmasq --test --conf-file="$file" 2>/dev/null >&2 || { dnsmasq --test --conf-file="$file" || refuse "$1"; }
        echo 'dnsmasq --test'
      else
        echo 'not checked: dnsmasq is not there'
      fi
    done
    if test -d "$new/etc/nginx"; then
      if command -v nginx >/dev/null; then
        scratch=$(mktemp -d)
        trap 'rm -rf "$scratch"' EXIT
        # The file alone. Log files go where they can be made, and addresses need not be there yet: the servers are asked later.
        sed "s,/var/log/nginx/,$scratch/," "$new"/etc/nginx/conf.d/*.conf >"$scratch/own.conf"
        printf 'pid %s/pid; events {} http { access_log off; include own.conf; }\n' "$scratch" >"$scratch/nginx.conf"
        { echo 'user root;'; cat "$scratch/nginx.conf"; } >"$scratch/root.conf"
        cat >"$scratch/run" <<'END'
echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind
echo 1 >/proc/sys/net/ipv6/ip_nonlocal_bind
exec nginx -t -q -c "$1"
END
        # nginx gives its own folders to its user even for a test: with the package's user that changes nothing. Where there is
        # no other user than root it cannot, and in a namespace for that it may only keep what is root's.
        unshare --net sh "$scratch/run" "$scratch/nginx.conf" 2>"$scratch/says" ||
          unshare --user --map-root-user --net sh "$scratch/run" "$scratch/root.conf" 2>/dev/null ||
          { cat "$scratch/says" >&2; refuse "$1"; }
        echo 'nginx -t'
      else
        echo 'not checked: nginx is not there'
      fi
    fi
    if command -v grub-script-check >/dev/null; then
      find "$new/srv/tftp" -name 'grub.cfg*' | while read -r file; do
        if cmp -s "$file" "$home/current/${file#"$new"/}"; then continue; fi
        grub-script-check "$file" >&2 || exit 1
      done || refuse "$1"
      echo 'grub-script-check'
    fi
    ;;
  activate) # name, seconds of trial, how to restart, seconds to wait for transfers
    lock
    if test -f "$home/pending"; then undo "$3"; fi
    test -d "$home/releases/$1" || fail "There is no release $1."
    if test -d "$home/releases/$1/srv/private" && test -e "$root/srv/private" && ! test -L "$root/srv/private"; then
      fail "$root/srv/private is there, and no release made it. Move it away: answers with secrets are to lie there."
    fi
    adopt "$home/releases/$1"
    connect
    echo "$1 $(current)" >"$home/pending.new"
    sync -f "$home" 2>/dev/null || true
    mv -T "$home/pending.new" "$home/pending"
    # Whoever is to say that all is well may be cut off: then this takes it back.
    (
      trap '' HUP
      exec 9>&-
      sleep "$2"
      if ! test -f "$home/pending"; then exit 0; fi
      lock
      if test -f "$home/pending" && test "$(cut -d ' ' -f 1 "$home/pending")" = "$1"; then undo "$3"; fi
    ) </dev/null >/dev/null 2>&1 &
    switch "$1" "$3" "$4" || { undo "$3"; fail 'A server did not start with it.'; }
    ;;
  confirm) # name, how many older releases stay
    lock
    test -f "$home/pending" || fail 'It was taken back already: the trial was over.'
    test "$(cut -d ' ' -f 1 "$home/pending")" = "$1" || fail 'Another release is on trial.'
    rm -f "$home/releases/$1/.untried" "$home/pending"
    forget
    cd "$home/releases"
    ls -1r | grep -vxF -e "$1" -e before-bootbook | tail -n +"$(($2 + 1))" | while read -r old; do rm -rf "./$old"; done
    ;;
  undo) # how to restart
    lock
    if test -f "$home/pending"; then undo "$1"; fi
    ;;
  *) fail "No such verb: $verb" ;;
esac
