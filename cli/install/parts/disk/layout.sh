# How a disk is laid out, out of lines of a recipe as partman-auto's own code has decoded and expanded them ($scheme). Nothing
# in here writes to a disk. `stop` is whoever's calls it.

# What a word of such a line says: `word mountpoint LINE` gives /var for `mountpoint{ /var }`.
word() {
	echo " $2 " | sed -n "s/.* $1{ *\([^ }]*\) *} .*/\1/p"
}

# What this part knows of partman's methods; by --mirror partman itself is there, which knows all of them.
known_method() {
	case $1 in
	regular | lvm) ;;
	*) stop "partman-auto/method is '$1': without --mirror the lab knows the layouts regular and lvm, on one disk" ;;
	esac
}

# What a partition is for, by its type in a GPT: https://uapi-group.org/specifications/specs/discoverable_partitions_specification/
type_of() {
	case $1 in
	biosgrub) echo 21686148-6449-6E6F-744E-656564454649 ;;
	efi) echo C12A7328-F81F-11D2-BA4B-00A0C93EC93B ;;
	swap) echo 0657FD6D-A4AB-43C4-84E5-0933C84B4F4F ;;
	format) echo 0FC63DAF-8483-4772-8E79-3D69D8477DE4 ;;
	lvm) echo E6D6D379-F507-44C2-A23C-238F2A3DF928 ;;
	esac
}

# A line as a row: size in megabytes, method, file system, mount point, name of the volume; what it does not have is a -.
row() {
	method=$(word method "$*")
	file_system=$(word filesystem "$*")
	mount=$(word mountpoint "$*")
	name=$(word lv_name "$*")
	case $method in
	format)
		case ${file_system:=$4} in
		ext2 | ext3 | ext4) ;;
		*) stop "the recipe wants a file system $file_system: without --mirror the lab makes ext2, ext3 and ext4" ;;
		esac
		[ -n "$mount" ] || stop "the recipe does not say where a file system is mounted: $*"
		;;
	efi) mount=/boot/efi ;;
	biosgrub | swap | lvm) ;;
	*) stop "the recipe has a partition with the method '$method', which the lab does not know without --mirror: $*" ;;
	esac
	echo "$1 $method ${file_system:--} ${mount:--} ${name:--}"
}

# All lines as rows.
rows() {
	echo "$scheme" | while read -r line; do
		[ -z "$line" ] || row $line
	done
}

# Rows as sfdisk reads them; the last partition takes what is left, as partman-auto has it.
partition_table() {
	echo 'label: gpt'
	last=$(wc -l <"$1")
	number=0
	while read -r size method rest; do
		number=$((number + 1))
		if [ "$number" = "$last" ]; then
			echo "type=$(type_of "$method")"
		else
			echo "size=${size}MB, type=$(type_of "$method")"
		fi
	done <"$1"
}

# How much of a volume group is given out, in kilobytes: what partman-auto-lvm/guided_size says, and no more than there is.
guided_size() {
	case $1 in
	max | '') echo "$2" ;;
	*%) echo $((${1%\%} * $2 / 100)) ;;
	*)
		wanted=$(($(human2longint "$1") / 1000))
		if [ "$wanted" -lt "$2" ]; then echo "$wanted"; else echo "$2"; fi
		;;
	esac
}
