"""What a form says of a wrong value is short and says what to do."""

from django import forms

from plads.web.forms_signing import AskForm
from plads.web.templatetags.plads_ui import error_fields


class Asked(forms.Form):
    """A number, a word and a question."""

    number = forms.IntegerField(label="Antal", min_value=1, max_value=9)
    word = forms.CharField(label="Ord")
    answer = forms.CharField(label="Hvad var svaret?")


def said(**given) -> dict[str, tuple[str, str]]:
    return {target: (label, text) for target, label, text in error_fields(Asked(given))}


def test_what_is_missing_and_out_of_bounds_is_said_plainly():
    assert said(number="0")["id_number"] == ("Antal:", "Skriv mindst 1.")
    assert said(number="10")["id_number"] == ("Antal:", "Skriv højst 9.")
    assert said(number="3")["id_word"] == ("Ord:", "Udfyld feltet.")


def test_a_question_keeps_its_mark_alone():
    assert said()["id_answer"] == ("Hvad var svaret?", "Udfyld feltet.")


def test_when_nobody_is_known_the_name_is_asked_for_outright():
    given = {
        "representative-contact": "anden",
        "representative-channel": "sms",
        "representative-phone": "20123456",
    }
    form = AskForm("representative", [], {}, given)
    assert form.opened
    assert form["name"].errors == ["Skriv, hvem der skal spørges."]
    assert form.fields["name"].help_text == ""
    assert AskForm("representative", [], {}, given | {"representative-name": "Tina"}).is_valid()
