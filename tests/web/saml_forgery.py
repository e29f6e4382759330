"""Changes a real SAML response as an attacker would; and as a provider gone wrong would, with its own key."""

import base64
from collections.abc import Callable
from copy import deepcopy

from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from tests.peers.starting import Keys, keys

SAMLP, SAML = "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
NS = {"samlp": SAMLP, "saml": SAML, "ds": DS}
EVIL = "https://data.gov.dk/model/core/eid/professional/uuid/evil"


def encoded(root: etree._Element | bytes) -> str:
    """The response as a browser would send it."""
    raw = root if isinstance(root, bytes) else etree.tostring(root)
    return base64.b64encode(raw).decode()


def assertion_of(root):
    """The response's own assertion."""
    return root.find("saml:Assertion", NS)


def signature_of(element):
    """The signature that lies in an element."""
    return element.find("ds:Signature", NS)


def _evil(root):
    """A copy of the assertion without signature, under another id, that says somebody else."""
    evil = deepcopy(assertion_of(root))
    evil.remove(signature_of(evil))
    evil.set("ID", "_evil")
    evil.find("saml:Subject/saml:NameID", NS).text = EVIL
    return evil


def xsw1(root):
    """The whole signed response hidden in the signature of a forged one."""
    forged, original = deepcopy(root), deepcopy(root)
    signature = signature_of(forged)
    if signature is None:
        signature = deepcopy(signature_of(assertion_of(root)))
        forged.insert(1, signature)
    forged.set("ID", "_evil_response")
    assertion_of(forged).getparent().replace(assertion_of(forged), _evil(root))
    if signature_of(original) is not None:
        original.remove(signature_of(original))
    signature.append(original)
    return forged


def xsw2(root):
    """The signed response beside its signature in a forged one."""
    forged, original = deepcopy(root), deepcopy(root)
    forged.set("ID", "_evil_response")
    forged.replace(assertion_of(forged), _evil(root))
    if signature_of(original) is not None:
        original.remove(signature_of(original))
    forged.insert(1, original)
    return forged


def xsw3(root):
    """The forged assertion before the signed one."""
    root.insert(list(root).index(assertion_of(root)), _evil(root))
    return root


def xsw4(root):
    """The signed assertion within the forged one."""
    original, evil = assertion_of(root), _evil(root)
    root.replace(original, evil)
    evil.append(original)
    return root


def xsw5(root):
    """The forged assertion carries the signature; the signed one lies at the end without it."""
    original, evil = assertion_of(root), _evil(root)
    signature = signature_of(original)
    original.remove(signature)
    evil.insert(1, signature)
    root.replace(original, evil)
    root.append(original)
    return root


def xsw6(root):
    """The forged assertion carries the signature, and the signature the signed assertion."""
    original, evil = assertion_of(root), _evil(root)
    signature = signature_of(original)
    original.remove(signature)
    evil.insert(1, signature)
    root.replace(original, evil)
    signature.append(original)
    return root


def xsw7(root):
    """The forged assertion in an extension, where a schema allows anything."""
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(_evil(root))
    root.insert(1, extensions)
    return root


def xsw8(root):
    """The signed assertion in an object of the signature that the forged one carries."""
    original, evil = assertion_of(root), _evil(root)
    signature = signature_of(original)
    original.remove(signature)
    evil.insert(1, signature)
    root.replace(original, evil)
    etree.SubElement(signature, f"{{{DS}}}Object").append(original)
    return root


def same_id(root):
    """The forged assertion has the signed one's id, so that the reference could mean either."""
    evil = _evil(root)
    evil.set("ID", assertion_of(root).get("ID"))
    root.insert(list(root).index(assertion_of(root)), evil)
    return root


def replaced(root):
    """The signed assertion replaced by the forged one, with the signature of the other."""
    original, evil = assertion_of(root), _evil(root)
    evil.set("ID", original.get("ID"))
    evil.insert(1, signature_of(original))
    root.replace(original, evil)
    return root


def stripped(root):
    """No signature at all."""
    assertion_of(root).remove(signature_of(assertion_of(root)))
    return root


def empty_reference(root):
    """A signature over "the whole document"."""
    root.find(".//ds:Reference", NS).set("URI", "")
    return root


def transformed(root):
    """A transform that picks what is digested."""
    transforms = root.find(".//ds:Transforms", NS)
    extra = etree.SubElement(
        transforms, f"{{{DS}}}Transform", Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"
    )
    etree.SubElement(extra, f"{{{DS}}}XPath").text = "not(ancestor-or-self::saml:Subject)"
    return root


def shared_secret(root):
    """The signature said to be an HMAC, whose key would be the public certificate."""
    root.find(".//ds:SignatureMethod", NS).set(
        "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
    )
    return root


def changed(root):
    """Another name id under the same signature."""
    root.find(".//saml:Subject/saml:NameID", NS).text = EVIL
    return root


def richer(root):
    """One more attribute under the same signature."""
    statement = root.find(".//saml:AttributeStatement", NS)
    statement.append(deepcopy(statement[0]))
    return root


def comment(root):
    """A comment in the name id: the canonical form leaves it out, so the signature holds."""
    name = root.find(".//saml:Subject/saml:NameID", NS)
    text = name.text
    name.text = text[:8]
    name.append(etree.Comment("x"))
    name[0].tail = text[8:]
    return root


def instruction(root):
    """A processing instruction in the name id."""
    name = root.find(".//saml:Subject/saml:NameID", NS)
    text = name.text
    name.text = text[:8]
    name.append(etree.ProcessingInstruction("x", "y"))
    name[0].tail = text[8:]
    return root


def with_entity(root):
    """A document type with an entity."""
    return b'<!DOCTYPE r [<!ENTITY who "somebody">]>' + etree.tostring(root)


FORGED: dict[str, Callable] = {
    each.__name__: each
    for each in (
        xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8, same_id, replaced, stripped, empty_reference, transformed,
        shared_secret, changed, richer, comment, instruction, with_entity,
    )
}  # fmt: skip


def signed_anew(root, change: Callable, signer: Keys | None = None, **algorithms) -> etree._Element:
    """The response after ``change``, its assertion signed again by the provider (or by ``signer``)."""
    root = deepcopy(root)
    change(root)
    assertion = assertion_of(root)
    for old in assertion.findall("ds:Signature", NS):
        assertion.remove(old)
    signer = signer or keys("idp")
    made = XMLSigner(
        c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",
        **{"signature_algorithm": SignatureMethod.RSA_SHA256, "digest_algorithm": DigestAlgorithm.SHA256}
        | algorithms,
    ).sign(assertion, key=signer.key.encode(), cert=signer.certificate, reference_uri=assertion.get("ID"))
    signature = signature_of(made)
    made.remove(signature)
    made.insert(1, signature)
    root.replace(assertion_of(root), made)
    return root


def on(path: str, **attributes: str | None) -> Callable:
    """A change of an element's attributes; ``None`` removes one."""

    def change(root):
        element = root if not path else root.find(path, NS)
        for name, value in attributes.items():
            if value is None:
                element.attrib.pop(name, None)
            else:
                element.set(name, value)

    return change


def text(path: str, value: str) -> Callable:
    """A change of an element's text."""

    def change(root):
        root.find(path, NS).text = value

    return change


def without(path: str) -> Callable:
    """An element removed."""

    def change(root):
        element = root.find(path, NS)
        element.getparent().remove(element)

    return change
