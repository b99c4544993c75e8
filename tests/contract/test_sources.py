"""What every list's plug-in has to keep: read its own format, know it by shape, and refuse what is not whole."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchlists.errors import ListError
from watchlists.model import ListedEntity
from watchlists.reading import read_list, roles, source
from watchlists.records import decode, encode
from watchlists.sources import SOURCES

LISTS = Path(__file__).parents[2] / "fixtures" / "lists"
KEYS = sorted(SOURCES)
PAGE = b"<!DOCTYPE html>\n<html><head><title>502</title></head><body>Bad Gateway</body></html>"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
ROOTS = {
    "un_sc": b"<CONSOLIDATED_LIST><INDIVIDUAL><DATAID>&b;</DATAID></INDIVIDUAL></CONSOLIDATED_LIST>",
    "us_ofac_sdn": b"<sdnList><sdnEntry><uid>&b;</uid></sdnEntry></sdnList>",
    "eu_fsf": b'<export xmlns="http://eu.europa.ec/fpi/fsd/export"><sanctionEntity logicalId="&b;"/></export>',
    "gb_fcdo": b"<Designations><Designation><UniqueID>&b;</UniqueID></Designation></Designations>",
}


def files(key: str) -> list[Path]:
    return sorted((LISTS / key).iterdir())


def entities(key: str) -> tuple[ListedEntity, ...]:
    return read_list(key, files(key)).entities


@pytest.mark.parametrize("key", KEYS)
def test_a_source_says_what_it_is(key: str) -> None:
    plugin = source(key)
    assert plugin.TITLE
    assert plugin.PUBLISHER
    assert plugin.TOPICS
    assert plugin.REQUIRED
    assert not plugin.PREFIX or plugin.PREFIX.endswith("-")
    assert all(address.startswith("https://") for address in plugin.ADDRESSES.values())
    assert not plugin.ADDRESSES or any(needed <= plugin.ADDRESSES.keys() for needed in plugin.REQUIRED)
    assert all(canary.startswith(plugin.PREFIX) for canary in plugin.CANARIES)


def test_prefixes_tell_the_lists_apart() -> None:
    prefixes = [source(key).PREFIX for key in KEYS if source(key).PREFIX]
    assert len(prefixes) == len(set(prefixes))


@pytest.mark.parametrize("key", KEYS)
def test_the_extract_is_read_whole(key: str) -> None:
    found = entities(key)
    assert found
    assert len({entity.id for entity in found}) == len(found)
    for entity in found:
        assert entity.id.startswith(source(key).PREFIX)
        assert entity.source == key
        assert entity.topics
        assert entity.caption.strip()
        assert all(name.text == name.text.strip() and name.text for name in entity.names)
        assert all(len(country) == 3 for country in (*entity.nationalities, *entity.countries))
        assert decode(encode(entity)) == entity


@pytest.mark.parametrize("key", KEYS)
def test_some_entry_has_a_birth_date_and_a_country(key: str) -> None:
    if key != "us_bis_dpl":  # which states none
        assert any(entity.birth_dates for entity in entities(key))
    assert any(entity.nationalities or entity.countries for entity in entities(key))


@pytest.mark.parametrize("key", KEYS)
def test_reading_twice_gives_the_same(key: str) -> None:
    assert entities(key) == entities(key)
    assert read_list(key, files(key)[::-1]).entities == entities(key)


@pytest.mark.parametrize("key", KEYS)
def test_files_are_known_by_shape_not_by_name(key: str, tmp_path: Path) -> None:
    renamed = []
    for number, path in enumerate(files(key)):
        renamed.append(tmp_path / f"{number}.download")
        renamed[-1].write_bytes(path.read_bytes())
    assert read_list(key, renamed).entities == entities(key)


@pytest.mark.parametrize("key", KEYS)
def test_other_lists_files_are_not_mistaken_for_its_own(key: str) -> None:
    twins = {"us_ofac_sdn", "us_ofac_cons"}  # the same formats: only the operator knows which is which
    for other in KEYS:
        if other != key and {key, other} != twins:
            assert {source(key).recognise(path.read_bytes()) for path in files(other)} == {None}, other


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "content", [b"", b"\n\n", PAGE, b"\x00" * 100, b"PK\x03\x04 not a workbook", b"{}", b"a,b\n1,2\n"]
)
def test_what_is_no_list_is_refused_in_one_sentence(key: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(ListError) as caught:
        read_list(key, [path])
    assert caught.value.code.startswith("LIST.")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_file_is_refused(key: str, tmp_path: Path) -> None:
    with pytest.raises(ListError, match="cannot be opened"):
        read_list(key, [tmp_path / "nowhere"])
    with pytest.raises(ListError, match="needs"):
        read_list(key, [])


@pytest.mark.parametrize("key", KEYS)
def test_two_files_of_one_role_are_refused(key: str) -> None:
    with pytest.raises(ListError, match="both look like"):
        roles(key, [files(key)[0], files(key)[0]])


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_cut_off_anywhere_is_refused_or_lists_nobody_new(key: str, tmp_path: Path, data: st.DataObject) -> None:
    whole = {entity.id for entity in entities(key)}
    paths = files(key)
    cut = data.draw(st.sampled_from(paths))
    content = cut.read_bytes()
    stump = tmp_path / "stump"
    stump.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    try:
        reading = read_list(key, [stump if path == cut else path for path in paths])
    except ListError:
        return
    assert {entity.id for entity in reading.entities} <= whole


@pytest.mark.parametrize("key", [key for key in KEYS if (LISTS / key).glob("*.xml")])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_xml_cut_off_anywhere_is_refused(key: str, tmp_path: Path, data: st.DataObject) -> None:
    for path in files(key):
        if path.suffix == ".xml":
            content = path.read_bytes().rstrip()
            stump = tmp_path / "stump.xml"
            stump.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
            with pytest.raises(ListError):
                read_list(key, [stump])


@pytest.mark.parametrize("key", sorted(ROOTS))
def test_a_billion_laughs_are_not_laughed(key: str, tmp_path: Path) -> None:
    path = tmp_path / "laughs.xml"
    path.write_bytes(LAUGHS + ROOTS[key])
    with pytest.raises(ListError) as caught:
        read_list(key, [path])
    assert caught.value.code == "LIST.FORBIDDEN_XML"


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=200))
def test_noise_never_ends_in_anything_but_a_list_error(key: str, noise: bytes, tmp_path: Path) -> None:
    path = tmp_path / "noise"
    for start in (b"", files(key)[0].read_bytes()[:400]):
        path.write_bytes(start + noise)
        with suppress(ListError):
            read_list(key, [path])
