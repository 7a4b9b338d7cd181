#!/bin/bash
# Process 1 of the machine that is the NAS: a User-Mode Linux on this machine's own files, read only. It puts up the
# kernel's parts, the network and the homes, then does what it is told over one TCP connection, and ends with that.
# From the kernel's command line: LANGO_FOLDER, LANGO_RADIUS (our address), LANGO_NAS (its own), LANGO_PORT, LANGO_HOMES.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TMPDIR=/dev/shm
here=$(dirname "$0")

mount -t proc proc /proc
mount -t sysfs sys /sys
for folder in /run /dev /etc/ppp; do mount -t tmpfs tmpfs $folder -o mode=755; done
mkdir -p /run/lock /run/netns /run/shared /run/modules/lib /dev/pts /dev/shm /dev/net
while read -r name kind major minor; do mknod -m 666 "/dev/$name" "$kind" "$major" "$minor"; done <<'NODES'
null c 1 3
zero c 1 5
random c 1 8
urandom c 1 9
tty c 5 0
console c 5 1
ppp c 108 0
net/tun c 10 200
NODES
mount -t devpts devpts /dev/pts -o ptmxmode=666,mode=620
ln -s pts/ptmx /dev/ptmx
ln -s /proc/self/fd /dev/fd
mount -t tmpfs tmpfs /dev/shm
mount -t hostfs none /run/shared -o "$LANGO_FOLDER"

ln -s /usr/lib/uml/modules /run/modules/lib/modules
for module in unix af_packet veth ppp_generic ppp_async ppp_synctty pppoe ppp_mppe arc4; do
  modprobe -d /run/modules "$module"
done

ip link set lo up
ip addr add "$LANGO_NAS/30" dev vec0
ip link set vec0 up
# Without a name of its own that resolves, the RADIUS plugin refuses every login without asking anybody.
hostname nas
printf '127.0.0.1 localhost\n%s nas\n' "$LANGO_NAS" >/run/hosts
mount --bind /run/hosts /etc/hosts
touch /etc/ppp/options

# radiusclient.conf, servers and whatever else the plugin reads.
sed "s,@radius@,$LANGO_RADIUS,g; s,@here@,$here,g" "$here/radiusclient.conf" >/run/radiusclient.conf
touch /run/empty
ln -s "$here/nas.sh" /run/nas

# A home is a network of its own, and a cable from it to the NAS.
for home in $(seq "$LANGO_HOMES"); do
  ip netns add "home$home"
  ip link add "nas$home" type veth peer name wan netns "home$home"
  ip link set "nas$home" up
  ip -n "home$home" link set wan up
  ip -n "home$home" link set lo up
done

exec 3<>"/dev/tcp/$LANGO_RADIUS/$LANGO_PORT"
# Each line is a number and a script in base64; each answer the number, the exit code and what was said, in base64.
while IFS=' ' read -r -u 3 number script; do
  {
    said=$(base64 -d <<<"$script" | bash -s 2>&1 3>&- | head -c 20000 | base64 -w 0; exit "${PIPESTATUS[1]}")
    code=$?
    flock 9
    printf '%s %s %s\n' "$number" "$code" "$said" >&3
  } 9>/run/lock/answers &
done
sync
perl -e 'syscall(169, 0xfee1dead, 672274793, 0x4321fedc, 0)' # reboot(2): power off
