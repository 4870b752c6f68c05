"""Guard: only the public internet, however an address is dressed up."""

import socket
from collections.abc import Callable

import pytest

from indexer.web.errors import FetchError
from indexer.web.guard import Guard, resolve


def names(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda host, port: list(addresses)


INSIDE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "0.0.0.0", "0.1.2.3", "192.0.0.1", "192.0.2.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1",
    "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
    "2001::1", "::127.0.0.1", "::10.0.0.1", "100::1", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(FetchError, match="refused.*--allow-private") as refused:
        Guard(resolve=names(address)).addresses("news.example", 80)
    assert "news.example" in str(refused.value)
    assert not refused.value.transient


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808",
     "172.32.0.1", "100.128.0.1"],
)  # fmt: skip
def test_what_is_public_passes(address: str) -> None:
    assert Guard(resolve=names(address)).addresses("news.example", 80) == [address]


def test_one_bad_address_among_good_ones_is_enough() -> None:
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
        Guard(resolve=names("8.8.8.8", "10.0.0.1")).addresses("news.example", 80)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1", "fd00::1", "8.8.8.8"])
def test_a_setting_permits_the_own_network(address: str) -> None:
    assert Guard(allow_private=True, resolve=names(address)).addresses("a", 80) == [address]


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255"])
def test_but_never_what_no_machine_has(address: str) -> None:
    with pytest.raises(FetchError, match="no single machine"):
        Guard(allow_private=True, resolve=names(address)).addresses("a", 80)


@pytest.mark.parametrize("address", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1"])
def test_and_never_where_a_cloud_tells_secrets(address: str) -> None:
    with pytest.raises(FetchError, match="secrets; refused.*network$"):
        Guard(allow_private=True, resolve=names(address)).addresses("a", 80)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0"])
def test_numbers_in_disguise_are_seen_through(host: str) -> None:
    """The system's resolver reads them as 127.0.0.1 without asking anybody."""
    with pytest.raises(FetchError, match="refused"):
        Guard(resolve=resolve).addresses(host, 80)


def test_names_that_do_not_resolve() -> None:
    def fails(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(FetchError, match="nosuch.example cannot be resolved") as failed:
        Guard(resolve=fails).addresses("nosuch.example", 80)
    assert failed.value.transient  # it may be our own network
    assert failed.value.retry_after == 300.0
    with pytest.raises(FetchError, match="has no address"):
        Guard(resolve=names()).addresses("nosuch.example", 80)
