# Authen::Radius asks: ask.pl AUTH_PORT ACCT_PORT SECRET DICTIONARY, then a question a line: `pap NAME PASSWORD`,
# `start NAME SESSION`. An answer a line, its attributes as Authen::Radius reads them. It dies of what that refuses.
use strict;
use warnings;
use Authen::Radius;

$| = 1;
my ($auth_port, $acct_port, $secret, $dictionary) = @ARGV;
Authen::Radius->load_dictionary($dictionary);
my %names = (ACCESS_ACCEPT, 'Access-Accept', ACCESS_REJECT, 'Access-Reject', ACCOUNTING_RESPONSE, 'Accounting-Response');

while (my $words = <STDIN>) {
    chomp $words;
    my ($kind, $name, $proof) = split / /, $words;
    my $is_login = $kind eq 'pap';
    my $radius = Authen::Radius->new(
        Host => '127.0.0.1:' . ($is_login ? $auth_port : $acct_port),
        Secret => $secret,
        Rfc3579MessageAuth => $is_login,
    ) or die Authen::Radius->strerror;
    $radius->clear_attributes;
    $radius->add_attributes(
        { Name => 'User-Name', Value => $name },
        $is_login
            ? { Name => 2, Value => $proof, Type => 'string' }
            : ({ Name => 'Acct-Session-Id', Value => $proof }, { Name => 'Acct-Status-Type', Value => 1 }),
    );
    $radius->send_packet($is_login ? ACCESS_REQUEST : ACCOUNTING_REQUEST) or die $radius->strerror;
    my $code = $radius->recv_packet(1) or die $radius->strerror; # 1: another identifier is an error too.
    my @values = map { "$_->{Name}=$_->{Value}" }
        grep { $_->{Name} !~ /^(Class|Message-Authenticator)$/ } $radius->get_attributes;
    print join('; ', $names{$code}, @values), "\n";
}
