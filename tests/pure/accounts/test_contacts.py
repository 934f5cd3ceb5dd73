"""One spelling for each contact point, and a sentence for what is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.rules.contacts import Contact, contact_of
from app.core.errors import Invalid


@pytest.mark.parametrize(("typed", "value"), [
    ("13800138000", "+8613800138000"), ("138 0013 8000", "+8613800138000"), ("138-0013-8000", "+8613800138000"),
    ("8613800138000", "+8613800138000"), ("+86 138 0013 8000", "+8613800138000"),
    ("0086 13800138000", "+8613800138000"), ("１３８００１３８０００", "+8613800138000"),
    ("+1 (415) 555-2671", "+14155552671"), ("+44 20 7946 0018", "+442079460018"),
])
def test_a_phone_number_is_written_as_e164(typed: str, value: str) -> None:
    assert contact_of(typed) == Contact("phone", value)


@pytest.mark.parametrize(("typed", "value"), [
    (" Lin@Example.TEST ", "lin@example.test"), ("lin＠example.test", "lin@example.test"),
    ("lin+daren@example.test", "lin+daren@example.test"), ("lin@bücher.test", "lin@xn--bcher-kva.test"),
])
def test_an_email_is_written_in_lower_case_with_a_plain_domain(typed: str, value: str) -> None:
    assert contact_of(typed) == Contact("email", value)


@pytest.mark.parametrize(("typed", "code"), [
    ("lin@", "bad_email"), ("@example.test", "bad_email"), ("lin@nowhere", "bad_email"),
    ("a b@example.test", "bad_email"), ("lin..x@example.test", "bad_email"), ("a@b@example.test", "bad_email"),
    ("x" * 65 + "@example.test", "bad_email"),
    ("lin@example.test\r\nBcc: x@y.test", "bad_email"), ("12345", "bad_phone"), ("+86 12345678901", "bad_phone"),
    ("4155552671", "bad_phone"), ("+0123456789", "bad_phone"), ("+1234567890123456", "bad_phone"),
    ("lin", "bad_contact"), ("١٣٨٠٠١٣٨٠٠٠", "bad_contact"), ("", "bad_contact"), ("not a phone", "bad_contact"),
])
def test_what_is_neither_is_refused_at_its_field(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        contact_of(typed)
    assert [(fault.where, fault.code) for fault in refusal.value.faults] == [(("contact",), code)]


def test_a_named_kind_is_kept_to() -> None:
    assert contact_of("o6_bmjrPTlm6_2sgVt7hMZOPfL2M", "wechat").kind == "wechat"
    with pytest.raises(Invalid):
        contact_of("13800138000", "email")
    with pytest.raises(Invalid):
        contact_of("an openid with spaces", "wechat")


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_refused_or_written_in_a_spelling_that_stays(typed: str) -> None:
    try:
        once = contact_of(typed)
    except Invalid:
        return
    assert contact_of(once.value) == once


def test_a_masked_contact_shows_its_ends_only() -> None:
    assert Contact("email", "lin@example.test").masked == "l***@example.test"
    assert Contact("phone", "+8613800138000").masked == "+86138****8000"
