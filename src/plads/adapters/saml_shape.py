"""The only shape a SAML response may have. Whatever signature wrapping hides in, it is not in this shape.

Every known wrapping moves a signed assertion aside and puts a forged one where the program reads: so there is one
response and one assertion, in their places; no two things share an id; and a signature lies directly in what it
signs, says so by its one reference, and changes nothing on the way but its own removal and the canonical form.
"""

from lxml import etree

SAMLP, SAML = "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"
DS, XENC = "http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2001/04/xmlenc#"
RESPONSE, ASSERTION = f"{{{SAMLP}}}Response", f"{{{SAML}}}Assertion"
ENCRYPTED, SIGNATURE = f"{{{SAML}}}EncryptedAssertion", f"{{{DS}}}Signature"

_CHILDREN = {
    f"{{{SAML}}}Issuer",
    SIGNATURE,
    f"{{{SAMLP}}}Extensions",
    f"{{{SAMLP}}}Status",
    ASSERTION,
    ENCRYPTED,
}
_SIGNATURE_CHILDREN = [f"{{{DS}}}SignedInfo", f"{{{DS}}}SignatureValue", f"{{{DS}}}KeyInfo"]
_TRANSFORMS = {
    f"{DS}enveloped-signature",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
}
_SIGNATURES = {
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
}
_DIGESTS = {f"{XENC}sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384", f"{XENC}sha512"}
_IDS = ("ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id")


class WrongShape(ValueError):
    """A response that is not of the one shape; the message says which rule it broke."""


def check(root: etree._Element) -> None:
    """Raise ``WrongShape`` unless ``root`` is a response of the one shape, encrypted or plain."""
    if root.tag != RESPONSE or root.get("Version") != "2.0":
        raise WrongShape("the root is no SAML 2.0 response")
    kinds = [str(child.tag) for child in root]
    if set(kinds) - _CHILDREN:
        raise WrongShape("the response holds what no response holds")
    if sum(kind in (ASSERTION, ENCRYPTED) for kind in kinds) != 1:
        raise WrongShape("the response does not hold exactly one assertion")
    inside = [str(node.tag) for node in root.iter()]
    if inside.count(RESPONSE) != 1 or inside.count(ASSERTION) + inside.count(ENCRYPTED) != 1:
        raise WrongShape("the response holds another response or assertion within")
    ids = [value for node in root.iter() for name in _IDS if (value := node.get(name)) is not None]
    if len(ids) != len(set(ids)):
        raise WrongShape("two parts share an id")
    for signature in root.iter(SIGNATURE):
        _check_signature(signature)


def _check_signature(signature: etree._Element) -> None:
    signed = signature.getparent()
    if signed is None or signed.tag not in (RESPONSE, ASSERTION):
        raise WrongShape("a signature lies where none belongs")
    if sum(child.tag == SIGNATURE for child in signed) != 1:
        raise WrongShape("a part has two signatures")
    if [str(child.tag) for child in signature] not in (_SIGNATURE_CHILDREN, _SIGNATURE_CHILDREN[:2]):
        raise WrongShape("a signature holds more than a signature")
    references = list(signature.iter(f"{{{DS}}}Reference"))
    if len(references) != 1 or not signed.get("ID") or references[0].get("URI") != f"#{signed.get('ID')}":
        raise WrongShape("a signature does not refer to what it lies in")
    transforms = {each.get("Algorithm") for each in references[0].iter(f"{{{DS}}}Transform")}
    if not transforms or transforms - _TRANSFORMS:
        raise WrongShape("a signature transforms what it signs")
    _check_algorithm(signature, "SignatureMethod", _SIGNATURES)
    _check_algorithm(signature, "DigestMethod", _DIGESTS)


def _check_algorithm(signature: etree._Element, name: str, allowed: set[str]) -> None:
    found = [each.get("Algorithm") for each in signature.iter(f"{{{DS}}}{name}")]
    if len(found) != 1 or found[0] not in allowed:
        raise WrongShape(f"a signature's {name} is not one of today's")
