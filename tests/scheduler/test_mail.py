"""Letters over a real mail server: sent, refused, broken off; and nowhere but to that server."""

import contextlib
import socket
import ssl
import threading
import time
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import pytest
import trustme

from scheduler.mail import MailError, MailSettings, deliver

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
ANNA, BO = "anna@kommunen.example", "bo@kommunen.example"


def settings(port, **values):
    given = {
        "host": "127.0.0.1",
        "security": "none",
        "sender": Address("Vårdkase", addr_spec="vardkase@kommunen.example"),
        "recipients": (Address(addr_spec=ANNA), Address(addr_spec=BO)),
        "step_s": 2.0,
        "whole_s": 10.0,
    }
    return MailSettings(port=port, **{**given, **values})


def letter():
    made = EmailMessage(policy=SMTP)
    made["Subject"] = "Veckorapport vecka 47"
    made["From"] = Address("Vårdkase", addr_spec="vardkase@kommunen.example")
    made["To"] = [Address(addr_spec=ANNA), Address(addr_spec=BO)]
    made["Date"] = NOW
    made.set_content("Inga signaler den här veckan.\n", cte="quoted-printable")
    return made


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def tls(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority, tmp_path):
    path = tmp_path / "utfardare.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def test_a_letter_arrives_with_its_words_and_its_name(mail_server):
    box = mail_server()
    assert deliver(settings(box.port), letter(), [ANNA, BO]) == {}
    assert box.to == [[ANNA], [BO]]
    got, others = box.letters
    assert (got["To"], others["To"]) == (ANNA, BO)  # nobody sees the others' addresses
    assert got["From"] == "Vårdkase <vardkase@kommunen.example>"
    assert got["Subject"] == "Veckorapport vecka 47"
    assert "den här veckan" in got.get_content()


@pytest.mark.parametrize(("security", "wrapped"), [("starttls", False), ("tls", True)])
def test_a_letter_goes_encrypted_with_login(mail_server, tls, ca_file, security, wrapped):
    box = mail_server(tls=tls, wrapped=wrapped, login=True)
    mail = settings(
        box.port, security=security, ca_file=ca_file, user="vardkase", password="hemligt"
    )
    assert deliver(mail, letter(), [ANNA]) == {}
    assert len(box.letters) == 1
    assert box.logins == [("vardkase", "hemligt")]


def test_a_certificate_of_an_unknown_authority_is_refused(mail_server, tls):
    box = mail_server(tls=tls)
    with pytest.raises(MailError, match=r"certifikat godkänns inte.*ca_file"):
        deliver(settings(box.port, security="starttls"), letter(), [ANNA])
    assert not box.letters


def test_a_certificate_of_another_name_is_refused(mail_server, authority, ca_file):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("annan.example").configure_cert(context)
    box = mail_server(tls=context, wrapped=True)
    with pytest.raises(MailError, match="certifikat godkänns inte"):
        deliver(settings(box.port, security="tls", ca_file=ca_file), letter(), [ANNA])
    assert not box.letters


def test_a_server_without_encryption_never_gets_the_password(mail_server):
    box = mail_server(login=True)
    mail = settings(box.port, security="starttls", user="vardkase", password="hemligt")
    with pytest.raises(MailError, match="kan inte kryptera"):
        deliver(mail, letter(), [ANNA])
    assert not box.logins


def test_a_wrong_password_is_said_to_be_wrong_and_is_not_repeated(mail_server, tls, ca_file):
    box = mail_server(tls=tls, login=True)
    mail = settings(
        box.port, security="starttls", ca_file=ca_file, user="vardkase", password="annat"
    )
    with pytest.raises(MailError, match="inloggningen godkändes inte") as caught:
        deliver(mail, letter(), [ANNA])
    assert "annat" not in str(caught.value) and "annat" not in repr(mail)


def test_a_refused_recipient_does_not_keep_the_others_from_the_letter(mail_server):
    box = mail_server()
    box.refused[BO] = "550 5.1.1 Mailbox unknown"
    assert deliver(settings(box.port), letter(), [ANNA, BO]) == {BO: "550 5.1.1 Mailbox unknown"}
    assert box.to == [[ANNA]]


def test_when_all_are_refused_each_has_its_reason(mail_server):
    box = mail_server()
    box.refused = {ANNA: "550 no", BO: "451 later"}
    assert deliver(settings(box.port), letter(), [ANNA, BO]) == {ANNA: "550 no", BO: "451 later"}


def test_a_server_that_ends_midway_has_given_the_letter_to_those_before(mail_server):
    box = mail_server()
    box.refused[BO] = "421 closing"
    others = ["cecilia@kommunen.example"]
    with pytest.raises(MailError, match="bröt förbindelsen") as caught:
        deliver(settings(box.port), letter(), [ANNA, BO, *others])
    assert (caught.value.taken, caught.value.refused) == ((ANNA,), {BO: "421 closing"})
    assert box.to == [[ANNA]]


@pytest.mark.parametrize(
    ("answer", "said"), [("552 too big", "552 too big"), ("451 not now", "451 not now")]
)
def test_a_server_that_refuses_the_letter_is_quoted(mail_server, answer, said):
    box = mail_server()
    box.data_answer = answer
    with pytest.raises(MailError, match=f"sade nej: {said}"):
        deliver(settings(box.port), letter(), [ANNA])


def test_a_server_that_breaks_off_midway_has_not_taken_the_letter(mail_server):
    box = mail_server()
    box.closes = True
    with pytest.raises(MailError, match="bröt förbindelsen innan brevet var mottaget"):
        deliver(settings(box.port), letter(), [ANNA])


@contextlib.contextmanager
def talking(act):
    """A server that does with a connection what `act` does; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    act(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.close()
        thread.join(5)


def test_a_server_that_says_nothing_is_given_up():
    over = threading.Event()
    with talking(lambda connection: over.wait(10)) as port:
        with pytest.raises(MailError, match="svarade inte i tid"):
            deliver(settings(port, step_s=0.3), letter(), [ANNA])
        over.set()


def test_a_server_that_answers_ever_so_slowly_is_given_up():
    over = threading.Event()

    def drip(connection):
        while not over.wait(0.05):
            connection.sendall(b"2")

    with talking(drip) as port:
        started = time.monotonic()
        with pytest.raises(MailError, match="svarade inte i tid"):
            deliver(settings(port, whole_s=0.5), letter(), [ANNA])
        assert time.monotonic() - started < 5
        over.set()


def test_a_server_that_does_not_speak_the_protocol_is_quoted_on_one_line():
    def rude(connection):
        connection.sendall(b"554 g\xe5 h\x1b[31mem\r\n")

    with talking(rude) as port, pytest.raises(MailError, match=r"sade nej: 554 g. h \[31mem$"):
        deliver(settings(port), letter(), [ANNA])


def test_plain_talk_to_a_server_that_wants_tls_from_the_first_byte(mail_server, tls):
    box = mail_server(tls=tls, wrapped=True)
    with pytest.raises(MailError, match="port 465 hör ihop med tls"):
        deliver(settings(box.port, security="starttls", step_s=0.5), letter(), [ANNA])


def test_tls_to_a_server_that_talks_plainly(mail_server):
    box = mail_server()
    with pytest.raises(MailError, match="talar inte TLS"):
        deliver(settings(box.port, security="tls"), letter(), [ANNA])


def test_a_server_that_is_down_and_a_host_that_does_not_exist_are_told_apart():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(MailError, match=f"127.0.0.1:{port}: ingen server svarar där"):
        deliver(settings(port), letter(), [ANNA])
    with pytest.raises(MailError, match="värden hittas inte"):
        deliver(settings(25, host="finns-inte.invalid"), letter(), [ANNA])
    with pytest.raises(MailError, match="värden hittas inte"):
        deliver(settings(25, host=f"{'a' * 64}.example"), letter(), [ANNA])


@pytest.mark.parametrize("host", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1"])
def test_addresses_that_are_never_a_mail_server_are_refused_before_a_connection(host):
    with pytest.raises(MailError, match="dit kopplas aldrig upp"):
        deliver(settings(25, host=host, whole_s=1.0), letter(), [ANNA])
