"""What OIOSAML and KOMBIT say of a user: read to the letter, and never more than was said."""

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.adapters import oio
from plads.adapters.oio import NotUnderstood, Privilege, level_of, person_of, read_privileges
from plads.adapters.safe_xml import LIMIT, UnsafeXml, parse
from plads.config.sign_in import Level, Profile
from tests.peers.starting import privileges, right

URN = "urn:dk:gov:saml:cvrNumberIdentifier:"


def encoded(xml):
    return base64.b64encode(xml.encode()).decode()


@pytest.mark.parametrize("namespace", oio.NAMESPACES)
def test_both_namespaces_of_privilege_lists_are_read(namespace):
    found = read_privileges(
        privileges(("64502018", [right("caseworker"), right("manager")]), ("12345674", [right("contact")]),
                   namespace=namespace)
    )  # fmt: skip
    assert found == (
        Privilege(right("caseworker"), "64502018"),
        Privilege(right("manager"), "64502018"),
        Privilege(right("contact"), "12345674"),
    )


def test_a_narrowed_privilege_says_what_narrows_it():
    kle = '<Constraint Name="urn:dk:kombit:KLE">32.30.*</Constraint>'
    (found,) = read_privileges(privileges(("64502018", [right("caseworker")]), extra=kle))
    assert found.narrowed == ("urn:dk:kombit:KLE",)


@pytest.mark.parametrize(
    "scope",
    ["urn:dk:gov:saml:productionUnitIdentifier:1234567890", "", f"{URN}1234", f"{URN}abcdefgh", "12345678"],
)
def test_a_scope_that_is_no_company_number_is_a_narrowing(scope):
    """Otherwise a right for one production unit would become a right for the whole municipality."""
    xml = (
        '<b:PrivilegeList xmlns:b="http://digst.dk/oiosaml/basic_privilege_profile">'
        f'<PrivilegeGroup Scope="{scope}"><Privilege>x</Privilege></PrivilegeGroup></b:PrivilegeList>'
    )
    assert read_privileges(encoded(xml)) == (Privilege("x", "", ("Scope",)),)


@pytest.mark.parametrize(
    "text",
    [
        "%%%",
        encoded("no xml"),
        encoded("<PrivilegeList/>"),
        encoded('<b:PrivilegeList xmlns:b="http://evil.example"/>'),
        encoded(
            '<b:PrivilegeList xmlns:b="http://digst.dk/oiosaml/basic_privilege_profile"><X/></b:PrivilegeList>'
        ),
        encoded("<!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>"),
        "A" * 300_001,
    ],
)
def test_what_is_no_privilege_list_is_said(text):
    with pytest.raises(NotUnderstood):
        read_privileges(text)


@given(st.text())
def test_no_text_breaks_the_reading_of_privileges(text):
    with contextlib.suppress(NotUnderstood):
        assert isinstance(read_privileges(text), tuple)


CVRS = st.from_regex(r"[0-9]{8}", fullmatch=True)
URIS = st.from_regex(r"http://[a-z]{1,8}/[a-z_/0-9]{1,20}", fullmatch=True)


@given(st.lists(st.tuples(CVRS, st.lists(URIS, min_size=1, max_size=4)), max_size=5))
def test_every_privilege_is_read_with_its_own_scope(groups):
    expected = tuple(Privilege(uri, cvr) for cvr, uris in groups for uri in uris)
    assert read_privileges(privileges(*groups)) == expected


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("Low", Level.LOW),
        ("Substantial", Level.SUBSTANTIAL),
        ("High", Level.HIGH),
        ("https://data.gov.dk/concept/core/nsis/loa/High", Level.HIGH),
        ("https://data.gov.dk/concept/core/nsis/Substantial", Level.SUBSTANTIAL),
        ("", Level.NONE),
        ("3", Level.NONE),
        ("Highest", Level.NONE),
    ],
)
def test_levels_of_the_national_standard_and_no_others(said, level):
    assert level_of(said) is level


ATTRIBUTES = {
    oio.SPEC_VERSION: ["OIO-SAML-3.0"],
    oio.FIRST_NAME: ["Ida"],
    oio.LAST_NAME: ["Prøve"],
    oio.EMAIL: ["ida@plads.example"],
    oio.CVR: ["DK64502018"],
    oio.CPR: ["610190-0001"],
    oio.LEVEL: ["Substantial"],
    oio.PRIVILEGES: [privileges(("64502018", [right("caseworker")]))],
}


def test_a_person_of_oiosaml_3():
    found = person_of(ATTRIBUTES, Profile.OIOSAML3)
    assert (found.name, found.email, found.cvr, found.cpr) == (
        "Ida Prøve",
        "ida@plads.example",
        "64502018",
        "6101900001",
    )
    assert (found.level, found.privileges) == (
        Level.SUBSTANTIAL,
        (Privilege(right("caseworker"), "64502018"),),
    )


def test_a_person_of_kombit():
    attributes = {
        oio.KOMBIT_VERSION: ["2.0"],
        oio.KOMBIT_CVR: ["64502018"],
        oio.KOMBIT_PRIVILEGES: [privileges(("64502018", [right("manager")]))],
    }
    found = person_of(attributes, Profile.KOMBIT)
    assert (found.cvr, found.level) == ("64502018", Level.NONE)
    assert found.privileges == (Privilege(right("manager"), "64502018"),)


@pytest.mark.parametrize(
    "changes",
    [
        {oio.SPEC_VERSION: []},
        {oio.SPEC_VERSION: ["DK-SAML-2.0"]},
        {oio.CVR: ["64502018", "12345674"]},
        {oio.LEVEL: ["Low", "High"]},
    ],
)
def test_an_answer_off_its_profile_or_of_two_minds_is_said(changes):
    with pytest.raises(NotUnderstood):
        person_of(ATTRIBUTES | changes, Profile.OIOSAML3)


@given(st.dictionaries(st.sampled_from(sorted(ATTRIBUTES)), st.lists(st.text(), max_size=3)))
def test_no_attribute_breaks_the_reading(changes):
    try:
        found = person_of(ATTRIBUTES | changes, Profile.OIOSAML3)
    except NotUnderstood:
        return
    assert found.cvr == "" or len(found.cvr) == 8
    assert found.cpr == "" or len(found.cpr) == 10


BOMB = "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(8)
) + "]><l>&i;</l>"  # fmt: skip


@pytest.mark.parametrize(
    "xml",
    [
        BOMB,
        "<!DOCTYPE x SYSTEM 'http://127.0.0.1/x'><x/>",
        "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>",
        "<x>a<!-- c -->b</x>",
        "<x><?evil?></x>",
        "<!-- before --><x/>",
        "<x/><!-- after -->",
        "<x>" * 70 + "</x>" * 70,
        "<x>" + "y" * LIMIT + "</x>",
        "<x",
        "",
        "<x>\x00</x>",
    ],
)
def test_xml_that_could_do_something_is_refused(xml):
    with pytest.raises(UnsafeXml):
        parse(xml.encode())


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading_of_xml(content):
    with contextlib.suppress(UnsafeXml):
        parse(content)
