#!/bin/bash
# What the NAS and its homes can be told to do, inside. METHOD is a pppd option without its `require-`.
set -u
what=$1
shift

# The NAS's own end of a home's line, ppp0 say.
line_of() {
  local address
  address=$(ip -n "home$1" -o -4 addr show | sed -n 's/.*inet \([0-9.]*\) peer.*/\1/p')
  [ -n "$address" ] && ip -o -4 addr show | sed -n "s/^[0-9]*: \(ppp[0-9]*\) .* peer $address\/.*/\1/p"
}

case $what in
  serve) # METHOD "more options" FIRST LAST POOL: a PPPoE server on the cables of these homes
    method=$1 more=$2 first=$3 last=$4 pool=$5
    printf '%s\n' "require-$method" 'lcp-echo-interval 2' 'lcp-echo-failure 2' nobsdcomp nodeflate noipv6 \
      'mtu 1492' 'mru 1492' 'plugin radius.so' 'plugin radattr.so' 'radius-config-file /run/radiusclient.conf' \
      debug "logfile /run/shared/nas-$first.log" "$more" >"/run/options-$first"
    cables=$(seq -f '-I nas%g' "$first" "$last")
    exec pppoe-server -F $cables -L 10.99.0.1 -R "10.99.$pool.100" -N 16 -O "/run/options-$first" -C nas \
      >"/run/shared/server-$first.log" 2>&1
    ;;
  dial) # HOME USER PASSWORD "more options": the home's pppd until it ends; its exit code is the answer
    home=$1 user=$2 password=$3 more=$4
    exec ip netns exec "home$home" pppd plugin rp-pppoe.so nic-wan user "$user" password "$password" \
      noauth nodetach noipdefault nobsdcomp nodeflate noipv6 lcp-echo-interval 0 linkname "home$home" $more \
      debug logfile "/run/shared/home-$home.log" >/dev/null
    ;;
  online) # HOME: its address; fails where it has none
    ip -n "home$1" -o -4 addr show | sed -n 's/.*inet \([0-9.]*\) peer.*/\1/p' | grep .
    ;;
  line) # HOME: the NAS's end of it
    line_of "$1" | grep .
    ;;
  upload) # HOME COUNT SIZE: so many packets of so many bytes to the NAS, which says how many came
    perl -MIO::Socket::INET -e '
      my $ear = IO::Socket::INET->new(Proto => "udp", LocalAddr => "10.99.0.1", LocalPort => 4000 + $ARGV[0]) or die $!;
      my $heard = 0; $SIG{ALRM} = sub { print "$heard\n"; exit 0 };
      open(my $go, ">", "/run/ear-$ARGV[0]"); close $go;
      while ($heard < $ARGV[1]) { alarm 40; $ear->recv(my $packet, 2000); $heard++ if length($packet) == $ARGV[2] }
      print "$heard\n"' "$@" &
    until [ -e "/run/ear-$1" ]; do sleep 0.05; done
    ip netns exec "home$1" perl -MIO::Socket::INET -e '
      my $mouth = IO::Socket::INET->new(Proto => "udp", PeerAddr => "10.99.0.1", PeerPort => 4000 + $ARGV[0]) or die $!;
      for (1 .. $ARGV[1]) { $mouth->send("m" x $ARGV[2]); select(undef, undef, undef, 0.005) }' "$@"
    wait
    ;;
  attributes) # HOME: what the RADIUS server's answer said, as radattr.so wrote it
    cat "/var/run/radattr.$(line_of "$1")"
    ;;
  signal) # HOME NAME: to the home's pppd
    kill "-$2" "$(head -n 1 "/run/ppp-home$1.pid")"
    ;;
esac
