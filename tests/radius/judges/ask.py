# pyrad asks: ask.py AUTH_PORT ACCT_PORT SECRET DICTIONARY, then a question a line: `pap NAME PASSWORD`, `chap NAME PASSWORD`,
# `start NAME SESSION`. An answer a line, its attributes as pyrad reads them, in wire order. It dies of what pyrad refuses.
import hashlib
import hmac
import socket
import sys

from pyrad.client import Client
from pyrad.dictionary import Dictionary
from pyrad.packet import AccessAccept, AccessReject, AccessRequest, AccountingResponse

auth_port, acct_port, secret = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()
client = Client(server="127.0.0.1", secret=secret, dict=Dictionary(sys.argv[4]))
names = {AccessAccept: "Access-Accept", AccessReject: "Access-Reject", AccountingResponse: "Accounting-Response"}
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.settimeout(5)


def sign(raw, authenticator):
    """The packet with a right Message-Authenticator at its end, which pyrad 2.1 does not make."""
    raw = raw[:2] + (len(raw) + 18).to_bytes(2, "big") + authenticator + raw[20:] + b"\x50\x12" + bytes(16)
    return raw[:-16] + hmac.new(secret, raw, "md5").digest()


def is_signed(raw, authenticator):
    raw = raw[:4] + authenticator + raw[20:]
    if raw[20:22] != b"\x50\x12":
        return False
    blank = raw[:22] + bytes(16) + raw[38:]
    return hmac.compare_digest(raw[22:38], hmac.new(secret, blank, "md5").digest())


for words in (text.rstrip("\n").split(" ") for text in sys.stdin):
    kind, name, proof = words
    if kind == "start":
        question = client.CreateAcctPacket(User_Name=name, Acct_Session_Id=proof, Acct_Status_Type=1)
        raw, port = question.RequestPacket(), acct_port
    else:
        question = client.CreateAuthPacket(code=AccessRequest, User_Name=name)
        question.authenticator = question.CreateAuthenticator()
        if kind == "pap":
            question["User-Password"] = question.PwCrypt(proof)
        else:
            ident = b"\x07"
            digest = hashlib.md5(ident + proof.encode() + question.authenticator).digest()
            question["CHAP-Password"] = ident + digest
        raw, port = sign(question.RequestPacket(), question.authenticator), auth_port
    line.sendto(raw, ("127.0.0.1", port))
    answered = line.recv(4096)
    answer = question.CreateReply(packet=answered)
    assert question.VerifyReply(answer, answered), "VerifyReply"
    if kind != "start":
        assert is_signed(answered, question.authenticator), "Message-Authenticator"
    values = [f"{key}={answer[key][0]}" for key in answer.keys() if key not in ("Class", "Message-Authenticator")]
    print(names[answer.code], *values, sep="; ", flush=True)
